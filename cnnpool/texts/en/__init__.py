"""English: one catalogue, a file for every part of the page."""

from cnnpool.texts.en import (
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
