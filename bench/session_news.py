"""How soon does another process know that something was said: by asking each second, or by being told (LISTEN/NOTIFY)?

Run ``python -m bench.session_news --database postgresql://…``. One process keeps contributions through the services;
each is told of by ``NOTIFY`` as well. The other asks for the number of news, as a projector does, and listens.
"""

from __future__ import annotations

import argparse
import multiprocessing
import tempfile
import threading
import time
from multiprocessing.queues import Queue
from pathlib import Path

import numpy as np
import psycopg
from sqlalchemy import event, text
from sqlalchemy.engine import Connection, make_url

from asset_map.services.workspace import Workspace, open_workspace
from bench import council
from bench.council import Council, make_council
from bench.databases import empty_databases

FORK = multiprocessing.get_context("fork")
SAID = 40
EVERY_S = 0.7
ASKED_EVERY_S = 1.0
CHANNEL = "asset_map_news"


def _say(place: Council, kept_s: Queue[float]) -> None:
    workspace = open_workspace(place.settings)
    phone = council.joined(place, workspace)
    time.sleep(2)

    @event.listens_for(workspace.store._database.writer, "commit")
    def tell(connection: Connection) -> None:
        news = "SELECT pg_notify(:channel, max(news)::text) FROM mapping_sessions"
        connection.execute(text(news), {"channel": CHANNEL})

    for number in range(SAID):
        council.say_one(council.new_key(), f"Said {number}", phone, workspace)
        kept_s.put(time.monotonic())  # of one clock for all processes of a machine
        time.sleep(EVERY_S)
    workspace.store.close()


def _listen(url: str, heard_s: dict[int, float], is_over: threading.Event) -> None:
    address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as line:
        line.execute(f"LISTEN {CHANNEL}")
        while not is_over.is_set():
            for told in line.notifies(timeout=1):
                heard_s.setdefault(int(told.payload), time.monotonic())


def _ask(place: Council, workspace: Workspace, seen_s: list[tuple[int, float]], is_over: threading.Event) -> float:
    number, cost_s, asked = 0, 0.0, 0
    while not is_over.is_set():
        began_s = time.monotonic()
        news = workspace.store.news(place.session_id)
        cost_s, asked = cost_s + time.monotonic() - began_s, asked + 1
        if news > number:
            seen_s += [(one, time.monotonic()) for one in range(number + 1, news + 1)]
            number = news
        time.sleep(ASKED_EVERY_S)
    return cost_s / max(asked, 1)


def main() -> None:
    """Print a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", required=True, help="a PostgreSQL database, for a schema of its own")
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="asset-map-bench-") as folder,
        empty_databases(Path(folder), options.database) as databases,
    ):
        url = databases["PostgreSQL"]
        place = make_council(Path(folder) / "home", url)
        said: Queue[float] = FORK.Queue()
        process = FORK.Process(target=_say, args=(place, said))
        process.start()
        workspace = open_workspace(place.settings)
        heard_s: dict[int, float] = {}
        seen_s: list[tuple[int, float]] = []
        costs_s: list[float] = []
        is_over = threading.Event()
        threads = [
            threading.Thread(target=_listen, args=(url, heard_s, is_over)),
            threading.Thread(target=lambda: costs_s.append(_ask(place, workspace, seen_s, is_over))),
        ]
        for thread in threads:
            thread.start()
        kept_s = [said.get() for _ in range(SAID)]
        process.join()
        time.sleep(2 * ASKED_EVERY_S)
        is_over.set()
        for thread in threads:
            thread.join()
        workspace.store.close()
    asked = [moment_s - kept_s[number - 1] for number, moment_s in seen_s]
    told = [moment_s - kept_s[number - 1] for number, moment_s in heard_s.items() if number > 0]
    print("| way | seen of | p50 (s) | p95 (s) | longest (s) |\n| --- | ---: | ---: | ---: | ---: |")
    for way, seconds in (("asking once a second", asked), ("being told", told)):
        half, most = np.quantile(seconds, [0.5, 0.95])
        print(f"| {way} | {len(seconds)} of {SAID} | {half:.3f} | {most:.3f} | {max(seconds):.3f} |")
    print(f"\nOne question takes {1000 * costs_s[0]:.1f} ms.")


if __name__ == "__main__":
    main()
