"""The scripts and styles beside this file: what runs in a browser, on the page and in files."""

from pathlib import Path

HERE = Path(__file__).parent


def module(*names: str) -> str:
    """One module out of the files that each do one part of it; the last one's export counts."""
    *parts, last = (_read(f"{name}.js") for name in names)
    whole = "\n".join([part.replace("\nexport ", "\n") for part in parts] + [last])
    # It is sent with every run of the page: without its comments and its indentation.
    lines = [line.strip() for line in whole.splitlines()]
    return "\n".join(line for line in lines if line and not line.startswith("//"))


def style(name: str) -> str:
    """A style sheet as text."""
    return _read(f"{name}.css")


def page(name: str) -> str:
    """A page as text, with a ``$name`` for everything that is put into it."""
    return _read(f"{name}.html")


def _read(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")
