"""What figures add to an array: looks of special cells, frames, hatching, axes."""

import itertools
import re

import numpy as np
import pytest

from cnnpool.colours import SPECIAL_COLOURS
from cnnpool.figures import Colours, matrix_figure
from tests.page.drawing import AXES, matrix, plane, special

NAN, PLUS_INF, MINUS_INF, PADDING = range(4)


# --- special cells ----------------------------------------------------------------------------


def test_nan_and_infinities_have_a_look_of_their_own():
    z = np.array([[1, np.nan, np.inf], [-np.inf, 2, np.nan]])
    for figure in (plane(z), matrix(z)):
        trace = special(figure)
        np.testing.assert_array_equal(
            trace["z"], [[np.nan, NAN, PLUS_INF], [MINUS_INF, np.nan, NAN]]
        )
        assert trace["customdata"] == [["1", "NaN", "∞"], ["−∞", "2", "NaN"]]
        assert "%{customdata}" in trace["hovertemplate"]
        assert trace["hoverongaps"] is False
        assert trace.get("x") == figure["data"][0].get("x")


def test_padding_has_a_look_of_its_own_whatever_its_value():
    z = np.array([[-np.inf, 3.0], [0.0, 4.0]])
    trace = special(matrix(z, padding=np.array([[True, False], [True, False]])))
    np.testing.assert_array_equal(trace["z"], [[PADDING, np.nan], [PADDING, np.nan]])


def test_plain_arrays_have_no_second_heatmap():
    assert special(plane(np.array([[1, 2]]))) is None
    assert special(matrix(np.array([[1, 2]]), padding=np.zeros((1, 2), bool))) is None


def test_each_kind_gets_the_colour_of_its_name():
    trace = special(plane(np.array([[np.nan, 1.0]])))
    low, high = trace["zmin"], trace["zmax"]
    for kind, colour in enumerate(SPECIAL_COLOURS):
        place = (kind - low) / (high - low)
        below = [c for stop, c in trace["colorscale"] if stop <= place]
        above = [c for stop, c in trace["colorscale"] if stop >= place]
        assert below[-1] == above[0] == colour
    assert len(set(SPECIAL_COLOURS)) == 4


# --- frame and hatching -----------------------------------------------------------------------


def boxes(figure: dict) -> list[tuple]:
    """(line style, left, top, right, bottom) of the rectangles, largest first."""
    rects = [s for s in figure["layout"]["shapes"] if s["type"] == "rect"]
    return [(s["line"]["dash"], s["x0"], s["y0"], s["x1"], s["y1"]) for s in rects]


@pytest.mark.parametrize(
    ("frame", "expected"),
    [
        (None, []),
        (((0, 0), (0, 0), (0, 0)), []),
        (((1, 2), (3, 4), (0, 0)), [("solid", -3.5, -1.5, 8.5, 4.5)]),
        (((0, 0), (0, 0), (1, 2)), [("dot", -0.5, -0.5, 6.5, 3.5)]),
        (
            ((1, 2), (3, 4), (5, 6)),
            [("dot", -3.5, -1.5, 14.5, 9.5), ("solid", -3.5, -1.5, 8.5, 4.5)],
        ),
    ],
)
def test_padding_and_overhang_lie_around_the_array(frame, expected):
    figure = plane(np.zeros((3, 5)), frame=frame)
    assert boxes(figure) == expected
    left, right = figure["layout"]["xaxis"]["range"]
    bottom, top = figure["layout"]["yaxis"]["range"]
    assert bottom > top  # the first row is on top
    for _, x0, y0, x1, y1 in [*expected, ("cells", -0.5, -0.5, 4.5, 2.5)]:
        assert left <= x0 < x1 <= right
        assert top <= y0 < y1 <= bottom
    assert all(s["layer"] == "below" for s in figure["layout"]["shapes"])


def hatched(figure: dict) -> set[tuple[int, int]]:
    """The cells that strokes run through."""
    paths = "".join(s["path"] for s in figure["layout"]["shapes"] if s["type"] == "path")
    strokes = re.findall(r"M([-\d.]+),([-\d.]+)L([-\d.]+),([-\d.]+)", paths)
    middles = [((float(a) + float(c)) / 2, (float(b) + float(d)) / 2) for a, b, c, d in strokes]
    return {(round(h), round(w)) for w, h in middles}


def test_cells_that_no_window_reads_are_hatched():
    unread = np.zeros((4, 6), bool)
    unread[1, 2] = unread[3, 5] = unread[0, 0] = True
    assert hatched(plane(np.zeros((4, 6)), unread=unread)) == {(1, 2), (3, 5), (0, 0)}
    assert plane(np.zeros((4, 6)), unread=~unread | True)["layout"]["shapes"]
    for none in (None, np.zeros((4, 6), bool)):
        assert plane(np.zeros((4, 6)), unread=none)["layout"]["shapes"] == []


# --- axes -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("rows", "cols"), [(1, 1), (4, 4), (12, 13), (64, 33), (512, 512)])
def test_the_axes_of_a_plane_carry_indices(rows, cols):
    layout = plane(np.zeros((rows, cols)))["layout"]
    for axis, count in ((layout["yaxis"], rows), (layout["xaxis"], cols)):
        ticks = axis["tickvals"]
        assert ticks[0] == 0
        assert len({b - a for a, b in itertools.pairwise(ticks)}) <= 1
        assert len(ticks) == count if count <= 12 else 4 <= len(ticks) <= 8
        assert max(ticks) < count
    assert layout["yaxis"]["scaleanchor"] == "x"  # square cells
    assert "w →" in layout["annotations"][0]["text"]
    assert "h ↓" in layout["annotations"][0]["text"]


@pytest.mark.parametrize(("rows", "taps"), [(4, 4), (256, 9), (100, 1024)])
def test_the_axes_of_a_matrix_carry_windows_and_taps(rows, taps):
    figure = matrix(np.zeros((rows, taps)), height=240)
    row_labels = [f"(0, {r}, 0, 1)" for r in range(rows)]
    tap_labels = [f"(0, {k})" for k in range(taps)]
    assert figure["data"][0]["y"] == row_labels
    assert figure["data"][0]["x"] == tap_labels
    layout = figure["layout"]
    assert (layout["xaxis"]["type"], layout["yaxis"]["type"]) == ("category", "category")
    assert layout["yaxis"]["autorange"] == "reversed"  # the first row is on top
    for axis, labels, most in (("yaxis", row_labels, 17), ("xaxis", tap_labels, 9)):
        ticks = layout[axis]["tickvals"]
        assert ticks == labels if len(labels) <= most else len(ticks) <= most
        assert set(ticks) <= set(labels)
    for letter in ("(n, oh, ow, c) ↓", "(kh, kw) →"):
        assert letter in layout["annotations"][0]["text"]


def test_the_figures_are_pure():
    z, padding = np.array([[1.0, np.nan]]), np.array([[True, False]])
    before = z.copy()
    one, two = (
        matrix_figure(z, Colours.values(z), ["r"], ["a", "b"], AXES, height=240, padding=padding)
        for _ in range(2)
    )
    assert one.to_json() == two.to_json()
    np.testing.assert_array_equal(z, before)
