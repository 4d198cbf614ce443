"""Why layers written from scratch break: short slices, one size for both axes, zero padding."""

import numpy as np

from cnnpool import rules
from cnnpool.lessons.lesson import (
    OUTPUT,
    PLANE,
    Fact,
    Lesson,
    Picture,
    Table,
    TableRow,
    Word,
    pinned,
    reads,
    scene,
    typed,
    where,
)
from cnnpool.steps.article import falling, judge

SILENT = ((1, 9, 2), (9, 9, 3), (0, 0, 0))
SHAPES = ((4, 4, 2), (4, 6, 2), (5, 5, 2), (3, 3, 2), (4, 4, 3))  # H, W, pool


def slices() -> Lesson:
    """A slice of one number in place of two: NumPy fills both, and nobody is told."""
    preset = typed(SILENT, win=1)
    here = scene(preset)
    story, window = here.trace, pinned(here, preset)
    verdict, stopped = judge(story.x, preset.kh), judge(falling((1, 1, 5, 5)), preset.kh)
    assert verdict.y is not None and verdict.wrong_y is not None and stopped.error is not None
    facts: dict[str, Fact] = {
        "pool": preset.kh,
        "window": window.index[1:3],
        "numbers": tuple(int(story.x[0, 0][cell]) for cell in window.cells),
        "right": story.y[0, 0, 0, 1],
        "wrong": verdict.y[0, 0, 0, 1],
        "differ": int(verdict.wrong_y.sum()),
        "outputs": story.y.size,
        "error": stopped.error,
    }
    first, box = ((0, 1, 0, 1),), (reads(window),)
    wrong = where(verdict.wrong_y[0, 0])
    pictures = (
        Picture("x", story.x[0, 0], "values", PLANE, windows=box, frame=here.frame),
        Picture("y_right", story.y[0, 0], "values", OUTPUT, windows=first),
        Picture("y_wrong", verdict.y[0, 0], "values", OUTPUT, winners=wrong),
    )
    rows = tuple(_slice_row(size, preset.kh) for size in (4, 5, 3))
    columns = ("size", "slice", "cut", "wanted", "held", "verdict")
    return Lesson("slice", preset, facts, pictures, Table(columns, rows))


def _slice_row(size: int, pool: int) -> TableRow:
    """The slice of the window's second cell along one axis: what it asks for and what it gets."""
    out = -(-size // pool)
    asked = slice(1, 1 + out * pool, pool)
    held = range(size)[asked]
    verdict = judge(falling((1, 1, size, size)), pool).kind
    text = f"x[{asked.start}:{asked.stop}:{asked.step}]"
    return size, text, ", ".join(map(str, held)), out, len(held), Word(verdict)


def scratch() -> Lesson:
    """The article's code on shapes that it does not try, and zeros that beat minus one."""
    preset = typed(np.full((4, 4), -1), kh=3, kw=3, sh=1, sw=1, ph=1, pw=1, win=0)
    here = scene(preset)
    story, window = here.trace, pinned(here, preset)
    zeros = rules.max_with_zero_padding(story)
    facts: dict[str, Fact] = {
        "value": story.y.max(),
        "zeros": int((zeros == 0).sum()),
        "outputs": story.y.size,
        "lost": int(rules.lost(story).sum()),
        "sum_dy": story.dy.sum(),
        "sum_dx": story.dx.sum(),
        "shapes": len(SHAPES),
    }
    box = (reads(window),)
    pictures = (
        Picture("x", story.x[0, 0], "values", PLANE, windows=box, frame=here.frame),
        Picture("y_infinity", story.y[0, 0], "values", OUTPUT),
        Picture("y_zero", zeros, "values", OUTPUT, winners=where(zeros == 0)),
    )
    rows = tuple(_shape_row(*shape) for shape in SHAPES)
    return Lesson(
        "scratch", preset, facts, pictures, Table(("input", "pool", "gives", "verdict"), rows)
    )


def _shape_row(H: int, W: int, pool: int) -> TableRow:
    verdict = judge(falling((1, 1, H, W)), pool)
    OH, OW = verdict.right_y.shape[2:]
    return f"{H} × {W}", pool, f"{OH} × {OW}", Word(verdict.kind)
