"""A running app and a Chromium, shared by the tests of one process; a fresh page for each test."""

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.browser.explore import TIMEOUT, Explore
from tests.browser.held import Held
from tests.browser.losing import link, shows
from tests.chromium import launch
from tests.server import Server

# Opened on a page below the root, Streamlit's own script first looks for its server there.
STREAMLIT_LOOKS_FOR_ITS_SERVER = "/_stcore/"

expect.set_options(timeout=TIMEOUT)


def pytest_collection_modifyitems(items):
    for item in items:
        if "/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def app():
    with Server() as server:
        yield server.url


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def profiles(chromium):
    """Browser profiles by their options: who opens the app again has its scripts at hand."""
    kept = {}

    def profile(**options):
        name = repr(sorted(options.items()))
        if name not in kept:
            kept[name] = chromium.new_context(**options)
        return kept[name]

    yield profile
    for context in kept.values():
        context.close()


@pytest.fixture
def visit(app, chromium, profiles):
    """``visit(path, **options)`` opens the app in a new tab; no error may be logged.

    ``fresh=True`` opens it in a browser that has never been there.
    """
    closing, errors = [], []

    def log(message):
        where = message.location.get("url", "")
        if message.type == "error" and STREAMLIT_LOOKS_FOR_ITS_SERVER not in where:
            errors.append(f"{message.text} ({where})")

    def open_page(path="/", fresh=False, **options):
        settings = {"viewport": {"width": 1440, "height": 900}, "locale": "en-US"} | options
        context = chromium.new_context(**settings) if fresh else profiles(**settings)
        page = context.new_page()
        closing.append(context if fresh else page)
        page.set_default_timeout(TIMEOUT)
        page.on("console", log)
        page.on("pageerror", lambda error: errors.append(str(error)))
        explore = Explore(page)

        def sent(frame):
            explore.sent.append(frame)

        page.on("websocket", lambda socket: socket.on("framesent", sent))
        page.goto(app + path)
        return explore

    yield open_page
    for opened in closing:
        opened.close()
    assert not errors


@pytest.fixture
def opened(chromium):
    """``opened(address, settings)`` opens a page that may lose its server; no script may fail.

    ``held``: holds the messages between the two.
    """
    pages, errors = [], []

    def open_page(url, settings, held: Held | None = None) -> Explore:
        page = chromium.new_page(viewport={"width": 1440, "height": 900}, locale="en-US")
        page.set_default_timeout(TIMEOUT)
        page.on("pageerror", lambda error: errors.append(str(error)))
        pages.append(page)
        if held:
            held.attach(page)
        explore = Explore(page)
        page.goto(f"{url}/?{link(settings)}")
        shows(explore, settings)
        return explore

    yield open_page
    for page in pages:
        page.close()
    assert not errors
