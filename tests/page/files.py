"""Files that people drop into the page, good and hand-made bad ones."""

import io
import struct
import zipfile
import zlib

import numpy as np
from PIL import Image


def npy(array) -> bytes:
    file = io.BytesIO()
    np.save(file, np.asarray(array), allow_pickle=True)
    return file.getvalue()


def npz(**arrays) -> bytes:
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)
    return file.getvalue()


def zipped(**members: bytes) -> bytes:
    """A zip with members of any content; ``a`` is stored as ``a.npy``."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(f"{name}.npy", data)
    return file.getvalue()


def raw_npy(header: str, data: bytes = b"", version: int = 1) -> bytes:
    """A ``.npy`` file whose header is written by hand."""
    length = struct.pack("<H" if version == 1 else "<I", len(header))
    return b"\x93NUMPY" + bytes([version, 0]) + length + header.encode("latin1") + data


def claiming(shape: str, descr: str = "'<f8'", data: bytes = bytes(64)) -> bytes:
    """A ``.npy`` file that claims a shape and a dtype."""
    return raw_npy(f"{{'descr': {descr}, 'fortran_order': False, 'shape': {shape}, }}\n", data)


def picture(array, form="PNG", mode=None, **options) -> bytes:
    """An array as a picture file."""
    image = Image.fromarray(np.asarray(array, dtype=np.uint8))
    file = io.BytesIO()
    (image.convert(mode) if mode else image).save(file, form, **options)
    return file.getvalue()


def raw_png(width: int, height: int, *chunks: bytes) -> bytes:
    """A ``.png`` file of 8 bits grey that claims a size and has no pixels."""
    size = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = [chunk(b"IHDR", size), *chunks, chunk(b"IDAT", b""), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def exif(kind: int, count: int, value: bytes, tag: int = 0x0112, more: bytes = b"") -> bytes:
    """The note of a camera with one entry, by hand; the orientation where no tag is given.

    ``more`` is a second entry of 12 bytes.
    """
    entries = struct.pack("<HHI", tag, kind, count) + value.ljust(4, b"\0") + more
    return b"Exif\0\0II*\0\x08\0\0\0" + struct.pack("<H", 1 + bool(more)) + entries + bytes(4)


def turned(orientation: int) -> bytes:
    """The note of a camera that was held in one of eight ways."""
    return exif(3, 1, struct.pack("<H", orientation))


class Trap:
    """An object whose pickle runs code when it is loaded."""

    sprung = False

    def __reduce__(self):
        return setattr, (Trap, "sprung", True)


def with_bytes(data: bytes, place: int, new: bytes) -> bytes:
    return data[:place] + new + data[place + len(new) :]


GREY = np.arange(12, dtype=np.uint8).reshape(3, 4) * 20
COLOUR = np.random.RandomState(5).randint(0, 256, (5, 7, 3)).astype(np.uint8)
