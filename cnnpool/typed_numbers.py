"""Typed numbers as a short text for a link, and back, exactly: NaN and infinities included.

The text is a version, then base64 (for URLs) of: N, C, H, W and the kind of number, a byte each,
and the deflated array. The kind is the shortest that holds every number exactly.
"""

import base64
import binascii
import zlib

import numpy as np

VERSION = "1"
KINDS = ("<i1", "<i2", "<i4", "<i8", "<f4", "<f8")
LARGEST = (16, 16, 64, 64)  # N, C, H, W
MOST_LETTERS = 6000


def pack(x: np.ndarray) -> str:
    """An (N, C, H, W) array of integers or floats as text; a ValueError where it cannot be."""
    if not _fits(x.shape):
        raise ValueError(f"typed numbers have a shape up to {LARGEST}, got {x.shape}")
    kind = _shortest(x)
    body = zlib.compress(np.ascontiguousarray(x, dtype=KINDS[kind]).tobytes(), 9)
    text = VERSION + _letters(bytes([*x.shape, kind]) + body)
    if len(text) > MOST_LETTERS:
        raise ValueError(f"these numbers need {len(text):,} letters, at most {MOST_LETTERS:,} fit")
    return text


def unpack(text: str) -> np.ndarray:
    """The array of a text, int64 or float64; a ValueError where ``pack`` cannot have made it.

    How much it may become is known before anything is inflated.

    >>> unpack(pack(np.array([[[[0.5, np.nan]]]])))
    array([[[[0.5, nan]]]])
    """
    if len(text) > MOST_LETTERS or text[:1] != VERSION or not text.isascii():
        raise ValueError(f"typed numbers begin with {VERSION} and are short")
    try:
        data = base64.b64decode(
            text[1:] + "=" * (-len(text[1:]) % 4), altchars=b"-_", validate=True
        )
        shape, kind, body = tuple(data[:4]), np.dtype(KINDS[data[4]]), data[5:]
        if not _fits(shape):
            raise ValueError(f"typed numbers of shape {shape}: at most {LARGEST}")
        size = int(np.prod(shape)) * kind.itemsize
        inflate = zlib.decompressobj()
        flat = inflate.decompress(body, size + 1)
    except (binascii.Error, zlib.error, IndexError) as error:
        raise ValueError("typed numbers that are cut off or changed") from error
    whole = inflate.eof and not inflate.unused_data and _letters(data) == text[1:]
    if len(flat) != size or not whole:
        raise ValueError(f"{size} bytes of typed numbers were announced")
    return np.frombuffer(flat, kind).reshape(shape).astype("i8" if kind.kind == "i" else "f8")


def _fits(shape: tuple[int, ...]) -> bool:
    return len(shape) == 4 and all(1 <= n <= most for n, most in zip(shape, LARGEST, strict=True))


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
    raise ValueError(f"these numbers of dtype {x.dtype} do not fit into a link")
