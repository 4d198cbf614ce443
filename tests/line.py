"""A line to a server that can be cut and mended, as a network is."""

import asyncio
import threading
import time

from tests.server import free_port


class Line:
    """Carries bytes both ways between ``url`` and a server, inside a ``with``, until it is cut."""

    def __init__(self, port: int):
        self.target, self.port = port, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._loop = asyncio.new_event_loop()
        self._open: set[asyncio.StreamWriter] = set()
        self._is_cut = False
        self._refused = 0  # connections, since the line was cut

    def __enter__(self) -> "Line":
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._do(self._listen())
        return self

    def __exit__(self, *_):
        self.cut()
        self._loop.call_soon_threadsafe(self._calls.close)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def cut(self) -> None:
        """Break every connection, and refuse new ones."""
        self._is_cut, self._refused = True, 0
        self._do(self._break())

    def wait_for_tries(self, count: int, seconds: float = 60) -> None:
        """Wait until so many connections were refused since the line was cut."""
        deadline = time.monotonic() + seconds
        while self._refused < count:
            assert time.monotonic() < deadline, f"{self._refused} connections were tried"
            time.sleep(0.05)

    def mend(self) -> None:
        """Take connections again."""
        self._is_cut = False

    def _do(self, what) -> None:
        asyncio.run_coroutine_threadsafe(what, self._loop).result(20)

    async def _listen(self) -> None:
        self._calls = await asyncio.start_server(self._connect, "127.0.0.1", self.port)

    async def _break(self) -> None:
        for end in list(self._open):
            end.transport.abort()
        while self._open:
            await asyncio.sleep(0.01)

    async def _connect(self, reader, writer) -> None:
        if self._is_cut:
            self._refused += 1
            writer.transport.abort()
            return
        try:
            there, back = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            writer.transport.abort()
            return
        await asyncio.gather(self._carry(reader, back), self._carry(there, writer))

    async def _carry(self, reader, writer) -> None:
        self._open.add(writer)
        try:
            while data := await reader.read(65_536):
                writer.write(data)
                await writer.drain()
            writer.write_eof()
        except OSError:
            writer.transport.abort()
        finally:
            self._open.discard(writer)
            writer.close()
