"""The lines that programs of every framework share: the arrays in, the arrays out, calls."""

import numpy as np

from cnnpool.export.case import ARRAYS_FILE, Case
from cnnpool.export.programs.program import Note

LARGEST_LITERAL = 4096  # cells of an array that a program spells out
LINE_LETTERS = 96


def listing(*blocks: str) -> str:
    """Blocks of lines, an empty line between two of them, two around a function.

    Empty blocks are left out.
    """
    said = [block.strip("\n") for block in blocks if block.strip()]
    spaced = "\n\n".join(f"\n{b}\n" if b.startswith("def ") else b for b in said)
    return spaced.replace("\n\n\n\n", "\n\n\n") + "\n"


def lines(*parts: str | None) -> str:
    """The lines of a block; None are left out.

    >>> lines("a = 1", None, "b = 2")
    'a = 1\\nb = 2'
    """
    return "\n".join(part for part in parts if part is not None)


def printing() -> str:
    """What makes NumPy print every cell with all the digits that tell it from its neighbours."""
    return 'np.set_printoptions(threshold=sys.maxsize, floatmode="unique")'


def results(**arrays: str) -> str:
    """Lines that print the NumPy arrays under their names."""
    return lines(
        *(f'print("{name} =", {array}, sep="\\n")' for name, array in arrays.items() if array)
    )


def given(case: Case, *, dy: bool = True) -> str:
    """Lines that make ``x`` and ``dy``, exactly: out of a seed, spelled out, or out of a file.

    ``dy=False``: a program that goes forward only needs ``x`` alone.
    """
    kept = in_the_file(case, dy=dy)
    where = "the file with this case's arrays, in the folder where this runs"
    return lines(
        "# x: (N, C, H, W)" + ("; dy: (N, C, OH, OW), the upstream gradient" if dy else ""),
        f'arrays = np.load("{ARRAYS_FILE}")  # {where}' if kept else None,
        _array("x", case.x, case.x_code),
        _array("dy", case.dy, case.dy_code) if dy else None,
    )


def file_notes(case: Case, *, dy: bool = True) -> tuple[Note, ...]:
    """That a program needs the file of arrays, where it does."""
    names = in_the_file(case, dy=dy)
    if not names:
        return ()
    return (("program_arrays", {"names": ", ".join(names), "file": ARRAYS_FILE}),)


def in_the_file(case: Case, *, dy: bool = True) -> list[str]:
    """Which of ``x`` and ``dy`` are too large to be spelled out and have no expression."""
    arrays = {"x": (case.x, case.x_code)} | ({"dy": (case.dy, case.dy_code)} if dy else {})
    return [
        name
        for name, (array, code) in arrays.items()
        if code is None and array.size > LARGEST_LITERAL
    ]


def _array(name: str, array: np.ndarray, code: str | None) -> str:
    if code is None and array.size > LARGEST_LITERAL:
        native = "" if array.dtype.isnative else f".astype(np.{array.dtype.name})"
        return f'{name} = arrays["{name}"]{native}'
    return f"{name} = {code or literal(array, indent=len(name) + len(' = '))}"


def literal(array: np.ndarray, indent: int = 0) -> str:
    """The NumPy expression of an array, exact in every cell.

    >>> print(literal(np.array([[1.5, np.nan], [-np.inf, 0.1]], np.float32)))
    np.array([[    1.5,  np.nan],
              [-np.inf,     0.1]], dtype=np.float32)
    """
    opening = "np.array("
    with np.printoptions(nanstr="np.nan", infstr="np.inf"):
        cells = np.array2string(
            array,
            separator=", ",
            prefix=" " * (indent + len(opening)),
            threshold=array.size + 1,
            max_line_width=LINE_LETTERS,
            floatmode="unique",
            suppress_small=False,
        )
    inferred = array.dtype.name in ("int64", "float64", "bool")
    dtype = "" if inferred else f", dtype=np.{array.dtype.name}"
    return f"{opening}{cells}{dtype})"


def call(function: str, *first: str, **arguments: object) -> str:
    """A call on one line, its named arguments as Python writes them.

    >>> call("F.max_pool2d", "x", kernel_size=(3, 2), ceil_mode=True)
    'F.max_pool2d(x, kernel_size=(3, 2), ceil_mode=True)'
    """
    named = [f"{name}={_value(value)}" for name, value in arguments.items()]
    return f"{function}({', '.join([*first, *named])})"


def _value(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else repr(value)


def short(values: tuple[int, int]) -> int | tuple[int, int]:
    """A pair as one number where its two are alike.

    >>> short((2, 2)), short((3, 2))
    (2, (3, 2))
    """
    return values[0] if values[0] == values[1] else values


def number(p: float) -> int | float:
    """A number without a superfluous ``.0``.

    >>> number(2.0), number(2.5)
    (2, 2.5)
    """
    return int(p) if p == int(p) else p
