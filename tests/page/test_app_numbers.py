"""The editors of typed numbers: where they stand, what they are given, and what is refused."""

import numpy as np
import pytest

from cnnpool.settings import Settings
from cnnpool.typed_numbers import pack, unpack
from cnnpool.ui import link
from tests.page.reading import alive, component, follow, open_page, shown, turn, values

ARTICLE = np.random.RandomState(1).randint(0, 10, (2, 3, 4, 4))
HUGE = pack(np.random.RandomState(1).randn(1, 1, 64, 64))


def grids(at) -> list[str]:
    return [c.proto.id for c in at.get("bidi_component") if "cnnpool.grid" in str(c.proto)]


def press(at, key: str):
    return alive(at.button(key=key).click().run())


def paste(at, name: str, text: str):
    at.text_area(key=f"paste_{name}").set_value(text)
    return press(at, f"use_{name}")


def test_nothing_is_edited_before_it_is_asked_for():
    at = open_page()
    assert not grids(at)
    assert not at.text_area


def test_shown_numbers_become_typed_ones():
    at = press(open_page({"seed": "5", "n": "1", "bc": "2", "lang": "ja"}), "keep_numbers")
    x = np.random.RandomState(5).randint(0, 10, (1, 3, 4, 4))
    assert at.query_params["source"] == "numbers"
    np.testing.assert_array_equal(unpack(at.query_params["x"]), x)
    about = component(at, "grid")
    assert about["rows"] == [[str(value) for value in row] for row in x[0, 2].tolist()]
    assert (about["symbol"], about["axes"], about["bad"]) == ("x", ["h", "w"], None)
    assert "n=0、c=2" in about["name"]


def test_a_picture_is_too_large_to_be_typed():
    at = press(open_page({"source": "image"}), "keep_numbers")
    assert "at most (16, 16, 64, 64), these have (1, 3, 128, 128)." in values(at.error)[0]
    assert at.query_params == {"source": "image"}
    assert shown(at)["x"].shape == (128, 128)
    assert not turn(at, bc=1).error


def test_a_gradient_of_a_picture_is_too_large_to_be_typed():
    at = open_page({"source": "image", "grad": "numbers", "kh": "1", "kw": "1"})
    assert "at most (16, 16, 79, 79), these have (1, 3, 128, 128)." in values(at.info)[0]
    assert not grids(at)
    assert (shown(at)["dy"] == 1).all()


@pytest.mark.parametrize(
    ("text", "shape"),
    [("[[1, 2], [3, 4]]", (1, 1, 2, 2)), ("[[[1.5], [nan]]]", (1, 1, 2, 1)), ("7", (1, 1, 1, 1))],
)
def test_a_pasted_array_is_the_whole_input(text, shape):
    at = paste(open_page({"source": "numbers", "kh": "1", "kw": "1"}), "x", text)
    assert not at.error
    assert unpack(at.query_params["x"]).shape == shape
    assert shown(at)["x"].shape == shape[2:]


def test_what_cannot_be_read_is_pointed_at_and_nothing_is_lost():
    state = {"source": "numbers", "x": pack(ARTICLE)}
    at = paste(open_page(state), "x", "[[1, 2],\n [3, four]]")
    assert values(at.error) == ["Line 2, column 6: this is no number of the array: four??."]
    assert values(at.code) == [" [3, four]]\n     ↑"]
    assert at.query_params == state
    assert at.text_area(key="paste_x").value == "[[1, 2],\n [3, four]]"
    at = turn(at, lang="ja")
    at = paste(at, "x", "[[1], [2, 3]]")
    assert "前の並びには 1 個" in values(at.error)[0]
    assert not paste(at, "x", "[[1, 2], [3, 4]]").error


def test_a_refused_edit_with_the_address_of_before_takes_nothing_back():
    """Quick behind an edit that was taken, it arrives before the browser has the new address."""
    at = open_page({"source": "numbers"})
    before = dict(at.query_params)
    at = paste(at, "x", "[[1, 2], [3, 4]]")
    at.query_params = before
    at = paste(at, "x", "[[1, x]]")
    assert len(at.error) == 1
    assert shown(at)["x"].tolist() == [[1, 2], [3, 4]]
    assert unpack(at.query_params["x"]).tolist() == [[[[1, 2], [3, 4]]]]


def test_too_large_a_paste_is_refused():
    at = paste(open_page({"source": "numbers"}), "x", "1 " * 65)
    assert "at most (16, 16, 64, 64), these have (1, 1, 1, 65)." in values(at.error)[0]
    assert at.query_params == {"source": "numbers"}


def test_another_shape_cuts_off_and_fills_with_zeros():
    at = open_page({"source": "numbers", "x": pack(ARTICLE)})
    for letter, size in zip("nchw", (1, 2, 3, 6), strict=True):
        at.number_input(key=f"shape_{letter}_(2, 3, 4, 4)").set_value(size)
    found = unpack(press(at, "use_shape").query_params["x"])
    assert found.shape == (1, 2, 3, 6)
    np.testing.assert_array_equal(found[..., :4], ARTICLE[:1, :2, :3])
    assert (found[..., 4:] == 0).all()


def test_a_typed_gradient_is_fitted_when_y_has_another_shape():
    g = np.arange(24.0).reshape(2, 3, 2, 2)
    at = open_page({"grad": "numbers", "g": pack(g), "kw": "1"})
    assert values(at.error) == [
        "The typed gradient has shape (2, 3, 2, 2), but y has (2, 3, 2, 4)."
    ]
    found = unpack(press(at, "fit_gradient").query_params["g"])
    np.testing.assert_array_equal(found[..., :2], g)
    assert (found[..., 2:] == 0).all()
    assert shown(at)["dy"].tolist() == [[0, 1, 0, 0], [2, 3, 0, 0]]


def test_a_plane_is_pasted_into_the_gradient_shown():
    at = paste(open_page({"grad": "numbers", "bn": "1", "bc": "2"}), "g", "[[5, 6], [7, 8]]")
    found = unpack(at.query_params["g"])
    assert found[1, 2].tolist() == [[5, 6], [7, 8]]
    assert found.sum() == 26 + 20
    at = paste(at, "g", "[[1, 2, 3]]")
    assert "(2, 3, 2, 2) / (3, 2, 2) / (2, 2)" in values(at.error)[0]


def test_numbers_too_many_for_the_link_say_so_and_are_missed_elsewhere():
    at = open_page({"source": "numbers", "x": HUGE})
    short = dict(at.query_params)
    assert short["x"].startswith("0") and len(short["x"]) == 11
    assert any("too many for a link" in said for said in values(at.caption))
    np.testing.assert_array_equal(shown(at)["x"], unpack(HUGE)[0, 0])
    assert not turn(at, kh=3).error
    np.testing.assert_array_equal(shown(at)["x"], unpack(HUGE)[0, 0])

    other = open_page(short)
    assert "a link holds 6,000 letters" in values(other.error)[0]
    assert not other.warning
    assert not paste(other, "x", "[[1, 2], [3, 4]]").error
    assert shown(other)["x"].tolist() == [[1, 2], [3, 4]]


def test_page_keeps_few_of_the_numbers_that_stay_behind():
    """As many as Back may ask for; the first of them are forgotten."""
    at, links = open_page({"source": "numbers"}), []
    for seed in range(link.MOST_LEFT_BEHIND + 1):
        huge = pack(np.random.RandomState(seed).randn(1, 1, 64, 64))
        at.query_params = {"source": "numbers", "x": huge}
        links.append(dict(alive(at.run()).query_params))
    assert len(at.session_state[link.LEFT_BEHIND]) == link.MOST_LEFT_BEHIND
    for query, known in ((links[-2], True), (links[0], False)):
        at.query_params = query
        assert (not alive(at.run()).error) is known


def test_any_page_lives_with_typed_numbers():
    settings = Settings(source="numbers", grad="numbers", x=pack(ARTICLE * 0.5))
    for page in ("steps", "questions", "code"):
        at = open_page(settings.to_query())
        assert not follow(at, page).error
