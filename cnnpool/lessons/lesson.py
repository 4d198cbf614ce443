"""What an answer is made of: a state of the page, the numbers it speaks of, and its pictures."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from cnnpool.scene import Scene, make_scene
from cnnpool.settings import Settings
from cnnpool.shapes import Box, Frame
from cnnpool.tensors import typed_tensor
from cnnpool.trace import Window
from cnnpool.typed_numbers import pack

PLANE, OUTPUT = ("h", "w"), ("oh", "ow")

Fact = float | str | tuple[float, ...]


@dataclass(frozen=True)
class Picture:
    """A small array; the catalogues know its title by ``name``.

    ``kind`` is "values", "gradients" or "counts": all pictures of a kind share one scale in an
    answer. ``axes`` name the rows and the columns; with ``labels`` (rows, columns) it is a
    matrix, else a plane. ``winners`` are cells (row, column), ``windows`` boxes of cells, (first
    row, first column, last row, last column). ``frame`` and ``unread`` are those of a ``Scene``.
    """

    name: str
    array: np.ndarray
    kind: str
    axes: tuple[str, str]
    labels: tuple[list[str], list[str]] | None = None
    winners: tuple[tuple[int, int], ...] = ()
    windows: tuple[Box, ...] = ()
    frame: Frame | None = None
    unread: np.ndarray | None = None


@dataclass(frozen=True)
class Word:
    """A cell of a table that is said in words: a key of the catalogues."""

    key: str


TableRow = tuple[int | str | Word, ...]


@dataclass(frozen=True)
class Table:
    """A few rows of numbers, code (text) and words; ``columns`` are keys of the catalogues."""

    columns: tuple[str, ...]
    rows: tuple[TableRow, ...]


@dataclass(frozen=True)
class Lesson:
    """The answer to one question of ``settings.QUESTIONS``, without its words.

    ``preset`` is the state in which Explore shows it. ``facts`` are the numbers of the text: a
    number, several (a cell, the numbers of a window), or a formula.
    """

    name: str
    preset: Settings
    facts: Mapping[str, Fact]
    pictures: tuple[Picture, ...]
    table: Table | None = None


def typed(rows: npt.ArrayLike, **settings: Any) -> Settings:
    """Settings about typed numbers: one plane (H, W), or a whole tensor (N, C, H, W).

    >>> scene(typed([[1, 2], [2, 2]])).trace.y
    array([[[[2]]]])
    """
    x = np.asarray(rows)
    x = x.reshape(1, 1, *x.shape) if x.ndim == 2 else x
    return Settings(source="numbers", x=pack(x), **settings)


def scene(preset: Settings) -> Scene:
    """What Explore shows for a preset: all facts and pictures are taken from it."""
    return make_scene(typed_tensor(preset), preset.layer(), preset)


def pinned(here: Scene, preset: Settings) -> Window:
    """The window that the preset pins."""
    assert preset.win is not None
    oh, ow = divmod(preset.win, here.grid.shape[1])
    return here.trace.window(0, oh, ow, 0)


def won(window: Window) -> tuple[int, int]:
    """The input cell that wins a window without padding."""
    assert window.winner is not None
    return window.cells[window.winner]


def where(mask: np.ndarray) -> tuple[tuple[int, int], ...]:
    """The cells (row, column) of a mask."""
    return tuple((int(row), int(column)) for row, column in np.argwhere(mask))


def reads(window: Window) -> Box:
    """The box of cells that a window reads, padding included, for ``Picture.windows``."""
    (top, left), (bottom, right) = window.positions[[0, -1]].tolist()
    return top, left, bottom, right


def numbers(values: npt.ArrayLike) -> tuple[float, ...]:
    """An array's numbers, flat, as Python's own."""
    return tuple(np.asarray(values).ravel().tolist())


def names_its_cell(*shape: int) -> np.ndarray:
    """Numbers that say where they stand: 10h + w in a plane, 100c + 10h + w in planes.

    >>> names_its_cell(2, 3)
    array([[ 0,  1,  2],
           [10, 11, 12]])
    """
    places = np.indices(shape)
    return sum(place * 10**i for i, place in enumerate(places[::-1]))


def without_pin(preset: Settings, **changes: Any) -> Settings:
    """The same state with other settings, to compare with."""
    return replace(preset, win=None, **changes)
