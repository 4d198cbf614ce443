"""Where the gradient goes: winners, ties, overlaps, and the numerical check."""

import numpy as np

from cnnpool import rules
from cnnpool.gradient_check import check_gradient
from cnnpool.lessons.lesson import (
    OUTPUT,
    PLANE,
    Fact,
    Lesson,
    Picture,
    numbers,
    pinned,
    reads,
    scene,
    typed,
    where,
    won,
)
from cnnpool.pooling import Pooling
from cnnpool.settings import Settings
from cnnpool.tensors import random_tensor
from cnnpool.trace import Trace, trace

DISTINCT = ((3, 7, 2, 10), (5, 1, 12, 4), (9, 6, 8, 13), (14, 0, 11, 15))


def gradient() -> Lesson:
    """Raise the winner and the output follows; raise another cell and it stays."""
    step = 0.5
    preset = typed(DISTINCT, grad="ramp", win=0)
    here = scene(preset)
    story, window = here.trace, pinned(here, preset)
    values = [story.x[0, 0][cell] for cell in window.cells]
    winner = won(window)
    loser = window.cells[int(np.argsort(values)[-2])]
    facts: dict[str, Fact] = {
        "numbers": numbers(values),
        "y": story.y[0, 0, 0, 0],
        "winner": story.x[0, 0][winner],
        "loser": story.x[0, 0][loser],
        "cell": winner,
        "step": step,
        "raised": _output_after(story, winner, step),
        "stays": _output_after(story, loser, step),
        "dy": story.dy[0, 0, 0, 0],
        "others": len(values) - 1,
        "windows": story.y.size,
        "got": int(np.count_nonzero(story.dx)),
        "count": story.x.size,
        "sum_dy": story.dy.sum(),
        "sum_dx": story.dx.sum(),
    }
    winners = where(story.dx[0, 0])
    box = (reads(window),)
    pictures = (
        Picture("x", story.x[0, 0], "values", PLANE, winners=winners, windows=box),
        Picture("y", story.y[0, 0], "values", OUTPUT, windows=((0, 0, 0, 0),)),
        Picture("dy", story.dy[0, 0], "gradients", OUTPUT, windows=((0, 0, 0, 0),)),
        Picture("dx", story.dx[0, 0], "gradients", PLANE, winners=winners, windows=box),
    )
    return Lesson("gradient", preset, facts, pictures)


def _output_after(story: Trace, cell: tuple[int, int], step: float) -> float:
    """The first output once a cell was raised."""
    raised = story.x.astype(float)
    raised[0, 0][cell] += step
    return story.layer.forward(raised)[0, 0, 0, 0]


def ties() -> Lesson:
    """One window with three equal maxima, under every rule."""
    preset = typed([[1, 2], [2, 2]], ties="split", win=0)
    story = scene(preset).trace
    dx = {rule: rules.route(story, rules.tie_weights(story, rule)) for rule in rules.TIES}
    article = Settings()
    whole = trace(random_tensor(article), article.layer())
    first = where(dx["first"])[0]
    planes = [whole.plane(n, c) for n, c in np.ndindex(whole.x.shape[:2])]
    tied = [rules.tied(plane).sum(axis=1) > 1 for plane in planes]
    facts: dict[str, Fact] = {
        "numbers": numbers(story.x),
        "tied": int(rules.tied(story).sum()),
        "first": first,
        "last": where(dx["last"])[0],
        "share": dx["split"].max(),
        "sum_dy": story.dy.sum(),
        "sum_all": dx["all"].sum(),
        "article_tied": int(np.sum(tied)),
        "article_count": whole.row_count,
    }
    pictures = [Picture("x", story.x[0, 0], "values", PLANE, winners=(first,))]
    pictures += [
        Picture(f"ties_{rule}", dx[rule], "gradients", PLANE, winners=where(dx[rule]))
        for rule in ("first", "split", "all")
    ]
    return Lesson("ties", preset, facts, tuple(pictures))


def overlap() -> Lesson:
    """A cell that wins two windows; assigning in place of adding loses one of them."""
    preset = typed([[1, 2, 3], [2, 4, 2], [5, 6, 7]], kh=2, kw=2, sh=1, sw=1, grad="ramp", win=0)
    here = scene(preset)
    story, window = here.trace, pinned(here, preset)
    cell = won(window)
    readers = here.grid.readers()
    terms = [share for _, share in story.contributions(0, 0, *cell) if share]
    assigned = np.zeros(story.x.size)
    assigned[story.layer.indices.ravel()] = story.dy.ravel()
    facts: dict[str, Fact] = {
        "value": story.x[0, 0][cell],
        "cell": cell,
        "readers": readers[cell],
        "won": len(terms),
        "terms": " + ".join(f"{term:g}" for term in terms),
        "total": story.dx[0, 0][cell],
        "assigned": assigned.reshape(here.grid.input_shape)[cell],
        "sum_dy": story.dy.sum(),
        "sum_assigned": assigned.sum(),
        "least": readers.min(),
        "most": readers.max(),
    }
    pictures = (
        Picture("x", story.x[0, 0], "values", PLANE, winners=(cell,), windows=(reads(window),)),
        Picture("readers", readers, "counts", PLANE, winners=(cell,)),
        Picture("dy", story.dy[0, 0], "gradients", OUTPUT, windows=((0, 0, 0, 1),)),
        Picture("dx", story.dx[0, 0], "gradients", PLANE, winners=(cell,)),
    )
    return Lesson("overlap", preset, facts, pictures)


def check() -> Lesson:
    """Central differences at a tie, with too large a step, and in single precision."""
    preset = Settings(grad="ramp", win=3)
    story = scene(preset).trace
    compared = check_gradient(story)
    tied = where(compared.reason == "tie")
    coarse, fine = 2.5, 1e-6
    distinct = trace(np.array(DISTINCT)[None, None], Pooling(2))
    highest = np.sort(rules.window_values(distinct), axis=1)
    facts: dict[str, Fact] = {
        "agree": int(compared.agree.sum()),
        "count": compared.agree.size,
        "value": story.x[0, 0][tied[0]],
        "first": tied[0],
        "second": tied[1],
        "analytic": compared.analytic[tied[0]],
        "numeric": round(compared.numeric[tied[0]], 6),
        "lead": (highest[:, -1] - highest[:, -2]).min(),
        "coarse": coarse,
        "spoilt": int((~check_gradient(distinct, coarse).agree).sum()),
        "step": f"{fine:g}",
        "slope": _slope_in_single_precision(story, fine),
    }
    pictures = (
        Picture("x", story.x[0, 0], "values", PLANE, winners=tied),
        Picture("analytic", compared.analytic, "gradients", PLANE, winners=tied),
        Picture("numeric", compared.numeric.round(6), "gradients", PLANE, winners=tied),
    )
    return Lesson("check", preset, facts, pictures)


def _slope_in_single_precision(story: Trace, step: float) -> float:
    """The central difference of the first output along its winner, in float32; in truth 1."""
    x = story.x.astype(np.float32)
    winner = np.unravel_index(story.layer.indices[0, 0, 0, 0], story.grid.input_shape)
    up, down = x.copy(), x.copy()
    up[0, 0][winner] += np.float32(step)
    down[0, 0][winner] -= np.float32(step)
    rise = story.layer.forward(up) - story.layer.forward(down)
    return float(rise[0, 0, 0, 0] / (2 * np.float32(step)))
