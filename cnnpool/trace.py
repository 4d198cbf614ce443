"""Every array of the article's steps for one input and one layer, and what belongs to what.

The order of the article: the tensor is cut into windows (im2col), one row each; a row becomes a
number; backward, a row's gradient goes to its cells (routed), and col2im adds the rows up.
A window has the index ``(n, oh, ow, c)``, which is the order of the rows. Pictures, sentences
and highlights ask ``Trace.parts`` and ``Trace.windows_at``; nothing else computes an index.
"""

import math
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from cnnpool.checks import as_array
from cnnpool.pooling import Pooling

# name -> (the article's cell, axes); an axis of several letters is flat over them, in that order.
STEPS = {
    "x": ("In[3]", ("n", "c", "h", "w")),
    "im2col": ("In[4]", ("c,kh,kw", "n,oh,ow")),
    "x_col": ("In[4]", ("n,oh,ow,c", "kh,kw")),
    "y_flat": ("In[5]", ("n,oh,ow,c",)),
    "y": ("In[6]", ("n", "c", "oh", "ow")),
    "max_index": ("In[7]", ("n,oh,ow,c",)),
    "dy": ("In[8]", ("n", "oh", "ow", "c")),
    "routed": ("In[10]", ("kh,kw", "n,oh,ow,c")),
    "columns": ("In[11]", ("c,kh,kw", "n,oh,ow")),
    "dx": ("In[12]", ("n", "c", "h", "w")),
}


@dataclass(frozen=True)
class Step:
    """One array of the story, the article's cell that makes it, and what its axes count."""

    name: str
    cell: str
    axes: tuple[str, ...]
    array: np.ndarray


@dataclass(frozen=True)
class Window:
    """What one window reads, and where its gradient lands, inside its own plane."""

    index: tuple[int, int, int, int]  # (n, oh, ow, c)
    row: int  # in x_col, y_flat, max_index; the column of routed
    positions: np.ndarray  # (KH*KW, 2): (h, w), row-major; outside the input for padding
    inside: np.ndarray  # (KH*KW,): False for padding and overhang
    winner: int | None  # max: the offset of the winner

    @property
    def cells(self) -> list[tuple[int, int]]:
        """The input cells that the window reads: the gradient can reach no others."""
        return [(int(h), int(w)) for h, w in self.positions[self.inside]]


class Trace:
    """One forward and backward of ``layer`` over ``x``, with every array on the way.

    ``dy=None`` means ones. The layer's own ``y`` and ``dx`` stay as they are. The matrices are
    made when they are asked for, ``rows`` makes a part of them, ``part`` a trace of some planes.
    """

    def __init__(self, x, layer: Pooling, dy=None):
        self.x = as_array("x", x)
        self.layer = copy(layer)
        self.y = self.layer.forward(self.x)
        self.dy = np.ones(self.y.shape) if dy is None else as_array("dy", dy)
        self.dx = self.layer.backward(self.dy)
        self.grid = self.layer.grid
        self.winner = self.layer.winner if layer.mode == "max" else None

    # --- the matrices -------------------------------------------------------------------------

    @property
    def row_count(self) -> int:
        """N*OH*OW*C: one row for every window of every plane."""
        return self.y.size

    @property
    def pad_value(self) -> float | int:
        """What a row of the im2col matrix shows for padding: the value that changes nothing."""
        return -np.inf if self.layer.mode == "max" else 0

    def rows(self, start: int = 0, stop: int | None = None) -> tuple[np.ndarray, np.ndarray]:
        """Rows of im2col's window view and of the routed gradient, each (stop - start, KH*KW)."""
        stop = self.row_count if stop is None else stop
        if not 0 <= start <= stop <= self.row_count:
            raise ValueError(f"rows {start} to {stop} do not exist: there are {self.row_count}")
        N, rows_a_sample = self.x.shape[0], self.row_count // self.x.shape[0]
        first = min(start // rows_a_sample, N - 1)
        last = max(-(-stop // rows_a_sample), first + 1)
        if (first, last) != (0, N):
            shift = first * rows_a_sample
            return self.part(np.s_[first:last]).rows(start - shift, stop - shift)

        n, oh, ow, c = np.unravel_index(np.arange(start, stop), self._row_shape)
        cells = self.cells[oh * self.grid.cols.out + ow]
        values = self.x.reshape(*self.x.shape[:2], -1)[n[:, None], c[:, None], cells]
        if (cells < 0).any():
            # -inf needs a floating dtype
            values = values.astype(np.result_type(values, type(self.pad_value)), copy=False)
            values[cells < 0] = self.pad_value
        routed = np.zeros(cells.shape, dtype=self.dx.dtype)
        for offset, share in self._shares():
            routed[:, offset] = share[n, c, oh, ow]
        return values, routed

    def _shares(self) -> Iterator[tuple[int, np.ndarray]]:
        """For every offset, the gradient that it sends from each window, shape (N, C, OH, OW)."""
        with np.errstate(all="ignore"):  # as in the layer: the plain formula's NaN and overflow
            for tap, share in self.layer.shares(self.dy):
                whole = np.zeros(self.y.shape, dtype=self.dx.dtype)
                whole[tap.target] = share
                yield tap.offset, whole

    @cached_property
    def _matrices(self) -> tuple[np.ndarray, np.ndarray]:
        return self.rows()

    @property
    def x_col(self) -> np.ndarray:
        """In[4]: one row per window, (N*OH*OW*C, KH*KW)."""
        return self._matrices[0]

    @property
    def routed(self) -> np.ndarray:
        """In[10]: one column per window, (KH*KW, N*OH*OW*C)."""
        return self._matrices[1].T

    @property
    def steps(self) -> tuple[Step, ...]:
        """The article's arrays in order; ``max_index`` only where there is a winner."""
        arrays = {
            "x": self.x,
            "im2col": self._as_columns(self.x_col),
            "x_col": self.x_col,
            "y_flat": _by_row(self.y),
            "y": self.y,
            "dy": self.dy.transpose(0, 2, 3, 1),
            "routed": self.routed,
            "columns": self._as_columns(self.routed.T),
            "dx": self.dx,
        }
        if self.winner is not None:
            arrays["max_index"] = _by_row(self.winner)
        return tuple(
            Step(name, cell, axes, arrays[name])
            for name, (cell, axes) in STEPS.items()
            if name in arrays
        )

    def _as_columns(self, rows: np.ndarray) -> np.ndarray:
        N, C = self.x.shape[:2]
        OH, OW = self.grid.shape
        # (N*OH*OW*C, KH*KW) -> (N, OH, OW, C, KH*KW) -> (C, KH*KW, N, OH, OW)
        return rows.reshape(N, OH, OW, C, -1).transpose(3, 4, 0, 1, 2).reshape(-1, N * OH * OW)

    # --- what belongs to what -----------------------------------------------------------------

    @cached_property
    def cells(self) -> np.ndarray:
        """``Grid.cells``: the input cell ``h*W + w`` of every window and offset, or -1."""
        return self.grid.cells()

    def window(self, n: int, oh: int, ow: int, c: int) -> Window:
        """All that one window touches."""
        grid = self.grid
        rows, cols = grid.rows.positions()[oh], grid.cols.positions()[ow]
        positions = np.stack(np.meshgrid(rows, cols, indexing="ij"), axis=-1).reshape(-1, 2)
        (H, W) = grid.input_shape
        inside = ((positions >= 0) & (positions < (H, W))).all(axis=1)
        return Window(
            index=(n, oh, ow, c),
            row=int(np.ravel_multi_index((n, oh, ow, c), self._row_shape)),
            positions=positions,
            inside=inside,
            winner=None if self.winner is None else int(self.winner[n, c, oh, ow]),
        )

    def row_index(self, row: int) -> tuple[int, int, int, int]:
        """The ``(n, oh, ow, c)`` of a row."""
        return tuple(int(i) for i in np.unravel_index(row, self._row_shape))

    def parts(self, n: int, oh: int, ow: int, c: int) -> dict[str, list[tuple[int, ...]]]:
        """For every step's array, the indices of the cells that belong to a window."""
        window = self.window(n, oh, ow, c)
        taps, column = range(len(window.inside)), self._column(n, oh, ow)
        cells = [(n, c, h, w) for h, w in window.cells]
        block = [(c * len(taps) + k, column) for k in taps]
        return {
            "x": cells,
            "im2col": block,
            "x_col": [(window.row, k) for k in taps],
            "y_flat": [(window.row,)],
            "y": [(n, c, oh, ow)],
            "max_index": [(window.row,)],
            "dy": [(n, oh, ow, c)],
            "routed": [(k, window.row) for k in taps],
            "columns": block,
            "dx": cells,
        }

    def windows_at(self, step: str, index: tuple[int, ...]) -> list[tuple[int, int, int, int]]:
        """The windows ``(n, oh, ow, c)`` to which one cell of a step's array belongs."""
        self._check_index(step, index)
        if step in ("x", "dx"):
            n, c, h, w = index
            readers = np.flatnonzero((self.cells == h * self.grid.cols.size + w).any(axis=1))
            return [(n, *map(int, divmod(i, self.grid.cols.out)), c) for i in readers]
        if step in ("im2col", "columns"):
            n, oh, ow = np.unravel_index(index[1], (self.x.shape[0], *self.grid.shape))
            return [(int(n), int(oh), int(ow), index[0] // self.cells.shape[1])]
        if step == "y":
            n, c, oh, ow = index
            return [(n, oh, ow, c)]
        if step == "dy":
            return [tuple(index)]
        return [self.row_index(index[1] if step == "routed" else index[0])]

    def contributions(self, n: int, c: int, h: int, w: int) -> list[tuple[tuple, float]]:
        """What every window that reads an input cell adds to its gradient; they sum to ``dx``."""
        flat = h * self.grid.cols.size + w
        readers = {int(k): int(i) for i, k in np.argwhere(self.cells == flat)}
        found = {}
        for offset, share in self._shares():
            if offset in readers:
                oh, ow = divmod(readers[offset], self.grid.cols.out)
                found[n, oh, ow, c] = float(share[n, c, oh, ow])
        return sorted(found.items())

    def part(self, here) -> "Trace":
        """The trace of some planes alone: ``here`` indexes N, or N and C, with slices."""
        return Trace(self.x[here], self.layer, self.dy[here])

    def plane(self, n: int, c: int) -> "Trace":
        """The trace of one plane alone, as an input of shape (1, 1, H, W)."""
        return self.part(np.s_[n : n + 1, c : c + 1])

    def _check_index(self, step: str, index: tuple[int, ...]) -> None:
        if step not in STEPS:
            raise ValueError(f"step must be one of {', '.join(STEPS)}, got {step!r}")
        sizes = dict(zip("nc", self.x.shape[:2], strict=True))
        sizes |= dict(zip(("h", "w"), self.grid.input_shape, strict=True))
        sizes |= dict(zip(("oh", "ow"), self.grid.shape, strict=True))
        sizes |= dict(zip(("kh", "kw"), self.grid.kernel, strict=True))
        shape = tuple(
            math.prod(sizes[letter] for letter in axis.split(",")) for axis in STEPS[step][1]
        )
        inside = len(index) == len(shape) and all(
            0 <= i < size for i, size in zip(index, shape, strict=True)
        )
        if not inside:
            raise IndexError(f"{step} has shape {shape}, there is no cell {tuple(index)}")

    @property
    def _row_shape(self) -> tuple[int, int, int, int]:
        N, C = self.x.shape[:2]
        return N, *self.grid.shape, C

    def _column(self, n: int, oh: int, ow: int) -> int:
        return int(np.ravel_multi_index((n, oh, ow), self._row_shape[:3]))


def trace(x, layer: Pooling, dy=None) -> Trace:
    """Run ``layer`` forward and backward over ``x`` and keep the story.

    x: (N, C, H, W); dy: (N, C, OH, OW), ones where it is None.

    >>> from cnnpool import Pooling
    >>> story = trace([[[[1, 3], [4, 2]]]], Pooling(2))
    >>> [(step.name, step.array.shape) for step in story.steps][:4]
    [('x', (1, 1, 2, 2)), ('im2col', (4, 1)), ('x_col', (1, 4)), ('y_flat', (1,))]
    >>> story.windows_at("dx", (0, 0, 1, 0)), story.window(0, 0, 0, 0).winner
    ([(0, 0, 0, 0)], 2)
    """
    return Trace(x, layer, dy)


def _by_row(array: np.ndarray) -> np.ndarray:
    # (N, C, OH, OW) -> (N, OH, OW, C) -> (N*OH*OW*C,)
    return array.transpose(0, 2, 3, 1).reshape(-1)
