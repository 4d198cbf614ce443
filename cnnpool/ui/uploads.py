"""What a person dropped into the page, and the tensor that the settings ask for.

An upload stays in its own session: it is in no cache that others share, and not in the link.
"""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from cnnpool.array_files import array_names, file_tensor
from cnnpool.errors import Refusal
from cnnpool.picture_files import PICTURE_ENDINGS, built_in_picture, picture_tensor
from cnnpool.settings import MAX_PICTURE_SIDE, Settings
from cnnpool.tensors import Tensor, random_tensor, typed_tensor
from cnnpool.ui.texts import say

KEY = "upload"
_READ = "_read_upload"
T = TypeVar("T")


def show_the_upload() -> None:
    """A file that was dropped in is what its owner wants to see."""
    if file := current():
        st.session_state["source"] = "image" if _is_picture(file) else "file"


def current() -> UploadedFile | None:
    """The file that is there; None for one that this server never had, or no longer has."""
    file = st.session_state[KEY]
    return file if isinstance(file, UploadedFile) else None


def tensor(settings: Settings) -> Tensor | None:
    """The tensor of the settings' source; None where a file is asked for and none is there."""
    if settings.source == "random":
        return Tensor(random_tensor(settings))
    if settings.source == "numbers":
        return Tensor(typed_tensor(settings))
    file = current()
    if settings.source == "image":
        if file and _is_picture(file):
            return _once(("picture", file.file_id), lambda: picture_tensor(file.getvalue()))
        return built_in_picture(settings.picture)
    if not file or _is_picture(file):
        return None
    return _crop(_array(file))


def _array(file: UploadedFile) -> Tensor:
    member = None
    if file.name.lower().endswith(".npz"):
        names = _once(("names", file.file_id), lambda: array_names(file.getvalue()))
        if len(names) > 1:
            member = st.selectbox(say("member"), names, key="member", persist_state="session")
    read = lambda: file_tensor(file.name, file.getvalue(), member)  # noqa: E731
    return _once(("array", file.file_id, member), read)


def _crop(tensor: Tensor) -> Tensor:
    """The part of a large array that fits; its owner chooses where it begins."""
    limit = MAX_PICTURE_SIDE
    h, w = tensor.array.shape[2:]
    if max(h, w) <= limit:
        return tensor
    st.caption(say("crop", limit=limit, h=h, w=w))
    places = []
    for column, name, size in zip(st.columns(2), ("crop_top", "crop_left"), (h, w), strict=True):
        places.append(
            column.number_input(
                say(name), 0, max(size - limit, 0), key=name, persist_state="session"
            )
        )
    top, left = places
    return Tensor(tensor.array[:, :, top : top + limit, left : left + limit], tensor.notes)


def _once(key: tuple[Hashable, ...], read: Callable[[], T]) -> T:
    """The last thing read from the upload, so that turning a knob does not read it again.

    A refusal, too: finding out that a file is no good can take as long as reading it.
    """
    kept: dict[tuple[Hashable, ...], Any] = st.session_state.setdefault(_READ, {})
    if key not in kept:
        for old in [k for k in kept if k[0] == key[0]]:
            del kept[old]
        try:
            kept[key] = read()
        except Refusal as refusal:
            kept[key] = refusal
    if isinstance(kept[key], Refusal):
        raise kept[key]
    return kept[key]


def _is_picture(file: UploadedFile) -> bool:
    return file.name.lower().rsplit(".", 1)[-1] in PICTURE_ENDINGS
