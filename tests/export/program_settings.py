"""The settings that every program is run for: each value alone, and every pair of values.

The pairs stand together in a few rows, a covering array. Two values that the layer refuses
together, or one of which undoes the other, are in no row.
"""

from functools import cache
from itertools import combinations

import numpy as np
from allpairspy import AllPairs

from cnnpool.errors import Refusal
from cnnpool.export import Case
from cnnpool.settings import Settings
from cnnpool.tensors import typed_tensor
from cnnpool.typed_numbers import pack

nan, inf = np.nan, np.inf
draw = np.random.RandomState(7)
SHAPE = (1, 2, 5, 6)  # of a typed tensor

TYPED = {
    "fractions": draw.normal(size=SHAPE),
    "one NaN": np.where(np.arange(60).reshape(SHAPE) % 17 == 3, nan, draw.randint(-5, 5, SHAPE)),
    "several NaN": np.where(draw.rand(*SHAPE) < 0.4, nan, draw.randint(-5, 5, SHAPE)),
    "-inf": np.where(draw.rand(*SHAPE) < 0.1, 1.5, -inf),
    "infinities": draw.choice([-inf, inf, 0.5, 0.0, -2.0], SHAPE, p=[0.1, 0.1, 0.3, 0.3, 0.2]),
    "zeros": np.where(draw.rand(*SHAPE) < 0.2, -0.1, np.where(draw.rand(*SHAPE) < 0.5, -0.0, 0.0)),
    "float32": draw.normal(size=SHAPE).astype(np.float32),
}
TYPED_GRADIENTS = ("fractions", "not finite")

# For every setting, the values that it takes beside its default.
VARIED = {
    "mode": {
        "avg": dict(mode="avg"),
        "avg of x alone": dict(mode="avg", include_pad=False),
        "lp": dict(mode="lp"),
        "p=1": dict(mode="lp", p=1.0),
        "p=3": dict(mode="lp", p=3.0),
        "p=2.5": dict(mode="lp", p=2.5),
    },
    "kh": {f"kh={kh}": dict(kh=kh) for kh in (1, 3)},
    "kw": {f"kw={kw}": dict(kw=kw) for kw in (1, 3)},
    "sh": {f"sh={sh}": dict(sh=sh) for sh in (1, 3)},
    "sw": {f"sw={sw}": dict(sw=sw) for sw in (1, 3)},
    "dh": {f"dh={dh}": dict(dh=dh) for dh in (2, 3)},
    "dw": {"dw=2": dict(dw=2)},
    "pad": {
        "ph=1": dict(ph=1),
        "pw=1": dict(pw=1),
        "ph=pw=1": dict(ph=1, pw=1),
        "ph=2 of kh=3": dict(ph=2, kh=3),
        "top": dict(pad="sides", pt=1),
        "bottom": dict(pad="sides", pb=1),
        "left, right": dict(pad="sides", pl=1, pr=1),
        "four sides": dict(pad="sides", pt=1, pb=0, pl=2, pr=1, kw=3),
        "same_upper": dict(pad="same_upper"),
        "same_lower": dict(pad="same_lower"),
        "same of kh=kw=3": dict(pad="same_upper", kh=3, kw=3),
        "same_lower of kh=kw=4": dict(pad="same_lower", kh=4, kw=4, sh=1, sw=1),
    },
    "ceil": {"floor": dict(ceil=False)},
    "grad": {
        "ramp": dict(grad="ramp"),
        "random": dict(grad="random"),
        **{f"typed gradient: {name}": dict(grad="numbers", g=name) for name in TYPED_GRADIENTS},
    },
    "source": {
        "negatives": dict(low=-9, high=0),
        "ties": dict(low=-1, high=1),
        **{
            f"typed: {name}": dict(source="numbers", x=pack(array)) for name, array in TYPED.items()
        },
    },
    "n": {"n=1": dict(n=1)},
    "c": {"c=1": dict(c=1)},
    "h": {f"h={h}": dict(h=h) for h in (5, 7)},
    "w": {f"w={w}": dict(w=w) for w in (3, 5)},
}


Value = tuple[str, str]  # a setting of VARIED and one of its values, "" for the default
Pair = tuple[Value, Value]
UNDONE = "one undoes the other"


@cache
def variations() -> dict[str, dict]:
    """Every set of changes under its name: none, each value alone, and rows with all pairs.

    >>> names = list(variations())
    >>> names[1], names[50], names[-1], len(names)
    ('avg', '1: ph=1, negatives, avg', 'same of kh=kw=3, w=5', 201)
    """
    rows = {"defaults": (), **{value: ((name, value),) for name, value in values()}}
    for number, row in enumerate(covering_array(), 1):
        rows[f"{number}: {', '.join(value for _, value in row[:3])}"] = row
    reached = {pair for row in rows.values() for pair in combinations(in_order(row), 2)}
    rows |= {
        f"{one[1]}, {other[1]}": (one, other)
        for one, other in pairs()
        if (one, other) not in reached and not apart((one, other))
    }
    return {name: together(row) for name, row in rows.items()}


def covering_array() -> list[tuple[Value, ...]]:
    """Rows of many values that reach nearly all pairs; none is refused."""
    axes = sorted(VARIED, key=lambda name: -len(VARIED[name]))  # the longest first: fewer rows

    def possible(row: list[Value]) -> bool:
        if any(apart(in_order((other, row[-1]))) for other in row[:-1]):
            return False
        return len(row) < len(axes) or refusal(row) is None

    levels = [[(name, value) for value in ("", *VARIED[name])] for name in axes]
    _, *rows = AllPairs(levels, filter_func=possible)  # the first is of defaults alone
    return [tuple(value for value in row if value[1]) for row in rows]


def values() -> list[Value]:
    return [(name, value) for name in VARIED for value in VARIED[name]]


def pairs() -> list[Pair]:
    """All pairs of values of two settings."""
    return [(one, other) for one, other in combinations(values(), 2) if one[0] != other[0]]


def in_order(row) -> tuple[Value, ...]:
    return tuple(sorted(row, key=lambda value: list(VARIED).index(value[0])))


def together(row) -> dict:
    """The changes of some values."""
    return {k: v for name, value in row if value for k, v in VARIED[name][value].items()}


@cache
def apart(pair: Pair) -> str | None:
    """Why no row has these two: the key of the layer's refusal, or that one undoes the other."""
    made = together(pair)
    settings = Settings(**(made | {"g": None}))
    for name, value in pair:
        for key, wanted in VARIED[name].get(value, {}).items():
            if made[key] != wanted or not settings.applies(key):
                return UNDONE
    return refusal(pair)


def refusal(row) -> str | None:
    """The key of the layer's refusal of some values, if it refuses them."""
    try:
        case_of(together(row))
    except Refusal as refused:
        return refused.key
    return None


def case_of(changes: dict) -> Case:
    """The case of some changes to the defaults; a Refusal where the layer refuses them."""
    gradient = changes.get("g")
    settings = Settings(**{key: value for key, value in changes.items() if key != "g"})
    x = typed_tensor(settings)
    if gradient is None:
        return Case.of(settings, x)
    plain = Case.of(Settings(**{**changes, "grad": "ones", "g": None}), x)
    dy = np.random.RandomState(3).normal(size=plain.dy.shape)
    if gradient == "not finite":
        dy.flat[::3] = [(nan, inf, -inf)[i % 3] for i in range(len(dy.flat[::3]))]
    return Case.of(Settings(**(changes | {"g": pack(dy, (16, 16, 79, 79))})), x)
