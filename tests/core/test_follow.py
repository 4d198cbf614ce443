"""Following one cell through all steps: to the cells that hold its number, and back."""

import itertools

import numpy as np
import pytest
from hypothesis import given

from cnnpool import Pooling, Trace, trace
from cnnpool.layouts import STEPS
from tests.core.test_trace import arrays, sound_cases, tell

SMALL = sound_cases(dtypes=("float64",), planes=2, spare=2)
BY_WINDOW = ("y_flat", "max_index", "divisor", "y", "dy")  # one number for each window
BY_TAP = ("im2col", "x_col", "routed", "columns")  # one for each offset of each window


def every_cell(story: Trace):
    """Every cell of every step, those that this mode lacks included."""
    for step, (_, layout) in STEPS.items():
        for index in np.ndindex(layout.shape(story.sizes)):
            yield step, index


def distinct(shape, start=1) -> np.ndarray:
    """Numbers no two of which are equal, in no order."""
    order = np.random.RandomState(5).permutation(np.prod(shape))
    return (order + float(start)).reshape(shape)


# Overlap, gaps, padding, dilation, a remainder; several samples and channels.
STORIES = {
    "overlap": ((2, 2, 3, 4), dict(kernel_size=2, stride=1)),
    "gaps": ((1, 2, 5, 4), dict(kernel_size=(1, 2), stride=(2, 3))),
    "padding": ((2, 1, 3, 3), dict(kernel_size=(3, 2), padding=1)),
    "sides": ((1, 2, 3, 4), dict(kernel_size=2, padding=((1, 0), (0, 1)), stride=2)),
    "same": ((2, 2, 3, 3), dict(kernel_size=2, stride=1, padding="same_lower")),
    "dilated": ((1, 1, 4, 5), dict(kernel_size=2, stride=(1, 2), dilation=(2, 1))),
    "hangs over": ((2, 3, 3, 3), dict(kernel_size=2)),
}


@pytest.fixture(params=itertools.product(STORIES, ("max", "avg", "lp")), ids=" ".join)
def story(request) -> Trace:
    name, mode = request.param
    shape, layer = STORIES[name]
    layer = Pooling(**layer, mode=mode)
    x = distinct(shape)
    return trace(x, layer, distinct(layer.forward(x).shape, start=1000))


# --- back and forth ---------------------------------------------------------------------------


@given(SMALL)
def test_whom_a_cell_leads_to_leads_back(case):
    story = tell(case)
    assert_inverse(story)


def test_whom_a_cell_leads_to_leads_back_here(story):
    assert_inverse(story)


def assert_inverse(story: Trace):
    found = {(step, index): story.follow(step, index) for step, index in every_cell(story)}
    for (step, index), cells in found.items():
        assert list(cells) == list(STEPS)
        assert cells[step] == [index]
        for other, indices in cells.items():
            assert indices == sorted(set(indices))  # each once, in the array's order
            for there in indices:
                assert index in found[other, there][step], (step, index, other, there)


# --- the numbers ------------------------------------------------------------------------------


def test_a_cell_of_the_input_leads_to_every_copy_of_its_number(story):
    """All numbers differ: the cells that hold one are the cells that belong to it."""
    steps = arrays(story)
    for index in np.ndindex(story.x.shape):
        found = story.follow("x", index)
        for name in ("x", "im2col", "x_col"):
            copies = np.argwhere(steps[name] == story.x[index])
            assert found[name] == [tuple(copy) for copy in copies.tolist()], (index, name)
        assert found["dx"] == [index]
        assert found["routed"] == sorted((tap, row) for row, tap in found["x_col"])
        assert found["columns"] == found["im2col"]


def test_a_number_of_a_matrix_is_one_number_everywhere(story):
    steps = arrays(story)
    for name in BY_TAP:
        for index in np.ndindex(steps[name].shape):
            found = story.follow(name, index)
            assert {len(found[other]) for other in BY_TAP} == {1}
            values = {steps[other][found[other][0]] for other in ("im2col", "x_col")}
            values |= {story.x[cell] for cell in found["x"]}
            assert len(values) == 1
            assert steps["routed"][found["routed"][0]] == steps["columns"][found["columns"][0]]
            padding = values == {story.pad_value}  # no number of the input is it
            assert (found["x"] == []) == (found["dx"] == []) == padding
            if not padding:
                assert found["x"] == found["dx"]


def test_a_tap_belongs_to_the_one_window_of_its_row(story):
    steps = arrays(story)
    for row, tap in np.ndindex(steps["x_col"].shape):
        found = story.follow("x_col", (row, tap))
        assert found["y_flat"] == found["max_index"] == found["divisor"] == [(row,)]
        assert found["routed"] == [(tap, row)]
        n, oh, ow, c = story.row_index(row)
        assert (found["y"], found["dy"]) == ([(n, c, oh, ow)], [(n, oh, ow, c)])


def test_an_output_belongs_to_all_that_it_was_made_of(story):
    steps = arrays(story)
    for name in BY_WINDOW:
        for index in np.ndindex(STEPS[name][1].shape(story.sizes)):
            found = story.follow(name, index)
            ((row,),) = found["y_flat"]
            assert all(len(found[other]) == 1 for other in BY_WINDOW)
            assert steps["y"][found["y"][0]] == steps["y_flat"][row]
            assert found["x_col"] == [(row, tap) for tap in range(steps["x_col"].shape[1])]
            held = sorted(steps["x_col"][row])
            for other in ("im2col", "x"):
                values = sorted(steps[other][cell] for cell in found[other])
                assert values == (held if other == "im2col" else [v for v in held if v > 0])
            n, c, oh, ow = found["y"][0]
            assert story.dy[n, c, oh, ow] == steps["dy"][found["dy"][0]]
            assert found == story.parts(n, oh, ow, c)


def test_the_taps_of_a_cell_by_hand(story):
    """Offset for offset, where the window's corner plus the offset is the cell."""
    (SH, SW), rows, cols = story.layer.geometry.stride, story.grid.rows, story.grid.cols
    for n, c, h, w in np.ndindex(story.x.shape):
        taps = [
            (oh, ow, kh, kw)
            for oh, ow, kh, kw in np.ndindex(rows.out, cols.out, rows.kernel, cols.kernel)
            if oh * SH - rows.before + kh * rows.dilation == h
            and ow * SW - cols.before + kw * cols.dilation == w
        ]
        found = story.follow("dx", (n, c, h, w))
        assert found["y"] == sorted({(n, c, oh, ow) for oh, ow, _, _ in taps})
        assert found["columns"] == sorted(
            (
                (c * rows.kernel + kh) * cols.kernel + kw,
                (n * rows.out + oh) * cols.out + ow,
            )
            for oh, ow, kh, kw in taps
        )


# --- single cells -----------------------------------------------------------------------------


def test_a_cell_that_no_window_reads_belongs_to_itself_alone():
    story = trace(np.zeros((2, 2, 3, 3)), Pooling(1, stride=2))
    for step in ("x", "dx"):
        found = story.follow(step, (1, 0, 1, 2))
        assert found.pop("x") == found.pop("dx") == [(1, 0, 1, 2)]
        assert not any(found.values())


def test_padding_is_followed_to_its_window_but_to_no_input():
    story = trace(np.ones((1, 2, 2, 2)), Pooling(2, padding=1, ceil_mode=False))
    found = story.follow("im2col", (4, 0))  # channel 1, offset (0, 0), window (0, 0)
    assert found["x"] == found["dx"] == []
    assert found["x_col"] == [(1, 0)]
    assert found["y"] == [(0, 1, 0, 0)]
    assert found["columns"] == [(4, 0)]


def test_the_article_by_hand():
    """The 8 at (0, 0, 0, 1) stands at offset (0, 1) of the first window."""
    x = np.random.RandomState(1).randint(0, 10, (2, 3, 4, 4))
    assert trace(x, Pooling(2)).follow("x", (0, 0, 0, 1)) == {
        "x": [(0, 0, 0, 1)],
        "im2col": [(1, 0)],
        "x_col": [(0, 1)],
        "divisor": [(0,)],
        "y_flat": [(0,)],
        "y": [(0, 0, 0, 0)],
        "max_index": [(0,)],
        "dy": [(0, 0, 0, 0)],
        "routed": [(1, 0)],
        "columns": [(1, 0)],
        "dx": [(0, 0, 0, 1)],
    }


def test_a_step_or_a_cell_that_is_not_there():
    story = trace(np.zeros((1, 1, 4, 4)), Pooling(2))
    with pytest.raises(ValueError, match=r"step must be one of x, im2col, .*, got 'z'"):
        story.follow("z", (0,))
    for step, index in (
        ("x", (0, 0, 4, 0)), ("x", (0, 0, -1, 0)), ("x", (0, 0, 0)), ("y_flat", (0, 0)),
        ("im2col", (4, 0)), ("y", (0, 1, 0, 0)),
    ):  # fmt: skip
        with pytest.raises(IndexError, match=f"{step} has shape"):
            story.follow(step, index)


def test_the_indices_are_plain_ints(story):
    """They become keys and JSON."""
    for step, index in (("x", (0, 0, 0, 0)), ("y", (0, 0, 0, 0)), ("routed", (0, 0))):
        found = story.follow(step, index)
        assert {type(i) for cells in found.values() for cell in cells for i in cell} == {int}
