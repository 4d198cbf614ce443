"""Where numbers stand: the im2col matrix, channels, indices, and what a shift changes."""

from typing import SupportsInt

import numpy as np

from cnnpool.columns import im2col
from cnnpool.layouts import IM2COL
from cnnpool.lessons.lesson import (
    OUTPUT,
    PLANE,
    Fact,
    Lesson,
    Picture,
    names_its_cell,
    numbers,
    pinned,
    reads,
    scene,
    typed,
    where,
)
from cnnpool.pooling import Pooling
from cnnpool.settings import Settings
from cnnpool.shapes import Box
from cnnpool.tensors import random_tensor, typed_tensor
from cnnpool.trace import Trace
from cnnpool.unpool import unpool


def layout() -> Lesson:
    """Two channels of 2x4: im2col, its rows, and the rows that a missing transpose gives."""
    x = names_its_cell(2, 2, 4)[None]  # (N, C, H, W) = (1, 2, 2, 4)
    preset = typed(x, whole=True, win=0)
    here = scene(preset)
    (_, C, H, W), (KH, KW), (OH, OW) = x.shape, here.grid.kernel, here.grid.shape
    columns = im2col(x, (KH, KW), (OH, OW), here.trace.layer.geometry.stride, 0)
    right = columns.T.reshape(-1, KH * KW)
    wrong = columns.reshape(-1, KH * KW)
    facts: dict[str, Fact] = {
        "rows": columns.shape[0],
        "columns": columns.shape[1],
        "taps": KH * KW,
        "count": len(right),
        "right": numbers(right[0]),
        "wrong": numbers(wrong[0]),
        "right_y": numbers(right.max(axis=1)),
        "wrong_y": numbers(wrong.max(axis=1)),
        "layouts": len(IM2COL),
    }
    tensor = _labels(C, H), _labels(W)
    matrix = _labels(C, KH, KW), _labels(1, OH, OW)
    rows = _labels(1, OH, OW, C), _labels(KH, KW)
    cut = _labels(len(wrong)), _labels(KH * KW)
    first = ((0, 0, 0, KH * KW - 1),)
    pictures = (
        _matrix("tensor", x.reshape(C * H, W), ("c,h", "w"), tensor, ((0, 0, KH - 1, KW - 1),)),
        _matrix("im2col", columns, ("c,kh,kw", "n,oh,ow"), matrix, ((0, 0, KH * KW - 1, 0),)),
        _matrix("rows", right, ("n,oh,ow,c", "kh,kw"), rows, first),
        _matrix("rows_wrong", wrong, ("?", "?"), cut, first),
    )
    return Lesson("layout", preset, facts, pictures)


def _matrix(
    name: str,
    array: np.ndarray,
    axes: tuple[str, str],
    labels: tuple[list[str], list[str]],
    windows: tuple[Box, ...],
) -> Picture:
    return Picture(name, array, "values", axes, labels=labels, windows=windows)


def _labels(*sizes: int) -> list[str]:
    """The indices of an axis that is flat over several letters: "0,0", "0,1", …"""
    return [",".join(map(str, place)) for place in np.ndindex(sizes)]


def channels() -> Lesson:
    """Change one channel: the other's outputs stay."""
    added = 100
    preset = Settings(n=1, c=2, seed=3, whole=True, win=0)
    x, layer = typed_tensor(preset), preset.layer()
    y, indices = layer.forward(x), layer.indices
    changed = x.copy()
    changed[:, 1] += added
    differs = layer.forward(changed) != y
    C, kernel = x.shape[1], preset.kh * preset.kw
    winners = [_cell(indices[0, c, 0, 0], x.shape[3]) for c in range(C)]
    facts: dict[str, Fact] = {
        "added": added,
        "outputs": y[0, 0].size,
        "changed_other": int(differs[0, 0].sum()),
        "changed_own": int(differs[0, 1].sum()),
        "winner0": winners[0],
        "winner1": winners[1],
        "shape_in": x.shape,
        "shape_out": y.shape,
        "channels": C,
        "weights": C * C * kernel + C,
    }
    box, corner = ((0, 0, preset.kh - 1, preset.kw - 1),), ((0, 0, 0, 0),)
    inputs = [
        Picture(f"x{c}", x[0, c], "values", PLANE, winners=(winners[c],), windows=box)
        for c in range(C)
    ]
    outputs = [Picture(f"y{c}", y[0, c], "values", OUTPUT, windows=corner) for c in range(C)]
    return Lesson("channels", preset, facts, (*inputs, *outputs))


def unpooling() -> Lesson:
    """The indices of 1 to 16, and the maxima back in their places."""
    preset = typed(np.arange(1, 17).reshape(4, 4), win=2)
    here = scene(preset)
    story, window = here.trace, pinned(here, preset)
    layer, W = story.layer, story.x.shape[3]
    assert window.winner is not None
    restored = unpool(story.y, layer.indices, story.x.shape)
    oh, ow = window.index[1:3]
    index = int(layer.indices[0, 0, oh, ow])
    overlapping = Pooling(2, stride=1)
    overlapping.forward([[[[1, 2, 3], [2, 4, 2], [5, 6, 7]]]])
    floor = Pooling(2, ceil_mode=False).geometry
    facts: dict[str, Fact] = {
        "index": index,
        "width": W,
        "h": index // W,
        "w": index % W,
        "filled": int(np.count_nonzero(restored)),
        "zeros": int((restored == 0).sum()),
        "count": story.x.size,
        "onnx": story.x[0, 0].size + index,
        "offset": window.winner,
        "small": 4,
        "large": 5,
        "out": floor.grid(5, 5).rows.out,
        "windows": overlapping.indices.size,
        "cells": np.unique(overlapping.indices).size,
    }
    winners, own = where(restored[0, 0]), ((oh, ow, oh, ow),)
    pictures = (
        Picture("x", story.x[0, 0], "values", PLANE, winners=winners, windows=(reads(window),)),
        Picture("y", story.y[0, 0], "values", OUTPUT, windows=own),
        Picture("indices", layer.indices[0, 0], "counts", OUTPUT, windows=own),
        Picture("unpooled", restored[0, 0], "values", PLANE, winners=winners),
    )
    return Lesson("unpool", preset, facts, pictures)


def loss() -> Lesson:
    """A bright cell that moves by one, and all windows that have the same maximum."""
    bright = np.zeros((6, 6), dtype=int)
    bright[2, 2] = 9
    preset = typed(bright, win=4)
    story = scene(preset).trace
    layer, y = story.layer, story.y[0, 0]
    shifts = [(dh, dw) for dh in (-1, 0, 1) for dw in (-1, 0, 1)]
    changed = {shift: int((_shifted(story, shift) != y).sum()) for shift in shifts}
    same = np.array([changed[shift] == 0 for shift in shifts]).reshape(3, 3)
    digits = np.indices((10, 10, 10, 10)).reshape(4, -1).T.reshape(-1, 1, 2, 2)
    dense = random_tensor(Settings(n=1, c=1, h=6, w=7))
    facts: dict[str, Fact] = {
        "numbers_in": story.x.size,
        "numbers_out": story.y.size,
        "best": 9,
        "windows": len(digits),
        "alike": int((layer.forward(digits) == 9).sum()),
        "same": int(same.sum()) - 1,
        "directions": len(shifts) - 1,
        "changed": changed[0, -1],
        "whole_step": 2,
        "moved": tuple(where(_shifted(story, (0, 2)))[0]),
        "before": where(y)[0],
        "stay": int((layer.forward(dense[..., :-1]) == layer.forward(dense[..., 1:])).sum()),
    }
    labels = ["−1", "0", "1"]
    left = _shifted(story, (0, -1))
    pictures = (
        Picture("x", story.x[0, 0], "values", PLANE, windows=((2, 2, 3, 3),)),
        Picture("y", y, "values", OUTPUT, windows=((1, 1, 1, 1),)),
        Picture("same", same.astype(int), "counts", ("Δh", "Δw"), labels=(labels, labels)),
        Picture("y_left", left, "values", OUTPUT, winners=where(left != y)),
    )
    return Lesson("loss", preset, facts, pictures)


def _shifted(story: Trace, shift: tuple[int, int]) -> np.ndarray:
    """The output once the input was shifted by (rows, columns); its border is all zeros."""
    return story.layer.forward(np.roll(story.x, shift, axis=(2, 3)))[0, 0]


def _cell(index: SupportsInt, width: int) -> tuple[int, int]:
    return divmod(int(index), width)
