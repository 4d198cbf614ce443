"""Lines that say with index arrays which cells the windows read, for what a framework lacks.

The programs of PyTorch, Keras and JAX share them: they are NumPy.
"""

from cnnpool.axis import Axis
from cnnpool.export.programs.listing import lines
from cnnpool.export.programs.windows import Windows


def coordinates(windows: Windows) -> str:
    """``rows`` and ``cols``: the input coordinates of every window along an axis."""
    rows, cols = windows.axes
    outside = "; outside x lies padding" if windows.padded else ""
    return lines(
        f"# The rows (OH, KH) and columns (OW, KW) that the windows read{outside}.",
        f"rows = {_coordinates(rows)}",
        f"cols = {_coordinates(cols)}",
    )


def _coordinates(axis: Axis) -> str:
    """
    >>> _coordinates(Axis(size=4, kernel=2, stride=1, before=1, after=0, dilation=2, out=3))
    'np.arange(3)[:, None] - 1 + np.arange(2) * 2'
    """
    stride = f" * {axis.stride}" if axis.stride > 1 else ""
    before = f" - {axis.before}" if axis.before else ""
    dilation = f" * {axis.dilation}" if axis.dilation > 1 else ""
    return f"np.arange({axis.out})[:, None]{stride}{before} + np.arange({axis.kernel}){dilation}"


def divisor(windows: Windows) -> str:
    """``divisor`` (OH, OW): how many cells of each window an average counts."""
    (_, PB), (_, PR) = windows.pads
    H, W = windows.grid.input_shape
    if windows.layer.count_include_pad:
        said, rows, cols = "x and of its padding", f"rows < {H + PB}", f"cols < {W + PR}"
    else:
        said = "x alone"
        rows, cols = f"(rows >= 0) & (rows < {H})", f"(cols >= 0) & (cols < {W})"
    return lines(
        f"# How many cells of {said} each window covers, (OH, OW).",
        f"divisor = np.outer(({rows}).sum(axis=1), ({cols}).sum(axis=1))",
    )


def read_mask(windows: Windows) -> str:
    """``read`` (H, W): the cells that a window reads; after ``coordinates``."""
    H, W = windows.grid.input_shape
    return lines(
        "# The cells that a window reads: an infinity or NaN elsewhere may not touch the gradient.",
        f"read = np.outer(np.isin(np.arange({H}), rows), np.isin(np.arange({W}), cols))",
    )


FIRST_REAL = '''
def first_real(at, size):
    """Padding reads the first real cell of its window instead: it never wins by itself."""
    real = (at >= 0) & (at < size)
    return np.where(real, at, np.where(real, at, size).min(axis=1, keepdims=True))
'''


def cells(windows: Windows) -> str:
    """``cells`` (OH, OW, KH*KW): the places h*W + w in the plane; after ``coordinates``."""
    H, W = windows.grid.input_shape
    rows, cols = windows.axes
    shape = f"{rows.out}, {cols.out}, {rows.kernel * cols.kernel}"
    moved = f"rows, cols = first_real(rows, {H}), first_real(cols, {W})"
    return lines(
        moved if windows.padded else None,
        "# The places h*W + w that every window reads, (OH, OW, KH*KW).",
        f"cells = (rows[:, None, :, None] * {W} + cols[None, :, None, :]).reshape({shape})",
    )


def slices(windows: Windows, plane: str) -> str:
    """The sum over the taps of slices of ``plane``, in which all windows fit, as lines."""
    rows, cols = (_steps(axis) for axis in windows.axes)
    return lines(
        "sum(",
        f"        {plane}[:, :, h : h + {rows[1]}, w : w + {cols[1]}]",
        f"        for h in range({rows[0]})",
        f"        for w in range({cols[0]})",
        "    )",
    )


def _steps(axis: Axis) -> tuple[str, str]:
    """The range of an axis' offsets, and where its windows start after one of them.

    >>> _steps(Axis(size=6, kernel=2, stride=1, before=0, after=0, dilation=3, out=3))
    ('0, 6, 3', '3')
    """
    plain = axis.dilation == 1
    steps = f"{axis.kernel}" if plain else f"0, {axis.kernel * axis.dilation}, {axis.dilation}"
    return steps, f"{axis.out * axis.stride}" + (f" : {axis.stride}" if axis.stride > 1 else "")
