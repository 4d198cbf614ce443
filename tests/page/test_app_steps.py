"""Step by step: the lines that are run, their arrays as pictures, and a cell that is followed."""

import re
from types import SimpleNamespace

import numpy as np
import pytest

from cnnpool.colours import GRADIENTS, PADDING, VALUES
from cnnpool.layouts import IM2COL, STEPS
from cnnpool.picture_files import built_in_picture
from cnnpool.scene import make_scene
from cnnpool.settings import Settings
from cnnpool.steps import recipe
from cnnpool.steps.walkthrough import walk_through
from cnnpool.tensors import random_tensor
from cnnpool.typed_numbers import pack
from cnnpool.ui.follow import KEY, MOST_CELLS, TURN, _take_cell
from tests.page.files import npy
from tests.page.reading import (
    _specs,
    alive,
    array,
    component,
    control,
    follow,
    open_page,
    turn,
    upload,
    values,
)
from tests.page.test_app_language import KEPT, everything_said


def open_steps(query=None):
    return follow(open_page(query), "steps")


def pictures(at) -> dict[str, np.ndarray]:
    """The numbers of the pictures: before, after, layout."""
    specs = _specs(at, "step_")
    return {name: array(spec["data"][0]["z"]) for name, spec in specs.items()}


def walk(**changes):
    settings = Settings(**changes)
    x, layer = random_tensor(settings), settings.layer()
    return walk_through(x, make_scene(x, layer, settings), settings)


def table(at, kind="followed") -> dict[str, str]:
    """The rows of a table: name -> cells, as they are read."""
    html = next((h for h in values(at.main.get("html")) if f'class="quiet-table {kind}' in h), "")
    rows = re.findall(r"<tr[^>]*><th>(.*?)</th><td>(.*?)</td></tr>", html)
    return {name: re.sub(r"<[^>]+>", "", cells).strip() for name, cells in rows}


def flat(line) -> np.ndarray:
    """An array as its picture shows it whole: samples below each other, channels side by side."""
    z = line.array
    if z.ndim == 1:
        return z[:, None]
    if z.ndim == 4:
        z = z if line.layout.axes[1] != "c" else z.transpose(0, 2, 1, 3)
        return z.reshape(z.shape[0] * z.shape[1], -1)
    return z


MODES = [{}, {"mode": "avg", "ph": "1", "h": "5"}, {"mode": "lp", "grad": "ramp", "sh": "1"}]


@pytest.mark.parametrize("query", MODES, ids=str)
def test_every_step_shows_its_lines_and_both_its_arrays(query):
    there = walk(**vars(Settings.from_query(query)[0]))
    at = open_steps(query)
    for place, line in enumerate(there.lines):
        if place:
            at = alive(at.button(key="step_on").click().run())
        assert at.query_params.get("step", "x") == line.name
        assert at.code[0].value == line.code
        shown = pictures(at)
        np.testing.assert_array_equal(shown["after"], flat(line).astype(float))
        assert ("before" in shown) == (place > 0)
        if place:
            np.testing.assert_array_equal(shown["before"], flat(there.before(line)).astype(float))
        for own in (line, there.before(line)) if place else (line,):
            sides, axes = (", ".join(map(str, part)) for part in (own.array.shape, own.layout.axes))
            head = f"<b>{own.variable}</b> ({sides}) <i>({re.sub(',(?! )', '·', axes)})</i>"
            assert any(head in html for html in values(at.main.get("html")))
            alts = [chart.proto.alt for chart in at.get("plotly_chart")]
            assert f"Heatmap of {own.variable}, shape ({sides})" in alts
        said = f"Step {place + 1} of {len(there.lines)}, the article's {line.cell}"
        assert said in values(at.main.markdown)
    assert at.button(key="step_on").disabled
    at = alive(at.button(key="step_back").click().run())
    assert at.query_params["step"] == there.lines[-2].name


def test_the_names_make_the_lines_a_program():
    """What can be copied from the page runs, and gives what the page shows."""
    at = open_steps({"kh": "3", "sh": "1", "ph": "1"})
    there = walk(kh=3, sh=1, ph=1)
    (fold,) = at.expander
    assert fold.label == "The names in these lines"
    (definitions,) = values(fold.code)
    assert definitions == recipe.definitions(there.names)
    known = {}
    exec("\n".join([definitions, *(line.code for line in there.lines)]), known)  # noqa: S102
    for line in there.lines:
        np.testing.assert_array_equal(known[line.variable], line.array)


def test_a_step_that_this_layer_lacks_is_the_one_before():
    assert open_steps({"mode": "avg", "step": "max_index"}).query_params["step"] == "y"
    assert open_steps({"step": "divisor"}).query_params["step"] == "x_col"


def test_the_strip_of_steps_turns_too():
    at = open_steps()
    at = alive(at.segmented_control(key="step").set_value("dy").run())
    assert at.query_params == {"step": "dy"}
    assert at.code[0].value == "dy = np.ones(y.shape).transpose(0, 2, 3, 1)"


def test_the_controls_work_here_too():
    at = turn(open_steps({"seed": "4", "step": "dx"}), kh=3, grad="ramp")
    assert at.query_params == {"seed": "4", "step": "dx", "kh": "3", "grad": "ramp"}
    settings = Settings(seed=4, kh=3, grad="ramp")
    layer = settings.layer()
    y = layer.forward(random_tensor(settings))
    dx = layer.backward(1.0 + np.arange(y.size).reshape(y.shape))
    np.testing.assert_array_equal(pictures(at)["after"], dx.transpose(0, 2, 1, 3).reshape(8, 12))
    assert control(at, "kh").value == 3


def test_values_share_a_scale_and_gradients_another():
    """Of one picture beside the other, and from step to step; counts have their own."""
    scales = {}
    at = open_steps({"grad": "ramp"})
    for place, line in enumerate(walk().lines):
        specs = _specs(alive(at.button(key="step_on").click().run()) if place else at, "step_")
        scales[line.name] = {
            (first["zmin"], first["zmax"], first["colorscale"][0][1])
            for first in (spec["data"][0] for spec in specs.values())
        }
    index = scales.pop("max_index")
    assert (0, 9, VALUES[0][1]) in index
    assert {high for _, high, _ in index} == {9, 3}
    forward = [scales[name] for name in ("x", "im2col", "x_col", "y_flat", "y")]
    backward = [scales[name] for name in ("dy", "routed", "columns", "dx")]
    assert forward == [{(0, 9, VALUES[0][1])}] * 5
    assert backward == [{(-24, 24, GRADIENTS[0][1])}] * 4


def test_padding_and_planes_are_drawn_as_such():
    query = {"step": "x_col", "ph": "1", "h": "5"}
    specs, there = _specs(open_steps(query), "step_"), walk(ph=1, h=5)
    for name, step in (("before", "im2col"), ("after", "x_col")):
        padding = array(specs[name]["data"][1]["z"]) == PADDING
        np.testing.assert_array_equal(padding, there.padding(STEPS[step][1]))
        assert specs[name]["layout"]["shapes"] == []
    planes = _specs(open_steps(query | {"step": "dx"}), "step_")["after"]["layout"]["shapes"]
    assert [line["y0"] for line in planes if line["y0"] == line["y1"]] == [4.5]
    assert [line["x0"] for line in planes if line["x0"] == line["x1"]] == [3.5, 7.5]


# --- one cell ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "cell", ["x:0,1,1,2", "y:1,2,0,1", "routed:2,7", "columns:11,3", "dx:1,0,3,0"]
)
def test_the_followed_cell_is_named_in_every_step(cell):
    there, at = walk(), open_steps({"cell": cell, "step": "y"})
    step, numbers = cell.split(":")
    found = there.story.follow(step, tuple(map(int, numbers.split(","))))
    rows = table(at)
    assert list(rows) == [line.variable for line in there.lines]
    for line in there.lines:
        wanted = [f"[{', '.join(map(str, i))}] = {line.array[i]:g}" for i in found[line.name]]
        assert rows[line.variable] == " ".join(wanted)
    assert component(at, "follower")["cell"] == cell


def test_a_cell_that_is_not_in_these_arrays_is_not_followed():
    for cell in ("x:0,0,9,9", "x:0,0", "y_flat:24"):
        at = open_steps({"cell": cell})
        assert table(at) == {}
        assert component(at, "follower")["cell"] is None
        assert at.query_params == {"cell": cell}  # it comes back with the shape


@pytest.mark.parametrize("mode", ["max", "avg"])
def test_the_step_in_which_the_cell_was_chosen_is_marked(mode):
    for line in walk(mode=mode).lines:
        cell = f"{line.name}:{','.join('0' * line.array.ndim)}"
        html = " ".join(values(open_steps({"mode": mode, "cell": cell}).main.get("html")))
        assert re.findall(r'<tr class="own"><th>(.*?)</th>', html) == [line.variable]


def test_a_cell_of_many_windows_names_some_and_counts_the_others():
    query = {"kh": "3", "kw": "3", "sh": "1", "sw": "1", "h": "5", "w": "5", "cell": "x:0,0,2,2"}
    rows = table(open_steps(query))
    assert rows["y"].count("=") == MOST_CELLS
    assert rows["y"].endswith("and 3 more")
    assert "more" not in rows["x"]


def test_a_cell_that_no_window_reads_stands_in_x_and_dx_alone():
    rows = table(open_steps({"kh": "1", "kw": "1", "sh": "2", "sw": "2", "cell": "x:0,0,1,0"}))
    assert rows.pop("x") == "[0, 0, 1, 0] = 0"
    assert rows.pop("dx") == "[0, 0, 1, 0] = 0"
    assert set(rows.values()) == {"–"}


def test_a_cell_of_padding_has_no_input():
    rows = table(open_steps({"ph": "1", "pw": "1", "cell": "im2col:0,0"}))
    assert (rows["x"], rows["dx"]) == ("–", "–")
    assert (rows["cols"], rows["x_col"]) == ("[0, 0] = −∞", "[0, 0] = −∞")


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ({"cell": "y:0,1,0,1", "turn": 3}, "y:0,1,0,1"),
        ({"cell": None, "turn": 3}, None),
        ({"cell": "z:0", "turn": 3}, "x:0,0,0,0"),
        ({"cell": "x:<b>", "turn": 3}, "x:0,0,0,0"),
        ({"cell": 7, "turn": 3}, "x:0,0,0,0"),
        ({"cell": ["x:0,0,0,1"], "turn": 3}, "x:0,0,0,0"),
        ({"cell": "y:0,1,0,1", "turn": "3"}, "x:0,0,0,0"),
        ({"cell": "y:0,1,0,1", "turn": True}, "x:0,0,0,0"),
        ({"cell": "y:0,1,0,1"}, "x:0,0,0,0"),
        ("y:0,1,0,1", "x:0,0,0,0"),
        (None, "x:0,0,0,0"),
    ],
    ids=str,
)
def test_a_browser_may_send_anything(sent, kept, monkeypatch):
    state = {KEY: SimpleNamespace(cell=sent), "cell": "x:0,0,0,0", TURN: 1}
    monkeypatch.setattr("cnnpool.ui.follow.st.session_state", state)
    _take_cell()
    assert state["cell"] == kept
    told = isinstance(sent, dict) and type(sent.get("turn")) is int
    assert state[TURN] == (3 if told else 1)


def test_what_stands_in_the_state_is_checked_as_a_link_is():
    at = open_steps()
    at.session_state["cell"] = "x:0,0,1,1"
    assert alive(at.run()).query_params == {"cell": "x:0,0,1,1"}
    at.session_state["cell"] = "<b>"
    assert alive(at.run()).query_params == {}


@pytest.mark.parametrize("layout", IM2COL)
def test_every_layout(layout):
    there, query = walk(), {"step": "im2col", "cell": "im2col:6,5", "layout": layout}
    at = open_steps(query)
    code, wanted = recipe.in_layout(layout, there.line("im2col").array, there.names)
    assert code in values(at.code)
    np.testing.assert_array_equal(pictures(at)["layout"], wanted.reshape(-1, wanted.shape[-1]))
    place = IM2COL["article"].place(there.story.sizes, (6, 5))
    rows = [h for h in values(at.main.get("html")) if 'class="quiet-table followed' in h]
    indices = re.findall(r"\[([\d, ]+)\] = (\d+)", rows[-1])
    value = f"{there.line('im2col').array[6, 5]}"
    assert indices == [
        (", ".join(map(str, other.index(there.story.sizes, place))), value)
        for other in IM2COL.values()
    ]


def test_the_numbers_of_a_window_stand_in_every_layout_in_their_order():
    """The window (0, 1) of the last plane: 1, 1, 8, 6."""
    at = open_steps({"step": "im2col", "cell": "y:1,2,0,1"})
    rows = [h for h in values(at.main.get("html")) if 'class="quiet-table followed' in h]
    numbers = re.findall(r"\] = (\d+)", rows[-1])
    assert numbers == ["1", "1", "8", "6"] * len(IM2COL)


def test_the_script_is_told_where_the_pictures_cells_are():
    at = open_steps({"source": "image", "step": "y_flat", "cell": "y:0,0,40,3"})
    charts = component(at, "follower")["charts"]
    assert charts.keys() == {"before", "after"}
    before, after = charts["before"], charts["after"]
    assert (before["step"], before["name"], after["step"]) == ("x_col", "x_col", "y_flat")
    assert (before["axes"], after["axes"]) == (["n,oh,ow,c", "kh,kw"], ["n,oh,ow,c"])
    assert (before["output"], after["output"]) == (False, True)
    for chart, shape in ((before, [4096, 4]), (after, [4096])):
        assert chart["shape"] == shape
        assert (chart["top"], chart["left"], chart["height"]) == (2560, 0, 64)
    assert (before["width"], after["width"]) == (4, 1)
    assert (before["rows"], before["cols"], after["cols"]) == ([0], [1], [])
    of_x = component(open_steps(), "follower")["charts"]["after"]
    assert (of_x["output"], of_x["rows"], of_x["cols"]) == (False, [0, 2], [1, 3])
    told = component(at, "follower")["relation"]
    assert told["sizes"] == dict(n=1, c=1, h=128, w=128, oh=64, ow=64, kh=2, kw=2)
    assert told["rows"][40] == told["cols"][40] == [80, 81]
    assert len(told["winners"]) == 4096


def test_the_strip_of_layouts_turns_and_leaves_with_its_steps():
    at = open_steps({"step": "x_col"})
    at = alive(at.segmented_control(key="layout").set_value("book").run())
    assert at.query_params == {"step": "x_col", "layout": "book"}
    np.testing.assert_array_equal(pictures(at)["layout"], walk().line("im2col").array.T)
    at = alive(at.button(key="step_on").click().run())
    assert "layout" not in pictures(at)
    assert at.query_params == {"step": "y_flat", "layout": "book"}


def test_the_part_of_a_layout_is_the_one_with_the_cell():
    """Window 40·64 + 3 of 4096 lies in columns 2560 to 2623; the plane itself is shown whole."""
    at = open_steps({"source": "image", "step": "im2col", "layout": "unfold", "cell": "y:0,0,40,3"})
    plane = built_in_picture("cat").array[0, 0]
    cols = plane.reshape(64, 2, 64, 2).transpose(1, 3, 0, 2).reshape(4, -1)
    shown = pictures(at)
    np.testing.assert_array_equal(shown["before"], plane)
    np.testing.assert_array_equal(shown["after"], cols[:, 2560:2624])
    np.testing.assert_array_equal(shown["layout"], cols[:, 2560:2624])


def test_the_lines_between_samples_stay_between_them_in_a_part():
    """Eight blocks of twelve rows below each other; from row 64 on, 72 and 84 begin one."""
    at = open_steps({"n": "8", "step": "im2col", "layout": "unfold", "cell": "x:6,0,0,0"})
    spec = _specs(at, "step_")["layout"]
    assert spec["data"][0]["y"][8] == "(6, 0, 0, 0)"
    assert [line["y0"] for line in spec["layout"]["shapes"]] == [7.5, 19.5]


# --- typed numbers ----------------------------------------------------------------------------


def test_typed_numbers_are_walked_through():
    x = np.array([[[[1.5, np.nan], [-np.inf, 2]]], [[[0, -1], [np.inf, 3]]]])
    at = open_steps({"source": "numbers", "x": pack(x), "cell": "y:0,0,0,0"})
    np.testing.assert_array_equal(pictures(at)["after"], x.reshape(4, 2))
    assert at.code[0].value == "x = tensor"
    assert "seed" not in at.code[-1].value
    rows = table(at)
    assert rows["x"].startswith("[0, 0, 0, 0] = 1.5 [0, 0, 0, 1] = NaN [0, 0, 1, 0] = −∞")
    assert (rows["y"], rows["max_index"]) == ("[0, 0, 0, 0] = NaN", "[0] = 1")


@pytest.mark.parametrize("x", [None, "1AQEB", "1", "2AAAA", "x" * 7000, "1AQEBAQB42mMAAAABA"])
def test_numbers_that_cannot_be_read_are_named_and_those_of_the_seed_shown(x):
    at = open_steps({"source": "numbers", "seed": "3"} | ({"x": x} if x else {}))
    np.testing.assert_array_equal(
        pictures(at)["after"], pictures(open_steps({"seed": "3"}))["after"]
    )
    assert "seed, low, high = 3, 0, 10" in at.code[-1].value
    named = [re.search("`x=(.*)`", text)[1] for text in values(at.warning)]
    assert named == ([x[:40]] if x else [])
    assert at.query_params == {"source": "numbers", "seed": "3"}


def test_the_bound_of_the_kernel_holds_for_typed_numbers():
    x = pack(np.zeros((1, 1, 20, 20)))
    at = open_steps({"source": "numbers", "x": x, "kh": "17"})
    assert values(at.error) == [
        "The kernel of a random or typed tensor must be at most 16, got 17."
    ]
    assert not at.code
    assert not turn(at, kh=16).error


# --- what is large or missing -----------------------------------------------------------------


def test_what_is_too_large_to_follow_whole_is_one_plane():
    at = open_steps({"source": "image", "bc": "2", "step": "x_col"})
    said = "these are the steps of the plane n=0, c=2 alone."
    assert any(said in text for text in values(at.main.caption))
    assert not any("alone" in text for text in values(open_steps().main.caption))
    dark = _specs(at, "step_")["after"]["data"][0]["colorscale"][0][1]
    assert dark == VALUES[-1][1]  # as in a picture, low is dark
    x = built_in_picture("cat").array[0, 2]
    windows = x.reshape(64, 2, 64, 2).transpose(0, 2, 1, 3).reshape(-1, 4)
    np.testing.assert_array_equal(pictures(at)["after"], windows[:64])
    at = open_steps({"source": "image", "bc": "2", "step": "x_col", "cell": "y:0,0,40,3"})
    np.testing.assert_array_equal(pictures(at)["after"], windows[2560:2624])
    assert "Rows 2,560 to 2,623 of 4,096" in " ".join(values(at.main.caption))


def test_what_is_too_large_at_all_is_refused_and_the_controls_stay():
    at = upload(open_page({"kh": "3", "kw": "3", "sh": "1", "sw": "1"}), "a.npy", npy(np.eye(512)))
    at = follow(at, "steps")
    assert values(at.error) == [
        "The steps would hold 2,340,900 cells a matrix, at most 262,144 are walked through: "
        "choose a larger stride or a smaller kernel."
    ]
    assert not turn(at, sh=4, sw=4).error


def test_a_file_is_asked_for_here_too():
    at = open_steps({"source": "file"})
    assert len(at.info) == 1
    assert not at.code


# --- Japanese ---------------------------------------------------------------------------------

VARIABLES = (
    "cols|x_col|y_flat|y|x|max_index|argmax|routed|columns|divisor|upstream|layout|reshape|"
    "transpose|oh|ow|In|NumPy|Deep|Learning|cs231n|torch|Unfold|nn|ValueError"
)


def english_left(at) -> list[str]:
    """Words of a Japanese page that are no names, no letters and no code."""
    texts = everything_said(at) + [fold.label for fold in at.expander]
    texts += [option for strip in at.segmented_control for option in strip.options]
    marks = re.compile(r"<style>.*?</style>|<[^>]*>|`[^`]*`", re.DOTALL)
    texts = [marks.sub(" ", text) for text in texts]
    words = re.findall("[A-Za-z_][A-Za-z0-9_]+", " ".join(texts))
    return [word for word in words if not re.fullmatch(f"{KEPT}|{VARIABLES}", word)]


@pytest.mark.parametrize("query", [*MODES[1:], {"h": "3", "w": "3", "cell": "x:0,0,1,1"}], ids=str)
def test_japanese_steps_no_english_left(query):
    at, english = open_steps({**query, "lang": "ja"}), open_steps(query)
    for place, _ in enumerate(walk(**vars(Settings.from_query(query)[0])).lines):
        if place:
            for page in (at, english):
                alive(page.button(key="step_on").click().run())
        assert values(at.code) == values(english.code)
        assert len(everything_said(at)) == len(everything_said(english))
        assert english_left(at) == []
