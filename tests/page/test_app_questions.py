"""The answers: all of them in both languages, chosen and linked, drawn from their lessons."""

import re
from collections import Counter
from string import Formatter

import numpy as np
import pytest

from cnnpool.figures import number
from cnnpool.lessons import lesson
from cnnpool.settings import QUESTIONS
from cnnpool.texts import CATALOGUES, en, ja
from tests.page import test_app_answers_gradients, test_app_answers_sizes, test_app_answers_values
from tests.page.answers import Shown, open_question, tables, to_explore, told
from tests.page.reading import _specs, alive, array, follow, open_page, values
from tests.page.test_texts import placeholders

CLAIMS = (test_app_answers_gradients, test_app_answers_sizes, test_app_answers_values)


@pytest.fixture(scope="module", params=QUESTIONS)
def both(request):
    """A question, and its answer in both languages."""
    name = request.param
    return name, {lang: open_question(name, lang=lang) for lang in CATALOGUES}


# --- the texts --------------------------------------------------------------------------------


def test_every_placeholder_is_filled(both):
    name, pages = both
    for lang, at in pages.items():
        assert at.subheader[0].value == CATALOGUES[lang][f"question_{name}"]
        lead = CATALOGUES[lang][f"lead_{name}"]
        assert told(at).startswith(lead[: (lead + "{").index("{")])
        everything = told(at) + "".join("".join(row) for row in tables(at))
        assert not re.search("[{}]|None|np\\.float|array\\(", everything)


def test_every_fact_is_told(both):
    name = both[0]
    for text in CATALOGUES.values():
        asked = placeholders(text[f"lead_{name}"]) | placeholders(text[f"answer_{name}"])
        assert asked == lesson(name).facts.keys()


def test_both_languages_tell_the_same_numbers_and_the_same_code(both):
    english, japanese = (told(both[1][lang]) for lang in ("en", "ja"))
    for pattern in (
        r"`[^`]*`",
        r"\d+\.\d+|\d\d+",
        r"\([\d, ]+\)",
        r"Σ d[xy] = \S+?(?=[\s。、;:,]|$)",
    ):
        found = [set(re.findall(pattern, text)) for text in (english, japanese)]
        assert {t.rstrip(".") for t in found[0]} == {t.rstrip(".") for t in found[1]}
    rows = [[cell for row in tables(at) for cell in row] for at in both[1].values()]
    assert [len(cells) for cells in rows] == [len(rows[0])] * 2
    numbers = [pair for pair in zip(*rows, strict=True) if re.search(r"\d", pair[0])]
    assert all(english == japanese for english, japanese in numbers)


@pytest.mark.parametrize("part", ["lead", "answer"])
@pytest.mark.parametrize("name", QUESTIONS)
def test_both_languages_tell_every_fact_equally_often(name, part):
    found = [
        Counter(field for _, field, _, _ in Formatter().parse(text[f"{part}_{name}"]) if field)
        for text in CATALOGUES.values()
    ]
    assert found[0] == found[1]


# Names, code and the letters of the notation are the same in Japanese.
KEPT = (
    "NumPy|PyTorch|Keras|Flax|ONNX|Python|ReLU|NaN|MaxPool|MaxPool2d|MaxPooling2D|max|pool|Pooling|"
    "valid|VALID|float32|float64|cnnpool|im2col|col2im|reshape|ceil|dx|dy|kh|kw|oh|ow|best|return|"
    "indices|[A-Z]{1,2}"
)


def test_a_japanese_answer_has_no_english_left(both):
    at = both[1]["ja"]
    texts = [told(at), at.subheader[0].value, *values(at.caption), at.get("page_link")[-1].label]
    texts += [cell for row in tables(at) for cell in row]
    texts += [chart.proto.alt for chart in at.get("plotly_chart")]
    texts += at.radio(key="question").options + at.selectbox(key="question_box").options
    for text in texts:
        plain = re.sub(r"<[^>]*>|`[^`]*`", " ", text)
        words = re.findall("[A-Za-z][A-Za-z0-9-]+", plain)
        assert not [word for word in words if not re.fullmatch(KEPT, word)], text


def test_what_the_texts_call_by_name_is_called_so():
    for text in (en.TEXT, ja.TEXT):
        assert text["more_check"] in text["answer_check"]
        assert text["page_steps"] in text["answer_layout"]
        for key in ("see_in_explore", "answers_own", "answer_check", "answer_plus_one"):
            assert text["page_explore"] in text[key]


# --- the pictures -----------------------------------------------------------------------------


def test_the_pictures_are_the_lessons(both):
    name, pages = both
    for lang, at in pages.items():
        drawn = _specs(at, f"answer_{name}_")
        answer = lesson(name)
        assert list(drawn) == [picture.name for picture in answer.pictures]
        assert len(at.get("plotly_chart")) == len(drawn)
        titles = [chart.proto.alt for chart in at.get("plotly_chart")]
        assert titles == [CATALOGUES[lang][f"figure_{name}"] for name in drawn]
        for picture in answer.pictures:
            z = array(drawn[picture.name]["data"][0]["z"])
            np.testing.assert_array_equal(z, picture.array)


def test_every_number_of_a_picture_is_written_in_it(both):
    name, pages = both
    for picture in lesson(name).pictures:
        data = _specs(pages["en"], f"answer_{name}_")[picture.name]["data"]
        written = next(trace["text"] for trace in data if trace["type"] == "scatter")
        digits = [{number(v, d) for d in (2, 3, 4)} for v in picture.array.ravel()]
        assert all(text in might for text, might in zip(written, digits, strict=True))


def test_pictures_of_a_kind_share_their_scale(both):
    name, pages = both
    kinds = {}
    for picture in lesson(name).pictures:
        heatmap = _specs(pages["en"], f"answer_{name}_")[picture.name]["data"][0]
        kinds.setdefault(picture.kind, set()).add((heatmap["zmin"], heatmap["zmax"]))
    assert all(len(ranges) == 1 for ranges in kinds.values())
    for low, high in kinds.get("gradients", ()):
        assert low == -high


def test_winners_and_windows_are_framed():
    shapes = _specs(open_question("gradient"), "answer_gradient_")["x"]["layout"]["shapes"]
    frames = {(s["line"]["color"], round(s["x0"]), round(s["y0"])) for s in shapes}
    middles = {
        ((s["x0"] + s["x1"]) / 2, (s["y0"] + s["y1"]) / 2)
        for s in shapes
        if s["line"]["color"] == "#ff7a00"
    }
    assert middles == {(1, 0), (2, 1), (0, 3), (3, 3)}
    assert any(color == "#111111" for color, *_ in frames)
    box = next(s for s in shapes if s["line"]["color"] == "#111111")
    assert (box["x0"] + box["x1"], box["y0"] + box["y1"]) == pytest.approx((1, 1))


# --- choosing ---------------------------------------------------------------------------------


def test_the_first_question_is_open_at_first():
    at = follow(open_page(), "questions")
    assert at.radio(key="question").value == QUESTIONS[0]
    assert at.subheader[0].value == en.TEXT[f"question_{QUESTIONS[0]}"]
    assert at.query_params == {}


def test_a_chosen_question_opens_and_is_in_the_link():
    at = follow(open_page({"kh": "3"}), "questions")
    at.radio(key="question").set_value("ties")
    alive(at.run())
    assert at.subheader[0].value == en.TEXT["question_ties"]
    assert at.query_params == {"kh": "3", "question": "ties"}
    assert at.selectbox(key="question_box").value == "ties"
    at.selectbox(key="question_box").set_value("nan")
    alive(at.run())
    assert at.subheader[0].value == en.TEXT["question_nan"]
    assert at.query_params == {"kh": "3", "question": "nan"}
    assert at.radio(key="question").value == "nan"


def test_a_link_opens_its_question():
    at = open_question("unpool", lang="ja")
    assert at.subheader[0].value == ja.TEXT["question_unpool"]
    assert at.radio(key="question").value == "unpool"
    assert at.query_params == {"question": "unpool", "lang": "ja"}


def test_a_question_that_does_not_exist_is_told():
    at = open_question("why")
    assert at.radio(key="question").value == QUESTIONS[0]
    assert "question=why" in at.warning[0].value


def test_a_question_stays_open_when_the_language_changes():
    at = open_question("padding")
    at.segmented_control(key="lang").set_value("ja")
    alive(at.run())
    assert at.subheader[0].value == ja.TEXT["question_padding"]
    assert at.query_params == {"lang": "ja", "question": "padding"}


# --- the way to Explore -----------------------------------------------------------------------


def test_the_button_leads_to_the_preset(both):
    name, pages = both
    preset = lesson(name).preset.to_query()
    own = {"question": name} if name != QUESTIONS[0] else {}
    for lang, at in pages.items():
        assert at.get("page_link")[-1].label == CATALOGUES[lang]["see_in_explore"]
        assert to_explore(at) == preset | own | {"lang": lang}
    assert "lang" not in to_explore(open_question(name))


def test_the_readers_settings_are_not_in_the_button_and_stay_in_the_link():
    at = open_question("sizes", kh="3", mode="avg", seed="7")
    assert to_explore(at).keys() & {"kh", "mode", "seed"} == set()
    assert at.query_params == {"question": "sizes", "kh": "3", "mode": "avg", "seed": "7"}
    assert (at.number_input(key="kh").value, at.selectbox(key="mode").value) == (3, "avg")


def test_the_question_is_still_open_on_the_way_back_from_explore():
    at = follow(open_page(to_explore(open_question("nan"))), "questions")
    assert at.subheader[0].value == en.TEXT["question_nan"]


@pytest.mark.parametrize("name", QUESTIONS)
def test_explore_opens_on_a_pinned_window_and_nothing_is_dropped(name):
    page = Shown(name)
    assert not page.at.warning
    assert not page.at.error
    assert page.at.query_params == page.query
    assert "starts at row" in page.said()


def test_the_claims_of_every_answer_are_looked_up_in_explore():
    looked_up = {name for module in CLAIMS for name in vars(module) if name.startswith("test_")}
    assert looked_up == {f"test_{name}" for name in QUESTIONS}
