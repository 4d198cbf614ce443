"""The case as a program with this package's own layer."""

from cnnpool.checks import Pads
from cnnpool.export.case import Case
from cnnpool.export.programs.listing import (
    call,
    file_notes,
    given,
    listing,
    number,
    printing,
    results,
    short,
)
from cnnpool.export.programs.program import Program
from cnnpool.geometry import Same
from cnnpool.pooling import Pooling


def render(case: Case) -> Program:
    winners = "layer.indices" if case.layer.mode == "max" else ""
    text = listing(
        "import sys",
        "import numpy as np\n\nfrom cnnpool import Pooling",
        printing(),
        given(case),
        f"layer = {construction(case.layer)}\ny = layer.forward(x)\ndx = layer.backward(dy)",
        results(y="y", indices=winners, dx="dx"),
    )
    return Program("cnnpool", text, file_notes(case))


def construction(layer: Pooling) -> str:
    """The call that makes a layer, with the arguments that are no defaults.

    >>> construction(Pooling((3, 2), stride=2, padding=((0, 1), (0, 0)), ceil_mode=False))
    'Pooling((3, 2), stride=2, padding=((0, 1), (0, 0)), ceil_mode=False)'
    """
    geometry = layer.geometry
    arguments: dict[str, object] = {
        "stride": short(geometry.stride) if geometry.stride != geometry.kernel else None,
        "padding": _padding(geometry.padding),
        "dilation": short(geometry.dilation) if geometry.dilation != (1, 1) else None,
        "ceil_mode": None if geometry.ceil_mode or isinstance(geometry.padding, str) else False,
        "mode": layer.mode if layer.mode != "max" else None,
    }
    if layer.mode == "avg":
        arguments["count_include_pad"] = None if layer.count_include_pad else False
        arguments["divisor_override"] = layer.divisor_override
    if layer.mode == "lp":
        arguments["p"] = number(layer.p) if layer.p != 2 else None
    said = {name: value for name, value in arguments.items() if value is not None}
    return call("Pooling", repr(short(geometry.kernel)), **said)


def _padding(padding: Pads | Same) -> object:
    """The shortest form of the padding; None where there is none."""
    if isinstance(padding, str):
        return padding
    if any(before != after for before, after in padding):
        return padding
    (top, _), (left, _) = padding
    return short((top, left)) if top or left else None
