"""English: one catalogue, a file for every part of the page."""

from cnnpool.texts.en import explore, practice, questions, steps

PARTS = (explore.TEXT, steps.TEXT, questions.TEXT, practice.TEXT)
TEXT = {key: text for part in PARTS for key, text in part.items()}
