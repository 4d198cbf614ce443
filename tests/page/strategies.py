"""Any settings at all, for Hypothesis."""

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from cnnpool.settings import BOUNDS, CHOICES, DEFAULTS, FORMS, NAMES, Settings
from cnnpool.typed_numbers import pack


def values(name: str):
    """Every value that a setting can have, but for the ``None`` of its default."""
    if name in CHOICES:
        return st.sampled_from(CHOICES[name])
    if isinstance(getattr(DEFAULTS, name), bool):
        return st.booleans()
    if name in FORMS:
        return st.from_regex(FORMS[name], fullmatch=True).filter(str.isascii)
    if name in ("x", "g"):
        shape = st.tuples(*(st.integers(1, most) for most in (2, 2, 5, 5)))
        return arrays(np.float64, shape).map(pack)
    if name == "p":  # a link carries twelve digits
        return st.floats(*BOUNDS[name]).map(lambda p: float(f"{p:.12g}"))
    return st.integers(*BOUNDS[name])


def any_settings(**narrowed):
    """All settings; ``narrowed`` gives some of them a strategy of their own."""
    strategies = {name: values(name) for name in sorted(NAMES)} | narrowed
    return st.fixed_dictionaries({}, optional=strategies).map(lambda v: Settings(**v))


def small_settings():
    """Settings of random tensors that are quickly traced; about half cannot be pooled."""
    sides, kernels, pads = st.integers(1, 9), st.integers(1, 4), st.integers(0, 2)
    return any_settings(
        source=st.just("random"), g=st.none(),
        n=st.integers(1, 3), c=st.integers(1, 3), h=sides, w=sides,
        low=st.integers(-9, 0), high=st.integers(1, 9),
        kh=kernels, kw=kernels, sh=st.integers(0, 4), sw=st.integers(0, 4),
        ph=pads, pw=pads, pt=pads, pb=pads, pl=pads, pr=pads,
        dh=st.integers(1, 2), dw=st.integers(1, 2),
        p=st.sampled_from([1.0, 2.0, 2.5, 8.0]),
        bn=st.integers(0, 3), bc=st.integers(0, 3), part=st.integers(0, 4),
    )  # fmt: skip
