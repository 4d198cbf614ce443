"""The link is the state: it survives other pages, Back and Forward, and a fresh browser."""

import numpy as np
import pytest

from cnnpool import Pooling, trace

TENSOR = np.random.RandomState(5).randint(0, 10, (2, 3, 6, 5))
STORY = trace(TENSOR[1:, 2:], Pooling((3, 2), stride=2, padding=(1, 0), ceil_mode=False))
QUERY = {
    "h": "6",
    "w": "5",
    "seed": "5",
    "kh": "3",
    "sh": "2",
    "sw": "2",
    "ph": "1",
    "ceil": "false",
    "bn": "1",
    "bc": "2",
}
PAGES = {"en": ("Explore", "Step by step"), "ja": ("探索", "ステップごと")}


def _path(query, page="/"):
    return page + "?" + "&".join(f"{name}={value}" for name, value in query.items())


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_settings_stay_when_the_page_changes_and_in_a_fresh_browser(visit, lang):
    page = visit("/", locale="ja-JP" if lang == "en" else "en-US")
    page.panel("dx")
    page.page.get_by_role("radio", name={"en": "English", "ja": "日本語"}[lang]).click()
    page.expect_link({"lang": lang})
    wanted = {"lang": lang}
    for key, value in QUERY.items():
        if key == "ceil":
            page.control(key).locator("label").click()
        else:
            page.set_number(key, value)
        wanted[key] = value
        page.expect_link(wanted)
    page.expect_panels(STORY)

    explore, steps = PAGES[lang]
    page.go_to(steps)
    page.page.wait_for_url("**/steps?*")
    page.expect_link(wanted)
    assert page.number("kh") == "3"
    page.go_to(explore)
    page.expect_panels(STORY)
    page.expect_link(wanted)

    fresh = visit(page.page.evaluate("location.pathname + location.search"), fresh=True)
    fresh.expect_panels(STORY)
    fresh.expect_text(explore)


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_back_undoes_one_change_and_crosses_pages(visit, lang):
    page = visit(f"/?lang={lang}")
    page.panel("dx")
    page.set_number("seed", 5)
    page.expect_link({"lang": lang, "seed": "5"})
    page.set_number("h", 6)
    page.expect_link({"lang": lang, "seed": "5", "h": "6"})
    page.go_to(PAGES[lang][1])
    page.page.wait_for_url("**/steps?*")
    page.set_number("h", 8)
    page.expect_link({"lang": lang, "seed": "5", "h": "8"})

    page.page.go_back()
    page.expect_link({"lang": lang, "seed": "5", "h": "6"})
    page.page.wait_for_function("document.querySelector('.st-key-h input').value === '6'")
    # While a run goes on, Streamlit's client answers a Back to another page with new entries.
    page.wait_for_rest()
    page.page.go_back()
    page.expect_panel("x", np.random.RandomState(5).randint(0, 10, (2, 3, 6, 4))[0, 0])
    page.wait_for_rest()
    page.page.go_back()
    page.expect_panel("x", np.random.RandomState(5).randint(0, 10, (2, 3, 4, 4))[0, 0])
    page.page.go_back()
    page.expect_panel("x", np.random.RandomState(1).randint(0, 10, (2, 3, 4, 4))[0, 0])
    page.page.go_forward()
    page.expect_panel("x", np.random.RandomState(5).randint(0, 10, (2, 3, 4, 4))[0, 0])
    page.expect_link({"lang": lang, "seed": "5"})
    page.set_number("w", 5)
    page.expect_panel("x", np.random.RandomState(5).randint(0, 10, (2, 3, 4, 5))[0, 0])
    page.expect_link({"lang": lang, "seed": "5", "w": "5"})


def test_two_quick_changes_both_count(visit):
    page = visit("/")
    page.panel("dx")
    page.set_number("h", 6)
    page.set_number("w", 5)
    page.expect_panel("x", np.random.RandomState(1).randint(0, 10, (2, 3, 6, 5))[0, 0])
    page.expect_link({"h": "6", "w": "5"})


@pytest.mark.parametrize("bad", ["c=Infinity", "h=1e9", "mode=%3Cb%3Emax", "kh=", "p=nan"])
def test_a_bad_value_is_dropped_and_said(visit, bad):
    page = visit(f"/?seed=5&{bad}")
    page.expect_panel("x", np.random.RandomState(5).randint(0, 10, (2, 3, 4, 4))[0, 0])
    page.expect_link({"seed": "5"})
    warning = page.page.get_by_test_id("stAlert")
    assert bad.split("=")[0] + "=" in warning.inner_text()
    page.set_number("h", 5)
    page.expect_panel("x", np.random.RandomState(5).randint(0, 10, (2, 3, 5, 4))[0, 0])
    warning.wait_for(state="detached")


def test_copy_link_copies_the_address(visit):
    page = visit("/", permissions=["clipboard-read", "clipboard-write"])
    page.panel("dx")
    page.set_number("seed", 5)
    page.expect_link({"seed": "5"})
    page.page.get_by_role("button", name="Copy link").click()
    page.expect_text("Copied")
    assert page.page.evaluate("navigator.clipboard.readText()").endswith("/?seed=5")
