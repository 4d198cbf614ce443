"""The layer equals the loops: values, dtypes, winners, gradients, and what both refuse."""

import numpy as np
import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from cnnpool import Pooling
from cnnpool.errors import Refusal
from tests.core.reference import Loops, Refused
from tests.core.strategies import FLOATS, Case, cases

ANY_MODE = st.sampled_from(["max", "avg", "lp"]).flatmap(cases)


def run(case: Case):
    """The loops and the layer after ``forward``, or None where both refuse by the same rule."""
    loops = Loops(**case.settings)
    try:
        loops.forward(case.x)
    except Refused as refused:
        event(refused.key)
        with pytest.raises(Refusal) as caught:
            Pooling(**case.settings).forward(case.x)
        assert caught.value.key == refused.key
        return None
    layer = Pooling(**case.settings)
    layer.forward(case.x)
    return loops, layer


def assert_close(actual, expected, scale):
    """Equal but for sums rounded in float32 or better and one rounding at the end."""
    assert actual.dtype == expected.dtype
    rounding = np.finfo(actual.dtype)
    in_sums = 32 * np.finfo(np.result_type(actual.dtype, np.float32)).eps
    largest = np.abs(scale, dtype=np.float64).max(where=np.isfinite(scale), initial=0)
    np.testing.assert_allclose(
        actual,
        expected,
        rtol=rounding.eps + in_sums,
        atol=rounding.smallest_subnormal + in_sums * largest,
    )


@given(cases("max"))
def test_max_forward(case):
    if (both := run(case)) is None:
        return
    loops, layer = both
    assert layer.y.dtype == case.x.dtype
    np.testing.assert_array_equal(layer.y, loops.y)
    np.testing.assert_array_equal(layer.winner, loops.winner)
    np.testing.assert_array_equal(layer.indices, loops.indices)
    in_the_articles_order = [
        loops.winner[n, c, oh, ow]
        for n in range(layer.y.shape[0])
        for oh in range(layer.y.shape[2])
        for ow in range(layer.y.shape[3])
        for c in range(layer.y.shape[1])
    ]
    assert layer.max_index.tolist() == in_the_articles_order


@given(cases("max"))
def test_max_backward(case):
    if (both := run(case)) is None:
        return
    loops, layer = both
    dy = case.dy(layer.y.shape)
    expected = loops.backward(dy)
    dx = layer.backward(dy)
    assert layer.dx is dx
    assert dx.dtype == expected.dtype
    np.testing.assert_array_equal(dx, expected)
    np.testing.assert_array_equal(
        dx.sum(axis=(2, 3), dtype=np.float64), dy.sum(axis=(2, 3), dtype=np.float64)
    )


@pytest.mark.parametrize("mode", ["avg", "lp"])
@given(data=st.data())
def test_avg_and_lp(mode, data):
    case = data.draw(cases(mode))
    if (both := run(case)) is None:
        return
    loops, layer = both
    assert_close(layer.y, loops.y, case.x)
    dy = case.dy(layer.y.shape)
    expected = loops.backward(dy)
    assert_close(layer.backward(dy), expected, expected)


@given(ANY_MODE)
def test_nothing_given_is_written_to_or_needed_again(case):
    """What came in stays as it was, and changing it afterwards changes no gradient."""
    x = case.x.copy()
    x.setflags(write=False)
    if (both := run(case._replace(x=x))) is None:
        return
    dy = case.dy(both[1].y.shape)
    dy.setflags(write=False)
    expected = both[1].backward(dy).copy()
    np.testing.assert_array_equal(x, case.x)

    layer, changed = Pooling(**case.settings), case.x.copy()
    layer.forward(changed)
    changed[...] = 0
    np.testing.assert_array_equal(layer.backward(dy), expected)
    np.testing.assert_array_equal(layer.backward(dy), expected)  # and once more


@given(ANY_MODE)
def test_the_layout_in_memory_does_not_matter(case):
    """Views with other strides, and the other byte order, give the same numbers."""
    if (both := run(case)) is None:
        return
    layer = both[1]
    y, dy = layer.y, case.dy(layer.y.shape)
    dx = layer.backward(dy)
    for x in (
        np.asfortranarray(case.x),
        case.x[:, :, ::-1, ::-1].copy()[:, :, ::-1, ::-1],
        case.x.astype(case.x.dtype.newbyteorder()),
    ):
        other = Pooling(**case.settings)
        np.testing.assert_array_equal(other.forward(x), y)
        assert other.y.dtype.newbyteorder("=") == y.dtype
        np.testing.assert_array_equal(other.backward(dy[::1]), dx)


@given(cases("max", dtypes=FLOATS, kinds=("wide",)))
def test_one_layer_serves_one_input_after_another(case):
    """Nothing of the first input is left when the second, of another shape, comes."""
    if (both := run(case)) is None:
        return
    loops, layer = both
    layer.backward(np.ones(layer.y.shape))
    x = np.repeat(case.x[..., ::-1], 2, axis=1)
    y, dy = layer.forward(x), np.ones(layer.y.shape)
    assert layer.dx is None
    np.testing.assert_array_equal(y, loops.forward(x))
    np.testing.assert_array_equal(layer.backward(dy), loops.backward(dy))


@pytest.mark.parametrize("size", [(6, 9), (7, 5)])
@pytest.mark.parametrize("padding", [0, 1])
@pytest.mark.parametrize("mode", ["max", "avg", "lp"])
def test_an_int_is_a_pair_and_a_pair_of_pairs(mode, padding, size):
    x = np.random.RandomState(5).randn(2, 3, *size)
    ints = Pooling(3, stride=2, padding=padding, dilation=1, mode=mode)
    for pads in ((padding, padding), [padding, padding], ((padding,) * 2,) * 2):
        pairs = Pooling((3, 3), stride=[2, 2], padding=pads, dilation=(1, np.int64(1)), mode=mode)
        np.testing.assert_array_equal(ints.forward(x), pairs.forward(x))
        dy = np.random.RandomState(6).randn(*ints.y.shape)
        np.testing.assert_array_equal(ints.backward(dy), pairs.backward(dy))


def test_an_infinite_gradient_goes_to_the_winner_alone():
    x = np.arange(32.0).reshape(1, 2, 4, 4)
    layer = Pooling(2)
    dy = np.full(layer.forward(x).shape, np.inf)
    dx = layer.backward(dy)
    assert np.isinf(dx).sum() == dy.size
    assert not np.isnan(dx).any()


@pytest.mark.parametrize("mode", ["max", "avg", "lp"])
def test_many_small_shares_add_up_in_float16(mode):
    """One cell in 3000 windows: sums are made in float32, float16 would stop at 2048."""
    W, KW = 5999, 3000
    x = np.zeros((1, 1, 1, W), dtype=np.float16)
    x[..., KW - 1] = 1
    layer = Pooling((1, KW), stride=1, mode=mode, divisor_override=1, p=1)
    y = layer.forward(x)
    dx = layer.backward(np.ones(y.shape, dtype=np.float16))
    assert y.shape == (1, 1, 1, KW)
    assert (y == 1).all()
    assert dx.dtype == np.float16
    assert dx[0, 0, 0, KW - 1] == 3000
    full = Pooling((1, KW), stride=KW, mode=mode, p=1).forward(np.ones_like(x))
    assert full[0, 0, 0, 0] == (KW if mode == "lp" else 1)
