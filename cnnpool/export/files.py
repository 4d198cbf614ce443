"""All the files of a case: their names, and what makes each. The one list of both.

A file is made when it is asked for, so that one that cannot be made costs the others nothing.
"""

from collections.abc import Callable
from functools import partial
from importlib import import_module

from cnnpool.errors import Refusal
from cnnpool.export.case import ARRAYS_FILE, Case
from cnnpool.export.programs import FRAMEWORKS, Note, program

PANELS = ("x", "cols", "y", "dx", "routed", "dy")
PROGRAM = "cnnpool_{}.py"  # never the bare name: "numpy.py" beside a program would hide NumPy
INSTALLED_AS = {"PIL": "pillow"}


class NotMade(Exception):
    """A file that cannot be made, and why: ``notes`` of the catalogues, or a ``refusal``."""

    def __init__(self, notes: tuple[Note, ...] = (), refusal: Refusal | None = None) -> None:
        super().__init__(notes or refusal)
        self.notes, self.refusal = notes, refusal


def files(case: Case, lang: str = "en") -> dict[str, Callable[[], bytes]]:
    """The name of every file and a function that gives its bytes, or raises NotMade.

    ``lang`` is the language of the pictures and of every README.txt. No name comes from a link
    or from a file.

    >>> import numpy as np
    >>> from cnnpool.settings import Settings
    >>> list(files(Case.of(Settings(), np.eye(2)[None, None])))[:2]
    ['cnnpool_numpy.py', 'cnnpool_cnnpool.py']
    """
    makers: dict[str, Callable[[], str | bytes]]
    makers = {PROGRAM.format(name): partial(_program, case, name) for name in FRAMEWORKS}
    makers[ARRAYS_FILE] = partial(_export, "arrays_npz", case, lang)
    makers["cnnpool-onnx-test.zip"] = partial(_export, "onnx_test_case", case, lang)
    for panel in PANELS:
        makers[f"cnnpool-{panel}.csv"] = partial(_export, "panel_csv", case, panel)
    makers["cnnpool-panels.html"] = partial(_export, "panels_html", case, lang)
    makers["cnnpool-panels.svg"] = partial(_export, "panels_svg", case, lang)
    return {name: partial(_made, maker) for name, maker in makers.items()}


def _made(maker: Callable[[], str | bytes]) -> bytes:
    """The file, where every way of not being able to make it is one and the same."""
    try:
        made = maker()
    except Refusal as refusal:
        raise NotMade(refusal=refusal) from refusal
    except ImportError as error:
        package = (error.name or "cnnpool").split(".")[0]
        if package == "cnnpool":  # a fault of our own, not a package that is missing
            raise
        package = INSTALLED_AS.get(package, package)
        raise NotMade((("file_needs_package", {"package": package}),)) from error
    return made if isinstance(made, bytes) else made.encode()


def _program(case: Case, framework: str) -> str:
    made = program(case, framework)
    if made.text is None:
        raise NotMade(made.notes)
    return made.text


def _export(name: str, case: Case, argument: str) -> str | bytes:
    """A public function of this room, looked up when it is needed: the room knows this file."""
    make: Callable[[Case, str], str | bytes] = getattr(import_module("cnnpool.export"), name)
    return make(case, argument)
