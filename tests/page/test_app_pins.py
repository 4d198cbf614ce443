"""The pinned window: its story in words and numbers, and what the bar below the panels is given."""

import base64
import re
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given

from cnnpool.relation import relation
from cnnpool.settings import Settings
from cnnpool.ui import explain
from cnnpool.ui.link import CHOICES_MADE
from cnnpool.ui.story import KEY, _take_pin
from tests.page.reading import component, open_page, turn, values
from tests.page.strategies import small_settings
from tests.page.test_scene import made, poolable


def plain(html: str) -> str:
    return re.sub(r"<[^>]+>", "", html.replace("</p>", "\n")).strip()


def told(at) -> str:
    """The story of the pinned window, as plain text."""
    stories = [v for v in values(at.get("html")) if v.startswith("<p><b>")]
    return plain("".join(stories))


STORIES = {
    "a tie": (
        {"win": "3"},
        "Window (1, 1) starts at row 2, column 2 of the input and covers 4 cells.\n"
        "y = max(2, 4, 4, 2) = 4\n"
        "The largest is 4, at offset 1 of the window (kh = 0, kw = 1): cell (2, 3).\n"
        "As large, but later in the row, so without a gradient: (3, 2).\n"
        "Backward, dy = 1 lands on cell (2, 3) and nowhere else.\n"
        "dx[2, 3] = 1\n"
        "No other window adds to this cell.",
    ),
    "an overlap": (
        {"win": "1", "sh": "1", "sw": "1", "grad": "ramp"},
        "Window (0, 1) starts at row 0, column 1 of the input and covers 4 cells.\n"
        "y = max(8, 9, 0, 1) = 9\n"
        "The largest is 9, at offset 1 of the window (kh = 0, kw = 1): cell (0, 2).\n"
        "Backward, dy = 2 lands on cell (0, 2) and nowhere else.\n"
        "dx[0, 2] = 2 + 3 = 5\n"
        "Other windows add to the same cell: (0, 2).",
    ),
    "a mean with padding": (
        {"win": "0", "mode": "avg", "ph": "1", "pw": "1"},
        "Window (0, 0) starts at row −1, column −1 of the input and covers 4 cells. "
        "3 of them lie outside the input, in the padding or past the edge.\n"
        "y = (5) / 4 = 1.25\n"
        "It divides by 4, all cells of the window.\n"
        "Backward, dy = 1 is divided the same way: every one of its 1 cells in the input gets an "
        "equal share. For the first of them:\n"
        "dx[0, 0] = 0.25\n"
        "No other window adds to this cell.",
    ),
    "a mean without padding": (
        {"win": "0", "mode": "avg", "ph": "1", "pw": "1", "include_pad": "false"},
        "It divides by 1, the cells that lie in the input.",
    ),
    "a norm": (
        {"win": "2", "mode": "lp", "bc": "1"},
        "y = (|9|2 + |9|2 + |9|2 + |1|2)1/2 = 15.6205",
    ),
}


@pytest.mark.parametrize("name", STORIES)
def test_the_story_of_a_window(name):
    query, expected = STORIES[name]
    at = open_page(query)
    lines = expected.split("\n")
    assert [line for line in told(at).split("\n") if line in lines] == lines
    assert component(at, "player")["pinned"] == int(query["win"])
    assert at.query_params == query


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({}, "**Point at any number** in the six panels"),
        ({"win": "4"}, "The link asks for window 4, but this plane has only 4 windows"),
        ({"win": "16777216", "lang": "ja"}, "リンクは窓 16777216 を指していますが"),
    ],
)
def test_without_a_window_the_page_says_how_to_begin(query, said):
    at = open_page(query)
    assert any(said in text for text in values(at.markdown))
    assert told(at) == ""
    assert component(at, "player")["pinned"] is None


def test_the_story_speaks_the_language():
    assert "最大は 8 で" in told(open_page({"win": "0", "lang": "ja"}))
    assert component(open_page({"lang": "ja"}), "player")["texts"]["play"] == "再生"


def test_a_pin_stays_while_knobs_are_turned():
    at = turn(open_page({"win": "3"}), seed=5)
    assert at.query_params == {"win": "3", "seed": "5"}
    assert "Window (1, 1)" in told(at)
    at = turn(at, kh=4)
    assert any("this plane has only 2 windows" in text for text in values(at.markdown))
    assert at.query_params["win"] == "3"


def test_the_captions_keep_their_placeholders_for_the_script():
    texts = component(open_page(), "player")["texts"]
    assert "{numbers}" in texts["window_max"]
    assert texts["cell_max"].startswith("Cell ({h}, {w}): {count} windows")
    assert len(texts) == 15


def test_a_new_version_only_where_the_relation_changed():
    versions = [
        component(open_page(query), "player")["version"]
        for query in ({}, {"win": "1"}, {"lang": "ja"}, {"grad": "ramp"}, {"mode": "avg"},
                      {"seed": "3"}, {"kh": "3"}, {"whole": "true"})
    ]  # fmt: skip
    assert len(set(versions[:4])) == 1
    assert len(set(versions[3:])) == 5


# --- any settings -----------------------------------------------------------------------------


@given(small_settings())
def test_every_window_has_a_story_with_its_own_numbers(settings):
    if not poolable(settings):
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("cnnpool.ui.texts.st.session_state", {"lang": "en"})
        scene = made(settings)[2]
        y, dx = scene.trace.y[0, 0], scene.trace.dx[0, 0]
        for flat in range(y.size):
            story = plain(explain.window(scene, flat)).replace("−", "-")
            result = re.search(r"^y = .* = (\S+)$", story, re.MULTILINE)[1]
            assert float(result) == pytest.approx(y.ravel()[flat], rel=1e-5)
            h, w, total = re.search(
                r"^dx\[(\d+), (\d+)\] = .*?(\S+)$", story, re.MULTILINE
            ).groups()
            assert float(total) == pytest.approx(dx[int(h), int(w)], rel=1e-5, abs=1e-12)
            terms = re.search(r"^dx\[\d+, \d+\] = (.*) = ", story, re.MULTILINE)
            if terms and "…" not in terms[1]:
                added = [float(t) for t in re.findall(r"-?[\d.e-]+", terms[1].replace("- ", "-"))]
                assert sum(added) == pytest.approx(float(total), rel=1e-4, abs=1e-4)


@given(small_settings())
def test_the_relation_says_what_the_trace_says(settings):
    if not poolable(settings):
        return
    scene = made(settings)[2]
    sent, grid = relation(scene), scene.grid
    rows, cols = np.array(sent["rows"]), np.array(sent["cols"])
    inside = (rows >= 0)[:, None, :, None] & (cols >= 0)[None, :, None, :]
    inside &= (rows < sent["height"])[:, None, :, None] & (cols < sent["width"])[None, :, None, :]
    cells = rows[:, None, :, None] * sent["width"] + cols[None, :, None, :]
    cells = np.where(inside, cells, -1).reshape(grid.shape[0] * grid.shape[1], -1)
    np.testing.assert_array_equal(cells, grid.cells())
    if settings.mode == "max":
        winners = np.frombuffer(base64.b64decode(sent["winners"]), "<u2")
        np.testing.assert_array_equal(winners, scene.trace.winner.ravel())
    else:
        assert sent["winners"] is None
    for window, (n, oh, ow, c) in zip(sent["matrix"], scene.matrices.index, strict=True):
        here = (n, c) == (scene.n, scene.c)
        assert window == (oh * grid.shape[1] + ow if here else -1)


def test_the_relation_of_all_planes_marks_the_rows_of_this_one():
    sent = relation(made(Settings(whole=True, bn=1, bc=2))[2])
    assert [row for row, window in enumerate(sent["matrix"]) if window >= 0] == [14, 17, 20, 23]
    assert sent["matrix"][14:24:3] == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ({"win": 3, "turn": 2, "choices": 5}, 3),
        ({"win": None, "turn": 2, "choices": 5}, None),
        ({"win": 3, "turn": 2, "choices": 4}, 0),  # told before Reset's answer, heard after Reset
        ({"win": 3, "turn": 2}, 0),
        ({"win": -1, "turn": 2, "choices": 5}, 0),
        ({"win": True, "turn": 2, "choices": 5}, 0),
        ({"win": 3, "turn": "2", "choices": 5}, 0),
        (7, 0),
        (None, 0),
    ],
    ids=str,
)
def test_a_pin_counts_for_the_settings_that_it_was_set_in(sent, kept, monkeypatch):
    state = {KEY: SimpleNamespace(pin=sent), "win": 0, CHOICES_MADE: 5}
    monkeypatch.setattr("streamlit.session_state", state)
    _take_pin()
    assert state["win"] == kept
