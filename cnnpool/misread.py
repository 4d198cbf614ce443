"""What is wrong with a pasted text, and where: the one place of these sentences."""

import re
import unicodedata

from cnnpool.errors import Refusal, plain


class Misread(Refusal):
    """Text that is not an array, and the place of it: ``line`` and ``column``, from 1."""

    def __init__(self, key: str, sentence: str, text: str, at: int, **values: object) -> None:
        before = text[:at]
        self.line, self.column = before.count("\n") + 1, at - (before.rfind("\n") + 1) + 1
        self.pointer = _pointer(text.split("\n")[self.line - 1], self.column)
        super().__init__(
            key,
            f"line {{line}}, column {{column}}: {sentence}",
            line=self.line,
            column=self.column,
            **values,
        )


def there(match: re.Match[str] | None) -> re.Match[str]:
    """The match of a pattern that every text has."""
    assert match is not None
    return match


def strange(text: str, at: int) -> Misread:
    found = there(re.compile(r"\S*").match(text, at))[0] or text[at : at + 1]
    if found.startswith(("...", "…")):
        return Misread(
            "paste_dots",
            "numbers are left out here: print all of them "
            "(NumPy: np.set_printoptions(threshold=10**6))",
            text,
            at,
        )
    return Misread(
        "paste_strange",
        "this is no number of the array: {found}",
        text,
        at,
        found=plain(found),
    )


def missing(text: str, at: int) -> Misread:
    return Misread("paste_missing", "a number is missing here", text, at)


def uneven(text: str, at: int) -> Misread:
    return Misread("paste_uneven", "numbers and brackets stand side by side here", text, at)


def too_deep(text: str, at: int, limit: int) -> Misread:
    return Misread("paste_deep", "there are at most {limit} axes", text, at, limit=limit)


def ragged(text: str, at: int, got: int, wanted: int) -> Misread:
    return Misread(
        "paste_ragged",
        "{got} stand here, {wanted} in those before",
        text,
        at,
        got=got,
        wanted=wanted,
    )


def _pointer(line: str, column: int, around: int = 30) -> str:
    """A part of a line, and below it an arrow at a column.

    >>> print(_pointer("1 2 x 4", 5))
    1 2 x 4
        ↑
    """
    first = max(0, column - 1 - around)
    part = line[first : column + around].replace("\t", " ")
    before = part[: column - 1 - first]
    width = sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in before)
    return f"{part}\n{' ' * width}↑"
