"""The still picture: every number in its cell, every colour of the one scale, every mark."""

import re
import sys
from itertools import pairwise
from xml.etree import ElementTree

import numpy as np
import pytest

from cnnpool.colours import GRADIENTS, SPECIAL_COLOURS, VALUES
from cnnpool.export import Case, panels_svg
from cnnpool.export.svg import tag, text
from cnnpool.figures import number
from cnnpool.settings import Settings
from cnnpool.texts import CATALOGUES, say_in
from tests.export.drawing import LINK, SVG, Box, Drawing
from tests.export.panel_cases import CASES, PANELS, arrays, drawn

SMALL = [name for name in CASES if name not in ("large", "picture")]


@pytest.fixture(scope="module", params=CASES)
def named(request):
    return request.param


# --- cells ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SMALL)
def test_every_number_stands_in_its_cell(name):
    sheet = Drawing(panels_svg(CASES[name]))
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
    sheet = Drawing(panels_svg(CASES[named]))
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


@pytest.mark.parametrize(("h", "image"), [(40, False), (41, True)])
def test_more_cells_than_1600_are_a_picture(h, image):
    sheet = Drawing(panels_svg(drawn(h=h, w=40, kh=4, kw=4)))
    assert (sheet.panel("x").image is not None) == image
    assert sheet.panel("y").image is None


# --- around the cells -------------------------------------------------------------------------


def test_labels_name_the_column_above_and_the_row_beside(named):
    case = CASES[named]
    sheet, KW = Drawing(panels_svg(case)), case.scene.grid.kernel[1]
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
            assert abs(float(label.get("y")) - 4 - box.middle[1]) < 6
        corner = {label.text for label in panel.labels("end")} - set(down)
        assert corner and all("↓" in text or "→" in text for text in corner)


def test_labels_do_not_run_into_each_other(named):
    sheet = Drawing(panels_svg(CASES[named]))
    for key in PANELS:
        labels = sheet.panel(key).labels("middle")
        ends = [(float(t.get("x")), 0.5 * 0.5 * 11 * len(t.text)) for t in labels]
        for (left, half), (right, other) in pairwise(ends):
            assert left + half < right - other


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


# --- marks ------------------------------------------------------------------------------------


def wanted_marks(case: Case) -> dict:
    """panel -> role -> cells, from the trace."""
    story, matrices = case.scene.trace, case.scene.matrices
    window = story.window(0, *divmod(case.settings.win, case.scene.grid.shape[1]), 0)
    cells = {tuple(map(int, cell)) for cell in window.cells}
    planes, rows = {"window": cells}, {}
    index = (case.scene.n, *window.index[1:3], case.scene.c)
    if index in matrices.index:
        row = matrices.index.index(index)
        rows = {"row": {(row, k) for k in range(len(window.inside))}}
    if window.winner is not None:
        best = tuple(map(int, window.positions[window.winner]))
        value = story.x[0, 0][best]
        same = {c for c in cells if np.array_equal(story.x[0, 0][c], value, equal_nan=True)}
        planes |= {"winner": {best}} | ({"tie": same - {best}} if same != {best} else {})
        rows |= {"winner": {(row, window.winner)}} if rows else {}
    output = {"cell": {window.index[1:3]}}
    return {
        "x": planes, "dx": planes, "cols": rows, "routed": rows, "y": output, "dy": output
    }  # fmt: skip


def test_the_pinned_window_is_framed_in_every_panel(named):
    case = CASES[named]
    sheet = Drawing(panels_svg(case))
    if case.settings.win is None:
        assert sheet.roles == set()
        return
    for key, roles in wanted_marks(case).items():
        assert sheet.panel(key).marked(arrays(case)[key].shape) == roles, key


@pytest.mark.parametrize("lang", CATALOGUES)
def test_the_legend_names_the_marks_that_are_there(lang, named):
    case, say = CASES[named], CATALOGUES[lang]
    sheet = Drawing(panels_svg(case, lang))
    (before, after), (left, right), overhang = case.scene.frame
    there = {
        "window": "window" in sheet.roles,
        "winner": "winner" in sheet.roles,
        "tie": "tie" in sheet.roles,
        "padding": any((before, after, left, right)),
        "overhang": any(overhang),
        "unread": case.scene.unread.any(),
    }
    for mark, present in there.items():
        assert (say[f"legend_{mark}"] in sheet.texts) == present, mark


# --- words ------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", CATALOGUES)
def test_names_sizes_and_operations_are_said(lang, named):
    case, say = CASES[named], CATALOGUES[lang]
    sheet, mode = Drawing(panels_svg(case, lang)), case.layer.mode
    for key, array in arrays(case).items():
        symbol = "" if key in ("cols", "routed") else f"{key} "
        size = " × ".join(map(str, array.shape))
        name = sheet.find(f"{symbol}{say[f'panel_{key}']} {size}")
        assert float(name.get("x")) == sheet.panel(key).left
        assert float(name.get("y")) < sheet.panel(key).top
    between = {
        f"op_{mode}": ("cols", "y"),
        f"op_route_{mode}": ("routed", "dy"),
        "op_col2im": ("dx", "routed"),
    }
    for operation, (left, right) in between.items():
        x = float(sheet.find(say[operation]).get("x"))
        assert sheet.panel(left).left < x < sheet.panel(right).left
    assert {say["forward"], say["backward"]} <= set(sheet.texts)
    N, C = case.scene.planes
    H, W = case.scene.grid.input_shape
    shown = say_in(lang, "plane_of", n=case.scene.n, c=case.scene.c, N=N, C=C, H=H, W=W)
    assert any(text.startswith(shown) for text in sheet.texts)


def test_arrows_point_the_way_of_the_numbers():
    paths = [p.get("d") for p in Drawing(panels_svg(CASES["default"])).root.iter(f"{SVG}path")]
    arrows = [re.fullmatch(r"M([\d.]+),.*H([\d.]+)M.*L([\d.]+),.*", p) for p in paths]
    arrows = [tuple(map(float, a.groups())) for a in arrows if a]
    assert len(arrows) == 4
    assert [tip == right for _, right, tip in arrows] == [True, True, False, False]
    assert all(tip in (left, right) for left, right, tip in arrows)


# --- the file ---------------------------------------------------------------------------------


def test_nothing_is_loaded_and_nothing_runs(named):
    svg = panels_svg(CASES[named])
    root = ElementTree.fromstring(svg.encode())
    for element in root.iter():
        assert element.tag.removeprefix(SVG) in {
            "svg", "title", "g", "rect", "path", "text", "tspan", "image"
        }  # fmt: skip
        for name, value in element.attrib.items():
            if name == f"{LINK}href":
                assert value.startswith("data:image/png;base64,")
            else:
                assert "href" not in name and "url(" not in value and not name.startswith("on")
    assert re.findall(r'https?://[^"]*', svg) == [SVG[1:-1], LINK[1:-1]]


def test_everything_lies_on_the_sheet(named):
    sheet = Drawing(panels_svg(CASES[named]))
    width, height = (float(sheet.root.get(side)) for side in ("width", "height"))
    assert sheet.root.get("viewBox") == f"0 0 {width:g} {height:g}"
    for key, array in arrays(CASES[named]).items():
        panel = sheet.panel(key)
        last = panel.cells(array.shape)[0][-1]
        assert panel.left + last.x + last.width <= width - 20
        assert panel.top + last.y + last.height <= height - 10
    for said in sheet.root.findall(f"{SVG}text"):
        assert 0 < float(said.get("x")) < width and 0 < float(said.get("y")) < height


def test_the_language_and_a_description_stand_in_the_file():
    for lang, words in (("en", "kernel 3 × 3"), ("ja", "カーネル 3 × 3")):
        root = ElementTree.fromstring(panels_svg(CASES["overlap"], lang).encode())
        assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == lang
        assert words in root.find(f"{SVG}title").text


def test_texts_and_attributes_are_escaped():
    hard = "<&\"'>"
    element = ElementTree.fromstring(text(hard, 0, 0, 10, fill=hard))
    assert element.text == hard and element.get("fill") == hard
    assert tag("g", x=-0.001, y=1e-9, width=100.0) == '<g x="0" y="0" width="100"/>'


def test_the_same_case_gives_the_same_file(named):
    case = CASES[named]
    again = Case(case.x, case.layer, case.dy, case.x_code, case.dy_code, case.settings)
    assert panels_svg(again, "ja") == panels_svg(case, "ja")


@pytest.mark.parametrize(("module", "package"), [("plotly", "plotly"), ("PIL", "pillow")])
def test_a_missing_package_is_named(module, package, monkeypatch):
    names = {"plotly": "plotly.graph_objects", "PIL": "PIL"}
    monkeypatch.setitem(sys.modules, names[module], None)
    case = Case.of(Settings(), np.zeros((1, 1, 64, 64)))
    with pytest.raises(ImportError, match=f"pip install {package}") as refused:
        panels_svg(case)
    assert refused.value.name == module
