"""Where a tensor comes from: a seed, a picture or an array file; and how much is accepted.

Nothing that arrives here is trusted: sizes are read from headers and bounded before any data is,
pickles are never loaded, and every refusal is a ``Refusal`` with the limit in its sentence.
"""

import io
import math
import warnings
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import ExifTags, Image

from cnnpool.errors import Refusal
from cnnpool.settings import MAX_FILE_CELLS, MAX_PICTURE_SIDE, Settings

PICTURE_FORMATS = ("PNG", "JPEG", "WEBP")
PICTURE_ENDINGS = ("png", "jpg", "jpeg", "webp")
ARRAY_ENDINGS = ("npy", "npz", "csv")
MAX_PIXELS = 50_000_000
MAX_CSV_BYTES = 16_000_000
MAX_ARRAYS = 100

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


# --- pictures ---------------------------------------------------------------------------------


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


# --- array files ------------------------------------------------------------------------------


def file_tensor(name: str, data: bytes, member: str | None = None) -> Tensor:
    """A ``.npy``, ``.npz`` or ``.csv`` file as an (N, C, H, W) array.

    2-D is read as (H, W), 3-D as (C, H, W). ``member`` chooses an array of an ``.npz``.
    """
    ending = name.rsplit(".", 1)[-1].lower()
    if not data:
        raise Refusal("empty_file", "the file is empty")
    if ending == "csv":
        array = _read_csv(data)
    elif ending == "npz":
        array = _read_member(data, member)
    else:
        array = _read_npy(io.BytesIO(data))
    return _as_planes(array)


def array_names(data: bytes) -> list[str]:
    """The names of the arrays in an ``.npz`` file."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = [n[:-4] for n in archive.namelist() if n.endswith(".npy")]
    except Exception as error:  # whatever a broken archive makes of its reader
        raise _not_an_array("npz") from error
    if not names or len(names) > MAX_ARRAYS:
        raise Refusal(
            "array_count",
            "an .npz file must hold 1 to {limit} arrays, this one holds {count}",
            limit=MAX_ARRAYS,
            count=len(names),
        )
    return names


def _read_member(data: bytes, member: str | None) -> np.ndarray:
    names = array_names(data)
    member = member if member in names else names[0]
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open(f"{member}.npy") as file:
            return _read_npy(file)
    except Refusal:
        raise
    except Exception as error:  # whatever a broken archive makes of its reader
        raise _not_an_array("npz") from error


def _read_npy(file) -> np.ndarray:
    """The array of a ``.npy`` stream; its header is checked before any of its data is read."""
    try:
        version = np.lib.format.read_magic(file)
        read_header = {
            (1, 0): np.lib.format.read_array_header_1_0,
            (2, 0): np.lib.format.read_array_header_2_0,
        }[version]
        shape, fortran_order, dtype = read_header(file)
    except Exception as error:  # NumPy reads the header as Python's own literals
        raise _not_an_array("npy") from error
    if dtype.kind not in "fiub" or dtype.itemsize > 8:
        raise Refusal(
            "not_numbers",
            "the array must hold real numbers of at most 64 bits, its dtype is {dtype}",
            dtype=str(dtype),
        )
    if not all(type(side) is int and 0 <= side < 2**63 for side in shape):
        raise _not_an_array("npy")
    _check_axes(shape)
    cells = math.prod(shape)
    _check_cells(cells, shape)
    data = file.read(cells * dtype.itemsize)
    if len(data) < cells * dtype.itemsize:
        raise Refusal(
            "file_cut_off",
            "the file ends early: shape {shape} of {dtype} needs {wanted:,} bytes, "
            "{got:,} are there",
            shape=str(shape),
            dtype=str(dtype),
            wanted=cells * dtype.itemsize,
            got=len(data),
        )
    array = np.frombuffer(data, dtype).reshape(shape, order="F" if fortran_order else "C")
    return array.astype(dtype.newbyteorder("="), copy=False)


def _read_csv(data: bytes) -> np.ndarray:
    if len(data) > MAX_CSV_BYTES:
        raise Refusal(
            "csv_too_large",
            "a .csv file may have at most {limit:,} bytes, this one has {size:,}",
            limit=MAX_CSV_BYTES,
            size=len(data),
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refusal("not_text", "the .csv file is not UTF-8 text") from error
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        raise Refusal("empty_file", "the file is empty")
    separator = next((s for s in ",;\t" if s in lines[0]), None)
    try:
        return np.loadtxt(lines, delimiter=separator, comments=None, ndmin=2)
    except ValueError:
        raise _first_bad_cell(lines, separator) from None


def _first_bad_cell(lines: list[str], separator: str | None) -> Refusal:
    width = len(lines[0].split(separator))
    for row, line in enumerate(lines, start=1):
        cells = line.split(separator)
        if len(cells) != width:
            return Refusal(
                "csv_ragged",
                "row {row} has {got} cells, the first row has {wanted}",
                row=row,
                got=len(cells),
                wanted=width,
            )
        for column, cell in enumerate(cells, start=1):
            try:
                float(cell)
            except ValueError:
                return Refusal(
                    "csv_not_a_number",
                    "row {row}, column {column} is not a number: {cell!r}",
                    row=row,
                    column=column,
                    cell=cell.strip()[:40],
                )
    return _not_an_array("csv")


def _as_planes(array: np.ndarray) -> Tensor:
    shape = array.shape
    _check_axes(shape)
    _check_cells(array.size, shape)
    array = array.reshape((1,) * (4 - array.ndim) + shape)
    return Tensor(array, ((f"note_read_{len(shape)}d", {"shape": str(shape)}),))


def _check_axes(shape):
    if len(shape) not in (2, 3, 4) or 0 in shape:
        raise Refusal(
            "not_a_tensor",
            "the array must be 2-D (H, W), 3-D (C, H, W) or 4-D (N, C, H, W) and not empty, "
            "its shape is {shape}",
            shape=_short(shape),
        )


def _check_cells(cells: int, shape):
    if cells > MAX_FILE_CELLS:
        raise Refusal(
            "too_many_cells",
            "an array file may have at most {limit:,} cells, shape {shape} has {cells:,}",
            limit=MAX_FILE_CELLS,
            shape=_short(shape),
            cells=cells,
        )


def _not_an_array(ending: str) -> Refusal:
    return Refusal("not_an_array", "the file could not be read as a .{ending} array", ending=ending)


def _short(shape) -> str:
    """A shape as text; a hostile one can be very long."""
    text = str(shape)
    return text if len(text) <= 80 else f"{text[:80]}…"
