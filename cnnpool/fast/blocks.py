"""A large tensor cut into blocks that fit into a core's cache, and the cores that work on them.

NumPy lets go of Python's lock inside a ufunc, so plain threads share the work. Every block
writes to cells of its own: nothing is locked, and the result is the same for any number of
threads.
"""

import math
import os
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, replace
from threading import Thread

import numpy as np
import numpy.typing as npt

from cnnpool.geometry import Grid

BLOCK_CELLS = 2**19  # input cells of a block, at most: more than this is not quicker
LEAST_CELLS = 2**15  # and if the tensor is small
ALONE = 2**17  # input cells up to which a second thread costs more than it saves


@dataclass(frozen=True)
class Block:
    """Some planes, or some rows of one plane, and the windows that belong to them."""

    planes: slice
    cells: slice  # rows of the input
    windows: slice  # rows of the output
    grid: Grid  # these windows over these cells


class Scratch:
    """Arrays that are written again and again, block after block: new memory is slow to touch."""

    def __init__(self) -> None:
        self._kept: dict[tuple[Hashable, np.dtype], np.ndarray] = {}

    def __call__(self, name: Hashable, count: int, dtype: npt.DTypeLike) -> np.ndarray:
        """The first ``count`` items of the array of that name, holding anything."""
        dtype = np.dtype(dtype)
        kept = self._kept.get((name, dtype))
        if kept is None or kept.size < count:
            kept = self._kept[name, dtype] = np.empty(count, dtype)
        return kept[:count]

    def array(self, name: Hashable, shape: tuple[int, ...], dtype: npt.DTypeLike) -> np.ndarray:
        """The same in a shape."""
        return self(name, math.prod(shape), dtype).reshape(shape)


def forward_blocks(planes: int, grid: Grid) -> Iterator[Block]:
    """Every window in one block; two blocks may read the same cells."""
    rows = grid.rows
    wide, deep = _sizes(planes, grid)
    for here in pieces(planes, wide):
        for windows in pieces(rows.out, max(1, deep // rows.stride)):
            top, end = rows.start(windows.start), rows.start(windows.stop - 1) + rows.extent
            yield _block(here, slice(max(0, top), min(rows.size, end)), windows, grid)


def backward_blocks(planes: int, grid: Grid, in_cache: bool = True) -> Iterator[Block]:
    """Every input cell that a window reads in one block; two blocks may read the same windows.

    Not ``in_cache``: a few blocks for every core, for work that needs no room of its own.
    """
    rows = grid.rows
    wide, deep = _sizes(planes, grid, in_cache)
    for here in pieces(planes, wide):
        for cells in pieces(rows.size, deep):
            windows = rows.windows_over(cells)
            if windows.start < windows.stop:
                yield _block(here, cells, windows, grid)


def _sizes(planes: int, grid: Grid, in_cache: bool = True) -> tuple[int, int]:
    """How many planes, and how many rows of a plane, a block has at most.

    Every core takes room for the arrays of one block: a block is the smaller the fewer cells
    there are for each.
    """
    H, W = (max(axis.size, axis.reach_of_all) for axis in (grid.rows, grid.cols))
    share = planes * H * W // max(2, cores())
    cells = min(BLOCK_CELLS, share // 8) if in_cache else share // 2
    cells = max(LEAST_CELLS, cells)
    return max(1, cells // (H * W)), max(1, cells // W)


def pieces(count: int, most: int) -> Iterator[slice]:
    """``count`` things in pieces of nearly one size, none larger than ``most``."""
    pieces = -(-count // most)
    for i in range(pieces):
        yield slice(i * count // pieces, (i + 1) * count // pieces)


def _block(planes: slice, cells: slice, windows: slice, grid: Grid) -> Block:
    rows = replace(
        grid.rows,
        size=cells.stop - cells.start,
        before=cells.start - grid.rows.start(windows.start),
        out=windows.stop - windows.start,
    )
    return Block(planes, cells, windows, replace(grid, rows=rows))


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def each(work: Callable[[Block, Scratch], None], blocks: Iterator[Block], cells: int) -> None:
    """Call ``work`` for every block, on all cores where ``cells`` of input are worth it."""
    listed = list(blocks)
    threads = min(len(listed), cores()) if cells > ALONE else 1

    def work_through(part: list[Block]) -> None:
        scratch = Scratch()
        with np.errstate(all="ignore"):  # a setting of the thread
            for block in part:
                work(block, scratch)

    parts = [listed[i::threads] for i in range(threads)]
    errors: list[BaseException] = []

    def work_aside(part: list[Block]) -> None:
        try:
            work_through(part)
        except BaseException as error:  # raised again below, where the caller can see it
            errors.append(error)

    helpers = [Thread(target=work_aside, args=[part]) for part in parts[1:]]
    started = [helper for helper in helpers if _start(helper)]
    for helper, part in zip([None, *helpers], parts, strict=True):
        if helper not in started:
            work_aside(part)
    for helper in started:
        helper.join()
    if errors:
        raise errors[0]


def _start(thread: Thread) -> bool:
    """Whether a thread could be started: not while Python ends, not beyond the system's limit."""
    try:
        thread.start()
    except RuntimeError:
        return False
    return True
