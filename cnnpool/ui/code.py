"""Code: the settings as programs, what frameworks make of them, and files to take along."""

import html
from collections.abc import Callable

import streamlit as st

from cnnpool.errors import Refusal
from cnnpool.export import COLUMNS, Case, Row, Rule, differences
from cnnpool.export.files import PANELS, PROGRAM, files
from cnnpool.export.onnx_node import OnnxNode
from cnnpool.export.programs import Note, program
from cnnpool.settings import CHOICES, Settings
from cnnpool.ui import png_button, styles
from cnnpool.ui.subject import subject
from cnnpool.ui.texts import labelled, say, say_refusal

TYPES = {
    "py": "text/x-python",
    "npz": "application/octet-stream",
    "zip": "application/zip",
    "csv": "text/csv",
    "html": "text/html",
    "svg": "image/svg+xml",
}


def show(settings: Settings) -> None:
    """The page for one state of the settings."""
    styles.use_styles("code")
    if (about := subject(settings)) is None:
        return
    try:
        case = Case.of(settings, about.x)
    except Refusal as refusal:
        st.error(say_refusal(refusal))
        return
    made = files(case, st.session_state["lang"])
    st.markdown(say("code_intro"))
    _program(case, made)
    _differences(case)
    _files(case, made)


# --- programs ---------------------------------------------------------------------------------


def _program(case: Case, made: dict[str, Callable[[], bytes]]) -> None:
    labels = {name: say(f"program_in_{name}") for name in CHOICES["framework"]}
    framework = st.segmented_control(
        say("framework"),
        CHOICES["framework"],
        key="framework",
        format_func=labelled(labels),
        required=True,
        label_visibility="collapsed",
    )
    assert framework is not None  # as it is required
    own = program(case, framework)
    _notes(own.notes)
    if own.text is None:
        return
    st.code(own.text, language="python", height="content")
    _download(PROGRAM.format(framework), made)


def _notes(notes: tuple[Note, ...]) -> None:
    """What the framework cannot say, before the code that says it another way."""
    if notes:
        st.info("\n".join(f"- {say(key, **values)}" for key, values in notes))


# --- differences ------------------------------------------------------------------------------


def _differences(case: Case) -> None:
    st.subheader(say("differences"), anchor=False)
    st.markdown(say("differences_about"))
    st.html(_table(differences(case), COLUMNS[case.layer.mode]))
    marks = ("matters", "differs")
    legend = "".join(f'<span class="{mark}">{say(f"legend_{mark}")}</span>' for mark in marks)
    st.html(f'<div class="rules">{legend}</div>')


def _table(rows: tuple[Row, ...], columns: tuple[str, ...]) -> str:
    gradient = any(row.dx_differs is not None for row in rows)
    last = ["gives", "y_differs", *(["dx_differs"] if gradient else [])]
    head = "".join(f"<th>{say(f'column_{name}')}</th>" for name in ("call", *columns, *last))
    body = "".join(_row(row, columns, gradient, rows[0].shape) for row in rows)
    return f'<div class="frameworks"><table><tr>{head}</tr>{body}</table></div>'


def _row(row: Row, columns: tuple[str, ...], gradient: bool, shown: tuple[int, int] | None) -> str:
    call = f"<code>{html.escape(row.call)}</code>" if row.call else ""
    name = f"<td><b>{say(f'framework_{row.framework}')}</b>{call}</td>"
    rules = "".join(_rule(row.rules[column]) for column in columns)
    if row.shape is None:
        assert row.note is not None
        said = html.escape(say(row.note[0], **row.note[1]))
        return f'<tr>{name}{rules}<td class="note" colspan="{2 + gradient}">{said}</td></tr>'
    counts = [row.y_differs, *([row.dx_differs] if gradient else [])]
    size = " × ".join(map(str, row.shape))
    cells = _cell(size, "matters" if row.shape != shown else "")
    cells += "".join(_cell("–" if k is None else k, "matters" if k else "") for k in counts)
    return f"<tr>{name}{rules}{cells}</tr>"


def _rule(rule: Rule) -> str:
    return _cell(say(f"word_{rule.word}"), _mark(rule))


def _mark(rule: Rule) -> str:
    if rule.matters:
        return "matters"
    return "differs" if rule.differs else ""


def _cell(text: str | int, mark: str) -> str:
    return f'<td class="{mark}">{text}</td>'


# --- files ------------------------------------------------------------------------------------


def _files(case: Case, made: dict[str, Callable[[], bytes]]) -> None:
    st.subheader(say("files"), anchor=False)
    st.markdown(say("files_about"))
    with st.container(key="files", horizontal=True, gap="small"):
        _download("cnnpool-arrays.npz", made)
        if (why := _not_for_onnx(case)) is None:
            _download("cnnpool-onnx-test.zip", made)
        _download("cnnpool-panels.html", made)
        _download("cnnpool-panels.svg", made)
        png_button.show(say("file_png"), made["cnnpool-panels.svg"], "cnnpool-panels.png")
    if why:
        st.caption(say("no_onnx_file", why=say_refusal(why)))
    with st.container(key="panel_files", horizontal=True, gap="small"):
        for panel in PANELS:
            _download(f"cnnpool-{panel}.csv", made)
    st.caption(say("files_from_python"))


def _not_for_onnx(case: Case) -> Refusal | None:
    try:
        OnnxNode(case)
    except Refusal as refusal:
        return refusal
    return None


def _download(name: str, made: dict[str, Callable[[], bytes]]) -> None:
    """A button for a file, which is made only when it is clicked."""
    stem, ending = name.rsplit(".", 1)
    st.download_button(
        name if ending == "csv" else say(f"file_{ending}"),
        made[name],
        name,
        TYPES[ending],
        key=f"file_{stem}_{ending}",
        on_click="ignore",
        icon=":material/download:",
    )
