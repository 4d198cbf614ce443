"""How a test opens a question, reads its answer, and follows it into Explore."""

import html
import re
from urllib.parse import parse_qsl

import numpy as np
from streamlit.testing.v1 import AppTest

from cnnpool.typed_numbers import unpack
from tests.page.reading import alive, follow, more, open_page, shown, values

NUMBER = r"(−?\d+(?:\.\d+)?|−?∞|NaN)"


def open_question(name: str, **query):
    """The page that a link to one question opens."""
    return follow(open_page({"question": name} | query), "questions")


def told(at) -> str:
    """The lead and the rest of the open answer."""
    return "\n".join(values(at.main.markdown)[-2:])


def tables(at) -> list[list[str]]:
    """The rows of the answer's table as texts."""
    found = [text for text in values(at.get("html")) if "<table>" in text]
    rows = re.findall("<tr>(.*?)</tr>", "".join(found))
    cells = [re.findall("<t[hd]>(.*?)</t[hd]>", row) for row in rows]
    return [[html.unescape(cell) for cell in row] for row in cells]


def to_explore(at) -> dict[str, str]:
    """The query of the answer's button."""
    link = at.get("page_link")[-1].proto
    assert link.page == ""
    return dict(parse_qsl(link.query_string))


def read(text: str, sentence: str) -> tuple[float, ...]:
    """The numbers that stand in a text where ``sentence`` has "{}".

    >>> read("It is −1 of 3, or ∞.", "It is {} of {}, or {}.")
    (-1.0, 3.0, inf)
    """
    found = re.search(re.escape(sentence).replace(r"\{\}", NUMBER), text)
    assert found, f"{sentence!r} is not in {text!r}"
    return tuple(float(n.replace("−", "-").replace("∞", "inf")) for n in found.groups())


def cell(numbers) -> tuple[int, ...]:
    """Numbers as the index of an array."""
    return tuple(int(number) for number in numbers)


class Shown:
    """An answer in English, and Explore in the state that its button opens."""

    def __init__(self, name: str):
        answer = open_question(name)
        self.text, self.table = told(answer), tables(answer)
        self.query = to_explore(answer)
        self._opened = {}
        self.at = self.opened()

    def numbers(self, sentence: str) -> tuple[float, ...]:
        """The numbers that the answer has where ``sentence`` has "{}"."""
        return read(self.text, sentence)

    def opened(self, **changes) -> AppTest:
        """Explore with other settings chosen; opened once."""
        key = tuple(sorted(changes.items()))
        if key not in self._opened:
            self._opened[key] = open_page(self.query | changes)
        return self._opened[key]

    def panel(self, name: str, **changes) -> np.ndarray:
        """The numbers of a panel, also after other settings were chosen."""
        return shown(self.opened(**changes))[name]

    def said(self, **changes) -> str:
        """All that Explore says beside its panels."""
        at = self.opened(**changes)
        texts = [text for kind in ("markdown", "caption", "html") for text in values(at.get(kind))]
        return re.sub("<[^>]*>", "", "\n".join(texts))

    def look(self, view: str, **changes):
        """Explore with one of the views below its panels unfolded."""
        at = open_page(self.query | changes)
        at.segmented_control(key="more").set_value(view)
        at = alive(at.run())
        return "\n".join(values(at.markdown)), more(at)

    @property
    def x(self) -> np.ndarray:
        """The preset's typed numbers."""
        return unpack(self.query["x"])
