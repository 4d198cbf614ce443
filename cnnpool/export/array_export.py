"""A case as files of numbers: every array as ``.npz``, one panel as ``.csv``."""

import io
from collections.abc import Callable

import numpy as np

from cnnpool.export.archive import heading, zipped
from cnnpool.export.case import ARRAYS_FILE, Case
from cnnpool.settings import MAX_TRACED_CELLS
from cnnpool.texts import say_in
from cnnpool.trace import Step, trace

PLANES, OUTPUTS = ("n", "c", "h", "w"), ("n", "c", "oh", "ow")


# --- .npz -------------------------------------------------------------------------------------


def arrays_npz(case: Case, lang: str = "en") -> bytes:
    """Every array of the case as an ``.npz``, and a README.txt inside that lists them.

    ``x``, ``dy``, ``y``, ``dx`` and max's ``indices`` are those of the whole tensor, (N, C, …).
    The others are as ``trace.steps`` names them, ``dy_channels_last`` for its ``dy``: of the
    whole tensor up to ``MAX_TRACED_CELLS`` cells of im2col, else of the plane shown, as
    ``plane_x`` and so on. ``lang`` is the language of README.txt. Made of the same case, the
    bytes are the same.

    >>> from cnnpool.settings import Settings
    >>> case = Case.of(Settings(), np.eye(4)[None, None])
    >>> with np.load(io.BytesIO(arrays_npz(case)), allow_pickle=False) as arrays:
    ...     list(arrays)[:4], arrays["im2col"].shape
    (['README.txt', 'x', 'dy', 'y'], (4, 4))
    """
    scope, values, steps = _matrices(case)
    steps = [*_outer(case), *steps]
    readme = _readme(case, say_in(lang, f"archive_scope_{scope}", **values), steps, lang)
    members = {"README.txt": readme.encode()}
    return zipped(members | {f"{step.name}.npy": _npy(step.array) for step in steps})


def _outer(case: Case) -> list[Step]:
    """What a program takes and gives, of all planes."""
    story = case.trace
    steps = [
        Step("x", "In[3]", PLANES, case.x),
        Step("dy", "", OUTPUTS, case.dy),
        Step("y", "In[6]", OUTPUTS, story.y),
        Step("dx", "In[12]", PLANES, story.dx),
    ]
    if case.layer.mode == "max":
        steps.append(Step("indices", "", OUTPUTS, story.layer.indices))
    return steps


def _matrices(case: Case) -> tuple[str, dict[str, int], list[Step]]:
    """The steps that fit, and how far they reach: a key of the catalogues and its values."""
    N, C = case.x.shape[:2]
    cells = matrix_cells(case)
    bound = {"cells": cells, "limit": MAX_TRACED_CELLS}
    if cells <= MAX_TRACED_CELLS:
        inner = (step for step in case.trace.steps if step.name not in ("x", "y", "dx"))
        renamed = {"dy": "dy_channels_last"}
        return "whole", {}, [_named(step, renamed.get(step.name, step.name)) for step in inner]
    if cells // (N * C) > MAX_TRACED_CELLS:
        return "outer", bound | {"cells": cells // (N * C)}, []
    n, c = min(case.settings.bn, N - 1), min(case.settings.bc, C - 1)
    here = np.s_[n : n + 1, c : c + 1]
    plane = trace(case.x[here], case.layer, case.dy[here])
    steps = [_named(step, f"plane_{step.name}") for step in plane.steps]
    return "plane", bound | {"n": n, "c": c}, steps


def matrix_cells(case: Case) -> int:
    """N*C*OH*OW*KH*KW: the cells of the whole tensor's im2col matrix."""
    KH, KW = case.layer.geometry.kernel
    return case.dy.size * KH * KW


def _named(step: Step, name: str) -> Step:
    return Step(name, step.cell, step.axes, step.array)


def _npy(array: np.ndarray) -> bytes:
    file = io.BytesIO()
    np.lib.format.write_array(file, np.ascontiguousarray(array), allow_pickle=False)
    return file.getvalue()


def _readme(case: Case, scope: str, steps: list[Step], lang: str) -> str:
    rows = [
        (s.name, s.cell, str(s.array.shape), s.array.dtype.name, " | ".join(s.axes)) for s in steps
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    listed = [
        "  ".join(part.ljust(width) for part, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    said = say_in(lang, "archive_arrays", file=ARRAYS_FILE, scope=scope, listed="\n".join(listed))
    if case.layer.mode == "max":
        said += f"\n{say_in(lang, 'archive_indices')}"
    return f"{heading(case, lang)}\n\n{said}\n"


# --- .csv -------------------------------------------------------------------------------------


def panel_csv(case: Case, panel: str) -> str:
    """What the panel "x", "cols", "y", "dx", "routed" or "dy" shows, as comma-separated numbers.

    One line for each row, the first row first, no heading: ``array_files.file_tensor`` reads it
    back. Integers are written as integers, floats with all the digits that tell them apart, NaN
    and infinities as nan, inf and -inf; there is nothing else, so nothing that a spreadsheet runs.
    ``ValueError`` for another name.

    >>> from cnnpool.settings import Settings
    >>> panel_csv(Case.of(Settings(ph=1), np.array([[[[5, 0], [1, 7]]]])), "cols")
    '-inf,-inf,5,0\\n1,7,-inf,-inf\\n'
    """
    if panel not in PANELS:
        raise ValueError(f"panel must be one of {', '.join(PANELS)}, got {panel!r}")
    return "".join(f"{','.join(row)}\n" for row in PANELS[panel](case))


def _plane(name: str) -> Callable[[Case], list[list[str]]]:
    return lambda case: _numbers(getattr(case.scene.trace, name)[0, 0])


def _cols(case: Case) -> list[list[str]]:
    """The rows of im2col with its integers as they are, though padding makes them floats."""
    scene, matrices = case.scene, case.scene.matrices
    if case.x.dtype.kind == "f" or not matrices.padding.any():
        return _numbers(matrices.x_col)
    OW = scene.grid.cols.out
    planes = case.x.reshape(*case.x.shape[:2], -1)
    windows = [(planes[n, c], oh * OW + ow) for n, oh, ow, c in matrices.index]
    values = np.array([plane[scene.trace.cells[window]] for plane, window in windows])
    padding = _numbers(np.array([[scene.trace.pad_value]]))[0][0]
    return [
        [padding if outside else number for number, outside in zip(row, mask, strict=True)]
        for row, mask in zip(_numbers(values), matrices.padding, strict=True)
    ]


def _numbers(array: np.ndarray) -> list[list[str]]:
    """The rows of a 2-D array as text, which reads back as the same numbers.

    A float32 is written as the float64 that it is, not as its own shorter name.

    >>> _numbers(np.array([[True, False]])), _numbers(np.array([[0.1]], np.float32))
    ([['1', '0']], [['0.10000000149011612']])
    """
    digits = array.astype(np.result_type(array, np.uint8))  # True is 1
    return [[str(number) for number in row] for row in digits.tolist()]


PANELS = {
    "x": _plane("x"),
    "cols": _cols,
    "y": _plane("y"),
    "dx": _plane("dx"),
    "routed": lambda case: _numbers(case.scene.matrices.routed),
    "dy": _plane("dy"),
}
