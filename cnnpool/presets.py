"""What a person can start from with one click."""

from dataclasses import replace
from typing import Any

from cnnpool.settings import DEFAULTS, Settings

# Only what differs from the defaults.
PRESETS: dict[str, dict[str, Any]] = {
    "article": {},
    "vgg": dict(h=8, w=8),
    "resnet": dict(h=8, w=8, kh=3, kw=3, sh=2, sw=2, ph=1, pw=1, ceil=False),
    "alexnet": dict(h=7, w=7, kh=3, kw=3, sh=2, sw=2, ceil=False),
    "overlap": dict(h=5, w=5, kh=3, kw=3, sh=1, sw=1),
    "dilated": dict(h=6, w=6, sh=1, sw=1, dh=2, dw=2),
    "global": dict(h=5, w=5, kh=5, kw=5, mode="avg"),
    "remainder": dict(h=5, w=5),
    "avg_pad": dict(mode="avg", kh=3, kw=3, sh=2, sw=2, ph=1, pw=1),
}


def preset(name: str, current: Settings) -> Settings:
    """The settings of a preset; the reader's language stays."""
    return replace(DEFAULTS, lang=current.lang, **PRESETS[name])
