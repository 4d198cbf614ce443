"""Step by step: the article's arrays, on the reader's own settings."""

import numpy as np
import pytest

from cnnpool import Pooling, trace
from cnnpool.picture_files import built_in_picture
from cnnpool.settings import Settings
from cnnpool.tensors import random_tensor
from tests.page.reading import control, open_page, open_steps, turn, values


def printed(array) -> str:
    with np.printoptions(threshold=400, linewidth=100, precision=6):
        return str(array)


def headings(at) -> list[str]:
    return [text for text in values(at.main.markdown) if text.startswith("**In[")]


def test_the_articles_arrays():
    at = open_steps(open_page())
    story = trace(random_tensor(Settings()), Pooling(2))
    assert values(at.code) == [printed(step.array) for step in story.steps]
    assert headings(at)[:3] == [
        "**In[3]** `x` (2, 3, 4, 4): n · c · h · w",
        "**In[4]** `im2col` (12, 8): (c,kh,kw) · (n,oh,ow)",
        "**In[4]** `x_col` (24, 4): (n,oh,ow,c) · (kh,kw)",
    ]
    assert len(headings(at)) == len(story.steps) == 10
    assert at.code[2].value.splitlines()[:3] == ["[[5 8 0 0]", " [4 7 1 7]", " [8 8 8 7]"]
    assert at.code[3].value.startswith("[8 7 8 9 9 9 9 9")
    assert not at.get("plotly_chart")


@pytest.mark.parametrize(
    ("mode", "said", "steps"),
    [
        ("max", "The maximum of each row.", 10),
        ("avg", "The mean of each row.", 9),
        ("lp", "The norm of each row.", 9),
    ],
)
def test_every_mode(mode, said, steps):
    at = open_steps(open_page({"mode": mode}))
    assert said in values(at.main.caption)
    assert len(at.code) == steps
    assert ("`max_index`" in " ".join(headings(at))) == (mode == "max")


def test_the_controls_work_here_too():
    at = turn(open_steps(open_page({"seed": "4"})), kh=3, grad="ramp")
    assert at.query_params == {"seed": "4", "kh": "3", "grad": "ramp"}
    settings = Settings(seed=4, kh=3, grad="ramp")
    layer = settings.layer()
    y = layer.forward(random_tensor(settings))
    dy = 1.0 + np.arange(y.size).reshape(y.shape)
    assert at.code[-1].value == printed(layer.backward(dy))
    assert control(at, "kh").value == 3


def test_what_is_too_large_to_print_is_one_plane():
    at = open_steps(open_page({"source": "image", "bc": "2", "kh": "32", "kw": "32"}))
    assert values(at.main.caption)[0] == (
        "All planes together are too large to print: these are the arrays of the plane "
        "n=0, c=2 alone."
    )
    layer = Pooling(32)
    layer.forward(built_in_picture("cat").array[:, 2:])
    assert headings(at)[0] == "**In[3]** `x` (1, 1, 128, 128): n · c · h · w"
    assert at.code[4].value == printed(layer.y)
    assert all(len(code.value) < 20_000 for code in at.code)


def test_a_file_is_asked_for_here_too():
    at = open_steps(open_page({"source": "file"}))
    assert len(at.info) == 1
    assert not at.code
