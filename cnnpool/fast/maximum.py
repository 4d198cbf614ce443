"""Max pooling of large tensors: rows first, then columns, on long lines, in a few cheap passes.

Why the result is the plain one, cell for cell:

*Rows first.* A column of a window gives its largest cell, the first of equals, and that cell's
offset. Of the columns the largest wins, and of equals the one with the lower offset: that is the
first cell in row-major order.

*Doubling.* With stride 1, the window of ``a + t`` cells at ``i`` is the window of ``a`` cells at
``i`` and the same at ``i + t`` (``t <= a``). The better of the two is the best of both; a cell
that lies in both has one offset and does not beat itself.

*Padding* is filled with the smallest value of the dtype. Where even a window's largest is that
value, offset 0 wins, real or not, and the winner must be the first real cell: no real winner has
a lower offset, so that the winner is the higher of the two.

*NaN.* ``maximum`` hands NaN on, comparisons do not see it. A block whose output holds one is
done again with the full rule.

*Blocks* hold whole windows, and no window knows of another.
"""

import numpy as np

from cnnpool.fast.blocks import Block, Scratch, each, forward_blocks
from cnnpool.fast.lines import deal, padded, row_length
from cnnpool.geometry import Axis, Grid


def forward(x: np.ndarray, grid: Grid) -> tuple[np.ndarray, np.ndarray]:
    """x: (N, C, H, W) -> y and the winners' offsets, each (N, C, OH, OW)."""
    N, C, H, W = x.shape
    x = x.reshape(N * C, H, W)
    y = np.empty((N * C, *grid.shape), x.dtype)
    winner = np.empty(y.shape, grid.offset_dtype)
    first = _first_inside(grid, winner.dtype)

    def work(block: Block, scratch: Scratch) -> None:
        cells, here = x[block.planes, block.cells], (block.planes, block.windows)
        y[here], winner[here] = _Search(block.grid, winner.dtype, scratch).best(cells)
        if x.dtype.kind == "f" and np.isnan(y[here]).any():
            y[here], winner[here] = _SearchWithNaN(block.grid, winner.dtype, scratch).best(cells)
        if first is not None:
            np.maximum(winner[here], first[block.windows], out=winner[here])

    each(work, forward_blocks(len(x), grid), x.size)
    return y.reshape(N, C, *grid.shape), winner.reshape(N, C, *grid.shape)


def lowest(dtype: np.dtype):
    """What no number of a dtype is smaller than."""
    if dtype.kind == "f":
        return -np.inf
    return False if dtype.kind == "b" else np.iinfo(dtype).min


def _first_inside(grid: Grid, dtype) -> np.ndarray | None:
    """The offset of every window's first real cell, (OH, OW), where not all are 0."""
    if not (grid.rows.before or grid.cols.before):
        return None
    rows, cols = (axis.inside().argmax(axis=1) for axis in (grid.rows, grid.cols))
    return np.add.outer(rows * grid.cols.kernel, cols).astype(dtype)


def doublings(kernel: int) -> list[int]:
    """The steps by which windows of 1 cell are made into windows of ``kernel`` cells.

    >>> doublings(15)
    [1, 2, 4, 7]
    """
    steps, span = [], 1
    while span < kernel:
        steps.append(min(span, kernel - span))
        span += steps[-1]
    return steps


class _Search:
    """The search for the best cell of every window of one block.

    Candidates are a pair of arrays: values, and offsets, or None where all offsets are 0.
    """

    def __init__(self, grid: Grid, offsets: np.dtype, scratch: Scratch):
        self.grid, self.offsets, self.scratch = grid, offsets, scratch
        self.turn = 0

    def best(self, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """x: (planes, H, W) -> values and offsets, each (planes, OH, OW)."""
        rows, cols = self.grid.rows, self.grid.cols
        x = padded("values 0", x, self.grid, lowest(x.dtype), x.dtype, self.scratch)
        planes, height, width = x.shape
        if rows.stride == 1:
            found = self._doubled((x.reshape(-1), None), rows, width, cols.kernel)
        else:
            height, stop = rows.out, (rows.out - 1) * rows.stride + 1
            starts = range(0, rows.extent, rows.dilation)
            read = [(x[:, i : i + stop : rows.stride], None) for i in starts]
            found = self._best_of(read, x.dtype, planes * height * width, cols.kernel)
        if cols.stride == 1:
            found = self._doubled(found, cols, 1, 1)
        else:
            values, offsets = found
            values = deal("values", values, cols, self.scratch)
            offsets = (
                [None] * cols.kernel
                if offsets is None
                else deal("offsets", offsets, cols, self.scratch)
            )
            size = planes * height * row_length(cols)
            found = self._best_of(list(zip(values, offsets, strict=True)), x.dtype, size, 1)
        shape = planes, height, row_length(cols)
        values, offsets = (
            0 if a is None else a.reshape(shape)[:, : rows.out, : cols.out] for a in found
        )
        return values, offsets

    def _doubled(self, found, axis: Axis, tap: int, unit: int):
        """All taps of one axis at stride 1: the next tap is ``tap`` items further on."""
        for step in doublings(axis.kernel):
            further = step * axis.dilation * tap
            values, offsets = found
            valid = values.size - further
            one = values[:valid], None if offsets is None else offsets[:valid]
            other = values[further:], None if offsets is None else offsets[further:]
            out = self._pair(values.size, values.dtype)
            self._better(one, other, step * unit, out[0][:valid], out[1][:valid])
            found = out
        return found

    def _best_of(self, read, dtype, size, unit):
        """The best of what the taps of one axis read; a tap's offset is ``unit`` more."""
        if len(read) == 1:
            values, offsets = read[0]
            return values.reshape(-1), offsets
        values, offsets = self._pair(size, dtype)
        valid = read[0][0].size
        out = values[:valid].reshape(read[0][0].shape), offsets[:valid].reshape(read[0][0].shape)
        best = read[0]
        for tap, other in enumerate(read[1:], 1):
            self._better(best, other, tap * unit, *out)
            best = out
        return values, offsets

    def _pair(self, size, dtype):
        """Room for candidates; they are chosen from those of the turn before."""
        self.turn = 1 - self.turn
        return (
            self.scratch(f"values {self.turn}", size, dtype),
            self.scratch(f"offsets {self.turn}", size, self.offsets),
        )

    def _better(self, one, other, step, values, offsets) -> None:
        """The better of two candidates for each window; the other's offset is ``step`` more."""
        (a, at_a), (b, at_b) = one, other
        step = self.offsets.type(step)
        wins = self._temporary("wins", a, bool)
        self._greater(b, a, wins)
        later = self._temporary("later", a, self.offsets)
        if at_b is None:
            np.multiply(wins, step, out=later)
            if at_a is None:
                offsets[...] = later
            else:
                np.maximum(at_a, later, out=offsets)
        else:
            np.add(at_b, step, out=later)
            equal, earlier = self._temporary("equal", a, bool), self._temporary("earlier", a, bool)
            self._equal(b, a, equal)
            np.less(later, at_a, out=earlier)
            equal &= earlier
            wins |= equal
            # one ^ ((one ^ other) & all bits where the other wins)
            later ^= at_a
            later &= as_bits(wins, self.offsets, self.scratch)
            np.bitwise_xor(at_a, later, out=offsets)
        np.maximum(a, b, out=values)

    def _temporary(self, name, like, dtype):
        return self.scratch(name, like.size, dtype).reshape(like.shape)

    def _greater(self, b, a, out) -> None:
        np.greater(b, a, out=out)

    def _equal(self, b, a, out) -> None:
        np.equal(b, a, out=out)


class _SearchWithNaN(_Search):
    """NaN is more than any number, and NaNs are equal."""

    def _greater(self, b, a, out) -> None:
        np.greater(b, a, out=out)
        out |= np.isnan(b)
        out &= ~np.isnan(a)

    def _equal(self, b, a, out) -> None:
        np.equal(b, a, out=out)
        out |= np.isnan(b) & np.isnan(a)


def as_bits(mask: np.ndarray, dtype: np.dtype, scratch: Scratch) -> np.ndarray:
    """A mask as unsigned integers of the size of ``dtype``: all bits set, or none."""
    minus = scratch("minus", mask.size, np.int8).reshape(mask.shape)
    np.negative(mask.view(np.int8), out=minus)
    if dtype.itemsize == 1:
        return minus.view(np.uint8)
    wide = scratch("bits", mask.size, f"i{dtype.itemsize}").reshape(mask.shape)
    wide[...] = minus
    return wide.view(f"u{dtype.itemsize}")


# --- backward ---------------------------------------------------------------------------------


def backward(dy: np.ndarray, winner: np.ndarray, grid: Grid) -> np.ndarray:
    """dy and the winners' offsets, each (N, C, OH, OW) -> dx: (N, C, H, W) in the dtype of dy.

    NumPy scatters under Python's lock, so that a second thread would only wait.
    """
    N, C = dy.shape[:2]
    dx = np.zeros((N, C, *grid.input_shape), dy.dtype)
    dy, winner = (array.reshape(N * C, *grid.shape) for array in (dy, winner))
    planes = dx.reshape(N * C, -1)
    scratch = Scratch()
    for block in forward_blocks(len(planes), grid):
        here, cells = (block.planes, block.windows), planes[block.planes]
        where = scratch.array("where", dy[here].shape, np.intp)
        grid.further.take(winner[here], out=where, mode="clip")  # "raise" would buffer
        where += grid.starts[block.windows]
        if len(cells) > 1:
            where += np.arange(0, cells.size, cells.shape[1])[:, None, None]
        scatter(cells.reshape(-1), where.reshape(-1), dy[here].reshape(-1), grid)
    return dx


def scatter(cells: np.ndarray, where: np.ndarray, values: np.ndarray, grid: Grid) -> None:
    """Add every value to its cell; no cell is met twice where windows do not overlap."""
    if grid.overlaps:
        with np.errstate(all="ignore"):
            np.add.at(cells, where, values)
    else:
        cells[where] = values
