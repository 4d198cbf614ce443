"""What cannot be pooled is said in the core's own sentence, and the controls stay."""

import re

import pytest

from tests.page.reading import CHARTS, control, open_page, open_steps, specs, turn, values

REFUSED = {
    "padding": (
        {"ph": "3"},
        "Padding must be smaller than the effective kernel 2 (dilation * (kernel - 1) + 1), "
        "got 3 at the top.",
        "パディングは実効カーネル 2 (ダイレーション × (カーネル − 1) + 1) より小さくしてください。"
        "上側のパディングが 3 です。",
    ),
    "one side": (
        {"pad": "sides", "pr": "2"},
        "Padding must be smaller than the effective kernel 2 (dilation * (kernel - 1) + 1), "
        "got 2 at the right.",
        "パディングは実効カーネル 2 (ダイレーション × (カーネル − 1) + 1) より小さくしてください。"
        "右側のパディングが 2 です。",
    ),
    "kernel": (
        {"kh": "5", "ceil": "false"},
        "The output height would be 0: a window of 5 does not fit into 4 cells "
        "(4 of the input, 0 of padding).",
        "出力の高さが 0 になります。大きさ 5 の窓は 4 セル (入力 4、パディング 0) に収まりません。",
    ),
    "dilation": (
        {"w": "1", "pw": "1", "dw": "2"},
        "Window 0 of the output width covers no input cell: with kernel 2, dilation 2 and "
        "padding (1, 1) all its cells are padding on an input of 1.",
        "出力の幅方向の窓 0 は入力のセルを 1 つも含みません。カーネル 2、ダイレーション 2、"
        "パディング (1, 1) では、入力 1 に対してこの窓のセルがすべてパディングになります。",
    ),
    "large kernel": (
        {"kw": "17"},
        "The kernel of a random or typed tensor must be at most 16, got 17.",
        "乱数や入力した数のテンソルでは、カーネルを 16 以下にしてください (現在 17)。",
    ),
    "range": (
        {"low": "7", "high": "7"},
        "High must be greater than low, got low 7 and high 7.",
        "上限は最小値より大きくしてください (最小値 7、上限 7)。",
    ),
    "size": (
        {"h": "64", "w": "64", "c": "16", "kh": "16", "kw": "16", "sh": "1", "sw": "1",
         "whole": "true"},
        "The im2col matrix would have 9,834,496 cells (49x49 windows a plane of 16x16), at most "
        "4,000,000 are shown: choose a larger stride or a smaller kernel.",
        "im2col 行列が 9,834,496 セルになります (1 面に 49×49 個の 16×16 の窓)。"
        "表示できるのは 4,000,000 セルまでです。"
        "ストライドを大きくするか、カーネルを小さくしてください。",
    ),
}  # fmt: skip


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize("case", REFUSED)
def test_a_refusal_is_said_and_the_controls_stay(case, lang):
    query, english, japanese = REFUSED[case]
    at = open_page({**query, "lang": lang})
    assert values(at.error) == [english if lang == "en" else japanese]
    assert specs(at) == {}
    assert not at.warning
    assert at.query_params == {**query, "lang": lang}
    assert len(at.sidebar.number_input) == 23
    for name, text in query.items():
        assert str(control(at, name).value).lower() == text


@pytest.mark.parametrize("case", REFUSED)
def test_both_languages_have_the_same_numbers(case):
    _, english, japanese = REFUSED[case]
    one_of_the_words = {"1"}  # "not one" and "one plane" are numbers in Japanese
    numbers = [set(re.findall(r"[\d,]*\d", text.replace("x", " "))) for text in (english, japanese)]
    assert numbers[0] - one_of_the_words == numbers[1] - one_of_the_words


def test_the_way_back():
    at = open_page({"ph": "3"})
    assert list(specs(turn(at, kh=4, kw=4))) == list(CHARTS)
    assert not at.error
    assert len(turn(at, ph=4).error) == 1
    at.button(key="reset").click().run()
    assert not at.error
    assert list(specs(at)) == list(CHARTS)


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_the_steps_say_the_same(lang):
    query, english, japanese = REFUSED["padding"]
    at = open_steps(open_page({**query, "lang": lang}))
    assert values(at.error) == [english if lang == "en" else japanese]
    assert not at.code
    assert len(at.sidebar.number_input) == 23
