"""Typed numbers as a short text for a link, and back, exactly: NaN and infinities included.

The text is a version, then base64 (for URLs) of: N, C, H, W and the kind of number, a byte each,
and the deflated array. The kind is the shortest that holds every number exactly.
"""

import base64
import binascii
import hashlib
import re
import zlib

import numpy as np

from cnnpool.errors import Refusal

VERSION = "1"
KINDS = ("<i1", "<i2", "<i4", "<i8", "<f4", "<f8")
Shape = tuple[int, int, int, int]
LARGEST = (16, 16, 64, 64)  # N, C, H, W
LARGEST_GRADIENT = (16, 16, 79, 79)  # N, C, OH, OW: of 64 rows, a kernel of 16 and padding of 15


def pack(x: np.ndarray, largest: Shape = LARGEST) -> str:
    """An (N, C, H, W) array of integers or floats as text; a Refusal where it cannot be."""
    check_shape(x.shape, largest)
    kind = _shortest(x)
    body = zlib.compress(np.ascontiguousarray(x, dtype=KINDS[kind]).tobytes(), 9)
    return VERSION + _letters(bytes([*x.shape, kind]) + body)


def unpack(text: str, largest: Shape = LARGEST) -> np.ndarray:
    """The array of a text, int64 or float64; a ValueError where ``pack`` cannot have made it.

    How much it may become is known before anything is inflated.

    >>> unpack(pack(np.array([[[[0.5, np.nan]]]])))
    array([[[[0.5, nan]]]])
    """
    if text[:1] != VERSION or not text.isascii():
        raise ValueError(f"typed numbers begin with {VERSION}")
    try:
        data = base64.b64decode(
            text[1:] + "=" * (-len(text[1:]) % 4), altchars=b"-_", validate=True
        )
        shape, kind, body = tuple(data[:4]), np.dtype(KINDS[data[4]]), data[5:]
        if not _fits(shape, largest):
            raise ValueError(f"typed numbers of shape {shape}: at most {largest}")
        size = int(np.prod(shape)) * kind.itemsize
        inflate = zlib.decompressobj()
        flat = inflate.decompress(body, size + 1)
    except (binascii.Error, zlib.error, IndexError) as error:
        raise ValueError("typed numbers that are cut off or changed") from error
    whole = inflate.eof and not inflate.unused_data and _letters(data) == text[1:]
    if len(flat) != size or not whole:
        raise ValueError(f"{size} bytes of typed numbers were announced")
    return np.frombuffer(flat, kind).reshape(shape).astype("i8" if kind.kind == "i" else "f8")


def check_shape(shape: tuple[int, ...], largest: Shape) -> None:
    """A Refusal where an array is too large to be typed, or no tensor."""
    if not _fits(shape, largest):
        raise Refusal(
            "numbers_shape",
            "typed numbers have a shape of at most {largest}, these have {shape}",
            largest=str(largest),
            shape=str(tuple(shape)),
        )


def stand_in(text: str) -> str:
    """What a link holds for numbers that are too many for it: it says which, but not what.

    >>> stayed_behind(stand_in("1AQEBAQA"))
    True
    """
    return "0" + hashlib.sha256(text.encode()).hexdigest()[:10]


def stayed_behind(text: str) -> bool:
    """Whether a text only stands for numbers that are elsewhere."""
    return re.fullmatch(r"0[0-9a-f]{10}", text) is not None


def _fits(shape: tuple[int, ...], largest: Shape) -> bool:
    return len(shape) == 4 and all(1 <= n <= most for n, most in zip(shape, largest, strict=True))


def _letters(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _shortest(x: np.ndarray) -> int:
    if x.dtype.kind in "iub":
        least, most = int(x.min()), int(x.max())
        for kind, name in enumerate(KINDS[:4]):
            if np.iinfo(name).min <= least and most <= np.iinfo(name).max:
                return kind
    elif x.dtype.kind == "f":
        for kind, name in enumerate(KINDS[4:], start=4):
            with np.errstate(over="ignore"):
                if np.array_equal(x.astype(name).astype(x.dtype), x, equal_nan=True):
                    return kind
    raise Refusal(
        "numbers_dtype",
        "typed numbers are integers or floats of at most 64 bits, the dtype {dtype} does not fit",
        dtype=str(x.dtype),
    )
