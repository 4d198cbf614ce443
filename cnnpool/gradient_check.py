"""A numerical check of the backward pass, cell by cell, with the reason where it disagrees.

The slope of ``sum(y * dy)`` between a cell moved up and moved down by ``eps`` is set beside the
layer's gradient: in float64, on a copy of one plane. Cells that share no window move at the same
time, so that few copies of the plane are enough.
"""

import math
import numbers
import sys
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass

import numpy as np

from cnnpool.axis import Axis
from cnnpool.errors import Refusal
from cnnpool.geometry import Grid
from cnnpool.rules import add_at_cells, window_values
from cnnpool.trace import Trace

TOLERANCE = 1e-4
MAX_VISITS = 20_000_000  # cells, all together: well under a second
BATCH = 1_000_000  # cells in one run of the layer


@dataclass(frozen=True)
class GradientCheck:
    """Both gradients of one plane, (H, W) float64 each, and why they disagree.

    They agree where they differ by at most ``TOLERANCE`` times the sum of the largest gradients
    that the windows at the cell send to any of their cells. ``reason`` is "" there, else

    - "nan": a window that reads the cell has a NaN or an infinity, in x, y or dy;
    - "tie": the cell and another are within two steps of a window's maximum: a central
      difference is half the sum of the slopes up and down, which differ there;
    - "kink": Lp too near its bend at 0 for the step, or for the p-th power (at 0 both are 0);
    - "other": none of these; with the default ``eps`` a mistake in the backward pass.
    """

    numeric: np.ndarray
    analytic: np.ndarray
    agree: np.ndarray  # bool
    reason: np.ndarray  # object: str
    eps: float


def check_gradient(story: Trace, eps: float | None = None) -> GradientCheck:
    """Compare the layer's gradient with central differences on the trace of one plane.

    ``eps=None`` is small against the values and the gaps below the maxima. A TypeError or
    ValueError for an ``eps`` that moves nothing, a Refusal where the check would take long.

    >>> from cnnpool import Pooling, trace
    >>> check = check_gradient(trace([[[[1, 2, 5], [2, 0, 3]]]], Pooling(2)))
    >>> check.numeric.round(6), check.eps
    (array([[0. , 0.5, 1. ],
           [0.5, 0. , 0. ]]), 0.001)
    >>> check.reason.tolist()
    [['', 'tie', ''], ['tie', '', '']]
    """
    _check_size(story.grid)
    with np.errstate(all="ignore"):
        plane = Trace(story.x.astype(float), story.layer, story.dy.astype(float))
        values = window_values(plane)
        eps = _default_eps(plane, values) if eps is None else _check_eps(eps, plane.x)
        parts = _slopes(plane, eps) * plane.dy.reshape(-1, 1)  # (L, KH*KW)

        reach = np.abs(parts).max(axis=1, keepdims=True)  # (L, 1)
        scale = add_at_cells(plane, np.broadcast_to(reach, parts.shape))
        numeric, analytic = add_at_cells(plane, parts), plane.dx[0, 0]
        agree = np.abs(numeric - analytic) <= TOLERANCE * scale
        off = ~(np.abs(parts - plane.rows()[1]) <= TOLERANCE * reach)
        reason = _fold(plane, _reasons(plane, values, parts, eps), off)
    return GradientCheck(numeric, analytic, agree, np.where(agree, "", reason), eps)


def _slopes(plane: Trace, eps: float) -> np.ndarray:
    """The slope of every window along each of its cells, (L, KH*KW); 0 for padding."""
    x, cells = plane.x[0, 0], plane.cells
    up, down = x + eps, x - eps
    step = np.where(np.isfinite(x), up - down, 2 * eps)  # 2 * eps, as rounding left it
    h, w = (np.arange(axis.size) % _period(axis) for axis in (plane.grid.rows, plane.grid.cols))
    turn = h[:, None] * _period(plane.grid.cols) + w  # when each cell is moved, (H, W)
    change = np.concatenate(list(_changes(plane, up, down, turn)))
    slopes = change[turn.flat[cells], np.arange(len(cells))[:, None]] / step.flat[cells]
    return np.where(cells < 0, 0, slopes)


def _changes(
    plane: Trace, up: np.ndarray, down: np.ndarray, turn: np.ndarray
) -> Iterator[np.ndarray]:
    """What moving changes in y, for as many turns at a time as fit: (turns, L)."""
    layer, x = copy(plane.layer), plane.x[0, 0]
    count, at_once = int(turn.max()) + 1, max(1, BATCH // (2 * x.size))
    for start in range(0, count, at_once):
        turns = np.arange(start, min(start + at_once, count))
        moved = turn == turns[:, None, None]
        copies = np.concatenate([np.where(moved, up, x), np.where(moved, down, x)])
        # (2*turns, H, W) -> (2*turns, 1, H, W) -> (2*turns, 1, OH, OW) -> (2, turns, L)
        y = layer.forward(copies[:, None]).reshape(2, len(turns), -1)
        yield y[0] - y[1]


def _period(axis: Axis) -> int:
    """Cells so far apart along an axis share no window."""
    return min(axis.dilation * (axis.kernel - 1) + 1, axis.size)


def _reasons(
    plane: Trace, values: np.ndarray, parts: np.ndarray, eps: float
) -> dict[str, np.ndarray]:
    """Where each reason holds, (L, KH*KW) bool, the strongest first."""
    broken = ~np.isfinite(parts).all(axis=1)  # so is every difference of infinities
    reasons = {"nan": np.repeat(broken[:, None], values.shape[1], axis=1)}
    if plane.layer.mode == "max":
        near = (values.max(axis=1, keepdims=True) - values < 2 * eps) & (plane.cells >= 0)
        reasons["tie"] = near & (near.sum(axis=1, keepdims=True) > 1)
    if plane.layer.mode == "lp":
        sizes, p = np.abs(values), plane.layer.p
        reasons["kink"] = (sizes < 100 * p * eps) | (sizes**p < 1e-290)
    return reasons


def _fold(plane: Trace, reasons: dict[str, np.ndarray], off: np.ndarray) -> np.ndarray:
    """The reason of every cell, (H, W), from the windows and offsets that are off."""
    reason = np.full(plane.grid.input_shape, "other", dtype=object)
    unexplained = off & ~np.logical_or.reduce(list(reasons.values()))
    # The strongest last; and no mistake may hide behind a tie in another window.
    for name in reversed(reasons):
        reason[add_at_cells(plane, off & reasons[name]) > 0] = name
    reason[add_at_cells(plane, unexplained) > 0] = "other"
    return reason


def _default_eps(plane: Trace, values: np.ndarray) -> float:
    """A power of ten, a thousandth of the largest value or less."""
    x, y = (np.abs(array[np.isfinite(array) & (array != 0)]) for array in (plane.x, plane.y))
    scale = x.max(initial=0) or 1.0
    eps, least, p = 1e-3 * scale, 0.0, plane.layer.p
    if plane.layer.mode == "max":  # no step may change the winner; any step is exact
        gaps = values.max(axis=1, keepdims=True) - values
        eps, least = np.min(gaps / 4, where=gaps > 0, initial=eps), 1e-12 * scale
    if plane.layer.mode == "lp":  # small against the bend, but not lost in the rounding of y
        eps, least = 1e-4 / p * (x if p < 2 else y).min(initial=scale), 1e-7 * y.max(initial=0)
    return float(f"1e{math.floor(math.log10(max(eps, least, 1e-300)))}")


def _check_eps(eps: float, x: np.ndarray) -> float:
    if isinstance(eps, bool) or not isinstance(eps, numbers.Real):
        raise TypeError(f"eps must be a number, got {eps!r} ({type(eps).__name__})")
    if not 0 < eps <= sys.float_info.max:
        raise ValueError(f"eps must be finite and more than 0, got {eps}")
    fixed = x[(x + float(eps) == x - float(eps)) & np.isfinite(x)]
    if fixed.size:
        raise ValueError(f"eps must move every cell, got {eps}: {fixed[0]} stays as it is")
    return float(eps)


def _check_size(grid: Grid) -> None:
    (H, W), (KH, KW), (OH, OW) = grid.input_shape, grid.kernel, grid.shape
    arrays = 2 * _period(grid.rows) * _period(grid.cols) + 10  # the copies, the check's own
    visits = arrays * (H * W + OH * OW * KH * KW)
    if visits > MAX_VISITS:
        raise Refusal(
            "check_too_large",
            "a numerical check of {plane} cells with windows of {kernel} visits {visits:,} cells, "
            "at most {limit:,} are allowed",
            plane=f"{H}x{W}",
            kernel=f"{KH}x{KW}",
            visits=visits,
            limit=MAX_VISITS,
        )
