"""The log holds one line of JSON an event, and nothing of who people are or what they type."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from asset_map import logs
from asset_map.errors import UserError
from asset_map.logs import Event, Fact, note, start_logging
from asset_map.web import logged
from asset_map.web.logged import Logged, Refusals

TYPED = "Ann Onymous, 7 Hidden Street"


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    """Log to a file, and put the loggers of others back as they were."""
    own = {name: (one.handlers[:], one.propagate) for name, one in _loggers()}
    file = tmp_path / "log.jsonl"
    start_logging({logs.FILE_VARIABLE: str(file)})
    yield file
    for handler in logging.root.handlers:
        handler.close()
    for name, (handlers, propagate) in own.items():
        logging.getLogger(name).handlers[:] = handlers
        logging.getLogger(name).propagate = propagate


def _loggers() -> list[tuple[str, logging.Logger]]:
    return [(name, one) for name, one in logging.root.manager.loggerDict.items() if isinstance(one, logging.Logger)]


def lines(file: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def test_an_event_is_one_line_of_json(log: Path) -> None:
    note(Event.START, {Fact.VERSION: "0.1.0", Fact.PORT: 8501})
    (line,) = lines(log)
    assert line.pop("at")
    assert line == {"level": "info", "event": "start", "version": "0.1.0", "port": 8501}
    assert log.stat().st_mode & 0o077 == 0


def test_what_reads_like_something_typed_is_left_out(log: Path) -> None:
    note(Event.REQUEST_SLOW, {Fact.ROUTE: TYPED, Fact.CAUSE: "a@b.example", Fact.WORK: "x?q=Morag"})
    assert {"route": "(left out)", "cause": "(left out)", "work": "(left out)"}.items() <= lines(log)[0].items()


@pytest.mark.parametrize("name", ["streamlit.runtime.scriptrunner", "uvicorn.error", "asyncio", "made.later"])
def test_what_others_log_is_written_without_its_message(name: str, log: Path) -> None:
    logger = logging.getLogger(name)
    logger.addHandler(logging.StreamHandler(sys.stderr))
    try:
        raise ValueError(TYPED)
    except ValueError:
        logger.exception("Uncaught: %s", TYPED)
    logger.warning(TYPED)
    logger.info(TYPED)
    failed, warned = lines(log)
    assert "Hidden" not in log.read_text("utf-8")
    assert failed["error"] == "ValueError"
    assert str(failed["frames"][-1]).startswith("unit/test_logs.py:")
    assert warned["logger"] == name


def test_a_package_that_hangs_a_handler_in_later_writes_nowhere_else(
    log: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    logger = logging.getLogger("streamlit.made.after.the.start")
    logger.propagate = False
    logger.addHandler(logging.StreamHandler(sys.stderr))
    logger.error(TYPED)
    assert TYPED not in "".join(capsys.readouterr())
    assert lines(log)[0]["logger"] == logger.name


def test_levels_are_asked_for_by_name(tmp_path: Path, log: Path) -> None:
    start_logging({logs.FILE_VARIABLE: str(log), logs.LEVEL_VARIABLE: "warning"})
    note(Event.START)
    note(Event.STORE_FAILING, level=logging.WARNING)
    assert [line["event"] for line in lines(log)] == ["store_failing"]
    with pytest.raises(UserError, match="one of DEBUG, INFO, WARNING, ERROR; found “LOUD”"):
        start_logging({logs.LEVEL_VARIABLE: "loud"})


def test_a_file_that_cannot_be_written_is_named_at_the_start(tmp_path: Path, log: Path) -> None:
    with pytest.raises(UserError, match=r"ASSET_MAP_LOG_FILE, .*none/log; found: No such file"):
        start_logging({logs.FILE_VARIABLE: str(tmp_path / "none" / "log")})


def test_files_are_turned_over(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logging.root.handlers[0], "maxBytes", 1_000)
    for _ in range(100):
        note(Event.START, {Fact.VERSION: "0.1.0"})
    older = sorted(path.name for path in log.parent.glob("log.jsonl.*"))
    assert older == [f"log.jsonl.{number}" for number in range(1, logs.LOG_FILES + 1)]
    assert all(path.stat().st_size <= 1_000 for path in log.parent.glob("log.jsonl*"))


def test_a_full_disk_under_the_log_stops_nothing(
    log: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    handler = logging.root.handlers[0]
    handler.stream.close()
    handler.stream = None
    with monkeypatch.context() as full:
        full.setattr(handler, "_open", lambda: Path("/dev/full").open("w", encoding="utf-8"))  # noqa: SIM115  (logging closes it)
        note(Event.START)
        note(Event.START)
    assert capsys.readouterr().err == "The log log.jsonl cannot be written; the app goes on without it.\n"
    note(Event.STOP)
    told = [json.loads(line) for line in log.read_text("utf-8").splitlines() if line]
    assert [line["event"] for line in told] == ["stop", "message"]
    assert told[1]["count"] == 2


async def _slow(_: Request) -> Response:
    return PlainTextResponse("slow")


async def _broken(_: Request) -> Response:
    raise RuntimeError(TYPED)


async def _enter(_: Request) -> Response:
    return PlainTextResponse("no", status_code=404)


def client(*, seconds: float = 0.0) -> tuple[TestClient, Refusals]:
    """Return a client of an app whose answers begin after so many seconds."""
    ticks = iter(range(1_000_000))
    refusals = Refusals(clock=lambda: 0.0)
    app = Starlette(
        routes=[Route("/slow/{name}", _slow), Route("/broken/{name}", _broken), Route("/enter/{token}", _enter)],
        middleware=[Middleware(Logged, refusals=refusals, clock=lambda: next(ticks) * seconds)],
    )
    return TestClient(app, raise_server_exceptions=False), refusals


def test_requests_are_told_by_the_pattern_of_their_address(log: Path) -> None:
    http, _ = client(seconds=logged.SLOW_S)
    http.get("/slow/Hidden?q=Hidden")
    (line,) = lines(log)
    assert (line["event"], line["route"], line["status"], line["seconds"]) == (
        "request_slow", "/slow/{name}", 200, logged.SLOW_S,
    )  # fmt: skip


def test_quick_requests_are_not_told(log: Path) -> None:
    http, _ = client(seconds=logged.SLOW_S - 0.01)
    assert http.get("/slow/x").status_code == 200
    assert lines(log) == []


def test_what_fails_is_told_by_its_kind_and_place(log: Path) -> None:
    http, _ = client()
    assert http.get("/broken/Hidden").status_code == 500
    told = [line for line in lines(log) if "error" in line]
    assert told[0]["route"] == "/broken/{name}"
    assert told[0]["error"] == "RuntimeError"
    assert "Hidden" not in log.read_text("utf-8")


def test_refused_sign_ins_are_told_as_counts(log: Path) -> None:
    http, refusals = client()
    for number in range(5):
        http.get(f"/enter/token-{number}")
    assert lines(log) == []
    refusals.tell(now=True)
    (line,) = lines(log)
    assert (line["event"], line["route"], line["status"], line["count"]) == (
        "sign_ins_refused", "/enter/{token}", 404, 5,
    )  # fmt: skip
    refusals.tell(now=True)
    assert len(lines(log)) == 1
