"""Tensors by a seed, the upstream gradient, and whatever bytes arrive in a file."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnpool.array_files import ARRAY_ENDINGS, array_names, file_tensor
from cnnpool.errors import Refusal
from cnnpool.picture_files import picture_tensor
from cnnpool.settings import Settings
from cnnpool.tensors import Tensor, random_tensor, upstream
from cnnpool.typed_numbers import pack
from tests.page.files import COLOUR, GREY, claiming, npy, npz, picture, turned


def test_the_defaults_give_the_articles_tensor():
    x = random_tensor(Settings())
    assert x.shape == (2, 3, 4, 4)
    assert x[0, 0].tolist() == [[5, 8, 9, 5], [0, 0, 1, 7], [6, 9, 2, 4], [5, 2, 4, 2]]
    assert x[1, 2].tolist() == [[7, 7, 1, 1], [3, 0, 8, 6], [4, 5, 6, 2], [5, 7, 8, 4]]


def test_shape_seed_and_range_are_followed():
    settings = Settings(n=3, c=2, h=5, w=6, seed=7, low=-2, high=3)
    x = random_tensor(settings)
    assert x.shape == (3, 2, 5, 6)
    assert set(x.ravel().tolist()) == {-2, -1, 0, 1, 2}
    np.testing.assert_array_equal(x, random_tensor(settings))
    assert (x != random_tensor(Settings(n=3, c=2, h=5, w=6, seed=8, low=-2, high=3))).any()


def test_the_random_state_of_the_process_plays_no_part():
    np.random.seed(3)
    first = random_tensor(Settings()), drawn("random", (1, 1, 3, 3))
    np.random.seed(4)
    second = random_tensor(Settings()), drawn("random", (1, 1, 3, 3))
    for a, b in zip(first, second, strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize(("low", "high"), [(5, 5), (6, 5), (-1, -1)])
def test_an_empty_range_is_refused(low, high):
    with pytest.raises(Refusal, match=f"got low {low} and high {high}") as refusal:
        random_tensor(Settings(low=low, high=high))
    assert (refusal.value.key, refusal.value.values) == ("empty_range", {"low": low, "high": high})


# --- the upstream gradient --------------------------------------------------------------------


def drawn(grad: str, shape, *here, **settings) -> np.ndarray:
    return upstream(Settings(grad=grad, **settings), shape, *here)


def test_ones():
    dy = drawn("ones", (2, 1, 2, 3))
    assert dy.dtype == np.float64
    assert dy.tolist() == [[[[1, 1, 1], [1, 1, 1]]]] * 2


def test_the_ramp_counts_through_all_planes():
    dy = drawn("ramp", (2, 3, 2, 3))
    assert dy.ravel().tolist() == list(range(1, 2 * 3 * 2 * 3 + 1))


def test_random_is_reproducible_plane_by_plane():
    dy = drawn("random", (3, 4, 8, 9))
    assert dy.dtype == np.float64
    assert (dy == dy.round()).all()
    np.testing.assert_array_equal(dy[:2, :3], drawn("random", (2, 3, 8, 9)))
    assert (dy != drawn("random", (3, 4, 8, 9), seed=2)).any(axis=(2, 3)).all()
    planes = dy.reshape(12, -1).tolist()
    assert len(set(map(tuple, planes))) == 12


def test_random_reaches_both_ends():
    assert set(drawn("random", (1, 1, 100, 100), seed=0).ravel()) == set(range(-9, 10))


@pytest.mark.parametrize("grad", ["ones", "ramp", "random", "numbers"])
def test_a_part_is_the_part_of_the_whole(grad):
    g = pack(np.random.RandomState(2).randn(3, 4, 2, 5))
    whole = drawn(grad, (3, 4, 2, 5), g=g)
    part = drawn(grad, (3, 4, 2, 5), range(1, 3), range(2, 3), g=g)
    np.testing.assert_array_equal(part, whole[1:3, 2:3])


def test_a_typed_gradient_is_exact_and_ones_until_it_is_typed():
    g = np.array([[[[0.1, np.nan], [-np.inf, 2.0**60]]]])
    np.testing.assert_array_equal(drawn("numbers", g.shape, g=pack(g)), g)
    assert drawn("numbers", (1, 1, 1, 2)).tolist() == [[[[1, 1]]]]
    assert drawn("ramp", (1, 1, 2, 2), g=pack(g)).tolist() == [[[[1, 2], [3, 4]]]]


def test_a_typed_gradient_of_another_shape_is_refused():
    with pytest.raises(Refusal, match=r"shape \(1, 1, 2, 3\), but y has \(1, 1, 3, 2\)") as refusal:
        drawn("numbers", (1, 1, 3, 2), g=pack(np.ones((1, 1, 2, 3))))
    assert refusal.value.key == "gradient_shape"


# --- any bytes at all -------------------------------------------------------------------------


def tensor_or_refusal(read):
    try:
        tensor = read()
    except Refusal as refusal:
        assert str(refusal)
        return
    assert isinstance(tensor, Tensor)
    assert tensor.array.ndim == 4
    assert tensor.array.size
    assert tensor.array.dtype.kind in "fiub"


@st.composite
def spoiled(draw, originals):
    """A good file with a few bytes changed, and sometimes cut off."""
    data = bytearray(draw(st.sampled_from(originals)))
    places = st.integers(0, len(data) - 1)
    for place, byte in draw(st.lists(st.tuples(places, st.integers(0, 255)), max_size=4)):
        data[place] = byte
    return bytes(data[: draw(st.one_of(st.just(len(data)), places))])


ARRAYS = {
    "npy": [npy(GREY), npy(np.ones((2, 3, 4))), claiming("(2, 4)"), npy(GREY)[:9]],
    "npz": [npz(a=GREY, b=np.ones((9, 9))), npz(a=np.arange(99.0).reshape(9, 11))],
    "csv": [b"1,2,3\n4,5,6\n", b"1.5 -2e3\nnan inf\n", "1；2".encode(), b"0x1;1_0"],
}
PICTURES = [
    picture(COLOUR),
    picture(GREY, exif=turned(6)),
    picture(COLOUR, mode="P"),
    picture(COLOUR, "JPEG", exif=turned(8)),
    picture(COLOUR, "WEBP", lossless=True),
    picture(COLOUR, mode="RGBA"),
]


@pytest.mark.parametrize("ending", ARRAY_ENDINGS)
@pytest.mark.filterwarnings("ignore:Reading `.npy`")  # a header as Python 2 wrote it
@given(data=st.data())
def test_any_bytes_in_an_array_file(ending, data):
    content = data.draw(st.one_of(st.binary(max_size=300), spoiled(ARRAYS[ending])))
    tensor_or_refusal(lambda: file_tensor(f"a.{ending}", content))


@pytest.mark.parametrize("ending", ARRAY_ENDINGS)
def test_array_file_of_one_zero_byte(ending):
    with pytest.raises(Refusal):
        file_tensor(f"a.{ending}", b"\0")


@given(st.one_of(st.binary(max_size=300), spoiled(ARRAYS["npz"])))
def test_any_bytes_have_names_or_a_refusal(data):
    try:
        names = array_names(data)
    except Refusal:
        return
    assert names
    assert all(isinstance(name, str) for name in names)


@given(st.text(alphabet="0123456789.,;\t \n-+eEnaif_x'\"#", max_size=60))
def test_any_text_in_a_csv(text):
    tensor_or_refusal(lambda: file_tensor("a.csv", text.encode()))


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
@given(st.one_of(st.binary(max_size=300), spoiled(PICTURES)))
def test_any_bytes_in_a_picture(data):
    tensor_or_refusal(lambda: picture_tensor(data))
