"""What programs say about themselves: why one is missing, and what stands in for what."""

import string
from collections import defaultdict

import numpy as np
import pytest

from cnnpool import Pooling
from cnnpool.export import FRAMEWORKS, Case, program
from cnnpool.texts import en
from cnnpool.texts.en.programs import TEXT
from tests.export.program_settings import case_of, variations
from tests.export.special_cases import SPECIAL, WITHOUT

HERE = [name for name in FRAMEWORKS if name != "onnx"]  # ONNX has tests of its own
PLAIN = {
    "numpy": [], "cnnpool": [], "pytorch": ["program_integers"],
    "keras": ["program_keras_gradient", "program_integers"], "jax": ["program_integers"],
}  # fmt: skip


def cases() -> dict[str, Case]:
    """Every case that the programs are run for."""
    return SPECIAL | {name: case_of(changes) for name, changes in variations().items()}


@pytest.fixture(scope="module")
def programs() -> dict:
    return {(name, f): program(case, f) for name, case in cases().items() for f in HERE}


def test_a_program_is_missing_only_where_the_list_says_so_and_a_note_says_why(programs):
    missing = {key: made.notes for key, made in programs.items() if made.text is None}
    assert {key: [note[0] for note in notes] for key, notes in missing.items()} == {
        key: [note] for key, note in WITHOUT.items()
    }


def test_every_program_prints_y_and_dx_and_names_its_framework(programs):
    for (_, framework), made in programs.items():
        assert made.framework == framework
        if made.text is not None:
            assert 'print("y =", ' in made.text
            assert 'print("dx =", ' in made.text


def test_notes_give_the_values_of_their_texts_and_every_text_is_given(programs):
    said = defaultdict(set)
    for made in programs.values():
        for key, values in made.notes:
            said[key].add(frozenset(values))
    assert said == {key: {placeholders(key)} for key in TEXT if key != "program_dtype"}


def placeholders(key: str) -> frozenset[str]:
    fields = string.Formatter().parse(en.TEXT[key])
    return frozenset(name for _, name, _, _ in fields if name)


def test_numpy_and_cnnpool_have_nothing_to_excuse(programs):
    for (_, framework), made in programs.items():
        if framework in ("numpy", "cnnpool"):
            assert [key for key, _ in made.notes] in ([], ["program_arrays"])


@pytest.mark.parametrize("framework", HERE)
def test_no_program_is_longer_than_it_must_be(framework):
    """The article's own case needs no padding, no dilation, no gathering."""
    made = program(case_of({}), framework)
    assert [key for key, _ in made.notes] == PLAIN[framework]
    assert not [
        word for word in ("padded", ".pad", "dilation", "DH", "cells =") if word in made.text
    ]
    assert len(made.text.splitlines()) < 50


# The settings whose windows a framework's own pooling says, with the arguments that it takes.
OWN = {
    ("pytorch", "kh=3, sh=1"): "F.max_pool2d(x, kernel_size=(3, 2), stride=(1, 2), ceil_mode=True, "
    "return_indices=True)",
    ("pytorch", "dw=2, floor"): "F.max_pool2d(x, kernel_size=2, dilation=(1, 2), "
    "return_indices=True)",
    ("pytorch", "avg of x alone, ph=pw=1"): "F.avg_pool2d(x, kernel_size=2, padding=1, "
    "ceil_mode=True, count_include_pad=False)",
    ("keras", "same_upper, h=5"): 'keras.ops.max_pool(\n        x,\n        pool_size=(2, 2),\n'
    '        strides=(2, 2),\n        padding="same",\n',
    ("keras", "avg of x alone, same_upper, h=5"): "keras.ops.average_pool(\n        x,\n"
    '        pool_size=(2, 2),\n        strides=(2, 2),\n        padding="same",\n',
}  # fmt: skip
CHANGES = {
    "kh=3, sh=1": dict(kh=3, sh=1),
    "dw=2, floor": dict(dw=2, ceil=False),
    "avg of x alone, ph=pw=1": dict(mode="avg", include_pad=False, ph=1, pw=1),
    "same_upper, h=5": dict(pad="same_upper", h=5),
    "avg of x alone, same_upper, h=5": dict(mode="avg", include_pad=False, pad="same_upper", h=5),
}


@pytest.mark.parametrize(("framework", "name"), OWN)
def test_what_a_framework_can_say_is_said_in_its_own_words(framework, name):
    made = program(case_of(CHANGES[name]), framework)
    assert OWN[framework, name] in made.text
    assert [key for key, _ in made.notes] == PLAIN[framework]


# What stands in the way, and the values of the note that says so.
REASONS = [
    ("pytorch", dict(pad="sides", pt=1), "program_pytorch_sides", dict(top=1, bottom=0)),
    ("pytorch", dict(pad="same_lower", h=5), "program_pytorch_sides", dict(top=1, bottom=0)),
    ("pytorch", dict(ph=2, kh=3), "program_pytorch_half", dict(pad=2, kernel=3)),
    ("pytorch", dict(mode="avg", ph=2, kh=3), "program_pytorch_half", dict(pad=2, kernel=3)),
    ("pytorch", dict(mode="avg", dh=2, sh=1), "program_pytorch_dilation", {}),
    ("pytorch", dict(mode="lp"), "program_pytorch_lp", {}),
    ("keras", dict(ph=1), "program_keras_sides", dict(top=1, left=0)),
    ("keras", dict(h=5), "program_keras_overhang", dict(top=0, bottom=1)),
    ("keras", dict(dh=2, sh=1), "program_keras_dilation", {}),
    ("keras", dict(mode="avg", pad="same_upper", h=5), "program_keras_divisor", {}),
    ("keras", dict(mode="lp"), "program_keras_lp", {}),
    ("jax", dict(dh=2, sh=1), "program_jax_dilation", {}),
]  # fmt: skip


@pytest.mark.parametrize(("framework", "changes", "key", "values"), REASONS)
def test_what_it_cannot_say_has_a_reason_with_its_numbers(framework, changes, key, values):
    *_, (said, with_values) = program(case_of(changes), framework).notes
    assert said == key
    assert values.items() <= with_values.items()


def test_numbers_that_no_framework_has():
    x = np.array([[[[1, 3], [4, 2]]]], np.longdouble)
    if x.dtype.itemsize == 8:  # Windows: a double by another name
        x = x.astype(np.float64)
    case = Case(x, Pooling(2), np.ones((1, 1, 1, 1)))
    for framework in ("pytorch", "keras", "jax"):
        made = program(case, framework)
        assert (made.text is None) == (x.dtype.itemsize > 8)
        if made.text is None:
            assert made.notes[0][0] == "program_dtype"


def test_an_unknown_framework_is_refused_with_the_known_ones():
    with pytest.raises(ValueError, match="numpy, cnnpool, pytorch, onnx, keras, jax, got 'caffe'"):
        program(case_of({}), "caffe")
