"""What a window becomes, and where numbers stand: these claims are looked up in Explore."""

from itertools import product

import numpy as np
import pytest

from cnnpool.typed_numbers import pack
from tests.page.answers import Shown, cell, open_question, read, to_explore
from tests.page.reading import more, open_page, shown


def test_padding():
    page = Shown("padding")
    *window, own, zero = page.numbers(
        "reads {}, {}, {}, {}, so its maximum is {}; padded with zeros it is {},"
    )
    assert (page.panel("x") < 0).all()
    assert page.panel("x")[:2, :2].ravel().tolist() == window
    assert page.panel("y")[0, 0] == own == max(window)
    zeros = more(page.at)["pad_zero"]  # open at once
    assert zeros[0, 0] == zero
    assert page.numbers("All {} numbers here are negative")[0] == page.panel("x").size
    differs, outputs = page.numbers("happens in {} of the {} windows")
    (lost,) = page.numbers("Backward these {} windows")
    said = f"{differs:g} of {outputs:g} outputs would change, and {lost:g} windows"
    assert said in page.said()
    assert (zeros != page.panel("y")).sum() == differs
    own_text = f"{own:g} as it is, {zero:g} with zeros".replace("-", "−")
    assert own_text in page.said()
    arrives, whole = page.numbers("Σ dx = {} in place of {}")
    assert page.panel("dx").sum() == whole == arrives + lost
    (positive,) = page.numbers("taken away, {} outputs would change")
    assert f"{positive:g} of {outputs:g} outputs would change" in page.said(x=pack(np.abs(page.x)))


def test_average():
    page = Shown("average")
    total, counted, mean = page.numbers("Counting the padding it gives `{} / {} = {}`")
    same, real, real_mean = page.numbers("without it `{} / {} = {}`")
    assert page.panel("y")[0, 0] == pytest.approx(mean, abs=5e-4)
    assert page.panel("y", include_pad="false")[0, 0] == real_mean == total / real
    assert same == total == page.panel("x")[:2, :2].sum()
    assert f"It divides by {counted:g}" in page.said(win="0")
    *last, taps, over, sum1, by1, y1, sum2, by2, y2 = page.numbers(
        "The last window, ({}, {}), holds a single real cell. Of its {} cells {} hang over the "
        "padded edge and are not counted: `{} / {} = {}`, or `{} / {} = {}`"
    )
    assert page.panel("y")[cell(last)] == y1 == sum1 / by1
    assert page.panel("y", include_pad="false")[cell(last)] == y2 == sum2 / by2
    assert f"It divides by {by1:g} of its {taps:g} cells" in page.said()
    assert by1 == taps - over
    assert f"{taps - by2:g} of them lie outside the input" in page.said()
    wrong = page.numbers("`{} / {} = {}` would be wrong")
    assert wrong[2] == pytest.approx(wrong[0] / wrong[1], abs=5e-4)
    assert wrong[2] not in page.panel("y").round(3)
    whole, arrives = page.numbers("Σ dy = {}, but only Σ dx = {} arrives")
    assert read(page.said(), "Σ dy = {}, Σ dx = {}") == pytest.approx((whole, arrives), abs=5e-4)


def test_nan():
    page = Shown("nan")
    nans, taps, _ = page.numbers("has {} NaNs among its {} cells, so its output is {}")
    x, y = page.panel("x"), page.panel("y")
    assert (np.isnan(x[:2, :2]).sum(), x[:2, :2].size) == (nans, taps)
    assert np.isnan(y[0, 0])
    first = cell(page.numbers("the first of them, cell ({}, {});"))
    assert page.panel("dx")[first] == 1
    assert f"lands on cell {first}" in page.said()
    assert "the first NaN takes the gradient" in page.said()
    *low, least, h, w = page.numbers(
        "Window ({}, {}) holds nothing but −∞: its output is {}, and its gradient still lands on "
        "a real cell, ({}, {})."
    )
    assert y[cell(low)] == least == -np.inf
    assert f"lands on cell {cell((h, w))}" in page.said(win="2")
    (loop,) = page.numbers("the first window gives {} (third picture)")
    assert loop == np.nanmax(x[:2, :2])
    assert np.isnan(page.numbers("the mean of the same window is {}")[0])
    assert np.isnan(page.panel("y", mode="avg")[0, 0])


def test_layout():
    page = Shown("layout")
    rows = page.panel("cols")
    assert rows[0].tolist() == list(page.numbers("the first reads {}, {}, {}, {},"))
    assert page.panel("x")[:2, :2].ravel().tolist() == rows[0].tolist()
    wrong = list(page.numbers("its first row is {}, {}, {}, {}:"))
    assert wrong not in rows.tolist()
    *mixed, a, b, c, d = page.numbers("come out as {}, {}, {}, {} in place of {}, {}, {}, {}.")
    assert rows.max(axis=1).tolist() == [a, b, c, d] != mixed
    assert [page.panel("y", bc=f"{bc}").ravel().tolist() for bc in (0, 1)] == [[a, c], [b, d]]
    axes = page.numbers("im2col makes {} rows (c, kh, kw) and {} columns (n, oh, ow)")
    taps, count = page.numbers("`.T.reshape(-1, {})` then cuts it into {} rows")
    assert rows.shape == (count, taps)
    assert rows.size == axes[0] * axes[1]


def test_channels():
    page = Shown("channels")
    x = np.array([[page.panel("x", bc=f"{c}") for c in (0, 1)]])
    (added,) = page.numbers("Add {} to every number of channel 1")
    changed = x + np.array([0, int(added)]).reshape(1, 2, 1, 1)
    own, outputs, other, _ = page.numbers("{} of its {} outputs change; of channel 0, {} of {}")
    for c, count in ((0, other), (1, own)):
        here = {"source": "numbers", "bc": f"{c}"}
        before, after = (page.panel("y", **here, x=pack(a)) for a in (x, changed))
        assert ((before != after).sum(), before.size) == (count, outputs)
        where = cell(page.numbers(f"at ({{}}, {{}}) in channel {c}"))
        assert f"): cell {where}" in page.said(bc=f"{c}")
    *given, n, c, oh, ow = page.numbers("({}, {}, {}, {}) becomes ({}, {}, {}, {})")
    assert f"a {cell(given)} tensor" in page.said()
    assert page.panel("y").shape == (oh, ow)
    assert page.panel("cols").shape == (n * c * oh * ow, 4)


def test_unpool():
    page = Shown("unpool")
    index, width, again, h, same, w, row, column = page.numbers(
        "Index {} in a plane of width {}: {} = {}·{} + {}, so row {}, column {}"
    )
    assert index == again == h * width + w
    assert (h, w, width) == (row, column, same)
    assert f"): cell ({h:g}, {w:g})" in page.said()
    assert page.panel("x").shape[1] == width
    assert page.panel("x")[cell((h, w))] == page.panel("y")[1, 0]
    (offset,) = page.numbers("the offset inside the window, here {}")
    assert f"at offset {offset:g} of the window" in page.said()
    filled, count, zeros = page.numbers("fills {} of the {} cells; {} stay 0")
    dx = page.panel("dx")  # dy of ones lands where unpooling writes
    assert ((dx != 0).sum(), dx.size, (dx == 0).sum()) == (filled, count, zeros)
    assert page.numbers("next channel is {}")[0] == index + count
    small, large, out = page.numbers("inputs of {} and of {} cells both give {} outputs")
    for size in (f"{small:g}", f"{large:g}"):
        plane = {"source": "random", "h": size, "w": size, "ceil": "false"}
        assert page.panel("y", **plane).shape == (out, out)
    windows, cells = page.numbers("{} outputs come from {} cells")
    example = shown(open_page(to_explore(open_question("overlap"))))
    assert (example["y"].size, np.count_nonzero(example["dx"])) == (windows, cells)


def test_loss():
    page = Shown("loss")
    given, out = page.numbers("{} numbers go in and {} come out")
    y = page.panel("y")
    assert (page.panel("x").size, y.size) == (given, out)

    def after(dh, dw):
        return page.panel("y", x=pack(np.roll(page.x, (dh, dw), axis=(2, 3))))

    around = [shift for shift in product((-1, 0, 1), repeat=2) if shift != (0, 0)]
    (directions,) = page.numbers("in each of the {} directions")
    (same,) = page.numbers("In {} of them it stays in its window")
    assert len(around) == directions
    assert sum((after(*shift) == y).all() for shift in around) == same
    changed, outputs = page.numbers("one step to the left changes {} of {} outputs")
    assert ((after(0, -1) != y).sum(), y.size) == (changed, outputs)
    step, *places = page.numbers(
        "{} cells to the right, moves the bright output by exactly one, from ({}, {}) to ({}, {})"
    )
    before, moved = cell(places[:2]), cell(places[2:])
    assert y[before] == after(0, int(step))[moved] == page.numbers("have the maximum {}.")[0]
    dense = shown(open_page({"n": "1", "c": "1", "h": "6", "w": "7"}))["x"][None, None]
    ys = [page.panel("y", x=pack(part)) for part in (dense[..., :-1], dense[..., 1:])]
    assert ((ys[0] == ys[1]).sum(), ys[0].size) == page.numbers("one step leaves {} of {} outputs")
