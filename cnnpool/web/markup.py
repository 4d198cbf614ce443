"""What stands around the panels, as HTML for the page and for files.

``say(key, **values)`` gives a text of the catalogues; nothing else goes into it but numbers.
"""

from collections.abc import Callable

from cnnpool.panels import Panel, marks_shown, what_is_shown
from cnnpool.scene import Scene

Say = Callable[..., str]


def row_head(direction: str, scene: Scene, say: Say) -> str:
    """The name of a row, and for the first what it shows."""
    shown = what_is_shown(scene) if direction == "forward" else []
    caption = " · ".join(say(key, **values) for key, values in shown)
    return f'<div class="row-head"><b>{say(direction)}</b> <span>{caption}</span></div>'


def panel_head(panel: Panel, direction: str, say: Say) -> str:
    """A panel's name and size, and the operation that leads on from it."""
    symbol = f"<b>{panel.symbol}</b> " if panel.symbol else ""
    operation = say(panel.operation) if panel.operation else ""
    if operation:
        operation = f"{operation} →" if direction == "forward" else f"← {operation}"
    return (
        f'<div class="panel-head"><span>{symbol}{say(panel.title)} <i>{panel.size}</i></span>'
        f'<span class="operation">{operation}</span></div>'
    )


def legend(scene: Scene, say: Say) -> str:
    """What the marks mean; only those that are there."""
    items = "".join(
        f'<span><i class="mark {mark}"></i>{say(f"legend_{mark}")}</span>'
        for mark in marks_shown(scene)
    )
    return f'<div class="legend">{items}</div>'
