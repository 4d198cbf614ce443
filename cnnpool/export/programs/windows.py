"""What the renderers ask about the windows of a case: where they reach and what lies in them."""

from functools import cached_property

import numpy as np

from cnnpool.checks import Pads
from cnnpool.export.case import Case
from cnnpool.geometry import Grid
from cnnpool.reductions import Average, Max


class Windows:
    """The windows of a case over its planes.

    >>> from cnnpool import Pooling
    >>> layer = Pooling(2, padding=((0, 1), (0, 0)))
    >>> windows = Windows(Case(np.ones((1, 1, 3, 3)), layer, np.ones((1, 1, 2, 2))))
    >>> windows.reach, windows.overhangs
    (((0, 1), (0, 1)), True)
    """

    def __init__(self, case: Case) -> None:
        self.case, self.x, self.layer = case, case.x, case.layer
        self.geometry = case.layer.geometry
        self.grid: Grid = self.geometry.grid(*case.x.shape[2:])
        self.axes = (self.grid.rows, self.grid.cols)

    @property
    def dilated(self) -> bool:
        return any(axis.dilation > 1 and axis.kernel > 1 for axis in self.axes)

    @property
    def same(self) -> str | None:
        """ "same_upper", "same_lower" or None."""
        padding = self.geometry.padding
        return padding if isinstance(padding, str) else None

    @property
    def pads(self) -> Pads:
        """The padding that was asked for: ((top, bottom), (left, right))."""
        rows, cols = self.axes
        return (rows.before, rows.after), (cols.before, cols.after)

    @property
    def reach(self) -> Pads:
        """How far windows reach past the input on each side; with it they fit exactly."""
        rows, cols = ((axis.before, max(axis.end - axis.size, 0)) for axis in self.axes)
        return rows, cols

    @property
    def padded(self) -> bool:
        return self.reach != ((0, 0), (0, 0))

    @property
    def overhangs(self) -> bool:
        """Whether rounding up added windows that run past input and padding."""
        return any(axis.overhang for axis in self.axes)

    @cached_property
    def divisor(self) -> int | None:
        """What every window of an average divides by; None where windows differ."""
        divisors = Average(self.layer.count_include_pad, self.layer.divisor_override).divisor(
            self.grid
        )
        return int(divisors.flat[0]) if (divisors == divisors.flat[0]).all() else None

    @property
    def most_nan(self) -> int:
        """The largest number of NaN that one window reads."""
        if self.x.dtype.kind != "f" or not np.isnan(self.x).any():
            return 0
        count = np.zeros((*self.x.shape[:2], *self.grid.shape), dtype=int)
        for tap in self.grid.taps():
            count[tap.target] += np.isnan(self.x[tap.source])
        return int(count.max())

    def unread_infinite(self, p: float) -> bool:
        """Whether |x|^p is not finite in a cell that no window reads.

        An automatic gradient there is 0 times infinity, NaN, where it should be 0.
        """
        unread = self.x[..., self.grid.readers() == 0]
        with np.errstate(over="ignore"):
            return not np.isfinite(np.abs(unread.astype(float)) ** p).all()

    @property
    def infinite_at_zero(self) -> bool:
        """Whether a window of zeros alone gets a gradient that is not finite.

        A norm has no slope there and gives none back, but 0 times infinity would be NaN.
        """
        return bool((~np.isfinite(self.case.dy) & (self.case.trace.y == 0)).any())

    def padding_ties(self, lowest: float) -> bool:
        """Whether a window's maximum is ``lowest``, and padding that holds the same lies in it."""
        inside = np.outer(*(np.all(axis.inside(), axis=1) for axis in self.axes))
        return bool(((Max().forward(self.x, self.grid) == lowest) & ~inside).any())
