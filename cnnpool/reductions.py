"""How one window becomes one number, and how the number's gradient goes back to the window.

Each class holds ``forward`` and, beside it, ``shares``: for every tap the gradient that the
tap's cells get. Adding the shares to the input gives ``dx``; side by side, tap after tap, they
are the routed matrix. Arrays are (N, C, H, W) for ``x`` and (N, C, OH, OW) for ``y`` and ``dy``.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from cnnpool.checks import gradient_dtype, sum_dtype
from cnnpool.geometry import Grid, Tap

Shares = Iterator[tuple[Tap, np.ndarray]]


class Max:
    """The largest cell; the first in row-major order of equals; the first NaN before all."""

    winner: np.ndarray  # (N, C, OH, OW): the winner's offset in its window

    def forward(self, x: np.ndarray, grid: Grid) -> np.ndarray:
        y = np.zeros((*x.shape[:2], *grid.shape), dtype=x.dtype)
        winner = np.full(y.shape, -1, dtype=np.int32)
        for tap in grid.taps():
            value, best, who = x[tap.source], y[tap.target], winner[tap.target]
            # Strictly greater, so that the first of equals stays. Padding is never visited, so
            # it cannot win, not even in a window of -inf.
            better = (who < 0) | (value > best)
            if x.dtype.kind == "f":
                better |= np.isnan(value) & ~np.isnan(best)
            np.copyto(best, value, where=better)
            np.copyto(who, tap.offset, where=better)
        self.winner = winner
        return y

    def shares(self, dy: np.ndarray, grid: Grid) -> Shares:
        for tap in grid.taps():
            yield tap, np.where(self.winner[tap.target] == tap.offset, dy[tap.target], 0)


@dataclass
class Average:
    """The mean; see ``divisor`` for what it divides by."""

    count_include_pad: bool
    divisor_override: int | None

    def divisor(self, grid: Grid) -> np.ndarray:
        """What each window divides by, shape (OH, OW).

        The cells in input and padding, never the overhang that rounding up adds (as PyTorch;
        onnxruntime#16203), or the input's cells alone, or the override.
        """
        if self.divisor_override is not None:
            return np.full(grid.shape, self.divisor_override)
        if self.count_include_pad:
            return np.outer(grid.rows.counted(), grid.cols.counted())
        return np.outer(grid.rows.inside().sum(axis=1), grid.cols.inside().sum(axis=1))

    def forward(self, x: np.ndarray, grid: Grid) -> np.ndarray:
        total = np.zeros((*x.shape[:2], *grid.shape), dtype=sum_dtype(gradient_dtype(x)))
        for tap in grid.taps():
            total[tap.target] += x[tap.source]
        return total / self.divisor(grid).astype(total.dtype)

    def shares(self, dy: np.ndarray, grid: Grid) -> Shares:
        share = dy / self.divisor(grid).astype(dy.dtype)
        for tap in grid.taps():
            yield tap, share[tap.target]


@dataclass
class Lp:
    """The norm ``(sum |x|^p)^(1/p)``, as ONNX LpPool has it; padding adds nothing."""

    p: float

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
