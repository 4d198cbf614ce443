"""Step by step: every array of the article's cells, on the reader's own settings."""

import math

import numpy as np
import streamlit as st

from cnnpool.scene import all_planes
from cnnpool.settings import Settings
from cnnpool.ui.subject import subject
from cnnpool.ui.texts import say

FEW = 400  # numbers that are printed whole


def show(settings: Settings) -> None:
    """The page for one state of the settings."""
    if (about := subject(settings)) is None:
        return
    st.markdown(say("steps_intro"))
    story = all_planes(about.x, about.layer, settings)
    if story is None:
        story = about.scene.trace
        st.caption(say("steps_plane", n=about.scene.n, c=about.scene.c))
    for step in story.steps:
        shape = ", ".join(map(str, step.array.shape))
        axes = " · ".join(f"({axis})" if "," in axis else axis for axis in step.axes)
        st.markdown(f"**{step.cell}** `{step.name}` ({shape}): {axes}")
        st.caption(say(f"step_{step.name}" + _rule(step.name, settings.mode)))
        few = math.prod(step.array.shape) <= FEW
        with np.printoptions(threshold=FEW if few else 60, linewidth=100, precision=6):
            st.code(str(step.array), language=None)


def _rule(name: str, mode: str) -> str:
    return f"_{mode}" if name == "y_flat" else ""
