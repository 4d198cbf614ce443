"""What stands in the README of an archive of arrays."""

TEXT = {
    "archive_heading": "作成: cnnpool {version}\n層: {layer}\nリンクの設定: {link}",
    "archive_arrays": '順伝播と逆伝播の途中の配列です。np.load("{file}") で読み込めます。'
    "{scope}\n\n{listed}\n\nn, c: サンプルとチャンネル、h, w: 入力の行と列、oh, ow: 出力の行と列、"
    "kh, kw: 窓の中の行と列。複数の文字がある軸は、その順に一列に並べて数えます。"
    "In[…] は記事のセルの番号です。",
    "archive_scope_whole": "すべてテンソル全体の配列です。",
    "archive_scope_plane": "テンソル全体の im2col 行列は {cells:,} セルになり、上限の {limit:,} "
    "セルを超えます。そのため、plane_… は n = {n}、c = {c} の面だけの配列です。",
    "archive_scope_outer": "1 面だけでも im2col 行列が {cells:,} セルになり、上限の {limit:,} "
    "セルを超えます。そのため、行列は入っていません。",
    "archive_indices": "indices: 各最大値の面の中での位置 h*W + w。",
}
