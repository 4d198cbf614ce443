"""How long it takes from a pointer's move to the highlight in all six panels: ``make bench``.

The time from a real mousemove on a chart to the last change of the six overlays, inside the page,
median and worst of many cells. Budget: a median of 16 ms, one frame.
"""

import statistics

from playwright.sync_api import sync_playwright

from tests.browser.explore import Explore
from tests.browser.marks import Marks
from tests.chromium import launch
from tests.server import Server

CASES = {
    "4x4, kernel 2": "",
    "16x16, kernel 3, stride 1": "h=16&w=16&kh=3&kw=3&sh=1&sw=1",
    "32x32, kernel 3, stride 1": "h=32&w=32&kh=3&kw=3&sh=1&sw=1",
    "64x64, kernel 3, stride 1": "h=64&w=64&kh=3&kw=3&sh=1&sw=1",
    "64x64, kernel 9, stride 1": "h=64&w=64&kh=9&kw=9&sh=1&sw=1",
}

# Plotly answers at most every 50 ms: the moves are further apart, so that its waiting is not ours.
MEASURE = """async ([keys, moves]) => {
  const rest = ms => new Promise(done => setTimeout(done, ms));
  const times = [];
  for (let i = 0; i < moves; i++) {
    const plot = document.querySelector(`.st-key-chart_${keys[i % keys.length]} .js-plotly-plot`);
    const { xaxis, yaxis } = plot._fullLayout;
    const z = plot._fullData[0].z;
    const turn = Math.floor(i / keys.length); // never the same cell of a chart twice in a row
    const [row, col] = [(turn * 3 + 1) % z.length, (turn * 5 + 1) % z[0].length];
    const box = plot.getBoundingClientRect();
    const at = {
      clientX: box.left + xaxis._offset + xaxis.l2p(col),
      clientY: box.top + yaxis._offset + yaxis.l2p(row),
      bubbles: true,
    };
    let last = 0;
    const observer = new MutationObserver(() => (last = performance.now()));
    document.querySelectorAll("svg.cnnpool-link").forEach(
      svg => observer.observe(svg, { childList: true }));
    const start = performance.now();
    plot.querySelector(".nsewdrag").dispatchEvent(new MouseEvent("mousemove", at));
    await rest(120);
    observer.disconnect();
    if (last) times.push(last - start);
  }
  return times;
}"""


def main(moves: int = 60) -> None:
    print("pointing -> drawn in all panels, ms in the page")
    with Server() as server, sync_playwright() as playwright:
        browser = launch(playwright)
        for name, query in CASES.items():
            page = browser.new_page(viewport={"width": 1440, "height": 1400})
            page.goto(f"{server.url}/?{query}")
            Marks(Explore(page)).ready()
            page.wait_for_timeout(1000)
            times = page.evaluate(MEASURE, [["x", "y", "dx", "dy"], moves])
            print(
                f"{name:28} median {statistics.median(times):6.1f}   worst {max(times):6.1f}   "
                f"({len(times)} moves)"
            )
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
