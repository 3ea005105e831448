"""Small answers leave at once: a socket whose protocol is not named lets them wait for the other side."""

from __future__ import annotations

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

from asset_map.web import serving


class _Heard(asyncio.Protocol):
    def __init__(self, at_once: asyncio.Future[bool]) -> None:
        self.at_once = at_once

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        option = transport.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        self.at_once.set_result(bool(option))
        transport.close()


async def _sends_at_once(listening: socket.socket) -> bool:
    at_once: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
    async with await asyncio.get_running_loop().create_server(lambda: _Heard(at_once), sock=listening):
        _, writer = await asyncio.open_connection(*listening.getsockname())
        answer = await at_once
        writer.close()
        await writer.wait_closed()
    return answer


def test_answers_do_not_wait_to_be_sent_together() -> None:
    # In a thread of its own, because browser tests leave a loop running in theirs.
    with closing(serving._free_socket("127.0.0.1", 0)) as listening, ThreadPoolExecutor(1) as thread:
        assert thread.submit(lambda: asyncio.run(_sends_at_once(listening))).result()
