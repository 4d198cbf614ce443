"""Every sentence of the page, in English and in Japanese.

The catalogues ``en.TEXT`` and ``ja.TEXT`` have the same keys and placeholders. A refusal's English
sentence stands where it is raised; ``ja.REFUSALS`` says the same with the same numbers.
"""

import streamlit as st

from cnnpool.errors import Refusal
from cnnpool.ui.texts import en, ja

CATALOGUES = {"en": en.TEXT, "ja": ja.TEXT}


def browser_language() -> str:
    """The language of the visitor's browser, where we speak it; else English."""
    return "ja" if (st.context.locale or "").lower().startswith("ja") else "en"


def say(key: str, **values) -> str:
    """The text of a key in the session's language."""
    return CATALOGUES[st.session_state["lang"]][key].format(**values)


def say_refusal(refusal: Refusal) -> str:
    """Why something was refused, in the session's language."""
    if st.session_state["lang"] == "en":
        sentence = str(refusal)
        return sentence[0].upper() + sentence[1:] + "."
    named = {k: ja.WORDS[v] for k, v in refusal.values.items() if k in ("axis", "side")}
    values = refusal.values | named
    return ja.REFUSALS[refusal.key].format(**values)
