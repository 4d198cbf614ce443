"""Practice: ten problems, one after the other; the link holds the set and the answers."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import streamlit as st
from streamlit.navigation.page import StreamlitPage

from cnnpool import figures
from cnnpool.checks import Pads
from cnnpool.colours import Colours
from cnnpool.practice import Answer, Problem, format_score, parse_score, problems, score
from cnnpool.settings import BOUNDS, Settings
from cnnpool.ui import problems as words
from cnnpool.ui import sheet, styles
from cnnpool.ui.texts import say
from cnnpool.ui.verdicts import progress, verdict

CELL = 34  # pixels
LARGEST = 9999  # so that ten answers stay short enough for the link
EMPTY = "_practice_empty"  # "Check" was just pressed before all boxes were filled


def show(settings: Settings, explore: StreamlitPage) -> None:
    """The set that the link names, as far as it was answered; ``explore`` shows a problem."""
    styles.use_styles("practice")
    assert settings.practice is not None
    ten, answers = problems(settings.practice), parse_score(settings.score)
    st.markdown(say("practice_about"))
    st.caption(say("practice_rules"))
    _controls()
    st.html(progress(ten, answers))
    if len(answers) == len(ten):
        _result(ten, answers, settings, explore)
    else:
        # On a phone the verdict stands right below the button that asked for it.
        ask, told = st.columns(2, gap="large")
        with ask:
            _ask(ten[len(answers)], answers, settings.practice)
        if answers:
            last = len(answers) - 1
            with told:
                st.markdown(f"**{verdict(ten[last], answers[last], last)}**")
                _story(ten[last], settings, explore)
    sheet.show(settings.practice)


# --- the set ----------------------------------------------------------------------------------


def _controls() -> None:
    smallest, largest = BOUNDS["practice"]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.number_input(
            say("practice"), smallest, largest, key="practice", on_change=_start, width=180
        )
        st.button(say("practice_start"), key="practice_start", on_click=_start)


def _start() -> None:
    st.session_state["score"] = None


def _next_set() -> None:
    st.session_state["practice"] = (st.session_state["practice"] + 1) % (BOUNDS["practice"][1] + 1)
    _start()


# --- a problem --------------------------------------------------------------------------------


def _ask(problem: Problem, answers: list[Answer | None], seed: int) -> None:
    st.markdown(f"**{len(answers) + 1}.** {words.question(problem)}")
    st.caption(words.given(problem))
    _planes(problem)
    # Boxes of their own for every problem, so that each begins empty.
    boxes = [f"given_{seed}_{len(answers)}_{letter}" for letter in problem.asked]
    with st.form("practice_form", border=False):
        places = st.columns(2) if len(boxes) == 2 else [st.container(width=220)]
        for place, box, label in zip(places, boxes, words.labels(problem), strict=True):
            with place:
                _number(label, box, whole=problem.settings.mode == "max")
        with st.container(horizontal=True):
            _submit("practice_check", _check, [answers, boxes], type="primary")
            _submit("practice_skip", _take, [answers, None])
    if st.session_state.pop(EMPTY, False):
        st.warning(say("practice_empty"))


def _planes(problem: Problem) -> None:
    """What is given in numbers: the input, for a gradient also dy; for a size nothing."""
    if problem.kind == "size":
        return
    trace, (rows, cols, _) = problem.scene.trace, problem.scene.frame
    with st.container(horizontal=True):
        colours = Colours.values(problem.scene.value_range)
        _plane("x", say("panel_x"), trace.x[0, 0], ("h", "w"), colours, (rows, cols))
        if problem.kind == "gradient":
            colours = Colours.gradients(trace.dy)
            _plane("dy", say("panel_dy"), trace.dy[0, 0], ("oh", "ow"), colours)


def _plane(
    name: str,
    title: str,
    z: np.ndarray,
    axes: tuple[str, str],
    colours: Colours,
    pads: Pads = ((0, 0), (0, 0)),
) -> None:
    """A plane with its padding; what hangs over the edge is for the reader to find."""
    rows, cols = (size + sum(pad) for size, pad in zip(z.shape, pads, strict=True))
    figure = figures.plane_figure(z, colours, name, axes, height=CELL * rows, frame=(*pads, (0, 0)))
    with st.container(width=CELL * cols + 60):  # and the labels beside the cells
        st.caption(f"{name} · {title}")
        st.plotly_chart(figure, key=f"given_{name}", config={"displayModeBar": False}, alt=title)


def _number(label: str, key: str, whole: bool) -> None:
    """An empty box; an average may need decimals."""
    if whole:
        st.number_input(label, -LARGEST, LARGEST, value=None, key=key)
    else:
        ends = -float(LARGEST), float(LARGEST)
        st.number_input(label, *ends, value=None, step=0.01, format="%g", key=key)


def _submit(key: str, then: Callable[..., None], args: list[Any], **look: Any) -> None:
    st.form_submit_button(say(key), key=key, on_click=then, args=args, **look)


def _check(answers: list[Answer | None], boxes: list[str]) -> None:
    given: tuple[Any, ...] = tuple(st.session_state.get(box) for box in boxes)
    if None in given:
        st.session_state[EMPTY] = True
    else:
        _take(answers, given)


def _take(answers: list[Answer | None], given: Answer | None) -> None:
    """The first answer counts: it follows those that were there when the form was drawn."""
    st.session_state["score"] = format_score([*answers, given])


# --- what was answered --------------------------------------------------------------------------


def _story(problem: Problem, settings: Settings, explore: StreamlitPage) -> None:
    st.caption(f"{words.question(problem)}  \n{words.given(problem)}")
    st.html(words.story(problem))
    # The set and its answers travel along, so that the way back leads here.
    here: dict[str, Any] = dict(
        lang=settings.lang, practice=settings.practice, score=settings.score
    )
    query = replace(problem.settings, **here).to_query()
    st.page_link(explore, label=say("practice_open"), query_params=query)


def _result(
    ten: tuple[Problem, ...],
    answers: list[Answer | None],
    settings: Settings,
    explore: StreamlitPage,
) -> None:
    """The end of a set: the score, and all ten with their stories on demand."""
    right, answered = score(ten, answers)
    st.subheader(say("practice_result", right=right, count=len(ten)), anchor=False)
    if answered < len(ten):
        st.caption(say("practice_left", left=len(ten) - answered))
    st.button(say("practice_another"), key="practice_another", on_click=_next_set, type="primary")
    for i, (problem, given) in enumerate(zip(ten, answers, strict=True)):
        with st.expander(
            verdict(problem, given, i), key=f"story_{i}", on_change="rerun"
        ) as expander:
            if expander.open:
                _story(problem, settings, explore)
