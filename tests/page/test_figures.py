"""Figures hold the arrays as they are: values, scales, numbers in cells, labels."""

import json

import numpy as np
import pytest

from cnnpool.figures import MAX_NUMBERS, Colours, height_for, matrix_figure, number, plane_figure
from tests.page.drawing import AXES, matrix, numbers_of, plane
from tests.page.reading import array

# --- values -----------------------------------------------------------------------------------

ARRAYS = [
    np.array([[1, 2, 3], [4, 5, 6]]),
    np.array([[1, 2, 3], [4, 5, 6]]).T,
    np.array([[0.1 + 0.2, np.nan], [np.inf, -np.inf]]),
    np.array([[1 / 3, 2e-300]], dtype=np.float32),
    np.array([[1, 65504]], dtype=np.float16),
    np.array([[0, 255]], dtype=np.uint8),
    np.array([[2**53 + 1, -(2**60)]]),
    np.random.RandomState(0).rand(30, 40),
]


@pytest.mark.parametrize("figure", [plane, matrix])
@pytest.mark.parametrize("z", ARRAYS, ids=lambda z: f"{z.dtype}{z.shape}")
def test_the_first_trace_is_exactly_the_array(figure, z):
    first = figure(z)["data"][0]
    assert first["type"] == "heatmap"
    # Plotly packs no float16, and a list would lose NaN and the infinities.
    assert first["z"].dtype == (np.float32 if z.dtype == np.float16 else z.dtype)
    np.testing.assert_array_equal(first["z"], z)


@pytest.mark.parametrize("figure", [plane_figure, matrix_figure])
@pytest.mark.parametrize("z", [*ARRAYS, np.array([[True, False]])], ids=lambda z: f"{z.dtype}")
def test_the_browser_gets_numbers(figure, z):
    """Plotly draws no cell for ``true``, and JSON knows no NaN."""
    labels = [map(str, range(z.shape[0])), map(str, range(z.shape[1]))]
    extra = [list(side) for side in labels] if figure is matrix_figure else ["x"]
    text = figure(z, Colours.values(z), *extra, AXES, height=300).to_json()
    sent = json.loads(text, parse_constant=lambda name: pytest.fail(f"{name} is not JSON"))
    cells = array(sent["data"][0]["z"])
    assert cells.dtype != bool
    finite = np.isfinite(z)
    np.testing.assert_array_equal(cells[finite].astype(z.dtype), z[finite])
    for value in cells[~finite].ravel().tolist():
        assert value is None or not np.isfinite(value)


def test_hover_text_has_the_indices_and_all_digits():
    assert plane(ARRAYS[0])["data"][0]["hovertemplate"].startswith("x[0, 1, %{y}, %{x}] = ")
    assert "%{z:.15~g}" in plane(ARRAYS[0])["data"][0]["hovertemplate"]
    assert matrix(ARRAYS[0])["data"][0]["hovertemplate"].startswith(
        "(n, oh, ow, c) %{y}, (kh, kw) %{x} = "
    )


# --- scales -----------------------------------------------------------------------------------


def test_one_scale_spans_all_that_it_was_given():
    colours = Colours.values(np.array([[3, 4]]), np.array([[-2.5, np.inf]]), (0, 7))
    assert (colours.low, colours.high) == (-2.5, 7)
    for z in (np.array([[1, 2]]), np.array([[100.0, np.nan]])):
        for figure in (plane(z, colours), matrix(z, colours)):
            first = figure["data"][0]
            assert (first["zmin"], first["zmax"]) == (-2.5, 7)
            assert first["colorscale"] == colours.scale
            assert first["showscale"] is False


def test_zero_is_the_middle_of_gradients():
    for arrays in (
        [np.array([[1.0, -3.0]]), np.array([[2]])],
        [np.array([[3, 1, np.nan, -np.inf]])],
    ):
        colours = Colours.gradients(*arrays)
        assert (colours.low, colours.high) == (-3, 3)
    assert [stop for stop, _ in colours.scale] == [0, 0.25, 0.5, 0.75, 1]


def test_a_picture_is_light_where_it_is_bright():
    dark_first = Colours.values((0, 255), picture=True).scale
    light_first = Colours.values((0, 255)).scale
    assert [stop for stop, _ in dark_first] == [0, 0.25, 0.5, 0.75, 1]
    assert [colour for _, colour in dark_first] == [colour for _, colour in light_first][::-1]
    assert light_first[0][1] == "#eef3fa"


@pytest.mark.parametrize(
    "z",
    [
        np.zeros((2, 2)),
        np.full((2, 2), 7),
        np.full((2, 2), -7.5),
        np.full((2, 2), np.nan),
        np.array([[np.inf, -np.inf]]),
        np.full((2, 2), 1e17),
        np.full((2, 2), -1e300),
        np.full((1, 1), 2**62),
        np.array([[1e308, -1e308]]),
        np.array([[5e-324, 0]]),
        np.array([[-128, 1]], np.int8),
    ],
    ids=lambda z: str(z.ravel()[:2]),
)
def test_a_scale_has_two_different_ends(z):
    for colours in (Colours.values(z), Colours.gradients(z)):
        assert np.isfinite([colours.low, colours.high]).all()
        assert colours.low < colours.high
        plane(z, colours)  # no warning, which would be an error


# --- numbers in cells -------------------------------------------------------------------------


@pytest.mark.parametrize("figure", [plane, matrix])
def test_every_number_stands_in_its_cell(figure):
    z = np.array([[1.5, -2.0, 100], [np.nan, np.inf, -np.inf]])
    drawn = figure(z)
    numbers = numbers_of(drawn)
    assert numbers["text"] == ["1.5", "−2", "100", "NaN", "∞", "−∞"]
    xs = drawn["data"][0].get("x", [0, 1, 2])
    ys = drawn["data"][0].get("y", [0, 1])
    assert numbers["x"] == [x for _ in ys for x in xs]
    assert numbers["y"] == [y for y in ys for _ in xs]
    assert len(numbers["textfont"]["color"]) == 6
    assert numbers["hoverinfo"] == "skip"


@pytest.mark.parametrize(
    ("shape", "digits", "height", "shown"),
    [
        ((4, 4), 1, 240, True),
        ((20, 20), 1, 560, True),  # 400 cells
        ((20, 21), 1, 560, False),
        ((1, 400), 1, 560, False),  # too narrow
        ((20, 20), 4, 560, False),
        ((400, 1), 1, 560, False),  # too low
        ((40, 4), 1, 600, True),
        ((40, 4), 1, 240, False),
        ((2, 2), 8, 240, True),
        ((1, 1), 1, 240, True),
    ],
)
def test_numbers_are_there_while_they_can_be_read(shape, digits, height, shown):
    z = np.full(shape, int("1" * min(digits, 4)) * (1 if digits < 5 else 1e-9))
    for figure in (plane, matrix):
        numbers = numbers_of(figure(z, height=height))
        assert (numbers is not None) == shown
        if shown:
            assert 8 <= numbers["textfont"]["size"] <= 15
            assert numbers["textfont"]["size"] <= height / shape[0]
    assert MAX_NUMBERS == 400


@pytest.mark.parametrize(
    ("value", "side", "text"),
    [
        (14 / 9, 4, "1.556"),
        (14 / 9, 9, "1.56"),
        (14 / 9, 12, "1.6"),
        (14 / 9, 20, None),
        (255.5, 10, "256"),
        (1234.5, 8, "1235"),
        (1234.5, 10, "1235"),  # fewer digits would take more room
        (99, 12, "99"),
    ],
)
def test_digits_are_given_up_before_numbers_are(value, side, text):
    numbers = numbers_of(plane(np.full((side, side), value), height=240))
    assert (numbers and numbers["text"][0]) == text


def test_padding_leaves_less_room_for_numbers():
    z = np.zeros((4, 4))
    assert numbers_of(plane(z, height=240))
    assert numbers_of(plane(z, height=240, frame=((15, 15), (15, 15), (0, 0)))) is None


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"), (-0.0, "0"), (7, "7"), (-3, "−3"), (0.5, "0.5"), (1 / 3, "0.3333"),
        (14 / 9, "1.556"), (255, "255"), (9999, "9999"), (True, "1"), (1e-7, "1e−07"),
        (12345, "12345"), (-12345, "−12345"), (99_999, "99999"), (100_000, "1e+05"),
        (123_456, "1.235e+05"), (12345.6, "1.235e+04"),
        (float("nan"), "NaN"), (float("inf"), "∞"), (-float("inf"), "−∞"),
    ],
)  # fmt: skip
def test_numbers_are_short_and_integers_whole(value, text):
    assert number(value) == text
    assert number(np.float64(value)) == text


@pytest.mark.parametrize(
    ("rows", "height"), [(1, 240), (16, 240), (24, 360), (37, 555), (60, 560), (61, 240)]
)
def test_height(rows, height):
    assert height_for(rows) == height
