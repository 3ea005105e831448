"""Saving an asset while 30 phones are connected and ask again every two seconds."""

from __future__ import annotations

import datetime as dt
import secrets
import shutil
import sqlite3
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

from asset_map.services.demo import open_demo
from asset_map.settings import read_settings
from bench.frame.work import Answer, Check, Goal, Ready, Way, Work
from bench.peers.serving import PeerServer, with_memory_of
from bench.phones import Asker
from bench.servers import AppServer
from bench.sessions import set_up
from tests.browser.serving import free_port

PHONES, SAVES, LASTS_S, ASKS_EVERY_S = 30, 2, 12.0, 2.0
LONGEST_S = 120
PEER_APP = Path(__file__).parents[1] / "peers" / "st_folium_session.py"


@dataclass(frozen=True)
class Phone:
    """What a phone does.

    Parameters
    ----------
    asks
        Asks what is new.
    saves
        Saves something, until it is thanked.
    shows
        Takes what comes after the thanks; not timed.
    """

    asks: Callable[[], object]
    saves: Callable[[], object]
    shows: Callable[[], object] = lambda: None


def _in_a_hall(phones: Sequence[Phone]) -> list[float]:
    """Let all phones ask again and again and save at moments of their own, and return the seconds of each saving."""
    seconds: list[float] = []
    failed: list[BaseException] = []

    def be(number: int, phone: Phone) -> None:
        rng = np.random.default_rng(number)
        began_s = time.perf_counter()
        moments = sorted(rng.uniform(1, LASTS_S, SAVES))
        ask_at_s = rng.uniform(0, ASKS_EVERY_S)
        try:
            while moments:
                now_s = time.perf_counter() - began_s
                if now_s >= moments[0]:
                    moments.pop(0)
                    at_s = time.perf_counter()
                    phone.saves()
                    seconds.append(time.perf_counter() - at_s)
                    phone.shows()
                elif now_s >= ask_at_s:
                    ask_at_s += ASKS_EVERY_S
                    phone.asks()
                else:
                    time.sleep(0.01)
        except Exception as error:
            failed.append(error)
            raise

    threads = [threading.Thread(target=be, args=one) for one in enumerate(phones)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    return seconds


def _figures(found: object) -> Mapping[str, float]:
    seconds = np.asarray(found)
    return {"seconds": float(np.quantile(seconds, 0.95)), "median_s": float(np.median(seconds))}


def _product(_: Path) -> Ready:
    home = Path(tempfile.mkdtemp(prefix="asset-map-bench-"))
    workspace, session, _token = set_up(home)
    workspace.store.close()
    with ExitStack() as held:
        held.callback(shutil.rmtree, home)
        server = AppServer(read_settings(home), free_port())
        held.callback(server.stop)
        thanked: list[str] = []
        askers = [Asker("127.0.0.1", server.port, f"127.0.0.{100 + number}") for number in range(PHONES)]
        phones = [_phone(asker, session.code, number, thanked) for number, asker in enumerate(askers)]
        stop = held.pop_all().close

    def _go() -> list[float]:
        for asker in askers:
            asker.close()  # the server has, while the other way had its turn
        return _in_a_hall(phones)

    def _answer(_: object) -> Answer:
        again = open_demo(read_settings(home), now=dt.datetime.now(dt.UTC))
        kept = [one.contribution_id for one in again.store.contributions(session.session_id)]
        again.store.close()
        return {"thanked": np.array(sorted(thanked)), "kept": np.array(sorted(kept))}

    return Ready(_go, _answer, with_memory_of(server.process, _figures), stop)


def _phone(asker: Asker, code: str, number: int, thanked: list[str]) -> Phone:
    asker.ask("GET", f"/j/{code}")
    asker.ask("POST", f"/j/{code}", form={"language": "en"})
    seen = b""

    def _ask() -> None:
        nonlocal seen
        _, news = asker.ask("GET", "/session/news")
        if news != seen:
            seen = news
            asker.ask("GET", "/session/room")

    def _save() -> None:
        key = secrets.token_hex(16)
        entry = {
            "contribution_id": key, "kind": "asset", "words": f"Hall of phone {number}, {key}", "language": "en",
            "place": f"{'ABC'[number % 3]}1", "offers": ["meet"],
        }  # fmt: skip
        status, told = asker.ask("POST", "/session/contributions", entry=entry)
        if status != 200:
            message = f"Expected to be thanked; found {status}: {told.decode()[:200]}"
            raise RuntimeError(message)
        thanked.append(key)

    return Phone(_ask, _save)


def _st_folium(_: Path) -> Ready:
    home = Path(tempfile.mkdtemp(prefix="asset-map-bench-"))
    with ExitStack() as held:
        held.callback(shutil.rmtree, home)
        server = PeerServer(PEER_APP, home)
        held.callback(server.stop)
        thanked: list[str] = []
        sockets = [held.enter_context(_socket(server.port)) for _ in range(PHONES)]
        phones = [_session(socket, thanked) for socket in sockets]
        stop = held.pop_all().close

    def _answer(_: object) -> Answer:
        with sqlite3.connect(home / "assets.db") as base:
            kept = [name for (name,) in base.execute("SELECT name FROM assets WHERE name NOT LIKE 'Place %'")]
        return {"thanked": np.array(sorted(thanked)), "kept": np.array(sorted(kept))}

    return Ready(lambda: _in_a_hall(phones), _answer, with_memory_of(server.process, _figures), stop)


def _socket(port: int) -> ClientConnection:
    until_s = time.monotonic() + LONGEST_S
    while True:
        try:
            return connect(f"ws://localhost:{port}/_stcore/stream", max_size=None)
        except OSError:
            if time.monotonic() > until_s:
                raise
            time.sleep(0.2)


def _session(socket: ClientConnection, thanked: list[str]) -> Phone:
    def _send(query: str) -> None:
        asked = BackMsg()
        asked.rerun_script.query_string = query
        socket.send(asked.SerializeToString())

    def _ask() -> None:
        _send("")
        _finish(socket)

    def _save() -> None:
        key = secrets.token_hex(16)
        _send(f"save={key}")
        while not _is_thanked(socket):  # the table was locked for too long, say: people press once more
            _send(f"save={key}")
        thanked.append(key)

    return Phone(_ask, _save, partial(_finish, socket))


def _until_finished(socket: ClientConnection) -> Iterator[ForwardMsg]:
    """Yield what the server tells, until its script has finished."""
    while (news := ForwardMsg.FromString(socket.recv(timeout=LONGEST_S))).WhichOneof("type") != "script_finished":
        yield news


def _finish(socket: ClientConnection) -> None:
    for _ in _until_finished(socket):
        pass


def _is_thanked(socket: ClientConnection) -> bool:
    return any(news.delta.new_element.alert.format == Alert.SUCCESS for news in _until_finished(socket))


def _check(answers: Mapping[str, Answer]) -> Sequence[Check]:
    return [
        Check(f"{name} keeps each asset that was thanked for exactly once ({len(answer['kept'])})",
              np.array_equal(answer["thanked"], answer["kept"]))
        for name, answer in answers.items()
    ]  # fmt: skip


WORKS = (
    Work(
        name="saving",
        title="Save what a phone says in a mapping session while 30 phones are connected",
        prepare=lambda folder: folder.mkdir(parents=True, exist_ok=True),
        ways=(
            Way("product", "Asset Map", _product, role="product"),
            Way("st-folium", "Streamlit with st_folium and SQLite", _st_folium,
                needs=("folium", "streamlit-folium", "streamlit")),
        ),
        goals=(
            Goal("p95 under 0.25 s", lambda ways: ways["product"].median_s, at_most=0.25, unit=" s"),
        ),
        check=_check,
        notes=(
            "Saved is a contribution to a mapping session, with words, place and offer; the peer saves a name and a "
            "place. Seconds are the 95th percentile of 60 savings in 12 s, until the phone is thanked, while 30 "
            "phones ask what is new every 2 s. The phones are connections, not browsers. The peer's phones run its "
            "page again, as an app that refreshes itself does; its map begins with 20 places. Both keep what was "
            "said in the rounds before. The memory is that of each server.",
        ),
    ),
)  # fmt: skip
