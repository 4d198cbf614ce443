"""The link is the state: it survives other pages, Back and Forward, and a fresh browser."""

import numpy as np
from playwright.sync_api import expect

from cnnpool import Pooling, trace

TENSOR = np.random.RandomState(1).randint(0, 10, (2, 3, 6, 5))
STORY = trace(TENSOR[1:, 2:], Pooling((3, 2), padding=(1, 0), ceil_mode=False))
QUERY = {"h": "6", "w": "5", "kh": "3", "ph": "1", "ceil": "false", "bn": "1", "bc": "2"}


def tensor(seed: int, h: int, w: int = 4) -> np.ndarray:
    return np.random.RandomState(seed).randint(0, 10, (2, 3, h, w))[0, 0]


def test_settings_stay_on_other_pages_and_in_a_fresh_browser(visit):
    page = visit("/", permissions=["clipboard-read", "clipboard-write"])
    page.panel("dx")
    page.set_number("h", 6)  # two quick changes: both count
    page.set_number("w", 5)
    page.expect_link({"h": "6", "w": "5"})
    wanted = {"h": "6", "w": "5"}
    for key in ("kh", "ph", "bn", "bc"):
        page.set_number(key, QUERY[key])
        wanted[key] = QUERY[key]
        page.expect_link(wanted)
    page.control("ceil").locator("label").click()
    page.expect_link(QUERY)
    page.expect_panels(STORY)

    page.go_to("Step by step")
    page.page.wait_for_url("**/steps?*")
    page.expect_link(QUERY)
    assert page.number("kh") == "3"
    page.go_to("Explore")
    page.expect_panels(STORY)
    page.expect_link(QUERY)

    page.page.get_by_role("button", name="Copy link").click()
    page.page.wait_for_selector("text=Copied")  # looked for in every frame: it stands for a moment
    link = page.page.evaluate("navigator.clipboard.readText()")
    assert link == page.page.evaluate("location.href")
    fresh = visit(link.removeprefix(page.page.evaluate("location.origin")), fresh=True)
    fresh.expect_panels(STORY)


def test_back_undoes_one_change_and_crosses_pages(visit):
    page = visit("/")
    page.panel("dx")
    page.set_number("seed", 5)
    page.expect_link({"seed": "5"})
    page.set_number("h", 6)
    page.expect_link({"seed": "5", "h": "6"})
    page.go_to("Step by step")
    page.page.wait_for_url("**/steps?*")
    page.set_number("h", 8)
    page.expect_link({"seed": "5", "h": "8"})

    page.page.go_back()
    page.expect_link({"seed": "5", "h": "6"})
    expect(page.control("h").locator("input")).to_have_value("6")
    page.page.go_back()
    page.expect_panel("x", tensor(5, 6))
    page.page.go_back()
    page.expect_panel("x", tensor(5, 4))
    page.page.go_back()
    page.expect_panel("x", tensor(1, 4))
    page.page.go_forward()
    page.expect_panel("x", tensor(5, 4))
    page.expect_link({"seed": "5"})
    page.set_number("w", 5)
    page.expect_panel("x", tensor(5, 4, 5))
    page.expect_link({"seed": "5", "w": "5"})


def test_bad_values_are_dropped_and_said(visit):
    bad = ("c=Infinity", "h=1e9", "mode=%3Cb%3Emax", "kh=", "p=nan")
    page = visit("/?seed=5&" + "&".join(bad))
    page.expect_panel("x", tensor(5, 4))
    page.expect_link({"seed": "5"})
    warning = page.page.get_by_test_id("stAlert")
    for value in bad:
        expect(warning).to_contain_text(value.split("=")[0] + "=")
    page.set_number("h", 5)
    page.expect_panel("x", tensor(5, 5))
    warning.wait_for(state="detached")
