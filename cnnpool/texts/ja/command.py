"""The command ``python -m cnnpool LINK``, and the files that it writes."""

TEXT = {
    "command_settings": "既定値と異なる設定: {settings}",
    "command_defaults": "すべて既定の設定です (記事の例)。",
    "command_plane": "形状 {shape} のテンソルのうち、n={n}、c={c} の 1 面です。",
    "command_indices": "indices: 各窓の最大値の位置 h*W + w",
    "command_winner": "winner: 窓の中での最大値の位置 kh*KW + kw",
    "command_large": "{name} (形状 {shape}) は大きいため表示しません。"
    "--write DIR を付けるとすべて書き出します。",
    "command_no_link": "アドレスでも、kh=3&sh=2 のようなクエリでもありません: {link}",
    "command_needs_input": "このリンクは配列ファイルを表示するものですが、ファイルはリンクに"
    "含まれません。--input FILE で指定してください。",
    "command_numbers_stayed": "入力した数が多すぎてリンクに収まらず、入力した場所に残っています。"
    "--input FILE でファイルとして指定してください。",
    "command_gradient_stayed": "入力した勾配が大きすぎてリンクに収まらず、入力した場所に"
    "残っています。そのため逆伝播を計算できません。",
    "command_other_numbers": "ファイルの数は、このリンクで入力された数とは異なります。",
    "command_input_unused": "このリンクにはテンソル自体が含まれています。--input は、画像、"
    "配列ファイル、リンクに収まらなかった数のためのものです。",
    "command_needs_pillow": "画像を読むには Pillow が必要です: pip install pillow",
    "command_no_member": "ファイルに配列 {member} はありません。含まれる配列: {names}",
    "command_first_member": "先頭の配列を読みました。ほかの配列は --member で選べます: {names}",
    "command_corner": "{h}×{w} セルのうち、左上の {limit}×{limit} を表示します。",
    "command_unreadable": "{path} を読めません: {why}",
    "command_file_too_large": "ファイルは {limit:,} バイトまでです (現在 {size:,} バイト)。",
    "command_unwritable": "{path} に書き込めません: {why}",
    "command_written": "{count} 個のファイルを {path} に書き出しました: {names}",
    "command_not_made": "{name} は書き出せませんでした: {why}",
    "file_needs_package": "必要なパッケージがインストールされていません: pip install {package}",
}
