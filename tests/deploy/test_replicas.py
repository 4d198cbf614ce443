"""Several processes of the app behind nginx: whoever loses one goes on at another."""

import urllib.error
import urllib.request
from dataclasses import replace
from http.cookies import SimpleCookie

import numpy as np
import pytest

from cnnpool.settings import MAX_LINK_LETTERS, Settings
from cnnpool.typed_numbers import pack
from tests.browser.losing import PINNED, find_again, link, lose, shows

STREAM = "/_stcore/stream"
SCRIPT = "/_stcore/bidi-components/cnnpool.copy_link/copy_link.js"


def answer(address: str, cookie: str = "", method: str = "GET", data=None):
    """What the proxy says: the status, and the headers."""
    asked = urllib.request.Request(address, data=data, method=method, headers={"Cookie": cookie})
    try:
        with urllib.request.urlopen(asked, timeout=20) as said:
            return said.status, said.headers
    except urllib.error.HTTPError as error:
        return error.code, error.headers


def test_the_replica_under_an_open_page_is_killed(replicas, nginx, opened):
    page = opened(nginx.url, PINNED)
    page.page.reload()  # nginx logs a websocket when it ends
    shows(page, PINNED)
    killed = replicas[nginx.replica(STREAM)]
    killed.stop(kill=True)
    lose(page)
    find_again(page)
    shows(page, PINNED)
    page.set_number("seed", 8)  # the first change counts
    shows(page, replace(PINNED, seed=8))
    page.page.reload()
    shows(page, replace(PINNED, seed=8))
    killed.start()


def test_a_rolling_restart_loses_nobody(replicas, nginx, opened):
    people = [replace(PINNED, seed=seed) for seed in (1, 2, 3)]
    pages = [opened(nginx.url, settings) for settings in people]
    for server in replicas.values():
        server.stop()
        assert answer(f"{nginx.url}/_stcore/health")[0] == 200
        server.start()
        pages[0].page.wait_for_timeout(6000)  # longer than nginx leaves a dead one out
    for page, settings in zip(pages, people, strict=True):
        find_again(page)
        shows(page, settings)
        page.set_number("kh", 2)
        shows(page, replace(settings, kh=2))


def test_scripts_come_from_a_replica_that_knows_them(replicas, nginx, opened):
    """One that has just started does not, before it has shown the page once."""
    page = opened(nginx.url, PINNED)
    page.page.reload()  # nginx logs a websocket when it ends
    shows(page, PINNED)
    knows = nginx.replica(STREAM)
    new = next(server for port, server in replicas.items() if port != knows)
    new.stop()
    new.start()
    assert answer(f"{new.url}{SCRIPT}")[0] == 404
    cookies = [f"cnnpool_visitor=person{i}" for i in range(30)]
    assert {answer(f"{nginx.url}{SCRIPT}", cookie)[0] for cookie in cookies} == {200}


def test_the_longest_link_passes(nginx, opened):
    x = np.random.RandomState(1).randint(-128, 128, (1, 3, 38, 37))
    settings = Settings(lang="en", source="numbers", x=pack(x))
    assert MAX_LINK_LETTERS - 400 < len(link(settings)) < MAX_LINK_LETTERS
    page = opened(nginx.url, Settings(lang="en"))
    page.page.goto(f"{nginx.url}/?{link(settings)}")
    page.expect_panel("x", x[0, 0])
    page.page.reload()
    page.expect_panel("x", x[0, 0])


def test_an_upload_reaches_the_session(nginx, opened, tmp_path):
    page = opened(nginx.url, Settings(lang="en"))
    page.upload(tmp_path, np.arange(30.0).reshape(5, 6))
    page.expect_panel("x", np.arange(30.0).reshape(5, 6))


def test_a_visitor_stays_where_the_cookie_says(nginx):
    status, headers = answer(nginx.url)
    cookie = SimpleCookie(headers["Set-Cookie"])["cnnpool_visitor"]
    assert (status, cookie["samesite"], cookie["httponly"]) == (200, "Lax", True)
    mine = f"cnnpool_visitor={cookie.value}"
    assert {nginx_gave(nginx, mine) for _ in range(6)} == {nginx_gave(nginx, mine)}
    others = {nginx_gave(nginx, f"cnnpool_visitor=person{i}") for i in range(30)}
    assert len(others) == 3  # one school, all replicas


def nginx_gave(nginx, cookie: str) -> int:
    assert answer(f"{nginx.url}/steps?lang=en", cookie)[0] == 200
    return nginx.replica("/steps")


@pytest.mark.parametrize("path", ["/", "/_stcore/health", STREAM])
def test_what_is_too_large_is_refused_by_the_proxy(nginx, path):
    assert answer(f"{nginx.url}{path}?x={'1' * 17_000}")[0] == 414
    assert answer(nginx.url + path, method="POST", data=bytes(20_000))[0] == 413
