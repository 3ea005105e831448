"""A full disk, a read-only one, a database that goes away: is it said in words, and is nothing damaged afterwards?

Run ``python -m bench.full_disk`` on Linux, as root or where user namespaces are allowed. Small disks (tmpfs) are
mounted for the program alone, filled to the last byte or made read-only, under the store, the home folder, the
temporary folder and the log. Every service that writes is tried, every command that writes, every address and every
screen of the running app; then room is made, and what failed is done again. After each, everything that is kept is
looked through. ``--database postgresql://…`` names an empty database, whose transactions are made read-only, whose
connections are cut in the middle, and whose server is out of reach.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from asset_map.errors import UserError
from asset_map.services.workspace import Workspace, open_workspace
from asset_map.settings import Settings, read_settings
from bench.small_disk import SmallDisk, mounted_for_us_alone
from tests.architecture.write_scenarios import SCENARIOS
from tests.conftest import _installed
from tests.fixtures.audit import audit_rows
from tests.fixtures.tiny_town.town import write_town

MEGABYTES = 24
MEGABYTES_OF_COMMANDS = 640
"""More than `asset-map check` wants to have free, as it is to find nothing wrong when there is room again."""


@dataclass
class Outcome:
    """What was found.

    Parameters
    ----------
    said
        How often something was said, by its words.
    wrong
        What should not be.
    tried, went_well
        How much was tried, and how much needed no more room than there was.
    """

    said: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    tried: int = 0
    went_well: int = 0

    def tell(self, title: str) -> None:
        """Print it."""
        print(f"\n{title}: {self.tried} tried, {sum(self.said.values())} refused in words, {self.went_well} went well")
        for words, count in self.said.most_common(20):
            print(f"  {count:4} x {words[:230]}")
        for one in self.wrong:
            print(f"  WRONG: {one}")


def main() -> None:
    """Try it all, and exit with 1 when something was wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", default="", help="an empty PostgreSQL database")
    parser.add_argument("--only", default="", help="services, commands, served or database")
    options = parser.parse_args()
    mounted_for_us_alone()
    wrong = 0
    with tempfile.TemporaryDirectory(prefix="full-disk-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        home = _installed(folder / "made", write_town(_made(folder / "made")))
        parts = {
            "services": lambda: [services_on_a_full_disk(home, folder), services_on_a_read_only_disk(home, folder)],
            "commands": lambda: commands(home, folder),
            "served": lambda: _served(folder),
            "database": lambda: _database(options.database, home, folder) if options.database else [],
        }
        for part, run in parts.items():
            if options.only in {"", part}:
                wrong += sum(len(one.wrong) for one in run())
    print(f"\n{wrong} things were wrong")
    sys.exit(1 if wrong else 0)


def _served(folder: Path) -> list[Outcome]:
    from bench.full_disk_served import served_on_a_full_disk  # noqa: PLC0415  (needs a browser)

    return served_on_a_full_disk(folder)


def _database(url: str, home: Path, folder: Path) -> list[Outcome]:
    from bench.database_away import database_away  # noqa: PLC0415

    return database_away(url, home, folder)


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True)
    return folder


@contextmanager
def tiny_on(disk: Path, home: Path, *, url: str = "") -> Iterator[Workspace]:
    """Open a copy of the tiny town on a disk."""
    own = disk / "home"
    shutil.copytree(home, own)
    workspace = open_workspace(read_settings(own, url or f"sqlite:///{own / 'asset-map.db'}"))
    yield workspace
    workspace.store.close()
    shutil.rmtree(own)


def services_on_a_full_disk(home: Path, folder: Path) -> Outcome:
    """Try every service that writes while not a byte is left, and again when there is room."""
    outcome, disk = Outcome(), SmallDisk(folder / "services", megabytes=MEGABYTES)
    for name, scenario in SCENARIOS.items():
        with tiny_on(disk.folder, home) as tiny:
            written = scenario(tiny)
            _empty_log(tiny)
            before = audit_rows(tiny), tiny.store.version()
            disk.fill()
            outcome.tried += 1
            failed = _try(name, written.write, outcome)
            after = audit_rows(tiny), tiny.store.version()
            if failed and after != before:
                outcome.wrong.append(f"{name}: refused, and something was kept all the same")
            disk.make_room()
            _afterwards(name, written.write if failed else None, tiny, outcome)
    disk.unmount()
    outcome.tell("Services on a full disk")
    return outcome


def services_on_a_read_only_disk(home: Path, folder: Path) -> Outcome:
    """Try every service that writes where its file may only be read, and again when it may be written."""
    outcome, disk = Outcome(), SmallDisk(folder / "read-only", megabytes=MEGABYTES)
    for name, scenario in SCENARIOS.items():
        with tiny_on(disk.folder, home) as tiny:
            written = scenario(tiny)
            with suppress(UserError):
                tiny.store.version()
            tiny.store.close()
            try:
                disk.forbid_writing()
            except subprocess.CalledProcessError as error:
                outcome.wrong.append(f"{name}: {error.stderr.decode()}")
                continue
            outcome.tried += 1
            failed = _try(name, written.write, outcome)
            tiny.store.close()
            disk.allow_writing()
            _afterwards(name, written.write if failed else None, tiny, outcome)
    disk.unmount()
    outcome.tell("Services on a read-only disk")
    return outcome


def _empty_log(workspace: Workspace) -> None:
    """Let SQLite have no room in its log of writes from before."""
    with workspace.store._database.writer.execution_options(begin=None).connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def _try(name: str, write: object, outcome: Outcome) -> bool:
    """Return whether it was refused."""
    try:
        write()  # type: ignore[operator]  # a callable
    except UserError as error:
        outcome.said[f"{type(error).__name__}: {_without_place(str(error))}"] += 1
        return True
    except BaseException as error:  # noqa: BLE001  (whatever it is, it should not be)
        outcome.wrong.append(f"{name}: {type(error).__name__}: {error}")
        return True
    outcome.went_well += 1
    return False


def _without_place(words: str) -> str:
    return " ".join("…" if word.startswith("/") else word for word in words.split())


def _afterwards(name: str, again: object, workspace: Workspace, outcome: Outcome) -> None:
    try:
        if again is not None:
            again()  # type: ignore[operator]  # a callable
    except BaseException as error:  # noqa: BLE001
        outcome.wrong.append(f"{name}: not done when there was room again: {type(error).__name__}: {error}")
    if troubles := workspace.store.troubles():
        outcome.wrong.append(f"{name}: {troubles}")


COMMANDS: Sequence[Sequence[str]] = (
    ("people", "invite", "Morag"),
    ("keys", "new", "Partner"),
    (
        "coverage",
        "add",
        "--zone",
        "{zone}",
        "--offer",
        "food",
        "--result",
        "none",
        "--how",
        "walkabout",
        "--on",
        "2026-11-01",
    ),
    ("import", "{list}", "--source", "A list"),
    *(("export", "assets", "--out", f"{{out}}/assets{one}") for one in (".gpkg", ".geojson", ".fgb", ".parquet")),
    *(("export", "assets", "--out", f"{{out}}/assets{one}") for one in (".kml", ".zip", ".csv", ".xlsx")),
    ("map", "--offer", "food", "--out", "{out}/map.html"),
    ("measures", "--offer", "food", "--out", "{out}/measures.csv"),
    ("report", "--out", "{out}/report.pdf"),
    ("report", "--out", "{out}/report.html"),
    ("join", "{list}", "--out", "{out}/joined.csv"),
    ("assets",),
    ("check",),
)


def commands(home: Path, folder: Path) -> list[Outcome]:
    """Run every command that writes where not a byte is left, and where nothing may be written."""
    return [_commands(home, folder, read_only=False), _commands(home, folder, read_only=True)]


def _commands(home: Path, folder: Path, *, read_only: bool) -> Outcome:
    outcome = Outcome()
    disk = SmallDisk(folder / f"commands-{read_only}", megabytes=MEGABYTES_OF_COMMANDS)
    own = disk.folder / "home"
    shutil.copytree(home, own)
    (disk.folder / "tmp").mkdir()
    places = folder / "list.csv"
    places.write_text("name,kind,offer,postcode\n" + "Hall,place,food,ZZ1 1AA\n" * 500, "utf-8")
    settings = read_settings(own, f"sqlite:///{own / 'asset-map.db'}")
    zone = str(open_workspace_zone(settings))
    _run(settings, disk, ["import", str(places), "--source", "First"])
    if read_only:
        disk.forbid_writing()
    else:
        disk.fill()
    for command in COMMANDS:
        words = [word.format(zone=zone, list=places, out=disk.folder) for word in command]
        outcome.tried += 1
        code, out, err = _run(settings, disk, words)
        _judge(command, code, out, err, outcome)
    if read_only:
        disk.allow_writing()
    else:
        disk.make_room()
    left = [path.name for path in disk.folder.iterdir() if path.name not in {"home", "tmp"}]
    left += [path.name for path in (disk.folder / "tmp").iterdir()]
    if left and read_only:
        outcome.wrong.append(f"left lying about: {left}")
    elif left:
        print("  files made although the disk was full:", ", ".join(left))
    code, out, _ = _run(settings, disk, ["check"])
    if code:
        outcome.wrong.append(f"check afterwards: {out}")
    code, _, err = _run(settings, disk, ["people", "invite", "Iain"])
    if code:
        outcome.wrong.append(f"not done when there was room again: {err}")
    disk.unmount()
    outcome.tell(f"Commands on a {'read-only' if read_only else 'full'} disk")
    return outcome


def open_workspace_zone(settings: Settings) -> str:
    """Return the first zone of an area."""
    workspace = open_workspace(settings)
    zone = str(workspace.geography.zones_bng.index[0])
    workspace.store.close()
    return zone


def _judge(command: Sequence[str], code: int, out: str, err: str, outcome: Outcome) -> None:
    name = " ".join(command[:2])
    if code == 0:
        outcome.went_well += 1
    elif code != 1 or "Traceback" in out + err or not (out + err).strip():
        outcome.wrong.append(f"{name}: exit {code}: {(out + err)[-400:]}")
    elif command[0] == "check":
        outcome.said["check: " + " / ".join(line.strip() for line in out.splitlines()[:3])] += 1
    else:
        outcome.said[f"{name}: {_without_place(err.strip())}"] += 1


def _run(settings: Settings, disk: SmallDisk, words: Sequence[str]) -> tuple[int, str, str]:
    environment = os.environ | {"TMPDIR": str(disk.folder / "tmp"), "PYTHONWARNINGS": "ignore"}
    whole = [sys.executable, "-m", "asset_map", *words, "--home", str(settings.home)]
    ended = subprocess.run(whole, capture_output=True, text=True, env=environment, check=False)
    return ended.returncode, ended.stdout, ended.stderr


if __name__ == "__main__":
    main()
