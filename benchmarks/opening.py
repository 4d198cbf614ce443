"""How long a first visitor waits for the six panels: part of ``make bench``.

From the address to the sixth chart, each time in a browser that was never there, the page and a
page of six bare heatmaps in turn, from warm servers. Budget: 1.3 times the bare page.
"""

import argparse
import statistics
import time
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.chromium import launch
from tests.server import APP, Server

BARE = Path(__file__).parent / "bare_panels.py"
DRAWN = "() => document.querySelectorAll('.js-plotly-plot .heatmaplayer image').length >= 6"


def opening(browser: Browser, url: str) -> float:
    """Seconds until six charts are drawn."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    begin = time.perf_counter()
    page.goto(url, wait_until="commit")
    page.wait_for_function(DRAWN, timeout=60_000)
    seconds = time.perf_counter() - begin
    context.close()
    return seconds


def main(rounds: int) -> None:
    with Server(APP) as app, Server(BARE) as bare, sync_playwright() as playwright:
        browser = launch(playwright)
        times = {app.url: [], bare.url: []}
        for _ in range(rounds + 1):
            for url, seconds in times.items():
                seconds.append(opening(browser, url))
        browser.close()
    ours, floor = (statistics.median(times[server.url][1:]) for server in (app, bare))
    print(f"first picture: {ours:.2f} s, bare page {floor:.2f} s, ratio {ours / floor:.2f}")


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--rounds", type=int, default=9)
    main(asked.parse_args().rounds)
