"""How many windows there are: sizes that do not divide, the "+1", and the stride."""

import numpy as np

from cnnpool.axis import output_size, span
from cnnpool.conventions import CONVENTIONS, default_stride
from cnnpool.formulas import floor_and_ceil, size_formula
from cnnpool.geometry import Geometry
from cnnpool.lessons.lesson import (
    OUTPUT,
    PLANE,
    Fact,
    Lesson,
    Picture,
    Table,
    TableRow,
    Word,
    names_its_cell,
    pinned,
    reads,
    scene,
    typed,
    without_pin,
)


def sizes() -> Lesson:
    """Five cells in windows of two: rounded down, rounded up, and what few documents print."""
    preset = typed(names_its_cell(5, 5), win=8)
    here = scene(preset)
    window, rows = pinned(here, preset), here.grid.rows
    down = scene(without_pin(preset, ceil=False))
    dropping = Geometry.checked(1, 2, 0, 1, ceil_mode=True)
    facts: dict[str, Fact] = {
        "size": rows.size,
        "kernel": rows.kernel,
        "stride": rows.stride,
        "down": size_formula(down.grid.rows, down.trace.layer.geometry, "H"),
        "up": size_formula(rows, here.trace.layer.geometry, "H"),
        "unread": int(down.unread.sum()),
        "cells": here.trace.x.size,
        "inside": int(window.inside.sum()),
        "outside": int((~window.inside).sum()),
        "valid": -(-(rows.size - rows.kernel + 1) // rows.stride),
        "long": 32,
        "dropped": size_formula(dropping.grid(32, 32).rows, dropping, "H"),
    }
    box = (reads(window),)
    last = (here.grid.shape[0] - 1, here.grid.shape[1] - 1) * 2
    pictures = (
        Picture("x_up", here.trace.x[0, 0], "values", PLANE, windows=box, frame=here.frame),
        Picture("y_up", here.trace.y[0, 0], "values", OUTPUT, windows=(last,)),
        Picture("x_down", down.trace.x[0, 0], "values", PLANE, unread=down.unread),
        Picture("y_down", down.trace.y[0, 0], "values", OUTPUT),
    )
    return Lesson("sizes", preset, facts, pictures)


def plus_one() -> Lesson:
    """A row of seven cells and a window of three that moves by two."""
    preset = typed([[4, 1, 6, 2, 5, 3, 7]], kh=1, kw=3, sh=1, sw=2, win=2)
    here = scene(preset)
    axis, window = here.grid.cols, pinned(here, preset)
    room = span(axis.size, axis.kernel, axis.before, axis.after, axis.dilation)
    longer = here.trace.layer.geometry.grid(1, axis.size + 1).cols
    floor, ceil = floor_and_ceil(longer)
    starts = tuple(axis.positions()[:, 0].tolist())
    facts: dict[str, Fact] = {
        "size": axis.size,
        "kernel": axis.kernel,
        "stride": axis.stride,
        "room": room,
        "moves": room // axis.stride,
        "starts": starts,
        "out": axis.out,
        "no_brackets": axis.size - axis.kernel / axis.stride + 1,
        "one_inside": (axis.size - axis.kernel + 1) / axis.stride,
        "one_inside_up": -(-(axis.size - axis.kernel + 1) // axis.stride),
        "longer": longer.size,
        "floor": floor,
        "ceil": ceil,
        "formula": size_formula(axis, here.trace.layer.geometry, "W"),
    }
    cells = here.trace.cells
    read = np.array([np.bincount(row[row >= 0], minlength=axis.size) for row in cells])
    rows, cols = ([str(i) for i in range(count)] for count in read.shape)
    spans = tuple((ow, left, ow, left + axis.kernel - 1) for ow, left in enumerate(starts))
    oh, ow = window.index[1:3]
    own = ((oh, ow, oh, ow),)
    pictures = (
        Picture("x", here.trace.x[0, 0], "values", PLANE, windows=(reads(window),)),
        Picture("y", here.trace.y[0, 0], "values", OUTPUT, windows=own),
        Picture("positions", read, "counts", ("ow", "w"), labels=(rows, cols), windows=spans),
    )
    return Lesson("plus_one", preset, facts, pictures)


def stride() -> Lesson:
    """Strides below, at and above the kernel; and the defaults of five libraries."""
    preset = typed(names_its_cell(5, 5), sh=3, sw=3, win=3)
    scenes = {s: scene(without_pin(preset, sh=s, sw=s)) for s in (1, 2, 3)}
    size, kernel = scenes[1].grid.rows.size, scenes[1].grid.rows.kernel
    facts: dict[str, Fact] = {"size": size, "kernel": kernel, "cells": size * size}
    facts |= {f"out{s}": here.grid.rows.out for s, here in scenes.items()}
    facts |= {"most1": scenes[1].grid.readers().max(), "unread": int(scenes[3].unread.sum())}
    pictures = tuple(
        Picture(f"readers_{s}", here.grid.readers(), "counts", PLANE, unread=here.unread)
        for s, here in scenes.items()
    )
    return Lesson("stride", preset, facts, pictures, _defaults(size, kernel))


def _defaults(size: int, kernel: int) -> Table:
    """What each library does when only the kernel is said, and what comes out of ``size`` cells."""
    rows: list[TableRow] = []
    for name in ("pytorch", "keras", "flax", "onnx", "cnnpool"):
        rule = CONVENTIONS[name]
        step, _ = default_stride(rule, (kernel, kernel))
        out = output_size(size, kernel, step, 0, 0, 1, ceil_mode=rule.rounding == "ceil")
        words = [Word(word) for word in (rule.stride, rule.rounding, rule.tie, rule.divisor)]
        rows.append((rule.call, *words[:2], rule.unpadded, *words[2:], f"{out} × {out}"))
    columns = ("call", "stride", "rounding", "padding", "tie", "divisor", "gives")
    return Table(columns, tuple(rows))
