"""Arrays that are refused: not numbers, not of the right shape, or asked for too early."""

import re

import numpy as np
import pytest

from cnnpool import Pooling, col2im, im2col

X = np.zeros((2, 3, 4, 5))

NOT_NUMBERS = {
    "complex": X.astype(complex),
    "object": X.astype(object),
    "string": X.astype(str),
    "datetime": X.astype("datetime64[s]"),
    "timedelta": X.astype("timedelta64[s]"),
    "None": None,
}


@pytest.mark.parametrize("value", NOT_NUMBERS.values(), ids=NOT_NUMBERS)
@pytest.mark.parametrize("name", ["x", "dy", "x of im2col", "cols"])
def test_not_real_numbers(name, value):
    layer = Pooling(2)
    layer.forward(X)
    call = {
        "x": layer.forward,
        "dy": layer.backward,
        "x of im2col": lambda x: im2col(x, 2, 2, 2, 0),
        "cols": lambda cols: col2im(cols, X.shape, 2, 2, 2, 0),
    }[name]
    with pytest.raises(TypeError, match=rf"^{name.split()[0]} must hold real numbers, got dtype"):
        call(value)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (X[0], r"x must be 4-D \(N, C, H, W\), got shape \(3, 4, 5\)"),
        (3.0, r"x must be 4-D \(N, C, H, W\), got shape \(\)"),
        (X[:0], r"x must not be empty, got shape \(0, 3, 4, 5\)"),
        (X[..., :0], r"x must not be empty, got shape \(2, 3, 4, 0\)"),
        ([[[[1, 2], [3]]]], "x must be a rectangular array of numbers"),
    ],
    ids=["3-D", "scalar", "no samples", "no width", "ragged"],
)
def test_an_x_of_the_wrong_shape(value, message):
    for call in (Pooling(2).forward, lambda x: im2col(x, 2, 2, 2, 0)):
        with pytest.raises(ValueError, match=message):
            call(value)


def test_an_x_of_lists_is_an_array():
    assert Pooling(2).forward([[[[1, 2], [3, 4]]]]).tolist() == [[[[4]]]]
    assert Pooling(2).forward([[[[True, False]]]]).dtype == bool


WRONG = [
    (2, 3, 2, 2),
    (2, 3, 4, 5),
    (1, 3, 2, 3),
    (2, 1, 2, 3),
    (2, 3, 3, 2),
    (2, 2, 3, 3),
    (2, 3, 6),
    (36,),
    (),
    (0, 3, 2, 3),
]


@pytest.mark.parametrize("shape", WRONG, ids=str)
def test_a_dy_of_another_shape_is_told_both_shapes(shape):
    """Also one that NumPy would broadcast, flatten or reshape."""
    layer = Pooling(2)
    layer.forward(X)
    with pytest.raises(
        ValueError, match=rf"^dy must .*\(2, 3, 2, 3\).*got.* {re.escape(str(shape))}$"
    ):
        layer.backward(np.ones(shape))


@pytest.mark.parametrize("asked", ["backward", "winner", "max_index", "indices", "grid"])
def test_asked_before_forward(asked):
    layer = Pooling(2)
    with pytest.raises(ValueError, match=r"needs a forward first: call forward\(x\)"):
        layer.backward(X) if asked == "backward" else getattr(layer, asked)


@pytest.mark.parametrize("mode", ["avg", "lp"])
@pytest.mark.parametrize("asked", ["winner", "max_index", "indices"])
def test_only_max_has_a_winner(mode, asked):
    layer = Pooling(2, mode=mode)
    layer.forward(X)
    with pytest.raises(AttributeError, match=f'only mode "max" .* this layer has mode "{mode}"'):
        getattr(layer, asked)
