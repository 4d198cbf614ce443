"""The part of Explore that the settings alone decide, kept ready for whoever opens the same link.

A class opens one link and turns the same few knobs: what was drawn for one is drawn for all. Only
what a link can carry is kept; a picture or a file that somebody dropped in never is.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from urllib.parse import urlencode

import streamlit as st

from cnnpool.scene import Scene
from cnnpool.settings import MAX_LINK_LETTERS, Settings

MOST_KEPT = 256  # drawings
MOST_CELLS = 4096  # of a drawing's six panels: about 0.2 MB with their numbers and hover texts


def show(scene: Scene, settings: Settings, draw: Callable[[Scene, Settings], None]) -> None:
    """``draw(scene, settings)``, or what it drew the last time for the same link."""
    key = _key(settings)
    in_the_link = settings.source in ("random", "numbers") and len(key) <= MAX_LINK_LETTERS
    if in_the_link and _cells(scene) <= MOST_CELLS:
        _kept(key, partial(draw, scene, settings))
    else:
        draw(scene, settings)


@st.cache_resource(max_entries=MOST_KEPT, show_spinner=False)
def _kept(key: str, _draw: Callable[[], None]) -> None:
    """Streamlit keeps what a cached function draws, and draws it again."""
    _draw()


def _key(settings: Settings) -> str:
    """What the drawing depends on: the link without its pin, and the language shown."""
    return urlencode(replace(settings, win=None, lang=st.session_state["lang"]).to_query())


def _cells(scene: Scene) -> int:
    story, matrices = scene.trace, scene.matrices
    return 2 * (story.x.size + story.y.size + matrices.x_col.size)
