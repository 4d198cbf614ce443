"""Lines of the NumPy program that say where the windows lie: letters, sizes, taps, padding."""

import numpy as np

from cnnpool.axis import Axis, span
from cnnpool.export.programs.listing import lines
from cnnpool.export.programs.windows import Windows


def letters(windows: Windows) -> str:
    rows, cols = windows.axes
    (PT, PB), (PL, PR) = windows.pads
    why = f', as "{windows.same}" has it' if windows.same else ""
    return lines(
        "N, C, H, W = x.shape",
        f"KH, KW = {rows.kernel}, {cols.kernel}  # kernel",
        f"SH, SW = {rows.stride}, {cols.stride}  # stride",
        f"DH, DW = {rows.dilation}, {cols.dilation}  # dilation" if windows.dilated else None,
        f"PT, PB, PL, PR = {PT}, {PB}, {PL}, {PR}  # padding: top, bottom, left, right{why}"
        if has_padding(windows)
        else None,
    )


def has_padding(windows: Windows) -> bool:
    return windows.pads != ((0, 0), (0, 0))


def sizes(windows: Windows) -> str:
    """The size rule, one line for each axis."""
    if windows.same:
        rule = '"same": a window at every stride-th cell'
    elif windows.geometry.ceil_mode:
        rule = "How many windows there are, rounded up: the last may hang over the end"
    else:
        rule = "How many windows fit, rounded down"
    rows, cols = (_size(windows, i) for i in (0, 1))
    return lines(f"# {rule}.", rows, cols)


def _size(windows: Windows, i: int) -> str:
    axis, size = windows.axes[i], "HW"[i]
    if windows.same:
        return f"O{size} = -(-{size} // S{size})"
    pads = f" + {'PT + PB' if i == 0 else 'PL + PR'}" if has_padding(windows) else ""
    room = f"{size}{pads} - {_effective(windows, size)}"
    if not windows.geometry.ceil_mode:
        return f"O{size} = ({room}) // S{size} + 1"
    counted = f"O{size} = -(-({room}) // S{size}) + 1"
    if axis.out == _formula(axis):
        return counted
    return lines(counted, f"O{size} -= 1  # the last would start in the padding after the input")


def _formula(axis: Axis) -> int:
    """The size before windows that start in the padding are dropped."""
    room = span(axis.size, axis.kernel, axis.before, axis.after, axis.dilation)
    return -(-room // axis.stride) + 1


def _effective(windows: Windows, size: str, sign: str = "-") -> str:
    """How many cells a window spans, to be taken away or added."""
    return f"D{size} * (K{size} - 1) {sign} 1" if windows.dilated else f"K{size}"


def taps(windows: Windows) -> str:
    rows, cols = ("kh * DH", "kw * DW") if windows.dilated else ("kh", "kw")
    return f'''
def taps():
    """For every offset (kh, kw) of the window: the cells that all windows read there."""
    for kh in range(KH):
        for kw in range(KW):
            rows = slice({rows}, {rows} + SH * OH, SH)
            cols = slice({cols}, {cols} + SW * OW, SW)
            yield ..., rows, cols
'''


# --- padding ----------------------------------------------------------------------------------


def padding(windows: Windows) -> str:
    if not windows.padded:
        return ""
    return lines(
        f"# Padding as far as the windows reach: {_PADDING[windows.layer.mode]}.",
        *(_after(windows, i) for i in (0, 1)),
        f"pads = {_pads(windows)}",
        f"padded = np.pad(x, pads{_filled(windows)})",
        f"inside = {_inside(windows)}  # x in padded",
    )


_PADDING = {
    "max": "the smallest value, so that it never beats a number",
    "avg": "0 adds nothing",
    "lp": "0 adds nothing",
}


def _after(windows: Windows, i: int) -> str | None:
    """How far the last window reaches past the input, as a line; None where it does not."""
    if windows.reach[i][1] == 0:
        return None
    size, name = "HW"[i], ("bottom", "right")[i]
    before = f" - {'PL' if i else 'PT'}" if windows.reach[i][0] else ""
    return f"{name} = (O{size} - 1) * S{size} + {_effective(windows, size, '+')}{before} - {size}"


def _pads(windows: Windows) -> str:
    (top, bottom), (left, right) = windows.reach
    rows = f"({'PT' if top else 0}, {'bottom' if bottom else 0})"
    cols = f"({'PL' if left else 0}, {'right' if right else 0})"
    return f"(0, 0), (0, 0), {rows}, {cols}"


def _filled(windows: Windows) -> str:
    return f", constant_values={lowest(windows)[1]}" if windows.layer.mode == "max" else ""


def lowest(windows: Windows) -> tuple[float, str]:
    """The smallest value of the dtype of ``x``, and how NumPy writes it."""
    dtype = windows.x.dtype
    if dtype.kind == "f":
        return -np.inf, "-np.inf"
    if dtype.kind == "b":
        return False, "False"
    return np.iinfo(dtype).min, f"np.iinfo(np.{dtype.name}).min"


def _inside(windows: Windows) -> str:
    (top, _), (left, _) = windows.reach
    rows = "slice(PT, PT + H)" if top else "slice(H)"
    cols = "slice(PL, PL + W)" if left else "slice(W)"
    return f"..., {rows}, {cols}"
