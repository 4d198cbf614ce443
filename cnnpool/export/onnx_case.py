"""A case as a test of an ONNX backend: the model, its input, and the outputs that are right."""

from types import ModuleType
from typing import TYPE_CHECKING

import numpy as np

import cnnpool
from cnnpool.export.archive import heading, zipped
from cnnpool.export.case import Case
from cnnpool.export.onnx_disagreements import RUNTIMES, disagreements
from cnnpool.export.onnx_node import IR_VERSION, OPSET, OnnxNode
from cnnpool.texts import say_in

if TYPE_CHECKING:
    from onnx import ModelProto, ValueInfoProto


def onnx_model(case: Case) -> "ModelProto":
    """The case as an ``onnx.ModelProto`` of one node; a Refusal where ONNX cannot say it.

    Input ``x``; outputs ``y`` and, for max, ``indices``. An ImportError says what to install.
    """
    return _model(OnnxNode(case))


def onnx_test_case(case: Case, lang: str = "en") -> bytes:
    """A zip with a folder as ONNX's backend tests have it: model, input, outputs, README.txt.

    ``lang`` is the language of README.txt, which says which runtimes pass.
    """
    node, helper = OnnxNode(case), _onnx().numpy_helper
    folder = f"test_{node.operator.lower()}_2d_cnnpool"
    protos = {"model.onnx": _model(node)}
    protos["test_data_set_0/input_0.pb"] = helper.from_array(node.x, "x")
    for i, (name, array) in enumerate(node.outputs.items()):
        protos[f"test_data_set_0/output_{i}.pb"] = helper.from_array(array, name)
    members = {name: proto.SerializeToString(deterministic=True) for name, proto in protos.items()}
    members["README.txt"] = _readme(node, lang).encode()
    return zipped({f"{folder}/{name}": data for name, data in members.items()})


def _model(node: OnnxNode) -> "ModelProto":
    helper = _onnx().helper
    pooling = helper.make_node(node.operator, ["x"], list(node.outputs), **node.attributes)
    results = [_value(name, array) for name, array in node.outputs.items()]
    graph = helper.make_graph([pooling], "pooling", [_value("x", node.x)], results)
    return helper.make_model(
        graph,
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=IR_VERSION,
        producer_name="cnnpool",
        producer_version=cnnpool.__version__,
    )


def _value(name: str, array: np.ndarray) -> "ValueInfoProto":
    helper = _onnx().helper
    return helper.make_tensor_value_info(
        name, helper.np_dtype_to_tensor_dtype(array.dtype), array.shape
    )


def _onnx() -> ModuleType:
    """The package onnx, which only these files need."""
    try:
        import onnx
    except ImportError as error:
        raise ImportError(
            "an ONNX model needs the package onnx: pip install onnx", name="onnx"
        ) from error
    return onnx


# --- what the folder's README says ------------------------------------------------------------


def _readme(node: OnnxNode, lang: str) -> str:
    arrays = {"input_0.pb": ("x", node.x)}
    for i, (name, array) in enumerate(node.outputs.items()):
        arrays[f"output_{i}.pb"] = (name, array)
    listed = [
        f"  {file}: {name}, {array.dtype.name} {array.shape}"
        for file, (name, array) in arrays.items()
    ]
    if "indices" in node.outputs:
        listed.append(f"  {say_in(lang, 'onnx_flat_indices')}")
    if node.operator == "LpPool" and node.drops_a_window:
        listed.append(f"  {say_in(lang, 'onnx_dropped')}")
    said = say_in(
        lang,
        "onnx_readme",
        node=str(node),
        opset=OPSET,
        ir_version=IR_VERSION,
        arrays="\n".join(listed),
        runtimes="\n".join(f"  {line}" for line in _verdicts(node, lang)),
    )
    return f"{heading(node.case, lang)}\n\n{said}\n"


def _verdicts(node: OnnxNode, lang: str) -> list[str]:
    """What each runtime makes of the test, a line for each reason."""
    lines = []
    for runtime, name in RUNTIMES.items():
        reasons = [say_in(lang, f"onnx_{d.key}") for d in disagreements(node, runtime)]
        lines += [f"{name}: {why}" for why in reasons or [say_in(lang, "onnx_agrees")]]
    return lines
