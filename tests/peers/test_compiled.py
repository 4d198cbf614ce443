"""With Numba, gradients take the compiled loop, to the same cells."""

import numpy as np
import pytest
from hypothesis import given

from cnnpool import Pooling
from cnnpool.fast import scatter
from tests.core.strategies import cases, tensor
from tests.core.test_fast import always_plain, cuts, run_fast


@pytest.fixture(scope="module")
def patched():
    with pytest.MonkeyPatch.context() as patch:
        yield patch


def test_numba_is_there():
    assert scatter.compiled() is not None


@given(case=cases("max", dtypes=("float32", "float64", "int8"), spoiled=False), cut=cuts())
def test_gradients_equal_those_without(patched, case, cut):
    try:
        without = run_fast(patched, cut, case)
    except ValueError:
        return  # these windows have no meaning
    with_numba = run_fast(patched, cut, case, scatter.compiled())
    np.testing.assert_array_equal(with_numba.dx, without.dx)


@pytest.mark.parametrize("kernel", [(2, 2), (17, 17)])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_by_itself_on_what_is_large(monkeypatch, kernel, dtype):
    """No number is patched here: the layer finds Numba, and offsets of two bytes are followed."""
    x = tensor((2, 3, 200, 180), dtype, "ties", seed=1)
    layer = Pooling(kernel, stride=1, padding=1)
    dy = np.random.RandomState(0).randint(-9, 9, layer.forward(x).shape).astype(dtype)
    fast = layer.backward(dy)
    always_plain(monkeypatch)
    np.testing.assert_array_equal(layer.backward(dy), fast)
