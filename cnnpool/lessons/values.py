"""What a window's number is: padding, the divisor of an average, NaN and infinities."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from cnnpool import rules
from cnnpool.lessons.lesson import (
    OUTPUT,
    PLANE,
    Fact,
    Lesson,
    Picture,
    numbers,
    pinned,
    reads,
    scene,
    typed,
    where,
    without_pin,
    won,
)
from cnnpool.reductions import Average
from cnnpool.trace import Trace, Window, trace

NEGATIVE = ((-7, -12, -3, -15), (-10, -1, -14, -6), (-4, -16, -8, -11), (-13, -5, -9, -2))


def padding() -> Lesson:
    """A plane of negative numbers, padded with what never wins and with zeros.

    The preset asks for a rule of ties, though nothing is tied, because a link that does so opens
    Explore with the other rules unfolded, that of zero padding among them.
    """
    preset = typed(NEGATIVE, kh=3, kw=3, sh=1, sw=1, ph=1, pw=1, ties="last", win=0)
    here = scene(preset)
    story, window = here.trace, pinned(here, preset)
    zeros = rules.max_with_zero_padding(story)
    lost = rules.lost(story)
    positive = trace(np.abs(story.x), story.layer).plane(0, 0)
    facts: dict[str, Fact] = {
        "cells": story.x.size,
        "outputs": story.y.size,
        "numbers": numbers([story.x[0, 0][cell] for cell in window.cells]),
        "own": story.y[0, 0, 0, 0],
        "zero": zeros[0, 0],
        "differs": int(rules.zero_padding_differs(story).sum()),
        "lost": int(lost.sum()),
        "sum_dy": story.dy.sum(),
        "arrives": story.dy.ravel()[~lost].sum(),
        "positive": int(rules.zero_padding_differs(positive).sum()),
    }
    first, box = ((0, 0, 0, 0),), (reads(window),)
    pictures = (
        Picture("x", story.x[0, 0], "values", PLANE, windows=box, frame=here.frame),
        Picture("y_infinity", story.y[0, 0], "values", OUTPUT, windows=first),
        Picture("y_zero", zeros, "values", OUTPUT, windows=first),
    )
    return Lesson("padding", preset, facts, pictures)


def average() -> Lesson:
    """1 to 16, padded and rounded up: one corner reads padding, the other hangs over it."""
    one_to_sixteen = np.arange(1, 17).reshape(4, 4)
    preset = typed(
        one_to_sixteen, mode="avg", kh=3, kw=3, sh=2, sw=2, ph=1, pw=1, include_pad=True, win=8
    )
    here = scene(preset)
    story, last = here.trace, pinned(here, preset)
    corner = story.window(0, 0, 0, 0)
    without = scene(without_pin(preset, include_pad=False)).trace
    counted = Average(True, None).divisor(story.grid)
    oh, ow = last.index[1:3]
    corner_sum, last_sum = (_sum(story, window) for window in (corner, last))
    facts: dict[str, Fact] = {
        "taps": len(last.inside),
        "corner_sum": corner_sum,
        "corner_counted": counted[0, 0],
        "corner_y": story.y[0, 0, 0, 0],
        "corner_real": _real_cells(corner),
        "corner_y_real": without.y[0, 0, 0, 0],
        "last": (oh, ow),
        "last_sum": last_sum,
        "last_counted": counted[oh, ow],
        "last_y": story.y[0, 0, oh, ow],
        "last_real": _real_cells(last),
        "last_y_real": without.y[0, 0, oh, ow],
        "over": len(last.inside) - int(counted[oh, ow]),
        "wrong": last_sum / len(last.inside),
        "sum_dy": story.dy.sum(),
        "sum_dx": story.dx.sum(),
    }
    both, boxes = ((0, 0, 0, 0), (oh, ow, oh, ow)), (reads(corner), reads(last))
    pictures = (
        Picture("x", story.x[0, 0], "values", PLANE, windows=boxes, frame=here.frame),
        Picture("divisor", counted, "counts", OUTPUT, windows=both),
        Picture("y_counted", story.y[0, 0], "values", OUTPUT, windows=both),
        Picture("y_real", without.y[0, 0], "values", OUTPUT, windows=both),
    )
    return Lesson("average", preset, facts, pictures)


def _real_cells(window: Window) -> int:
    """How many of a window's cells lie in the input."""
    return int(window.inside.sum())


def _sum(story: Trace, window: Window) -> float:
    return sum(story.x[0, 0][cell] for cell in window.cells)


def nan() -> Lesson:
    """NaN, -inf and inf in four windows; beside the layer a loop that asks ``v > best``."""
    nan, inf = np.nan, np.inf
    rows = [[1, nan, 3, 2], [nan, 4, -inf, 5], [-inf, -inf, 6, inf], [-inf, -inf, 7, 8]]
    preset = typed(rows, win=0)
    here = scene(preset)
    story, window = here.trace, pinned(here, preset)
    values = np.array([story.x[0, 0][cell] for cell in window.cells])
    low = story.window(0, 1, 0, 0)
    looped = np.array([largest_by_loop(row) for row in rules.window_values(story)])
    mean = scene(replace(preset, mode="avg")).trace.y
    facts: dict[str, Fact] = {
        "nans": int(np.isnan(values).sum()),
        "taps": len(values),
        "y": story.y[0, 0, 0, 0],
        "cell": won(window),
        "low": low.index[1:3],
        "low_y": story.y[0, 0, 1, 0],
        "low_cell": won(low),
        "loop": looped[0],
        "mean": mean[0, 0, 0, 0],
    }
    winners, first = where(story.dx[0, 0]), ((0, 0, 0, 0),)
    pictures = (
        Picture("x", story.x[0, 0], "values", PLANE, winners=winners, windows=(reads(window),)),
        Picture("y", story.y[0, 0], "values", OUTPUT, windows=first),
        Picture("y_loop", looped.reshape(story.grid.shape), "values", OUTPUT, windows=first),
        Picture("dx", story.dx[0, 0], "gradients", PLANE, winners=winners),
    )
    return Lesson("nan", preset, facts, pictures)


def largest_by_loop(values: Iterable[float]) -> float:
    """The maximum as a plain loop finds it: no comparison with NaN is true, so NaN is skipped.

    >>> largest_by_loop([1.0, float("nan"), 4.0])
    4.0
    """
    best = -np.inf
    for value in values:
        if value > best:
            best = value
    return float(best)
