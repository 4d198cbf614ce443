"""Golden cases: numbers that others published, each with its origin, each small enough to check."""

import numpy as np
import pytest

from cnnpool import Pooling
from cnnpool.axis import output_size


def plane(rows) -> np.ndarray:
    """One plane as an input of shape (1, 1, H, W)."""
    return np.array(rows, dtype=float)[None, None]


def count(*shape, start=0) -> np.ndarray:
    """start, start + 1, ... in one plane."""
    return plane(start + np.arange(np.prod(shape)).reshape(shape))


@pytest.mark.parametrize(
    ("size", "kernel", "stride", "pad", "floor", "ceil"),
    [
        pytest.param(25, 2, 2, 0, 12, 13, id="pytorch#6842"),
        pytest.param(32, 1, 2, 0, 16, 16, id="pytorch#57178"),
        pytest.param(10, 1, 2, 0, 5, 5, id="pytorch#148123, 10"),
        pytest.param(11, 1, 2, 0, 6, 6, id="pytorch#148123, 11"),
        pytest.param(6, 1, 2, 0, 3, 3, id="pytorch#45357, 6"),
        pytest.param(7, 1, 2, 0, 4, 4, id="pytorch#45357, 7"),
        pytest.param(64, 3, 2, 1, 32, 33, id="netscope#25"),
    ],
)
def test_size(size, kernel, stride, pad, floor, ceil):
    for ceil_mode, expected in ((False, floor), (True, ceil)):
        assert output_size(size, kernel, stride, pad, pad, 1, ceil_mode) == expected
        layer = Pooling(kernel, stride=stride, padding=pad, ceil_mode=ceil_mode)
        assert layer.forward(np.zeros((1, 1, size, size))).shape == (1, 1, expected, expected)


@pytest.mark.parametrize(
    ("layer", "x", "y"),
    [
        pytest.param(
            Pooling(3, stride=2, padding=1, ceil_mode=False),
            count(4, 4),
            [[5, 7], [13, 15]],
            id="d2l",
        ),
        pytest.param(
            Pooling(2, stride=3, mode="avg"),
            count(7, 7),
            [[4, 7, 9.5], [25, 28, 30.5], [42.5, 45.5, 48]],
            id="coremltools#2844",
        ),
        pytest.param(
            Pooling(3, stride=2, padding=1, mode="avg"),
            count(4, 4, start=1),
            [[1.5556, 3.3333, 2], [6.3333, 11, 6], [4.5, 7.5, 4]],
            id="pytorch#183528",
        ),
    ],
)
def test_forward(layer, x, y):
    np.testing.assert_allclose(layer.forward(x)[0, 0], y, atol=5e-5)


@pytest.mark.parametrize(
    ("layer", "x", "dy", "y", "indices", "dx"),
    [
        pytest.param(
            Pooling(2, stride=1),
            [[1, 2, 3], [2, 4, 2], [5, 6, 7]],
            [[1, 2], [4, 5]],
            [[4, 4], [6, 7]],
            [[4, 4], [7, 8]],
            [[0, 0, 0], [0, 3, 0], [0, 4, 5]],
            id="DirectML MAX_POOLING_GRAD",
        ),
        pytest.param(
            Pooling((1, 3), stride=(1, 2)),
            [[3, 0, 4, 2, 0]],
            [[0.7, 0.9]],
            [[4, 4]],
            [[2, 2]],
            [[0, 0, 1.6, 0, 0]],
            id="ai.stackexchange 17107",
        ),
        pytest.param(
            Pooling(2, padding=1),
            [[1, 4, 7], [2, 5, 8], [3, 6, 9]],
            [[1, 1], [1, 1]],
            [[1, 7], [3, 9]],
            [[0, 2], [6, 8]],
            [[1, 0, 1], [0, 0, 0], [1, 0, 1]],
            id="NNlib#133",
        ),
        pytest.param(
            Pooling(2),
            [[1, 2], [2, 2]],
            [[1]],
            [[2]],
            [[1]],
            [[0, 1], [0, 0]],
            id="tensorflow#4886",
        ),
        pytest.param(
            Pooling(2),
            [[1, 9, 2], [9, 9, 3], [0, 0, 0]],
            [[1, 2], [3, 4]],
            [[9, 3], [0, 0]],
            [[1, 5], [6, 8]],
            [[0, 1, 0], [0, 0, 2], [3, 0, 4]],
            id="the article's class, silently wrong",
        ),
    ],
)
def test_forward_and_backward(layer, x, dy, y, indices, dx):
    np.testing.assert_array_equal(layer.forward(plane(x))[0, 0], y)
    np.testing.assert_array_equal(layer.indices[0, 0], indices)
    np.testing.assert_allclose(layer.backward(plane(dy))[0, 0], dx, rtol=1e-15)


@pytest.mark.parametrize(
    ("shape", "indices"),
    [((4, 4), [[5, 7], [13, 15]]), ((4, 5), [[6, 8], [16, 18]])],
    ids=["MaxUnpool2d, 4x4", "MaxUnpool2d, 4x5"],
)
def test_indices(shape, indices):
    layer = Pooling(2, ceil_mode=False)
    layer.forward(count(*shape, start=1))
    np.testing.assert_array_equal(layer.indices[0, 0], indices)
