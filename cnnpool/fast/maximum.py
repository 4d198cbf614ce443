"""The maximum of large tensors: rows first, then columns, on long lines, in a few cheap passes.

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

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from cnnpool.axis import Axis
from cnnpool.fast.blocks import Block, Scratch, each, forward_blocks
from cnnpool.fast.lines import deal, padded, row_length
from cnnpool.geometry import Grid


def forward(x: np.ndarray, grid: Grid) -> tuple[np.ndarray, np.ndarray]:
    """x: (N, C, H, W) -> y and the winners' offsets, each (N, C, OH, OW)."""
    N, C, H, W = x.shape
    x = x.reshape(N * C, H, W)
    y = np.empty((N * C, *grid.shape), x.dtype)
    winner = np.empty(y.shape, grid.offset_dtype)
    first = _first_inside(grid)

    def work(block: Block, scratch: Scratch) -> None:
        cells, here = x[block.planes, block.cells], (block.planes, block.windows)
        y[here], winner[here] = _Search(block.grid, scratch).best(cells)
        if x.dtype.kind == "f" and np.isnan(y[here]).any():
            y[here], winner[here] = _SearchWithNaN(block.grid, scratch).best(cells)
        if first is not None:
            rows, cols = first
            np.maximum(winner[here], np.add.outer(rows[block.windows], cols), out=winner[here])

    each(work, forward_blocks(len(x), grid), x.size)
    return y.reshape(N, C, *grid.shape), winner.reshape(N, C, *grid.shape)


def _first_inside(grid: Grid) -> tuple[np.ndarray, np.ndarray] | None:
    """The offset of every window's first real cell, as a sum of (OH,) and (OW,), if not all 0."""
    if not (grid.rows.before or grid.cols.before):
        return None
    rows, cols = (axis.inside().argmax(axis=1) for axis in (grid.rows, grid.cols))
    return (rows * grid.cols.kernel).astype(grid.offset_dtype), cols.astype(grid.offset_dtype)


def lowest(dtype: np.dtype) -> float:
    """What no number of a dtype is smaller than."""
    if dtype.kind == "f":
        return -np.inf
    return False if dtype.kind == "b" else np.iinfo(dtype).min


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


class _Cells(NamedTuple):
    """A candidate for every window: its value, and its offset, None where all offsets are 0."""

    values: np.ndarray
    offsets: np.ndarray | None = None

    def part(self, part: slice | tuple[slice, ...]) -> "_Cells":
        offsets = None if self.offsets is None else self.offsets[part]
        return _Cells(self.values[part], offsets)

    def reshape(self, *shape: int) -> "_Cells":
        offsets = None if self.offsets is None else self.offsets.reshape(*shape)
        return _Cells(self.values.reshape(*shape), offsets)


class _Search:
    """The search for the best cell of every window of one block."""

    def __init__(self, grid: Grid, scratch: Scratch) -> None:
        if grid.cols.out == 1:  # no stride is ever made
            grid = replace(grid, cols=replace(grid.cols, stride=1))
        self.grid, self.scratch = grid, scratch
        self.turn = 0

    def best(self, x: np.ndarray) -> tuple[np.ndarray, np.ndarray | int]:
        """x: (planes, H, W) -> values and offsets, each (planes, OH, OW)."""
        rows, cols = self.grid.rows, self.grid.cols
        x = padded(self._name("values"), x, self.grid, lowest(x.dtype), self.scratch)
        planes, height, width = x.shape
        if rows.stride == 1:
            found = self._doubled(_Cells(x.reshape(-1)), rows, width, cols.kernel)
        else:
            height = rows.out
            stop = (rows.out - 1) * rows.stride + 1
            starts = range(0, rows.extent, rows.dilation)
            read = [_Cells(x[:, i : i + stop : rows.stride]) for i in starts]
            found = self._best_of(read, planes * height * width, cols.kernel)
        if cols.stride == 1:
            found = self._doubled(found, cols, 1, 1)
        else:
            found = self._best_of(self._dealt(found), planes * height * row_length(cols), 1)
        found = found.reshape(planes, height, row_length(cols))
        values, offsets = found.part(np.s_[:, : rows.out, : cols.out])
        return values, 0 if offsets is None else offsets

    def _dealt(self, found: _Cells) -> list[_Cells]:
        """What every tap along the columns reads."""
        values = deal("dealt values", found.values, self.grid.cols, self.scratch)
        if found.offsets is None:
            return [_Cells(line) for line in values]
        offsets = deal("dealt offsets", found.offsets, self.grid.cols, self.scratch)
        return [_Cells(*pair) for pair in zip(values, offsets, strict=True)]

    def _doubled(self, found: _Cells, axis: Axis, tap: int, unit: int) -> _Cells:
        """All taps of an axis at stride 1: the next tap is ``tap`` items and ``unit`` further."""
        size = found.values.size
        for step in doublings(axis.kernel):
            further = step * axis.dilation * tap
            one, other = found.part(np.s_[: size - further]), found.part(np.s_[further:])
            found = self._room(size, found.values.dtype)
            self._better(one, other, step * unit, found.part(np.s_[: size - further]))
        return found

    def _best_of(self, read: list[_Cells], size: int, unit: int) -> _Cells:
        """The best of what the taps of an axis read; the next tap is ``unit`` further."""
        best = read[0]
        if len(read) == 1:
            return best.reshape(-1)
        room = self._room(size, best.values.dtype)
        out = room.part(np.s_[: best.values.size]).reshape(*best.values.shape)
        for tap, other in enumerate(read[1:], 1):
            self._better(best, other, tap * unit, out)
            best = out
        return room

    def _room(self, size: int, dtype: np.dtype) -> _Cells:
        """Room for candidates, beside those of the turn before, which they are chosen from."""
        self.turn = 1 - self.turn
        return _Cells(
            self.scratch(self._name("values"), size, dtype),
            self.scratch(self._name("offsets"), size, self.grid.offset_dtype),
        )

    def _name(self, what: str) -> tuple[str, int]:
        return what, self.turn

    def _better(self, one: _Cells, other: _Cells, step: int, out: _Cells) -> None:
        """The better of two candidates for each window; the other's offset is ``step`` more."""
        (a, at_a), (b, at_b), (best, at_best) = one, other, out
        assert at_best is not None  # room is for both
        dtype, shape = self.grid.offset_dtype, a.shape
        step = dtype.type(step)
        wins = self.scratch.array("wins", shape, bool)
        later = self.scratch.array("later", shape, dtype)
        self._greater(b, a, wins)
        if at_b is None:
            np.multiply(wins, step, out=later)
            if at_a is None:
                at_best[...] = later
            else:
                np.maximum(at_a, later, out=at_best)
        else:
            assert at_a is not None  # candidates of one search are alike
            np.add(at_b, step, out=later)
            equal = self.scratch.array("equal", shape, bool)
            earlier = self.scratch.array("earlier", shape, bool)
            self._equal(b, a, equal)
            np.less(later, at_a, out=earlier)
            equal &= earlier
            wins |= equal
            # Without a branch: one ^ ((one ^ other) & all bits where the other wins).
            later ^= at_a
            later &= _as_bits(wins, dtype)
            np.bitwise_xor(at_a, later, out=at_best)
        np.maximum(a, b, out=best)

    def _greater(self, b: np.ndarray, a: np.ndarray, out: np.ndarray) -> None:
        np.greater(b, a, out=out)

    def _equal(self, b: np.ndarray, a: np.ndarray, out: np.ndarray) -> None:
        np.equal(b, a, out=out)


class _SearchWithNaN(_Search):
    """NaN is more than any number, and NaNs are equal."""

    def _greater(self, b: np.ndarray, a: np.ndarray, out: np.ndarray) -> None:
        np.greater(b, a, out=out)
        out |= np.isnan(b)
        out &= ~np.isnan(a)

    def _equal(self, b: np.ndarray, a: np.ndarray, out: np.ndarray) -> None:
        np.equal(b, a, out=out)
        out |= np.isnan(b) & np.isnan(a)


def _as_bits(mask: np.ndarray, dtype: np.dtype) -> np.ndarray:
    """A mask as unsigned integers: all bits set, or none. The mask itself is used up."""
    minus = mask.view(np.int8)
    np.negative(minus, out=minus)
    return minus.astype(f"i{dtype.itemsize}", copy=False).view(dtype)
