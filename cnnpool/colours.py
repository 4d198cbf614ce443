"""The colours of the panels: two scales, the looks of what has no place on a scale, and the ink."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Scale = Sequence[Sequence[Any]]  # [where from 0 to 1, the colour there], as Plotly has it

# Both scales are readable without red-green vision, on a light and on a dark ground.
VALUES: Scale = [
    [0, "#eef3fa"],
    [0.25, "#b9cfe8"],
    [0.5, "#74a2d0"],
    [0.75, "#35699f"],
    [1, "#123a63"],
]
PICTURE: Scale = [[1 - stop, colour] for stop, colour in reversed(VALUES)]
GRADIENTS: Scale = [
    [0, "#2a7d4b"],
    [0.25, "#7fbf8e"],
    [0.5, "#f2f2ee"],
    [0.75, "#b793d0"],
    [1, "#6f3fa0"],
]

NAN, PLUS_INF, MINUS_INF, PADDING = range(4)
SPECIAL_COLOURS = ("#e8a0a8", "#2b0f45", "#d9d2e6", "#c3c7cc")
SPECIAL_SCALE: Scale = [
    [edge, colour] for i, colour in enumerate(SPECIAL_COLOURS) for edge in (i / 4, (i + 1) / 4)
]
DARK_INK, LIGHT_INK = "#000000", "#ffffff"  # on any colour one of them has contrast 4.58


@dataclass(frozen=True)
class Colours:
    """A scale and the values at its ends, shared by the panels that are compared."""

    scale: Scale
    low: float
    high: float

    @classmethod
    def values(cls, *arrays: npt.ArrayLike, picture: bool = False) -> "Colours":
        """Sequential, over everything finite in ``arrays``; light is high in a ``picture``."""
        finite = [a[np.isfinite(a)] for a in map(np.asarray, arrays)]
        finite = [a for a in finite if a.size]
        low = min((float(a.min()) for a in finite), default=0.0)
        high = max((float(a.max()) for a in finite), default=1.0)
        if not high / 2 > low / 2:  # two different ends, however large or small the numbers
            spread = max(1.0, abs(low) * 1e-6)
            low, high = (low, low + spread) if low <= 0 else (low - spread, low)
        return cls(PICTURE if picture else VALUES, low, high)

    @classmethod
    def gradients(cls, *arrays: npt.ArrayLike) -> "Colours":
        """Diverging, with zero in the middle."""
        reach = cls.values(*(np.abs(np.asarray(a, dtype=np.float64)) for a in arrays)).high
        return cls(GRADIENTS, -reach, reach)


def kinds_of(z: np.ndarray, padding: np.ndarray | None) -> np.ndarray:
    """Which of the looks a cell has that the scale has no colour for; NaN for all others."""
    kinds = np.full(z.shape, np.nan)
    if z.dtype.kind == "f":
        kinds[np.isnan(z)] = NAN
        kinds[z == np.inf] = PLUS_INF
        kinds[z == -np.inf] = MINUS_INF
    if padding is not None:
        kinds[padding] = PADDING
    return kinds


def painted(z: np.ndarray, kinds: np.ndarray, colours: Colours) -> np.ndarray:
    """The colour of every cell as red, green and blue from 0 to 1, shape (rows, cols, 3)."""
    # Halves, so that the distance between the largest numbers there are does not overflow.
    low, high = colours.low / 2, colours.high / 2
    place = np.nan_to_num(np.clip((np.asarray(z, dtype=np.float64) / 2 - low) / (high - low), 0, 1))
    stops = [stop for stop, _ in colours.scale]
    channels = np.array([_channels(colour) for _, colour in colours.scale])
    shown = np.stack([np.interp(place, stops, channel) for channel in channels.T], axis=-1)
    for kind, colour in enumerate(SPECIAL_COLOURS):
        shown[kinds == kind] = _channels(colour)
    return shown


def ink(z: np.ndarray, kinds: np.ndarray, colours: Colours) -> list[str]:
    """Dark or light text for every cell, whichever has the larger contrast."""
    shown = painted(z, kinds, colours)
    return [DARK_INK if value > 0.179 else LIGHT_INK for value in _luminance(shown).ravel()]


def luminance(colour: str) -> float:
    """The relative luminance of "#rrggbb" as WCAG 2 defines it, from 0 to 1.

    >>> luminance("#000000"), round(luminance("#ffffff"), 3)
    (0.0, 1.0)
    """
    return float(_luminance(np.array(_channels(colour))))


def _channels(colour: str) -> list[float]:
    return [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]


def _luminance(channels: np.ndarray) -> np.ndarray:
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]
