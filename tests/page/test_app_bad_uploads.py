"""Files that cannot be used: one sentence each, and the page stays as it was."""

import numpy as np
import pytest

from tests.page import refused
from tests.page.files import npy
from tests.page.reading import CHARTS, control, open_page, specs, turn, upload, values

KINDS = {
    "arrays": {case: (name, data) for case, (name, data, *_) in refused.ARRAYS.items()},
    "pictures": {case: ("a.png", data) for case, (data, *_) in refused.PICTURES.items()},
    "hostile": refused.HOSTILE,
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_bad_file_is_one_error_and_nothing_else_changes(kind):
    """One visitor drops one file after the other: a new visitor each would take far longer."""
    before = {"kh": "3", "mode": "avg", "seed": "7"}
    at = open_page({"source": "file", **before})
    for case, (name, data) in KINDS[kind].items():
        at = upload(at, name, data)
        assert len(at.error) == 1, case
        assert not specs(at), case
        source = "image" if kind == "pictures" else "file"
        assert at.query_params == {"source": source, **before}, case
        assert (control(at, "kh").value, control(at, "mode").value) == (3, "avg"), case


@pytest.mark.parametrize("name", ["a.npy", "a.npz", "a.csv", "a.png"])
def test_the_way_back_from_a_bad_file(name):
    at = open_page({"kh": "3"})
    charts = specs(at)
    assert len(upload(at, name, b"hello").error) == 1
    assert at.query_params == {"kh": "3", "source": "image" if name == "a.png" else "file"}
    at = turn(at, source="random")
    assert not at.error
    assert specs(at) == charts


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_the_error_has_the_numbers_in_it(lang):
    at = upload(open_page({"lang": lang}), "a.npy", refused.ARRAYS["cut off"][1])
    assert values(at.error) == [
        "The file ends early: shape (3, 4) of float64 needs 96 bytes, 95 are there."
        if lang == "en"
        else "ファイルが途中で終わっています。形状 (3, 4) の float64 には 96 バイト必要ですが、"
        "95 バイトしかありません。"
    ]


def test_the_error_quotes_a_heading_as_it_stands_in_the_file():
    at = upload(open_page({"lang": "ja"}), "a.csv", b"height,width\n1,2\n")
    assert values(at.error) == ["1 行 1 列目が数ではありません: 'height'"]


def test_a_good_file_after_a_bad_one():
    at = upload(open_page(), "a.npy", b"hello")
    assert len(at.error) == 1
    at = upload(at, "a.npy", npy(np.ones((3, 4))))
    assert not at.error
    assert list(specs(at)) == list(CHARTS)
    at = upload(at, "a.png", b"hello")
    assert (len(at.error), control(at, "source").value) == (1, "image")


def test_what_a_file_says_is_not_read_as_markdown():
    at = upload(open_page(), "bad.csv", b"1,2\n3,![](http://example.org/a.png)")
    assert "![" not in values(at.error)[0]
    assert "row 2, column 2" in values(at.error)[0].lower()
