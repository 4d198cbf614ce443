"""A coverage-guided search for what breaks: ``make fuzz``, a minute for each target.

What it finds is written to ``tests/fuzz/found``; keep it there, so that it stays a test.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.fuzz.corpus import FOUND, found, seeds
from tests.fuzz.targets import TARGETS

LIMITS = ["-rss_limit_mb=600", "-timeout=10", "-max_len=20000", "-print_final_stats=1"]


def search(name: str, seconds: int) -> bool:
    """Whether a target held, in a process of its own."""
    kept = FOUND / name
    kept.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as corpus:
        for number, data in enumerate([*seeds(name), *(p.read_bytes() for p in found(name))]):
            (Path(corpus) / f"seed{number}").write_bytes(data)
        command = [sys.executable, "-m", "tests.fuzz.run", "--target", name, corpus]
        options = [f"-max_total_time={seconds}", f"-artifact_prefix={kept}/", *LIMITS]
        return subprocess.run([*command, *options], check=False).returncode == 0


def fuzz(name: str, options: list[str]) -> None:
    """The search itself, which never returns."""
    import atheris  # only here: it instruments what is loaded

    atheris.instrument_all()
    atheris.Setup([sys.argv[0], *options], TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--target", choices=TARGETS)
    asked.add_argument("--seconds", type=int, default=60)
    given, rest = asked.parse_known_args()
    if given.target:
        fuzz(given.target, rest)
    held = {name: search(name, given.seconds) for name in TARGETS}
    for name, well in held.items():
        print(f"{name}: {'held' if well else 'broke, see tests/fuzz/found/' + name}")
    sys.exit(not all(held.values()))
