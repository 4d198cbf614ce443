"""What the fast paths share: padded planes, and rows of windows dealt out into long lines.

Along the columns a stride would make NumPy read every second item, one window's at a time. So a
row of ``SW * P`` cells is dealt out into ``SW`` rows of ``P``::

    item j of phase c  =  cell j * SW + c of the row

and the rows of all planes follow each other in one long line. What tap ``kw`` reads for *all*
windows is then one phase, ``kw*DW // SW`` items further on. Where windows overlap, ``P`` is more
than ``OW``: at the end of each row a few windows too many are computed, and left out.
"""

from collections.abc import Hashable

import numpy as np

from cnnpool.axis import Axis
from cnnpool.fast.blocks import Scratch
from cnnpool.geometry import Grid


def row_length(axis: Axis) -> int:
    """P: how long a dealt row is."""
    return axis.out + (axis.extent - 1) // axis.stride


def padded(name: Hashable, x: np.ndarray, grid: Grid, fill: float, scratch: Scratch) -> np.ndarray:
    """x: (planes, H, W) -> the cells that the windows read, contiguous, rows of ``SW * P``."""
    wanted = len(x), grid.rows.reach_of_all, row_length(grid.cols) * grid.cols.stride
    unpadded = grid.rows.before == grid.cols.before == 0
    if unpadded and x.shape == wanted and x.flags.c_contiguous:
        return x
    whole = scratch.array(name, wanted, x.dtype)
    rows, cols = _inside(grid.rows, wanted[1]), _inside(grid.cols, wanted[2])
    whole[:, : rows.start] = whole[:, rows.stop :] = fill
    whole[:, rows, : cols.start] = whole[:, rows, cols.stop :] = fill
    whole[:, rows, cols] = x[:, : rows.stop - rows.start, : cols.stop - cols.start]
    return whole


def _inside(axis: Axis, length: int) -> slice:
    """The input among ``length`` cells that begin where the first window does."""
    return slice(axis.before, min(axis.before + axis.size, length))


def deal(name: Hashable, line: np.ndarray, axis: Axis, scratch: Scratch) -> list[np.ndarray]:
    """A line of rows -> for every tap, what it reads: all of one length."""
    reads = [divmod(tap * axis.dilation, axis.stride) for tap in range(axis.kernel)]
    size = line.size // axis.stride
    phases = {c: scratch((name, c), size, line.dtype) for _, c in reads}
    for c, phase in phases.items():
        phase[...] = line[c :: axis.stride]
    valid = size - (axis.extent - 1) // axis.stride
    return [phases[c][further : further + valid] for further, c in reads]
