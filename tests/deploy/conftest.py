"""A Chromium as the browser tests have it, and replicas of the app behind a real nginx."""

import pytest

from tests.browser.conftest import chromium, opened  # noqa: F401 - fixtures
from tests.deploy.nginx import Nginx
from tests.server import Server

REPLICAS = 3


@pytest.fixture(scope="module")
def replicas():
    """Processes of the app, by their ports."""
    servers = [Server() for _ in range(REPLICAS)]
    for server in servers:
        server.start()
    yield {server.port: server for server in servers}
    for server in servers:
        server.stop()


@pytest.fixture(scope="module")
def nginx(replicas, tmp_path_factory):
    with Nginx(tmp_path_factory.mktemp("nginx"), list(replicas)) as proxy:
        yield proxy
