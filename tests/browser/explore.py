"""Explore as a person handles it: find a control by its name, read a panel's numbers."""

from pathlib import Path
from time import monotonic
from urllib.parse import parse_qsl, urlsplit

import numpy as np
from playwright.sync_api import Page, TimeoutError, expect

from cnnpool.typed_numbers import unpack

TIMEOUT = 30_000  # milliseconds, for whatever a page waits for
PANELS = ("x", "cols", "y", "dx", "routed", "dy")

READ_CHART = """chart => {
  const plot = document.querySelector(`.st-key-${chart} .js-plotly-plot`);
  if (!plot || !plot._fullData || !plot.querySelector('.heatmaplayer image')) return null;
  return Array.from(plot._fullData[0].z, row => Array.from(row));
}"""

NUMBERS_AS_EXPECTED = """([chart, wanted]) => {
  const plot = document.querySelector(`.st-key-${chart} .js-plotly-plot`);
  if (!plot || !plot._fullData || !plot.querySelector('.heatmaplayer image')) return false;
  const z = Array.from(plot._fullData[0].z, row => Array.from(row));
  return z.length === wanted.length && z[0].length === wanted[0].length &&
    z.every((row, i) => row.every((v, j) =>
      v === wanted[i][j] || Math.abs(v - wanted[i][j]) < 1e-9));
}"""

TWO_FRAMES = "() => new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)))"

# What the browser does for Forward, to an entry of this address. The page keeps the address after
# Back by a pushState of its own: the entry is made by the browser's.
FOLLOW = """path => {
  History.prototype.pushState.call(history, {}, "", path);
  dispatchEvent(new PopStateEvent("popstate", { state: {} }));
}"""

LINK_AS_EXPECTED = """wanted =>
  JSON.stringify([...new URLSearchParams(location.search)].sort()) === JSON.stringify(wanted)"""


class Explore:
    def __init__(self, page: Page):
        self.page = page
        self.sent = []  # the frames that the page sent to the server

    # --- controls -----------------------------------------------------------------------------

    def control(self, key: str):
        return self.page.locator(f".st-key-{key}").first

    def set_number(self, key: str, value) -> None:
        field = self.control(key).locator("input")
        field.fill(str(value))
        field.press("Enter")

    def number(self, key: str) -> str:
        return self.control(key).locator("input").input_value()

    def choose(self, key: str, label: str) -> None:
        self.control(key).locator("input").click()
        self.page.get_by_role("option", name=label, exact=True).click()

    def go_to(self, label: str) -> None:
        self.page.locator(".st-key-head").get_by_role("link", name=label, exact=True).click()

    def follow(self, path: str) -> None:
        """Go to another link of the app in the same tab, without loading the page again."""
        self.page.evaluate(FOLLOW, path)

    def upload(self, folder: Path, array: np.ndarray) -> None:
        """Drop in an array as a file, of whatever size; it stays in the folder."""
        name = folder / f"{'x'.join(map(str, array.shape))}.npy"
        np.save(name, array)
        self.page.locator("input[type=file]").set_input_files(name)

    # --- what is seen -------------------------------------------------------------------------

    def panel(self, key: str) -> np.ndarray:
        """The numbers behind a drawn panel."""
        chart = f"chart_{key}"
        self.page.wait_for_function(f"chart => ({READ_CHART})(chart) !== null", arg=chart)
        return np.array(self.page.evaluate(READ_CHART, chart))

    def expect_panel(self, key: str, wanted, chart: str = "") -> None:
        """Wait until a panel, or a chart of another key, has been drawn with these numbers."""
        wanted, chart = np.asarray(wanted, dtype=float).tolist(), chart or f"chart_{key}"
        try:
            self.page.wait_for_function(NUMBERS_AS_EXPECTED, arg=[chart, wanted])
        except TimeoutError:
            shown = self.page.evaluate(READ_CHART, chart)
            raise AssertionError(f"{chart} shows {shown}, not {wanted}") from None

    def expect_panels(self, story) -> None:
        """Wait until all six panels show a trace of one plane."""
        x_col, routed = story.rows()
        self.expect_panel("x", story.x[0, 0])
        self.expect_panel("cols", x_col)
        self.expect_panel("y", story.y[0, 0])
        self.expect_panel("dy", story.dy[0, 0])
        self.expect_panel("routed", routed)
        self.expect_panel("dx", story.dx[0, 0])

    def wait_for_rest(self) -> None:
        """Wait until the page says that no run goes on."""
        try:
            self.page.wait_for_selector("[data-test-script-state=notRunning]")
        except TimeoutError:
            state = self.page.locator("[data-test-script-state]").get_attribute(
                "data-test-script-state"
            )
            raise AssertionError(f"the page's script is {state}, not notRunning") from None

    def written(self, key: str) -> list[str]:
        """The numbers that can be read in a panel's cells, row by row."""
        return self.page.locator(f".st-key-chart_{key} .textpoint text").all_text_contents()

    def link(self) -> dict[str, str]:
        return dict(parse_qsl(urlsplit(self.page.evaluate("location.href")).query))

    def expect_link(self, wanted: dict[str, str]) -> None:
        try:
            self.page.wait_for_function(LINK_AS_EXPECTED, arg=sorted(map(list, wanted.items())))
        except TimeoutError:
            raise AssertionError(f"the link is {self.link()}, not {wanted}") from None

    def expect_numbers(self, name: str, wanted: np.ndarray) -> None:
        """Wait until the link holds these numbers under a name."""
        self.page.wait_for_function(
            "name => new URLSearchParams(location.search).has(name)", arg=name
        )
        deadline = monotonic() + TIMEOUT / 1000
        while not _same(now := unpack(self.link()[name]), wanted) and monotonic() < deadline:
            self.page.evaluate(TWO_FRAMES)
        np.testing.assert_array_equal(now, wanted)

    def expect_code(self, code: str) -> None:
        """Wait until a block of code shows these lines."""
        self.page.locator("code", has_text=code).first.wait_for()

    def expect_text(self, text: str) -> None:
        expect(self.page.get_by_text(text, exact=True).first).to_be_visible()


def _same(one: np.ndarray, other: np.ndarray) -> bool:
    return one.shape == other.shape and np.array_equal(one, other, equal_nan=True)
