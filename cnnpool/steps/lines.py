"""The article's cells In[3] to In[12] as lines of NumPy: what the page shows, and runs.

Every function is one way to make one array. Its body, without the ``return``, is the text that
stands on the page; its arguments are arrays of earlier steps and the names of ``recipe.names``.
"""

from collections.abc import Callable

import numpy as np

from cnnpool.checks import Pads
from cnnpool.columns import col2im, im2col

Array = np.ndarray
Pair = tuple[int, int]

# --- the tensor -------------------------------------------------------------------------------


def drawn(seed: int, low: int, high: int, N: int, C: int, H: int, W: int) -> Array:
    x = np.random.RandomState(seed).randint(low, high, (N, C, H, W))
    return x


def given(tensor: Array) -> Array:
    x = tensor
    return x


def plane(tensor: Array, n: int, c: int) -> Array:
    x = tensor[n : n + 1, c : c + 1]
    return x


# --- forward ----------------------------------------------------------------------------------


def columns_of(
    x: Array, kernel: Pair, output: Pair, stride: Pair, padding: Pads, dilation: Pair
) -> Array:
    cols = im2col(x, kernel, output, stride, padding, dilation=dilation)
    return cols


def columns_as_floats(
    x: Array, kernel: Pair, output: Pair, stride: Pair, padding: Pads, dilation: Pair
) -> Array:
    cols = im2col(x.astype(float), kernel, output, stride, padding, dilation=dilation)
    return cols


def columns_where_padding_never_wins(
    x: Array, kernel: Pair, output: Pair, stride: Pair, padding: Pads, dilation: Pair
) -> Array:
    cols = im2col(
        x.astype(float), kernel, output, stride, padding, dilation=dilation, pad_value=-np.inf
    )
    return cols


def columns_of_large_integers(
    x: Array, kernel: Pair, output: Pair, stride: Pair, padding: Pads, dilation: Pair
) -> Array:
    least = np.iinfo(x.dtype).min  # floats would round numbers beyond 2**53
    cols = im2col(x, kernel, output, stride, padding, dilation=dilation, pad_value=least)
    return cols


def window_rows(cols: Array, KH: int, KW: int) -> Array:
    x_col = cols.T.reshape(-1, KH * KW)
    return x_col


def counted_with_padding(
    N: int,
    C: int,
    H: int,
    W: int,
    PT: int,
    PB: int,
    PL: int,
    PR: int,
    KH: int,
    KW: int,
    kernel: Pair,
    output: Pair,
    stride: Pair,
    dilation: Pair,
) -> Array:
    inside = np.ones((N, C, PT + H + PB, PL + W + PR))
    counted = im2col(inside, kernel, output, stride, 0, dilation=dilation)
    divisor = counted.T.reshape(-1, KH * KW).sum(axis=1)
    return divisor


def counted_without_padding(
    x: Array,
    KH: int,
    KW: int,
    kernel: Pair,
    output: Pair,
    stride: Pair,
    padding: Pads,
    dilation: Pair,
) -> Array:
    inside = np.ones(x.shape)
    counted = im2col(inside, kernel, output, stride, padding, dilation=dilation)
    divisor = counted.T.reshape(-1, KH * KW).sum(axis=1)
    return divisor


def overridden(x_col: Array, divisor_override: int) -> Array:
    divisor = np.full(len(x_col), divisor_override)
    return divisor


def largest(x_col: Array) -> Array:
    y_flat = np.max(x_col, axis=1)
    return y_flat


def mean(x_col: Array, divisor: Array) -> Array:
    y_flat = x_col.sum(axis=1) / divisor
    return y_flat


def norm(x_col: Array, p: float) -> Array:
    y_flat = (np.abs(x_col) ** p).sum(axis=1) ** (1 / p)
    return y_flat


def tensor_again(y_flat: Array, N: int, OH: int, OW: int, C: int) -> Array:
    y = y_flat.reshape(N, OH, OW, C).transpose(0, 3, 1, 2)
    return y


def first_largest(x_col: Array) -> Array:
    max_index = np.argmax(x_col, axis=1)
    return max_index


def first_largest_inside(
    x: Array,
    x_col: Array,
    y_flat: Array,
    KH: int,
    KW: int,
    kernel: Pair,
    output: Pair,
    stride: Pair,
    padding: Pads,
    dilation: Pair,
) -> Array:
    inside = im2col(np.ones(x.shape, bool), kernel, output, stride, padding, dilation=dilation)
    inside = inside.T.reshape(-1, KH * KW)
    max_index = np.argmax((x_col == y_flat[:, None]) & inside | np.isnan(x_col), axis=1)
    return max_index


# --- backward ---------------------------------------------------------------------------------


def ones(y: Array) -> Array:
    dy = np.ones(y.shape).transpose(0, 2, 3, 1)
    return dy


def channels_last(upstream: Array) -> Array:
    dy = upstream.transpose(0, 2, 3, 1)
    return dy


def to_the_winners(dy: Array, max_index: Array, KH: int, KW: int) -> Array:
    routed = np.zeros((KH * KW, dy.size))
    routed[max_index, np.arange(dy.size)] = dy.reshape(-1)
    return routed


def evenly(
    x: Array,
    dy: Array,
    divisor: Array,
    KH: int,
    KW: int,
    kernel: Pair,
    output: Pair,
    stride: Pair,
    padding: Pads,
    dilation: Pair,
) -> Array:
    inside = im2col(np.ones(x.shape, bool), kernel, output, stride, padding, dilation=dilation)
    inside = inside.T.reshape(-1, KH * KW).T
    routed = np.where(inside, dy.reshape(-1) / divisor, 0)
    return routed


def by_slope(
    x: Array,
    dy: Array,
    x_col: Array,
    y_flat: Array,
    p: float,
    KH: int,
    KW: int,
    kernel: Pair,
    output: Pair,
    stride: Pair,
    padding: Pads,
    dilation: Pair,
) -> Array:
    inside = im2col(np.ones(x.shape, bool), kernel, output, stride, padding, dilation=dilation)
    inside = inside.T.reshape(-1, KH * KW).T & (y_flat != 0)
    slope = np.sign(x_col.T) * np.abs(x_col.T) ** (p - 1) * y_flat ** (1 - p)
    routed = np.where(inside, slope * dy.reshape(-1), 0)
    return routed


def columns_again(routed: Array, N: int, C: int, OH: int, OW: int, KH: int, KW: int) -> Array:
    columns = routed.reshape(KH, KW, N, OH, OW, C).transpose(5, 0, 1, 2, 3, 4)
    columns = columns.reshape(C * KH * KW, N * OH * OW)
    return columns


def added_up(
    columns: Array,
    x: Array,
    kernel: Pair,
    output: Pair,
    stride: Pair,
    padding: Pads,
    dilation: Pair,
) -> Array:
    dx = col2im(columns, x.shape, kernel, output, stride, padding, dilation=dilation)
    return dx


# --- the layouts of im2col that people mix up -------------------------------------------------


def article(cols: Array) -> Array:
    layout = cols
    return layout


def rows(cols: Array, KH: int, KW: int) -> Array:
    layout = cols.T.reshape(-1, KH * KW)
    return layout


def book(cols: Array) -> Array:
    layout = cols.T
    return layout


def cs231n(cols: Array, N: int, OH: int, OW: int) -> Array:
    layout = cols.reshape(-1, N, OH * OW).transpose(0, 2, 1).reshape(-1, OH * OW * N)
    return layout


def unfold(cols: Array, N: int, OH: int, OW: int) -> Array:
    layout = cols.reshape(-1, N, OH * OW).transpose(1, 0, 2)
    return layout


LAYOUTS: dict[str, Callable[..., Array]] = {
    "article": article,
    "rows": rows,
    "book": book,
    "cs231n": cs231n,
    "unfold": unfold,
}
