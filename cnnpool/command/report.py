"""The result of a link as text that Python reads: arrays with every digit, the rest as comments."""

import numpy as np

from cnnpool.command.voice import Voice
from cnnpool.export.calls import cnnpool as layer_call
from cnnpool.export.case import Case
from cnnpool.formulas import size_formula, size_letters

MAX_CELLS = 4096  # of an array that is printed
LETTERS = 96  # in a line


def report(case: Case, voice: Voice) -> str:
    r"""The settings, the layer, the size rule and the plane that the case shows.

    >>> from cnnpool.settings import Settings
    >>> case = Case.of(Settings(kh=1), np.array([[[[1, 3]]]]))
    >>> print(report(case, Voice("en")).split("layer = ")[1].split("\n\nx = ")[0])
    cnnpool.Pooling((1, 2))
    # OH = ⌈(H + PT + PB − DH·(KH − 1) − 1) / SH⌉ + 1
    # OH = ⌈(1 + 0 + 0 − 1·(1 − 1) − 1) / 1⌉ + 1 = 1
    # OW = ⌈(W + PL + PR − DW·(KW − 1) − 1) / SW⌉ + 1
    # OW = ⌈(2 + 0 + 0 − 1·(2 − 1) − 1) / 2⌉ + 1 = 1
    <BLANKLINE>
    # One plane, n=0, c=0, of a tensor of shape (1, 1, 1, 2).
    """
    scene = case.scene
    N, C = scene.planes
    shape = str((N, C, *scene.grid.input_shape))
    head = [
        "import numpy as np",
        "from numpy import inf, nan",
        "",
        "import cnnpool",
        "",
        f"# {_settings(case, voice)}",
        f"layer = cnnpool.{layer_call(case)}",
        *(f"# {line}" for line in _sizes(case)),
        "",
        f"# {voice.text('command_plane', n=scene.n, c=scene.c, shape=shape)}",
        "",
    ]
    arrays = [_array(name, array, voice) for name, array in _arrays(case).items()]
    return "\n".join([*head, *arrays, "", *_sums(case)])


def _settings(case: Case, voice: Voice) -> str:
    changed = case.settings.to_query()
    if not changed:
        return voice.text("command_defaults")
    said = ", ".join(f"{name}={_brief(value)}" for name, value in changed.items())
    return voice.text("command_settings", settings=said)


def _brief(value: str) -> str:
    """Packed numbers are no reading matter."""
    return value if len(value) <= 60 else f"{value[:20]}…"


def _sizes(case: Case) -> list[str]:
    geometry, grid, lines = case.layer.geometry, case.scene.grid, []
    for letter, axis in (("H", grid.rows), ("W", grid.cols)):
        lines += [size_letters(geometry, letter), size_formula(axis, geometry, letter)]
    return lines


def _arrays(case: Case) -> dict[str, np.ndarray]:
    """The plane's arrays under the names of the page, all 2-D."""
    story = case.scene.trace
    arrays = {"x": story.x, "y": story.y}
    if story.winner is not None:
        arrays |= {"indices": story.layer.indices, "winner": story.winner}
    arrays |= {"dy": story.dy, "dx": story.dx}
    return {name: array[0, 0] for name, array in arrays.items()}


def _array(name: str, array: np.ndarray, voice: Voice) -> str:
    if array.size > MAX_CELLS:
        return f"# {voice.text('command_large', name=name, shape=str(array.shape))}"
    opening, dtype = f"{name} = np.array([", f"], np.{_dtype(array)})"
    rows = ["    [" + _wrapped(row.tolist()) + "]," for row in array]
    what = {"indices": "command_indices", "winner": "command_winner"}.get(name)
    comment = [f"# {voice.text(what)}"] if what else []
    return "\n".join([*comment, opening, *rows, dtype])


def _dtype(array: np.ndarray) -> str:
    return "bool_" if array.dtype.kind == "b" else array.dtype.name


def _wrapped(numbers: list[float]) -> str:
    """Numbers with all their digits, in lines that can be read."""
    lines, line = [], ""
    for text in (repr(number) for number in numbers):
        if line and len(line) + len(text) + 2 > LETTERS - 8:
            lines.append(line + ",")
            line = ""
        line += f", {text}" if line else text
    return "\n     ".join([*lines, line])


def _sums(case: Case) -> list[str]:
    story = case.scene.trace
    with np.errstate(all="ignore"):
        return [f"# Σ {name} = {float(getattr(story, name).sum())!r}" for name in ("dy", "dx")]
