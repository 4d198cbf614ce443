"""The app in a process of its own, for whoever opens it in a browser."""

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent


@contextlib.contextmanager
def running_app() -> Iterator[str]:
    """Start the app on a free port; its address, once it answers; stopped at the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "streamlit", "run", "app.py"]
    options = {"server.port": port, "server.address": "127.0.0.1", "server.headless": "true"}
    for name, value in options.items():
        command += [f"--{name}", str(value)]
    with tempfile.TemporaryFile() as output:
        server = subprocess.Popen(
            command, cwd=ROOT, env=os.environ, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            if not _answers(url, server):
                output.seek(0)
                raise RuntimeError(f"the app did not start:\n{output.read().decode()}")
            yield url
        finally:
            server.terminate()
            server.wait(timeout=20)


def _answers(url: str, server: subprocess.Popen, seconds: float = 60) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and server.poll() is None:
        try:
            urllib.request.urlopen(f"{url}/_stcore/health").close()
            return True
        except OSError:
            time.sleep(0.1)
    return False
