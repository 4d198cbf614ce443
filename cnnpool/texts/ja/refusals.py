"""What the refusals of the core say, with the same numbers."""

# Words that a refusal's sentence takes as values.
WORDS = {
    "height": "高さ",
    "width": "幅",
    "top": "上",
    "bottom": "下",
    "left": "左",
    "right": "右",
}

REFUSALS = {
    "padding_too_large": "パディングは実効カーネル {reach} (ダイレーション × (カーネル − 1) + 1) "
    "より小さくしてください。{side}側のパディングが {pad} です。",
    "no_window_fits": "出力の{axis}が {out} になります。大きさ {reach} の窓は {padded} セル "
    "(入力 {size}、パディング {pads}) に収まりません。",
    "window_without_cells": "出力の{axis}方向の窓 {window} は入力のセルを 1 つも含みません。"
    "カーネル {kernel}、ダイレーション {dilation}、パディング ({before}, {after}) では、"
    "入力 {size} に対してこの窓のセルがすべてパディングになります。",
    "kernel_over_bound": "乱数や入力した数のテンソルでは、"
    "カーネルを {limit} 以下にしてください (現在 {kernel})。",
    "empty_range": "上限は最小値より大きくしてください (最小値 {low}、上限 {high})。",
    "trace_too_large": "im2col 行列が {cells:,} セルになります "
    "(1 面に {OH}×{OW} 個の {KH}×{KW} の窓)。表示できるのは {limit:,} セルまでです。"
    "ストライドを大きくするか、カーネルを小さくしてください。",
    "steps_too_large": "ステップの行列が {cells:,} セルになります。上限は {limit:,} セルです。"
    "ストライドを大きくするか、カーネルを小さくしてください。",
    "article_too_large": "プール {pool}、形状 {shape} では、記事のコードが最大 {cells:,} セルを扱う"
    "ことになります。上限は {limit:,} セルです。",
    "too_many_planes": "この行には {planes:,} 面が一度に必要ですが、"
    "表示できるのは {limit:,} 面までです。行列の表示を 1 面だけにしてください。",
    "check_too_large": "{kernel} の窓で {plane} セルを検算すると {visits:,} セルを調べることに"
    "なります。上限は {limit:,} セルです。",
    "not_a_picture": "PNG、JPEG、WebP の画像として読めないファイルです。",
    "picture_too_large": "画像ファイルは {limit:,} バイトまでです。"
    "このファイルは {size:,} バイトです。",
    "picture_side": "画像の縦と横は {limit:,} ピクセルまでです。この画像は {side:,} ピクセルです。",
    "picture_parts": "画像ファイルの部分は {parts:,} 個まで、"
    "走査 (スキャン) は {scans:,} 回までです。",
    "too_many_pixels": "画像は {limit:,} ピクセルまでです。"
    "この画像は {pixels:,} ピクセル以上です。",
    "empty_file": "ファイルが空です。",
    "array_count": ".npz ファイルに入れられる配列は 1〜{limit} 個です (現在 {count} 個)。",
    "not_numbers": "配列は 64 ビット以下の実数にしてください。dtype が {dtype} です。",
    "file_cut_off": "ファイルが途中で終わっています。形状 {shape} の {dtype} には {wanted:,} バイト"
    "必要ですが、{got:,} バイトしかありません。",
    "csv_too_large": ".csv ファイルは {limit:,} バイトまでです (現在 {size:,} バイト)。",
    "not_text": ".csv ファイルが UTF-8 のテキストではありません。",
    "csv_ragged": "{row} 行目のセルは {got} 個ですが、1 行目は {wanted} 個です。",
    "csv_range": "{row} 行 {column} 列目の {cell} は 64 ビットでは正確に表せません。",
    "archive_directory": ".npz ファイルの目録は {limit:,} バイトまでです。",
    "archive_compression": ".npz ファイルは、NumPy が書く形式 (無圧縮か deflate) にしてください。",
    "case_planes": "プログラムとファイルにできるのは {limit:,} 平面までです。"
    "このテンソルは {planes:,} 平面あります。",
    "case_too_large": "プログラムとファイルにできるのは、入力も出力も {limit:,} 個の数までです。"
    "ここでは {cells:,} 個になります。",
    "case_powers": "Lp ノルムのプログラムとファイルにできるのは、べき乗 {limit:,} 回までです。"
    "ここでは {powers:,} 回になります。ストライドを大きくするか、カーネルを小さくしてください。",
    "csv_not_a_number": "{row} 行 {column} 列目が数ではありません: {cell!r}",
    "not_a_tensor": "配列は 2 次元 (H, W)、3 次元 (C, H, W)、4 次元 (N, C, H, W) のいずれかで、"
    "空でないものにしてください。形状が {shape} です。",
    "too_many_cells": "配列ファイルは {limit:,} セルまでです。"
    "形状 {shape} は {cells:,} セルあります。",
    "not_an_array": ".{ending} の配列として読めないファイルです。",
    "gradient_shape": "入力された勾配の形状は {got} ですが、y の形状は {wanted} です。",
    "numbers_shape": "入力できる数の形状は {largest} までです (現在 {shape})。",
    "numbers_dtype": "入力できるのは 64 ビット以下の整数か浮動小数点数です。dtype {dtype} は"
    "使えません。",
    "numbers_stayed": "このリンクの数は多すぎてリンクに収まらず (上限 {limit:,} 文字)、"
    "入力した場所に残っています。",
    "onnx_divisor": "ONNX の AveragePool では除数を指定できないため、"
    "divisor_override={divisor} を表せません。",
    "onnx_whole_p": "ONNX の LpPool の p は 64 ビットの整数だけです (現在 {p})。",
    "onnx_exact": "x に float64 では丸められてしまう数 ({number} など) があり、"
    "ONNX の {operator} にはそれより広い型がありません。",
    "cell_unread": "{row} 行 {column} 列には 64 ビットで正確に表せる数を入れてください "
    "(現在 {found!r})。",
    "numbers_inexact": "2**53 を超える整数と小数は 1 つのテンソルに入れられません。"
    "{dtype} では丸められてしまいます。",
    "paste_shape": "ここに必要なのは形状 {wanted} の数です。貼り付けた数の形状は {got} です。",
    "paste_too_long": "貼り付けられるのは {limit:,} 文字までです (現在 {letters:,} 文字)。"
    "大きな配列はファイルで読み込んでください。",
    "paste_empty": "数が貼り付けられていません。",
    "paste_open": "{line} 行 {column} 文字目: 括弧が閉じていません。",
    "paste_range": "{line} 行 {column} 文字目: {found} は 64 ビットで正確に表せません。",
    "paste_dots": "{line} 行 {column} 文字目: 数が省略されています。すべて出力してください "
    "(NumPy では np.set_printoptions(threshold=10**6))。",
    "paste_strange": "{line} 行 {column} 文字目: 配列の数として読めません: {found}",
    "paste_missing": "{line} 行 {column} 文字目: ここに数がありません。",
    "paste_uneven": "{line} 行 {column} 文字目: 数と括弧が同じ並びに混ざっています。",
    "paste_deep": "{line} 行 {column} 文字目: 軸は {limit} つまでです。",
    "paste_ragged": "{line} 行 {column} 文字目: ここには {got} 個、"
    "前の並びには {wanted} 個あります。",
}
