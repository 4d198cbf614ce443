"""Code: a program is copied, files are downloaded, and all of them hold the page's numbers."""

import contextlib
import io
import runpy
import zipfile

import numpy as np
import pytest

from cnnpool import Pooling
from tests.browser.explore import Explore

LINK = "h=5&w=5&seed=7&kh=3&sh=1&grad=ramp&bn=1"
X = np.random.RandomState(7).randint(0, 10, (2, 3, 5, 5))


def layer() -> Pooling:
    """The layer of the link after its forward and backward over all planes."""
    layer = Pooling((3, 2), stride=(1, 2))
    y = layer.forward(X)
    layer.backward(np.arange(1.0, y.size + 1).reshape(y.shape))
    return layer


def ran(program, folder) -> dict:
    """The names of a program, run where its folder has nothing else."""
    path = folder / "program.py"
    path.write_text(program, encoding="utf-8")
    with contextlib.redirect_stdout(io.StringIO()):
        return runpy.run_path(str(path))


def download(page, file: str) -> bytes:
    with page.page.expect_download() as waiting:
        page.control(f"file_{file}").locator("button").click()
    assert waiting.value.failure() is None
    return waiting.value.path().read_bytes()


@pytest.fixture
def code(visit):
    page = visit(f"/code?{LINK}", permissions=["clipboard-read", "clipboard-write"])
    page.page.locator(".frameworks").wait_for()
    return page


def test_a_program_is_copied_and_gives_the_pages_numbers(code, tmp_path):
    code.page.locator(".stCode").hover()
    code.page.locator(".stCode").get_by_label("Copy to clipboard").click()
    text = code.page.evaluate("navigator.clipboard.readText()")
    found = ran(text, tmp_path)
    np.testing.assert_array_equal(found["y"], layer().y)
    np.testing.assert_array_equal(found["dx"], layer().dx)

    code.page.get_by_role("radio", name="cnnpool").click()
    code.expect_code("from cnnpool import Pooling")
    code.expect_link(dict(pair.split("=") for pair in LINK.split("&")) | {"framework": "cnnpool"})
    text = download(code, "cnnpool_cnnpool_py").decode()
    np.testing.assert_array_equal(ran(text, tmp_path)["dx"], layer().dx)


@pytest.mark.long
def test_files_hold_the_pages_numbers_and_work_without_the_page(code, chromium, tmp_path):
    arrays = np.load(io.BytesIO(download(code, "cnnpool-arrays_npz")))
    np.testing.assert_array_equal(arrays["x"], X)
    np.testing.assert_array_equal(arrays["y"], layer().y)
    np.testing.assert_array_equal(arrays["dx"], layer().dx)
    names = zipfile.ZipFile(io.BytesIO(download(code, "cnnpool-onnx-test_zip"))).namelist()
    assert sum(name.endswith(("model.onnx", "input_0.pb", "output_0.pb")) for name in names) == 3
    dx = np.loadtxt(io.BytesIO(download(code, "cnnpool-dx_csv")), delimiter=",")
    np.testing.assert_array_equal(dx, layer().dx[1, 0])
    assert download(code, "cnnpool-panels_svg").startswith(b"<")

    path = tmp_path / "panels.html"
    path.write_bytes(download(code, "cnnpool-panels_html"))
    context = chromium.new_context(offline=True, viewport={"width": 1440, "height": 900})
    page = context.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    offline = Explore(page)
    offline.expect_panel("x", X[1, 0])
    offline.expect_panel("y", layer().y[1, 0])
    offline.expect_panel("dx", layer().dx[1, 0])
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    context.close()
