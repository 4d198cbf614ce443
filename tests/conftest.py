"""Hypothesis's two profiles, and what a short run says that it leaves to the long one."""

from collections import Counter

import pytest
from hypothesis import HealthCheck, settings

TOO_SLOW = [HealthCheck.too_slow]  # depends on the machine, not on the code

settings.register_profile(  # the same few examples on every run and every machine
    "short",
    derandomize=True,
    database=None,
    max_examples=100,
    deadline=None,
    suppress_health_check=TOO_SLOW,
)
settings.register_profile(  # others each time, and those that failed before, from .hypothesis/
    "long",
    settings.get_profile("default"),  # in continuous integration, too
    max_examples=600,
    print_blob=True,
    deadline=None,
    suppress_health_check=TOO_SLOW,
)

LEFT = pytest.StashKey[Counter]()  # folder -> how many tests of it are left to make test-all


def pytest_configure(config):
    config.stash[LEFT] = Counter()
    # Hypothesis itself loads the profile that is asked for, before or after this.
    if not config.getoption("--hypothesis-profile"):
        settings.load_profile("short")


def pytest_deselected(items):
    for item in items:
        if item.get_closest_marker("long"):
            item.config.stash[LEFT][item.path.parent.name] += 1


def pytest_sessionfinish(session):
    if hasattr(session.config, "workeroutput"):  # a worker of xdist
        session.config.workeroutput["left"] = dict(session.config.stash[LEFT])


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node):
    """A worker is done: all of them collected the same, so that one of them counts."""
    node.config.stash[LEFT] = Counter(getattr(node, "workeroutput", {}).get("left"))


def pytest_terminal_summary(terminalreporter, config):
    left = config.stash[LEFT]
    if left:
        folders = ", ".join(f"{folder} {count}" for folder, count in left.most_common())
        terminalreporter.write_line(
            f"Left to make test-all: {left.total()} tests ({folders}), new random examples, "
            "the other frameworks and the deployment."
        )
