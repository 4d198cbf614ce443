"""What the server sends over a page's websocket, held back by a test and let go."""

import re
from time import monotonic

from playwright.sync_api import Page, WebSocketRoute
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.browser.explore import TWO_FRAMES, Explore

SECONDS = 30  # to wait for messages
STREAM = re.compile("/_stcore/stream")


class Held:
    """The server's messages, passed on at once or held; ``attach`` it before the page is opened."""

    def __init__(self):
        self._holds, self._held = False, []

    def attach(self, page: Page) -> None:
        self._page = page
        page.route_web_socket(STREAM, self._connect)

    def hold_answers(self) -> None:
        """Hold what comes from now on; what was asked for before has come."""
        Explore(self._page).wait_for_rest()
        self._holds = True

    def wait_for_runs(self, count: int) -> None:
        """Wait until the held messages contain so many whole runs of the page's script."""
        deadline = monotonic() + SECONDS
        while sum(map(_ends_a_run, self._held)) < count:
            assert monotonic() < deadline, f"{len(self._held)} messages are held"
            self._page.evaluate(TWO_FRAMES)

    def let_go(self) -> None:
        """Pass on all messages, in their order, and hold no more."""
        while self._held:  # sending hears of more messages, which belong behind these
            self._send(self._held.pop(0))
        self._holds = False

    def _connect(self, page: WebSocketRoute) -> None:
        server = page.connect_to_server()
        self._send = page.send
        page.on_message(server.send)
        server.on_message(self._take)

    def _take(self, message: bytes | str) -> None:
        if self._holds:
            self._held.append(message)
        else:
            self._send(message)


def _ends_a_run(message: bytes | str) -> bool:
    return (
        isinstance(message, bytes)
        and ForwardMsg.FromString(message).WhichOneof("type") == "script_finished"
    )
