"""The linked picture: pointing lights exactly what belongs together, and nothing is sent."""

from urllib.parse import parse_qsl

import numpy as np
import pytest

from cnnpool import trace
from cnnpool.settings import Settings
from cnnpool.tensors import random_tensor
from tests.browser.marks import Marks, expected_marks

CASES = {
    "plain": "",
    "overlapping": "h=5&w=6&kh=3&kw=3&sh=1&sw=1",
    "padded": "h=5&w=4&kh=3&kw=3&sh=2&sw=2&ph=1&pw=1&ceil=false",
    "dilated": "h=7&w=6&sh=1&sw=2&dh=2&dw=3",
    "overhang": "h=5&w=5&kh=3&kw=2&sh=2&sw=2",
    "average": "mode=avg&h=5&w=5&kh=3&kw=3&sh=2&sw=2&ph=1&pw=1",
}
CELLS = {"x": (1, 2), "cols": (2, 1), "y": (1, 1), "dx": (2, 3), "routed": (3, 0), "dy": (0, 1)}
# A row of the matrices is thinner than a pixel there: no pointer can tell it from the next.
LARGE = ("h=64&w=64&kh=16&kw=16&sh=1&sw=1", "h=64&w=64&kh=3&kw=3&sh=1")
LARGE_CELLS = {"x": (20, 30), "y": (40, 11), "dx": (63, 63), "dy": (0, 0)}

# Later than a walk rests: the timers of a page fire in the order of their times.
WALK_RESTS = "() => new Promise(done => setTimeout(done, 400))"

# Keys pressed one after the other, sooner than a walk rests.
PRESS = """async keys => {
  for (const key of keys) {
    const event = new KeyboardEvent("keydown", { key, bubbles: true, composed: true });
    document.activeElement.dispatchEvent(event);
    await new Promise(done => setTimeout(done, 20));
  }
}"""


def follow(page, marks: Marks, query: str) -> Settings:
    """Go to a link in the same tab, and wait for its panels."""
    settings, _ = Settings.from_query(dict(parse_qsl(query)))
    page.follow(f"/?{query}")
    x = random_tensor(settings)[:1, :1]
    page.expect_panels(trace(x, settings.layer()))
    marks.ready()
    return settings


def test_pointing_lights_what_the_trace_says_and_sends_nothing(visit):
    page = visit("/")
    marks = Marks(page)
    marks.ready()
    for query in CASES.values():
        settings = follow(page, marks, query)
        page.sent.clear()
        for panel, cell in CELLS.items():
            marks.point(panel, *cell)
            marks.expect(expected_marks(settings, panel, cell))
            marks.leave()
        marks.expect({})
        assert page.sent == []
    follow(page, marks, "h=5&w=5&ceil=false")
    marks.point("x", 4, 4)
    marks.expect({})
    page.expect_text("No window reads cell (4, 4): its gradient is 0.")


@pytest.mark.long
def test_pointing_at_large_planes(visit):
    page = visit("/")
    marks = Marks(page)
    marks.ready()
    for query in LARGE:
        settings, _ = Settings.from_query(dict(parse_qsl(query)))
        page.follow(f"/?{query}")
        page.expect_panel("x", random_tensor(settings)[0, 0])
        page.expect_panel("y", settings.layer().forward(random_tensor(settings))[0, 0])
        marks.ready()
        for panel, cell in LARGE_CELLS.items():
            marks.point(panel, *cell)
            marks.expect(expected_marks(settings, panel, cell))


@pytest.mark.long
def test_a_cell_answers_once_after_many_changes(visit):
    """Streamlit draws the charts anew at every change: no listener and no overlay stays."""
    page = visit("/")
    marks = Marks(page)
    marks.ready()
    for h in (5, 6, 4) * 5:
        page.set_number("h", h)
        page.expect_link({} if h == 4 else {"h": str(h)})
    page.expect_panel("x", np.random.RandomState(1).randint(0, 10, (2, 3, 4, 4))[0, 0])
    marks.ready()
    marks.point("y", 1, 0)
    marks.expect(expected_marks(Settings(), "y", (1, 0)))
    assert marks.listeners() == [1] * 6
    assert page.page.locator("svg.cnnpool-link").count() == 6


def test_a_pin_is_told_kept_in_the_link_and_let_go(visit):
    page = visit("/")
    marks = Marks(page)
    marks.ready()
    marks.click("dx", 2, 3)  # the winner of window (1, 1)
    page.expect_link({"win": "3"})
    marks.leave()
    marks.expect(expected_marks(Settings(), "y", (1, 1)))
    page.control("explain").get_by_text("Window (1, 1)").wait_for()

    page.go_to("Step by step")
    page.page.wait_for_url("**/steps*")
    page.expect_link({"win": "3"})
    page.go_to("Explore")
    marks.ready()
    marks.expect(expected_marks(Settings(), "y", (1, 1)))
    # Who cannot see the picture is told the pinned window.
    told = "Window (1, 1): max(2, 4, 4, 2) = 4, at cell (2, 3); dy = 1 goes there."
    assert page.page.get_by_role("img", name=told).count() == 6
    assert page.control("player").get_by_role("status").inner_text() == told
    for name in ("Previous window", "Play", "Next window", "Let go"):
        assert page.control("player").get_by_role("button", name=name).is_visible()

    fresh = visit("/?win=3")
    restored = Marks(fresh)
    restored.ready()
    restored.expect(marks.lit())

    marks.click("dx", 2, 3)
    page.expect_link({})
    marks.leave()
    marks.expect({})


def test_keys_buttons_and_the_slider_walk_and_back_returns(visit):
    page = visit("/?h=6&w=6")
    marks = Marks(page)
    marks.ready()
    page.page.locator(".st-key-chart_y .js-plotly-plot").focus()
    page.page.keyboard.press("Enter")
    assert marks.lit()["y"]["cell"] == {(0, 0)}
    page.expect_link({"h": "6", "w": "6", "win": "0"})
    for key, place in [
        ("ArrowRight", (0, 1)),
        ("ArrowDown", (1, 1)),
        ("ArrowDown", (2, 1)),
        ("ArrowDown", (2, 1)),
        ("ArrowLeft", (2, 0)),
        ("ArrowUp", (1, 0)),
    ]:
        page.page.keyboard.press(key)
        assert marks.lit()["y"]["cell"] == {place}
    page.expect_link({"h": "6", "w": "6", "win": "3"})
    page.wait_for_rest()
    page.sent.clear()
    page.page.evaluate(PRESS, ["ArrowDown", "ArrowRight", "ArrowUp"])
    page.expect_link({"h": "6", "w": "6", "win": "4"})
    assert len(page.sent) == 1  # the server hears of a walk when it rests
    page.page.keyboard.press("ArrowLeft")
    page.expect_link({"h": "6", "w": "6", "win": "3"})
    bar = page.control("player")
    bar.get_by_role("button", name="Next window").click()
    assert marks.lit()["y"]["cell"] == {(1, 1)}
    page.expect_link({"h": "6", "w": "6", "win": "4"})
    bar.get_by_role("slider").fill("8")
    assert marks.lit()["y"]["cell"] == {(2, 2)}
    page.expect_link({"h": "6", "w": "6", "win": "8"})
    page.control("explain").get_by_text("Window (2, 2)").wait_for()
    page.page.go_back()
    page.expect_link({"h": "6", "w": "6", "win": "4"})
    marks.wait_for_output(1, 1)
    page.page.locator(".st-key-chart_y .js-plotly-plot").focus()
    page.page.keyboard.press("Escape")
    marks.expect({})
    page.expect_link({"h": "6", "w": "6"})


@pytest.mark.long
def test_play_runs_to_the_end_and_stops(visit):
    page = visit("/")
    marks = Marks(page)
    marks.ready()
    bar = page.control("player")
    bar.get_by_label("Windows a second").select_option("4")
    bar.get_by_role("button", name="Play").click()
    marks.wait_for_output(1, 1)  # the last window
    bar.get_by_role("button", name="Play").wait_for()
    page.expect_link({"win": "3"})


@pytest.mark.long
def test_play_stops_when_the_tab_is_hidden(visit):
    page = visit("/?h=16&w=16")
    marks = Marks(page)
    marks.ready()
    bar = page.control("player")
    bar.get_by_role("button", name="Play").click()
    bar.get_by_role("button", name="Pause").wait_for()
    page.page.evaluate(
        """() => {
          Object.defineProperty(document, "hidden", { value: true });
          document.dispatchEvent(new Event("visibilitychange"));
        }"""
    )
    bar.get_by_role("button", name="Play").wait_for()


@pytest.mark.long
def test_reset_and_back_end_a_walk(visit):
    page = visit("/?h=8&w=8&win=1")
    marks = Marks(page)
    marks.ready()
    bar, start = page.control("player"), {"h": "8", "w": "8", "win": "1"}
    page.set_number("seed", 5)
    page.expect_link(start | {"seed": "5"})
    page.expect_panel("x", np.random.RandomState(5).randint(0, 10, (2, 3, 8, 8))[0, 0])
    reset = page.page.get_by_role("button", name="Reset").click
    for way, end, wanted in (
        ("Play", page.page.go_back, start),
        ("Play", reset, {}),
        ("Next window", reset, {}),
    ):
        page.wait_for_rest()  # new numbers would end a walk, too
        bar.get_by_role("button", name=way).click()
        marks.wait_for_another_output(0, 1)
        end()
        page.expect_link(wanted)
        bar.get_by_role("button", name="Play").wait_for()
        page.page.evaluate(WALK_RESTS)
        page.set_number("n", 3)  # the server hears of it after all that the walk might still say
        page.expect_link(wanted | {"n": "3"})
        marks.ready()
        assert marks.lit().get("y", {}).get("cell", set()) == ({(0, 1)} if wanted else set())
