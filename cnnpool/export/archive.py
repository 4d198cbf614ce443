"""Zips whose bytes depend on the case alone, and what their README says of layer and settings."""

import io
import zipfile
from urllib.parse import urlencode

import cnnpool
from cnnpool.export.case import Case
from cnnpool.export.programs.in_cnnpool import construction
from cnnpool.texts import say_in

EARLIEST = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip can name


def zipped(members: dict[str, bytes]) -> bytes:
    """A zip of these members in this order: the same bytes at any time.

    >>> zipped({"a": b"1"}) == zipped({"a": b"1"})
    True
    """
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name, EARLIEST), data, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def heading(case: Case, lang: str) -> str:
    """The lines on the layer and its settings with which every README begins."""
    values = {"layer": construction(case.layer), "link": link_query(case) or "–"}
    return say_in(lang, "archive_heading", version=cnnpool.__version__, **values)


def link_query(case: Case) -> str:
    """The settings as they stand in a link; "" for the defaults, and where they tell of another
    layer than the case's.
    """
    if construction(case.settings.layer()) != construction(case.layer):
        return ""
    return urlencode({name: v for name, v in case.settings.to_query().items() if name != "lang"})
