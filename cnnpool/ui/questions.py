"""Questions: what people ask about pooling, answered, and problems to practise on."""

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from cnnpool.settings import Settings
from cnnpool.ui import answers, practice
from cnnpool.ui.texts import labelled, say

VIEWS = ("answers", "practice")


def show(settings: Settings, explore: StreamlitPage) -> None:
    """The page for one state of the settings; ``explore`` is the page that shows a state."""
    practising = settings.practice is not None
    st.session_state["view"] = VIEWS[practising]
    labels = {view: say(f"view_{view}") for view in VIEWS}
    st.segmented_control(
        say("page_questions"),
        VIEWS,
        key="view",
        format_func=labelled(labels),
        required=True,
        label_visibility="collapsed",
        on_change=_change_view,
    )
    (practice if practising else answers).show(settings, explore)


def _change_view() -> None:
    practising = st.session_state["view"] == "practice"
    st.session_state["practice"] = 1 if practising else None
    st.session_state["score"] = None
