"""Unpooling: PyTorch's own example, planes of their own, overlaps, and what is refused."""

import numpy as np
import pytest

from cnnpool import Pooling
from cnnpool.unpool import unpool


@pytest.mark.parametrize(
    ("shape", "restored"),
    [
        ((4, 4), {(1, 1): 6, (1, 3): 8, (3, 1): 14, (3, 3): 16}),
        ((4, 5), {(1, 1): 7, (1, 3): 9, (3, 1): 17, (3, 3): 19}),
    ],
    ids=["MaxUnpool2d, 4x4", "MaxUnpool2d, 4x5"],
)
def test_the_example_of_max_unpool_2d(shape, restored):
    x = 1.0 + np.arange(np.prod(shape)).reshape(1, 1, *shape)
    layer = Pooling(2, ceil_mode=False)
    expected = np.zeros(shape)
    for cell, value in restored.items():
        expected[cell] = value
    np.testing.assert_array_equal(unpool(layer.forward(x), layer.indices, x.shape)[0, 0], expected)


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.int16])
def test_every_plane_by_itself_and_pooled_again(dtype):
    x = 1 + np.random.RandomState(0).permutation(2 * 3 * 5 * 7).reshape(2, 3, 5, 7).astype(dtype)
    layer = Pooling((2, 3))
    y = layer.forward(x)
    back = unpool(y, layer.indices, x.shape)
    assert back.dtype == dtype
    assert ((back == 0) | (back == x)).all()
    assert (back != 0).sum() == y.size
    np.testing.assert_array_equal(Pooling((2, 3)).forward(back), y)


def test_a_cell_that_won_twice_is_written_and_not_added():
    x = np.array([[[[1, 2, 3], [2, 4, 2], [5, 6, 7]]]])
    layer = Pooling(2, stride=1)
    back = unpool(layer.forward(x), layer.indices, x.shape)
    np.testing.assert_array_equal(back[0, 0], [[0, 0, 0], [0, 4, 0], [0, 6, 7]])


Y, AT = np.ones((1, 1, 2, 2)), np.zeros((1, 1, 2, 2), dtype=int)


@pytest.mark.parametrize(
    ("y", "indices", "shape", "error", "says"),
    [
        (Y, AT[..., :1], (1, 1, 4, 4), ValueError, r"must both be \(N, C, OH, OW\)"),
        (Y, AT, (1, 2, 4, 4), ValueError, r"of shape \(1, 2, 4, 4\), got \(1, 1, 2, 2\)"),
        (Y, AT + 16, (1, 1, 4, 4), ValueError, "a plane of 16 cells, got 16 to 16"),
        (Y, AT - 1, (1, 1, 4, 4), ValueError, "got -1 to -1"),
        (Y, AT + 0.5, (1, 1, 4, 4), TypeError, "indices must be integers, got dtype float64"),
        (Y, AT, (4, 4), ValueError, r"input_shape must be \(N, C, H, W\)"),
        (Y, AT, (1, 1, 4, 0), ValueError, "input_shape must be at least 1, got 0"),
        (Y[0], AT, (1, 1, 4, 4), ValueError, "y must be 4-D"),
    ],
)
def test_what_does_not_belong_together_is_refused(y, indices, shape, error, says):
    with pytest.raises(error, match=says):
        unpool(y, indices, shape)
