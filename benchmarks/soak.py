"""Ten minutes of people who come and go: ``make soak`` shows that memory levels off.

At any time some twenty visitors are there, each for half a minute or so; they change controls as in
``make load``. The server is on this machine and stops with the run.
"""

import argparse
import asyncio
import random
import statistics
import time

from benchmarks.load import PERIOD, alone, lesson
from tests.server import Server
from tests.visitor import Visitor

AT_ONCE = 20
STAY = (10, 50)  # seconds


async def come_and_go(server: Server, seed: int, end: float, waits: list, errors: list) -> None:
    """One place, taken by one visitor after the other."""
    random_ = random.Random(seed)
    while time.monotonic() < end:
        leave = min(end, time.monotonic() + random_.uniform(*STAY))
        change = random_.choice([lesson, alone])
        try:
            async with Visitor(server.url, page=random_.choice(["", "", "", "code"])) as visitor:
                errors += (await visitor.open()).errors
                while time.monotonic() < leave:
                    run = await change(visitor, random_)
                    waits.append(run.seconds)
                    errors += run.errors
                    await asyncio.sleep(max(0.0, PERIOD - run.seconds))
        except Exception as error:  # a visitor who was lost is a figure
            errors.append(f"{type(error).__name__}: {error}")


async def watch(server: Server, every: float, waits: list, errors: list) -> None:
    begin = time.monotonic()
    while True:
        await asyncio.sleep(every)
        recent = sorted(waits) or [float("nan")]
        waits.clear()
        print(
            f"| {time.monotonic() - begin:.0f} | {server.memory():.0f} | {len(recent)} | "
            f"{1e3 * statistics.median(recent):.0f} | {1e3 * recent[int(0.95 * len(recent))]:.0f}"
            f" | {len(errors)} |",
            flush=True,
        )


async def soak(server: Server, seconds: float) -> list[str]:
    waits, errors, end = [], [], time.monotonic() + seconds
    watching = asyncio.create_task(watch(server, seconds / 10, waits, errors))
    places = [come_and_go(server, seed, end, waits, errors) for seed in range(AT_ONCE)]
    await asyncio.gather(*places)
    await asyncio.sleep(0.1)
    watching.cancel()
    return errors


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--seconds", type=float, default=600)
    given = asked.parse_args()
    print("| seconds | memory, MB | changes | p50, ms | p95, ms | errors so far |")
    print("|---|---|---|---|---|---|")
    with Server() as own:
        for message in sorted(set(asyncio.run(soak(own, given.seconds))))[:5]:
            print(message)
