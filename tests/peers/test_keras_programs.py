"""The Keras programs run in Keras, and what they print is the layer's, for every setting."""

import pytest

from cnnpool.errors import Refusal
from cnnpool.export import program
from tests.export.program_settings import case_of, variations
from tests.export.running import assert_case, run, save_arrays
from tests.export.special_cases import SPECIAL, WITHOUT

VARIATIONS = variations()


@pytest.mark.parametrize("name", VARIATIONS)
def test_keras_prints_what_the_layer_gives(name, tmp_path):
    try:
        case = case_of(VARIATIONS[name])
    except Refusal:  # the same in every framework: tests/export/test_programs.py says which
        return
    assert_case(case, run(program(case, "keras").text, tmp_path))


@pytest.mark.parametrize("name", [name for name in SPECIAL if (name, "keras") not in WITHOUT])
def test_so_it_does_for_every_dtype_and_size(name, tmp_path):
    case = SPECIAL[name]
    save_arrays(case, tmp_path)
    assert_case(case, run(program(case, "keras").text, tmp_path))
