"""In which dtype the frameworks with automatic gradients compute, and what that asks of a case."""

import numpy as np

from cnnpool.export.case import Case
from cnnpool.export.programs.program import Note

LARGEST_EXACT = 2**53  # the integers up to here are float64's


def working_dtype(
    case: Case, name: str, *, flushes: bool = False
) -> tuple[str | None, tuple[Note, ...]]:
    """The dtype for ``x`` and ``dy`` in a framework's program, and the notes on it.

    Integers become float64, float16 is computed in float32 and rounded at the end, as the layer
    does it. None where the numbers do not go through. A framework that ``flushes`` takes numbers
    too small for full precision (subnormal ones) for 0.
    """
    work, notes = _by_dtype(case, name)
    if not (flushes and work and any(_subnormal(array, work) for array in _met(case, work))):
        return work, notes
    smallest = f"{np.finfo(work).tiny:.3g}"
    return None, (("program_subnormal", {"name": name, "smallest": smallest}),)


def _met(case: Case, work: str) -> list[np.ndarray]:
    """The floating-point arrays that a program computes with."""
    arrays = [case.x, case.dy, case.trace.y, case.trace.dx]
    if case.layer.mode == "lp":
        with np.errstate(all="ignore"):
            arrays.append(np.abs(case.x.astype(work)) ** case.layer.p)
    return [array for array in arrays if array.dtype.kind == "f"]


def _by_dtype(case: Case, name: str) -> tuple[str | None, tuple[Note, ...]]:
    dtype = case.x.dtype
    if dtype.kind == "f" and dtype.itemsize > 8:
        return None, (("program_dtype", {"name": name, "dtype": dtype.name}),)
    if dtype.kind == "f":
        return _floating(case, name)
    if case.layer.mode == "max" and not _exact(case.x):
        return None, (("program_exact", {"name": name, "largest": LARGEST_EXACT}),)
    return "float64", (("program_integers", {"name": name, "dtype": dtype.name}),)


def _floating(case: Case, name: str) -> tuple[str, tuple[Note, ...]]:
    if case.x.dtype.itemsize == 8:
        return "float64", ()
    if _overflows(case.dy):
        return "float64", (("program_gradient_wide", {"name": name, "dtype": case.x.dtype.name}),)
    half = case.x.dtype.itemsize == 2
    return "float32", (("program_half", {}),) if half else ()


def _exact(x: np.ndarray) -> bool:
    """Whether float64 holds every integer of ``x``.

    >>> _exact(np.array([2**53])), _exact(np.array([2**53 + 1]))
    (True, False)
    """
    return not (x.dtype.kind in "iu" and max(int(x.max()), -int(x.min())) > LARGEST_EXACT)


def _overflows(dy: np.ndarray) -> bool:
    """Whether float32 makes an infinity of a finite gradient."""
    with np.errstate(over="ignore"):
        return bool((np.isinf(dy.astype(np.float32)) & np.isfinite(dy)).any())


def _subnormal(array: np.ndarray, dtype: str) -> bool:
    """Whether a number is too small for the full precision of ``dtype``, and not 0.

    >>> _subnormal(np.array([1e-40]), "float32"), _subnormal(np.array([1e-40]), "float64")
    (True, False)
    """
    return bool(((array != 0) & (np.abs(array) < np.finfo(dtype).tiny)).any())


def printed(array: str, case: Case, work: str) -> str:
    """The expression of a result in the layer's floating dtype."""
    narrower = case.x.dtype.kind == "f" and case.x.dtype.name != work
    return f"{array}.astype(np.{case.x.dtype.name})" if narrower else array
