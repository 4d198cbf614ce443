"""Layouts: where a cell stands, there and back, and the layouts of im2col as others wrote them."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnpool import Pooling, trace
from cnnpool.layouts import IM2COL, STEPS, Layout
from tests.core.test_article import X, published

NAMED = {name: layout for name, (_, layout) in STEPS.items()} | IM2COL
LETTERS = ("n", "c", "h", "w", "oh", "ow", "kh", "kw")
SIZES = st.fixed_dictionaries({letter: st.integers(1, 3) for letter in LETTERS})


@st.composite
def layouts(draw, letters=LETTERS, fewest=1):
    """Some letters in any order, cut into any axes."""
    order = draw(st.permutations(letters))[: draw(st.integers(fewest, len(letters)))]
    cuts = draw(st.lists(st.booleans(), min_size=len(order) - 1, max_size=len(order) - 1))
    axes = [order[0]]
    for letter, cut in zip(order[1:], cuts, strict=True):
        axes[-1:] = [axes[-1], letter] if cut else [f"{axes[-1]},{letter}"]
    return Layout(tuple(axes))


ANY = st.one_of(st.sampled_from(list(NAMED.values())), layouts())


def places(layout: Layout, sizes):
    """Every place of a layout, the last letter fastest."""
    letters = layout.letters
    for numbers in itertools.product(*(range(sizes[letter]) for letter in letters)):
        yield dict(zip(letters, numbers, strict=True))


# --- any layout -------------------------------------------------------------------------------


@given(ANY, SIZES)
def test_index_and_place_are_inverse(layout, sizes):
    """Place after place in the order of the memory: the indices are those of the array."""
    shape = layout.shape(sizes)
    counted = list(np.ndindex(shape))
    assert [layout.index(sizes, place) for place in places(layout, sizes)] == counted
    assert [layout.place(sizes, index) for index in counted] == list(places(layout, sizes))


@given(ANY, SIZES)
def test_letters_and_shape(layout, sizes):
    assert layout.letters == ",".join(layout.axes).split(",")
    shape = layout.shape(sizes)
    assert len(shape) == len(layout.axes)
    for size, axis in zip(shape, layout.axes, strict=True):
        expected = 1
        for letter in axis.split(","):
            expected *= sizes[letter]
        assert (type(size), size) == (int, expected)


@given(ANY, SIZES)
def test_many_places_at_once(layout, sizes):
    every = list(places(layout, sizes))
    together = {letter: np.array([place[letter] for place in every]) for letter in layout.letters}
    found = layout.index(sizes, together)
    indices = [tuple(index) for index in np.transpose(found).tolist()]
    assert indices == [layout.index(sizes, place) for place in every]


@given(st.data(), SIZES)
def test_rearranged_cell_by_cell(data, sizes):
    layout = data.draw(layouts())
    other = data.draw(layouts(layout.letters, fewest=len(layout.letters)))
    array = np.random.RandomState(0).permutation(np.prod(layout.shape(sizes)))
    array = array.reshape(layout.shape(sizes))
    there = layout.rearrange(array, other, sizes)
    assert there.shape == other.shape(sizes)
    for place in places(layout, sizes):
        assert there[other.index(sizes, place)] == array[layout.index(sizes, place)]
    np.testing.assert_array_equal(other.rearrange(there, layout, sizes), array)


# --- indices ----------------------------------------------------------------------------------

ONES = dict.fromkeys(LETTERS, 2)


def test_letters_that_the_array_lacks_say_nothing():
    rows = Layout(("n,oh", "kh"))
    place = dict(n=1, oh=0, kh=1)
    assert rows.index(ONES, place | dict(c=99, w=-1)) == rows.index(ONES, place) == (2, 1)


def test_indices_and_places_are_plain_ints():
    """They become keys and JSON."""
    layout = IM2COL["unfold"]
    index = layout.index(ONES, dict.fromkeys(LETTERS, np.int64(1)))
    assert {type(i) for i in index} == {int}
    assert {type(i) for i in layout.place(ONES, np.array(index)).values()} == {int}


def test_what_is_outside_is_refused():
    layout = Layout(("n,oh", "kh"))
    for place in (dict(n=2, oh=0, kh=0), dict(n=0, oh=-1, kh=0)):
        with pytest.raises(ValueError):
            layout.index(ONES, place)
    for index in ((4, 0), (0, -3), (0,), (0, 0, 0)):
        with pytest.raises(ValueError):
            layout.place(ONES, index)


# --- what the article and others wrote --------------------------------------------------------

ARTICLE = dict(n=2, c=3, h=4, w=4, oh=2, ow=2, kh=2, kw=2)


@pytest.mark.parametrize(
    ("name", "other", "before", "after"),
    [
        ("y_flat", "y", "In[5] y flat", "In[6] y"),
        ("routed", "columns", "In[10] dx one-hot", "In[11] dx columns"),
    ],
)
def test_the_articles_reshapes(name, other, before, after):
    found = NAMED[name].rearrange(published(before), NAMED[other], ARTICLE)
    np.testing.assert_array_equal(found, published(after))


def test_the_articles_shapes():
    for name, key in (
        ("x", "x"), ("x_col", "In[4] x_col"), ("y_flat", "In[5] y flat"), ("y", "In[6] y"),
        ("max_index", "In[7] max_index"), ("routed", "In[10] dx one-hot"),
        ("columns", "In[11] dx columns"), ("dx", "In[12] dx"),
    ):  # fmt: skip
        assert NAMED[name].shape(ARTICLE) == published(key).shape
    assert NAMED["dy"].shape(ARTICLE) == (2, 2, 2, 3)
    assert NAMED["im2col"].shape(ARTICLE) == (12, 8)


def test_the_articles_cells():
    """The last of them where a step takes two."""
    cells = {name: cell.split("–")[-1] for name, (cell, _) in STEPS.items()}
    numbers = dict(
        x=3, im2col=4, x_col=4, divisor=5, y_flat=5, y=6, max_index=7, dy=8, routed=10,
        columns=11, dx=12,
    )  # fmt: skip
    assert cells == {name: f"In[{number}]" for name, number in numbers.items()}


def rows_to(name: str) -> np.ndarray:
    """The article's published window rows in another layout."""
    return IM2COL["rows"].rearrange(published("In[4] x_col"), IM2COL[name], ARTICLE)


def taps():
    """Every number that a 2x2 window without overlap reads, with its letters."""
    for n, c, oh, ow, kh, kw in np.ndindex(2, 3, 2, 2, 2, 2):
        yield n, c, oh, ow, kh, kw, X[n, c, 2 * oh + kh, 2 * ow + kw]


def test_the_articles_matrix():
    """Its cell In[4] is ``cols.T.reshape(-1, 4)``: before it, every position is a column."""
    cols = rows_to("article")
    np.testing.assert_array_equal(cols.T.reshape(-1, 4), published("In[4] x_col"))
    np.testing.assert_array_equal(cols, rows_to("book").T)


def test_the_rows_of_the_book():
    """``transpose(0, 4, 5, 1, 2, 3).reshape(N*out_h*out_w, -1)``: a row for every position."""
    rows = np.zeros((8, 12), int)
    for n, c, oh, ow, kh, kw, value in taps():
        rows[(n * 2 + oh) * 2 + ow, (c * 2 + kh) * 2 + kw] = value
    np.testing.assert_array_equal(rows_to("book"), rows)


def test_the_batch_is_fastest_in_cs231n():
    """``cols.transpose(1, 2, 0).reshape(K*K*C, -1)`` of an array (N, C*K*K, OH*OW)."""
    cols = np.zeros((12, 8), int)
    for n, c, oh, ow, kh, kw, value in taps():
        cols[c * 4 + kh * 2 + kw, (oh * 2 + ow) * 2 + n] = value
    np.testing.assert_array_equal(rows_to("cs231n"), cols)
    assert rows_to("cs231n").shape == rows_to("article").shape
    assert (rows_to("cs231n") != rows_to("article")).any()


def test_the_blocks_of_torch_unfold():
    """torch.nn.Unfold: (N, C*prod(kernel_size), L), every block a column, channels outermost."""
    blocks = np.zeros((2, 12, 4), int)
    for n, c, oh, ow, kh, kw, value in taps():
        blocks[n, c * 4 + kh * 2 + kw, oh * 2 + ow] = value
    np.testing.assert_array_equal(rows_to("unfold"), blocks)
    one = IM2COL["unfold"].rearrange(blocks[:1], IM2COL["article"], ARTICLE | dict(n=1))
    np.testing.assert_array_equal(one, blocks[0])


@pytest.mark.parametrize("name", IM2COL)
def test_every_number_of_a_layer_where_no_two_letters_count_equally_far(name):
    x = np.arange(2 * 3 * 9 * 11).reshape(2, 3, 9, 11)
    story = trace(x, Pooling((4, 5), stride=1))
    layout = IM2COL[name]
    found = IM2COL["rows"].rearrange(story.x_col, layout, story.sizes)
    for n, c, oh, ow, kh, kw in np.ndindex(2, 3, 6, 7, 4, 5):
        place = dict(n=n, c=c, oh=oh, ow=ow, kh=kh, kw=kw)
        assert found[layout.index(story.sizes, place)] == x[n, c, oh + kh, ow + kw]
