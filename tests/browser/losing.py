"""A page that loses its server and finds it again, and all that it must then show."""

from playwright.sync_api import expect

from cnnpool import trace
from cnnpool.settings import Settings
from cnnpool.tensors import random_tensor
from tests.browser.explore import Explore
from tests.browser.marks import Marks, expected_marks

PINNED = Settings(lang="en", seed=5, h=5, w=6, kh=3, sh=2, sw=2, win=4)
LOST = ":not([data-test-connection-state=CONNECTED]).stApp"
FOUND = "[data-test-connection-state=CONNECTED]:not([inert])"


def link(settings: Settings) -> str:
    return "&".join(f"{name}={value}" for name, value in settings.to_query().items())


def shows(page: Explore, settings: Settings) -> None:
    """Wait until all that the settings say stands there: controls, link, panels and pin."""
    page.expect_link(settings.to_query())
    expect(page.control("seed").locator("input")).to_have_value(str(settings.seed))
    x = random_tensor(settings)[settings.bn, settings.bc][None, None]
    page.expect_panels(trace(x, settings.layer()))
    marks = Marks(page)
    marks.ready()
    if settings.win is not None:
        OW = settings.layer().geometry.grid(settings.h, settings.w).shape[1]
        marks.expect(expected_marks(settings, "y", divmod(settings.win, OW)))


def lose(page: Explore) -> None:
    page.page.wait_for_selector(LOST)


def find_again(page: Explore) -> None:
    page.page.wait_for_selector(FOUND)
