"""im2col and col2im: the first is a copy of every window, the second is its adjoint."""

import numpy as np
import pytest
from hypothesis import given

from cnnpool import col2im, im2col
from cnnpool.axis import Axis
from cnnpool.geometry import Grid
from tests.core.strategies import FLOATS, INTS, cuts


def named(N, C, H, W) -> np.ndarray:
    """Every cell says where it is: 1000*n + 100*c + 10*h + w."""
    n, c, h, w = np.indices((N, C, H, W))
    return 1000 * n + 100 * c + 10 * h + w


def source(cut, row, column):
    """The input cell behind one cell of the matrix; outside the input where there is none."""
    (KH, KW), (OH, OW), stride, padding = cut.args
    (c, k), (n, o) = divmod(row, KH * KW), divmod(column, OH * OW)
    at = [
        o_i * stride[i] - padding[i][0] + k_i * cut.dilation[i]
        for i, (o_i, k_i) in enumerate(zip(divmod(o, OW), divmod(k, KW), strict=True))
    ]
    return n, c, *at


def sources(cut):
    """For every cell of the matrix its input cell, or None for padding."""
    _, _, H, W = cut.shape
    for row, column in np.ndindex(cut.matrix_shape):
        n, c, h, w = source(cut, row, column)
        yield (row, column), ((n, c, h, w) if 0 <= h < H and 0 <= w < W else None)


@given(cuts())
def test_im2col_copies_every_window_and_reads_padding_beyond_the_edge(cut):
    x = named(*cut.shape)
    cols = im2col(x, *cut.args, dilation=cut.dilation, pad_value=-7)
    assert cols.shape == cut.matrix_shape
    for at, cell in sources(cut):
        assert cols[at] == (-7 if cell is None else x[cell])


@given(cuts())
def test_col2im_adds_every_cell_to_its_source(cut):
    cols = named(1, 1, *cut.matrix_shape)[0, 0]
    expected = np.zeros(cut.shape)
    for at, cell in sources(cut):
        if cell is not None:
            expected[cell] += cols[at]
    np.testing.assert_array_equal(
        col2im(cols, cut.shape, *cut.args, dilation=cut.dilation), expected
    )


@given(cuts())
def test_each_is_the_adjoint_of_the_other(cut):
    """<im2col x, c> = <x, col2im c>, exactly: the numbers are small integers."""
    random = np.random.RandomState(cut.seed)
    x = random.randint(-9, 10, cut.shape).astype(float)
    c = random.randint(-9, 10, cut.matrix_shape).astype(float)
    there = im2col(x, *cut.args, dilation=cut.dilation)
    back = col2im(c, cut.shape, *cut.args, dilation=cut.dilation)
    assert (there * c).sum() == (x * back).sum()


@given(cuts())
def test_there_and_back_multiplies_by_the_readers(cut):
    x = named(*cut.shape)
    grid = Grid(
        *(
            Axis(size, kernel, stride, *pads, dilation, out)
            for size, kernel, out, stride, pads, dilation in zip(
                cut.shape[2:], *cut.args, cut.dilation, strict=True
            )
        )
    )
    back = col2im(
        im2col(x, *cut.args, dilation=cut.dilation, pad_value=5),
        cut.shape,
        *cut.args,
        dilation=cut.dilation,
    )
    np.testing.assert_array_equal(back, x * grid.readers())


def test_there_and_back_is_nothing_where_the_windows_tile_the_input():
    x = named(2, 3, 4, 6)
    cols = im2col(x, (2, 3), (2, 2), (2, 3), 0)
    np.testing.assert_array_equal(col2im(cols, x.shape, (2, 3), (2, 2), (2, 3), 0), x)


def test_every_cell_names_itself():
    x = named(2, 2, 2, 3)
    np.testing.assert_array_equal(
        im2col(x, 2, (1, 2), 1, 0),
        [
            # columns: (n, oh, ow) = (0,0,0), (0,0,1), (1,0,0), (1,0,1)
            [0, 1, 1000, 1001],
            [1, 2, 1001, 1002],
            [10, 11, 1010, 1011],
            [11, 12, 1011, 1012],
            [100, 101, 1100, 1101],
            [101, 102, 1101, 1102],
            [110, 111, 1110, 1111],
            [111, 112, 1111, 1112],
        ],
    )


def test_the_first_padding_is_the_top_and_the_left():
    x = named(1, 1, 1, 2)
    np.testing.assert_array_equal(
        im2col(x, (2, 3), 1, 1, ((1, 0), (0, 1)), pad_value=-1)[:, 0], [-1, -1, -1, 0, 1, -1]
    )


def test_past_the_edge_lies_padding_not_a_neighbour():
    cols = im2col(named(1, 2, 3, 3), 2, 3, 2, 0, pad_value=-1)
    np.testing.assert_array_equal(
        cols[:4].T.reshape(3, 3, 4),
        [
            [[0, 1, 10, 11], [2, -1, 12, -1], [-1, -1, -1, -1]],
            [[20, 21, -1, -1], [22, -1, -1, -1], [-1, -1, -1, -1]],
            [[-1, -1, -1, -1], [-1, -1, -1, -1], [-1, -1, -1, -1]],
        ],
    )


@pytest.mark.parametrize("pads", [(1, 1), [1, 1], ((1, 1), (1, 1)), (np.int8(1), 1)])
def test_an_int_is_a_pair(pads):
    x = named(2, 3, 5, 7)
    cols = im2col(x, 2, 3, 2, 1, dilation=2)
    pairs = ((2, 2), [3, np.int64(3)], (2, 2), pads)
    np.testing.assert_array_equal(im2col(x, *pairs, dilation=(2, 2)), cols)
    back = col2im(cols, list(x.shape), *pairs, dilation=[2, 2])
    np.testing.assert_array_equal(back, col2im(cols, x.shape, 2, 3, 2, 1, dilation=2))


@pytest.mark.parametrize("dtype", FLOATS + INTS)
def test_im2col_keeps_the_dtype_and_col2im_gives_a_floating_one(dtype):
    x = (np.arange(24) % 2).astype(dtype).reshape(1, 2, 3, 4)
    before = x.copy()
    x.setflags(write=False)
    cols = im2col(x, 2, 2, 2, 1)
    assert cols.dtype == np.dtype(dtype)
    cols.setflags(write=False)
    back = col2im(cols, x.shape, 2, 2, 2, 1)
    assert back.dtype == np.dtype(dtype if dtype in FLOATS else "float64")
    np.testing.assert_array_equal(x, before)


def test_col2im_adds_in_float32_at_least():
    cols = np.ones((3000, 3000), dtype=np.float16)
    dx = col2im(cols, (1, 1, 1, 5999), (1, 3000), (1, 3000), 1, 0)
    assert dx.dtype == np.float16
    assert dx[0, 0, 0, 2999] == 3000


@pytest.mark.parametrize(
    ("dtype", "value"),
    [
        ("float32", -np.inf),
        ("float16", 3),
        ("int8", -128),
        ("int8", 5.0),
        ("uint8", np.int64(255)),
        ("uint64", 2**64 - 1),
        ("bool", True),
        ("bool", 1),
        ("int64", True),
    ],
)
def test_pad_value_of_any_kind_that_fits(dtype, value):
    cols = im2col(np.zeros((1, 1, 1, 1), dtype), 1, 2, 1, 0, pad_value=value)
    assert cols.dtype == np.dtype(dtype)
    assert cols[0, 1] == value


def test_the_matrix_is_new_memory():
    x = named(1, 1, 2, 2)
    im2col(x, 1, 2, 1, 0)[:] = -1
    np.testing.assert_array_equal(x, named(1, 1, 2, 2))
