"""Networks break, servers begin anew, people press Back too soon: the same picture comes back."""

from dataclasses import replace

import numpy as np
import pytest

from cnnpool.texts import say_in
from tests.browser.explore import Explore
from tests.browser.losing import PINNED, find_again, link, lose, shows
from tests.browser.marks import Marks, expected_marks
from tests.line import Line
from tests.server import Server

LOST_FOR = 30  # seconds


@pytest.fixture
def own():
    """A server that a test may stop."""
    with Server() as server:
        yield server


def test_a_server_that_begins_anew_under_an_open_page(own, opened):
    page = opened(own.url, PINNED)
    own.stop(kill=True)
    lose(page)
    own.start()
    find_again(page)
    shows(page, PINNED)
    page.set_number("seed", 8)  # the first change counts
    shows(page, replace(PINNED, seed=8))
    page.page.reload()
    shows(page, replace(PINNED, seed=8))


def test_what_is_done_while_the_server_is_away_is_told_when_it_is_back(own, opened):
    page = opened(own.url, PINNED)
    own.stop(kill=True)
    lose(page)
    page.page.get_by_role("button", name="Next window").click()  # the page itself still works
    Marks(page).expect(expected_marks(PINNED, "y", (1, 2)))
    page.page.wait_for_timeout(1000)  # the walk has rested
    own.start()
    find_again(page)
    shows(page, replace(PINNED, win=5))


def test_a_button_is_the_first_to_be_pressed_after_a_restart(own, opened):
    page = opened(own.url, PINNED)
    own.stop()
    lose(page)
    own.start()
    find_again(page)
    page.control("preset_vgg").locator("button").click()
    page.expect_link({"lang": "en", "h": "8", "w": "8"})


def test_a_line_that_is_lost_for_half_a_minute(own, opened):
    with Line(own.port) as line:
        page = opened(line.url, PINNED)
        line.cut()
        lose(page)
        page.page.wait_for_timeout(LOST_FOR * 1000)
        line.mend()
        find_again(page)
        shows(page, PINNED)
        page.set_number("kh", 2)
        shows(page, replace(PINNED, kh=2))


def test_a_line_that_breaks_again_and_again(own, opened):
    with Line(own.port) as line:
        page, settings = opened(line.url, PINNED), PINNED
        for seed in (11, 12, 13):
            line.cut()
            lose(page)
            line.mend()
            find_again(page)
            settings = replace(settings, seed=seed)
            page.set_number("seed", seed)
            shows(page, settings)


def test_a_reload_in_the_middle_of_a_run(app, opened):
    page = opened(app, PINNED)
    for wait in (0, 40, 120):
        page.set_number("seed", 20 + wait)
        page.page.wait_for_timeout(wait)
        page.page.reload()
        page.wait_for_rest()
        shows(page, replace(PINNED, seed=int(page.link()["seed"])))


def test_a_reload_while_it_plays(app, opened):
    page = opened(app, PINNED)
    page.page.get_by_role("button", name="Play").click()
    page.page.wait_for_function("() => !location.search.includes('win=4')")
    page.page.reload()
    page.wait_for_rest()
    shows(page, replace(PINNED, win=int(page.link()["win"])))


def test_two_tabs_of_one_person(app, opened, chromium):
    profile = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="en-US")
    tabs = [Explore(profile.new_page()) for _ in range(2)]
    for tab in tabs:
        tab.page.goto(f"{app}/?{link(PINNED)}")
        shows(tab, PINNED)
    tabs[0].set_number("seed", 31)
    tabs[1].set_number("kh", 2)
    shows(tabs[1], replace(PINNED, kh=2))
    Marks(tabs[1]).click("y", 0, 1)
    wanted = [replace(PINNED, seed=31), replace(PINNED, kh=2, win=1)]
    for _ in range(2):
        for tab, settings in zip(tabs, wanted, strict=True):
            shows(tab, settings)
            tab.page.reload()
    profile.close()


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
