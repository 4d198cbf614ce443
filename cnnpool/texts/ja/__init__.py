"""日本語: one catalogue, a file for every part of the page, and the refusals."""

from cnnpool.texts.ja import explore, practice, questions, steps
from cnnpool.texts.ja.refusals import REFUSALS, WORDS

__all__ = ["PARTS", "REFUSALS", "TEXT", "WORDS"]

PARTS = (explore.TEXT, steps.TEXT, questions.TEXT, practice.TEXT)
TEXT = {key: text for part in PARTS for key, text in part.items()}
