"""The files of numbers: everything of a trace as .npz, a panel as .csv, both read back."""

import io
import math
import re
import zipfile

import numpy as np
import pytest

from cnnpool import Pooling, array_files, col2im, im2col
from cnnpool.export import Case, array_export, arrays_npz, panel_csv
from cnnpool.export.case import ARRAYS_FILE
from cnnpool.layouts import STEPS
from cnnpool.settings import Settings
from cnnpool.tensors import random_tensor
from cnnpool.texts import CATALOGUES

NAN, INF = np.nan, np.inf
README = "README.txt"
OUTER = ["x", "dy", "y", "dx"]
INNER = ["im2col", "x_col", "y_flat", "dy_channels_last", "routed", "columns"]


def page_case(x=None, **changes) -> Case:
    settings = Settings(**changes)
    return Case.of(settings, random_tensor(settings) if x is None else np.asarray(x))


def loaded(data: bytes) -> dict[str, np.ndarray]:
    with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
        return {name: arrays[name] for name in arrays.files}


def arrays_of(case: Case) -> dict[str, np.ndarray]:
    return {k: v for k, v in loaded(arrays_npz(case)).items() if k != README}


# --- .npz ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "mode, more", [("max", ["indices", "max_index"]), ("avg", ["divisor"]), ("lp", [])]
)
def test_every_array_of_the_trace_is_there_and_no_other(mode, more):
    case = page_case(mode=mode, h=5, pw=1, grad="random")
    got, story = arrays_of(case), case.trace
    assert sorted(got) == sorted(OUTER + INNER + more)
    steps = {step.name: step.array for step in story.steps}
    assert steps.keys() - {"dy"} <= got.keys()
    wanted = steps | {"dy": case.dy, "dy_channels_last": steps["dy"]}
    if mode == "max":
        wanted["indices"] = story.layer.indices
    for name, array in got.items():
        np.testing.assert_array_equal(array, wanted[name], strict=True)


def test_the_arrays_are_those_of_im2col_and_col2im():
    case = page_case(h=5, grad="random")
    got = arrays_of(case)
    columns = im2col(case.x.astype(float), 2, (3, 2), 2, 0, pad_value=-INF)
    np.testing.assert_array_equal(got["im2col"], columns)
    np.testing.assert_array_equal(got["x_col"].max(axis=1), got["y_flat"])
    np.testing.assert_array_equal(col2im(got["columns"], case.x.shape, 2, (3, 2), 2, 0), got["dx"])
    flat = case.x.reshape(2, 3, 1, -1)
    winners = np.take_along_axis(flat, got["indices"].reshape(2, 3, 1, -1), axis=-1)
    np.testing.assert_array_equal(winners.reshape(got["y"].shape), got["y"])


def test_what_programs_load_is_the_case_itself_in_every_dtype():
    for dtype in ("f2", "f4", ">f8", "i1", "u8", "?"):
        x = np.array([[0, 1, 2], [1, 0, 3]], dtype)[None, None]
        dy = np.array([[[[NAN, -INF]]]])
        got = arrays_of(Case(x, Pooling(2), dy))
        np.testing.assert_array_equal(got["x"], x, strict=True)
        np.testing.assert_array_equal(got["dy"], dy, strict=True)


def test_the_same_case_gives_the_same_bytes_and_they_are_a_zip_without_pickles():
    data = arrays_npz(page_case(mode="lp"))
    assert data == arrays_npz(page_case(mode="lp"))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        npy = [name for name in archive.namelist() if name != README]
        for name in npy:
            assert name.endswith(".npy")
            with archive.open(name) as file:
                np.lib.format.read_array(file, allow_pickle=False)


def test_the_pages_own_reader_takes_the_file():
    case = page_case()
    data = arrays_npz(case)
    assert array_files.array_names(data)[:2] == ["x", "dy"]
    np.testing.assert_array_equal(array_files.file_tensor(ARRAYS_FILE, data).array, case.x)
    np.testing.assert_array_equal(array_files.file_tensor("a.npz", data, "dy").array, case.dy)


def test_beyond_the_bound_it_is_the_plane_shown(monkeypatch):
    case = page_case(bn=1, bc=9, grad="random", mode="avg")  # there is no channel 9
    monkeypatch.setattr(array_export, "MAX_TRACED_CELLS", 2 * 3 * 16)
    assert "plane_x" not in arrays_of(case)
    monkeypatch.setattr(array_export, "MAX_TRACED_CELLS", 2 * 3 * 16 - 1)
    got, plane = arrays_of(case), case.trace.plane(1, 2)
    assert sorted(got) == sorted(OUTER + [f"plane_{step.name}" for step in plane.steps])
    for step in plane.steps:
        np.testing.assert_array_equal(got[f"plane_{step.name}"], step.array, strict=True)
    np.testing.assert_array_equal(got["x"], case.x)
    np.testing.assert_array_equal(got["dy"], case.dy)
    for part in ("96 cells", "than 95", "n = 1, c = 2"):
        assert part in arrays_readme(case)


def test_a_plane_beyond_the_bound_leaves_its_matrices_out(monkeypatch):
    case = page_case()
    monkeypatch.setattr(array_export, "MAX_TRACED_CELLS", 16)
    assert "plane_x" in arrays_of(case)
    monkeypatch.setattr(array_export, "MAX_TRACED_CELLS", 15)
    assert sorted(arrays_of(case)) == sorted([*OUTER, "indices"])
    for part in ("16 cells", "than 15"):
        assert part in arrays_readme(case)


def arrays_readme(case: Case, lang: str = "en") -> str:
    return loaded(arrays_npz(case, lang))[README].decode()


@pytest.mark.parametrize("lang", CATALOGUES)
@pytest.mark.parametrize("mode", ["max", "avg"])
def test_the_readme_lists_each_array_with_cell_shape_dtype_and_axes(mode, lang):
    case = page_case(mode=mode, kh=1)
    said, got = arrays_readme(case, lang), arrays_of(case)
    lines = [re.split(r"  +", line) for line in said.splitlines()]
    listed = {line[0]: line[1:] for line in lines if line[0] in got}
    assert [line[0] for line in lines if line[0] in got] == list(got)
    for name, array in got.items():
        *cell, shape, dtype, axes = listed[name]
        assert (shape, dtype) == (str(array.shape), array.dtype.name)
        step = {"dy_channels_last": "dy"}.get(name, name)
        if name in ("dy", "indices"):
            assert (cell, axes) == ([], "n | c | oh | ow")
        else:
            assert (cell, axes) == ([STEPS[step][0]], " | ".join(STEPS[step][1].axes))
    assert "Pooling((1, 2)" in said and "kh=1" in said
    assert ("indices:" in said) == (mode == "max")


# --- .csv -----------------------------------------------------------------------------------------

PANELS = ("x", "cols", "y", "dx", "routed", "dy")
SPECIAL = np.array([[0.1, NAN, -INF, 1e-310], [1 / 3, INF, -0.0, 1e300], [2**53, 5, -7, 0.5]])
CASES = {
    "article": page_case(bn=1, bc=2),
    "padding": page_case(ph=1, pw=1, h=5, grad="random"),
    "norms": page_case(mode="lp", p=3.0, kh=3, kw=3, sh=1, sw=1),
    "averages": page_case(mode="avg", pad="same_upper", kh=3, w=5, whole=True),
    "special numbers": page_case(SPECIAL[None, None]),
    "float32": page_case(SPECIAL[None, None, :2, :1].astype(np.float32)),
    "float16": page_case(np.array([[[[0.1, 2]]]], np.float16)),
    "bool": page_case(np.eye(3, dtype=bool)[None, None]),
    "the second part of many rows": page_case(h=40, w=40, sh=1, sw=1, part=1),
}


def shown(case: Case, panel: str) -> np.ndarray:
    """What the panel's chart holds."""
    scene = case.scene
    if panel == "cols":
        return scene.matrices.x_col
    return scene.matrices.routed if panel == "routed" else getattr(scene.trace, panel)[0, 0]


@pytest.mark.parametrize("panel", PANELS)
@pytest.mark.parametrize("name", CASES)
def test_the_pages_own_reader_gets_the_numbers_of_the_panel(name, panel):
    said, array = panel_csv(CASES[name], panel), shown(CASES[name], panel)
    read = array_files.file_tensor("a.csv", said.encode()).array[0, 0]
    np.testing.assert_array_equal(read, array.astype(np.float64), strict=True)
    finite = read[np.isfinite(read)]
    np.testing.assert_array_equal(np.signbit(finite), np.signbit(array[np.isfinite(array)]))


@pytest.mark.parametrize("panel", PANELS)
@pytest.mark.parametrize("name", CASES)
def test_every_cell_is_a_number_that_no_spreadsheet_runs(name, panel):
    said = panel_csv(CASES[name], panel)
    assert said.endswith("\n") and not said.startswith("\n") and "\r" not in said
    cell = re.compile(r"-?(\d+(\.\d+)?(e[+-]\d+)?|inf)|nan")
    for line in said.splitlines():
        assert all(cell.fullmatch(each) for each in line.split(","))


def test_the_first_row_comes_first_and_integers_are_integers():
    case = page_case(np.array([[[[1, -2, 3], [4, 5, 6]]]]))
    assert panel_csv(case, "x") == "1,-2,3\n4,5,6\n"
    assert panel_csv(case, "y") == "5,6\n"
    assert panel_csv(case, "cols") == "1,-2,4,5\n3,-inf,6,-inf\n"
    assert panel_csv(case, "routed") == "0.0,0.0,0.0,1.0\n0.0,0.0,1.0,0.0\n"
    bits = page_case(np.array([[[[True, False]]]]))
    assert panel_csv(bits, "x") == "1,0\n"


@pytest.mark.parametrize("mode, padding", [("max", "-inf"), ("avg", "0"), ("lp", "0")])
def test_large_integers_beside_padding_keep_all_their_digits(mode, padding):
    number = 2**53 + 1
    case = page_case(np.full((2, 2, 1, 1), number), mode=mode, pad="sides", pl=1, bn=1, bc=1)
    assert panel_csv(case, "cols").split(",")[:2] == [padding, str(number)]
    whole = page_case(
        number + np.arange(4).reshape(2, 2, 1, 1), mode=mode, pad="sides", pl=1, whole=True
    )
    rows = panel_csv(whole, "cols").splitlines()
    assert [row.split(",")[1] for row in rows] == [str(number + i) for i in range(4)]


def test_floats_are_written_so_that_they_come_back():
    case = page_case(np.array([[[[0.1, 1 / 3, math.pi * 1e20, 5e-324]]]]))
    numbers = [float(each) for each in panel_csv(case, "x").split(",")]
    assert numbers == case.x[0, 0, 0].tolist()
    wide = page_case(np.array([[[[np.longdouble(1) / 3, 1]]]]))
    first = panel_csv(wide, "x").split(",")[0]
    assert np.longdouble(first) == np.longdouble(1) / 3


def test_another_panel_is_refused_by_name():
    with pytest.raises(ValueError, match=r"panel must be one of x, cols, .*, got 'z'"):
        panel_csv(page_case(), "z")
