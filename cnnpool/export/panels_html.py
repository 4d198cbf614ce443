"""The six panels as one HTML file that works without a network: ``panels_html``."""

import json
from functools import partial
from html import escape
from string import Template
from typing import Any

from cnnpool import figures, web
from cnnpool.export.archive import link_query
from cnnpool.export.case import Case
from cnnpool.export.layer_words import layer_in_words
from cnnpool.export.programs.in_cnnpool import construction
from cnnpool.formulas import size_formula, size_notes
from cnnpool.panels import Panel, six_panels
from cnnpool.texts import say_in
from cnnpool.web import markup, player
from cnnpool.web.markup import Say

SCRIPT = "player_in_file"
STYLES = ("panels", "player", "file")


def panels_html(case: Case, lang: str = "en") -> str:
    """The panels as the page shows them, linked and walked by the same scripts, in about 5 MB.

    Nothing is loaded from elsewhere, and a policy in the file forbids it. The pinned window is
    kept. Made of the same case, the text is the same. An ImportError says what to install where
    Plotly is missing.

    >>> import numpy as np
    >>> from cnnpool.settings import Settings
    >>> page = panels_html(Case.of(Settings(), np.eye(4)[None, None]))
    >>> page.count('class="st-key-chart_'), page.count("</script>")
    (6, 4)
    """
    say = partial(say_in, lang)
    rows = six_panels(case.scene, case.settings)
    layer = layer_in_words(case.layer, lang)
    return Template(web.page("file")).substitute(
        lang=lang,
        title=escape(say("picture_title", layer=layer)),
        styles="\n".join(map(web.style, STYLES)),
        layer=escape(layer),
        sizes=_sizes(case, say),
        needs_script=escape(say("picture_needs_script")),
        rows="\n".join(_row(direction, rows[direction], case, say) for direction in rows),
        legend=markup.legend(case.scene, say),
        settings=_settings(case, say),
        figures=_figures(rows),
        player=_json(_told(case, say)),
        plotly=figures.script(),
        script=web.module(SCRIPT),
    )


# --- what is read -----------------------------------------------------------------------------


def _sizes(case: Case, say: Say) -> str:
    """The size rule of both axes with their numbers."""
    geometry, grid = case.layer.geometry, case.scene.grid
    return "".join(
        f"<p>{_code(size_formula(axis, geometry, letter))} "
        + " ".join(say(key, **values) for key, values in size_notes(axis, geometry))
        + "</p>"
        for axis, letter in ((grid.rows, "H"), (grid.cols, "W"))
    )


def _row(direction: str, panels: list[Panel], case: Case, say: Say) -> str:
    inside = "\n".join(_panel(panel, direction, say) for panel in panels)
    head = markup.row_head(direction, case.scene, say)
    return f'<section class="st-key-{direction}">{head}<div class="panels">{inside}</div></section>'


def _panel(panel: Panel, direction: str, say: Say) -> str:
    rows, cols = panel.shape
    said = escape(say(f"alt_{panel.key}", rows=rows, cols=cols))
    chart = (
        f'<div class="st-key-chart_{panel.key}"><div role="group" aria-label="{said}"></div></div>'
    )
    return f'<div class="panel">{markup.panel_head(panel, direction, say)}{chart}</div>'


def _settings(case: Case, say: Say) -> str:
    """What makes the same case again: as code, as far as there is any, and as a link's query."""
    lines = {
        "picture_layer": construction(case.layer),
        "picture_input": case.x_code and f"x = {case.x_code}",
        "picture_gradient": case.dy_code and f"dy = {case.dy_code}",
        "picture_link": (query := link_query(case)) and f"?{query}",
    }
    return "".join(
        f"<dt>{say(key)}</dt><dd>{_code(line)}</dd>" for key, line in lines.items() if line
    )


def _code(text: str) -> str:
    return f"<code>{escape(text)}</code>"


# --- what the scripts are told ----------------------------------------------------------------


def _told(case: Case, say: Say) -> dict[str, Any]:
    pinned = player.pinned(case.scene, case.settings.win)
    return player.about(case.scene, say) | {"pinned": pinned, "turn": 0, "choices": 0}


def _figures(rows: dict[str, list[Panel]]) -> str:
    """The six figures as Plotly writes them: arrays packed, exactly."""
    drawn = {p.key: json.loads(p.figure.to_json()) for row in rows.values() for p in row}
    return _json(drawn)


def _json(value: object) -> str:
    """JSON that can stand in a script: no tag can begin or end in it."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
