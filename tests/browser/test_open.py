"""The page as a newcomer meets it: the article's numbers, then a knob, a picture, a language."""

import io

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from cnnpool import Pooling, trace
from cnnpool.colours import luminance
from tests.browser.explore import PANELS
from tests.browser.marks import Marks

ARTICLE = np.random.RandomState(1).randint(0, 10, (2, 3, 4, 4))

# The first plane of the article's published arrays, cells In[3] to In[12].
X = [[5, 8, 9, 5], [0, 0, 1, 7], [6, 9, 2, 4], [5, 2, 4, 2]]
ROWS = [[5, 8, 0, 0], [9, 5, 1, 7], [6, 9, 5, 2], [2, 4, 4, 2]]
Y = [[8, 9], [9, 4]]
ROUTED = [[0, 1, 0, 0], [1, 0, 0, 0], [0, 1, 0, 0], [0, 1, 0, 0]]
DX = [[0, 1, 1, 0], [0, 0, 0, 0], [0, 1, 0, 1], [0, 0, 0, 0]]


def test_the_article_then_knobs_a_preset_and_reset(visit):
    page = visit("/")
    wanted = {"x": X, "cols": ROWS, "y": Y, "dy": [[1, 1], [1, 1]], "routed": ROUTED, "dx": DX}
    for key in PANELS:
        page.expect_panel(key, wanted[key])
        assert page.written(key) == [str(v) for row in wanted[key] for v in row]
    assert page.link() == {}

    page.set_number("seed", 7)
    x = np.random.RandomState(7).randint(0, 10, (2, 3, 4, 4))
    page.expect_panels(trace(x[:1, :1], Pooling(2)))
    page.expect_link({"seed": "7"})
    page.set_number("kh", 3)
    page.expect_panels(trace(x[:1, :1], Pooling((3, 2))))
    page.expect_link({"seed": "7", "kh": "3"})

    page.page.get_by_role("button", name="Overlapping 3, 1").click()
    tensor = np.random.RandomState(1).randint(0, 10, (2, 3, 5, 5))
    page.expect_panels(trace(tensor[:1, :1], Pooling(3, stride=1)))
    page.page.get_by_role("button", name="Reset").click()
    page.expect_panel("x", X)
    page.expect_link({})


def test_the_language_is_the_browsers_until_one_is_chosen(visit):
    """A choice's Japanese label is on the page, its code is in the link."""
    page = visit("/", locale="ja-JP")
    page.expect_panel("x", X)
    text = page.page
    expect(text.get_by_text("上流からの勾配").first).to_be_visible()
    assert page.link() == {}
    page.choose("mode", "平均")
    page.expect_panels(trace(ARTICLE[:1, :1], Pooling(2, mode="avg")))
    page.expect_link({"mode": "avg"})
    text.wait_for_function("document.documentElement.lang === 'ja'")

    text.get_by_role("radio", name="English").click()
    page.expect_link({"lang": "en", "mode": "avg"})
    expect(text.get_by_text("上流からの勾配")).to_have_count(0)
    expect(page.control("mode").locator("input")).to_have_value("Average")
    text.wait_for_function("document.documentElement.lang === 'en'")
    text.get_by_role("radio", name="日本語").click()
    page.expect_link({"lang": "ja", "mode": "avg"})
    expect(text.get_by_text("上流からの勾配").first).to_be_visible()


def test_a_picture_of_ones_own_is_pooled(visit):
    picture = np.random.RandomState(3).randint(0, 256, (40, 60, 3), dtype=np.uint8)
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "PNG")
    page = visit("/?kh=4&kw=4&bc=2")
    page.page.locator(".st-key-upload input[type=file]").set_input_files(
        {"name": "mine.png", "mimeType": "image/png", "buffer": file.getvalue()}
    )
    blue = picture[None, None, :, :, 2]
    page.expect_panels(trace(blue, Pooling(4)))
    page.expect_link({"source": "image", "kh": "4", "kw": "4", "bc": "2"})
    assert page.written("x") == []  # 2,400 cells are a picture, not numbers
    page.expect_text("An uploaded file is not part of the link.")


@pytest.mark.long
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_texts_can_be_read_on_their_ground(visit, scheme):
    page = visit("/?kh=3&kw=3&sh=2&sw=2&ph=1&pw=1", color_scheme=scheme)
    page.panel("dy")
    ground = page.page.evaluate(
        "getComputedStyle(document.querySelector('.stApp')).backgroundColor"
    )
    assert (luminance(_hex(ground)) > 0.5) == (scheme == "light")
    for text in (".st-key-chart_cols .ytick text", ".panel-head", ".row-head b", ".stMarkdown p"):
        colour = page.page.locator(text).first.evaluate(
            "e => getComputedStyle(e)[e instanceof SVGElement ? 'fill' : 'color']"
        )
        levels = sorted((luminance(_hex(ground)), luminance(_hex(colour))))
        assert (levels[1] + 0.05) / (levels[0] + 0.05) >= 4.5, text


@pytest.mark.long
def test_on_a_phone_panels_stand_in_reading_order_and_a_tap_pins(visit):
    page = visit("/", viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page.expect_panel("dx", DX)
    tops = {
        key: page.page.locator(f".st-key-chart_{key}").bounding_box()["y"]
        for key in ("x", "cols", "y", "dy", "routed", "dx")
    }
    assert list(tops) == sorted(tops, key=tops.get)
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.page.evaluate(wide) <= 0

    marks = Marks(page)
    marks.ready()
    marks.tap("y", 1, 0)
    page.expect_link({"win": "2"})
    assert marks.lit()["y"]["cell"] == {(1, 0)}


def _hex(colour: str) -> str:
    channels = colour[colour.index("(") + 1 : -1].split(",")[:3]
    return "#" + "".join(f"{int(float(channel)):02x}" for channel in channels)
