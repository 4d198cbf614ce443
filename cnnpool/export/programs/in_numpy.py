"""The case as a program in NumPy alone: im2col, a reduction, its gradient, col2im.

Only what these settings need is written: no padding, no dilation, no other mode.
"""

import numpy as np

from cnnpool.checks import gradient_dtype, sum_dtype
from cnnpool.export.case import Case
from cnnpool.export.programs.listing import (
    file_notes,
    given,
    lines,
    listing,
    number,
    printing,
    results,
)
from cnnpool.export.programs.numpy_windows import has_padding, letters, lowest, padding, sizes, taps
from cnnpool.export.programs.program import Program
from cnnpool.export.programs.windows import Windows


def render(case: Case) -> Program:
    windows = Windows(case)
    text = listing(
        "import sys",
        "import numpy as np",
        printing(),
        _quiet(case),
        given(case),
        _wider(case),
        letters(windows),
        sizes(windows),
        taps(windows),
        padding(windows),
        _im2col(windows),
        REDUCTIONS[case.layer.mode](windows),
        _col2im(windows),
        _printed(case),
    )
    return Program("numpy", text, file_notes(case))


def _quiet(case: Case) -> str:
    """No warnings where NaN and infinities are meant, or where a norm of 0 has no slope."""
    with np.errstate(all="ignore"):
        y, dx = case.trace.y, case.trace.dx
        plain = all(np.isfinite(a).all() for a in (case.x, case.dy, y, dx))
    if plain and not (case.layer.mode == "lp" and (y == 0).any()):
        return ""
    return 'np.seterr(all="ignore")  # NaN, infinities and 0 go through the formulas as they are'


def _wider(case: Case) -> str:
    """Sums need floating dtypes of at least 32 bits, as the layer has them; a maximum does not."""
    if case.layer.mode == "max":
        return ""
    x = sum_dtype(gradient_dtype(case.x))
    dy = np.result_type(x, case.dy.dtype) if case.dy.dtype.kind == "f" else case.dy.dtype
    return lines(
        f"x = x.astype(np.{x.name})  # for the sums" if case.x.dtype != x else None,
        f"dy = dy.astype(np.{dy.name})  # for the sums" if case.dy.dtype != dy else None,
    )


# --- im2col, and back -------------------------------------------------------------------------


def _source(windows: Windows) -> str:
    return "padded" if windows.padded else "x"


def _im2col(windows: Windows) -> str:
    return lines(
        "# im2col: the cells of every window side by side, (N, C, OH, OW, KH*KW).",
        f"windows = np.stack([{_source(windows)}[cells] for cells in taps()], axis=-1)",
    )


def _col2im(windows: Windows) -> str:
    sums = sum_dtype(gradient_dtype(windows.x)).name
    dtype = "" if sums == "float64" else f", np.{sums}"
    return lines(
        "# col2im: back to the cells they came from; where windows overlap, gradients add.",
        f"dx = np.zeros({_source(windows)}.shape{dtype})",
        "for k, cells in enumerate(taps()):",
        "    dx[cells] += shares[..., k]",
        "dx = dx[inside]" if windows.padded else None,
    )


# --- forward and backward of a window ---------------------------------------------------------


def _max(windows: Windows) -> str:
    forward = lines(
        "# The first of the largest cells wins, a NaN before all.",
        "max_index = windows.argmax(axis=-1)",
        _rescued(windows),
        "y = np.take_along_axis(windows, max_index[..., None], axis=-1)[..., 0]",
    )
    backward = lines(
        "# One-hot times dy: the winner takes all, the others nothing.",
        "one_hot = max_index[..., None] == np.arange(KH * KW)",
        "shares = np.where(one_hot, dy[..., None], 0)",
    )
    return f"{forward}\n\n{backward}"


def _rescued(windows: Windows) -> str | None:
    """Where x itself holds the padding's value, a window of nothing else may not lose to it."""
    if not (windows.padded and windows.padding_ties(lowest(windows)[0])):
        return None
    return lines(
        "# Where all are the smallest value, padding ties, but only a cell of x can win.",
        "real = np.zeros(padded.shape, bool)",
        "real[inside] = True",
        "real = np.stack([real[cells] for cells in taps()], axis=-1)",
        "won = np.take_along_axis(real, max_index[..., None], axis=-1)[..., 0]",
        "max_index = np.where(won, max_index, real.argmax(axis=-1))",
    )


def _avg(windows: Windows) -> str:
    return lines(
        _divisor(windows),
        "y = windows.sum(axis=-1) / divisor",
        "",
        "# Every cell of a window gets the same share.",
        "shares = np.repeat((dy / divisor)[..., None], KH * KW, axis=-1)",
    )


def _divisor(windows: Windows) -> str:
    if windows.layer.divisor_override is not None:
        return f"divisor = {windows.layer.divisor_override}"
    if windows.divisor == windows.grid.rows.kernel * windows.grid.cols.kernel:
        return "divisor = KH * KW"
    counted, area = (
        ("cells of x and of its padding", _explicit(windows))
        if windows.layer.count_include_pad
        else ("cells of x alone", "inside")
    )
    return lines(
        f"# How many {counted} each window covers, (OH, OW).",
        "ones = np.zeros(padded.shape[2:])",
        f"ones[{area}] = 1",
        "divisor = sum(ones[cells] for cells in taps())",
    )


def _explicit(windows: Windows) -> str:
    """Input and padding in the padded plane, without what hangs over the end."""
    rows, cols = ("PT + H + PB", "PL + W + PR") if has_padding(windows) else ("H", "W")
    return f":{rows}, :{cols}"


def _lp(windows: Windows) -> str:
    p = number(windows.layer.p)
    if p == 1:
        shares = "np.sign(windows) * dy[..., None]"
        if windows.infinite_at_zero:
            shares = f"np.where(y[..., None] == 0, 0, {shares})"
        return lines(
            "y = np.abs(windows).sum(axis=-1)",
            "",
            "# The slope of |x| is its sign.",
            f"shares = {shares}",
        )
    return lines(
        f"p = {p}",
        "y = (np.abs(windows) ** p).sum(axis=-1) ** (1 / p)",
        "",
        "# dy/dx = sign(x) |x|^(p-1) y^(1-p), and 0 where y is 0.",
        "slopes = np.sign(windows) * np.abs(windows) ** (p - 1) * y[..., None] ** (1 - p)",
        "shares = np.where(y[..., None] == 0, 0, slopes * dy[..., None])",
    )


REDUCTIONS = {"max": _max, "avg": _avg, "lp": _lp}


def _printed(case: Case) -> str:
    """The results in the dtypes of the layer: sums of half precision were wider until here."""
    half = ".astype(np.float16)" if case.x.dtype == np.float16 else ""
    if case.layer.mode == "max":
        return results(y="y", max_index="max_index", dx=f"dx{half}")
    return results(y=f"y{half}", dx=f"dx{half}")
