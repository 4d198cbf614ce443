"""An array of any axes as rows and columns: every cell at its place, under its own letters."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnpool.layouts import IM2COL, STEPS, Layout
from cnnpool.steps.arrangement import MAX_PLANE_SIDE, MAX_SIDE, Arrangement

LAYOUTS = {name: layout for name, (_, layout) in STEPS.items()} | IM2COL
any_layout = st.sampled_from(sorted(LAYOUTS))
LETTERS = ("n", "c", "h", "w", "oh", "ow", "kh", "kw")


def sizes(most: int):
    return st.fixed_dictionaries({letter: st.integers(1, most) for letter in LETTERS})


def counted(layout: Layout, sizes) -> np.ndarray:
    """An array of the layout in which every cell has a number of its own."""
    shape = layout.shape(sizes)
    return np.arange(np.prod(shape)).reshape(shape)


def read(label: str) -> tuple[int, ...]:
    return tuple(map(int, label.strip("()").split(","))) if label else ()


def letters(name: str) -> list[str]:
    """The letters of "n, oh", or of nothing."""
    return name.split(", ") if name else []


def assert_labelled(picture: Arrangement, array, sizes):
    """Where a row's and a column's labels meet stands the number of the place that they name."""
    part, labels = picture.part(array), picture.labels(sizes)
    assert part.shape == picture.shown == tuple(map(len, labels))
    for side in labels:
        assert len(set(side)) == len(side)
    names = [letters(name) for name in picture.names]
    for row, col in itertools.product(*(sorted({0, n // 2, n - 1}) for n in part.shape)):
        found = read(labels[0][row]) + read(labels[1][col])
        place = dict(zip(names[0] + names[1], found, strict=True))
        assert part[row, col] == array[picture.layout.index(sizes, place)]


@given(any_layout, sizes(3))
def test_every_cell_is_at_its_place(name, sizes):
    array = counted(LAYOUTS[name], sizes)
    picture = Arrangement.of(LAYOUTS[name], array.shape)
    if picture.shown != picture.counts:
        return
    part = picture.part(array)
    assert part.size == array.size
    for index in np.ndindex(array.shape):
        assert part[picture.place(index)] == array[index]
    assert_labelled(picture, array, sizes)


@given(any_layout, sizes(9), st.data())
def test_the_part_around_a_cell_holds_it(name, sizes, data):
    array = counted(LAYOUTS[name], sizes)
    around = tuple(data.draw(st.integers(0, size - 1)) for size in array.shape)
    picture = Arrangement.of(LAYOUTS[name], array.shape, around)
    row, col = picture.place(around)
    assert picture.part(array)[row - picture.top, col - picture.left] == array[around]
    assert_labelled(picture, array, sizes)
    most = MAX_PLANE_SIDE if LAYOUTS[name].axes[:2] == ("n", "c") else MAX_SIDE
    for first, at, shown, count in zip(
        (picture.top, picture.left), (row, col), picture.shown, picture.counts, strict=True
    ):
        assert first <= at < first + shown
        assert first % most == 0  # parts lie side by side
        assert shown == min(most, count - first)


def test_a_large_plane_is_cut_at_its_own_bound():
    """16 samples of 64 rows below each other."""
    layout, shape = LAYOUTS["x"], (16, 2, 64, 64)
    x = np.arange(np.prod(shape)).reshape(shape)
    whole = Arrangement.of(layout, shape)
    assert (whole.counts, whole.shown, whole.top, whole.left) == ((1024, 128), (512, 128), 0, 0)
    np.testing.assert_array_equal(whole.part(x)[64:128, 64:], x[1, 1])
    picture = Arrangement.of(layout, shape, (15, 1, 63, 0))
    assert (picture.top, picture.left, picture.shown) == (512, 0, (512, 128))
    np.testing.assert_array_equal(picture.part(x)[-64:, 64:], x[15, 1])
    assert picture.labels(dict(n=16, c=2, h=64, w=64))[0][-1] == "(15, 63)"


def test_a_long_matrix_is_cut_where_the_cell_is():
    layout, shape = LAYOUTS["x_col"], (200, 100)
    matrix = np.arange(20_000).reshape(shape)
    for around, top, left, shown in (
        (None, 0, 0, (64, 64)), ((63, 63), 0, 0, (64, 64)), ((64, 63), 64, 0, (64, 64)),
        ((199, 99), 192, 64, (8, 36)),
    ):  # fmt: skip
        picture = Arrangement.of(layout, shape, around)
        assert (picture.top, picture.left, picture.shown) == (top, left, shown)
        assert picture.counts == shape
        expected = matrix[top : top + shown[0], left : left + shown[1]]
        np.testing.assert_array_equal(picture.part(matrix), expected)


@pytest.mark.parametrize(
    ("name", "names", "blocks"),
    [
        ("x", ("n, h", "c, w"), (4, 5)),
        ("y", ("n, oh", "c, ow"), (2, 3)),
        ("dx", ("n, h", "c, w"), (4, 5)),
        ("dy", ("n, oh", "ow, c"), (2, 3)),
        ("y_flat", ("n, oh, ow, c", ""), (0, 0)),
        ("x_col", ("n, oh, ow, c", "kh, kw"), (0, 0)),
        ("routed", ("kh, kw", "n, oh, ow, c"), (0, 0)),
        ("im2col", ("c, kh, kw", "n, oh, ow"), (0, 0)),
        ("cs231n", ("c, kh, kw", "oh, ow, n"), (0, 0)),
        ("unfold", ("n, c, kh, kw", "oh, ow"), (12, 0)),
    ],
)
def test_names_and_dividers(name, names, blocks):
    sizes = dict(n=2, c=3, h=4, w=5, oh=2, ow=3, kh=2, kw=2)
    picture = Arrangement.of(LAYOUTS[name], LAYOUTS[name].shape(sizes))
    assert (picture.names, picture.blocks) == (names, blocks)


def test_a_list_is_one_column():
    picture = Arrangement.of(LAYOUTS["y_flat"], (12,))
    np.testing.assert_array_equal(picture.part(np.arange(12)), np.arange(12)[:, None])
    assert (picture.counts, picture.place((7,))) == ((12, 1), (7, 0))
    rows, cols = picture.labels(dict(n=1, oh=2, ow=3, c=2))
    assert rows[:3] == ["(0, 0, 0, 0)", "(0, 0, 0, 1)", "(0, 0, 1, 0)"]
    assert cols == [""]


def test_the_letters_of_one_axis_stand_without_brackets():
    assert Arrangement.of(Layout(("h", "w")), (2, 3)).labels(dict(h=2, w=3)) == (
        ["0", "1"],
        ["0", "1", "2"],
    )


def test_samples_stand_below_each_other_and_channels_side_by_side():
    x = np.arange(24).reshape(2, 2, 2, 3)
    np.testing.assert_array_equal(
        Arrangement.of(LAYOUTS["x"], x.shape).part(x), np.block([[x[0, 0], x[0, 1]], [*x[1]]])
    )
