"""The trace: its arrays are the layer's and the article's, whole, in rows, and plane by plane."""

import copy

import numpy as np
import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from cnnpool import Pooling, Trace, col2im, im2col, trace
from cnnpool.errors import Refusal
from cnnpool.layouts import STEPS
from tests.core.strategies import Case, cases

MODES = ("max", "avg", "lp")


def sound_cases(dtypes=("float64", "float32", "int64"), **bounds):
    """Cases of every mode; a few still have a window without cells."""
    return st.sampled_from(MODES).flatmap(
        lambda mode: cases(mode, dtypes, ("wide", "ties"), spoiled=False, **bounds)
    )


def tell(case: Case) -> Trace:
    """The trace of a case, if it has a meaning; without zeros, which have tests of their own."""
    x = case.x % 9 - 4
    x[x == 0] = 5
    layer = Pooling(**case.settings)
    try:
        dy = case.dy(layer.forward(x).shape)
    except Refusal:
        reject()
    return trace(x, layer, dy)


def arrays(story: Trace) -> dict[str, np.ndarray]:
    return {step.name: step.array for step in story.steps}


def lengths(story: Trace) -> dict[str, int]:
    """How long each letter of an axis is."""
    grid = story.grid
    letters = ("n", "c", "h", "w", "kh", "kw", "oh", "ow")
    return dict(zip(letters, (*story.x.shape, *grid.kernel, *grid.shape), strict=True))


@given(sound_cases())
def test_every_step_has_its_axes_and_its_cell(case):
    story = tell(case)
    only = {"max_index": "max", "divisor": "avg"}
    names = [name for name in STEPS if only.get(name, story.layer.mode) == story.layer.mode]
    assert [step.name for step in story.steps] == names
    length = lengths(story)
    for step in story.steps:
        cell, layout = STEPS[step.name]
        assert (step.cell, step.axes) == (cell, layout.axes)
        assert step.array.shape == tuple(
            np.prod([length[letter] for letter in axis.split(",")]) for axis in step.axes
        )


@given(sound_cases())
def test_the_layers_numbers_are_the_traces(case):
    story = tell(case)
    layer = Pooling(**case.settings)
    y = layer.forward(story.x)
    dx = layer.backward(story.dy)
    np.testing.assert_array_equal(story.y, y)
    np.testing.assert_array_equal(story.dx, dx)
    assert (story.y.dtype, story.dx.dtype) == (y.dtype, dx.dtype)
    assert story.row_count == y.size
    if layer.mode == "max":
        np.testing.assert_array_equal(arrays(story)["max_index"], layer.max_index)
    else:
        assert story.winner is None


@given(sound_cases())
def test_the_articles_way_from_step_to_step(case):
    """In[4] to In[12] from one array to the next, with im2col and col2im as they are."""
    story = tell(case)
    step, grid = arrays(story), story.grid
    N, C, _, _ = story.x.shape
    (KH, KW), (OH, OW) = grid.kernel, grid.shape
    pads = tuple((axis.before, axis.after) for axis in (grid.rows, grid.cols))
    strides, dilation = zip(*((a.stride, a.dilation) for a in (grid.rows, grid.cols)), strict=True)
    x = story.x.astype(float)

    cols = im2col(
        x, (KH, KW), (OH, OW), strides, pads, dilation=dilation, pad_value=story.pad_value
    )
    np.testing.assert_array_equal(step["im2col"], cols)
    np.testing.assert_array_equal(step["x_col"], cols.T.reshape(-1, KH * KW))
    np.testing.assert_array_equal(
        step["y"], step["y_flat"].reshape(N, OH, OW, C).transpose(0, 3, 1, 2)
    )
    np.testing.assert_array_equal(step["dy"], story.dy.transpose(0, 2, 3, 1))
    if story.layer.mode == "max":
        np.testing.assert_array_equal(step["y_flat"], step["x_col"].max(axis=1))
        np.testing.assert_array_equal(step["max_index"], step["x_col"].argmax(axis=1))
        routed = np.zeros((KH * KW, story.dy.size))
        routed[step["max_index"], np.arange(story.dy.size)] = step["dy"].reshape(-1)
        np.testing.assert_array_equal(step["routed"], routed)
    columns = step["routed"].reshape(KH, KW, N, OH, OW, C).transpose(5, 0, 1, 2, 3, 4)
    np.testing.assert_array_equal(step["columns"], columns.reshape(C * KH * KW, N * OH * OW))
    dx = col2im(step["columns"], x.shape, (KH, KW), (OH, OW), strides, pads, dilation=dilation)
    tolerance = 1e-4 if story.dx.dtype == np.float32 else 1e-12
    np.testing.assert_allclose(step["dx"], dx, rtol=tolerance, atol=tolerance)


@given(sound_cases(), st.data())
def test_rows_are_a_part_of_the_whole(case, data):
    story = tell(case)
    start = data.draw(st.integers(0, story.row_count - 1))
    stop = data.draw(st.integers(start + 1, story.row_count))
    values, routed = story.rows(start, stop)
    np.testing.assert_array_equal(values, story.x_col[start:stop])
    np.testing.assert_array_equal(routed, story.routed.T[start:stop])


@given(sound_cases())
def test_a_plane_is_a_part_of_the_whole(case):
    story = tell(case)
    (N, C), (OH, OW) = story.x.shape[:2], story.grid.shape
    whole = arrays(story)
    for n, c in np.ndindex(N, C):
        plane = arrays(story.plane(n, c))
        for name in ("x", "y", "dx"):
            np.testing.assert_array_equal(plane[name][0, 0], whole[name][n, c])
        np.testing.assert_array_equal(plane["dy"][0, :, :, 0], whole["dy"][n, :, :, c])
        for name in {"y_flat", "x_col", "max_index"} & plane.keys():
            rows = whole[name].reshape(N, OH, OW, C, -1)[n, :, :, c]
            np.testing.assert_array_equal(plane[name].reshape(OH, OW, -1), rows)
        for name in ("im2col", "columns"):
            block = whole[name].reshape(C, -1, N, OH * OW)[c, :, n]
            np.testing.assert_array_equal(plane[name], block)
        routed = whole["routed"].reshape(-1, N, OH * OW, C)[:, n, :, c]
        np.testing.assert_array_equal(plane["routed"], routed)


@given(sound_cases())
def test_layer_x_and_dy_stay_as_they_are(case):
    """The trace is of another input, so that whatever it leaves in the layer is seen."""
    layer, story = Pooling(**case.settings), tell(case)
    y, x, dy = layer.forward(case.x), story.x[::-1].copy(), story.dy.copy()
    dx = layer.backward(dy)
    then = copy.deepcopy((y, dx, x, dy))
    for array in (x, dy):
        array.setflags(write=False)
    assert trace(x, layer, dy).x_col.size
    assert layer.y is y
    assert layer.dx is dx
    for array, before in zip((y, dx, x, dy), then, strict=True):
        np.testing.assert_array_equal(array, before)
    np.testing.assert_array_equal(layer.backward(dy), then[1])


@pytest.mark.parametrize("mode", MODES)
def test_padding_in_the_rows(mode):
    """-inf where the largest is asked for, 0 where a sum is; no gradient in either."""
    story = trace([[[[1, 2], [3, 4]]]], Pooling(2, padding=1, mode=mode, ceil_mode=False))
    pad = -np.inf if mode == "max" else 0
    expected = [[pad, pad, pad, 1], [pad, pad, 2, pad], [pad, 3, pad, pad], [4, pad, pad, pad]]
    np.testing.assert_array_equal(story.x_col, expected)
    assert story.pad_value == pad
    assert (story.routed.T != 0).tolist() == [[cell != pad for cell in row] for row in expected]


@pytest.mark.parametrize("padding", [0, 1])
@pytest.mark.parametrize("dtype", ["float16", "float32", "float64", "int64", "uint8", "bool"])
def test_the_rows_hold_what_was_typed(dtype, padding):
    x = (np.arange(1, 17) % 5).astype(dtype).reshape(1, 1, 4, 4)
    for mode in MODES:
        story = trace(x, Pooling(2, padding=padding, mode=mode))
        real = story.rows()[0][story.cells >= 0]
        np.testing.assert_array_equal(real, x.reshape(-1)[story.cells[story.cells >= 0]])
        if not padding:
            assert story.x_col.dtype == x.dtype


def test_dy_is_one_where_none_is_given():
    story = trace(np.arange(32.0).reshape(1, 2, 4, 4), Pooling(2))
    np.testing.assert_array_equal(story.dy, np.ones((1, 2, 2, 2)))
    assert story.dx.sum() == 8
