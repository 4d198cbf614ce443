"""Typed numbers: exactly there and back, and no text makes more than it announces."""

import base64
import string
import tracemalloc
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays, from_dtype

from cnnpool.errors import Refusal
from cnnpool.settings import MAX_LINK_LETTERS, Settings
from cnnpool.typed_numbers import (
    KINDS,
    LARGEST,
    LARGEST_GRADIENT,
    VERSION,
    pack,
    stayed_behind,
    unpack,
)

SHAPES = st.tuples(*(st.integers(1, most) for most in (3, 3, 4, 4)))
SIGNED = ("int8", "int16", "int32", "int64")
UNSIGNED = ("uint8", "uint16", "uint32", "uint64", "bool")
FLOATS = ("float16", "float32", "float64")


def tensors(*dtypes):
    """Any numbers of a dtype: NaN, infinities, both zeros, subnormals, the ends of the ints."""
    return st.sampled_from(dtypes).flatmap(
        lambda dtype: arrays(dtype, SHAPES, elements=from_dtype(np.dtype(dtype)))
    )


def assert_same(found: np.ndarray, x: np.ndarray):
    """The same numbers: ints as Python compares them, floats with the sign of zero."""
    assert found.shape == x.shape
    assert found.dtype == ("float64" if x.dtype.kind == "f" else "int64")
    if x.dtype.kind == "f":
        np.testing.assert_array_equal(found, x.astype("float64"))
        number = ~np.isnan(x)
        np.testing.assert_array_equal(np.signbit(found)[number], np.signbit(x)[number])
    else:
        assert found.tolist() == x.astype(object).tolist()


def text_of(shape, kind: int, body: bytes) -> str:
    """A text by hand, of any shape, kind and deflated bytes."""
    data = bytes([*shape, kind]) + body
    return VERSION + base64.urlsafe_b64encode(data).decode().rstrip("=")


# --- there and back ---------------------------------------------------------------------------


@given(tensors(*SIGNED, *FLOATS))
def test_there_and_back(x):
    text = pack(x)
    assert text.isascii()
    assert set(text) <= {*string.ascii_letters, *string.digits, "-", "_"}  # nothing to escape
    assert_same(unpack(text), x)
    assert pack(unpack(text)) == text


@given(tensors(*UNSIGNED))
def test_numbers_without_a_sign_are_exact_or_refused(x):
    if int(x.max()) < 2**63:
        assert_same(unpack(pack(x)), x)
    else:
        with pytest.raises(ValueError):
            pack(x)


@pytest.mark.parametrize(
    "values",
    [
        [0.0, -0.0],
        [np.nan, np.inf, -np.inf],
        [5e-324, -5e-324, 2.2250738585072014e-308],
        [1e308, -1.7976931348623157e308, 0.1 + 0.2],
        [1e-45, 3.4028235e38],
        [2.0**53, 2.0**53 + 2],
    ],
)
def test_floats_to_the_last_bit(values):
    x = np.array(values).reshape(1, 1, 1, -1)
    assert unpack(pack(x)).tobytes() == x.tobytes()


def test_the_ends_of_int64():
    x = np.array([[[[2**63 - 1, -(2**63), 2**53 + 1, 0]]]])
    assert unpack(pack(x)).tolist() == [[[[2**63 - 1, -(2**63), 2**53 + 1, 0]]]]


@pytest.mark.parametrize("shape", [LARGEST, (16, 1, 64, 1), (1, 16, 1, 64)], ids=str)
def test_the_largest_shapes(shape):
    x = np.zeros(shape)
    x[-1, -1, -1, -1] = 0.5
    assert_same(unpack(pack(x)), x)


def test_any_order_in_memory_is_the_same_text():
    x = np.arange(24).reshape(1, 2, 3, 4)
    for other in (np.asfortranarray(x), x[..., ::-1].copy()[..., ::-1], x.astype(">i4")):
        assert pack(other) == pack(x)


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([-128, 127], "<i1"), ([128], "<i2"), ([-32769], "<i4"), ([2**31], "<i8"),
        ([0.5, np.nan], "<f4"), ([0.1], "<f8"), ([3.0], "<f4"), ([1e39], "<f8"),
    ],
)  # fmt: skip
def test_the_shortest_kind_that_holds_all(values, kind):
    text = pack(np.array(values).reshape(1, 1, 1, -1))
    assert base64.urlsafe_b64decode(text[1:] + "==")[4] == KINDS.index(kind)


def test_what_was_read_can_be_written_to():
    x = unpack(pack(np.zeros((1, 1, 2, 2))))
    x[...] = 3
    assert x.flags.c_contiguous


def test_a_text_that_is_in_a_link_means_the_same_for_good():
    """A text of version 1, written down once."""
    assert unpack("1AQECAgB42mNkYmQBAAAUAAk").tolist() == [[[[1, 2], [1, 4]]]]


# --- what cannot be packed --------------------------------------------------------------------


@pytest.mark.parametrize(
    "shape", [(1, 1, 1, 65), (1, 1, 65, 1), (1, 17, 1, 1), (17, 1, 1, 1), (1, 1, 1, 300)], ids=str
)
def test_what_is_larger_than_the_table_is_refused(shape):
    with pytest.raises(Refusal, match=f"at most .*64, 64.*, these have .*{shape[-1]}") as refusal:
        pack(np.zeros(shape))
    assert refusal.value.key == "numbers_shape"


def test_a_gradient_may_be_as_large_as_padding_makes_it():
    g = np.zeros((1, 1, 79, 79))
    assert_same(unpack(pack(g, LARGEST_GRADIENT), LARGEST_GRADIENT), g)
    with pytest.raises(Refusal):
        pack(np.zeros((1, 1, 80, 1)), LARGEST_GRADIENT)
    with pytest.raises(ValueError, match="at most"):
        unpack(pack(g, LARGEST_GRADIENT))


@pytest.mark.parametrize("shape", [(2, 3), (4,), (1, 1, 1, 1, 2), (1, 1, 0, 1)], ids=str)
def test_only_tensors_are_packed(shape):
    with pytest.raises(ValueError):
        pack(np.zeros(shape))


def test_many_numbers_are_packed_all_the_same():
    """How long a link may be is the link's matter."""
    x = np.random.RandomState(0).rand(1, 1, 64, 64)
    assert len(pack(x)) > MAX_LINK_LETTERS
    assert_same(unpack(pack(x)), x)


# --- any text at all --------------------------------------------------------------------------

PACKED = st.builds(pack, tensors("int64", "float64"))
ALPHABET = string.ascii_letters + string.digits + "-_+/= "


@st.composite
def headed(draw):
    """Any header before bytes that were deflated, or not."""
    shape = [draw(st.sampled_from([0, 1, 2, 3, 16, 17, 64, 65, 255])) for _ in range(4)]
    kind, body = draw(st.integers(0, 9)), draw(st.binary(max_size=60))
    return text_of(shape, kind, draw(st.sampled_from([body, zlib.compress(body)])))


ANY_TEXT = st.one_of(
    st.text(max_size=60),
    st.text(ALPHABET, max_size=60).map(lambda text: VERSION + text),
    headed(),
    st.builds(lambda text, more: text + more, PACKED, st.text(ALPHABET, min_size=1, max_size=5)),
)


@given(ANY_TEXT)
def test_any_text_is_a_tensor_or_a_value_error(text):
    try:
        x = unpack(text)
    except ValueError:
        return
    assert x.dtype in ("int64", "float64")
    assert all(1 <= size <= most for size, most in zip(x.shape, LARGEST, strict=True))


@given(PACKED)
def test_cut_texts_are_refused(text):
    for length in range(len(text)):
        with pytest.raises(ValueError):
            unpack(text[:length])
    for more in ("A", "AAAA", "=", "==", "====", " ", "\n"):
        with pytest.raises(ValueError):
            unpack(text + more)


@pytest.mark.parametrize(
    "x",
    [
        np.arange(16).reshape(1, 1, 4, 4) * 37,
        np.random.RandomState(0).randn(2, 1, 3, 3),
        np.full((1, 2, 2, 3), np.nan),
    ],
    ids=["ints", "floats", "NaN"],
)
def test_one_changed_letter_makes_no_other_numbers(x):
    """The sum at the end of the deflated bytes tells; the five bytes before them are no numbers."""
    text = pack(x)
    for place in range(8, len(text)):
        for letter in ALPHABET:
            changed = text[:place] + letter + text[place + 1 :]
            try:
                found = unpack(changed)
            except ValueError:
                continue
            assert found.tobytes() == unpack(text).tobytes()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "begin with 1"),
        ("2AQEBAQB42mNkAAAAAgAC", "begin with 1"),
        ("1é", "begin with 1"),
        ("1", "cut off"),
        ("1A", "cut off"),
        ("1AQEB", "cut off"),
        (text_of((1, 1, 1, 1), 6, zlib.compress(bytes(8))), "cut off"),  # no such kind
        (text_of((1, 1, 1, 1), 0, b"\0\0"), "cut off"),  # nothing that was deflated
        (text_of((0, 1, 1, 1), 0, zlib.compress(b"")), "at most"),
        (text_of((1, 1, 1, 65), 0, zlib.compress(bytes(65))), "at most"),
        (text_of((17, 1, 1, 1), 0, zlib.compress(bytes(17))), "at most"),
        (text_of((1, 1, 1, 2), 0, zlib.compress(bytes(1))), "2 bytes .* announced"),
        (text_of((1, 1, 1, 2), 1, zlib.compress(bytes(5))), "4 bytes .* announced"),
        (text_of((1, 1, 1, 1), 0, zlib.compress(bytes(1)) + b"\0"), "1 bytes .* announced"),
        (text_of((1, 1, 1, 1), 0, zlib.compress(bytes(1))[:-1]), "1 bytes .* announced"),
    ],
)
def test_each_thing_that_can_be_wrong(text, said):
    with pytest.raises(ValueError, match=said):
        unpack(text)


def test_a_small_text_is_never_inflated_to_much():
    """4 MB of zeros fit into a link's letters, and say that they are one number."""
    bomb = text_of((1, 1, 1, 1), 5, zlib.compress(bytes(4_000_000), 9))
    assert len(bomb) <= MAX_LINK_LETTERS
    tracemalloc.start()
    with pytest.raises(ValueError, match="8 bytes"):
        unpack(bomb)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 200_000


# --- in a link --------------------------------------------------------------------------------


@given(tensors("int64", "float64"))
def test_a_link_brings_the_numbers_back(x):
    sent = Settings(source="numbers", x=pack(x))
    found, dropped = Settings.from_query(sent.to_query())
    assert (found, dropped) == (sent, [])
    assert_same(unpack(found.x), x)


@given(ANY_TEXT)
def test_a_text_in_a_link_is_read_or_dropped(text):
    found, dropped = Settings.from_query({"source": "numbers", "x": text})
    assert (found.x, dropped) in ((text, []), (None, [("x", text)]))
    if found.x and not stayed_behind(found.x):
        unpack(found.x)
