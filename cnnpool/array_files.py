"""Array files as tensors: ``.npy``, ``.npz`` and ``.csv``.

Sizes are read from headers and bounded before any data is; pickles are never loaded.
"""

import io
import math
import re
import zipfile
from typing import IO

import numpy as np

from cnnpool.errors import Refusal, plain
from cnnpool.settings import MAX_FILE_CELLS
from cnnpool.tensors import Tensor

ARRAY_ENDINGS = ("npy", "npz", "csv")
MAX_CSV_BYTES = 6_000_000
EXACT = 2.0**53  # up to here a float64 holds every integer
MAX_ARRAYS = 100
MAX_DIRECTORY_BYTES = 100_000  # what an .npz says about its arrays


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
        array = _read_npy(io.BytesIO(data), memoryview(data))
    return _as_planes(array)


def array_names(data: bytes) -> list[str]:
    """The names of the arrays in an ``.npz`` file."""
    _check_directory(data)
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
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_compression(archive.getinfo(f"{member}.npy"))
            with archive.open(f"{member}.npy") as file:
                return _read_npy(file)
    except Refusal:
        raise
    except Exception as error:  # whatever a broken archive makes of its reader
        raise _not_an_array("npz") from error


def _check_directory(data: bytes) -> None:
    """An archive of countless members would be read whole before it could be refused."""
    end = data[-65_557:]  # the record at the end, and the longest remark behind it
    places = [found.start() for found in re.finditer(rb"PK\x05\x06", end)]
    sizes = [int.from_bytes(end[place + 12 : place + 16], "little") for place in places]
    if max(sizes, default=0) > MAX_DIRECTORY_BYTES or b"PK\x06\x07" in end:
        raise Refusal(
            "archive_directory",
            "the list of what is in an .npz file may have at most {limit:,} bytes",
            limit=MAX_DIRECTORY_BYTES,
        )


def _check_compression(member: zipfile.ZipInfo) -> None:
    """Only what NumPy writes: of the others, Python inflates more than it is asked for."""
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Refusal(
            "archive_compression",
            "an .npz file must be stored or deflated, as NumPy writes it",
        )


def _read_npy(file: IO[bytes], whole: memoryview | None = None) -> np.ndarray:
    """The array of a ``.npy`` stream; its header is checked before any of its data is read.

    Of a file that is ``whole`` in memory the array is a view.
    """
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
            dtype=str(dtype) if dtype.names is None else "structured",
        )
    if not all(type(side) is int and 0 <= side < 2**63 for side in shape):
        raise _not_an_array("npy")
    _check_axes(shape)
    cells = math.prod(shape)
    _check_cells(cells, shape)
    size = cells * dtype.itemsize
    data = file.read(size) if whole is None else whole[file.tell() :][:size]
    if len(data) < size:
        raise Refusal(
            "file_cut_off",
            "the file ends early: shape {shape} of {dtype} needs {wanted:,} bytes, "
            "{got:,} are there",
            shape=str(shape),
            dtype=str(dtype),
            wanted=size,
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
        array = np.loadtxt(lines, delimiter=separator, comments=None, ndmin=2)
    except ValueError:
        raise _first_bad_cell(lines, separator) or _not_an_array("csv") from None
    if (np.abs(array) >= EXACT).any() and (refusal := _first_bad_cell(lines, separator)):
        raise refusal
    return array


def _first_bad_cell(lines: list[str], separator: str | None) -> Refusal | None:
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
                value = float(cell)
            except ValueError:
                return Refusal(
                    "csv_not_a_number",
                    "row {row}, column {column} is not a number: {cell!r}",
                    row=row,
                    column=column,
                    cell=plain(cell.strip()),
                )
            if abs(value) >= EXACT and not _kept(cell.strip(), value):
                return Refusal(
                    "csv_range",
                    "row {row}, column {column}: {cell} cannot be kept exactly in 64 bits",
                    row=row,
                    column=column,
                    cell=plain(cell.strip()),
                )
    return None


def _kept(cell: str, value: float) -> bool:
    """Whether a large number is in a float64 what it is in the file."""
    if math.isinf(value):
        return "inf" in cell.lower()
    return not re.fullmatch(r"[-+]?\d{1,400}", cell, re.ASCII) or int(cell) == value


def _as_planes(array: np.ndarray) -> Tensor:
    shape = array.shape
    _check_axes(shape)
    _check_cells(array.size, shape)
    array = array.reshape((1,) * (4 - array.ndim) + shape)
    return Tensor(array, ((f"note_read_{len(shape)}d", {"shape": str(shape)}),))


def _check_axes(shape: tuple[int, ...]) -> None:
    if len(shape) not in (2, 3, 4) or 0 in shape:
        raise Refusal(
            "not_a_tensor",
            "the array must be 2-D (H, W), 3-D (C, H, W) or 4-D (N, C, H, W) and not empty, "
            "its shape is {shape}",
            shape=_short(shape),
        )


def _check_cells(cells: int, shape: tuple[int, ...]) -> None:
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


def _short(shape: tuple[int, ...]) -> str:
    """A shape as text; a hostile one can be very long."""
    text = str(shape)
    return text if len(text) <= 80 else f"{text[:80]}…"
