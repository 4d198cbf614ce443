"""``python -m cnnpool LINK``: what it prints, writes and refuses."""

import contextlib
import io
import subprocess
import sys
import tomllib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image

from cnnpool.command import main
from cnnpool.command.link import read_link
from cnnpool.command.source import MAX_FILE_BYTES
from cnnpool.command.voice import Stop
from cnnpool.export import Case
from cnnpool.export.files import NotMade, files
from cnnpool.export.programs import Program
from cnnpool.settings import Settings
from cnnpool.tensors import random_tensor
from cnnpool.typed_numbers import pack, stand_in
from tests.page.strategies import any_settings, small_settings

ROOT = Path(__file__).parents[2]


def run(capsys, *arguments) -> tuple[int, str, str]:
    """Exit code, stdout and stderr."""
    try:
        code = main([str(argument) for argument in arguments])
    except SystemExit as stopped:  # argparse
        code = stopped.code
    return code, *capsys.readouterr()


def arrays(printed: str) -> dict[str, np.ndarray]:
    """What stands in the result once Python has read it."""
    names = {}
    exec(printed, names)  # noqa: S102 - what the command prints is Python, which is the point
    return {n: v for n, v in names.items() if isinstance(v, np.ndarray)} | {"layer": names["layer"]}


def query(choice: Settings) -> str:
    return "&".join(f"{name}={value}" for name, value in choice.to_query().items())


# --- what is printed --------------------------------------------------------------------------


def test_the_article_is_what_an_empty_link_shows(capsys):
    code, out, err = run(capsys, "")
    found = arrays(out)
    assert (code, err) == (0, "")
    assert found["x"].tolist() == [[5, 8, 9, 5], [0, 0, 1, 7], [6, 9, 2, 4], [5, 2, 4, 2]]
    assert found["y"].tolist() == [[8, 9], [9, 4]]
    assert found["indices"].tolist() == [[1, 2], [9, 11]]
    assert found["winner"].tolist() == [[1, 0], [1, 1]]
    assert found["dx"].tolist() == [[0, 1, 1, 0], [0, 0, 0, 0], [0, 1, 0, 1], [0, 0, 0, 0]]
    assert "# OH = ⌈(4 + 0 + 0 − 1·(2 − 1) − 1) / 2⌉ + 1 = 2" in out
    assert "# Σ dy = 4.0\n# Σ dx = 4.0" in out


@pytest.mark.parametrize("link", ["kh=3&ceil=false", "?kh=3&ceil=false"])
@pytest.mark.parametrize("address", ["", "http://localhost:8501/", "https://a.example/app/steps"])
def test_a_link_is_an_address_or_its_query(capsys, link, address):
    link = f"{address}?{link.lstrip('?')}#part" if address else link
    code, out, err = run(capsys, link)
    assert (code, err) == (0, "")
    assert "kh=3, ceil=false" in out and "cnnpool.Pooling((3, 2), ceil_mode=False)" in out


def test_an_address_without_a_query_has_the_defaults():
    assert read_link("http://localhost:8501/steps") == read_link("") == (Settings(), [])
    with pytest.raises(Stop, match="command_no_link"):
        read_link("pooling")


@given(small_settings())
def test_what_is_printed_is_the_plane_of_the_layer_to_the_last_digit(choice):
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main([query(choice)])
    if code == 2:
        assert (out.getvalue(), bool(err.getvalue())) == ("", True)
        return
    found, x = arrays(out.getvalue()), random_tensor(choice)
    n, c = min(choice.bn, choice.n - 1), min(choice.bc, choice.c - 1)
    np.testing.assert_array_equal(found["x"], x[n, c])
    layer = choice.layer()
    np.testing.assert_array_equal(found["y"], layer.forward(x)[n, c])
    assert found["y"].dtype == layer.y.dtype
    # The layer that is printed makes of the printed x and dy what is printed.
    printed = found["layer"]
    np.testing.assert_array_equal(printed.forward(found["x"][None, None])[0, 0], found["y"])
    np.testing.assert_array_equal(printed.backward(found["dy"][None, None])[0, 0], found["dx"])
    if choice.mode == "max":
        np.testing.assert_array_equal(printed.indices[0, 0], found["indices"])
        np.testing.assert_array_equal(printed.winner[0, 0], found["winner"])


def test_every_float_comes_back(capsys, tmp_path):
    x = np.array([[np.nan, -np.inf, 0.1 + 0.2], [1e-308, -0.0, np.float32(0.1)]])
    np.save(tmp_path / "x.npy", x)
    _, out, _ = run(capsys, "source=file&kh=1&kw=1", "--input", tmp_path / "x.npy")
    assert np.signbit(arrays(out)["x"][1, 1])
    np.testing.assert_array_equal(arrays(out)["x"], x)


@pytest.mark.parametrize("dtype", ["float16", "float32", "uint8", "bool", "int64"])
def test_the_dtype_comes_back(capsys, tmp_path, dtype):
    np.save(tmp_path / "x.npy", np.eye(4).astype(dtype))
    _, out, _ = run(capsys, "source=file", "--input", tmp_path / "x.npy")
    assert arrays(out)["x"].dtype == arrays(out)["y"].dtype == np.dtype(dtype)


def test_what_is_too_large_to_print_is_said(capsys, tmp_path):
    np.save(tmp_path / "x.npy", np.arange(65.0 * 64).reshape(65, 64))
    code, out, _ = run(capsys, "source=file&kh=2&kw=2", "--input", tmp_path / "x.npy")
    assert code == 0 and set(arrays(out)) == {"y", "indices", "winner", "dy", "layer"}
    assert "x of shape (65, 64) is too large to print: --write DIR" in out
    assert max(map(len, out.splitlines())) <= 110


def test_a_link_in_japanese_is_answered_in_japanese(capsys):
    code, out, err = run(capsys, "lang=ja&kh=x")
    assert code == 0 and "形状 (2, 3, 4, 4)" in out and "既定値に置き換えました: kh=x" in err
    assert arrays(out)["y"].shape == (2, 2)


# --- values that cannot be used -----------------------------------------------------------------


def test_a_dropped_value_is_named_and_fails_only_when_strict(capsys):
    code, out, err = run(capsys, "kh=three&kw=3")
    assert code == 0 and "Pooling((2, 3))" in out and "kh=three" in err
    code, out, err = run(capsys, "kh=three&kw=3", "--strict")
    assert (code, out) == (2, "") and "kh=three" in err
    assert run(capsys, "kh=3", "--strict")[0] == 0


REFUSED = {
    "ph=2": "Padding must be smaller than the effective kernel 2",
    "kh=16&ceil=false": "a window of 16 does not fit into 4 cells",
    "low=3&high=3": "High must be greater than low",
    "kh=32": "at most 16",
    "source=file": "--input FILE",
    f"source=numbers&x={stand_in('1A')}": "--input FILE",
    f"grad=numbers&g={stand_in('1A')}": "typed gradient",
    f"grad=numbers&g={pack(np.ones((1, 1, 1, 1)))}": "the typed gradient has shape (1, 1, 1, 1)",
    "pooling": "neither an address nor a query",
}


@pytest.mark.parametrize("link", REFUSED)
def test_a_refusal_is_its_sentence_and_exit_code_2(capsys, link):
    code, out, err = run(capsys, link)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert REFUSED[link].lower() in err.lower()


@given(
    any_settings().map(query)
    | st.text()
    | st.lists(
        st.tuples(st.sampled_from([*Settings.__dataclass_fields__, "a b"]), st.text()), max_size=4
    ).map(lambda pairs: "?" + "&".join(f"{name}={value}" for name, value in pairs))
)
@example("--help")
@example("\ud800=1")
@example("?x=" + "1" * 5000)
@example("kh=" + "9" * 5000)
@example("?" + "&".join(["kh=3"] * 5000))
@example("http://[::1")
@example("lang=ja&source=file")
def test_no_link_crashes_it(link):
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        try:
            code = main([link])
        except SystemExit as stopped:  # argparse
            code = stopped.code
    assert code in (0, 2)


def test_a_strangers_text_is_made_plain(capsys):
    assert run(capsys, "\x1b[31mred")[2].count("\x1b") == 0
    assert run(capsys, "kh=\x1b[31mred")[2].count("\x1b") == 0


# --- files in -----------------------------------------------------------------------------------


def test_a_picture_is_what_the_page_would_make_of_it(capsys, tmp_path):
    grey = np.arange(48, dtype=np.uint8).reshape(6, 8)
    Image.fromarray(grey).save(tmp_path / "grey.png")
    code, out, _ = run(capsys, "source=image", "--input", tmp_path / "grey.png")
    np.testing.assert_array_equal(arrays(out)["x"], grey)
    assert code == 0
    code, out, err = run(capsys, "source=image&picture=coffee")
    assert code == 0 and "(1, 3, 128, 128)" in out and err == ""


@pytest.mark.parametrize("name, content", [("a.npy", b"no"), ("a.csv", b"1,x"), ("a.npz", b"")])
def test_a_file_that_cannot_be_read_is_refused(capsys, tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    code, out, err = run(capsys, "source=file", "--input", tmp_path / name)
    assert (code, out, err.count("\n")) == (2, "", 1)


@pytest.mark.parametrize("path", ["none.npy", "", "a\0b"])
def test_a_file_that_is_not_there_is_refused(capsys, tmp_path, path):
    code, _, err = run(capsys, "source=file", "--input", f"{tmp_path}/{path}")
    assert code == 2 and "cannot be read" in err


def test_a_file_beyond_the_pages_bound_is_not_read(capsys, tmp_path, monkeypatch):
    monkeypatch.setattr("cnnpool.command.source.MAX_FILE_BYTES", 10)
    np.save(tmp_path / "x.npy", np.eye(4))
    code, _, err = run(capsys, "source=file", "--input", tmp_path / "x.npy")
    assert code == 2 and "at most 10 bytes, this one has 256" in err


def test_the_bound_on_files_is_that_of_the_page():
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert config["server"]["maxUploadSize"] * 2**20 == MAX_FILE_BYTES


def test_a_large_array_is_cut_as_on_the_page(capsys, tmp_path):
    np.save(tmp_path / "x.npy", np.zeros((600, 2)))
    code, out, err = run(capsys, "source=file", "--input", tmp_path / "x.npy")
    assert code == 0 and "(1, 1, 512, 2)" in out and "first 512×512" in err


def test_an_array_of_several_is_chosen_by_name(capsys, tmp_path):
    np.savez(tmp_path / "xs.npz", a=np.zeros((2, 2)), b=np.ones((2, 2)))
    first = run(capsys, "source=file", "--input", tmp_path / "xs.npz")
    assert arrays(first[1])["y"].tolist() == [[0]] and "--member: a, b" in first[2]
    _, out, _ = run(capsys, "source=file", "--input", tmp_path / "xs.npz", "--member", "b")
    assert arrays(out)["y"].tolist() == [[1]]
    code, _, err = run(capsys, "source=file", "--input", tmp_path / "xs.npz", "--member", "c")
    assert code == 2 and "no array c; it has a, b" in err


@pytest.mark.parametrize("ending", ["npy", "csv"])
def test_typed_numbers_that_stayed_behind_come_back_and_are_checked(capsys, tmp_path, ending):
    x, path = np.arange(16).reshape(4, 4), tmp_path / f"x.{ending}"
    link = f"source=numbers&x={stand_in(pack(x[None, None]))}"
    np.save(path, x) if ending == "npy" else np.savetxt(path, x, delimiter=",")
    code, out, err = run(capsys, link, "--input", path)
    assert code == 0 and arrays(out)["x"].tolist() == x.tolist() and "not those" not in err
    for other in (x + 1, x + 0.25, np.full((2, 2), np.nan)):
        np.save(path.with_suffix(".npy"), other)
        code, _, err = run(capsys, link, "--input", path.with_suffix(".npy"))
        assert code == 0 and "not those that were typed" in err


def test_a_file_that_nobody_asked_for_is_not_passed_over(capsys, tmp_path):
    code, _, err = run(capsys, "kh=3", "--input", tmp_path / "x.npy")
    assert code == 2 and "holds its tensor itself" in err


# --- files out ----------------------------------------------------------------------------------


def test_the_names_of_the_files_are_plain_and_hide_no_module():
    names = list(files(_case()))
    assert len(set(names)) == len(names) and all(name.startswith("cnnpool") for name in names)
    assert all(name == Path(name).name and name.isascii() for name in names)
    taken = {*sys.stdlib_module_names, "numpy", "torch", "onnx", "keras", "jax", "cnnpool"}
    assert not {Path(name).stem for name in names if name.endswith(".py")} & taken


def _case(**changes):
    choice = Settings(**changes)
    return Case.of(choice, random_tensor(choice))


def test_all_files_are_written_as_they_are_made(capsys, tmp_path):
    code, out, err = run(capsys, "kh=3", "--write", tmp_path / "new" / "dir")
    assert code == 0 and arrays(out)["y"].shape == (2, 2)
    made = files(_case(kh=3))
    there = {path.name for path in (tmp_path / "new" / "dir").iterdir()}
    assert there == set(made), err
    for name in made:
        if name.endswith((".py", ".csv", ".svg")):
            assert (tmp_path / "new" / "dir" / name).read_bytes() == made[name](), name
    assert f"{len(made)} files written" in err


@pytest.mark.parametrize("framework", ["numpy", "cnnpool"])
def test_a_program_runs_in_the_folder_into_which_it_was_written(capsys, tmp_path, framework):
    run(capsys, "", "--write", tmp_path)
    program = [sys.executable, f"cnnpool_{framework}.py"]
    environment = {"PYTHONPATH": str(ROOT), "PATH": ""}
    done = subprocess.run(program, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "") and "dx" in done.stdout


def test_what_cannot_be_made_is_named_and_the_rest_is_written(capsys, tmp_path, monkeypatch):
    def broken(case, lang):
        raise ModuleNotFoundError("No module named 'plotly'", name="plotly.graph_objects")

    monkeypatch.setattr("cnnpool.export.panels_svg", broken)
    code, _, err = run(capsys, "", "--write", tmp_path)
    assert code == 0
    line = "cnnpool-panels.svg was not written: It needs a package that is not installed"
    assert f"{line}: pip install plotly." in err
    assert not (tmp_path / "cnnpool-panels.svg").exists() and (tmp_path / "cnnpool-x.csv").exists()


def test_a_broken_import_of_our_own_is_no_missing_package(monkeypatch):
    def broken(case, panel):
        raise ImportError("cannot import name 'panel'", name="cnnpool.export.figures")

    monkeypatch.setattr("cnnpool.export.panel_csv", broken)
    with pytest.raises(ImportError, match="cannot import name"):
        files(_case())["cnnpool-x.csv"]()


def test_a_program_that_a_framework_cannot_express_says_why(monkeypatch):
    none = Program("onnx", None, (("lacks_dilation", {}),))
    monkeypatch.setattr("cnnpool.export.files.program", lambda case, framework: none)
    with pytest.raises(NotMade) as stopped:
        files(_case())["cnnpool_onnx.py"]()
    assert stopped.value.notes == (("lacks_dilation", {}),)


def test_nothing_outside_the_folder_is_overwritten(capsys, tmp_path):
    (tmp_path / "precious").write_text("kept")
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "cnnpool-x.csv").symlink_to(tmp_path / "precious")
    (folder / "other.txt").write_text("kept")
    assert run(capsys, "", "--write", folder)[0] == 0
    assert (tmp_path / "precious").read_text() == (folder / "other.txt").read_text() == "kept"
    assert not (folder / "cnnpool-x.csv").is_symlink()
    assert not [path for path in folder.iterdir() if path.name.startswith(".")]


@pytest.mark.parametrize("name", ["file", "file/below"])
def test_a_folder_that_cannot_be_made_is_refused(capsys, tmp_path, name):
    (tmp_path / "file").write_text("here")
    code, _, err = run(capsys, "", "--write", tmp_path / name)
    assert code == 2 and "cannot be written to" in err and (tmp_path / "file").read_text() == "here"


# --- as a program -------------------------------------------------------------------------------


def python(*arguments: str, **more) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, capture_output=True, encoding="utf-8", **more
    )


def test_it_runs_as_a_module():
    done = python("-m", "cnnpool", "kh=3&kw=no")
    assert done.returncode == 0 and "Pooling((3, 2))" in done.stdout and "kw=no" in done.stderr
    assert python("-m", "cnnpool", "ph=2").returncode == 2


def test_help_says_how_it_is_used():
    done = python("-m", "cnnpool", "--help")
    assert done.returncode == 0
    assert all(word in done.stdout for word in ("LINK", "--input", "--write", "--strict", "quotes"))


def test_a_result_needs_numpy_alone():
    code = (
        "import sys\nfrom cnnpool.command import main\n"
        "assert main(['mode=avg']) == 0\n"
        "print(sorted({'streamlit', 'plotly', 'PIL', 'onnx', 'onnxruntime'} & set(sys.modules)))"
    )
    assert python("-c", code).stdout.splitlines()[-1] == "[]"


def test_a_picture_without_pillow_says_what_to_install():
    code = (
        "import sys\nsys.modules['PIL'] = None\nfrom cnnpool.command import main\n"
        "sys.exit(main(['source=image']))"
    )
    done = python("-c", code)
    assert (done.returncode, done.stderr) == (2, "Pictures need Pillow: pip install pillow.\n")


def test_the_files_need_no_streamlit(tmp_path):
    code = (
        "import sys\nfrom cnnpool.command import main\n"
        f"assert main(['', '--write', {str(tmp_path)!r}]) == 0\n"
        "assert 'streamlit' not in sys.modules"
    )
    done = python("-c", code)
    assert done.returncode == 0, done.stderr


def test_a_terminal_of_another_encoding_gets_the_numbers():
    done = subprocess.run(
        [sys.executable, "-m", "cnnpool", "lang=ja"], cwd=ROOT, capture_output=True,
        env={"PYTHONIOENCODING": "ascii"},
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, b"")
    assert arrays(done.stdout.decode("ascii"))["y"].tolist() == [[8, 9], [9, 4]]


def test_a_reader_who_stops_early_gets_no_traceback():
    process = subprocess.Popen(
        [sys.executable, "-m", "cnnpool", "h=64&w=64"],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    process.stdout.close()
    assert (process.stderr.read(), process.wait()) == (b"", 0)
    process.stderr.close()
