"""A visitor without a browser: one session of the page, over Streamlit's own websocket.

It sends what the page's script in a browser sends, or what such a script never would.
"""

import asyncio
import time
from dataclasses import dataclass, field

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

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
        self.ids: dict[str, str] = {}  # the number fields: key -> id
        self._page = ""
        self._kept: dict[str, tuple[str, object]] = {}  # id -> the form and value of a widget

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
        return await self._rerun({})

    async def turn(self, **values: float) -> Run:
        """Set number fields (or a slider) by their keys."""
        wanted = {self.ids[key]: value for key, value in values.items()}
        forms = {i: ("slider" if i in self._sliders else "number", v) for i, v in wanted.items()}
        return await self._rerun(forms)

    async def send(self, data: bytes) -> None:
        """Send anything at all."""
        await self.socket.send(data)

    async def _rerun(self, forms) -> Run:
        self._kept |= forms
        message = BackMsg()
        asked = message.rerun_script
        asked.query_string, asked.page_name = self.query, self.page_name
        asked.page_script_hash = self._page
        for name, (form, value) in self._kept.items():
            widget = asked.widget_states.widgets.add(id=name)
            if form == "slider":
                widget.double_array_value.data.append(value)
            else:
                widget.double_value = value
        begin = time.perf_counter()
        await self.send(message.SerializeToString())
        run = await self._finished()
        run.seconds = time.perf_counter() - begin
        return run

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
        if self.ids:
            return
        fields = [(k, e.id) for k, e in run.elements if k in ("number_input", "slider")]
        self.ids = {name.split("-", 2)[2]: name for _, name in fields}
        self._sliders = {name for kind, name in fields if kind == "slider"}
