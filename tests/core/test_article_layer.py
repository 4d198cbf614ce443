"""The article's code with its faults: its own arrays, and where it is right, raises or is wrong."""

import json
from collections import Counter
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from cnnpool import Pooling
from cnnpool.errors import Refusal
from cnnpool.steps.article import (
    EXAMPLES,
    MAX_ARTICLE_CELLS,
    ArticlePooling,
    article_col2im,
    article_im2col,
    examples,
    falling,
    judge,
)

PUBLISHED = {
    name: np.array(array)
    for name, array in json.loads(
        Path(__file__).with_name("published.json").read_text(encoding="utf-8")
    ).items()
}
X = PUBLISHED["x"]

SHAPES = list(product((1, 2), (1, 2), range(1, 10), range(1, 10), range(1, 6)))  # N, C, H, W, pool


def plane(rows) -> np.ndarray:
    return np.array(rows)[None, None]


def predicted(H: int, W: int, pool: int) -> str:
    """What the shape alone says, for numbers that do not come out right by chance."""
    if H == W and H % pool == 0:
        return "right"
    outputs = [len(range(0, size, pool)) for size in (H, W)]
    return "wrong" if outputs == [2, 2] else "raises"


def repeated(x: np.ndarray, pool: int) -> tuple[np.ndarray, np.ndarray]:
    """y and dx of two windows a side, where a cell past the edge repeats the window before."""
    y, dx = np.zeros((*x.shape[:2], 2, 2)), np.zeros(x.shape)
    for n, c, oh, ow in np.ndindex(y.shape):
        best = None
        for kh, kw in product(range(pool), range(pool)):
            h, w = oh * pool + kh, ow * pool + kw
            inside = h < x.shape[2] and w < x.shape[3]
            value = x[n, c, h if h < x.shape[2] else kh, w if w < x.shape[3] else kw]
            if best is None or value > best[0]:
                best = value, inside, (n, c, h, w)
        y[n, c, oh, ow] = best[0]
        if best[1]:  # else the gradient is lost past the edge
            dx[best[2]] += 1
    return y, dx


# --- the transcription ------------------------------------------------------------------------


def test_the_two_functions_give_the_published_arrays():
    rows = article_im2col(X, 2, 2, 2, 0).T.reshape(-1, 4)
    np.testing.assert_array_equal(rows, PUBLISHED["In[4] x_col"])
    dx = article_col2im(PUBLISHED["In[11] dx columns"], X.shape, 2, 2, 2, 0)
    np.testing.assert_array_equal(dx, PUBLISHED["In[12] dx"])


def test_the_class_gives_the_published_arrays():
    layer = ArticlePooling(2)
    np.testing.assert_array_equal(layer.forward(X), PUBLISHED["In[16] y"])
    np.testing.assert_array_equal(layer.y, PUBLISHED["In[6] y"])
    np.testing.assert_array_equal(layer.max_index, PUBLISHED["In[7] max_index"])
    np.testing.assert_array_equal(layer.backward(np.ones(layer.y.shape)), PUBLISHED["In[12] dx"])
    np.testing.assert_array_equal(layer.dx, PUBLISHED["In[12] dx"])


def test_backward_sends_each_number_of_dy_to_its_own_winner():
    dy = np.random.RandomState(2).randn(2, 3, 2, 2)
    right = Pooling(2)
    right.forward(X)
    layer = ArticlePooling(2)
    layer.forward(X)
    np.testing.assert_array_equal(layer.backward(dy), right.backward(dy))


def test_padding_and_overlap_as_the_articles_two_functions_have_them():
    x = np.arange(1.0, 10).reshape(1, 1, 3, 3)
    cols = article_im2col(x, 3, 3, 1, 1)
    np.testing.assert_array_equal(cols[:, 0], [0, 0, 0, 0, 1, 2, 0, 4, 5])
    # As many windows read a cell as it is added up again.
    readers = [[4, 6, 4], [6, 9, 6], [4, 6, 4]]
    np.testing.assert_array_equal(article_col2im(cols, x.shape, 3, 3, 1, 1), x * readers)


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64", "int64", "uint8", "bool"])
def test_everything_becomes_float64(dtype):
    x = X.astype(dtype)
    verdict = judge(x, 2)
    assert (verdict.kind, verdict.x_dtype, verdict.dtype) == ("right", np.dtype(dtype), np.float64)
    assert (verdict.y.dtype, verdict.dx.dtype) == (np.float64, np.float64)
    assert verdict.right_y.dtype == x.dtype


# --- the verdict ------------------------------------------------------------------------------


def test_the_silently_wrong_plane():
    verdict = judge(plane([[1, 9, 2], [9, 9, 3], [0, 0, 0]]), 2)
    assert verdict.kind == "wrong"
    np.testing.assert_array_equal(verdict.y[0, 0], [[9, 9], [9, 9]])
    np.testing.assert_array_equal(verdict.right_y[0, 0], [[9, 3], [0, 0]])
    np.testing.assert_array_equal(verdict.wrong_y[0, 0], [[False, True], [True, True]])
    # Three of four gradients are lost: what was repeated lies past the edge.
    np.testing.assert_array_equal(verdict.dx[0, 0], [[0, 1, 0], [0, 0, 0], [0, 0, 0]])
    np.testing.assert_array_equal(verdict.right_dx[0, 0], [[0, 1, 0], [0, 0, 1], [1, 0, 1]])
    np.testing.assert_array_equal(verdict.wrong_dx, verdict.dx != verdict.right_dx)
    assert (verdict.error, verdict.stage, verdict.by_chance) == (None, None, False)


@pytest.mark.parametrize(
    ("H", "W", "pool", "kind", "error"),
    [
        (4, 4, 2, "right", None),
        (6, 6, 3, "right", None),
        (3, 3, 3, "right", None),
        (4, 6, 2, "raises", "cannot reshape array of size 4 into shape (1,2,3,1)"),
        (6, 4, 2, "raises", "could not broadcast input array from shape (1,1,3,2) into"),
        (3, 4, 1, "raises", "cannot reshape array"),
        (5, 5, 2, "raises", "could not broadcast input array from shape (1,1,3,2) into"),
        (5, 6, 2, "raises", "could not broadcast input array from shape (1,1,2,3) into"),
        (2, 2, 3, "raises", "could not broadcast input array from shape (1,1,1,0) into"),
        (2, 3, 3, "raises", "could not broadcast input array from shape (1,1,0,1) into"),
        (3, 3, 2, "wrong", None),
        (3, 4, 2, "wrong", None),
        (4, 3, 2, "wrong", None),
        (4, 4, 3, "wrong", None),
        (5, 5, 3, "wrong", None),
    ],
)
def test_each_kind_of_shape(H, W, pool, kind, error):
    verdict = judge(falling((1, 1, H, W)), pool)
    assert verdict.kind == kind
    assert (verdict.error or "").startswith(error or "")
    assert (verdict.error is None) == (error is None)
    assert verdict.stage == (error and "forward")


def test_a_whole_sweep_is_as_the_shapes_predict():
    """On falling numbers, where what is repeated always wins; N and C change nothing."""
    kinds = Counter()
    for N, C, H, W, pool in SHAPES:
        verdict = judge(falling((N, C, H, W)), pool)
        assert verdict.kind == predicted(H, W, pool), (N, C, H, W, pool)
        assert not verdict.by_chance
        kinds[verdict.kind] += 1
    # For pool 1 to 5: divisible squares 9 + 4 + 3 + 2 + 1, other 2x2 outputs 0 + 3 + 8 + 15 + 16.
    assert kinds == {"right": 4 * 19, "wrong": 4 * 42, "raises": 4 * (5 * 81 - 19 - 42)}


@pytest.mark.parametrize("N", [1, 2])
@pytest.mark.parametrize("pool", range(1, 6))
def test_what_a_verdict_holds(N, pool):
    """On numbers with ties: against the layer, and where wrong against loops."""
    random = np.random.RandomState(10 * N + pool)
    for C, H, W in product((1, 2), range(1, 10), range(1, 10)):
        x = random.randint(-2, 3, (N, C, H, W))
        verdict, layer = judge(x, pool), Pooling(pool)
        np.testing.assert_array_equal(verdict.right_y, layer.forward(x))
        np.testing.assert_array_equal(
            verdict.right_dx, layer.backward(np.ones(verdict.right_y.shape))
        )
        if verdict.kind == "raises":
            assert predicted(H, W, pool) == "raises"
            assert verdict.error and verdict.stage == "forward"
            gone = (verdict.y, verdict.dx, verdict.wrong_y, verdict.wrong_dx, verdict.dtype)
            assert gone == (None,) * 5
            continue
        assert verdict.error is None and verdict.stage is None
        np.testing.assert_array_equal(verdict.wrong_y, verdict.y != verdict.right_y)
        np.testing.assert_array_equal(verdict.wrong_dx, verdict.dx != verdict.right_dx)
        assert (verdict.kind == "wrong") == bool(verdict.wrong_y.any() or verdict.wrong_dx.any())
        if predicted(H, W, pool) == "wrong":
            y, dx = repeated(x, pool)
            np.testing.assert_array_equal(verdict.y, y)
            np.testing.assert_array_equal(verdict.dx, dx)
            assert verdict.by_chance == (verdict.kind == "right")
        else:
            assert verdict.kind == "right" and not verdict.by_chance


def test_rising_numbers_are_right_by_chance():
    verdict = judge(np.arange(9).reshape(1, 1, 3, 3), 2)
    assert (verdict.kind, verdict.by_chance) == ("right", True)


def test_a_tie_can_spoil_the_gradient_alone():
    verdict = judge(plane([[0, 7, 0], [0, 0, 7], [0, 0, 0]]), 2)
    assert verdict.kind == "wrong"
    assert not verdict.wrong_y[0, 0, 0].any()
    np.testing.assert_array_equal(np.argwhere(verdict.wrong_dx[0, 0])[0], [1, 2])


def test_one_wrong_plane_is_enough():
    x = np.stack([np.arange(9), np.arange(9)[::-1]]).reshape(2, 1, 3, 3)
    verdict = judge(x, 2)
    assert verdict.kind == "wrong"
    assert verdict.wrong_y.any(axis=(1, 2, 3)).tolist() == [False, True]


def test_integers_that_float64_cannot_hold_are_wrong_on_every_shape():
    verdict = judge(plane([[2**53, 2**53 + 1], [0, 0]]), 2)
    assert verdict.kind == "wrong"
    assert verdict.wrong_y.all()
    np.testing.assert_array_equal(verdict.wrong_dx[0, 0], [[True, True], [False, False]])
    assert judge(plane([[2**53, 2], [0, 0]]), 2).kind == "right"
    largest = np.full((1, 1, 1, 1), 2**64 - 1, dtype=np.uint64)
    verdict = judge(largest, 1)
    assert verdict.kind == "wrong" and verdict.wrong_y.all() and not verdict.wrong_dx.any()


def test_nan_agrees_with_nan():
    x = falling((1, 1, 4, 4)).astype(float)
    x[0, 0, 0, 1] = x[0, 0, 1, 0] = np.nan
    x[0, 0, 3, 3], x[0, 0, 2:, :2] = np.inf, -np.inf
    verdict = judge(x, 2)
    assert verdict.kind == "right"
    assert np.isnan(verdict.y[0, 0, 0, 0]) and verdict.dx[0, 0, 0, 1] == 1
    # A repeated NaN, a repeated NaN, and a repeated 11 instead of 6.
    wrong = judge(x[:, :, :3, :3], 2)
    np.testing.assert_array_equal(wrong.y[0, 0], [[np.nan, np.nan], [np.nan, 11]])
    assert wrong.wrong_y[0, 0].tolist() == [[False, True], [True, True]]


@pytest.mark.parametrize(("shape", "pool"), [((4, 4), 2), ((4, 6), 2), ((3, 3), 2)])
def test_the_input_is_never_written_to(shape, pool):
    x = falling((2, 2, *shape))
    x.setflags(write=False)
    assert judge(x, pool).kind == predicted(*shape, pool)
    np.testing.assert_array_equal(x, falling((2, 2, *shape)))


def test_any_order_in_memory_is_the_same_tensor():
    x = np.asfortranarray(X)
    assert judge(x, 2).kind == judge(x[:, :, ::-1, ::-1], 2).kind == "right"


def test_what_is_no_tensor_and_no_pool():
    with pytest.raises(ValueError, match="x must be 4-D"):
        judge(np.ones((3, 3)), 2)
    with pytest.raises(TypeError, match="x must hold real numbers"):
        judge(np.ones((1, 1, 2, 2), dtype=complex), 2)
    with pytest.raises(ValueError, match="x must not be empty"):
        judge(np.ones((1, 1, 0, 2)), 2)
    with pytest.raises(ValueError, match="pool must be at least 1, got 0"):
        judge(X, 0)
    with pytest.raises(TypeError, match="pool must be an int"):
        judge(X, 2.0)


def test_only_the_articles_own_errors_are_a_verdict(monkeypatch):
    def full(self, x):
        raise MemoryError

    monkeypatch.setattr(ArticlePooling, "forward", full)
    with pytest.raises(MemoryError):
        judge(X, 2)


def test_the_stage_is_where_it_raised(monkeypatch):
    def refuse(self, dy):
        raise ValueError("no way back")

    monkeypatch.setattr(ArticlePooling, "backward", refuse)
    verdict = judge(X, 2)
    assert (verdict.kind, verdict.stage, verdict.error) == ("raises", "backward", "no way back")
    assert verdict.y is None


# --- the bound --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shape", "pool"),
    [
        ((1, 1, 513, 512), 2),
        ((1, 1, 1, 1), 1025),
        ((1, 1, 1, 1), 10**12),
        ((1, 1, 1025, 1), 1),  # few cells, but OH for OW makes the article's matrix large
        ((1, 1, 32, 33), 32),
        ((2, 1, 512, 512), 2),
        ((1, 2, 512, 512), 2),
    ],
)
def test_too_large_is_refused_before_any_work(monkeypatch, shape, pool):
    for name in ("ArticlePooling", "Pooling"):
        monkeypatch.setattr(f"cnnpool.steps.article.{name}", None)
    with pytest.raises(Refusal) as caught:
        judge(np.zeros(shape), pool)
    values = caught.value.values
    assert caught.value.key == "article_too_large"
    assert values["shape"] == shape and values["pool"] == pool
    assert values["cells"] > values["limit"] == MAX_ARTICLE_CELLS == 1_048_576
    assert f"{values['cells']:,}" in str(caught.value)
    assert "at most 1,048,576 are allowed" in str(caught.value)


@pytest.mark.parametrize(
    ("shape", "pool", "kind"),
    [
        ((512, 512), 2, "right"),
        ((32, 32), 32, "right"),
        ((64, 64), 16, "right"),
        ((1, 1), 1024, "raises"),
        ((1024, 1), 1, "raises"),
        ((1, 1024), 1, "raises"),
    ],
)
def test_the_largest_that_is_allowed(shape, pool, kind):
    assert judge(falling((1, 1, *shape)), pool).kind == kind


@pytest.mark.parametrize(
    ("shape", "pool"), [((1, 1), 9), ((2, 7), 5), ((7, 2), 5), ((3, 4), 10**2)]
)
def test_the_layer_takes_a_pool_larger_than_the_plane(shape, pool):
    x = np.random.RandomState(0).randn(2, 3, *shape)
    verdict, layer = judge(x, pool), Pooling(pool)
    np.testing.assert_array_equal(verdict.right_y, layer.forward(x))
    np.testing.assert_array_equal(verdict.right_dx, layer.backward(np.ones(layer.y.shape)))


# --- the examples -----------------------------------------------------------------------------


def test_the_examples_show_every_kind_of_shape():
    shown = examples()
    assert [(H, W, pool) for H, W, pool, _ in shown] == list(EXAMPLES)
    assert [verdict.kind for *_, verdict in shown] == ["right"] * 2 + ["raises"] * 3 + ["wrong"] * 3
    for H, W, pool, verdict in shown:
        assert verdict.right_dx.shape == (1, 1, H, W)
        assert verdict.kind == predicted(H, W, pool)
        assert not verdict.by_chance
        if verdict.kind == "wrong":
            assert verdict.wrong_y.any() and verdict.wrong_dx.any()
