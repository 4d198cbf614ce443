"""The story of one window: the bar that points, pins and plays, and the pinned window in words."""

import json

import streamlit as st

from cnnpool import web
from cnnpool.scene import Scene
from cnnpool.ui import explain, link, surprises
from cnnpool.ui.texts import say
from cnnpool.web import player

KEY = "player"
TURN = "_turn"  # the browser's count of the pins that it told


_player = st.components.v2.component(
    "cnnpool.player",
    js=web.module("mount", "relation", "caption", "panels", "bar", "player", "player_on_page"),
    css=web.style("player"),
)


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
    # As bytes: of anything else Streamlit would ask pandas whether it is a table.
    _player(key=KEY, data=json.dumps(about).encode(), on_pin_change=_take_pin)
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
    window, st.session_state[TURN] = sent.get("win"), sent["turn"]
    if window is None or (type(window) is int and 0 <= window < 2**24):
        st.session_state["win"] = window
