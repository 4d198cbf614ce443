"""The article's own code, run on the shape at hand, beside what is right."""

from typing import Any

import numpy as np
import streamlit as st

from cnnpool import figures
from cnnpool.colours import Colours
from cnnpool.errors import Refusal
from cnnpool.scene import Scene
from cnnpool.steps.article import Verdict, examples, judge
from cnnpool.ui.texts import say, say_refusal

HEIGHT = 200
MOST_MARKED = 400


def show(scene: Scene, picture: bool) -> None:
    """Run it on the plane shown, with the kernel's height for the article's one number.

    Of a ``picture`` what is high is light, as in the panels.
    """
    st.markdown(f"**{say('article_title')}**")
    pool = scene.grid.kernel[0]
    st.markdown(say("article_said", n=scene.n, c=scene.c, pool=pool))
    try:
        verdict = judge(scene.trace.x, pool)
    except Refusal as refusal:
        st.info(say_refusal(refusal))
    else:
        _verdict(verdict, picture)
    _shapes()


def _verdict(verdict: Verdict, picture: bool) -> None:
    if verdict.kind == "raises":
        st.markdown(say("article_raises"))
        st.code(f"ValueError: {verdict.error}", language=None)
    elif verdict.kind == "wrong":
        assert verdict.wrong_y is not None and verdict.wrong_dx is not None
        counts = {"y": int(verdict.wrong_y.sum()), "ys": verdict.wrong_y.size}
        counts |= {"dx": int(verdict.wrong_dx.sum()), "dxs": verdict.wrong_dx.size}
        st.markdown(say("article_wrong", **counts))
    else:
        st.markdown(say("article_chance" if verdict.by_chance else "article_right"))
    if (
        verdict.dtype is not None
        and verdict.x_dtype.kind == "f"
        and verdict.dtype != verdict.x_dtype
    ):
        st.markdown(say("article_dtype", given=verdict.x_dtype, out=verdict.dtype))
    _pictures(verdict, picture)


def _pictures(verdict: Verdict, picture: bool) -> None:
    outputs = [a for a in (verdict.y, verdict.right_y) if a is not None]
    values = Colours.values(*outputs, picture=picture)
    gradients = Colours.gradients(*(a for a in (verdict.dx, verdict.right_dx) if a is not None))
    shown: list[tuple[str, str, Any, Colours, tuple[str, str], np.ndarray | None]] = [
        ("article_y", "y", verdict.y, values, ("oh", "ow"), verdict.wrong_y),
        ("article_right_y", "y", verdict.right_y, values, ("oh", "ow"), None),
        ("article_dx", "dx", verdict.dx, gradients, ("h", "w"), verdict.wrong_dx),
        ("article_right_dx", "dx", verdict.right_dx, gradients, ("h", "w"), None),
    ]
    there = [picture for picture in shown if picture[2] is not None]
    for column, (key, name, array, colours, axes, wrong) in zip(st.columns(4), there, strict=False):
        with column:
            st.caption(say(key))
            marked: list[Any] = [] if wrong is None else np.argwhere(wrong[0, 0]).tolist()
            figure = figures.plane_figure(array[0, 0], colours, name, axes, height=HEIGHT)
            figure = figures.mark(figure, winners=marked[:MOST_MARKED])
            st.plotly_chart(figure, key=key, config={"displayModeBar": False}, alt=say(key))


def _shapes() -> None:
    """Which shapes work: each decided by a run."""
    rows = [
        f"<tr><td>{H} × {W}</td><td>{pool}</td><td>{say(f'article_is_{verdict.kind}')}</td></tr>"
        for H, W, pool, verdict in examples()
    ]
    heads = "".join(f"<th>{say(f'article_{head}')}</th>" for head in ("input", "pool", "result"))
    st.html(f'<table class="quiet-table"><tr>{heads}</tr>{"".join(rows)}</table>')
