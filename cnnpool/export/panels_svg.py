"""The six panels as one still picture for a paper or a slide: ``panels_svg``."""

from functools import partial
from itertools import pairwise
from unicodedata import east_asian_width
from xml.sax.saxutils import escape

from cnnpool.export.case import Case
from cnnpool.export.figure_svg import Plot
from cnnpool.export.layer_words import layer_in_words
from cnnpool.export.svg import FONTS, HALF_HEIGHT, document, tag, text
from cnnpool.export.svg_legend import legend
from cnnpool.panels import Panel, six_panels, what_is_shown
from cnnpool.pinned import Mark, pinned_marks
from cnnpool.texts import say_in
from cnnpool.web.player import pinned

MARGIN = 24
GAP = 112  # between panels, for the arrow and its operation
TITLE, HEAD, NAME = 34, 32, 24  # pixels of the title, of a row's head, of a panel's name
BETWEEN = 26  # the two rows, and the legend
INK, PALE, LINE = "#1d2733", "#5b6673", "#c9ced6"
LARGE, NORMAL, SMALL = 15, 14, 12


def panels_svg(case: Case, lang: str = "en") -> str:
    """The panels as the page shows them, the pinned window framed, on white; text stays text.

    An ImportError says what to install where Plotly is missing, whose figures are drawn, or
    Pillow, which a panel of many cells needs.

    >>> import numpy as np
    >>> from cnnpool.settings import Settings
    >>> drawn = panels_svg(Case.of(Settings(), np.eye(4)[None, None]))
    >>> drawn.count("<rect") > 40, drawn.count("one-hot × dy")
    (True, 1)
    """
    say = partial(say_in, lang)
    rows = six_panels(case.scene, case.settings)
    window = pinned(case.scene, case.settings.win)
    marks = [] if window is None else pinned_marks(case.scene, window)
    shown = " · ".join(say(key, **values) for key, values in what_is_shown(case.scene))
    layer = layer_in_words(case.layer, lang)
    about = say("picture_plane", plane=shown, layer=layer)
    ...
