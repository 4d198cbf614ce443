"""Means over the windows of large tensors, and their gradients: rows first, then columns.

The sum of a window is the sum of its rows' sums, so that a window costs KH + KW additions, not
KH * KW. They come in another order than on the plain path: results agree to rounding.
"""

import numpy as np

from cnnpool.axis import Axis
from cnnpool.fast.blocks import Block, Scratch, backward_blocks, each, forward_blocks
from cnnpool.geometry import Grid

ROWS, COLS = 1, 2  # axes of (planes, H, W)

Part = tuple[slice, ...]  # of such an array


def forward(x: np.ndarray, grid: Grid, divisor: np.ndarray) -> np.ndarray:
    """x: (N, C, H, W) -> the sum of every window over its divisor, (N, C, OH, OW).

    ``divisor``: (OH, OW), in the dtype of the sums and of the result.
    """
    N, C, H, W = x.shape
    x = x.reshape(N * C, H, W)
    y = np.empty((N * C, *grid.shape), divisor.dtype)

    def work(block: Block, scratch: Scratch) -> None:
        cells, mean = x[block.planes, block.cells], y[block.planes, block.windows]
        tall = scratch.array("tall", (*mean.shape[:2], W), y.dtype)
        _collect(cells, tall, block.grid.rows, ROWS)
        _collect(tall, mean, block.grid.cols, COLS)
        mean /= divisor[block.windows]

    each(work, forward_blocks(len(x), grid), x.size)
    return y.reshape(N, C, *grid.shape)


def backward(dy: np.ndarray, grid: Grid, divisor: np.ndarray) -> np.ndarray:
    """dy: (N, C, OH, OW) -> dx: (N, C, H, W), where every cell gets its windows' shares."""
    N, C = dy.shape[:2]
    dy = dy.reshape(N * C, *grid.shape)
    dx = np.zeros((N * C, *grid.input_shape), dy.dtype)

    def work(block: Block, scratch: Scratch) -> None:
        here, cells = dy[block.planes, block.windows], dx[block.planes, block.cells]
        share = scratch.array("share", here.shape, dy.dtype)
        np.divide(here, divisor[block.windows], out=share)
        tall = scratch.array("tall", (*cells.shape[:2], grid.cols.out), dy.dtype)
        tall.fill(0)
        _distribute(share, tall, block.grid.rows, ROWS)
        _distribute(tall, cells, block.grid.cols, COLS)

    each(work, backward_blocks(len(dx), grid), dx.size)
    return dx.reshape(N, C, *grid.input_shape)


def _collect(cells: np.ndarray, windows: np.ndarray, axis: Axis, number: int) -> None:
    """Along one axis: the sum of every window's cells."""
    taps = _taps(axis, number)
    # Taps that lie in the input for all windows spare the zeros.
    whole = [tap for tap in taps if tap[0][number] == slice(0, axis.out)][:2]
    if len(whole) == 2:
        (_, one), (_, other) = whole
        np.add(cells[one], cells[other], out=windows, dtype=windows.dtype)
    else:
        windows.fill(0)
        whole = []
    for target, source in taps:
        if (target, source) not in whole:
            windows[target] += cells[source]


def _distribute(windows: np.ndarray, cells: np.ndarray, axis: Axis, number: int) -> None:
    """The way back, onto zeros: every cell gets the sum of the windows that read it."""
    alone = axis.extent <= axis.stride  # no cell is read twice
    for target, source in _taps(axis, number):
        if alone:
            cells[source] = windows[target]
        else:
            cells[source] += windows[target]


def _taps(axis: Axis, number: int) -> list[tuple[Part, Part]]:
    """For every tap: the windows whose tap lies in the input, and the cells that they read."""
    before = (slice(None),) * number
    reached = map(axis.reach, range(axis.kernel))
    return [((*before, target), (*before, source)) for target, source in reached]
