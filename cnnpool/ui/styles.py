"""The style sheets of the page, as Streamlit takes them."""

import streamlit as st

from cnnpool import web


def use_styles(*names: str) -> None:
    """Give the page styles for this run."""
    st.html(f"<style>{''.join(map(web.style, names))}</style>")
