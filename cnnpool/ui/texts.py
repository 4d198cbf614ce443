"""The catalogues in the language of the session."""

import streamlit as st

from cnnpool.errors import Refusal
from cnnpool.texts import say_in, say_refusal_in


def browser_language() -> str:
    """The language of the visitor's browser, where we speak it; else English."""
    return "ja" if (st.context.locale or "").lower().startswith("ja") else "en"


def say(key: str, **values) -> str:
    """The text of a key in the session's language."""
    return say_in(st.session_state["lang"], key, **values)


def say_refusal(refusal: Refusal) -> str:
    """Why something was refused, in the session's language."""
    return say_refusal_in(st.session_state["lang"], refusal)
