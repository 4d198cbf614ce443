"""The sheet of the six panels: the pinned window, the words, and a file that loads nothing."""

import re
import sys
from xml.etree import ElementTree

import numpy as np
import pytest

from cnnpool.export import Case, panels_svg
from cnnpool.export.svg import tag, text
from cnnpool.settings import Settings
from cnnpool.texts import CATALOGUES, say_in
from tests.export.drawing import LINK, SVG, Drawing
from tests.export.panel_cases import CASES, arrays, drawing_of, drawn


@pytest.fixture(scope="module", params=CASES)
def named(request):
    return request.param


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
    case, sheet = CASES[named], drawing_of(named)
    if case.settings.win is None:
        assert sheet.roles == set()
        return
    for key, roles in wanted_marks(case).items():
        assert sheet.panel(key).marked(arrays(case)[key].shape) == roles, key


@pytest.mark.parametrize("lang", CATALOGUES)
def test_the_legend_names_the_marks_that_are_there(lang, named):
    case, say = CASES[named], CATALOGUES[lang]
    sheet = drawing_of(named, lang)
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
    sheet, mode = drawing_of(named, lang), case.layer.mode
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


@pytest.mark.parametrize("lang", CATALOGUES)
def test_names_do_not_run_into_each_other(lang):
    """Where panels are narrow, too."""
    case, say = drawn(h=64, w=2, kh=2, kw=1), CATALOGUES[lang]
    sheet = Drawing(panels_svg(case, lang))
    for left, right in (("x", "cols"), ("cols", "y"), ("dx", "routed"), ("routed", "dy")):
        name = next(said for said in sheet.texts if say[f"panel_{left}"] in said)
        letter = {"en": 0.5, "ja": 0.7}[lang] * 14
        assert sheet.panel(left).left + letter * len(name) < sheet.panel(right).left - 100


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
    sheet = drawing_of(named)
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
