"""The six panels: three forward, and below them their backward twins, as figures and in words.

Words are keys of the catalogues, with their values: who draws the panels says them in a language.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from cnnpool import figures
from cnnpool.colours import Colours
from cnnpool.errors import Words
from cnnpool.figures import Figure
from cnnpool.scene import Scene
from cnnpool.settings import Settings

ROWS, TAPS = "(n, oh, ow, c)", "(kh, kw)"


@dataclass(frozen=True)
class Panel:
    """One array as a figure, and the operation that leads from it to the next in its direction.

    ``title`` and ``operation`` are keys of the catalogues, ``operation`` "" for the last.
    """

    key: str  # "x", "cols", "y", "dx", "routed" or "dy"
    figure: Figure
    shape: tuple[int, int]
    operation: str = ""

    @property
    def symbol(self) -> str:
        """The letter of a plane; the matrices have none."""
        return "" if self.key in ("cols", "routed") else self.key

    @property
    def title(self) -> str:
        return f"panel_{self.key}"

    @property
    def size(self) -> str:
        return " × ".join(map(str, self.shape))


def six_panels(scene: Scene, settings: Settings) -> dict[str, list[Panel]]:
    """The rows "forward" and "backward", each from left to right.

    >>> import numpy as np
    >>> from cnnpool.scene import make_scene
    >>> settings = Settings()
    >>> rows = six_panels(make_scene(np.eye(4)[None, None], settings.layer(), settings), settings)
    >>> [(panel.key, panel.size) for panel in rows["forward"]]
    [('x', '4 × 4'), ('cols', '4 × 4'), ('y', '2 × 2')]
    """
    story, matrices, mode = scene.trace, scene.matrices, scene.trace.layer.mode
    values = Colours.values(scene.value_range, picture=settings.source == "image")
    gradients = Colours.gradients(story.dy, story.dx, matrices.routed)
    return {
        "forward": [
            _plane("x", story.x, values, scene, "op_im2col"),
            _matrix("cols", matrices.x_col, values, scene, f"op_{mode}"),
            _plane("y", story.y, values, scene),
        ],
        "backward": [
            _plane("dx", story.dx, gradients, scene),
            _matrix("routed", matrices.routed, gradients, scene, "op_col2im"),
            _plane("dy", story.dy, gradients, scene, f"op_route_{mode}"),
        ],
    }


def what_is_shown(scene: Scene) -> list[Words]:
    """Which plane of the tensor, and which part of the matrices where they are long."""
    N, C = scene.planes
    H, W = scene.grid.input_shape
    said: list[Words] = [("plane_of", dict(n=scene.n, c=scene.c, N=N, C=C, H=H, W=W))]
    part = scene.matrices
    if part.parts > 1:
        rows = dict(start=part.start + 1, stop=part.start + len(part.index), count=part.count)
        said.append(("rows_part", dict(part=part.part + 1, parts=part.parts, **rows)))
    return said


def marks_shown(scene: Scene) -> list[str]:
    """The marks that the legend explains: on a window, and around and on the input."""
    (top, bottom), (left, right), overhang = scene.frame
    wins = scene.trace.winner is not None
    marks = {
        "window": True,
        "winner": wins,
        "tie": wins,
        "padding": any((top, bottom, left, right)),
        "overhang": any(overhang),
        "unread": bool(scene.unread.any()),
    }
    return [mark for mark, present in marks.items() if present]


def _plane(
    key: str, array: np.ndarray, colours: Colours, scene: Scene, operation: str = ""
) -> Panel:
    z = array[0, 0]
    around: dict[str, Any] = {}
    axes = ("oh", "ow")
    if key in ("x", "dx"):
        around, axes = {"frame": scene.frame, "unread": scene.unread}, ("h", "w")
    place = (*axes, f"{scene.n}, {scene.c}")
    figure = figures.plane_figure(z, colours, key, place, height=_height(scene), **around)
    return Panel(key, figure, z.shape, operation)


def _matrix(key: str, z: np.ndarray, colours: Colours, scene: Scene, operation: str) -> Panel:
    KH, KW = scene.grid.kernel
    figure = figures.matrix_figure(
        z,
        colours,
        [str(index) for index in scene.matrices.index],
        [str(divmod(offset, KW)) for offset in range(KH * KW)],
        (ROWS, TAPS),
        height=_height(scene),
        padding=scene.matrices.padding,
    )
    return Panel(key, figure, z.shape, operation)


def _height(scene: Scene) -> int:
    return figures.height_for(len(scene.matrices.index))
