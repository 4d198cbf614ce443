"""Arrays as Plotly figures: the only file that knows Plotly. Every function is pure.

The first trace of a figure is the heatmap and its ``z`` is exactly the array; values without a
colour of their own (NaN, infinities, padding) lie in a second trace above it. Padding and what
hangs over the edge are drawn around the array, never in it.
"""

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Context
from importlib import import_module
from typing import Any, Protocol, SupportsFloat

import numpy as np

from cnnpool.colours import SPECIAL_SCALE, Colours, ink, kinds_of
from cnnpool.shapes import (
    Box,
    Frame,
    dividers,
    frame_shapes,
    hatching,
    window_frames,
    winner_frames,
)

MAX_NUMBERS = 400
PANEL_WIDTH = 290  # pixels of cells in a panel as wide as a third of a laptop's page
MIN_HEIGHT, MAX_HEIGHT = 240, 560
MIN_CELL, MAX_CELL = 16, 30  # pixels of a square cell, as far as the width allows
MAX_LISTED = 1200  # numbers in an array that is drawn as high as it needs
LIST_WIDTH = 72  # pixels of the cells of a list of numbers
TOP, BOTTOM = 36, 4  # pixels above and below the cells
LEFT = 96  # pixels for the labels beside a matrix
MAX_HOVER_TEXTS = 4096

Spec = dict[str, Any]  # a part of a figure as Plotly reads it


class Figure(Protocol):
    """What is asked of a Plotly figure."""

    layout: Any
    data: Any

    def to_dict(self) -> Spec: ...
    def to_json(self) -> str: ...
    def update_layout(self, **changes: object) -> object: ...


def height_for(rows: int) -> int:
    """Pixels of cells for panels in one line, the longest of which has ``rows`` rows."""
    return int(np.clip(rows * 15, MIN_HEIGHT, MAX_HEIGHT)) if rows <= 60 else MIN_HEIGHT


def plane_figure(
    z: np.ndarray,
    colours: Colours,
    name: str,
    axes: Sequence[str],
    *,
    height: int,
    frame: Frame | None = None,
    unread: np.ndarray | None = None,
) -> Figure:
    """An (H, W) plane with square cells; ``axes`` name its rows and columns.

    ``frame`` = ``((top, bottom), (left, right), (over_bottom, over_right))`` draws so many cells
    of padding and of overhang around it; ``unread`` (H, W) hatches cells that no window reads.
    """
    rows, cols = z.shape
    (top, bottom), (left, right), (over_h, over_w) = frame or ((0, 0), (0, 0), (0, 0))
    hover = f"{name}[{axes[2]}, %{{y}}, %{{x}}]" if len(axes) > 2 else f"{name}[%{{y}}, %{{x}}]"
    layout = {
        "xaxis": _index_axis(cols, -left - 0.5, cols + right + over_w - 0.5)
        | {"side": "top", "constrain": "domain"},
        "yaxis": _index_axis(rows, rows + bottom + over_h - 0.5, -top - 0.5)
        | {"scaleanchor": "x", "constrain": "domain"},
        "margin": {"l": 52, "r": 8, "t": TOP, "b": BOTTOM},
        "shapes": frame_shapes(rows, cols, frame) + hatching(unread),
        "annotations": _corner(axes),
    }
    side = min(
        height / (rows + top + bottom + over_h), PANEL_WIDTH / (cols + left + right + over_w)
    )
    return _figure(z, colours, hover, layout, height, (side, side))


def matrix_figure(
    z: np.ndarray,
    colours: Colours,
    row_labels: list[str],
    col_labels: list[str],
    axes: Sequence[str],
    *,
    height: int,
    padding: np.ndarray | None = None,
) -> Figure:
    """A matrix with labelled rows and columns; ``padding`` marks its cells that are no input."""
    layout = {
        "xaxis": _label_axis(col_labels, most=9) | {"side": "top"},
        "yaxis": _label_axis(row_labels, most=height // 14) | {"autorange": "reversed"},
        "margin": {"l": LEFT, "r": 8, "t": TOP, "b": BOTTOM},
        "annotations": _corner(axes),
    }
    hover = f"{axes[0]} %{{y}}, {axes[1]} %{{x}}"
    cell = height / z.shape[0], PANEL_WIDTH / z.shape[1]
    return _figure(z, colours, hover, layout, height, cell, padding, x=col_labels, y=row_labels)


def array_figure(
    z: np.ndarray,
    colours: Colours,
    labels: tuple[list[str], list[str]],
    axes: Sequence[str],
    *,
    name: str,
    width: int,
    blocks: tuple[int, int] = (0, 0),
    first: tuple[int, int] = (0, 0),
    padding: np.ndarray | None = None,
) -> Figure:
    """An array of any axes as rows and columns of square cells (``Arrangement``).

    ``labels`` stand beside rows and columns, ``axes`` say what they count. ``width``: the pixels
    that there are for the cells. ``blocks``: a line after so many rows and columns, counted
    from the first of all; ``first`` are those shown first.
    """
    side = min(MAX_CELL, width / max(z.shape[1], 3), max(MIN_CELL, MAX_HEIGHT / z.shape[0]))
    height = round(max(side * z.shape[0], MAX_CELL))
    label = 6 * max(map(len, labels[1])) + 8  # pixels
    layout: Spec = {
        "xaxis": _label_axis(labels[1], most=max(1, int(side * z.shape[1] // label)))
        | {"side": "top", "tickangle": 0, "constrain": "domain", "constraintoward": "left"},
        "yaxis": _label_axis(labels[0], most=max(1, height // 14))
        | {"autorange": "reversed", "constrain": "domain", "constraintoward": "top"},
        "margin": {"l": LEFT, "r": 8, "t": TOP, "b": BOTTOM},
        "annotations": _corner(axes, (label - side) / 2),
        "shapes": dividers(z.shape, blocks, first),
    }
    if z.shape[1] == 1:  # a list of numbers, in cells that are wider than high
        layout["xaxis"]["domain"] = [0, min(1, LIST_WIDTH / width)]
        cell = (side, LIST_WIDTH)
    else:
        layout["yaxis"]["scaleanchor"] = "x"
        cell = (side, side)
    where = [f"{axis} = %{{{letter}}}" for axis, letter in zip(axes, "yx", strict=True) if axis]
    hover = f"{name}: {', '.join(where)}"
    ticks = {"x": labels[1], "y": labels[0]}
    return _figure(z, colours, hover, layout, height, cell, padding, **ticks, most=MAX_LISTED)


def mark(
    figure: Figure, windows: Iterable[Box] = (), winners: Iterable[tuple[int, int]] = ()
) -> Figure:
    """The same figure with frames around boxes of cells and around single cells (row, column)."""
    shapes = [*(figure.layout.shapes or ()), *window_frames(windows), *winner_frames(winners)]
    figure.layout.shapes = shapes
    return figure


def script() -> str:
    """Plotly's own script, about 5 MB: what draws the figures in a browser."""
    return _plotly("offline").get_plotlyjs()


def number(value: SupportsFloat, digits: int = 4) -> str:
    """A number as short as it can be read: integers up to 99,999 whole, others to some digits.

    >>> number(3.0), number(-0.25), number(14 / 9), number(14 / 9, 2), number(float("-inf"))
    ('3', '−0.25', '1.556', '1.6', '−∞')
    """
    value = float(value)
    if np.isnan(value):
        return "NaN"
    if np.isinf(value):
        return "∞" if value > 0 else "−∞"
    if value.is_integer() and abs(value) < 100_000:
        return f"{value + 0.0:.0f}".replace("-", "−")
    # Halves away from zero, as the browser rounds the numbers of the caption.
    rounded = Context(digits, ROUND_HALF_UP).create_decimal_from_float(value)
    return f"{float(rounded):.{digits}g}".replace("-", "−")


# --- inside -----------------------------------------------------------------------------------


def _figure(
    z: np.ndarray,
    colours: Colours,
    hover: str,
    layout: Spec,
    height: int,
    cell: tuple[float, float],
    padding: np.ndarray | None = None,
    x: list[str] | None = None,
    y: list[str] | None = None,
    most: int = MAX_NUMBERS,
) -> Figure:
    axes = {"x": x, "y": y} if x is not None else {}
    if z.dtype == bool:
        z = z.astype(np.uint8)
    if z.dtype == np.float16:  # sent as a list it would lose its NaN and infinities
        z = z.astype(np.float32)
    texts, size = _texts(z, cell, most)
    gaps = {"xgap": 1, "ygap": 1} if z.size <= most else {}
    traces = [
        {
            "type": "heatmap",
            "z": np.ascontiguousarray(z),
            "colorscale": colours.scale,
            "zmin": colours.low,
            "zmax": colours.high,
            "showscale": False,
            "hovertemplate": hover + " = <b>%{z:.15~g}</b><extra></extra>",
            **axes,
            **gaps,
        }
    ]
    kinds = kinds_of(z, padding)
    if not np.isnan(kinds).all():
        traces.append(_special_trace(kinds, z, hover) | axes | gaps)
    if texts is not None:
        traces.append(_numbers_trace(texts, size, ink(z, kinds, colours), x, y))
    layout = {
        "height": height + TOP + BOTTOM,
        "template": {},
        "showlegend": False,
        "plot_bgcolor": "rgba(0,0,0,0)",
        "paper_bgcolor": "rgba(0,0,0,0)",
        "dragmode": False if texts is not None else "zoom",
        **layout,
    }
    # Plotly's own checks would cost more than drawing; the tests read the figures instead.
    return _plotly("graph_objects").Figure({"data": traces, "layout": layout}, _validate=False)


def _plotly(part: str) -> Any:
    """A part of Plotly, which the library's users need not have."""
    try:
        return import_module(f"plotly.{part}")
    except ImportError as error:
        raise ImportError(
            "figures need the package plotly: pip install plotly", name="plotly"
        ) from error


def _texts(
    z: np.ndarray, cell: tuple[float, float], most: int
) -> tuple[list[list[str]] | None, int]:
    """The numbers in the cells and their size in pixels, or None where they can't be read.

    ``cell`` is (height, width) in pixels; digits are given up before the numbers get small.
    """
    if z.size > most:
        return None, 0
    best: tuple[list[list[str]] | None, int] = None, 0
    for digits in (4, 3, 2):
        texts = [[number(v, digits) for v in row] for row in z]
        longest = max(len(t) for row in texts for t in row)
        size = int(min(15, cell[0] * 0.72, cell[1] / (0.62 * longest)))
        if size > best[1]:
            best = texts, size
        if size >= 10:
            break
    return best if best[1] >= 8 else (None, 0)


def _special_trace(kinds: np.ndarray, z: np.ndarray, hover: str) -> Spec:
    trace = {
        "type": "heatmap",
        "z": kinds,
        "colorscale": SPECIAL_SCALE,
        "zmin": -0.5,
        "zmax": 3.5,
        "showscale": False,
        "hoverongaps": False,
        "hovertemplate": hover + "<extra></extra>",
    }
    if z.size <= MAX_HOVER_TEXTS:
        trace["customdata"] = [[number(v) for v in row] for row in z]
        trace["hovertemplate"] = hover + " = <b>%{customdata}</b><extra></extra>"
    return trace


def _numbers_trace(
    texts: list[list[str]],
    size: int,
    ink: list[str],
    x: list[str] | None,
    y: list[str] | None,
) -> Spec:
    """The numbers as text of their own, so that each is dark or light as its cell asks."""
    rows, cols = len(texts), len(texts[0])
    xs = list(range(cols)) if x is None else x
    ys = list(range(rows)) if y is None else y
    return {
        "type": "scatter",
        "mode": "text",
        "x": [v for _ in ys for v in xs],
        "y": [v for v in ys for _ in xs],
        "text": [t for row in texts for t in row],
        "textfont": {"size": size, "color": ink},
        "hoverinfo": "skip",
    }


def _axis() -> Spec:
    return {
        "showgrid": False,
        "zeroline": False,
        "showline": False,
        "ticks": "",
        "tickfont": {"size": 11},
        "title": {"text": ""},
    }


def _index_axis(count: int, low: float, high: float) -> Spec:
    step = max(1, -(-count // 8)) if count > 12 else 1
    ticks = list(range(0, count, step))
    return _axis() | {"range": [low, high], "tickvals": ticks, "autorange": False}


def _label_axis(labels: list[str], most: int) -> Spec:
    step = max(1, -(-len(labels) // most))
    return _axis() | {"type": "category", "tickvals": labels[::step]}


def _corner(axes: Sequence[str], aside: float = 0) -> list[Spec]:
    """What rows and columns count, in the corner between their labels.

    It stands so many pixels aside, as far as the margin allows, where a wide label needs room.
    """
    lines = [f"{axes[1]} →", f"{axes[0]} ↓"] if axes[1] else ["", f"{axes[0]} ↓"]
    one_line = sum(map(len, lines)) < 10
    aside = max(0, min(aside, LEFT - 8 - 5.5 * max(map(len, lines))))
    return [
        {
            "text": (" " if one_line else "<br>").join(lines[::-1] if one_line else lines),
            "xref": "x domain",
            "yref": "y domain",
            "x": 0,
            "y": 1,
            "xanchor": "right",
            "yanchor": "bottom",
            "xshift": -4 - aside,
            "yshift": 2,
            "align": "right",
            "showarrow": False,
            "font": {"size": 11},
        }
    ]
