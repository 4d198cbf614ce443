"""Step by step."""

TEXT = {
    "steps_intro": "The article's cells In[3] to In[12] on your own settings. The lines shown "
    "are the lines that run, and what they make is drawn. Point at a number to see where it "
    "comes from and where it goes; click to follow it through all steps.",
    "steps_plane": "All planes together are too many to follow: these are the steps of the plane "
    "n={n}, c={c} alone.",
    "steps_part": "Rows {top:,} to {bottom:,} of {rows:,} and columns {left:,} to {right:,} of "
    "{cols:,} are shown; follow a cell, and the part with it is shown.",
    "steps_names": "The names in these lines",
    "steps_rail": "Steps",
    "step_back": "‹ Previous",
    "step_on": "Next ›",
    "step_place": "Step {step} of {steps}, the article's {cell}",
    "alt_step": "Heatmap of {name}, shape ({shape})",
    "follow_begin": "Point at a number, or click it to follow it.",
    "follow_more": "and {more:,} more",
    "step_x": "The input: N samples of C channels, every plane H rows high and W columns wide. "
    "Samples stand below each other here and channels side by side; pooling treats every plane "
    "by itself.",
    "step_im2col": "Every position of the window becomes a column: rows count (c, kh, kw), "
    "columns (n, oh, ow). Read along a row, one and the same offset of the window is taken at "
    "all positions, which is one strided slice of the input; that is why im2col needs a loop "
    "over the window only.",
    "step_x_col": "A column of im2col still holds the windows of all channels, and pooling must "
    "not mix them. The transpose makes each position a row in which the channels' windows follow "
    "each other, so the reshape can cut it into rows of KH·KW numbers, one for every window (n, "
    "oh, ow, c). Without the transpose it would cut across positions.",
    "step_divisor": "By how many cells each window divides: im2col over ones counts them. "
    "Whether padding is among them is a setting; what hangs over the edge never is.",
    "step_y_flat_max": "Every row has become one number, its maximum. The numbers stand in the "
    "order of the rows: n, oh, ow, and the channel fastest.",
    "step_y_flat_avg": "Every row has become one number, its sum over its divisor. The numbers "
    "stand in the order of the rows: n, oh, ow, and the channel fastest.",
    "step_y_flat_lp": "Every row has become one number, its norm. The numbers stand in the order "
    "of the rows: n, oh, ow, and the channel fastest.",
    "step_y": "The flat numbers count n, oh, ow, c, so the reshape gives them just these axes; "
    "then the transpose moves the channel forward. With several channels, a reshape straight to "
    "(N, C, OH, OW) would have the right shape with the numbers in the wrong places.",
    "step_max_index": "Where in its row each maximum stands, from 0 to KH·KW − 1. Of equals "
    "argmax takes the first. This is all that backward has to remember.",
    "step_dy": "The upstream gradient comes in the shape of y. The rows of windows are ordered "
    "n, oh, ow, c, so the channel goes last: now its numbers, read flat, stand in the order of "
    "the windows.",
    "step_routed_max": "One column for every window, one row for every offset in it. Zeros, then "
    "dy at the winner's offset: a small change of a smaller cell would not change the maximum, "
    "so its gradient is 0. Of equals, the first takes it all.",
    "step_routed_avg": "One column for every window, one row for every offset in it. Every cell "
    "of the input gets the same share of dy, because each enters the mean with the same weight; "
    "padding gets nothing.",
    "step_routed_lp": "One column for every window, one row for every offset in it. Every cell "
    "gets dy times the slope of the norm, sign(x)·|x|^(p−1)·y^(1−p): with p > 1, large cells "
    "move the norm most.",
    "step_columns": "The two reshapes of the way there, undone: the windows' axis is taken apart "
    "into n, oh, ow, c, and the channel moves to the front. Rows count (c, kh, kw) and columns "
    "(n, oh, ow) again, as col2im expects.",
    "step_dx": "col2im puts every number back where im2col took it from, and adds where windows "
    "overlap. Cells that no window reads keep 0; what belongs to the padding is dropped.",
    "layouts": "Layouts of im2col that are mixed up",
    "layout_article": "The article",
    "layout_rows": "Its window rows",
    "layout_book": "Deep Learning from Scratch",
    "layout_cs231n": "cs231n",
    "layout_unfold": "torch.nn.Unfold",
    "layout_said_article": "(C·KH·KW, N·OH·OW): a column is one position with the windows of all "
    "its channels below each other.",
    "layout_said_rows": "(N·OH·OW·C, KH·KW): a row is one window of one channel. Pooling needs "
    "this one, since it takes one number out of each row.",
    "layout_said_book": "(N·OH·OW, C·KH·KW): the article's matrix transposed, a row for each "
    "position. A convolution multiplies it by its weights; pooling cuts each row into C windows "
    "first.",
    "layout_said_cs231n": "(C·KH·KW, OH·OW·N): the batch counts fastest, so neighbouring columns "
    "are the same position in neighbouring samples. The shape is the article's, but with several "
    "samples the order is not, and no error tells the two apart.",
    "layout_said_unfold": "(N, C·KH·KW, L): every sample has a matrix of its own, with L = OH·OW "
    "columns. For one sample it is the article's.",
    "article_title": "The article's own code on this shape",
    "article_said": "The article's class takes one number, the pool size. Its algorithm, faults "
    "included, is run here on the plane n={n}, c={c} with pool {pool}; beside it stands a max "
    "layer with kernel and stride {pool}, no padding, rounded up. Another kernel, stride, "
    "padding or mode the class does not know.",
    "article_right": "**Right.** Output and gradient are those of the layer.",
    "article_chance": "**Right with these numbers only.** Past the edge its slice has length 1, "
    "which NumPy repeats without a word; other numbers of this shape come out wrong.",
    "article_wrong": "**Silently wrong.** {y} of {ys} outputs and {dx} of {dxs} gradients "
    "differ, and no error says so: past the edge its slice has length 1, and NumPy's assignment "
    "repeats it.",
    "article_raises": "**It stops with an error.** One size serves both axes though the output "
    "is not square, or a slice past the edge is too short for the array that it should fill, or "
    "both.",
    "article_dtype": "It gives {out} for {given}.",
    "article_y": "The article's output",
    "article_right_y": "The right output",
    "article_dx": "The article's gradient, dy of ones",
    "article_right_dx": "The right gradient",
    "article_input": "Input",
    "article_pool": "Pool",
    "article_result": "The article's code",
    "article_is_right": "right",
    "article_is_wrong": "silently wrong",
    "article_is_raises": "stops with an error",
}
