"""The rules that a page compares with the layer's own: other ties, zero padding, floor and ceil.

They are small functions on the windows of one plane's trace (``Trace.plane``), not options of
``Pooling``. All but ``other_rounding`` speak of the maximum of each window, whatever the layer's
mode. Padding is every offset without an input cell: explicit padding and overhang alike.
"""

from copy import copy
from dataclasses import replace

import numpy as np

from cnnpool.errors import Refusal
from cnnpool.trace import Trace

# Who gets the gradient of a tie: the first cell (NumPy, PyTorch) or the last; the tied cells in
# even parts (amax); all of them the whole, which inflates the gradient.
TIES = ("first", "last", "split", "all")


def window_values(story: Trace) -> np.ndarray:
    """The values of every window in the plane's own dtype, (L, KH*KW).

    Padding repeats the window's first real cell, which changes no maximum: ``x_col`` has -inf
    there, and so turns large integers into equal floats.

    >>> from cnnpool import Pooling, trace
    >>> window_values(trace([[[[1, 2, 3]]]], Pooling((1, 2))))
    array([[1, 2],
           [3, 3]])
    """
    if story.x.shape[:2] != (1, 1):
        raise ValueError(f"a trace of one plane is needed, (1, 1, H, W), got {story.x.shape}")
    cells = story.cells
    first = np.take_along_axis(cells, (cells >= 0).argmax(axis=1)[:, None], axis=1)
    return story.x.reshape(-1)[np.where(cells < 0, first, cells)]


# --- ties -------------------------------------------------------------------------------------


def tied(story: Trace) -> np.ndarray:
    """The real cells that hold their window's maximum, or its NaNs: (L, KH*KW) bool.

    >>> from cnnpool import Pooling, trace
    >>> tied(trace([[[[1, 2], [2, 2]]]], Pooling(2)))
    array([[False,  True,  True,  True]])
    """
    values = window_values(story)
    best = _largest(values)[:, None]
    return ((values == best) | (np.isnan(values) & np.isnan(best))) & (story.cells >= 0)


def tie_weights(story: Trace, rule: str) -> np.ndarray:
    """Which part of its window's dy each cell gets under a rule of ``TIES``: (L, KH*KW).

    >>> from cnnpool import Pooling, trace
    >>> story = trace([[[[1, 2], [2, 0]]]], Pooling(2))
    >>> {rule: tie_weights(story, rule)[0].tolist() for rule in ("first", "split")}
    {'first': [0.0, 1.0, 0.0, 0.0], 'split': [0.0, 0.5, 0.5, 0.0]}
    """
    if rule not in TIES:
        raise ValueError(f"rule must be one of {', '.join(TIES)}, got {rule!r}")
    mask = tied(story)
    if rule == "all":
        return mask.astype(float)
    if rule == "split":
        return mask / mask.sum(axis=1, keepdims=True)
    KK = mask.shape[1]
    winner = mask.argmax(axis=1) if rule == "first" else KK - 1 - mask[:, ::-1].argmax(axis=1)
    return (np.arange(KK) == winner[:, None]).astype(float)


def route(story: Trace, weights: np.ndarray) -> np.ndarray:
    """The gradient of the input where every cell gets ``weights * dy``, (H, W) float64.

    >>> from cnnpool import Pooling, trace
    >>> story = trace([[[[1, 2], [2, 0]]]], Pooling(2))
    >>> route(story, tie_weights(story, "all"))
    array([[0., 1.],
           [1., 0.]])
    """
    if weights.shape != story.cells.shape:
        raise ValueError(f"weights must have shape {story.cells.shape}, got {weights.shape}")
    # (1, 1, OH, OW) -> (L, 1)
    dy = story.dy.reshape(-1, 1).astype(float)
    with np.errstate(all="ignore"):
        # 0 where the weight is 0, as in the layer: 0 * inf would be NaN
        parts = np.where(weights == 0, 0, weights * dy)
        return add_at_cells(story, parts)


def add_at_cells(story: Trace, parts: np.ndarray) -> np.ndarray:
    """col2im for one plane: the sum of ``parts`` (L, KH*KW) at every input cell, (H, W)."""
    real = story.cells >= 0
    (H, W) = story.grid.input_shape
    return np.bincount(story.cells[real], parts[real], minlength=H * W).reshape(H, W)


# --- zero padding -----------------------------------------------------------------------------


def max_with_zero_padding(story: Trace) -> np.ndarray:
    """The maxima if padding were 0 instead of -inf, (OH, OW); NaN stays NaN.

    >>> from cnnpool import Pooling, trace
    >>> max_with_zero_padding(trace([[[[-1, -2, -3]]]], Pooling((1, 2))))
    array([[-1,  0]])
    """
    return _largest(_with_zeros(story)).reshape(story.grid.shape)


def zero_padding_differs(story: Trace) -> np.ndarray:
    """The windows to which zero padding gives another maximum, (OH, OW) bool."""
    best = _largest(window_values(story)).reshape(story.grid.shape)
    return (max_with_zero_padding(story) != best) & ~np.isnan(best)


def lost(story: Trace) -> np.ndarray:
    """The windows that zero padding wins, so that their gradient reaches no cell: (L,) bool.

    Padding wins where all cells are negative, and where the largest is 0 and stands after it:
    the first of equals.
    """
    with np.errstate(all="ignore"):
        winner = _with_zeros(story).argmax(axis=1)
    return np.take_along_axis(story.cells, winner[:, None], axis=1)[:, 0] < 0


# --- floor and ceil ---------------------------------------------------------------------------


def other_rounding(story: Trace) -> Trace | None:
    """The same input with the output size rounded the other way, dy of ones.

    None where rounding changes nothing ("same" padding asks for no rounding), and where the
    other rounding has no output.

    >>> from cnnpool import Pooling, trace
    >>> other_rounding(trace([[[[1, 2, 3]]]], Pooling((1, 2)))).y
    array([[[[2]]]])
    """
    layer = copy(story.layer)
    layer.geometry = replace(layer.geometry, ceil_mode=not layer.geometry.ceil_mode)
    try:
        same = layer.geometry.grid(*story.grid.input_shape) == story.grid
    except Refusal:
        return None
    return None if same else Trace(story.x, layer)


def _largest(values: np.ndarray) -> np.ndarray:
    with np.errstate(all="ignore"):
        return values.max(axis=1)


def _with_zeros(story: Trace) -> np.ndarray:
    """The windows with zeros for padding, (L, KH*KW), in the plane's own dtype."""
    return np.where(story.cells < 0, story.x.dtype.type(0), window_values(story))
