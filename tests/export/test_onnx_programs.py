"""The ONNX programs run in ONNX Runtime, and what they print is the layer's, for every setting."""

from itertools import product

import numpy as np
import pytest

from cnnpool import Pooling
from cnnpool.export import Case, program
from cnnpool.export.programs.listing import LARGEST_LITERAL
from cnnpool.texts import CATALOGUES
from tests.export.program_settings import case_of, variations
from tests.export.running import assert_same, run, save_arrays
from tests.export.special_cases import SPECIAL

NAN, INF = np.nan, np.inf
draw = np.random.RandomState(9)

# ONNX goes forward only: a varied upstream gradient changes nothing.
VARIATIONS = {
    name: {key: value for key, value in made.items() if key not in ("grad", "g")}
    for name, made in variations().items()
    if made.keys() - {"grad", "g"} or not made
}
WITHOUT = {"integers of 64 bits", "unsigned integers of 64 bits"}

WIDE = dict(stride=1, dilation=(2, 3), padding=((2, 1), (3, 2)))  # more than the kernel
SHAPE = (2, 2, 5, 6)
NUMBERS = {
    "float64": draw.normal(size=SHAPE),
    "float32": draw.normal(size=SHAPE).astype(np.float32),
    "few": draw.randint(0, 2, SHAPE),
    "int8": draw.randint(-128, -126, SHAPE).astype(np.int8),
    "uint8": draw.randint(0, 2, SHAPE).astype(np.uint8),
    "minus infinity": np.where(draw.rand(*SHAPE) < 0.9, -INF, 2.5).astype(np.float32),
    "nan": np.where(draw.rand(*SHAPE) < 0.5, NAN, draw.randint(-3, 3, SHAPE)),
    "nan beside infinities": draw.choice([NAN, INF, -INF, 0.1], SHAPE),
}
MODES = {
    "max": dict(mode="max"),
    "avg": dict(mode="avg"),
    "avg of x alone": dict(mode="avg", count_include_pad=False),
    "divided by 3": dict(mode="avg", divisor_override=3),
    "p=1": dict(mode="lp", p=1),
    "p=2": dict(mode="lp", p=2),
    "p=1.5": dict(mode="lp", p=1.5),
}


def case_with(x, kernel=2, **chosen) -> Case:
    layer = Pooling(kernel, **chosen)
    return Case(x, layer, np.ones((*x.shape[:2], *layer.geometry.grid(*x.shape[2:]).shape)))


OTHERS = {
    f"{numbers}, {mode}, {placed}": case_with(x, **chosen, **places)
    for (numbers, x), (mode, chosen), (placed, places) in product(
        NUMBERS.items(), MODES.items(), {"wide padding": WIDE, "plain": {}}.items()
    )
}


def check(case: Case, folder) -> None:
    """The program of a case prints y, and for max indices, and nothing else."""
    printed, is_max = run(program(case, "onnx").text, folder), case.layer.mode == "max"
    assert printed.keys() == {"y"} | ({"indices"} if is_max else set())
    assert_same(printed["y"], case.trace.y, exact=is_max)
    if is_max:
        assert_same(printed["indices"], case.trace.layer.indices, exact=True)


@pytest.mark.parametrize("changes", VARIATIONS.values(), ids=VARIATIONS)
def test_onnx_programs_all_settings(changes, tmp_path):
    check(case_of(changes), tmp_path)


@pytest.mark.parametrize("name", [name for name in SPECIAL if name not in WITHOUT])
def test_onnx_programs_all_dtypes_and_sizes(name, tmp_path):
    save_arrays(SPECIAL[name], tmp_path)
    check(SPECIAL[name], tmp_path)


@pytest.mark.parametrize("name", OTHERS)
def test_onnx_programs_wide_padding_and_odd_numbers(name, tmp_path):
    check(OTHERS[name], tmp_path)


# --- which form, and why ------------------------------------------------------------------------


def notes(case: Case) -> list[str]:
    return [key for key, _ in program(case, "onnx").notes]


@pytest.mark.parametrize("mode, operator", [("max", "MaxPool"), ("avg", "AveragePool")])
def test_the_operator_stands_where_it_gives_the_numbers_of_the_layer(mode, operator):
    case = case_of(dict(mode=mode, h=5, ph=1, dw=2))
    made = program(case, "onnx")
    assert [key for key, _ in made.notes] == ["program_onnx_forward"]
    assert f'    "{operator}",' in made.text and "Gather" not in made.text
    assert "pads=[1, 0, 1, 0]," in made.text and "dilations=[1, 2]," in made.text
    assert "dy" not in made.text


def test_the_node_says_its_kernel_and_stride_and_no_defaults():
    said = program(
        case_of(dict(mode="avg", sh=1, sw=1, ceil=False, include_pad=False)), "onnx"
    ).text
    assert "    kernel_shape=[2, 2],\n    strides=[1, 1],\n)" in said


def test_a_large_gradient_needs_no_file_of_arrays(tmp_path):
    case = case_with(draw.randint(0, 9, (1, 1, 64, 64)), stride=1, padding=1)
    assert case.dy.size > LARGEST_LITERAL >= case.x.size
    assert notes(case) == ["program_onnx_forward"]
    check(case, tmp_path)


BEYOND = np.array([[[[2**53 + 1, 0]]]])
FORMS = {
    "program_onnx_double": case_with(NUMBERS["float64"], mode="avg"),
    "program_onnx_padding": case_with(NUMBERS["few"], **WIDE),
    "program_onnx_nan": case_with(NUMBERS["nan"]),
    "program_onnx_divisor": case_with(NUMBERS["few"], mode="avg", divisor_override=4),
    "program_onnx_p": case_with(NUMBERS["few"], mode="lp", p=2.5),
}


@pytest.mark.parametrize("key", FORMS)
def test_elsewhere_the_windows_are_gathered_and_a_note_says_why(key):
    made = program(FORMS[key], "onnx")
    assert [note for note, _ in made.notes] == [key, "program_onnx_forward"]
    assert '"Gather"' in made.text
    # Only a comment names the operator, where it lacks nothing but digits.
    code = [line for line in made.text.split("\n") if not line.startswith("#")]
    assert not any("Pool" in line for line in code)
    assert ("# node = helper.make_node(" in made.text) == (key == "program_onnx_double")


def test_no_node_in_float32_is_shown_that_would_leave_it():
    powers = case_with(np.full((1, 1, 2, 2), 9), mode="lp", p=64)
    assert "# node" not in program(powers, "onnx").text
    assert "# node" in program(case_with(np.full((1, 1, 2, 2), 9), mode="lp", p=3), "onnx").text


def test_integers_are_averaged_in_float32_where_that_loses_nothing():
    few, thirds = case_with(NUMBERS["few"], mode="avg"), case_with(NUMBERS["few"], 3, mode="avg")
    assert notes(few) == ["program_onnx_forward"]
    assert "program_onnx_double" in notes(thirds)
    assert "program_onnx_double" in notes(case_with(NUMBERS["few"] * 2**23, mode="avg", padding=1))
    assert notes(case_with(NUMBERS["few"], mode="lp", p=1)) == ["program_onnx_forward"]
    assert "program_onnx_double" in notes(case_with(NUMBERS["few"], mode="lp"))


def test_what_float64_does_not_hold_has_no_program():
    made = program(case_with(BEYOND, 1), "onnx")
    assert made.text is None
    assert made.notes == (
        ("program_onnx_exact", {"number": "9007199254740993", "operator": "MaxPool"}),
    )
    long = program(case_with(np.ones((1, 1, 2, 2), np.longdouble)), "onnx")
    assert (long.text, long.notes[0][0]) == (None, "program_dtype")
    assert {name for name, case in SPECIAL.items() if program(case, "onnx").text is None} == WITHOUT


@pytest.mark.parametrize("lang", CATALOGUES)
def test_every_note_is_said_with_its_values(lang):
    cases = [*FORMS.values(), case_with(BEYOND, 1), SPECIAL["a large tensor"]]
    said = {
        key: CATALOGUES[lang][key].format(**v) for c in cases for key, v in program(c, "onnx").notes
    }
    assert len(said) == len(FORMS) + 3
    assert not any("{" in sentence for sentence in said.values())
    for part in ("2.5", "9007199254740993"):
        assert any(part in sentence for sentence in said.values())
