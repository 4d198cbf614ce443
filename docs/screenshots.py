"""Take the README's pictures from the real page: ``make screenshots``."""

from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.chromium import launch
from tests.server import running_app

HERE = Path(__file__).parent
DRAWN, MARKED = ".heatmaplayer image", "svg.cnnpool-link rect"
# name -> (address, colour scheme, the last chart that must stand)
PICTURES = {
    "explore.png": ("/?lang=en&win=1", "light", "chart_dy"),
    "explore_ja.png": (
        "/?lang=ja&h=5&w=5&kh=3&kw=3&sh=1&sw=1&grad=random&win=5",
        "dark",
        "chart_dy",
    ),
    "steps.png": ("/steps?lang=en&step=x_col&cell=y:0,1,0,1", "light", "step_layout"),
}


def main() -> None:
    with running_app() as url, sync_playwright() as playwright:
        browser = launch(playwright)
        for name, (path, scheme, last) in PICTURES.items():
            page = browser.new_page(
                viewport={"width": 1440, "height": 900}, color_scheme=scheme, device_scale_factor=1
            )
            page.goto(url + path)
            page.wait_for_selector(f".st-key-{last} {DRAWN}", state="attached")
            page.wait_for_selector(f".st-key-{last} {MARKED}", state="attached")
            page.evaluate("document.fonts.ready")
            page.wait_for_timeout(800)  # the page's own fade-in
            page.screenshot(path=HERE / name)
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
