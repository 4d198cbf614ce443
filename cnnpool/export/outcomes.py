"""What comes out of a case's plane under other conventions than the layer's own.

No framework is imported: y comes from ``Pooling`` with other arguments, who gets the gradient
from ``rules``. The tests run the frameworks themselves and compare.
"""

from dataclasses import dataclass

import numpy as np

from cnnpool import rules
from cnnpool.axis import output_size
from cnnpool.conventions import Convention
from cnnpool.errors import Refusal
from cnnpool.export.calls import NotTaken
from cnnpool.export.case import Case
from cnnpool.pooling import Pooling
from cnnpool.steps.article import ArticlePooling, judge
from cnnpool.trace import Trace, trace


@dataclass(frozen=True)
class Outcome:
    """One plane forward and backward.

    y: (OH, OW); dx: (H, W), float64 for max; None where there is no gradient, or where it is not
    compared (Lp). ``unsure``: (OH, OW) bool, the cells of y that no rule foretells.
    """

    y: np.ndarray
    dx: np.ndarray | None
    unsure: np.ndarray


def outcome(case: Case, convention: Convention, stride: tuple[int, int]) -> Outcome:
    """What ``convention`` makes of the plane that the case shows, with ``stride`` (SH, SW).

    Padding and dilation are the case's. The upstream gradient is the case's where y has the
    layer's shape, ones elsewhere. A Refusal where no window fits.

    >>> from cnnpool.conventions import CONVENTIONS
    >>> from cnnpool.settings import Settings
    >>> case = Case.of(Settings(), -np.arange(1, 10).reshape(1, 1, 3, 3))
    >>> outcome(case, CONVENTIONS["skimage"], stride=(2, 2)).y
    array([[-1,  0],
           [ 0,  0]])
    """
    shown = case.scene.trace
    layer = layer_with(case.layer, convention, stride)
    same = layer.geometry.grid(*shown.grid.input_shape).shape == shown.grid.shape
    story = trace(shown.x, layer, shown.dy if same else None)
    y = story.y[0, 0]
    if layer.mode == "max":
        if convention.pad_value == "zero":
            y = rules.max_with_zero_padding(story)
        return Outcome(y, _gradient_of_max(story, convention), _unsure(story, convention))
    without = layer.mode == "lp" or convention.tie == "no_gradient"
    return Outcome(y, None if without else story.dx[0, 0], np.zeros(y.shape, bool))


def sizes(case: Case, convention: Convention, stride: tuple[int, int]) -> tuple[int, int]:
    """(OH, OW) under a convention; less than 1 where no window fits."""
    geometry = layer_with(case.layer, convention, stride).geometry
    found = []
    for i, size in enumerate(case.x.shape[2:]):
        if isinstance(geometry.padding, str):
            found.append(-(-size // stride[i]))
        else:
            arguments = (geometry.kernel[i], stride[i], *geometry.padding[i], geometry.dilation[i])
            found.append(output_size(size, *arguments, geometry.ceil_mode))
    return tuple(found)


def article_outcome(case: Case) -> Outcome:
    """The same from the article's own class, by running it; NotTaken where it stops."""
    story, (pool, _) = case.scene.trace, case.layer.geometry.kernel
    try:
        verdict = judge(story.x, pool)
    except Refusal as refusal:
        values = {name: refusal.values[name] for name in ("cells", "limit")}
        raise NotTaken("article_takes_long", **values) from None
    if verdict.kind == "raises":
        raise NotTaken("article_stops", error=verdict.error)
    layer = ArticlePooling(pool)
    with np.errstate(all="ignore"):
        y = layer.forward(story.x)
        dx = layer.backward(story.dy if y.shape == story.dy.shape else np.ones(y.shape))
    return Outcome(y[0, 0], dx[0, 0], np.zeros(y.shape[2:], bool))


def layer_with(own: Pooling, convention: Convention, stride: tuple[int, int]) -> Pooling:
    """A layer like ``own`` with another stride, and another rounding and divisor."""
    KH, KW = own.geometry.kernel
    overrides = {"taps": KH * KW, "override": own.divisor_override}
    return Pooling(
        (KH, KW),
        stride=stride,
        padding=own.geometry.padding,
        dilation=own.geometry.dilation,
        ceil_mode=convention.rounding == "ceil",
        mode=own.mode,
        count_include_pad=convention.divisor != "real",
        divisor_override=overrides.get(convention.divisor),
        p=own.p,
    )


def _gradient_of_max(story: Trace, convention: Convention) -> np.ndarray | None:
    if convention.tie == "no_gradient":
        return None
    weights = rules.tie_weights(story, "first")  # "one_cell" is the first, too, on a CPU
    has_nan = np.isnan(story.y).reshape(-1)
    if convention.nan == "last_nan":
        weights[has_nan] = rules.tie_weights(story, "last")[has_nan]
    if convention.nan == "next_cell" and has_nan.any():
        weights[has_nan] = _next_cell(story, convention.pad_value == "infinity")[has_nan]
    if convention.pad_value == "zero":
        weights[rules.lost(story)] = 0
    if convention.pad_value == "infinity":
        weights[(story.cells[:, 0] < 0) & (story.y.reshape(-1) == -np.inf)] = 0
    return rules.route(story, weights)


def _next_cell(story: Trace, with_padding: bool) -> np.ndarray:
    """Who gets the gradient where a cell stays chosen while it is ``>=`` the next: (L, KH*KW).

    This is XLA's select. NaN is ``>=`` nothing and nothing is ``>=`` NaN, so that the cell after
    the last NaN is chosen, and may be replaced as usual. Padding is -inf and takes part, or not.

    >>> _next_cell(trace([[[[3, np.nan, 2, 1]]]], Pooling((1, 4))), with_padding=False)
    array([[0., 0., 1., 0.]])
    """
    real = story.cells >= 0
    values = np.where(real, rules.window_values(story), -np.inf)
    part = real | with_padding
    rows, chosen = np.arange(len(values)), part.argmax(axis=1)
    for tap in range(values.shape[1]):
        keeps = values[rows, chosen] >= values[:, tap]
        chosen = np.where(part[:, tap] & (tap > chosen) & ~keeps, tap, chosen)
    return ((np.arange(values.shape[1]) == chosen[:, None]) & real).astype(float)


def _unsure(story: Trace, convention: Convention) -> np.ndarray:
    """The maxima that depend on which kernel runs."""
    y = story.y[0, 0]
    nan = np.isnan(y) & (convention.nan == "depends")
    return nan | ((y == -np.inf) & (convention.pad_value == "lowest"))
