"""The rules beside the layer's own, against loops over one window after the other."""

import numpy as np
import pytest
from hypothesis import given, reject

from cnnpool import Pooling, Trace, rules, trace
from cnnpool.errors import Refusal
from tests.core.strategies import Case, cases


def tell(case: Case) -> Trace:
    """The last plane of a case, if it has a meaning."""
    layer = Pooling(**case.settings)
    try:
        dy = case.dy(layer.forward(case.x).shape)
    except Refusal:
        reject()
    return trace(case.x, layer, dy).plane(case.x.shape[0] - 1, case.x.shape[1] - 1)


STORIES = cases("max", planes=2, spoiled=False).map(tell)


def windows(story: Trace, padding=None) -> list[list]:
    """The numbers of every window, with ``padding`` for the offsets that have no cell."""
    x = story.x.reshape(-1).tolist()
    return [[padding if cell < 0 else x[cell] for cell in row] for row in story.cells.tolist()]


def holders(window: list) -> list[int]:
    """The offsets that hold the largest number of a window, or its NaNs."""
    values = [value for value in window if value is not None]
    if any(value != value for value in values):
        return [k for k, value in enumerate(window) if value is not None and value != value]
    return [k for k, value in enumerate(window) if value is not None and value == max(values)]


@given(STORIES)
def test_the_weights_are_those_of_the_loops(story):
    expected = {rule: np.zeros(story.cells.shape) for rule in rules.TIES}
    for i, window in enumerate(windows(story)):
        best = holders(window)
        expected["first"][i, best[0]] = expected["last"][i, best[-1]] = 1
        for k in best:
            expected["split"][i, k], expected["all"][i, k] = 1 / len(best), 1
    np.testing.assert_array_equal(rules.tied(story), expected["all"] == 1)
    for rule in rules.TIES:
        np.testing.assert_array_equal(rules.tie_weights(story, rule), expected[rule])


@given(STORIES)
def test_the_first_of_equals_is_the_layers_own_rule(story):
    first = rules.tie_weights(story, "first")
    np.testing.assert_array_equal(first * story.dy.reshape(-1, 1), story.rows()[1])
    np.testing.assert_array_equal(rules.route(story, first), story.dx[0, 0])


@given(STORIES)
def test_what_each_rule_does_to_the_sum_of_the_gradient(story):
    total = story.dy.astype(float).sum()
    for rule in ("first", "last", "split"):
        weights = rules.tie_weights(story, rule)
        np.testing.assert_allclose(weights.sum(axis=1), 1)
        np.testing.assert_allclose(rules.route(story, weights).sum(), total, atol=1e-9)
    ties = rules.tied(story).sum(axis=1)
    inflated = (story.dy.reshape(-1).astype(float) * ties).sum()
    assert rules.route(story, rules.tie_weights(story, "all")).sum() == inflated


def test_integers_that_no_float_tells_apart_are_not_tied():
    story = trace([[[[2**53, 2**53 + 1]]]], Pooling((1, 3), padding=(0, 1), ceil_mode=False))
    assert rules.tied(story).tolist() == [[False, False, True]]


def test_a_weight_of_nothing_takes_nothing_of_an_infinite_gradient():
    story = trace([[[[1, 2]]]], Pooling((1, 2)), [[[[np.inf]]]])
    weights = rules.tie_weights(story, "first")
    np.testing.assert_array_equal(rules.route(story, weights), [[0, np.inf]])


def test_what_cannot_be_used_is_refused():
    story = trace([[[[1, 2]]]], Pooling((1, 2)))
    with pytest.raises(ValueError, match="one of first, last, split, all, got 'even'"):
        rules.tie_weights(story, "even")
    with pytest.raises(ValueError, match=r"shape \(1, 2\), got \(2,\)"):
        rules.route(story, np.ones(2))
    with pytest.raises(ValueError, match=r"one plane .* got \(2, 1, 1, 2\)"):
        rules.tied(trace(np.ones((2, 1, 1, 2)), Pooling(1)))


@given(STORIES)
def test_zero_padding_is_that_of_the_loops(story):
    padded = windows(story, padding=0)
    best = [window[holders(window)[0]] for window in padded]
    y = rules.max_with_zero_padding(story)
    assert (y.dtype, y.shape) == (story.y.dtype, story.grid.shape)
    np.testing.assert_array_equal(y.reshape(-1), np.array(best, story.y.dtype))
    wins = [row[holders(window)[0]] < 0 for window, row in zip(padded, story.cells, strict=True)]
    assert rules.lost(story).tolist() == wins
    differs = [a != b and a == a for a, b in zip(best, story.y.flat, strict=True)]
    assert rules.zero_padding_differs(story).reshape(-1).tolist() == differs


def test_dezero_zeros_win_along_the_border():
    story = trace(np.full((1, 1, 4, 4), -1.0), Pooling(3, stride=1, padding=1))
    border = np.pad(np.zeros((2, 2), bool), 1, constant_values=True)
    np.testing.assert_array_equal(rules.max_with_zero_padding(story), np.where(border, 0, -1))
    np.testing.assert_array_equal(rules.zero_padding_differs(story), border)
    np.testing.assert_array_equal(rules.lost(story), border.reshape(-1))


def test_of_a_zero_and_padding_the_first_wins():
    for pads, expected in (((1, 0), True), ((0, 1), False)):
        story = trace([[[[0]]]], Pooling((1, 2), padding=((0, 0), pads), ceil_mode=False))
        assert rules.lost(story).tolist() == [expected]
        assert not rules.zero_padding_differs(story).any()


def test_zeros_at_the_end_take_an_overhang_but_no_nan():
    for last, y, wins in ((-3.0, 0, True), (np.nan, np.nan, False)):
        story = trace([[[[-1.0, -2.0, last]]]], Pooling((1, 2)))
        np.testing.assert_array_equal(rules.max_with_zero_padding(story), [[-1, y]])
        assert rules.lost(story).tolist() == [False, wins]
        assert rules.zero_padding_differs(story).tolist() == [[False, wins]]


@pytest.mark.parametrize("mode", ["max", "avg", "lp"])
def test_a_five_by_five_plane_rounded_both_ways(mode):
    x = np.arange(25).reshape(1, 1, 5, 5)
    up = trace(x, Pooling(2, mode=mode), np.full((1, 1, 3, 3), 7.0))
    down = rules.other_rounding(up)
    assert (up.grid.shape, down.grid.shape) == ((3, 3), (2, 2))
    np.testing.assert_array_equal(down.y, up.y[..., :2, :2])
    np.testing.assert_array_equal(down.dy, np.ones((1, 1, 2, 2)))
    np.testing.assert_array_equal(rules.other_rounding(down).y, up.y)
    assert up.layer.geometry.ceil_mode is True


@given(cases("avg", ("float64",), ("wide",), planes=1, spoiled=False))
def test_the_other_rounding_is_the_layer_made_anew(case):
    story, made = tell(case), dict(case.settings)
    made["ceil_mode"] = not made["ceil_mode"]
    other = rules.other_rounding(story)
    try:
        expected = trace(case.x, Pooling(**made))
    except Refusal:
        expected = None
    if expected is None or expected.grid == story.grid:
        assert other is None
    else:
        assert other.grid == expected.grid
        np.testing.assert_array_equal(other.y, expected.y)
        np.testing.assert_array_equal(other.dx, expected.dx)


EMPTY = {"stride": 2, "padding": ((0, 0), (3, 0)), "dilation": (1, 3), "ceil_mode": False}


# The last two are refused: rounded down no window fits, rounded up one is without cells.
@pytest.mark.parametrize(
    ("size", "settings"), [(4, {}), (5, {"padding": "same_upper"}), (1, {}), (2, EMPTY)]
)
def test_no_other_rounding(size, settings):
    story = trace(np.ones((1, 1, size, size)), Pooling(2, **settings))
    assert rules.other_rounding(story) is None
