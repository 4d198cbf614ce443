"""The article's own code, faults and all, and whether it is right on a shape: by running it.

``ArticlePooling``, ``article_im2col`` and ``article_col2im`` are a transcription of the layer in
【pythonでCNN#7】Pooling層. IT KEEPS THE ARTICLE'S FAULTS ON PURPOSE and is no layer to use; that is
``cnnpool.Pooling``. The faults, none of which the article's own example meets:

- the output height OH serves both axes;
- a slice that runs past the edge comes out short. One of length 1 is repeated by NumPy's
  assignment, which nobody notices; any other cannot be assigned;
- everything becomes float64, so that integers beyond 2**53 are rounded.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from cnnpool.checks import as_array, check_int
from cnnpool.errors import Refusal
from cnnpool.pooling import Pooling

MAX_ARTICLE_CELLS = 2**20  # half a second at most; 512x512 with pool 2 is just allowed

# (H, W, pool): right; raises (unequal outputs, a remainder, a pool larger than the input);
# silently wrong (a remainder where both outputs are 2).
EXAMPLES = (
    (4, 4, 2), (6, 6, 3),
    (4, 6, 2), (5, 5, 2), (2, 2, 3),
    (3, 3, 2), (3, 4, 2), (4, 4, 3),
)  # fmt: skip


# --- the transcription ------------------------------------------------------------------------


def article_im2col(x: np.ndarray, pool: int, OH: int, stride: int, pad: int) -> np.ndarray:
    """x: (N, C, H, W) -> (C*pool*pool, N*OH*OH): in this code OH stands for OW, too."""
    N, C = x.shape[:2]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    taps = np.zeros((pool * pool, N, C, OH, OH))
    for tap, cells in enumerate(_slices(pool, OH, stride)):
        taps[tap] = padded[cells]  # a short slice: repeated if its length is 1, else an error
    # (pool*pool, N, C, OH, OH) -> (C, pool*pool, N, OH, OH) -> (C*pool*pool, N*OH*OH)
    return taps.transpose(2, 0, 1, 3, 4).reshape(C * pool * pool, N * OH * OH)


def article_col2im(
    cols: np.ndarray,
    input_shape: tuple[int, ...],
    pool: int,
    OH: int,
    stride: int,
    pad: int,
) -> np.ndarray:
    """cols: (C*pool*pool, N*OH*OH) -> (N, C, H, W); what lies past the edge is cut off."""
    N, C, H, W = input_shape
    # (C*pool*pool, N*OH*OH) -> (C, pool*pool, N, OH, OH) -> (pool*pool, N, C, OH, OH)
    taps = cols.reshape(C, pool * pool, N, OH, OH).transpose(1, 2, 0, 3, 4)
    margin = 2 * pad + stride - 1
    x = np.zeros((N, C, H + margin, W + margin))
    for tap, cells in enumerate(_slices(pool, OH, stride)):
        x[cells] += taps[tap]
    return x[:, :, pad : pad + H, pad : pad + W]


def _slices(pool: int, OH: int, stride: int) -> Iterator[tuple[slice, ...]]:
    """The cells that all windows read at one tap, tap after tap, as if there were no edge."""
    reach = OH * stride
    for kh in range(pool):
        for kw in range(pool):
            yield np.s_[:, :, kh : kh + reach : stride, kw : kw + reach : stride]


class ArticlePooling:
    """The article's class (cell In[13]), with its faults: to be run and looked at, not used.

    >>> x = np.array([[[[1, 9, 2], [9, 9, 3], [0, 0, 0]]]])
    >>> ArticlePooling(2).forward(x)[0, 0], Pooling(2).forward(x)[0, 0]
    (array([[9., 9.],
           [9., 9.]]), array([[9, 3],
           [0, 0]]))
    """

    def __init__(self, pool: int) -> None:
        self.pool = pool

    def forward(self, x: np.ndarray) -> np.ndarray:
        """x: (N, C, H, W) -> y: (N, C, OH, OW), float64; a ValueError where it cannot."""
        N, C, H, W = self.input_shape = x.shape
        OH, OW = (size // self.pool + (size % self.pool > 0) for size in (H, W))
        self.row_shape = N, OH, OW, C
        rows = article_im2col(x, self.pool, OH, self.pool, 0).T.reshape(-1, self.pool * self.pool)
        self.y = rows.max(axis=1).reshape(self.row_shape).transpose(0, 3, 1, 2)
        self.max_index = rows.argmax(axis=1)
        return self.y

    def backward(self, dy: np.ndarray) -> np.ndarray:
        """dy: (N, C, OH, OW) -> dx: (N, C, H, W), float64."""
        pool, (N, OH, OW, C) = self.pool, self.row_shape
        routed = np.zeros((pool * pool, dy.size))
        routed[self.max_index, np.arange(dy.size)] = dy.transpose(0, 2, 3, 1).reshape(-1)
        # (pool*pool, N*OH*OW*C) -> (C, pool, pool, N, OH, OW) -> (C*pool*pool, N*OH*OW)
        cols = routed.reshape(pool, pool, N, OH, OW, C).transpose(5, 0, 1, 2, 3, 4)
        cols = cols.reshape(C * pool * pool, N * OH * OW)
        self.dx = article_col2im(cols, self.input_shape, pool, OH, pool, 0)
        return self.dx


# --- the verdict ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Verdict:
    """What the article's code makes of ``x``, beside what ``Pooling`` makes of it; dy of ones.

    ``kind`` is "right", "raises" (then ``error`` is the text of its ValueError, and what the
    article would have given is None) or "wrong": ``wrong_y`` or ``wrong_dx`` holds a True.
    ``stage`` is where it raised; no shape is known that raises in backward only. ``by_chance``:
    right with these numbers, but other numbers of the same shape go wrong.
    """

    kind: str
    right_y: np.ndarray  # (N, C, OH, OW), as the other y
    right_dx: np.ndarray  # (N, C, H, W), as the other dx
    x_dtype: np.dtype
    dtype: np.dtype | None = None  # of the article's y
    y: np.ndarray | None = None
    dx: np.ndarray | None = None
    wrong_y: np.ndarray | None = None  # bool: where article and layer disagree
    wrong_dx: np.ndarray | None = None
    error: str | None = None
    stage: str | None = None  # "forward" or "backward"
    by_chance: bool = False


def judge(x: npt.ArrayLike, pool: int) -> Verdict:
    """Run the article's code and the layer on x (N, C, H, W); NaN and NaN agree.

    A TypeError or ValueError for what is no tensor or no pool, a Refusal where it is too large.

    >>> judge([[[[1, 9, 2], [9, 9, 3], [0, 0, 0]]]], 2).wrong_y[0, 0]
    array([[False,  True],
           [ True,  True]])
    >>> judge(falling((1, 1, 5, 5)), 2).error
    'could not broadcast input array from shape (1,1,3,2) into shape (1,1,3,3)'
    """
    x, pool = as_array("x", x), check_int("pool", pool, minimum=1)
    _check_size(x.shape, pool)
    verdict = _judge(x, pool)
    if verdict.kind != "right":
        return verdict
    # One plane is enough: no plane's fate depends on N, C or another plane.
    other = _judge(falling((1, 1, *x.shape[2:])), pool)
    return replace(verdict, by_chance=other.kind == "wrong")


def examples() -> list[tuple[int, int, int, Verdict]]:
    """(H, W, pool, verdict) of ``EXAMPLES``, on one plane of falling numbers each."""
    return [(H, W, pool, judge(falling((1, 1, H, W)), pool)) for H, W, pool in EXAMPLES]


def falling(shape: tuple[int, ...]) -> np.ndarray:
    """The numbers size, size - 1, ... 1: what is repeated from an earlier window always wins.

    >>> falling((1, 1, 2, 2))[0, 0]
    array([[4, 3],
           [2, 1]])
    """
    return np.arange(np.prod(shape), 0, -1).reshape(shape)


def _judge(x: np.ndarray, pool: int) -> Verdict:
    right_y, right_dx = _right(x, pool)
    layer, stage = ArticlePooling(pool), "forward"
    try:
        with np.errstate(all="ignore"):
            y = layer.forward(x)
            stage = "backward"
            dx = layer.backward(np.ones(y.shape))
    except ValueError as error:
        return Verdict("raises", right_y, right_dx, x.dtype, error=str(error), stage=stage)
    wrong_y, wrong_dx = _differs(y, right_y), _differs(dx, right_dx)
    kind = "wrong" if wrong_y.any() or wrong_dx.any() else "right"
    return Verdict(kind, right_y, right_dx, x.dtype, y.dtype, y, dx, wrong_y, wrong_dx)


def _right(x: np.ndarray, pool: int) -> tuple[np.ndarray, np.ndarray]:
    """The layer's y and dx; a pool larger than the plane sees no more than the plane."""
    layer = Pooling(tuple(min(pool, size) for size in x.shape[2:]))
    y = layer.forward(x)
    return y, layer.backward(np.ones(y.shape))


def _differs(article: np.ndarray, right: np.ndarray) -> np.ndarray:
    if right.dtype.kind in "iu":  # Python compares int and float exactly, NumPy rounds the int
        return (article.astype(object) != right.astype(object)).astype(bool)
    return (article != right) & ~(np.isnan(article) & np.isnan(right))


def _check_size(shape: tuple[int, ...], pool: int) -> None:
    """Both what is read, tap for tap, and the article's matrix: OH for OW can make it larger."""
    N, C, H, W = shape
    OH = -(-H // pool)
    cells = pool * pool * N * C * max(H * W, OH * OH)
    if cells > MAX_ARTICLE_CELLS:
        raise Refusal(
            "article_too_large",
            "the article's code with pool {pool} on a tensor of shape {shape} may touch {cells:,} "
            "cells, at most {limit:,} are allowed",
            pool=pool,
            shape=shape,
            cells=cells,
            limit=MAX_ARTICLE_CELLS,
        )
