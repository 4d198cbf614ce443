"""The page that works offline: opened from disk without a network, and as live as the page."""

import pytest

from cnnpool.export import Case, panels_html
from cnnpool.settings import Settings
from cnnpool.tensors import random_tensor
from tests.browser.explore import PANELS, Explore
from tests.browser.marks import Marks, expected_marks

PADDED = Settings(bn=1, bc=2, h=5, w=4, kh=3, kw=3, sh=2, sw=2, ph=1, pw=1, ceil=False)
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


def test_the_file_is_as_live_as_the_page(opened):
    marks = opened(PADDED)
    page = marks.page
    Explore(page).expect_panels(case_of(PADDED).scene.trace)
    for panel, cell in CELLS.items():
        marks.point(panel, *cell)
        marks.expect(expected_marks(PADDED, panel, cell))
        marks.leave()
    marks.expect({})

    page.get_by_role("button", name="Next window").click()
    marks.expect(expected_marks(PADDED, "y", (0, 0)))
    page.get_by_role("button", name="Previous window").click()
    marks.expect(expected_marks(PADDED, "y", (0, 0)))
    for key, cell in (("ArrowRight", (0, 1)), ("ArrowDown", (1, 1)), ("ArrowLeft", (1, 0))):
        page.keyboard.press(key)
        marks.expect(expected_marks(PADDED, "y", cell))
    page.get_by_role("slider").fill("3")
    marks.expect(expected_marks(PADDED, "y", (1, 1)))
    assert page.get_by_role("status").inner_text().startswith("Window (1, 1): max(")
    page.keyboard.press("Escape")
    marks.expect({})
    page.get_by_role("combobox").select_option("4")
    page.get_by_role("button", name="Play").click()
    marks.wait_for_output(2, 1)  # the last window
    page.get_by_role("button", name="Play").wait_for()  # it rests
    marks.expect(expected_marks(PADDED, "y", (2, 1)))


@pytest.mark.long
def test_a_pinned_window_is_kept_printed_and_let_go(opened):
    settings = Settings(win=3, mode="avg", h=5, w=5, grad="ramp")
    marks = opened(settings)
    page, pinned = marks.page, expected_marks(settings, "y", divmod(3, 3))
    Explore(page).expect_panels(case_of(settings).scene.trace)
    assert Explore(page).written("y")[0] == "3.5"
    marks.expect(pinned)
    page.get_by_role("button", name="Let go").click()
    marks.expect({})
    marks.click("dx", 0, 2)
    marks.leave()
    marks.expect(expected_marks(settings, "y", (0, 1)))
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"

    drawings = page.locator(".svg-container > svg")
    scalable = page.locator(".svg-container > svg[viewBox]")
    assert (drawings.count() >= 12, scalable.count()) == (True, 0)
    page.evaluate("dispatchEvent(new Event('beforeprint')), null")
    assert scalable.count() == drawings.count()
    page.evaluate("dispatchEvent(new Event('afterprint')), null")
    assert scalable.count() == 0

    reached = set()
    for _ in range(20):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.dataset.panel"))
    assert reached >= set(PANELS)

    before = page.evaluate("document.querySelector('.cnnpool-link rect').outerHTML")
    page.set_viewport_size({"width": 900, "height": 800})
    page.wait_for_function(
        "was => document.querySelector('.cnnpool-link rect').outerHTML !== was", arg=before
    )
    marks.expect(expected_marks(settings, "y", (0, 1)))


@pytest.mark.long
def test_in_japanese_in_the_dark_on_a_phone(opened):
    phone = {"viewport": {"width": 390, "height": 800}, "color_scheme": "dark"}
    marks = opened(Settings(win=0), "ja", **phone)
    page = marks.page
    assert page.evaluate("document.documentElement.lang") == "ja"
    assert page.get_by_role("status").inner_text() == (
        "窓 (0, 0): max(5, 8, 0, 0) = 8、位置はセル (0, 1)。dy = 1 がそこへ流れます。"
    )
    assert page.get_by_role("button", name="再生").is_visible()
    family = page.evaluate("getComputedStyle(document.body).fontFamily")
    assert family.startswith('"Hiragino Sans"') and "Noto Sans CJK JP" in family
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(18, 22, 28)"
    order = page.evaluate(
        "keys => keys.map(k => document.querySelector(`.st-key-chart_${k}`)"
        ".getBoundingClientRect().top)",
        ["x", "cols", "y", "dy", "routed", "dx"],
    )
    assert order == sorted(order) and len(set(order)) == 6
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    marks.expect(expected_marks(Settings(), "y", (0, 0)))
