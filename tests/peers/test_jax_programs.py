"""The JAX programs run in JAX, and what they print is the layer's, for every setting."""

import pytest

from cnnpool.export import program
from tests.export.program_settings import case_of, variations
from tests.export.running import assert_case, run, save_arrays
from tests.export.special_cases import SPECIAL, WITHOUT

VARIATIONS = variations()


@pytest.mark.parametrize("changes", VARIATIONS.values(), ids=VARIATIONS)
def test_jax_programs_all_settings(changes, tmp_path):
    case = case_of(changes)
    assert_case(case, run(program(case, "jax").text, tmp_path))


@pytest.mark.parametrize("name", [name for name in SPECIAL if (name, "jax") not in WITHOUT])
def test_jax_programs_all_dtypes_and_sizes(name, tmp_path):
    case = SPECIAL[name]
    save_arrays(case, tmp_path)
    assert_case(case, run(program(case, "jax").text, tmp_path))
