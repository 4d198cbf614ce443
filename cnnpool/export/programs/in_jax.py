"""The case as a program in JAX: ``lax.reduce_window``, or gathered windows.

The windows are gathered where the gradient of ``reduce_window`` is not the layer's.
"""

from cnnpool.export.case import Case
from cnnpool.export.programs.coordinates import FIRST_REAL, cells, coordinates, divisor, read_mask
from cnnpool.export.programs.listing import (
    file_notes,
    given,
    lines,
    listing,
    number,
    printing,
    results,
)
from cnnpool.export.programs.program import Note, Program
from cnnpool.export.programs.windows import Windows
from cnnpool.export.programs.working import printed, working_dtype


def render(case: Case) -> Program:
    work, notes = working_dtype(case, "JAX", flushes=True)
    if work is None:
        return Program("jax", None, notes)
    windows = Windows(case)
    blocks, reasons = FORMS[case.layer.mode](windows)
    code = "\n".join(blocks)
    text = listing(
        "import sys",
        "import jax\nimport jax.numpy as jnp\nimport numpy as np"
        + ("\nfrom jax import lax" if "lax." in code else ""),
        'jax.config.update("jax_enable_x64", True)  # else float64 becomes float32\n' + printing(),
        given(case),
        *blocks,
        f"y, pullback = jax.vjp(pool, jnp.asarray(x, jnp.{work}))\n"
        f"(dx,) = pullback(jnp.asarray(dy, jnp.{work}))",
        results(
            y=printed("np.asarray(y)", case, work),
            dx=printed("np.asarray(dx)", case, work),
        ),
    )
    return Program("jax", text, notes + reasons + file_notes(case))


# --- max --------------------------------------------------------------------------------------


def _max(windows: Windows) -> tuple[list[str], tuple[Note, ...]]:
    reason = max_reason(windows, "JAX")
    if reason:
        return gathered(windows), (reason,)
    return ["def pool(x):\n    return " + _reduced(windows, "x", "-jnp.inf", "lax.max")], ()


def max_reason(windows: Windows, name: str) -> Note | None:
    """Why the gradient of JAX's windows is not the layer's; None where it is."""
    if windows.dilated:
        return ("program_jax_dilation", {})
    if windows.most_nan:
        return ("program_jax_nan", {"name": name})
    if windows.padded and windows.padding_ties(float("-inf")):
        return ("program_jax_infinite", {"name": name})
    return None


def gathered(windows: Windows, module: str = "jnp") -> list[str]:
    """Blocks: every window gathered by index, and its first largest cell.

    ``module`` holds reshape and take_along_axis; argmax is always JAX's, since that of Keras
    takes -0.0 for less than 0.0.
    """
    N, C, H, W = windows.x.shape
    planes = f"{module}.reshape(x, ({N}, {C}, {H * W}))"
    pool = lines(
        "def pool(x):",
        f"    windows = {planes}[:, :, cells]  # (N, C, OH, OW, KH*KW)",
        "    # argmax takes the first of equals, and a NaN before all.",
        "    winner = jnp.argmax(windows, axis=-1, keepdims=True)",
        f"    return {module}.take_along_axis(windows, winner, axis=-1)[..., 0]",
    )
    function = [FIRST_REAL] if windows.padded else []
    return [*function, lines(coordinates(windows), cells(windows)), pool]


# --- average and norm -------------------------------------------------------------------------


def _avg(windows: Windows) -> tuple[list[str], tuple[Note, ...]]:
    counted = [] if windows.divisor is not None else [lines(coordinates(windows), divisor(windows))]
    by = "divisor" if windows.divisor is None else windows.divisor
    pool = f"def pool(x):\n    return window_sums(x) / {by}"
    return [*counted, _sums(windows), pool], ()


def _sums(windows: Windows) -> str:
    return "def window_sums(plane):\n    return " + _reduced(windows, "plane", "0.0", "lax.add")


def _lp(windows: Windows) -> tuple[list[str], tuple[Note, ...]]:
    return norm(windows, _sums(windows), "jnp"), ()


def norm(windows: Windows, sums: str, module: str) -> list[str]:
    """Blocks: the norm out of ``window_sums``; ``module`` holds abs, sign and where."""
    p = windows.layer.p
    if not windows.unread_infinite(p):
        return [sums, lines("def pool(x):", _norm(windows, module))]
    mask = lines(coordinates(windows), read_mask(windows))
    masked = f"    x = {module}.where(read, x, 0.0)"
    return [mask, sums, lines("def pool(x):", masked, _norm(windows, module))]


def _norm(windows: Windows, module: str) -> str:
    p = number(windows.layer.p)
    sums = f"window_sums(x * {module}.sign(x))  # |x|, with slope 0 at 0"
    if p == 1 and windows.infinite_at_zero:
        return lines(f"    total = {sums}", f"    return {module}.where(total == 0, 0.0, total)")
    if p == 1:
        return f"    return {sums}"
    return lines(
        f"    total = window_sums({module}.abs(x) ** {p})",
        "    # A root has no slope at 0: there the norm is 0, and no gradient goes back.",
        "    zero = total == 0",
        f"    return {module}.where(zero, 0.0, {module}.where(zero, 1.0, total) ** (1 / {p}))",
    )


FORMS = {"max": _max, "avg": _avg, "lp": _lp}


# --- the windows ------------------------------------------------------------------------------


def _reduced(windows: Windows, source: str, start: str, reduce: str) -> str:
    """The call that slides the windows, over several lines; one indent deep."""
    rows, cols = windows.axes
    sides = f"((0, 0), (0, 0), {windows.reach[0]}, {windows.reach[1]})"
    padding = sides if windows.padded else '"VALID"'
    return lines(
        "lax.reduce_window(",
        f"        {source},",
        f"        {start},",
        f"        {reduce},",
        f"        window_dimensions=(1, 1, {rows.kernel}, {cols.kernel}),",
        f"        window_strides=(1, 1, {rows.stride}, {cols.stride}),",
        f"        padding={padding},",
        f"        window_dilation=(1, 1, {rows.dilation}, {cols.dilation}),"
        if windows.dilated
        else None,
        "    )",
    )
