"""The marks of a pinned window in the six panels: what relation.js draws, for a still picture."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from cnnpool import rules
from cnnpool.scene import Scene
from cnnpool.trace import Window

Box = tuple[int, int, int, int]  # top, left, bottom, right in cells, the last ones not included


class Mark(NamedTuple):
    """A box of cells in one panel; ``role`` is "window", "winner", "tie", "row" or "cell"."""

    panel: str
    role: str
    box: Box


def pinned_marks(scene: Scene, window: int) -> list[Mark]:
    """Every mark of the window ``oh*OW + ow`` of the plane shown, in the order of drawing.

    >>> from cnnpool.pooling import Pooling
    >>> from cnnpool.scene import make_scene
    >>> from cnnpool.settings import Settings
    >>> scene = make_scene(np.array([[[[1, 7], [7, 0]]]]), Pooling(2), Settings())
    >>> [(mark.role, mark.box) for mark in pinned_marks(scene, 0) if mark.panel == "x"]
    [('window', (0, 0, 2, 2)), ('tie', (1, 0, 2, 1)), ('winner', (0, 1, 1, 2))]
    """
    here = scene.trace.window(0, *divmod(window, scene.grid.shape[1]), 0)
    return [*_in_planes(scene, here), *_in_matrices(scene, here), *_in_outputs(here)]


def _in_planes(scene: Scene, here: Window) -> list[Mark]:
    boxes = [("window", box) for box in _outline(scene, here)]
    if here.winner is not None:
        tied = np.flatnonzero(rules.tied(scene.trace)[here.row])
        boxes += [("tie", _cell(here.positions[k])) for k in tied if k != here.winner]
        boxes.append(("winner", _cell(here.positions[here.winner])))
    return [Mark(panel, role, box) for panel in ("x", "dx") for role, box in boxes]


def _in_matrices(scene: Scene, here: Window) -> list[Mark]:
    _, oh, ow, _ = here.index
    index = (scene.n, oh, ow, scene.c)
    if index not in scene.matrices.index:
        return []
    row = scene.matrices.index.index(index)
    boxes = [("row", (row, 0, row + 1, len(here.inside)))]
    if here.winner is not None:
        boxes.append(("winner", _cell((row, here.winner))))
    return [Mark(panel, role, box) for panel in ("cols", "routed") for role, box in boxes]


def _in_outputs(here: Window) -> list[Mark]:
    return [Mark(panel, "cell", _cell(here.index[1:3])) for panel in ("y", "dy")]


def _outline(scene: Scene, here: Window) -> list[Box]:
    """The window as few boxes: one, or one for each run of neighbouring cells under dilation."""
    _, oh, ow, _ = here.index
    rows, cols = scene.grid.rows.positions()[oh], scene.grid.cols.positions()[ow]
    return [
        (top, left, bottom, right) for top, bottom in _runs(rows) for left, right in _runs(cols)
    ]


def _runs(positions: npt.ArrayLike) -> list[tuple[int, int]]:
    """The neighbours among growing positions, as (first, one past the last).

    >>> _runs([3, 4, 6])
    [(3, 5), (6, 7)]
    """
    runs = np.split(np.asarray(positions), np.flatnonzero(np.diff(positions) > 1) + 1)
    return [(int(run[0]), int(run[-1]) + 1) for run in runs]


def _cell(place: Iterable[int]) -> Box:
    row, col = map(int, place)
    return row, col, row + 1, col + 1
