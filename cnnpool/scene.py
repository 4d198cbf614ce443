"""What the page shows for one tensor and one layer: a plane, and a part of its two matrices.

A trace holds every number; a scene is the bounded part of it that fits on a page.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from cnnpool.errors import Refusal
from cnnpool.geometry import Grid
from cnnpool.pooling import Pooling
from cnnpool.settings import MAX_TRACED_CELLS, Settings
from cnnpool.shapes import Frame
from cnnpool.tensors import upstream
from cnnpool.trace import Trace, trace

MAX_PART_CELLS = 65_536
MAX_PART_ROWS = 256
MAX_PLANES = 1024

Gradient = Callable[[range, range], np.ndarray]  # dy of some samples and channels


@dataclass(frozen=True)
class Matrices:
    """Rows ``start`` to ``stop`` of the im2col and of the routed matrix, out of ``count``."""

    x_col: np.ndarray  # (rows, KH*KW)
    routed: np.ndarray  # (rows, KH*KW): windows as rows, like x_col
    padding: np.ndarray  # (rows, KH*KW): True where x_col reads padding
    index: list[tuple[int, int, int, int]]  # (n, oh, ow, c) of each row
    start: int
    count: int
    part: int
    parts: int
    per_part: int


@dataclass(frozen=True)
class Scene:
    """One plane forward and backward; ``trace`` is the trace of the plane alone."""

    trace: Trace
    matrices: Matrices
    planes: tuple[int, int]  # (N, C) of the whole tensor
    n: int
    c: int
    value_range: tuple[float, float]

    @property
    def grid(self) -> Grid:
        return self.trace.grid

    @property
    def frame(self) -> Frame:
        """Padding and overhang around the input: (top, bottom), (left, right), (over, over)."""
        rows, cols = self.grid.rows, self.grid.cols
        return (
            (rows.before, rows.after),
            (cols.before, cols.after),
            (rows.overhang, cols.overhang),
        )

    @property
    def unread(self) -> np.ndarray:
        """(H, W): the input cells that no window reads."""
        return self.grid.readers() == 0


def make_scene(
    x: np.ndarray, layer: Pooling, settings: Settings, dy: np.ndarray | None = None
) -> Scene:
    """The scene for the plane, the gradient and the part of the matrices that settings ask for.

    x: (N, C, H, W); dy: (N, C, OH, OW), the settings' own where it is None. A plane or sample
    that does not exist is taken to be the last one.
    """
    N, C, H, W = x.shape
    n, c = min(settings.bn, N - 1), min(settings.bc, C - 1)
    grid = layer.geometry.grid(H, W)
    taps, windows = grid.kernel[0] * grid.kernel[1], grid.shape[0] * grid.shape[1]
    _check_size(windows * taps, grid)

    gradient = _gradient(settings, (N, C, *grid.shape), dy)
    story = trace(x[n : n + 1, c : c + 1], layer, gradient(range(n, n + 1), range(c, c + 1)))
    per_part = min(MAX_PART_ROWS, max(16, MAX_PART_CELLS // taps))
    if settings.whole:
        matrices = _whole(x, layer, settings, grid, per_part, gradient)
    else:
        matrices = _part(story, settings.part, per_part, story.row_count, 0, (n, c))
    return Scene(story, matrices, (N, C), n, c, _value_range(x, layer, taps))


def _gradient(settings: Settings, shape: tuple[int, ...], dy: np.ndarray | None) -> Gradient:
    """``gradient(samples, channels)`` gives dy of some planes, and makes no others."""
    if dy is None:
        return partial(upstream, settings, shape)
    return lambda samples, channels: dy[np.ix_(samples, channels)]


def _whole(
    x: np.ndarray,
    layer: Pooling,
    settings: Settings,
    grid: Grid,
    per_part: int,
    gradient: Gradient,
) -> Matrices:
    """A part of the rows of all planes, from the samples that it needs."""
    N, C = x.shape[:2]
    windows, taps = grid.shape[0] * grid.shape[1], grid.kernel[0] * grid.kernel[1]
    count, a_sample = N * windows * C, windows * C
    part = min(settings.part, -(-count // per_part) - 1)
    first = part * per_part // a_sample
    last = -(-min(count, (part + 1) * per_part) // a_sample)
    _check_size(a_sample * taps, grid)
    _check_planes((last - first) * C)
    story = trace(x[first:last], layer, gradient(range(first, last), range(C)))
    return _part(story, part, per_part, count, first * a_sample, (first, 0))


def _part(
    story: Trace, part: int, per_part: int, count: int, shift: int, origin: tuple[int, int]
) -> Matrices:
    """``story`` holds the rows from ``shift`` on of ``count``; ``origin`` is its (n, c)."""
    parts = -(-count // per_part)
    part = min(part, parts - 1)
    start, stop = part * per_part, min(count, (part + 1) * per_part)
    x_col, routed = story.rows(start - shift, stop - shift)
    local = [story.row_index(row - shift) for row in range(start, stop)]
    windows = [oh * story.grid.cols.out + ow for _, oh, ow, _ in local]
    return Matrices(
        x_col,
        routed,
        padding=story.cells[windows] < 0,
        index=[(n + origin[0], oh, ow, c + origin[1]) for n, oh, ow, c in local],
        start=start,
        count=count,
        part=part,
        parts=parts,
        per_part=per_part,
    )


def _check_planes(planes: int) -> None:
    if planes > MAX_PLANES:
        raise Refusal(
            "too_many_planes",
            "these rows need {planes:,} planes at once, at most {limit:,} are shown: "
            "let the matrices show one plane",
            planes=planes,
            limit=MAX_PLANES,
        )


def _check_size(cells: int, grid: Grid) -> None:
    if cells > MAX_TRACED_CELLS:
        raise Refusal(
            "trace_too_large",
            "the im2col matrix would have {cells:,} cells ({OH}x{OW} windows a plane of "
            "{KH}x{KW}), at most {limit:,} are shown: choose a larger stride or a smaller kernel",
            cells=cells,
            OH=grid.shape[0],
            OW=grid.shape[1],
            KH=grid.kernel[0],
            KW=grid.kernel[1],
            limit=MAX_TRACED_CELLS,
        )


def _value_range(x: np.ndarray, layer: Pooling, taps: int) -> tuple[float, float]:
    """The smallest and largest value that any plane's input or output can have."""
    low, high = float(x.min()), float(x.max())
    if not np.isfinite([low, high]).all():
        finite = x[np.isfinite(x)]
        low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
    if layer.mode == "avg":  # padding counts as zeros
        low, high = min(low, 0.0), max(high, 0.0)
    if layer.mode == "lp":
        low, high = min(low, 0.0), max(abs(low), abs(high)) * taps ** (1 / layer.p)
    return low, high
