"""The Japanese texts hold no English but names, code and the letters of the notation."""

import re

from cnnpool.texts import ja

NAMES = (
    "cnnpool NumPy PyTorch Keras Flax JAX jax ONNX onnx Runtime Python JavaScript JSON Pillow "
    "pillow pip install torch Unfold cs231n Deep Learning SVG PNG JPEG WebP npy npz csv html "
    "zip VGG ResNet AlexNet ReLU English CPU Esc opset scikit image"
)
OPERATORS = "MaxPool AveragePool LpPool max amax pad ops vjp"
CODE = (
    "im2col col2im reshape transpose argmax ceil floor same valid best indices one hot max "
    "dtype inf nan NaN sign np load nn keras model winner input member write FILE DIR In "
    "plane_ dx dy kh kw oh ow sh Lp"
)
KEPT = {*NAMES.split(), *OPERATORS.split(), *CODE.split()}


def english(text: str) -> list[str]:
    """The words of a text that are no placeholder, no tag and no code."""
    plain = re.sub(r"<[^>]*>|`[^`]*`|\{[^}]*\}", " ", text)
    names = r"[A-Z]{2}|\w+_\w+|[a-z]+\d+"  # two letters of the notation, and names in code
    words = re.findall("[A-Za-z_][A-Za-z0-9_]+", plain)
    return [word for word in words if not re.fullmatch(names, word)]


def test_japanese_texts_no_english():
    left = {key: set(english(text)) - KEPT for key, text in ja.TEXT.items()}
    assert {key: words for key, words in left.items() if words} == {}


def test_kept_words_all_used():
    assert {word for text in ja.TEXT.values() for word in english(text)} == KEPT
