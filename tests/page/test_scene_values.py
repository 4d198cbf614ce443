"""The range of values that all planes of a tensor share, and the marks around a plane."""

import numpy as np
import pytest
from hypothesis import given

from cnnpool.scene import make_scene
from cnnpool.settings import Settings
from cnnpool.tensors import random_tensor
from tests.page.strategies import small_settings
from tests.page.test_scene import made, poolable


@given(small_settings())
def test_the_range_covers_every_plane(settings):
    if not poolable(settings):
        return
    x, layer, shown = made(settings)
    low, high = shown.value_range
    y = layer.forward(x)
    assert low <= x.min()
    assert x.max() <= high
    slack = 1e-12 * max(abs(low), abs(high))
    assert low - slack <= y.min()
    assert y.max() <= high + slack


@given(small_settings())
def test_the_range_is_the_same_on_every_plane(settings):
    if not poolable(settings):
        return
    ranges = {
        made(Settings(**{**vars(settings), "bn": n, "bc": c}))[2].value_range
        for n in range(settings.n)
        for c in range(settings.c)
    }
    assert len(ranges) == 1


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, (0, 9)),
        ({"mode": "avg"}, (0, 9)),
        ({"low": 3}, (3, 9)),
        ({"low": 3, "mode": "avg"}, (0, 9)),
        ({"low": 3, "mode": "lp"}, (0, 18)),
        ({"low": -20, "high": -3}, (-20, -4)),
        ({"low": -20, "high": -3, "mode": "avg"}, (-20, 0)),
        ({"low": -20, "high": -3, "mode": "lp", "p": 1.0}, (-20, 80)),
    ],
)
def test_the_range_by_hand(changed, expected):
    settings = Settings(h=16, w=16, **changed)
    assert made(settings)[2].value_range == pytest.approx(expected)


@pytest.mark.parametrize("mode", ["max", "avg", "lp"])
def test_what_has_no_size_is_not_in_the_range(mode):
    x = np.array([[[[1.0, np.nan], [np.inf, -np.inf]], [[2.0, 3.0], [-4.0, 5.0]]]])
    settings = Settings(mode=mode)
    low, high = make_scene(x, settings.layer(), settings).value_range
    assert low == -4
    assert high == (10 if mode == "lp" else 5)
    nothing = np.full((1, 1, 2, 2), np.nan)
    low, high = make_scene(nothing, settings.layer(), settings).value_range
    assert np.isfinite([low, high]).all()


@pytest.mark.parametrize("dtype", ["bool", "uint8", "int8", "uint64", "float16", "float32"])
@pytest.mark.parametrize("mode", ["max", "avg", "lp"])
def test_every_dtype_has_a_scene(dtype, mode):
    x = random_tensor(Settings(low=0, high=2)).astype(dtype)
    settings = Settings(mode=mode, kh=3, kw=3, sh=1, sw=1, ph=1, pw=1)
    shown = make_scene(x, settings.layer(), settings)
    assert shown.value_range[0] == 0
    assert shown.value_range[1] == pytest.approx(3 if mode == "lp" else 1)
    assert shown.matrices.padding[0].tolist() == [
        True, True, True, True, False, False, True, False, False,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "frame"),
    [
        ({}, ((0, 0), (0, 0), (0, 0))),
        ({"h": 5}, ((0, 0), (0, 0), (1, 0))),
        ({"kh": 3, "kw": 3, "ph": 1, "pw": 2}, ((1, 1), (2, 2), (0, 0))),
        ({"h": 5, "w": 6, "kh": 3, "kw": 3, "ph": 1, "pw": 1}, ((1, 1), (1, 1), (0, 1))),
        ({"pad": "sides", "kh": 4, "kw": 4, "pt": 1, "pb": 2, "pl": 3, "pr": 0},
         ((1, 2), (3, 0), (1, 1))),
        ({"pad": "same_upper", "sh": 1, "sw": 1}, ((0, 1), (0, 1), (0, 0))),
        ({"pad": "same_lower", "sh": 1, "sw": 1}, ((1, 0), (1, 0), (0, 0))),
    ],
)  # fmt: skip
def test_the_frame(changed, frame):
    assert made(Settings(**changed))[2].frame == frame


def test_cells_that_no_window_reads():
    unread = made(Settings(h=5, w=5, kh=1, kw=2, sh=2, sw=3, ceil=False))[2].unread
    assert np.argwhere(~unread).tolist() == [
        [h, w] for h in (0, 2, 4) for w in (0, 1, 3, 4)
    ]  # fmt: skip
    assert not made(Settings())[2].unread.any()
