"""One Hypothesis profile for the page: the same examples on every run and every machine."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "fuzz",
    derandomize=True,
    deadline=None,
    database=None,
    max_examples=100,
    suppress_health_check=[HealthCheck.too_slow],  # depends on the machine, not on the code
)
settings.load_profile("fuzz")
