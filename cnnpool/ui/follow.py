"""One cell followed through the steps: the line that points and keeps it, and where it stands."""

from collections.abc import Iterable
from typing import Any

import streamlit as st

from cnnpool.figures import number
from cnnpool.layouts import IM2COL, STEPS
from cnnpool.settings import Settings
from cnnpool.steps.arrangement import Arrangement
from cnnpool.steps.recipe import Line
from cnnpool.steps.walkthrough import Walkthrough
from cnnpool.ui import components, link
from cnnpool.ui.texts import say

KEY = "follower"
MOST_CELLS = 6
TURN = "_followed_turn"  # the browser's count of the cells that it told


def followed(walk: Walkthrough) -> tuple[str, tuple[int, ...]] | None:
    """The step and the index of the followed cell; None where there is none in these arrays."""
    cell = st.session_state["cell"]
    if cell is None:
        return None
    step, numbers = cell.split(":")
    index = tuple(map(int, numbers.split(",")))
    shape = STEPS[step][1].shape(walk.story.sizes)
    inside = len(index) == len(shape) and all(
        i < size for i, size in zip(index, shape, strict=True)
    )
    return (step, index) if inside else None


def first(walk: Walkthrough, line: Line) -> tuple[int, ...] | None:
    """Where the followed cell, or the first that belongs to it, stands in the array of a line."""
    if (start := followed(walk)) is None:
        return None
    places = walk.story.follow(*start)[line.name]
    if not places:
        return None
    sizes = walk.story.sizes
    return line.layout.index(sizes, STEPS[line.name][1].place(sizes, places[0]))


def line(walk: Walkthrough, charts: dict[str, tuple[str, str, Arrangement]]) -> None:
    """The line of text that follows the pointer; ``charts``: (step, variable, arrangement)."""
    grid, winner = walk.story.grid, walk.story.winner
    about = {
        "relation": {
            "sizes": walk.story.sizes,
            "rows": grid.rows.positions().tolist(),
            "cols": grid.cols.positions().tolist(),
            "winners": None if winner is None else winner.ravel().tolist(),
        },
        "steps": {name: layout.axes for name, (_, layout) in STEPS.items()},
        "charts": {key: _chart(*chart) for key, chart in charts.items()},
        "cell": st.session_state["cell"] if followed(walk) else None,
        "turn": st.session_state.get(TURN, 0),
        "choices": link.choices_made(),
        "texts": {"begin": say("follow_begin")},
    }
    options: dict[str, Any] = {"script": "steps", "style": "follower", "on_cell_change": _take_cell}
    components.show(KEY, about, key=KEY, **options)


def _chart(step: str, variable: str, picture: Arrangement) -> dict[str, object]:
    height, width = picture.shown
    return {
        "step": step,
        "name": variable,
        "axes": picture.layout.axes,
        "output": not {"h", "kh"} & set(picture.layout.letters),  # one number for each window
        "shape": picture.shape,
        "rows": picture.rows,
        "cols": picture.cols,
        "top": picture.top,
        "left": picture.left,
        "height": height,
        "width": width,
    }


def _take_cell() -> None:
    """A cell from the browser; anything but a cell or nothing is let fall."""
    sent = st.session_state[KEY].cell
    if not isinstance(sent, dict) or type(sent.get("turn")) is not int:
        return
    cell, st.session_state[TURN] = sent.get("cell"), sent["turn"]
    if cell is None or (isinstance(cell, str) and not Settings.from_query({"cell": cell})[1]):
        st.session_state["cell"] = cell


def through_the_steps(walk: Walkthrough) -> None:
    """Where the followed cell stands in every step."""
    if (start := followed(walk)) is None:
        return
    found = walk.story.follow(*start)
    rows = [
        (line.variable, found[line.name], [line.array[index] for index in found[line.name]])
        for line in walk.lines
    ]
    own = [line.variable for line in walk.lines if line.name == start[0]]
    _table(rows, *own)


def through_the_layouts(walk: Walkthrough) -> None:
    """Where the followed cell's windows stand in every layout of im2col."""
    if (start := followed(walk)) is None:
        return
    cols, sizes = walk.line("im2col"), walk.story.sizes
    places = [cols.layout.place(sizes, index) for index in walk.story.follow(*start)["im2col"]]
    values = [cols.array[cols.layout.index(sizes, place)] for place in places]
    rows = [
        (say(f"layout_{name}"), [layout.index(sizes, place) for place in places], values)
        for name, layout in IM2COL.items()
    ]
    _table(rows)


def _table(rows: Iterable[tuple[str, list[tuple[int, ...]], list[Any]]], own: str = "") -> None:
    """Names and cells with their values; ``own`` is the array in which the cell was chosen."""
    lines = []
    for name, cells, values in rows:
        shown = [
            f"<span>[{', '.join(map(str, index))}] = {number(value)}</span>"
            for index, value in zip(cells[:MOST_CELLS], values, strict=False)
        ]
        if len(cells) > MOST_CELLS:
            shown.append(say("follow_more", more=len(cells) - MOST_CELLS))
        mark = ' class="own"' if name == own else ""
        lines.append(f"<tr{mark}><th>{name}</th><td>{' '.join(shown) or '–'}</td></tr>")
    st.html(f'<table class="quiet-table followed">{"".join(lines)}</table>')
