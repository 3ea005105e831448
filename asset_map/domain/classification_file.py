"""Is a file a scheme of kinds and offers, as ``data/classification/README.md`` describes it?

All faults are found at once, and each is said with what was expected.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from asset_map.domain.protection import Level
from asset_map.errors import UserError

FORMAT = 1
"""The format of file that this version of the software reads."""

PLACEMENTS = ("point", "line", "area")
LONGEST_INTERVAL_DAYS = 36_500

_CODE = re.compile(r"[a-z][a-z0-9_]*")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{1,8})*")
_MOST_FAULTS_SAID = 10

Check = Callable[[object], str]
"""Returns what was expected, or an empty text for a value that is right."""


def checked_scheme(text: str, name: str) -> dict[str, Any]:
    """Return what stands in the file of a scheme, once nothing is wrong with it.

    Parameters
    ----------
    text
        The whole file.
    name
        The file's name, for messages.

    Returns
    -------
    dict
        As TOML gives it.

    Raises
    ------
    UserError
        When it is no TOML, of a newer format, or does not hold what a scheme holds.
    """
    try:
        scheme = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UserError(f"Expected a classification in TOML; found in {name}: {error}. Mend that line.") from error
    found = scheme.get("format")
    if isinstance(found, int) and found > FORMAT:
        raise UserError(
            f"Expected a classification of format {FORMAT}; found format {found} in {name}. It was made for a newer "
            "version of Asset Map: update the software, or use the older file."
        )
    faults = list(_faults(scheme))
    if faults:
        shown = "\n".join(f"- {fault}" for fault in faults[:_MOST_FAULTS_SAID])
        more = len(faults) - _MOST_FAULTS_SAID
        rest = f"\n- and {more} more" if more > 0 else ""
        raise UserError(f"The classification in {name} cannot be used. Mend this first:\n{shown}{rest}")
    return scheme


def _faults(scheme: Mapping[str, Any]) -> Iterator[str]:
    yield from _entry_faults(scheme, "the file", _TOP_REQUIRED, _TOP_ALLOWED)
    for table in _TABLES:
        entries = scheme.get(table, [])
        if isinstance(entries, list):
            yield from _table_faults(entries, table)


def _table_faults(entries: list[object], table: str) -> Iterator[str]:
    if table in _NEVER_EMPTY and not entries:
        yield f"{table}: expected at least one [[{table}]]; found none."
    required, allowed = _TABLES[table]
    for number, entry in enumerate(entries, start=1):
        named = entry.get("code", "") if isinstance(entry, dict) else ""
        where = f"[[{table}]] number {number}" + (f" ({named})" if named else "")
        if isinstance(entry, dict):
            yield from _entry_faults(entry, where, required, allowed)
        else:
            yield f"{where}: expected a table; found {entry!r}."
    codes = Counter(str(entry.get("code")) for entry in entries if isinstance(entry, dict) and "code" in entry)
    for code, times in codes.items():
        if times > 1:
            yield f"{table}: the code “{code}” stands there {times} times; each code must be its own."


def _entry_faults(
    entry: Mapping[str, Any], where: str, required: Mapping[str, Check], allowed: Mapping[str, Check]
) -> Iterator[str]:
    known = {**required, **allowed}
    for key in required:
        if key not in entry:
            yield f"{where}: “{key}” is missing."
    for key, value in entry.items():
        if key not in known:
            yield f"{where}: “{key}” is not known; known are {', '.join(known)}."
        elif expected := known[key](value):
            yield f"{where}: {key}: expected {expected}; found {value!r}."


def _text(value: object) -> str:
    return "" if isinstance(value, str) and value.strip() else "a text in quotation marks"


def _texts(value: object) -> str:
    right = isinstance(value, list) and all(isinstance(one, str) and one.strip("- ") for one in value)
    return "" if right else "a list of texts"


def _code(value: object) -> str:
    right = isinstance(value, str) and _CODE.fullmatch(value)
    return "" if right else "a code of small letters, digits and _, beginning with a letter"


def _language(value: object) -> str:
    right = isinstance(value, str) and _LANGUAGE.fullmatch(value)
    return "" if right else "a BCP 47 code of a language, such as gd or zh-Hans"


def _days(value: object) -> str:
    right = isinstance(value, int) and not isinstance(value, bool) and 0 < value <= LONGEST_INTERVAL_DAYS
    return "" if right else f"a number of days from 1 to {LONGEST_INTERVAL_DAYS}"


def _level(value: object) -> str:
    return "" if value in list(Level) else f"one of {', '.join(Level)}"


def _placements(value: object) -> str:
    right = isinstance(value, list) and all(one in PLACEMENTS for one in value)
    return "" if right else f"a list of any of {', '.join(PLACEMENTS)}"


def _crosswalk(value: object) -> str:
    right = isinstance(value, dict) and not any(_texts(terms) for terms in value.values())
    return "" if right else "a list of texts for each other scheme"


def _format(value: object) -> str:
    return "" if value == FORMAT and not isinstance(value, bool) else f"the number {FORMAT}"


def _tables(value: object) -> str:
    # What stands in a table is checked entry by entry.
    return "" if isinstance(value, list) else "tables, each under its name in double square brackets"


_WORDS: Mapping[str, Check] = {"code": _code, "label": _text, "meaning": _text, "icon": _code}

_TABLES: Mapping[str, tuple[Mapping[str, Check], Mapping[str, Check]]] = {
    "kind": (
        {**_WORDS, "placements": _placements, "starting_level": _level, "check_interval_days": _days},
        {"crosswalk": _crosswalk},
    ),
    "offer": ({**_WORDS, "look_interval_days": _days}, {"crosswalk": _crosswalk}),
    "access_feature": ({"code": _code, "label": _text, "question": _text}, {}),
    "language": ({"code": _language, "name": _text, "english": _text}, {}),
}
"""What each entry of a table must hold, and what it may hold besides."""

_NEVER_EMPTY = ("kind", "offer")
_TOP_REQUIRED: Mapping[str, Check] = {"format": _format, "version": _text}
_TOP_ALLOWED: Mapping[str, Check] = {"sensitive_words": _texts} | dict.fromkeys(_TABLES, _tables)
