"""Programs executed, and what they printed read back as arrays."""

import contextlib
import io
import re
import runpy
from pathlib import Path

import numpy as np

from cnnpool.export import Case
from cnnpool.export.case import ARRAYS_FILE


def execute(text: str, folder: Path) -> tuple[str, dict]:
    """What a program prints, and its names, run in ``folder`` as if from a command line."""
    file = folder / "program.py"
    file.write_text(text, encoding="utf-8")
    said = io.StringIO()
    # The options and error states that a program sets end with it.
    with (
        contextlib.chdir(folder),
        contextlib.redirect_stdout(said),
        np.printoptions(),
        np.errstate(),
    ):
        names = runpy.run_path(str(file), run_name="__main__")
    return said.getvalue(), names


def run(text: str, folder: Path) -> dict[str, np.ndarray]:
    """The arrays that a program prints."""
    return arrays(execute(text, folder)[0])


def arrays(printed: str) -> dict[str, np.ndarray]:
    """The arrays of a text in which each stands under a line with its name.

    >>> arrays("y =\\n[[1. nan]\\n [-inf 2.5]]\\nindices =\\n[0 3]\\n")
    {'y': array([[ 1. ,  nan],
           [-inf,  2.5]]), 'indices': array([0, 3])}
    """
    _, *parts = re.split(r"^(\w+) =\n", printed, flags=re.MULTILINE)
    return {name: _array(text) for name, text in zip(parts[::2], parts[1::2], strict=True)}


def _array(text: str) -> np.ndarray:
    levels = [[]]
    for word in re.findall(r"[\[\]]|[^\s\[\]]+", text):
        if word == "[":
            levels.append([])
        elif word == "]":
            done = levels.pop()
            levels[-1].append(done)
        else:
            levels[-1].append(_number(word))
    ((array,),) = levels
    return np.array(array)


def _number(word: str):
    if word in ("True", "False"):
        return word == "True"
    return int(word) if re.fullmatch(r"-?\d+", word) else float(word)


def assert_same(got: np.ndarray, wanted: np.ndarray, *, exact: bool):
    """Bit for bit, but for the sign of a zero; or to the rounding of a few sums."""
    assert got.shape == wanted.shape
    got = got.astype(wanted.dtype)
    if exact:
        np.testing.assert_array_equal(got, wanted)
    else:
        digits = 20 * np.finfo(wanted.dtype).eps
        finite = np.abs(wanted[np.isfinite(wanted)])
        scale = finite.max() if finite.size else 0
        np.testing.assert_allclose(got, wanted, rtol=digits, atol=digits * scale)


def assert_case(
    case: Case, results: dict[str, np.ndarray], *, winners: str = "", exact_dx: bool = False
):
    """The layer's own y and dx, and for max the winners under their name, and nothing else."""
    is_max = case.layer.mode == "max"
    names = {"y", "dx"} | ({winners} - {""} if is_max else set())
    assert results.keys() == names
    assert_same(results["y"], case.trace.y, exact=is_max)
    assert_same(results["dx"], case.trace.dx, exact=is_max and exact_dx)
    if is_max and winners:
        layer = case.trace.layer
        wanted = {"indices": layer.indices, "max_index": layer.winner}[winners]
        assert_same(results[winners], wanted, exact=True)


def save_arrays(case: Case, folder: Path) -> None:
    """The file that programs of large arrays read."""
    np.savez(folder / ARRAYS_FILE, x=case.x, dy=case.dy)
