"""Tensors and gradients out of a seed or a link, and the form in which a source gives a tensor."""

from dataclasses import dataclass

import numpy as np

from cnnpool.errors import Refusal
from cnnpool.settings import Settings
from cnnpool.typed_numbers import unpack


@dataclass(frozen=True)
class Tensor:
    """An (N, C, H, W) array and how it was made: ``(key, values)`` pairs, said by the page."""

    array: np.ndarray
    notes: tuple[tuple[str, dict], ...] = ()


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
    return random_tensor(settings) if settings.x is None else unpack(settings.x)


def upstream(kind: str, seed: int, shape: tuple[int, int], n: int, c: int, channels: int):
    """The upstream gradient ``dy`` of one plane, shape (OH, OW), float64.

    "ones"; "ramp" counts 1, 2, 3 … through all planes in the order (N, C, OH, OW); "random"
    draws integers from -9 to 9 by the seed and the plane.
    """
    if kind == "ones":
        return np.ones(shape)
    if kind == "ramp":
        size = shape[0] * shape[1]
        return (np.arange(size) + 1.0 + (n * channels + c) * size).reshape(shape)
    return np.random.RandomState([seed, 1, n, c]).randint(-9, 10, shape).astype(np.float64)
