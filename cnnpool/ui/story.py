"""The story of one window: the bar that points, pins and plays, and the pinned window in words."""

from typing import Any

import streamlit as st

from cnnpool.scene import Scene
from cnnpool.ui import components, explain, link, surprises
from cnnpool.ui.texts import say
from cnnpool.web import player

KEY = "player"
TURN = "_turn"  # the browser's count of the pins that it told


@st.fragment
def show(scene: Scene) -> None:
    """Only this part runs again when a pin settles: the panels above stay as they are."""
    link.write_from_fragment()
    pinned = st.session_state["win"]
    about = player.about(scene, say) | {
        "pinned": player.pinned(scene, pinned),
        "turn": st.session_state.get(TURN, 0),
        "choices": link.choices_made(),
    }
    options: dict[str, Any] = {
        "script": "player_on_page",
        "style": "player",
        "on_pin_change": _take_pin,
    }
    components.show(KEY, about, key=KEY, **options)
    with st.container(key="explain"):
        if pinned is None:
            st.markdown(say("explain_begin"))
        elif about["pinned"] is None:
            count = scene.grid.shape[0] * scene.grid.shape[1]
            st.markdown(say("explain_no_such", win=pinned, count=count))
        else:
            st.html(explain.window(scene, pinned))
    surprises.show(scene)


def _take_pin() -> None:
    """A pin from the browser; anything but a window or nothing is let fall."""
    sent = st.session_state[KEY].pin
    if not isinstance(sent, dict) or type(sent.get("turn")) is not int:
        return
    if sent.get("choices") != link.choices_made():
        return  # a walk that rested after Reset, a preset or Back was asked for: it is over
    window, st.session_state[TURN] = sent.get("win"), sent["turn"]
    if window is None or (type(window) is int and 0 <= window < 2**24):
        st.session_state["win"] = window
