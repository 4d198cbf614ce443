"""What the problems of a practice set are drawn from: layers, planes, and where it is worth asking.

A set that was handed out must stay what it is: a change here, be it to the order, changes every
set.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from cnnpool.formulas import floor_and_ceil, rounded_up
from cnnpool.rules import route, tie_weights, tied
from cnnpool.trace import Trace

Place = tuple[Any, ...]  # a window (oh, ow), a cell (h, w), or the names of sides
Choices = tuple[dict[str, Any], ...]  # alternatives, each a dict of settings


@dataclass(frozen=True)
class Draft:
    """A kind of problem; ``places`` gives the places of a trace where it is worth asking.

    ``choices`` are sets of alternatives, each a dict of settings: one of every set is drawn.
    """

    kind: str
    places: Callable[[Trace], list[Place]]
    choices: tuple[Choices, ...]


# --- places: windows (oh, ow), input cells (h, w), or the sides whose size is asked for --------


def lone_winner(story: Trace) -> list[Place]:
    """Windows with one largest number."""
    return _windows(story, tied(story).sum(axis=1) == 1)


def tie(story: Trace) -> list[Place]:
    """Windows where some, but not all, numbers are the largest."""
    count = tied(story).sum(axis=1)
    return _windows(story, (count > 1) & (count < _real(story)))


def past_the_edge(story: Trace) -> list[Place]:
    """Windows that read padding or hang over, with at least two different numbers."""
    missing = (story.cells < 0).any(axis=1)
    return _windows(story, missing & (tied(story).sum(axis=1) < _real(story)))


def adding(story: Trace) -> list[Place]:
    """Cells that win several windows."""
    return _inner(_won(story) > 1)


def read_for_nothing(story: Trace) -> list[Place]:
    """Cells that several windows read, and none for its maximum."""
    return _inner((story.grid.readers() > 1) & (_won(story) == 0))


def tie_matters(story: Trace) -> list[Place]:
    """Cells that get more than they would if the last of equals won."""
    last = route(story, tie_weights(story, "last"))
    return _inner((story.grid.readers() > 1) & (story.dx[0, 0] > last))


def both_sides(story: Trace) -> list[Place]:
    """Both sizes, where one of them is not obvious."""
    return [("OH", "OW")] if _uneven(story) else []


def one_side(story: Trace) -> list[Place]:
    """Each size that is not obvious."""
    return [(name,) for name in _uneven(story)]


def _windows(story: Trace, fitting: np.ndarray) -> list[Place]:
    return _inner(fitting.reshape(story.grid.shape))


def _inner(fitting: np.ndarray) -> list[Place]:
    """All but the place (0, 0), which needs no counting."""
    return [(int(i), int(j)) for i, j in np.argwhere(fitting) if i or j]


def _real(story: Trace) -> np.ndarray:
    return (story.cells >= 0).sum(axis=1)


def _won(story: Trace) -> np.ndarray:
    """How many windows each input cell wins, (H, W)."""
    won = np.bincount(story.layer.indices.ravel(), minlength=story.x.size)
    return won.reshape(story.grid.input_shape)


def _uneven(story: Trace) -> list[str]:
    """Sides where rounding matters, or a window is dropped since it starts in the padding."""
    sides = {"OH": story.grid.rows, "OW": story.grid.cols}
    up = story.layer.geometry.ceil_mode
    return [
        name
        for name, axis in sides.items()
        if len(set(floor_and_ceil(axis))) > 1 or (up and rounded_up(axis) != axis.out)
    ]


# --- the plan ---------------------------------------------------------------------------------


def _planes(smallest: int, largest: int) -> Choices:
    sides = range(smallest, largest + 1)
    return tuple(dict(h=h, w=w) for h in sides for w in sides)


def _kernel(size: int, *strides: int) -> Choices:
    return tuple(dict(kh=size, kw=size, sh=stride, sw=stride) for stride in strides)


EVEN = (dict(h=4, w=4), dict(h=4, w=6), dict(h=6, w=4))
OBLONG = tuple(
    dict(kh=kh, kw=kw, sh=sh, sw=sw)
    for kh in (2, 3)
    for kw in (2, 3)
    for sh in (2, 3)
    for sw in (2, 3)
)
FLOOR, CEIL = (dict(ceil=False),), (dict(ceil=True),)
PADDED = (dict(ph=1, pw=1),)
SOME_PADS = (dict(ph=0, pw=1), dict(ph=1, pw=0), dict(ph=1, pw=1))
DILATED = (dict(dh=2, dw=2),)
AVERAGE = (dict(mode="avg"),)
EITHER_DIVISOR = (dict(mode="avg"), dict(mode="avg", include_pad=False))
NEGATIVE = (dict(low=-9, high=0),)  # zeros in the padding would win
FEW_DIGITS, FEWER_DIGITS = (dict(high=7),), (dict(high=5),)  # so that equals are frequent
ONES, RAMP = (dict(grad="ones"),), (dict(grad="ramp"),)

# The ten, each one of its alternatives.
PLAN = (
    [Draft("output", lone_winner, (EVEN, _kernel(2, 2)))],
    [Draft("winner", lone_winner, (EVEN, _kernel(2, 2)))],
    [Draft("size", both_sides, (_planes(5, 9), _kernel(2, 2) + _kernel(3, 2, 3), FLOOR))],
    [
        Draft("output", lone_winner, (_planes(4, 5), _kernel(3, 1))),
        Draft("output", lone_winner, (_planes(4, 5), _kernel(2, 1), AVERAGE)),
    ],
    [Draft("winner", tie, (_planes(4, 5), _kernel(3, 1), FEW_DIGITS))],
    [Draft("gradient", adding, (_planes(3, 4), _kernel(2, 1), ONES + RAMP))],
    [
        Draft("size", both_sides, (_planes(5, 9), OBLONG, SOME_PADS, CEIL)),
        Draft("size", one_side, (_planes(5, 9), OBLONG, SOME_PADS, FLOOR + CEIL)),
    ],
    [
        Draft("output", past_the_edge, (_planes(4, 5), _kernel(3, 2), NEGATIVE, PADDED, FLOOR)),
        Draft("output", past_the_edge, (_planes(4, 5), _kernel(2, 2), EITHER_DIVISOR, PADDED)),
        Draft("output", past_the_edge, (_planes(5, 5), _kernel(2, 2), AVERAGE, CEIL)),
    ],
    [
        Draft("gradient", adding, (_planes(4, 5), _kernel(3, 1), RAMP)),
        Draft("gradient", read_for_nothing, (_planes(4, 5), _kernel(3, 1), RAMP)),
        Draft("gradient", tie_matters, (_planes(4, 5), _kernel(2, 1), FEWER_DIGITS, ONES + RAMP)),
    ],
    [
        Draft("gradient", tie_matters, (_planes(5, 5), _kernel(3, 2), FEW_DIGITS, PADDED, RAMP)),
        Draft("winner", past_the_edge, (_planes(5, 6), _kernel(2, 1, 2), DILATED, PADDED)),
        Draft("size", both_sides, (_planes(6, 9), OBLONG, DILATED, PADDED, FLOOR + CEIL)),
    ],
)
