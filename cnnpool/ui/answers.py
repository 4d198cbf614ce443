"""The answers: a list of questions, and the one that is open, computed and drawn."""

import html
from dataclasses import replace

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from cnnpool import figures
from cnnpool.colours import Colours
from cnnpool.figures import Figure
from cnnpool.lessons import Lesson, Picture, Table, Word, lesson
from cnnpool.lessons.lesson import OUTPUT, PLANE, Fact
from cnnpool.settings import QUESTIONS, Settings
from cnnpool.ui import styles
from cnnpool.ui.texts import labelled, say

CELL = 34  # pixels of a cell, the same in all pictures of an answer
BESIDE = {"plane": 62, "matrix": 106}  # pixels beside the cells that a figure needs
ABOVE, BELOW = 56, 4  # pixels; with less above, labels would take theirs from the cells
LEAST_WIDTH = 140  # pixels, so that a title has room
SYMBOLS = {
    ("values", PLANE): "x",
    ("values", OUTPUT): "y",
    ("gradients", PLANE): "dx",
    ("gradients", OUTPUT): "dy",
}


def show(settings: Settings, explore: StreamlitPage) -> None:
    """The page for one state of the settings; ``explore`` is the page that shows a state."""
    styles.use_styles("answers")
    st.caption(say("answers_own"))
    left, right = st.columns([2, 5], gap="medium")
    with left:
        _list(settings)
    with right, st.container(key="answer"):
        _answer(lesson(settings.question), settings, explore)


def _list(settings: Settings) -> None:
    """The questions: all in sight, or in a box that unfolds where the page is narrow."""
    labels = {name: say(f"question_{name}") for name in QUESTIONS}
    with st.container(key="question_list"):
        st.radio(
            say("question"),
            QUESTIONS,
            key="question",
            format_func=labelled(labels),
            label_visibility="collapsed",
            persist_state="session",
        )
    st.session_state["question_box"] = settings.question
    with st.container(key="question_fold"):
        st.selectbox(
            say("question"),
            QUESTIONS,
            key="question_box",
            format_func=labelled(labels),
            on_change=_take_the_box,
        )


def _take_the_box() -> None:
    st.session_state["question"] = st.session_state["question_box"]


def _answer(answer: Lesson, settings: Settings, explore: StreamlitPage) -> None:
    values = {name: _said(fact) for name, fact in answer.facts.items()}
    st.subheader(say(f"question_{answer.name}"), anchor=False)
    with st.container(key="lead"):
        st.markdown(say(f"lead_{answer.name}", **values))
    _pictures(answer)
    st.markdown(say(f"answer_{answer.name}", **values))
    if answer.table:
        st.html(_table(answer.table))
    preset = replace(answer.preset, lang=settings.lang, question=answer.name)
    with st.container(key="to_explore"):
        st.page_link(explore, label=say("see_in_explore"), query_params=preset.to_query())


def _said(fact: Fact) -> str:
    if isinstance(fact, tuple):
        return ", ".join(map(_said, fact))
    return fact if isinstance(fact, str) else figures.number(fact)


# --- pictures ---------------------------------------------------------------------------------


def _pictures(answer: Lesson) -> None:
    """All pictures of a kind on one scale; two by two, so that pairs stay together."""
    kinds = {
        p.kind: [q.array for q in answer.pictures if q.kind == p.kind] for p in answer.pictures
    }
    colours = {
        kind: (Colours.gradients if kind == "gradients" else Colours.values)(*arrays)
        for kind, arrays in kinds.items()
    }
    with st.container(key="pictures", horizontal=True, gap="small"):
        for first in range(0, len(answer.pictures), 2):
            with st.container(horizontal=True, gap="small", width="content"):
                for picture in answer.pictures[first : first + 2]:
                    key = f"answer_{answer.name}_{picture.name}"
                    _picture(picture, colours[picture.kind], key)


def _picture(picture: Picture, colours: Colours, key: str) -> None:
    (top, bottom), (left, right), (over_h, over_w) = picture.frame or ((0, 0), (0, 0), (0, 0))
    rows, cols = picture.array.shape
    height, width = ((rows + top + bottom + over_h) * CELL, (cols + left + right + over_w) * CELL)
    width += BESIDE["matrix" if picture.labels else "plane"]
    title = say(f"figure_{picture.name}")
    with st.container(width=max(width, LEAST_WIDTH), gap=None):
        st.html(f'<div class="figure-head">{title}</div>')
        st.plotly_chart(
            _figure(picture, colours, height),
            key=key,
            width=width,
            config={"displayModeBar": False},
            alt=title,
        )


def _figure(picture: Picture, colours: Colours, height: int) -> Figure:
    if picture.labels:
        figure = figures.matrix_figure(
            picture.array, colours, *picture.labels, picture.axes, height=height
        )
    else:
        figure = figures.plane_figure(
            picture.array,
            colours,
            SYMBOLS.get((picture.kind, picture.axes), ""),
            picture.axes,
            height=height,
            frame=picture.frame,
            unread=picture.unread,
        )
    figure.update_layout(height=height + ABOVE + BELOW, margin={"t": ABOVE, "b": BELOW})
    return figures.mark(figure, picture.windows, picture.winners)


# --- tables -----------------------------------------------------------------------------------


def _table(table: Table) -> str:
    head = "".join(f"<th>{say(f'column_{column}')}</th>" for column in table.columns)
    rows = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in table.rows)
    return f'<div class="facts"><table><tr>{head}</tr>{rows}</table></div>'


def _cell(value: int | str | Word) -> str:
    if isinstance(value, Word):
        return f"<td>{say(f'word_{value.key}')}</td>"
    return f"<td>{html.escape(_said(value))}</td>"
