"""Numbers that were printed or copied elsewhere, read as an array.

Nested brackets as NumPy, PyTorch, JAX, TensorFlow, JSON and C print them, with the names and dtype
words around them, or the plain rows of a spreadsheet. What cannot be read is pointed at.
"""

import re
from itertools import pairwise

import numpy as np

from cnnpool.errors import Refusal, plain
from cnnpool.misread import Misread, missing, ragged, strange, there, too_deep, uneven

MAX_LETTERS = 500_000
MAX_AXES = 4
MAX_WORDS = 300  # letters around the brackets
CLOSES = {"[": "]", "(": ")", "{": "}"}

Token = re.Match[str]

# Digits, signs and separators of Japanese keyboards, and the minus of typeset text.
_HALF_WIDTH = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | {
    ord("\u3000"): " ",
    ord("\u00a0"): " ",  # copied from a web page
    ord("\ufeff"): " ",  # the mark before a text from Windows
    ord("、"): ",",
    ord("−"): "-",
}
# Digits are never given back ("++"): else a long number is tried again from each of its digits.
_NUMBER = r"[-+]?(?:(?:\d++(?:\.\d*+)?|\.\d++)(?:e[-+]?\d++)?|inf(?:inity)?|∞)|[-+]?nan|true|false"
_TOKENS = re.compile(
    rf"(?P<number>(?:np\.\w+\((?P<wrapped>{_NUMBER})\)|(?P<bare>{_NUMBER})f?)(?![\w.]))"
    r"|(?P<open>[\[({])|(?P<close>[\])}])|(?P<between>,)|(?P<dots>\.\.\.|…)|(?P<space>\s+)"
    r"|(?P<strange>;|[^\s,;\[\](){}]+)",
    re.IGNORECASE | re.ASCII,
)
_NAME = r"[^\W\d][\w.]*"
# Calls that keep the numbers as they are: ``np.zeros([2, 3])`` holds others.
_CALLS = "array|asarray|tensor|as_tensor|convert_to_tensor|constant|devicearray|parameter|variable"
_BEFORE = re.compile(
    rf"(?:{_NAME}\s*=\s*|(?:\w+\s+)+\w+\s*(?:\[\w*\]\s*)+=\s*)?"  # x =, or float x[2][2] =
    r"(?:parameter containing:\s*|<tf\.(?:tensor|variable)[^\[]*numpy=\s*)?"
    rf"(?:(?:{_NAME}\.)?(?:{_CALLS})\s*\(\s*)*",
    re.IGNORECASE,
)
_VALUE = r"'[^']*'|\"[^\"]*\"|<[^<>]*>|\([^()]*\)"
_AFTER = re.compile(
    rf"(?:\s*,\s*(?:\w+\s*=\s*(?:{_VALUE}|[\w.]+)|{_VALUE}|{_NAME}))*\s*[)>]*\s*[,;]?\s*"
)


def read_numbers(text: str) -> np.ndarray:
    """A text as an array of one to four axes, int64 or float64; a Misread where it is none.

    >>> read_numbers("tensor([[1., nan], [-inf, 2.5]], dtype=torch.float64)")
    array([[ 1. ,  nan],
           [-inf,  2.5]])
    >>> read_numbers("1\\t2\\n3\\t4")
    array([[1, 2],
           [3, 4]])
    """
    if len(text) > MAX_LETTERS:
        raise Refusal(
            "paste_too_long",
            "a pasted text may have at most {limit:,} letters, this one has {letters:,}; "
            "larger arrays come as files",
            limit=MAX_LETTERS,
            letters=len(text),
        )
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_HALF_WIDTH)
    if not text.strip():
        raise Refusal("paste_empty", "no numbers were pasted")
    start = _first_bracket(text)
    places, shape = _rows(text) if start is None else _nested(text, start)
    return _array(text, places).reshape(shape)


# --- nested brackets --------------------------------------------------------------------------


def _first_bracket(text: str) -> int | None:
    """Where the array begins; None where there are rows without brackets."""
    first = there(re.search(r"\S", text)).start()
    start = there(_BEFORE.match(text, first, first + MAX_WORDS)).end()
    if text[start : start + 1] in tuple(CLOSES):
        return start
    if re.search(r"[\[{]", text):
        raise strange(text, first)
    return None


def _nested(text: str, start: int) -> tuple[list[Token], list[int]]:
    """The place of every number, and the shape that the brackets give them."""
    brackets = _Brackets(text)
    for token in _TOKENS.finditer(text, start):
        brackets.read(token)
        if not brackets.opened:
            _check_after(text, token.end())
            return brackets.places, [size for _, size in sorted(brackets.sizes.items())]
    raise Misread("paste_open", "a bracket is not closed", text, text.rindex(text.strip()[-1]))


class _Brackets:
    """Brackets that hold brackets or numbers, equally many at every depth."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.places: list[Token] = []  # of the numbers
        self.opened: list[str] = []
        self.counts: list[int] = []  # how much each open bracket holds so far
        self.sizes: dict[int, int] = {}  # depth -> how much a closed bracket held
        self.leaf: int | None = None  # the depth at which numbers stand
        self.last: str | None = "open"  # the kind of the token before, spaces left out
        self.touching = False  # whether the token before was a number, with no space behind it

    def read(self, token: Token) -> None:
        kind = token.lastgroup
        if kind in ("dots", "strange") or (kind == "number" and self.touching):
            raise strange(self.text, token.start())
        if kind != "space":
            getattr(self, f"_{kind}")(token)
            self.last = kind
        self.touching = kind == "number"

    def _open(self, token: Token) -> None:
        self._count()
        self.opened.append(token[0])
        self.counts.append(0)
        if len(self.counts) > (self.leaf or MAX_AXES):
            if self.leaf:
                raise uneven(self.text, token.start())
            raise too_deep(self.text, token.start(), MAX_AXES)

    def _close(self, token: Token) -> None:
        depth, count = len(self.counts), self.counts.pop()
        if CLOSES[self.opened.pop()] != token[0]:
            raise strange(self.text, token.start())
        if count == 0:
            raise missing(self.text, token.start())
        wanted = self.sizes.setdefault(depth, count)
        if count != wanted:
            raise ragged(self.text, token.start(), count, wanted)

    def _number(self, token: Token) -> None:
        self.leaf = self.leaf or len(self.counts)
        if len(self.counts) != self.leaf:
            raise uneven(self.text, token.start())
        self._count()
        self.places.append(token)

    def _between(self, token: Token) -> None:
        if self.last in ("between", "open"):
            raise missing(self.text, token.start())

    def _count(self) -> None:
        if self.counts:
            self.counts[-1] += 1


def _check_after(text: str, end: int) -> None:
    """Behind the array may stand its dtype and what else prints name, but no second array."""
    words = len(text.rstrip()) - end
    if words > MAX_WORDS or not _AFTER.fullmatch(text, end):
        raise strange(text, _next(r"[^\s,)]|$", text, end))


# --- plain rows -------------------------------------------------------------------------------


def _rows(text: str) -> tuple[list[Token], list[int]]:
    """The same for rows without brackets, as spreadsheets copy them."""
    separator = next((s for s in "\t;," if s in text), None)
    places: list[Token] = []
    widths: list[int] = []
    start = 0
    for line in text.split("\n"):
        if line.strip():
            row = _row(text, start, start + len(line), separator)
            if widths and len(row) != widths[0]:
                raise ragged(text, row[-1].start(), len(row), widths[0])
            places += row
            widths.append(len(row))
        start += len(line) + 1
    return places, [len(widths), widths[0]]


def _row(text: str, start: int, end: int, separator: str | None) -> list[Token]:
    """The numbers of one line; between two of them stands one separator, if there is any."""
    places: list[Token] = []
    for at, stop in _cells(text, start, end, separator):
        if not text[at:stop].strip():
            raise missing(text, at)
        token = there(_TOKENS.match(text, at + _spaces(text[at:stop])))
        if token.lastgroup != "number" or text[token.end() : stop].strip():
            at = token.end() if token.lastgroup == "number" else token.start()
            raise strange(text, _next(r"\S", text, at))
        places.append(token)
    return places


def _cells(text: str, start: int, end: int, separator: str | None) -> list[tuple[int, int]]:
    if separator is None:
        return [match.span() for match in re.compile(r"\S+").finditer(text, start, end)]
    edges = [start - 1, *(i for i in range(start, end) if text[i] == separator), end]
    return [(a + 1, b) for a, b in pairwise(edges)]


def _spaces(text: str) -> int:
    return len(text) - len(text.lstrip())


def _next(pattern: str, text: str, start: int) -> int:
    return there(re.compile(pattern).search(text, start)).start()


# --- numbers ----------------------------------------------------------------------------------


def _array(text: str, tokens: list[Token]) -> np.ndarray:
    """Flat numbers, int64 where all are whole; what a dtype cannot hold exactly is pointed at."""
    words = [(token["wrapped"] or token["bare"]).lower() for token in tokens]
    words = [{"true": "1", "false": "0"}.get(word, word).replace("∞", "inf") for word in words]
    whole = [re.fullmatch(r"[-+]?\d+", word, re.ASCII) is not None for word in words]
    as_int = all(whole)
    for word, is_whole, token in zip(words, whole, tokens, strict=True):
        if is_whole:
            fits = len(word) < 30 and _kept(int(word), as_int)
        else:
            fits = "n" in word or _survives(word)  # inf and nan are what they are
        if not fits:
            raise Misread(
                "paste_range",
                "{found} cannot be kept exactly in 64 bits",
                text,
                token.start(),
                found=plain(word),
            )
    return np.array([int(w) for w in words]) if as_int else np.array([float(w) for w in words])


def _survives(word: str) -> bool:
    """Whether a float neither overflows nor becomes 0 without being one."""
    value = float(word)
    return np.isfinite(value) and (value != 0 or not re.search(r"[1-9]", word.split("e")[0]))


def _kept(number: int, as_int: bool) -> bool:
    return -(2**63) <= number < 2**63 if as_int else int(float(number)) == number
