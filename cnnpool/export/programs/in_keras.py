"""The case as a program in Keras over JAX: its pooling where it can, JAX's gradient always."""

from cnnpool.export.case import Case
from cnnpool.export.programs.coordinates import coordinates, divisor, slices
from cnnpool.export.programs.in_jax import gathered, max_reason, norm
from cnnpool.export.programs.listing import (
    file_notes,
    given,
    lines,
    listing,
    printing,
    results,
)
from cnnpool.export.programs.program import Note, Program
from cnnpool.export.programs.windows import Windows
from cnnpool.export.programs.working import printed, working_dtype


def render(case: Case) -> Program:
    work, notes = working_dtype(case, "Keras", flushes=True)
    if work is None:
        return Program("keras", None, notes)
    windows = Windows(case)
    blocks, reasons = FORMS[case.layer.mode](windows)
    text = listing(
        "import os\nimport sys",
        'os.environ["KERAS_BACKEND"] = "jax"  # before Keras is imported',
        "import jax\nimport jax.numpy as jnp\nimport keras\nimport numpy as np",
        'jax.config.update("jax_enable_x64", True)  # else float64 becomes float32\n' + printing(),
        given(case),
        *blocks,
        "# Keras leaves the gradient to its backend: here jax.vjp.\n"
        f"y, pullback = jax.vjp(pool, jnp.asarray(x, jnp.{work}))\n"
        f"(dx,) = pullback(jnp.asarray(dy, jnp.{work}))",
        results(
            y=printed("np.asarray(y)", case, work),
            dx=printed("np.asarray(dx)", case, work),
        ),
    )
    notes = (("program_keras_gradient", {}), *notes, *reasons)
    return Program("keras", text, notes + file_notes(case))


# --- what Keras' pooling takes ----------------------------------------------------------------


def _own(windows: Windows) -> str | None:
    """The word that Keras has for these windows: "valid", "same" or None."""
    if windows.dilated:
        return None
    if not windows.padded:
        return "valid"
    return "same" if windows.same == "same_upper" else None


def _obstacles(windows: Windows) -> tuple[Note, ...]:
    """Why the windows need more than Keras' own words."""
    if windows.dilated:
        return (("program_keras_dilation", {}),)
    if _own(windows):
        return ()
    (top, bottom), (left, right) = windows.reach
    sides = dict(top=top, bottom=bottom, left=left, right=right)
    return (("program_keras_overhang" if windows.overhangs else "program_keras_sides", sides),)


def _call(windows: Windows, function: str, source: str, padding: str) -> str:
    """The call over several lines, one indent deep."""
    rows, cols = windows.axes
    return lines(
        f"keras.ops.{function}(",
        f"        {source},",
        f"        pool_size={rows.kernel, cols.kernel},",
        f"        strides={rows.stride, cols.stride},",
        f'        padding="{padding}",',
        '        data_format="channels_first",',
        "    )",
    )


def _padding(windows: Windows, source: str, **value: str) -> str:
    """The line that pads ``source`` as far as the windows reach."""
    rows, cols = windows.reach
    filled = "".join(f", {name}={number}" for name, number in value.items())
    return f"    {source} = keras.ops.pad({source}, ((0, 0), (0, 0), {rows}, {cols}){filled})"


# --- max --------------------------------------------------------------------------------------


def _max(windows: Windows) -> tuple[list[str], tuple[Note, ...]]:
    reason = max_reason(windows, "Keras")
    if windows.dilated:
        return gathered(windows, "keras.ops"), _obstacles(windows)
    if reason:
        return gathered(windows, "keras.ops"), (reason,)
    own = _own(windows)
    padding = None if own else _padding(windows, "x", constant_values="-np.inf")
    pooled = f"    return {_call(windows, 'max_pool', 'x', own or 'valid')}"
    return [lines("def pool(x):", padding, pooled)], _obstacles(windows)


# --- average and norm -------------------------------------------------------------------------


def _avg(windows: Windows) -> tuple[list[str], tuple[Note, ...]]:
    own = _own(windows)
    if own and (_real_alone(windows) if own == "same" else windows.divisor == _area(windows)):
        return [f"def pool(x):\n    return {_call(windows, 'average_pool', 'x', own)}"], ()
    counted = [] if windows.divisor is not None else [lines(coordinates(windows), divisor(windows))]
    by = "divisor" if windows.divisor is None else windows.divisor
    pool = f"def pool(x):\n    return window_sums(x) / {by}"
    notes = _obstacles(windows) or (("program_keras_divisor", {}),)
    return [*counted, _sums(windows), pool], notes


def _real_alone(windows: Windows) -> bool:
    """Whether the divisor is what Keras' "same" has: the cells of the input alone."""
    return not windows.layer.count_include_pad and windows.layer.divisor_override is None


def _area(windows: Windows) -> int:
    return windows.grid.rows.kernel * windows.grid.cols.kernel


def _sums(windows: Windows) -> str:
    padding = _padding(windows, "plane") if windows.padded else None
    if windows.dilated:
        return lines(
            "def window_sums(plane):",
            padding,
            f"    return {slices(windows, 'plane')}",
        )
    mean = _call(windows, "average_pool", "plane", "valid")
    return lines("def window_sums(plane):", padding, f"    return {_area(windows)} * {mean}")


def _lp(windows: Windows) -> tuple[list[str], tuple[Note, ...]]:
    notes = (("program_keras_lp", {}), *_obstacles(windows))
    return [*norm(windows, _sums(windows), "keras.ops")], notes


FORMS = {"max": _max, "avg": _avg, "lp": _lp}
