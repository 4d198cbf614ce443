"""The article's own numbers: every array that it published, by its own calls and by the trace."""

import json
from pathlib import Path

import numpy as np
import pytest

from cnnpool import Pooling, col2im, im2col, trace

PUBLISHED = json.loads(Path(__file__).with_name("published.json").read_text(encoding="utf-8"))
X = np.array(PUBLISHED["x"])


def published(name: str) -> np.ndarray:
    return np.array(PUBLISHED[name])


def test_the_seed_gives_the_published_tensor():
    assert X.shape == tuple(PUBLISHED["In[15] x.shape"]) == (2, 3, 4, 4)
    drawn = np.random.RandomState(1).randint(0, 10, 2 * 3 * 4 * 4).reshape(2, 3, 4, 4)
    np.testing.assert_array_equal(drawn, X)


def test_the_articles_cells():
    """In[4] to In[12] line by line, with im2col and col2im as the article calls them."""
    x_col = im2col(X, 2, 2, 2, 0).T.reshape(-1, 4)
    np.testing.assert_array_equal(x_col, published("In[4] x_col"))

    y = np.max(x_col, axis=1)
    np.testing.assert_array_equal(y, published("In[5] y flat"))
    y = y.reshape(2, 2, 2, 3).transpose(0, 3, 1, 2)
    np.testing.assert_array_equal(y, published("In[6] y"))

    max_index = np.argmax(x_col, axis=1)
    np.testing.assert_array_equal(max_index, published("In[7] max_index"))

    dy = np.ones(y.shape).transpose(0, 2, 3, 1)
    assert dy.shape == (2, 2, 2, 3)
    dx = np.zeros((2 * 2, dy.size))
    dx[max_index.reshape(-1), np.arange(dy.size)] = dy.reshape(-1)
    np.testing.assert_array_equal(dx, published("In[10] dx one-hot"))

    dx = dx.reshape(2, 2, 2, 2, 2, 3).transpose(5, 0, 1, 2, 3, 4).reshape(3 * 2 * 2, 2 * 2 * 2)
    np.testing.assert_array_equal(dx, published("In[11] dx columns"))
    np.testing.assert_array_equal(col2im(dx, X.shape, 2, 2, 2, 0), published("In[12] dx"))


def test_the_articles_layer():
    """In[13] to In[16], and the backward that the article's class has beside it."""
    pool = Pooling(2)
    y = pool.forward(X)
    np.testing.assert_array_equal(y, published("In[16] y"))
    np.testing.assert_array_equal(pool.y, published("In[16] y"))
    np.testing.assert_array_equal(pool.max_index, published("In[7] max_index"))
    dx = pool.backward(np.ones(y.shape))
    np.testing.assert_array_equal(dx, published("In[12] dx"))
    np.testing.assert_array_equal(pool.dx, published("In[12] dx"))


X_COL = published("In[4] x_col")


@pytest.fixture(scope="module")
def steps():
    return {step.name: step for step in trace(X, Pooling(2)).steps}


@pytest.mark.parametrize(
    ("step", "cell", "expected"),
    [
        ("x", "In[3]", X),
        ("im2col", "In[4]", X_COL.reshape(8, 12).T),  # (N*OH*OW, C*KH*KW).T
        ("x_col", "In[4]", X_COL),
        ("y_flat", "In[5]", published("In[5] y flat")),
        ("y", "In[6]", published("In[6] y")),
        ("max_index", "In[7]", published("In[7] max_index")),
        ("dy", "In[8]", np.ones((2, 2, 2, 3))),
        ("routed", "In[9]–In[10]", published("In[10] dx one-hot")),
        ("columns", "In[11]", published("In[11] dx columns")),
        ("dx", "In[12]", published("In[12] dx")),
    ],
)
def test_the_trace_shows_the_published_array(steps, step, cell, expected):
    assert steps[step].cell == cell
    assert steps[step].array.shape == expected.shape
    np.testing.assert_array_equal(steps[step].array, expected)


def test_the_trace_tells_the_steps_in_the_articles_order(steps):
    assert list(steps) == [
        "x", "im2col", "x_col", "y_flat", "y", "max_index", "dy", "routed", "columns", "dx",
    ]  # fmt: skip


def test_seven_windows_of_the_sample_are_tied_and_the_first_cell_wins():
    rows = published("In[4] x_col")
    tied = (rows == rows.max(axis=1, keepdims=True)).sum(axis=1) > 1
    assert tied.sum() == 7
    layer = Pooling(2)
    layer.forward(X)
    for row, winner in zip(rows[tied].tolist(), layer.max_index[tied], strict=True):
        assert winner == row.index(max(row))
