"""Every sentence that a reader of the page or of a file can meet, in English and in Japanese.

The catalogues ``en.TEXT`` and ``ja.TEXT`` have the same keys and placeholders. A refusal's English
sentence stands where it is raised; ``ja.REFUSALS`` says the same with the same numbers.
"""

from cnnpool.errors import Refusal
from cnnpool.texts import en, ja

CATALOGUES = {"en": en.TEXT, "ja": ja.TEXT}


def say_in(lang: str, key: str, **values: object) -> str:
    """The text of a key in a language.

    >>> say_in("en", "copied"), say_in("ja", "reset")
    ('Copied', 'リセット')
    """
    return CATALOGUES[lang][key].format(**values)


def say_refusal_in(lang: str, refusal: Refusal) -> str:
    """Why something was refused, in a language."""
    if lang == "en":
        sentence = str(refusal)
        return sentence[0].upper() + sentence[1:] + "."
    named = {k: ja.WORDS[v] for k, v in refusal.values.items() if k in ("axis", "side")}
    return ja.REFUSALS[refusal.key].format(**refusal.values | named)
