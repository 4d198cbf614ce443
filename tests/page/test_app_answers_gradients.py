"""Where the gradient goes: what these answers claim is looked up in Explore."""

from itertools import product

import numpy as np
import pytest

from cnnpool.typed_numbers import pack
from tests.page.answers import Shown, cell, open_question, read, to_explore
from tests.page.reading import more, open_page, shown, values


def test_gradient():
    page = Shown("gradient")
    *window, largest = page.numbers("max({}, {}, {}, {}) = {}")
    x, y, dx, dy = map(page.panel, ("x", "y", "dx", "dy"))
    assert x[:2, :2].ravel().tolist() == window
    assert y[0, 0] == largest == max(window)
    winner, step, raised = page.numbers("Raise its {} by {} and the output becomes {}:")
    loser, same, stays = page.numbers("Raise its {} by {} instead and the output stays {}:")
    assert same == step
    for value, after in ((winner, raised), (loser, stays)):
        moved = page.x + step * (page.x == value)
        assert page.panel("y", x=pack(moved))[0, 0] == after
    h, w, others = page.numbers("cell ({}, {}), and the other {} cells of the window get 0")
    assert dx[cell((h, w))] == dy[0, 0] == page.numbers("So dy = {} goes whole")[0]
    assert np.sum(dx[:2, :2] == 0) == others
    assert f"lands on cell ({h:g}, {w:g}) and nowhere else" in page.said()
    windows, got, count = page.numbers("All {} windows together reach {} of the {} cells")
    assert (dy.size, np.count_nonzero(dx), dx.size) == (windows, got, count)
    assert page.numbers("Σ dy = {} and Σ dx = {}") == (dy.sum(), dx.sum())
    assert read(page.said(), "Σ dy = {} and Σ dx = {}") == (dy.sum(), dx.sum())


def test_ties():
    page = Shown("ties")
    *window, tied = page.numbers("The window `{}, {}, {}, {}` holds its maximum {} times")
    assert page.panel("x").ravel().tolist() == window
    assert window.count(max(window)) == tied
    first = cell(page.numbers("“The first” sends all of dy to cell ({}, {})"))
    last = cell(page.numbers("“the last” to ({}, {})"))
    (share,) = page.numbers("sharing gives each of them {}.")
    sum_dy, sum_all = page.numbers("turns Σ dy = {} into Σ dx = {}:")
    assert page.panel("dx")[first] == page.panel("dx").sum() == sum_dy
    split = more(page.at)["ties_dx"]  # open at once, as the preset asks for it
    assert split.ravel().tolist() == pytest.approx([(v == max(window)) / tied for v in window])
    assert f"row-major: 0, {share:g}, {share:g}, {share:g}." in page.said()
    assert more(open_page(page.query | {"ties": "last"}))["ties_dx"][last] == sum_dy
    assert more(open_page(page.query | {"ties": "all"}))["ties_dx"].sum() == sum_all
    assert f"Σ dx = {sum_all:g}, but Σ dy = {sum_dy:g}" in page.said(ties="all")
    counted = [
        read("\n".join(values(plane.markdown)), "{} of the {} windows are tied")
        for plane in (
            open_page({"ties": "last", "bn": f"{n}", "bc": f"{c}"})
            for n, c in product(range(2), range(3))
        )
    ]
    assert page.numbers("{} of {} windows are tied") == tuple(np.sum(counted, axis=0))


def test_overlap():
    page = Shown("overlap")
    value, readers, won = page.numbers("the {} in the middle is read by {} windows and wins {}")
    h, w, one, two, total = page.numbers("dx[{}, {}] = {} + {} = {}")
    x, dy, dx = map(page.panel, ("x", "dy", "dx"))
    here = cell((h, w))
    assert (x[here], dx[here], one + two, won) == (value, total, total, 2)
    assert f"dx[{h:g}, {w:g}] = {one:g} + {two:g} = {total:g}" in page.said()
    text, counts = page.look("counts")
    assert counts["counts"][here] == readers
    least, most = page.numbers("{} in a corner, {} in the middle")
    assert f"read by {least:g} to {most:g} windows" in text
    assert (counts["counts"][0, 0], counts["counts"][1, 1]) == (least, most)
    assigned, instead = page.numbers("came last: {} in place of {}")
    assert (assigned, instead) == (two, total)
    lost, whole = page.numbers("Σ dx = {} where Σ dy = {}")
    assert read(page.said(), "Σ dy = {} and Σ dx = {}") == (whole, whole) == (dy.sum(), dx.sum())
    assert lost == whole - one


def test_check():
    page = Shown("check")
    text, planes = page.look("check")
    agree, count = page.numbers("{} of {} cells agree")
    assert f"agree with the layer in {agree:g} of {count:g} cells" in text
    value, *both = page.numbers("the tied {}s at ({}, {}) and ({}, {})")
    first, second = cell(both[:2]), cell(both[2:])
    assert f"{first}, {second}" in text
    assert page.panel("x")[first] == page.panel("x")[second] == value
    sent, numeric = page.numbers(
        "sends {} to the first and nothing to the second, the difference reads {} for both"
    )
    assert (planes["check_own"][first], planes["check_own"][second]) == (sent, 0)
    assert [planes["check_numeric"][at] for at in (first, second)] == pytest.approx([numeric] * 2)
    assert page.panel("dx")[first] == sent
    lead, step, spoilt, cells = page.numbers(
        "where the winners lead by {}, a step of {} changes some of them and spoils {} of {}"
    )
    distinct = open_page(to_explore(open_question("gradient")))
    tops = np.sort(shown(distinct)["cols"], axis=1)
    leads = tops[:, -1] - tops[:, -2]
    assert leads.min() == lead < step
    assert (2 * (leads < step).sum(), tops.size) == (spoilt, cells)
    assert all(n < 1 for n in page.numbers("a slope of 1 reads {}"))
