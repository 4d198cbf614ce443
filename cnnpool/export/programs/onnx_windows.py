"""Lines that gather every window by index in ONNX and reduce it, for what its pooling cannot do."""

import numpy as np

from cnnpool.export.programs.coordinates import FIRST_REAL, cells, coordinates, divisor
from cnnpool.export.programs.listing import lines, number
from cnnpool.export.programs.onnx_graph import graph, run
from cnnpool.export.programs.windows import Windows


def gathered(windows: Windows, work: str) -> tuple[str, ...]:
    """A function or nothing, then blocks of lines: ``work`` is the dtype in which they compute.

    The planes are flat in the graph, with one more cell for all padding where sums need it.
    """
    return (_max if windows.layer.mode == "max" else _sums)(windows, work)


# --- max --------------------------------------------------------------------------------------


def _max(windows: Windows, work: str) -> tuple[str, ...]:
    N, C, H, W = windows.x.shape
    one = (*windows.case.dy.shape, 1)  # (N, C, OH, OW, 1)
    largest = [_node("ArgMax", "windows", "winner", "axis=4")]
    return (
        FIRST_REAL if windows.padded else "",
        coordinates(windows),
        cells(windows),
        lines(
            f"constants = [{_constant('cells', 'cells').strip(' ,')}]",
            "nodes = [",
            "    # (N, C, H*W) -> (N, C, OH, OW, KH*KW)",
            _node("Gather", "x", "cells", "windows", "axis=2"),
            *(_first_nan() if windows.most_nan else largest),
            _node("GatherElements", "windows", "winner", "y", "axis=4"),
            "]",
        ),
        graph(
            "nodes",
            {"x": _empty((N, C, H * W), work)},
            {"y": _empty(one, work), "winner": _empty(one, "int64")},
            "constants",
        ),
        lines(
            f"flat = x.reshape({N}, {C}, {H * W}).astype(np.{work})",
            run(["y", "winner"], "flat"),
            "y = y[..., 0]",
            "indices = np.take_along_axis(cells[None, None], winner, axis=-1)[..., 0]",
        ),
    )


def _first_nan() -> list[str]:
    """Nodes that choose the first NaN where there is one, else the first of the largest."""
    return [
        "    # The first NaN of every window; where there is none, the first of the largest.",
        _node("IsNaN", "windows", "is_nan"),
        _node("Cast", "is_nan", "nan", "to=TensorProto.FLOAT"),
        _node("ArgMax", "nan", "first_nan", "axis=4"),
        _node("GatherElements", "nan", "first_nan", "found", "axis=4"),
        _node("Cast", "found", "has_nan", "to=TensorProto.BOOL"),
        _node("ArgMax", "windows", "largest", "axis=4"),
        _node("Where", "has_nan", "first_nan", "largest", "winner"),
    ]


# --- average and norm -------------------------------------------------------------------------


def _sums(windows: Windows, work: str) -> tuple[str, ...]:
    N, C, H, W = windows.x.shape
    before, constants, nodes = (_average if windows.layer.mode == "avg" else _norm)(windows, work)
    flat = f"x.reshape({N}, {C}, {H * W}).astype(np.{work})"
    return (
        "",
        lines(coordinates(windows), before),
        _cells_or_last(windows) if windows.padded else cells(windows),
        lines(
            "constants = [",
            _constant("cells", "cells"),
            _constant("np.array([4], np.int64)", "taps", "  # the axis of KH*KW"),
            *constants,
            "]",
            "nodes = [",
            "    # (N, C, cells) -> (N, C, OH, OW, KH*KW)",
            _node("Gather", "x", "cells", "windows", "axis=2"),
            *nodes,
            "]",
        ),
        graph(
            "nodes",
            {"x": _empty((N, C, H * W + windows.padded), work)},
            {"y": _empty(windows.case.dy.shape, work)},
            "constants",
        ),
        lines(f"flat = {flat}", _LAST if windows.padded else None, run(["y"], "flat")),
    )


_LAST = "flat = np.pad(flat, ((0, 0), (0, 0), (0, 1)))  # one more cell, 0, for all padding"


def _cells_or_last(windows: Windows) -> str:
    """``cells`` (OH, OW, KH*KW), where padding is the cell after the last of the plane."""
    H, W = windows.grid.input_shape
    rows, cols = windows.axes
    shape = f"({rows.out}, {cols.out}, {rows.kernel * cols.kernel})"
    return lines(
        f"# The places h*W + w that every window reads, (OH, OW, KH*KW); {H * W} for padding.",
        f"real_rows, real_cols = (rows >= 0) & (rows < {H}), (cols >= 0) & (cols < {W})",
        "real = real_rows[:, None, :, None] & real_cols[None, :, None, :]",
        f"cells = rows[:, None, :, None] * {W} + cols[None, :, None, :]",
        f"cells = np.where(real, cells, {H * W}).reshape{shape}",
    )


def _average(windows: Windows, work: str) -> tuple[str | None, list[str], list[str]]:
    """Lines before, constants and nodes."""
    same = windows.divisor is not None
    value = f"np.array({windows.divisor}, np.{work})" if same else f"divisor.astype(np.{work})"
    return (
        None if same else divisor(windows),
        [_constant(value, "divisor")],
        [_sum("windows", "total"), _node("Div", "total", "divisor", "y")],
    )


def _norm(windows: Windows, work: str) -> tuple[None, list[str], list[str]]:
    p = number(windows.layer.p)
    size = _node("Abs", "windows", "size")
    if p == 1:
        return None, [], [size, _sum("size", "y")]
    constants = [
        _constant(f"np.array({value}, np.{work})", name)
        for name, value in (("p", p), ("root", f"1 / {p}"))
    ]
    nodes = [
        size,
        _node("Pow", "size", "p", "power"),
        _sum("power", "total"),
        _node("Pow", "total", "root", "y"),
    ]
    return None, constants, nodes


# --- how it is written ------------------------------------------------------------------------


def _constant(value: str, name: str, comment: str = "") -> str:
    return f'    numpy_helper.from_array({value}, "{name}"),{comment}'


def _sum(source: str, target: str) -> str:
    return _node("ReduceSum", source, "taps", target, "keepdims=0")


def _node(operator: str, *names: str) -> str:
    """A node of some inputs, one output, and attributes, which hold an equals sign.

    >>> _node("Gather", "x", "cells", "windows", "axis=2")
    '    helper.make_node("Gather", ["x", "cells"], ["windows"], axis=2),'
    """
    *inputs, output = (name for name in names if "=" not in name)
    quoted = ", ".join(f'"{name}"' for name in inputs)
    attributes = "".join(f", {name}" for name in names if "=" in name)
    return f'    helper.make_node("{operator}", [{quoted}], ["{output}"]{attributes}),'


def _empty(shape: tuple[int, ...], dtype: str) -> np.ndarray:
    """An array of a shape and dtype that takes no space."""
    return np.broadcast_to(np.array(0, dtype), shape)
