"""The answers' numbers, against numbers known by hand; their presets, pictures and tables."""

import pytest

from cnnpool.lessons import LESSONS, Word, lesson
from cnnpool.settings import MAX_LINK_LETTERS, QUESTIONS, Settings
from tests.core.reference import window_starts

NAN, INF = float("nan"), float("inf")

# Each by hand, or from a golden case (test_golden.py); what a loop has to find is further below.
FACTS = {
    "gradient": dict(
        numbers=(3, 7, 5, 1), y=7, winner=7, loser=5, cell=(0, 1), step=0.5, raised=7.5, stays=7,
        dy=1, others=3, windows=4, got=4, count=16, sum_dy=10, sum_dx=10,
    ),
    "sizes": dict(
        size=5, kernel=2, stride=2, unread=9, cells=25, inside=1, outside=3, valid=2, long=32,
        down="OH = ⌊(5 + 0 + 0 − 1·(2 − 1) − 1) / 2⌋ + 1 = 2",
        up="OH = ⌈(5 + 0 + 0 − 1·(2 − 1) − 1) / 2⌉ + 1 = 3",
        dropped="OH = ⌈(32 + 0 + 0 − 1·(1 − 1) − 1) / 2⌉ + 1 = 17 → 16",
    ),
    "ties": dict(
        numbers=(1, 2, 2, 2), tied=3, first=(0, 1), last=(1, 1), share=1 / 3, sum_dy=1, sum_all=3,
        article_tied=7, article_count=24,
    ),
    "overlap": dict(
        value=4, cell=(1, 1), readers=4, won=2, terms="1 + 2", total=3, assigned=2, sum_dy=10,
        sum_assigned=9, least=1, most=4,
    ),
    "layout": dict(
        rows=8, columns=2, taps=4, count=4, right=(0, 1, 10, 11), wrong=(0, 2, 1, 3),
        right_y=(11, 111, 13, 113), wrong_y=(3, 13, 103, 113), layouts=5,
    ),
    "slice": dict(
        pool=2, window=(0, 1), numbers=(2, 3), right=3, wrong=9, differ=3, outputs=4,
        error="could not broadcast input array from shape (1,1,3,2) into shape (1,1,3,3)",
    ),
    "padding": dict(
        cells=16, outputs=16, numbers=(-7, -12, -10, -1), own=-1, zero=0, differs=12, lost=12,
        sum_dy=16, arrives=4, positive=0,
    ),
    "plus_one": dict(
        size=7, kernel=3, stride=2, room=4, moves=2, starts=(0, 2, 4), out=3, no_brackets=6.5,
        one_inside=2.5, one_inside_up=3, longer=8, floor=3, ceil=4,
        formula="OW = ⌈(7 + 0 + 0 − 1·(3 − 1) − 1) / 2⌉ + 1 = 3",
    ),
    "channels": dict(
        added=100, outputs=4, changed_other=0, changed_own=4, winner0=(0, 1), winner1=(0, 0),
        shape_in=(1, 2, 4, 4), shape_out=(1, 2, 2, 2), channels=2, weights=2 * (2 * 2 * 2 + 1),
    ),
    "average": dict(
        taps=9, corner_sum=1 + 2 + 5 + 6, corner_counted=9, corner_y=14 / 9, corner_real=4,
        corner_y_real=3.5, last=(2, 2), last_sum=16, last_counted=4, last_y=4, last_real=1,
        last_y_real=16, over=5, wrong=16 / 9, sum_dy=9,
        sum_dx=(4 / 9 + 6 / 9 + 2 / 6) + (6 / 9 + 9 / 9 + 3 / 6) + (2 / 6 + 3 / 6 + 1 / 4),
    ),
    "nan": dict(
        nans=2, taps=4, y=NAN, cell=(0, 1), low=(1, 0), low_y=-INF, low_cell=(2, 0), loop=4,
        mean=NAN,
    ),
    "unpool": dict(
        index=13, width=4, h=3, w=1, filled=4, zeros=12, count=16, onnx=29, offset=3, small=4,
        large=5, out=2, windows=4, cells=3,
    ),
    "loss": dict(
        numbers_in=36, numbers_out=9, best=9, windows=10**4, alike=10**4 - 9**4, same=3,
        directions=8, changed=2, whole_step=2, before=(1, 1), moved=(1, 2), stay=4,
    ),
    "check": dict(
        agree=14, count=16, value=4, first=(2, 3), second=(3, 2), analytic=4, numeric=2, lead=2,
        coarse=2.5, spoilt=6, step="1e-06", slope=0.95367431640625,
    ),
    "scratch": dict(
        value=-1, zeros=12, outputs=16, lost=12, sum_dy=16, sum_dx=16, shapes=5,
    ),
    "stride": dict(size=5, kernel=2, cells=25, out1=4, out2=3, out3=2, most1=4, unread=9),
}  # fmt: skip


# --- every lesson -----------------------------------------------------------------------------


def test_every_question_has_its_lesson():
    assert tuple(LESSONS) == QUESTIONS == tuple(FACTS)
    assert [lesson(name).name for name in QUESTIONS] == list(QUESTIONS)


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_facts(name):
    facts = lesson(name).facts
    assert facts.keys() == FACTS[name].keys()
    for key, known in FACTS[name].items():
        exact = isinstance(known, (str, tuple))
        assert facts[key] == (known if exact else pytest.approx(known, nan_ok=True)), key


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_preset_travels_in_a_link(name):
    preset = lesson(name).preset
    query = preset.to_query()
    assert Settings.from_query(query) == (preset, [])
    assert sum(map(len, query.values())) < MAX_LINK_LETTERS / 10
    assert preset.win is not None


@pytest.mark.parametrize("name", QUESTIONS)
def test_pictures_are_small_and_marked_inside(name):
    shown = lesson(name).pictures
    assert 2 <= len(shown) <= 4
    assert len({picture.name for picture in shown}) == len(shown)
    for picture in shown:
        rows, cols = picture.array.shape
        assert max(rows, cols) <= 8
        assert picture.kind in ("values", "gradients", "counts")
        assert all(0 <= row < rows and 0 <= col < cols for row, col in picture.winners)
        around = picture.frame or ((0, 0), (0, 0), (0, 0))
        (before_h, after_h), (before_w, after_w), (over_h, over_w) = around
        for top, left, bottom, right in picture.windows:
            assert -before_h <= top <= bottom < rows + after_h + over_h
            assert -before_w <= left <= right < cols + after_w + over_w


# --- tables -----------------------------------------------------------------------------------


def words(name: str) -> list[list]:
    return [
        [cell.key if isinstance(cell, Word) else cell for cell in row]
        for row in lesson(name).table.rows
    ]


def test_the_slices_hold_what_python_says():
    assert [row[:3] + row[5:] for row in words("slice")] == [
        [4, "x[1:5:2]", "1, 3", "right"],
        [5, "x[1:7:2]", "1, 3", "raises"],
        [3, "x[1:5:2]", "1", "wrong"],
    ]
    for size, _, cut, wanted, held, _ in words("slice"):
        kept = list(range(size))[1 : 1 + 2 * wanted : 2]
        assert (cut, held) == (", ".join(map(str, kept)), len(kept))
        assert wanted == len(window_starts(size, 2, 2, 0, 0, 1, ceil_mode=True))


def test_the_articles_code_on_the_shapes():
    assert words("scratch") == [
        ["4 × 4", 2, "2 × 2", "right"],
        ["4 × 6", 2, "2 × 3", "raises"],
        ["5 × 5", 2, "3 × 3", "raises"],
        ["3 × 3", 2, "2 × 2", "wrong"],
        ["4 × 4", 3, "2 × 2", "wrong"],
    ]


def test_the_defaults_of_the_libraries():
    for _, stride, rounding, *_, gives in words("stride"):
        step = {"kernel": 2, "one": 1}[stride]
        out = len(window_starts(5, 2, step, 0, 0, 1, ceil_mode=rounding == "ceil"))
        assert gives == f"{out} × {out}"
    assert [(row[0].split()[0], row[1], row[2], row[-1]) for row in words("stride")] == [
        ("PyTorch", "kernel", "floor", "2 × 2"),
        ("Keras", "kernel", "floor", "2 × 2"),
        ("Flax", "one", "floor", "4 × 4"),
        ("ONNX", "one", "floor", "4 × 4"),
        ("cnnpool", "kernel", "ceil", "3 × 3"),
    ]
