"""Windows without strides: an image dealt into phases, in which a tap is one shift.

A block's padded planes are dealt out by rows and columns modulo the stride::

    cell (i, j) of phase (r, c)  =  padded cell (i * SH + r, j * SW + c)

and each phase lies in memory as one long line. What a tap ``(kh, kw)`` reads for *all* windows is
then one phase, shifted by a whole number of items: ``(kh*DH // SH)`` rows and ``(kw*DW // SW)``
cells further on. So everything is done on long contiguous lines, where NumPy is fastest. Where
a line's rows are longer than the output's (as windows overlap), a few windows too many are
computed, and left out at the end.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from cnnpool.fast.blocks import Scratch
from cnnpool.geometry import Axis, Grid


@dataclass(frozen=True)
class Phases:
    """How ``planes`` planes under ``grid`` are dealt out."""

    planes: int
    grid: Grid

    @cached_property
    def shape(self) -> tuple[int, int, int]:
        """(planes, rows, columns) of one phase."""
        return self.planes, _length(self.grid.rows), _length(self.grid.cols)

    @cached_property
    def size(self) -> int:
        return int(np.prod(self.shape))

    @property
    def down(self) -> list[tuple[int, int]]:
        """For every kh: the phase's row number, and the shift."""
        return [(phase, rows * self.shape[2]) for phase, rows in _taps(self.grid.rows)]

    @property
    def across(self) -> list[tuple[int, int]]:
        """For every kw: the phase's column number, and the shift."""
        return _taps(self.grid.cols)

    @property
    def exact(self) -> bool:
        """Whether a phase is no larger than the output."""
        return self.shape[1:] == self.grid.shape

    def windows(self, line: np.ndarray) -> np.ndarray:
        """The windows' items in a line, shape (planes, OH, OW)."""
        return line.reshape(self.shape)[:, : self.grid.rows.out, : self.grid.cols.out]

    def line(self, name: str, array: np.ndarray, scratch: Scratch, dtype) -> np.ndarray:
        """The windows' items of an array (planes, OH, OW) as a line, 0 beside them."""
        if self.exact and array.dtype == dtype and array.flags.c_contiguous:
            return array.reshape(-1)
        line = scratch(name, self.size, dtype)
        if not self.exact:
            line.fill(0)
        self.windows(line)[...] = array
        return line

    def deal(self, x: np.ndarray, fill, scratch: Scratch, dtype) -> dict[tuple, np.ndarray]:
        """x: (planes, H, W) -> the lines of all phases that a tap reads; ``fill`` is padding."""
        lines = {}
        for phase, (here, there) in self._places().items():
            cells = x[:, there[0], there[1]]
            if cells.shape == self.shape and cells.flags.c_contiguous and x.dtype == dtype:
                lines[phase] = cells.reshape(-1)
                continue
            line = scratch(("phase", phase), self.size, dtype)
            if cells.shape != self.shape:
                line.fill(fill)
            line.reshape(self.shape)[:, here[0], here[1]] = cells
            lines[phase] = line
        return lines

    def gather(self, lines: dict[tuple, np.ndarray], x: np.ndarray) -> None:
        """The reverse of ``deal``: write the phases into x, (planes, H, W), but for padding."""
        for phase, (here, there) in self._places().items():
            x[:, there[0], there[1]] = lines[phase].reshape(self.shape)[:, here[0], here[1]]

    def _places(self) -> dict[tuple[int, int], tuple]:
        """For every phase: where its real cells lie in the phase, and where in the plane."""
        rows, cols = _places(self.grid.rows, self.shape[1]), _places(self.grid.cols, self.shape[2])
        return {
            (r, c): ((here_r, here_c), (there_r, there_c))
            for r, (here_r, there_r) in rows.items()
            for c, (here_c, there_c) in cols.items()
        }


def _taps(axis: Axis) -> list[tuple[int, int]]:
    return [divmod(tap * axis.dilation, axis.stride)[::-1] for tap in range(axis.kernel)]


def _length(axis: Axis) -> int:
    return axis.out + (axis.extent - 1) // axis.stride


def _places(axis: Axis, length: int) -> dict[int, tuple[slice, slice]]:
    places = {}
    for phase in sorted({phase for phase, _ in _taps(axis)}):
        shift = phase - axis.before  # item 0 of the phase is this cell of the input
        first = max(0, -(shift // axis.stride))
        stop = max(first, min(length, (axis.size - 1 - shift) // axis.stride + 1))
        start = first * axis.stride + shift
        places[phase] = (
            slice(first, stop),
            slice(start, start + (stop - first - 1) * axis.stride + 1, axis.stride)
            if stop > first
            else slice(0, 0),
        )
    return places
