"""The case as a program with ONNX Runtime: its operator where that is right, else gathered windows.

ONNX has no gradient of pooling, so a program ends with the forward pass.
"""

from collections.abc import Callable

import numpy as np

from cnnpool.checks import gradient_dtype
from cnnpool.errors import Refusal
from cnnpool.export.case import Case
from cnnpool.export.onnx_disagreements import disagreements
from cnnpool.export.onnx_node import OPERATORS, OnnxNode, leaves_float32
from cnnpool.export.programs.listing import file_notes, given, lines, listing, printing, results
from cnnpool.export.programs.onnx_graph import graph, operator_node, run
from cnnpool.export.programs.onnx_windows import gathered
from cnnpool.export.programs.program import Note, Program
from cnnpool.export.programs.windows import Windows
from cnnpool.reductions import Average

MANTISSA = 24  # bits of a float32


def render(case: Case) -> Program:
    notes = (("program_onnx_forward", {}), *file_notes(case, dy=False))
    if case.x.dtype.kind == "f" and case.x.dtype.itemsize > 8:
        missing = {"name": "ONNX Runtime", "dtype": case.x.dtype.name}
        return Program("onnx", None, (("program_dtype", missing),))
    node, obstacle = _node(case)
    if obstacle is None:
        assert node is not None
        return Program("onnx", _text(case, "helper", *_operator(case, node)), notes)
    if obstacle[0] == "program_onnx_exact":
        return Program("onnx", None, (obstacle,))
    function, *forward = gathered(Windows(case), _work(case, node))
    if node and obstacle[0] == "program_onnx_double" and not leaves_float32(case):
        forward.insert(0, _in_float32(node))
    text = _text(case, "helper, numpy_helper", function, *forward)
    return Program("onnx", text, (obstacle, *notes))


def _text(case: Case, names: str, function: str, *forward: str) -> str:
    return listing(
        "import sys",
        f"import numpy as np\nimport onnxruntime\nfrom onnx import TensorProto, {names}",
        printing(),
        function,
        given(case, dy=False),
        *forward,
        results(y=_printed(case), indices="indices" if case.layer.mode == "max" else ""),
    )


def _printed(case: Case) -> str:
    """y in the dtype of the layer's."""
    dtype = case.x.dtype if case.layer.mode == "max" else gradient_dtype(case.x)
    return f"y.astype({'bool' if dtype.kind == 'b' else f'np.{dtype.name}'})"


def _operator(case: Case, node: OnnxNode) -> tuple[str, ...]:
    """No function, the node, and the lines that run it."""
    names = list(node.outputs)
    _, _, H, W = case.x.shape
    return (
        "",
        operator_node(node),
        graph("[node]", {"x": node.x}, node.outputs),
        lines(
            run(names, f"x.astype(np.{node.x.dtype.name})"),
            "# ONNX counts through all planes; h*W + w is the place in the winner's own."
            if "indices" in names
            else None,
            f"indices = indices % {H * W}" if "indices" in names else None,
        ),
    )


def _in_float32(node: OnnxNode) -> str:
    """The node as a comment: what one would write where float32 is enough."""
    said = ["In float32, with its rounding, the whole graph below would be this node:"]
    return "\n".join(f"# {line}" for line in [*said, *operator_node(node).split("\n")])


# --- whether the operator is right --------------------------------------------------------------


def _node(case: Case) -> tuple[OnnxNode | None, Note | None]:
    """The node, and why ONNX Runtime would not give the layer's numbers from it."""
    try:
        node = OnnxNode(case)
    except Refusal as refusal:
        return None, _refused(case, refusal)
    for known in disagreements(node, "onnxruntime"):
        return node, _NOTES[known.key](node)
    if case.layer.mode != "max" and not _sums_in_float32(case, node):
        return node, _double(node)
    return node, None


def _refused(case: Case, refusal: Refusal) -> Note:
    if refusal.key == "onnx_divisor":
        return "program_onnx_divisor", refusal.values
    if refusal.key == "onnx_whole_p":
        return "program_onnx_p", {"p": f"{case.layer.p:g}"}
    if case.layer.mode == "max":
        return "program_onnx_exact", refusal.values
    return "program_onnx_double", {"operator": OPERATORS[case.layer.mode]}


def _double(node: OnnxNode) -> Note:
    return "program_onnx_double", {"operator": node.operator}


def _padding(node: OnnxNode) -> Note:
    axes = node.grid.rows, node.grid.cols
    pads = ((max(axis.before, axis.after), axis.kernel) for axis in axes)
    pad, kernel = next((pad, kernel) for pad, kernel in pads if pad >= kernel)
    return "program_onnx_padding", {"pad": pad, "kernel": kernel}


_NOTES: dict[str, Callable[[OnnxNode], Note]] = {
    "runtime_padding": _padding,
    "runtime_double": _double,
    "runtime_nan": lambda node: ("program_onnx_nan", {}),
}


def _sums_in_float32(case: Case, node: OnnxNode) -> bool:
    """Whether sums in float32 are the layer's own, or lose nothing.

    They lose nothing where all sums are integers of few bits, and only powers of 2 divide them.
    """
    if gradient_dtype(case.x).name != "float64":
        return True
    rows, cols = node.grid.rows, node.grid.cols
    taps = rows.kernel * cols.kernel
    integers = (node.x == np.trunc(node.x)).all()
    if not integers or np.abs(node.x).max() * taps > 2**MANTISSA:
        return False
    if case.layer.mode == "lp":
        return case.layer.p == 1
    divisors = Average(node.layer.count_include_pad, None).divisor(node.grid)
    return bool((divisors & (divisors - 1) == 0).all())


def _work(case: Case, node: OnnxNode | None) -> str:
    """The dtype in which windows are gathered."""
    if case.layer.mode == "max":
        assert node is not None  # of max only what is not exact has none
        return "float64" if node.x.dtype == np.float64 else "float32"
    return "float64" if gradient_dtype(case.x).name == "float64" else "float32"
