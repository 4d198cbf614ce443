"""Every refusal is a sentence: the name, the rule and what arrived; TypeError or ValueError."""

from fractions import Fraction

import numpy as np
import pytest

from cnnpool import Pooling
from cnnpool.errors import Refusal

NOT_INTS = [2.0, True, np.True_, 2j, np.array([2, 2]), (2, 2.0), (True, 2), ("2", 2), {2}]
INT_FORMS = "must be an int, got .* \\(\\w+\\)"


@pytest.mark.parametrize("value", NOT_INTS, ids=repr)
@pytest.mark.parametrize("name", ["kernel_size", "stride", "dilation", "padding"])
def test_not_an_int(name, value):
    with pytest.raises(TypeError, match=rf"^{name} {INT_FORMS}$"):
        Pooling(**{"kernel_size": 2, name: value})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("kernel_size", "2"),
        ("kernel_size", None),
        ("stride", "2"),
        ("dilation", "valid"),
        ("dilation", None),
        ("padding", None),
    ],
)
def test_not_an_int_where_others_may_be_words_or_none(name, value):
    with pytest.raises(TypeError, match=rf"^{name} {INT_FORMS}$"):
        Pooling(**{"kernel_size": 2, name: value})


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("kernel_size", 0, "kernel_size must be at least 1, got 0$"),
        ("kernel_size", (2, -3), "kernel_size must be at least 1, got -3$"),
        ("kernel_size", (2,), r"kernel_size must be an int or an \(h, w\) pair, got \(2,\)$"),
        ("stride", 0, "stride must be at least 1, got 0$"),
        ("stride", [1, 2, 3], r"stride must be an int or an \(h, w\) pair, got \[1, 2, 3\]$"),
        ("dilation", -1, "dilation must be at least 1, got -1$"),
        ("dilation", (), r"dilation must be an int or an \(h, w\) pair, got \(\)$"),
        ("padding", -1, "padding must be at least 0, got -1$"),
        ("padding", ((0, 0), (0, -2)), "padding must be at least 0, got -2$"),
        ("padding", (1, 1, 1), r"padding must be an int, \(h, w\) or .*, got \(1, 1, 1\)$"),
        ("padding", ((1, 1, 1), (1, 1)), r"padding must be .* pair, got \(1, 1, 1\)$"),
        ("padding", "same", '"same_upper" or "same_lower" or "valid".*got \'same\'$'),
        ("padding", "VALID", '"same_upper" or "same_lower" or "valid".*got \'VALID\'$'),
        ("mode", "median", "mode must be one of max, avg, lp, got 'median'$"),
        ("divisor_override", 0, "divisor_override must not be 0, got 0$"),
        ("p", 0.5, "p must be finite and at least 1, got 0.5$"),
        ("p", -2, "p must be finite and at least 1, got -2$"),
        ("p", np.inf, "p must be finite and at least 1, got inf$"),
        ("p", np.nan, "p must be finite and at least 1, got nan$"),
        pytest.param("p", 10**400, "^p must be .*", id="p too large for a float"),
    ],
)
def test_a_wrong_value(name, value, message):
    with pytest.raises(ValueError, match=message):
        Pooling(**{"kernel_size": 2, name: value})


@pytest.mark.parametrize(
    ("name", "values", "rule"),
    [
        ("mode", [None, 2, True, ["max"]], "a string"),
        ("ceil_mode", [None, 1, 0, "True", np.array([True])], "True or False"),
        ("count_include_pad", [None, 1, 0.0, "no"], "True or False"),
        ("divisor_override", [2.0, True, "2", 2j], "an int"),
        ("p", [None, True, np.False_, "2", 2j, (2, 2)], "a number"),
    ],
)
def test_a_wrong_type(name, values, rule):
    for value in values:
        with pytest.raises(TypeError, match=rf"^{name} must be {rule}, got .* \(\w+\)$"):
            Pooling(**{"kernel_size": 2, name: value})


@pytest.mark.parametrize("flag", [True, np.True_, False, np.False_])
def test_numpys_bools_are_flags(flag):
    layer = Pooling(2, mode="avg", ceil_mode=flag, count_include_pad=flag)
    assert layer.forward(np.ones((1, 1, 3, 3))).shape[2] == 1 + flag


@pytest.mark.parametrize("p", [np.float32(2.5), np.float64(2.5), Fraction(5, 2)], ids=repr)
def test_every_real_number_is_a_p(p):
    x = np.arange(1.0, 17).reshape(1, 1, 4, 4)
    layer, plain = Pooling(2, mode="lp", p=p), Pooling(2, mode="lp", p=2.5)
    np.testing.assert_allclose(layer.forward(x), plain.forward(x), rtol=1e-6)
    dy = np.ones(plain.y.shape)
    np.testing.assert_allclose(layer.backward(dy), plain.backward(dy), rtol=1e-6)


def test_settings_are_named():
    with pytest.raises(TypeError, match="positional"):
        Pooling(2, 2)


# --- the geometry: refusals with a key and numbers --------------------------------------------


@pytest.mark.parametrize("side", ["top", "bottom", "left", "right"])
def test_padding_too_large(side):
    pads = [[0, 0], [0, 0]]
    for i, names in enumerate((("top", "bottom"), ("left", "right"))):
        for j, name in enumerate(names):
            pads[i][j] = 3 if name == side else 0
    with pytest.raises(Refusal, match=f"effective kernel 3 .*, got 3 at the {side}$") as caught:
        Pooling(2, dilation=2, padding=pads)
    assert caught.value.key == "padding_too_large"
    assert caught.value.values == {"reach": 3, "pad": 3, "side": side}


@pytest.mark.parametrize(
    ("shape", "axis", "size"), [((1, 1, 3, 9), "height", 3), ((1, 1, 9, 4), "width", 4)]
)
def test_no_window_fits(shape, axis, size):
    message = f"output {axis} would be .* 6 does not fit into {size + 1} cells .* 1 of padding"
    layer = Pooling(6, stride=1, padding=((1, 0), (0, 1)), ceil_mode=False)
    with pytest.raises(Refusal, match=message) as caught:
        layer.forward(np.zeros(shape))
    assert caught.value.key == "no_window_fits"
    assert caught.value.values["axis"] == axis
    assert caught.value.values["size"] == size
    assert caught.value.values["out"] == size - 4


@pytest.mark.parametrize("axis", ["height", "width"])
def test_a_window_without_cells(axis):
    shape = (1, 1, 2, 9) if axis == "height" else (1, 1, 9, 2)
    layer = Pooling(2, stride=1, dilation=3, padding=1)
    with pytest.raises(Refusal, match=f"window 0 of the output {axis} covers no") as caught:
        layer.forward(np.zeros(shape))
    assert caught.value.key == "window_without_cells"
    wanted = {"window": 0, "axis": axis, "kernel": 2, "dilation": 3, "before": 1, "size": 2}
    assert wanted.items() <= caught.value.values.items()


def test_a_refusal_is_a_value_error_and_a_sentence():
    error = Refusal("key", "{a} of {b}", a=1, b=2)
    assert isinstance(error, ValueError)
    assert (str(error), error.key, error.values) == ("1 of 2", "key", {"a": 1, "b": 2})
