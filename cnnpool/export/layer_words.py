"""A layer's settings in one line that a reader understands."""

from cnnpool.checks import Pads
from cnnpool.errors import Words
from cnnpool.figures import number
from cnnpool.geometry import Geometry, Same
from cnnpool.pooling import Pooling
from cnnpool.texts import say_in


def layer_in_words(layer: Pooling, lang: str = "en") -> str:
    """Everything that decides the result, from the kernel to the divisor.

    >>> layer_in_words(Pooling(3, stride=2, padding=1))
    'Max · kernel 3 × 3 · stride 2 × 2 · padding 1 × 1 · sizes rounded up'
    """
    words: list[Words] = [(f"mode_{layer.mode}", {}), *_windows(layer.geometry), *_divisor(layer)]
    if layer.mode == "lp":
        words.append(("words_p", {"p": number(layer.p, 6)}))
    return " · ".join(say_in(lang, key, **values) for key, values in words)


def _windows(geometry: Geometry) -> list[Words]:
    words: list[Words] = [
        ("words_kernel", _pair(geometry.kernel)),
        ("words_stride", _pair(geometry.stride)),
    ]
    if geometry.dilation != (1, 1):
        words.append(("words_dilation", _pair(geometry.dilation)))
    words.append(_padding(geometry.padding))
    if not isinstance(geometry.padding, str):
        words.append(("words_ceil" if geometry.ceil_mode else "words_floor", {}))
    return words


def _padding(padding: Pads | Same) -> Words:
    if isinstance(padding, str):
        return f"words_{padding}", {}
    (top, bottom), (left, right) = padding
    if not any((top, bottom, left, right)):
        return "words_no_padding", {}
    if (top, left) == (bottom, right):
        return "words_padding", _pair((top, left))
    return "words_sides", {"top": top, "bottom": bottom, "left": left, "right": right}


def _divisor(layer: Pooling) -> list[Words]:
    if layer.mode != "avg":
        return []
    if layer.divisor_override is not None:
        return [("words_divisor", {"divisor": number(layer.divisor_override)})]
    return [("words_counted" if layer.count_include_pad else "words_not_counted", {})]


def _pair(pair: tuple[int, int]) -> dict[str, int]:
    return {"h": pair[0], "w": pair[1]}
