"""Files that the page refuses, and what it says about each."""

import struct
import zlib

import numpy as np

from tests.page.files import (
    COLOUR,
    GREY,
    Trap,
    chunk,
    claiming,
    npy,
    npz,
    picture,
    raw_npy,
    raw_png,
    with_bytes,
    zipped,
)

# name of the file, its bytes, the key of the refusal, numbers in its sentence
ARRAYS = {
    "empty": ("a.npy", b"", "empty_file", {}),
    "empty csv": ("a.csv", b"", "empty_file", {}),
    "csv of blank lines": ("a.csv", b" \n\n\t\n", "empty_file", {}),
    "a word": ("a.npy", b"hello", "not_an_array", {"ending": "npy"}),
    "a picture called npy": ("a.npy", picture(GREY), "not_an_array", {"ending": "npy"}),
    "npz called npy": ("a.npy", npz(a=GREY), "not_an_array", {"ending": "npy"}),
    "npy called npz": ("a.npz", npy(GREY), "not_an_array", {"ending": "npz"}),
    "only the magic": ("a.npy", npy(GREY)[:8], "not_an_array", {"ending": "npy"}),
    "half a header": ("a.npy", npy(GREY)[:40], "not_an_array", {"ending": "npy"}),
    "a later version": (
        "a.npy", with_bytes(npy(GREY), 6, b"\x09"), "not_an_array", {"ending": "npy"},
    ),
    "cut off": (
        "a.npy", npy(np.ones((3, 4)))[:-1], "file_cut_off",
        {"shape": "(3, 4)", "dtype": "float64", "wanted": 96, "got": 95},
    ),
    "no data": (
        "a.npy", claiming("(2, 3)", data=b""), "file_cut_off",
        {"shape": "(2, 3)", "dtype": "float64", "wanted": 48, "got": 0},
    ),
    "pickle": ("a.npy", npy(np.array([[Trap()]])), "not_numbers", {"dtype": "object"}),
    "structured": (
        "a.npy", npy(np.zeros((2, 2), "i4,i4")), "not_numbers",
        {"dtype": "structured"},
    ),
    "complex": ("a.npy", npy(np.ones((2, 2), "c16")), "not_numbers", {"dtype": "complex128"}),
    "words": ("a.npy", npy(np.array([["a"]])), "not_numbers", {"dtype": "<U1"}),
    "dates": (
        "a.npy", npy(np.zeros((2, 2), "M8[s]")), "not_numbers", {"dtype": "datetime64[s]"},
    ),
    "128 bits": ("a.npy", claiming("(1, 2)", "'<f16'"), "not_numbers", {}),
    "10**12 cells": (
        "a.npy", claiming("(1000000, 1000000)"), "too_many_cells",
        {"limit": 16_000_000, "shape": "(1000000, 1000000)", "cells": 10**12},
    ),
    "one cell too many": (
        "a.npy", claiming("(1, 16000001)", "'|u1'"), "too_many_cells",
        {"limit": 16_000_000, "cells": 16_000_001},
    ),
    "negative": ("a.npy", claiming("(-1, 4)"), "not_an_array", {"ending": "npy"}),
    "twice negative": ("a.npy", claiming("(-2, -2)"), "not_an_array", {"ending": "npy"}),
    "shape of words": ("a.npy", claiming("('a', 'b')"), "not_an_array", {"ending": "npy"}),
    "0-D": ("a.npy", npy(5.0), "not_a_tensor", {"shape": "()"}),
    "1-D": ("a.npy", npy([1, 2]), "not_a_tensor", {"shape": "(2,)"}),
    "5-D": ("a.npy", npy(np.ones((1,) * 5)), "not_a_tensor", {"shape": "(1, 1, 1, 1, 1)"}),
    "no cells": ("a.npy", npy(np.ones((0, 3))), "not_a_tensor", {"shape": "(0, 3)"}),
    "no arrays": ("a.npz", zipped(), "array_count", {"limit": 100, "count": 0}),
    "101 arrays": (
        "a.npz", npz(**{f"a{i}": np.ones((1, 1)) for i in range(101)}), "array_count",
        {"limit": 100, "count": 101},
    ),
    "zip with a lying member": (
        "a.npz", zipped(a=claiming("(9, 9)")), "file_cut_off",
        {"shape": "(9, 9)", "dtype": "float64", "wanted": 648, "got": 64},
    ),
    "zip with a word in it": ("a.npz", zipped(a=b"hello"), "not_an_array", {"ending": "npy"}),
    "zip with a huge header in it": (
        "a.npz", zipped(a=claiming("(10000000, 10000000)")), "too_many_cells",
        {"limit": 16_000_000, "cells": 10**14},
    ),
    "zip with a pickle in it": (
        "a.npz", zipped(a=npy(np.array([[Trap()]]))), "not_numbers", {"dtype": "object"},
    ),
    "zip cut off": ("a.npz", npz(a=GREY)[:-30], "not_an_array", {"ending": "npz"}),
    "csv ragged": (
        "a.csv", b"1,2,3\n4,5,6\n7,8", "csv_ragged", {"row": 3, "got": 2, "wanted": 3},
    ),
    "csv with a word": (
        "a.csv", b"1,2\n3,four", "csv_not_a_number", {"row": 2, "column": 2, "cell": "four"},
    ),
    "csv with a long word": (
        "a.csv", b"1\n" + b"x" * 99, "csv_not_a_number", {"row": 2, "cell": "x" * 40},
    ),
    "csv with an empty cell": (
        "a.csv", b"1;;3", "csv_not_a_number", {"row": 1, "column": 2, "cell": ""},
    ),
    "csv with other digits": ("a.csv", "１,２".encode(), "not_an_array", {"ending": "csv"}),
    "csv in UTF-16": ("a.csv", "1,2".encode("utf-16"), "not_text", {}),
    "npy called csv": ("a.csv", npy(GREY), "not_text", {}),
}  # fmt: skip

PICTURES = {
    "empty": (b"", "not_a_picture", {}),
    "a word": (b"hello", "not_a_picture", {}),
    "SVG": (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "not_a_picture", {}),
    "GIF": (picture(GREY, "GIF"), "not_a_picture", {}),
    "BMP": (picture(GREY, "BMP"), "not_a_picture", {}),
    "TIFF": (picture(GREY, "TIFF"), "not_a_picture", {}),
    "an array": (npy(GREY), "not_a_picture", {}),
    "PNG cut off": (picture(COLOUR)[:60], "not_a_picture", {}),
    "PNG's magic": (picture(COLOUR)[:8], "not_a_picture", {}),
    "JPEG cut off": (picture(COLOUR, "JPEG")[:-40], "not_a_picture", {}),
    "WebP cut off": (picture(COLOUR, "WEBP", lossless=True)[:40], "not_a_picture", {}),
    "a wrong checksum": (with_bytes(picture(GREY), 45, b"\xff"), "not_a_picture", {}),
    "no pixels": (raw_png(10, 10), "not_a_picture", {}),
    "0 by 0": (raw_png(0, 0), "not_a_picture", {}),
    "8000 by 8000": (
        raw_png(8000, 8000), "too_many_pixels", {"limit": 50_000_000, "pixels": 64_000_000},
    ),
    "100000 by 100000": (raw_png(100_000, 100_000), "too_many_pixels", {"limit": 50_000_000}),
    "a text that unpacks to 50 MB": (
        raw_png(1, 1, chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(50_000_000), 9))),
        "not_a_picture", {},
    ),
}  # fmt: skip


def _spoiled_zip(place: int, new: bytes, mark: bytes) -> bytes:
    """A zip with bytes changed, counted from one of its marks."""
    data = npz(a=np.arange(100.0).reshape(10, 10))
    return with_bytes(data, data.index(mark) + place, new)


_FILE, _ENTRY, _END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"

# Nothing is said here but that they are refused; each has broken a reader in its own way.
HOSTILE = {
    "an open bracket": ("a.npy", raw_npy("{'descr': '<f8', 'shape': (\n")),
    "9000 signs": ("a.npy", raw_npy("-" * 9000 + "1\n")),
    "5000 brackets": ("a.npy", raw_npy("(" * 5000 + "\n")),
    "a header of a list": ("a.npy", raw_npy("{[]: 1}\n")),
    "a header with other keys": ("a.npy", raw_npy("{1: 1, 'a': 2}\n")),
    "a header of 4 GB": ("a.npy", b"\x93NUMPY\x02\x00\xff\xff\xff\xff" + b" " * 20_000),
    "a dtype of nothing": ("a.npy", claiming("(2, 2)", "()")),
    "a dtype of a number": ("a.npy", claiming("(2, 2)", "3")),
    "a dtype of a negative shape": ("a.npy", claiming("(2, 2)", "('<f8', -1)")),
    "no cells, but 10**30 wide": ("a.npy", claiming(f"(0, {10**30})")),
    "a side of True": ("a.npy", claiming("(True, 2)")),
    "100 axes": ("a.npy", claiming("(" + "1, " * 100 + ")")),
    "a product of 8000 digits": ("a.npy", claiming("({0}, {0})".format("9" * 4000))),
    "a side of 10000 digits": ("a.npy", claiming("(0x" + "f" * 8000 + ", 1)")),
    "zip with spoiled data": ("a.npz", _spoiled_zip(50, b"\xff" * 20, _FILE)),
    "zip with another name inside": ("a.npz", _spoiled_zip(30, b"b", _FILE)),
    "zip with a name that is no text": ("a.npz", _spoiled_zip(6, b"\0\x08", _FILE)
        .replace(b"a.npy", b"\xff.npy", 1)),
    "zip from the future": ("a.npz", _spoiled_zip(6, struct.pack("<H", 195), _ENTRY)),
    "zip with a password": ("a.npz", _spoiled_zip(8, b"\x01", _ENTRY)),
    "zip packed in an unknown way": ("a.npz", _spoiled_zip(10, b"\x63", _ENTRY)),
    "zip packed as bzip2": ("a.npz", _spoiled_zip(10, b"\x0c", _ENTRY)),
    "zip packed as lzma": ("a.npz", _spoiled_zip(10, b"\x0e", _ENTRY)),
    "zip with a start before the start": (
        "a.npz", _spoiled_zip(16, struct.pack("<I", 2**31), _END),
    ),
    "zip with a member beyond the end": (
        "a.npz", _spoiled_zip(42, struct.pack("<I", 10**6), _ENTRY),
    ),
    "zip with a short member": ("a.npz", _spoiled_zip(20, struct.pack("<I", 90), _ENTRY)),
}  # fmt: skip
