"""The questions and their answers: ``lead`` is the answer in short, ``answer`` the rest."""

TEXT = {
    "view_answers": "Answers",
    "view_practice": "Practice",
    "answers_own": "Every answer brings its own small example. Your own settings in the sidebar "
    "stay as they are; after a look in Explore, the browser's Back returns to them.",
    "question": "Question",
    "see_in_explore": "See it in Explore",
    # which cell gets the gradient
    "question_gradient": "Which cell gets the gradient, and why do the others get none?",
    "lead_gradient": "The winner: the cell that *is* the maximum. Raise it a little and the "
    "output rises with it; raise any other cell a little and the output stays where it is, so "
    "there is nothing to pass back.",
    "answer_gradient": "Take the window at the top left: `max({numbers}) = {y}`. Raise its "
    "{winner} by {step} and the output becomes {raised}: the slope is 1. Raise its {loser} by "
    "{step} instead and the output stays {stays}: the slope is 0.\n\n"
    "The chain rule multiplies each slope by the upstream gradient. So dy = {dy} goes whole to "
    "cell ({cell}), and the other {others} cells of the window get 0. All {windows} windows "
    "together reach {got} of the {count} cells, and nothing is lost on the way: Σ dy = {sum_dy} "
    "and Σ dx = {sum_dx}.\n\n"
    "A gradient of 0 does not mean that a cell is out for good. After the next step, or with the "
    "next picture, another cell may be the largest.",
    # sizes that do not divide
    "question_sizes": "The size does not divide: is it rounded down or up, and why does "
    "documentation disagree?",
    "lead_sizes": "Both exist. Rounding down drops the cells that no whole window reaches; "
    "rounding up adds a window that hangs over the edge. Most frameworks round down unless you "
    "ask for ceil; the article, and this page, round up.",
    "answer_sizes": "{size} cells, kernel {kernel}, stride {stride}:\n\n"
    "- down: `{down}`, and {unread} of the {cells} cells are read by no window (hatched), so "
    "they get no gradient either;\n"
    "- up: `{up}`. The last window has {inside} real cell; the other {outside} do not exist, and "
    "under max they can never win.\n\n"
    "Why the documents disagree: many print only the floor formula, though the layer has a ceil "
    "option. Some write the floor with ceil brackets: `⌈({size} − {kernel} + 1) / {stride}⌉ = "
    "{valid}` is rounding *down*. And rounding up has a second rule that often goes unprinted: "
    "no window may start behind the input. With {long} cells, kernel 1 and stride 2, "
    "`{dropped}`, one window less than the formula says.",
    # equal maxima
    "question_ties": "Two cells are equally large: which one gets the gradient?",
    "lead_ties": "In NumPy, PyTorch and this layer the first in row-major order, and only that "
    "one. At a tie the maximum has no derivative, so the rule is a convention, and frameworks "
    "have chosen differently.",
    "answer_ties": "The window `{numbers}` holds its maximum {tied} times. “The first” sends all "
    "of dy to cell ({first}), “the last” to ({last}); sharing gives each of them {share}. All "
    "three keep the sum. Giving the whole dy to every tied cell, as a mask like `x == max` does, "
    "turns Σ dy = {sum_dy} into Σ dx = {sum_all}: the gradient is inflated.\n\n"
    "Ties are not rare. Whole numbers make them, and so do the zeros behind a ReLU: in the "
    "article's own tensor {article_tied} of {article_count} windows are tied. The output is the "
    "same under every rule; only the gradient tells.",
    # overlapping windows
    "question_overlap": "The windows overlap: are their gradients added?",
    "lead_overlap": "Yes. A cell that wins several windows feeds several outputs, so it collects "
    "the gradients of all of them.",
    "answer_overlap": "With kernel 2 and stride 1 the {value} in the middle is read by {readers} "
    "windows and wins {won} of them. Their upstream gradients add up: `dx[{cell}] = {terms} = "
    "{total}`.\n\n"
    "The classic mistake is to assign where one must add. `dx[winner] = dy` keeps only the "
    "window that came last: {assigned} in place of {total}, and Σ dx = {sum_assigned} where Σ dy "
    "= {sum_dy}. In NumPy even `dx[index] += dy` adds only once when an index repeats; "
    "`np.add.at` and col2im add every time.\n\n"
    "How many windows read a cell depends on where it lies: {least} in a corner, {most} in the "
    "middle (second picture).",
    # im2col
    "question_layout": "What are the rows and columns of im2col, and why transpose before reshape?",
    "lead_layout": "In the article's matrix a column is one position of the window, and a row is "
    "one offset of one channel. The numbers of a window stand below each other, but reshape cuts "
    "along the rows, so the matrix has to be turned first.",
    "answer_layout": "Every number here names its cell: 100·c + 10·h + w. im2col makes {rows} "
    "rows (c, kh, kw) and {columns} columns (n, oh, ow). `.T.reshape(-1, {taps})` then cuts it "
    "into {count} rows, one for each window of each channel; the first reads {right}, a real "
    "window.\n\n"
    "Without the transpose, `reshape(-1, {taps})` gives the same shape and no error, but its "
    "first row is {wrong}: numbers of different windows. The maxima come out as {wrong_y} in "
    "place of {right_y}.\n\n"
    "The rows are now in the order (n, oh, ow, c), with the channel changing fastest. That is "
    "why the output needs `.reshape(N, OH, OW, C).transpose(0, 3, 1, 2)`. Other code orders the "
    "two axes differently: Step by step shows {layouts} layouts of the same numbers.",
    # the slice past the edge
    "question_slice": "The slice in im2col runs past the edge: is that harmless?",
    "lead_slice": "Only while it still holds as many numbers as there are windows. Python cuts a "
    "slice off at the edge without a word: where the size divides, nothing is missing; where it "
    "does not, one number is.",
    "answer_slice": "The table shows, for pool {pool}, the slice `h:h2:stride` that collects the "
    "second cell of every window along one axis. Three numbers wanted and two held is at least "
    "an error: `{error}`. The bad case is one number where two are wanted: NumPy repeats it, and "
    "nobody is told.\n\n"
    "In the picture, window ({window}) really reads {numbers}, so its maximum is {right}. With "
    "the short slice it gets {wrong}, a number of its neighbour; {differ} of {outputs} outputs "
    "are wrong.\n\n"
    "This layer first works out which windows have the offset inside the input, and copies those "
    "only. What lies past the edge is padding, which never wins.",
    # padding 0 or -inf
    "question_padding": "Is the padding of max pooling 0 or −∞?",
    "lead_padding": "−∞, which is to say: nothing that could win. With zeros, the layer would "
    "invent maxima wherever all numbers are negative.",
    "answer_padding": "All {cells} numbers here are negative. The window at the top left reads "
    "{numbers}, so its maximum is {own}; padded with zeros it is {zero}, a number that is "
    "nowhere in the input. The same happens in {differs} of the {outputs} windows, all that "
    "touch the padding. Backward these {lost} windows send their gradient into the padding, "
    "where it is lost: Σ dx = {arrives} in place of {sum_dy}.\n\n"
    "Behind a ReLU nobody notices: with the minus signs taken away, {positive} outputs would "
    "change. So `np.pad` with its zeros survives in many a layer written from scratch.\n\n"
    "Average pooling is another matter: there padding is 0, and the question is whether it "
    "counts.",
    # why +1
    "question_plus_one": "Why “+ 1” in the output size, and where do the brackets go?",
    "lead_plus_one": "The division counts the moves of the window; the + 1 is where it stands "
    "before the first move. Round the quotient, then add 1.",
    "answer_plus_one": "A window of {kernel} has {size} − {kernel} = {room} cells of room. In "
    "steps of {stride} that is {moves} moves, so it starts at {starts}: `⌊({size} − {kernel}) / "
    "{stride}⌋ + 1 = {out}`.\n\n"
    "The brackets: subtract before dividing, and round the quotient only. The two usual slips "
    "are `{size} − {kernel} / {stride} + 1 = {no_brackets}` and `({size} − {kernel} + 1) / "
    "{stride} = {one_inside}`. Rounded up, the second is right again, `⌈({size} − {kernel} + 1) "
    "/ {stride}⌉ = {one_inside_up}`: the floor formula in another spelling.\n\n"
    "With {longer} cells the moves do not come out even, and {floor} windows rounded down stand "
    "against {ceil} rounded up. Explore writes the rule in full, with padding and dilation: "
    "`{formula}`.",
    # channels and parameters
    "question_channels": "Does pooling mix channels? Does it have parameters?",
    "lead_channels": "No, and no. Every plane, one channel of one sample, is pooled by itself, "
    "and a maximum or an average has nothing to learn.",
    "answer_channels": "Add {added} to every number of channel 1, and {changed_own} of its "
    "{outputs} outputs change; of channel 0, {changed_other} of {outputs}. The window at the top "
    "left has its maximum at ({winner0}) in channel 0 and at ({winner1}) in channel 1: each "
    "channel has its own winners.\n\n"
    "So the channels stay as many as they were: ({shape_in}) becomes ({shape_out}). A "
    "convolution with the same kernel, from {channels} channels to {channels}, would sum over "
    "the channels and learn {weights} numbers, biases included. Pooling learns none; its "
    "backward pass only hands the gradient on to the layers that do.",
    # the divisor of an average
    "question_average": "Average pooling: do padded cells count?",
    "lead_average": "That is a switch, and its default differs: PyTorch and Flax count the "
    "padded cells in the divisor, ONNX and Keras do not. What hangs over the edge when the size "
    "is rounded up should never count.",
    "answer_average": "The corner at the top left sums to {corner_sum}. Counting the padding it "
    "gives `{corner_sum} / {corner_counted} = {corner_y}`, without it `{corner_sum} / "
    "{corner_real} = {corner_y_real}`.\n\n"
    "The last window, ({last}), holds a single real cell. Of its {taps} cells {over} hang over "
    "the padded edge and are not counted: `{last_sum} / {last_counted} = {last_y}`, or "
    "`{last_sum} / {last_real} = {last_y_real}` over the real cells alone. `{last_sum} / {taps} "
    "= {wrong}` would be wrong under both rules, and libraries have shipped it.\n\n"
    "Padding that counts also takes its share backward: Σ dy = {sum_dy}, but only Σ dx = "
    "{sum_dx} arrives.",
    # NaN and infinities
    "question_nan": "What do NaN and −∞ do to the maximum?",
    "lead_nan": "NaN wins every window that it stands in, here as in NumPy and PyTorch. −∞ is a "
    "number like any other, only the smallest: it is the maximum where there is nothing else.",
    "answer_nan": "The window at the top left has {nans} NaNs among its {taps} cells, so its "
    "output is {y}. The gradient goes to the first of them, cell ({cell}); in PyTorch it goes to "
    "the last. Window ({low}) holds nothing but −∞: its output is {low_y}, and its gradient "
    "still lands on a real cell, ({low_cell}). Even here padding could not win.\n\n"
    "A loop that asks `if v > best` is another story. Every comparison with NaN is false, so NaN "
    "is passed over, and the first window gives {loop} (third picture). Some libraries do this, "
    "and a NaN that disappears in a pooling layer is hard to find. An average cannot hide it: "
    "the mean of the same window is {mean}.",
    # return_indices, unpooling
    "question_unpool": "What do the numbers of return_indices mean, and how is pooling undone?",
    "lead_unpool": "Each says where its maximum stood: h·W + w, counted in its own plane. "
    "Unpooling writes every output back to that place and 0 everywhere else; the other numbers "
    "are gone.",
    "answer_unpool": "Index {index} in a plane of width {width}: {index} = {h}·{width} + {w}, so "
    "row {h}, column {w}. Unpooling fills {filled} of the {count} cells; {zeros} stay 0.\n\n"
    "Not everyone counts like this. ONNX counts on through channels and samples, so that the "
    "same cell of the next channel is {onnx}; others give the offset inside the window, here "
    "{offset}.\n\n"
    "Two traps. Rounded down, inputs of {small} and of {large} cells both give {out} outputs, so "
    "the size to go back to has to be said. And where windows overlap, one cell can win twice: "
    "in the example of the overlapping windows, {windows} outputs come from {cells} cells. "
    "Unpooling writes such a cell; only gradients add.",
    # what is lost, and invariance
    "question_loss": "How much is lost, and is pooling really translation invariant?",
    "lead_loss": "A 2×2 maximum keeps one number in four. It ignores only those shifts that "
    "leave the winner in its window, so it tolerates small shifts rather than being invariant.",
    "answer_loss": "{numbers_in} numbers go in and {numbers_out} come out. Very different inputs "
    "look alike afterwards: of the {windows} windows of four digits, {alike} have the maximum "
    "{best}.\n\n"
    "Now shift the bright cell by one in each of the {directions} directions. In {same} of them "
    "it stays in its window and the output is the same (third picture). In the others it crosses "
    "a border: one step to the left changes {changed} of {numbers_out} outputs (fourth picture). "
    "A whole stride, {whole_step} cells to the right, moves the bright output by exactly one, "
    "from ({before}) to ({moved}): that is equivariance, not invariance. On a plane of random "
    "digits, one step leaves {stay} of {numbers_out} outputs as they were.\n\n"
    "An average loses as many numbers but keeps the sum of each window; a convolution with a "
    "stride loses as many, too, and learns what to keep.",
    # the gradient check
    "question_check": "Why does my gradient check fail on max pooling?",
    "lead_check": "Mostly because of ties. There the maximum has a kink: its slope upward "
    "differs from its slope downward, the central difference reads the mean of the two, and the "
    "layer has to choose one.",
    "answer_check": "On the article's first plane {agree} of {count} cells agree. The other two "
    "are the tied {value}s at ({first}) and ({second}): the layer sends {analytic} to the first "
    "and nothing to the second, the difference reads {numeric} for both. In Explore, open “Check "
    "the gradient” below the panels.\n\n"
    "Three more reasons. The step is too large: where the winners lead by {lead}, a step of "
    "{coarse} changes some of them and spoils {spoilt} of {count} cells. The numbers are "
    "float32: with a step of `{step}` a slope of 1 reads {slope}. Or the check passes although "
    "the layer is wrong: a dy of ones cannot tell one window's gradient from another's, so use "
    "an uneven one.\n\n"
    "A fair test has distinct numbers that lie further apart than two steps, in float64.",
    # layers from scratch
    "question_scratch": "Why does my layer from scratch break on padding or odd sizes?",
    "lead_scratch": "Because it was tried on square, divisible, positive inputs. Three mistakes "
    "hide there: one size for both axes, slices cut off at the edge, and zeros as padding.",
    "answer_scratch": "Padding first. Every number of the plane is {value}, so every maximum is "
    "{value}. With `np.pad` and its zeros {zeros} of {outputs} outputs become 0, and {lost} "
    "windows lose their gradient; done right, Σ dx = {sum_dx}, as much as Σ dy = {sum_dy}.\n\n"
    "Then the shapes. The table is the article's own code, run on {shapes} of them. An output "
    "height that is not the output width raises an error, because one size serves both. A "
    "remainder raises an error, too, or is silently wrong, the worst of all.\n\n"
    "And a network needs one layer object for every pooling layer: each remembers only its last "
    "forward. Test yours with N > 1, C > 1, H ≠ W, KH ≠ KW, a stride that is not the kernel, "
    "remainders, padding, negative numbers, ties, and an uneven dy.",
    # stride and kernel
    "question_stride": "What if stride and kernel differ, and which is the default where?",
    "lead_stride": "With a smaller stride the windows overlap, with an equal one they tile the "
    "plane, with a larger one they leave gaps that nobody reads. The default is the kernel in "
    "PyTorch and Keras, but 1 in Flax and ONNX.",
    "answer_stride": "{size} × {size} cells, kernel {kernel}: stride 1 gives {out1} × {out1} "
    "outputs and reads some cells {most1} times; stride 2 gives {out2} × {out2} and reads every "
    "cell once; stride 3 gives {out3} × {out3}, and {unread} of the {cells} cells are read by no "
    "window.\n\n"
    "So the same call means different layers. The table shows what comes out of {size} × {size} "
    "where only the kernel is said; cnnpool keeps the article's rule. When you carry a network "
    "over, say stride, padding and rounding every time.",
    # titles of the pictures
    "figure_x": "Input x",
    "figure_y": "Output y",
    "figure_dy": "Upstream gradient dy",
    "figure_dx": "Gradient dx",
    "figure_x_up": "Rounded up: the last window hangs over",
    "figure_y_up": "Output, rounded up",
    "figure_x_down": "Rounded down: cells that nobody reads",
    "figure_y_down": "Output, rounded down",
    "figure_ties_first": "dx: the first takes all",
    "figure_ties_split": "dx: shared evenly",
    "figure_ties_all": "dx: everyone the whole",
    "figure_readers": "Windows per cell",
    "figure_tensor": "Input: channels below each other",
    "figure_im2col": "im2col",
    "figure_rows": "Turned, then cut into rows",
    "figure_rows_wrong": "Cut without turning: wrong",
    "figure_y_right": "Output y",
    "figure_y_wrong": "Short slices: wrong",
    "figure_y_infinity": "Output: padding never wins",
    "figure_y_zero": "Output padded with zeros",
    "figure_positions": "Cells that each window reads",
    "figure_x0": "Input, channel 0",
    "figure_x1": "Input, channel 1",
    "figure_y0": "Output, channel 0",
    "figure_y1": "Output, channel 1",
    "figure_divisor": "Divisor, padding counted",
    "figure_y_counted": "Output, padding counted",
    "figure_y_real": "Output, real cells only",
    "figure_y_loop": "Loop with v > best",
    "figure_indices": "Indices h·W + w",
    "figure_unpooled": "Unpooled",
    "figure_same": "Shifts that change nothing (1)",
    "figure_y_left": "Output after one step left",
    "figure_analytic": "dx of the layer",
    "figure_numeric": "Central differences",
    "figure_readers_1": "Windows per cell, stride 1",
    "figure_readers_2": "Windows per cell, stride 2",
    "figure_readers_3": "Windows per cell, stride 3",
    # tables
    "column_size": "Size",
    "column_slice": "Slice",
    "column_cut": "Cells it holds",
    "column_wanted": "Wanted",
    "column_held": "Held",
    "column_verdict": "The article's code",
    "column_input": "Input",
    "column_pool": "Pool",
    "column_gives": "Output",
    "column_call": "Library",
    "column_stride": "Stride",
    "column_rounding": "Rounding",
    "column_padding": "Padding",
    "column_tie": "Of equals wins",
    "column_divisor": "Average divides by",
    "word_right": "right",
    "word_raises": "raises an error",
    "word_wrong": "silently wrong",
    "word_kernel": "the kernel",
    "word_one": "1",
    "word_floor": "down",
    "word_ceil": "up",
    "word_first": "the first",
    "word_one_cell": "one of them",
    "word_no_gradient": "has no gradient",
    "word_padded": "cells with padding",
    "word_real": "real cells",
}
