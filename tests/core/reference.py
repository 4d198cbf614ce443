"""The loop reference: a pooling layer that is slow, and obviously right.

It shares nothing with the package. The windows are found by listing their starts one after the
other, "same" padding is handed out cell by cell, and every number comes from plain loops over
n, c, oh, ow, kh, kw in Python's own numbers.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np


class Refused(Exception):
    """The settings have no meaning, or none on this input; ``key`` is the rule they break."""

    def __init__(self, key: str):
        super().__init__(key)
        self.key = key


def pair(value) -> tuple:
    return tuple(value) if isinstance(value, (tuple, list)) else (value, value)


def window_starts(size, kernel, stride, before, after, dilation, ceil_mode) -> list[int]:
    """Where the windows along one axis start; the input is 0 .. size - 1.

    Rounding down, a window counts when it fits. Rounding up, it also counts when the window
    before it stopped short of the end, but never when it would start behind the input.

    >>> window_starts(5, 2, 2, 0, 0, 1, ceil_mode=False), window_starts(5, 2, 2, 0, 0, 1, True)
    ([0, 2], [0, 2, 4])
    >>> window_starts(4, 2, 3, 1, 1, 1, ceil_mode=True)
    [-1, 2]
    """
    reach, end = dilation * (kernel - 1) + 1, size + after
    starts, start = [], -before
    while True:
        fits = start + reach <= end
        one_before_stopped_short = start - stride + reach < end
        if not fits and not (ceil_mode and one_before_stopped_short and start < size):
            return starts
        starts.append(start)
        start += stride


def same_pads(size, kernel, stride, dilation, rule) -> tuple[int, int]:
    """Padding for a window at every ``stride``-th cell, handed out cell by cell.

    >>> same_pads(5, 4, 1, 1, "same_upper"), same_pads(5, 4, 1, 1, "same_lower")
    ((1, 2), (2, 1))
    """
    last_start = max(range(0, size, stride))
    missing = max(0, last_start + dilation * (kernel - 1) + 1 - size)
    before = after = 0
    for turn in range(missing):
        if (turn % 2 == 0) == (rule == "same_upper"):
            after += 1
        else:
            before += 1
    return before, after


@dataclass
class Line:
    """The windows along one axis: the coordinates that each reads, in the input or outside."""

    windows: list[list[int]]
    size: int
    end: int  # the first coordinate behind the explicit padding


def line(size, kernel, stride, padding, dilation, ceil_mode) -> Line:
    if isinstance(padding, str):
        before, after = same_pads(size, kernel, stride, dilation, padding)
        starts = [start - before for start in range(0, size, stride)]
    else:
        before, after = padding
        starts = window_starts(size, kernel, stride, before, after, dilation, ceil_mode)
    if not starts:
        raise Refused("no_window_fits")
    windows = [[start + k * dilation for k in range(kernel)] for start in starts]
    if any(all(not 0 <= cell < size for cell in window) for window in windows):
        raise Refused("window_without_cells")
    return Line(windows, size, size + after)


class Loops:
    """The layer of the contract, with the arguments of ``Pooling``."""

    def __init__(
        self,
        kernel_size,
        *,
        stride=None,
        padding=0,
        dilation=1,
        ceil_mode=True,
        mode="max",
        count_include_pad=True,
        divisor_override=None,
        p=2,
    ):
        self.kernel = pair(kernel_size)
        self.stride = self.kernel if stride is None else pair(stride)
        self.dilation = pair(dilation)
        padding = 0 if padding == "valid" else padding
        if isinstance(padding, str):
            self.padding = (padding, padding)
        else:
            self.padding = tuple(pair(pads) for pads in pair(padding))
        self.ceil_mode, self.mode, self.p = ceil_mode, mode, p
        self.count_include_pad, self.divisor_override = count_include_pad, divisor_override

    def forward(self, x: np.ndarray) -> np.ndarray:
        if not isinstance(self.padding[0], str):
            for kernel, dilation, pads in zip(
                self.kernel, self.dilation, self.padding, strict=True
            ):
                if max(pads) >= dilation * (kernel - 1) + 1:
                    raise Refused("padding_too_large")
        self.rows, self.cols = (
            line(x.shape[2 + i], *axis, self.ceil_mode)
            for i, axis in enumerate(
                zip(self.kernel, self.stride, self.padding, self.dilation, strict=True)
            )
        )
        self.x, self.values = x, x.tolist()
        shape = (*x.shape[:2], len(self.rows.windows), len(self.cols.windows))
        floating = x.dtype if x.dtype.kind == "f" else np.dtype(np.float64)
        self.dx_dtype = floating
        self.y = np.empty(shape, dtype=x.dtype if self.mode == "max" else floating)
        self.winner, self.indices = np.empty(shape, int), np.empty(shape, int)
        self.norm = np.empty(shape)
        with np.errstate(all="ignore"):
            for at, cells in self._windows():
                if self.mode == "max":
                    self.y[at], self.winner[at], self.indices[at] = self._max(at, cells)
                elif self.mode == "avg":
                    total = sum(float(self._value(at, h, w)) for _, h, w in cells)
                    self.y[at] = total / self._divisor(at, cells)
                else:
                    powers = [abs(np.float64(self._value(at, h, w))) ** self.p for _, h, w in cells]
                    self.y[at] = self.norm[at] = sum(powers) ** (1 / self.p)
        return self.y

    def backward(self, dy: np.ndarray) -> np.ndarray:
        dx, dy = np.zeros(self.x.shape), dy.astype(np.float64)
        with np.errstate(all="ignore"):
            for at, cells in self._windows():
                for offset, h, w in cells:
                    dx[at[0], at[1], h, w] += self._share(at, cells, offset, h, w, dy[at])
            return dx.astype(self.dx_dtype)

    def _windows(self) -> Iterator[tuple[tuple, list]]:
        """Every window ``(n, c, oh, ow)`` and its real cells, each ``(offset, h, w)``."""
        N, C, H, W = self.x.shape
        for n in range(N):
            for c in range(C):
                for oh, hs in enumerate(self.rows.windows):
                    for ow, ws in enumerate(self.cols.windows):
                        cells = []
                        for kh, h in enumerate(hs):
                            for kw, w in enumerate(ws):
                                if 0 <= h < H and 0 <= w < W:
                                    cells.append((kh * len(ws) + kw, h, w))
                        yield (n, c, oh, ow), cells

    def _value(self, at, h, w):
        return self.values[at[0]][at[1]][h][w]

    def _max(self, at, cells):
        """The largest value; the first of equals; the first NaN before all."""
        best = winner = index = None
        for offset, h, w in cells:
            value = self._value(at, h, w)
            first_nan = value != value and best == best
            if winner is None or value > best or first_nan:
                best, winner, index = value, offset, h * len(self.values[0][0][0]) + w
        return best, winner, index

    def _divisor(self, at, cells) -> int:
        if self.divisor_override is not None:
            return self.divisor_override
        if not self.count_include_pad:
            return len(cells)
        rows = [h for h in self.rows.windows[at[2]] if h < self.rows.end]
        cols = [w for w in self.cols.windows[at[3]] if w < self.cols.end]
        return len(rows) * len(cols)

    def _share(self, at, cells, offset, h, w, dy):
        """What one cell of one window gets of the window's gradient."""
        if self.mode == "max":
            return dy if offset == self.winner[at] else 0
        if self.mode == "avg":
            return dy / self._divisor(at, cells)
        x, y, p = np.float64(self._value(at, h, w)), self.norm[at], self.p
        return 0 if y == 0 else np.sign(x) * abs(x) ** (p - 1) * y ** (1 - p) * dy
