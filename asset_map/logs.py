"""What is written down while the app runs: one line of JSON for each event, without who people are or what they type.

Only facts that are named here are written, and of their texts only what reads like a code. What other packages log goes
through the same door: of it, the place in the program and the kind of the error are kept, and never the message, which
may hold what somebody typed.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import logging
import os
import re
import sys
import traceback
from collections.abc import Mapping
from enum import StrEnum
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from asset_map.errors import UserError

FILE_VARIABLE = "ASSET_MAP_LOG_FILE"
LEVEL_VARIABLE = "ASSET_MAP_LOG_LEVEL"

LOG_BYTES = 5_000_000
"""How large the file grows before another one is begun."""

LOG_FILES = 5
"""How many older files are kept."""

FRAMES = 6
"""How many places in the program are told of an error, the innermost last."""

_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
_PLAIN = re.compile(r"[\w./{}:*+-]{0,120}", re.ASCII)
_LEFT_OUT = "(left out)"


class Event(StrEnum):
    """What happened."""

    START = "start"
    STOP = "stop"
    REQUEST_FAILED = "request_failed"
    REQUEST_SLOW = "request_slow"
    SIGN_INS_REFUSED = "sign_ins_refused"
    DAILY_WORK = "daily_work"
    STORE_FAILING = "store_failing"
    MESSAGE = "message"


class Fact(StrEnum):
    """What may be told of an event."""

    VERSION = "version"
    PORT = "port"
    ROUTE = "route"
    METHOD = "method"
    STATUS = "status"
    SECONDS = "seconds"
    COUNT = "count"
    ERROR = "error"
    FRAMES = "frames"
    LOGGER = "logger"
    WHERE = "where"
    WORK = "work"
    RESULT = "result"
    CAUSE = "cause"


Value = str | int | float | bool
_LOGGER = logging.getLogger("asset_map")


def note(event: Event, facts: Mapping[Fact, Value] | None = None, *, level: int = logging.INFO) -> None:
    """Write down that something happened.

    Parameters
    ----------
    event
        What.
    facts
        What is told of it; a text that does not read like a code is left out.
    level
        How much it matters, by the names of `logging`.
    """
    _LOGGER.log(level, event.value, extra={"event": event, "facts": dict(facts or {})})


class LineOfJson(logging.Formatter):
    """Writes a record of `logging` as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line.

        Parameters
        ----------
        record
            Of `note`, or of another package.

        Returns
        -------
        str
            Without a line break.
        """
        event = getattr(record, "event", Event.MESSAGE)
        facts = _plain(getattr(record, "facts", None) or _of_others(record))
        if record.exc_info and record.exc_info[0] is not None:
            facts |= _of_error(record.exc_info[0], record.exc_info[2])
        at = dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds")
        line = {"at": at, "level": record.levelname.lower(), "event": str(event), **facts}
        return json.dumps(line, ensure_ascii=True)


def _plain(facts: Mapping[Fact, Value]) -> dict[str, object]:
    return {
        fact.value: value if not isinstance(value, str) or _PLAIN.fullmatch(value) else _LEFT_OUT
        for fact, value in facts.items()
    }


def _of_others(record: logging.LogRecord) -> dict[Fact, Value]:
    return {Fact.LOGGER: record.name, Fact.WHERE: f"{record.module}:{record.lineno}"}


def _of_error(kind: type[BaseException], trace: TracebackType | None) -> dict[str, object]:
    """Return the kind of an error and where it arose: its message may say what somebody typed."""
    frames = [f"{_short(one.filename)}:{one.lineno}" for one in traceback.extract_tb(trace)[-FRAMES:]]
    return {Fact.ERROR.value: kind.__name__, Fact.FRAMES.value: frames}


def _short(file_name: str) -> str:
    """Return a file by its last two names: where the program lies on this machine is nobody's business."""
    return "/".join(Path(file_name).parts[-2:])


class _OneDoor(logging.Logger):
    """Sends everything on to the one handler, whatever else a package wants to hang in."""

    def addHandler(self, hdlr: logging.Handler) -> None:  # noqa: N802  (the name that logging gives it)
        """Hang nothing in."""

    def callHandlers(self, record: logging.LogRecord) -> None:  # noqa: N802
        """Hand a record to the root's handlers alone."""
        for handler in logging.root.handlers:
            if record.levelno >= handler.level:
                handler.handle(record)


class _QuietFile(RotatingFileHandler):
    """A file that lets the app go on when the disk is full: what cannot be written is counted, and told when it can."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, maxBytes=LOG_BYTES, backupCount=LOG_FILES, encoding="utf-8")
        self._lost = 0

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802, ARG002
        """Count a line that could not be written; the first one is told on stderr."""
        self._lost += 1
        # Half a line may be written, and the rest waits in memory: let it go, and begin anew with the next.
        stream, self.stream = self.stream, None
        with contextlib.suppress(OSError):
            if stream is not None:
                stream.close()
        if self._lost == 1:
            sys.stderr.write(f"The log {Path(self.baseFilename).name} cannot be written; the app goes on without it.\n")

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record, and how many were lost before it."""
        lost = self._lost
        super().emit(record)
        if lost and self._lost == lost:
            self._lost = 0
            note(Event.MESSAGE, {Fact.CAUSE: "lines_lost", Fact.COUNT: lost}, level=logging.WARNING)

    def _open(self):  # type: ignore[no-untyped-def]  # noqa: ANN202  (as in logging)
        file = super()._open()
        Path(self.baseFilename).chmod(0o600)
        if getattr(self, "_lost", 0):
            file.write("\n")
        return file


def start_logging(environment: Mapping[str, str] = os.environ) -> None:
    """Send everything that is logged in this process through one door.

    Parameters
    ----------
    environment
        ``ASSET_MAP_LOG_FILE`` names a file, or lines go to stderr; ``ASSET_MAP_LOG_LEVEL`` is DEBUG, INFO, WARNING or
        ERROR, by default INFO.

    Raises
    ------
    UserError
        For another level, or a file that cannot be written.
    """
    level = environment.get(LEVEL_VARIABLE, "INFO").upper()
    if level not in _LEVELS:
        raise UserError(f"Expected {LEVEL_VARIABLE} to be one of {', '.join(_LEVELS)}; found “{level}”. Correct it.")
    handler = _handler(environment.get(FILE_VARIABLE, ""))
    handler.setFormatter(LineOfJson())
    handler.addFilter(_worth_writing)
    for former in logging.root.handlers:
        if isinstance(former, _QuietFile):
            former.close()
    logging.root.handlers[:] = [handler]
    logging.root.setLevel(level)
    logging.setLoggerClass(_OneDoor)
    _LOGGER.setLevel(level)
    for logger in list(logging.root.manager.loggerDict.values()):
        if isinstance(logger, logging.Logger):
            logger.handlers.clear()
            logger.propagate = True


def _worth_writing(record: logging.LogRecord) -> bool:
    """Of other packages only what went wrong is written: the rest tells what people do."""
    return hasattr(record, "event") or record.levelno >= logging.WARNING


def _handler(file_name: str) -> logging.Handler:
    if not file_name:
        return logging.StreamHandler()
    path = Path(file_name).expanduser()
    try:
        return _QuietFile(path)
    except OSError as error:
        raise UserError(
            f"Expected a file that can be written in {FILE_VARIABLE}, {path}; found: {error.strerror}. Name another "
            "one, or leave the variable out to log to stderr."
        ) from error
