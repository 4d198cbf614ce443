"""A visitor without a browser: one session of the page, over Streamlit's own websocket.

It sends what the page's script in a browser sends, or what such a script never would.
"""

import asyncio
import time
from dataclasses import dataclass, field

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

PATIENCE = 60  # seconds
FINISHED_EARLY = ForwardMsg.ScriptFinishedStatus.FINISHED_EARLY_FOR_RERUN


@dataclass
class Run:
    """One run of the page: how long it took, and what it sent."""

    seconds: float = 0.0
    bytes: int = 0
    messages: list[ForwardMsg] = field(default_factory=list)

    @property
    def elements(self) -> list:
        """What the run drew, as ``(kind, element)``."""
        deltas = [m.delta for m in self.messages if m.WhichOneof("type") == "delta"]
        drawn = [d.new_element for d in deltas if d.WhichOneof("type") == "new_element"]
        return [(kind := e.WhichOneof("type"), getattr(e, kind)) for e in drawn]

    @property
    def errors(self) -> list[str]:
        """What broke in the page's code; refusals are no such errors."""
        return [f"{e.type}: {e.message}" for kind, e in self.elements if kind == "exception"]


class Visitor:
    """One session; open inside an ``async with``."""

    def __init__(self, url: str, query: str = "", page: str = ""):
        self.url, self.query, self.page_name = url.replace("http", "ws", 1), query, page
        self.ids: dict[str, str] = {}  # of every widget that was drawn: key -> id
        self._page = ""
        self._kept: dict[str, dict] = {}  # id -> the widget's state, as the protocol has it

    async def __aenter__(self) -> "Visitor":
        self.socket = await websockets.connect(
            f"{self.url}/_stcore/stream",
            subprotocols=["streamlit"],
            max_size=None,
            open_timeout=PATIENCE,
            ping_interval=None,
        )
        return self

    async def __aexit__(self, *_):
        await self.socket.close()

    async def open(self) -> Run:
        """Run the page once, as a browser does that opens the link."""
        return await self.tell({})

    async def turn(self, **values: float) -> Run:
        """Set number fields by their keys."""
        return await self.tell({key: {"double_value": value} for key, value in values.items()})

    async def slide(self, **values: float) -> Run:
        """Set sliders by their keys."""
        states = {key: {"double_array_value": {"data": [v]}} for key, v in values.items()}
        return await self.tell(states)

    async def tell(self, states: dict[str, dict]) -> Run:
        """Run the page with states of widgets, by their keys or by ids that no widget has."""
        self._kept |= {self.ids.get(key, key): state for key, state in states.items()}
        message = BackMsg()
        asked = message.rerun_script
        asked.query_string, asked.page_name = self.query, self.page_name
        asked.page_script_hash = self._page
        for name, state in self._kept.items():
            asked.widget_states.widgets.append(WidgetState(id=name, **state))
        begin = time.perf_counter()
        await self.socket.send(message.SerializeToString())
        run = await self._finished()
        run.seconds = time.perf_counter() - begin
        return run

    def forget(self) -> None:
        """Hold no more states, as a page that was opened anew."""
        self._kept.clear()

    async def _finished(self) -> Run:
        """What comes until a run is over; of one that another run cut short, the other."""
        run, begun = Run(), False
        while True:
            data = await asyncio.wait_for(self.socket.recv(), PATIENCE)
            message = ForwardMsg.FromString(data)
            run.bytes += len(data)
            run.messages.append(message)
            kind = message.WhichOneof("type")
            if kind == "new_session":
                begun, self._page = True, message.new_session.page_script_hash
            elif kind == "script_finished" and begun and message.script_finished != FINISHED_EARLY:
                self._learn(run)
                return run

    def _learn(self, run: Run) -> None:
        if not self.ids:
            ids = [e.id for _, e in run.elements if getattr(e, "id", "").startswith("$$ID-")]
            self.ids = {name.split("-", 2)[2]: name for name in ids}
