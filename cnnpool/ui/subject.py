"""What every page is about: the tensor, the layer and the scene of the settings."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import streamlit as st

from cnnpool.errors import Refusal
from cnnpool.pooling import Pooling
from cnnpool.scene import Scene, make_scene
from cnnpool.settings import Settings
from cnnpool.ui import uploads
from cnnpool.ui.texts import say, say_refusal


@dataclass(frozen=True)
class Subject:
    """``x`` is the whole (N, C, H, W) tensor, ``scene`` the part of it that is shown."""

    x: np.ndarray
    layer: Pooling
    scene: Scene


def subject(
    settings: Settings, edit: Callable[[np.ndarray | None], None] | None = None
) -> Subject | None:
    """The subject; where there is none, the page says why and gets None.

    ``edit(x)`` is called as soon as the tensor is known, or with None where it cannot be made,
    so that what stands in the way of a subject can be changed.
    """
    edit = edit or (lambda x: None)
    tensor = None
    try:
        tensor = uploads.tensor(settings)
        if tensor is None:
            st.info(say("upload_missing"))
            return None
        layer = settings.layer()
        scene = make_scene(tensor.array, layer, settings)
    except Refusal as refusal:
        st.error(say_refusal(refusal))
        edit(None if tensor is None else tensor.array)
        return None
    edit(tensor.array)
    for key, values in tensor.notes:
        st.caption(say(key, **values))
    return Subject(tensor.array, layer, scene)
