"""What the arguments of PyTorch's pooling functions can say of the windows, and what they can't."""

from cnnpool.export.programs.listing import short
from cnnpool.export.programs.program import Note
from cnnpool.export.programs.windows import Windows

FUNCTIONS = {"max": "F.max_pool2d", "avg": "F.avg_pool2d", "lp": "F.avg_pool2d"}


def obstacle(windows: Windows) -> Note | None:
    """Why the windows cannot be said by a pooling function's own arguments; None where they can."""
    function = FUNCTIONS[windows.layer.mode]
    if windows.dilated and function == "F.avg_pool2d":
        return ("program_pytorch_dilation", {})
    if any(before != after for before, after in windows.pads):
        (top, bottom), (left, right) = windows.pads
        sides = dict(top=top, bottom=bottom, left=left, right=right)
        return ("program_pytorch_sides", {"function": function, **sides})
    for axis in windows.axes:
        if 2 * axis.before > axis.kernel:
            pad = dict(pad=axis.before, kernel=axis.kernel)
            return ("program_pytorch_half", {"function": function, **pad})
    return None


def sliding(windows: Windows) -> dict[str, object]:
    """The arguments that say kernel, stride and dilation."""
    rows, cols = windows.axes
    kernel, stride = (rows.kernel, cols.kernel), (rows.stride, cols.stride)
    return {
        "kernel_size": short(kernel),
        **({"stride": short(stride)} if stride != kernel else {}),
        **({"dilation": short((rows.dilation, cols.dilation))} if windows.dilated else {}),
    }


def placed(windows: Windows) -> dict[str, object]:
    """The arguments that say padding and rounding, where nothing stands in the way.

    The windows of a "same" fit exactly, or leave cells over: rounding down counts them right.
    """
    (top, _), (left, _) = windows.pads
    rounds_up = windows.geometry.ceil_mode and not windows.same
    return {
        **({"padding": short((top, left))} if top or left else {}),
        **({"ceil_mode": True} if rounds_up else {}),
    }
