"""The settings and the link: what it can carry, and what is dropped from it."""

from dataclasses import replace
from urllib.parse import urlencode

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cnnpool.errors import Refusal
from cnnpool.settings import (
    ADDRESS_LETTERS,
    BOUNDS,
    CHOICES,
    DEFAULTS,
    FORMS,
    MAX_LINK_LETTERS,
    NAMES,
    TYPED,
    Settings,
)
from cnnpool.tensors import typed_tensor
from cnnpool.typed_numbers import pack, stand_in, stayed_behind
from tests.page.strategies import any_settings


@given(any_settings())
def test_a_link_brings_the_settings_back(settings):
    query = settings.to_query()
    assert all(isinstance(text, str) for pair in query.items() for text in pair)
    assert Settings.from_query(query) == (settings, [])


@given(any_settings())
def test_a_link_holds_what_is_not_the_default_and_nothing_else(settings):
    changed = {name for name in NAMES if getattr(settings, name) != getattr(DEFAULTS, name)}
    assert settings.to_query().keys() == changed


@given(st.floats(1, 64))
def test_any_exponent_survives_to_twelve_digits(p):
    settings, dropped = Settings.from_query(Settings(p=p).to_query())
    assert dropped == []
    assert settings.p == pytest.approx(p, rel=1e-11)
    assert Settings.from_query(settings.to_query()) == (settings, [])


# --- numbers that are too many for a link -----------------------------------------------------


def noise(*shape) -> str:
    """Typed numbers that cannot be packed tighter than 8 bytes each."""
    return pack(np.random.RandomState(sum(shape)).randn(*shape))


@pytest.mark.parametrize(
    ("x", "g", "stay"),
    [
        (noise(1, 1, 8, 8), noise(1, 1, 4, 4), set()),
        (noise(1, 1, 23, 23), None, set()),  # 5,650 letters
        (noise(1, 1, 24, 24), None, {"x"}),
        (None, noise(1, 1, 30, 30), {"g"}),
        (noise(1, 1, 20, 20), noise(1, 1, 15, 15), {"x"}),  # the larger, if that is enough
        (noise(1, 1, 15, 15), noise(1, 1, 20, 20), {"g"}),
        (noise(1, 1, 30, 30), noise(1, 1, 40, 40), {"x", "g"}),
        (noise(2, 3, 64, 64), noise(2, 3, 32, 32), {"x", "g"}),
    ],
)
def test_a_link_is_short_and_says_what_it_could_not_carry(x, g, stay):
    settings = Settings(source="numbers", grad="numbers", x=x, g=g, kh=3, score="1" * 240)
    link = settings.to_link()
    assert len(urlencode(link)) <= MAX_LINK_LETTERS - ADDRESS_LETTERS
    assert {name for name in TYPED if link.get(name) != getattr(settings, name)} == stay
    assert all(stayed_behind(link[name]) for name in stay)
    again, dropped = Settings.from_query(link)
    assert dropped == []
    assert again == replace(settings, **{name: link[name] for name in stay})
    assert Settings.from_query(settings.to_query()) == (settings, [])
    if "x" in stay:
        with pytest.raises(Refusal, match="6,000 letters") as refusal:
            typed_tensor(again)
        assert refusal.value.key == "numbers_stayed"


@given(st.tuples(*[st.integers(1, 26)] * 2), st.tuples(*[st.integers(1, 26)] * 2))
@example((23, 23), (1, 1))
@example((26, 21), (1, 1))  # too long only with the letters of the address
def test_no_link_is_too_long_and_none_leaves_more_than_it_must(x, g):
    settings = Settings(source="numbers", x=noise(1, 1, *x), grad="numbers", g=noise(1, 1, *g))
    link, query = settings.to_link(), settings.to_query()
    most = MAX_LINK_LETTERS - ADDRESS_LETTERS
    assert len(urlencode(link)) <= most
    for name in TYPED:
        assert link[name] == query[name] or len(urlencode(link | {name: query[name]})) > most


def test_stand_ins_tell_numbers_apart():
    assert stand_in(noise(1, 1, 2, 2)) != stand_in(noise(1, 1, 2, 3))
    assert not stayed_behind(noise(1, 1, 1, 1))
    assert not stayed_behind("0")


@given(any_settings())
def test_a_short_link_is_the_query(settings):
    assert settings.to_link() == settings.to_query()


def test_the_defaults_need_no_link():
    assert DEFAULTS.to_query() == {}
    assert Settings.from_query({}) == (DEFAULTS, [])


TEXTS = st.one_of(
    st.text(max_size=20),
    st.integers(-(10**14), 10**14).map(str),
    st.floats().map(str),
    st.sampled_from(["true", "false", *(option for c in CHOICES.values() for option in c)]),
)


@given(st.dictionaries(st.one_of(st.sampled_from(sorted(NAMES)), st.text()), TEXTS))
def test_any_text_is_used_or_reported(query):
    settings, dropped = Settings.from_query(query)
    assert dropped == sorted(dropped)
    lost = dict(dropped)
    for name in NAMES:
        value = getattr(settings, name)
        if name not in query:
            assert value == getattr(DEFAULTS, name)
        elif name in lost:
            assert lost[name] == query[name]
            assert value == getattr(DEFAULTS, name)
        elif name in BOUNDS:
            assert float(query[name]) == pytest.approx(value, rel=1e-11)
            assert BOUNDS[name][0] <= value <= BOUNDS[name][1]
        else:
            assert query[name] == (str(value).lower() if isinstance(value, bool) else value)
    assert lost.keys() <= query.keys() & NAMES


BAD = [
    ("kh", "abc"), ("kh", ""), ("kh", " 2"), ("kh", "2 "), ("kh", "2\n"), ("kh", "+2"),
    ("kh", "2.0"), ("kh", "1.5"), ("kh", "0x2"), ("kh", "1_0"), ("kh", "0"), ("kh", "-1"),
    ("kh", "33"), ("kh", "None"), ("c", "Infinity"), ("c", "NaN"), ("c", "1e3"), ("c", "²"),
    ("n", "３"), ("n", "٣"), ("n", "17"), ("h", "65"), ("h", "0"), ("h", "9" * 5000),
    ("seed", "4294967296"), ("seed", "-1"), ("low", "-1000001"), ("high", "1000001"),
    ("win", "-1"), ("win", "none"), ("part", "1.5"), ("bn", "65536"), ("sh", "17"),
    ("p", "inf"), ("p", "nan"), ("p", "0.5"), ("p", "0.999999999999"), ("p", "64.1"),
    ("p", "2,5"), ("p", "1e1"), ("p", ".5"), ("p", "2."), ("p", ""), ("mode", "MAX"),
    ("mode", ""), ("mode", "mean"), ("ceil", "True"), ("ceil", "1"), ("ceil", ""),
    ("whole", "yes"), ("include_pad", "FALSE"), ("lang", "fr"), ("lang", "JA"), ("pad", "same"),
    ("source", "../file"), ("picture", "../cat"), ("picture", "cat.png"), ("grad", "one"),
    ("step", "In[4]"), ("layout", "Article"), ("question", ""), ("practice", "-1"),
    ("cell", "x"), ("cell", "x:"), ("cell", "z:0"), ("cell", "x:1,2,3,4,5"), ("cell", "x:1, 2"),
    ("cell", "x:-1"), ("cell", "x:١"), ("score", "a"), ("score", "1" * 241), ("x", ""),
    ("x", "2AQEBAQA"), ("x", "1"), ("x", "1 AQ"), ("x", "１"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value"), BAD)
def test_a_bad_value_is_dropped_and_the_rest_is_kept(name, value):
    other = "w" if name != "w" else "h"
    settings, dropped = Settings.from_query({name: value, other: "7"})
    assert dropped == [(name, value)]
    assert settings == replace(DEFAULTS, **{other: 7})


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("kh", "03", 3), ("low", "-5", -5), ("low", "-0", 0), ("seed", "4294967295", 2**32 - 1),
        ("p", "2.50", 2.5), ("p", "1", 1.0), ("p", "64.0", 64.0), ("win", "0", 0),
        ("ceil", "false", False), ("whole", "true", True), ("lang", "ja", "ja"), ("sh", "0", 0),
    ],
)  # fmt: skip
def test_a_good_value_is_used(name, text, value):
    settings, dropped = Settings.from_query({name: text})
    assert dropped == []
    assert getattr(settings, name) == value
    assert type(getattr(settings, name)) is type(value)


def test_unknown_names_are_nobodys_business():
    query = {"utm_source": "mail", "KH": "3", "": "", "padding": "1", "kh": "3"}
    assert Settings.from_query(query) == (Settings(kh=3), [])


def test_all_that_is_dropped_is_reported_in_order():
    query = {"w": "x", "c": "y", "h": "z", "kh": "2"}
    assert Settings.from_query(query)[1] == [("c", "y"), ("h", "z"), ("w", "x")]


@pytest.mark.parametrize("name", BOUNDS)
def test_bounds(name):
    smallest, largest = BOUNDS[name]
    default = getattr(DEFAULTS, name)
    assert default is None or smallest <= default <= largest
    for good in (smallest, largest):
        settings, dropped = Settings.from_query({name: str(good)})
        assert (getattr(settings, name), dropped) == (good, [])
    for bad in (smallest - 1, largest + 1):
        assert Settings.from_query({name: str(bad)}) == (DEFAULTS, [(name, str(bad))])


def test_every_setting_has_bounds_choices_or_a_form_or_is_a_flag():
    flags = {name for name in NAMES if isinstance(getattr(DEFAULTS, name), bool)}
    kinds = [flags, BOUNDS.keys(), CHOICES.keys(), FORMS.keys(), TYPED.keys()]
    assert sorted(name for kind in kinds for name in kind) == sorted(NAMES)
    assert all(getattr(DEFAULTS, name) in (None, *CHOICES[name]) for name in CHOICES)
