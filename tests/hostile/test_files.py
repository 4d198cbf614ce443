"""Files that mean harm cost little memory and little time, and are read or refused in words."""

import pytest

from tests.hostile.files import FILES
from tests.hostile.reading import measure

MOST_MEMORY = 450  # MB; the page itself takes 100, and a process may have 600
MOST_SECONDS = 10  # of work; most take a tenth of one, and a machine under load is slow

READ = {
    "all that is allowed.npy",
    "tail.npz",
    "one line.csv",
    "all that is allowed.png",
    "see-through, allowed.png",
    "allowed.webp",
    "countless notes.jpg",
}


# The others are left to the long run.
SHORT = {"brackets.npy", "countless.npz", "wide.png", "allowed.webp", "empty remarks.jpg"}


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=() if name in SHORT else pytest.mark.long) for name in FILES],
)
def test_a_hostile_file_costs_little(name):
    found = measure(name)
    assert found["memory"] < MOST_MEMORY
    assert found["seconds"] < MOST_SECONDS
    assert (found["outcome"] == "read") == (name in READ), found["outcome"]
