"""cnnpool beside PyTorch's CPU kernels and others: ``make bench-core``.

Every table is one interleaved run on 2 threads. Ratios are cnnpool's time over PyTorch's for the
same arrays, contiguous and float32; a goal that is missed is marked.
"""

import argparse
import platform
from contextlib import contextmanager

import numpy as np
import torch

from benchmarks import peers
from benchmarks.interleaved import medians
from benchmarks.peers import Case
from cnnpool.fast import scatter

THREADS = 2
CASES = [
    (Case((16, 64, 112, 112), 2, 2), 0.5),
    (Case((16, 64, 112, 112), 3, 2, 1), 0.5),
    (Case((4, 16, 224, 224), 3, 1, 1), 0.5),
    (Case((1, 3, 1080, 1920), 2, 2), 0.5),
    (Case((1, 1, 1024, 1024), 15, 1, 7), 0.2),
    (Case((2, 3, 4, 4), 2, 2), 1.0),
]  # and the goal of max's forward
BACKWARD, BOTH, AVERAGE = 1.0, 0.75, 0.5  # goals
SIDES = (4, 16, 64, 256, 1024, 4096)
KERNELS = (2, 3, 5, 9, 15, 21, 31)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=9)
    rounds = parser.parse_args().rounds
    torch.set_num_threads(THREADS)
    print(f"{_processor()}, {THREADS} threads; NumPy {np.__version__}, PyTorch {torch.__version__}")
    maximum("max", rounds)
    if scatter.compiled():
        with without_numba():
            maximum("max, without Numba", rounds)
    average(rounds)
    others(rounds)
    growth("side", [Case((1, 1, n, n), 2, 2) for n in SIDES], rounds)
    growth("kernel", [Case((1, 1, 1024, 1024), k, 1, (k - 1) // 2) for k in KERNELS], rounds)


@contextmanager
def without_numba():
    compiled, scatter.compiled = scatter.compiled, lambda: None
    try:
        yield
    finally:
        scatter.compiled = compiled


def maximum(title: str, rounds: int) -> None:
    head(title, "forward", "backward", "both", "forward ms", "backward ms", "`indices` ms")
    for case, goal in CASES:
        times = medians(peers.max_calls(case), rounds)
        row(case, *ratios(times, goal, BACKWARD, BOTH if goal < 1 else None), *milliseconds(times))


def average(rounds: int) -> None:
    head("average", "forward", "backward", "both", "forward ms", "backward ms")
    for case, goal in CASES:
        goals = (AVERAGE, AVERAGE, None) if goal < 1 else (None, None, None)
        times = medians(peers.avg_calls(case), rounds)
        row(case, *ratios(times, *goals), *milliseconds(times))


def others(rounds: int) -> None:
    """Forward alone, as multiples of cnnpool's time: above 1 cnnpool is quicker."""
    names = ("torch", "torch channels_last", "onnxruntime", "jax", "skimage", "copy in + out")
    head("max forward, times cnnpool's", *names)
    for case, _ in CASES:
        calls = peers.max_calls(case)
        ours = {"cnnpool": calls["forward"], "torch": calls["forward torch"]}
        times = medians(ours | peers.other_calls(case), rounds)
        cells = [f"{times[n] / times['cnnpool']:.2f}" if n in times else "–" for n in names]
        row(case, *cells)


def growth(what: str, cases: list[Case], rounds: int) -> None:
    """How cost grows: nanoseconds for an output cell."""
    head(f"max, ns an output cell, by {what}", "forward", "torch", "backward", "torch")
    for case in cases:
        times = medians(peers.max_calls(case), rounds)
        count = case.layer("max").forward(case.x).size
        names = "forward", "forward torch", "backward", "backward torch"
        row(case, *(f"{times[name] / count * 1e9:.1f}" for name in names))


# --- tables -----------------------------------------------------------------------------------


def ratios(times, *goals) -> list[str]:
    forward, backward = times["forward"], times["backward"]
    torchs = times["forward torch"], times["backward torch"]
    found = forward / torchs[0], backward / torchs[1], (forward + backward) / sum(torchs)
    return [
        f"{ratio:.2f}" + (f" (goal {goal} missed)" if goal is not None and ratio > goal else "")
        for ratio, goal in zip(found, goals, strict=True)
    ]


def milliseconds(times) -> list[str]:
    names = [name for name in ("forward", "backward", "indices") if name in times]
    return [f"{times[name] * 1e3:.3g}" for name in names]


def head(*cells) -> None:
    print()
    row(*cells)
    row(*("---" for _ in cells))


def row(*cells) -> None:
    print("|", " | ".join(map(str, cells)), "|", flush=True)


def _processor() -> str:
    """The processor's name where the system tells it."""
    try:
        with open("/proc/cpuinfo") as file:
            return next(line.split(":")[1].strip() for line in file if "model name" in line)
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


if __name__ == "__main__":
    main()
