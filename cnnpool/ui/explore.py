"""Explore: six linked panels, and the story of the window that is pointed at."""

from functools import partial

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from cnnpool.figures import number
from cnnpool.formulas import size_formula, size_notes
from cnnpool.geometry import Geometry, Grid
from cnnpool.presets import PRESETS
from cnnpool.scene import Scene
from cnnpool.settings import Settings
from cnnpool.ui import link, numbers, panels, still, story
from cnnpool.ui.subject import subject
from cnnpool.ui.texts import say
from cnnpool.web import markup


def show(settings: Settings) -> None:
    """The page for one state of the settings."""
    row = _presets()
    if (about := subject(settings, edit=partial(numbers.show, settings, row))) is None:
        return
    still.show(about.scene, settings, _draw)
    story.show(about.scene)


def _draw(scene: Scene, settings: Settings) -> None:
    """Everything that no pin and no pointer changes."""
    _other_plane(scene, settings)
    _sizes(scene.grid, scene.trace.layer.geometry)
    panels.show(scene, settings)
    st.html(markup.legend(scene, say))
    _sums(scene)


def _presets() -> DeltaGenerator:
    """What to start from; the row, for what else begins with the numbers shown."""
    row = st.container(key="presets", horizontal=True, gap="small")
    with row:
        st.markdown(say("presets"))
        for name in PRESETS:
            st.button(
                say(f"preset_{name}"),
                key=f"preset_{name}",
                type="tertiary",
                on_click=link.choose_preset,
                args=[name],
            )
    return row


def _other_plane(scene: Scene, settings: Settings) -> None:
    """Say that the plane asked for is not there, and which is shown."""
    if (scene.n, scene.c) != (settings.bn, settings.bc):
        N, C = scene.planes
        asked = {"bn": settings.bn, "bc": settings.bc}
        st.caption(say("no_such_plane", n=scene.n, c=scene.c, N=N, C=C, **asked))


def _sizes(grid: Grid, geometry: Geometry) -> None:
    """The size rule of both axes with the live numbers, and what the other rounding gives."""
    columns = st.container(key="sizes", horizontal=True, gap="large")
    for axis, letter in ((grid.rows, "H"), (grid.cols, "W")):
        notes = [say(key, **values) for key, values in size_notes(axis, geometry)]
        lines = [f"`{size_formula(axis, geometry, letter)}`", *notes]
        columns.markdown("  \n".join(lines), width="content")


def _sums(scene: Scene) -> None:
    """Whether all of the gradient arrives."""
    story = scene.trace
    dy, dx = (float(a.sum(dtype=np.float64)) for a in (story.dy, story.dx))
    rounding = 8 * np.finfo(story.dx.dtype).eps * np.abs(story.dx).sum(dtype=np.float64)
    values = {"dy": number(dy, 6), "dx": number(dx, 6)}
    mode = story.layer.mode
    if mode == "lp":
        st.caption(say("sums_lp", **values))
    elif np.isclose(dy, dx, atol=rounding):
        st.caption(say("sums_equal", **values))
    else:
        st.caption(say("sums_padding" if mode == "avg" else "sums_differ", **values))
