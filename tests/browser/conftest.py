"""A running app and a Chromium, shared by the tests of one process; a fresh page for each test."""

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.browser.explore import Explore
from tests.chromium import launch
from tests.server import running_app

# Opened on a page below the root, Streamlit's own script first looks for its server there.
STREAMLIT_LOOKS_FOR_ITS_SERVER = "/_stcore/"

expect.set_options(timeout=20_000)


def pytest_collection_modifyitems(items):
    for item in items:
        if "/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def app():
    with running_app() as url:
        yield url


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture
def visit(app, chromium):
    """``visit(path, **context)`` opens the app in a browser of its own; no error may be logged."""
    contexts, errors = [], []

    def log(message):
        where = message.location.get("url", "")
        if message.type == "error" and STREAMLIT_LOOKS_FOR_ITS_SERVER not in where:
            errors.append(f"{message.text} ({where})")

    def open_page(path="/", **options):
        settings = {"viewport": {"width": 1440, "height": 900}, "locale": "en-US"} | options
        context = chromium.new_context(**settings)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("console", log)
        page.on("pageerror", lambda error: errors.append(str(error)))
        explore = Explore(page)

        def sent(frame):
            explore.sent.append(frame)

        page.on("websocket", lambda socket: socket.on("framesent", sent))
        page.goto(app + path)
        return explore

    yield open_page
    for context in contexts:
        context.close()
    assert not errors
