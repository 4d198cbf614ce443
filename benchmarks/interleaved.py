"""Times to compare: every call once a round, the rounds in one run, medians at the end."""

import statistics
import time
from collections.abc import Callable, Mapping

SHORT = 2e-3  # seconds; a shorter call is timed many times over


def medians(calls: Mapping[str, Callable], rounds: int = 9) -> dict[str, float]:
    """Seconds a call, by its name."""
    repeats = {name: max(1, round(SHORT / _seconds(call, 1))) for name, call in calls.items()}
    times = {name: [] for name in calls}
    for _ in range(rounds):
        for name, call in calls.items():
            times[name].append(_seconds(call, repeats[name]))
    return {name: statistics.median(measured) for name, measured in times.items()}


def _seconds(call: Callable, repeats: int) -> float:
    call()  # also ends what the call before may have left running
    start = time.perf_counter()
    for _ in range(repeats):
        call()
    return (time.perf_counter() - start) / repeats
