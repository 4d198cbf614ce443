"""A case to take elsewhere: as a program, as files, and beside what other frameworks give."""

from cnnpool.export.array_export import arrays_npz, panel_csv
from cnnpool.export.case import Case
from cnnpool.export.differences import COLUMNS, Row, Rule, differences
from cnnpool.export.onnx_case import onnx_model, onnx_test_case
from cnnpool.export.panels_html import panels_html
from cnnpool.export.panels_svg import panels_svg
from cnnpool.export.programs import FRAMEWORKS, Program, program

__all__ = [
    "COLUMNS",
    "FRAMEWORKS",
    "Case",
    "Program",
    "Row",
    "Rule",
    "arrays_npz",
    "differences",
    "onnx_model",
    "onnx_test_case",
    "panel_csv",
    "panels_html",
    "panels_svg",
    "program",
]
