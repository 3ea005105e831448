"""Two app servers on one PostgreSQL store behind one proxy: how soon does one show what the other keeps?

And what is lost when one of them is killed?

Run ``python -m bench.two_servers --database postgresql://…`` where nginx is installed (Debian: nginx-light). It is
started with the files in ``docs/deployment`` as they stand. Phones and pages ask as often as they do in a hall.
"""

from __future__ import annotations

import argparse
import http.client
import os
import platform
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np

from asset_map.services.workspace import open_workspace
from bench import council
from bench.council import Council, make_council
from bench.databases import empty_databases
from bench.phones import PROJECTOR_ASKS_EVERY_S, Asker
from bench.proxy import Proxy, unchecked
from bench.servers import AppServer
from bench.whole import not_whole

ROUNDS = 20
PHONES = 10
SENDING_S = 20.0
KILLED_AFTER_S = 6.0
DOWN_S = 6.0
LONGEST_S = 30.0
SHOWING_RECORDS = ("/export/assets.geojson", "/ogc/collections/assets/items?limit=1000&f=json", "/maps/places")


class SecureAsker(Asker):
    """A browser that asks over HTTPS."""

    def _new_line(self) -> http.client.HTTPConnection:
        return http.client.HTTPSConnection(
            self.host, self.port, timeout=10, source_address=(self.own_address, 0), context=unchecked()
        )


def entry_of(key: str, words: str) -> dict[str, object]:
    """Return what a phone sends."""
    return {
        "contribution_id": key, "kind": "idea", "words": words, "language": "en", "place": "B2", "offers": [],
    }  # fmt: skip


def join(asker: Asker, place: Council) -> Asker:
    """Let a phone in, as its page does."""
    asker.until_answered("POST", f"/j/{place.code}", form={"language": "en"})
    return asker


def until(is_so: Callable[[], bool], *, every_s: float = 0.02) -> float:
    """Return after how many seconds something is so."""
    began_s = time.monotonic()
    while not is_so():
        if time.monotonic() - began_s > LONGEST_S:
            return float("inf")
        time.sleep(every_s)
    return time.monotonic() - began_s


def until_shown(words: str, path: str, asker: Asker) -> float:
    """Return after how many seconds an answer holds some words."""
    return until(lambda: words.encode() in asker.ask("GET", path)[1])


def said_on_one_shown_on_other(place: Council, one: AppServer, other: AppServer) -> dict[str, list[float]]:
    """Return how long it takes from a phone's thanks on one server until the other shows it."""
    phone = join(Asker("127.0.0.1", one.port, "127.0.0.100"), place)
    beside = join(Asker("127.0.0.1", other.port, "127.0.0.101"), place)
    projector = Asker("127.0.0.1", other.port, "127.0.0.102")
    projector.until_answered("GET", other.entrance)
    room, news = f"/mapping/{place.session_id}/room", f"/mapping/{place.session_id}/news"
    seconds: dict[str, list[float]] = {"the number of news": [], "the list on phones": [], "the projector": []}
    for number in range(ROUNDS):
        before = projector.ask("GET", news)[1]
        key, words = council.new_key(), f"Said in round {number}."
        status, content = phone.ask("POST", "/session/contributions", entry=entry_of(key, words))
        if status != 200:
            raise RuntimeError(content)
        seconds["the number of news"].append(until(lambda before=before: projector.ask("GET", news)[1] != before))
        seconds["the list on phones"].append(until_shown(words, "/session/room", beside))
        shown = until_shown(words, room, projector)
        # The page itself asks once a second, at whatever moment.
        asked_s = float(np.random.default_rng(number).uniform(0, PROJECTOR_ASKS_EVERY_S))
        seconds["the projector"].append(shown + asked_s)
    return seconds


def recorded_on_one_shown_on_other(place: Council, other: AppServer) -> dict[str, list[float]]:
    """Return how long it takes from keeping a record in another process until a server shows it."""
    workspace = open_workspace(place.settings)
    asker = Asker("127.0.0.1", other.port, "127.0.0.103")
    seconds: dict[str, list[float]] = {path: [] for path in SHOWING_RECORDS}
    for number in range(ROUNDS // 2):
        key = f"round-{number}"
        council.record_one(key, workspace)
        for path in SHOWING_RECORDS:
            seconds[path].append(until_shown(f"Hall {key}", path, asker))
    workspace.store.close()
    return seconds


def send_while_one_dies(place: Council, doomed: AppServer, address: str) -> dict[str, str]:
    """Let phones send through the proxy while a server is killed and started again; say what came of it."""
    host, port = urlsplit(address).hostname or "", urlsplit(address).port or 443
    thanked: dict[str, float] = {}
    refused: list[str] = []
    ends_s = time.time() + SENDING_S

    def be_a_phone(number: int) -> None:
        phone = join(SecureAsker(host, port, f"127.0.0.{110 + number}"), place)
        said = 0
        while time.time() < ends_s:
            said += 1
            key, began_s = council.new_key(), time.monotonic()
            entry = entry_of(key, f"Phone {number} says {said}")
            status, content = phone.until_answered("POST", "/session/contributions", entry=entry)
            if status == 200:
                thanked[key] = time.monotonic() - began_s
            else:
                refused.append(f"{status} {content[:120]!r}")
            time.sleep(0.2)

    phones = [threading.Thread(target=be_a_phone, args=(number,)) for number in range(PHONES)]
    for phone in phones:
        phone.start()
    time.sleep(KILLED_AFTER_S)
    doomed.kill()
    time.sleep(DOWN_S)
    doomed.start()
    doomed.wait()
    for phone in phones:
        phone.join()
    workspace = open_workspace(place.settings)
    kept = Counter(one.contribution_id for one in workspace.store.contributions(place.session_id))
    halves = not_whole(workspace)
    workspace.store.close()
    lost = [key for key in thanked if kept[key] != 1]
    return {
        "phones; thanks that they got": f"{PHONES}; {len(thanked)}",
        "thanked for and lost, or kept twice": str(len(lost)),
        "refused": str(len(refused)) + "".join(f" {one}" for one in refused[:3]),
        "halves": str(len(halves)),
        "from sending to thanks, p50, p95, longest (s)": spread(list(thanked.values())),
    }


def spread(seconds: list[float]) -> str:
    """Return half, 95 of 100, and the longest."""
    return ", ".join(f"{value:.2f}" for value in (*np.quantile(seconds, [0.5, 0.95]), max(seconds)))


def main() -> None:
    """Print a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--database", required=True, help="a PostgreSQL database, in which a schema is made and dropped"
    )
    parser.add_argument("--port", type=int, default=8443)
    options = parser.parse_args()
    rows: dict[str, str] = {}
    with (
        tempfile.TemporaryDirectory(prefix="asset-map-bench-") as folder,
        empty_databases(Path(folder), options.database) as databases,
    ):
        place = make_council(Path(folder) / "home", databases["PostgreSQL"])
        one, other = AppServer(place.settings, 8501), AppServer(place.settings, 8502)
        proxy = Proxy(Path(folder) / "nginx", options.port, (one.port, other.port))
        try:
            for what, seconds in said_on_one_shown_on_other(place, one, other).items():
                rows[f"said to one, shown by the other: {what}, p50, p95, longest (s)"] = spread(seconds)
            for path, seconds in recorded_on_one_shown_on_other(place, other).items():
                rows[f"recorded in one, shown by the other: {path}, p50, p95, longest (s)"] = spread(seconds)
            rows |= send_while_one_dies(place, one, proxy.address)
            answered = until(lambda: Asker("127.0.0.1", one.port, "127.0.0.104").ask("GET", "/healthz")[0] == 200)
            rows["the killed one, started again, answers"] = "yes" if answered < LONGEST_S else "no"
        finally:
            proxy.stop()
            one.stop()
            other.stop()
    print(f"{os.cpu_count()} cores, Python {platform.python_version()}, nginx before two servers on PostgreSQL.\n")
    print("| what | found |\n| --- | ---: |")
    for what, found in rows.items():
        print(f"| {what} | {found} |")
    wrong = rows["thanked for and lost, or kept twice"] != "0" or rows["halves"] != "0" or rows["refused"] != "0"
    sys.exit(1 if wrong or rows["the killed one, started again, answers"] != "yes" else 0)


if __name__ == "__main__":
    main()
