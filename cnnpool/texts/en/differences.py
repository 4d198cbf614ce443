"""What each framework gives with its usual defaults."""

TEXT = {
    "framework_cnnpool": "cnnpool, as shown",
    "framework_pytorch": "PyTorch",
    "framework_onnx": "ONNX (ONNX Runtime)",
    "framework_keras": "Keras (on JAX)",
    "framework_flax": "Flax",
    "framework_skimage": "scikit-image",
    "framework_article": "The article's class",
    "column_pad_value": "Padding in a maximum",
    "column_nan": "NaN",
    "column_y_differs": "Other cells in y",
    "column_dx_differs": "Other cells in dx",
    "word_same": "input / stride, up",
    "word_never": "never wins",
    "word_infinity": "−∞, can be the first of equals",
    "word_lowest": "−∞ or the lowest number",
    "word_zero": "0",
    "word_short": "cut short",
    "word_first_nan": "wins; gradient to the first",
    "word_last_nan": "wins; gradient to the last",
    "word_next_cell": "wins; gradient to a cell after it",
    "word_depends": "depends on dtype and position",
    "word_taps": "the whole kernel",
    "word_override": "the given divisor",
    "lacks_mode": "It has no such pooling.",
    "lacks_stride": "Its stride is always the kernel.",
    "lacks_padding": "It takes no padding.",
    "lacks_same": "It takes no “same” padding, only numbers.",
    "lacks_sides": "It takes one padding for both sides of an axis.",
    "lacks_dilation": "It takes no dilation.",
    "takes_valid_and_same": "It takes no padding but “valid” and “same”, whose odd cell is at the "
    "end.",
    "takes_half": "It takes padding up to half the kernel: {pad} is more than {limit} at a kernel "
    "of {kernel}.",
    "takes_less_than_kernel": "It takes padding smaller than the kernel, dilated or not: {pad} at "
    "a kernel of {kernel} is too much.",
    "takes_whole_p": "It takes only whole numbers for p, not {p}.",
    "takes_square": "It takes only square kernels, not {KH}×{KW}.",
    "signed_norm": "It adds powers without absolute values: with p = {p} and negative numbers that "
    "is no norm.",
    "same_without_dilation": "With “same”, ONNX Runtime leaves the dilation out of the padding, "
    "and another size comes out than the standard says.",
    "no_window": "It raises an error: the output would be {OH} × {OW}.",
    "no_window_in_onnx": "No window fits, the output should be {OH} × {OW}. ONNX Runtime gives an "
    "error, an empty array, or a window that runs past the edge, depending on the stride.",
    "empty_output": "No window fits, so an empty array comes out, without an error.",
    "article_stops": "It stops with an error: {error}",
    "article_takes_long": "It would touch up to {cells:,} cells; here it is run for at most "
    "{limit:,}.",
}
