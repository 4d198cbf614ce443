"""Practice: ten problems about windows out of a seed, and the answers that a link carries."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import isclose
from typing import TypeVar

import numpy as np

from cnnpool.practice.drafts import PLAN, Draft, Place
from cnnpool.scene import Scene, make_scene
from cnnpool.settings import Settings
from cnnpool.tensors import random_tensor
from cnnpool.trace import Trace

KINDS = ("output", "winner", "gradient", "size")
COUNT = len(PLAN)

Answer = tuple[float, ...]
T = TypeVar("T")


@dataclass(frozen=True)
class Problem:
    """One problem; ``settings`` open it in Explore, at the window in question.

    ``place`` is the window (oh, ow) of an "output" or a "winner", the input cell (h, w) of a
    "gradient", the sides asked for in a "size". ``answer`` has a number for each of ``asked``.
    """

    kind: str
    settings: Settings
    place: Place
    answer: Answer

    @property
    def asked(self) -> tuple[str, ...]:
        """The letters of the numbers asked for."""
        letters = {"output": ("y",), "winner": ("h", "w"), "gradient": ("dx",)}
        return letters.get(self.kind, self.place)

    @property
    def scene(self) -> Scene:
        """The problem's plane, forward and backward."""
        return _scene(self.settings)


@lru_cache(maxsize=256)
def problems(seed: int) -> tuple[Problem, ...]:
    """The ten problems of a set, from easy to hard; ``seed`` from 0 to 2**32 - 1.

    ``RandomState``'s stream is frozen by NumPy, so a seed means the same ten for good.

    >>> [problem.kind for problem in problems(1)][:4]
    ['output', 'winner', 'size', 'output']
    """
    rng = np.random.RandomState(seed)
    return tuple(_draw(_pick(drafts, rng), rng) for drafts in PLAN)


# --- answers ----------------------------------------------------------------------------------


def mark(problem: Problem, given: Answer | None) -> bool:
    """Whether the numbers given are the answer; ``None`` was skipped.

    >>> problem = Problem("winner", Settings(), (0, 1), (1, 3))
    >>> mark(problem, (1, 3)), mark(problem, (3, 1)), mark(problem, (1,)), mark(problem, None)
    (True, False, False, False)
    """
    if given is None or len(given) != len(problem.answer):
        return False
    return all(isclose(a, b, abs_tol=1e-9) for a, b in zip(given, problem.answer, strict=True))


def score(problems: Iterable[Problem], answers: Iterable[Answer | None]) -> tuple[int, int]:
    """How many answers are right, and how many were given; a skipped problem has none."""
    given = [pair for pair in zip(problems, answers, strict=False) if pair[1] is not None]
    return sum(mark(*pair) for pair in given), len(given)


def format_score(answers: Iterable[Answer | None]) -> str | None:
    """The answers so far as a link carries them; None before the first.

    A skipped problem is a lone "-": a "_" at the end of a link is easily lost where it is pasted.

    >>> format_score([(7,), None, (2, -1), (2.25,)])
    '7_-_2,-1_2.25'
    """
    pieces = ["-" if given is None else ",".join(map(_short, given)) for given in answers]
    return "_".join(pieces) or None


def parse_score(text: str | None) -> list[Answer | None]:
    """The answers of a link's score, at most ten; what is no answer counts as skipped.

    >>> parse_score("7_-_2,-1_2.25_1..2")
    [(7.0,), None, (2.0, -1.0), (2.25,), None]
    """
    return [_parse(piece) for piece in text.split("_")[:COUNT]] if text else []


def _short(value: float) -> str:
    text = f"{value:.4f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _parse(piece: str) -> Answer | None:
    number = r"-?\d{1,6}(\.\d{1,4})?"
    if not re.fullmatch(f"{number}(,{number})?", piece, re.ASCII):
        return None
    return tuple(float(part) for part in piece.split(","))


# --- drawing ----------------------------------------------------------------------------------


def _draw(draft: Draft, rng: np.random.RandomState) -> Problem:
    """Draw until there is a place that is worth asking."""
    while True:
        settings = Settings(n=1, c=1, seed=int(rng.randint(10_000)))
        for alternatives in draft.choices:
            settings = replace(settings, **_pick(alternatives, rng))
        story = _scene(settings).trace
        if places := draft.places(story):
            return _problem(draft.kind, settings, story, _pick(places, rng))


def _pick(alternatives: Sequence[T], rng: np.random.RandomState) -> T:
    return alternatives[rng.randint(len(alternatives))]


def _scene(settings: Settings) -> Scene:
    return make_scene(random_tensor(settings), settings.layer(), settings)


def _problem(kind: str, settings: Settings, story: Trace, place: Place) -> Problem:
    if kind == "size":
        sizes = dict(zip(("OH", "OW"), story.grid.shape, strict=True))
        return Problem(kind, settings, place, tuple(sizes[name] for name in place))
    oh, ow = _sender(story, place) if kind == "gradient" else place
    settings = replace(settings, win=oh * story.grid.shape[1] + ow)
    if kind == "winner":
        here = story.window(0, oh, ow, 0)
        return Problem(kind, settings, place, tuple(here.positions[here.winner].tolist()))
    number = story.dx[0, 0][place] if kind == "gradient" else story.y[0, 0][place]
    return Problem(kind, settings, place, (float(number),))


def _sender(story: Trace, cell: tuple[int, int]) -> tuple[int, int]:
    """The first window that sends gradient to a cell; where none does, the first that reads it."""
    added = story.contributions(0, 0, *cell)
    senders = [window for window, value in added if value] or [added[0][0]]
    return senders[0][1:3]
