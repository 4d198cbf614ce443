"""A practice set on paper: one HTML file that holds all it needs, with or without solutions."""

from functools import lru_cache
from html import escape

import streamlit as st

from cnnpool import web
from cnnpool.practice import Problem, problems
from cnnpool.ui import problems as words
from cnnpool.ui import tables
from cnnpool.ui.texts import say


def show(seed: int) -> None:
    """The two files to take away, in the session's language."""
    with st.container(key="sheet", horizontal=True, vertical_alignment="center"):
        st.markdown(say("sheet_print"), width="content")
        _download("sheet_problems", f"cnnpool-practice-{seed}.html", seed, False)
        _download("sheet_solutions", f"cnnpool-practice-{seed}-solutions.html", seed, True)


def _download(key: str, name: str, seed: int, solutions: bool) -> None:
    html = _file(seed, solutions, st.session_state["lang"], st.context.url)
    st.download_button(say(key), html, name, "text/html", key=key, on_click="ignore")


@lru_cache(maxsize=64)
def _file(seed: int, solutions: bool, lang: str, address: str | None) -> str:
    """A file, made once for all who get the same: the session's language and address tell."""
    return document(problems(seed), seed, solutions=solutions)


def document(ten: tuple[Problem, ...], seed: int, *, solutions: bool = False) -> str:
    """The whole file: no script, nothing from elsewhere."""
    title = say("sheet_title_solutions" if solutions else "sheet_title", seed=seed)
    items = "".join(f"<li>{_problem(ten, i, solutions)}</li>" for i in range(len(ten)))
    return (
        f'<!DOCTYPE html>\n<html lang="{st.session_state["lang"]}">\n<head>\n'
        '<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>\n{web.style('sheet')}</style>\n</head>\n"
        f"<body>\n<header><h1>{title}</h1>{'' if solutions else _to_fill(len(ten))}"
        f'<p class="rules">{say("practice_rules")}</p></header>\n'
        f'<ol class="problems">{items}</ol>\n{_footer(seed)}\n</body>\n</html>\n'
    )


def _to_fill(count: int) -> str:
    score = f"<i>{say('sheet_score')}</i><i>/ {count}</i>"
    parts = (say("sheet_name"), say("sheet_date"), score)
    return f'<p class="fill">{"".join(f"<span>{part}</span>" for part in parts)}</p>'


def _problem(ten: tuple[Problem, ...], i: int, solutions: bool) -> str:
    problem = ten[i]
    asked = (
        f"<p><b>{i + 1}.</b> {words.question(problem)}</p>"
        f'<p class="given">{words.given(problem)}</p>'
    )
    if solutions:
        right = f'<p class="answer"><b>{say("sheet_answer")}: {words.answer(problem)}</b></p>'
        return asked + right + words.story(problem)
    blanks = "".join(f"<span>{label} =</span>" for label in words.labels(problem))
    return f'{asked}{_planes(problem)}<p class="answer">{blanks}</p>'


def _planes(problem: Problem) -> str:
    """The same numbers that the page gives: no window, no winner."""
    if problem.kind == "size":
        return ""
    trace, (rows, cols, _) = problem.scene.trace, problem.scene.frame
    planes = tables.plane(trace.x[0, 0], "x", ("h", "w"), (rows, cols, (0, 0)))
    if problem.kind == "gradient":
        planes += tables.plane(trace.dy[0, 0], "dy", ("oh", "ow"))
    return f'<div class="planes">{planes}</div>'


def _footer(seed: int) -> str:
    query = f"?practice={seed}"
    address = f"{st.context.url or ''}{query}"
    return f"<footer>{say('page_title')} · {say('sheet_link')} {escape(address)}</footer>"
