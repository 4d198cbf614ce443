"""ONNX: the README of a backend test, what runtimes do otherwise, and the program's notes."""

TEXT = {
    "onnx_readme": "ONNX バックエンド用のテストケースです。model.onnx に入力を与え、結果を出力と"
    "比べてください。\n\nノード: {node}\nopset {opset}、IR バージョン {ir_version}\n\n{arrays}\n\n"
    "各ランタイムでの結果:\n{runtimes}",
    "onnx_flat_indices": "indices は配列全体 (N*C*H*W) を行優先で数えた位置です。",
    "onnx_dropped": "ここでは入力の後ろのパディングから始まる窓があります。MaxPool と違い LpPool の"
    "説明文にはこの窓を除くと書かれていませんが、onnx の形状推論では除かれます。",
    "onnx_agrees": "この出力と一致します。",
    "onnx_runtime_padding": "エラーになります。ダイレーションで窓が広がっていても、カーネル以上の"
    "パディングは受け付けません。",
    "onnx_runtime_double": "エラーになります。平均とノルムは float32 でしか計算できません。",
    "onnx_runtime_nan": "値が異なります。NaN が残るのは、窓のパディング以外の最初のセルが NaN の"
    "ときだけです。ここでは NaN が必ず選ばれるはずです。",
    "onnx_reference_twice": "形状が異なります。ストライドとダイレーションが 1 で ceil_mode のとき、"
    "パディングを 2 回足します。",
    "onnx_reference_sides": "形状が異なります。ストライドとダイレーションが 1 のとき、"
    "左のパディングを下のパディングとして読みます。",
    "onnx_reference_int8": "エラーになります。ストライドとダイレーションが 1 のとき NaN で"
    "パディングしようとしますが、int8 に NaN はありません。",
    "onnx_reference_ignores_nan": "エラーになるか、値が異なります。ストライドとダイレーションが "
    "1 のとき、NaN を自分のパディングとみなして除きます。",
    "onnx_reference_nan": "値が異なります。NaN が残るのは、窓のパディング以外の最初のセルが NaN の"
    "ときだけです。ここでは NaN が必ず選ばれるはずです。",
    "onnx_reference_places": "indices が異なります。ストライドとダイレーションが 1 のとき、"
    "最大値の窓内の位置をカーネルではなく出力の幅で行と列に分け、面の中だけで数えます。",
    "onnx_reference_shifts": "値が異なります。窓が端から 2 セル以上はみ出すと、"
    "すべての窓がその半分だけずれます。",
    "onnx_reference_scales": "値が異なります。窓が端からはみ出すと、"
    "残ったセルの平均にカーネル全体のセル数を掛けて和とします。",
    "onnx_reference_averages_nan": "値が異なります。NaN を窓から除いて計算します。"
    "ここでは結果が NaN になるはずです。",
    "program_onnx_forward": "ONNX にはプーリングの勾配の演算子がないため、"
    "プログラムは順伝播だけを計算します。",
    "program_onnx_double": "ONNX Runtime の {operator} は float32 だけですが、ここでは y が "
    "float64 です。そこで、窓のセルを集めて float64 で足します。",
    "program_onnx_padding": "ONNX Runtime のパディングはカーネルより小さくなければなりませんが、"
    "{pad} はカーネル {kernel} 以上です。そこで、窓のセルを集めます。",
    "program_onnx_nan": "ONNX Runtime の MaxPool では、NaN は窓の最初のセルにあるときしか"
    "選ばれません。そこで、窓のセルを集めて最初の NaN を探します。",
    "program_onnx_divisor": "ONNX の AveragePool では除数を指定できません。"
    "そこで、窓のセルを集め、その和を {divisor} で割ります。",
    "program_onnx_p": "ONNX の LpPool の p は整数だけです (現在 {p})。"
    "そこで、ノルムの式をそのまま書きます。",
    "program_onnx_exact": "プログラムはありません。x に float64 では丸められてしまう数 "
    "({number} など) があり、ONNX の {operator} にはそれより広い型がありません。",
}
