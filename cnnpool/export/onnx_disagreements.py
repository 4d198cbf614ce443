"""Where the runtimes give something else than an exported node's outputs: data, and conditions.

Every entry was seen when the runtimes were run, ONNX Runtime 1.32 on a CPU and the reference
evaluator of onnx 1.23; ``tests/export/test_onnx_runtimes.py`` runs them again over a grid of
settings, where a node passes exactly if nothing here speaks of it.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from cnnpool.axis import Axis
from cnnpool.export.onnx_node import OnnxNode
from cnnpool.reductions import Average

RUNTIMES = {
    "onnxruntime": "ONNX Runtime 1.32 (CPU)",
    "reference": "onnx.reference.ReferenceEvaluator (onnx 1.23)",
}


@dataclass(frozen=True)
class Disagreement:
    """``key`` of the catalogues without its "onnx_"; ``holds(node)`` says where it is met.

    ``stops``: the runtime raises an error; otherwise it gives other numbers, or another shape.
    A condition on the settings alone is met by numbers that tell; a constant plane may hide it.
    """

    key: str
    runtime: str
    holds: Callable[[OnnxNode], bool]
    stops: bool = False


def disagreements(node: OnnxNode, runtime: str) -> tuple[Disagreement, ...]:
    """What is known to go another way when ``runtime`` runs a node.

    >>> from cnnpool import Pooling
    >>> from cnnpool.export.case import Case
    >>> layer = Pooling(2, mode="avg")
    >>> node = OnnxNode(Case(np.full((1, 1, 2, 2), 0.1), layer, np.ones((1, 1, 1, 1))))
    >>> [each.key for each in disagreements(node, "onnxruntime")]
    ['runtime_double']
    """
    return tuple(d for d in DISAGREEMENTS if d.runtime == runtime and d.holds(node))


# --- ONNX Runtime -----------------------------------------------------------------------------


def _wide_padding(node: OnnxNode) -> bool:
    """A padding that reaches the kernel, which only dilation makes room for."""
    return any(max(axis.before, axis.after) >= axis.kernel for axis in _axes(node))


def _in_double(node: OnnxNode) -> bool:
    return node.operator != "MaxPool" and node.x.dtype == np.float64


def _nan_after_a_number(node: OnnxNode) -> bool:
    """A comparison with NaN is false, so that a NaN stays only where the maximum starts with it."""
    if node.operator != "MaxPool" or not np.isnan(node.y).any():
        return False
    first = (node.grid.cells() >= 0).argmax(axis=1).reshape(node.grid.shape)
    return bool((np.isnan(node.y) & (node.layer.winner != first)).any())


# --- the reference evaluator ------------------------------------------------------------------


def _steps_by_one(node: OnnxNode) -> bool:
    """The reference evaluator has two ways to a maximum; this one does not know all of ONNX."""
    one = all(axis.stride == axis.dilation == 1 for axis in _axes(node))
    return node.operator == "MaxPool" and one


def _pads_twice(node: OnnxNode) -> bool:
    """Rounding up, it adds the padding to a size that holds it already."""
    rounds_up = node.attributes["ceil_mode"]
    return bool(_steps_by_one(node) and rounds_up and any(node.attributes["pads"]))


def _sides_swapped(node: OnnxNode) -> bool:
    """It reads the padding as top, bottom, left, right; ONNX writes top, left, bottom, right."""
    swapped = node.grid.cols.before != node.grid.rows.after
    return _steps_by_one(node) and not _pads_twice(node) and swapped


def _in_int8(node: OnnxNode) -> bool:
    """It pads with NaN, even by no cells, and int8 has no NaN."""
    return _steps_by_one(node) and node.x.dtype == np.int8


def _nan_in_a_step(node: OnnxNode) -> bool:
    """It takes NaN for its own padding and leaves it out."""
    return _steps_by_one(node) and bool(np.isnan(node.y).any())


def _nan_in_a_jump(node: OnnxNode) -> bool:
    return not _steps_by_one(node) and _nan_after_a_number(node)


_SOONER = (_pads_twice, _sides_swapped, _in_int8, _nan_in_a_step)  # no indices come out


def _places_astray(node: OnnxNode) -> bool:
    """It divides the winner's offset by OW instead of KW, and counts within the plane alone."""
    if not _steps_by_one(node) or any(fails(node) for fails in _SOONER):
        return False
    rows, cols = _axes(node)
    starts = np.ix_(np.arange(rows.out) - rows.before, np.arange(cols.out) - cols.before)
    kh, kw = np.divmod(_offsets_in_reference(node), cols.out)
    return bool(((starts[0] + kh) * cols.size + starts[1] + kw != node.indices).any())


def _offsets_in_reference(node: OnnxNode) -> np.ndarray:
    """Which cell of each window of the first plane is largest to it, (OH, OW).

    Its padding holds the smallest number of the window (0 in uint8), and it takes infinities for
    the largest numbers of the dtype: both can make padding the first of equals.
    """
    cells = node.grid.cells()
    values, padding = node.x[0, 0].reshape(-1)[cells], cells < 0
    least = np.where(padding, values.max(), values).min(axis=1, keepdims=True)
    fill = 0 if node.x.dtype == np.uint8 else least
    read = np.where(padding, fill, np.nan_to_num(values))
    return read.argmax(axis=1).reshape(node.grid.shape)


def _shifted(node: OnnxNode) -> bool:
    """It pads what hangs over on both sides, half at the start, and so moves the windows."""
    return node.operator != "MaxPool" and any(axis.overhang >= 2 for axis in _axes(node))


def _scaled(node: OnnxNode) -> bool:
    """It makes the sum out of the average of a cut window times the whole kernel."""
    if node.operator != "LpPool":
        return False
    rows, cols = _axes(node)
    cut = np.outer(rows.counted(), cols.counted()) < rows.kernel * cols.kernel
    return bool((cut & np.isfinite(node.y) & (node.y != 0)).any())


def _nan_left_out(node: OnnxNode) -> bool:
    """It averages over what is no NaN; a window of nothing else stays NaN."""
    padded = node.operator == "LpPool"
    if not padded and (node.operator != "AveragePool" or node.layer.count_include_pad):
        return False
    nans = np.zeros(node.y.shape, int)
    for tap in node.grid.taps():
        nans[tap.target] += np.isnan(node.x[tap.source])
    return bool(((nans > 0) & (nans < Average(padded, None).divisor(node.grid))).any())


def _axes(node: OnnxNode) -> tuple[Axis, Axis]:
    return node.grid.rows, node.grid.cols


DISAGREEMENTS = (
    Disagreement("runtime_padding", "onnxruntime", _wide_padding, stops=True),
    Disagreement("runtime_double", "onnxruntime", _in_double, stops=True),
    Disagreement("runtime_nan", "onnxruntime", _nan_after_a_number),
    Disagreement("reference_twice", "reference", _pads_twice),
    Disagreement("reference_sides", "reference", _sides_swapped),
    Disagreement("reference_int8", "reference", _in_int8, stops=True),
    Disagreement("reference_ignores_nan", "reference", _nan_in_a_step),
    Disagreement("reference_nan", "reference", _nan_in_a_jump),
    Disagreement("reference_places", "reference", _places_astray),
    Disagreement("reference_shifts", "reference", _shifted),
    Disagreement("reference_scales", "reference", _scaled),
    Disagreement("reference_averages_nan", "reference", _nan_left_out),
)
