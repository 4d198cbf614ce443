"""The settings that every program is run for: each varied alone, in pairs, and many at once."""

import random
from collections.abc import Iterator
from itertools import combinations

import numpy as np

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


def variations() -> dict[str, dict]:
    """Every set of changes under its name: none, each alone, all pairs, some of many settings.

    >>> len(variations()), list(variations())[:2], list(variations())[-1]
    (1246, ['defaults', 'avg'], 'p=3, sw=3, typed gradient: fractions, floor, n=1, h=5')
    """
    return dict([*_singles(), *_pairs(), *_many(150)])


def _singles() -> Iterator[tuple[str, dict]]:
    yield "defaults", {}
    for values in VARIED.values():
        yield from values.items()


def _pairs() -> Iterator[tuple[str, dict]]:
    for one, other in combinations(VARIED.values(), 2):
        for name, changes in one.items():
            for also, more in other.items():
                yield f"{name}, {also}", changes | more


def _many(count: int) -> Iterator[tuple[str, dict]]:
    """Combinations of a mode and three to five other settings, drawn once for all."""
    chance = random.Random(11)
    for _ in range(count):
        axes = ["mode", *chance.sample([name for name in VARIED if name != "mode"], 5)]
        chosen = [chance.choice(list(VARIED[axis].items())) for axis in axes[chance.randrange(2) :]]
        yield (
            ", ".join(name for name, _ in chosen),
            {key: value for _, changes in chosen for key, value in changes.items()},
        )


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
