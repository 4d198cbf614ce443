"""Numbers of one's own: the shown plane as a table to type into, and a box to paste into.

Both write the settings ``x`` and ``g``. What cannot be read is said beside it, and nothing that
was there before is lost.
"""

import re
from collections.abc import Callable
from functools import partial
from typing import Any, TypeGuard

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from cnnpool.editing import as_rows, pasted_part, pasted_tensor, resized, with_plane
from cnnpool.errors import Refusal
from cnnpool.misread import Misread
from cnnpool.pasted_numbers import MAX_LETTERS
from cnnpool.settings import TYPED, Settings
from cnnpool.tensors import typed_gradient
from cnnpool.typed_numbers import LARGEST, LARGEST_GRADIENT, check_shape, pack, unpack
from cnnpool.ui import components, link
from cnnpool.ui.texts import say, say_refusal

AXES = {"x": ("h", "w"), "g": ("oh", "ow")}
SYMBOLS = {"x": "x", "g": "dy"}
TOOLS = ("undo", "redo", "cut")
REFUSED, TURN = "_refused_numbers", "_typed_turn"


def show(settings: Settings, row: DeltaGenerator, x: np.ndarray | None) -> None:
    """The editors of what is typed, and in ``row`` the way to them.

    x: (N, C, H, W), None where the link lost its numbers.
    """
    if settings.source == "numbers":
        _editor("x", x, settings)
    elif x is not None:
        row.button(say("keep_numbers"), key="keep_numbers", on_click=_keep, args=[x])
        _say(_refused("keep"))
    if settings.grad == "numbers" and x is not None:
        _gradient_editor(x, settings)
    if any(getattr(settings, name) != settings.to_link().get(name) for name in TYPED):
        st.caption(say("numbers_not_in_link"))


def _gradient_editor(x: np.ndarray, settings: Settings) -> None:
    try:
        grid = settings.layer().geometry.grid(*x.shape[2:])
    except Refusal:
        return  # there is no output, and the page says why
    shape = (*x.shape[:2], *grid.shape)
    try:
        check_shape(shape, LARGEST_GRADIENT)
        dy = typed_gradient(settings, shape)
    except Refusal as refusal:
        if refusal.key == "numbers_shape":
            st.info(say_refusal(refusal))
            return
        if refusal.key == "gradient_shape":  # said by the page
            st.button(say("fit_gradient"), key="fit_gradient", on_click=_fit, args=[shape])
            return
        dy = np.ones(shape)
    _editor("g", dy, settings)


def _editor(name: str, array: np.ndarray | None, settings: Settings) -> None:
    """The table beside the box; the box alone where there is nothing to change."""
    with st.container(key=f"numbers_{name}"):
        left, right = st.columns([3, 2], gap="medium")
        if array is not None:
            with left:
                _table(name, array, settings)
        with right:
            _box(name, array, settings)
            if name == "x" and array is not None:
                _shape(array)


# --- the table --------------------------------------------------------------------------------


def _table(name: str, array: np.ndarray, settings: Settings) -> None:
    n, c = _plane(array, settings)
    refused = _refused(name)
    about = {
        "rows": as_rows(array[n, c]),
        "symbol": SYMBOLS[name],
        "name": say(f"numbers_{name}", n=n, c=c),
        "axes": AXES[name],
        "place": f"{n},{c}",
        "choices": link.choices_made(),
        "turn": st.session_state.get(f"{TURN}_{name}", 0),
        "bad": _cell(refused),
        "texts": {tool: say(f"grid_{tool}", rows="{rows}", cols="{cols}") for tool in TOOLS},
    }
    take = lambda: _take_edit(name, array)  # noqa: E731
    options: dict[str, Any] = {"script": "grid", "style": "grid", "on_edit_change": take}
    components.show("grid", about, key=f"grid_{name}", **options)
    _say(refused)


def _plane(array: np.ndarray, settings: Settings) -> tuple[int, int]:
    return min(settings.bn, array.shape[0] - 1), min(settings.bc, array.shape[1] - 1)


def _cell(refused: Refusal | None) -> tuple[int, int] | None:
    if refused is None or refused.key != "cell_unread":
        return None
    return refused.values["row"], refused.values["column"]


def _take_edit(name: str, array: np.ndarray) -> None:
    """A plane, or a pasted text, from the browser; anything else is let fall.

    It is meant for the plane that the browser showed: a slow one may not have heard yet that
    another was asked for. What was taken over since, by Reset or Back, is not overwritten.
    """
    sent = st.session_state[f"grid_{name}"].edit
    if not isinstance(sent, dict) or type(sent.get("turn")) is not int:
        return
    st.session_state[f"{TURN}_{name}"] = sent["turn"]
    place = _place(sent.get("place"), array)
    if place is None or sent.get("choices") != link.choices_made():
        return
    (n, c), rows = place, sent.get("rows")
    if isinstance(sent.get("text"), str):
        _take(name, lambda: pasted_part(sent["text"], array, n, c), place=f"paste_{name}")
    elif _is_plane(rows, array.shape[2:]):
        _take(name, lambda: with_plane(array, n, c, rows))


def _place(text: object, array: np.ndarray) -> tuple[int, int] | None:
    """The plane (n, c) of "n,c", where there is such a plane."""
    if not isinstance(text, str) or not re.fullmatch(r"\d{1,4},\d{1,4}", text, re.ASCII):
        return None
    n, c = map(int, text.split(","))
    return (n, c) if n < array.shape[0] and c < array.shape[1] else None


def _is_plane(rows: object, shape: tuple[int, int]) -> TypeGuard[list[list[str]]]:
    return (
        isinstance(rows, list)
        and len(rows) == shape[0]
        and all(isinstance(row, list) and len(row) == shape[1] for row in rows)
        and all(isinstance(text, str) and len(text) < 400 for row in rows for text in row)
    )


# --- the box and the shape --------------------------------------------------------------------


def _box(name: str, array: np.ndarray | None, settings: Settings) -> None:
    """Text that was printed elsewhere, taken over whole or pointed at."""
    st.text_area(
        say("paste"),
        key=f"paste_{name}",
        height=118,
        max_chars=MAX_LETTERS,
        placeholder="[[1, 2],\n [3, nan]]",
        help=say(f"paste_help_{name}"),
    )
    n, c = (0, 0) if array is None else _plane(array, settings)
    st.button(say("paste_use"), key=f"use_{name}", on_click=_take_box, args=[name, array, n, c])
    _say(_refused(f"paste_{name}"))


def _take_box(name: str, array: np.ndarray | None, n: int, c: int) -> None:
    _take_text(name, st.session_state[f"paste_{name}"], array, n, c)


def _take_text(name: str, text: str, array: np.ndarray | None, n: int, c: int) -> None:
    """A text becomes the whole input; of a gradient it becomes the part that it fits."""
    make: Callable[[str], np.ndarray] = pasted_tensor
    if name == "g":
        assert array is not None
        make = partial(pasted_part, whole=array, n=n, c=c)
    _take(name, lambda: make(text), place=f"paste_{name}")


def _shape(x: np.ndarray) -> None:
    """Another shape for the typed tensor."""
    with st.expander(say("shape")):
        keys = [f"shape_{letter}_{x.shape}" for letter in "nchw"]
        for column, key, most, size in zip(st.columns(4), keys, LARGEST, x.shape, strict=True):
            column.number_input(key[6].upper(), 1, most, size, key=key)
        about: dict[str, Any] = {"help": say("shape_help"), "on_click": _reshape, "args": [x, keys]}
        st.button(say("shape_use"), key="use_shape", **about)


def _reshape(x: np.ndarray, keys: list[str]) -> None:
    _take("x", lambda: resized(x, tuple(st.session_state[key] for key in keys)))


def _fit(shape: tuple[int, ...]) -> None:
    """The typed gradient in the shape that y has now."""
    text = link.current().g
    assert text is not None
    g = unpack(text, LARGEST_GRADIENT)
    _take("g", lambda: resized(g, shape))


# --- taken over, or refused -------------------------------------------------------------------


def _keep(x: np.ndarray) -> None:
    """The numbers shown become typed ones."""
    _take("x", lambda: x, place="keep")
    if _refused("keep") is None:
        st.session_state["source"] = "numbers"


def _take(name: str, make: Callable[[], np.ndarray], place: str | None = None) -> None:
    """Put numbers into a setting; where they are refused, remember why and change nothing."""
    link.controls_were_touched()
    try:
        text = pack(make(), TYPED[name])
    except Refusal as refusal:
        st.session_state[REFUSED] = place or name, refusal, link.current()
        return
    st.session_state[REFUSED] = None
    st.session_state[name] = text


def _refused(place: str) -> Refusal | None:
    """Why the last numbers for a place were refused, until any setting changes."""
    where, refusal, then = st.session_state.get(REFUSED) or (None, None, None)
    return refusal if where == place and then == link.current() else None


def _say(refused: Refusal | None) -> None:
    if refused is None:
        return
    st.error(say_refusal(refused))
    if isinstance(refused, Misread):
        st.code(refused.pointer, language=None)
