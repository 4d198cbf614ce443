"""The page that works offline: its numbers, its words, and that it asks nobody for anything."""

import base64
import json
import re
import sys
from html.parser import HTMLParser
from urllib.parse import parse_qsl

import numpy as np
import pytest

from cnnpool import Pooling, figures, web
from cnnpool.export import Case, panels_html
from cnnpool.export.panels_html import SCRIPT, STYLES, _json
from cnnpool.formulas import size_formula
from cnnpool.relation import relation
from cnnpool.settings import Settings
from cnnpool.texts import CATALOGUES, say_in
from tests.export.panel_cases import CASES, PANELS, SPECIAL, arrays, drawn

VOID = {"meta", "link"}


class Page(HTMLParser):
    """A page taken apart: its tags in order, the scripts by their names, the text that is read."""

    def __init__(self, html: str):
        super().__init__(convert_charrefs=True)
        self.tags, self.scripts, self.open, self.texts = [], {}, [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if tag not in VOID:
            self.open.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        assert self.open.pop()[0] == tag

    def handle_data(self, data):
        tag, attributes = self.open[-1] if self.open else ("", {})
        if tag == "script":
            self.scripts[attributes.get("id", len(self.scripts))] = data
        elif tag != "style":
            self.texts.append(data.strip())

    @property
    def text(self) -> str:
        return " ".join(" ".join(filter(None, self.texts)).split())

    def json(self, name: str):
        return json.loads(self.scripts[name])


@pytest.fixture(scope="module", params=CASES)
def named(request):
    return request.param


def unpacked(values) -> np.ndarray:
    if not isinstance(values, dict):
        return np.array(values)
    flat = np.frombuffer(base64.b64decode(values["bdata"]), values["dtype"])
    return flat.reshape([int(side) for side in values["shape"].split(",")])


# --- numbers ----------------------------------------------------------------------------------


def test_the_numbers_in_the_file_are_the_scenes(named):
    page = Page(panels_html(CASES[named]))
    sent = page.json("figures")
    assert list(sent) == list(PANELS)
    for key, array in arrays(CASES[named]).items():
        np.testing.assert_array_equal(unpacked(sent[key]["data"][0]["z"]), array, err_msg=key)


@pytest.mark.parametrize(
    "x",
    [
        np.array([[True, False], [False, True]]),
        np.array([[2**53 + 1, -(2**60)], [0, 7]]),
        np.array([[1, 65504], [np.nan, -np.inf]], np.float16),
        np.array([[0.1, 1e-45], [3e38, np.inf]], np.float32),
        np.array([[0, 255], [1, 2]], np.uint8),
    ],
    ids=lambda x: x.dtype.name,
)
def test_numbers_of_every_type_arrive_exactly(x):
    case = Case(x[None, None], Pooling(2), np.ones((1, 1, 1, 1)))
    sent = Page(panels_html(case)).json("figures")
    got = unpacked(sent["x"]["data"][0]["z"])
    numbers = x.astype(np.uint8) if x.dtype == bool else x
    np.testing.assert_array_equal(got, numbers)  # int64 beside int64: no rounding between them


def test_the_bar_is_told_the_relation_and_the_pin(named):
    case = CASES[named]
    told = Page(panels_html(case)).json("player-data")
    assert told["relation"] == relation(case.scene)
    assert told["pinned"] == case.settings.win
    assert told["mode"] == case.layer.mode


def test_a_pin_that_is_no_window_of_the_plane_is_none():
    assert Page(panels_html(drawn(win=4))).json("player-data")["pinned"] is None
    assert Page(panels_html(drawn(win=3))).json("player-data")["pinned"] == 3


# --- words ------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", CATALOGUES)
def test_heads_sizes_legend_and_settings_are_said(lang):
    case = drawn(h=5, w=5, kh=3, kw=3, sh=1, sw=1, ph=1, win=7)
    page = Page(panels_html(case, lang))
    say = CATALOGUES[lang]
    for key, array in arrays(case).items():
        rows, cols = array.shape
        assert f"{say[f'panel_{key}']} {rows} × {cols}" in page.text
        assert any(
            attributes.get("aria-label") == say_in(lang, f"alt_{key}", rows=rows, cols=cols)
            for _, attributes in page.tags
        )
    for operation in ("op_im2col", "op_max"):
        assert f"{say[operation]} →" in page.text
    for operation in ("op_route_max", "op_col2im"):
        assert f"← {say[operation]}" in page.text
    for mark in ("window", "winner", "tie", "padding"):
        assert say[f"legend_{mark}"] in page.text
    assert say["legend_overhang"] not in page.text
    for axis, letter in ((case.scene.grid.rows, "H"), (case.scene.grid.cols, "W")):
        assert size_formula(axis, case.layer.geometry, letter) in page.text
    assert "Pooling(3, stride=1, padding=(1, 0))" in page.text
    assert case.x_code in page.text and case.dy_code in page.text


@pytest.mark.parametrize("lang", CATALOGUES)
def test_it_says_its_language_and_its_title(lang):
    html = panels_html(drawn(), lang)
    assert html.startswith(f'<!doctype html>\n<html lang="{lang}">\n')
    titles = {"en": "cnnpool: Max · kernel 2 × 2", "ja": "cnnpool: 最大値 · カーネル 2 × 2"}
    assert f"<title>{titles[lang]} · " in html


def test_the_panels_stand_in_their_rows_and_order():
    classes = [attributes.get("class", "") for _, attributes in Page(panels_html(drawn())).tags]
    wanted = ["st-key-forward", *(f"st-key-chart_{key}" for key in PANELS[:3])]
    wanted += ["st-key-backward", *(f"st-key-chart_{key}" for key in PANELS[3:])]
    assert [name for name in classes if name.startswith("st-key")] == wanted


def test_the_link_gives_the_settings_back(named):
    settings = CASES[named].settings
    found = re.search(r"<dd><code>\?([^<]*)</code>", panels_html(CASES[named]))
    query = dict(parse_qsl(found[1].replace("&amp;", "&"))) if found else {}
    assert Settings.from_query(query) == (settings, [])


def test_a_layer_that_no_link_describes_has_none():
    x, dy = np.arange(16.0).reshape(1, 1, 4, 4), np.ones((1, 1, 2, 2))
    layer = Pooling(3, mode="avg", divisor_override=7)
    html = panels_html(Case(x, layer, dy, settings=Settings(kh=3, kw=3, mode="avg")))
    assert "divisor_override=7" in html and "<dd><code>?" not in html
    assert "divisor 7" in Page(html).text


# --- nothing from elsewhere, nothing that a person typed --------------------------------------


def test_nothing_is_loaded_from_elsewhere(named):
    page = Page(panels_html(CASES[named]))
    for tag, attributes in page.tags:
        assert tag not in ("img", "iframe", "object", "embed", "base")
        for name in ("src", "href", "srcset", "data", "action", "poster"):
            assert attributes.get(name, "data:,") == "data:,"
    policy = next(a["content"] for _, a in page.tags if "http-equiv" in a)
    assert policy.startswith("default-src 'none';") and "http" not in policy


@pytest.mark.parametrize("text", [*map(web.style, STYLES), web.module(SCRIPT)])
def test_our_own_scripts_and_styles_name_no_address(text):
    assert not re.search(r"url\(|@import|fetch\(|XMLHttp|import\(", text)
    assert set(re.findall(r"https?:[^\s\"']*", text)) <= {"http://www.w3.org/2000/svg"}


def test_plotlys_script_ends_where_it_should():
    assert not re.search(r"</script|<!--", figures.script(), re.IGNORECASE)


def test_what_is_not_ours_never_becomes_markup():
    evil = "</code></script><script>alert(1)</script><!--"
    x = SPECIAL[:, :, :2, :2]
    case = Case(x, Pooling(2), np.ones((1, 1, 1, 1)), x_code=evil, dy_code=evil)
    html = panels_html(case)
    assert [tag for tag, _ in Page(html).tags].count("script") == 4
    assert "alert(1)" in Page(html).text and "<script>alert" not in html


def test_json_cannot_end_its_script():
    text = "</script><!--\u2028"
    assert "<" not in _json({text: [text]}) and "\u2028" not in _json(text)
    assert json.loads(_json({text: [text]})) == {text: [text]}


# --- the file ---------------------------------------------------------------------------------


def test_the_same_case_gives_the_same_file(named):
    case = CASES[named]
    again = Case(case.x, case.layer, case.dy, case.x_code, case.dy_code, case.settings)
    assert panels_html(again, "ja") == panels_html(case, "ja")


def test_without_plotly_it_says_what_to_install(monkeypatch):
    for part in ("graph_objects", "offline"):
        with monkeypatch.context() as patched:
            patched.setitem(sys.modules, f"plotly.{part}", None)
            with pytest.raises(ImportError, match="pip install plotly") as refused:
                panels_html(drawn())
            assert refused.value.name == "plotly"
