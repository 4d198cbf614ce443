"""日本語: one catalogue, a file for every part of the page, and the refusals."""

from cnnpool.texts.ja import (
    archives,
    code,
    command,
    differences,
    explore,
    numbers,
    onnx,
    pictures,
    practice,
    programs,
    questions,
    steps,
)
from cnnpool.texts.ja.refusals import REFUSALS, WORDS

__all__ = ["PARTS", "REFUSALS", "TEXT", "WORDS"]

PARTS = (
    explore.TEXT,
    numbers.TEXT,
    code.TEXT,
    steps.TEXT,
    questions.TEXT,
    practice.TEXT,
    differences.TEXT,
    command.TEXT,
    programs.TEXT,
    onnx.TEXT,
    archives.TEXT,
    pictures.TEXT,
)
TEXT = {key: text for part in PARTS for key, text in part.items()}
