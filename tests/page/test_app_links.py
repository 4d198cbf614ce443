"""Links: bad ones are repaired and said, and Back and Forward bring states back."""

import pytest

from cnnpool.settings import DEFAULTS, Settings
from tests.page.reading import (
    CHARTS,
    SIDEBAR,
    control,
    open_page,
    open_steps,
    shown,
    specs,
    turn,
    values,
)

BAD = [
    ({"kh": "abc"}, "`kh=abc`", {}),
    ({"c": "Infinity"}, "`c=Infinity`", {}),
    ({"c": "NaN"}, "`c=NaN`", {}),
    ({"c": "1e3"}, "`c=1e3`", {}),
    ({"h": "65"}, "`h=65`", {}),
    ({"h": "0"}, "`h=0`", {}),
    ({"h": "-3"}, "`h=-3`", {}),
    ({"h": ""}, "`h=`", {}),
    ({"h": "9" * 3000}, "`h=" + "9" * 40 + "`", {}),
    ({"h": "٣"}, "`h=٣`", {}),
    ({"p": "inf", "mode": "lp"}, "`p=inf`", {"mode": "lp"}),
    ({"p": "0.5"}, "`p=0.5`", {}),
    ({"mode": "MAX"}, "`mode=MAX`", {}),
    ({"ceil": "True"}, "`ceil=True`", {}),
    ({"source": "typed"}, "`source=typed`", {}),
    ({"source": "numbers", "x": "1AQEB"}, "`x=1AQEB`", {"source": "numbers"}),
    ({"cell": "x:"}, "`cell=x:`", {}),
    ({"lang": "fr"}, "`lang=fr`", {}),
    ({"w": "x", "kh": "y", "seed": "3"}, "`kh=y`, `w=x`", {"seed": "3"}),
    ({"kh": "3", "utm_source": "mail", "n": "?"}, "`n=?`", {"kh": "3"}),
    ({"picture": "<img src=x>`*[a](b)"}, "`picture=?img src?x????a??b?`", {}),
]


@pytest.mark.parametrize(("query", "named", "left"), BAD, ids=[named for _, named, _ in BAD])
def test_a_bad_link_opens_and_says_what_was_dropped(query, named, left):
    at = open_page(query)
    assert values(at.warning) == [
        f"The link holds values that cannot be used, so the defaults stand in: {named}."
    ]
    assert list(specs(at)) == list(CHARTS)
    assert at.query_params == left
    assert specs(at) == specs(open_page(left))
    for name in query.keys() - left.keys() & SIDEBAR - {"lang"}:
        assert control(at, name).value == getattr(DEFAULTS, name)


def test_names_of_others_are_dropped_without_a_word():
    at = open_page({"utm_source": "mail", "kh": "3", "KW": "9"})
    assert not at.warning
    assert at.query_params == {"kh": "3"}


def test_the_last_of_two_values_counts():
    assert control(open_page({"kh": ["3", "4"]}), "kh").value == 4


def test_the_warning_speaks_the_language_of_the_link():
    at = open_page({"kh": "abc", "lang": "ja"})
    assert values(at.warning) == [
        "リンクに使えない値があったため、既定値に置き換えました: `kh=abc`"
    ]


def test_the_warning_stays_until_a_control_is_turned():
    at = open_page({"kh": "abc"})
    assert len(at.run().warning) == 1
    assert len(open_steps(at).warning) == 1
    assert not turn(at, kw=3).warning
    assert not at.run().warning
    assert at.query_params == {"kw": "3"}


def test_a_preset_ends_the_warning():
    at = open_page({"kh": "abc"})
    at.button(key="preset_vgg").click().run()
    assert not at.warning


def test_a_value_beyond_its_bounds_does_not_break_the_page():
    """A browser holds controls to their bounds; whoever speaks to the server by hand does not."""
    at = turn(open_page({"kw": "3"}), kh=99, n=-5)
    assert list(specs(at)) == list(CHARTS)
    assert 1 <= control(at, "kh").value <= 32
    assert Settings.from_query(at.query_params)[1] == []


# --- the browser's history --------------------------------------------------------------------


def go(at, query):
    """Back or Forward: the address changes, no control was turned."""
    at.query_params = dict(query)
    at.run()
    assert not at.exception
    return at


def test_back_and_forward():
    at = open_page({"mode": "avg"})
    visited = [(dict(at.query_params), specs(at))]
    for change in ({"kh": 3}, {"h": 7}, {"lang": "ja"}, {"mode": "max"}):
        turn(at, **change)
        visited.append((dict(at.query_params), specs(at)))
    assert len({str(query) for query, _ in visited}) == 5
    for query, charts in [*reversed(visited), *visited]:
        go(at, query)
        assert specs(at) == charts
        assert at.query_params == query
        assert control(at, "kh").value == int(query.get("kh", 2))
        assert control(at, "lang").value == query.get("lang", "en")


def test_back_to_a_bad_link_says_so_again():
    at = turn(open_page({"kh": "abc"}), kw=3)
    assert not at.warning
    assert len(go(at, {"kh": "abc"}).warning) == 1
    assert control(at, "kw").value == 2


def test_a_quick_second_change_does_not_undo_the_first():
    """It arrives with the address of before the first."""
    at = open_page({"seed": "5"})
    before = dict(at.query_params)
    turn(at, kh=3)
    at.query_params = before
    turn(at, kw=1)
    assert at.query_params == {"seed": "5", "kh": "3", "kw": "1"}
    assert shown(at)["cols"].shape[1] == 3


def test_a_pinned_window_travels_in_the_link():
    at = turn(open_page({"win": "3"}), kh=1)
    assert at.query_params == {"win": "3", "kh": "1"}
    assert go(at, {"kh": "1"}).query_params == {"kh": "1"}


def test_the_links_to_the_pages_carry_the_state():
    at = open_page({"kh": "3", "lang": "ja"})
    links = [link.proto for link in at.get("page_link")]
    assert [link.page for link in links] == ["", "steps", "questions", "code"]
    assert {link.query_string for link in links} == {"lang=ja&kh=3"}
    assert [link.label for link in links] == ["探索", "ステップごと", "よくある質問", "コード"]


def test_a_change_sent_before_the_answer_to_back_is_shown_in_its_field():
    """The browser sends 8, then hears 6 from Back's run: the next run must say 8 again."""
    at = turn(open_page({"seed": "6"}), seed=7)
    go(at, {"seed": "6"})
    assert told(at, "seed") == 6
    turn(at, seed=8)
    assert at.query_params == {"seed": "8"}
    assert told(at, "seed") == 8
    assert told(at, "kh") is None
    turn(at, seed=9)  # the browser's own by now
    assert told(at, "seed") is None


def told(at, name):
    """What the run told the browser that a number field holds, if anything."""
    field = control(at, name).proto
    return field.value if field.set_value else None
