"""What each framework gives with its usual defaults."""

TEXT = {
    "framework_cnnpool": "cnnpool (表示中の設定)",
    "framework_pytorch": "PyTorch",
    "framework_onnx": "ONNX (ONNX Runtime)",
    "framework_keras": "Keras (JAX 上)",
    "framework_flax": "Flax",
    "framework_skimage": "scikit-image",
    "framework_article": "記事のクラス",
    "column_pad_value": "最大値でのパディング",
    "column_nan": "NaN の扱い",
    "column_y_differs": "y で異なるセル",
    "column_dx_differs": "dx で異なるセル",
    "word_same": "入力 ÷ ストライドの切り上げ",
    "word_never": "選ばれない",
    "word_infinity": "−∞ (同じ値なら先頭になりうる)",
    "word_lowest": "−∞ または最小の有限値",
    "word_zero": "0 として比べる",
    "word_short": "途中で切れる",
    "word_first_nan": "NaN になり、勾配は最初の NaN へ",
    "word_last_nan": "NaN になり、勾配は最後の NaN へ",
    "word_next_cell": "NaN になり、勾配は NaN より後のセルへ",
    "word_depends": "dtype と位置で変わる",
    "word_taps": "カーネルの全セル数",
    "word_override": "指定した除数",
    "lacks_mode": "この種類のプーリングはありません。",
    "lacks_stride": "ストライドは常にカーネルと同じです。",
    "lacks_padding": "パディングを指定できません。",
    "lacks_same": "「same」のパディングは指定できず、数値だけを受け付けます。",
    "lacks_sides": "パディングは軸の両側で同じ値しか指定できません。",
    "lacks_dilation": "ダイレーションを指定できません。",
    "takes_valid_and_same": "パディングは「valid」と「same」(余りの 1 セルは末尾側) しか"
    "指定できません。",
    "takes_half": "パディングはカーネルの半分までです。カーネル {kernel} では {limit} までですが、"
    "{pad} が指定されています。",
    "takes_less_than_kernel": "パディングは、ダイレーションに関係なくカーネルより小さくなければ"
    "なりません。カーネル {kernel} に対して {pad} は大きすぎます。",
    "takes_whole_p": "p は整数しか指定できません (現在 {p})。",
    "takes_square": "カーネルは正方形だけです (現在 {KH}×{KW})。",
    "signed_norm": "絶対値を取らずにべき乗を足します。p = {p} で負の数があると、"
    "ノルムになりません。",
    "same_without_dilation": "「same」のとき ONNX Runtime はパディングの計算に"
    "ダイレーションを含めないため、規格と違うサイズになります。",
    "no_window": "出力が {OH} × {OW} になるため、エラーになります。",
    "no_window_in_onnx": "窓が 1 つも収まらず、出力は {OH} × {OW} になるはずです。"
    "ONNX Runtime では、ストライドによってエラー、空の配列、端からはみ出した窓のどれかになります。",
    "empty_output": "窓が 1 つも収まらず、エラーにならないまま空の配列が返ります。",
    "article_stops": "エラーで止まります: {error}",
    "article_takes_long": "最大 {cells:,} セルを扱うことになります。ここで実行するのは "
    "{limit:,} セルまでです。",
}
