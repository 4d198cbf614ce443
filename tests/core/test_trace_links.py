"""What belongs to what: parts() and windows_at() are each other's inverse, and name the numbers."""

from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given

from cnnpool import Pooling, Trace, trace
from tests.core.test_trace import arrays, sound_cases, tell

SMALL = sound_cases(dtypes=("float64",), planes=2, spare=2)


def windows(story: Trace):
    """Every window, as the trace counts them: (n, oh, ow, c)."""
    N, C = story.x.shape[:2]
    return np.ndindex(N, *story.grid.shape, C)


@given(SMALL)
def test_parts_and_windows_at_are_inverse(case):
    """A window is at a cell exactly when the cell is one of its parts."""
    story = tell(case)
    owners = defaultdict(set)
    for window in windows(story):
        for step, cells in story.parts(*window).items():
            assert len(set(cells)) == len(cells)
            for cell in cells:
                owners[step, cell].add(window)
    for step, array in arrays(story).items():
        for cell in np.ndindex(array.shape):
            found = story.windows_at(step, cell)
            assert len(set(found)) == len(found)
            assert set(found) == owners.pop((step, cell), set()), (step, cell)
    assert {step for step, _ in owners} <= {"max_index", "divisor"}, "a part lies outside its array"


@given(SMALL)
def test_the_parts_hold_the_windows_numbers(case):
    story = tell(case)
    steps = arrays(story)
    for row, (n, oh, ow, c) in enumerate(windows(story)):
        index, parts = (n, oh, ow, c), story.parts(n, oh, ow, c)
        window = story.window(*index)
        assert (window.index, window.row, story.row_index(row)) == (index, row, index)
        numbers = {step: np.array([steps[step][cell] for cell in parts[step]]) for step in steps}
        values = numbers["x_col"]
        assert values[window.inside].tolist() == numbers["x"].tolist()
        assert (values[~window.inside] == story.pad_value).all()
        assert numbers["im2col"].tolist() == values.tolist() == steps["x_col"][row].tolist()
        assert numbers["y"] == numbers["y_flat"] == story.y[n, c, oh, ow]
        assert numbers["dy"] == story.dy[n, c, oh, ow]
        assert numbers["columns"].tolist() == numbers["routed"].tolist()
        assert numbers["routed"].tolist() == steps["routed"][:, row].tolist()
        assert (numbers["routed"][~window.inside] == 0).all()
        if window.winner is not None:
            assert numbers["max_index"] == window.winner
            assert values[window.winner] == story.y[n, c, oh, ow]


@given(SMALL)
def test_a_window_knows_its_positions(case):
    """Row-major; ``cells`` are the positions inside, and the table of cells says the same."""
    story = tell(case)
    (H, W), (KH, KW), (_, OW) = story.grid.input_shape, story.grid.kernel, story.grid.shape
    hs, ws = story.grid.rows.positions(), story.grid.cols.positions()
    for n, oh, ow, c in windows(story):
        window = story.window(n, oh, ow, c)
        positions = [(hs[oh, kh], ws[ow, kw]) for kh in range(KH) for kw in range(KW)]
        assert [tuple(position) for position in window.positions] == positions
        inside = [0 <= h < H and 0 <= w < W for h, w in positions]
        assert window.inside.tolist() == inside
        assert window.cells == [at for at, real in zip(positions, inside, strict=True) if real]
        flat = [h * W + w if real else -1 for (h, w), real in zip(positions, inside, strict=True)]
        assert story.cells[oh * OW + ow].tolist() == flat


def test_every_number_of_one_overlapping_grid():
    """3x3, kernel 2, stride 1: the middle cell belongs to all four windows, a corner to one."""
    story = trace(np.arange(9.0).reshape(1, 1, 3, 3), Pooling(2, stride=1))
    assert story.windows_at("x", (0, 0, 1, 1)) == [
        (0, 0, 0, 0), (0, 0, 1, 0), (0, 1, 0, 0), (0, 1, 1, 0),
    ]  # fmt: skip
    assert story.windows_at("dx", (0, 0, 0, 2)) == [(0, 0, 1, 0)]
    assert story.parts(0, 1, 0, 0)["x"] == [(0, 0, 1, 0), (0, 0, 1, 1), (0, 0, 2, 0), (0, 0, 2, 1)]
    assert story.window(0, 1, 0, 0).winner == 3


def test_a_gap_belongs_to_no_window():
    story = trace(np.zeros((1, 1, 3, 3)), Pooling(1, stride=2))
    assert story.windows_at("x", (0, 0, 1, 1)) == []
    assert story.windows_at("dx", (0, 0, 2, 2)) == [(0, 1, 1, 0)]


def test_the_indices_are_plain_ints():
    """They become keys and JSON: NumPy's integers would not."""
    story = trace(np.arange(32.0).reshape(1, 2, 4, 4), Pooling(2, padding=1))
    plain = [story.window(0, 1, 1, 1).row, *story.row_index(3)]
    plain += [i for cells in story.parts(0, 1, 1, 1).values() for cell in cells for i in cell]
    for step in arrays(story):
        cell = story.parts(0, 1, 1, 1)[step][0]
        plain += [i for window in story.windows_at(step, cell) for i in window]
    assert {type(i) for i in plain} == {int}


@pytest.mark.parametrize("step", ["x", "dx"])
def test_the_winner_of_a_tie_is_named_once(step):
    story = trace(np.ones((1, 1, 2, 2)), Pooling(2))
    assert story.window(0, 0, 0, 0).winner == 0
    assert story.parts(0, 0, 0, 0)[step] == [(0, 0, 0, 0), (0, 0, 0, 1), (0, 0, 1, 0), (0, 0, 1, 1)]
