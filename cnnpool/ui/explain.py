"""A pinned window in words and in a formula, with its own numbers, as HTML.

Only numbers and the catalogues' own texts go into it.
"""

from collections.abc import Sequence
from typing import SupportsFloat

import numpy as np

from cnnpool import rules
from cnnpool.figures import number
from cnnpool.reductions import Average
from cnnpool.scene import Scene
from cnnpool.trace import Trace, Window
from cnnpool.ui.texts import say

MOST_NUMBERS = 12


def window(scene: Scene, flat: int) -> str:
    """The story of the window ``oh*OW + ow`` of the plane shown."""
    story = scene.trace
    oh, ow = divmod(flat, story.grid.shape[1])
    here = story.window(0, oh, ow, 0)
    mode = story.layer.mode
    forward = {"max": _max, "avg": _average, "lp": _norm}[mode](story, here)
    lines = [_where(here), *forward, *_backward(scene, here), *_other_part(scene, (oh, ow))]
    return "".join(f"<p>{line}</p>" for line in lines)


def _where(here: Window) -> str:
    _, oh, ow, _ = here.index
    h, w = (number(position) for position in here.positions[0])
    missing = int((~here.inside).sum())
    line = say("explain_where", oh=oh, ow=ow, h=h, w=w, count=len(here.inside))
    return f"{line} {say('explain_missing', missing=missing)}" if missing else line


def _other_part(scene: Scene, window: tuple[int, int]) -> list[str]:
    """Where the window's row of the matrices is, if it is not among those shown."""
    shown = scene.matrices
    if (scene.n, *window, scene.c) in shown.index:
        return []
    (N, C), (OH, OW) = scene.planes, scene.grid.shape
    whole = shown.count == N * C * OH * OW
    place = ((scene.n, *window, scene.c), (N, OH, OW, C)) if whole else (window, (OH, OW))
    return [say("explain_other_part", part=int(np.ravel_multi_index(*place)) // shown.per_part)]


def _max(story: Trace, here: Window) -> list[str]:
    assert here.winner is not None
    values = _values(story, here)
    kh, kw = divmod(here.winner, story.grid.kernel[1])
    h, w = here.positions[here.winner]
    best = values[here.winner]
    lines = [
        _formula(f"y = max({_list(values[here.inside])}) = {_winner(best)}"),
        say("explain_winner", value=_winner(best), offset=here.winner, kh=kh, kw=kw, h=h, w=w),
    ]
    losers = [k for k in np.flatnonzero(rules.tied(story)[here.row]) if k != here.winner]
    if np.isnan(best):
        lines.append(say("explain_nan"))
    if losers:
        cells = ", ".join(_cell(here.positions[k]) for k in losers[:MOST_NUMBERS])
        lines.append(say("explain_ties", cells=cells))
    return lines


def _average(story: Trace, here: Window) -> list[str]:
    _, oh, ow, _ = here.index
    layer = story.layer
    rule = Average(layer.count_include_pad, layer.divisor_override)
    divisor, real = int(rule.divisor(story.grid)[oh, ow]), int(here.inside.sum())
    total = " + ".join(_shown(_values(story, here)[here.inside])).replace("+ −", "− ")
    lines = [_formula(f"y = ({total}) / {divisor} = {number(story.y[0, 0, oh, ow], 6)}")]
    if divisor == len(here.inside):
        lines.append(say("explain_divisor_all", divisor=divisor))
    elif divisor == real:
        lines.append(say("explain_divisor_real", divisor=divisor))
    else:
        lines.append(say("explain_divisor_clipped", divisor=divisor, count=len(here.inside)))
    return lines


def _norm(story: Trace, here: Window) -> list[str]:
    _, oh, ow, _ = here.index
    p = number(story.layer.p, 6)
    powers = " + ".join(f"|{v}|<sup>{p}</sup>" for v in _shown(_values(story, here)[here.inside]))
    return [_formula(f"y = ({powers})<sup>1/{p}</sup> = {number(story.y[0, 0, oh, ow], 6)}")]


def _backward(scene: Scene, here: Window) -> list[str]:
    story = scene.trace
    _, oh, ow, _ = here.index
    dy = number(story.dy[0, 0, oh, ow], 6)
    if here.winner is not None:
        h, w = (int(i) for i in here.positions[here.winner])
        return [say("explain_lands", dy=dy, cell=_cell((h, w))), *_sum(story, (h, w), here)]
    key = "explain_spread" if story.layer.mode == "avg" else "explain_slope"
    lines = [say(key, dy=dy, count=int(here.inside.sum()))]
    return lines + _sum(story, here.cells[0], here)


def _sum(story: Trace, cell: tuple[int, int], here: Window) -> list[str]:
    """What this window and the others add to one cell, and the sum that stands in ``dx``."""
    added = story.contributions(0, 0, *cell)
    own = dict(added)[here.index]
    others = [(index, value) for index, value in added if index != here.index and value != 0]
    total = number(story.dx[0, 0][cell], 6)
    if not others:
        return [_formula(f"dx[{cell[0]}, {cell[1]}] = {total}"), say("explain_alone")]
    shown = [_winner(number(own, 6))]
    shown += [number(value, 6) for _, value in others[: MOST_NUMBERS - 1]]
    dots = " + …" if len(others) >= MOST_NUMBERS else ""
    windows = ", ".join(_cell(index[1:3]) for index, _ in others[:MOST_NUMBERS])
    terms = " + ".join(shown).replace("+ −", "− ")
    return [
        _formula(f"dx[{cell[0]}, {cell[1]}] = {terms}{dots} = {total}"),
        say("explain_others", windows=windows),
    ]


def _values(story: Trace, here: Window) -> np.ndarray:
    """The window's numbers in row-major order, NaN where it reads padding."""
    values = np.full(len(here.inside), np.nan)
    h, w = here.positions[here.inside].T
    values[here.inside] = story.x[0, 0, h, w]
    return values


def _shown(values: np.ndarray) -> list[str]:
    shown = [number(v, 6) for v in values[:MOST_NUMBERS]]
    return [*shown, "…"] if len(values) > MOST_NUMBERS else shown


def _list(values: np.ndarray) -> str:
    return ", ".join(_shown(values))


def _winner(value: str | SupportsFloat) -> str:
    text = value if isinstance(value, str) else number(value, 6)
    return f'<b class="winner-mark">{text}</b>'


def _cell(place: Sequence[int]) -> str:
    return f"({place[0]}, {place[1]})"


def _formula(text: str) -> str:
    return f"<code>{text}</code>"
