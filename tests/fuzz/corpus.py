"""Inputs to begin from: one that is read for every target, and all that once broke something."""

import io
import zipfile
from pathlib import Path

import numpy as np
from PIL import Image

from cnnpool.typed_numbers import pack

FOUND = Path(__file__).parent / "found"  # target/name: what a fuzzer found, kept for good


def seeds(target: str) -> list[bytes]:
    """Inputs that are read, made anew: nothing here has to be trusted."""
    return _MAKERS[target]()


def found(target: str) -> list[Path]:
    """What once broke a target."""
    return sorted((FOUND / target).glob("*"))


def _links() -> list[bytes]:
    typed = pack(np.array([[[[1, 2.5], [np.nan, -np.inf]]]]))
    queries = [
        "h=5&w=5&kh=3&sh=2&ceil=false&mode=avg&win=3",
        f"source=numbers&x={typed}&grad=numbers&g={typed}&lang=ja",
        "step=x_col&cell=y:0,1,0,1&layout=article&practice=7&score=1_2,-3.5",
        "p=2.5&pad=same_lower&ties=last&question=nan&framework=jax&whole=true&part=3",
    ]
    return [query.encode() for query in queries]


def _typed() -> list[bytes]:
    arrays = [
        np.arange(8).reshape(1, 2, 2, 2),
        np.array([[[[0.1, np.nan]]]]),
        np.eye(9)[None, None],
    ]
    return [pack(array).encode() for array in arrays]


def _pasted() -> list[bytes]:
    texts = [
        "tensor([[1., nan], [-inf, 2.5]], dtype=torch.float64)",
        "float x[2][2] = {{1, 2}, {3, 4e-2}};",
        "1\t2\n3\t4",
        "array([[[np.float32(1.5), True], [0x1, 2]]])",
        "[[１，２]，[３，－４]]",
        "<tf.Tensor: shape=(1, 2), dtype=int32, numpy=array([[1, 2]], dtype=int32)>",
    ]
    return [text.encode() for text in texts]


def _npy() -> list[bytes]:
    arrays = [np.arange(6.0).reshape(2, 3), np.asfortranarray(np.eye(3, dtype="f4")), np.eye(2) > 0]
    return [_saved(np.save, array) for array in arrays] + [
        _saved(lambda file, array: np.lib.format.write_array(file, array, (2, 0)), np.eye(2))
    ]


def _npz() -> list[bytes]:
    both = {"x": np.arange(6).reshape(2, 3), "y": np.eye(2)}
    plain = _saved(lambda file, arrays: np.savez(file, **arrays), both)
    files = [plain, _saved(lambda file, arrays: np.savez_compressed(file, **arrays), both)]
    for method in (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", method) as archive:
            archive.writestr("x.npy", _npy()[0])
        files.append(file.getvalue())
    return files


def _csv() -> list[bytes]:
    return [b"1,2\n3,4\n", b"1.5;nan\n-inf;2e3", "\ufeff1\t2\n\n3\t4".encode(), b"1 2 3"]


def _pictures() -> list[bytes]:
    grey, colour = Image.new("L", (9, 7), 80), Image.new("RGB", (7, 9), (9, 80, 200))
    clear = colour.convert("RGBA")
    clear.putalpha(grey.resize(colour.size))
    sideways = Image.Exif()
    sideways[0x0112] = 6
    return [
        _picture(grey, "PNG"),
        _picture(colour.convert("P"), "PNG"),
        _picture(clear, "PNG"),
        _picture(Image.new("I;16", (4, 4), 40_000), "PNG"),
        _picture(colour, "JPEG", exif=sideways),
        _picture(colour.convert("CMYK"), "JPEG", progressive=True),
        _picture(clear, "WEBP", lossless=True),
        _picture(colour, "WEBP", save_all=True, append_images=[colour.rotate(90)]),
    ]


def _saved(save, what) -> bytes:
    file = io.BytesIO()
    save(file, what)
    return file.getvalue()


def _picture(image: Image.Image, form: str, **options) -> bytes:
    return _saved(lambda file, shown: shown.save(file, form, **options), image)


_MAKERS = {
    "link": _links,
    "typed": _typed,
    "pasted": _pasted,
    "npy": _npy,
    "npz": _npz,
    "csv": _csv,
    "picture": _pictures,
}
