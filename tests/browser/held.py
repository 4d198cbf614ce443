"""The websocket between a page and its server, whose messages a test can hold back."""

import re
from time import monotonic

from playwright.sync_api import Page, WebSocketRoute
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.browser.explore import TWO_FRAMES

SECONDS = 20  # to wait for messages
STREAM = re.compile("/_stcore/stream")


class Held:
    """Messages each way, passed on at once or held; ``attach`` it before the page is opened."""

    def __init__(self):
        self._to_server, self._to_page = _Way(), _Way()

    def attach(self, page: Page) -> None:
        self._page = page
        page.route_web_socket(STREAM, self._connect)

    def hold_answers(self) -> None:
        """Hold what the server sends."""
        self._to_page.holds = True

    def hold_requests(self) -> None:
        """Hold what the page sends."""
        self._to_server.holds = True

    def wait_for_requests(self, count: int) -> None:
        """Wait until so many messages of the page are held."""
        self._wait(lambda: len(self._to_server.held) >= count)

    def wait_for_runs(self, count: int) -> None:
        """Wait until the held answers contain so many whole runs of the page's script."""
        self._wait(lambda: sum(map(_ends_a_run, self._to_page.held)) >= count)

    def let_go(self) -> None:
        """Pass on what is held, in its order, and hold no more."""
        self._to_server.let_go()
        self._to_page.let_go()

    def _connect(self, page: WebSocketRoute) -> None:
        server = page.connect_to_server()
        self._to_server.send, self._to_page.send = server.send, page.send
        page.on_message(self._to_server.take)
        server.on_message(self._to_page.take)

    def _wait(self, reached) -> None:
        deadline = monotonic() + SECONDS
        while not reached():
            assert monotonic() < deadline, (
                f"held: {len(self._to_server.held)} messages to the server, "
                f"{sum(map(_ends_a_run, self._to_page.held))} runs to the page"
            )
            self._page.evaluate(TWO_FRAMES)


class _Way:
    """One direction."""

    def __init__(self):
        self.holds, self.held = False, []

    def take(self, message: bytes | str) -> None:
        if self.holds:
            self.held.append(message)
        else:
            self.send(message)

    def let_go(self) -> None:
        self.holds = False
        while self.held:
            self.send(self.held.pop(0))


def _ends_a_run(message: bytes | str) -> bool:
    return (
        isinstance(message, bytes)
        and ForwardMsg.FromString(message).WhichOneof("type") == "script_finished"
    )
