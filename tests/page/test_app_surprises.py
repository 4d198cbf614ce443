"""What usually surprises, on demand: overlap counts, other rules, and the gradient check."""

import numpy as np
import pytest

from cnnpool import Pooling, trace
from tests.page.reading import alive, more, open_page, shown, values

OVERLAPPING = {"h": "5", "w": "5", "kh": "3", "kw": "3", "sh": "1", "sw": "1"}
NEGATIVE = {"low": "-9", "high": "0", "kh": "3", "kw": "3", "sh": "1", "sw": "1"}


def look(at, view: str):
    at.segmented_control(key="more").set_value(view)
    return alive(at.run())


def said(at) -> str:
    return "\n".join(values(at.markdown))


def test_nothing_is_drawn_until_it_is_asked_for():
    assert more(open_page()) == {}


def test_overlap_counts():
    at = look(open_page(OVERLAPPING), "counts")
    along = np.array([1, 2, 3, 2, 1])
    assert (more(at)["counts"] == np.outer(along, along)).all()
    assert (more(at)["counts_dx"] == shown(at)["dx"]).all()
    assert "read by 1 to 9 windows" in said(at)
    assert "read by no window" not in said(at)
    dropped = look(open_page({"h": "5", "w": "5", "ceil": "false"}), "counts")
    assert "9 cells are read by no window" in said(dropped)


def test_the_other_rounding():
    at = look(open_page({"h": "5", "w": "5"}), "rules")
    x = shown(at)["x"][None, None]
    assert (more(at)["own"] == Pooling(2).forward(x)[0, 0]).all()
    assert (more(at)["other"] == Pooling(2, ceil_mode=False).forward(x)[0, 0]).all()
    assert "Rounding down gives 2 × 2 outputs, rounding up 3 × 3." in said(at)
    assert "Both roundings give the same windows here." in said(look(open_page(), "rules"))


# The article's first plane: its last window holds two fours, at (2, 3) and (3, 2).
TIES = {
    "first": ((1, 0), 4),
    "last": ((0, 1), 4),
    "split": ((0.5, 0.5), 4),
    "all": ((1, 1), 5),
}


@pytest.mark.parametrize("rule", TIES)
def test_a_rule_for_ties_is_shown_and_is_in_the_link(rule):
    at = look(open_page({"win": "3"}), "rules")
    at.selectbox(key="ties").set_value(rule)
    alive(at.run())
    (first, second), total = TIES[rule]
    dx = more(at)["ties_dx"]
    assert (dx[2, 3], dx[3, 2], dx.sum()) == (first, second, total)
    assert (more(at)["ties_own"] == shown(at)["dx"]).all()
    assert "1 of the 4 windows are tied." in said(at)
    assert f"row-major: 0, {first:g}, {second:g}, 0." in said(at)
    assert ("inflated" in said(at)) == (rule == "all")
    assert at.query_params == {"win": "3"} | ({"ties": rule} if rule != "first" else {})


def test_a_link_with_a_rule_opens_the_rules():
    assert more(open_page({"ties": "all"}))["ties_dx"].sum() == 5


def test_padding_of_zero():
    at = look(open_page(NEGATIVE | {"ph": "1", "pw": "1"}), "rules")
    assert (more(at)["pad_zero"][0] == 0).all()
    assert (more(at)["pad_own"] == shown(at)["y"]).all()
    assert (more(at)["pad_own"] < 0).all()
    assert "No window reads padding here." in said(look(open_page(), "rules"))


def test_rules_of_the_maximum_are_not_asked_of_an_average():
    at = look(open_page({"mode": "avg"}), "rules")
    assert "concern only the maximum" in said(at)


def test_the_gradient_check_tells_a_tie():
    at = look(open_page(), "check")
    assert "agree with the layer in 14 of 16 cells" in said(at)
    assert "(2, 3), (3, 2)" in said(at)
    assert (more(at)["check_own"] == shown(at)["dx"]).all()
    assert abs(more(at)["check_numeric"][2, 3] - 0.5) < 1e-6


def test_a_check_that_would_take_long_is_refused_in_both_languages():
    large = {"h": "64", "w": "64", "kh": "16", "kw": "16", "sh": "1", "sw": "1"}
    assert "64x64 cells" in values(look(open_page(large), "check").info)[0]
    assert "64x64 セル" in values(look(open_page(large | {"lang": "ja"}), "check").info)[0]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({}, "Σ dy = 4 and Σ dx = 4: all of the gradient arrives."),
        ({"mode": "avg"}, "Σ dy = 4 and Σ dx = 4: all of the gradient arrives."),
        ({"mode": "avg", "ph": "1", "pw": "1"}, "the rest fell on padding"),
        ({"mode": "lp"}, "a norm's slopes do not add up to 1"),
    ],
)
def test_the_sums_are_told(query, sentence):
    assert any(sentence in caption for caption in values(open_page(query).caption))


def explained(query) -> str:
    return "\n".join(html for html in values(open_page(query).get("html")) if "<p>" in html)


def test_the_pinned_window_is_told_with_its_own_numbers():
    text = explained({"win": "3"})
    for part in (
        "<b>Window (1, 1)</b> starts at row 2, column 2",
        "y = max(2, 4, 4, 2) = ",
        "offset 1 of the window (kh = 0, kw = 1): cell (2, 3)",
        "without a gradient: (3, 2)",
        "dy = 1 lands on cell (2, 3)",
        "No other window adds to this cell.",
    ):
        assert part in text


def test_what_other_windows_add_is_told_and_summed():
    query = OVERLAPPING | {"grad": "ramp", "win": "0"}
    story = trace(np.random.RandomState(1).randint(0, 10, (1, 1, 5, 5)), Pooling(3, stride=1))
    assert story.contributions(0, 0, 0, 2) == [((0, 0, i, 0), 1.0) for i in range(3)]
    text = explained(query)
    assert "dx[0, 2] = " in text
    assert " + 2 + 3 = 6</code>" in text
    assert "Other windows add to the same cell: (0, 1), (0, 2)." in text


@pytest.mark.parametrize(
    ("query", "part"),
    [
        ({"mode": "avg", "win": "0"}, "y = (5 + 8 + 0 + 0) / 4 = 3.25"),
        ({"mode": "avg", "win": "0"}, "It divides by 4, all cells of the window."),
        (
            {"mode": "avg", "win": "0", "ph": "1", "pw": "1", "include_pad": "false"},
            "It divides by 1, the cells that lie in the input.",
        ),
        (
            {"mode": "avg", "win": "4", "ph": "1", "kh": "3", "kw": "3", "sh": "2", "sw": "2"},
            "It divides by 6 of its 9 cells",
        ),
        ({"mode": "lp", "win": "0"}, "|5|<sup>2</sup>"),
        ({"win": "0", "ph": "1"}, "2 of them lie outside the input"),
    ],
)
def test_averages_norms_and_padding_are_told(query, part):
    assert part in explained(query)


def test_where_the_row_of_a_pinned_window_is_told():
    told = "set “Part of the matrices” to 3"
    query = {"source": "image", "win": "900"}
    assert told in explained(query)
    assert told not in explained(query | {"part": "3"})
    everything = {"n": "4", "h": "16", "w": "16", "whole": "true", "bn": "3", "win": "63"}
    assert told not in explained(everything | {"part": "2"})
    assert "to 2." in explained(everything)


def test_a_pin_that_is_not_there_is_told():
    assert "window 9, but this plane has only 4 windows" in said(open_page({"win": "9"}))


def test_a_rule_stays_while_another_view_is_open():
    at = look(open_page(), "rules")
    at.selectbox(key="ties").set_value("last")
    alive(at.run())
    at = look(at, "counts")
    assert at.query_params == {"ties": "last"}
    assert look(at, "rules").selectbox(key="ties").value == "last"
