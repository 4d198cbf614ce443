"""Step by step in a browser: one cell marked wherever it stands, kept, and followed by keys."""

from urllib.parse import parse_qsl

import numpy as np
import pytest

from cnnpool.layouts import IM2COL
from cnnpool.scene import make_scene
from cnnpool.settings import Settings
from cnnpool.steps.walkthrough import walk_through
from cnnpool.tensors import random_tensor
from tests.browser.marks import Marks

BOTH = {"before": "step_before", "after": "step_after"}
OVERLAPPING = "n=1&c=2&h=4&w=5&kh=3&kw=2&sh=1&sw=1"
PADDED = "n=2&c=1&h=5&w=4&kh=3&kw=3&sh=2&sw=2&ph=1&pw=1&ceil=false"
AVERAGE = "n=1&c=2&mode=avg&h=5&w=4&sh=1"
DRAWN = ("im2col", "y", "dx")  # steps whose marks are looked at on the way
POINTED = [  # every layer and every step
    ("", "im2col"),
    (OVERLAPPING, "y_flat"),
    (PADDED, "dx"),
    (AVERAGE, "im2col"),
    (PADDED, "im2col"),
    (OVERLAPPING, "dx"),
]


def walk(query: str):
    settings = Settings.from_query(dict(parse_qsl(query)))[0]
    x, layer = random_tensor(settings), settings.layer()
    return walk_through(x, make_scene(x, layer, settings), settings)


def on_picture(line, index) -> tuple[int, int]:
    """A cell's row and column: samples below each other, channels side by side."""
    shape = line.array.shape
    if len(index) == 1:
        return index[0], 0
    if len(index) == 2:
        return index
    (a, b, c, d), (_, B, C, D) = index, shape
    if line.layout.axes[1] == "c":
        return a * C + c, b * D + d
    return a * B + b, c * D + d


def picture(line) -> np.ndarray:
    """The array of a line as it is drawn."""
    drawn = {on_picture(line, index): value for index, value in np.ndenumerate(line.array)}
    rows, cols = (max(places) + 1 for places in zip(*drawn, strict=True))
    return np.array([[drawn[row, col] for col in range(cols)] for row in range(rows)])


def expected(story, lines, step, index) -> dict:
    """What the trace says belongs to a cell, in the form of ``Marks.lit``."""
    found = {}
    for panel, line in lines.items():
        roles = {}
        for cell in story.follow(step, index)[line.name]:
            wins = _wins(story, step, index, line, cell)
            roles.setdefault("winner" if wins else "cell", set()).add(on_picture(line, cell))
        if roles:
            found[panel] = roles
    return found


def _wins(story, step, index, line, cell) -> bool:
    """Whether a cell is the winner of a window that belongs to the cell pointed at."""
    if story.winner is None or not {"h", "kh"} & set(line.layout.letters):
        return False
    for n, oh, ow, c in story.windows_at(step, index):
        window = story.window(n, oh, ow, c)
        winner = {"n": n, "c": c, "oh": oh, "ow": ow}
        winner["kh"], winner["kw"] = divmod(window.winner, story.grid.kernel[1])
        at_winner = IM2COL["rows"].index(story.sizes, winner)
        if at_winner not in story.follow(step, index)["x_col"]:
            continue  # of this window another cell is pointed at
        if cell in story.follow("x_col", at_winner)[line.name]:
            return True
    return False


@pytest.mark.long
def test_pointing_marks_a_cell_wherever_the_trace_says(visit):
    page = visit("/steps?step=im2col")
    marks = Marks(page, BOTH)
    marks.ready()
    for query, name in POINTED:
        there = walk(query)
        line = there.line(name)
        lines = {"before": there.before(line), "after": line}
        page.follow(f"/steps?{query}&step={name}")
        page.expect_code(line.code)
        for panel, own in lines.items():
            page.expect_panel(panel, picture(own), BOTH[panel])
        marks.ready()
        page.sent.clear()
        for panel, own in lines.items():
            for index in (
                tuple(0 for _ in own.array.shape),
                tuple(s // 2 for s in own.array.shape),
            ):
                marks.leave()  # Plotly hears of the pointer every 50 ms only
                marks.point(panel, *on_picture(own, index))
                marks.expect(expected(there.story, lines, own.name, index), BOTH)
            marks.leave()
        marks.expect({})
        assert page.sent == []


def test_a_cell_is_followed_through_all_steps_and_let_go(visit):
    there = walk("")
    page = visit("/steps")
    marks = Marks(page, {"after": "step_after"})
    marks.ready()
    marks.click("after", 1, 6)  # n=0, h=1; c=1, w=2
    page.expect_link({"cell": "x:0,1,1,2"})
    page.page.locator(".quiet-table.followed").wait_for()
    both = Marks(page, BOTH)
    names = [line.name for line in there.lines]
    for name in names[1:]:
        marks.leave()
        page.page.keyboard.press("ArrowRight")
        page.expect_link({"cell": "x:0,1,1,2", "step": name})
        line = there.line(name)
        page.expect_code(line.code)
        if name in DRAWN:
            lines = {"before": there.before(line), "after": line}
            both.ready()
            both.expect(expected(there.story, lines, "x", (0, 1, 1, 2)), BOTH)
    assert page.page.get_by_role("button", name="Next ›").is_disabled()
    page.page.get_by_role("button", name="‹ Previous").click()
    page.expect_link({"cell": "x:0,1,1,2", "step": names[-2]})


@pytest.mark.long
def test_a_cell_is_kept_and_let_go(visit):
    there = walk("")
    page = visit("/steps?cell=x:0,1,1,2&step=x_col")
    marks = Marks(page, BOTH)
    marks.ready()
    line = there.line("x_col")
    lines = {"before": there.before(line), "after": line}
    marks.expect(expected(there.story, lines, "x", (0, 1, 1, 2)), BOTH)
    marks.click("after", 4, 2)  # the same cell again
    page.expect_link({"cell": "x_col:4,2", "step": "x_col"})
    marks.click("after", 4, 2)
    page.expect_link({"step": "x_col"})
    marks.leave()
    marks.expect({})


@pytest.mark.long
def test_the_arrow_keys_of_a_picture_move_the_cell_and_not_the_page(visit):
    page = visit("/steps?step=im2col")
    marks = Marks(page, BOTH)
    marks.ready()
    page.wait_for_rest()
    page.page.locator(".st-key-step_after .js-plotly-plot").focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowDown", "Enter"):
        page.page.keyboard.press(key)
    page.expect_link({"step": "im2col", "cell": "im2col:1,1"})
    marks.wait_for_cell("after", 1, 1)
    page.page.keyboard.press("Escape")
    page.expect_link({"step": "im2col"})


@pytest.mark.long
def test_the_followed_cell_in_every_layout(visit):
    there = walk("")
    place = IM2COL["article"].place(there.story.sizes, (6, 5))
    page = visit("/steps?lang=ja&step=im2col&cell=im2col:6,5")
    for i, (name, layout) in enumerate(IM2COL.items()):
        page.page.locator(".st-key-layout").get_by_role("radio").nth(i).click()
        wanted = {"lang": "ja", "step": "im2col", "cell": "im2col:6,5", "layout": name}
        page.expect_link({k: v for k, v in wanted.items() if v != "article"})
        marks = Marks(page, {"layout": "step_layout"})
        index = layout.index(there.story.sizes, place)
        row, col = index if len(index) == 2 else (index[0] * 12 + index[1], index[2])
        marks.wait_for_cell("layout", row, col)
