"""Programs and files are made of a bounded number of planes, numbers and powers."""

import numpy as np
import pytest

from cnnpool.errors import Refusal
from cnnpool.export import Case
from cnnpool.settings import Settings


@pytest.mark.parametrize(
    ("settings", "shape", "key"),
    [
        (Settings(kh=1, kw=1), (4097, 1, 1, 1), "case_planes"),
        (Settings(kh=1, kw=1), (1, 1, 2001, 2000), "case_too_large"),
        (Settings(sh=1, sw=1, ph=1, pw=1), (1, 4000, 31, 31), "case_too_large"),  # the output
        (Settings(mode="lp", kh=16, kw=16, sh=1, sw=1), (4, 4, 64, 64), "case_powers"),
    ],
)
def test_too_much_is_refused_before_anything_is_made(settings, shape, key):
    x = np.lib.stride_tricks.as_strided(np.zeros(1, np.int8), shape, (0, 0, 0, 0))
    with pytest.raises(Refusal) as refusal:
        Case.of(settings, x)
    assert refusal.value.key == key


def test_as_much_as_is_allowed_is_made():
    assert Case.of(Settings(kh=1, kw=1), np.zeros((4096, 1, 1, 1))).dy.shape == (4096, 1, 1, 1)
    assert Case.of(Settings(), np.zeros((1, 1, 2000, 2000), np.int8)).dy.size == 1_000_000
