"""The tensor that a link shows: drawn, typed, or out of a file that no link holds."""

import os
from pathlib import Path

import numpy as np

from cnnpool.array_files import array_names, file_tensor
from cnnpool.command.voice import Stop, Voice
from cnnpool.errors import Refusal, Words, plain
from cnnpool.settings import MAX_PICTURE_SIDE, Settings
from cnnpool.tensors import Tensor, random_tensor, typed_tensor
from cnnpool.typed_numbers import pack, stand_in, stayed_behind

MAX_FILE_BYTES = 130 * 2**20  # as the page's uploads, ``maxUploadSize``


def tensor(settings: Settings, path: Path | None, member: str | None, voice: Voice) -> np.ndarray:
    """The (N, C, H, W) tensor of a link; a Stop or a Refusal where it has none.

    What was done to a file is said: how it was read, scaled or cut.
    """
    if settings.g is not None and settings.grad == "numbers" and stayed_behind(settings.g):
        raise Stop("command_gradient_stayed")
    found = _tensor(settings, path, member)
    for key, values in found.notes:
        voice.say(key, **values)
    if settings.source == "numbers" and path and not _are_the_links(found.array, settings.x):
        voice.say("command_other_numbers")
    return found.array


def _tensor(settings: Settings, path: Path | None, member: str | None) -> Tensor:
    if settings.source == "image":
        return _picture(settings, path)
    missing = settings.source == "numbers" and settings.x is not None and stayed_behind(settings.x)
    if settings.source == "file" or missing:
        if path is None:
            raise Stop("command_numbers_stayed" if missing else "command_needs_input")
        return _array(path, member)
    if path is not None:
        raise Stop("command_input_unused")
    typed = settings.source == "numbers"
    return Tensor(typed_tensor(settings) if typed else random_tensor(settings))


def _picture(settings: Settings, path: Path | None) -> Tensor:
    try:
        from cnnpool.picture_files import built_in_picture, picture_tensor
    except ImportError:
        raise Stop("command_needs_pillow") from None
    if path is None:
        return built_in_picture(settings.picture)
    return picture_tensor(_read(path))


def _array(path: Path, member: str | None) -> Tensor:
    data = _read(path)
    notes: tuple[Words, ...] = ()
    if path.suffix.lower() == ".npz":
        names = array_names(data)
        if member is not None and member not in names:
            raise Stop("command_no_member", member=plain(member), names=_listed(names))
        if len(names) > 1 and member is None:
            notes = (("command_first_member", {"names": _listed(names)}),)
    found = file_tensor(path.name, data, member)
    return _corner(Tensor(found.array, notes + found.notes))


def _corner(found: Tensor) -> Tensor:
    """The part of a large array that the page shows at first."""
    limit, (h, w) = MAX_PICTURE_SIDE, found.array.shape[2:]
    if max(h, w) <= limit:
        return found
    note = ("command_corner", {"limit": limit, "h": h, "w": w})
    return Tensor(found.array[:, :, :limit, :limit], (*found.notes, note))


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size <= MAX_FILE_BYTES:
                return file.read(MAX_FILE_BYTES)
    except (OSError, ValueError) as error:
        raise Stop("command_unreadable", path=str(path), why=_why(error)) from None
    raise Stop("command_file_too_large", size=size, limit=MAX_FILE_BYTES)


def _are_the_links(x: np.ndarray, text: str | None) -> bool:
    """Whether a file holds the numbers for which a link has a stand-in; a .csv holds floats."""
    try:
        if stand_in(pack(x)) == text:
            return True
        whole = np.isfinite(x).all() and (x == np.trunc(x)).all() and (abs(x) < 2**53).all()
        return bool(whole) and stand_in(pack(x.astype(np.int64))) == text
    except Refusal:  # too many to have been typed
        return False


def _listed(names: list[str]) -> str:
    return ", ".join(plain(name) for name in names)


def _why(error: Exception) -> str:
    return error.strerror if isinstance(error, OSError) and error.strerror else str(error)
