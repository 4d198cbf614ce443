"""Every array of the article's steps for one input and one layer, and what belongs to what.

The order of the article: the tensor is cut into windows (im2col), one row each; a row becomes a
number; backward, a row's gradient goes to its cells (routed), and col2im adds the rows up.
A window has the index ``(n, oh, ow, c)``, which is the order of the rows. Pictures, sentences
and highlights ask ``Trace.follow``, ``parts`` and ``windows_at``; nothing else computes an index.
"""

from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from cnnpool.checks import as_array
from cnnpool.layouts import IM2COL, STEPS, Layout
from cnnpool.pooling import Pooling
from cnnpool.reductions import Average

WindowIndex = tuple[int, int, int, int]  # (n, oh, ow, c)


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

    def __init__(self, x: npt.ArrayLike, layer: Pooling, dy: npt.ArrayLike | None = None) -> None:
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
        """The article's arrays in order: ``max_index`` for max, ``divisor`` for averages only."""
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
        if self.layer.mode == "avg":
            rule = Average(self.layer.count_include_pad, self.layer.divisor_override)
            arrays["divisor"] = _by_row(np.broadcast_to(rule.divisor(self.grid), self.y.shape))
        return tuple(
            Step(name, cell, layout.axes, arrays[name])
            for name, (cell, layout) in STEPS.items()
            if name in arrays
        )

    def _as_columns(self, rows: np.ndarray) -> np.ndarray:
        return IM2COL["rows"].rearrange(rows, IM2COL["article"], self.sizes)

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
        inside = np.all((positions >= 0) & (positions < (H, W)), axis=1)
        return Window(
            index=(n, oh, ow, c),
            row=int(np.ravel_multi_index((n, oh, ow, c), self._row_shape)),
            positions=positions,
            inside=inside,
            winner=None if self.winner is None else int(self.winner[n, c, oh, ow]),
        )

    def row_index(self, row: int) -> tuple[int, int, int, int]:
        """The ``(n, oh, ow, c)`` of a row."""
        n, oh, ow, c = (int(i) for i in np.unravel_index(row, self._row_shape))
        return n, oh, ow, c

    def parts(self, n: int, oh: int, ow: int, c: int) -> dict[str, list[tuple[int, ...]]]:
        """For every step's array, the indices of the cells that belong to a window."""
        return self.follow("y", (n, c, oh, ow))

    def windows_at(self, step: str, index: tuple[int, ...]) -> list[tuple[int, int, int, int]]:
        """The windows ``(n, oh, ow, c)`` to which one cell of a step's array belongs."""
        taps = self._taps(self._place(step, index))
        windows = zip(*(taps[letter].tolist() for letter in ("n", "oh", "ow", "c")), strict=True)
        return list(dict.fromkeys(windows))

    def follow(self, step: str, index: tuple[int, ...]) -> dict[str, list[tuple[int, ...]]]:
        """For every step's array, the indices of the cells that belong to one cell of a step.

        A cell of the input belongs to every window that reads it, and to its own place in each;
        a cell of the output to its whole window; a cell of a matrix to what it was copied from.
        """
        place = self._place(step, index)
        taps = self._taps(place)
        found = {name: _indices(layout, self.sizes, taps) for name, (_, layout) in STEPS.items()}
        if "h" in place:  # also where no window reads it
            found["x"] = found["dx"] = [tuple(index)]
        return found

    def _place(self, step: str, index: tuple[int, ...]) -> dict[str, int]:
        if step not in STEPS:
            raise ValueError(f"step must be one of {', '.join(STEPS)}, got {step!r}")
        layout = STEPS[step][1]
        shape = layout.shape(self.sizes)
        inside = len(index) == len(shape) and all(
            0 <= i < size for i, size in zip(index, shape, strict=True)
        )
        if not inside:
            raise IndexError(f"{step} has shape {shape}, there is no cell {tuple(index)}")
        return layout.place(self.sizes, index)

    def _taps(self, place: dict[str, int]) -> dict[str, np.ndarray]:
        """Every offset of every window that belongs to a place: an array for each letter.

        ``h`` and ``w`` are the input cells that are read, -1 where that is padding.
        """
        OW, KW, W = self.grid.cols.out, self.grid.cols.kernel, self.grid.cols.size
        if "oh" not in place:
            windows, offsets = np.nonzero(self.cells == place["h"] * W + place["w"])
        else:
            count = self.cells.shape[1]
            own = [place["kh"] * KW + place["kw"]] if "kh" in place else range(count)
            offsets = np.array(own)
            windows = np.full(len(offsets), place["oh"] * OW + place["ow"])
        (oh, ow), (kh, kw) = np.divmod(windows, OW), np.divmod(offsets, KW)
        read = self.cells[windows, offsets]
        h, w = np.where(read < 0, -1, np.divmod(read, W))
        letters = dict(oh=oh, ow=ow, kh=kh, kw=kw, h=h, w=w)
        return letters | {k: np.full(len(offsets), place[k]) for k in "nc"}

    def contributions(self, n: int, c: int, h: int, w: int) -> list[tuple[WindowIndex, float]]:
        """What every window that reads an input cell adds to its gradient; they sum to ``dx``."""
        flat = h * self.grid.cols.size + w
        readers = {int(k): int(i) for i, k in np.argwhere(self.cells == flat)}
        found = {}
        for offset, share in self._shares():
            if offset in readers:
                oh, ow = divmod(readers[offset], self.grid.cols.out)
                found[n, oh, ow, c] = float(share[n, c, oh, ow])
        return sorted(found.items())

    def part(self, here: slice | tuple[slice, slice]) -> "Trace":
        """The trace of some planes alone: ``here`` indexes N, or N and C, with slices."""
        return Trace(self.x[here], self.layer, self.dy[here])

    def plane(self, n: int, c: int) -> "Trace":
        """The trace of one plane alone, as an input of shape (1, 1, H, W)."""
        return self.part(np.s_[n : n + 1, c : c + 1])

    @property
    def sizes(self) -> dict[str, int]:
        """How far every letter of a layout counts."""
        grid = self.grid
        sides = (*self.x.shape[:2], *grid.input_shape, *grid.shape, *grid.kernel)
        return dict(zip(("n", "c", "h", "w", "oh", "ow", "kh", "kw"), sides, strict=True))

    @property
    def _row_shape(self) -> tuple[int, int, int, int]:
        N, C = self.x.shape[:2]
        return N, *self.grid.shape, C


def trace(x: npt.ArrayLike, layer: Pooling, dy: npt.ArrayLike | None = None) -> Trace:
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


def _indices(
    layout: Layout, sizes: Mapping[str, int], taps: Mapping[str, np.ndarray]
) -> list[tuple[int, ...]]:
    """The indices of some taps in one array, each once and in the array's order."""
    read = taps["h"] >= 0 if "h" in layout.letters else np.s_[:]
    here = {letter: taps[letter][read] for letter in layout.letters}
    return sorted(set(zip(*(axis.tolist() for axis in layout.index(sizes, here)), strict=True)))
