"""What does a person need to know when the database refuses?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from asset_map.errors import StoreError

_CAUSES = {
    "file is not a database": (
        "the file there is not an SQLite database, or it is damaged. Choose another place for the store, or put "
        "back a backup"
    ),
    "unable to open database file": (
        "the file there cannot be opened. Choose a place that is a file and that you may write to"
    ),
    "readonly database": "the file or its folder may only be read. Give the right to write, or choose another place",
    "database is locked": "another program keeps it locked. Close that program, or try again in a minute",
    "disk is full": "the disk is full. Make room and try again; nothing that was kept before is lost",
}


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
        raise StoreError(msg) from error
    except DBAPIError as error:
        raise StoreError(f"The store at {place} cannot be used: {_cause(error)}.") from error


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


def _cause(error: DBAPIError) -> str:
    found = _first_line(error)
    known = next((words for symptom, words in _CAUSES.items() if symptom in found), None)
    return known or f"the database answers “{found}”. Check that it runs, that its address is right, and try again"


def _first_line(error: DBAPIError) -> str:
    return str(error.orig).strip().partition("\n")[0]
