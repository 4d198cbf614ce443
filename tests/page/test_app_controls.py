"""The controls: each one is written into the link, and what has no effect is disabled."""

from dataclasses import replace

import pytest

from cnnpool.presets import PRESETS
from cnnpool.settings import BOUNDS, CHOICES, DEFAULTS, NAMES, Settings
from tests.page.reading import (
    SIDEBAR,
    bring,
    component,
    control,
    open_page,
    shown,
    specs,
    turn,
    values,
)

# A state in which the control has an effect, and the value it is turned to.
TURNS = {
    "source": ({}, "image"), "picture": ({"source": "image"}, "coffee"),
    "n": ({"whole": "true"}, 3), "c": ({"whole": "true"}, 1), "h": ({}, 6), "w": ({}, 7),
    "seed": ({}, 5), "low": ({}, -3), "high": ({}, 100),
    "mode": ({}, "avg"), "kh": ({}, 3), "kw": ({}, 1), "sh": ({}, 1), "sw": ({}, 3),
    "dh": ({}, 2), "dw": ({}, 3), "ceil": ({"h": "5"}, False), "p": ({"mode": "lp"}, 3.5),
    "include_pad": ({"mode": "avg", "ph": "1"}, False),
    "pad": ({"sh": "1"}, "same_lower"), "ph": ({}, 1), "pw": ({}, 1),
    "pt": ({"pad": "sides"}, 1), "pb": ({"pad": "sides"}, 1),
    "pl": ({"pad": "sides"}, 1), "pr": ({"pad": "sides"}, 1),
    "grad": ({}, "ramp"), "bn": ({}, 1), "bc": ({}, 2), "whole": ({}, True),
    "part": ({"h": "64", "w": "64"}, 1), "lang": ({}, "ja"),
}  # fmt: skip


@pytest.mark.parametrize("name", TURNS)
def test_every_control_is_in_the_link_under_its_own_name(name):
    state, value = TURNS[name]
    at = open_page(state)
    assert at.query_params == state
    before = specs(at)
    at = turn(at, **{name: value})
    text = str(value).lower() if isinstance(value, bool) else str(value)
    assert at.query_params == {**state, name: text}
    assert control(at, name).value == value
    assert (specs(at) == before) == (name == "lang")
    if name != "lang":  # once chosen, it stays
        at = turn(at, **{name: getattr(Settings.from_query(state)[0], name)})
        assert at.query_params == state
        assert specs(at) == before


def test_there_is_a_control_for_every_setting_but_the_pinned_window():
    assert TURNS.keys() == SIDEBAR
    at = open_page()
    keys = {w.key for kind in ("number_input", "selectbox", "toggle") for w in getattr(at, kind)}
    assert keys | {"lang"} == SIDEBAR
    assert all(w.key in NAMES for w in at.sidebar.number_input)


def test_the_controls_stand_in_the_sidebar_with_the_bounds_of_the_settings():
    at = open_page()
    for widget in at.sidebar.number_input:
        assert (widget.min, widget.max) == BOUNDS[widget.key]
        assert widget.value == getattr(DEFAULTS, widget.key)
    for widget in at.sidebar.selectbox:
        assert widget.value == getattr(DEFAULTS, widget.key)
        assert len(set(widget.options)) == len(CHOICES[widget.key])
    assert len(at.sidebar.number_input) + len(at.sidebar.selectbox) == len(SIDEBAR) - 4


@pytest.mark.parametrize(
    "query",
    [{}, {"mode": "avg"}, {"mode": "lp", "pad": "sides"}, {"pad": "same_upper"},
     {"source": "image"}, {"source": "file"}],
    ids=str,
)  # fmt: skip
def test_what_has_no_effect_is_disabled_and_not_hidden(query):
    at = open_page(query)
    settings, _ = Settings.from_query(query)
    for name in SIDEBAR - {"lang"}:
        assert control(at, name).disabled == (not settings.applies(name)), name


def test_a_value_without_effect_is_kept():
    at = turn(open_page({"mode": "lp", "p": "3.0", "ph": "1"}), mode="max", pad="same_upper")
    assert at.query_params == {"p": "3", "ph": "1", "pad": "same_upper"}
    assert (control(at, "p").value, control(at, "ph").value) == (3.0, 1)
    at = turn(at, mode="lp", pad="explicit")
    assert at.query_params == {"mode": "lp", "p": "3", "ph": "1"}


def test_a_stride_of_zero_is_the_kernel():
    at = open_page({"kh": "3"})
    assert "Stride 0: as the kernel, 3 × 2 now." in values(at.sidebar.caption)
    assert "Stride 0: as the kernel, 1 × 2 now." in values(turn(at, sh=1).sidebar.caption)
    at = turn(at, sw=4)
    assert "A stride of 0 would be as the kernel." in values(at.sidebar.caption)
    same = open_page({"kh": "3", "sh": "3", "sw": "2"})
    assert shown(same)["y"].tolist() == shown(open_page({"kh": "3"}))["y"].tolist()


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_reset_gives_the_defaults_and_keeps_the_language(lang):
    everything = Settings(
        lang=lang, n=1, c=1, h=9, w=8, seed=9, low=-4, high=4, mode="lp", kh=3, kw=3, sh=1, sw=2,
        pad="sides", ph=1, pw=1, pt=1, pb=2, pl=1, pr=2, ceil=False, include_pad=False, p=3.0,
        grad="ramp", bn=1, bc=2, win=3, whole=True, part=1,
    )  # fmt: skip
    at = open_page(everything.to_query())
    at.button(key="reset").click().run()
    assert at.query_params == {"lang": lang}
    assert specs(at) == specs(open_page({"lang": lang}))
    for name in SIDEBAR - {"lang"}:
        assert control(at, name).value == getattr(DEFAULTS, name)


def test_a_preset_leaves_nothing_of_the_one_before():
    at = open_page()
    for name in [*PRESETS, *reversed(PRESETS)]:
        at.button(key=f"preset_{name}").click().run()
        assert at.query_params == replace(DEFAULTS, **PRESETS[name]).to_query()


def test_copy_link_speaks_the_language():
    for query, said in (({}, "Copy link"), ({"lang": "ja"}, "リンクをコピー")):
        assert component(open_page(query), "copy_link")["label"] == said


STATES = {
    "default": Settings(),
    "resnet": Settings(h=8, w=8, kh=3, kw=3, sh=2, sw=2, ph=1, pw=1, ceil=False),
    "average": Settings(mode="avg", pad="sides", kh=3, pt=2, pl=1, include_pad=False, grad="ramp"),
    "norm": Settings(mode="lp", p=3.5, low=-9, seed=7, h=7, sh=1, bn=1, bc=2),
    "same": Settings(pad="same_upper", kw=3, sh=1, sw=1, dw=2, grad="random"),
    "picture": Settings(source="image", picture="photographer", kh=8, kw=20, sh=7, part=1),
    "all planes": Settings(n=4, c=5, h=9, w=9, sh=1, sw=1, whole=True, part=3, grad="random"),
    "refused": Settings(ph=3),
    "japanese": Settings(lang="ja", kh=3, h=5, dh=2, ceil=False),
}


@pytest.mark.parametrize("state", STATES)
def test_a_state_brought_about_by_hand_comes_back_from_its_link(state):
    settings = STATES[state]
    at = bring(open_page({"lang": settings.lang} if settings.lang else {}), settings)
    assert at.query_params == settings.to_query()
    again = open_page(at.query_params)
    assert specs(again) == specs(at)
    assert bool(specs(again)) == (state != "refused")
    assert again.query_params == at.query_params
    for kind in ("html", "markdown", "caption", "error"):
        assert values(again.get(kind)) == values(at.get(kind))
    for name in SIDEBAR:
        assert control(again, name).value == control(at, name).value
