"""Index arithmetic: the size rule against counted windows, and every view of the same windows."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnpool.axis import Axis, output_size, same_padding, span
from cnnpool.geometry import Geometry, Grid
from tests.core.reference import same_pads, window_starts


@st.composite
def axes(draw):
    """Any axis at all, also one whose windows lie outside the input."""
    small, padding = st.integers(1, 5), st.integers(0, 6)
    return Axis(
        size=draw(st.integers(1, 9)),
        kernel=draw(small),
        stride=draw(small),
        before=draw(padding),
        after=draw(padding),
        dilation=draw(st.integers(1, 3)),
        out=draw(st.integers(1, 8)),
    )


GRIDS = st.builds(Grid, axes(), axes())


# --- the size rule ----------------------------------------------------------------------------


@pytest.mark.parametrize("ceil_mode", [False, True])
@pytest.mark.parametrize("dilation", [1, 2, 3])
def test_output_size_counts_the_windows(dilation, ceil_mode):
    for size, kernel, stride in product(range(1, 9), range(1, 5), range(1, 6)):
        reach = dilation * (kernel - 1) + 1
        for before, after in product(range(reach), repeat=2):
            numbers = size, kernel, stride, before, after, dilation, ceil_mode
            starts = window_starts(*numbers)
            assert max(0, output_size(*numbers)) == len(starts), numbers
            assert all(start < size for start in starts)


def test_span_is_how_far_a_window_can_move():
    for size, kernel, dilation in product(range(1, 9), range(1, 5), range(1, 4)):
        for before, after in product(range(dilation * (kernel - 1) + 1), repeat=2):
            starts = window_starts(size, kernel, 1, before, after, dilation, ceil_mode=False)
            room = span(size, kernel, before, after, dilation)
            assert max(0, room + 1) == len(starts)
    assert span(2, 5, 0, 0, 1) == -3


@pytest.mark.parametrize("pool", range(1, 8))
def test_the_articles_rule_is_the_plain_quotient_rounded_up(pool):
    for size in range(1, 40):
        assert output_size(size, pool, pool, 0, 0, 1, ceil_mode=True) == -(-size // pool)


@pytest.mark.parametrize("rule", ["same_upper", "same_lower"])
def test_same_padding_gives_the_quotient_rounded_up(rule):
    for size, kernel, stride, dilation in product(
        range(1, 9), range(1, 6), range(1, 6), range(1, 4)
    ):
        before, after = same_padding(size, kernel, stride, dilation, rule)
        assert (before, after) == same_pads(size, kernel, stride, dilation, rule)
        assert (after - before if rule == "same_upper" else before - after) in (0, 1)
        axis = Axis(size, kernel, stride, before, after, dilation, -(-size // stride))
        assert axis.end <= size + after, "the last window fits"
        assert before + after == 0 or axis.end == size + after, "and nothing is left over"


@pytest.mark.parametrize("word", ["same_upper", "same_lower"])
@pytest.mark.parametrize("ceil_mode", [False, True])
def test_same_plays_no_part_in_rounding(word, ceil_mode):
    grid = Geometry.checked((3, 2), (2, 3), word, 1, ceil_mode).grid(6, 8)
    assert grid.shape == (3, 3)
    assert grid.rows.before + grid.rows.after == 1


@pytest.mark.parametrize("ceil_mode", [False, True])
def test_valid_is_another_word_for_no_padding(ceil_mode):
    valid, zero = (Geometry.checked(2, None, word, 1, ceil_mode) for word in ("valid", 0))
    assert valid == zero
    assert valid.grid(5, 5).shape == ((3, 3) if ceil_mode else (2, 2))


def test_padding_may_be_one_less_than_the_effective_kernel():
    for kernel, dilation in product(range(1, 5), range(1, 4)):
        largest = dilation * (kernel - 1)
        Geometry.checked(kernel, 1, largest, dilation, True)
        for pads in (((0, 0), (0, largest + 1)), ((largest + 1, 0), (0, 0))):
            with pytest.raises(ValueError, match=f"effective kernel {largest + 1}"):
                Geometry.checked(kernel, 1, pads, dilation, True)


# --- one axis ---------------------------------------------------------------------------------


@given(axes())
def test_positions(axis):
    positions = axis.positions()
    assert positions.shape == (axis.out, axis.kernel)
    for (window, tap), position in np.ndenumerate(positions):
        assert position == window * axis.stride + tap * axis.dilation - axis.before
        assert axis.inside()[window, tap] == (position in range(axis.size))


@given(axes())
def test_reach_is_positions_and_inside(axis):
    """The slices name the windows whose tap is inside, and the cells, in the same order."""
    for tap in range(axis.kernel):
        windows, cells = axis.reach(tap)
        inside = axis.inside()[:, tap]
        assert np.arange(axis.out)[windows].tolist() == np.flatnonzero(inside).tolist()
        assert np.arange(axis.size)[cells].tolist() == axis.positions()[inside, tap].tolist()


@given(axes())
def test_counted_and_overhang_and_end(axis):
    border = axis.size + axis.after
    windows = axis.positions().tolist()
    assert axis.counted().tolist() == [sum(at < border for at in window) for window in windows]
    assert axis.end == windows[-1][-1] + 1
    assert axis.overhang == len(range(border, windows[-1][-1] + 1))


# --- the plane --------------------------------------------------------------------------------


@given(GRIDS)
def test_cells_are_the_positions_of_both_axes(grid):
    (H, W), (KH, KW), (OH, OW) = grid.input_shape, grid.kernel, grid.shape
    cells = grid.cells()
    assert cells.shape == (OH * OW, KH * KW)
    hs, ws = grid.rows.positions(), grid.cols.positions()
    for (window, offset), cell in np.ndenumerate(cells):
        h = hs[window // OW, offset // KW]
        w = ws[window % OW, offset % KW]
        assert cell == (h * W + w if 0 <= h < H and 0 <= w < W else -1)


@given(GRIDS)
def test_taps_are_the_cells(grid):
    """Walked tap by tap, the slices fill the table of cells: each offset once, in order."""
    H, W = grid.input_shape
    numbers = np.arange(H * W).reshape(H, W)
    table = np.full((grid.rows.kernel * grid.cols.kernel, *grid.shape), -1)
    offsets = []
    for tap in grid.taps():
        table[tap.offset][tap.target] = numbers[tap.source]
        offsets.append(tap.offset)
    assert offsets == list(range(len(table)))
    np.testing.assert_array_equal(table.reshape(len(table), -1).T, grid.cells())


@given(GRIDS)
def test_readers_count_the_cells(grid):
    cells = grid.cells()
    counted = np.bincount(cells[cells >= 0], minlength=np.prod(grid.input_shape))
    np.testing.assert_array_equal(grid.readers(), counted.reshape(grid.input_shape))


def test_height_is_the_first_axis():
    grid = Geometry.checked((2, 3), (1, 2), ((1, 0), (0, 2)), (2, 1), False).grid(4, 7)
    assert grid.rows == Axis(size=4, kernel=2, stride=1, before=1, after=0, dilation=2, out=3)
    assert grid.cols == Axis(size=7, kernel=3, stride=2, before=0, after=2, dilation=1, out=4)
    assert (grid.input_shape, grid.kernel, grid.shape) == ((4, 7), (2, 3), (3, 4))
