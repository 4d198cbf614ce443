"""What is exported: a tensor, a layer and an upstream gradient, and how the two are written."""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from cnnpool.checks import as_array
from cnnpool.errors import Refusal
from cnnpool.pooling import Pooling
from cnnpool.scene import Scene, make_scene
from cnnpool.settings import (
    DEFAULTS,
    MAX_CASE_CELLS,
    MAX_CASE_PLANES,
    MAX_TRACED_CELLS,
    Settings,
)
from cnnpool.tensors import upstream
from cnnpool.trace import Trace, trace

ARRAYS_FILE = "cnnpool-arrays.npz"  # ``x`` and ``dy``, where a program does not spell them out


@dataclass(frozen=True)
class Case:
    """One forward and backward to take elsewhere.

    x: (N, C, H, W); dy: (N, C, OH, OW). ``x_code`` and ``dy_code`` are NumPy expressions that
    make them, None where only their numbers are known. ``settings`` say which plane and which
    part of the matrices the panels show.

    >>> case = Case.of(Settings(), np.array([[[[1, 3], [4, 2]]]]))
    >>> case.trace.y, case.dy_code
    (array([[[[4]]]]), 'np.ones((1, 1, 1, 1))')
    """

    x: np.ndarray
    layer: Pooling
    dy: np.ndarray
    x_code: str | None = None
    dy_code: str | None = None
    settings: Settings = DEFAULTS

    def __post_init__(self) -> None:
        x = as_array("x", self.x)
        shape = (*x.shape[:2], *self.layer.geometry.grid(*x.shape[2:]).shape)
        object.__setattr__(self, "x", x)
        object.__setattr__(self, "dy", as_array("dy", self.dy, shape=shape))

    @classmethod
    def of(cls, settings: Settings, x: np.ndarray) -> "Case":
        """The case of a page's settings and of the tensor (N, C, H, W) that they show.

        A Refusal where it is too large for a page: a program and its files hold all planes.
        """
        layer = settings.layer()
        shape = (*x.shape[:2], *layer.geometry.grid(*x.shape[2:]).shape)
        _check_size(x.shape, shape, layer)
        dy = upstream(settings, shape)
        return cls(x, layer, dy, _x_code(settings), _dy_code(settings, shape), settings)

    @cached_property
    def trace(self) -> Trace:
        """Forward and backward over all planes."""
        return trace(self.x, self.layer, self.dy)

    @cached_property
    def scene(self) -> Scene:
        """The plane and the part of the matrices that the six panels show."""
        return make_scene(self.x, self.layer, self.settings, self.dy)


def _check_size(x_shape: tuple[int, ...], y_shape: tuple[int, ...], layer: Pooling) -> None:
    planes, cells = math.prod(x_shape[:2]), max(math.prod(x_shape), math.prod(y_shape))
    if planes > MAX_CASE_PLANES:
        raise Refusal(
            "case_planes",
            "programs and files are made of at most {limit:,} planes, this tensor has {planes:,}",
            limit=MAX_CASE_PLANES,
            planes=planes,
        )
    if cells > MAX_CASE_CELLS:
        raise Refusal(
            "case_too_large",
            "programs and files are made of at most {limit:,} numbers in the input and in the "
            "output, here they would be {cells:,}",
            limit=MAX_CASE_CELLS,
            cells=cells,
        )
    powers = math.prod(y_shape) * math.prod(layer.geometry.kernel)
    if layer.mode == "lp" and powers > MAX_TRACED_CELLS:
        raise Refusal(
            "case_powers",
            "programs and files of the Lp norm are made of at most {limit:,} powers, "
            "here they would be {powers:,}: choose a larger stride or a smaller kernel",
            limit=MAX_TRACED_CELLS,
            powers=powers,
        )


def _x_code(settings: Settings) -> str | None:
    if not settings.drawn:
        return None
    s = settings
    shape = (s.n, s.c, s.h, s.w)
    return f"np.random.RandomState({s.seed}).randint({s.low}, {s.high}, {shape})"


def _dy_code(settings: Settings, shape: tuple[int, ...]) -> str | None:
    N, C, OH, OW = shape
    if settings.grad == "ones" or (settings.grad == "numbers" and settings.g is None):
        return f"np.ones({shape})"
    if settings.grad == "ramp":
        return f"np.arange(1.0, {N * C * OH * OW + 1}).reshape({shape})"
    if settings.grad == "random":
        plane = f"np.random.RandomState([{settings.seed}, 1, n, c]).randint(-9, 10, {(OH, OW)})"
        return f"np.array([[{plane} for c in range({C})] for n in range({N})], float)"
    return None
