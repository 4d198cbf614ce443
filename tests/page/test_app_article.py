"""The article's own code on the shape at hand: decided by a run, beside what is right."""

import re

import numpy as np
import pytest

from cnnpool import Pooling
from cnnpool.settings import Settings
from cnnpool.steps.article import ArticlePooling
from cnnpool.tensors import random_tensor
from tests.page.files import npy
from tests.page.reading import _specs, array, follow, open_page, upload, values
from tests.page.test_app_steps import english_left, open_steps


def charts(at) -> dict[str, np.ndarray]:
    return {name: array(s["data"][0]["z"]) for name, s in _specs(at, "article_").items()}


def verdict(at) -> str:
    """The bold word of the section."""
    found = [re.match(r"\*\*(.*?)\.?\*\*", text) for text in values(at.main.markdown)]
    words = [match[1] for match in found if match]
    return words[words.index("The article's own code on this shape") + 1]


def right(query) -> tuple[np.ndarray, np.ndarray]:
    settings, _ = Settings.from_query(query)
    layer = Pooling(settings.kh)
    y = layer.forward(random_tensor(settings)[:1, :1])
    return y[0, 0], layer.backward(np.ones(y.shape))[0, 0]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({}, "Right"),
        ({"h": "6", "w": "6", "kh": "3"}, "Right"),
        ({"h": "5", "w": "5"}, "It stops with an error"),
        ({"w": "6"}, "It stops with an error"),
        ({"h": "3", "w": "3"}, "Silently wrong"),
        ({"h": "3", "w": "3", "high": "2", "seed": "18"}, "Silently wrong"),  # 2 and 3 numbers
        ({"h": "3", "w": "3", "high": "2"}, "Silently wrong"),  # the gradient alone
        ({"kh": "3", "h": "5", "w": "4"}, "Silently wrong"),
        ({"h": "3", "w": "3", "low": "7", "high": "8"}, "Right with these numbers only"),
    ],
    ids=str,
)
def test_the_verdict_and_what_is_right(query, said):
    at = open_steps(query)
    assert verdict(at) == said
    y, dx = right(query)
    shown = charts(at)
    np.testing.assert_array_equal(shown["right_y"], y)
    np.testing.assert_array_equal(shown["right_dx"], dx)
    if said.startswith("It stops"):
        assert shown.keys() == {"right_y", "right_dx"}
        assert f"ValueError: {the_articles_error(query)}" in values(at.code)
        return
    assert not any(code.startswith("ValueError") for code in values(at.code))
    differ = {"y": int((shown["y"] != y).sum()), "dx": int((shown["dx"] != dx).sum())}
    assert any(differ.values()) == (said == "Silently wrong")
    if said == "Silently wrong":
        text = " ".join(values(at.main.markdown))
        counts = f"{differ['y']} of {y.size} outputs and {differ['dx']} of {dx.size} gradients"
        assert counts in text
    for name, spec in _specs(at, "article_").items():
        expected = shown[name] != {"y": y, "dx": dx}[name.removeprefix("right_")]
        assert framed(spec) == np.argwhere(expected).tolist()


def framed(spec) -> list[list[int]]:
    """The cells (row, column) with a frame around them."""
    shapes = spec["layout"]["shapes"]
    return [[round((s[f"{k}0"] + s[f"{k}1"]) / 2) for k in "yx"] for s in shapes]


def the_articles_error(query) -> str:
    settings, _ = Settings.from_query(query)
    with pytest.raises(ValueError) as caught:
        ArticlePooling(settings.kh).forward(random_tensor(settings)[:1, :1])
    return str(caught.value)


def test_the_example_of_the_silent_mistake():
    at = upload(open_page(), "a.npy", npy(np.array([[1, 9, 2], [9, 9, 3], [0, 0, 0]])))
    shown = charts(follow(at, "steps"))
    assert shown["y"].tolist() == [[9, 9], [9, 9]]
    assert shown["right_y"].tolist() == [[9, 3], [0, 0]]


def test_which_shapes_work():
    at = open_steps()
    html = next(h for h in values(at.main.get("html")) if 'class="quiet-table"' in h)
    rows = re.findall(r"<td>(\d) × (\d)</td><td>(\d)</td><td>(.*?)</td>", html)
    for H, W, pool, said in rows:
        H, W, pool = int(H), int(W), int(pool)
        sizes = -(-H // pool), -(-W // pool)
        divides = H % pool == W % pool == 0
        wanted = "right" if H == W and divides else "stops with an error"
        if not divides and sizes == (2, 2):
            wanted = "silently wrong"
        assert said == wanted, (H, W, pool)
    assert {said for *_, said in rows} == {"right", "stops with an error", "silently wrong"}


def test_float32_comes_out_as_float64():
    at = upload(open_page(), "a.npy", npy(np.eye(4, dtype=np.float32)))
    assert "It gives float64 for float32." in values(follow(at, "steps").main.markdown)
    doubles = follow(upload(open_page(), "a.npy", npy(np.eye(4))), "steps")
    for at in (open_steps(), doubles):
        assert not any("It gives" in text for text in values(at.main.markdown))


def test_what_is_too_large_is_said():
    at = upload(open_page({"kh": "8", "kw": "8"}), "a.npy", npy(np.eye(512)))
    assert any("at most 1,048,576" in text for text in values(follow(at, "steps").info))


def test_the_plane_shown_is_judged():
    at = open_steps({"bn": "1", "bc": "2"})
    said = "is run here on the plane n=1, c=2 with pool 2;"
    assert any(said in text for text in values(at.main.markdown))
    np.testing.assert_array_equal(
        charts(at)["y"], Pooling(2).forward(random_tensor(Settings()))[1, 2]
    )


def test_the_same_scale_for_both_outputs_and_for_both_gradients():
    at = open_steps({"h": "3", "w": "3"})
    specs = _specs(at, "article_")
    ends = {name: (s["data"][0]["zmin"], s["data"][0]["zmax"]) for name, s in specs.items()}
    shown = charts(at)
    both = np.stack([shown["y"], shown["right_y"]])
    assert ends["y"] == ends["right_y"] == (both.min(), both.max())
    reach = max(shown["dx"].max(), shown["right_dx"].max())
    assert ends["dx"] == ends["right_dx"] == (-reach, reach)


@pytest.mark.parametrize(
    "query",
    [
        {"h": "5", "w": "5"},
        {"h": "3", "w": "3"},
        {"h": "3", "w": "3", "low": "7", "high": "8"},
        {"source": "image", "kh": "32", "step": "x_col", "cell": "y:0,0,3,3"},
    ],
    ids=str,
)
def test_every_verdict_speaks_japanese(query):
    at, english = open_steps({**query, "lang": "ja"}), open_steps(query)
    assert english_left(at) == []
    assert charts(at).keys() == charts(english).keys()
    for name, z in charts(english).items():
        np.testing.assert_array_equal(charts(at)[name], z)


def test_a_refusal_speaks_japanese():
    at = upload(open_page({"kh": "3", "sh": "1", "lang": "ja"}), "a.npy", npy(np.eye(512)))
    at = follow(at, "steps")
    assert len(at.error) == 1
    assert english_left(at) == []
