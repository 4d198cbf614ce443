"""A plane as an HTML table: its indices, the padding around it, and the cells that matter.

For stories and for paper; the charts show the same numbers in colour.
"""

from collections.abc import Container

import numpy as np

from cnnpool.figures import number
from cnnpool.shapes import Frame

NO_FRAME = ((0, 0), (0, 0), (0, 0))
Cell = tuple[int, int]


def plane(
    z: np.ndarray,
    name: str,
    axes: tuple[str, str],
    frame: Frame = NO_FRAME,
    window: Container[Cell] = (),
    winner: Cell | None = None,
) -> str:
    """The (H, W) plane ``z``; ``axes`` name what its rows and columns count.

    ``frame`` is padding and overhang as ``Scene.frame`` has it, drawn as empty cells. ``window``
    holds the cells to mark, outside the plane too; ``winner`` is marked in its own way.
    """
    (top, bottom), (left, right), (over_h, over_w) = frame
    rows = range(-top, z.shape[0] + bottom + over_h)
    cols = range(-left, z.shape[1] + right + over_w)
    corner = f"<th>{axes[0]} ↓ {axes[1]} →</th>"
    head = corner + "".join(f"<th>{_index(w, z.shape[1])}</th>" for w in cols)
    body = "".join(
        f"<tr><th>{_index(h, z.shape[0])}</th>"
        + "".join(_cell(z, (h, w), window, winner) for w in cols)
        + "</tr>"
        for h in rows
    )
    return (
        f'<table class="plane"><caption>{name}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def _index(i: int, size: int) -> str:
    return str(i) if 0 <= i < size else ""


def _cell(z: np.ndarray, place: Cell, window: Container[Cell], winner: Cell | None) -> str:
    inside = all(0 <= i < size for i, size in zip(place, z.shape, strict=True))
    marks = {"outside": not inside, "window": place in window, "winner": place == winner}
    names = " ".join(name for name, there in marks.items() if there)
    text = number(z[place], 6) if inside else ""
    return f'<td class="{names}">{text}</td>' if names else f"<td>{text}</td>"
