"""The size rule written out with the numbers of one axis, as the page shows it."""

from cnnpool.axis import Axis, output_size, span
from cnnpool.errors import Words
from cnnpool.geometry import Geometry


def size_formula(axis: Axis, geometry: Geometry, letter: str) -> str:
    """The output size of one axis; ``letter`` is "H" or "W".

    >>> geometry = Geometry.checked(2, None, 0, 1, ceil_mode=True)
    >>> size_formula(geometry.grid(5, 4).rows, geometry, "H")
    'OH = ⌈(5 + 0 + 0 − 1·(2 − 1) − 1) / 2⌉ + 1 = 3'
    """
    if isinstance(geometry.padding, str):
        return f"O{letter} = ⌈{axis.size} / {axis.stride}⌉ = {axis.out}"
    opening, closing = "⌈⌉" if geometry.ceil_mode else "⌊⌋"
    room = f"{axis.size} + {axis.before} + {axis.after} − {axis.dilation}·({axis.kernel} − 1) − 1"
    plain = rounded_up(axis) if geometry.ceil_mode else axis.out
    result = str(axis.out) if plain == axis.out else f"{plain} → {axis.out}"
    return f"O{letter} = {opening}({room}) / {axis.stride}{closing} + 1 = {result}"


def size_notes(axis: Axis, geometry: Geometry) -> list[Words]:
    """What there is to say beside the formula: keys of the catalogues and their values.

    >>> geometry = Geometry.checked(2, None, 0, 1, ceil_mode=True)
    >>> size_notes(geometry.grid(5, 4).rows, geometry)
    [('floor_or_ceil', {'floor': 2, 'ceil': 3})]
    """
    if isinstance(geometry.padding, str):
        return [("same_pads", {"before": axis.before, "after": axis.after})]
    notes: list[Words] = []
    floor, ceil = floor_and_ceil(axis)
    if floor != ceil:
        notes.append(("floor_or_ceil", {"floor": floor, "ceil": ceil}))
    if geometry.ceil_mode and rounded_up(axis) != axis.out:
        notes.append(("starts_in_padding", {}))
    return notes


def size_letters(geometry: Geometry, letter: str) -> str:
    """The same rule in letters."""
    if isinstance(geometry.padding, str):
        return f"O{letter} = ⌈{letter} / S{letter}⌉"
    opening, closing = "⌈⌉" if geometry.ceil_mode else "⌊⌋"
    pads = "PT + PB" if letter == "H" else "PL + PR"
    room = f"{letter} + {pads} − D{letter}·(K{letter} − 1) − 1"
    return f"O{letter} = {opening}({room}) / S{letter}{closing} + 1"


def floor_and_ceil(axis: Axis) -> tuple[int, int]:
    """The sizes that rounding down and rounding up give on the same axis."""
    arguments = (axis.size, axis.kernel, axis.stride, axis.before, axis.after, axis.dilation)
    return output_size(*arguments, ceil_mode=False), output_size(*arguments, ceil_mode=True)


def rounded_up(axis: Axis) -> int:
    """The rounded-up size before a window that would start in the padding is dropped."""
    room = span(axis.size, axis.kernel, axis.before, axis.after, axis.dilation)
    return -(-room // axis.stride) + 1
