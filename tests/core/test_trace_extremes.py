"""The trace at its limits: zeros under Lp, infinities, empty ranges and rows that do not exist."""

import numpy as np
import pytest

from cnnpool import Pooling, trace

X = np.arange(36.0).reshape(2, 1, 3, 6)


@pytest.mark.parametrize("p", [1, 2, 2.5])
def test_a_window_of_zeros_has_no_norm_and_no_gradient(p):
    story = trace(np.zeros((1, 1, 2, 2)), Pooling(2, mode="lp", p=p))
    np.testing.assert_array_equal(story.routed, np.zeros((4, 1)))
    np.testing.assert_array_equal(story.dx, np.zeros((1, 1, 2, 2)))


@pytest.mark.parametrize("value", [np.inf, -np.inf, np.nan])
@pytest.mark.parametrize("mode", ["max", "avg", "lp"])
def test_what_the_layer_can_say_the_trace_can_say(mode, value):
    """No warning, and the routed gradients are what the layer adds up."""
    x = np.array([[[[1.0, value], [2.0, 3.0]]]])
    story = trace(x, Pooling(2, mode=mode), np.array([[[[2.0]]]]))
    np.testing.assert_array_equal(story.routed[:, 0], story.dx.reshape(-1))
    np.testing.assert_array_equal(story.x_col, x.reshape(1, 4))


def test_a_gradient_too_large_for_float16_becomes_infinite():
    story = trace(np.ones((1, 1, 2, 2), np.float16), Pooling(2), np.full((1, 1, 1, 1), 1e6))
    np.testing.assert_array_equal(story.dx, [[[[np.inf, 0], [0, 0]]]])
    np.testing.assert_array_equal(story.routed, [[np.inf], [0], [0], [0]])


@pytest.mark.parametrize("at", [0, 5, 9, 18])
def test_no_rows_are_an_empty_part(at):
    story = trace(X, Pooling((1, 2)))
    values, routed = story.rows(at, at)
    assert values.shape == routed.shape == (0, 2)


@pytest.mark.parametrize(("start", "stop"), [(-1, None), (0, 19), (19, 20)])
def test_rows_that_are_not_there_are_refused(start, stop):
    story = trace(X, Pooling((1, 2)))
    assert story.row_count == 18
    with pytest.raises(ValueError, match="row"):
        story.rows(start, stop)


@pytest.mark.parametrize("shape", [(1, 1, 2, 3), (2, 1, 3, 2), (2, 1, 9)])
def test_a_dy_of_another_shape_is_refused(shape):
    with pytest.raises(ValueError, match="dy must"):
        trace(X, Pooling((1, 2)), np.ones(shape))
