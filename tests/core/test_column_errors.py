"""The refusals of im2col and col2im, one sentence each."""

import numpy as np
import pytest

from cnnpool import col2im, im2col

X = np.zeros((2, 3, 4, 6))
COLS = np.zeros((12, 12))
GOOD = {"kernel_size": 2, "output_size": (2, 3), "stride": 2, "padding": 0, "dilation": 1}


def cut(**changed):
    """im2col with one argument changed."""
    return im2col(**{"x": X, **GOOD, **changed})


def paste(**changed):
    """col2im with one argument changed."""
    return col2im(**{"cols": COLS, "input_shape": X.shape, **GOOD, **changed})


def test_the_unchanged_calls_work():
    assert cut().shape == COLS.shape
    assert paste().shape == X.shape


@pytest.mark.parametrize("call", [cut, paste])
@pytest.mark.parametrize("name", [*GOOD])
@pytest.mark.parametrize("value", [2.0, True, "2", None, np.array([1, 1]), (1, 1.5)], ids=repr)
def test_not_an_int(call, name, value):
    with pytest.raises(TypeError, match=rf"^{name} must be an int.*, got .*"):
        call(**{name: value})


@pytest.mark.parametrize("call", [cut, paste])
@pytest.mark.parametrize("name", [*GOOD])
def test_too_small_or_not_a_pair(call, name):
    lowest = 0 if name == "padding" else 1
    with pytest.raises(ValueError, match=f"^{name} must be at least {lowest}, got {lowest - 1}$"):
        call(**{name: (2, lowest - 1)})
    with pytest.raises(ValueError, match=rf"^{name} must be an int.*\(h, w\).*got \(1, 1, 1\)$"):
        call(**{name: (1, 1, 1)})


@pytest.mark.parametrize("word", ["valid", "same_upper"])
def test_padding_has_no_words_here(word):
    for call in (cut, paste):
        with pytest.raises(TypeError, match=rf"padding must be an int, \(h, w\) .*got '{word}'$"):
            call(padding=word)


@pytest.mark.parametrize(
    ("shape", "message"),
    [
        ((12, 11), r"= \(12, 12\), got \(12, 11\)$"),
        ((1, 12), r"= \(12, 12\), got \(1, 12\)$"),
        ((24, 6), r"= \(12, 12\), got \(24, 6\)$"),
        ((144,), r"cols must be 2-D, got shape \(144,\)$"),
        ((3, 4, 12), r"cols must be 2-D, got shape \(3, 4, 12\)$"),
        ((0, 12), r"cols must not be empty, got shape \(0, 12\)$"),
    ],
    ids=str,
)
def test_cols_of_another_shape(shape, message):
    with pytest.raises(ValueError, match=message):
        paste(cols=np.zeros(shape))


@pytest.mark.parametrize("shape", [(3, 4, 6), (1, 2, 3, 4, 6), 4, None, "2346", np.array(X.shape)])
def test_input_shape_has_four_axes(shape):
    with pytest.raises(ValueError, match=r"^input_shape must be \(N, C, H, W\), got"):
        paste(input_shape=shape)


def test_input_shape_holds_positive_ints():
    with pytest.raises(ValueError, match=r"^input_shape must be at least 1, got 0$"):
        paste(input_shape=(2, 3, 0, 6))
    with pytest.raises(TypeError, match=r"^input_shape must be an int, got 4\.0"):
        paste(input_shape=(2, 3, 4.0, 6))


@pytest.mark.parametrize("value", ["0", None, 1j, [0], np.zeros(1), object()])
def test_pad_value_is_a_number(value):
    with pytest.raises(TypeError, match=r"^pad_value must be a number, got"):
        cut(pad_value=value)


@pytest.mark.parametrize(
    ("dtype", "value"),
    [
        ("int64", 0.5),
        ("int64", -np.inf),
        ("int32", np.nan),
        ("int8", 128),
        ("int8", -129),
        ("uint8", -1),
        ("uint64", -1),
        ("int64", 2**63),
        ("bool", 2),
        ("bool", np.nan),
    ],
)
def test_pad_value_that_would_become_another_number(dtype, value):
    with pytest.raises(ValueError, match=f"^pad_value {value} does not fit into dtype {dtype}$"):
        cut(x=X.astype(dtype), pad_value=value)
