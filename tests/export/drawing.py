"""An SVG of the panels taken apart: where its cells, numbers and marks stand, in pixels."""

import base64
import io
import re
from dataclasses import dataclass
from xml.etree import ElementTree

import numpy as np
from PIL import Image

SVG, LINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}"


@dataclass(frozen=True)
class Box:
    x: float
    y: float
    width: float
    height: float

    @classmethod
    def of(cls, element):
        return cls(*(float(element.get(name)) for name in ("x", "y", "width", "height")))

    def holds(self, x: float, y: float) -> bool:
        return self.x < x < self.x + self.width and self.y < y < self.y + self.height

    @property
    def middle(self) -> tuple[float, float]:
        return self.x + self.width / 2, self.y + self.height / 2


class Drawing:
    """The whole sheet; ``panel(key)`` is one of the six."""

    def __init__(self, svg: str):
        self.root = ElementTree.fromstring(svg.encode())

    def panel(self, key: str) -> "Panel":
        return Panel(self.root.find(f".//*[@data-panel='{key}']"))

    @property
    def texts(self) -> list[str]:
        return ["".join(text.itertext()) for text in self.root.iter(f"{SVG}text")]

    def find(self, said: str):
        """The element of a text, which stands once."""
        found = [t for t in self.root.iter(f"{SVG}text") if "".join(t.itertext()) == said]
        assert len(found) == 1, said
        return found[0]

    @property
    def roles(self) -> set[str]:
        return {g.get("data-role") for g in self.root.iter(f"{SVG}g")} - {None}


class Panel:
    """The parts of one panel, in its own pixels."""

    def __init__(self, group):
        self.group = group
        left, top = re.fullmatch(r"translate\((.*) (.*)\)", group.get("transform")).groups()
        self.left, self.top = float(left), float(top)
        self.image = group.find(f".//{SVG}image")

    def cells(self, shape) -> tuple[list[Box], np.ndarray]:
        """Every cell's box and colour (red, green, blue), row by row."""
        if self.image is not None:
            return self._dots(shape)
        rects = next(
            g
            for g in self.group.iter(f"{SVG}g")
            if g is not self.group and g.get("data-role") is None and len(g.findall(f"{SVG}rect"))
        )
        colours = [r.get("fill") for r in rects]
        channels = [[int(c[i : i + 2], 16) for i in (1, 3, 5)] for c in colours]
        return [Box.of(r) for r in rects], np.array(channels)

    def _dots(self, shape):
        rows, cols = shape
        whole = Box.of(self.image)
        data = self.image.get(f"{LINK}href").removeprefix("data:image/png;base64,")
        dots = np.asarray(Image.open(io.BytesIO(base64.b64decode(data))))
        high, wide = dots.shape[0] // rows, dots.shape[1] // cols
        assert dots.shape == (high * rows, wide * cols, 3)
        cells = dots.reshape(rows, high, cols, wide, 3)
        assert (cells == cells[:, :1, :, :1]).all()  # every cell is of one colour
        w, h = whole.width / cols, whole.height / rows
        boxes = [
            Box(whole.x + c * w, whole.y + r * h, w, h) for r in range(rows) for c in range(cols)
        ]
        return boxes, cells[:, 0, :, 0].reshape(-1, 3)

    @property
    def numbers(self) -> list:
        """The texts that stand in cells, row by row."""
        group = next(
            (g for g in self.group.iter(f"{SVG}g") if g.get("text-anchor") == "middle"), None
        )
        return [] if group is None else list(group)

    def labels(self, anchor: str) -> list:
        """The texts above the columns ("middle") or beside the rows and in the corner ("end")."""
        return [t for t in self.group.findall(f"{SVG}text") if t.get("text-anchor") == anchor]

    def marked(self, shape) -> dict[str, set[tuple[int, int]]]:
        """role -> the cells whose middle lies in a frame of it."""
        boxes, _ = self.cells(shape)
        found = {}
        for group in self.group.iter(f"{SVG}g"):
            if (role := group.get("data-role")) is None:
                continue
            frame = Box.of(group[-1])
            inside = {divmod(i, shape[1]) for i, b in enumerate(boxes) if frame.holds(*b.middle)}
            found.setdefault(role, set()).update(inside)
        return found
