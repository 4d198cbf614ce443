"""A few hundred hostile inputs for every target; ``make fuzz`` tries many more, led by coverage."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzz.corpus import found, seeds
from tests.fuzz.targets import TARGETS

FOUND = [(name, path) for name in TARGETS for path in found(name)]


@pytest.mark.parametrize("name", TARGETS)
def test_the_seeds_are_read(name):
    for seed in seeds(name):
        TARGETS[name](seed)


@pytest.mark.parametrize(("name", "path"), FOUND, ids=[f"{n}/{p.name}" for n, p in FOUND])
def test_what_once_broke_no_longer_does(name, path):
    TARGETS[name](path.read_bytes())


@st.composite
def damaged(draw, name: str) -> bytes:
    """A seed with some of its bytes replaced, cut out, doubled or taken from another seed."""
    data = draw(st.sampled_from(seeds(name)))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        stop = draw(st.integers(start, min(len(data), start + 16)))
        piece = draw(st.one_of(st.binary(max_size=8), st.just(data[start:stop] * 2)))
        data = data[:start] + piece + data[stop:]
    return data


@pytest.mark.parametrize("name", TARGETS)
@given(data=st.data())
def test_damaged_seeds(name, data):
    TARGETS[name](data.draw(damaged(name)))


@pytest.mark.parametrize("name", TARGETS)
@given(noise=st.binary(max_size=400))
def test_noise(name, noise):
    TARGETS[name](noise)


@pytest.mark.parametrize("name", ["link", "typed", "pasted", "csv"])
@given(text=st.text(max_size=200))
def test_any_text(name, text):
    TARGETS[name](text.encode(errors="replace"))
