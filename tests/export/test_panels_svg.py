"""The still picture: every number in its cell, every colour of the one scale, every mark."""

import re
from itertools import pairwise

import numpy as np
import pytest

from cnnpool.colours import GRADIENTS, SPECIAL_COLOURS, VALUES
from cnnpool.export import panels_svg
from cnnpool.figures import number
from tests.export.drawing import SVG, Box, Drawing
from tests.export.panel_cases import CASES, PANELS, arrays, drawing_of, drawn

SMALL = [name for name in CASES if name not in ("large", "picture")]


@pytest.fixture(scope="module", params=CASES)
def named(request):
    return request.param


# --- cells ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SMALL)
def test_every_number_stands_in_its_cell(name):
    sheet = drawing_of(name)
    for key, array in arrays(CASES[name]).items():
        panel = sheet.panel(key)
        boxes, _ = panel.cells(array.shape)
        assert len(boxes) == array.size
        assert [t.text for t in panel.numbers] == [number(v) for v in array.ravel()], key
        for box, said in zip(boxes, panel.numbers, strict=True):
            x, y = float(said.get("x")), float(said.get("y"))
            assert abs(x - box.middle[0]) < 0.1
            assert box.y < y - float(said.get("font-size")) / 3 < y < box.y + box.height


def test_cells_stand_row_by_row_and_are_square_in_planes(named):
    sheet = drawing_of(named)
    for key, array in arrays(CASES[named]).items():
        boxes, _ = sheet.panel(key).cells(array.shape)
        assert len(boxes) == array.size
        x = np.array([box.middle[0] for box in boxes]).reshape(array.shape)
        y = np.array([box.middle[1] for box in boxes]).reshape(array.shape)
        assert (np.diff(x, axis=1) > 0).all() and (np.diff(y, axis=0) > 0).all()
        assert np.allclose(x, x[:1], atol=0.01) and np.allclose(y, y[:, :1], atol=0.01)
        if key not in ("cols", "routed"):
            assert boxes[0].width == pytest.approx(boxes[0].height, abs=0.02)


def of_the_scale(scale, z, low, high) -> np.ndarray:
    """The colours of values, interpolated channel by channel: (cells, 3), from 0 to 255."""
    place = (z.astype(float) - low) / (high - low)
    stops = [stop for stop, _ in scale]
    channels = [[int(c[i : i + 2], 16) for _, c in scale] for i in (1, 3, 5)]
    return np.stack([np.interp(place, stops, channel) for channel in channels], axis=-1)


@pytest.mark.parametrize("name", ["default", "other plane", "large", "dropped"])
def test_colours_are_those_of_the_one_scale(name):
    case = CASES[name]
    sheet, shown = Drawing(panels_svg(case)), arrays(case)
    reach = max(float(np.abs(shown[key]).max()) for key in ("dx", "routed", "dy"))
    for key, array in shown.items():
        _, colours = sheet.panel(key).cells(array.shape)
        gradient = key in ("dx", "routed", "dy")
        low, high = (-reach, reach) if gradient else (case.x.min(), case.x.max())
        wanted = of_the_scale(GRADIENTS if gradient else VALUES, array.ravel(), low, high)
        assert np.abs(colours - wanted).max() <= 0.51, key


def test_special_numbers_and_padding_have_looks_of_their_own():
    looks = [[int(c[i : i + 2], 16) for i in (1, 3, 5)] for c in SPECIAL_COLOURS]
    case = CASES["special"]
    _, colours = Drawing(panels_svg(case)).panel("x").cells((3, 3))
    assert [colours[i].tolist() for i in (1, 2, 3)] == looks[:3]
    case = CASES["overlap"]
    padding = case.scene.matrices.padding
    for key in ("cols", "routed"):
        _, colours = Drawing(panels_svg(case)).panel(key).cells(padding.shape)
        assert ((colours == looks[3]).all(axis=1) == padding.ravel()).all()


@pytest.mark.parametrize(
    ("settings", "panel", "image"),
    [
        (dict(h=40, w=40, kh=4, kw=4), "x", False),  # 1600 cells
        (dict(h=41, w=40, kh=4, kw=4), "x", True),
        (dict(h=41, w=40, kh=4, kw=4), "y", False),
        (dict(h=64, w=8), "cols", True),  # 128 rows, each lower than 2 pixels
        (dict(h=60, w=8), "cols", False),  # 120 rows of 2 pixels
    ],
)
def test_more_cells_than_1600_or_thinner_than_2_pixels_are_a_picture(settings, panel, image):
    assert (Drawing(panels_svg(drawn(**settings))).panel(panel).image is not None) == image


# --- around the cells -------------------------------------------------------------------------


def test_labels_name_the_column_above_and_the_row_beside(named):
    case = CASES[named]
    sheet, KW = drawing_of(named), case.scene.grid.kernel[1]
    for key, array in arrays(case).items():
        panel = sheet.panel(key)
        boxes, _ = panel.cells(array.shape)
        rows, cols = array.shape
        matrix = key in ("cols", "routed")
        across = [str(divmod(k, KW)) if matrix else str(k) for k in range(cols)]
        down = (
            [str(i) for i in case.scene.matrices.index] if matrix else list(map(str, range(rows)))
        )
        for label in panel.labels("middle"):
            box = boxes[across.index(label.text)]
            assert abs(float(label.get("x")) - box.middle[0]) < 15
            assert float(label.get("y")) < box.y
        beside = [label for label in panel.labels("end") if label.text in down]
        assert len(beside) >= min(rows, 2)
        for label in beside:
            box = boxes[down.index(label.text) * cols]
            assert float(label.get("x")) < box.x
            assert abs(float(label.get("y")) - 4 - box.middle[1]) < 1
        corner = {label.text for label in panel.labels("end")} - set(down)
        assert corner and all("↓" in text or "→" in text for text in corner)


def test_labels_do_not_run_into_each_other(named):
    sheet = drawing_of(named)
    for key in PANELS:
        labels = sheet.panel(key).labels("middle")
        ends = [(float(t.get("x")), 0.5 * 0.5 * 11 * len(t.text)) for t in labels]
        for (left, half), (right, other) in pairwise(ends):
            assert left + half < right - other
        beside = [float(t.get("y")) for t in sheet.panel(key).labels("end")]
        assert all(high + 10 < low for high, low in pairwise(sorted(set(beside)))), key


def test_padding_and_overhang_lie_around_the_input():
    case = CASES["overlap"]
    panel = Drawing(panels_svg(case)).panel("x")
    ground = Box.of(next(r for r in panel.group.findall(f"{SVG}rect")))
    boxes, _ = panel.cells(case.x.shape[2:])
    cell = boxes[6].y - boxes[0].y
    assert ground.y == pytest.approx(boxes[0].y - 0.5 - cell, abs=0.1)
    assert ground.y + ground.height == pytest.approx(
        boxes[-1].y + boxes[-1].height + 0.5 + cell, abs=0.1
    )


def test_unread_cells_are_hatched():
    case = CASES["dropped"]
    panel = Drawing(panels_svg(case)).panel("dx")
    path = panel.group.find(f"{SVG}path").get("d")
    points = [tuple(map(float, p.split(","))) for p in re.findall(r"M([^ML]+)", path)]
    boxes, _ = panel.cells((5, 5))
    hatched = {
        divmod(i, 5) for i, b in enumerate(boxes) for p in points if b.holds(p[0] + 0.6, p[1] - 0.6)
    }
    assert hatched == {tuple(map(int, c)) for c in np.argwhere(case.scene.unread)}
