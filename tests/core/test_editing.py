"""Editing typed numbers: a plane there and back, what is pasted and where, other shapes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from cnnpool.editing import as_rows, pasted_part, pasted_tensor, resized, with_plane
from cnnpool.errors import Refusal
from cnnpool.misread import Misread

PLANES = st.tuples(st.integers(1, 4), st.integers(1, 4))
NUMBERS = st.sampled_from(["int64", "float64"]).flatmap(lambda dtype: arrays(dtype, PLANES))


@given(NUMBERS)
def test_the_texts_of_a_plane_give_it_back(plane):
    rows = as_rows(plane)
    assert [len(row) for row in rows] == [plane.shape[1]] * plane.shape[0]
    x = np.zeros((1, 1, *plane.shape), plane.dtype)
    np.testing.assert_array_equal(with_plane(x, 0, 0, rows)[0, 0], plane)


@pytest.mark.parametrize("plane", [[[0.0, -0.0]], [[-0.0, 3.0]], [[0.5, -0.0]]])
def test_the_sign_of_zero_is_in_the_text(plane):
    again = with_plane(np.ones((1, 1, 1, 2)), 0, 0, as_rows(np.array(plane)))[0, 0]
    np.testing.assert_array_equal(np.signbit(again), np.signbit(plane))


def test_zeros_beside_a_small_number_have_no_point():
    assert as_rows(np.array([[1e-320, 0.0]])) == [["1e-320", "0"]]


def test_a_whole_number_with_a_point_beside_it_is_told_why_it_cannot_stand():
    with pytest.raises(Refusal) as refusal:
        with_plane(np.zeros((1, 1, 1, 2)), 0, 0, [["0.5", str(2**53 + 1)]])
    assert refusal.value.key == "numbers_inexact"


def test_only_the_plane_changes_and_the_tensor_given_stays():
    x = np.arange(24).reshape(2, 3, 2, 2)
    before = x.copy()
    found = with_plane(x, 1, 2, [["-1", "-2"], ["-3", "-4"]])
    np.testing.assert_array_equal(x, before)
    assert found[1, 2].tolist() == [[-1, -2], [-3, -4]]
    found[1, 2] = before[1, 2]
    np.testing.assert_array_equal(found, before)
    assert found.dtype == np.int64


def test_a_point_makes_the_tensor_one_of_floats():
    found = with_plane(np.ones((1, 2, 1, 1), int), 0, 1, [["0.5"]])
    assert found.dtype == np.float64
    assert found.ravel().tolist() == [1, 0.5]


@pytest.mark.parametrize(
    ("rows", "row", "column", "found"),
    [
        ([["1", "2"], ["3", "x"]], 1, 1, "x"),
        ([["1", ""], ["3", "4"]], 0, 1, ""),
        ([["", "2"], ["3", "4"]], 0, 0, ""),
        ([["1", "2"], ["1.2.3", "4"]], 1, 0, "1.2.3"),
        ([["1 2", "3"], ["4", "5"]], 0, 0, "1 2"),
        ([["1", " "], ["3", "4"]], 0, 1, " "),
        ([["1", "2"], ["3\t4", "5"]], 1, 0, "3?4"),
        ([["[1", "2]"], ["3", "4"]], 0, 0, "?1"),
        ([["1", "1e999"], ["4", "5"]], 0, 1, "1e999"),
        ([["99999999999999999999", "1"], ["4", "5"]], 0, 0, "99999999999999999999"),
    ],
)
def test_the_cell_that_holds_no_number_is_named(rows, row, column, found):
    with pytest.raises(Refusal, match=f"row {row}, column {column} ") as refusal:
        with_plane(np.zeros((1, 1, 2, 2)), 0, 0, rows)
    assert refusal.value.key == "cell_unread"
    assert refusal.value.values == {"row": row, "column": column, "found": found}


def test_a_column_of_one_cell_can_be_empty_too():
    with pytest.raises(Refusal) as refusal:
        with_plane(np.zeros((1, 1, 3, 1)), 0, 0, [["1"], [""], ["3"]])
    assert (refusal.value.values["row"], refusal.value.values["column"]) == (1, 0)


def test_whole_numbers_that_a_float_would_round_are_refused():
    x = np.full((1, 2, 1, 1), 2**53 + 1)
    with pytest.raises(Refusal, match="float64 would round them") as refusal:
        with_plane(x, 0, 0, [["0.5"]])
    assert refusal.value.key == "numbers_inexact"
    assert with_plane(x, 0, 0, [["3"]]).ravel().tolist() == [3, 2**53 + 1]
    assert with_plane(np.full((1, 2, 1, 1), 2**53), 0, 0, [["0.5"]])[0, 1, 0, 0] == 2**53
    with pytest.raises(Refusal, match="round them"):
        with_plane(np.full((1, 2, 1, 1), 0.5), 0, 0, [[str(2**63 - 1)]])


def test_numbers_that_are_replaced_bind_no_others():
    """What stood in the plane may be what a float would round, or of another dtype."""
    x = np.array([[[[2**53 + 1]]], [[[3]]]])
    assert with_plane(x, 0, 0, [["0.5"]]).ravel().tolist() == [0.5, 3]
    alone = with_plane(np.array([[[[0.5]]]]), 0, 0, [[str(2**53 + 1)]])
    assert alone.ravel().tolist() == [2**53 + 1]


@pytest.mark.parametrize("rows", [[["[[1]"], ["[2]]"]], [["1,5"], ["2"]], [["(1"], ["2)"]]])
def test_cells_make_no_array_together(rows):
    with pytest.raises(Refusal) as refusal:
        with_plane(np.zeros((1, 1, 2, 1)), 0, 0, rows)
    assert (refusal.value.values["row"], refusal.value.values["column"]) == (0, 0)


def test_digits_of_a_japanese_keyboard_in_a_cell():
    assert with_plane(np.zeros((1, 1, 1, 2)), 0, 0, [["−１．５", "　＋２"]]).tolist() == [
        [[[-1.5, 2]]]
    ]


# --- pasted -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("[1, 2, 3]", (1, 1, 1, 3)), ("1 2\n3 4\n5 6", (1, 1, 3, 2)), ("7", (1, 1, 1, 1)),
        ("[[[1, 2]], [[3, 4]]]", (1, 2, 1, 2)), ("[[[[1]]], [[[2]]]]", (2, 1, 1, 1)),
    ],
)  # fmt: skip
def test_a_pasted_tensor_has_its_missing_axes_in_front(text, shape):
    assert pasted_tensor(text).shape == shape


def test_a_pasted_part_takes_the_place_that_it_fits():
    dy = np.arange(24.0).reshape(2, 3, 2, 2)
    plane = pasted_part("[[-1, -2], [-3, -4]]", dy, 1, 2)
    assert plane[1, 2].tolist() == [[-1, -2], [-3, -4]]
    assert (plane != dy).sum() == 4
    sample = pasted_part(str((-dy[0]).tolist()), dy, 1, 0)
    np.testing.assert_array_equal(sample, [dy[0], -dy[0]])
    np.testing.assert_array_equal(pasted_part(str((-dy).tolist()), dy, 0, 0), -dy)
    assert plane.dtype == sample.dtype == np.float64


def test_a_gradient_of_another_shape_is_refused():
    with pytest.raises(Refusal, match=r"\(2, 3, 2, 2\) / \(3, 2, 2\) / \(2, 2\) .* \(2, 3\)"):
        pasted_part("1 2 3\n4 5 6", np.ones((2, 3, 2, 2)), 0, 0)
    with pytest.raises(Misread):
        pasted_part("[[1, x]]", np.ones((1, 1, 1, 2)), 0, 0)


# --- another shape ----------------------------------------------------------------------------


@given(arrays("int64", st.tuples(*[st.integers(1, 3)] * 4)), st.tuples(*[st.integers(1, 4)] * 4))
def test_resized_keeps_what_both_shapes_have_and_fills_with_zeros(x, shape):
    found = resized(x, shape)
    assert found.shape == shape
    assert found.dtype == x.dtype
    for place in np.ndindex(shape):
        inside = all(i < size for i, size in zip(place, x.shape, strict=True))
        assert found[place] == (x[place] if inside else 0)
