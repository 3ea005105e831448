"""A process that writes to a store, started by the tests: ``URL add|die|take WORD COUNT``."""

from __future__ import annotations

import os
import signal
import sys

from sqlalchemy import Engine, event

from asset_map.store import assets, open_store
from tests.contract.store_records import RECORDING, an_import, plain_asset


def add_one_by_one(url: str, word: str, count: str) -> None:
    """Add records, one transaction each."""
    with open_store(url) as store:
        for number in range(int(count)):
            store.add_asset(plain_asset(f"{word}-{number}"), event=RECORDING)


def add_and_die(url: str, moment: str, count: str) -> None:
    """Add records in one transaction; die at the second statement of a kind, at the commit, or right after it."""
    assets.ROWS_AT_ONCE = 50
    new = [plain_asset(f"doomed-{number}") for number in range(int(count))]
    with open_store(url) as store:
        _die_at(moment)
        store.add_assets(new, event=RECORDING)
    os.kill(os.getpid(), signal.SIGKILL)


def take_in_and_die(url: str, moment: str, count: str) -> None:
    """Take a list in by parts of fifty, and die likewise."""
    new = [
        (plain_asset(f"doomed-{number}", source="Halls", source_id=f"{number}"), "digest")
        for number in range(int(count))
    ]
    with open_store(url) as store:
        _die_at(moment)
        parts = (new[start : start + 50] for start in range(0, len(new), 50))
        store.take_in(an_import(rows=len(new), added=len(new)), parts, event=RECORDING)
    os.kill(os.getpid(), signal.SIGKILL)


def _die_at(moment: str) -> None:

    def die_at_statement(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith(moment):
            seen.append(statement)
        if len(seen) == 2:
            os.kill(os.getpid(), signal.SIGKILL)

    def die_at_commit(_connection: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    seen: list[str] = []
    if moment == "COMMIT":
        event.listen(Engine, "commit", die_at_commit)
    else:
        event.listen(Engine, "before_cursor_execute", die_at_statement)


if __name__ == "__main__":
    {"add": add_one_by_one, "die": add_and_die, "take": take_in_and_die}[sys.argv[2]](sys.argv[1], *sys.argv[3:])
