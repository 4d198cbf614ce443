"""What a layer keeps, and what it needs: its state before, after and despite a failed forward."""

import subprocess
import sys
import tracemalloc
import weakref
from pathlib import Path

import numpy as np
import pytest

import cnnpool
from cnnpool import Pooling

X = np.random.RandomState(3).randn(2, 3, 5, 6)
UNUSABLE = {
    "complex": np.zeros((1, 1, 2, 2), complex),
    "3-D": np.zeros((3, 5, 6)),
    "empty": np.zeros((0, 3, 5, 6)),
    "ragged": [[[[1, 2], [3]]]],
    "too small": np.zeros((1, 1, 1, 6)),
}


@pytest.mark.parametrize("mode", ["max", "avg", "lp"])
@pytest.mark.parametrize("unusable", UNUSABLE.values(), ids=UNUSABLE)
def test_a_failed_forward_leaves_the_layer_as_it_was(mode, unusable):
    layer = Pooling(3, stride=1, ceil_mode=False, mode=mode)
    layer.forward(X)
    dy = np.random.RandomState(4).randn(*layer.y.shape)
    layer.backward(dy)
    y, dx, y_then, dx_then = layer.y, layer.dx, layer.y.copy(), layer.dx.copy()
    with pytest.raises((TypeError, ValueError)):
        layer.forward(unusable)
    assert layer.y is y
    assert layer.dx is dx
    np.testing.assert_array_equal(y, y_then)
    np.testing.assert_array_equal(dx, dx_then)
    np.testing.assert_array_equal(layer.backward(dy), dx_then)


def test_a_failed_first_forward_leaves_a_new_layer():
    layer = Pooling(2)
    with pytest.raises(ValueError, match="4-D"):
        layer.forward(np.zeros((2, 2)))
    assert layer.y is layer.dx is None
    with pytest.raises(ValueError, match="needs a forward first"):
        layer.backward(np.zeros((1, 1, 1, 1)))


def test_a_failed_backward_leaves_the_gradient_as_it_was():
    layer = Pooling(2)
    dx = layer.backward(layer.forward(X))
    with pytest.raises(ValueError, match="dy"):
        layer.backward(X)
    assert layer.dx is dx


@pytest.mark.parametrize("mode", ["max", "avg"])
def test_forward_keeps_no_matrix_and_no_copy(mode):
    """The windows overlap 64 times: the matrix would be 64 inputs, and x alone is 400 kB."""
    x = np.random.RandomState(0).rand(1, 2, 160, 160)
    layer = Pooling(8, stride=(1, 20), mode=mode)
    layer.forward(x)  # whatever is made once, is made now
    tracemalloc.start()
    try:
        layer = Pooling(8, stride=20, mode=mode)
        y = layer.forward(x)
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert kept < 2 * y.nbytes + 10_000 < x.nbytes / 10


@pytest.mark.parametrize("mode", ["max", "avg"])
def test_forward_does_not_hold_on_to_x(mode):
    x = X.copy()
    gone = weakref.ref(x)
    layer = Pooling(2, mode=mode)
    layer.forward(x)
    del x
    assert gone() is None
    assert layer.backward(np.ones(layer.y.shape)).shape == X.shape


@pytest.mark.parametrize("mode", ["max", "avg", "lp"])
def test_what_forward_gives_out_is_not_what_backward_needs(mode):
    layer, other = Pooling(2, mode=mode), Pooling(2, mode=mode)
    dy = np.random.RandomState(4).randn(*layer.forward(X).shape)
    other.forward(X)[...] = 0
    np.testing.assert_array_equal(other.backward(dy), layer.backward(dy))


def test_layers_are_independent():
    one, two = Pooling(2), Pooling(2)
    one.forward(X)
    y = one.y.copy()
    two.forward(-X)
    np.testing.assert_array_equal(one.y, y)
    np.testing.assert_array_equal(one.backward(y), _alone(y))


def _alone(dy):
    layer = Pooling(2)
    layer.forward(X)
    return layer.backward(dy)


def test_the_import_needs_numpy_alone():
    """In a process of its own: no page, no figures, no pictures come along."""
    program = (
        "import sys, cnnpool;"
        "print(sorted({'streamlit', 'plotly', 'PIL', 'pandas'} & set(sys.modules)));"
        "print(sorted({m.split('.')[0] for m in sys.modules} & {'numpy', 'cnnpool'}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=Path(cnnpool.__file__).parents[1],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split("\n")[:2] == ["[]", "['cnnpool', 'numpy']"]


def test_the_public_names():
    assert set(cnnpool.__all__) == {"Pooling", "Trace", "col2im", "im2col", "trace"}
    assert all(hasattr(cnnpool, name) for name in cnnpool.__all__)
