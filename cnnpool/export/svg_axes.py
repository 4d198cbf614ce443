"""The axes of a figure, read from its layout: what they show, and where their labels stand."""

import numpy as np

from cnnpool.figures import Spec


def reach(axis: Spec, count: int) -> tuple[float, float]:
    """Where the cells of an axis begin, half a cell before the first, and how many there are."""
    low, high = sorted(axis.get("range", (-0.5, count - 0.5)))
    return low, high - low


def positions(axis: Spec, labels: list[str] | None) -> list[tuple[int, str]]:
    """The index and the label of every tick of an axis."""
    ticks = axis["tickvals"]
    if labels is None:
        return [(tick, str(tick)) for tick in ticks]
    place = {label: i for i, label in enumerate(labels)}
    return [(place[tick], tick) for tick in ticks]


def every(ticks: list[tuple[int, str]], room: float) -> int:
    """Every how manyth tick can be labelled where a label needs the room of so many cells."""
    step = ticks[1][0] - ticks[0][0] if len(ticks) > 1 else 1
    return max(1, int(np.ceil(room / step)))
