"""The largest file that is allowed, dropped into the page: its memory as a whole stays bounded."""

from dataclasses import replace

import numpy as np
import pytest

from cnnpool import Pooling
from cnnpool.settings import MAX_FILE_CELLS
from tests.browser.losing import PINNED
from tests.hostile.reading import peak_memory
from tests.server import Server

MOST_MEMORY = 600  # MB, of the server


@pytest.mark.long
def test_the_largest_array_is_shown_within_bounds(opened, tmp_path):
    x = np.random.RandomState(1).rand(MAX_FILE_CELLS // 250_000, 1, 500, 500)
    assert x.size == MAX_FILE_CELLS
    with Server() as server:
        page = opened(server.url, replace(PINNED, win=None))
        page.page.set_default_timeout(60_000)  # 128 MB take their time
        page.upload(tmp_path, x)
        page.expect_panel("x", x[0, 0])
        page.set_number("bn", len(x) - 1)
        page.expect_panel("y", Pooling((3, 2), stride=2).forward(x[-1:])[0, 0])
        page.go_to("Code")
        page.expect_text(
            "Programs and files are made of at most 4,000,000 numbers in the input and in the "
            "output, here they would be 16,000,000."
        )
        memory = peak_memory(server.process.pid)
    assert memory < MOST_MEMORY
