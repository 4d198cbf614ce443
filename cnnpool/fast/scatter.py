"""The gradient of the maximum of large tensors: every window's share to its winner.

NumPy adds to scattered cells under Python's lock, with an index of 8 bytes for every window.
Where Numba is installed (``pip install "cnnpool[fast]"``) a compiled loop needs neither: it runs
on all cores, and finds each cell from the byte that was kept.
"""

from collections.abc import Callable
from functools import cache

import numpy as np

from cnnpool.fast.blocks import Block, Scratch, backward_blocks, each, forward_blocks
from cnnpool.geometry import Grid

Loop = Callable[[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray], None]


def backward(dy: np.ndarray, winner: np.ndarray, grid: Grid) -> np.ndarray:
    """dy and the winners' offsets, each (N, C, OH, OW) -> dx: (N, C, H, W) in the dtype of dy."""
    N, C = dy.shape[:2]
    dx = np.zeros((N, C, *grid.input_shape), dy.dtype)
    dy, winner, planes = (array.reshape(N * C, *array.shape[2:]) for array in (dy, winner, dx))
    loop = compiled() if dy.dtype in (np.float32, np.float64) else None
    if loop is None:
        _in_numpy(dy, winner, planes, grid)
    else:
        _in_loops(dy, winner, planes, grid, loop)
    return dx


def add(cells: np.ndarray, where: np.ndarray, values: np.ndarray, grid: Grid) -> None:
    """Add values to cells, all (n,); none is met twice where windows do not overlap."""
    if grid.overlaps:
        with np.errstate(all="ignore"):
            np.add.at(cells, where, values)
    else:
        cells[where] = values


def _in_numpy(dy: np.ndarray, winner: np.ndarray, dx: np.ndarray, grid: Grid) -> None:
    """Block after block on one thread: a second one would only wait for the lock."""
    cells, starts, further, scratch = dx.reshape(len(dx), -1), grid.starts, grid.further, Scratch()
    for block in forward_blocks(len(dx), grid):
        here, planes = (block.planes, block.windows), cells[block.planes]
        where = scratch.array("where", dy[here].shape, np.intp)
        further.take(winner[here], out=where, mode="clip")  # "raise" would buffer
        where += starts[block.windows]
        if len(planes) > 1:
            where += np.arange(0, planes.size, planes.shape[1])[:, None, None]
        add(planes.reshape(-1), where.reshape(-1), dy[here].reshape(-1), grid)


def _in_loops(dy: np.ndarray, winner: np.ndarray, dx: np.ndarray, grid: Grid, loop: Loop) -> None:
    W, further = grid.cols.size, grid.further
    down, across = (axis.positions()[:, 0] for axis in (grid.rows, grid.cols))

    def work(block: Block, scratch: Scratch) -> None:
        here = block.planes, block.windows
        cells = dx[block.planes, block.cells]
        rows = (down[block.windows] - block.cells.start) * W
        loop(dy[here], winner[here], rows, across, further, cells.reshape(len(cells), -1))

    each(work, backward_blocks(len(dx), grid, in_cache=False), dx.size)


@cache
def compiled() -> Loop | None:
    """``_loop`` compiled, at its first call and once on a machine; None without Numba."""
    try:
        import numba
    except ImportError:
        return None
    try:
        return numba.njit(nogil=True, cache=True)(_loop)
    except RuntimeError:  # no folder to keep it in
        return numba.njit(nogil=True)(_loop)


def _loop(
    dy: np.ndarray,
    winner: np.ndarray,
    down: np.ndarray,
    across: np.ndarray,
    further: np.ndarray,
    dx: np.ndarray,
) -> None:
    """Add every window's gradient to its winner, where that is one of the cells of ``dx``.

    dy, winner: (planes, OH, OW); down: (OH,) and across: (OW,), which add up to the windows'
    starts in a plane of ``dx``, (planes, cells); further: (KH*KW,), from a start to a winner.
    """
    cells = np.uint64(dx.shape[1])
    for plane in range(dy.shape[0]):
        for oh in range(dy.shape[1]):
            for ow in range(dy.shape[2]):
                cell = np.uint64(down[oh] + across[ow] + further[winner[plane, oh, ow]])
                if cell < cells:  # what is below 0 is very large without a sign
                    dx[plane, cell] += dy[plane, oh, ow]
