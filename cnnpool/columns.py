"""im2col and its adjoint col2im: every window of a tensor as one column of a matrix.

Source: the article's cell In[2]; the argument order is its own.
"""

import numpy as np
import numpy.typing as npt

from cnnpool.axis import Axis
from cnnpool.checks import (
    Pair,
    Shape,
    Sides,
    as_array,
    as_pads,
    as_pair,
    check_int,
    gradient_dtype,
    sum_dtype,
)
from cnnpool.geometry import Grid


def im2col(
    x: npt.ArrayLike,
    kernel_size: Pair,
    output_size: Pair,
    stride: Pair,
    padding: Sides,
    *,
    dilation: Pair = 1,
    pad_value: float | np.generic = 0,
) -> np.ndarray:
    """Copy every window of ``x`` into a column.

    x: (N, C, H, W) -> (C*KH*KW, N*OH*OW), columns ordered n, oh, ow; dtype of ``x``.
    Every int may be an ``(h, w)`` pair, ``padding`` also ``((top, bottom), (left, right))``.
    A window that runs past the edge reads ``pad_value`` there, never a neighbour.

    Raises TypeError for a wrong type and ValueError for a wrong value.

    >>> x = np.arange(16).reshape(1, 1, 4, 4)
    >>> im2col(x, 2, 2, 2, 0)
    array([[ 0,  2,  8, 10],
           [ 1,  3,  9, 11],
           [ 4,  6, 12, 14],
           [ 5,  7, 13, 15]])
    """
    x = as_array("x", x)
    N, C, H, W = x.shape
    grid = _grid((H, W), kernel_size, output_size, stride, padding, dilation)
    (KH, KW), (OH, OW) = grid.kernel, grid.shape

    cols = np.full((KH * KW, N, C, OH, OW), _fill(pad_value, x.dtype), dtype=x.dtype)
    for tap in grid.taps():
        cols[tap.offset][tap.target] = x[tap.source]
    # (KH*KW, N, C, OH, OW) -> (C, KH*KW, N, OH, OW) -> (C*KH*KW, N*OH*OW)
    return cols.transpose(2, 0, 1, 3, 4).reshape(C * KH * KW, N * OH * OW)


def col2im(
    cols: npt.ArrayLike,
    input_shape: Shape,
    kernel_size: Pair,
    output_size: Pair,
    stride: Pair,
    padding: Sides,
    *,
    dilation: Pair = 1,
) -> np.ndarray:
    """Add every column back to the cells it was copied from: the adjoint of ``im2col``.

    cols: (C*KH*KW, N*OH*OW) -> (N, C, H, W). Where windows overlap, cells add; what lay in the
    padding is dropped. Sums are accumulated in at least float32; the result has the floating
    dtype of ``cols``, or float64 for integers.

    >>> cols = np.ones((4, 4))
    >>> col2im(cols, (1, 1, 3, 3), 2, 2, 1, 0)[0, 0]
    array([[1., 2., 1.],
           [2., 4., 2.],
           [1., 2., 1.]])
    """
    cols = as_array("cols", cols, ndim=2)
    N, C, H, W = _input_shape(input_shape)
    grid = _grid((H, W), kernel_size, output_size, stride, padding, dilation)
    (KH, KW), (OH, OW) = grid.kernel, grid.shape
    wanted = (C * KH * KW, N * OH * OW)
    if cols.shape != wanted:
        raise ValueError(f"cols must have shape (C*KH*KW, N*OH*OW) = {wanted}, got {cols.shape}")

    dtype = gradient_dtype(cols)
    # (C*KH*KW, N*OH*OW) -> (C, KH*KW, N, OH, OW) -> (KH*KW, N, C, OH, OW)
    taps = cols.reshape(C, KH * KW, N, OH, OW).transpose(1, 2, 0, 3, 4)
    x = np.zeros((N, C, H, W), dtype=sum_dtype(dtype))
    with np.errstate(all="ignore"):  # sums that leave the dtype become infinite, as in the layer
        for tap in grid.taps():
            x[tap.source] += taps[tap.offset][tap.target]
        return x.astype(dtype, copy=False)


def _grid(
    input_shape: tuple[int, int],
    kernel_size: Pair,
    output_size: Pair,
    stride: Pair,
    padding: Sides,
    dilation: Pair,
) -> Grid:
    kernel = as_pair("kernel_size", kernel_size)
    out = as_pair("output_size", output_size)
    stride = as_pair("stride", stride)
    dilation = as_pair("dilation", dilation)
    pads = as_pads(padding)
    return Grid(
        *(Axis(input_shape[i], kernel[i], stride[i], *pads[i], dilation[i], out[i]) for i in (0, 1))
    )


def _input_shape(shape: object) -> tuple[int, ...]:
    if not isinstance(shape, (tuple, list)) or len(shape) != 4:
        raise ValueError(f"input_shape must be (N, C, H, W), got {shape!r}")
    return tuple(check_int("input_shape", size, 1) for size in shape)


def _fill(value: object, dtype: np.dtype) -> np.ndarray:
    """``value`` as a scalar of ``dtype``, refused where it would become another number."""
    number = np.asarray(value)
    if number.ndim or number.dtype.kind not in "fiub":
        raise TypeError(f"pad_value must be a number, got {value!r}")
    with np.errstate(invalid="ignore", over="ignore"):
        cast = number.astype(dtype)
    overflows = np.isinf(cast) and not np.isinf(number)
    if overflows or (dtype.kind != "f" and cast != number):
        raise ValueError(f"pad_value {value!r} does not fit into dtype {dtype}")
    return cast
