"""A scene: one plane, a part of its matrices, and what is too large to be shown."""

import numpy as np
import pytest
from hypothesis import given

from cnnpool import Pooling, scene, trace
from cnnpool.errors import Refusal
from cnnpool.scene import MAX_PART_ROWS, make_scene
from cnnpool.settings import MAX_TRACED_CELLS, Settings
from cnnpool.tensors import random_tensor, upstream
from tests.page.strategies import any_settings, small_settings


def dy_of(settings: Settings, layer: Pooling, x) -> np.ndarray:
    """The upstream gradient of all planes."""
    N, C, H, W = x.shape
    return upstream(settings, (N, C, *layer.geometry.grid(H, W).shape))


def made(settings: Settings):
    """The tensor, the layer and the scene of some settings."""
    x, layer = random_tensor(settings), settings.layer()
    return x, layer, make_scene(x, layer, settings)


def poolable(settings: Settings) -> bool:
    try:
        settings.layer().geometry.grid(settings.h, settings.w)
    except Refusal:
        return False
    return True


@given(any_settings())
def test_any_settings_make_a_layer_or_a_refusal(settings):
    try:
        grid = settings.layer().geometry.grid(settings.h, settings.w)
    except Refusal as refusal:
        assert str(refusal)
    else:
        assert min(grid.shape) >= 1


@given(small_settings())
def test_a_scene_is_the_trace_of_its_plane(settings):
    if not poolable(settings):
        return
    x, layer, shown = made(settings)
    n, c = min(settings.bn, settings.n - 1), min(settings.bc, settings.c - 1)
    assert (shown.n, shown.c) == (n, c)
    story = trace(x, layer, dy_of(settings, layer, x))
    for name in ("x", "y", "dy", "dx"):
        np.testing.assert_array_equal(getattr(shown.trace, name)[0, 0], getattr(story, name)[n, c])
    if not settings.whole:
        rows = [row for row in range(story.row_count) if story.row_index(row)[::3] == (n, c)]
        same_rows(shown.matrices, story, rows)


@given(small_settings())
def test_the_rows_of_all_planes_are_those_of_the_whole_tensor(settings):
    if not poolable(settings):
        return
    settings = Settings(**{**vars(settings), "whole": True})
    x, layer, shown = made(settings)
    story = trace(x, layer, dy_of(settings, layer, x))
    m = shown.matrices
    same_rows(m, story, range(m.start, m.start + len(m.index)))
    assert m.count == story.row_count


def same_rows(matrices, story, rows):
    """The matrices' part holds exactly ``rows`` of a trace of the whole tensor."""
    rows = list(rows)
    assert matrices.index == [story.row_index(row) for row in rows]
    np.testing.assert_array_equal(matrices.x_col, story.x_col[rows])
    np.testing.assert_array_equal(matrices.routed, story.routed[:, rows].T)
    assert matrices.x_col.dtype == story.x_col.dtype
    windows = [oh * story.grid.cols.out + ow for _, oh, ow, _ in matrices.index]
    np.testing.assert_array_equal(matrices.padding, story.grid.cells()[windows] < 0)


LONG = [
    Settings(h=40, w=30, kh=3, kw=3, sh=1, sw=1, ph=1, pw=1, bn=1, bc=2, grad="ramp"),
    Settings(h=64, w=64, n=1, c=1, kh=16, kw=16, sh=3, sw=3, grad="random"),
    Settings(n=5, c=3, h=12, w=12, sh=1, sw=1, whole=True, grad="ramp", mode="avg"),
    Settings(n=3, c=2, h=17, w=9, kh=3, kw=2, sh=1, sw=1, whole=True, grad="random", pw=1),
    Settings(n=16, c=16, h=4, w=4, whole=True, mode="lp", grad="random"),
    Settings(n=2, c=2, h=9, w=9, kh=9, kw=9, pad="same_lower", sh=1, sw=1, whole=True),
]


@pytest.mark.parametrize("settings", LONG, ids=range(len(LONG)))
def test_the_parts_of_a_long_matrix_tile_it(settings):
    x, layer, first = made(settings)
    story = trace(x, layer, dy_of(settings, layer, x))
    n, c = (first.n, first.c)
    rows = range(story.row_count)
    if not settings.whole:
        rows = [row for row in rows if story.row_index(row)[::3] == (n, c)]
    parts, end = first.matrices.parts, 0
    for part in range(parts):
        m = make_scene(x, layer, Settings(**{**vars(settings), "part": part})).matrices
        assert (m.part, m.parts, m.count, m.start) == (part, parts, len(rows), end)
        assert 0 < len(m.index) <= MAX_PART_ROWS
        end = m.start + len(m.index)
        same_rows(m, story, rows[m.start : end])
    assert parts > 1
    assert end == len(rows)


@pytest.mark.parametrize("whole", [False, True])
def test_a_part_that_does_not_exist_is_the_last(whole):
    settings = Settings(n=3, h=40, w=40, sh=1, sw=1, whole=whole)
    _, _, last = made(Settings(**{**vars(settings), "part": 2**24}))
    assert last.matrices.part == last.matrices.parts - 1 > 0
    assert last.matrices.start + len(last.matrices.index) == last.matrices.count


@pytest.mark.parametrize(("bn", "bc"), [(2, 0), (0, 3), (65_535, 65_535)])
def test_a_plane_that_does_not_exist_is_the_last(bn, bc):
    x, _, shown = made(Settings(bn=bn, bc=bc))
    assert (shown.n, shown.c) == (min(bn, 1), min(bc, 2))
    np.testing.assert_array_equal(shown.trace.x[0, 0], x[shown.n, shown.c])


# --- too large --------------------------------------------------------------------------------


def test_a_trace_that_is_too_large_is_refused_before_it_is_made(monkeypatch):
    monkeypatch.setattr(scene, "trace", lambda *_: pytest.fail("it was traced"))
    x, settings = np.zeros((1, 1, 512, 512), np.uint8), Settings(kh=4, kw=4, sh=1, sw=1)
    with pytest.raises(Refusal) as refusal:
        make_scene(x, settings.layer(), settings)
    assert refusal.value.key == "trace_too_large"
    cells = 509 * 509 * 16
    assert refusal.value.values == {
        "cells": cells, "OH": 509, "OW": 509, "KH": 4, "KW": 4, "limit": MAX_TRACED_CELLS,
    }  # fmt: skip
    assert f"{cells:,} cells (509x509 windows a plane of 4x4), at most 4,000,000" in str(
        refusal.value
    )


def test_the_limit_itself_is_shown(monkeypatch):
    settings = Settings(h=6, w=6, sh=1, sw=1)
    monkeypatch.setattr(scene, "MAX_TRACED_CELLS", 25 * 4)
    assert made(settings)
    monkeypatch.setattr(scene, "MAX_TRACED_CELLS", 25 * 4 - 1)
    with pytest.raises(Refusal, match="at most 99 are shown"):
        made(settings)


def test_every_part_of_all_planes_is_shown_or_none(monkeypatch):
    """Whether a part happens to reach into the next sample is no reason to refuse it."""
    settings = Settings(n=4, c=3, h=12, w=12, sh=1, sw=1, whole=True)
    monkeypatch.setattr(scene, "MAX_TRACED_CELLS", 11 * 11 * 3 * 4)
    x, layer, first = made(settings)
    for part in range(first.matrices.parts):
        assert make_scene(x, layer, Settings(**{**vars(settings), "part": part})).matrices.index
