"""Cases in which frameworks differ: one plane each, drawn by a seed, with a random dy."""

from itertools import product

import numpy as np

from cnnpool.conventions import CONVENTIONS, default_stride
from cnnpool.errors import Refusal
from cnnpool.export import Case
from cnnpool.export.calls import set_stride
from cnnpool.export.outcomes import Outcome, outcome
from cnnpool.settings import Settings

SIZES = ((6, 6), (5, 7), (3, 4))
KERNELS = (dict(kh=2, kw=2), dict(kh=3, kw=2), dict(kh=3, kw=3))
STRIDES = ({}, dict(sh=1, sw=2), dict(sh=2, sw=2))
PADS = (
    {},
    dict(ph=1, pw=1),
    dict(pad="sides", pt=1, pb=0, pl=1, pr=0),
    dict(pad="same_upper"),
    dict(pad="same_lower"),
)
DILATIONS = ({}, dict(dh=2, dw=1))
ROUNDINGS = (True, False)


def plane(kind: str, shape: tuple[int, int], random) -> np.ndarray:
    """An input of one kind, (H, W) float64."""
    x = random.randint(-9, 10, shape).astype(float)
    if kind == "ties":
        return random.randint(0, 2, shape).astype(float)
    if kind == "distinct":
        return random.permutation(x.size).reshape(shape) - x.size / 2
    if kind == "negative":
        return -1.0 - random.permutation(x.size).reshape(shape)
    if kind == "nan":
        x[random.rand(*shape) < 0.25] = np.nan
    if kind == "infinite":
        x[random.rand(*shape) < 0.6] = -np.inf
        x[random.rand(*shape) < 0.1] = np.nan
    return x


def cases(kinds: tuple[str, ...], most: int = 60, **fixed) -> list[Case]:
    """Some of the settings above, drawn, with every kind of input; all of them can be pooled."""
    settings = list(product(SIZES, KERNELS, STRIDES, PADS, DILATIONS, ROUNDINGS))
    drawn = np.random.RandomState(7).permutation(len(settings))[:most]
    return _made([settings[at] for at in drawn], kinds, fixed)


def tiles(kinds: tuple[str, ...], **fixed) -> list[Case]:
    """Windows side by side: no stride, no padding and no dilation was set."""
    sizes = (*SIZES, (3, 3), (4, 4), (2, 2))
    return _made(list(product(sizes, KERNELS, [{}], [{}], [{}], ROUNDINGS)), kinds, fixed)


def _made(settings, kinds, fixed) -> list[Case]:
    random, found = np.random.RandomState(8), []
    for (h, w), kernel, stride, pad, dilation, ceil in settings:
        for kind in kinds:
            choice = Settings(**{"ceil": ceil} | kernel | stride | pad | dilation | fixed)
            x = plane(kind, (h, w), random)[None, None]
            layer = choice.layer()
            try:
                shape = layer.geometry.grid(h, w).shape
            except Refusal:
                continue
            found.append(Case(x, layer, random.randint(-9, 10, (1, 1, *shape)), settings=choice))
    return found


def foretold(case: Case, framework: str) -> Outcome:
    """What the package says that a framework gives, whatever its shape."""
    convention = CONVENTIONS[framework]
    stride = set_stride(case) or default_stride(convention, case.layer.geometry.kernel)
    return outcome(case, convention, stride)


def upstream(case: Case, shape) -> np.ndarray:
    """The case's dy where y has the layer's shape, else ones, as ``outcome`` takes it."""
    dy = case.scene.trace.dy[0, 0]
    return dy if dy.shape == tuple(shape) else np.ones(shape)


def check(case: Case, row, y, dx=None, tolerance: float = 1e-12) -> None:
    """A row's claims beside what a framework gave: ``y`` (OH, OW) and ``dx`` (H, W) or None."""
    assert row.shape == y.shape, row.call
    if 0 in y.shape:
        assert row.note == ("empty_output", {})
        return
    said, near = foretold(case, row.framework), dict(rtol=tolerance, atol=tolerance)
    sure = ~said.unsure
    np.testing.assert_allclose(y[sure], said.y[sure], **near, err_msg=row.call)
    assert (said.dx is None) == (dx is None)
    if dx is not None:
        np.testing.assert_allclose(dx, said.dx, **near, err_msg=row.call)
    if y.shape != case.scene.trace.y.shape[2:]:
        assert row.y_differs is row.dx_differs is None
        return
    shown = case.scene.trace
    same = np.isclose(y, shown.y[0, 0], **near, equal_nan=True) | said.unsure
    assert (row.y_differs, row.unsure) == ((~same).sum(), said.unsure.sum()), row.call
    if dx is not None:
        assert row.dx_differs == (~np.isclose(dx, shown.dx[0, 0], **near, equal_nan=True)).sum()
