"""The parts of a drawing as SVG text: every text and attribute escaped, every number short."""

import base64
import io
from types import ModuleType
from typing import SupportsFloat
from unicodedata import east_asian_width
from xml.sax.saxutils import escape, quoteattr

import numpy as np

# The first that a reader's machine has; the fonts named last hold Japanese letters.
FONTS = "'Source Sans 3', 'Segoe UI', 'Helvetica Neue', Arial, 'Noto Sans CJK JP', 'Hiragino Sans', 'Yu Gothic', sans-serif"  # fmt: skip  # noqa: E501
HALF_HEIGHT = 0.35  # of a text's size, from its base line to the middle of a digit
INK = "#1d2733"


def tag(name: str, content: str = "", /, **attributes: str | SupportsFloat | None) -> str:
    """One element; an underscore in an attribute's name is a hyphen, None leaves it out.

    >>> tag("rect", x=1.0, stroke_width=2.345678, fill=None)
    '<rect x="1" stroke-width="2.35"/>'
    """
    written = "".join(
        f" {key.rstrip('_').replace('_', '-')}={quoteattr(short(value))}"
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{written}>{content}</{name}>" if content else f"<{name}{written}/>"


def text(
    said: str, x: float, y: float, size: float, **attributes: str | SupportsFloat | None
) -> str:
    """A line of text that stands on ``y``.

    >>> text("1 < 2", 5, 9, 12, fill="#000")
    '<text x="5" y="9" font-size="12" fill="#000">1 &lt; 2</text>'
    """
    return tag("text", escape(said), x=x, y=y, font_size=size, **attributes)


def width_of(said: str, size: float) -> float:
    """About how wide a text is; Japanese letters are square.

    >>> round(width_of("dy", 10)), round(width_of("入力", 10))
    (11, 20)
    """
    return sum(size if east_asian_width(letter) in "WF" else 0.55 * size for letter in said)


def picture(colours: np.ndarray, x: float, y: float, width: float, height: float) -> str:
    """Cells of the colours (rows, cols, 3), from 0 to 1, as a PNG inside the drawing.

    Every cell is several pixels: programs that smooth what they enlarge still show its edges.
    """
    rows, cols = colours.shape[:2]
    dots = np.round(colours * 255).astype(np.uint8)
    dots = dots.repeat(max(1, -(-int(2 * height) // rows)), axis=0)
    dots = dots.repeat(max(1, -(-int(2 * width) // cols)), axis=1)
    file = io.BytesIO()
    _image().fromarray(dots).save(file, "PNG", optimize=True)
    data = "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()
    return (
        f'<image x="{short(x)}" y="{short(y)}" width="{short(width)}" height="{short(height)}" '
        f'preserveAspectRatio="none" image-rendering="pixelated" xlink:href="{data}"/>'
    )


def _image() -> ModuleType:
    """Pillow, which only large panels need."""
    try:
        from PIL import Image
    except ImportError as error:
        raise ImportError(
            "a panel of so many cells needs the package pillow: pip install pillow", name="PIL"
        ) from error
    return Image


def short(value: str | SupportsFloat) -> str:
    """A number to a hundredth of a pixel; anything else as it is."""
    if isinstance(value, str):
        return value
    return f"{round(float(value), 2) + 0.0:.10g}"


def document(parts: list[str], size: tuple[float, float], about: str, lang: str) -> str:
    """A drawing on white ground; ``about`` is for who cannot see it."""
    width, height = (round(side) for side in size)
    ground = tag("rect", width=width, height=height, fill="#ffffff")
    inside = "\n".join([tag("title", escape(about)), ground, *filter(None, parts)])
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img" '
        f'xml:lang="{lang}" font-family={quoteattr(FONTS)} fill="{INK}">\n{inside}\n</svg>\n'
    )
