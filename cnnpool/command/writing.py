"""All files of a case into one folder; what cannot be made is named with its reason."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cnnpool.command.voice import Stop, Voice
from cnnpool.export.case import Case
from cnnpool.export.files import NotMade, files
from cnnpool.texts import say_refusal_in


def write(case: Case, folder: Path, voice: Voice) -> None:
    """Write every file that can be made, and say on stderr which were, and why others were not."""
    written = []
    with _stopping(folder):
        folder.mkdir(parents=True, exist_ok=True)
    for name, made in files(case, voice.lang).items():
        try:
            data = made()
        except NotMade as error:
            voice.say("command_not_made", name=name, why=_why(error, voice))
            continue
        with _stopping(folder):
            _replace(folder / name, data)
        written.append(name)
    voice.say("command_written", count=len(written), path=str(folder), names=", ".join(written))


def _why(error: NotMade, voice: Voice) -> str:
    if error.refusal:
        return say_refusal_in(voice.lang, error.refusal)
    return " ".join(voice.text(key, **values) for key, values in error.notes)


@contextmanager
def _stopping(folder: Path) -> Iterator[None]:
    """A folder that cannot be written to is a Stop; a path with a NUL is a ValueError."""
    try:
        yield
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise Stop("command_unwritable", path=str(folder), why=why) from None


def _replace(path: Path, data: bytes) -> None:
    """A new file in the place of an old one: a link that stands there is not followed."""
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".cnnpool-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(draft).chmod(0o644)
        os.replace(draft, path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
