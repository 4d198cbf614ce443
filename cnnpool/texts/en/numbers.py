"""Numbers of one's own: the tables to type into and the boxes to paste into."""

TEXT = {
    "keep_numbers": "✎ Edit these numbers",
    "numbers_x": "Input x, plane n={n}, c={c}",
    "numbers_g": "Upstream gradient dy, plane n={n}, c={c}",
    "numbers_not_in_link": "These numbers are too many for a link (6,000 letters), so they stay "
    "on this page: take them along as a file from the page Code.",
    "grid_undo": "Undo",
    "grid_redo": "Redo",
    "grid_cut": "{rows} × {cols} cells were pasted; those that would lie outside were left out.",
    "paste": "Paste a printed array, or the rows of a spreadsheet",
    "paste_use": "Use these numbers",
    "paste_help_x": "NumPy, PyTorch, JAX, JSON or C: nested brackets with nan, inf and dtype "
    "words; or rows. It becomes the whole input: two axes are (H, W), three (C, H, W), four "
    "(N, C, H, W).",
    "paste_help_g": "Nested brackets with nan and inf, or rows. Two axes (OH, OW) become this "
    "plane, three (C, OH, OW) this sample, four (N, C, OH, OW) all of dy.",
    "shape": "Another shape",
    "shape_use": "Change the shape",
    "shape_help": "What lies outside is cut off; what is new is 0.",
    "fit_gradient": "Fit dy to y: cut off, or fill with 0",
}
