"""The page: the settings of the link, the controls around the pages, and the page asked for."""

import gc
from functools import partial

import streamlit as st

from cnnpool.ui import code, controls, explore, link, questions, steps, styles
from cnnpool.ui.texts import say


@st.cache_resource(show_spinner=False)
def freeze_what_is_loaded() -> None:
    """Take the loaded modules out of the collection that Streamlit asks for after every run."""
    gc.collect()
    gc.freeze()


settings = link.read()
st.set_page_config(
    page_title=say("page_title"), page_icon="▦", layout="wide", initial_sidebar_state=336
)
styles.use_styles("style", "panels")

controls.show(settings)
link.write(settings)

explore_page = st.Page(
    partial(explore.show, settings), title=say("page_explore"), url_path="", default=True
)
pages = [
    explore_page,
    st.Page(partial(steps.show, settings), title=say("page_steps"), url_path="steps"),
    st.Page(
        partial(questions.show, settings, explore_page),
        title=say("page_questions"),
        url_path="questions",
    ),
    st.Page(partial(code.show, settings), title=say("page_code"), url_path="code"),
]
page = st.navigation(pages, position="hidden")
with st.container(key="head", horizontal=True, gap="medium"):
    st.title("cnnpool", anchor=False, width="content")
    query = settings.to_link()
    for choice in pages:
        st.page_link(choice, query_params=query, width="content")
    st.markdown(say("tagline"), width="content")
link.show_dropped()
page.run()
freeze_what_is_loaded()  # after the first page, which loads what pages need
