"""The walkthrough: the article's steps on the settings' tensor, all planes or one of them."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnpool import Pooling, trace
from cnnpool.errors import Refusal
from cnnpool.layouts import IM2COL, STEPS
from cnnpool.scene import make_scene
from cnnpool.settings import Settings
from cnnpool.steps import recipe
from cnnpool.steps.walkthrough import MAX_CELLS, MAX_PLANE_CELLS, Walkthrough, walk_through
from cnnpool.tensors import random_tensor, typed_tensor
from cnnpool.typed_numbers import pack
from tests.page.strategies import small_settings
from tests.page.test_scene import dy_of, poolable


def tensor(settings: Settings) -> np.ndarray:
    return random_tensor(settings) if settings.source == "random" else typed_tensor(settings)


def walk(settings: Settings, x=None) -> Walkthrough:
    """The walkthrough of some settings, of a tensor of one's own where one is given."""
    x = tensor(settings) if x is None else x
    return walk_through(x, make_scene(x, settings.layer(), settings), settings)


def zeros(*shape) -> np.ndarray:
    return np.zeros(shape)


# --- the steps --------------------------------------------------------------------------------


@given(small_settings(), st.booleans())
def test_the_steps_are_those_of_the_trace(settings, typed):
    if not poolable(settings):
        return
    x, layer = tensor(settings), settings.layer()
    if typed:
        settings = replace(settings, source="numbers", x=pack(x))
    found = walk(settings)
    assert found.whole == (x[:, :, 0, 0].size * found.story.cells.size <= MAX_CELLS) or (
        x.shape[:2] == (1, 1)
    )
    here = np.s_[:, :]
    if not found.whole:
        n, c = min(settings.bn, settings.n - 1), min(settings.bc, settings.c - 1)
        here = np.s_[n : n + 1, c : c + 1]
    story = trace(x[here], layer, dy_of(settings, layer, x)[here])
    assert [line.name for line in found.lines] == [step.name for step in story.steps]
    for line, step, own in zip(found.lines, story.steps, found.story.steps, strict=True):
        np.testing.assert_array_equal(own.array, step.array)
        np.testing.assert_allclose(line.array, step.array, rtol=1e-12, atol=1e-12)


@given(small_settings())
def test_the_page_of_a_drawn_tensor_can_be_typed_off(settings):
    """The definitions and the lines, with nothing but dy where it is no dy of ones."""
    if not poolable(settings):
        return
    found = walk(settings)
    known = {k: found.names[k] for k in ("tensor", "upstream") if k in found.names}
    assert ("tensor" in known) == (not found.whole or found.names.get("seed") is None)
    assert ("upstream" in known) == (settings.grad != "ones")
    program = [recipe.definitions(found.names), *(line.code for line in found.lines)]
    with np.errstate(all="ignore"):
        exec("\n".join(program), known)  # noqa: S102 (that the text runs is what is tested)
    for line in found.lines:
        np.testing.assert_array_equal(known[line.variable], line.array)


@pytest.mark.parametrize(
    ("settings", "more"),
    [
        (Settings(), dict(seed=1, low=0, high=10)),
        (Settings(source="numbers"), dict(seed=1, low=0, high=10)),  # before one was typed
        (Settings(seed=7, low=-5, high=5), dict(seed=7, low=-5, high=5)),
        (Settings(h=32, w=32), dict(n=0, c=0)),
        (Settings(h=32, w=32, bn=1, bc=2), dict(n=1, c=2)),
        (Settings(h=32, w=32, bn=9, bc=9), dict(n=1, c=2)),
        (Settings(n=1, c=1, h=40, w=40, sh=1, sw=1), {}),
        (Settings(source="numbers", x=pack(np.ones((1, 2, 4, 4)))), {}),
    ],
)
def test_the_names_that_a_source_brings(settings, more):
    x = tensor(settings)
    found = walk(settings)
    own = {k: v for k, v in found.names.items() if k in ("seed", "low", "high", "n", "c")}
    assert own == more
    assert ("tensor" in found.names) == ("seed" not in more)
    if "tensor" in found.names:
        assert found.names["tensor"] is x or (found.names["tensor"] == x).all()
    n, c = more.get("n"), more.get("c")
    expected = x if n is None else x[n : n + 1, c : c + 1]
    np.testing.assert_array_equal(found.line("x").array, expected)


@pytest.mark.parametrize("grad", ["ones", "ramp", "random"])
@pytest.mark.parametrize("h", [4, 32])
def test_every_upstream_gradient(grad, h):
    settings = Settings(grad=grad, h=h, w=h, bn=1, bc=1)
    found = walk(settings)
    dy = dy_of(settings, settings.layer(), tensor(settings))
    expected = dy if h == 4 else dy[1:, 1:2]
    np.testing.assert_array_equal(found.line("dy").array, expected.transpose(0, 2, 3, 1))
    assert ("upstream" in found.names) == (grad != "ones")
    assert ("upstream" in found.line("dy").code) == (grad != "ones")


# --- what fits --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shape", "kernel", "stride", "whole"),
    [
        ((1, 1, 64, 64), 2, 2, True),  # 4096 cells
        ((4, 4, 16, 16), 2, 2, True),  # 4096 cells
        ((4, 4, 16, 17), 2, 2, False),  # 4608, since it hangs over
        ((4, 4, 17, 16), 2, 2, False),
        ((2, 1, 4, 512), 2, 2, True),  # as wide as it may be
        ((1, 2, 4, 257), 2, 2, False),  # 514 columns beside each other
        ((2, 1, 257, 4), 2, 2, False),
        ((1, 1, 65, 64), 2, 2, True),  # more, but there is only the one plane
        ((1, 1, 512, 512), 2, 2, True),
    ],
)
def test_all_planes_where_they_fit_else_one(shape, kernel, stride, whole):
    settings = Settings(source="file", kh=kernel, kw=kernel, sh=stride, sw=stride)
    found = walk(settings, zeros(*shape))
    assert found.whole == whole
    assert found.story.x.shape == (shape if whole else (1, 1, *shape[2:]))
    assert (MAX_CELLS, MAX_PLANE_CELLS) == (4096, 512 * 512)


def test_what_is_too_large_is_refused_before_it_is_walked_through(monkeypatch):
    settings = Settings(source="file", kh=3, kw=3, sh=1, sw=1)
    x = zeros(1, 1, 512, 512)
    scene = make_scene(x, settings.layer(), settings)
    monkeypatch.setattr("cnnpool.steps.walkthrough.recipe", None)
    with pytest.raises(Refusal) as caught:
        walk_through(x, scene, settings)
    assert caught.value.key == "steps_too_large"
    assert caught.value.values == {"cells": 510 * 510 * 9, "limit": 262_144}
    assert "2,340,900 cells a matrix, at most 262,144" in str(caught.value)


def test_the_bound_is_on_one_plane():
    settings = Settings(source="file", kh=1, kw=2, sh=1, sw=2)
    assert not walk(settings, zeros(2, 1, 512, 512)).whole  # just allowed
    with pytest.raises(Refusal):
        walk(replace(settings, ph=0, pw=1), zeros(1, 1, 512, 512))


# --- one step after the other -----------------------------------------------------------------

ORDER = {
    "max": ["x", "im2col", "x_col", "y_flat", "y", "max_index"],
    "avg": ["x", "im2col", "x_col", "divisor", "y_flat", "y"],
    "lp": ["x", "im2col", "x_col", "y_flat", "y"],
}
BACKWARD = ["dy", "routed", "columns", "dx"]
BEFORE = {
    "im2col": "x", "x_col": "cols", "divisor": "x_col", "y_flat": "x_col", "y": "y_flat",
    "max_index": "x_col", "dy": "upstream", "routed": "dy", "columns": "routed", "dx": "columns",
}  # fmt: skip


@pytest.mark.parametrize("mode", ORDER)
def test_the_order_and_what_each_step_begins_with(mode):
    found = walk(Settings(mode=mode, grad="ramp"))
    assert [line.name for line in found.lines] == ORDER[mode] + BACKWARD
    assert found.before(found.lines[0]) is None
    for line in found.lines[1:]:
        before = found.before(line)
        assert before.variable == BEFORE[line.name]
        if line.name != "dy":
            assert before in found.lines
        sizes = found.story.sizes
        assert before.array.shape == before.layout.shape(sizes)
    upstream = found.before(found.line("dy"))
    assert (upstream.name, upstream.layout) == ("y", STEPS["y"][1])
    np.testing.assert_array_equal(upstream.array, found.story.dy)


@pytest.mark.parametrize("mode", ORDER)
def test_a_step_that_a_layer_lacks_is_the_one_before(mode):
    found = walk(Settings(mode=mode))
    there = ORDER[mode] + BACKWARD
    for name in STEPS:
        expected = name if name in there else {"divisor": "x_col", "max_index": "y"}[name]
        assert found.line(name).name == expected


# --- padding ----------------------------------------------------------------------------------

MATRICES = [STEPS[name][1] for name in ("im2col", "x_col", "routed", "columns")]


@pytest.mark.parametrize(
    "settings",
    [
        Settings(kh=3, kw=2, sh=2, sw=1, pad="sides", pt=1, pr=1, h=5),  # and past the edge
        Settings(h=5, w=3, dh=2, pad="same_lower", n=1),
        Settings(),
    ],
)
def test_padding_is_what_a_window_reads_outside_the_input(settings):
    found = walk(settings)
    grid, (SH, SW) = found.story.grid, settings.layer().geometry.stride
    for layout in (*MATRICES, *IM2COL.values()):
        padding = found.padding(layout)
        assert padding.shape == layout.shape(found.story.sizes)
        for index in np.ndindex(padding.shape):
            at = layout.place(found.story.sizes, index)
            h = at["oh"] * SH - grid.rows.before + at["kh"] * grid.rows.dilation
            w = at["ow"] * SW - grid.cols.before + at["kw"] * grid.cols.dilation
            assert padding[index] == (not (0 <= h < settings.h and 0 <= w < settings.w))
    assert found.padding(IM2COL["rows"]).any() == (settings != Settings())


def test_tensors_and_lists_have_no_padding():
    found = walk(Settings(ph=1))
    for name in ("x", "y", "y_flat", "max_index", "divisor", "dy", "dx"):
        assert found.padding(STEPS[name][1]) is None


def test_a_plane_alone_walks_as_it_does_among_the_others():
    """One plane of a tensor that is too large for all, and the layer on the whole of it."""
    settings = Settings(h=20, w=21, kh=3, kw=3, sh=2, sw=2, bn=1, bc=1)
    found, layer = walk(settings), Pooling(3, stride=2)
    y = layer.forward(tensor(settings))
    assert not found.whole
    np.testing.assert_array_equal(found.line("y").array, y[1:, 1:2])
    np.testing.assert_array_equal(found.line("dx").array, layer.backward(np.ones(y.shape))[1:, 1:2])
