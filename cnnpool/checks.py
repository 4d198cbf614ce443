"""The border: what callers pass, made into one form or refused in a sentence."""

import numbers
import operator
from functools import cache
from typing import Literal, SupportsIndex

import numpy as np

# What callers pass; NumPy's integers have an index, too.
Two = tuple[SupportsIndex, SupportsIndex] | list[int]
Pair = SupportsIndex | Two
Sides = Pair | tuple[Two, Two] | list[tuple[int, int]] | list[list[int]]
Shape = tuple[SupportsIndex, SupportsIndex, SupportsIndex, SupportsIndex] | list[int]
Padding = Sides | Literal["valid", "same_upper", "same_lower"]

# What is made of it: ((top, bottom), (left, right)).
Pads = tuple[tuple[int, int], tuple[int, int]]


def check_int(name: str, value: object, minimum: int | None = None) -> int:
    """``value`` as an int; NumPy integers are ints, bools are not."""
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, numbers.Integral):
        raise TypeError(f"{name} must be an int, got {value!r} ({type(value).__name__})")
    value = operator.index(value)
    if minimum is not None and value < minimum:
        raise ValueError(f"{name} must be at least {minimum}, got {value}")
    return value


def check_flag(name: str, value: object) -> bool:
    if not isinstance(value, (bool, np.bool_)):
        raise TypeError(f"{name} must be True or False, got {value!r} ({type(value).__name__})")
    return bool(value)


def as_pair(name: str, value: object, minimum: int = 1) -> tuple[int, int]:
    """An int for both axes, or an ``(h, w)`` pair."""
    if not isinstance(value, (tuple, list)):
        value = (value, value)
    if len(value) != 2:
        raise ValueError(f"{name} must be an int or an (h, w) pair, got {value!r}")
    h, w = (check_int(name, v, minimum) for v in value)
    return h, w


def as_pads(value: object, words: tuple[str, ...] = ()) -> Pads:
    """An int, ``(h, w)`` or ``((top, bottom), (left, right))``; ``words`` are named in errors."""
    if isinstance(value, str):
        listed = " or ".join(f'"{word}"' for word in words) + ' or "valid", ' if words else ""
        raise (ValueError if words else TypeError)(
            f"padding must be {listed}an int, (h, w) or ((top, bottom), (left, right)), "
            f"got {value!r}"
        )
    if not isinstance(value, (tuple, list)):
        value = (value, value)
    if len(value) != 2:
        raise ValueError(
            f"padding must be an int, (h, w) or ((top, bottom), (left, right)), got {value!r}"
        )
    if all(isinstance(v, (tuple, list)) for v in value):
        rows, cols = (as_pair("padding", v, 0) for v in value)
        return rows, cols
    h, w = as_pair("padding", value, 0)
    return (h, h), (w, w)


def as_array(
    name: str, value: object, ndim: int = 4, shape: tuple[int, ...] | None = None
) -> np.ndarray:
    """``value`` as a real array of ``ndim`` axes, none of them empty; never a copy of an array.

    ``shape`` asks for that shape and no other.
    """
    try:
        array = np.asarray(value)
    except (ValueError, TypeError) as error:
        raise ValueError(f"{name} must be a rectangular array of numbers: {error}") from None
    if array.dtype.kind not in "fiub":
        raise TypeError(f"{name} must hold real numbers, got dtype {array.dtype}")
    if shape is not None and array.shape != shape:
        raise ValueError(f"{name} must have the shape of y, {shape}, got {array.shape}")
    if array.ndim != ndim:
        axes = {2: "2-D", 4: "4-D (N, C, H, W)"}[ndim]
        raise ValueError(f"{name} must be {axes}, got shape {array.shape}")
    if array.size == 0:
        raise ValueError(f"{name} must not be empty, got shape {array.shape}")
    return array


def gradient_dtype(array: np.ndarray) -> np.dtype:
    """The dtype of a gradient for ``array``: its own floating dtype, else float64."""
    return array.dtype if array.dtype.kind == "f" else np.dtype(np.float64)


@cache
def sum_dtype(dtype: np.dtype) -> np.dtype:
    """The dtype in which sums that end as ``dtype`` are accumulated: at least float32."""
    return np.result_type(dtype, np.float32)


def cast(array: np.ndarray, dtype: np.dtype) -> np.ndarray:
    """``array`` in a dtype; what leaves its range becomes infinite."""
    if array.dtype == dtype:
        return array
    with np.errstate(all="ignore"):
        return array.astype(dtype)
