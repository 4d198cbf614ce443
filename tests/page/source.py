"""What the source says: the texts that the page asks for, its literals, and all refusals."""

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
CORE = ROOT / "cnnpool"
SHARED = ("picture_files", "array_files", "formulas", "panels")
SOURCES = [CORE / f"{name}.py" for name in SHARED] + sorted((CORE / "web").glob("*.py"))
EXPORTS = (
    "calls",
    "case",
    "outcomes",
    "differences",
    "files",
    "onnx_case",
    "archive",
    "array_export",
)
EXPORTS += ("layer_words", "panels_html", "panels_svg")
SOURCES += [CORE / "export" / f"{name}.py" for name in EXPORTS]
SOURCES += sorted((CORE / "command").glob("*.py"))
SOURCES += sorted((CORE / "export" / "programs").glob("*.py"))
PAGE = [ROOT / "app.py", *sorted((CORE / "ui").glob("*.py"))]


def nodes(files) -> list[ast.AST]:
    """Everything that stands in some files."""
    return [node for file in files for node in _nodes(file)]


@cache
def _nodes(file: Path) -> list[ast.AST]:
    return list(ast.walk(ast.parse(file.read_text(encoding="utf-8"))))


def calls(files, name: str) -> list[ast.Call]:
    """All calls of a function by its bare name."""
    found = [node for node in nodes(files) if isinstance(node, ast.Call)]
    return [call for call in found if getattr(call.func, "id", None) == name]


def keywords(call: ast.Call) -> set[str] | None:
    """The names of a call's values; None where some are passed as a dict."""
    names = {keyword.arg for keyword in call.keywords}
    return None if None in names else names


def said() -> list[tuple[str, set[str] | None]]:
    """Every key that is said literally, with the names of its values."""
    return [
        (call.args[0].value, keywords(call))
        for call in calls(PAGE, "say")
        if isinstance(call.args[0], ast.Constant)
    ]


def said_in_parts() -> set[str]:
    """Every key that is put together where it is said, with "{}" for what is put in."""
    keys = [call.args[0] for call in calls(PAGE, "say")]
    return {template(key) for key in keys if isinstance(key, ast.JoinedStr)}


def templates(files) -> set[str]:
    """All f-strings, with "{}" for what is put in."""
    return {template(node) for node in nodes(files) if isinstance(node, ast.JoinedStr)}


def template(key: ast.JoinedStr) -> str:
    return "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in key.values)


def refusals() -> list[tuple[str, str, frozenset[str]]]:
    """Key, sentence and names of the values of every refusal in the package."""
    files = sorted(CORE.rglob("*.py"))
    plain = [
        (call.args[0].value, call.args[1].value, frozenset(keywords(call)))
        for call in calls(files, "Refusal")
    ]
    place = frozenset(("line", "column"))  # Misread adds them itself
    placed = [
        (call.args[0].value, f"{{line}}{{column}}{call.args[1].value}", place | keywords(call))
        for call in calls(files, "Misread")
    ]
    return plain + placed


def literals(files) -> set[str]:
    """All string literals, and the fixed parts of f-strings."""
    return {
        node.value
        for node in nodes(files)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def sentences() -> list[str]:
    """String literals of three words and more on the page; HTML and docstrings are none."""
    found = []
    for file in PAGE:
        docstrings = {
            ast.get_docstring(node, clean=False)
            for node in nodes([file])
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        }
        for text in literals([file]) - docstrings:
            plain = re.sub(r"<[^>]*(>|$)|^[^<]*>", " ", text)
            if len(re.findall(r"[^\W\d_]{2,}", plain)) >= 3 and " " in plain:
                found.append(f"{file.name}: {text}")
    return sorted(found)
