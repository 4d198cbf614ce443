"""The article's steps on the settings' own tensor: all planes where they fit, else one of them."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from cnnpool.errors import Refusal
from cnnpool.layouts import IM2COL, STEPS, Layout
from cnnpool.scene import Scene
from cnnpool.settings import Settings
from cnnpool.steps import recipe
from cnnpool.steps.arrangement import MAX_PLANE_SIDE
from cnnpool.steps.recipe import Line, Names
from cnnpool.tensors import upstream
from cnnpool.trace import Trace, trace

MAX_CELLS = 4096  # of im2col, for all planes together
MAX_PLANE_CELLS = 262_144  # of im2col, for one plane


@dataclass(frozen=True)
class Walkthrough:
    """The lines as they were run, the trace that they agree with, and the names that they use.

    ``whole`` is False where the steps walk through the plane that is shown alone.
    """

    story: Trace
    lines: tuple[Line, ...]
    names: Names
    whole: bool

    def line(self, name: str) -> Line:
        """The line of a step, or of the one before where this layer lacks the step."""
        earlier = list(STEPS)[: list(STEPS).index(name) + 1]
        return [line for line in self.lines if line.name in earlier][-1]

    def before(self, line: Line) -> Line | None:
        """The array that a line begins with; None for the first."""
        if line.name == "x":
            return None
        if line.name == "dy":
            return Line("y", "", STEPS["y"][1], "upstream", "", self.story.dy)
        if line.name in _BEFORE:
            return self.line(_BEFORE[line.name])
        return self.lines[self.lines.index(line) - 1]

    def padding(self, layout: Layout) -> np.ndarray | None:
        """Which cells of a matrix are padding; None for a layout that has no windows' cells."""
        if "kh" not in layout.letters:
            return None
        N, C = self.story.x.shape[:2]
        OH, OW = self.story.grid.shape
        # (OH*OW, KH*KW) -> (N, OH, OW, C, KH*KW)
        outside = (self.story.cells < 0).reshape(1, OH, OW, 1, -1)
        rows = np.broadcast_to(outside, (N, OH, OW, C, outside.shape[-1]))
        return IM2COL["rows"].rearrange(rows, layout, self.story.sizes)


# Which step an array is made of, where that is not the one before.
_BEFORE = {"max_index": "x_col", "y_flat": "x_col", "routed": "dy"}


def walk_through(x: np.ndarray, scene: Scene, settings: Settings) -> Walkthrough:
    """The walkthrough of a tensor (N, C, H, W) and its scene; a Refusal where it is too large."""
    (N, C), story = scene.planes, scene.trace
    a_plane = story.cells.size
    if a_plane > MAX_PLANE_CELLS:
        raise Refusal(
            "steps_too_large",
            "the steps would hold {cells:,} cells a matrix, at most {limit:,} are walked through: "
            "choose a larger stride or a smaller kernel",
            cells=a_plane,
            limit=MAX_PLANE_CELLS,
        )
    sides = (N * x.shape[2], C * x.shape[3])
    whole = N * C * a_plane <= MAX_CELLS and max(sides) <= MAX_PLANE_SIDE
    more: dict[str, Any] = dict(tensor=x)
    if whole:
        dy = upstream(settings, (N, C, *scene.grid.shape))
        story = trace(x, story.layer, dy)
        if settings.drawn:
            more = dict(seed=settings.seed, low=settings.low, high=settings.high)
    elif (N, C) != (1, 1):
        more |= dict(n=scene.n, c=scene.c)
    if settings.grad != "ones":
        more["upstream"] = story.dy
    names = recipe.names(story, **more)
    return Walkthrough(story, recipe.run(story, names), names, whole or (N, C) == (1, 1))
