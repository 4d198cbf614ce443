"""English: one catalogue, a file for every part of the page."""

from cnnpool.texts.en import (
    archives,
    command,
    differences,
    explore,
    onnx,
    practice,
    programs,
    questions,
    steps,
)

PARTS = (
    explore.TEXT,
    steps.TEXT,
    questions.TEXT,
    practice.TEXT,
    differences.TEXT,
    command.TEXT,
    programs.TEXT,
    onnx.TEXT,
    archives.TEXT,
)
TEXT = {key: text for part in PARTS for key, text in part.items()}
