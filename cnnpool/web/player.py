"""What the bar below the panels is told (player.js): the windows' cells, and its texts."""

import hashlib
import json
from typing import Any

from cnnpool.relation import relation
from cnnpool.scene import Scene
from cnnpool.web.markup import Say

_TEXTS = ("bar", "back", "on", "play", "pause", "place", "speed", "release")
_CAPTIONS = (
    "begin",
    "unread",
    "cell_max",
    "cell_other",
    "window_max",
    "window_avg",
    "window_lp",
)


def about(scene: Scene, say: Say) -> dict[str, Any]:
    """As JSON can carry it; another ``version`` means that the windows are others."""
    told: dict[str, Any] = {"relation": relation(scene), "mode": scene.trace.layer.mode}
    told["version"] = hashlib.sha256(json.dumps(told).encode()).hexdigest()
    told["texts"] = {name: say(f"player_{name}") for name in _TEXTS}
    told["texts"] |= {name: _template(f"caption_{name}", say) for name in _CAPTIONS}
    return told


def pinned(scene: Scene, window: int | None) -> int | None:
    """The window that is kept, None where this plane has no such window."""
    OH, OW = scene.grid.shape
    return window if window is not None and window < OH * OW else None


def _template(key: str, say: Say) -> str:
    """A caption with its placeholders still in it: the script fills them."""
    names = ("oh", "ow", "h", "w", "numbers", "y", "dy", "count", "won")
    return say(key, **{name: f"{{{name}}}" for name in names})
