"""The article's cells In[3] to In[12] as lines of NumPy: what the page shows, and runs.

Every function is one way to make one array. Its body, without the ``return``, is the text that
stands on the page; its arguments are arrays of earlier steps and the names of ``recipe.names``.
"""

import numpy as np

from cnnpool.columns import col2im, im2col

# --- the tensor -------------------------------------------------------------------------------


def drawn(seed, low, high, N, C, H, W):
    x = np.random.RandomState(seed).randint(low, high, (N, C, H, W))
    return x


def given(tensor):
    x = tensor
    return x


def plane(tensor, n, c):
    x = tensor[n : n + 1, c : c + 1]
    return x


# --- forward ----------------------------------------------------------------------------------


def columns_of(x, kernel, output, stride, padding, dilation):
    cols = im2col(x, kernel, output, stride, padding, dilation=dilation)
    return cols


def columns_as_floats(x, kernel, output, stride, padding, dilation):
    cols = im2col(x.astype(float), kernel, output, stride, padding, dilation=dilation)
    return cols


def columns_where_padding_never_wins(x, kernel, output, stride, padding, dilation):
    cols = im2col(
        x.astype(float), kernel, output, stride, padding, dilation=dilation, pad_value=-np.inf
    )
    return cols


def columns_of_large_integers(x, kernel, output, stride, padding, dilation):
    least = np.iinfo(x.dtype).min  # floats would round numbers beyond 2**53
    cols = im2col(x, kernel, output, stride, padding, dilation=dilation, pad_value=least)
    return cols


def window_rows(cols, KH, KW):
    x_col = cols.T.reshape(-1, KH * KW)
    return x_col


def counted_with_padding(N, C, H, W, PT, PB, PL, PR, KH, KW, kernel, output, stride, dilation):
    inside = np.ones((N, C, PT + H + PB, PL + W + PR))
    counted = im2col(inside, kernel, output, stride, 0, dilation=dilation)
    divisor = counted.T.reshape(-1, KH * KW).sum(axis=1)
    return divisor


def counted_without_padding(x, KH, KW, kernel, output, stride, padding, dilation):
    inside = np.ones(x.shape)
    counted = im2col(inside, kernel, output, stride, padding, dilation=dilation)
    divisor = counted.T.reshape(-1, KH * KW).sum(axis=1)
    return divisor


def overridden(x_col, divisor_override):
    divisor = np.full(len(x_col), divisor_override)
    return divisor


def largest(x_col):
    y_flat = np.max(x_col, axis=1)
    return y_flat


def mean(x_col, divisor):
    y_flat = x_col.sum(axis=1) / divisor
    return y_flat


def norm(x_col, p):
    y_flat = (np.abs(x_col) ** p).sum(axis=1) ** (1 / p)
    return y_flat


def tensor_again(y_flat, N, OH, OW, C):
    y = y_flat.reshape(N, OH, OW, C).transpose(0, 3, 1, 2)
    return y


def first_largest(x_col):
    max_index = np.argmax(x_col, axis=1)
    return max_index


def first_largest_inside(x, x_col, y_flat, KH, KW, kernel, output, stride, padding, dilation):
    inside = im2col(np.ones(x.shape, bool), kernel, output, stride, padding, dilation=dilation)
    inside = inside.T.reshape(-1, KH * KW)
    max_index = np.argmax((x_col == y_flat[:, None]) & inside | np.isnan(x_col), axis=1)
    return max_index


# --- backward ---------------------------------------------------------------------------------


def ones(y):
    dy = np.ones(y.shape).transpose(0, 2, 3, 1)
    return dy


def channels_last(upstream):
    dy = upstream.transpose(0, 2, 3, 1)
    return dy


def to_the_winners(dy, max_index, KH, KW):
    routed = np.zeros((KH * KW, dy.size))
    routed[max_index, np.arange(dy.size)] = dy.reshape(-1)
    return routed


def evenly(x, dy, divisor, KH, KW, kernel, output, stride, padding, dilation):
    inside = im2col(np.ones(x.shape, bool), kernel, output, stride, padding, dilation=dilation)
    inside = inside.T.reshape(-1, KH * KW).T
    routed = np.where(inside, dy.reshape(-1) / divisor, 0)
    return routed


def by_slope(x, dy, x_col, y_flat, p, KH, KW, kernel, output, stride, padding, dilation):
    inside = im2col(np.ones(x.shape, bool), kernel, output, stride, padding, dilation=dilation)
    inside = inside.T.reshape(-1, KH * KW).T & (y_flat != 0)
    slope = np.sign(x_col.T) * np.abs(x_col.T) ** (p - 1) * y_flat ** (1 - p)
    routed = np.where(inside, slope * dy.reshape(-1), 0)
    return routed


def columns_again(routed, N, C, OH, OW, KH, KW):
    columns = routed.reshape(KH, KW, N, OH, OW, C).transpose(5, 0, 1, 2, 3, 4)
    columns = columns.reshape(C * KH * KW, N * OH * OW)
    return columns


def added_up(columns, x, kernel, output, stride, padding, dilation):
    dx = col2im(columns, x.shape, kernel, output, stride, padding, dilation=dilation)
    return dx


# --- the layouts of im2col that people mix up -------------------------------------------------


def article(cols):
    layout = cols
    return layout


def rows(cols, KH, KW):
    layout = cols.T.reshape(-1, KH * KW)
    return layout


def book(cols):
    layout = cols.T
    return layout


def cs231n(cols, N, OH, OW):
    layout = cols.reshape(-1, N, OH * OW).transpose(0, 2, 1).reshape(-1, OH * OW * N)
    return layout


def unfold(cols, N, OH, OW):
    layout = cols.reshape(-1, N, OH * OW).transpose(1, 0, 2)
    return layout


LAYOUTS = {
    "article": article,
    "rows": rows,
    "book": book,
    "cs231n": cs231n,
    "unfold": unfold,
}
