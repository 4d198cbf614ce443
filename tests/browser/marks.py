"""The highlights on the page, read back from pixels into cells; and what the trace says of them."""

from collections import defaultdict
from collections.abc import Container
from time import monotonic

import numpy as np

from cnnpool import trace
from cnnpool.scene import MAX_PART_CELLS, MAX_PART_ROWS
from cnnpool.settings import Settings
from cnnpool.tensors import random_tensor
from tests.browser.explore import PANELS, TWO_FRAMES, Explore

# Where the middle of a cell lies on the screen.
MIDDLE = """([chart, row, col]) => {
  const plot = document.querySelector(`.st-key-${chart} .js-plotly-plot`);
  const box = plot.getBoundingClientRect();
  const { xaxis, yaxis } = plot._fullLayout;
  return [box.left + xaxis._offset + xaxis.l2p(col), box.top + yaxis._offset + yaxis.l2p(row)];
}"""

# Every rectangle as [panel, role, first row, first column, end row, end column], in cells.
LIT = """() => [...document.querySelectorAll('svg.cnnpool-link rect')].map(rect => {
  const plot = rect.closest('.js-plotly-plot');
  const { xaxis, yaxis } = plot._fullLayout;
  const [x, y, w, h] = ['x', 'y', 'width', 'height'].map(name => Number(rect.getAttribute(name)));
  const cell = (axis, pixel) => axis.p2l(pixel - axis._offset) + 0.5;
  const rows = [cell(yaxis, y), cell(yaxis, y + h)];
  const cols = [cell(xaxis, x), cell(xaxis, x + w)];
  return [plot.dataset.panel, rect.dataset.role, rows[0], cols[0], rows[1], cols[1]];
})"""

READY = """charts => charts.every(chart => document.querySelector(
  `.st-key-${chart} .js-plotly-plot[data-panel] svg.cnnpool-link`))"""

LISTENERS = """() => [...document.querySelectorAll('.js-plotly-plot')].map(
  plot => [plot._ev._events.plotly_hover].flat().length)"""

OUTPUT = f"""() => ({LIT})().some(([panel, role]) => panel === 'y' && role === 'cell')"""

OUTPUT_IS = f"""([row, col]) => ({LIT})().some(
  ([panel, role, top, left]) => panel === 'y' && role === 'cell' &&
    Math.round(top) === row && Math.round(left) === col)"""

CELL_IS = f"""([panel, row, col]) => ({LIT})().some(
  ([where, , top, left]) => where === panel && Math.round(top) === row &&
    Math.round(left) === col)"""

SECONDS = 20  # to wait for marks


class Marks:
    """The marks of some charts, by the names that the script has for them: those of Explore."""

    def __init__(self, explore: Explore, charts: dict[str, str] | None = None):
        self.page = explore.page
        self.charts = charts or {key: f"chart_{key}" for key in PANELS}

    def ready(self) -> None:
        """Wait until all charts are listened to."""
        for chart in self.charts.values():
            self.page.wait_for_selector(f".st-key-{chart} .heatmaplayer image", state="attached")
        self.page.wait_for_function(READY, arg=list(self.charts.values()))

    def point(self, panel: str, row: int, col: int) -> None:
        self._scroll_to(panel)
        self.page.mouse.move(*self.page.evaluate(MIDDLE, [self.charts[panel], row, col]))
        self.page.evaluate(TWO_FRAMES)

    def click(self, panel: str, row: int, col: int) -> None:
        self.point(panel, row, col)
        self.page.wait_for_function(f"() => ({LIT})().length > 0")  # Plotly has heard of it
        self.page.mouse.click(*self.page.evaluate(MIDDLE, [self.charts[panel], row, col]))

    def tap(self, panel: str, row: int, col: int) -> None:
        self._scroll_to(panel)
        self.page.touchscreen.tap(*self.page.evaluate(MIDDLE, [self.charts[panel], row, col]))

    def leave(self) -> None:
        self.page.mouse.move(700, 8)
        self.page.evaluate(TWO_FRAMES)

    def wait_for_output(self, row: int, col: int) -> None:
        self.page.wait_for_function(OUTPUT_IS, arg=[row, col])

    def wait_for_another_output(self, row: int, col: int) -> None:
        """Wait until the marked output is any but this one."""
        self.page.wait_for_function(f"at => ({OUTPUT})() && !({OUTPUT_IS})(at)", arg=[row, col])

    def wait_for_cell(self, panel: str, row: int, col: int) -> None:
        """Wait until some mark begins at a cell."""
        self.page.wait_for_function(CELL_IS, arg=[panel, row, col])

    def listeners(self) -> list[int]:
        """How many functions hear of a pointer, chart by chart."""
        return self.page.evaluate(LISTENERS)

    def lit(self) -> dict[str, dict[str, set[tuple[int, int]]]]:
        """The cells that are marked now: panel -> role -> cells."""
        found = defaultdict(lambda: defaultdict(set))
        for panel, role, *edges in self.page.evaluate(LIT):
            top, left, bottom, right = (round(edge) for edge in edges)
            assert np.allclose(edges, [top, left, bottom, right], atol=0.1)
            found[panel][role] |= {(r, c) for r in range(top, bottom) for c in range(left, right)}
        return {panel: dict(roles) for panel, roles in found.items()}

    def expect(self, wanted: dict, panels: Container[str] | None = None) -> None:
        """Wait until just these cells are marked, in these panels or in all."""
        deadline = monotonic() + SECONDS
        while (now := self._lit_in(panels)) != wanted and monotonic() < deadline:
            self.page.evaluate(TWO_FRAMES)
        assert now == wanted

    def _lit_in(self, panels):
        return {panel: r for panel, r in self.lit().items() if panels is None or panel in panels}

    def _scroll_to(self, panel: str) -> None:
        # The bar at the foot of the page would catch the pointer.
        chart = self.page.locator(f".st-key-{self.charts[panel]}")
        chart.evaluate("chart => chart.scrollIntoView({block: 'center'})")


def expected_marks(settings: Settings, panel: str, cell: tuple[int, int]) -> dict:
    """What the trace says belongs to a cell of a panel, in the form of ``Marks.lit``."""
    x = random_tensor(settings)[settings.bn, settings.bc][None, None]
    story = trace(x, settings.layer())
    windows = _windows(story, panel, cell)
    found = defaultdict(lambda: defaultdict(set))
    for index in windows:
        window = story.window(*index)
        place = None if window.winner is None else tuple(map(int, window.positions[window.winner]))
        wins = place is not None and (len(windows) == 1 or place == cell)
        for plane in ("x", "dx"):
            found[plane]["window"] |= {tuple(map(int, p)) for p in window.positions}
            if wins:
                found[plane]["winner"].add(place)
            if wins and len(windows) == 1:
                best = x[0, 0][place]
                ties = {c for c in window.cells if x[0, 0][c] == best and c != place}
                if ties:
                    found[plane]["tie"] |= ties
        for matrix in ("cols", "routed"):
            if window.row < _rows_shown(story):
                found[matrix]["row"] |= {(window.row, k) for k in range(len(window.inside))}
                if wins:
                    found[matrix]["winner"].add((window.row, window.winner))
        for output in ("y", "dy"):
            found[output]["cell"].add(index[1:3])
    return {name: dict(roles) for name, roles in found.items()}


def _windows(story, panel, cell):
    if panel in ("x", "dx"):
        return story.windows_at(panel, (0, 0, *cell))
    if panel in ("y", "dy"):
        return [(0, *cell, 0)]
    return [story.row_index(cell[0])]


def _rows_shown(story) -> int:
    return min(story.row_count, MAX_PART_ROWS, max(16, MAX_PART_CELLS // story.cells.shape[1]))
