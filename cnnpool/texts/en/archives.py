"""What stands in the README of an archive of arrays."""

TEXT = {
    "archive_heading": "Made by cnnpool {version}.\nLayer: {layer}\nSettings of the link: {link}",
    "archive_arrays": 'The arrays of one forward and backward; np.load("{file}") reads them. '
    "{scope}\n\n{listed}\n\nn, c: sample and channel; h, w: row and column of the input; oh, ow: "
    "of the output; kh, kw: of the window. An axis of several letters counts them flat, in that "
    "order. In[…] are the article's cells.",
    "archive_scope_whole": "All of them are of the whole tensor.",
    "archive_scope_plane": "The im2col matrix of the whole tensor would have {cells:,} cells, more "
    "than {limit:,}, so the arrays plane_… are of the plane n = {n}, c = {c} alone.",
    "archive_scope_outer": "The im2col matrix of one plane alone would have {cells:,} cells, more "
    "than {limit:,}, so the matrices are left out.",
    "archive_indices": "indices: the place h*W + w of each maximum in its plane.",
}
