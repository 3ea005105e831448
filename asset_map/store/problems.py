"""What does a person need to know when the database refuses?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from asset_map.errors import (
    StoreAwayError,
    StoreBusyError,
    StoreDamagedError,
    StoreError,
    StoreFullError,
    StoreReadOnlyError,
)

_FULL = "the disk is full. Make room and try again; nothing that was kept before is lost"
_READ_ONLY = "the file or its folder may only be read. Give the right to write, or choose another place"
_LOST = (
    "the database does not answer any longer. Nothing half was kept: check that it runs, then look whether the last "
    "change is there before you make it again"
)

_SYMPTOMS: Mapping[str, tuple[type[StoreError], str]] = {
    "file is not a database": (
        StoreDamagedError,
        "the file there is not an SQLite database, or it is damaged. Choose another place for the store, or put "
        "back a backup",
    ),
    "disk image is malformed": (
        StoreDamagedError,
        "the file there is damaged. Stop the app, keep a copy of the file, and put back the newest backup",
    ),
    "unable to open database file": (
        StoreReadOnlyError,
        "the file there cannot be opened. Choose a place that is a file and that you may write to, on a disk that is "
        "not read-only or full",
    ),
    "readonly database": (StoreReadOnlyError, _READ_ONLY),
    "database is locked": (
        StoreBusyError,
        "another program keeps it locked. Close that program, or try again in a minute",
    ),
    "disk is full": (StoreFullError, _FULL),
    "disk I/O error": (
        StoreFullError,
        "the disk does not take what is written: it is full, may not hold so large a file, or is failing. Make room, "
        "look after the disk, and try again; nothing that was kept before is lost",
    ),
}
"""What SQLite says, and what it means."""

_STATES: Mapping[str, tuple[type[StoreError], str]] = {
    "53100": (StoreFullError, _FULL),
    "53300": (StoreBusyError, "the database has no connection free. Try again in a minute"),
    "25006": (
        StoreReadOnlyError,
        "the database may only be read just now. Ask whoever runs it to let this account write",
    ),
    "42501": (
        StoreReadOnlyError,
        "this account of the database may not do that. Ask whoever runs it for the right to read and write",
    ),
    "57P01": (StoreAwayError, _LOST),
    "57P02": (StoreAwayError, _LOST),
    "57P03": (StoreAwayError, "the database is starting or stopping. Try again in a minute"),
    "XX001": (StoreDamagedError, "the database says that its data are damaged. Put back the newest backup"),
    "XX002": (StoreDamagedError, "the database says that an index is damaged. Have it rebuilt (REINDEX)"),
}
"""What PostgreSQL says, by its SQLSTATE, and what it means."""


@contextmanager
def in_plain_words(place: str) -> Iterator[None]:
    """Turn what the database complains about into a `StoreError` that says what to do.

    Parameters
    ----------
    place
        Where the store is, without a password.

    Yields
    ------
    None
        For the work that may fail.

    Raises
    ------
    StoreError
        When the database refuses, is not there or does not answer.
    """
    try:
        yield
    except IntegrityError as error:
        msg = (
            f"Expected new records whose ids are not in the store at {place} yet, and zones of records that are; found "
            f"otherwise: {_first_line(error)}. Nothing was stored. Load the page or the file again."
        )
        raise StoreError(msg) from error
    except PoolTimeoutError as error:
        msg = f"The store at {place} is too busy: no connection came free. Try again in a minute."
        raise StoreBusyError(msg) from error
    except DBAPIError as error:
        kind, cause = _cause(error)
        raise kind(f"The store at {place} cannot be used: {cause}.") from error


def refuse_unstorable_text(fields: Mapping[str, object], *, record: str) -> None:
    """Refuse text that not every database can keep, in the same words for all of them.

    Parameters
    ----------
    fields
        Values by the name of their field; those that are not text are passed over.
    record
        What the fields belong to, for the message.

    Raises
    ------
    StoreError
        For a NUL character or half of a surrogate pair, naming the field.
    """
    texts = {name: value for name, value in fields.items() if isinstance(value, str)}
    if _can_be_stored("".join(texts.values())):
        return
    name = next((name for name, value in texts.items() if not _can_be_stored(value)), "text")
    msg = (
        f"Expected text that can be stored in the field “{name}” of {_shown(record)}; found a NUL character or half a "
        f"character. Type it again, or save the file as UTF-8 and bring it in once more."
    )
    raise StoreError(msg)


def _shown(text: str) -> str:
    return text.encode(errors="backslashreplace").decode().replace("\x00", "\\x00")


def _can_be_stored(text: str) -> bool:
    if "\x00" in text:
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _cause(error: DBAPIError) -> tuple[type[StoreError], str]:
    found = _first_line(error)
    state = str(getattr(error.orig, "sqlstate", ""))
    if state in _STATES:
        return _STATES[state]
    known = next((cause for symptom, cause in _SYMPTOMS.items() if symptom in found), None)
    if known is not None:
        return known
    if error.connection_invalidated:
        return StoreAwayError, _LOST
    kind = StoreAwayError if isinstance(error, OperationalError) else StoreError
    return kind, f"the database answers “{found}”. Check that it runs, that its address is right, and try again"


def _first_line(error: DBAPIError) -> str:
    return str(error.orig).strip().partition("\n")[0]
