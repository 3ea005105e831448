"""Does whatever is sent end in an answer or a clear refusal, and does nothing that is called by a script run?

``python -m bench.hostile_inputs --inputs 10000`` makes up so many inputs: for every service that writes, for everything
that is asked for in words, for every address with every method as everybody who may ask, and for what our OpenAPI
documents describe. Then it serves a town in which everything is called by hostile names and loads every page and screen
in Chromium, with everything on the maps opened.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import sync_playwright

from asset_map.services.workspace import Workspace, open_workspace
from asset_map.settings import read_settings
from tests.architecture.write_scenarios import SCENARIOS
from tests.browser.serving import serve
from tests.conftest import NOW, installed_tiny_town
from tests.fixtures.actors import let_in
from tests.hostile.corpus import NAMES, SCRIPTS
from tests.hostile.counting import Tried
from tests.hostile.names import fill, plain_addresses, screen_addresses
from tests.hostile.open_api import try_operations
from tests.hostile.reads import try_addresses, try_reads
from tests.hostile.town import asked
from tests.hostile.visiting import Watched
from tests.hostile.writes import try_writes

WRITES, ADDRESSES, READS = 0.4, 0.3, 0.15
"""Shares of the inputs; the rest goes to what is described."""

SIZES = {"desk": {"width": 1280, "height": 800}, "phone": {"width": 390, "height": 844}}
CHROMIUM = "/usr/bin/chromium"


def main() -> int:
    """Try it, print what was found, and return 1 when something was."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=10_000)
    parser.add_argument("--number", type=int, default=0, help="another number makes up other inputs")
    parser.add_argument("--only", choices=("inputs", "browser"), help="one part alone; without it, both")
    parser.add_argument("--size", choices=tuple(SIZES), help="one size of the browser alone; without it, both")
    parser.add_argument("--port", type=int, default=8672, help="where the town is served; the next free one if taken")
    asked_for = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = installed_tiny_town(Path(folder))
        faults = [] if asked_for.only == "browser" else _inputs(home, asked_for.inputs, asked_for.number)
        if asked_for.only != "inputs":
            faults += _names(home, [asked_for.size] if asked_for.size else list(SIZES), asked_for.port)
    _print(f"{len(faults)} faults" if faults else "nothing was found")
    return 1 if faults else 0


def _inputs(home: Path, inputs: int, number: int) -> list[str]:
    tried = {name: Tried() for name in ("services that write", "words", "addresses", "described")}
    each = max(1, round(inputs * WRITES / len(SCENARIOS)))
    for name in sorted(SCENARIOS):
        with _town(home) as town:
            try_writes(name, town, tried["services that write"], each, number=number)
    with _town(home) as town, asked(town, f"/enter/{let_in('Morag', town, now=NOW)}") as (app, senders):
        try_reads(town, tried["words"], round(inputs * READS), number=number)
        try_addresses(senders, tried["addresses"], round(inputs * ADDRESSES), number=number)
        rest = inputs - sum(one.inputs for one in tried.values())
        try_operations(app, tried["described"], max(rest, 1), number=number)
    for name, one in tried.items():
        how = ", ".join(f"{count:,} {words}" for words, count in one.ended.most_common())
        _print(f"{name}: {one.inputs:,} inputs: {how}; slowest {one.slowest[0]:.1f} s of the processor")
    _print(f"in all: {sum(one.inputs for one in tried.values()):,} inputs")
    faults = [f"{what}\n    {given}" for one in tried.values() for what, given in one.faults.items()]
    for fault in faults:
        _print(f"FAULT {fault}")
    return faults


def _names(home: Path, sizes: Sequence[str], port: int) -> list[str]:
    found: list[str] = []
    with _town(home) as town:
        filled = fill(town)
        link = f"/enter/{let_in(SCRIPTS[2], town, now=NOW)}"
        served = serve(town.settings.home, port=port)
        try:
            with sync_playwright() as playwright:
                arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
                chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
                for name in sizes:
                    for who in ("nobody known", "staff"):
                        context = chromium.new_context(viewport=SIZES[name], has_touch=name == "phone")
                        watched = Watched(context, _tell)
                        if who == "staff":
                            watched.visit(served.address, [link])
                        watched.join(served.address, filled.session.code)
                        watched.visit(served.address, plain_addresses(filled))
                        # Staff are shown the most of a record, and on a phone the same: all of them are loaded once.
                        all_records = name == "desk" and who == "staff"
                        screens = screen_addresses(filled, every=True, every_record=all_records)
                        watched.visit(served.address, screens, screens=True)
                        context.close()
                        _print(
                            f"{len(NAMES)} names, {name}, {who}: {watched.visited} pages loaded, {watched.opened:,} "
                            f"things opened, {len(watched.found)} found"
                        )
                        found += watched.found
                chromium.close()
        finally:
            served.stop()
        if "Traceback" in "".join(served.output):
            found.append("the server printed a traceback: " + "".join(served.output)[-2_000:])
    for one in found:
        _print(f"FOUND {one}")
    return found


@contextmanager
def _town(home: Path) -> Iterator[Workspace]:
    with tempfile.TemporaryDirectory() as folder:
        own = Path(folder) / "home"
        shutil.copytree(home, own)
        workspace = open_workspace(read_settings(own, f"sqlite:///{own / 'asset-map.db'}"))
        try:
            yield workspace
        finally:
            workspace.store.close()


def _tell(path: str, took_s: float) -> None:
    _print(f"  {took_s:5.1f} s {path}")


def _print(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
