"""What each framework does where its caller names the kernel and nothing else: data, no code.

Every fact is what the framework itself gave when it was run; ``tests/peers/test_differences.py``
runs it again. The words are those of the catalogues (``word_first`` and so on).
"""

from dataclasses import dataclass

# How padding, and what hangs over the edge, enters a maximum.
PAD_VALUES = (
    "never",  # it is no cell: it cannot win, not even against -inf
    "infinity",  # a cell of -inf, which may be taken for the first of equals: its gradient is lost
    "lowest",  # the lowest number of the dtype, or -inf, depending on the kernel that runs
    "zero",  # a cell of 0, which wins against negative numbers
    "short",  # none: a slice that runs past the edge comes out short
)

# Who gets the gradient of a window with NaN; its maximum is NaN everywhere but in "depends".
NANS = ("first_nan", "last_nan", "next_cell", "depends")


@dataclass(frozen=True)
class Convention:
    """A framework's defaults.

    ``call`` is the shortest call with a kernel of 2, ``unpadded`` how its default padding is
    written. ``stride`` is "kernel" or "one", ``rounding`` "floor" or "ceil", ``tie`` "first",
    "one_cell" or "no_gradient", ``divisor`` of an average "padded" (cells with padding, without
    overhang), "real" (cells of the input) or "taps" (always KH*KW). ``pad_value`` and ``nan`` are
    of ``PAD_VALUES`` and ``NANS``.
    """

    call: str
    unpadded: str
    stride: str
    rounding: str
    pad_value: str
    tie: str
    nan: str
    divisor: str


CONVENTIONS = {
    "cnnpool": Convention(
        "cnnpool Pooling(2)", "0", "kernel", "ceil", "never", "first", "first_nan", "padded"
    ),
    "pytorch": Convention(
        "PyTorch MaxPool2d(2)", "0", "kernel", "floor", "never", "first", "last_nan", "padded"
    ),
    # ONNX Runtime on a CPU: the standard says nothing of NaN.
    "onnx": Convention(
        "ONNX MaxPool", "0", "one", "floor", "lowest", "no_gradient", "depends", "real"
    ),
    # On JAX: Keras leaves ties and NaN to the backend that runs it.
    "keras": Convention(
        "Keras MaxPooling2D(2)", '"valid"', "kernel", "floor", "infinity", "first", "next_cell",
        "real",
    ),
    # XLA promises no more than one of the equal cells; on a CPU it is the first.
    "flax": Convention(
        "Flax max_pool(x, (2, 2))", '"VALID"', "one", "floor", "infinity", "one_cell",
        "next_cell", "padded",
    ),
    "skimage": Convention(
        "scikit-image block_reduce(x, 2)", "0", "kernel", "ceil", "zero", "no_gradient",
        "first_nan", "taps",
    ),
    "article": Convention(
        "Pooling(2)", "0", "kernel", "ceil", "short", "first", "first_nan", "padded"
    ),
}  # fmt: skip


def default_stride(convention: Convention, kernel: tuple[int, int]) -> tuple[int, int]:
    """The stride (SH, SW) of a call that names only the kernel.

    >>> default_stride(CONVENTIONS["flax"], (3, 2)), default_stride(CONVENTIONS["keras"], (3, 2))
    ((1, 1), (3, 2))
    """
    return kernel if convention.stride == "kernel" else (1, 1)
