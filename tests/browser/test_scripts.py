"""The page's scripts by themselves, run in Chromium on an empty page, beside the trace."""

import base64
import json

import numpy as np
import pytest

from cnnpool import Pooling, figures, trace, web
from cnnpool.pinned import pinned_marks
from cnnpool.relation import relation
from cnnpool.scene import make_scene
from cnnpool.settings import Settings
from cnnpool.texts import en


def module(name: str) -> str:
    """A script as an address that a page can import."""
    text = web.module(name).encode()
    return "data:text/javascript;base64," + base64.b64encode(text).decode()


@pytest.fixture
def blank(chromium):
    page = chromium.new_page()
    yield page
    page.close()


LAYERS = {
    "plain": (Settings(), (4, 4)),
    "overlap": (Settings(h=5, w=6, kh=3, kw=2, sh=1, sw=1), (5, 6)),
    "padded": (Settings(h=5, w=4, kh=3, kw=3, sh=2, sw=2, ph=1, pw=1), (5, 4)),
    "dilated": (Settings(h=7, w=9, sh=2, sw=1, dh=2, dw=3), (7, 9)),
    "gaps": (Settings(h=7, w=7, sh=3, sw=3, ceil=False), (7, 7)),
    "average": (Settings(h=5, w=5, mode="avg"), (5, 5)),
}

ASK_EVERYTHING = """async ([address, data]) => {
  const { makeRelation } = await import(address);
  const relation = makeRelation(data);
  const answers = { at: {}, cells: [], winners: [], runs: [] };
  for (let h = 0; h < data.height; h++)
    for (let w = 0; w < data.width; w++) answers.at[`${h},${w}`] = relation.windowsAt("x", h, w);
  for (let window = 0; window < relation.count; window++) {
    const cells = relation.cellsOf(window);
    answers.cells.push(cells.map(c => [c.row, c.col, c.inside]));
    const best = relation.winnerCell(window);
    answers.winners.push(best && best.offset);
    answers.runs.push(relation.parts([window], () => 0).filter(
      part => part.panel === "x" && part.role === "window").map(part => part.box));
  }
  return answers;
}"""


@pytest.mark.parametrize("name", LAYERS)
def test_the_relation_in_the_browser_is_the_traces(blank, name):
    settings, shape = LAYERS[name]
    x = np.random.RandomState(1).randint(0, 10, (1, 1, *shape))
    scene = make_scene(x, settings.layer(), settings)
    story = scene.trace
    answers = blank.evaluate(ASK_EVERYTHING, [module("relation"), relation(scene)])
    for h, w in np.ndindex(*shape):
        wanted = [oh * story.grid.shape[1] + ow for _, oh, ow, _ in _windows(story, h, w)]
        assert answers["at"][f"{h},{w}"] == wanted
    for flat, (cells, winner, boxes) in enumerate(
        zip(answers["cells"], answers["winners"], answers["runs"], strict=True)
    ):
        window = story.window(0, *divmod(flat, story.grid.shape[1]), 0)
        assert [tuple(c[:2]) for c in cells] == [tuple(p) for p in window.positions]
        assert [c[2] for c in cells] == window.inside.tolist()
        assert winner == window.winner
        drawn = [
            (r, c)
            for box in boxes
            for r in range(box["top"], box["bottom"])
            for c in range(box["left"], box["right"])
        ]
        assert sorted(drawn) == sorted(map(tuple, window.positions.tolist()))


def _windows(story, h, w):
    return story.windows_at("x", (0, 0, h, w))


@pytest.mark.parametrize("name", LAYERS)
def test_the_marks_of_a_still_picture_are_those_of_the_script(blank, name):
    settings, shape = LAYERS[name]
    x = np.random.RandomState(1).randint(0, 4, (1, 1, *shape))
    scene = make_scene(x, settings.layer(), settings)
    ask = """async ([address, data, x]) => {
      const { makeRelation } = await import(address);
      const relation = makeRelation(data);
      return [...Array(relation.count).keys()].map(window =>
        relation.parts([window], (row, col) => x[row][col]).map(({ panel, role, box }) =>
          [panel, role, [box.top, box.left, box.bottom, box.right]]));
    }"""
    drawn = blank.evaluate(ask, [module("relation"), relation(scene), x[0, 0].tolist()])
    assert len(drawn) == np.prod(scene.grid.shape)
    for window, parts in enumerate(drawn):
        still = [[panel, role, list(box)] for panel, role, box in pinned_marks(scene, window)]
        assert sorted(still) == sorted(parts)


def test_ties_are_found_by_value_and_nan_ties_with_nan(blank):
    x = np.array([[[[1.0, 7.0], [7.0, 7.0]]]])
    scene = make_scene(x, Pooling(2), Settings())
    ask = """async ([address, data, x]) => {
      const { makeRelation } = await import(address);
      const value = (row, col) => (x[row][col] === null ? NaN : x[row][col]);
      return makeRelation(data).tiesOf(0, value).map(c => c.offset);
    }"""
    assert blank.evaluate(ask, [module("relation"), relation(scene), x[0, 0].tolist()]) == [2, 3]
    x[0, 0, 0] = x[0, 0, 1, 1] = np.nan
    scene = make_scene(x, Pooling(2), Settings())
    sent = [[None if np.isnan(v) else v for v in row] for row in x[0, 0]]
    assert scene.trace.winner.item() == 0
    assert blank.evaluate(ask, [module("relation"), relation(scene), sent]) == [1, 3]


@pytest.mark.parametrize(
    ("windows", "cell", "wanted"),
    [
        ([], None, "begin"),
        ([], [1, 1], "unread 1 1"),
        ([0], None, "window 0 0: 5, 8, 0, 0 = 8 at 0 1, dy 1"),
        ([0, 1], [0, 1], "cell 0 1: 2, wins 1"),
    ],
)
def test_the_caption_fills_the_catalogues_templates(blank, windows, cell, wanted):
    x = np.array([[[[5, 8, 9, 5], [0, 0, 1, 7]]]])
    story = trace(x, Pooling(2))
    scene = make_scene(x, story.layer, Settings())
    texts = {
        "begin": "begin",
        "unread": "unread {h} {w}",
        "window_max": "window {oh} {ow}: {numbers} = {y} at {h} {w}, dy {dy}",
        "cell_max": "cell {h} {w}: {count}, wins {won}",
    }
    said = blank.evaluate(
        """async ([relationAt, captionAt, data, texts, arrays, windows, cell]) => {
          const { makeRelation } = await import(relationAt);
          const { caption } = await import(captionAt);
          const value = (panel, row, col) => arrays[panel][row][col];
          return caption(texts, "max", makeRelation(data), value, windows, cell);
        }""",
        [
            module("relation"),
            module("caption"),
            relation(scene),
            texts,
            {"x": x[0, 0].tolist(), "y": story.y[0, 0].tolist(), "dy": story.dy[0, 0].tolist()},
            windows,
            cell,
        ],
    )
    assert said == wanted


NUMBERS = [0, -3, 4.3125, -4.3125, 0.0625, 14 / 9, 1e-5, 123456, 99999, 0.1 + 0.2, 2.5e-8, -1e300]


def test_a_number_reads_the_same_in_a_cell_and_in_the_caption(blank):
    ask = """async ([address, values]) => {
      const { number } = await import(address);
      return values.map(value => number(value));
    }"""
    shown = blank.evaluate(ask, [module("caption"), NUMBERS])
    assert shown == [figures.number(value) for value in NUMBERS]


def test_the_scripts_fill_every_placeholder_of_the_catalogue():
    script = web.module("caption")
    names = {"oh", "ow", "h", "w", "numbers", "y", "dy", "count", "won"}
    used = {
        part.split("}")[0]
        for key, text in en.TEXT.items()
        if key.startswith("caption_")
        for part in text.split("{")[1:]
    }
    assert used <= names
    assert all(name in script for name in used)


def test_an_unknown_plotly_is_said_once_and_nothing_is_drawn(blank):
    said = []
    blank.on("console", lambda message: said.append((message.type, message.text)))
    blank.set_content(
        '<div class="st-key-chart_x"><div class="js-plotly-plot"></div></div>'
        '<div class="st-key-chart_y"><div class="js-plotly-plot"></div></div>'
    )
    drawn = blank.evaluate(
        """async address => {
          const { makePanels } = await import(address);
          for (const plot of document.querySelectorAll(".js-plotly-plot")) {
            plot.on = () => {};
            plot._fullData = [{ z: [[1]] }];
            plot._fullLayout = { xaxis: {}, yaxis: {} };
          }
          const panels = makePanels({ x: "chart_x" }, {});
          panels.attach();
          panels.attach();
          const box = { top: 0, left: 0, bottom: 1, right: 1 };
          panels.draw([{ panel: "x", role: "cell", box }]);
          return document.querySelectorAll("rect").length;
        }""",
        module("panels"),
    )
    assert drawn == 0
    assert [kind for kind, _ in said] == ["warning"], json.dumps(said)


def test_a_chart_that_is_being_taken_away_has_no_numbers_and_is_not_drawn_over(blank):
    """Streamlit purges a chart, then removes it: in between a walk may still want to draw."""
    outcome = blank.evaluate(
        """async address => {
          const { makePanels } = await import(address);
          document.body.innerHTML =
            '<div class="st-key-chart_x"><div class="js-plotly-plot"></div></div>';
          const plot = document.querySelector(".js-plotly-plot");
          const axis = { l2p: x => x, _offset: 0, _length: 9 };
          plot.on = () => {};
          plot._fullData = [{ z: [[7]] }];
          plot._fullLayout = { xaxis: axis, yaxis: axis };
          const nothing = () => {};
          const panels = makePanels({ x: "chart_x" },
            { onPoint: nothing, onLeave: nothing, onPick: nothing, onRedraw: nothing });
          panels.attach();
          const box = { left: 0, right: 1, top: 0, bottom: 1 };
          const part = { panel: "x", role: "window", box };
          panels.draw([part], "said");
          const before = [panels.values("x"), plot.querySelectorAll("rect").length];
          delete plot._fullData;
          delete plot._fullLayout;
          plot.replaceChildren();
          panels.draw([part], "said");
          return [...before, panels.values("x") ?? null, plot.querySelectorAll("rect").length];
        }""",
        module("panels"),
    )
    assert outcome == [[[7]], 1, None, 0]


def test_a_component_stands_until_its_element_leaves_the_page(blank):
    """Streamlit also calls the clean-up of a call that another overtook while it was loading."""
    counts = blank.evaluate(
        """async address => {
          const { default: component } = await import(address);
          const parentElement = document.body.appendChild(document.createElement("div"));
          const tell = label => component({
            parentElement,
            setTriggerValue: () => {},
            data: new TextEncoder().encode(JSON.stringify({ label, svg: null })),
          });
          const turn = () => new Promise(done => setTimeout(done));
          const first = tell("first");
          const button = parentElement.firstChild;
          first();
          await turn();
          const second = tell("second");
          const counts = [parentElement.firstChild === button, parentElement.children.length];
          parentElement.remove();
          second();
          await turn();
          return [...counts, parentElement.children.length];
        }""",
        module("png_button"),
    )
    assert counts == [True, 1, 0]
