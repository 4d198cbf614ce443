"""The linked picture: pointing lights exactly what belongs together, and nothing is sent."""

from urllib.parse import parse_qsl

import numpy as np
import pytest

from cnnpool.settings import Settings
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


@pytest.mark.parametrize("case", CASES)
def test_pointing_at_any_panel_lights_what_the_trace_says(visit, case):
    page = visit(f"/?{CASES[case]}")
    marks = Marks(page)
    marks.ready()
    settings, _ = Settings.from_query(dict(parse_qsl(CASES[case])))
    for panel, cell in CELLS.items():
        marks.point(panel, *cell)
        wanted = expected_marks(settings, panel, cell)
        marks.expect(wanted)
        marks.leave()
    marks.expect({})


def test_a_cell_that_no_window_reads_says_so(visit):
    page = visit("/?h=5&w=5&ceil=false")
    marks = Marks(page)
    marks.ready()
    marks.point("x", 4, 4)
    marks.expect({})
    page.expect_text("No window reads cell (4, 4): its gradient is 0.")


def test_pointing_and_walking_send_nothing_until_it_rests(visit):
    page = visit("/?h=6&w=6")
    marks = Marks(page)
    marks.ready()
    page.sent.clear()
    for panel, cell in CELLS.items():
        marks.point(panel, *cell)
    marks.leave()
    page.page.wait_for_timeout(300)
    assert page.sent == []
    page.page.get_by_role("button", name="Next window").click()
    page.page.get_by_role("button", name="Next window").click()
    assert marks.lit()["y"]["cell"] == {(0, 1)}
    page.expect_link({"h": "6", "w": "6", "win": "1"})


def test_still_right_and_not_heard_twice_after_thirty_changes(visit):
    page = visit("/")
    marks = Marks(page)
    marks.ready()
    for i in range(30):
        h = 4 + (i + 1) % 3
        page.set_number("h", h)
        page.expect_link({} if h == 4 else {"h": str(h)})  # else all thirty share one deadline
    page.expect_panel("x", np.random.RandomState(1).randint(0, 10, (2, 3, 4, 4))[0, 0])
    marks.ready()
    marks.point("y", 1, 0)
    marks.expect(expected_marks(Settings(), "y", (1, 0)))
    assert marks.listeners() == [1] * 6
    assert page.page.locator("svg.cnnpool-link").count() == 6


def test_a_pin_is_kept_in_the_link_and_let_go(visit):
    page = visit("/")
    marks = Marks(page)
    marks.ready()
    marks.click("dx", 2, 3)  # the winner of window (1, 1)
    page.expect_link({"win": "3"})
    marks.leave()
    marks.expect(expected_marks(Settings(), "y", (1, 1)))
    explained = page.control("explain")
    explained.get_by_text("Window (1, 1)").wait_for()

    fresh = visit("/?win=3", fresh=True)
    restored = Marks(fresh)
    restored.ready()
    restored.expect(marks.lit())

    marks.click("dx", 2, 3)
    page.expect_link({})
    marks.leave()
    marks.expect({})


def test_the_keyboard_walks_rows_and_columns(visit):
    page = visit("/?h=6&w=6")
    marks = Marks(page)
    marks.ready()
    page.page.locator(".st-key-chart_y .js-plotly-plot").focus()
    page.page.keyboard.press("Enter")
    assert marks.lit()["y"]["cell"] == {(0, 0)}
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
    page.page.keyboard.press("Escape")
    marks.expect({})
    page.expect_link({"h": "6", "w": "6"})


def test_play_runs_to_the_end_and_stops(visit):
    page = visit("/")
    marks = Marks(page)
    marks.ready()
    bar = page.control("player")
    bar.get_by_label("Windows a second").select_option("4")
    bar.get_by_role("button", name="Play").click()
    bar.get_by_role("button", name="Pause").wait_for()
    bar.get_by_role("button", name="Play").wait_for()
    assert marks.lit()["y"]["cell"] == {(1, 1)}
    page.expect_link({"win": "3"})


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


def test_who_cannot_see_the_picture_is_told_the_pinned_window(visit):
    page = visit("/?win=1")
    marks = Marks(page)
    marks.ready()
    told = "Window (0, 1): max(9, 5, 1, 7) = 9, at cell (0, 2); dy = 1 goes there."
    assert page.page.get_by_role("img", name=told).count() == 6
    assert page.control("player").get_by_role("status").inner_text() == told
    for name in ("Previous window", "Play", "Next window", "Let go"):
        assert page.control("player").get_by_role("button", name=name).is_visible()


def test_the_slider_can_be_dragged_and_back_returns_to_the_pin_before(visit):
    page = visit("/?h=8&w=8&win=2")
    marks = Marks(page)
    marks.ready()
    page.control("player").get_by_role("slider").fill("9")
    assert marks.lit()["y"]["cell"] == {(2, 1)}
    page.expect_link({"h": "8", "w": "8", "win": "9"})
    page.control("explain").get_by_text("Window (2, 1)").wait_for()
    page.page.go_back()
    page.expect_link({"h": "8", "w": "8", "win": "2"})
    marks.wait_for_output(0, 2)


def test_a_pin_goes_along_to_another_page_and_back(visit):
    page = visit("/")
    marks = Marks(page)
    marks.ready()
    marks.click("y", 0, 1)
    page.expect_link({"win": "1"})
    page.go_to("Step by step")
    page.page.wait_for_url("**/steps*")
    page.expect_link({"win": "1"})
    page.go_to("Explore")
    marks.ready()
    marks.wait_for_output(0, 1)


def test_a_tap_on_a_phone_pins(visit):
    page = visit("/", viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    marks = Marks(page)
    marks.ready()
    marks.tap("y", 1, 0)
    page.expect_link({"win": "2"})
    assert marks.lit()["y"]["cell"] == {(1, 0)}


@pytest.mark.parametrize("query", ["h=64&w=64&kh=16&kw=16&sh=1&sw=1", "h=64&w=64&kh=3&kw=3&sh=1"])
def test_large_planes_light_up_too(visit, query):
    page = visit(f"/?{query}")
    marks = Marks(page)
    marks.ready()
    settings, _ = Settings.from_query(dict(parse_qsl(query)))
    # A row of the matrices is thinner than a pixel here: no pointer can tell it from the next.
    for panel, cell in {"x": (20, 30), "y": (40, 11), "dx": (63, 63), "dy": (0, 0)}.items():
        marks.point(panel, *cell)
        marks.expect(expected_marks(settings, panel, cell))


@pytest.mark.parametrize("how", ["Reset", "Back"])
def test_reset_and_back_end_a_walk(visit, how):
    page = visit("/?h=8&w=8&win=1")
    marks = Marks(page)
    marks.ready()
    page.set_number("seed", 5)
    page.expect_link({"h": "8", "w": "8", "win": "1", "seed": "5"})
    page.expect_panel("x", np.random.RandomState(5).randint(0, 10, (2, 3, 8, 8))[0, 0])
    page.control("player").get_by_role("button", name="Play").click()
    page.page.wait_for_timeout(1300)
    if how == "Reset":
        page.page.get_by_role("button", name="Reset").click()
        wanted = {}
    else:
        page.page.go_back()
        wanted = {"h": "8", "w": "8", "win": "1"}
    page.expect_link(wanted)
    page.control("player").get_by_role("button", name="Play").wait_for()
    page.page.wait_for_timeout(700)  # longer than a walk takes to rest
    page.expect_link(wanted)
    marks.ready()
    assert marks.lit().get("y", {}).get("cell", set()) == ({(0, 1)} if wanted else set())
