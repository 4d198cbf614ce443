"""Tensors and gradients out of a seed or a link, and the form in which a source gives a tensor."""

from dataclasses import dataclass

import numpy as np

from cnnpool.errors import Refusal, Words
from cnnpool.settings import MAX_LINK_LETTERS, Settings
from cnnpool.typed_numbers import LARGEST, LARGEST_GRADIENT, Shape, stayed_behind, unpack


@dataclass(frozen=True)
class Tensor:
    """An (N, C, H, W) array and how it was made: ``(key, values)`` pairs, said by the page."""

    array: np.ndarray
    notes: tuple[Words, ...] = ()


def random_tensor(settings: Settings) -> np.ndarray:
    """Integers from ``low`` up to but not including ``high``, shape (N, C, H, W).

    ``RandomState``'s stream is frozen by NumPy, so a seed in a link means the same tensor for
    good; seed 1 with the default shape is the article's own tensor (cell In[3]).
    """
    if settings.low >= settings.high:
        raise Refusal(
            "empty_range",
            "high must be greater than low, got low {low} and high {high}",
            low=settings.low,
            high=settings.high,
        )
    shape = (settings.n, settings.c, settings.h, settings.w)
    return np.random.RandomState(settings.seed).randint(settings.low, settings.high, shape)


def typed_tensor(settings: Settings) -> np.ndarray:
    """The typed numbers, shape (N, C, H, W); the seed's until one was typed."""
    return random_tensor(settings) if settings.x is None else _unpacked(settings.x)


def typed_gradient(settings: Settings, shape: tuple[int, ...]) -> np.ndarray:
    """The typed upstream gradient, ``shape`` (N, C, OH, OW), float64; ones until one was typed."""
    if settings.g is None:
        return np.ones(shape)
    g = _unpacked(settings.g, LARGEST_GRADIENT)
    if g.shape != tuple(shape):
        raise Refusal(
            "gradient_shape",
            "the typed gradient has shape {got}, but y has {wanted}",
            got=str(g.shape),
            wanted=str(tuple(shape)),
        )
    return g.astype(np.float64)


def upstream(
    settings: Settings,
    shape: tuple[int, ...],
    samples: range | None = None,
    channels: range | None = None,
) -> np.ndarray:
    """The upstream gradient, float64: of y's ``shape`` (N, C, OH, OW), or of some of its planes.

    "ones"; "ramp" counts 1, 2, 3 … through all planes in the order (N, C, OH, OW); "random"
    draws integers from -9 to 9 by the seed and the plane; "numbers" are typed.
    """
    N, C, OH, OW = shape
    samples, channels = samples or range(N), channels or range(C)
    if settings.grad == "numbers":
        return typed_gradient(settings, shape)[np.ix_(samples, channels)]
    if settings.grad == "ones":
        return np.ones((len(samples), len(channels), OH, OW))
    if settings.grad == "ramp":
        planes = np.add.outer(np.array(samples) * C, np.array(channels))
        return np.add.outer(planes * (OH * OW) + 1.0, np.arange(OH * OW).reshape(OH, OW))
    drawn = [
        np.random.RandomState([settings.seed, 1, n, c]).randint(-9, 10, (OH, OW))
        for n in samples
        for c in channels
    ]
    return np.array(drawn, float).reshape(len(samples), len(channels), OH, OW)


def _unpacked(text: str, largest: Shape = LARGEST) -> np.ndarray:
    if stayed_behind(text):
        raise Refusal(
            "numbers_stayed",
            "the numbers of this link were too many for it: a link holds {limit:,} letters, so "
            "they stayed where they were typed",
            limit=MAX_LINK_LETTERS,
        )
    return unpack(text, largest)
