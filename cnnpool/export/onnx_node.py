"""A case as one node of ONNX: operator, attributes, and the arrays that go in and come out.

Padding is always written as numbers, "same" as the numbers that it means for this input, so that
the node says all there is to say. Nothing here imports onnx.
"""

from copy import copy
from functools import cached_property
from typing import Any

import numpy as np

from cnnpool.axis import Axis, span
from cnnpool.errors import Refusal
from cnnpool.export.case import Case
from cnnpool.geometry import Grid

OPSET, IR_VERSION = 22, 10
OPERATORS = {"max": "MaxPool", "avg": "AveragePool", "lp": "LpPool"}
BYTES = (np.dtype(np.int8), np.dtype(np.uint8))  # MaxPool takes them as they are
LARGEST_P = 2**63 - 1


class OnnxNode:
    """The node of a case; a Refusal where ONNX cannot say the case.

    ``x`` (N, C, H, W) has the dtype that kernels take: float32 where that holds every number,
    else float64; MaxPool's int8 and uint8 stay. ``outputs`` are the layer's on that ``x``.

    >>> from cnnpool import Pooling
    >>> node = OnnxNode(Case(np.eye(3)[None, None], Pooling(2), np.ones((1, 1, 2, 2))))
    >>> node.operator, node.attributes["pads"], node.x.dtype.name
    ('MaxPool', [0, 0, 0, 0], 'float32')
    """

    def __init__(self, case: Case) -> None:
        self.case = case
        self.operator = OPERATORS[case.layer.mode]
        self.grid: Grid = case.layer.geometry.grid(*case.x.shape[2:])
        self.attributes = _attributes(case, self.grid)
        self.x = _as_kernels_take_it(case)
        self.layer = copy(case.layer)
        self.y = self.layer.forward(self.x)

    @cached_property
    def indices(self) -> np.ndarray:
        """Max: the winners' places in the flat N*C*H*W array, (N, C, OH, OW) int64."""
        N, C, H, W = self.x.shape
        planes = np.arange(N * C).reshape(N, C, 1, 1) * (H * W)
        return (planes + self.layer.indices).astype(np.int64)

    @property
    def outputs(self) -> dict[str, np.ndarray]:
        """``y``, and for max ``indices``: in this order the node's outputs."""
        return {"y": self.y} | ({"indices": self.indices} if self.layer.mode == "max" else {})

    @property
    def drops_a_window(self) -> bool:
        """Whether rounding up adds a window that would start in the padding after the input."""
        axes = self.grid.rows, self.grid.cols
        return bool(self.attributes["ceil_mode"]) and any(_rounded_up(a) > a.out for a in axes)

    def __str__(self) -> str:
        said = ", ".join(f"{name}={value}" for name, value in self.attributes.items())
        return f"{self.operator}({said})"


def _rounded_up(axis: Axis) -> int:
    room = span(axis.size, axis.kernel, axis.before, axis.after, axis.dilation)
    return -(-room // axis.stride) + 1


def _attributes(case: Case, grid: Grid) -> dict[str, Any]:
    layer, (rows, cols) = case.layer, (grid.rows, grid.cols)
    rounds_up = layer.geometry.ceil_mode and not isinstance(layer.geometry.padding, str)
    attributes: dict[str, Any] = {
        "kernel_shape": [rows.kernel, cols.kernel],
        "strides": [rows.stride, cols.stride],
        "dilations": [rows.dilation, cols.dilation],
        "pads": [rows.before, cols.before, rows.after, cols.after],
        "ceil_mode": int(rounds_up),
    }
    if layer.mode == "avg":
        _check_divisor(layer.divisor_override)
        attributes["count_include_pad"] = int(layer.count_include_pad)
    if layer.mode == "lp":
        attributes["p"] = _whole(layer.p)
    return attributes


def _check_divisor(divisor: int | None) -> None:
    if divisor is not None:
        raise Refusal(
            "onnx_divisor",
            "ONNX's AveragePool takes no divisor: divisor_override={divisor} cannot be said",
            divisor=divisor,
        )


def _whole(p: float) -> int:
    if not p.is_integer() or p > LARGEST_P:
        raise Refusal(
            "onnx_whole_p",
            "ONNX's LpPool takes only whole numbers of 64 bits for p, got {p}",
            p=p,
        )
    return int(p)


# --- the dtype --------------------------------------------------------------------------------


def _as_kernels_take_it(case: Case) -> np.ndarray:
    """``x`` in the node's dtype, in the machine's byte order."""
    x = case.x
    if case.layer.mode == "max" and x.dtype in BYTES:
        return x
    if holds(np.float32, x) and not leaves_float32(case):
        return x.astype(np.float32)
    if not holds(np.float64, x):
        raise Refusal(
            "onnx_exact",
            "x holds numbers that float64 would round, such as {number}: ONNX's {operator} "
            "takes nothing wider",
            number=str(_first_rounded(x)),
            operator=OPERATORS[case.layer.mode],
        )
    return x.astype(np.float64)


def holds(dtype: type[np.floating], x: np.ndarray) -> bool:
    """Whether every number of ``x`` is exactly one of a floating ``dtype``.

    >>> holds(np.float32, np.array([2**24, 2**24 + 1])), holds(np.float64, np.array([0.1]))
    (False, True)
    """
    return not _rounded(dtype, x).any()


def _rounded(dtype: type[np.floating], x: np.ndarray) -> np.ndarray:
    """Which numbers of ``x`` a floating ``dtype`` rounds: bool, the shape of ``x``."""
    if x.dtype.kind == "b":
        return np.zeros(x.shape, bool)
    with np.errstate(all="ignore"):
        there = x.astype(dtype)
        if x.dtype.kind == "f":
            return (there != x) & ~np.isnan(x)
    found = np.zeros(x.shape, bool)
    exact = 2 ** (np.finfo(dtype).nmant + 1)  # up to here, every integer is a number of dtype
    large = (x > exact) | (x < -exact)
    found[large] = [int(a) != int(b) for a, b in zip(there[large], x[large], strict=True)]
    return found


def _first_rounded(x: np.ndarray) -> np.generic:
    return x[_rounded(np.float64, x)][0]


def leaves_float32(case: Case) -> bool:
    """Whether float32 makes an infinity or 0 of a result that is neither: sums and powers can."""
    if case.layer.mode == "max" or case.x.dtype == np.float32:
        return False
    with np.errstate(over="ignore"):
        inputs = (case.x.astype(dtype) for dtype in (np.float32, np.float64))
        narrow, wide = (copy(case.layer).forward(x) for x in inputs)
    return bool(((np.isinf(narrow) != np.isinf(wide)) | ((narrow == 0) != (wide == 0))).any())
