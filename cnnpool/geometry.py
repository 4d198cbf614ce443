"""Where the windows of a pooling layer lie: checked settings and all index arithmetic.

Notation, here and everywhere a person can see a letter:

====================  ==================================================================
``N C H W``           batch, channels, input height and width
``KH KW``             kernel height and width
``SH SW``             stride
``PT PB PL PR``       padding at the top, bottom, left and right
``DH DW``             dilation: the step between the cells of one window
``OH OW``             output height and width
``L = OH * OW``       windows in a plane; a plane is one ``(n, c)``
====================  ==================================================================

A *tap* is one offset ``(kh, kw)`` inside the window. For one tap, the cells read by all windows
form one strided slice of the input: what is plain here walks the taps.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from types import EllipsisType
from typing import Any, Literal, NamedTuple

import numpy as np

from cnnpool.axis import Axis, output_size, same_padding
from cnnpool.checks import Padding, Pads, Pair, as_pads, as_pair, check_flag
from cnnpool.errors import Refusal

Same = Literal["same_upper", "same_lower"]
SAME: tuple[Same, ...] = ("same_upper", "same_lower")
SMALL = 512  # cells of all windows of a plane

PlanePart = tuple[EllipsisType, slice, slice]  # the same rows and columns of all planes


class Tap(NamedTuple):
    """One offset of the window: ``y[target]`` are the windows that read ``x[source]``."""

    offset: int
    target: PlanePart
    source: PlanePart


def _kept_where_small(make: Callable[["Grid"], Any]) -> property:
    """A property that is made once where it is small: what a layer keeps must be little."""
    name = f"_{make.__name__}"

    def get(grid: "Grid") -> Any:
        if name in grid.__dict__:
            return grid.__dict__[name]
        made = make(grid)
        for array in made if isinstance(made, tuple) else [made]:
            if array is not None:
                array.flags.writeable = False
        if math.prod(grid.shape) * math.prod(grid.kernel) <= SMALL:
            grid.__dict__[name] = made
        return made

    return property(get, doc=make.__doc__)


@dataclass(frozen=True)
class Grid:
    """All windows over one (H, W) plane."""

    rows: Axis
    cols: Axis

    @property
    def input_shape(self) -> tuple[int, int]:
        """(H, W)."""
        return self.rows.size, self.cols.size

    @property
    def kernel(self) -> tuple[int, int]:
        """(KH, KW)."""
        return self.rows.kernel, self.cols.kernel

    @property
    def shape(self) -> tuple[int, int]:
        """(OH, OW)."""
        return self.rows.out, self.cols.out

    @cached_property
    def overlaps(self) -> bool:
        """Whether two windows can read one cell."""
        return any(axis.extent > axis.stride for axis in (self.rows, self.cols))

    def taps(self) -> Iterator[Tap]:
        """Every tap in row-major order, its offset counted from 0 to KH*KW - 1."""
        for kh in range(self.rows.kernel):
            target_rows, source_rows = self.rows.reach(kh)
            for kw in range(self.cols.kernel):
                target_cols, source_cols = self.cols.reach(kw)
                yield Tap(
                    kh * self.cols.kernel + kw,
                    (..., target_rows, target_cols),
                    (..., source_rows, source_cols),
                )

    @cached_property
    def offset_dtype(self) -> np.dtype:
        """The smallest dtype that holds every offset of a window."""
        return np.min_scalar_type(self.rows.kernel * self.cols.kernel - 1)

    @_kept_where_small
    def starts(self) -> np.ndarray:
        """Where every window begins, as ``h*W + w``, shape (OH, OW); in padding that is no cell."""
        rows, cols = (axis.positions()[:, 0] for axis in (self.rows, self.cols))
        return np.add.outer(rows * self.cols.size, cols)

    @_kept_where_small
    def further(self) -> np.ndarray:
        """How far behind the start of its window every offset lies, shape (KH*KW,)."""
        rows, cols = (np.arange(axis.kernel) * axis.dilation for axis in (self.rows, self.cols))
        return np.add.outer(rows * self.cols.size, cols).reshape(-1)

    @_kept_where_small
    def real(self) -> tuple[np.ndarray, np.ndarray | None]:
        """``cells`` with the window's first real cell in the place of padding, and its offset.

        What repeats a cell of the window changes no maximum. The offsets, (L, KH*KW), are None
        where nothing is padding.
        """
        cells = self.cells()
        padding = cells < 0
        if not padding.any():
            return cells, None
        first = (~padding).argmax(axis=1)[:, None]
        offsets = np.where(padding, first, np.arange(cells.shape[1]))
        return np.take_along_axis(cells, offsets, axis=1), offsets

    def cells(self) -> np.ndarray:
        """The input cell ``h*W + w`` at every offset of every window, or -1 for padding.

        Shape (L, KH*KW): windows and offsets both in row-major order.
        """
        inside = self.rows.inside()[:, None, :, None] & self.cols.inside()[None, :, None, :]
        rows = self.rows.positions()[:, None, :, None]
        cols = self.cols.positions()[None, :, None, :]
        flat = np.where(inside, rows * self.cols.size + cols, -1)
        return flat.reshape(self.rows.out * self.cols.out, -1)

    def readers(self) -> np.ndarray:
        """How many windows read each input cell, shape (H, W)."""
        rows, cols = (
            np.bincount(axis.positions()[axis.inside()], minlength=axis.size)
            for axis in (self.rows, self.cols)
        )
        return np.outer(rows, cols)


@dataclass(frozen=True)
class Geometry:
    """Kernel, stride, padding, dilation and rounding of a layer, checked once.

    Every argument is an int or an ``(h, w)`` pair; ``stride=None`` means the kernel; ``padding``
    may also be ``((top, bottom), (left, right))``, "valid", "same_upper" or "same_lower".
    """

    kernel: tuple[int, int]
    stride: tuple[int, int]
    padding: Pads | Same
    dilation: tuple[int, int]
    ceil_mode: bool

    @classmethod
    def checked(
        cls,
        kernel_size: Pair,
        stride: Pair | None,
        padding: Padding,
        dilation: Pair,
        ceil_mode: bool,
    ) -> "Geometry":
        kernel = as_pair("kernel_size", kernel_size)
        stride = kernel if stride is None else as_pair("stride", stride)
        dilation = as_pair("dilation", dilation)
        if isinstance(padding, str) and padding == "valid":
            padding = 0
        if not isinstance(padding, str) or padding not in SAME:
            padding = as_pads(padding, SAME)
            _check_padding(padding, kernel, dilation)
        return cls(kernel, stride, padding, dilation, check_flag("ceil_mode", ceil_mode))

    def grid(self, height: int, width: int) -> Grid:
        """The windows over a (height, width) plane; a Refusal where there is none to speak of."""
        return Grid(*(self._axis(i, size) for i, size in enumerate((height, width))))

    def _axis(self, i: int, size: int) -> Axis:
        kernel, stride, dilation = self.kernel[i], self.stride[i], self.dilation[i]
        if isinstance(self.padding, str):
            before, after = same_padding(size, kernel, stride, dilation, self.padding)
            out = -(-size // stride)
        else:
            before, after = self.padding[i]
            out = output_size(size, kernel, stride, before, after, dilation, self.ceil_mode)
        axis = Axis(size, kernel, stride, before, after, dilation, out)
        _check_axis(axis, ("height", "width")[i])
        return axis


def _check_padding(padding: Pads, kernel: tuple[int, int], dilation: tuple[int, int]) -> None:
    names = (("top", "bottom"), ("left", "right"))
    for i, pads in enumerate(padding):
        reach = dilation[i] * (kernel[i] - 1) + 1
        for name, pad in zip(names[i], pads, strict=True):
            if pad >= reach:
                raise Refusal(
                    "padding_too_large",
                    "padding must be smaller than the effective kernel {reach} "
                    "(dilation * (kernel - 1) + 1), got {pad} at the {side}",
                    reach=reach,
                    pad=pad,
                    side=name,
                )


def _check_axis(axis: Axis, name: str) -> None:
    if axis.out < 1:
        raise Refusal(
            "no_window_fits",
            "the output {axis} would be {out}: a window of {reach} does not fit into "
            "{padded} cells ({size} of the input, {pads} of padding)",
            axis=name,
            out=axis.out,
            reach=axis.dilation * (axis.kernel - 1) + 1,
            padded=axis.size + axis.before + axis.after,
            size=axis.size,
            pads=axis.before + axis.after,
        )
    empty = np.flatnonzero(~axis.inside().any(axis=1))
    if empty.size:
        raise Refusal(
            "window_without_cells",
            "window {window} of the output {axis} covers no input cell: with kernel {kernel}, "
            "dilation {dilation} and padding ({before}, {after}) all its cells are padding "
            "on an input of {size}",
            window=int(empty[0]),
            axis=name,
            kernel=axis.kernel,
            dilation=axis.dilation,
            before=axis.before,
            after=axis.after,
            size=axis.size,
        )
