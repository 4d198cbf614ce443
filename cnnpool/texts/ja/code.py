"""コードのページ。"""

TEXT = {
    "code_intro": "この設定をそのまま実行できるプログラムにしたもの、ほかのフレームワークで同じ呼"
    "び出しをした結果、そして数のファイルです。",
    "program_in_numpy": "NumPy",
    "program_in_cnnpool": "cnnpool",
    "program_in_pytorch": "PyTorch",
    "program_in_onnx": "ONNX",
    "program_in_keras": "Keras",
    "program_in_jax": "JAX",
    "framework": "フレームワーク",
    "differences": "この設定での各フレームワークの結果",
    "differences_about": "どのフレームワークにも、カーネル、パディング、ダイレーションと、指定が"
    "あればストライドだけを渡し、ほかはそれぞれの既定値です。表示中の面で比べます。",
    "legend_matters": "規則が異なり、ここでは結果も変わる",
    "legend_differs": "規則は異なるが、この数では影響しない",
    "files": "ファイル",
    "files_about": "ファイルはクリックしたときに作られます。どれもこのページの数が元になっていま"
    "す。",
    "file_py": "プログラムをダウンロード",
    "file_npz": "すべての配列 (.npz)",
    "file_zip": "ONNX のテストケース (.zip)",
    "file_html": "オフラインで動くパネルのページ (.html)",
    "file_svg": "パネルの SVG",
    "file_png": "パネルの PNG",
    "no_onnx_file": "ONNX のテストケースは作れません: {why}",
    "files_from_python": "このページを開かずに、端末からも同じものを作れます: `python -m cnnpool"
    ' "リンク" --write フォルダー`',
}
