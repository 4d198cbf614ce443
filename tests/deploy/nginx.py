"""A real nginx with the configuration of ``deploy/``, on ports and in a folder of its own.

``python -m tests.deploy.nginx`` makes sure that there is one, before any test runs.
"""

import getpass
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

from tests.server import ROOT, free_port

CONFIGURATION = ROOT / "deploy" / "nginx.conf"
PORTS = (8501, 8502, 8503, 8504)


class Nginx:
    """nginx before the ports of replicas, in a ``with``; a port too few is one that is down."""

    def __init__(self, folder: Path, replicas: list[int]):
        self.folder, self.port = folder, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        ports = [*replicas, *(free_port() for _ in PORTS[len(replicas) :])]
        (folder / "nginx.conf").write_text(self._adapted(CONFIGURATION.read_text(), ports))

    def __enter__(self) -> "Nginx":
        command = [nginx(), "-p", self.folder, "-c", self.folder / "nginx.conf"]
        checked = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
        assert checked.returncode == 0, checked.stderr
        self.process = subprocess.Popen([*command, "-g", "daemon off;"])
        while not self._listens():
            assert self.process.poll() is None, (self.folder / "error.log").read_text()
            time.sleep(0.05)
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(timeout=20)

    def replica(self, path: str) -> int:
        """The port that the last request for a path, now over, was given to."""
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            log = (self.folder / "access.log").read_text()
            if found := re.findall(rf' {path}" .* to "[^"]*:(\d+)"', log):
                return int(found[-1])
            time.sleep(0.05)
        raise AssertionError(f"no request for {path} was logged")

    def _listens(self) -> bool:
        with socket.socket() as line:
            return line.connect_ex(("127.0.0.1", self.port)) == 0

    def _adapted(self, text: str, ports: list[int]) -> str:
        """Nothing but ports, paths and the user are other than in a deployment."""
        for written, port in zip(PORTS, ports, strict=True):
            text = text.replace(f"127.0.0.1:{written}", f"127.0.0.1:{port}")
        text = text.replace("listen 80 default_server", f"listen 127.0.0.1:{self.port}")
        text = re.sub(r".*listen \[::\]:80.*\n", "", text)
        text = text.replace("user www-data;", f"user {getpass.getuser()};")
        for written in ("/run/", "/var/log/nginx/", "/var/cache/nginx/"):
            text = text.replace(written, f"{self.folder}/")
        return text


def nginx() -> str | None:
    """nginx, also where only root has it on the path."""
    return shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")


def make_sure() -> None:
    if nginx():
        return
    if shutil.which("apt-get") and os.geteuid() == 0:
        print("No nginx: installing Debian's package.", flush=True)
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], check=True, env=quiet)
        # Without a start of its own: the port 80 may be somebody else's.
        install = ["apt-get", "install", "-y", "-qq", "nginx-light"]
        subprocess.run(install, check=True, env=quiet | {"RUNLEVEL": "1"})
        return
    sys.exit("The tests of the deployment need nginx: install it and put it on PATH.")


if __name__ == "__main__":
    make_sure()
