"""One panel's figure as SVG: its cells, numbers, ticks and shapes, out of the figure's own dict.

Nothing is decided here that the figure has decided: colours, numbers, their size and ink, ticks.
"""

import re
from functools import cached_property

import numpy as np

from cnnpool.colours import Colours, painted
from cnnpool.export.svg import HALF_HEIGHT, picture, short, tag, text
from cnnpool.export.svg_axes import every, positions, reach
from cnnpool.export.svg_marks import framed
from cnnpool.figures import PANEL_WIDTH, Figure, Spec
from cnnpool.pinned import Mark

MOST_RECTANGLES = 1600  # more cells than this are one picture
THINNEST = 2  # pixels; thinner cells are a picture, too, so that none falls between two dots
SMALL = 11  # the size of what stands beside the cells
ABOVE = 8  # pixels from there to the cells: the label of the first row, however low, ends below it
LETTER = 0.55  # of its size, as wide as a digit is at most

Pixels = tuple[float, float, float, float]  # x, y, width, height

DASHES = {"solid": None, "dot": "2 2"}


class Plot:
    """A figure to be drawn from its upper left corner on, in pixels.

    ``box`` is where its cells and what surrounds them stand: (x, y, width, height).
    """

    def __init__(self, figure: Figure) -> None:
        drawn = figure.to_dict()
        self.layout, self.traces = drawn["layout"], drawn["data"]
        self.z: np.ndarray = figure.data[0]["z"]
        self.kinds = _kinds(figure, self.z.shape)
        rows, cols = self.z.shape
        self.first_col, self.cols = reach(self.layout["xaxis"], cols)
        self.first_row, self.rows = reach(self.layout["yaxis"], rows)
        self.cell = self._cell()
        margin = self.layout["margin"]
        self.box: Pixels = (
            margin["l"],
            margin["t"],
            self.cols * self.cell[1],
            self.rows * self.cell[0],
        )

    @property
    def size(self) -> tuple[float, float]:
        """Width and height with the labels."""
        left, top, width, height = self.box
        return left + width, top + height

    def _cell(self) -> tuple[float, float]:
        """Height and width of a cell: a plane's are square."""
        margin = self.layout["margin"]
        height = (self.layout["height"] - margin["t"] - margin["b"]) / self.rows
        width = PANEL_WIDTH / self.cols
        square = "scaleanchor" in self.layout["yaxis"]
        return (min(height, width),) * 2 if square else (height, width)

    def x(self, col: float) -> float:
        """The middle of a column."""
        return self.box[0] + (col - self.first_col) * self.cell[1]

    def y(self, row: float) -> float:
        """The middle of a row."""
        return self.box[1] + (row - self.first_row) * self.cell[0]

    def draw(self, marks: list[Mark]) -> str:
        """Everything, from the ground upwards."""
        shapes = self.layout.get("shapes", [])
        below = [shape for shape in shapes if shape.get("layer") == "below"]
        above = [shape for shape in shapes if shape.get("layer") != "below"]
        parts = [
            *map(self._shape, below),
            self._cells(),
            *map(self._shape, above),
            self._numbers(),
            self._ticks(),
            *map(self._corner, self.layout["annotations"]),
            *map(self._mark, marks),
        ]
        return "\n".join(part for part in parts if part)

    # --- cells --------------------------------------------------------------------------------

    @cached_property
    def _colours(self) -> np.ndarray:
        """(rows, cols, 3)"""
        values = self.traces[0]
        scale = Colours(values["colorscale"], values["zmin"], values["zmax"])
        return painted(self.z, self.kinds, scale)

    def _cells(self) -> str:
        rows, cols = self.z.shape
        if self.z.size > MOST_RECTANGLES or min(self.cell) < THINNEST:
            corner = self.x(-0.5), self.y(-0.5)
            return picture(self._colours, *corner, cols * self.cell[1], rows * self.cell[0])
        gap = self.traces[0].get("xgap", 0)
        high, wide = (side - gap for side in self.cell)
        cells = "".join(
            f'<rect x="{short(self.x(col) - wide / 2)}" y="{short(self.y(row) - high / 2)}" '
            f'width="{short(wide)}" height="{short(high)}" fill="{_hex(self._colours[row, col])}"/>'
            for row, col in np.ndindex(rows, cols)
        )
        return tag("g", cells, shape_rendering=None if gap else "crispEdges")

    def _numbers(self) -> str:
        numbers = next((t for t in self.traces if t["type"] == "scatter"), None)
        if numbers is None:
            return ""
        size, cols = numbers["textfont"]["size"], self.z.shape[1]
        below = HALF_HEIGHT * size
        said = "".join(
            text(number, self.x(i % cols), self.y(i // cols) + below, size, fill=ink)
            for i, (number, ink) in enumerate(
                zip(numbers["text"], numbers["textfont"]["color"], strict=True)
            )
        )
        return tag("g", said, text_anchor="middle")

    # --- around the cells ---------------------------------------------------------------------

    def _ticks(self) -> str:
        """The labels above the columns and beside the rows, as many as have room."""
        names = self.traces[0]
        across = positions(self.layout["xaxis"], names.get("x"))
        down = positions(self.layout["yaxis"], names.get("y"))
        wide = LETTER * SMALL * max(len(label) for _, label in across) + 6
        across = across[:: every(across, wide / self.cell[1])]
        down = down[:: every(down, (SMALL + 1) / self.cell[0])]
        left, top = self.box[:2]
        above = [
            text(label, self._clear(col, label), top - ABOVE, SMALL, text_anchor="middle")
            for col, label in across
        ]
        beside = [
            text(label, left - 5, self.y(row) + HALF_HEIGHT * SMALL, SMALL, text_anchor="end")
            for row, label in down
        ]
        return "".join(above + beside)

    def _clear(self, col: int, label: str) -> float:
        """The middle of a column's label, clear of what stands in the corner."""
        return max(self.x(col), self.box[0] + LETTER * SMALL * len(label) / 2)

    def _corner(self, annotation: Spec) -> str:
        """What rows and columns count, in the corner between their labels."""
        lines = annotation["text"].split("<br>")
        right, bottom = self.box[0] + annotation["xshift"] - 1, self.box[1] - ABOVE
        size = annotation["font"]["size"]
        return "".join(
            text(line, right, bottom - (len(lines) - 1 - i) * (size + 3), size, text_anchor="end")
            for i, line in enumerate(lines)
        )

    def _shape(self, shape: Spec) -> str:
        line = shape["line"]
        look = {"stroke": line["color"], "stroke_width": line["width"]}
        if shape["type"] == "path":
            return tag("path", d=self._path(shape["path"]), fill="none", **look)
        box = self._rectangle(*(shape[edge] + 0.5 for edge in ("y0", "x0", "y1", "x1")))
        dashes = DASHES[line["dash"]]
        return tag("rect", **box, fill=shape["fillcolor"], stroke_dasharray=dashes, **look)

    def _path(self, path: str) -> str:
        """A path of points "x,y" in cells as one in pixels."""
        return re.sub(
            r"(-?[\d.]+),(-?[\d.]+)",
            lambda at: f"{short(self.x(float(at[1])))},{short(self.y(float(at[2])))}",
            path,
        )

    def _mark(self, mark: Mark) -> str:
        return framed(mark.role, **self._rectangle(*mark.box))

    def _rectangle(self, top: float, left: float, bottom: float, right: float) -> dict[str, float]:
        """Cells from (top, left) up to (bottom, right), which is not included, in pixels."""
        x0, y0 = self.x(left - 0.5), self.y(top - 0.5)
        x1, y1 = self.x(right - 0.5), self.y(bottom - 0.5)
        return {"x": x0, "y": y0, "width": x1 - x0, "height": y1 - y0}


def _kinds(figure: Figure, shape: tuple[int, ...]) -> np.ndarray:
    """The looks of cells that the scale has no colour for: the figure's second heatmap."""
    special = [trace["z"] for trace in figure.data[1:] if trace["type"] == "heatmap"]
    return special[0] if special else np.full(shape, np.nan)


def _hex(channels: np.ndarray) -> str:
    return "#" + "".join(f"{round(float(c) * 255):02x}" for c in channels)
