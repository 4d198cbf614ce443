"""A case in every framework with its usual defaults: what it gives, and which rule differs.

The plane shown is compared. Numbers are compared as they are: that PyTorch and JAX usually
calculate in 32 bits is another matter.
"""

from dataclasses import dataclass, replace

import numpy as np

from cnnpool.conventions import CONVENTIONS, Convention, default_stride
from cnnpool.export.calls import CALLS, NotTaken, set_stride
from cnnpool.export.case import Case
from cnnpool.export.outcomes import Outcome, article_outcome, outcome, sizes
from cnnpool.export.programs.program import Note
from cnnpool.pooling import Pooling

# The columns of a mode, each a field of ``Convention`` and a key of the catalogues (column_…).
COLUMNS = {
    "max": ("stride", "rounding", "pad_value", "tie", "nan"),
    "avg": ("stride", "rounding", "divisor"),
    "lp": ("stride", "rounding"),
}


@dataclass(frozen=True)
class Rule:
    """One convention: a key of the catalogues without its "word_".

    ``differs``: the layer shown has another rule. ``matters``: put in place of the layer's, this
    rule alone would change y, dx or their size; a default stride matters only where none was set.
    """

    word: str
    differs: bool = False
    matters: bool = False


@dataclass(frozen=True)
class Row:
    """What one framework makes of a case.

    ``call`` is what one would type, None where the case cannot be said. ``shape`` is (OH, OW).
    ``y_differs`` and ``dx_differs`` count cells that differ from those shown: None where the
    shape is another one, or where there is no such array. ``unsure`` counts cells of y that
    depend on which of the framework's kernels runs, where the shape is the same. ``note`` says why
    nothing comes out, or that what comes out is empty.
    """

    framework: str
    call: str | None
    rules: dict[str, Rule]
    shape: tuple[int, int] | None = None
    y_differs: int | None = None
    dx_differs: int | None = None
    unsure: int = 0
    note: Note | None = None


def differences(case: Case) -> tuple[Row, ...]:
    """The case in cnnpool, as it is shown, and in every framework of ``CONVENTIONS``.

    >>> from cnnpool.settings import Settings
    >>> case = Case.of(Settings(), np.arange(25).reshape(1, 1, 5, 5))
    >>> [(row.framework, row.shape) for row in differences(case)][:4]
    [('cnnpool', (3, 3)), ('pytorch', (2, 2)), ('onnx', (4, 4)), ('keras', (2, 2))]
    """
    plane = _Plane(case)
    return tuple(_row(plane, framework) for framework in CONVENTIONS)


def own_convention(layer: Pooling) -> Convention:
    """The rules of the layer that is shown, in the words of the conventions."""
    divisor = "padded" if layer.count_include_pad else "real"
    return replace(
        CONVENTIONS["cnnpool"],
        rounding=_rounding(layer, "ceil" if layer.geometry.ceil_mode else "floor"),
        divisor=divisor if layer.divisor_override is None else "override",
    )


def _rounding(layer: Pooling, rounding: str) -> str:
    """Where "same" asks for a size, nobody's rounding plays a part."""
    return "same" if isinstance(layer.geometry.padding, str) else rounding


class _Plane:
    """The plane that a case shows, and what comes out of it: every outcome is made once."""

    def __init__(self, case: Case) -> None:
        self.case, self.geometry = case, case.layer.geometry
        self.own, self.shape = own_convention(case.layer), case.scene.grid.shape
        self._kept: dict[tuple[Convention, tuple[int, int]], Outcome] = {}

    @property
    def shown(self) -> Outcome:
        return self.outcome(self.own, self.geometry.stride)

    def outcome(self, convention: Convention, stride: tuple[int, int]) -> Outcome:
        """``outcome`` of a convention under which y has the shape that is shown."""
        key = (self._met(convention), stride)
        if key not in self._kept:
            self._kept[key] = outcome(self.case, *key)
        return self._kept[key]

    def _met(self, convention: Convention) -> Convention:
        """A convention in which every rule that this plane does not meet is the layer's own."""
        x, met = self.case.scene.trace.x, {"rounding": self.own.rounding}
        if convention.tie == "one_cell":
            met["tie"] = self.own.tie
        if not np.isnan(x).any():
            met["nan"] = self.own.nan
            if convention.pad_value != "zero" and not (x == -np.inf).any():
                met["pad_value"] = self.own.pad_value
        if self.case.layer.mode != "avg":
            met["divisor"] = self.own.divisor
        return replace(convention, call=self.own.call, unpadded=self.own.unpadded, **met)


def _row(plane: _Plane, framework: str) -> Row:
    case, convention = plane.case, CONVENTIONS[framework]
    convention = replace(convention, rounding=_rounding(case.layer, convention.rounding))
    if framework == "cnnpool":
        convention = plane.own
    rules = {name: _rule(plane.own, name, convention) for name in COLUMNS[case.layer.mode]}
    row = Row(framework, None, rules)
    try:
        call = CALLS[framework](case)
        row = replace(row, rules=_weighed(plane, rules))
        return replace(_run(plane, row, convention), call=call)
    except NotTaken as missing:
        return replace(row, note=(missing.key, missing.values))


def _run(plane: _Plane, row: Row, convention: Convention) -> Row:
    """The row with what comes out; of another shape, the shape alone, which takes no time."""
    if row.framework == "article":
        return _compared(plane, row, article_outcome(plane.case))
    stride = set_stride(plane.case) or default_stride(convention, plane.geometry.kernel)
    shape = sizes(plane.case, convention, stride)
    if min(shape) < 1:
        return _empty(row, shape)
    if shape != plane.shape:
        return replace(row, shape=shape)
    return _compared(plane, row, plane.outcome(convention, stride))


def _empty(row: Row, shape: tuple[int, int]) -> Row:
    """PyTorch refuses an output without cells. ONNX Runtime divides towards zero, not down."""
    OH, OW = shape
    if row.framework == "pytorch":
        raise NotTaken("no_window", OH=OH, OW=OW)
    if row.framework == "onnx":
        raise NotTaken("no_window_in_onnx", OH=OH, OW=OW)
    return replace(row, shape=(max(OH, 0), max(OW, 0)), note=("empty_output", {}))


def _compared(plane: _Plane, row: Row, found: Outcome) -> Row:
    shown = plane.shown
    row = replace(row, shape=found.y.shape, unsure=int(found.unsure.sum()))
    if found.y.shape != shown.y.shape:
        return row
    y = differing(found.y, shown.y) & ~found.unsure
    row = replace(row, y_differs=int(y.sum()))
    if found.dx is None or shown.dx is None:
        return row
    return replace(row, dx_differs=int(differing(found.dx, shown.dx).sum()))


def differing(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """The cells in which two arrays differ; NaN and NaN agree, and integers are not rounded.

    >>> differing(np.array([1.0, np.nan, 2.0**53]), np.array([1, 0, 2**53 + 1]))
    array([False,  True,  True])
    """
    if {a.dtype.kind, b.dtype.kind} in ({"f", "i"}, {"f", "u"}):
        a, b = a.astype(object), b.astype(object)  # Python compares them exactly
    return ((a != b) & ~((a != a) & (b != b))).astype(bool)


# --- the rules, one by one --------------------------------------------------------------------


def _rule(own: Convention, name: str, convention: Convention) -> Rule:
    word = getattr(convention, name)
    return Rule(word, differs=word != getattr(own, name))


def _weighed(plane: _Plane, rules: dict[str, Rule]) -> dict[str, Rule]:
    """The rules, and which of them matter: each takes the place of the layer's own, alone."""
    swaps = {n: replace(plane.own, **{n: rule.word}) for n, rule in rules.items() if rule.differs}
    return rules | {
        name: replace(rules[name], matters=_changes(plane, swap)) for name, swap in swaps.items()
    }


def _changes(plane: _Plane, swap: Convention) -> bool:
    """Whether y, dx or their size change with one other rule."""
    if swap.pad_value == "short":
        sides = zip(plane.case.x.shape[2:], plane.geometry.kernel, strict=True)
        return any(size % kernel for size, kernel in sides)
    stride = plane.geometry.stride
    if swap.stride != plane.own.stride:
        stride = set_stride(plane.case) or default_stride(swap, plane.geometry.kernel)
    if sizes(plane.case, swap, stride) != plane.shape:
        return True
    row = _compared(plane, Row("", None, {}), plane.outcome(swap, stride))
    return bool(row.y_differs or row.dx_differs or row.unsure)
