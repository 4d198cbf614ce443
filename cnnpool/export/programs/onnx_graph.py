"""The lines that make a graph out of nodes, a model out of the graph, and run it."""

import numpy as np

from cnnpool.export.onnx_node import IR_VERSION, OPSET, OnnxNode
from cnnpool.export.programs.listing import lines

Arrays = dict[str, np.ndarray]  # by name

TYPES = {
    "float32": "FLOAT",
    "float64": "DOUBLE",
    "int8": "INT8",
    "uint8": "UINT8",
    "int64": "INT64",
}


def operator_node(node: OnnxNode) -> str:
    """``node``, with the attributes that are not ONNX's defaults.

    The kernel and the stride are always said: ONNX's stride is 1 where nothing is.
    """
    said = {name: value for name, value in node.attributes.items() if not _is_default(name, value)}
    return lines(
        "node = helper.make_node(",
        f'    "{node.operator}",',
        '    ["x"],',
        f"    [{', '.join(map(_quoted, node.outputs))}],",
        *(f"    {name}={value}," for name, value in said.items()),
        ")",
    )


def _is_default(name: str, value: object) -> bool:
    defaults = {"dilations": [1, 1], "pads": [0, 0, 0, 0], "ceil_mode": 0, "count_include_pad": 0}
    return name in defaults and value == defaults[name]


def graph(nodes: str, inputs: Arrays, outputs: Arrays, constants: str = "") -> str:
    """``session``, out of lines that made the nodes; inputs and outputs as arrays by name."""
    return lines(
        "graph = helper.make_graph(",
        f"    {nodes},",
        '    "pooling",',
        *_values(inputs),
        *_values(outputs),
        f"    initializer={constants}," if constants else None,
        ")",
        f'opset = helper.make_opsetid("", {OPSET})',
        f"model = helper.make_model(graph, opset_imports=[opset], ir_version={IR_VERSION})",
        "session = onnxruntime.InferenceSession(",
        '    model.SerializeToString(), providers=["CPUExecutionProvider"]',
        ")",
    )


def _values(arrays: Arrays) -> list[str]:
    """A list of the names, dtypes and shapes of some arrays, on lines of its own."""
    values = (
        f'helper.make_tensor_value_info("{name}", '
        f"TensorProto.{TYPES[array.dtype.name]}, {list(array.shape)})"
        for name, array in arrays.items()
    )
    return ["    [", *(f"        {value}," for value in values), "    ],"]


def run(names: list[str], x: str) -> str:
    """The line that runs the session on ``x``."""
    first = "[0]" if len(names) == 1 else ""
    return f'{", ".join(names)} = session.run(None, {{"x": {x}}}){first}'


def _quoted(name: str) -> str:
    return f'"{name}"'
