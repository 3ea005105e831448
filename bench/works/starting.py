"""From ``asset-map serve`` to the first page answered in full, demo town, beside importing everything first."""

from __future__ import annotations

import http.client
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

import numpy as np
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

from bench.frame.machine import most_memory_mb
from bench.frame.work import Answer, Check, Goal, Ready, Way, Ways, Work, times
from tests.browser.serving import free_port

LONGEST_S = 300
MAP = "/maps/places?framed=1"
EAGER = (sys.executable, "-m", "bench.peers.eager")
AS_IT_IS = (sys.executable, "-m", "asset_map")


def _prepare(folder: Path) -> None:
    with tempfile.TemporaryDirectory() as home:
        _first_page(AS_IT_IS, Path(home))
        shutil.copytree(home, folder / "home", dirs_exist_ok=True)


def _first_page(command: Sequence[str], home: Path) -> dict[str, float | str]:
    """Start the server, ask for the page, its screen and its map, and return what that took and what was answered."""
    before = os.times()
    began_s = time.perf_counter()
    port = free_port()
    line = [*command, "--home", str(home), "serve", "--demo", "--port", str(port)]
    server = subprocess.Popen(line, stdout=subprocess.DEVNULL, cwd=Path(__file__).parents[2])
    try:
        page = _asked(port, "/", until_s=began_s + LONGEST_S)
        screen = _screen(port)
        drawn = _asked(port, MAP, until_s=began_s + LONGEST_S)
        seconds = time.perf_counter() - began_s
        memory_mb = most_memory_mb(server.pid)
    finally:
        server.terminate()
        server.wait()
    after = os.times()
    processor_s = sum(after[2:4]) - sum(before[2:4])
    return {
        "seconds": seconds,
        "processor_s": processor_s,
        "memory_mb": memory_mb,
        "bytes": float(len(page)),
        "told": f"{screen}\n{drawn}",
    }


def _asked(port: int, path: str, *, until_s: float) -> str:
    """Return what is at an address, as soon as somebody answers."""
    while True:
        line = http.client.HTTPConnection("localhost", port, timeout=LONGEST_S)
        try:
            line.request("GET", path)
            return line.getresponse().read().decode()
        except OSError:
            if time.perf_counter() > until_s:
                raise
            time.sleep(0.02)
        finally:
            line.close()


def _screen(port: int) -> str:
    """Open the screen as a browser does, and return its texts once all of it has been sent."""
    told = []
    with connect(f"ws://localhost:{port}/_stcore/stream", origin=f"http://localhost:{port}", max_size=None) as socket:
        asked = BackMsg()
        asked.rerun_script.query_string = ""
        socket.send(asked.SerializeToString())
        while True:
            news = ForwardMsg.FromString(socket.recv(timeout=LONGEST_S))
            if news.WhichOneof("type") == "script_finished":
                return "\n".join(told)
            element = news.delta.new_element
            if element.WhichOneof("type") == "markdown":
                told.append(element.markdown.body)


def _facts(found: object) -> Mapping[str, float | str]:
    if not isinstance(found, dict):
        raise TypeError(found)
    return found


def _way(command: Sequence[str], folder: Path) -> Ready:
    def _figures(found: object) -> Mapping[str, float]:
        return {name: value for name, value in _facts(found).items() if isinstance(value, float)}

    def _answer(found: object) -> Answer:
        return {"told": np.array(_facts(found)["told"])}

    return Ready(partial(_first_page, command, folder / "home"), _answer, _figures)


def _share(ways: Ways) -> float:
    return times(ways["product"], ways["eager"])


def _check(answers: Mapping[str, Answer]) -> Sequence[Check]:
    told = [str(answer["told"]) for answer in answers.values()]
    is_whole = all("leaflet" in one and " · " in one for one in told)
    return [
        Check("each way answers with the same list and the same map", len(set(told)) == 1),
        Check("the list and the map are there", is_whole),
    ]


WORKS = (
    Work(
        name="starting",
        title="From asset-map serve to the first page answered in full, demo town",
        prepare=_prepare,
        ways=(
            Way("product", "Asset Map", partial(_way, AS_IT_IS), role="product"),
            Way("eager", "Asset Map, after importing all its modules and libraries", partial(_way, EAGER)),
        ),
        goals=(
            Goal(
                "a third of the time that importing everything first takes",
                _share,
                at_most=1 / 3,
                tried="Parts of SciPy, Alembic, Authlib and segno are imported when they are first needed, and "
                "nobody looks for garbage meanwhile: it was 0.81 of it before. To import Streamlit, pandas, geopandas, "
                "SQLAlchemy and Folium alone takes about as long as a third would be.",
            ),
        ),
        check=_check,
        notes=(
            "The page is answered in full when its frame, all of its screen over the socket, and its map have been "
            "sent. The demo town is there already. In the seconds are the starts of the processes; the memory is "
            "the server's.",
        ),
    ),
)
