"""The one kind of refusal that a caller, or a reader of the page, can run into."""


class Refusal(ValueError):
    """A value that cannot be used, and the sentence that says why.

    ``key`` names the rule that was broken and ``values`` holds the numbers in the sentence, so
    that a page in another language can say the same with the same numbers.

    >>> str(Refusal("too_wide", "w must be at most {limit}, got {w}", limit=64, w=65))
    'w must be at most 64, got 65'
    """

    def __init__(self, key: str, sentence: str, **values):
        super().__init__(sentence.format(**values))
        self.key = key
        self.values = values


def plain(text: str, most: int = 40) -> str:
    """A stranger's text for a sentence: short, and without the signs that Markdown or HTML read.

    >>> plain("![](http://example.org)")
    '????http:??example.org?'
    """
    return "".join(c if c.isalnum() or c in " .,:+-_" else "?" for c in text[:most])
