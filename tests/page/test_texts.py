"""The two catalogues say the same things, and the page says nothing that is in neither."""

import string

import pytest

from cnnpool.conventions import CONVENTIONS
from cnnpool.errors import Refusal
from cnnpool.export import COLUMNS
from cnnpool.export.onnx_disagreements import DISAGREEMENTS
from cnnpool.geometry import SAME
from cnnpool.layouts import IM2COL, STEPS
from cnnpool.lessons import Table, Word, lesson
from cnnpool.presets import PRESETS
from cnnpool.settings import CHOICES, FRAMEWORKS, NAMES, QUESTIONS, TYPED
from cnnpool.texts import CATALOGUES, en, ja
from cnnpool.ui import code, numbers, questions
from cnnpool.ui.surprises import VIEWS
from cnnpool.ui.texts import say_refusal
from tests.page.source import (
    CORE,
    PAGE,
    SOURCES,
    literals,
    refusals,
    said,
    said_in_parts,
    sentences,
    templates,
)


def fields(text: str) -> set[tuple]:
    """The placeholders of a text and how each is written: (name, format, conversion)."""
    return {field[1:] for field in string.Formatter().parse(text) if field[1] is not None}


def placeholders(text: str) -> set[str]:
    return {name for name, _, _ in fields(text)}


# --- the catalogues ---------------------------------------------------------------------------


def test_both_languages_have_the_same_keys_in_the_same_order():
    assert list(en.TEXT) == list(ja.TEXT)
    assert CATALOGUES == {"en": en.TEXT, "ja": ja.TEXT}
    assert set(CATALOGUES) == set(CHOICES["lang"])


@pytest.mark.parametrize("catalogue", [en, ja])
def test_no_key_stands_in_two_parts(catalogue):
    assert sum(map(len, catalogue.PARTS)) == len(catalogue.TEXT)


@pytest.mark.parametrize("key", en.TEXT)
def test_both_languages_say_the_same_values(key):
    assert fields(en.TEXT[key]) == fields(ja.TEXT[key])
    assert en.TEXT[key].strip() == en.TEXT[key] != ""
    assert ja.TEXT[key].strip() == ja.TEXT[key] != ""


SAME_IN_BOTH = {
    "en", "ja", "grad_ramp", "preset_vgg", "preset_alexnet", "op_im2col", "op_route_max",
    "layout_cs231n", "layout_unfold", "word_one",
    "program_in_numpy", "program_in_cnnpool", "program_in_pytorch", "program_in_onnx",
    "program_in_keras", "program_in_jax",
    "framework_pytorch", "framework_onnx", "framework_flax", "framework_skimage",
    "picture_title", "words_p",
}  # fmt: skip


def test_only_names_and_formulas_are_not_translated():
    assert {key for key in en.TEXT if en.TEXT[key] == ja.TEXT.get(key)} == SAME_IN_BOTH


# --- the keys ---------------------------------------------------------------------------------


def tables() -> list[Table]:
    return [answer.table for answer in map(lesson, QUESTIONS) if answer.table]


# What stands between the fixed parts of a key, where the page puts a key together.
PANELS = ("x", "cols", "y", "dx", "routed", "dy")
BY_MODE = ("y_flat", "routed")  # steps that are said anew for every mode
OTHERWISE = ("lang", "question", "step", "framework")  # choices whose keys are made otherwise
LESSONS = [lesson(name) for name in QUESTIONS]
MADE = {
    "preset_": PRESETS,
    "panel_": PANELS,
    "alt_": PANELS,
    "op_route_": CHOICES["mode"],
    "op_": CHOICES["mode"],
    "legend_": (
        "window",
        "winner",
        "tie",
        "padding",
        "overhang",
        "unread",
        "matters",
        "differs",
    ),
    "player_": ("bar", "back", "on", "play", "pause", "place", "speed", "release"),
    "caption_": ("begin", "unread", "cell_max", "cell_other"),
    "caption_window_": CHOICES["mode"],
    "more_": VIEWS,
    "check_": ("tie", "nan", "kink", "other"),
    **{f"step_{step}_": CHOICES["mode"] for step in BY_MODE},
    "step_": [*(STEPS.keys() - BY_MODE), "back", "on"],
    "layout_said_": IM2COL,
    "article_is_": ("right", "wrong", "raises"),
    "article_": ("input", "pool", "result"),
    "view_": questions.VIEWS,
    "question_": QUESTIONS,
    "lead_": QUESTIONS,
    "answer_": QUESTIONS,
    "figure_": {picture.name for answer in LESSONS for picture in answer.pictures},
    "framework_": CONVENTIONS,
    "program_in_": FRAMEWORKS,
    "file_": code.TYPES.keys() - {"csv"},
    "grid_": numbers.TOOLS,
    "numbers_": TYPED,
    "paste_help_": TYPED,
    "column_": {column for table in tables() for column in table.columns}.union(
        *COLUMNS.values(), ("y_differs", "dx_differs")
    ),
    "word_": {
        cell.key
        for table in tables()
        for row in table.rows
        for cell in row
        if isinstance(cell, Word)
    }
    | {"same", "override"}  # what only the layer's own rules can be
    | {getattr(rule, name) for rule in CONVENTIONS.values() for name in COLUMNS["max"]}
    | {rule.divisor for rule in CONVENTIONS.values()},
    "note_read_": ("2d", "3d", "4d"),
    "onnx_": {disagreement.key for disagreement in DISAGREEMENTS},
    "words_": SAME,
    "archive_scope_": ("whole", "plane", "outer"),
    **{f"{name}_": CHOICES[name] for name in CHOICES if name not in OTHERWISE},
}


def test_every_key_that_is_said_exists():
    keys = {key for key, _ in said()}
    assert keys
    assert keys <= en.TEXT.keys()
    made = {prefix + part for prefix, parts in MADE.items() for part in parts}
    assert made <= en.TEXT.keys()


def test_no_text_is_dead():
    made = {prefix + part for prefix, parts in MADE.items() for part in parts}
    alive = made | (NAMES - {"win"}) | literals([*PAGE, *SOURCES])
    assert en.TEXT.keys() - alive == set()


def test_the_keys_that_are_put_together_are_those_above():
    assert said_in_parts() == {
        "preset_{}", "alt_{}", "legend_{}", "{}_{}",
        "more_{}", "ties_{}", "check_{}", "step_{}", "layout_{}", "layout_said_{}",
        "article_{}", "article_is_{}", "view_{}", "question_{}", "lead_{}", "answer_{}",
        "figure_{}", "column_{}", "word_{}", "framework_{}", "program_in_{}", "file_{}",
        "grid_{}", "numbers_{}", "paste_help_{}",
    }  # fmt: skip
    others = {"op_{}", "op_route_{}", "_{}", "note_read_{}d", "caption_{}", "onnx_{}"}
    others |= {"archive_scope_{}", "panel_{}", "player_{}", "words_{}"}
    assert others <= templates([*PAGE, *SOURCES])


def test_every_value_in_a_text_is_given():
    for key, names in said():
        if names is not None:
            assert placeholders(en.TEXT[key]) <= names, key


# --- refusals ---------------------------------------------------------------------------------


def test_every_refusal_gives_the_values_of_its_sentence():
    assert len(refusals()) > 15
    for key, sentence, names in refusals():
        assert placeholders(sentence) == names, key


def test_one_key_has_one_sentence():
    assert len({key for key, _, _ in refusals()}) == len({pair[:2] for pair in refusals()})


def test_every_refusal_has_a_japanese_sentence_with_the_same_values():
    assert {key: fields(sentence) for key, sentence, _ in refusals()} == {
        key: fields(sentence) for key, sentence in ja.REFUSALS.items()
    }


def test_the_words_in_refusals_are_translated(monkeypatch):
    monkeypatch.setattr("cnnpool.ui.texts.st.session_state", {"lang": "ja"})
    words = literals([CORE / "geometry.py"]) & {
        "top",
        "bottom",
        "left",
        "right",
        "height",
        "width",
    }
    assert words == ja.WORDS.keys()
    refusal = Refusal("padding_too_large", "{reach} {pad} {side}", reach=2, pad=3, side="left")
    assert "左側のパディングが 3 " in say_refusal(refusal)


@pytest.mark.parametrize("word", [*ja.WORDS, "four"])
def test_a_word_out_of_a_file_is_quoted_as_it_is(word, monkeypatch):
    monkeypatch.setattr("cnnpool.ui.texts.st.session_state", {"lang": "ja"})
    refusal = Refusal("csv_not_a_number", "{row} {column} {cell}", row=1, column=2, cell=word)
    assert f"'{word}'" in say_refusal(refusal)


def test_english_begins_with_a_capital_and_ends_with_a_stop(monkeypatch):
    monkeypatch.setattr("cnnpool.ui.texts.st.session_state", {"lang": "en"})
    assert say_refusal(Refusal("k", "row {row} is Bad", row=3)) == "Row 3 is Bad."


# --- the source -------------------------------------------------------------------------------


def test_the_page_has_no_sentences_of_its_own():
    assert sentences() == []
