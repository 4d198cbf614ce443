"""Step by step: the article's cells, one at a time, on the reader's own settings."""

from collections.abc import Callable

import streamlit as st

from cnnpool import figures
from cnnpool.colours import Colours
from cnnpool.errors import Refusal
from cnnpool.layouts import IM2COL
from cnnpool.scene import Scene
from cnnpool.settings import Settings
from cnnpool.steps import recipe
from cnnpool.steps.arrangement import Arrangement
from cnnpool.steps.recipe import Line
from cnnpool.steps.walkthrough import Walkthrough, walk_through
from cnnpool.ui import article_check, follow, link, styles
from cnnpool.ui.subject import subject
from cnnpool.ui.texts import labelled, say, say_refusal

GRADIENTS = ("upstream", "dy", "routed", "columns", "dx")
COUNTS = ("max_index", "divisor")
BY_MODE = ("y_flat", "routed")  # steps whose sentences depend on what pools
HALF, WHOLE = 380, 880  # pixels of cells in half a laptop's page, and in all of it
MANY_COLUMNS = 24  # a wider array stands alone in its line

Scale = Callable[[Line], Colours]


def show(settings: Settings) -> None:
    """The page for one state of the settings."""
    styles.use_styles("steps")
    if (about := subject(settings)) is None:
        return
    try:
        walk = walk_through(about.x, about.scene, settings)
    except Refusal as refusal:
        st.error(say_refusal(refusal))
        return
    st.markdown(say("steps_intro"))
    if not walk.whole:
        st.caption(say("steps_plane", n=about.scene.n, c=about.scene.c))
    _walk(walk, about.scene, settings)
    article_check.show(about.scene, picture=settings.source == "image")


@st.fragment
def _walk(walk: Walkthrough, scene: Scene, settings: Settings) -> None:
    """Only this part runs again when the step is turned or a cell is kept."""
    line = walk.line(st.session_state["step"])
    _rail(walk, line)
    link.write_from_fragment()
    colours = _colours(walk, scene, settings)

    st.code(line.code, language="python")
    st.markdown(say(f"step_{line.name}" + (f"_{settings.mode}" if line.name in BY_MODE else "")))
    pointed = st.container()  # filled once all charts are known
    before = walk.before(line)
    lines = {"after": line} if before is None else {"before": before, "after": line}
    wide = any(_columns(own) > MANY_COLUMNS for own in lines.values())
    places = [st.container() for _ in lines] if wide else st.columns(2, gap="medium")
    charts = {}
    for place, (key, own) in zip(places, lines.items(), strict=False):
        with place:
            charts[key] = _picture(key, own, walk, colours, WHOLE if wide else HALF)
    follow.through_the_steps(walk)
    if line.name in ("im2col", "x_col"):
        charts["layout"] = _layouts(walk, colours)
    with pointed:
        follow.line(walk, charts)
    with st.expander(say("steps_names")):
        st.code(recipe.definitions(walk.names), language="python")


def _rail(walk: Walkthrough, line: Line) -> None:
    """All steps, and the way to the one before and the one after."""
    names = [line.name for line in walk.lines]
    place = names.index(line.name)
    st.session_state["step"] = line.name  # a layer may lack the step that another one has
    labels = {line.name: f"{i} {line.variable}" for i, line in enumerate(walk.lines, 1)}
    st.segmented_control(
        say("steps_rail"),
        names,
        key="step",
        format_func=labelled(labels),
        required=True,
        label_visibility="collapsed",
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        for key, to, shortcut in (("back", place - 1, "Left"), ("on", place + 1, "Right")):
            there = 0 <= to < len(names)
            st.button(
                say(f"step_{key}"),
                key=f"step_{key}",
                shortcut=shortcut,
                disabled=not there,
                on_click=_go,
                args=[names[to] if there else line.name],
            )
        said = say("step_place", step=place + 1, steps=len(names), cell=line.cell)
        st.markdown(said, width="content")


def _go(step: str) -> None:
    st.session_state["step"] = step


def _columns(line: Line) -> int:
    return Arrangement.of(line.layout, line.array.shape).shown[1]


def _picture(
    key: str, line: Line, walk: Walkthrough, colours: Scale, width: int
) -> tuple[str, str, Arrangement]:
    """One array as a picture, with its name, its shape and what its axes count."""
    picture = Arrangement.of(line.layout, line.array.shape, follow.first(walk, line))
    shape = ", ".join(map(str, line.array.shape))
    axes = ", ".join(axis.replace(",", "·") for axis in line.layout.axes)
    name = f"<b>{line.variable}</b> ({shape}) <i>({axes})</i>"
    st.html(f'<div class="panel-head"><span>{name}</span></div>')
    padding = walk.padding(line.layout)
    figure = figures.array_figure(
        picture.part(line.array),
        colours(line),
        picture.labels(walk.story.sizes),
        picture.names,
        name=line.variable,
        width=width,
        blocks=picture.blocks,
        first=(picture.top, picture.left),
        padding=None if padding is None else picture.part(padding),
    )
    st.plotly_chart(
        figure,
        key=f"step_{key}",
        config={"displayModeBar": False, "doubleClick": "reset"},
        alt=say("alt_step", name=line.variable, shape=shape),
    )
    if picture.shown != picture.counts:
        (rows, cols), (R, C) = picture.shown, picture.counts
        top, left = picture.top, picture.left
        part = {"top": top, "bottom": top + rows - 1, "left": left, "right": left + cols - 1}
        st.caption(say("steps_part", rows=R, cols=C, **part))
    return line.name, line.variable, picture


def _colours(walk: Walkthrough, scene: Scene, settings: Settings) -> Scale:
    """A scale for every array: one for values, one for gradients; counts have their own."""
    values = Colours.values(scene.value_range, picture=settings.source == "image")
    gradients = Colours.gradients(walk.story.dy, walk.story.dx, walk.line("routed").array)

    def scale(line: Line) -> Colours:
        if line.variable in COUNTS:
            return Colours.values(line.array)
        return gradients if line.variable in GRADIENTS else values

    return scale


def _layouts(walk: Walkthrough, colours: Scale) -> tuple[str, str, Arrangement]:
    """The matrix of im2col in the layouts that are mixed up."""
    st.markdown(f"**{say('layouts')}**")
    labels = {name: say(f"layout_{name}") for name in IM2COL}
    name = st.segmented_control(
        say("layouts"),
        IM2COL,
        key="layout",
        format_func=labelled(labels),
        required=True,
        label_visibility="collapsed",
    )
    assert name is not None  # as it is required
    code, array = recipe.in_layout(name, walk.line("im2col").array, walk.names)
    st.code(code, language="python")
    line = Line("im2col", "", IM2COL[name], "layout", code, array)
    wide = _columns(line) > MANY_COLUMNS
    left, right = [st.container(), st.container()] if wide else st.columns(2, gap="medium")
    with left:
        chart = _picture("layout", line, walk, colours, WHOLE if wide else HALF)
    with right:
        st.markdown(say(f"layout_said_{name}"))
        follow.through_the_layouts(walk)
    return chart
