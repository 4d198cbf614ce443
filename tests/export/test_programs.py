"""The NumPy and cnnpool programs run, and what they print is the layer's, for every setting."""

import pytest

from cnnpool.errors import Refusal
from cnnpool.export import program
from tests.export.program_settings import case_of, variations
from tests.export.running import arrays, assert_case, execute, run, save_arrays
from tests.export.special_cases import SPECIAL

VARIATIONS = variations()
REFUSED = {"padding_too_large", "no_window_fits", "window_without_cells"}


def check_numpy(case, folder):
    """Numbers, and the sizes that the program's own rule gives."""
    printed, names = execute(program(case, "numpy").text, folder)
    assert_case(case, arrays(printed), winners="max_index", exact_dx=True)
    assert (names["OH"], names["OW"]) == case.trace.y.shape[2:]


@pytest.mark.parametrize("name", VARIATIONS)
def test_numpy_and_cnnpool_print_what_the_layer_gives(name, tmp_path):
    try:
        case = case_of(VARIATIONS[name])
    except Refusal as refusal:
        assert refusal.key in REFUSED
        return
    check_numpy(case, tmp_path)
    printed = run(program(case, "cnnpool").text, tmp_path)
    assert_case(case, printed, winners="indices", exact_dx=True)


@pytest.mark.parametrize("name", SPECIAL)
def test_so_they_do_for_every_dtype_and_size(name, tmp_path):
    case = SPECIAL[name]
    save_arrays(case, tmp_path)
    check_numpy(case, tmp_path)
    printed = run(program(case, "cnnpool").text, tmp_path)
    assert_case(case, printed, winners="indices", exact_dx=True)
