"""A Chromium for the browser tests: one on PATH, else Playwright's own, else Debian's package.

``python -m tests.chromium`` makes sure that there is one, before any test runs.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def on_path() -> str | None:
    """The first Chromium that the machine itself has."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def launch(playwright):
    """A headless browser, the same for every test."""
    return playwright.chromium.launch(executable_path=on_path(), args=ARGUMENTS)


def make_sure() -> None:
    if on_path() or _playwright_has_one():
        return
    print("No Chromium on PATH: asking Playwright for its own.", flush=True)
    done = subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    if done.returncode == 0 and _playwright_has_one():
        return
    if shutil.which("apt-get") and os.geteuid() == 0:
        print("Playwright could not fetch one: installing Debian's package.", flush=True)
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], check=True, env=quiet)
        packages = ["chromium", "fonts-noto-cjk"]
        subprocess.run(["apt-get", "install", "-y", "-qq", *packages], check=True, env=quiet)
        return
    sys.exit("The browser tests need Chromium: install it and put it on PATH.")


def _playwright_has_one() -> bool:
    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path).exists()


if __name__ == "__main__":
    make_sure()
