"""The NumPy and cnnpool programs run, and what they print is the layer's, for every setting."""

from collections import Counter

import pytest

from cnnpool.errors import Refusal
from cnnpool.export import program
from cnnpool.settings import Settings
from tests.export.program_settings import (
    UNDONE,
    VARIED,
    apart,
    case_of,
    pairs,
    together,
    variations,
)
from tests.export.running import arrays, assert_case, execute, run, save_arrays
from tests.export.special_cases import SPECIAL

VARIATIONS = variations()
REFUSED = {
    **{f"kh=1, {pad}": "padding_too_large" for pad in ("ph=1", "ph=pw=1", "top", "bottom")},
    "kh=1, four sides": "padding_too_large",
    **{f"kw=1, {pad}": "padding_too_large" for pad in ("pw=1", "ph=pw=1", "left, right")},
}
# How many values of two settings cannot be had together.
DO_NOT_MEET = {
    ("source", "n"): 7, ("source", "c"): 7, ("source", "h"): 14, ("source", "w"): 14,  # typed
    ("kh", "pad"): 4, ("kw", "pad"): 4, ("sh", "pad"): 1, ("sw", "pad"): 1,  # brings its own
    ("pad", "ceil"): 4,  # "same" does not round
}  # fmt: skip


def check_numpy(case, folder):
    """Numbers, and the sizes that the program's own rule gives."""
    printed, names = execute(program(case, "numpy").text, folder)
    assert_case(case, arrays(printed), winners="max_index", exact_dx=True)
    assert (names["OH"], names["OW"]) == case.trace.y.shape[2:]


@pytest.mark.parametrize("changes", VARIATIONS.values(), ids=VARIATIONS)
def test_numpy_and_cnnpool_programs_all_settings(changes, tmp_path):
    case = case_of(changes)
    check_numpy(case, tmp_path)
    printed = run(program(case, "cnnpool").text, tmp_path)
    assert_case(case, printed, winners="indices", exact_dx=True)


@pytest.mark.parametrize("name", SPECIAL)
def test_numpy_and_cnnpool_programs_all_dtypes_and_sizes(name, tmp_path):
    case = SPECIAL[name]
    save_arrays(case, tmp_path)
    check_numpy(case, tmp_path)
    printed = run(program(case, "cnnpool").text, tmp_path)
    assert_case(case, printed, winners="indices", exact_dx=True)


# --- the settings that programs are run for -----------------------------------------------------


def test_programs_all_pairs_of_settings():
    """Every pair stands in a case, but for those that the layer refuses or that undo each other."""
    reached = {pair for pair in pairs() if any(holds(made, pair) for made in VARIATIONS.values())}
    missed = {pair: apart(pair) for pair in pairs() if pair not in reached}
    refused = {pair: key for pair, key in missed.items() if key != UNDONE}
    assert {f"{one[1]}, {other[1]}": key for (one, other), key in refused.items()} == REFUSED
    undone = missed.keys() - refused.keys()
    assert Counter((one[0], other[0]) for one, other in undone) == DO_NOT_MEET
    assert (len(reached), len(missed)) == (982, 64)


def holds(made: dict, pair) -> bool:
    """Whether some changes hold both values of a pair, and each has its effect."""
    settings = Settings(**(made | {"g": None}))
    wanted = [item for name, value in pair for item in VARIED[name][value].items()]
    return all(made.get(key) == value and settings.applies(key) for key, value in wanted)


@pytest.mark.parametrize("names", REFUSED)
def test_layer_refuses_pair_of_settings(names):
    (pair,) = (pair for pair in pairs() if f"{pair[0][1]}, {pair[1][1]}" == names)
    with pytest.raises(Refusal) as refused:
        case_of(together(pair))
    assert refused.value.key == REFUSED[names]
