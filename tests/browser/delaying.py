"""A slow line between a browser and the server: everything the server says comes later, and the line can be cut."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Coroutine, Iterator
from typing import Any
from urllib.parse import urlsplit

CHUNK_BYTES = 65_536
HOST = "127.0.0.1"


class SlowLine:
    """Passes on every byte; what the server sends, pages and messages alike, arrives ``delay_s`` later.

    Parameters
    ----------
    address
        The server's address.
    delay_s
        The delay, in seconds.
    """

    def __init__(self, address: str, *, delay_s: float) -> None:
        self._server_port = urlsplit(address).port
        self._delay_s = delay_s
        self._tasks: set[asyncio.Task[None]] = set()
        self._loop = asyncio.new_event_loop()
        self._browser_may_speak, self._server_may_speak = asyncio.Event(), asyncio.Event()
        self._browser_may_speak.set()
        self._server_may_speak.set()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._listening: asyncio.Server | None = None
        self._port = 0
        self.mend()

    @property
    def address(self) -> str:
        """Where a browser finds the server at the other end."""
        return f"http://{HOST}:{self._port}"

    def mend(self) -> None:
        """Let the line be used, again after a cut."""
        self._do(self._listen())

    def cut(self) -> None:
        """End every connection and take no new one."""
        self._do(self._hang_up())

    @contextlib.contextmanager
    def silent(self) -> Iterator[None]:
        """Let nothing that the server says arrive meanwhile."""
        self._loop.call_soon_threadsafe(self._server_may_speak.clear)
        try:
            yield
        finally:
            self._loop.call_soon_threadsafe(self._server_may_speak.set)

    def stop(self) -> None:
        """Cut the line for good."""
        self.cut()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=20)

    async def _listen(self) -> None:
        self._listening = await asyncio.start_server(self._connected, HOST, self._port)
        self._port = self._listening.sockets[0].getsockname()[1]

    async def _hang_up(self) -> None:
        if self._listening is not None:
            self._listening.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._listening = None

    async def _connected(self, browser_in: asyncio.StreamReader, browser_out: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        server_in, server_out = await asyncio.open_connection("localhost", self._server_port)
        ways = [
            asyncio.ensure_future(self._pass_on(browser_in, server_out, 0.0, self._browser_may_speak)),
            asyncio.ensure_future(self._pass_on(server_in, browser_out, self._delay_s, self._server_may_speak)),
        ]
        try:
            await asyncio.gather(*ways)
        except (asyncio.CancelledError, OSError):
            pass
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            for writer in (browser_out, server_out):
                writer.transport.abort()
                with contextlib.suppress(OSError):
                    await writer.wait_closed()

    async def _pass_on(
        self, source: asyncio.StreamReader, target: asyncio.StreamWriter, delay_s: float, allowed: asyncio.Event
    ) -> None:
        under_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()

        async def arrive() -> None:
            while True:
                due, data = await under_way.get()
                await asyncio.sleep(max(0.0, due - self._loop.time()))
                await allowed.wait()
                if not data:
                    target.write_eof()
                    return
                target.write(data)
                await target.drain()

        arriving = asyncio.ensure_future(arrive())
        try:
            while True:
                data = await source.read(CHUNK_BYTES)
                under_way.put_nowait((self._loop.time() + delay_s, data))
                if not data:
                    await arriving
                    return
        finally:
            arriving.cancel()
