"""Pasted numbers: what is printed is read exactly, what is not an array is pointed at."""

import contextlib
import json
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays, from_dtype

from cnnpool.errors import Refusal
from cnnpool.misread import Misread
from cnnpool.pasted_numbers import MAX_LETTERS, read_numbers

NAN, INF = np.nan, np.inf
SHAPES = st.integers(1, 4).flatmap(lambda axes: st.tuples(*[st.integers(1, 4)] * axes))


def tensors(*dtypes):
    """Any numbers of a dtype: NaN, infinities, both zeros, subnormals, the ends of the ints."""
    return st.sampled_from(dtypes).flatmap(
        lambda dtype: arrays(dtype, SHAPES, elements=from_dtype(np.dtype(dtype)))
    )


def assert_reads(text: str, x: np.ndarray):
    found = read_numbers(text)
    assert found.shape == x.shape
    assert found.dtype in (np.int64, np.float64)
    np.testing.assert_array_equal(found, x.astype(object) if x.dtype.kind in "iu" else x)


# --- what is printed --------------------------------------------------------------------------


@given(tensors("int8", "int64", "uint8", "uint32", "float16", "float32", "float64"))
def test_what_numpy_prints(x):
    with np.printoptions(threshold=sys.maxsize, floatmode="unique"):
        # A float32 is printed as the shortest text that gives it back as a float32.
        exact = x.astype(np.float64) if x.dtype.kind == "f" else x
        assert_reads(str(exact), exact)
        assert_reads(repr(exact), exact)
        assert_reads(f"x = np.{exact!r}", exact)


@given(tensors("int64", "float64"))
def test_what_json_and_python_print(x):
    assert_reads(json.dumps(x.tolist()), x)
    assert_reads(json.dumps(x.tolist(), indent=2), x)
    assert_reads(repr(tuple(map(tuple, x.reshape(len(x), -1).tolist()))), x.reshape(len(x), -1))
    assert_reads(repr(list(x.ravel())), x.ravel())  # [np.float64(1.5), np.int64(3)]


@given(arrays("float64", st.tuples(st.integers(1, 4), st.integers(1, 4))))
def test_what_a_spreadsheet_copies(x):
    for separator, end in (("\t", "\r\n"), (",", "\n"), (";", "\n"), (" ", "\n"), (" , ", "\r")):
        rows = [separator.join(map(repr, row)) for row in x.tolist()]
        assert_reads(end.join(rows), x)
        assert_reads(end.join(rows) + end, x)


PRINTED = {
    "tensor([[1., nan],\n        [-inf, 2.5000]], device='cuda:0', dtype=torch.float64)": [
        [1, NAN], [-INF, 2.5],
    ],
    "tensor([[[[4.]]]], grad_fn=<MaxPool2DWithIndicesBackward0>)": [[[[4.0]]]],
    "tensor([[True, False]])": [[1, 0]],
    "torch.tensor([[1, 2]], requires_grad=True);": [[1, 2]],
    "Array([[1, 2]], dtype=int32)": [[1, 2]],
    "<tf.Tensor: shape=(2, 2), dtype=float32, numpy=\narray([[1., 2.],\n       [3., 4.]], "
    "dtype=float32)>": [[1.0, 2], [3, 4]],
    "{{1.0f, 2.f}, {-3e2f, .5f}};": [[1, 2], [-300, 0.5]],
    "static const float x[2][N] = {\n  {1.0f, 2.f},\n  {-3e2f, .5f}\n};": [[1, 2], [-300, 0.5]],
    "Parameter containing:\ntensor([[1., 2.]], requires_grad=True)": [[1.0, 2]],
    "<tf.Variable 'Variable:0' shape=(1, 2) dtype=float32, numpy=array([[1., 2.]], "
    "dtype=float32)>": [[1.0, 2]],
    "tf.Tensor(\n[[1 2]\n [3 4]], shape=(2, 2), dtype=int32)": [[1, 2], [3, 4]],
    'x = np.array([[1, 2]], dtype="float32")': [[1, 2]],
    "x = np.array([1, 2], np.uint8)": [1, 2],
    "x = (1, 2),": [1, 2],
    "\ufeff1\u00a02": [[1, 2]],
    "\ufeff[1,\u00a02]": [1, 2],
    "{1, 2, 3}": [1, 2, 3],
    "[[1, 2],\n [3, 4],\n]": [[1, 2], [3, 4]],
    "[[ True False]\n [False  True]]": [[1, 0], [0, 1]],
    "[NaN, Infinity, -Infinity, ∞, −∞]": [NAN, INF, -INF, INF, -INF],
    "１，２\n３，−４": [[1, 2], [3, -4]],
    "[１、２　３]": [1, 2, 3],
    "5": [[5]],
    "  1 2\n\n 3 4 \n": [[1, 2], [3, 4]],
    "[+1, -0]": [1, 0],
    "[9223372036854775807, -9223372036854775808]": [2**63 - 1, -(2**63)],
}  # fmt: skip


@pytest.mark.parametrize("text", PRINTED)
def test_what_others_print(text):
    assert_reads(text, np.array(PRINTED[text]))


# --- what is pointed at -----------------------------------------------------------------------

WRONG = {  # text: (key, line, column)
    "[[1,2],[3]]": ("paste_ragged", 1, 10),
    "[[1,2],\n[3,4],\n[5,6,7]]": ("paste_ragged", 3, 7),
    "1 2\n3": ("paste_ragged", 2, 1),
    "[[1,2],[3,x]]": ("paste_strange", 1, 11),
    "[1-2]": ("paste_strange", 1, 3),
    "[1.5.2]": ("paste_strange", 1, 2),
    "[1_0]": ("paste_strange", 1, 2),
    "[0x10]": ("paste_strange", 1, 2),
    "[1)": ("paste_strange", 1, 3),
    "[(1, 2], [3, 4)]": ("paste_strange", 1, 7),
    "[1 2; 3 4]": ("paste_strange", 1, 5),  # two rows in MATLAB
    "np.zeros([2, 3])": ("paste_strange", 1, 1),
    "  np.full([2, 2], 0)": ("paste_strange", 1, 3),
    "np.array([1, 2]).T": ("paste_strange", 1, 17),
    "[1], 5": ("paste_strange", 1, 6),
    "1, 2\n3 4": ("paste_strange", 2, 3),
    "x=5": ("paste_strange", 1, 1),
    "[null]": ("paste_strange", 1, 2),
    "word": ("paste_strange", 1, 1),
    "3 [[1]]": ("paste_strange", 1, 1),
    "[[1]] [[2]]": ("paste_strange", 1, 7),
    "[[1]]\nimport os": ("paste_strange", 2, 1),
    "1;2,3": ("paste_strange", 1, 4),
    "[あ]": ("paste_strange", 1, 2),
    "[[1 ... 2]]": ("paste_dots", 1, 5),
    "1 …": ("paste_dots", 1, 3),
    "[1,,2]": ("paste_missing", 1, 4),
    "[,1]": ("paste_missing", 1, 2),
    "[]": ("paste_missing", 1, 2),
    "[[1,2],[]]": ("paste_missing", 1, 9),
    "1\t\t2": ("paste_missing", 1, 3),
    "1,2,": ("paste_missing", 1, 5),
    "[[1,[2]]]": ("paste_uneven", 1, 5),
    "[[1],2]": ("paste_uneven", 1, 6),
    "[[[[[1]]]]]": ("paste_deep", 1, 5),
    "[[1,2]": ("paste_open", 1, 6),
    "[[1,2]\n\n": ("paste_open", 1, 6),
    "[9223372036854775808]": ("paste_range", 1, 2),
    "[0.5, 9007199254740993]": ("paste_range", 1, 7),
    "[1e999]": ("paste_range", 1, 2),
    "[-1e999]": ("paste_range", 1, 2),
    "[0.0, 1e-400]": ("paste_range", 1, 7),
}


@pytest.mark.parametrize("text", WRONG)
def test_the_place_of_what_is_wrong(text):
    with pytest.raises(Misread) as misread:
        read_numbers(text)
    found = misread.value
    assert (found.key, found.line, found.column) == WRONG[text]
    assert str(found).startswith(f"line {found.line}, column {found.column}: ")
    line, arrow = found.pointer.split("\n")
    assert arrow.strip() == "↑"
    if text.isascii():
        pointed = text.split("\n")[found.line - 1]
        assert line[len(arrow) - 1 :][:1] == pointed.replace("\t", " ")[found.column - 1 :][:1]


def test_a_long_line_is_shown_around_the_place():
    with pytest.raises(Misread) as misread:
        read_numbers("[" + "1, " * 500 + "x" + ", 1" * 500 + "]")
    line, arrow = misread.value.pointer.split("\n")
    assert line[len(arrow) - 1] == "x"
    assert len(line) < 80


@pytest.mark.parametrize("text", ["", "  ", "\n\t\n", "\u3000"])
def test_nothing_is_refused(text):
    with pytest.raises(Refusal, match="no numbers") as refusal:
        read_numbers(text)
    assert refusal.value.key == "paste_empty"


def test_too_much_is_refused_before_it_is_read():
    with pytest.raises(Refusal, match="at most 500,000 letters, this one has 500,001"):
        read_numbers("1 " * (MAX_LETTERS // 2) + "1")


# --- any text at all --------------------------------------------------------------------------

ANY_TEXT = st.one_of(
    st.text(max_size=60),
    st.text("0123456789[](){},;.-+eEnaif \t\n…", max_size=60),
    st.lists(
        st.sampled_from(["[", "]", "1", "-2.5", ",", " ", "\n", "\t", "nan", "(", ")", "...", "x"])
    ).map("".join),
)


@given(ANY_TEXT)
def test_any_text_is_an_array_or_refused(text):
    try:
        found = read_numbers(text)
    except Misread as misread:
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        assert 1 <= misread.line <= len(lines)
        assert 1 <= misread.column <= len(lines[misread.line - 1]) + 1
    except Refusal:
        pass
    else:
        assert 1 <= found.ndim <= 4
        assert found.size > 0


LONG = {
    "brackets": "[" * MAX_LETTERS,
    "numbers": "[" + "1 " * (MAX_LETTERS // 2 - 1),
    "digits": "1" * MAX_LETTERS,
    "rows": "1\t2\n" * (MAX_LETTERS // 4),
    "planes": "[" + "[1]," * (MAX_LETTERS // 4 - 1) + "]",
    "words": "a = " * (MAX_LETTERS // 4),
    "calls": "array(" * (MAX_LETTERS // 6),
    "declared": "a " * (MAX_LETTERS // 2 - 9) + "x[1] {1}",
    "dotted": "a." * (MAX_LETTERS // 2 - 9) + "array([1]",
    "words behind": "[1]" + ", a=1" * (MAX_LETTERS // 5 - 1),
    "tensorflow": "<tf.Tensor:" + "numpy=" * (MAX_LETTERS // 6 - 3) + "[",
    "wrapped": "[" + "np.a(" * (MAX_LETTERS // 5 - 1),
    "spaces behind": "[1]" + " " * (MAX_LETTERS - 4) + "x",
}


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=pytest.mark.long if name in ("rows", "planes", "numbers") else ())
        for name in LONG
    ],
)
def test_the_longest_texts_are_read_or_refused(name):
    """In a second or two each: what grew with the square of the length would take an hour."""
    assert len(LONG[name]) <= MAX_LETTERS
    with contextlib.suppress(Refusal):
        assert read_numbers(LONG[name]).size >= MAX_LETTERS // 4 - 1
