"""The six panels as one still picture for a paper or a slide: ``panels_svg``."""

from functools import partial
from itertools import accumulate

from cnnpool.export.case import Case
from cnnpool.export.figure_svg import Plot
from cnnpool.export.layer_words import layer_in_words
from cnnpool.export.svg import document, tag, text, width_of
from cnnpool.export.svg_marks import LOOKS, legend
from cnnpool.panels import Panel, marks_shown, six_panels, what_is_shown
from cnnpool.pinned import Mark, pinned_marks
from cnnpool.texts import say_in
from cnnpool.web.player import pinned

MARGIN: float = 24
GAP = 112  # between panels, for the arrow and its operation
TITLE, HEAD, NAME, LEGEND = 30, 34, 24, 44  # pixels that they need in height
BETWEEN = 22  # the rows
PALE, LINE = "#5b6673", "#c9ced6"
LARGE, NORMAL, SMALL = 15, 14, 12


def panels_svg(case: Case, lang: str = "en") -> str:
    """The panels as the page shows them, the pinned window framed, on white; text stays text.

    An ImportError says what to install where Plotly is missing, whose figures are drawn, or
    Pillow, which a panel of many cells needs.

    >>> import numpy as np
    >>> from cnnpool.settings import Settings
    >>> drawn = panels_svg(Case.of(Settings(), np.eye(4)[None, None]))
    >>> drawn.count("one-hot × dy"), drawn.count("<image")
    (1, 0)
    """
    return _Sheet(case, lang).draw()


class _Sheet:
    """Where everything stands: twins in one column, so the columns are as wide in both rows."""

    def __init__(self, case: Case, lang: str) -> None:
        self.case, self.lang, self.say = case, lang, partial(say_in, lang)
        self.rows = six_panels(case.scene, case.settings)
        self.plots = {p.key: Plot(p.figure) for row in self.rows.values() for p in row}
        widths = [max(map(self._width, twins)) for twins in zip(*self.rows.values(), strict=True)]
        self.lefts: list[float] = list(
            accumulate(widths[:-1], lambda x, w: x + w + GAP, initial=MARGIN)
        )
        self.right = self.lefts[-1] + widths[-1]
        self.marks = self._marks()

    def draw(self) -> str:
        shown = " · ".join(self.say(k, **v) for k, v in what_is_shown(self.case.scene))
        layer = layer_in_words(self.case.layer, self.lang)
        parts = [text(layer, MARGIN, MARGIN + LARGE, LARGE)]
        top: float = MARGIN + TITLE
        for direction in self.rows:
            parts.append(self._row(direction, top, shown if direction == "forward" else ""))
            top += self._height(direction) + BETWEEN
        named = legend(self._named(), self.say, MARGIN, top + 4)
        bottom = top + (LEGEND if named else 0)
        about = self.say("picture_plane", plane=shown, layer=layer)
        return document([*parts, named], (self.right + MARGIN, bottom), about, self.lang)

    def _marks(self) -> list[Mark]:
        window = pinned(self.case.scene, self.case.settings.win)
        return [] if window is None else pinned_marks(self.case.scene, window)

    def _named(self) -> list[str]:
        """What the legend explains: of the frames only those that are drawn."""
        drawn = {mark.role for mark in self.marks}
        return [m for m in marks_shown(self.case.scene) if m not in LOOKS or m in drawn]

    # --- sizes --------------------------------------------------------------------------------

    def _width(self, panel: Panel) -> float:
        name = f"{panel.symbol} {self.say(panel.title)} {panel.size}"
        return max(self.plots[panel.key].size[0], width_of(name, NORMAL) + 12)

    def _height(self, direction: str) -> float:
        return HEAD + NAME + max(self.plots[p.key].size[1] for p in self.rows[direction])

    # --- parts --------------------------------------------------------------------------------

    def _row(self, direction: str, top: float, caption: str) -> str:
        panels, plots_top = self.rows[direction], top + HEAD + NAME
        parts = [self._head(direction, top, caption)]
        for left, panel in zip(self.lefts, panels, strict=True):
            parts.append(self._panel(panel, left, plots_top))
        steps = panels[:-1] if direction == "forward" else panels[1:]
        heights = [self.plots[panel.key].box[3] for panel in panels]
        middle = plots_top + self.plots["x"].box[1] + min(heights) / 2
        for left, panel in zip(self.lefts[1:], steps, strict=True):
            parts.append(self._step(panel, left, middle, direction))
        return tag("g", "\n".join(parts))

    def _head(self, direction: str, top: float, caption: str) -> str:
        name, line = self.say(direction), top + HEAD - 12
        aside = MARGIN + width_of(name, NORMAL) + 16
        return (
            text(name, MARGIN, line - 7, NORMAL, font_weight="bold")
            + text(caption, aside, line - 7, SMALL, fill=PALE)
            + tag("path", d=f"M{MARGIN},{line}H{self.right:.2f}", stroke=LINE)
        )

    def _panel(self, panel: Panel, left: float, top: float) -> str:
        marks = [mark for mark in self.marks if mark.panel == panel.key]
        drawn = self.plots[panel.key].draw(marks)
        at = {"transform": f"translate({left:.2f} {top:.2f})", "data_panel": panel.key}
        return self._name(panel, left, top - 6) + tag("g", drawn, **at)

    def _name(self, panel: Panel, left: float, y: float) -> str:
        symbol = tag("tspan", panel.symbol, font_style="italic", font_weight="bold")
        size = tag("tspan", panel.size, fill=PALE)
        said = f"{symbol} " if panel.symbol else ""
        return tag("text", f"{said}{self.say(panel.title)} {size}", x=left, y=y, font_size=NORMAL)

    def _step(self, panel: Panel, left: float, middle: float, direction: str) -> str:
        """The operation over an arrow in the gap before ``left``."""
        ends = left - GAP + 8, left - 8
        tip, way = (ends[1], -1) if direction == "forward" else (ends[0], 1)
        arrow = f"M{ends[0]:.2f},{middle:.2f}H{ends[1]:.2f}"
        head = f"M{tip + 7 * way:.2f},{middle - 4:.2f}L{tip:.2f},{middle:.2f}l{7 * way},4"
        said = text(
            self.say(panel.operation), sum(ends) / 2, middle - 9, SMALL, text_anchor="middle"
        )
        return said + tag("path", d=arrow + head, stroke=PALE, stroke_width=1.4, fill="none")
