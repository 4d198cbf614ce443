"""Practice, and the sheet to print."""

TEXT = {
    "practice": "Problem set",
    "practice_about": "Ten problems out of a number: say what the layer does, then read why. The "
    "link holds the set and the answers given so far, so a class can get the same ten.",
    "practice_start": "Start again",
    "practice_another": "Another ten",
    "practice_check": "Check",
    "practice_skip": "Skip",
    "practice_empty": "A number is missing: fill it in, or skip the problem.",
    "practice_rules": "Rows and columns count from 0. Padding never wins a maximum; of equal "
    "maxima the first in row-major order wins and takes the gradient. No window starts in the "
    "padding after the input, and an average does not count what hangs over the edge.",
    "practice_progress": "Progress",
    "practice_right": "Right",
    "practice_wrong": "Wrong",
    "practice_skipped": "Skipped",
    "practice_now": "This one",
    "practice_later": "To come",
    "practice_sign_right": "✓",
    # what is given
    "practice_input": "Input {h} × {w}",
    "practice_max": "max pooling",
    "practice_avg": "average pooling",
    "practice_kernel": "kernel {kh} × {kw}",
    "practice_stride": "stride {sh} × {sw}",
    "practice_padding": "padding {ph} at the top and bottom, {pw} left and right",
    "practice_padding_around": "padding {ph} on every side",
    "practice_padding_none": "no padding",
    "practice_dilation": "dilation {dh} × {dw}",
    "practice_ceil": "size rounded up (ceil)",
    "practice_floor": "size rounded down (floor)",
    "practice_counts": "padding counts in the divisor",
    "practice_counts_not": "padding does not count in the divisor",
    # what is asked
    "practice_output": "Which number stands in the output at y[{i}, {j}]?",
    "practice_winner": "Which input cell wins the window ({i}, {j})? Give its row h and its "
    "column w in the input.",
    "practice_gradient": "Which gradient dx[{i}, {j}] does the input cell ({i}, {j}) get back?",
    "practice_size": "How many rows OH and columns OW does the output have?",
    "practice_height": "How many rows OH does the output have?",
    "practice_width": "How many columns OW does the output have?",
    # what was answered
    "practice_verdict_right": "Problem {number}: right. {answer}.",
    "practice_verdict_wrong": "Problem {number}: wrong. Your answer: {given}. Right: {answer}.",
    "practice_verdict_skipped": "Problem {number}: skipped. Right: {answer}.",
    "practice_open": "Open in Explore",
    "practice_result": "{right} of {count} right",
    "practice_left": "Skipped: {left}.",
    # the sheet
    "sheet_print": "On paper",
    "sheet_problems": "Problems to print",
    "sheet_solutions": "With solutions",
    "sheet_title": "Pooling practice, set {seed}",
    "sheet_title_solutions": "Pooling practice, set {seed}: solutions",
    "sheet_name": "Name",
    "sheet_date": "Date",
    "sheet_score": "Score",
    "sheet_answer": "Answer",
    "sheet_link": "This set on the page, with marks and stories:",
}
