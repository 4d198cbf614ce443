"""Files that mean harm: small on the way in, large or slow once they are read.

Each is made anew, so that nothing harmful lies in the repository.
"""

import io
import struct
import zipfile
import zlib

import numpy as np
from PIL import Image

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def npy(array: np.ndarray) -> bytes:
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


def archive(members, compression) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as written:
        for name, data in members:
            written.writestr(name, data)
    return file.getvalue()


def jpeg(size, **options) -> bytes:
    file = io.BytesIO()
    Image.new("L", size, 90).save(file, "JPEG", **options)
    return file.getvalue()


def chunk(kind: bytes, data: bytes = b"") -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, kind: int = 0, extra: bytes = b"", channels: int = 1) -> bytes:
    """A PNG of zeros, deflated a row at a time; ``kind`` is its colour type."""
    deflate, row = zlib.compressobj(9), bytes(1 + width * channels)
    body = b"".join(deflate.compress(row) for _ in range(height)) + deflate.flush()
    return SIGNATURE + header(width, height, kind) + extra + chunk(b"IDAT", body) + chunk(b"IEND")


def header(width: int, height: int, kind: int = 0) -> bytes:
    return chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, kind, 0, 0, 0))


def webp(side: int) -> bytes:
    file = io.BytesIO()
    Image.new("RGBA", (side, side), (9, 9, 9, 9)).save(file, "WEBP", lossless=True, method=0)
    return file.getvalue()


def scans_without_end() -> bytes:
    data = jpeg((512, 512), progressive=True)
    return data[:-2] + data[data.rindex(b"\xff\xda") : -2] * 60_000 + data[-2:]


def parts(count: int, part: bytes) -> bytes:
    """A JPEG with a part repeated before its picture."""
    data = jpeg((9, 9))
    return data[:2] + part * count + data[2:]


def segment(marker: int, data: bytes = b"") -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(data) + 2) + data


def long_tail(compression) -> bytes:
    """An array, and behind it zeros that nobody asked for."""
    return archive([("a.npy", npy(np.zeros((4, 4))) + bytes(300_000_000))], compression)


FILES = {
    "all that is allowed.npy": lambda: npy(np.zeros((61, 1, 512, 512))),
    "one cell too many.npy": lambda: npy(np.zeros(16_000_001, np.int8)[None, None]),
    "brackets.npy": lambda: (
        b"\x93NUMPY\x02\x00" + struct.pack("<I", 50_000_000) + b"[" * 50_000_000
    ),
    "four gigabytes of header.npy": lambda: b"\x93NUMPY\x02\x00\xff\xff\xff\xff{}",
    "bomb.npz": lambda: archive([("a.npy", bytes(500_000_000))], zipfile.ZIP_DEFLATED),
    "tail.npz": lambda: long_tail(zipfile.ZIP_DEFLATED),
    "bzip2.npz": lambda: long_tail(zipfile.ZIP_BZIP2),
    "lzma.npz": lambda: long_tail(zipfile.ZIP_LZMA),
    "countless.npz": lambda: archive(((f"{i}", b"") for i in range(60_000)), zipfile.ZIP_STORED),
    "one line.csv": lambda: b"1," * 2_999_990 + b"1",
    "the last is bad.csv": lambda: b"1\n" * 2_999_990 + b"x\n",
    "too large.csv": lambda: b"1\n" * 4_000_000,
    "all that is allowed.png": lambda: png(7_000, 7_000),
    "wide.png": lambda: png(50_000_000, 1),
    "see-through.png": lambda: png(7_000, 7_000, kind=6, channels=4),
    "see-through, allowed.png": lambda: png(4_000, 4_000, kind=6, channels=4),
    "too many pixels.png": lambda: SIGNATURE + header(100_000, 100_000) + chunk(b"IDAT"),
    "countless chunks.png": lambda: png(9, 9, extra=chunk(b"abCd") * 1_000_000),
    "inflated text.png": lambda: png(
        9, 9, extra=chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(300_000_000)))
    ),
    "allowed.webp": lambda: webp(4_000),
    "too many pixels.webp": lambda: webp(4_001),
    "scans.jpg": scans_without_end,
    "countless notes.jpg": lambda: parts(300, segment(0xE1, b"Exif\0\0" + bytes(60_000))),
    "empty remarks.jpg": lambda: parts(1_000_000, segment(0xFE)),
    "fill.jpg": lambda: parts(1, b"\xff" * 15_000_000 + segment(0xFE)),
    "heavy.jpg": lambda: parts(400, segment(0xFE, bytes(65_000))),
}
