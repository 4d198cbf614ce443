"""Step by step: every array of the article's cells, on the reader's own settings."""

import math

import numpy as np
import streamlit as st

from cnnpool.errors import Refusal
from cnnpool.scene import all_planes, make_scene
from cnnpool.settings import Settings
from cnnpool.ui import uploads
from cnnpool.ui.texts import say, say_refusal


def show(settings: Settings) -> None:
    try:
        tensor = uploads.tensor(settings)
        if tensor is None:
            st.info(say("upload_missing"))
            return
        layer = settings.layer()
        scene = make_scene(tensor.array, layer, settings)
    except Refusal as refusal:
        st.error(say_refusal(refusal))
        return
    st.markdown(say("steps_intro"))
    story = all_planes(tensor.array, layer, settings)
    if story is None:
        story = scene.trace
        st.caption(say("steps_plane", n=scene.n, c=scene.c))
    for step in story.steps:
        shape = ", ".join(map(str, step.array.shape))
        axes = " · ".join(f"({axis})" if "," in axis else axis for axis in step.axes)
        st.markdown(f"**{step.cell}** `{step.name}` ({shape}): {axes}")
        key = f"step_{step.name}" + (f"_{settings.mode}" if step.name == "y_flat" else "")
        st.caption(say(key))
        few = math.prod(step.array.shape) <= 400
        with np.printoptions(threshold=400 if few else 60, linewidth=100, precision=6):
            st.code(str(step.array), language=None)
