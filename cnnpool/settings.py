"""The settings of the page: their defaults and bounds, and the link that carries them.

A link's query is the whole state. ``Settings.from_query`` never fails: a value that cannot be
used falls back to its default and is reported.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal
from urllib.parse import urlencode

from cnnpool.checks import Padding
from cnnpool.errors import Refusal
from cnnpool.layouts import IM2COL, STEPS
from cnnpool.pooling import Mode, Pooling
from cnnpool.rules import TIES
from cnnpool.typed_numbers import (
    LARGEST,
    LARGEST_GRADIENT,
    stand_in,
    stayed_behind,
    unpack,
)

PICTURES = ("cat", "coffee", "photographer")
QUESTIONS = (
    "gradient",
    "sizes",
    "ties",
    "overlap",
    "layout",
    "slice",
    "padding",
    "plus_one",
    "channels",
    "average",
    "nan",
    "unpool",
    "loss",
    "check",
    "scratch",
    "stride",
)

Pad = Literal["explicit", "sides", "same_upper", "same_lower"]

FRAMEWORKS = ("numpy", "cnnpool", "pytorch", "onnx", "keras", "jax")

CHOICES = {
    "lang": ("en", "ja"),
    "source": ("random", "numbers", "image", "file"),
    "picture": PICTURES,
    "mode": ("max", "avg", "lp"),
    "pad": ("explicit", "sides", "same_upper", "same_lower"),
    "grad": ("ones", "ramp", "random", "numbers"),
    "ties": TIES,
    "step": tuple(STEPS),
    "layout": tuple(IM2COL),
    "question": QUESTIONS,
    "framework": FRAMEWORKS,
}

# Texts of a fixed form; typed numbers are what ``typed_numbers.unpack`` can read.
FORMS = {
    "cell": rf"({'|'.join(STEPS)}):\d{{1,9}}(,\d{{1,9}}){{0,3}}",
    "score": r"[0-9.,_-]{0,240}",
}

# Fixed, never made from another setting's value: (smallest, largest).
BOUNDS = {
    "n": (1, 16),
    "c": (1, 16),
    "h": (1, 64),
    "w": (1, 64),
    "seed": (0, 2**32 - 1),
    "low": (-1_000_000, 1_000_000),
    "high": (-1_000_000, 1_000_000),
    "kh": (1, 32),
    "kw": (1, 32),
    "sh": (0, 16),
    "sw": (0, 16),
    "ph": (0, 15),
    "pw": (0, 15),
    "pt": (0, 15),
    "pb": (0, 15),
    "pl": (0, 15),
    "pr": (0, 15),
    "dh": (1, 8),
    "dw": (1, 8),
    "p": (1.0, 64.0),
    "bn": (0, 65_535),
    "bc": (0, 65_535),
    "win": (0, 2**24),
    "part": (0, 2**24),
    "practice": (0, 2**32 - 1),
}

MAX_RANDOM_KERNEL = 16  # the bound above is for pictures and files
MAX_PICTURE_SIDE = 512
MAX_FILE_CELLS = 16_000_000
MAX_TRACED_CELLS = 4_000_000
MAX_CASE_CELLS = 4_000_000  # of the input, and of the output, in a program or a file
MAX_CASE_PLANES = 4096

MAX_LINK_LETTERS = 6000  # proxies and chat programs cut longer ones
ADDRESS_LETTERS = 200  # of them for what stands before the question mark
TYPED = {"x": LARGEST, "g": LARGEST_GRADIENT}  # typed numbers, and how large they may be


@dataclass(frozen=True)
class Settings:
    """One state of the page; the defaults are the article's example.

    ``lang=None`` follows the browser. ``sh`` and ``sw`` of 0 mean "as the kernel". ``win`` is the
    pinned window ``oh*OW + ow`` of the plane ``(bn, bc)``, ``part`` the part of a long matrix,
    ``ties`` the rule for equal maxima that is compared with the layer's, ``x`` and ``g`` the
    typed numbers of input and gradient (``typed_numbers.pack``). ``step``, ``cell``
    ("array:i,j,…") and ``layout`` belong to Step by step, ``question``, ``practice`` (a seed)
    and ``score`` (the answers) to Questions, ``framework`` to Code.
    """

    lang: str | None = None
    source: str = "random"
    picture: str = PICTURES[0]
    n: int = 2
    c: int = 3
    h: int = 4
    w: int = 4
    seed: int = 1
    low: int = 0
    high: int = 10
    mode: Mode = "max"
    kh: int = 2
    kw: int = 2
    sh: int = 0
    sw: int = 0
    pad: Pad = "explicit"
    ph: int = 0
    pw: int = 0
    pt: int = 0
    pb: int = 0
    pl: int = 0
    pr: int = 0
    dh: int = 1
    dw: int = 1
    ceil: bool = True
    include_pad: bool = True
    p: float = 2.0
    grad: str = "ones"
    bn: int = 0
    bc: int = 0
    win: int | None = None
    whole: bool = False
    part: int = 0
    ties: str = TIES[0]
    x: str | None = None
    g: str | None = None
    step: str = "x"
    cell: str | None = None
    layout: str = "article"
    question: str = QUESTIONS[0]
    practice: int | None = None
    score: str | None = None
    framework: str = FRAMEWORKS[0]

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> tuple["Settings", list[tuple[str, str]]]:
        """The settings of a link, and the ``(name, value)`` pairs that had to be dropped.

        >>> Settings.from_query({"kh": "3", "kw": "three", "utm_source": "mail"})[1]
        [('kw', 'three')]
        """
        values: dict[str, Any] = {}
        dropped = []
        for name in NAMES & query.keys():
            try:
                values[name] = _parse(name, query[name])
            except ValueError:
                dropped.append((name, query[name]))
        return cls(**values), sorted(dropped)

    def to_query(self) -> dict[str, str]:
        """The shortest query that gives these settings: what is not the default.

        >>> Settings(kh=3, ceil=False).to_query()
        {'kh': '3', 'ceil': 'false'}
        """
        return {
            field.name: _format(getattr(self, field.name))
            for field in fields(self)
            if getattr(self, field.name) != field.default
        }

    def to_link(self) -> dict[str, str]:
        """The query for an address: typed numbers that would make it too long stay behind.

        A stand-in takes their place, so that whoever opens the link learns that they are missing.
        """
        query = self.to_query()
        for name in sorted(TYPED, key=lambda name: -len(query.get(name, ""))):
            if name in query and len(urlencode(query)) > MAX_LINK_LETTERS - ADDRESS_LETTERS:
                query[name] = stand_in(query[name])
        return query

    def applies(self, name: str) -> bool:
        """Whether a setting has an effect beside the others; one without is kept all the same."""
        if name in ("n", "c", "h", "w", "low", "high"):
            return self.drawn
        conditions = {
            "seed": self.drawn or self.grad == "random",
            "picture": self.source == "image",
            "ph": self.pad == "explicit",
            "pw": self.pad == "explicit",
            "pt": self.pad == "sides",
            "pb": self.pad == "sides",
            "pl": self.pad == "sides",
            "pr": self.pad == "sides",
            "ceil": not self.pad.startswith("same"),
            "include_pad": self.mode == "avg",
            "p": self.mode == "lp",
        }
        return conditions.get(name, True)

    def layer(self) -> Pooling:
        """The layer that these settings describe; a Refusal where they cannot go together."""
        largest = max(self.kh, self.kw)
        if self.source in ("random", "numbers") and largest > MAX_RANDOM_KERNEL:
            raise Refusal(
                "kernel_over_bound",
                "the kernel of a random or typed tensor must be at most {limit}, got {kernel}",
                limit=MAX_RANDOM_KERNEL,
                kernel=largest,
            )
        return Pooling(
            (self.kh, self.kw),
            stride=(self.sh or self.kh, self.sw or self.kw),
            padding=self.padding,
            dilation=(self.dh, self.dw),
            ceil_mode=self.ceil,
            mode=self.mode,
            count_include_pad=self.include_pad,
            p=self.p,
        )

    @property
    def drawn(self) -> bool:
        """Whether the tensor is drawn by the seed, as it also is before a number was typed."""
        return self.source == "random" or (self.source == "numbers" and self.x is None)

    @property
    def padding(self) -> Padding:
        """The padding as ``Pooling`` takes it."""
        if self.pad == "explicit":
            return (self.ph, self.pw)
        if self.pad == "sides":
            return ((self.pt, self.pb), (self.pl, self.pr))
        return self.pad


NAMES = frozenset(field.name for field in fields(Settings))
DEFAULTS = Settings()


def _parse(name: str, raw: str) -> str | float:
    if name in CHOICES:
        if raw not in CHOICES[name]:
            raise ValueError(raw)
        return raw
    if name in FORMS:
        if not re.fullmatch(FORMS[name], raw, re.ASCII):
            raise ValueError(raw)
        return raw
    if name in TYPED:
        if not stayed_behind(raw):
            unpack(raw, TYPED[name])
        return raw
    if isinstance(getattr(DEFAULTS, name), bool):
        return _parse_flag(raw)
    if not re.fullmatch(r"-?\d{1,12}(\.\d{1,12})?", raw, re.ASCII):
        raise ValueError(raw)
    number = float(raw) if name == "p" else int(raw)
    smallest, largest = BOUNDS[name]
    if not smallest <= number <= largest:
        raise ValueError(raw)
    return number


def _parse_flag(raw: str) -> bool:
    if raw not in ("true", "false"):
        raise ValueError(raw)
    return raw == "true"


def _format(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:.12g}" if isinstance(value, float) else str(value)
