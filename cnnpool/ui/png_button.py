"""A drawing as a PNG: the button asks for it, the browser makes the picture.

A drawing can be large, so it is made and sent only in the run that answers a click.
"""

from collections.abc import Callable

import streamlit as st

from cnnpool.export.files import NotMade
from cnnpool.ui import components
from cnnpool.ui.texts import say, say_refusal

KEY = "file_png"
ASKED = "_png_asked"  # the browser's count of its questions, while one waits for its answer


@st.fragment
def show(label: str, make: Callable[[], bytes], name: str) -> None:
    """A button that saves the SVG that ``make`` gives as a PNG file of that name."""
    turn = st.session_state.pop(ASKED, None)
    svg = None if turn is None else _made(make)
    about: dict[str, object] = {"label": label, "failed": say("picture_failed"), "name": name}
    about |= {"turn": turn, "svg": svg}
    components.show(
        "png_button",
        about,
        script="png_button",
        style="button",
        key=KEY,
        on_asked_change=_take_question,
        width="content",
        height="content",
    )


def _made(make: Callable[[], bytes]) -> str | None:
    """The drawing; where it cannot be made, the page says why."""
    try:
        return make().decode()
    except NotMade as why:
        said = [say(key, **values) for key, values in why.notes]
        st.error(" ".join(said) if why.refusal is None else say_refusal(why.refusal))
        return None


def _take_question() -> None:
    """A click in the browser; anything but a count is let fall."""
    asked = st.session_state[KEY].asked
    if type(asked) is int:
        st.session_state[ASKED] = asked
