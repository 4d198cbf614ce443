"""Numbers of one's own: typed, pasted, undone, kept, and found again in the link."""

import numpy as np
import pytest
from playwright.sync_api import expect

from cnnpool import Pooling, trace
from cnnpool.settings import Settings
from cnnpool.typed_numbers import pack

ARTICLE = np.random.RandomState(1).randint(0, 10, (2, 3, 4, 4))

PASTE = """(input, text) => {
  const data = new DataTransfer();
  data.setData("text", text);
  input.dispatchEvent(new ClipboardEvent("paste",
    { clipboardData: data, bubbles: true, cancelable: true, composed: true }));
}"""


def field(page, symbol: str, h: int, w: int):
    """A cell of a table that can be typed into."""
    return page.page.get_by_label(f"{symbol}[{h}, {w}]", exact=True)


def paste(page, symbol: str, h: int, w: int, text: str) -> None:
    field(page, symbol, h, w).evaluate(PASTE, text)


def paste_into_the_box(page, name: str, text: str) -> None:
    page.control(f"paste_{name}").locator("textarea").fill(text)
    page.control(f"use_{name}").locator("button").click()


def expect_x(page, x) -> None:
    """The page shows the plane (0, 0) of ``x``, forward and backward, and the link holds it all."""
    page.expect_panels(trace(np.asarray(x)[:1, :1], Pooling(2)))
    page.expect_numbers("x", x)


def test_numbers_are_typed_undone_and_mended(visit):
    page = visit("/?source=numbers")
    page.expect_panel("x", ARTICLE[0, 0])
    cell = field(page, "x", 0, 0)
    cell.fill("-7.5")
    cell.press("Enter")
    expect(field(page, "x", 1, 0)).to_be_focused()
    first = ARTICLE.astype(float)
    first[0, 0, 0, 0] = -7.5
    expect_x(page, first)
    assert page.link()["source"] == "numbers"

    field(page, "x", 3, 3).fill("inf")
    field(page, "x", 3, 3).press("Enter")
    second = first.copy()
    second[0, 0, 3, 3] = np.inf
    expect_x(page, second)
    assert "∞" in page.written("x")

    field(page, "x", 3, 3).press("Control+z")
    expect_x(page, first)
    expect(field(page, "x", 3, 3)).to_have_value("2")
    page.page.get_by_role("button", name="Undo").click()
    expect_x(page, ARTICLE)
    page.page.get_by_role("button", name="Redo").click()
    expect_x(page, first)

    cell = field(page, "x", 2, 1)
    cell.fill("1.2.3")
    cell.press("Enter")
    alert = page.page.get_by_test_id("stAlert")
    expect(alert).to_contain_text("Row 2, column 1")
    expect(cell).to_have_attribute("aria-invalid", "true")
    expect(cell).to_have_value("1.2.3")
    page.expect_panel("x", first[0, 0])
    cell.fill("12")
    cell.press("Enter")
    first[0, 0, 2, 1] = 12
    expect_x(page, first)
    expect(alert).to_have_count(0)
    expect(cell).not_to_have_attribute("aria-invalid", "true")


def test_rows_and_printed_arrays_are_pasted(visit):
    page = visit("/?source=numbers&h=3&w=3&n=1&c=1")
    page.panel("dx")
    paste(page, "x", 1, 1, "21\t22\r\n31\t1e-3\r\n")  # rows of a spreadsheet, where the cursor is
    x = np.random.RandomState(1).randint(0, 10, (1, 1, 3, 3)).astype(float)
    x[0, 0, 1:, 1:] = [[21, 22], [31, 0.001]]
    expect_x(page, x)
    paste(page, "x", 2, 2, "5\t6\n7\t8")  # three of the four lie outside
    x[0, 0, 2, 2] = 5
    expect_x(page, x)
    page.expect_text("2 × 2 cells were pasted; those that would lie outside were left out.")

    paste_into_the_box(page, "x", "tensor([[1., 2., nan],\n        [4., x, -inf]])")
    alert = page.page.get_by_test_id("stAlert")
    expect(alert).to_contain_text("Line 2, column 14")
    page.page.locator("code", has_text="↑").first.wait_for()
    page.expect_panel("x", x[0, 0])

    paste_into_the_box(page, "x", "tensor([[1., 2., nan],\n        [4., 5., -inf]])")
    x = np.array([[[[1, 2, np.nan], [4, 5, -np.inf]]]])
    expect(field(page, "x", 0, 2)).to_have_value("nan")
    expect(field(page, "x", 1, 2)).to_have_value("-inf")
    page.expect_numbers("x", x)
    expect(alert).to_have_count(0)
    assert sorted(page.written("x")) == sorted(["1", "2", "NaN", "4", "5", "−∞"])

    paste(page, "x", 0, 0, "[[3, 1, 4],\n [2, 0, 5]]")  # into the table, too
    page.expect_panel("x", [[3, 1, 4], [2, 0, 5]])
    page.page.get_by_role("button", name="Undo").click()
    expect(field(page, "x", 0, 2)).to_have_value("nan")
    paste(page, "x", 0, 0, "[[3, 1], [2, 0]]")  # there only what fits its plane
    expect(alert).to_contain_text("these have (2, 2)")
    expect(field(page, "x", 0, 2)).to_have_value("nan")


@pytest.mark.long
def test_answers_do_not_disturb_who_types_on(visit):
    """Two numbers are typed and half a third, while the server still answers."""
    page = visit("/?source=numbers")
    page.expect_panel("x", ARTICLE[0, 0])
    field(page, "x", 0, 0).click()
    keys = page.page.keyboard
    for number in ("1234", "2345"):
        keys.type(number)
        keys.press("Enter")
    keys.type("34")
    x = ARTICLE.copy()
    x[0, 0, :2, 0] = [1234, 2345]
    expect_x(page, x)
    keys.type("56")
    keys.press("Enter")
    x[0, 0, 2, 0] = 3456
    expect_x(page, x)
    for h in range(3):
        expect(field(page, "x", h, 0)).to_have_value(str(x[0, 0, h, 0]))


@pytest.mark.long
def test_an_edit_is_of_the_plane_that_was_seen(visit):
    """The server has heard of another plane, the browser does not show it yet."""
    page = visit("/?source=numbers")
    page.expect_panel("x", ARTICLE[0, 0])
    page.control("bc").locator("input").fill("2")
    cell = field(page, "x", 0, 0)
    cell.evaluate("""input => {  // in the same moment, before any answer
      const enter = new KeyboardEvent("keydown", { key: "Enter", bubbles: true });
      document.querySelector(".st-key-bc input").dispatchEvent(enter);
      input.focus();
      input.value = "777";
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }""")
    x = ARTICLE.copy()
    x[0, 0, 0, 0] = 777
    page.expect_panel("x", x[0, 2])
    page.expect_numbers("x", x)


@pytest.mark.long
def test_shown_numbers_are_kept_and_found_again_elsewhere(visit):
    page = visit("/?seed=5&kh=3&sh=1&lang=ja")
    tensor = np.random.RandomState(5).randint(0, 10, (2, 3, 4, 4))
    page.expect_panel("x", tensor[0, 0])
    page.control("keep_numbers").locator("button").click()
    expect(field(page, "x", 3, 3)).to_have_value(str(tensor[0, 0, 3, 3]))
    field(page, "x", 3, 3).fill("99")
    field(page, "x", 3, 3).press("Enter")
    tensor[0, 0, 3, 3] = 99
    page.expect_panel("x", tensor[0, 0])
    page.expect_numbers("x", tensor)

    other = visit(page.page.evaluate("location.pathname + location.search"), fresh=True)
    other.expect_panel("x", tensor[0, 0])
    expect(field(other, "x", 3, 3)).to_have_value("99")
    page.page.go_back()
    expect(field(page, "x", 3, 3)).not_to_have_value("99")


@pytest.mark.long
def test_the_upstream_gradient_is_typed_and_fitted(visit):
    page = visit("/?grad=numbers")
    page.panel("dx")
    cell = field(page, "dy", 1, 1)
    cell.fill("-2.5")
    cell.press("Enter")
    dy = np.ones((1, 1, 2, 2))
    dy[0, 0, 1, 1] = -2.5
    page.expect_panels(trace(ARTICLE[:1, :1], Pooling(2), dy))
    page.set_number("kh", 1)
    expect(page.page.get_by_test_id("stAlert")).to_contain_text(
        "The typed gradient has shape (2, 3, 2, 2), but y has (2, 3, 4, 2)."
    )
    page.control("fit_gradient").locator("button").click()
    fitted = np.zeros((1, 1, 4, 2))
    fitted[:, :, :2] = dy
    page.expect_panels(trace(ARTICLE[:1, :1], Pooling((1, 2)), fitted))


@pytest.mark.long
def test_numbers_too_many_for_a_link_stay_and_say_so(visit):
    page = visit("/?h=64&w=64&n=3&c=3")
    page.panel("dx")
    page.control("keep_numbers").locator("button").click()
    expect(page.page.get_by_text("too many for a link")).to_be_visible()
    link = page.link()["x"]
    assert len(page.page.evaluate("location.href")) < 6000
    assert link.startswith("0")
    tensor = np.random.RandomState(1).randint(0, 10, (3, 3, 64, 64))
    page.set_number("bc", 2)
    page.expect_panel("x", tensor[0, 2])
    page.page.go_back()
    page.expect_panel("x", tensor[0, 0])

    other = visit(page.page.evaluate("location.pathname + location.search"))
    expect(other.page.get_by_test_id("stAlert")).to_contain_text("too many for it")
    paste_into_the_box(other, "x", "[[1, 2], [3, 4]]")
    other.expect_panel("x", [[1, 2], [3, 4]])


@pytest.mark.long
def test_the_table_fits_its_page(visit):
    x = pack(np.arange(64 * 64).reshape(1, 1, 64, 64) % 7)
    path = "/?" + "&".join(
        f"{k}={v}" for k, v in Settings(source="numbers", x=x).to_query().items()
    )
    page = visit(path)
    field(page, "x", 0, 0).wait_for()
    for width in (1440, 390):
        page.page.set_viewport_size({"width": width, "height": 800})
        page.page.wait_for_function(
            "width => document.documentElement.scrollWidth <= width", arg=width
        )
