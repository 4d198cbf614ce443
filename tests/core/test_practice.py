"""Practice: every problem of hundreds of sets against the loop reference."""

from collections import Counter
from functools import cache
from urllib.parse import parse_qsl

import numpy as np
import pytest

from cnnpool.practice import COUNT, KINDS, Problem, mark, problems
from cnnpool.settings import Settings
from tests.core.reference import Loops, line

SEEDS = [*range(100), 10**6, 2**31, 2**32 - 1]


@cache
def everything(kind: str | None = None) -> list[Problem]:
    """All problems of all seeds, or those of one kind."""
    ten = [problem for seed in SEEDS for problem in problems(seed)]
    return [problem for problem in ten if kind in (None, problem.kind)]


def tensor(s: Settings) -> np.ndarray:
    return np.random.RandomState(s.seed).randint(s.low, s.high, (1, 1, s.h, s.w))


@cache
def loops(s: Settings) -> Loops:
    """The settings' layer out of loops, after one forward."""
    layer = Loops(
        (s.kh, s.kw),
        stride=(s.sh, s.sw),
        padding=(s.ph, s.pw),
        dilation=(s.dh, s.dw),
        ceil_mode=s.ceil,
        mode=s.mode,
        count_include_pad=s.include_pad,
    )
    layer.forward(tensor(s))
    return layer


def upstream(s: Settings, shape: tuple) -> np.ndarray:
    count = int(np.prod(shape))
    return {"ones": np.ones(count), "ramp": np.arange(1, count + 1)}[s.grad].reshape(shape)


def by_loops(problem: Problem) -> tuple:
    """The answer of the loop reference."""
    layer = loops(problem.settings)
    if problem.kind == "size":
        sizes = {"OH": len(layer.rows.windows), "OW": len(layer.cols.windows)}
        return tuple(sizes[name] for name in problem.place)
    if problem.kind == "output":
        return (float(layer.y[0, 0][problem.place]),)
    if problem.kind == "winner":
        return divmod(int(layer.indices[0, 0][problem.place]), problem.settings.w)
    dx = layer.backward(upstream(problem.settings, layer.y.shape))
    return (float(dx[0, 0][problem.place]),)


def window(problem: Problem) -> list[tuple[int, int]]:
    """The input cells that the window asked for reads, row-major."""
    layer = loops(problem.settings)
    return [cell[1:] for cell in dict(layer._windows())[0, 0, *problem.place]]


def wins(problem: Problem) -> np.ndarray:
    """How many windows every input cell wins."""
    layer = loops(problem.settings)
    won = np.zeros(problem.settings.h * problem.settings.w, int)
    for flat in layer.indices.ravel():
        won[flat] += 1
    return won.reshape(problem.settings.h, problem.settings.w)


def readers(problem: Problem) -> list[list[tuple[int, int]]]:
    """The cells of every window that reads the cell asked for."""
    windows = [[cell[1:] for cell in cells] for _, cells in loops(problem.settings)._windows()]
    return [cells for cells in windows if problem.place in cells]


# --- the sets ---------------------------------------------------------------------------------

# What was handed out: settings, kind, place and answer, written down once.
HANDED_OUT = {
    1: [
        ("n=1&c=1&seed=235&sh=2&sw=2&win=1", "output", (0, 1), (8,)),
        ("n=1&c=1&w=6&seed=905&sh=2&sw=2&win=5", "winner", (1, 2), (3, 4)),
        ("n=1&c=1&h=8&w=6&seed=5056&kh=3&kw=3&sh=2&sw=2&ceil=false", "size", ("OH", "OW"), (3, 2)),
        ("n=1&c=1&w=5&seed=7751&kh=3&kw=3&sh=1&sw=1&win=1", "output", (0, 1), (8,)),
        ("n=1&c=1&w=5&seed=3462&high=7&kh=3&kw=3&sh=1&sw=1&win=3", "winner", (1, 0), (2, 0)),
        ("n=1&c=1&w=3&seed=5396&sh=1&sw=1&grad=ramp&win=0", "gradient", (1, 1), (10,)),
        (
            "n=1&c=1&h=7&w=6&seed=2516&kh=3&kw=3&sh=2&sw=2&ph=1&pw=1",
            "size",
            ("OH", "OW"),
            (4, 4),
        ),
        (
            "n=1&c=1&h=5&seed=8093&low=-9&high=0&kh=3&kw=3&sh=2&sw=2&ph=1&pw=1&ceil=false&win=4",
            "output",
            (2, 0),
            (-1,),
        ),
        (
            "n=1&c=1&w=5&seed=8151&kh=3&kw=3&sh=1&sw=1&grad=ramp&win=1",
            "gradient",
            (1, 3),
            (16,),
        ),
        (
            "n=1&c=1&h=6&w=5&seed=9719&sh=1&sw=1&ph=1&pw=1&dh=2&dw=2&win=14",
            "winner",
            (2, 4),
            (1, 3),
        ),
    ],
    2**32 - 1: [
        ("n=1&c=1&seed=290&sh=2&sw=2&win=3", "output", (1, 1), (9,)),
        ("n=1&c=1&h=6&seed=4310&sh=2&sw=2&win=2", "winner", (1, 0), (2, 1)),
        ("n=1&c=1&h=8&w=8&seed=2687&kh=3&kw=3&sh=3&sw=3&ceil=false", "size", ("OH", "OW"), (2, 2)),
        ("n=1&c=1&h=5&seed=7309&mode=avg&sh=1&sw=1&win=11", "output", (3, 2), (2.25,)),
        ("n=1&c=1&h=5&seed=5431&high=7&kh=3&kw=3&sh=1&sw=1&win=3", "winner", (1, 1), (1, 2)),
        ("n=1&c=1&h=3&seed=3273&sh=1&sw=1&grad=ramp&win=0", "gradient", (1, 1), (12,)),
        ("n=1&c=1&h=8&w=6&seed=4452&kw=3&sh=3&sw=3&pw=1", "size", ("OH", "OW"), (3, 3)),
        ("n=1&c=1&h=5&w=5&seed=7388&mode=avg&sh=2&sw=2&win=7", "output", (2, 1), (5.5,)),
        (
            "n=1&c=1&h=5&w=5&seed=1785&kh=3&kw=3&sh=1&sw=1&grad=ramp&win=3",
            "gradient",
            (3, 0),
            (0,),
        ),
        ("n=1&c=1&h=6&w=6&seed=9064&sh=1&sw=1&ph=1&pw=1&dh=2&dw=2&win=6", "winner", (1, 0), (2, 1)),
    ],
}  # fmt: skip


@pytest.mark.parametrize("seed", HANDED_OUT)
def test_a_set_that_was_handed_out_stays_what_it_was(seed):
    for problem, (query, kind, place, answer) in zip(problems(seed), HANDED_OUT[seed], strict=True):
        assert problem.settings.to_query() == dict(parse_qsl(query))
        assert (problem.kind, problem.place, problem.answer) == (kind, place, answer)


def test_a_set_is_the_same_however_often_it_is_drawn():
    first = [problems(seed) for seed in SEEDS[:40]]
    problems.cache_clear()
    np.random.seed(5)
    assert [problems(seed) for seed in reversed(SEEDS[:40])] == first[::-1]


def test_two_seeds_give_two_sets():
    assert len({problems(seed) for seed in SEEDS}) == len(SEEDS)


def test_a_set_has_ten_problems_and_every_kind_twice():
    for seed in SEEDS:
        count = Counter(problem.kind for problem in problems(seed))
        assert count.total() == COUNT == 10
        assert set(count) == set(KINDS) and min(count.values()) >= 2


def test_every_answer_is_that_of_the_loops():
    for problem in everything():
        assert problem.answer == by_loops(problem), problem
        assert len(problem.asked) == len(problem.answer)


def test_planes_are_small_and_answers_short():
    for problem in everything():
        s = problem.settings
        limit = 9 if problem.kind == "size" else 6
        assert 3 <= min(s.h, s.w) <= max(s.h, s.w) <= limit
        assert (s.source, s.n, s.c) == ("random", 1, 1)
        assert np.abs(tensor(s)).max() <= 9
        for value in problem.answer:
            assert round(value, 2) == value and abs(value) < 1000


def test_a_problem_opens_in_explore():
    for problem in everything():
        link = problem.settings.to_query()
        assert Settings.from_query(link) == (problem.settings, [])
        assert (problem.settings.win is None) == (problem.kind == "size")
        assert problem.scene.trace.x.tolist() == tensor(problem.settings).tolist()
        assert problem.scene.planes == (1, 1)


# --- worth asking -----------------------------------------------------------------------------


def test_no_window_is_trivial():
    for problem in everything("output") + everything("winner"):
        x = tensor(problem.settings)[0, 0]
        assert problem.place != (0, 0)
        assert len({int(x[cell]) for cell in window(problem)}) > 1, problem
        OW = problem.scene.grid.shape[1]
        assert divmod(problem.settings.win, OW) == problem.place


def test_some_winners_have_equals_and_are_the_first_of_them():
    tied = 0
    for problem in everything("winner"):
        x = tensor(problem.settings)[0, 0]
        best = max(int(x[cell]) for cell in window(problem))
        equals = [cell for cell in window(problem) if x[cell] == best]
        assert problem.answer == equals[0]
        if len(equals) > 1:
            tied += 1
            assert not mark(problem, equals[-1])
    assert tied >= len(SEEDS)  # one in every set


def test_gradients_come_from_overlapping_windows():
    zeros = sums = ties = 0
    for problem in everything("gradient"):
        x, (h, w) = tensor(problem.settings)[0, 0], problem.place
        reading = readers(problem)
        assert len(reading) >= 2
        zeros += problem.answer == (0,)
        sums += wins(problem)[h, w] > 1
        ties += any(
            x[problem.place] == max(x[cell] for cell in cells)
            and [x[cell] for cell in cells].count(x[problem.place]) > 1
            for cells in reading
        )
    assert min(zeros, sums, ties) > len(SEEDS) / 10


def test_explore_opens_a_gradient_at_a_window_that_reads_the_cell_and_sends_if_one_does():
    for problem in everything("gradient"):
        layer = loops(problem.settings)
        at = divmod(problem.settings.win, layer.y.shape[3])
        cells = [cell[1:] for cell in dict(layer._windows())[0, 0, *at]]
        assert problem.place in cells
        sends = divmod(int(layer.indices[0, 0][at]), problem.settings.w) == problem.place
        assert sends == (problem.answer != (0,))


def test_some_windows_read_padding_whose_zeros_would_change_the_answer():
    beside = [p for p in everything("output") if p.settings.low < 0]
    assert len(beside) > len(SEEDS) / 10
    for problem in beside:
        s = problem.settings
        assert len(window(problem)) < s.kh * s.kw
        assert problem.answer[0] < 0
        assert not mark(problem, (0,))


def test_averages_appear_and_are_not_all_whole():
    averages = [p for p in everything("output") if p.settings.mode == "avg"]
    assert len(averages) > len(SEEDS) / 3
    assert sum(p.answer[0] != int(p.answer[0]) for p in averages) > len(averages) / 2
    assert {p.settings.include_pad for p in averages if p.settings.ph} == {True, False}


def size(s: Settings, side: str, ceil: bool) -> int:
    axis = (s.h, s.kh, s.sh, (s.ph,) * 2, s.dh)
    if side == "OW":
        axis = (s.w, s.kw, s.sw, (s.pw,) * 2, s.dw)
    return len(line(*axis, ceil).windows)


def test_sizes_do_not_divide_and_rounding_the_other_way_is_marked_wrong():
    dilated = dropped = 0
    for problem in everything("size"):
        s = problem.settings
        other = tuple(size(s, side, not s.ceil) for side in problem.place)
        assert problem.answer == tuple(size(s, side, s.ceil) for side in problem.place)
        assert mark(problem, other) == (other == problem.answer)
        dropped += other == problem.answer
        assert other != problem.answer or s.ceil  # a window dropped, which floor never has
        dilated += s.dh > 1
    assert min(dilated, dropped) > 5
    assert {problem.place for problem in everything("size")} == {("OH", "OW"), ("OH",), ("OW",)}
