"""What usually surprises, on demand: overlap counts, other rules, and a check of the gradient."""

import numpy as np
import streamlit as st

from cnnpool import figures, rules
from cnnpool.colours import Colours
from cnnpool.errors import Refusal
from cnnpool.gradient_check import GradientCheck, check_gradient
from cnnpool.scene import Scene
from cnnpool.trace import Trace
from cnnpool.ui.texts import labelled, say, say_refusal

VIEWS = ("counts", "rules", "check")
HEIGHT = 220


def show(scene: Scene) -> None:
    """One view at a time, made only when it is asked for."""
    labels = {view: say(f"more_{view}") for view in VIEWS}
    asked_by_link = "rules" if st.session_state["ties"] != rules.TIES[0] else None
    view = st.segmented_control(
        say("more"), VIEWS, key="more", default=asked_by_link, format_func=labelled(labels)
    )
    with st.container(key="surprises"):
        if view == "counts":
            _counts(scene)
        elif view == "rules":
            _rules(scene)
        elif view == "check":
            _check(scene)


def _counts(scene: Scene) -> None:
    counts = scene.grid.readers()
    st.markdown(say("counts_said", least=int(counts.min()), most=int(counts.max())))
    if none := int((counts == 0).sum()):
        st.markdown(say("counts_none", none=none))
    left, right, _ = st.columns(3)
    with left:
        _plane(counts, Colours.values(counts), "counts", ("h", "w"), say("counts_title"))
    with right:
        dx = scene.trace.dx[0, 0]
        _plane(dx, Colours.gradients(dx), "counts_dx", ("h", "w"), say("panel_dx"))


def _rules(scene: Scene) -> None:
    story = scene.trace
    _rounding(story)
    if story.layer.mode != "max":
        st.markdown(say("rules_max_only"))
        return
    _ties(story)
    _zero_padding(story)


def _rounding(story: Trace) -> None:
    st.markdown(f"**{say('rules_rounding')}**")
    other = rules.other_rounding(story)
    if other is None:
        st.markdown(say("rounding_same"))
        return
    own, others = (f"{t.grid.shape[0]} × {t.grid.shape[1]}" for t in (story, other))
    up = story.layer.geometry.ceil_mode
    floor, ceil = (others, own) if up else (own, others)
    st.markdown(say("rounding_said", floor=floor, ceil=ceil))
    colours = Colours.values(story.y, other.y)
    left, right, _ = st.columns(3)
    with left:
        _plane(story.y[0, 0], colours, "own", ("oh", "ow"), say("rounding_own"))
    with right:
        _plane(other.y[0, 0], colours, "other", ("oh", "ow"), say("rounding_other"))


def _ties(story: Trace) -> None:
    st.markdown(f"**{say('rules_ties')}**")
    labels = {rule: say(f"ties_{rule}") for rule in rules.TIES}
    rule = st.selectbox(
        say("ties"), rules.TIES, key="ties", format_func=labelled(labels), persist_state="session"
    )
    weights = rules.tie_weights(story, rule)
    dx = rules.route(story, weights)
    tied = int((rules.tied(story).sum(axis=1) > 1).sum())
    st.markdown(say("ties_said", tied=tied, count=len(weights)))
    pinned = st.session_state["win"]
    if pinned is not None and pinned < len(weights):
        oh, ow = divmod(pinned, story.grid.shape[1])
        shares = ", ".join(figures.number(w) for w in weights[pinned])
        st.markdown(say("ties_pinned", oh=oh, ow=ow, shares=shares))
    colours = Colours.gradients(story.dx, dx)
    left, right, _ = st.columns(3)
    with left:
        _plane(story.dx[0, 0], colours, "ties_own", ("h", "w"), say("ties_own"))
    with right:
        _plane(dx, colours, "ties_dx", ("h", "w"), labels[rule])
    sums = {"dy": figures.number(story.dy.sum(), 6), "dx": figures.number(dx.sum(), 6)}
    inflated = not np.isclose(dx.sum(), story.dy.sum())
    st.markdown(say("ties_inflated" if inflated else "ties_kept", **sums))


def _zero_padding(story: Trace) -> None:
    st.markdown(f"**{say('rules_padding')}**")
    if (story.cells >= 0).all():
        st.markdown(say("padding_none"))
        return
    differs, lost = rules.zero_padding_differs(story), rules.lost(story)
    st.markdown(
        say("padding_said", differs=int(differs.sum()), lost=int(lost.sum()), count=lost.size)
    )
    zero = rules.max_with_zero_padding(story)
    pinned = st.session_state["win"]
    if pinned is not None and pinned < lost.size:
        oh, ow = divmod(pinned, story.grid.shape[1])
        own, other = (figures.number(a.ravel()[pinned], 6) for a in (story.y, zero))
        st.markdown(say("padding_pinned", oh=oh, ow=ow, own=own, other=other))
    colours = Colours.values(story.y, zero)
    left, right, _ = st.columns(3)
    with left:
        _plane(story.y[0, 0], colours, "pad_own", ("oh", "ow"), say("padding_own"))
    with right:
        _plane(zero, colours, "pad_zero", ("oh", "ow"), say("padding_zero"))


def _check(scene: Scene) -> None:
    try:
        check = check_gradient(scene.trace)
    except Refusal as refusal:
        st.info(say_refusal(refusal))
        return
    agree, count = int(check.agree.sum()), check.agree.size
    st.markdown(say("check_said", agree=agree, count=count, eps=f"{check.eps:g}"))
    for reason in ("tie", "nan", "kink", "other"):
        if cells := _cells(check, reason):
            st.markdown(say(f"check_{reason}", cells=cells))
    colours = Colours.gradients(check.numeric, check.analytic)
    left, right, _ = st.columns(3)
    with left:
        _plane(check.analytic, colours, "check_own", ("h", "w"), say("check_analytic"))
    with right:
        _plane(check.numeric, colours, "check_numeric", ("h", "w"), say("check_numeric"))


def _cells(check: GradientCheck, reason: str, most: int = 12) -> str:
    places = np.argwhere(check.reason == reason)
    shown = ", ".join(f"({h}, {w})" for h, w in places[:most])
    return shown + (", …" if len(places) > most else "")


def _plane(z: np.ndarray, colours: Colours, name: str, axes: tuple[str, str], title: str) -> None:
    st.caption(title)
    figure = figures.plane_figure(z, colours, name, axes, height=HEIGHT)
    st.plotly_chart(figure, key=f"more_{name}", config={"displayModeBar": False}, alt=title)
