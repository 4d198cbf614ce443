"""Take the README's pictures from the real page: ``make screenshots``."""

from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.chromium import launch
from tests.server import Server

HERE = Path(__file__).parent
LAPTOP, TALL = 900, 1420  # pixels


def _chart(key: str) -> list[str]:
    """What stands once a chart is drawn and marked."""
    return [f".st-key-{key} {part}" for part in (".heatmaplayer image", "svg.cnnpool-link rect")]


# name -> (address, colour scheme, height, what must stand before the picture is taken)
PICTURES = {
    "explore.png": ("/?lang=en&win=1", "light", LAPTOP, _chart("chart_dy")),
    "explore_ja.png": (
        "/?lang=ja&h=5&w=5&kh=3&kw=3&sh=1&sw=1&grad=random&win=5",
        "dark",
        LAPTOP,
        _chart("chart_dy"),
    ),
    "steps.png": (
        "/steps?lang=en&step=x_col&cell=y:0,1,0,1",
        "light",
        LAPTOP,
        _chart("step_layout"),
    ),
    "code.png": ("/code?lang=en&h=5&w=5&framework=pytorch", "light", TALL, [".frameworks"]),
}


def main() -> None:
    with Server() as server, sync_playwright() as playwright:
        browser = launch(playwright)
        for name, (path, scheme, height, parts) in PICTURES.items():
            page = browser.new_page(
                viewport={"width": 1440, "height": height},
                color_scheme=scheme,
                device_scale_factor=1,
            )
            page.goto(server.url + path)
            for part in parts:
                page.wait_for_selector(part, state="attached")
            page.evaluate("document.fonts.ready")
            page.wait_for_timeout(800)  # the page's own fade-in
            page.screenshot(path=HERE / name)
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
