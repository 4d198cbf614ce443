"""The page that works offline: opened from disk without a network, and as live as the page."""

import pytest

from cnnpool.export import Case, panels_html
from cnnpool.settings import Settings
from cnnpool.tensors import random_tensor
from tests.browser.explore import PANELS, Explore
from tests.browser.marks import Marks, expected_marks

CASES = {
    "plain": Settings(),
    "overlapping": Settings(h=5, w=6, kh=3, kw=3, sh=1, sw=1),
    "padded": Settings(h=5, w=4, kh=3, kw=3, sh=2, sw=2, ph=1, pw=1, ceil=False),
    "dilated": Settings(h=7, w=6, sh=1, sw=2, dh=2, dw=3),
    "average": Settings(mode="avg", h=5, w=5, kh=3, kw=3, sh=2, sw=2, ph=1, pw=1),
    "other plane": Settings(bn=1, bc=2, h=5),
}
CELLS = {"x": (1, 2), "cols": (2, 1), "y": (1, 1), "dx": (2, 3), "routed": (3, 0), "dy": (0, 1)}


def case_of(settings: Settings) -> Case:
    return Case.of(settings, random_tensor(settings))


@pytest.fixture
def opened(chromium, tmp_path):
    """``opened(settings, lang, **options)`` opens a file offline; nothing may be asked or fail."""
    contexts, troubles = [], []

    def open_file(settings, lang="en", **options) -> Marks:
        file = tmp_path / "panels.html"
        file.write_text(panels_html(case_of(settings), lang), encoding="utf-8")
        chosen = {"viewport": {"width": 1440, "height": 900}} | options
        context = chromium.new_context(offline=True, **chosen)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("console", lambda message: troubles.append(message.text))
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("request", lambda request: troubles.append(request.url))
        page.goto(file.as_uri())
        assert troubles == [file.as_uri()]
        troubles.clear()
        marks = Marks(Explore(page))
        marks.ready()
        return marks

    yield open_file
    for context in contexts:
        context.close()
    assert troubles == []


@pytest.mark.parametrize("name", CASES)
def test_pointing_at_any_panel_lights_what_the_trace_says(opened, name):
    marks = opened(CASES[name])
    for panel, cell in CELLS.items():
        marks.point(panel, *cell)
        marks.expect(expected_marks(CASES[name], panel, cell))
        marks.leave()
    marks.expect({})


def test_the_numbers_drawn_are_the_traces(opened):
    marks = opened(Settings(h=5, mode="avg", grad="ramp"))
    Explore(marks.page).expect_panels(case_of(Settings(h=5, mode="avg", grad="ramp")).scene.trace)
    assert Explore(marks.page).written("y")[0] == "3.25"


def test_the_pinned_window_is_kept_until_it_is_let_go(opened):
    marks = opened(Settings(win=3))
    marks.expect(expected_marks(Settings(), "y", (1, 1)))
    marks.page.get_by_role("button", name="Let go").click()
    marks.expect({})
    marks.click("dx", 0, 2)  # the winner of window (0, 1)
    marks.leave()
    marks.expect(expected_marks(Settings(), "y", (0, 1)))


def test_keys_buttons_and_the_slider_walk(opened):
    marks = opened(Settings(h=6, w=6))
    page, at = marks.page, lambda: marks.lit()["y"]["cell"]
    for cell in ((0, 0), (0, 1)):
        page.get_by_role("button", name="Next window").click()
        assert at() == {cell}
    page.get_by_role("button", name="Previous window").click()
    assert at() == {(0, 0)}
    for key, cell in (("ArrowRight", (0, 1)), ("ArrowDown", (1, 1)), ("ArrowLeft", (1, 0))):
        page.keyboard.press(key)
        assert at() == {cell}
    page.get_by_role("slider").fill("8")
    assert at() == {(2, 2)}
    assert page.get_by_role("status").inner_text().startswith("Window (2, 2): max(")
    page.keyboard.press("Escape")
    marks.expect({})


def test_play_runs_to_the_end(opened):
    marks = opened(Settings())
    marks.page.get_by_role("combobox").select_option("4")
    marks.page.get_by_role("button", name="Play").click()
    marks.wait_for_output(0, 0)
    marks.wait_for_output(1, 1)
    marks.page.get_by_role("button", name="Play").wait_for()  # it rests


def test_in_japanese(opened):
    marks = opened(Settings(win=0), "ja")
    assert marks.page.evaluate("document.documentElement.lang") == "ja"
    assert marks.page.get_by_role("status").inner_text() == (
        "窓 (0, 0): max(5, 8, 0, 0) = 8、位置はセル (0, 1)。dy = 1 がそこへ流れます。"
    )
    assert marks.page.get_by_role("button", name="再生").is_visible()
    family = marks.page.evaluate("getComputedStyle(document.body).fontFamily")
    assert family.startswith('"Hiragino Sans"') and "Noto Sans CJK JP" in family


def test_on_a_phone_the_panels_stand_in_reading_order(opened):
    marks = opened(Settings(win=3), viewport={"width": 390, "height": 800})
    order = marks.page.evaluate(
        "keys => keys.map(k => document.querySelector(`.st-key-chart_${k}`)"
        ".getBoundingClientRect().top)",
        ["x", "cols", "y", "dy", "routed", "dx"],
    )
    assert order == sorted(order) and len(set(order)) == 6
    assert marks.page.evaluate("document.documentElement.scrollWidth") == 390
    marks.expect(expected_marks(Settings(), "y", (1, 1)))


def test_the_marks_stay_on_their_cells_when_the_window_changes(opened):
    marks = opened(Settings(win=3))
    before = marks.page.evaluate("document.querySelector('.cnnpool-link rect').outerHTML")
    marks.page.set_viewport_size({"width": 900, "height": 800})
    marks.page.wait_for_function(
        "was => document.querySelector('.cnnpool-link rect').outerHTML !== was", arg=before
    )
    marks.expect(expected_marks(Settings(), "y", (1, 1)))


def test_dark_where_the_reader_wants_it_dark(opened):
    ground = "getComputedStyle(document.body).backgroundColor"
    assert opened(Settings()).page.evaluate(ground) == "rgb(255, 255, 255)"
    assert opened(Settings(), color_scheme="dark").page.evaluate(ground) == "rgb(18, 22, 28)"


def test_drawings_can_be_scaled_only_while_they_are_printed(opened):
    page = opened(Settings(win=3)).page
    drawings = page.locator(".svg-container > svg")
    scalable = page.locator(".svg-container > svg[viewBox]")
    assert (drawings.count() >= 12, scalable.count()) == (True, 0)
    page.evaluate("dispatchEvent(new Event('beforeprint')), null")
    assert scalable.count() == drawings.count()
    page.evaluate("dispatchEvent(new Event('afterprint')), null")
    assert scalable.count() == 0


def test_every_panel_can_be_reached_with_the_keyboard(opened):
    marks = opened(Settings())
    reached = set()
    for _ in range(12):
        marks.page.keyboard.press("Tab")
        reached.add(marks.page.evaluate("document.activeElement.dataset.panel"))
    assert reached >= set(PANELS)
