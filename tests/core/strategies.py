"""Wide grids of settings, and the tensors that go over them, for Hypothesis.

Hypothesis draws the settings; the numbers of a tensor come from a drawn seed and a drawn kind,
because what breaks a pooling layer is the grid and the kind of number, not the digits. About
one case in six has no meaning (padding too large, no window, a window without cells): both
the reference and the layer have to say so.
"""

from typing import NamedTuple

import numpy as np
from hypothesis import strategies as st

FLOATS = ("float16", "float32", "float64")
INTS = ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "bool")
P = (1, 2, 3, 2.5)


class Case(NamedTuple):
    """An input, the arguments of the layer, and the seed of an upstream gradient."""

    x: np.ndarray
    settings: dict
    seed: int

    def dy(self, shape) -> np.ndarray:
        """Eighths between -4 and 4: not uniform, and every sum of them is exact."""
        random = np.random.RandomState(self.seed)
        dtype = ("float64", "float64", "float32", "float16", "int64")[random.randint(5)]
        return (random.randint(-32, 33, shape) / 8).astype(dtype)


def tensor(shape, dtype, kind, seed) -> np.ndarray:
    """``kind``: "ties" (few values), "wide" (negatives, the whole range of an int), "special"."""
    random, dtype = np.random.RandomState(seed), np.dtype(dtype)
    if dtype.kind == "b":
        return random.randint(0, 2, shape).astype(dtype)
    if dtype.kind == "f":
        span = 1 if kind == "ties" else 40
        x = (random.randint(-span, span + 1, shape) / 4).astype(dtype)
        if kind == "special":
            spots = random.rand(*shape)
            for low, value in ((0.0, np.nan), (0.15, np.inf), (0.3, -np.inf), (0.45, -np.inf)):
                x[(low <= spots) & (spots < low + 0.15)] = value
        return x
    if kind == "ties":
        return random.randint(0, 3, shape).astype(dtype)
    size = int(np.prod(shape))
    return np.frombuffer(random.bytes(size * dtype.itemsize), dtype).reshape(shape).copy()


@st.composite
def _axis(draw, word, spoiled, spare):
    """Kernel, stride, dilation, (before, after) and size along one axis."""
    kernel, stride = draw(st.integers(1, min(4, spare))), draw(st.integers(1, 5))
    dilation = draw(st.sampled_from([1, 1, 1, 2, 3]))
    reach = dilation * (kernel - 1) + 1
    sides = st.integers(0, 0 if word else reach - 1)
    before, after = draw(sides), draw(sides)
    shortest = 1 if word in ("same_upper", "same_lower") else max(1, reach - before - after)
    size = draw(st.integers(shortest, shortest + spare))
    spoil = draw(st.sampled_from([None] * 14 + ["padding", "size"])) if spoiled else None
    if spoil == "padding":
        after = reach
    elif spoil == "size":
        size = 1
    return kernel, stride, dilation, (before, after), size


@st.composite
def layers(draw, mode, spoiled, spare):
    """The arguments of a layer, and (H, W)."""
    word = draw(st.sampled_from(["", "", "", "same_upper", "same_lower", "valid"]))
    kernel, stride, dilation, pads, size = zip(
        *(draw(_axis(word, spoiled, spare)) for _ in "hw"), strict=True
    )
    settings = {
        "kernel_size": kernel,
        "stride": draw(st.sampled_from([stride, stride, stride, None])),
        "padding": word or pads,
        "dilation": dilation,
        "ceil_mode": draw(st.booleans()),
        "mode": mode,
    }
    if mode == "avg":
        settings["count_include_pad"] = draw(st.booleans())
        settings["divisor_override"] = draw(st.sampled_from([None, None, None, 1, 3, -2]))
    if mode == "lp":
        settings["p"] = draw(st.sampled_from(P))
    return settings, size


@st.composite
def cases(
    draw,
    mode="max",
    dtypes=FLOATS + INTS,
    kinds=("ties", "wide", "special"),
    planes=3,
    spoiled=True,
    spare=5,
):
    """A whole case for one mode, of up to ``planes`` samples and channels.

    ``spoiled=False`` draws no padding that is too large and no input that is too small;
    ``spare`` is how many cells there are at most beside those of one window.
    """
    settings, size = draw(layers(mode, spoiled, spare))
    shape = (draw(st.integers(1, planes)), draw(st.integers(1, planes)), *size)
    seed = draw(st.integers(0, 2**32 - 1))
    x = tensor(shape, draw(st.sampled_from(dtypes)), draw(st.sampled_from(kinds)), seed)
    return Case(x, settings, seed)


class Cut(NamedTuple):
    """Arguments of ``im2col`` after ``x``, in its own order, and the dilation."""

    shape: tuple[int, int, int, int]
    kernel: tuple[int, int]
    out: tuple[int, int]
    stride: tuple[int, int]
    padding: tuple[tuple[int, int], tuple[int, int]]
    dilation: tuple[int, int]
    seed: int

    @property
    def args(self) -> tuple:
        return self.kernel, self.out, self.stride, self.padding

    @property
    def matrix_shape(self) -> tuple[int, int]:
        """(C*KH*KW, N*OH*OW)."""
        (N, C), (KH, KW), (OH, OW) = self.shape[:2], self.kernel, self.out
        return C * KH * KW, N * OH * OW


@st.composite
def cuts(draw):
    """Any windows at all: im2col does not ask that they fit, so half of them run over the edge."""
    pairs = {
        name: (draw(values), draw(values))
        for name, values in {
            "kernel": st.integers(1, 3),
            "out": st.integers(1, 4),
            "stride": st.integers(1, 4),
            "padding": st.tuples(st.integers(0, 3), st.integers(0, 3)),
            "dilation": st.integers(1, 3),
        }.items()
    }
    planes, sizes = st.integers(1, 3), st.integers(1, 7)
    shape = (draw(planes), draw(planes), draw(sizes), draw(sizes))
    return Cut(shape, **pairs, seed=draw(st.integers(0, 2**32 - 1)))
