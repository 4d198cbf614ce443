"""Typed numbers as they are edited: one plane at a time, a pasted array, another shape."""

import re

import numpy as np
import numpy.typing as npt

from cnnpool.errors import Refusal, plain
from cnnpool.misread import Misread
from cnnpool.pasted_numbers import read_numbers

Here = slice | int | tuple[int, int]  # all samples, one, or one plane of it

# What a cell may hold: no bracket, separator or end of a line, which would make other rows.
_ONE_WORD = re.compile(r"[ \u3000]*[-\w.+−∞．＋－]+[ \u3000]*")


def as_rows(plane: np.ndarray) -> list[list[str]]:
    """A plane (H, W) as texts that say its numbers exactly, whole ones without a point.

    >>> as_rows(np.array([[0.5, 3.0, np.nan], [1e22, -0.0, -2.0]]))
    [['0.5', '3', 'nan'], ['1e+22', '-0.0', '-2']]
    """
    return [[_as_text(value) for value in row] for row in plane.tolist()]


def _as_text(value: int | float) -> str:
    text = repr(value)
    return text if text == "-0.0" else text.removesuffix(".0")  # the sign of a zero needs its point


def with_plane(x: np.ndarray, n: int, c: int, rows: list[list[str]]) -> np.ndarray:
    """The tensor with other numbers in one plane; a Refusal that names the cell that holds none.

    >>> with_plane(np.zeros((1, 1, 1, 2), int), 0, 0, [["3", "0.5"]])
    array([[[[3. , 0.5]]]])
    """
    for i, row in enumerate(rows):
        for j, cell in enumerate(row):
            if not _ONE_WORD.fullmatch(cell):
                raise _no_number(rows, i, j)
    try:
        plane = read_numbers("\n".join("\t".join(row) for row in rows))
    except Misread as misread:
        if misread.key == "paste_range" and _fits_alone(misread.values["found"]):
            raise _inexact(np.float64) from None
        raise _no_number(rows, *_cell_at(rows, misread)) from None
    if plane.shape != x.shape[2:]:
        raise _wrong_shape(plane.shape, f"{x.shape[2:]}")
    return plane[None, None] if x.shape[:2] == (1, 1) else _replaced(x, np.s_[n, c], plane)


def pasted_tensor(text: str) -> np.ndarray:
    """A pasted array as a tensor (N, C, H, W): a row, a plane, a sample, or all of it.

    >>> pasted_tensor("[1 2 3]").shape, pasted_tensor("1 2\\n3 4").shape
    ((1, 1, 1, 3), (1, 1, 2, 2))
    """
    array = read_numbers(text)
    return array.reshape((1,) * (4 - array.ndim) + array.shape)


def pasted_part(text: str, whole: np.ndarray, n: int, c: int) -> np.ndarray:
    """``whole`` (N, C, H, W) with a pasted plane, sample, or all of it in its place.

    >>> pasted_part("1 2\\n3 4", np.ones((1, 2, 2, 2)), 0, 1)[0].tolist()
    [[[1.0, 1.0], [1.0, 1.0]], [[1.0, 2.0], [3.0, 4.0]]]
    """
    array = read_numbers(text)
    shapes: dict[tuple[int, ...], Here]
    shapes = {whole.shape: np.s_[:], whole.shape[1:]: np.s_[n], whole.shape[2:]: np.s_[n, c]}
    if array.shape not in shapes:
        raise _wrong_shape(array.shape, " / ".join(map(str, shapes)))
    return _replaced(whole, shapes[array.shape], array)


def resized(x: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """The tensor in another shape of as many axes: cut off at the end, or filled with 0.

    >>> resized(np.array([[1, 2], [3, 4]]), (1, 3))
    array([[1, 2, 0]])
    """
    new = np.zeros(shape, x.dtype)
    common = tuple(slice(min(pair)) for pair in zip(x.shape, shape, strict=True))
    new[common] = x[common]
    return new


def _replaced(x: np.ndarray, here: Here, numbers: np.ndarray) -> np.ndarray:
    """A copy of ``x`` that holds ``numbers`` there, all of them still exact."""
    both = np.result_type(x, numbers)
    rest = x.copy()
    rest[here] = 0
    for array in (rest, numbers):
        # As Python's numbers: NumPy compares 2**53 + 1 and 2.0**53 as equal.
        if array.dtype != both and (array.astype(object) != array.astype(both)).any():
            raise _inexact(both)
    new = x.astype(both)
    new[here] = numbers
    return new


def _fits_alone(word: str) -> bool:
    """Whether 64 bits hold a refused number, so that only its neighbours are in the way."""
    try:
        return -(2**63) <= int(word) < 2**63
    except ValueError:
        return False


def _inexact(dtype: npt.DTypeLike) -> Refusal:
    return Refusal(
        "numbers_inexact",
        "whole numbers beyond 2**53 and numbers with a point cannot stand in one tensor: "
        "{dtype} would round them",
        dtype=str(np.dtype(dtype)),
    )


def _cell_at(rows: list[list[str]], misread: Misread) -> tuple[int, int]:
    """The cell in whose text a Misread points."""
    i = min(misread.line, len(rows)) - 1
    ends = np.cumsum([len(text) + 1 for text in rows[i]])  # with the tab behind each
    j = int(np.searchsorted(ends, misread.column - 1, side="right"))
    return i, min(j, len(rows[i]) - 1)


def _no_number(rows: list[list[str]], row: int, column: int) -> Refusal:
    return Refusal(
        "cell_unread",
        "row {row}, column {column} must hold a number that 64 bits keep exactly, "
        "it holds {found!r}",
        row=row,
        column=column,
        found=plain(rows[row][column]),
    )


def _wrong_shape(got: tuple[int, ...], wanted: str) -> Refusal:
    return Refusal(
        "paste_shape",
        "numbers of shape {wanted} are needed here, these have {got}",
        wanted=wanted,
        got=str(got),
    )
