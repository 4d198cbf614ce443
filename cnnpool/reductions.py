"""How one window becomes one number, and how the number's gradient goes back to the window.

Each class holds ``forward`` and, beside it, ``shares``: for every tap the gradient that the
tap's cells get. Adding the shares to the input gives ``dx``; side by side, tap after tap, they
are the routed matrix. Arrays are (N, C, H, W) for ``x`` and (N, C, OH, OW) for ``y`` and ``dy``.

This is the plain way. Large tensors take the fast one, ``cnnpool.fast``, to the same result.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from cnnpool.checks import cast, gradient_dtype, sum_dtype
from cnnpool.fast import maximum, means, scatter
from cnnpool.geometry import Grid, Tap

quietly = np.errstate(all="ignore")  # overflow and NaN travel as the plain formula has them
SMALL = 2**12  # cells of windows, up to which the plain way to a maximum is the quicker one
LARGE = 2**18  # the same for a mean
SPARSE = 8  # and so it is where windows see less than this part of a plane

Shares = Iterator[tuple[Tap, np.ndarray]]


@lru_cache
def multiples(count: int, step: int) -> np.ndarray:
    """0, step, 2 * step, ...: read, never written."""
    numbers = np.arange(0, count * step, step)
    numbers.flags.writeable = False
    return numbers


class Reduction:
    """The way back that all share."""

    winner: np.ndarray  # Max alone has it

    def forward(self, x: np.ndarray, grid: Grid) -> np.ndarray:
        raise NotImplementedError

    def shares(self, dy: np.ndarray, grid: Grid) -> Shares:
        raise NotImplementedError

    @quietly
    def backward(self, dy: np.ndarray, grid: Grid, dtype: np.dtype) -> np.ndarray:
        """dy: (N, C, OH, OW) -> dx: (N, C, H, W), added up in a dtype."""
        dx = np.zeros((*dy.shape[:2], *grid.input_shape), dtype)
        for tap, share in self.shares(dy, grid):
            dx[tap.source] += share
        return dx


class Max(Reduction):
    """The largest cell; the first in row-major order of equals; the first NaN before all."""

    winner: np.ndarray  # (N, C, OH, OW): the winner's offset in its window, in few bytes

    def forward(self, x: np.ndarray, grid: Grid) -> np.ndarray:
        N, C, H, W = x.shape
        (OH, OW), (KH, KW) = grid.shape, grid.kernel
        seen = OH * OW * KH * KW
        if N * C * seen > SMALL and seen > H * W // SPARSE:
            y, self.winner = maximum.forward(x, grid)
            return y
        cells, offsets = grid.real
        # (N, C, H, W) -> (N*C, H*W) -> (N*C, OH*OW, KH*KW) -> (N*C*OH*OW, KH*KW)
        windows = x.reshape(N * C, H * W).take(cells, axis=1).reshape(-1, KH * KW)
        best = windows.argmax(axis=1)  # the first of equals, and the first NaN
        y = windows.reshape(-1).take(multiples(len(best), KH * KW) + best)
        if offsets is not None:
            best = offsets[multiples(len(best), 1) % len(offsets), best]
        self.winner = best.astype(grid.offset_dtype).reshape(N, C, OH, OW)
        return y.reshape(N, C, OH, OW)

    def backward(self, dy: np.ndarray, grid: Grid, dtype: np.dtype) -> np.ndarray:
        if dy.size > SMALL:
            return scatter.backward(cast(dy, dtype), self.winner, grid)
        if grid.overlaps:
            return super().backward(dy, grid, dtype)
        N, C, OH, OW = dy.shape
        H, W = grid.input_shape
        dx = np.zeros((N * C, H * W), dtype)
        cells = grid.further.take(self.winner.reshape(N * C, OH, OW)) + grid.starts
        cells += multiples(N * C, H * W)[:, None, None]
        dx.reshape(-1)[cells] = cast(dy, dtype).reshape(N * C, OH, OW)  # a cell wins but once
        return dx.reshape(N, C, H, W)

    def shares(self, dy: np.ndarray, grid: Grid) -> Shares:
        for tap in grid.taps():
            yield tap, np.where(self.winner[tap.target] == tap.offset, dy[tap.target], 0)


@dataclass
class Average(Reduction):
    """The mean; see ``divisor`` for what it divides by."""

    count_include_pad: bool
    divisor_override: int | None

    def divisor(self, grid: Grid, dtype: npt.DTypeLike = np.int64) -> np.ndarray:
        """What each window divides by, shape (OH, OW).

        The cells in input and padding, never the overhang that rounding up adds (as PyTorch;
        onnxruntime#16203), or the input's cells alone, or the override.
        """
        if self.divisor_override is not None:
            return np.full(grid.shape, self.divisor_override, dtype)
        axes = grid.rows, grid.cols
        if self.count_include_pad:
            counts = [axis.counted() for axis in axes]
        else:
            counts = [axis.inside().sum(axis=1) for axis in axes]
        return np.multiply.outer(*(count.astype(dtype) for count in counts))

    @quietly
    def forward(self, x: np.ndarray, grid: Grid) -> np.ndarray:
        dtype = sum_dtype(gradient_dtype(x))
        divisor = self.divisor(grid, dtype)
        if self._is_large(x, grid):
            return means.forward(x, grid, divisor)
        total = np.zeros((*x.shape[:2], *grid.shape), dtype)
        for tap in grid.taps():
            total[tap.target] += x[tap.source]
        return total / divisor

    def backward(self, dy: np.ndarray, grid: Grid, dtype: np.dtype) -> np.ndarray:
        if self._is_large(dy, grid):
            return means.backward(cast(dy, dtype), grid, self.divisor(grid, dtype))
        return super().backward(dy, grid, dtype)

    def _is_large(self, array: np.ndarray, grid: Grid) -> bool:
        seen = math.prod(grid.shape) * math.prod(grid.kernel)
        return (
            math.prod(array.shape[:2]) * seen > LARGE
            and seen > math.prod(grid.input_shape) // SPARSE
        )

    def shares(self, dy: np.ndarray, grid: Grid) -> Shares:
        share = dy / self.divisor(grid, dy.dtype)
        for tap in grid.taps():
            yield tap, share[tap.target]


@dataclass
class Lp(Reduction):
    """The norm ``(sum |x|^p)^(1/p)``, as ONNX LpPool has it; padding adds nothing."""

    p: float

    @quietly
    def forward(self, x: np.ndarray, grid: Grid) -> np.ndarray:
        self.x = x.astype(sum_dtype(gradient_dtype(x)))  # a copy: the gradient needs the values
        total = np.zeros((*x.shape[:2], *grid.shape), dtype=self.x.dtype)
        for tap in grid.taps():
            total[tap.target] += np.abs(self.x[tap.source]) ** self.p
        self.y = total ** (1 / self.p)
        return self.y.copy()

    def shares(self, dy: np.ndarray, grid: Grid) -> Shares:
        for tap in grid.taps():
            x, y = self.x[tap.source], self.y[tap.target]
            slope = np.sign(x) * np.abs(x) ** (self.p - 1) * y ** (1 - self.p)
            yield tap, np.where(y == 0, 0, slope * dy[tap.target])
