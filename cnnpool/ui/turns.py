"""Visitors take turns: a run of the page is work for Python alone, which does one thing at a time.

Many runs at once would not be done sooner; the switching between them costs a third of the work.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

PATIENCE = 1.0  # seconds that a run waits for another before it goes on beside it


@contextmanager
def turn() -> Iterator[None]:
    """Wait for one's turn, but never long: a run that takes its time holds nobody up."""
    others = _others()
    mine = others.acquire(timeout=PATIENCE)
    try:
        yield
    finally:
        if mine:
            others.release()


@st.cache_resource(show_spinner=False)
def _others() -> threading.Lock:
    return threading.Lock()
