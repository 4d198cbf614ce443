"""The scripts and styles beside this file: what runs in a browser, on the page and in files."""

import re
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
SCRIPTS = HERE / "scripts"
_IMPORT = re.compile(r'^import .* from "\./(\w+)\.js";$', re.MULTILINE)


def module(name: str) -> str:
    """A script and those that it imports as one module; its own export is the one that counts.

    >>> module("png_button").count("export")
    1
    """
    whole = "\n".join(_parts(name, []))
    # Without comments and indentation: it travels inside a file.
    lines = [line.strip() for line in whole.splitlines()]
    return "\n".join(line for line in lines if line and not line.startswith("//"))


def _parts(name: str, known: list[str]) -> list[str]:
    """The texts of a script and, before it, of those that it imports, each once."""
    text, parts = (SCRIPTS / f"{name}.js").read_text(encoding="utf-8"), []
    for other in _IMPORT.findall(text):
        if other not in known:
            known.append(other)
            parts += [part.replace("\nexport ", "\n") for part in _parts(other, known)]
    return [*parts, _IMPORT.sub("", text)]


@cache
def style(name: str) -> str:
    """A style sheet as text, without what only its authors read.

    >>> "/*" in style("panels"), "  " in style("panels")
    (False, False)
    """
    text = re.sub(r"/\*.*?\*/", "", _read(f"{name}.css"), flags=re.DOTALL)
    return re.sub(r"\n\s+", "\n", text)


def page(name: str) -> str:
    """A page as text, with a ``$name`` for everything that is put into it."""
    return _read(f"{name}.html")


def _read(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")
