"""Two languages: the link's before the browser's, and the same page in both."""

import re

import pytest

from cnnpool.settings import NAMES, Settings
from tests.page.reading import control, open_page, open_steps, specs, turn, values


@pytest.mark.parametrize(
    ("locale", "query", "language"),
    [
        (None, {}, "en"),
        ("en-US", {}, "en"),
        ("ja-JP", {}, "ja"),
        ("ja", {}, "ja"),
        ("JA-jp", {}, "ja"),
        ("fr-FR", {}, "en"),
        ("ja-JP", {"lang": "en"}, "en"),
        ("en-US", {"lang": "ja"}, "ja"),
        ("ja-JP", {"lang": "fr"}, "ja"),
    ],
)
def test_the_language_of_a_new_visitor(locale, query, language):
    at = open_page(query, locale)
    assert control(at, "lang").value == language
    assert control(at, "kh").label == {"en": "Kernel KH", "ja": "カーネル KH"}[language]
    assert at.query_params == {k: v for k, v in query.items() if v in ("en", "ja")}


@pytest.mark.parametrize(("locale", "other"), [("ja-JP", "en"), ("en-US", "ja")])
def test_choosing_a_language_writes_it(locale, other):
    at = turn(open_page({"kh": "3"}, locale), lang=other)
    assert at.query_params == {"lang": other, "kh": "3"}
    assert control(at, "kh").label == {"en": "Kernel KH", "ja": "カーネル KH"}[other]
    at = turn(at, kw=3)
    assert at.query_params == {"lang": other, "kh": "3", "kw": "3"}


def test_a_chosen_language_stays_written_when_it_is_the_browsers():
    at = turn(turn(open_page({}, "ja-JP"), lang="en"), lang="ja")
    assert at.query_params == {"lang": "ja"}


def test_the_browsers_language_is_not_written():
    at = turn(open_page({}, "ja-JP"), kh=3)
    assert at.query_params == {"kh": "3"}
    at.button(key="reset").click().run()
    assert at.query_params == {}
    assert control(at, "lang").value == "ja"


def test_two_visitors_do_not_share_a_language():
    one, two = open_page({}, "ja-JP"), open_page({}, "en-US")
    for at in (one, two):
        at.run()
    assert (control(one, "kh").label, control(two, "kh").label) == ("カーネル KH", "Kernel KH")


# Words that are the same in Japanese: names, formats and the letters of the notation.
KEPT = (
    "cnnpool|English|im2col|col2im|one-hot|same|ceil|VGG|ResNet|AlexNet|Lp|PNG|JPEG|WebP|npy|npz|"
    "csv|dy|dx|kh|kw|max|sign|Esc|[A-Z]{2}"
)


def everything_said(at) -> list[str]:
    kinds = ("markdown", "caption", "html", "error", "warning", "info", "title")
    texts = [text for kind in kinds for text in values(at.get(kind))]
    widgets = [
        w for kind in ("number_input", "selectbox", "toggle", "button") for w in at.get(kind)
    ]
    texts += [w.label for w in widgets]
    texts += [option for box in at.selectbox for option in box.options]
    return texts + [chart.proto.alt for chart in at.get("plotly_chart")]


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"h": "5", "w": "7", "kh": "3", "ph": "1", "ceil": "false", "bn": "9", "kw": "x"},
        {"mode": "avg", "pad": "same_upper", "h": "40", "w": "40", "sh": "1", "sw": "1"},
        {"mode": "lp", "kh": "1", "sh": "2"},
        {"source": "file"},
        {"ph": "3"},
        {"win": "1", "low": "0", "high": "2", "kh": "3", "pw": "1"},
        {"win": "2", "mode": "avg", "h": "5", "ph": "1", "include_pad": "false"},
        {"win": "3", "mode": "lp", "sh": "1"},
        {"win": "99"},
    ],
    ids=str,
)
def test_a_japanese_page_has_no_english_left(query):
    at = open_page({**query, "lang": "ja"})
    english = open_page(query)
    for page in (at, english):
        assert len(everything_said(page)) > 40
    assert len(everything_said(at)) == len(everything_said(english))
    for text in everything_said(at):
        plain = re.sub(r"<style>.*</style>|<[^>]*>|`[^`]*`", " ", text, flags=re.DOTALL)
        words = re.findall("[A-Za-z][A-Za-z0-9-]+", plain)
        left = [word for word in words if not re.fullmatch(KEPT, word)]
        assert not left, text
    assert specs(at) == specs(english)


def test_the_steps_speak_the_language():
    assert "入力です。" in " ".join(values(open_steps(open_page({"lang": "ja"})).markdown))
    assert "The input: " in " ".join(values(open_steps(open_page()).markdown))


def test_options_keep_their_names_in_the_link_of_a_japanese_page():
    at = turn(open_page({"lang": "ja"}), mode="avg", pad="same_lower", grad="ramp")
    settings = Settings(lang="ja", mode="avg", pad="same_lower", grad="ramp")
    assert at.query_params == settings.to_query()
    assert at.query_params.keys() <= NAMES
