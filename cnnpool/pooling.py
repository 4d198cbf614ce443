"""The pooling layer: checked once when it is made, then forward and backward."""

import math
import numbers
from typing import Literal, NamedTuple, SupportsIndex

import numpy as np
import numpy.typing as npt

from cnnpool.checks import (
    Padding,
    Pair,
    as_array,
    cast,
    check_flag,
    check_int,
    gradient_dtype,
    sum_dtype,
)
from cnnpool.geometry import Geometry, Grid
from cnnpool.reductions import Average, Lp, Max, Reduction, Shares

Mode = Literal["max", "avg", "lp"]
MODES: tuple[Mode, ...] = ("max", "avg", "lp")


class NotRun(ValueError, AttributeError):
    """Something was asked of a layer that only a forward can give."""


class _Forward(NamedTuple):
    """What a forward leaves for the backward."""

    geometry: Geometry
    grid: Grid
    reduction: Reduction
    shape: tuple[int, ...]
    dtype: np.dtype  # of the gradient


class Pooling:
    """A pooling layer over (N, C, H, W) tensors.

    ``Pooling(2)`` is the article's layer: the stride is the kernel, no padding, and the output
    size is rounded **up**. ``ceil_mode=False`` is PyTorch's default.

    Parameters
    ----------
    kernel_size, stride, dilation : int or (h, w)
        At least 1. ``stride=None`` means the kernel.
    padding : int, (h, w), ((top, bottom), (left, right)), "valid", "same_upper", "same_lower"
        Smaller than ``dilation * (kernel - 1) + 1`` on every side. "same" gives
        ``ceil(size / stride)`` windows, whatever ``ceil_mode`` says, with the odd cell at the
        end (upper) or at the start (lower).
    ceil_mode : bool
        Round the output size up: the last window may hang over the end of the input.
    mode : "max", "avg" or "lp"
    count_include_pad, divisor_override : bool, int or None
        Average: whether padded cells count in the divisor, and a divisor for all windows.
    p : float
        Lp: the exponent, finite and at least 1.

    What max does, as PyTorch and NumPy do: padding never wins; of equals the first in row-major
    order wins; NaN wins. The gradient goes to the *first* NaN of a window (PyTorch: the last).

    The dtype of ``x`` comes out again, float64 where an average or a norm of integers is asked
    for. The gradient has the floating dtype of ``x``, or float64. ``x`` is never written to, and
    only "lp" keeps a copy of it. A layer serves one thread at a time.

    >>> x = np.array([[[[1, 3, 2], [4, 2, 4], [5, 6, 7]]]])
    >>> layer = Pooling(2, stride=1)
    >>> layer.forward(x)[0, 0]
    array([[4, 4],
           [6, 7]])
    >>> layer.backward(np.array([[[[1, 2], [4, 5]]]]))[0, 0]
    array([[0., 0., 0.],
           [1., 0., 2.],
           [0., 4., 5.]])
    """

    def __init__(
        self,
        kernel_size: Pair,
        *,
        stride: Pair | None = None,
        padding: Padding = 0,
        dilation: Pair = 1,
        ceil_mode: bool = True,
        mode: Mode = "max",
        count_include_pad: bool = True,
        divisor_override: SupportsIndex | None = None,
        p: float = 2,
    ) -> None:
        self.geometry = Geometry.checked(kernel_size, stride, padding, dilation, ceil_mode)
        if not isinstance(mode, str):
            raise TypeError(f"mode must be a string, got {mode!r} ({type(mode).__name__})")
        if mode not in MODES:
            raise ValueError(f"mode must be one of {', '.join(MODES)}, got {mode!r}")
        self.mode = mode
        self.count_include_pad = check_flag("count_include_pad", count_include_pad)
        self.divisor_override = _check_divisor(divisor_override)
        self.p = _check_exponent(p)
        self.y: np.ndarray | None = None
        self.dx: np.ndarray | None = None
        self._last: _Forward | None = None

    def forward(self, x: npt.ArrayLike) -> np.ndarray:
        """x: (N, C, H, W) -> y: (N, C, OH, OW); a failed call leaves the layer as it was."""
        x = as_array("x", x)
        grid = self._grid_over(x.shape[2:])
        reduction = self._reduction()
        dtype = gradient_dtype(x)
        y = cast(reduction.forward(x, grid), x.dtype if self.mode == "max" else dtype)
        self._last = _Forward(self.geometry, grid, reduction, x.shape, dtype)
        self.y, self.dx = y, None
        return y

    def backward(self, dy: npt.ArrayLike) -> np.ndarray:
        """dy: (N, C, OH, OW) -> dx: (N, C, H, W); where windows overlap, gradients add."""
        reduction, grid, dy, dtype = self._gradient(dy)
        self.dx = cast(reduction.backward(dy, grid, sum_dtype(dtype)), dtype)
        return self.dx

    def shares(self, dy: npt.ArrayLike) -> Shares:
        """For every tap: the tap, and the gradient that it sends to ``x[tap.source]``."""
        reduction, grid, dy, _ = self._gradient(dy)
        return reduction.shares(dy, grid)

    def _gradient(self, dy: npt.ArrayLike) -> tuple[Reduction, Grid, np.ndarray, np.dtype]:
        """What is remembered, with ``dy`` in the dtype in which gradients are added up."""
        _, grid, reduction, (N, C, _, _), dtype = self._remembered("backward")
        dy = as_array("dy", dy, shape=(N, C, *grid.shape))
        sums = sum_dtype(dtype)
        if dy.dtype != sums:
            dy = dy.astype(np.result_type(sums, dy.dtype))
        return reduction, grid, dy, dtype

    @property
    def grid(self) -> Grid:
        """The windows of the last forward."""
        return self._remembered("grid").grid

    @property
    def winner(self) -> np.ndarray:
        """Max: the winner's offset in its window, 0 to KH*KW - 1, shape (N, C, OH, OW)."""
        if self.mode != "max":
            raise AttributeError(f'only mode "max" has a winner, this layer has mode "{self.mode}"')
        return self._remembered("winner").reduction.winner.astype(np.int64)

    @property
    def max_index(self) -> np.ndarray:
        """The winners in the article's order, flat over n, oh, ow, c (cell In[7])."""
        # (N, C, OH, OW) -> (N, OH, OW, C) -> (N*OH*OW*C,)
        return self.winner.transpose(0, 2, 3, 1).reshape(-1)

    @property
    def indices(self) -> np.ndarray:
        """The winners' positions ``h*W + w`` in their planes, shape (N, C, OH, OW).

        Padding is not counted: these are PyTorch's ``return_indices``.
        """
        grid = self.grid
        return grid.further[self.winner] + grid.starts

    def _grid_over(self, size: tuple[int, int]) -> Grid:
        """The windows over a plane; those of the last forward, where the size is the same."""
        last = self._last
        if last and last.geometry is self.geometry and last.grid.input_shape == size:
            return last.grid
        return self.geometry.grid(*size)

    def _reduction(self) -> Reduction:
        if self.mode == "max":
            return Max()
        if self.mode == "avg":
            return Average(self.count_include_pad, self.divisor_override)
        return Lp(self.p)

    def _remembered(self, asked: str) -> _Forward:
        if self._last is None:
            raise NotRun(f"{asked} needs a forward first: call forward(x), then ask again")
        return self._last


def _check_divisor(value: object) -> int | None:
    if value is None:
        return None
    value = check_int("divisor_override", value)
    if value == 0:
        raise ValueError("divisor_override must not be 0, got 0")
    if abs(value) >= 2**63:
        raise ValueError(f"divisor_override must fit into 64 bits, got {value}")
    return value


def _check_exponent(p: object) -> float:
    if isinstance(p, (bool, np.bool_)) or not isinstance(p, numbers.Real):
        raise TypeError(f"p must be a number, got {p!r} ({type(p).__name__})")
    try:
        exponent = float(p)
    except OverflowError:
        exponent = math.inf
    if not math.isfinite(exponent) or exponent < 1:
        raise ValueError(f"p must be finite and at least 1, got {p}")
    return exponent
