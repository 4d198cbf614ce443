"""The looks of the marks in a drawing, as panels.css has them on the page, and their legend."""

from collections.abc import Callable
from typing import Any

from cnnpool.export.svg import HALF_HEIGHT, tag, text, width_of
from cnnpool.shapes import DARK, GREY, LIGHT, WINNER

LOOKS: dict[str, dict[str, Any]] = {
    "window": {"stroke": DARK, "stroke_width": 2.5},
    "row": {"stroke": DARK, "stroke_width": 2.5},
    "cell": {"stroke": DARK, "stroke_width": 2.5},
    "winner": {"stroke": WINNER, "stroke_width": 3.5},
    "tie": {"stroke": WINNER, "stroke_width": 2, "stroke_dasharray": "4 3"},
}
SWATCH, SIZE, APART = 14, 13, 22
EDGE: dict[str, Any] = {"stroke": GREY.format(0.7), "stroke_width": 1}
GROUNDS: dict[str, dict[str, Any]] = {
    "padding": {"fill": GREY.format(0.28), **EDGE},
    "overhang": {"fill": GREY.format(0.08), "stroke_dasharray": "2 2", **EDGE},
    "unread": {"fill": "none", **EDGE},
}


def framed(role: str, **box: float) -> str:
    """The frame of a mark, light around it."""
    look = LOOKS[role]
    halo = tag("rect", **box, stroke=LIGHT, stroke_width=look["stroke_width"] + 2)
    return tag("g", halo + tag("rect", **box, **look), fill="none", data_role=role)


def legend(marks: list[str], say: Callable[..., str], left: float, middle: float) -> str:
    """What the marks mean, in one line."""
    parts = []
    for mark in marks:
        said = say(f"legend_{mark}")
        parts.append(_swatch(mark, left, middle - SWATCH / 2))
        left += SWATCH + 7
        parts.append(text(said, left, middle + HALF_HEIGHT * SIZE, SIZE))
        left += width_of(said, SIZE) + APART
    return tag("g", "\n".join(parts)) if parts else ""


def _swatch(mark: str, x: float, y: float) -> str:
    box = {"x": x, "y": y, "width": SWATCH, "height": SWATCH}
    if mark in LOOKS:
        return framed(mark, **box)
    strokes = ""
    if mark == "unread":
        lines = f"M{x},{y + 7}l7,-7M{x},{y + 14}l14,-14M{x + 7},{y + 14}l7,-7"
        strokes = tag("path", d=lines, stroke=GREY.format(0.95), stroke_width=1.2)
    return tag("rect", **box, **GROUNDS[mark]) + strokes
