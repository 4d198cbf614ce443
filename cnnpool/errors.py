"""The one kind of refusal that a caller, or a reader of the page, can run into."""

from collections.abc import Mapping
from typing import Any

Words = tuple[str, Mapping[str, object]]  # a key of the catalogues and its values


class Refusal(ValueError):
    """A value that cannot be used, and the sentence that says why.

    ``key`` names the rule that was broken and ``values`` holds the numbers in the sentence, so
    that a page in another language can say the same with the same numbers.

    >>> str(Refusal("too_wide", "w must be at most {limit}, got {w}", limit=64, w=65))
    'w must be at most 64, got 65'
    """

    def __init__(self, key: str, sentence: str, **values: object) -> None:
        super().__init__(sentence.format(**values))
        self.key = key
        self.values: dict[str, Any] = values


def plain(text: str, most: int = 40) -> str:
    """A stranger's text for a sentence: short, and without the signs that Markdown or HTML read.

    >>> plain("![](http://example.org)")
    '????http:??example.org?'
    """
    return "".join(c if c.isalnum() or c in " .,:+-_" else "?" for c in text[:most])
