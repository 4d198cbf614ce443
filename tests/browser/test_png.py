"""The panels as a PNG: the drawing comes only when it is asked for, and the browser paints it."""

import base64
import io
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

from cnnpool import web
from cnnpool.export import Case, panels_svg
from cnnpool.settings import Settings
from cnnpool.tensors import random_tensor


def drawing(settings: Settings) -> ElementTree.Element:
    return ElementTree.fromstring(panels_svg(Case.of(settings, random_tensor(settings))).encode())


def saved(page) -> Image.Image:
    """What a click on the button saves."""
    with page.page.expect_download() as download:
        page.page.get_by_role("button", name="Panels as PNG").click()
    assert download.value.suggested_filename == "cnnpool-panels.png"
    return Image.open(io.BytesIO(download.value.path().read_bytes()))


@pytest.mark.long
def test_the_drawing_is_sent_only_to_who_asks_and_saved_once(visit):
    """A click saves the drawing at twice its size."""
    page = visit("/code?win=3")
    downloads = []
    page.page.on("download", lambda download: downloads.append(download))
    page.page.get_by_role("button", name="Panels as PNG").wait_for()
    page.page.evaluate("""() => {
      window.pictures = 0;
      const made = URL.createObjectURL;
      URL.createObjectURL = what => (window.pictures += 1, made(what));
    }""")
    page.set_number("n", 3)
    page.expect_link({"win": "3", "n": "3"})
    assert page.page.evaluate("window.pictures") == 0 and downloads == []
    first, root = saved(page), drawing(Settings(win=3, n=3))
    assert first.format == "PNG"
    assert first.size == tuple(2 * int(root.get(side)) for side in ("width", "height"))
    colours = {tuple(c) for c in np.asarray(first.convert("RGB")).reshape(-1, 3)[::7].tolist()}
    assert {(255, 255, 255), (255, 122, 0), (18, 58, 99)} <= colours  # ground, winner, a nine

    page.set_number("h", 6)
    page.expect_link({"win": "3", "n": "3", "h": "6"})
    page.set_number("n", 2)  # what the change before it set off is over
    page.expect_link({"win": "3", "h": "6"})
    assert page.page.evaluate("window.pictures") == 2  # the drawing, and its picture
    assert len(downloads) == 1
    assert saved(page).size != first.size and len(downloads) == 2


# Answers to the button as Streamlit gives them: [turn, whether a drawing is in it].
ANSWERED = """async ([address, answers, drawing, noRoom]) => {
  const { default: component } = await import(address);
  let saved = 0;
  if (noRoom) HTMLCanvasElement.prototype.toBlob = done => done(null);
  HTMLAnchorElement.prototype.click = () => (saved += 1);
  const parentElement = document.body;
  const texts = { label: "PNG", failed: "No picture", name: "a.png" };
  const tell = (turn, svg) => component({
    parentElement,
    setTriggerValue: () => {},
    data: new TextEncoder().encode(JSON.stringify({ ...texts, turn, svg })),
  });
  tell(null, null);
  document.querySelector("button").click();
  for (const [turn, drawn] of answers) tell(turn, drawn ? drawing : null);
  await new Promise(done => setTimeout(done, 300));
  return [saved, document.querySelector("button").lastChild.textContent];
}"""
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" width="2" height="1"/>'


def answered(chromium, answers, drawing=DRAWING, no_room=False):
    """How many pictures the button saves, and what it says then."""
    script = web.module("png_button").encode()
    address = "data:text/javascript;base64," + base64.b64encode(script).decode()
    page = chromium.new_page()
    result = page.evaluate(ANSWERED, [address, answers, drawing, no_room])
    page.close()
    return result


def test_an_answer_is_saved_once_and_only_the_one_that_was_asked_for(chromium):
    for answers, wanted in (
        ([[1, True]], 1),
        ([[1, True], [1, True]], 1),  # the page is drawn anew
        ([[7, True]], 0),  # of a button that stood here before
        ([[1, False], [None, False]], 0),  # it could not be made
    ):
        assert answered(chromium, answers) == [wanted, "PNG"]


def test_a_picture_that_the_browser_cannot_make_is_said(chromium):
    assert answered(chromium, [[1, True]], drawing="<svg") == [0, "No picture"]
    assert answered(chromium, [[1, True]], no_room=True) == [0, "No picture"]
