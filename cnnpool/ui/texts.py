"""The catalogues in the language of the session."""

from collections.abc import Callable, Mapping

import streamlit as st

from cnnpool.errors import Refusal
from cnnpool.texts import say_in, say_refusal_in


def browser_language() -> str:
    """The language of the visitor's browser, where we speak it; else English."""
    return "ja" if (st.context.locale or "").lower().startswith("ja") else "en"


def say(key: str, **values: object) -> str:
    """The text of a key in the session's language."""
    return say_in(st.session_state["lang"], key, **values)


def labelled(labels: Mapping[str, str]) -> Callable[[str], str]:
    """How Streamlit learns what an option is called; a value that is none any more has no name."""
    return labels.get  # type: ignore[return-value]  # None is what makes Streamlit drop a value


def say_refusal(refusal: Refusal) -> str:
    """Why something was refused, in the session's language."""
    return say_refusal_in(st.session_state["lang"], refusal)
