"""The gradient is the slope: central differences in float64, for every mode and kind of grid.

The values are distinct, spaced wider than two steps, and none lies within a step of 0: at a tie
or at a kink a central difference reads the mean of two slopes.
"""

import numpy as np
import pytest

from cnnpool import Pooling

EPS = 1e-5

GRIDS = {
    "the article's": {"kernel_size": 2},
    "remainder": {"kernel_size": (2, 4)},
    "overlap": {"kernel_size": (3, 2), "stride": (1, 1)},
    "gaps": {"kernel_size": (2, 1), "stride": (3, 2), "ceil_mode": False},
    "padding": {"kernel_size": 3, "stride": 2, "padding": ((1, 2), (2, 0))},
    "same": {"kernel_size": (4, 3), "stride": (1, 2), "padding": "same_upper"},
    "dilation": {"kernel_size": (2, 3), "stride": 1, "dilation": (3, 2), "padding": (1, 2)},
}
MODES = {
    "max": {"mode": "max"},
    "avg": {"mode": "avg"},
    "avg of real cells": {"mode": "avg", "count_include_pad": False},
    "avg by 3": {"mode": "avg", "divisor_override": 3},
    **{f"lp {p}": {"mode": "lp", "p": p} for p in (1, 2, 3, 2.5)},
}


def numeric_gradient(layer: Pooling, x: np.ndarray, dy: np.ndarray) -> np.ndarray:
    """d<y, dy>/dx, one cell at a time."""
    dx = np.empty_like(x)
    for cell in np.ndindex(x.shape):
        loss = []
        for step in (EPS, -EPS):
            moved = x.copy()
            moved[cell] += step
            loss.append((layer.forward(moved) * dy).sum())
        dx[cell] = (loss[0] - loss[1]) / (2 * EPS)
    return dx


@pytest.mark.parametrize("mode", MODES.values(), ids=MODES)
@pytest.mark.parametrize("grid", GRIDS.values(), ids=GRIDS)
def test_backward_is_the_slope_of_forward(grid, mode):
    random = np.random.RandomState(7)
    # -2.9, -2.7, ..., 2.9 in each plane, shuffled
    x = np.stack([random.permutation(30) for _ in range(2)]).reshape(1, 2, 5, 6) / 5 - 2.9
    layer = Pooling(**grid, **mode)
    dy = random.randn(*layer.forward(x).shape)
    dx = layer.backward(dy)
    np.testing.assert_allclose(dx, numeric_gradient(layer, x, dy), rtol=1e-6, atol=1e-7)
