"""The page: the settings of the link, the controls around the pages, and the page asked for."""

import gc
from functools import partial

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from cnnpool.settings import Settings
from cnnpool.ui import code, controls, explore, link, questions, steps, styles, turns
from cnnpool.ui.texts import say


def main() -> None:
    """One run: what the controls say, and the page that shows it."""
    settings = link.read()
    st.set_page_config(
        page_title=say("page_title"), page_icon="▦", layout="wide", initial_sidebar_state=336
    )
    styles.use_styles("style", "panels")
    controls.show(settings)
    link.write(settings)

    pages = _pages(settings)
    page = st.navigation(pages, position="hidden")
    _head(pages, settings)
    link.show_dropped()
    page.run()


def _pages(settings: Settings) -> list[StreamlitPage]:
    show = partial(explore.show, settings)
    first = st.Page(show, title=say("page_explore"), url_path="", default=True)
    others = [
        (partial(steps.show, settings), say("page_steps"), "steps"),
        (partial(questions.show, settings, first), say("page_questions"), "questions"),
        (partial(code.show, settings), say("page_code"), "code"),
    ]
    return [first, *(st.Page(show, title=title, url_path=path) for show, title, path in others)]


def _head(pages: list[StreamlitPage], settings: Settings) -> None:
    """The name of it all and the ways to the pages, which carry the link along."""
    query = settings.to_link()
    with st.container(key="head", horizontal=True, gap="medium"):
        st.title("cnnpool", anchor=False, width="content")
        for page in pages:
            st.page_link(page, query_params=query, width="content")
        st.markdown(say("tagline"), width="content")


@st.cache_resource(show_spinner=False)
def _freeze_what_is_loaded() -> None:
    """Take the loaded modules out of Python's own collection; they stay as long as the server."""
    gc.collect()
    gc.freeze()


with turns.turn():
    main()
    _freeze_what_is_loaded()  # after the first page, which loads what pages need
