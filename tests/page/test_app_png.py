"""The button for a PNG: the drawing goes out once, in the run that answers a question."""

import json

from streamlit.testing.v1 import AppTest

from cnnpool.export import panels_svg
from cnnpool.ui import png_button
from tests.page.reading import component, open_page, turn, values
from tests.page.test_app_code import case_of, open_code


def test_the_drawing_is_sent_only_in_the_run_that_answers():
    at = open_code({"win": "3"}, "ja-JP")
    told = component(at, "png_button")
    assert (told["svg"], told["turn"]) == (None, None)
    assert (told["name"], told["label"]) == ("cnnpool-panels.png", "パネルの PNG")
    at.session_state[png_button.ASKED] = 4
    told = component(at.run(), "png_button")
    assert (told["svg"], told["turn"]) == (panels_svg(case_of({"win": "3"}), "ja"), 4)
    assert component(at.run(), "png_button")["svg"] is None
    assert component(turn(at, kh=3), "png_button")["svg"] is None


def test_the_offline_files_are_no_part_of_explore():
    at = open_page()
    assert not any("png_button" in c.proto.component_name for c in at.get("bidi_component"))


def page_that_cannot_draw():
    import streamlit as st

    from cnnpool.errors import Refusal
    from cnnpool.export.files import NotMade
    from cnnpool.ui import png_button

    def make():
        if st.session_state["refused"]:
            raise NotMade(refusal=Refusal("too_wide", "w must be at most {limit}", limit=3))
        raise NotMade((("file_needs_package", {"package": "plotly"}),))

    st.session_state.setdefault("lang", "en")
    png_button.show("PNG", make, "a.png")


def test_a_drawing_that_cannot_be_made_says_why():
    at = AppTest.from_function(page_that_cannot_draw)
    for refused, said in ((True, "W must be at most 3."), (False, "pip install plotly")):
        at.session_state["refused"], at.session_state[png_button.ASKED] = refused, 1
        at.run()
        assert not at.exception and said in values(at.error)[0]
        sent = at.get("bidi_component")[0].proto
        assert json.loads(sent.bytes)["svg"] is None
