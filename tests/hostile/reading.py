"""A hostile file read in a process of its own: ``python -m tests.hostile.reading NAME FILE``."""

import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.hostile.files import FILES


def measure(name: str) -> dict:
    """What reading a file of ``FILES`` costs: peak memory in MB, seconds, and what came of it."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(FILES[name]())
        file.flush()
        command = [sys.executable, "-m", "tests.hostile.reading", name, file.name]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def peak_memory(pid: int) -> float:
    """The most memory that a process has had, in MB."""
    status = Path(f"/proc/{pid}/status")
    if status.exists():
        return int(re.search(r"VmHWM:\s+(\d+) kB", status.read_text())[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20  # macOS counts in bytes


def _read(name: str, path: str) -> dict:
    from cnnpool.array_files import file_tensor
    from cnnpool.errors import Refusal
    from cnnpool.picture_files import PICTURE_ENDINGS, picture_tensor
    from cnnpool.scene import make_scene
    from cnnpool.settings import Settings

    data = Path(path).read_bytes()
    begin = time.process_time()
    try:
        picture = name.rsplit(".", 1)[-1] in PICTURE_ENDINGS
        x = (picture_tensor(data) if picture else file_tensor(name, data)).array
        settings = Settings(source="file")
        make_scene(x[:, :, :512, :512], settings.layer(), settings)
        outcome = "read"
    except Refusal as refusal:
        outcome = str(refusal)
    return {
        "outcome": outcome,
        "seconds": time.process_time() - begin,
        "memory": peak_memory(os.getpid()),
    }


if __name__ == "__main__":
    print(json.dumps(_read(*sys.argv[1:])))
