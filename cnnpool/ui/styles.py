"""The style sheets of the page, as Streamlit takes them."""

import streamlit as st

from cnnpool import web


def use_style(name: str) -> None:
    """Give the page a style for this run."""
    st.html(web.HERE / f"{name}.css")
