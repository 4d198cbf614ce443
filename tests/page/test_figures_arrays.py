"""The pictures of Step by step: any array as rows and columns, and frames around cells."""

import json

import numpy as np
import pytest

from cnnpool.colours import PADDING
from cnnpool.figures import (
    LIST_WIDTH,
    MAX_CELL,
    MAX_HEIGHT,
    MAX_LISTED,
    MIN_CELL,
    Colours,
    array_figure,
    mark,
    plane_figure,
)
from tests.page.drawing import AXES, numbers_of, opened, plane, special
from tests.page.reading import array

WIDTH = 380


def labels(shape) -> tuple[list[str], list[str]]:
    return [f"({r}, 0)" for r in range(shape[0])], [f"({c}, 1)" for c in range(shape[1])]


def drawn(z, sides=None, axes=("n, h", "c, w"), width=WIDTH, **more):
    """The figure of an array as the page draws it."""
    sides = sides or labels(z.shape)
    return array_figure(z, Colours.values(z), sides, axes, name="cols", width=width, **more)


def read(z, *sides, **more) -> dict:
    return opened(drawn(z, *sides, **more))


# --- the numbers ------------------------------------------------------------------------------

ARRAYS = [
    np.array([[1, 2, 3], [4, 5, 6]]),
    np.array([[1, 2, 3], [4, 5, 6]]).T,
    np.array([[0.1 + 0.2, np.nan], [np.inf, -np.inf]]),
    np.array([[1 / 3, 2e-300]], dtype=np.float32),
    np.array([[1, 65504]], dtype=np.float16),
    np.array([[2**53 + 1, -(2**60)]]),
    np.arange(48).reshape(2, 4, 6)[:, 1:3].reshape(4, 6),
    np.random.RandomState(0).rand(512, 300),
]


@pytest.mark.parametrize("z", ARRAYS, ids=lambda z: f"{z.dtype}{z.shape}")
def test_the_first_trace_is_exactly_the_array(z):
    first = read(z)["data"][0]
    assert first["type"] == "heatmap"
    assert first["z"].dtype == (np.float32 if z.dtype == np.float16 else z.dtype)
    np.testing.assert_array_equal(first["z"], z)
    assert (first["y"], first["x"]) == labels(z.shape)


@pytest.mark.parametrize("z", [*ARRAYS, np.array([[True, False]])], ids=lambda z: f"{z.dtype}")
def test_the_browser_gets_numbers(z):
    text = drawn(z).to_json()
    sent = json.loads(text, parse_constant=lambda name: pytest.fail(f"{name} is not JSON"))
    cells = array(sent["data"][0]["z"])
    assert cells.dtype != bool
    finite = np.isfinite(z)
    np.testing.assert_array_equal(cells[finite].astype(z.dtype), z[finite])


def test_the_scale_is_the_one_given():
    colours = Colours.gradients(np.array([[5.0]]))
    figure = array_figure(
        np.eye(2), colours, labels((2, 2)), ("a", "b"), name="dx", width=WIDTH
    ).to_dict()
    first = figure["data"][0]
    assert (first["zmin"], first["zmax"], first["colorscale"]) == (-5, 5, colours.scale)


def test_hover_text_names_the_array_its_axes_and_all_digits():
    start = read(np.eye(2))["data"][0]["hovertemplate"]
    assert start == "cols: n, h = %{y}, c, w = %{x} = <b>%{z:.15~g}</b><extra></extra>"
    listed = read(np.ones((3, 1)), (["0", "1", "2"], [""]), axes=("n, oh", ""))
    assert listed["data"][0]["hovertemplate"].startswith("cols: n, oh = %{y} = ")


@pytest.mark.parametrize(
    ("shape", "there"),
    [((40, 30), True), ((12, 8), True), ((1200, 1), True), ((1201, 1), False), ((41, 30), False)],
)
def test_numbers_stand_in_the_cells_up_to_a_bound(shape, there):
    z = np.arange(np.prod(shape)).reshape(shape) % 9
    numbers = numbers_of(read(z, width=30 * 30))
    assert (numbers is not None) == there
    assert MAX_LISTED == 1200
    if there:
        assert numbers["text"] == [str(value) for value in z.ravel()]
        rows, cols = labels(shape)
        assert numbers["x"] == cols * shape[0]
        assert numbers["y"] == [row for row in rows for _ in cols]
        assert numbers["textfont"]["size"] >= 8


def test_numbers_too_narrow_to_be_read_are_left_out():
    assert numbers_of(read(np.full((4, 60), 7), width=380)) is None  # 6 pixels a cell
    assert numbers_of(read(np.full((4, 20), 7), width=380)) is not None
    assert numbers_of(read(np.full((4, 20), 1234), width=380)) is None


def test_what_cannot_be_read_can_be_zoomed():
    assert read(np.zeros((4, 60)))["layout"]["dragmode"] == "zoom"
    assert read(np.zeros((4, 4)))["layout"]["dragmode"] is False


# --- padding ----------------------------------------------------------------------------------


def test_padding_has_a_look_of_its_own_whatever_its_value():
    z = np.array([[-np.inf, 3.0], [0.0, np.nan]])
    figure = read(z, padding=np.array([[True, False], [True, False]]))
    trace = special(figure)
    nan = np.nan
    np.testing.assert_array_equal(trace["z"], [[PADDING, nan], [PADDING, 0]])
    assert (trace["y"], trace["x"]) == labels(z.shape)
    assert trace["customdata"] == [["−∞", "3"], ["0", "NaN"]]
    np.testing.assert_array_equal(figure["data"][0]["z"], z)
    assert numbers_of(figure)["text"] == ["−∞", "3", "0", "NaN"]
    assert special(read(np.ones((2, 2)), padding=np.zeros((2, 2), bool))) is None


# --- dividers ---------------------------------------------------------------------------------


def lines(figure: dict) -> tuple[list[float], list[float]]:
    """Where lines run across and down, each from edge to edge."""
    rows, cols = figure["data"][0]["z"].shape
    across, down = [], []
    for shape in figure["layout"]["shapes"]:
        assert shape["type"] == "line"
        if shape["y0"] == shape["y1"]:
            assert (shape["x0"], shape["x1"]) == (-0.5, cols - 0.5)
            across.append(shape["y0"])
        else:
            assert shape["x0"] == shape["x1"]
            assert (shape["y0"], shape["y1"]) == (-0.5, rows - 0.5)
            down.append(shape["x0"])
    return across, down


@pytest.mark.parametrize(
    ("shape", "blocks", "first", "across", "down"),
    [
        ((8, 12), (4, 4), (0, 0), [3.5], [3.5, 7.5]),
        ((8, 12), (0, 0), (0, 0), [], []),
        ((8, 12), (8, 12), (0, 0), [], []),  # one plane
        ((8, 12), (0, 5), (0, 0), [], [4.5, 9.5]),
        ((6, 3), (1, 0), (0, 0), [0.5, 1.5, 2.5, 3.5, 4.5], []),
        # A part of a large one: its first row is row 64 of all, 60 and 90 begin planes of 30.
        ((60, 4), (30, 0), (64, 0), [25.5, 55.5], []),
        ((4, 20), (0, 7), (0, 64), [], [5.5, 12.5]),  # 70 and 77
        ((10, 10), (5, 5), (5, 10), [4.5], [4.5]),  # what begins with a plane has no line there
    ],
)
def test_lines_between_planes(shape, blocks, first, across, down):
    assert lines(read(np.zeros(shape), blocks=blocks, first=first)) == (across, down)


# --- size and axes ----------------------------------------------------------------------------


def cell_height(figure: dict, rows: int) -> float:
    margin = figure["layout"]["margin"]
    return (figure["layout"]["height"] - margin["t"] - margin["b"]) / rows


@pytest.mark.parametrize(
    ("shape", "side"),
    [
        ((4, 4), MAX_CELL),
        ((8, 12), MAX_CELL),
        ((4, 38), 10),  # as far as the width goes
        ((64, 4), MIN_CELL),  # a long one is scrolled
        ((28, 4), MAX_HEIGHT / 28),
        ((512, 512), 380 / 512),
        ((1, 1), MAX_CELL),
    ],
)
def test_cells_are_square_and_fit_the_width(shape, side):
    figure = read(np.zeros(shape))
    assert cell_height(figure, shape[0]) == pytest.approx(side, abs=0.5 / shape[0])
    assert side * shape[1] <= WIDTH
    assert ("scaleanchor" in figure["layout"]["yaxis"]) == (shape[1] > 1)


def test_a_flat_array_is_never_lower_than_one_cell():
    assert cell_height(read(np.zeros((1, 512))), 1) == MAX_CELL


def test_a_list_is_one_column_of_wide_cells():
    z = np.array([[10.0], [-0.25], [1 / 3]])
    figure = read(z, (["(0, 0)", "(0, 1)", "(1, 0)"], [""]), axes=("n, oh", ""))
    layout = figure["layout"]
    assert layout["xaxis"]["domain"] == [0, LIST_WIDTH / WIDTH]
    assert "scaleanchor" not in layout["yaxis"]
    assert numbers_of(figure)["text"] == ["10", "−0.25", "0.3333"]
    assert layout["annotations"][0]["text"].strip() == "n, oh ↓"
    assert layout["yaxis"]["tickvals"] == ["(0, 0)", "(0, 1)", "(1, 0)"]


def test_a_list_is_never_wider_than_there_is_room():
    figure = drawn(np.ones((2, 1)), (["0", "1"], [""]), axes=("n", ""), width=40).to_dict()
    assert figure["layout"]["xaxis"]["domain"] == [0, 1]


@pytest.mark.parametrize("shape", [(1, 1), (4, 4), (24, 4), (64, 64), (512, 512), (3, 1)])
def test_labels_that_have_room_stand_beside_their_cells(shape):
    figure = read(np.zeros(shape))
    layout, (rows, cols) = figure["layout"], labels(shape)
    assert layout["yaxis"]["autorange"] == "reversed"  # the first row is on top
    assert layout["xaxis"]["side"] == "top"
    side = cell_height(figure, shape[0])
    for axis, every, room in (
        (layout["yaxis"], rows, side * shape[0] / 14),
        (layout["xaxis"], cols, side * shape[1] / (6 * max(map(len, cols)))),
    ):
        ticks = axis["tickvals"]
        assert axis["type"] == "category"
        assert ticks[0] == every[0]
        step = every.index(ticks[1]) if len(ticks) > 1 else len(every)
        assert ticks == every[::step]
        assert len(ticks) <= max(1, room)
    for said in ("n, h ↓", "c, w →"):
        assert said in layout["annotations"][0]["text"]


def test_the_figure_is_pure():
    z, padding = np.array([[1.0, np.nan]]), np.array([[True, False]])
    z.setflags(write=False)
    assert drawn(z, padding=padding).to_json() == drawn(z, padding=padding).to_json()


# --- frames around cells ----------------------------------------------------------------------


def frames(figure: dict) -> list[tuple]:
    """(colour, first row, first column, last row, last column) of the frames."""
    found = []
    for shape in figure["layout"]["shapes"]:
        if shape["type"] == "rect" and "layer" not in shape:
            top, left, bottom, right = (shape[k] for k in ("y0", "x0", "y1", "x1"))
            corners = [round(top + 0.44, 9), round(left + 0.44, 9)]
            corners += [round(bottom - 0.44, 9), round(right - 0.44, 9)]
            found.append((shape["line"]["color"], *corners))
    return found


def marked(z, **marks) -> dict:
    figure = plane_figure(z, Colours.values(z), "x", AXES, height=200)
    return mark(figure, **marks).to_dict()


def test_frames_are_where_they_are_asked_for():
    z = np.arange(12).reshape(3, 4)
    assert frames(marked(z)) == []
    winner = "#ff7a00"
    assert frames(marked(z, winners=[(0, 3), (2, 1)])) == [
        (winner, 0, 3, 0, 3),
        (winner, 2, 1, 2, 1),
    ]
    found = frames(marked(z, windows=[(0, 1, 2, 2)], winners=[(1, 1)]))
    assert [box for _, *box in found] == [[0, 1, 2, 2], [0, 1, 2, 2], [1, 1, 1, 1]]
    assert found[-1][0] == winner  # on top of the window
    assert len({colour for colour, *_ in found}) == 3


def test_marking_changes_nothing_else():
    z = np.arange(12).reshape(3, 4)
    unread = z > 8
    figure = plane_figure(
        z, Colours.values(z), "x", AXES, height=300, frame=((1, 0), (0, 1), (0, 0)), unread=unread
    )
    before = figure.to_dict()
    after = mark(figure, winners=[(1, 2)]).to_dict()
    assert after["layout"]["shapes"][:-1] == before["layout"]["shapes"]
    assert len(before["layout"]["shapes"]) == 2
    for part in (before, after):
        del part["layout"]["shapes"]
    assert json.dumps(after, default=str) == json.dumps(before, default=str)
    assert plane(z)["layout"]["shapes"] == []
