"""All that a stranger can send, as functions of bytes: each ends in a result or in a refusal.

Anything else that is raised, and any result out of bounds, is a bug.
"""

from urllib.parse import parse_qsl

import numpy as np

from cnnpool.array_files import file_tensor
from cnnpool.errors import Refusal
from cnnpool.pasted_numbers import MAX_AXES, read_numbers
from cnnpool.picture_files import picture_tensor
from cnnpool.settings import BOUNDS, MAX_FILE_CELLS, MAX_PICTURE_SIDE, Settings
from cnnpool.typed_numbers import LARGEST, pack, unpack


def link(data: bytes) -> None:
    """The query of an address."""
    query = dict(parse_qsl(data.decode(errors="replace"), keep_blank_values=True))
    settings, dropped = Settings.from_query(query)
    assert {name for name, _ in dropped} <= query.keys()
    for name, (smallest, largest) in BOUNDS.items():
        value = getattr(settings, name)
        assert value is None or smallest <= value <= largest
    assert Settings.from_query(settings.to_query()) == (settings, [])


def typed(data: bytes) -> None:
    """Typed numbers as they stand in a link."""
    try:
        x = unpack(data.decode(errors="replace"))
    except ValueError:
        return
    assert all(side <= most for side, most in zip(x.shape, LARGEST, strict=True))
    np.testing.assert_array_equal(unpack(pack(x)), x)


def pasted(data: bytes) -> None:
    """A text in the box for numbers."""
    try:
        x = read_numbers(data.decode(errors="replace"))
    except Refusal:
        return
    assert x.dtype in (np.int64, np.float64)
    assert 1 <= x.ndim <= MAX_AXES
    assert x.size


def npy(data: bytes) -> None:
    _file("a.npy", data)


def npz(data: bytes) -> None:
    _file("a.npz", data)


def csv(data: bytes) -> None:
    _file("a.csv", data)


def picture(data: bytes) -> None:
    """A PNG, a JPEG or a WebP, by whatever name it comes."""
    try:
        x = picture_tensor(data).array
    except Refusal:
        return
    assert x.dtype == np.uint8
    assert x.shape[1] in (1, 3)
    assert max(x.shape) <= MAX_PICTURE_SIDE


def _file(name: str, data: bytes) -> None:
    try:
        x = file_tensor(name, data).array
    except Refusal:
        return
    assert x.ndim == 4
    assert x.dtype.kind in "fiub"
    assert 0 < x.size <= MAX_FILE_CELLS


TARGETS = {target.__name__: target for target in (link, typed, pasted, npy, npz, csv, picture)}
