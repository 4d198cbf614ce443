"""The first page: the article's numbers, and every way to show something else."""

import numpy as np
import pytest

from cnnpool import Pooling, im2col
from cnnpool.picture_files import built_in_picture
from cnnpool.presets import PRESETS, preset
from cnnpool.settings import CHOICES, DEFAULTS, Settings
from cnnpool.tensors import random_tensor
from tests.page.reading import CHARTS, bring, control, open_page, shown, specs, turn, values

ARTICLE = {
    "x": [[5, 8, 9, 5], [0, 0, 1, 7], [6, 9, 2, 4], [5, 2, 4, 2]],
    "cols": [[5, 8, 0, 0], [9, 5, 1, 7], [6, 9, 5, 2], [2, 4, 4, 2]],
    "y": [[8, 9], [9, 4]],
    "dx": [[0, 1, 1, 0], [0, 0, 0, 0], [0, 1, 0, 1], [0, 0, 0, 0]],
    "routed": [[0, 1, 0, 0], [1, 0, 0, 0], [0, 1, 0, 0], [0, 1, 0, 0]],
    "dy": [[1, 1], [1, 1]],
}
ROWS = ["(0, 0, 0, 0)", "(0, 0, 1, 0)", "(0, 1, 0, 0)", "(0, 1, 1, 0)"]
TAPS = ["(0, 0)", "(0, 1)", "(1, 0)", "(1, 1)"]


def test_a_newcomer_sees_the_articles_numbers():
    at = open_page()
    assert {name: z.tolist() for name, z in shown(at).items()} == ARTICLE
    assert at.query_params == {}
    assert not at.error
    assert not at.warning
    presets = [f"preset_{name}" for name in PRESETS]
    assert [b.key for b in at.main.button] == [*presets, "keep_numbers"]


def test_the_charts_stand_in_two_rows_and_are_described():
    at = open_page()
    assert list(specs(at)) == ["x", "cols", "y", "dx", "routed", "dy"] == list(CHARTS)
    described = [chart.proto.alt for chart in at.get("plotly_chart")]
    assert described[0] == "Heatmap of the input plane, 4 by 4"
    assert described[1] == "Heatmap of the im2col matrix: 4 windows by 4 cells"
    assert len(set(described)) == 6
    for name in ("cols", "routed"):
        heatmap = specs(at)[name]["data"][0]
        assert (heatmap["y"], heatmap["x"]) == (ROWS, TAPS)


def planes_of(settings: Settings, x) -> dict[str, np.ndarray]:
    """What the page must show, by the layer itself; the gradient is of ones."""
    layer, (n, c) = settings.layer(), (settings.bn, settings.bc)
    y = layer.forward(x)[n, c]
    dx = layer.backward(np.ones(layer.y.shape))[n, c]
    grid = layer.grid
    plane = x[n : n + 1, c : c + 1]
    if (grid.cells() < 0).any():
        plane = plane.astype(float)
    pads = [(axis.before, axis.after) for axis in (grid.rows, grid.cols)]
    strides, fill = layer.geometry.stride, -np.inf if layer.mode == "max" else 0
    windows = im2col(
        plane, grid.kernel, grid.shape, strides, tuple(pads),
        dilation=layer.geometry.dilation, pad_value=fill if plane.dtype.kind == "f" else 0,
    )  # fmt: skip
    return {"x": x[n, c], "cols": windows.T, "y": y, "dx": dx, "dy": np.ones(y.shape)}


def shows(at, settings: Settings, x) -> None:
    """The page shows what the layer gives."""
    assert not at.error
    arrays = shown(at)
    assert list(arrays) == list(CHARTS)
    for name, expected in planes_of(settings, x).items():
        np.testing.assert_array_equal(arrays[name], expected, err_msg=name)
    assert arrays["routed"].shape == arrays["cols"].shape
    # col2im adds what was routed; every window's gradient of one goes somewhere
    assert arrays["routed"].sum() == pytest.approx(arrays["dx"].sum())


@pytest.mark.parametrize("name", PRESETS)
def test_presets(name):
    at = open_page({"h": "9", "mode": "lp", "bn": "1"})
    at.button(key=f"preset_{name}").click().run()
    settings = preset(name, DEFAULTS)
    shows(at, settings, random_tensor(settings))
    assert at.query_params == settings.to_query()
    for setting in PRESETS[name]:
        assert control(at, setting).value == PRESETS[name][setting]


@pytest.mark.parametrize("mode", CHOICES["mode"])
@pytest.mark.parametrize("changed", [{}, {"h": 5, "w": 7, "kh": 3, "sh": 2, "dh": 1, "pw": 1}])
def test_modes(mode, changed):
    at = turn(open_page(), mode=mode, **changed)
    settings = Settings(mode=mode, **changed)
    shows(at, settings, random_tensor(settings))


@pytest.mark.parametrize("pad", CHOICES["pad"])
def test_padding(pad):
    changed = dict(pad=pad, kh=3, kw=3, sh=2, sw=2, ph=1, pw=2, pt=2, pb=0, pl=1, pr=2, w=6)
    settings = Settings(**changed)
    shows(open_page(settings.to_query()), settings, random_tensor(settings))


@pytest.mark.parametrize("picture", CHOICES["picture"])
def test_pictures(picture):
    at = bring(open_page(), Settings(source="image", picture=picture, kh=8, kw=8))
    x = built_in_picture(picture).array
    arrays = shown(at)
    np.testing.assert_array_equal(arrays["x"], x[0, 0])
    np.testing.assert_array_equal(arrays["y"], Pooling(8).forward(x)[0, 0])
    assert arrays["cols"].shape == (256, 64)
    assert at.query_params["source"] == "image"


@pytest.mark.parametrize(("bn", "bc"), [(1, 0), (0, 2), (1, 2)])
def test_planes(bn, bc):
    at = turn(open_page(), bn=bn, bc=bc)
    shows(at, Settings(bn=bn, bc=bc), random_tensor(Settings()))
    assert specs(at)["cols"]["data"][0]["y"][0] == f"({bn}, 0, 0, {bc})"
    assert specs(at)["x"]["data"][0]["hovertemplate"].startswith(f"x[{bn}, {bc}, ")
    assert any(
        f"Plane n={bn}, c={bc} of a (2, 3, 4, 4) tensor" in v for v in values(at.get("html"))
    )


@pytest.mark.parametrize(("kind", "first"), [("ones", 1), ("ramp", 17), ("random", None)])
def test_gradients(kind, first):
    at = turn(open_page(), grad=kind, bn=1, bc=1)
    dy = shown(at)["dy"]
    assert (dy == dy.round()).all()
    assert dy[0, 0] == first if first else len(set(dy.ravel())) > 1
    assert (shown(at)["dx"].sum(), shown(at)["routed"].sum()) == (dy.sum(), dy.sum())


def test_all_planes_in_the_matrices():
    at = turn(open_page(), whole=True)
    cols = shown(at)["cols"]
    assert cols.shape == (24, 4)
    assert cols[:4].tolist() == [[5, 8, 0, 0], [4, 7, 1, 7], [8, 8, 8, 7], [9, 5, 1, 7]]
    labels = specs(at)["cols"]["data"][0]["y"]
    assert labels[:4] == ["(0, 0, 0, 0)", "(0, 0, 0, 1)", "(0, 0, 0, 2)", "(0, 0, 1, 0)"]
    assert labels[-1] == "(1, 1, 1, 2)"
    assert shown(at)["x"].tolist() == ARTICLE["x"]
