"""A practice problem in words: what is given, what is asked, the answer and its story."""

from collections.abc import Iterable

import numpy as np

from cnnpool import rules
from cnnpool.figures import number
from cnnpool.formulas import floor_and_ceil, rounded_up, size_formula, size_letters
from cnnpool.practice import Answer, Problem
from cnnpool.scene import Scene
from cnnpool.ui import explain, tables
from cnnpool.ui.texts import say

MODES = {"max": "practice_max", "avg": "practice_avg"}
ASKED = {
    "output": "practice_output",
    "winner": "practice_winner",
    "gradient": "practice_gradient",
}
SIZES = {
    ("OH", "OW"): "practice_size",
    ("OH",): "practice_height",
    ("OW",): "practice_width",
}


def given(problem: Problem) -> str:
    """The input and the layer."""
    s = problem.settings
    facts = [
        say("practice_input", h=s.h, w=s.w),
        say(MODES[s.mode]),
        say("practice_kernel", kh=s.kh, kw=s.kw),
        say("practice_stride", sh=s.sh, sw=s.sw),
        _padding(s.ph, s.pw),
    ]
    if (s.dh, s.dw) != (1, 1):
        facts.append(say("practice_dilation", dh=s.dh, dw=s.dw))
    facts.append(say("practice_ceil" if s.ceil else "practice_floor"))
    if s.mode == "avg" and (s.ph or s.pw):
        facts.append(say("practice_counts" if s.include_pad else "practice_counts_not"))
    return " · ".join(facts)


def _padding(ph: int, pw: int) -> str:
    if ph == pw:
        return say("practice_padding_around", ph=ph) if ph else say("practice_padding_none")
    return say("practice_padding", ph=ph, pw=pw)


def question(problem: Problem) -> str:
    """What is asked."""
    if problem.kind == "size":
        return say(SIZES[problem.place])
    i, j = problem.place
    return say(ASKED[problem.kind], i=i, j=j)


def labels(problem: Problem) -> list[str]:
    """The numbers asked for, in the letters of the notation.

    >>> from cnnpool.practice import problems
    >>> [labels(problem) for problem in problems(7)][:3]
    [['y[1, 1]'], ['h', 'w'], ['OH', 'OW']]
    """
    if problem.kind in ("output", "gradient"):
        return [f"{name}[{problem.place[0]}, {problem.place[1]}]" for name in problem.asked]
    return list(problem.asked)


def answer(problem: Problem) -> str:
    """The answer, as ``h = 2, w = 0``."""
    pairs = zip(labels(problem), problem.answer, strict=True)
    return ", ".join(f"{label} = {number(value, 6)}" for label, value in pairs)


def numbers(values: Answer) -> str:
    """The numbers that a person gave."""
    return ", ".join(number(value, 6) for value in values)


# --- stories, as HTML ---------------------------------------------------------------------------


def story(problem: Problem) -> str:
    """Why the answer is what it is, with the numbers and, except for sizes, the planes."""
    scene, planes = problem.scene, ""
    if problem.kind == "size":
        why = _paragraphs(_sizes(scene, problem.asked))
    elif problem.kind == "gradient":
        planes = _gradient_planes(scene, problem.place)
        why = _gradient(scene, problem.place)
    else:
        assert problem.settings.win is not None
        planes = _window_planes(scene, problem.place)
        why = explain.window(scene, problem.settings.win)
    return f'<div class="story">{planes}<div class="why">{why}</div></div>'


def _paragraphs(lines: Iterable[str]) -> str:
    return "".join(f"<p>{line}</p>" for line in lines)


def _sizes(scene: Scene, asked: tuple[str, ...]) -> list[str]:
    geometry, lines = scene.trace.layer.geometry, []
    for letter, axis in (("H", scene.grid.rows), ("W", scene.grid.cols)):
        if f"O{letter}" in asked:
            lines.append(f"<code>{size_letters(geometry, letter)}</code>")
            lines.append(f"<code>{size_formula(axis, geometry, letter)}</code>")
            floor, ceil = floor_and_ceil(axis)
            if floor != ceil:
                lines.append(say("floor_or_ceil", floor=floor, ceil=ceil))
            if geometry.ceil_mode and rounded_up(axis) != axis.out:
                lines.append(say("starts_in_padding"))
    return lines


def _window_planes(scene: Scene, place: tuple[int, int]) -> str:
    trace = scene.trace
    here = trace.window(0, *place, 0)
    cells = {(int(h), int(w)) for h, w in here.positions}
    winner = None if here.winner is None else tuple(here.positions[here.winner].tolist())
    x = tables.plane(trace.x[0, 0], "x", ("h", "w"), scene.frame, cells, winner)
    y = tables.plane(trace.y[0, 0], "y", ("oh", "ow"), window={place})
    return f'<div class="planes">{x}{y}</div>'


def _gradient_planes(scene: Scene, cell: tuple[int, int]) -> str:
    trace = scene.trace
    x = tables.plane(trace.x[0, 0], "x", ("h", "w"), scene.frame, {cell})
    dx = tables.plane(trace.dx[0, 0], "dx", ("h", "w"), window={cell})
    return f'<div class="planes">{x}{dx}</div>'


def _gradient(scene: Scene, cell: tuple[int, int]) -> str:
    """Every window that reads the cell, where its gradient goes, and the sum."""
    trace, (h, w) = scene.trace, cell
    added = trace.contributions(0, 0, h, w)
    sent = [value for _, value in added if value]
    lines = [say("caption_cell_max", h=h, w=w, count=len(added), won=len(sent))]
    lines += [_reader(scene, index, won=bool(value)) for index, value in added]
    terms = " + ".join(number(value, 6) for value in sent)
    total = number(trace.dx[0, 0][cell], 6)
    shown = f"{terms} = {total}" if len(sent) > 1 else total
    return _paragraphs([*lines, f"<code>dx[{h}, {w}] = {shown}</code>"])


def _reader(scene: Scene, index: tuple[int, int, int, int], won: bool) -> str:
    """One window that reads a cell; in bold where the cell ``won`` it."""
    trace, (_, oh, ow, _) = scene.trace, index
    here = trace.window(*index)
    h, w = here.positions[here.winner].tolist()
    values = rules.window_values(trace)[here.row][here.inside]
    line = say(
        "caption_window_max",
        oh=oh,
        ow=ow,
        numbers=", ".join(number(v) for v in values),
        y=number(trace.y[0, 0, oh, ow]),
        h=h,
        w=w,
        dy=number(trace.dy[0, 0, oh, ow], 6),
    )
    equals = np.flatnonzero(rules.tied(trace)[here.row])
    losers = [str(tuple(here.positions[k].tolist())) for k in equals if k != here.winner]
    lines = [f"<b>{line}</b>" if won else line]
    if losers:
        lines.append(say("explain_ties", cells=", ".join(losers)))
    return "<br>".join(lines)
