"""What the command says beside its result: on stderr, in the link's language."""

import sys

from cnnpool.errors import Refusal, plain
from cnnpool.texts import say_in, say_refusal_in


class Stop(Exception):
    """Why there is no result: a key of the catalogues and its values."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key, self.values = key, values


class Voice:
    """Sentences in one language, ``lang``: "en" or "ja"."""

    def __init__(self, lang: str) -> None:
        self.lang = lang

    def text(self, key: str, **values: object) -> str:
        return say_in(self.lang, key, **values)

    def say(self, key: str, **values: object) -> None:
        print(self.text(key, **values), file=sys.stderr)

    def refuse(self, refusal: Refusal) -> None:
        print(say_refusal_in(self.lang, refusal), file=sys.stderr)

    def say_dropped(self, dropped: list[tuple[str, str]]) -> None:
        """The values of a link that cannot be used; what a stranger wrote is made plain."""
        self.say("dropped", values=", ".join(f"{plain(n)}={plain(value)}" for n, value in dropped))
