"""How the answers of a practice set were marked, in words and in small signs."""

from cnnpool.practice import Answer, Problem, mark
from cnnpool.ui import problems as words
from cnnpool.ui.texts import say

NAMES = {
    "right": "practice_right",
    "wrong": "practice_wrong",
    "skipped": "practice_skipped",
    "now": "practice_now",
    "later": "practice_later",
}
SENTENCES = {
    "right": "practice_verdict_right",
    "wrong": "practice_verdict_wrong",
    "skipped": "practice_verdict_skipped",
}
SIGNS = {"wrong": "×", "skipped": "–", "now": "?", "later": "·"}


def progress(ten: tuple[Problem, ...], answers: list[Answer | None]) -> str:
    """A sign for each problem, as HTML; the first without an answer is the one asked now."""
    kinds = [_kind(*pair) for pair in zip(ten, answers, strict=False)]
    kinds = [*kinds, "now", *["later"] * len(ten)][: len(ten)]
    items = "".join(
        f'<li class="{kind}" title="{say(NAMES[kind])}"><b>{i}</b> {_sign(kind)}</li>'
        for i, kind in enumerate(kinds, start=1)
    )
    return f'<ol class="progress" aria-label="{say("practice_progress")}">{items}</ol>'


def verdict(problem: Problem, given: Answer | None, i: int) -> str:
    """Whether the answer to problem ``i``, counted from 0, is right, and what is."""
    kind = _kind(problem, given)
    values = {"number": i + 1, "answer": words.answer(problem)}
    if kind == "wrong" and given is not None:
        values["given"] = words.numbers(given)
    return f"{_sign(kind)} {say(SENTENCES[kind], **values)}"


def _kind(problem: Problem, given: Answer | None) -> str:
    if given is None:
        return "skipped"
    return "right" if mark(problem, given) else "wrong"


def _sign(kind: str) -> str:
    # A Japanese teacher's ✓ says "wrong".
    return say("practice_sign_right") if kind == "right" else SIGNS[kind]
