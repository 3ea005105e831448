"""A full or a read-only disk under files, commands, addresses and screens is told in words."""

from __future__ import annotations

import errno
import os
import resource
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from asset_map.disk import disk_error, in_words
from asset_map.domain.permission import TERMINAL
from asset_map.errors import DiskError, StoreError, StoreFullError, StoreReadOnlyError, UserError
from asset_map.exports.files import write_whole
from asset_map.exports.workbook import write_sheets
from asset_map.services.health.checking import check_health
from asset_map.services.take_away.kept_files import KeptFiles
from asset_map.services.workspace import Workspace
from asset_map.web.trouble import Trouble
from tests.conftest import NOW
from tests.fixtures.kept_records import keep


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "found it full"),
        (errno.EDQUOT, "found it full"),
        (errno.EFBIG, "found it full"),
        (errno.EROFS, "may only be read"),
        (errno.EACCES, "may only be read"),
        (errno.EIO, "fails or is gone"),
    ],
)
def test_what_the_machine_says_is_put_into_words(number: int, words: str) -> None:
    with pytest.raises(DiskError, match=words), in_words():
        raise OSError(number, os.strerror(number), "/home/morag/secret")
    told = disk_error(OSError(number, os.strerror(number), "/home/morag/secret"))
    assert told is not None
    assert "morag" not in str(told)


def test_what_libraries_make_of_it_is_seen_through() -> None:
    wrapped = RuntimeError("GDAL says nothing of it")
    wrapped.__cause__ = OSError(errno.ENOSPC, "No space left on device")
    assert "found it full" in str(disk_error(wrapped))
    assert disk_error(RuntimeError("database or disk is full")) is not None
    assert disk_error(FileNotFoundError(errno.ENOENT, "No such file")) is None
    assert disk_error(ValueError("full of errors")) is None


def test_a_workbook_whose_temporary_files_find_no_room_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)  # compiled modules would be cut off too, for everybody
    many = pd.DataFrame({"name": [f"Hall {n}" for n in range(5_000)]})
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, before[1]))
    try:
        with pytest.raises(DiskError, match="found it full"), in_words():
            write_sheets({"Places": many}, tmp_path / "places.xlsx")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_file_that_cannot_be_written_whole_is_not_there(tmp_path: Path) -> None:
    def fill(part: Path) -> None:
        part.write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(DiskError, match=r"^out\.csv could not be written\. Expected room on the disk; found it full"):
        write_whole(tmp_path / "out.csv", fill)
    assert list(tmp_path.iterdir()) == []


def test_a_kept_file_that_finds_no_room_is_made_when_there_is_some() -> None:
    files = KeptFiles()

    def full(path: Path) -> str:
        path.write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    def room(path: Path) -> str:
        path.write_bytes(b"whole")
        return "assets.csv"

    with pytest.raises(DiskError, match="found it full"):
        files.get("question", 1, full, now=NOW)
    assert files.get("question", 1, room, now=NOW).path.read_bytes() == b"whole"
    files.clear()


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (StoreFullError("The store at /home/morag/map.db cannot be used: full"), "The disk of the store is full"),
        (StoreReadOnlyError("The store at /home/morag/map.db"), "may only be read"),
        (StoreError("The store at postgresql://morag@db"), "cannot be read and written"),
        (OSError(errno.ENOSPC, "No space left on device", "/home/morag"), "found it full"),
        (DiskError("Expected room on the disk; found it full."), "found it full"),
    ],
)
def test_whoever_asks_gets_a_sentence(error: Exception, words: str) -> None:
    async def fail(_: Request) -> Response:
        raise error

    app = Starlette(routes=[Route("/", fail)], middleware=[Middleware(Trouble)])
    with TestClient(app) as client:
        for accepted in ("text/html", "application/json", "*/*"):
            answer = client.get("/", headers={"accept": accepted})
            assert answer.status_code == 503
            assert words in answer.text
            assert "morag" not in answer.text
            assert answer.headers["retry-after"]


def test_other_mistakes_are_not_hidden() -> None:
    async def fail(_: Request) -> Response:
        raise UserError("Something else")

    app = Starlette(routes=[Route("/", fail)], middleware=[Middleware(Trouble)])
    with TestClient(app) as client, pytest.raises(UserError):
        client.get("/")


LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), int(sys.argv[1])))
sys.argv = ["asset-map", *sys.argv[2:]]
from asset_map.cli import run
run()
"""


def _limited(limit: int, *words: str) -> tuple[int, str]:
    """Run a command that may write no file larger than a limit: the machine refuses, whoever runs it.

    It keeps no compiled modules, which Python would cut off without a word, and everybody would read them from then on.
    """
    ended = subprocess.run(
        [sys.executable, "-B", "-c", LIMITED, str(limit), *words], capture_output=True, text=True, check=False
    )
    return ended.returncode, ended.stderr


def test_commands_say_it_and_nothing_is_damaged(tiny: Workspace, tmp_path: Path) -> None:
    keep(tiny)
    tiny.store.close()
    home = ["--home", str(tiny.settings.home)]
    code, told = _limited(1_000, "people", "invite", "Morag", *home)
    assert code == 1
    assert "Traceback" not in told
    assert "The store at" in told
    out = tmp_path / "assets.csv"
    code, told = _limited(10, "export", "assets", "--out", str(out), *home)
    assert code == 1
    assert "Traceback" not in told
    assert not out.exists()
    report = check_health(tiny.settings, now=NOW, actor=TERMINAL)
    assert report.whole, [one.words for one in report.findings][:3]
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY
