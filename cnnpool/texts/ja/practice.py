"""Practice, and the sheet to print."""

TEXT = {
    "practice": "問題セット",
    "practice_about": "番号で決まる 10 問です。層の動きを答えると、その理由を読めます。"
    "リンクには問題セットとこれまでの解答が入るので、クラス全員に同じ 10 問を配れます。",
    "practice_start": "最初から",
    "practice_another": "次の 10 問",
    "practice_check": "答え合わせ",
    "practice_skip": "飛ばす",
    "practice_empty": "数が入っていない欄があります。入力するか、この問題を飛ばしてください。",
    "practice_rules": "行と列は 0 から数えます。パディングが最大値になることはありません。"
    "最大値が複数あるときは行優先で最初のセルが選ばれ、勾配を受け取ります。"
    "入力の後のパディングから窓が始まることはなく、平均は端からはみ出した分を数えません。",
    "practice_progress": "進み具合",
    "practice_right": "正解",
    "practice_wrong": "不正解",
    "practice_skipped": "未解答",
    "practice_now": "この問題",
    "practice_later": "これから",
    "practice_sign_right": "○",
    # what is given
    "practice_input": "入力 {h} × {w}",
    "practice_max": "最大値プーリング",
    "practice_avg": "平均プーリング",
    "practice_kernel": "カーネル {kh} × {kw}",
    "practice_stride": "ストライド {sh} × {sw}",
    "practice_padding": "パディングは上下 {ph}、左右 {pw}",
    "practice_padding_around": "パディングは上下左右 {ph}",
    "practice_padding_none": "パディングなし",
    "practice_dilation": "ダイレーション {dh} × {dw}",
    "practice_ceil": "サイズは切り上げ (ceil)",
    "practice_floor": "サイズは切り捨て (floor)",
    "practice_counts": "除数にパディングを含める",
    "practice_counts_not": "除数にパディングを含めない",
    # what is asked
    "practice_output": "出力のセル y[{i}, {j}] の値はいくつですか。",
    "practice_winner": "窓 ({i}, {j}) で最大値として選ばれる入力のセルはどれですか。"
    "入力での行 h と列 w を答えてください。",
    "practice_gradient": "入力のセル ({i}, {j}) に戻る勾配 dx[{i}, {j}] はいくつですか。",
    "practice_size": "出力の行数 OH と列数 OW はいくつですか。",
    "practice_height": "出力の行数 OH はいくつですか。",
    "practice_width": "出力の列数 OW はいくつですか。",
    # what was answered
    "practice_verdict_right": "問題 {number}: 正解。{answer}。",
    "practice_verdict_wrong": "問題 {number}: 不正解。あなたの答え: {given}。正解: {answer}。",
    "practice_verdict_skipped": "問題 {number}: 未解答。正解: {answer}。",
    "practice_open": "探索で開く",
    "practice_result": "{count} 問中 {right} 問正解",
    "practice_left": "飛ばした問題: {left} 問。",
    # the sheet
    "sheet_print": "印刷用",
    "sheet_problems": "問題用紙",
    "sheet_solutions": "解答付き",
    "sheet_title": "プーリングの練習問題 セット {seed}",
    "sheet_title_solutions": "プーリングの練習問題 セット {seed} 解答",
    "sheet_name": "名前",
    "sheet_date": "日付",
    "sheet_score": "得点",
    "sheet_answer": "答え",
    "sheet_link": "このセットのページ (答え合わせと解説):",
}
