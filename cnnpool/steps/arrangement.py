"""An array of one to four axes as rows and columns of a picture, and the part of it that fits.

Tensors are drawn as their planes: samples below each other, channels side by side.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from cnnpool.layouts import Layout

MAX_SIDE = 64  # rows and columns of a matrix
MAX_PLANE_SIDE = 512  # rows and columns of planes together

Axes = tuple[int, ...]  # by their numbers, the last counts fastest


@dataclass(frozen=True)
class Arrangement:
    """Which axes lie along the rows and the columns, and which of these are shown."""

    layout: Layout
    shape: tuple[int, ...]
    rows: Axes
    cols: Axes
    top: int
    left: int

    @classmethod
    def of(
        cls, layout: Layout, shape: tuple[int, ...], around: tuple[int, ...] | None = None
    ) -> "Arrangement":
        """The picture of an array; of a large one the part with the cell ``around``.

        >>> planes = Arrangement.of(Layout(("n", "c", "h", "w")), (2, 3, 4, 4))
        >>> planes.counts, planes.names
        ((8, 12), ('n, h', 'c, w'))
        """
        rows, cols = {1: ((0,), ()), 2: ((0,), (1,)), 3: ((0, 1), (2,))}.get(
            len(shape), ((0, 1), (2, 3))
        )
        if layout.axes[:2] == ("n", "c"):
            rows, cols = (0, 2), (1, 3)
        whole = cls(layout, tuple(shape), rows, cols, 0, 0)
        if around is None:
            return whole
        row, col = whole.place(around)
        side = whole._most
        return cls(layout, tuple(shape), rows, cols, row // side * side, col // side * side)

    @property
    def counts(self) -> tuple[int, int]:
        """All rows and columns, shown or not."""
        return self._count(self.rows), self._count(self.cols)

    @property
    def shown(self) -> tuple[int, int]:
        """How many rows and columns are shown, from ``top`` and ``left`` on."""
        rows, cols = self.counts
        return min(self._most, rows - self.top), min(self._most, cols - self.left)

    @property
    def names(self) -> tuple[str, str]:
        """What rows and columns count."""
        return self._name(self.rows), self._name(self.cols)

    @property
    def blocks(self) -> tuple[int, int]:
        """After how many rows and columns a new plane begins; 0 where nothing is divided."""
        return self._block(self.rows), self._block(self.cols)

    def part(self, array: np.ndarray) -> np.ndarray:
        """The rows and columns shown, of an array of this shape."""
        whole = array.transpose(*self.rows, *self.cols).reshape(self.counts)
        (rows, cols), top, left = self.shown, self.top, self.left
        return whole[top : top + rows, left : left + cols]

    def labels(self, sizes: Mapping[str, int]) -> tuple[list[str], list[str]]:
        """What stands beside the rows and the columns shown: their letters' numbers."""
        rows, cols = self.shown
        return (
            self._labels(self.rows, sizes, range(self.top, self.top + rows)),
            self._labels(self.cols, sizes, range(self.left, self.left + cols)),
        )

    def place(self, index: tuple[int, ...]) -> tuple[int, int]:
        """The row and the column of a cell, counted from the first of all."""
        return self._flat(self.rows, index), self._flat(self.cols, index)

    @property
    def _most(self) -> int:
        return MAX_PLANE_SIDE if self.layout.axes[:2] == ("n", "c") else MAX_SIDE

    def _block(self, axes: Axes) -> int:
        return self.shape[axes[-1]] if len(axes) > 1 else 0

    def _count(self, axes: Axes) -> int:
        return int(np.prod([self.shape[axis] for axis in axes], dtype=int))

    def _name(self, axes: Axes) -> str:
        return ", ".join(self.layout.axes[axis].replace(",", ", ") for axis in axes)

    def _labels(self, axes: Axes, sizes: Mapping[str, int], shown: range) -> list[str]:
        letters = [letter for axis in axes for letter in self.layout.axes[axis].split(",")]
        if not letters:
            return [""]
        places = np.unravel_index(shown, [sizes[letter] for letter in letters])
        if len(letters) == 1:
            return [str(i) for i in places[0].tolist()]
        return [str(place) for place in zip(*(p.tolist() for p in places), strict=True)]

    def _flat(self, axes: Axes, index: tuple[int, ...]) -> int:
        sizes = [self.shape[axis] for axis in axes]
        return int(np.ravel_multi_index([index[axis] for axis in axes], sizes)) if axes else 0
