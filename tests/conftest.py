"""Hypothesis's two profiles, and what a short run leaves to the long one."""

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


def pytest_configure(config):
    # Hypothesis itself loads the profile that is asked for, before or after this.
    if not config.getoption("--hypothesis-profile"):
        settings.load_profile("short")
