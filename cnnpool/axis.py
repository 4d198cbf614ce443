"""The windows along one axis: the size rule, and where every window lies.

The letters are those of ``cnnpool.geometry``, where two axes make a plane.
"""

from dataclasses import dataclass

import numpy as np


def span(size: int, kernel: int, before: int, after: int, dilation: int) -> int:
    """How far a window can move inside the padded input; negative where it does not fit."""
    return size + before + after - dilation * (kernel - 1) - 1


def output_size(
    size: int, kernel: int, stride: int, before: int, after: int, dilation: int, ceil_mode: bool
) -> int:
    """The number of windows along one axis; can be less than 1 where none fits.

    The rule of PyTorch's ``Pool.h``, which ONNX MaxPool-22 adopted: rounding up may add one
    window that hangs over the end, but no window may start in the padding after the input.

    >>> output_size(25, 2, 2, 0, 0, 1, ceil_mode=False), output_size(25, 2, 2, 0, 0, 1, True)
    (12, 13)
    >>> output_size(32, 1, 2, 0, 0, 1, ceil_mode=True)
    16
    """
    room = span(size, kernel, before, after, dilation)
    if not ceil_mode:
        return room // stride + 1
    out = -(-room // stride) + 1
    starts_in_the_padding = (out - 1) * stride >= size + before
    return out - 1 if starts_in_the_padding else out


def same_padding(size: int, kernel: int, stride: int, dilation: int, rule: str) -> tuple[int, int]:
    """The padding ``(before, after)`` that gives ``ceil(size / stride)`` windows.

    ``rule`` says where the odd cell goes: "same_upper" to the end, "same_lower" to the start.

    >>> same_padding(5, 2, 1, 1, "same_upper"), same_padding(5, 2, 1, 1, "same_lower")
    ((0, 1), (1, 0))
    """
    out = -(-size // stride)
    total = max((out - 1) * stride + dilation * (kernel - 1) + 1 - size, 0)
    small, large = total // 2, total - total // 2
    return (small, large) if rule == "same_upper" else (large, small)


@dataclass(frozen=True)
class Axis:
    """The windows along one axis: ``out`` windows of ``kernel`` cells over ``size`` cells."""

    size: int
    kernel: int
    stride: int
    before: int
    after: int
    dilation: int
    out: int

    def positions(self) -> np.ndarray:
        """Input coordinates, shape (out, kernel): below 0 or from ``size`` on lies padding.

        >>> Axis(size=4, kernel=2, stride=2, before=1, after=1, dilation=1, out=3).positions()
        array([[-1,  0],
               [ 1,  2],
               [ 3,  4]])
        """
        starts = np.arange(self.out)[:, None] * self.stride - self.before
        return starts + np.arange(self.kernel) * self.dilation

    def inside(self) -> np.ndarray:
        """Which of ``positions`` are cells of the input, shape (out, kernel)."""
        positions = self.positions()
        return (positions >= 0) & (positions < self.size)

    def counted(self) -> np.ndarray:
        """Cells of each window in the input or its padding, shape (out,): no overhang."""
        return (self.positions() < self.size + self.after).sum(axis=1)

    def reach(self, tap: int) -> tuple[slice, slice]:
        """The windows whose tap lies in the input, and the input cells that they read.

        >>> Axis(size=4, kernel=2, stride=2, before=1, after=1, dilation=1, out=3).reach(0)
        (slice(1, 3, None), slice(1, 4, 2))
        """
        shift = tap * self.dilation - self.before
        first = max(0, -(shift // self.stride))
        stop = min(self.out, (self.size - 1 - shift) // self.stride + 1)
        if stop <= first:
            return slice(0, 0), slice(0, 0)
        start, last = first * self.stride + shift, (stop - 1) * self.stride + shift
        return slice(first, stop), slice(start, last + 1, self.stride)

    @property
    def extent(self) -> int:
        """Cells from the first to the last of a window, those between its taps included."""
        return self.dilation * (self.kernel - 1) + 1

    def start(self, window: int) -> int:
        """Where a window begins; below 0 in the padding."""
        return window * self.stride - self.before

    def windows_over(self, cells: slice) -> slice:
        """The windows whose extent reaches some of the input cells."""
        first = -((self.extent - 1 - self.before - cells.start) // self.stride)
        last = (cells.stop - 1 + self.before) // self.stride
        return slice(max(0, first), min(self.out, last + 1))

    @property
    def end(self) -> int:
        """One past the furthest cell that any window reads; past ``size`` lies padding."""
        return self.start(self.out - 1) + self.extent

    @property
    def reach_of_all(self) -> int:
        """Cells from the start of the first window to the end of the last, padding included."""
        return self.end + self.before

    @property
    def overhang(self) -> int:
        """How many cells the last window runs past the input and its padding."""
        return max(0, self.end - self.size - self.after)
