"""Pictures as tensors: PNG, JPEG and WebP, bounded before they are decoded."""

import io
import warnings
from pathlib import Path

import numpy as np
from PIL import ExifTags, Image

from cnnpool.errors import Refusal
from cnnpool.settings import MAX_PICTURE_SIDE
from cnnpool.tensors import Tensor

PICTURE_FORMATS = ("PNG", "JPEG", "WEBP")
PICTURE_ENDINGS = ("png", "jpg", "jpeg", "webp")
MAX_PIXELS = 50_000_000

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
    try:
        picture, size = _decoded(data)
    except Image.DecompressionBombError:
        _check_pixels(2 * Image.MAX_IMAGE_PIXELS)
    except Refusal:
        raise
    except Exception as error:  # whatever a decoder makes of a broken file
        raise Refusal(
            "not_a_picture", "the file could not be read as a PNG, JPEG or WebP picture"
        ) from error
    notes = ()
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
        picture = Image.open(io.BytesIO(data), formats=PICTURE_FORMATS)
    _check_pixels(picture.width * picture.height)
    size = picture.size
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
        return TURNS.get(picture.getexif().get(ExifTags.Base.Orientation))
    except Exception:  # the note is free text to whoever wrote the file
        return None


def _check_pixels(pixels: int):
    if pixels > MAX_PIXELS:
        raise Refusal(
            "too_many_pixels",
            "a picture may have at most {limit:,} pixels, this one has {pixels:,} or more",
            limit=MAX_PIXELS,
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
