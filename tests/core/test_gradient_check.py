"""The numerical check: it agrees with a plain one, and every disagreement has its reason."""

import numpy as np
import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from cnnpool import Pooling, Trace, gradient_check, trace
from cnnpool.errors import Refusal
from cnnpool.gradient_check import check_gradient
from cnnpool.rules import tied
from tests.core.strategies import cases

ARTICLE = trace(np.random.RandomState(1).randint(0, 10, 96).reshape(2, 3, 4, 4), Pooling(2))


def stories(**kinds):
    """One plane under every mode."""
    modes = st.sampled_from(("max", "avg", "lp"))
    return modes.flatmap(lambda mode: cases(mode, planes=1, spoiled=False, **kinds)).map(tell)


def tell(case) -> Trace:
    layer = Pooling(**case.settings)
    try:
        return trace(case.x, layer, case.dy(layer.forward(case.x).shape))
    except Refusal:
        reject()


def plane(rows, dy=None, **settings) -> Trace:
    """One plane under windows of (1, 2)."""
    return trace([[rows]], Pooling((1, 2), **settings), None if dy is None else [[dy]])


def plain(story: Trace, eps: float) -> np.ndarray:
    """Central differences, one cell after the other, each with the whole layer twice."""
    x, dx = story.x.astype(float), np.empty(story.grid.input_shape)
    for cell in np.ndindex(dx.shape):
        loss = []
        for step in (eps, -eps):
            moved = x.copy()
            moved[0, 0][cell] += step
            loss.append((Pooling.forward(story.layer, moved) * story.dy).sum())
        dx[cell] = (loss[0] - loss[1]) / (2 * eps)
    return dx


@given(stories())
def test_no_disagreement_is_without_a_reason(story):
    check = check_gradient(story)
    assert set(check.reason.flat) <= {"", "nan", "tie", "kink"}
    np.testing.assert_array_equal(check.agree, check.reason == "")
    dx = story.dx[0, 0].astype(float)
    tolerance = 1e-2 if story.dx.dtype == np.float16 else 1e-5
    if np.isfinite(dx).all():
        np.testing.assert_allclose(check.analytic, dx, rtol=tolerance, atol=tolerance)


@given(stories(kinds=("ties", "wide")))
def test_the_slopes_are_those_of_a_plain_check(story):
    check = check_gradient(story)
    np.testing.assert_allclose(check.numeric, plain(story, check.eps), atol=1e-5)


@given(stories(dtypes=("float64",)))
def test_distinct_values_agree_everywhere(story):
    x = np.random.RandomState(0).permutation(story.x.size) - story.x.size / 3
    check = check_gradient(Trace(x.reshape(story.x.shape), story.layer, story.dy))
    assert check.agree.all()


def test_the_articles_first_plane_disagrees_where_two_fours_are_tied():
    check = check_gradient(ARTICLE.plane(0, 0))
    assert np.argwhere(~check.agree).tolist() == [[2, 3], [3, 2]]
    assert check.reason[~check.agree].tolist() == ["tie", "tie"]
    np.testing.assert_allclose(check.numeric[~check.agree], [0.5, 0.5])
    np.testing.assert_array_equal(check.analytic[~check.agree], [1, 0])
    assert check.eps == 0.001


@pytest.mark.parametrize("c", range(3))
@pytest.mark.parametrize("n", range(2))
def test_the_articles_planes_disagree_in_their_ties_and_nowhere_else(n, c):
    story = ARTICLE.plane(n, c)
    several = tied(story).sum(axis=1, keepdims=True) > 1
    expected = np.zeros((4, 4), bool)
    expected.flat[story.cells[tied(story) & several]] = True
    np.testing.assert_array_equal(~check_gradient(story).agree, expected)


@pytest.mark.parametrize(
    ("story", "eps", "reasons"),
    [
        (plane([[1, np.nan, 2, 3.0]]), None, ["nan", "nan", "", ""]),
        (plane([[1, np.inf, 2, -np.inf]]), None, ["nan", "nan", "", ""]),
        (plane([[1, 2, 3, 4.0]], [[np.inf, 1]]), None, ["nan", "nan", "", ""]),
        (plane([[1, 2, 2, 4]], stride=1), None, ["", "tie", "tie", ""]),
        (plane([[3, 3, 3]], stride=1), None, ["tie", "", "tie"]),  # half and half are one
        (plane([[1, 1.5, 2, 4]]), 1, ["tie", "tie", "", ""]),
        (plane([[1e8, 1.5e8]]), 1e-7, ["", ""]),  # the step becomes 1.04e-7
        (plane([[3, 3]], mode="avg"), None, ["", ""]),
        (plane([[0, 3, 0, 0]], mode="lp", p=1), None, [""] * 4),
        (plane([[0.1, 3, 2, 4]], mode="lp", p=1), 0.5, ["kink", "", "", ""]),
        (plane([[1e-160, 2e-160]], mode="lp"), None, ["kink", "kink"]),
    ],
)
def test_the_reasons(story, eps, reasons):
    assert check_gradient(story, eps).reason.tolist() == [reasons]


class Broken(Pooling):
    """A layer that sends nothing to the last offset, and where windows overlap does not add."""

    def __init__(self, *args, lacks=None, **settings):
        super().__init__(*args, **settings)
        self.lacks = lacks

    def shares(self, dy):
        for tap, share in super().shares(dy):
            yield tap, share * (tap.offset != self.lacks)

    def backward(self, dy):
        dx = np.zeros(self.grid.input_shape)
        for tap, share in self.shares(dy):
            dx[tap.source[1:]] += share[0, 0]
        return (dx if self.lacks else np.minimum(dx, 1))[None, None]


def test_a_mistake_is_found_and_hides_behind_no_tie():
    story = trace([[[[2, 3, 3]]]], Broken((1, 2), stride=1, lacks=1))
    assert check_gradient(story).reason.tolist() == [["", "other", "tie"]]
    story = trace([[[[2, 5, 3]]]], Broken((1, 2), stride=1))
    assert check_gradient(story).reason.tolist() == [["", "other", ""]]
    story = trace([[[[-1]]]], Broken((1, 2), padding=((0, 0), (1, 0)), ceil_mode=False, lacks=1))
    assert check_gradient(story).reason.tolist() == [["other"]]  # padding is tied with nothing
    for mode in ("avg", "lp"):
        story = trace([[[[2, 5, 3, 4]]]], Broken((1, 2), lacks=1, mode=mode))
        assert check_gradient(story).reason.tolist() == [["", "other"] * 2]


def test_the_step_is_chosen_from_the_data_or_given():
    steps = {(0, 9): 1e-3, (0, 900): 0.1, (900, 900.02): 1e-3, (0, 0): 1e-3}
    assert {row: check_gradient(plane([row])).eps for row in steps} == steps
    for p, row, eps in ((1.5, (0.03, 9), 1e-6), (2, (0.03, 9), 1e-4), (1, (1e-12, 9), 1e-7)):
        assert check_gradient(plane([row], mode="lp", p=p)).eps == eps
    assert check_gradient(plane([[0, 9]]), 0.25).eps == 0.25


@pytest.mark.parametrize("eps", [0, -1, np.nan, np.inf, 10**400, 1e-20, "1", True])
def test_a_step_that_is_none_is_refused(eps):
    with pytest.raises(TypeError if type(eps) in (str, bool) else ValueError, match="eps must"):
        check_gradient(plane([[1, 2]]), eps)


def test_what_would_take_long_is_refused():
    for layer in (Pooling(3, stride=1), Pooling(32)):
        assert check_gradient(trace(np.eye(32)[None, None], layer)).agree.any()
    with pytest.raises(Refusal, match="64x64 cells with windows of 33x33") as refusal:
        check_gradient(trace(np.zeros((1, 1, 64, 64)), Pooling(33, stride=1)))
    visits = (2 * 33 * 33 + 10) * (64 * 64 + 32 * 32 * 33 * 33)
    assert (refusal.value.key, refusal.value.values["visits"]) == ("check_too_large", visits)


def test_batches_change_nothing_and_the_story_stays(monkeypatch):
    story = ARTICLE.plane(1, 2)
    story.x.setflags(write=False)
    whole, y, dx = check_gradient(story), story.layer.y, story.layer.dx
    monkeypatch.setattr(gradient_check, "BATCH", 1)
    np.testing.assert_array_equal(check_gradient(story).numeric, whole.numeric)
    assert (story.layer.y is y, story.layer.dx is dx) == (True, True)
