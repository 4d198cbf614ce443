"""Every number in a cell can be read: its ink has WCAG 2's contrast of 4.5 with the cell."""

import re

import numpy as np
import pytest

from cnnpool.colours import SPECIAL_COLOURS, Colours
from tests.page.drawing import matrix, numbers_of, plane, special


def contrast(one, other) -> float:
    """WCAG 2's contrast of two colours of 0 to 255."""
    light, dark = sorted(map(relative_luminance, (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def relative_luminance(rgb) -> float:
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in np.array(rgb) / 255
    ]
    return float(np.dot(linear, (0.2126, 0.7152, 0.0722)))


def rgb(colour: str) -> list[int]:
    return [int(pair, 16) for pair in re.findall("..", colour[1:])]


def painted(value: float, first: dict) -> list[float]:
    """The colour of a cell: Plotly mixes the red, green and blue of the two nearest stops."""
    place = np.clip((value - first["zmin"]) / (first["zmax"] - first["zmin"]), 0, 1)
    stops, colours = zip(*first["colorscale"], strict=True)
    channels = np.array([rgb(colour) for colour in colours]).T
    return [np.interp(place, stops, channel) for channel in channels]


def worst(figure: dict) -> tuple[float, float]:
    """The smallest contrast of a number with its cell, and the number."""
    first, looks = figure["data"][0], special(figure)
    kinds = looks["z"] if looks else np.full(first["z"].shape, np.nan)
    inks = numbers_of(figure)["textfont"]["color"]
    cells = zip(first["z"].ravel(), kinds.ravel(), inks, strict=True)
    return min(
        (
            contrast(
                rgb(ink),
                painted(value, first) if np.isnan(kind) else rgb(SPECIAL_COLOURS[int(kind)]),
            ),
            float(value),
        )
        for value, kind, ink in cells
    )


SCALES = {
    "values": lambda low, high: Colours.values((low, high)),
    "pictures": lambda low, high: Colours.values((low, high), picture=True),
    "gradients": lambda low, high: Colours(Colours.gradients((1,)).scale, low, high),
}


@pytest.mark.parametrize("scale", SCALES)
def test_every_number_can_be_read(scale):
    z = np.arange(100).reshape(10, 10)
    for shift in range(20):  # 2000 places along the scale
        colours = SCALES[scale](-shift / 20, 100 - shift / 20)
        least, value = worst(plane(z, colours))
        assert least >= 4.5, f"{value} on a scale from {colours.low} to {colours.high}"


@pytest.mark.parametrize("scale", SCALES)
def test_numbers_beyond_the_scale_and_on_special_cells_can_be_read(scale):
    z = np.array([[-50, 150, np.nan], [np.inf, -np.inf, 3]])
    padding = np.array([[False, False, False], [False, False, True]])
    colours = SCALES[scale](0, 100)
    assert worst(plane(z, colours))[0] >= 4.5
    assert worst(matrix(z, colours, padding=padding))[0] >= 4.5
