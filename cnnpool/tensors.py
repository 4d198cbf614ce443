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
from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from cnnpool.errors import Refusal
from cnnpool.settings import MAX_FILE_CELLS, MAX_PICTURE_SIDE, Settings

PICTURE_FORMATS = ("PNG", "JPEG", "WEBP")
PICTURE_ENDINGS = ("png", "jpg", "jpeg", "webp")
ARRAY_ENDINGS = ("npy", "npz", "csv")
MAX_PIXELS = 50_000_000
MAX_CSV_BYTES = 16_000_000
MAX_ARRAYS = 100


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
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(data), formats=PICTURE_FORMATS)
            _check_pixels(picture.width * picture.height)
            size = _upright_size(picture)
            if picture.format == "JPEG":
                picture.draft(None, (MAX_PICTURE_SIDE, MAX_PICTURE_SIDE))
            picture = _as_grey_or_colour(ImageOps.exif_transpose(picture))
    except Image.DecompressionBombError:
        _check_pixels(2 * Image.MAX_IMAGE_PIXELS)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as error:
        if isinstance(error, Refusal):
            raise
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


def _upright_size(picture: Image.Image) -> tuple[int, int]:
    """(width, height) after the camera's own rotation is undone."""
    turned = picture.getexif().get(ExifTags.Base.Orientation, 1) >= 5
    return picture.size[::-1] if turned else picture.size


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
    if picture.mode in ("1", "L"):
        return picture.convert("L")
    if picture.mode == "LA" or picture.has_transparency_data:
        grey = picture.mode == "LA"
        picture = picture.convert("RGBA")
        paper = Image.new("RGBA", picture.size, "white")
        paper.alpha_composite(picture)
        return paper.convert("L" if grey else "RGB")
    return picture.convert("RGB")


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
    except (zipfile.BadZipFile, OSError, ValueError) as error:
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
    except (zipfile.BadZipFile, zipfile.LargeZipFile, OSError, NotImplementedError, RuntimeError):
        raise _not_an_array("npz") from None


def _read_npy(file) -> np.ndarray:
    """The array of a ``.npy`` stream; its header is checked before any of its data is read."""
    try:
        version = np.lib.format.read_magic(file)
        read_header = {
            (1, 0): np.lib.format.read_array_header_1_0,
            (2, 0): np.lib.format.read_array_header_2_0,
        }[version]
        shape, fortran_order, dtype = read_header(file)
    except (ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise _not_an_array("npy") from error
    if dtype.kind not in "fiub" or dtype.itemsize > 8:
        raise Refusal(
            "not_numbers",
            "the array must hold real numbers of at most 64 bits, its dtype is {dtype}",
            dtype=str(dtype),
        )
    if any(side < 0 for side in shape):
        raise _not_an_array("npy")
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
    if array.ndim not in (2, 3, 4) or array.size == 0:
        raise Refusal(
            "not_a_tensor",
            "the array must be 2-D (H, W), 3-D (C, H, W) or 4-D (N, C, H, W) and not empty, "
            "its shape is {shape}",
            shape=str(shape),
        )
    _check_cells(array.size, shape)
    array = array.reshape((1,) * (4 - array.ndim) + shape)
    return Tensor(array, ((f"note_read_{len(shape)}d", {"shape": str(shape)}),))


def _check_cells(cells: int, shape):
    if cells > MAX_FILE_CELLS:
        raise Refusal(
            "too_many_cells",
            "an array file may have at most {limit:,} cells, shape {shape} has {cells:,}",
            limit=MAX_FILE_CELLS,
            shape=str(shape),
            cells=cells,
        )


def _not_an_array(ending: str) -> Refusal:
    return Refusal("not_an_array", "the file could not be read as a .{ending} array", ending=ending)
