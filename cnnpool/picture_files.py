"""Pictures as tensors: PNG, JPEG and WebP, bounded before they are decoded."""

import io
import math
import re
import warnings
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np
from PIL import ExifTags, Image

from cnnpool.errors import Refusal, Words
from cnnpool.settings import MAX_PICTURE_SIDE
from cnnpool.tensors import Tensor

PICTURE_FORMATS = ("PNG", "JPEG", "WEBP")
PICTURE_ENDINGS = ("png", "jpg", "jpeg", "webp")
MAX_BYTES = 20_000_000
MAX_PIXELS = 50_000_000
MAX_HEAVY_PIXELS = 16_000_000  # of a WebP, or with transparency: they take more on the way
MAX_FILE_SIDE = 20_000
MAX_PARTS = 10_000  # chunks of a PNG, segments of a JPEG
MAX_SCANS = 100  # of a JPEG: each goes over the whole picture
MAX_FILL = 64  # bytes before a marker of a JPEG

# In the data of a scan 0xFF stands before 0 or a restart (0xD0 to 0xD7); elsewhere it is a marker.
JPEG_MARKER = re.compile(rb"\xff++[^\x00\x01\xd0-\xd8\xff]")
START_OF_SCAN, END_OF_IMAGE = 0xDA, 0xD9

# EXIF's orientations, and what turns the picture upright again.
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
SIDEWAYS = {TURNS[note] for note in (5, 6, 7, 8)}


def built_in_picture(name: str) -> Tensor:
    """One of the package's photographs, 128×128; see ``pictures/CREDITS.md``."""
    return picture_tensor((Path(__file__).parent / "pictures" / f"{name}.png").read_bytes())


def picture_tensor(data: bytes) -> Tensor:
    """A PNG, JPEG or WebP as uint8, shape (1, 3, H, W) in colour and (1, 1, H, W) in grey."""
    if len(data) > MAX_BYTES:
        raise Refusal(
            "picture_too_large",
            "a picture may have at most {limit:,} bytes, this one has {size:,}",
            limit=MAX_BYTES,
            size=len(data),
        )
    _check_parts(data)
    try:
        picture, size = _decoded(data)
    except Image.DecompressionBombError:
        assert Image.MAX_IMAGE_PIXELS is not None  # what was exceeded
        _check_pixels(2 * Image.MAX_IMAGE_PIXELS, MAX_PIXELS)
    except Refusal:
        raise
    except Exception as error:  # whatever a decoder makes of a broken file
        raise Refusal(
            "not_a_picture", "the file could not be read as a PNG, JPEG or WebP picture"
        ) from error
    notes: tuple[Words, ...] = ()
    if max(size) > MAX_PICTURE_SIDE:
        picture.thumbnail((MAX_PICTURE_SIDE, MAX_PICTURE_SIDE), Image.Resampling.LANCZOS)
        sides = {"from_w": size[0], "from_h": size[1], "w": picture.width, "h": picture.height}
        notes = (("note_resized", sides),)
    array = np.asarray(picture)
    array = array[None, None] if array.ndim == 2 else array.transpose(2, 0, 1)[None]
    return Tensor(np.ascontiguousarray(array), notes)


def _decoded(data: bytes) -> tuple[Image.Image, tuple[int, int]]:
    """The picture upright, grey or in colour, and the (width, height) it has in the file.

    A large JPEG is decoded at a half, a quarter or an eighth of its size.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        picture: Image.Image = Image.open(io.BytesIO(data), formats=PICTURE_FORMATS)
    size = picture.size
    heavy = picture.format == "WEBP" or picture.has_transparency_data
    _check_pixels(math.prod(size), MAX_HEAVY_PIXELS if heavy else MAX_PIXELS)
    if max(size) > MAX_FILE_SIDE:
        raise Refusal(
            "picture_side",
            "a picture may be at most {limit:,} pixels wide and high, this one has {side:,}",
            limit=MAX_FILE_SIDE,
            side=max(size),
        )
    if picture.format == "JPEG":
        picture.draft(None, (MAX_PICTURE_SIDE, MAX_PICTURE_SIDE))
    picture.load()
    turn = _turn(picture)
    picture = _as_grey_or_colour(picture)
    if turn is None:
        return picture, size
    return picture.transpose(turn), size[::-1] if turn in SIDEWAYS else size


def _turn(picture: Image.Image) -> Image.Transpose | None:
    """How the camera says that the picture must be turned; an unreadable note says nothing."""
    try:
        return TURNS.get(picture.getexif().get(ExifTags.Base.Orientation, 0))
    except Exception:  # the note is free text to whoever wrote the file
        return None


# --- before anything is decoded ---------------------------------------------------------------


def _check_parts(data: bytes) -> None:
    """Refuse what makes a decoder work without end: countless parts, scans over and over."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        parts, scans = sum(1 for _ in islice(_png_chunks(data), MAX_PARTS + 1)), 0
    elif data.startswith(b"\xff\xd8"):
        markers = list(islice(_jpeg_markers(data), MAX_PARTS + 1))
        parts, scans = len(markers), markers.count(START_OF_SCAN)
    else:
        return
    if parts > MAX_PARTS or scans > MAX_SCANS:
        raise Refusal(
            "picture_parts",
            "a picture file may consist of at most {parts:,} parts and {scans:,} scans",
            parts=MAX_PARTS,
            scans=MAX_SCANS,
        )


def _png_chunks(data: bytes) -> Iterator[int]:
    """Where each chunk of a PNG begins."""
    place = 8
    while place + 8 <= len(data):
        yield place
        place += 12 + int.from_bytes(data[place : place + 4])


def _jpeg_markers(data: bytes) -> Iterator[int]:
    """The markers of a JPEG up to its end, those between its scans included."""
    place = 2
    while found := JPEG_MARKER.search(data, place):
        marker, place = found[0][-1], found.end()
        if marker == END_OF_IMAGE:
            return
        yield from [marker] * (1 if len(found[0]) <= MAX_FILL else MAX_PARTS)
        place += int.from_bytes(data[place : place + 2])


def _check_pixels(pixels: int, limit: int) -> None:
    if pixels > limit:
        raise Refusal(
            "too_many_pixels",
            "a picture may have at most {limit:,} pixels, this one has {pixels:,} or more",
            limit=limit,
            pixels=pixels,
        )


def _as_grey_or_colour(picture: Image.Image) -> Image.Image:
    if picture.mode.startswith("I"):  # 16 bits a pixel
        return Image.fromarray((np.asarray(picture) // 257).astype(np.uint8))
    mode = "L" if picture.mode in ("1", "L", "LA") else "RGB"
    if picture.has_transparency_data:
        picture = picture.convert("RGBA")
        paper = Image.new("RGBA", picture.size, "white")
        paper.alpha_composite(picture)
        picture = paper
    return picture.convert(mode)
