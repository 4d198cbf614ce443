"""What the fast paths share: padded planes, and rows of windows dealt out into long lines.

Along the columns a stride would make NumPy read every second item, one window's at a time. So a
row of ``SW * P`` cells is dealt out into ``SW`` rows of ``P``::

    item j of phase c  =  cell j * SW + c of the row

and the rows of all planes follow each other in one long line. What tap ``kw`` reads for *all*
windows is then one phase, ``kw*DW // SW`` items further on. Where windows overlap, ``P`` is more
than ``OW``: at the end of each row a few windows too many are computed, and left out.
"""

import numpy as np

from cnnpool.fast.blocks import Scratch
from cnnpool.geometry import Axis, Grid


def row_length(axis: Axis) -> int:
    """P: how long a dealt row is."""
    return axis.out + (axis.extent - 1) // axis.stride


def taps(axis: Axis) -> list[tuple[int, int]]:
    """For every tap: its phase, and how many items further on it reads."""
    return [divmod(k * axis.dilation, axis.stride)[::-1] for k in range(axis.kernel)]


def padded(name: str, x: np.ndarray, grid: Grid, fill, dtype, scratch: Scratch) -> np.ndarray:
    """x: (planes, H, W) -> the cells that the windows read, contiguous, rows of ``SW * P``."""
    wanted = len(x), _reach(grid.rows), row_length(grid.cols) * grid.cols.stride
    unpadded = grid.rows.before == grid.cols.before == 0
    if unpadded and x.shape == wanted and x.dtype == dtype and x.flags.c_contiguous:
        return x
    whole = scratch(name, int(np.prod(wanted)), dtype).reshape(wanted)
    rows, cols = _inside(grid.rows, wanted[1]), _inside(grid.cols, wanted[2])
    whole[:, : rows.start] = whole[:, rows.stop :] = fill
    whole[:, rows, : cols.start] = whole[:, rows, cols.stop :] = fill
    whole[:, rows, cols] = x[:, : rows.stop - rows.start, : cols.stop - cols.start]
    return whole


def _reach(axis: Axis) -> int:
    """Cells from the first of the first window to the last of the last."""
    return axis.end + axis.before


def _inside(axis: Axis, length: int) -> slice:
    """The input among ``length`` cells that begin where the first window does."""
    return slice(axis.before, min(axis.before + axis.size, length))


def deal(name: str, line: np.ndarray, axis: Axis, scratch: Scratch) -> list[np.ndarray]:
    """A line of rows -> for every tap, what it reads: all of one length."""
    read, furthest = taps(axis), (axis.extent - 1) // axis.stride
    if axis.stride == 1:
        phases = {0: line}
    else:
        phases = {c: scratch((name, c), line.size // axis.stride, line.dtype) for c, _ in read}
        for c, phase in phases.items():
            phase[...] = line[c :: axis.stride]
    valid = line.size // axis.stride - furthest
    return [phases[c][shift : shift + valid] for c, shift in read]


def undeal(name: str, phases: dict[int, np.ndarray], axis: Axis, scratch: Scratch) -> np.ndarray:
    """The reverse: the lines of the phases -> a line of rows, 0 where no tap reads."""
    if axis.stride == 1:
        return phases[0]
    one = next(iter(phases.values()))
    line = scratch(name, one.size * axis.stride, one.dtype)
    for c in range(axis.stride):
        line[c :: axis.stride] = phases.get(c, 0)
    return line


def spaced(name: str, array: np.ndarray, axis: Axis, scratch: Scratch) -> np.ndarray:
    """The windows' items (planes, OH, OW) as a line of rows of ``P``, 0 at their ends."""
    planes, height, width = array.shape
    rows = scratch(name, planes * height * row_length(axis), array.dtype)
    rows = rows.reshape(planes, height, -1)
    rows[..., width:] = 0
    rows[..., :width] = array
    return rows.reshape(-1)
