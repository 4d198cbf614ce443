"""What is drawn over and around the cells of a figure, as Plotly's shapes: plain dicts."""

from collections.abc import Iterable
from typing import Any

import numpy as np

GREY = "rgba(128,136,148,{})"
WINNER, DARK, LIGHT = "#ff7a00", "#111111", "#ffffff"  # as the highlights of the page
MAX_HATCHED = 2000

Shape = dict[str, Any]
Box = tuple[int, int, int, int]  # first row, first column, last row, last column
Frame = tuple[tuple[int, int], tuple[int, int], tuple[int, int]]  # padding twice, overhang


def frame_shapes(rows: int, cols: int, frame: Frame | None) -> list[Shape]:
    """Padding as a grey ground, overhang as a paler one with a dotted edge."""
    if frame is None:
        return []
    (top, bottom), (left, right), (over_h, over_w) = frame
    shapes = []
    if over_h or over_w:
        box = (-left, -top, cols + right + over_w, rows + bottom + over_h)
        shapes.append(_box(box, fill=0.08, line=0.7, dash="dot"))
    if top or bottom or left or right:
        padded = (-left, -top, cols + right, rows + bottom)
        shapes.append(_box(padded, fill=0.2, line=0.7, dash="solid"))
    return shapes


def _box(corners: Box, fill: float, line: float, dash: str) -> Shape:
    x0, y0, x1, y1 = (corner - 0.5 for corner in corners)
    return {
        "type": "rect",
        "layer": "below",
        "x0": x0,
        "y0": y0,
        "x1": x1,
        "y1": y1,
        "fillcolor": GREY.format(fill),
        "line": {"color": GREY.format(line), "width": 1, "dash": dash},
    }


def window_frames(boxes: Iterable[Box]) -> list[Shape]:
    """A dark frame, light around it, for each (first row, first column, last row, last column)."""
    return [_inner(box, *line) for box in boxes for line in ((LIGHT, 4.5), (DARK, 2.5))]


def winner_frames(cells: Iterable[tuple[int, int]]) -> list[Shape]:
    """A frame in the winner's colour for each (row, column)."""
    return [_inner((row, col, row, col), WINNER, 3) for row, col in cells]


def _inner(box: Box, colour: str, width: float) -> Shape:
    """A frame within its cells: half a line would be cut off at the edge of the plot."""
    top, left, bottom, right = box
    half = 0.44
    return {
        "type": "rect",
        "x0": left - half,
        "x1": right + half,
        "y0": top - half,
        "y1": bottom + half,
        "line": {"color": colour, "width": width},
    }


def dividers(
    shape: tuple[int, ...], blocks: tuple[int, int], first: tuple[int, int]
) -> list[Shape]:
    """Lines between the planes of a tensor."""
    rows, cols = shape
    line = {"type": "line", "line": {"color": GREY.format(0.9), "width": 2}}
    across = [
        line | {"x0": -0.5, "x1": cols - 0.5, "y0": y - 0.5, "y1": y - 0.5}
        for y in _starts(rows, blocks[0], first[0])
    ]
    down = [
        line | {"x0": x - 0.5, "x1": x - 0.5, "y0": -0.5, "y1": rows - 0.5}
        for x in _starts(cols, blocks[1], first[1])
    ]
    return across + down


def _starts(count: int, block: int, first: int) -> list[int]:
    return [i for i in range(1, count) if block and (first + i) % block == 0]


def hatching(unread: np.ndarray | None) -> list[Shape]:
    """Diagonal lines over the cells that no window reads."""
    if unread is None or not unread.any():
        return []
    strokes = "".join(
        f"M{w - 0.5},{h}L{w},{h - 0.5}M{w - 0.5},{h + 0.5}L{w + 0.5},{h - 0.5}"
        f"M{w},{h + 0.5}L{w + 0.5},{h}"
        for h, w in np.argwhere(unread)[:MAX_HATCHED]
    )
    return [{"type": "path", "path": strokes, "line": {"color": GREY.format(0.95), "width": 1.2}}]
