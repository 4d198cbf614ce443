"""The app in a process of its own, for whoever opens it in a browser or over its websocket.

``python -m tests.server`` starts it, waits until it answers its health check, and ends it.
"""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import psutil

ROOT = Path(__file__).parent.parent
APP = ROOT / "app.py"


class Server:
    """A page of Streamlit on a port of this machine, running inside a ``with``.

    ``script``: the page, the app where it is not given. A stopped server starts again on the
    port that it had, so that a page that was open finds it.
    """

    def __init__(self, script: Path = APP, **options):
        self.script = script
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.options = {
            "server.port": self.port,
            "server.address": "127.0.0.1",
            "server.headless": "true",
        } | {name.replace("_", ".", 1): value for name, value in options.items()}
        self.process: subprocess.Popen | None = None

    def __enter__(self) -> "Server":
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def start(self) -> None:
        """Start it; returns once it answers."""
        command = [sys.executable, "-m", "streamlit", "run", str(self.script)]
        command += [part for name, value in self.options.items() for part in (f"--{name}", value)]
        self.output = tempfile.TemporaryFile()  # noqa: SIM115 - closed where it stops
        self.process = subprocess.Popen(
            list(map(str, command)),
            cwd=ROOT,
            env=os.environ,
            stdout=self.output,
            stderr=subprocess.STDOUT,
        )
        if not self._answers():
            said = self.said()
            self.stop()
            raise RuntimeError(f"the page did not start:\n{said}")

    def stop(self, kill: bool = False) -> None:
        """End it as a deployment does, or at once."""
        if self.process is None:
            return
        self.process.kill() if kill else self.process.terminate()
        self.process.wait(timeout=20)
        self.output.close()
        self.process = None

    def said(self) -> str:
        """What it printed so far."""
        self.output.seek(0)
        return self.output.read().decode(errors="replace")

    def memory(self) -> float:
        """The resident memory now, in MB."""
        return psutil.Process(self.process.pid).memory_info().rss / 2**20

    def seconds_of_work(self) -> float:
        """The processor time that it took so far."""
        return sum(psutil.Process(self.process.pid).cpu_times()[:2])

    def _answers(self, seconds: float = 60) -> bool:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                urllib.request.urlopen(f"{self.url}/_stcore/health").close()
                return True
            except OSError:
                time.sleep(0.1)
        return False


def free_port() -> int:
    """A port that nobody listens to."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


if __name__ == "__main__":
    with Server() as server:
        print(f"the page answers at {server.url}")
