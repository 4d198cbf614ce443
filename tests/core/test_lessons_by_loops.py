"""The answers' pictures and numbers, found once more by plain loops."""

from itertools import product

import numpy as np
import pytest

from cnnpool.lessons import lesson
from cnnpool.lessons.lesson import scene
from cnnpool.lessons.values import largest_by_loop
from cnnpool.settings import QUESTIONS, Settings
from tests.core.reference import Loops, window_starts

NAN, INF = float("nan"), float("inf")


def loops(preset: Settings, **changes) -> Loops:
    """The loop reference run on a preset's plane, with ``dx`` beside it."""
    layer, here = preset.layer(), scene(preset)
    geometry = layer.geometry
    options = dict(
        stride=geometry.stride, padding=geometry.padding, ceil_mode=geometry.ceil_mode,
        mode=layer.mode, count_include_pad=layer.count_include_pad,
    )  # fmt: skip
    reference = Loops(geometry.kernel, **options | changes)
    reference.forward(here.trace.x)
    reference.dx = reference.backward(here.trace.dy)
    return reference


def pictures(name: str) -> dict[str, np.ndarray]:
    return {picture.name: picture.array for picture in lesson(name).pictures}


@pytest.mark.parametrize("name", [q for q in QUESTIONS if q not in ("channels", "layout")])
def test_the_pictures_of_a_preset_by_loops(name):
    reference, shown = loops(lesson(name).preset), pictures(name)
    found = {"x": reference.x, "y": reference.y, "dx": reference.dx, "indices": reference.indices}
    for picture in shown.keys() & found.keys():
        np.testing.assert_allclose(shown[picture], found[picture][0, 0], rtol=1e-12)


def test_sizes_by_listing_the_windows():
    shown = pictures("sizes")
    for ceil_mode, name in ((True, "y_up"), (False, "y_down")):
        starts = window_starts(5, 2, 2, 0, 0, 1, ceil_mode)
        assert shown[name].shape == (len(starts), len(starts))
        assert shown[name].tolist() == [
            [10 * min(h + 1, 4) + min(w + 1, 4) for w in starts] for h in starts
        ]
    assert (len(window_starts(32, 1, 2, 0, 0, 1, True)), -(-31 // 2) + 1) == (16, 17)
    down = {p.name: p for p in lesson("sizes").pictures}["x_down"]
    assert {(h, w) for h, w in product(range(5), repeat=2) if down.unread[h, w]} == {
        (h, w) for h, w in product(range(5), repeat=2) if 4 in (h, w)
    }


def test_ties_by_rule():
    shown = pictures("ties")
    assert shown["ties_first"].tolist() == [[0, 1], [0, 0]]
    np.testing.assert_allclose(shown["ties_split"], [[0, 1 / 3], [1 / 3, 1 / 3]])
    assert shown["ties_all"].tolist() == [[0, 1], [1, 1]]
    x = np.random.RandomState(1).randint(0, 10, (2, 3, 4, 4))
    windows = [
        x[n, c, h : h + 2, w : w + 2].ravel().tolist()
        for n, c, h, w in product(range(2), range(3), (0, 2), (0, 2))
    ]
    tied = sum(window.count(max(window)) > 1 for window in windows)
    assert (tied, len(windows)) == (7, 24)


def test_the_rows_of_im2col_are_windows_and_those_of_no_transpose_are_not():
    shown = pictures("layout")
    corners = {(100 * c + w, 1) for c in (0, 1) for w in (0, 2)}
    assert {(row[0], row[1] - row[0]) for row in shown["rows"].tolist()} == corners
    assert all(row[2] - row[0] == 10 == row[3] - row[1] for row in shown["rows"].tolist())
    assert not any(row in shown["rows"].tolist() for row in shown["rows_wrong"].tolist())


@pytest.mark.parametrize("name", ["padding", "scratch"])
def test_zero_padding_by_padding_with_zeros(name):
    shown = pictures(name)
    padded = np.pad(shown["x"], 1)
    zeros = [[padded[h : h + 3, w : w + 3].max() for w in range(4)] for h in range(4)]
    assert shown["y_zero"].tolist() == zeros
    assert (shown["y_infinity"] == loops(lesson(name).preset).y[0, 0]).all()
    assert lesson(name).facts["lost"] == np.sum(np.array(zeros) == 0) == 12


def test_readers_by_counting_the_starts():
    for stride, shown in enumerate(pictures("stride").values(), start=1):
        starts = window_starts(5, 2, stride, 0, 0, 1, ceil_mode=True)
        along = [sum(start <= cell < start + 2 for start in starts) for cell in range(5)]
        assert shown.tolist() == np.outer(along, along).tolist()
    assert (pictures("stride")["readers_2"] == 1).all()


def test_averages_are_the_published_ones():
    shown, preset = pictures("average"), lesson("average").preset
    published = [[1.5556, 3.3333, 2], [6.3333, 11, 6], [4.5, 7.5, 4]]
    np.testing.assert_allclose(shown["y_counted"], published, atol=5e-5)
    assert shown["divisor"].tolist() == [[9, 9, 6], [9, 9, 6], [6, 6, 4]]
    real = loops(preset, count_include_pad=False).y[0, 0]
    np.testing.assert_allclose(shown["y_real"], real, rtol=1e-12)


def test_nan_is_passed_over_by_a_loop():
    shown = pictures("nan")
    assert shown["y_loop"].tolist() == [[4, 5], [-INF, INF]]
    assert [largest_by_loop(v) for v in ([4, NAN], [NAN, 4], [NAN], [])] == [4, 4, -INF, -INF]
    assert shown["dx"].tolist() == [[0, 1, 0, 0], [0, 0, 0, 1], [1, 0, 0, 1], [0, 0, 0, 0]]


def test_shifts_by_moving_the_cell():
    shown = pictures("loss")
    for dh, dw in product((-1, 0, 1), repeat=2):
        stays = ((2 + dh) // 2, (2 + dw) // 2) == (1, 1)
        assert shown["same"][dh + 1, dw + 1] == stays
    assert shown["y_left"].tolist() == [[0, 0, 0], [9, 0, 0], [0, 0, 0]]
    dense = np.random.RandomState(1).randint(0, 10, (6, 7))
    stay = [
        dense[h : h + 2, w : w + 2].max() == dense[h : h + 2, w + 1 : w + 3].max()
        for h, w in product((0, 2, 4), repeat=2)
    ]
    assert sum(stay) == lesson("loss").facts["stay"]


def test_the_check_by_plain_central_differences():
    shown, facts = pictures("check"), lesson("check").facts

    def slope(x, at, eps, dy):
        up, down = x.astype(float), x.astype(float)
        up[at] += eps
        down[at] -= eps
        rise = [Loops(2).forward(moved[None, None])[0, 0] for moved in (up, down)]
        return ((rise[0] - rise[1]) * dy).sum() / (2 * eps)

    ramp = np.array([[1, 2], [3, 4]])
    for at, numeric in np.ndenumerate(shown["numeric"]):
        assert slope(shown["x"], at, 1e-3, ramp) == pytest.approx(numeric, abs=1e-6)
    x, dx = pictures("gradient")["x"], 1.0 * (pictures("gradient")["dx"] != 0)
    off = [slope(x, at, facts["coarse"], 1) != pytest.approx(dx[at]) for at in np.ndindex(4, 4)]
    assert sum(off) == facts["spoilt"]
    up, down = np.float32(8) + np.float32(1e-6), np.float32(8) - np.float32(1e-6)
    assert (up - down) / np.float32(2e-6) == pytest.approx(facts["slope"])
