"""Files dropped into the page: shown at once and kept while knobs are turned."""

import numpy as np

from cnnpool import Pooling
from cnnpool.picture_files import picture_tensor
from tests.page.files import COLOUR, npy, npz, picture
from tests.page.reading import (
    open_page,
    open_steps,
    shown,
    specs,
    turn,
    upload,
    value_range,
    values,
)

NUMBERS = np.random.RandomState(2).rand(2, 3, 6, 5)
FIRST, SECOND = np.arange(12.0).reshape(3, 4), -np.arange(20.0).reshape(4, 5)


def test_an_array_file_is_shown_at_once():
    at = upload(open_page({"kh": "3", "bc": "1"}), "a.npy", npy(NUMBERS))
    assert at.query_params == {"kh": "3", "bc": "1", "source": "file"}
    np.testing.assert_array_equal(shown(at)["x"], NUMBERS[0, 1])
    np.testing.assert_array_equal(shown(at)["y"], Pooling((3, 2)).forward(NUMBERS)[0, 1])
    said = "The file's array of shape (2, 3, 6, 5) is read as (N, C, H, W)."
    assert said in values(at.main.caption)
    assert "An uploaded file is not part of the link." in values(at.sidebar.caption)
    at = turn(at, bn=1, mode="avg")
    np.testing.assert_array_equal(shown(at)["x"], NUMBERS[1, 1])
    assert open_steps(at).code[0].value == "x = tensor"


def test_a_csv():
    at = upload(open_page(), "My Numbers.CSV", b"1;2;3,5\n".replace(b",", b".") + b"-4;inf;nan\n")
    np.testing.assert_array_equal(shown(at)["x"], [[1, 2, 3.5], [-4, np.inf, np.nan]])
    texts = specs(at)["x"]["data"][2]["text"]
    assert texts == ["1", "2", "3.5", "−4", "∞", "NaN"]


def test_a_picture():
    at = upload(open_page({"bc": "2"}), "a.png", picture(COLOUR))
    assert at.query_params == {"bc": "2", "source": "image"}
    np.testing.assert_array_equal(shown(at)["x"], COLOUR[:, :, 2])
    assert specs(at)["x"]["data"][0]["colorscale"][0][1] == "#123a63"  # dark is low
    assert specs(turn(at, source="random"))["x"]["data"][0]["colorscale"][0][1] == "#eef3fa"


def test_a_large_picture_says_that_it_was_scaled():
    at = upload(open_page({"kh": "8", "kw": "8"}), "a.jpg", picture(np.zeros((600, 900)), "JPEG"))
    assert "The picture was scaled from 900×600 to 512×341 pixels." in values(at.main.caption)
    assert shown(at)["x"].shape == (341, 512)


def test_an_npz_with_two_arrays_asks_which():
    at = upload(open_page(), "a.npz", npz(first=FIRST, second=SECOND))
    np.testing.assert_array_equal(shown(at)["x"], FIRST)
    assert at.selectbox(key="member").options == ["first", "second"]
    at.selectbox(key="member").set_value("second").run()
    np.testing.assert_array_equal(shown(at)["x"], SECOND)
    np.testing.assert_array_equal(shown(turn(at, kh=3))["x"], SECOND)
    assert at.query_params == {"source": "file", "kh": "3"}
    at = upload(at, "b.npz", npz(third=FIRST, fourth=SECOND))
    np.testing.assert_array_equal(shown(at)["x"], FIRST)
    at = upload(at, "c.npz", npz(only=SECOND))
    np.testing.assert_array_equal(shown(at)["x"], SECOND)
    assert [box.key for box in at.main.selectbox] == []


def test_the_part_of_a_large_array_can_be_chosen():
    large = np.arange(1000 * 520).reshape(1000, 520)
    at = upload(open_page({"kh": "32", "kw": "32"}), "a.npy", npy(large))
    np.testing.assert_array_equal(shown(at)["x"], large[:512, :512])
    said = "Only 512×512 of 1000×520 are shown at once: choose where they begin."
    assert said in values(at.main.caption)
    limits = [(w.key, w.min, w.max) for w in at.main.number_input]
    assert limits == [("crop_top", 0, 488), ("crop_left", 0, 8)]
    at.number_input(key="crop_top").set_value(488)
    at.number_input(key="crop_left").set_value(3)
    np.testing.assert_array_equal(shown(at.run())["x"], large[488:, 3:515])
    at = upload(at, "b.npy", npy(large[:600, :6]))
    assert not at.error
    assert shown(at)["x"].shape == (512, 6)
    at = upload(at, "c.npy", npy(large[:512, :512]))
    assert shown(at)["x"].shape == (512, 512)
    assert not at.main.number_input


def test_truths_are_drawn_as_numbers():
    at = upload(open_page(), "a.npy", npy(np.array([[True, False], [False, True]])))
    assert shown(at)["x"].dtype != bool  # Plotly draws no cell for true
    assert shown(at)["x"].tolist() == [[1, 0], [0, 1]]


def test_without_a_file_the_page_asks_for_one():
    at = open_page({"source": "file", "kh": "3"})
    said = ["Drop an .npy, .npz or .csv file into the sidebar to see it pooled."]
    assert values(at.info) == said
    assert not specs(at)
    assert shown(upload(at, "a.npy", npy(FIRST)))["x"].shape == (3, 4)
    at.file_uploader[0].clear().run()
    assert values(at.info) == said
    assert at.query_params == {"source": "file", "kh": "3"}
    assert list(specs(turn(at, source="random")))


def test_a_picture_is_no_array_file_and_the_other_way_round():
    at = turn(upload(open_page(), "a.png", picture(COLOUR)), source="file")
    assert len(at.info) == 1
    at = turn(upload(at, "a.npy", npy(FIRST)), source="image")
    assert shown(at)["x"].shape == (128, 128)
    np.testing.assert_array_equal(shown(turn(at, source="file"))["x"], FIRST)


def test_a_file_can_be_pooled_with_a_larger_kernel_than_random_numbers():
    at = upload(open_page({"kh": "20"}), "a.npy", npy(np.ones((40, 40))))
    assert shown(at)["y"].shape == (2, 20)
    assert len(turn(at, source="random").error) == 1


def test_all_planes_of_a_file_share_one_scale():
    stack = np.stack([np.full((4, 4), v) for v in (-3.0, 7.0, 0.0)])
    at = upload(open_page(), "a.npy", npy(stack))
    assert {value_range(specs(turn(at, bc=c))[k]) for c in range(3) for k in "xy"} == {(-3, 7)}


def test_an_upload_stays_with_its_owner():
    upload(open_page(), "a.png", picture(COLOUR))
    other = open_page({"source": "image"})
    np.testing.assert_array_equal(shown(other)["x"].shape, (128, 128))


def test_a_file_is_read_once(monkeypatch):
    reads = []

    def counted(data):
        reads.append(len(data))
        return picture_tensor(data)

    monkeypatch.setattr("cnnpool.ui.uploads.picture_tensor", counted)
    at = upload(open_page(), "a.png", picture(COLOUR))
    for kh in (1, 2, 3):
        turn(at, kh=kh)
    assert len(reads) == 1
    upload(at, "b.png", picture(COLOUR[:3]))
    assert len(reads) == 2
    assert shown(at)["x"].shape == (3, 7)
