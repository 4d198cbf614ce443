"""Inputs on which layers written from scratch are known to break, each named after one of them."""

import numpy as np
import pytest

from cnnpool import Pooling, col2im, im2col
from cnnpool.errors import Refusal


def plane(rows) -> np.ndarray:
    """One plane as an input of shape (1, 1, H, W)."""
    return np.array(rows, dtype=float)[None, None]


def count(*shape) -> np.ndarray:
    """0, 1, 2, ... in one plane."""
    return plane(np.arange(np.prod(shape)).reshape(shape))


@pytest.mark.parametrize(
    "dtype", [np.float32, np.float16], ids=["O'Reilly and the article", "float16"]
)
@pytest.mark.parametrize("mode", ["max", "avg", "lp"])
def test_the_dtype_stays(mode, dtype):
    layer = Pooling(2, padding=1, mode=mode)  # O'Reilly: padding raises
    y = layer.forward(count(5, 7).astype(dtype))
    assert y.dtype == layer.backward(np.ones(y.shape)).dtype == dtype


def test_dezero_padding_must_not_win():
    layer = Pooling(3, stride=1, padding=1)
    y = layer.forward(np.full((1, 1, 4, 4), -1.0))
    assert (y == -1).all()
    assert layer.backward(np.ones(y.shape)).sum() == 16


def test_dezero_average_over_a_kernel_that_is_not_square():
    layer = Pooling((2, 3), mode="avg")
    np.testing.assert_array_equal(layer.forward(count(4, 6))[0, 0], [[4, 7], [16, 19]])
    dx = layer.backward(plane([[6, 12], [18, 24]]))
    expected = np.kron([[1, 2], [3, 4]], np.ones((2, 3)))
    np.testing.assert_allclose(dx[0, 0], expected, rtol=1e-15)


def test_numpy_ml_max_backward_with_padding():
    layer = Pooling(3, stride=2, padding=1)
    y = layer.forward(count(5, 5))
    dx = layer.backward(np.ones(y.shape))
    assert set(zip(*np.nonzero(dx[0, 0]), strict=True)) == {
        (h, w) for h in (1, 3, 4) for w in (1, 3, 4)
    }


def test_flux_overlapping_windows_add():
    layer = Pooling(3, stride=1)
    x = np.zeros((1, 1, 5, 5))
    x[..., 2, 2] = 1  # in the middle: every one of the nine windows picks it
    layer.forward(x)
    assert layer.backward(1 + count(3, 3))[0, 0, 2, 2] == 45


def test_onnxruntime_the_overhang_is_in_no_divisor():
    y = Pooling(2, mode="avg").forward(np.ones((1, 1, 3, 3)))
    assert (y == 1).all()


def test_scikit_image_the_end_is_not_filled_with_zeros():
    np.testing.assert_array_equal(Pooling(2).forward(-1 - count(3, 3))[0, 0], [[-1, -3], [-7, -9]])


@pytest.mark.parametrize("shape", [(4, 6), (5, 5), (1, 1), (3, 3), (3, 4), (7, 2)])
@pytest.mark.parametrize("pool", [2, 3])
def test_the_articles_class_shapes_that_it_cannot_do(shape, pool):
    x = np.random.RandomState(0).permutation(6 * shape[0] * shape[1]).reshape(2, 3, *shape)
    layer = Pooling(pool)
    y = layer.forward(x)
    assert y.shape == (2, 3, -(-shape[0] // pool), -(-shape[1] // pool))
    for (n, c, oh, ow), value in np.ndenumerate(y):
        rows, cols = slice(oh * pool, (oh + 1) * pool), slice(ow * pool, (ow + 1) * pool)
        assert value == x[n, c, rows, cols].max()


def test_the_articles_col2im_takes_a_remainder():
    cols = im2col(count(5, 5), 2, 3, 2, 0)
    np.testing.assert_array_equal(col2im(cols, (1, 1, 5, 5), 2, 3, 2, 0), count(5, 5))


def test_pytorch_a_window_without_cells_is_refused():
    with pytest.raises(Refusal, match="covers no input cell") as caught:
        Pooling(2, stride=1, padding=1, dilation=3).forward(np.ones((1, 1, 2, 2)))
    assert caught.value.key == "window_without_cells"


def test_nan_wins_and_the_first_takes_the_gradient():
    layer = Pooling(2)
    y = layer.forward(plane([[np.inf, np.nan], [np.nan, 1]]))
    assert np.isnan(y).all()
    np.testing.assert_array_equal(layer.backward(plane([[1]]))[0, 0], [[0, 1], [0, 0]])


@pytest.mark.parametrize("mode", ["max", "avg", "lp"])
def test_a_kernel_as_large_as_the_input_is_global_pooling(mode):
    x = np.random.RandomState(0).randn(2, 3, 4, 5)
    expected = {
        "max": x.max(axis=(2, 3)),
        "avg": x.mean(axis=(2, 3)),
        "lp": np.sqrt((x * x).sum(axis=(2, 3))),
    }[mode]
    np.testing.assert_allclose(Pooling((4, 5), mode=mode).forward(x)[:, :, 0, 0], expected)
