"""Networks break, servers begin anew, pages are loaded again: the same picture comes back."""

from dataclasses import replace
from urllib.parse import urlsplit

import numpy as np
import pytest

from cnnpool.texts import say_in
from tests.browser.explore import TIMEOUT, Explore
from tests.browser.losing import PINNED, find_again, link, lose, shows
from tests.browser.marks import Marks, expected_marks
from tests.line import Line
from tests.server import Server

TRIES = 10  # to connect: the page waits longer before each


@pytest.fixture
def own():
    """A server that a test may stop."""
    with Server() as server:
        yield server


def test_a_server_that_begins_anew_under_an_open_page(own, opened):
    page = opened(own.url, PINNED)
    own.stop(kill=True)
    lose(page)
    page.page.get_by_role("button", name="Next window").click()  # the page itself still works
    Marks(page).expect(expected_marks(PINNED, "y", (1, 2)))
    own.start()
    find_again(page)
    settings = replace(PINNED, win=5)  # it is told now
    shows(page, settings)

    own.stop()
    lose(page)
    own.start()
    find_again(page)
    settings = replace(settings, seed=8)
    page.set_number("seed", 8)  # the first change counts
    shows(page, settings)
    page.page.reload()
    shows(page, settings)


@pytest.mark.long
def test_an_upload_is_asked_for_again_after_a_restart(own, opened, tmp_path):
    page = opened(own.url, PINNED)
    page.upload(tmp_path, np.arange(30.0).reshape(5, 6))
    page.expect_panel("x", np.arange(30.0).reshape(5, 6))
    page.wait_for_rest()
    own.stop()
    lose(page)
    own.start()
    find_again(page)
    page.expect_text(say_in("en", "upload_missing"))  # its numbers went with the server
    page.upload(tmp_path, np.arange(12.0).reshape(3, 4))
    page.expect_panel("x", np.arange(12.0).reshape(3, 4))

    own.stop()
    lose(page)
    own.start()
    find_again(page)
    page.control("preset_vgg").locator("button").click()  # a button is the first to be pressed
    page.expect_link({"lang": "en", "h": "8", "w": "8"})


@pytest.mark.long
def test_a_line_that_breaks_again_and_again(app, opened):
    """Three times for a moment, and once for longer than the first tries to connect take."""
    with Line(urlsplit(app).port) as line:
        page, settings = opened(line.url, PINNED), PINNED
        for seed, tries in ((11, 0), (12, 0), (13, TRIES)):
            line.cut()
            lose(page)
            line.wait_for_tries(tries)
            line.mend()
            find_again(page)
            shows(page, settings)
            settings = replace(settings, seed=seed)
            page.set_number("seed", seed)
            shows(page, settings)


@pytest.mark.long
def test_a_reload_in_the_middle_of_a_run_and_while_it_plays(app, opened):
    page = opened(app, PINNED)
    for seed in (20, 21):
        page.set_number("seed", seed)
        page.page.reload()
        page.wait_for_rest()
        settings = replace(PINNED, seed=int(page.link()["seed"]))
        assert settings.seed in (PINNED.seed, 20, 21)
        shows(page, settings)
    page.page.get_by_role("button", name="Play").click()
    Marks(page).wait_for_output(1, 2)
    page.page.reload()
    page.wait_for_rest()
    shows(page, replace(settings, win=int(page.link()["win"])))


@pytest.mark.long
def test_two_tabs_of_one_person(app, opened, chromium):
    profile = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="en-US")
    tabs = [Explore(profile.new_page()) for _ in range(2)]
    for tab in tabs:
        tab.page.set_default_timeout(TIMEOUT)
        tab.page.goto(f"{app}/?{link(PINNED)}")
        shows(tab, PINNED)
    tabs[0].set_number("seed", 31)
    tabs[1].set_number("kh", 2)
    shows(tabs[1], replace(PINNED, kh=2))
    Marks(tabs[1]).click("y", 0, 1)
    for tab, settings in zip(
        tabs, [replace(PINNED, seed=31), replace(PINNED, kh=2, win=1)], strict=True
    ):
        shows(tab, settings)
        tab.page.reload()
        shows(tab, settings)
    profile.close()
