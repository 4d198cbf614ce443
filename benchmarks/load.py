"""What a class costs the server: ``make load``, and for ten minutes ``make soak``.

Every visitor is a session over the real websocket that changes a control once a second; the
server is on this machine and stops with the run. ``class`` is a lesson, in which all turn the same
few controls; in ``alone`` nobody ever sees what another one saw; ``bare`` is a page of one slider
and one chart, Streamlit's own floor.
"""

import argparse
import asyncio
import random
import statistics
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.server import APP, Server
from tests.visitor import Run, Visitor

BARE = Path(__file__).parent / "bare_page.py"
PERIOD = 1.0  # seconds from one change of a visitor to the next
PEOPLE = (1, 10, 20, 50, 100, 200)
WARM_SECONDS = 3
COLUMNS = (
    "people",
    "p50, ms",
    "p95, ms",
    "changes a second",
    "work a change, ms",
    "sent a change, kB",
    "all in, s",
    "memory, MB",
    "errors",
)


@dataclass
class Answers:
    """What came back while visitors were there."""

    seconds: list[float] = field(default_factory=list)
    bytes: list[int] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)  # MB
    all_in: float = 0.0  # seconds until the last visitor was in
    cores: float = 0.0  # processors at work

    def percentile(self, p: float) -> float:
        """Of the waiting times, in ms."""
        ordered = sorted(self.seconds)
        return 1e3 * ordered[round(p / 100 * (len(ordered) - 1))] if ordered else float("nan")


def lesson(visitor: Visitor, random_: random.Random):
    """One of a few changes, which others make too."""
    name, choices = random_.choice([("h", range(2, 17)), ("kh", (1, 2, 3)), ("ph", (0, 1))])
    return visitor.turn(**{name: random_.choice(choices)})


def alone(visitor: Visitor, random_: random.Random):
    """A tensor that nobody had before."""
    return visitor.turn(seed=random_.randrange(2**31))


def slide(visitor: Visitor, random_: random.Random):
    return visitor.slide(h=random_.randrange(2, 17))


KINDS = {"bare": (BARE, slide), "class": (APP, lesson), "alone": (APP, alone)}


@dataclass
class Crowd:
    """So many visitors at once, who begin when the last of them is in."""

    server: Server
    change: Callable[[Visitor, random.Random], Awaitable[Run]]
    answers: Answers = field(default_factory=Answers)

    async def come(self, people: int, seconds: float) -> None:
        self.missing, self.begin = people, asyncio.Event()
        watching = asyncio.create_task(self._watch())
        start = time.monotonic()
        visits = [asyncio.create_task(self._visit(seed, seconds)) for seed in range(people)]
        await self.begin.wait()
        self.answers.all_in = time.monotonic() - start
        start, work = time.monotonic(), self.server.seconds_of_work()
        await asyncio.gather(*visits)
        self.answers.cores = (self.server.seconds_of_work() - work) / (time.monotonic() - start)
        watching.cancel()

    async def _visit(self, seed: int, seconds: float) -> None:
        """Open the page, wait for the others, and change a control once a second."""
        random_, answers = random.Random(seed), self.answers
        try:
            async with Visitor(self.server.url) as visitor:
                answers.errors += (await visitor.open()).errors
                await self._wait_for_others()
                await asyncio.sleep(random_.random() * PERIOD)
                end = time.monotonic() + seconds
                while time.monotonic() < end:
                    run = await self.change(visitor, random_)
                    answers.seconds.append(run.seconds)
                    answers.bytes.append(run.bytes)
                    answers.errors += run.errors
                    await asyncio.sleep(max(0.0, PERIOD - run.seconds))
        except Exception as error:  # a visitor who was lost is a figure of the table
            answers.errors.append(f"{type(error).__name__}: {error}")
            self.begin.set()

    async def _wait_for_others(self) -> None:
        self.missing -= 1
        if not self.missing:
            self.begin.set()
        await self.begin.wait()

    async def _watch(self) -> None:
        while True:
            self.answers.memory.append(self.server.memory())
            await asyncio.sleep(0.5)


def measure(kind: str, people: int, seconds: float) -> Answers:
    """One row: a server of its own, warm before anything is measured."""
    page, change = KINDS[kind]
    with Server(page) as server:
        asyncio.run(Crowd(server, change).come(2, WARM_SECONDS))
        crowd = Crowd(server, change)
        asyncio.run(crowd.come(people, seconds))
    return crowd.answers


def table(kinds, people_, seconds: float) -> None:
    print(" | ".join(["| page", *COLUMNS]) + " |\n|" + "---|" * (len(COLUMNS) + 1))
    for people in people_:
        for kind in kinds:
            answers = measure(kind, people, seconds)
            changes = len(answers.seconds) / seconds
            figures = [
                f"{people}",
                f"{answers.percentile(50):.0f}",
                f"{answers.percentile(95):.0f}",
                f"{changes:.1f}",
                f"{1e3 * answers.cores / max(changes, 0.1):.1f}",
                f"{statistics.median(answers.bytes or [0]) / 1000:.1f}",
                f"{answers.all_in:.1f}",
                f"{max(answers.memory):.0f}",
                f"{len(answers.errors)}",
            ]
            print(" | ".join([f"| {kind}", *figures]) + " |", flush=True)
            for error in sorted(set(answers.errors))[:3]:
                print(f"  {error}", flush=True)


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--people", type=int, nargs="+", default=PEOPLE)
    asked.add_argument("--seconds", type=float, default=15)
    asked.add_argument("--kinds", nargs="+", default=list(KINDS), choices=KINDS)
    given = asked.parse_args()
    table(given.kinds, given.people, given.seconds)
