"""The article's steps on any layer: which of ``lines`` they take, run, with their text.

Nothing here computes a number of its own: ``run`` calls the functions whose bodies are shown, and
gives the same arrays as ``Trace.steps``.
"""

import ast
import inspect
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from cnnpool.layouts import STEPS, Layout
from cnnpool.steps import lines
from cnnpool.trace import Trace

Names = Mapping[str, Any]  # what the lines use, by name: numbers, pairs and arrays
Step = Callable[..., np.ndarray]  # a function of ``lines``


@dataclass(frozen=True)
class Line:
    """One step as it was run: its lines, the array that they made, and its variable's name."""

    name: str
    cell: str
    layout: Layout
    variable: str
    code: str
    array: np.ndarray


def names(story: Trace, **more: object) -> dict[str, Any]:
    """The names that the lines use, beside the arrays: the letters, and what im2col is told.

    ``more`` are those that a trace does not know: ``seed``, ``low`` and ``high``, or ``tensor``.
    """
    N, C, H, W = story.x.shape
    rows, cols, (SH, SW) = story.grid.rows, story.grid.cols, story.layer.geometry.stride
    letters = dict(N=N, C=C, H=H, W=W, KH=rows.kernel, KW=cols.kernel, OH=rows.out, OW=cols.out)
    pads = dict(PT=rows.before, PB=rows.after, PL=cols.before, PR=cols.after)
    told: dict[str, Any] = dict(
        kernel=story.grid.kernel,
        output=story.grid.shape,
        stride=(SH, SW),
        padding=((rows.before, rows.after), (cols.before, cols.after)),
        dilation=(rows.dilation, cols.dilation),
    )
    if story.layer.mode == "lp":
        told["p"] = story.layer.p
    if story.layer.divisor_override is not None:
        told["divisor_override"] = story.layer.divisor_override
    return letters | pads | told | more


def run(story: Trace, names: Names) -> tuple[Line, ...]:
    """Every step of the layer on ``story.x``, in the article's order; arrays as ``story.steps``.

    ``names`` are those of ``names``. The tensor is drawn where they hold a seed, else it is
    ``tensor``, or its plane ``n``, ``c``; dy is ``upstream``, or ones where that is not there.
    """
    known, done = dict(names), []
    for name, step in _steps(story, names).items():
        variable = "cols" if name == "im2col" else name
        with np.errstate(all="ignore"):  # as in the layer
            known[variable] = _call(step, known)
        cell, layout = STEPS[name]
        done.append(Line(name, cell, layout, variable, code(step), known[variable]))
    return tuple(done)


def in_layout(name: str, cols: np.ndarray, names: Names) -> tuple[str, np.ndarray]:
    """The article's im2col matrix in a layout of ``layouts.IM2COL``, and the line that makes it."""
    step = lines.LAYOUTS[name]
    return code(step), _call(step, {**names, "cols": cols})


def definitions(names: Names) -> str:
    """The names that the lines use as lines of their own; arrays of a reader's file stay out.

    >>> print(definitions(dict(N=2, C=3, kernel=(2, 2), stride=(2, 2), seed=1)))
    import numpy as np
    from cnnpool import col2im, im2col
    <BLANKLINE>
    N, C = 2, 3
    kernel, stride = (2, 2), (2, 2)
    seed = 1
    """
    groups = ("N C H W", "KH KW OH OW", "PT PB PL PR", "kernel output stride", "padding dilation")
    alone = ("p", "divisor_override", "seed low high", "n c")
    known = [[name for name in group.split() if name in names] for group in (*groups, *alone)]
    shown = [f"{', '.join(g)} = {', '.join(str(names[name]) for name in g)}" for g in known if g]
    return "\n".join(["import numpy as np", "from cnnpool import col2im, im2col", "", *shown])


@cache
def code(step: Step) -> str:
    """The lines of a step: the body of its function, without the ``return``.

    >>> code(lines.largest)
    'y_flat = np.max(x_col, axis=1)'
    """
    source = inspect.getsource(step)
    function = ast.parse(source).body[0]
    assert isinstance(function, ast.FunctionDef)
    body = function.body
    shown = source.splitlines()[body[0].lineno - 1 : body[-1].lineno - 1]
    return textwrap.dedent("\n".join(shown))


def _call(step: Step, known: Names) -> np.ndarray:
    return step(**{name: known[name] for name in inspect.signature(step).parameters})


def _steps(story: Trace, names: Names) -> dict[str, Step]:
    forward, routed = {"max": _max, "avg": _average, "lp": _norm}[story.layer.mode](story)
    return {
        "x": lines.drawn if "seed" in names else lines.plane if "n" in names else lines.given,
        **forward,
        "dy": lines.channels_last if "upstream" in names else lines.ones,
        "routed": routed,
        "columns": lines.columns_again,
        "dx": lines.added_up,
    }


def _max(story: Trace) -> tuple[dict[str, Step], Step]:
    x, columns, careful = story.x, lines.columns_of, False
    if (story.cells < 0).any():
        columns, least = lines.columns_where_padding_never_wins, -np.inf
        if x.dtype.kind in "iu" and max(-int(x.min()), int(x.max())) > 2**53:
            columns, least = lines.columns_of_large_integers, np.iinfo(x.dtype).min
        # In a window of these alone, argmax could choose the padding before them.
        careful = bool((x == least).any())
    forward: dict[str, Step] = {
        "im2col": columns,
        "x_col": lines.window_rows,
        "y_flat": lines.largest,
        "y": lines.tensor_again,
        "max_index": lines.first_largest_inside if careful else lines.first_largest,
    }
    return forward, lines.to_the_winners


def _average(story: Trace) -> tuple[dict[str, Step], Step]:
    counted: Step = lines.counted_without_padding
    if story.layer.count_include_pad:
        counted = lines.counted_with_padding
    if story.layer.divisor_override is not None:
        counted = lines.overridden
    forward: dict[str, Step] = {
        "im2col": lines.columns_as_floats,
        "x_col": lines.window_rows,
        "divisor": counted,
        "y_flat": lines.mean,
        "y": lines.tensor_again,
    }
    return forward, lines.evenly


def _norm(story: Trace) -> tuple[dict[str, Step], Step]:
    forward: dict[str, Step] = {
        "im2col": lines.columns_as_floats,
        "x_col": lines.window_rows,
        "y_flat": lines.norm,
        "y": lines.tensor_again,
    }
    return forward, lines.by_slope
