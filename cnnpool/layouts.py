"""The axes of every array of the story, and where a cell stands in an array.

A *place* is a cell by its letters, ``{"n": 0, "c": 2, "oh": 1, "ow": 0, "kh": 0, "kw": 1}``; an
*index* is a cell by its numbers in one array. A layout turns one into the other.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

Place = Mapping[str, Any]  # a number for every letter, or an array of numbers


@dataclass(frozen=True)
class Layout:
    """The axes of an array; an axis of several letters is flat over them, in that order."""

    axes: tuple[str, ...]

    @property
    def letters(self) -> list[str]:
        """All letters, in the order of the array's memory."""
        return [letter for axis in self.axes for letter in axis.split(",")]

    def shape(self, sizes: Mapping[str, int]) -> tuple[int, ...]:
        """The array's shape, where ``sizes`` says how far every letter counts."""
        return tuple(int(np.prod([sizes[k] for k in axis.split(",")])) for axis in self.axes)

    def index(self, sizes: Mapping[str, int], place: Place) -> tuple[Any, ...]:
        """Where a place stands; letters that the array lacks say nothing here.

        >>> columns = Layout(("c,kh,kw", "n,oh,ow"))
        >>> sizes = dict(n=2, c=3, oh=2, ow=2, kh=2, kw=2)
        >>> columns.index(sizes, dict(n=1, c=2, oh=0, ow=1, kh=0, kw=1))
        (9, 5)
        """
        found = []
        for axis in self.axes:
            letters = axis.split(",")
            flat = np.ravel_multi_index([place[k] for k in letters], [sizes[k] for k in letters])
            found.append(int(flat) if flat.ndim == 0 else flat)
        return tuple(found)

    def place(self, sizes: Mapping[str, int], index: tuple[int, ...]) -> dict[str, int]:
        """The letters of an index; the way back.

        >>> columns = Layout(("c,kh,kw", "n,oh,ow"))
        >>> columns.place(dict(n=2, c=3, oh=2, ow=2, kh=2, kw=2), (9, 5))
        {'c': 2, 'kh': 0, 'kw': 1, 'n': 1, 'oh': 0, 'ow': 1}
        """
        place: dict[str, int] = {}
        for axis, flat in zip(self.axes, index, strict=True):
            letters = axis.split(",")
            found = np.unravel_index(flat, [sizes[k] for k in letters])
            place |= {k: int(i) for k, i in zip(letters, found, strict=True)}
        return place

    def rearrange(self, array: np.ndarray, other: "Layout", sizes: Mapping[str, int]) -> np.ndarray:
        """An array of this layout in another one of the same letters."""
        letters = self.letters
        apart = array.reshape([sizes[k] for k in letters])
        return apart.transpose([letters.index(k) for k in other.letters]).reshape(
            other.shape(sizes)
        )


# name -> (the article's cell, axes), in the article's order.
_STEPS = {
    "x": ("In[3]", ("n", "c", "h", "w")),
    "im2col": ("In[4]", ("c,kh,kw", "n,oh,ow")),
    "x_col": ("In[4]", ("n,oh,ow,c", "kh,kw")),
    "divisor": ("In[5]", ("n,oh,ow,c",)),
    "y_flat": ("In[5]", ("n,oh,ow,c",)),
    "y": ("In[6]", ("n", "c", "oh", "ow")),
    "max_index": ("In[7]", ("n,oh,ow,c",)),
    "dy": ("In[8]", ("n", "oh", "ow", "c")),
    "routed": ("In[9]–In[10]", ("kh,kw", "n,oh,ow,c")),
    "columns": ("In[11]", ("c,kh,kw", "n,oh,ow")),
    "dx": ("In[12]", ("n", "c", "h", "w")),
}
STEPS = {name: (cell, Layout(axes)) for name, (cell, axes) in _STEPS.items()}

# The layouts of im2col that people mix up: the article's, its window rows, the book of the
# library's roots (N*OH*OW, C*KH*KW), cs231n's with the batch fastest, torch.nn.Unfold's blocks.
IM2COL = {
    "article": Layout(("c,kh,kw", "n,oh,ow")),
    "rows": Layout(("n,oh,ow,c", "kh,kw")),
    "book": Layout(("n,oh,ow", "c,kh,kw")),
    "cs231n": Layout(("c,kh,kw", "oh,ow,n")),
    "unfold": Layout(("n", "c,kh,kw", "oh,ow")),
}
