"""The case as a program in PyTorch: its pooling where it can, the nearest right form elsewhere."""

from cnnpool.export.case import Case
from cnnpool.export.programs.coordinates import (
    FIRST_REAL,
    cells,
    coordinates,
    divisor,
    read_mask,
    slices,
)
from cnnpool.export.programs.listing import (
    call,
    file_notes,
    given,
    lines,
    listing,
    number,
    printing,
    results,
)
from cnnpool.export.programs.program import Note, Program
from cnnpool.export.programs.pytorch_arguments import obstacle, placed, sliding
from cnnpool.export.programs.windows import Windows
from cnnpool.export.programs.working import printed, working_dtype


def render(case: Case) -> Program:
    work, notes = working_dtype(case, "PyTorch")
    if work is None:
        return Program("pytorch", None, notes)
    windows = Windows(case)
    function, forward, reasons = FORMS[case.layer.mode](windows)
    text = listing(
        "import sys",
        "import numpy as np\nimport torch" + _functional(forward + function),
        printing(),
        function,
        given(case),
        f"x = torch.tensor(x, dtype=torch.{work}, requires_grad=True)",
        forward,
        f"y.backward(torch.tensor(dy, dtype=torch.{work}))",
        results(
            y=printed("y.detach().numpy()", case, work),
            indices="indices.numpy()" if case.layer.mode == "max" else "",
            dx=printed("x.grad.numpy()", case, work),
        ),
    )
    return Program("pytorch", text, notes + reasons + file_notes(case))


def _functional(code: str) -> str:
    return "\nimport torch.nn.functional as F" if "F." in code else ""


def _padding(windows: Windows, source: str, value: str = "") -> str:
    """Lines that pad ``source`` as far as the windows reach."""
    (top, bottom), (left, right) = windows.reach
    return lines(
        "# Left, right, top, bottom: as far as the windows reach.",
        f"padded = F.pad({source}, ({left}, {right}, {top}, {bottom}){value})",
    )


# --- max --------------------------------------------------------------------------------------


def _max(windows: Windows) -> tuple[str, str, tuple[Note, ...]]:
    reason = obstacle(windows)
    if windows.most_nan > 1:
        return *_gathered(windows), (("program_pytorch_nan", {}),)
    if reason and windows.padding_ties(float("-inf")):
        return *_gathered(windows), (reason, ("program_pytorch_infinite", {}))
    if reason:
        return "", _max_padded(windows), (reason,)
    arguments = sliding(windows) | placed(windows)
    return "", _max_call("y, indices", "x", arguments), ()


def _max_call(targets: str, source: str, arguments: dict[str, object]) -> str:
    return f"{targets} = {call('F.max_pool2d', source, **arguments, return_indices=True)}"


def _max_padded(windows: Windows) -> str:
    (top, _), (left, _) = windows.reach
    W = windows.grid.cols.size
    row = f"(places // padded.shape[-1]{f' - {top}' if top else ''})"
    col = f"places % padded.shape[-1]{f' - {left}' if left else ''}"
    return lines(
        _padding(windows, "x", ", value=-torch.inf"),
        _max_call("y, places", "padded", sliding(windows)),
        "# The winners' places h*W + w in x: without the padding.",
        f"indices = {row} * {W} + {col}",
    )


def _gathered(windows: Windows) -> tuple[str, str]:
    """Every window gathered by index, and its first largest cell: right for any numbers."""
    forward = lines(
        coordinates(windows),
        cells(windows),
        "cells = torch.tensor(cells)",
        "",
        "windows = x.flatten(2)[:, :, cells]  # (N, C, OH, OW, KH*KW)",
        "winner = windows.argmax(dim=-1, keepdim=True)  # the first of equals, a NaN before all",
        "y = windows.gather(-1, winner)[..., 0]",
        "indices = cells.expand_as(windows).gather(-1, winner)[..., 0]",
    )
    return FIRST_REAL if windows.padded else "", forward


# --- average and norm -------------------------------------------------------------------------


def _avg(windows: Windows) -> tuple[str, str, tuple[Note, ...]]:
    reason = obstacle(windows)
    if reason:
        return *_averaged(windows), (reason,)
    layer = windows.layer
    arguments = sliding(windows) | placed(windows)
    if not layer.count_include_pad and windows.pads != ((0, 0), (0, 0)):
        arguments["count_include_pad"] = False
    if layer.divisor_override is not None:
        arguments["divisor_override"] = layer.divisor_override
    return "", f"y = {call('F.avg_pool2d', 'x', **arguments)}", ()


def _averaged(windows: Windows) -> tuple[str, str]:
    """Sums over the padded plane, divided by what each window counts."""
    function, sums = _sums(windows, "x", windows.divisor or 1)
    if windows.divisor is not None:
        divided = f" / {windows.divisor}" if windows.dilated else ""
        return function, lines(*sums[:-1], f"y = {sums[-1]}{divided}")
    return function, lines(
        *sums[:-1],
        coordinates(windows),
        divisor(windows),
        f"y = {sums[-1]} / torch.tensor(divisor)",
    )


def _sums(windows: Windows, source: str, divisor: int = 1) -> tuple[str, tuple[str, ...]]:
    """What sums up every window of ``source``: a function, lines, and last the expression.

    The pooling function divides by the ``divisor`` at once; a sum of slices leaves it to be done.
    """
    area = windows.grid.rows.kernel * windows.grid.cols.kernel
    arguments = sliding(windows)
    if divisor != area:
        arguments["divisor_override"] = divisor
    padding = (_padding(windows, source),) if windows.padded else ()
    plane = "padded" if windows.padded else source
    if windows.dilated:
        return _sum_function(windows), (*padding, f"window_sums({plane})")
    return "", (*padding, call("F.avg_pool2d", plane, **arguments))


def _sum_function(windows: Windows) -> str:
    return f'''
def window_sums(plane):
    """The sum of every window, (N, C, OH, OW): one slice of the plane for each of its cells."""
    return {slices(windows, "plane")}
'''


def _lp(windows: Windows) -> tuple[str, str, tuple[Note, ...]]:
    p = number(windows.layer.p)
    notes: tuple[Note, ...] = (("program_pytorch_lp", {}),)
    reason = obstacle(windows)
    if reason:
        function, sums = _sums(windows, "power")
        notes += (reason,)
    else:
        arguments = sliding(windows) | placed(windows)
        function, sums = "", (call("F.avg_pool2d", "power", **arguments, divisor_override=1),)
    return function, lines(_powers(windows, p), *sums[:-1], _root(windows, sums[-1])), notes


def _powers(windows: Windows, p: float) -> str:
    """Lines that make ``power``, the p-th powers of the magnitudes."""
    masked = windows.unread_infinite(p)
    x = "kept" if masked else "x"
    sign = f"{x}.sign()"
    if windows.most_nan:
        sign = f"torch.where({x}.isnan(), torch.nan, {x}.sign())"  # its own sign of NaN is 0
    power = f"{x} * {sign}  # |x|, with slope 0 at 0" if p == 1 else f"{x}.abs() ** {p}"
    return lines(
        lines(coordinates(windows), read_mask(windows)) if masked else None,
        "kept = torch.where(torch.tensor(read), x, 0)" if masked else None,
        f"power = {power}",
    )


def _root(windows: Windows, total: str) -> str:
    p = number(windows.layer.p)
    if p == 1 and windows.infinite_at_zero:
        return lines(f"total = {total}", "y = torch.where(total == 0, 0, total)")
    if p == 1:
        return f"y = {total}"
    return lines(
        f"total = {total}",
        "# A root has no slope at 0: there the norm is 0, and no gradient goes back.",
        "zero = total == 0",
        f"y = torch.where(zero, 1, total) ** (1 / {p})",
        "y = torch.where(zero, 0, y)",
    )


FORMS = {"max": _max, "avg": _avg, "lp": _lp}
