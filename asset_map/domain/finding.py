"""What is found when it is asked whether everything is in order, and how pressing is it?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from asset_map.language import gettext as _


class Severity(StrEnum):
    """How pressing a finding is, most pressing first."""

    BROKEN = "broken"
    NEEDS_DOING = "needs_doing"
    ALL_RIGHT = "all_right"


class FindingCode(StrEnum):
    """What was looked at; the severity of a finding says how it stands."""

    STORE_OPENS = "store_opens"
    STORE_WRITABLE = "store_writable"
    SCHEMA_REVISION = "schema_revision"
    DATABASE_WHOLE = "database_whole"
    REFERENCES = "references"
    HISTORIES = "histories"
    SEARCH = "search"
    SEARCH_INDEX = "search_index"
    UNMAPPED_PLACES = "unmapped_places"
    CODES = "codes"
    READABLE_JSON = "readable_json"
    READABLE_SHAPES = "readable_shapes"
    PHOTOS = "photos"
    IMPORT_COUNTS = "import_counts"
    IMPORT_REFERENCES = "import_references"
    MERGED_RECORDS = "merged_records"
    SESSION_REFERENCES = "session_references"
    KNOWN_ZONES = "known_zones"
    AREA = "area"
    PLACED_ANEW = "placed_anew"
    EDITIONS = "editions"
    DOWNLOADS = "downloads"
    ALL_COUNTED = "all_counted"
    UNPLACED = "unplaced"
    PAST_KEEPING = "past_keeping"
    STALE = "stale"
    DUE = "due"
    WAITING = "waiting"
    SAID_WAITING = "said_waiting"
    SESSIONS_OPEN = "sessions_open"
    LINKS_EXPIRING = "links_expiring"
    NOT_SEEN = "not_seen"
    DISK_SPACE = "disk_space"
    HOME_WRITABLE = "home_writable"
    BACKUP = "backup"
    DAILY_WORK = "daily_work"
    CLOCK = "clock"
    PERMISSIONS = "permissions"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that was looked at.

    Parameters
    ----------
    code, severity
        What was looked at, and how it stands.
    expected, found, to_do
        In words: what is right, what is there, and what to do; the last is empty where nothing is.
    count
        How many things it is about.
    examples
        Ids of a few of them; they say nothing to who may not look them up.
    """

    code: FindingCode
    severity: Severity
    expected: str
    found: str
    to_do: str = ""
    count: int = 0
    examples: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """The whole in one or two sentences."""
        told = f"Expected {self.expected}; found {self.found}."
        return f"{told} {self.to_do}" if self.to_do else told


def all_right(code: FindingCode, expected: str, *, found: str = "", count: int = 0) -> Finding:
    """Return that something is as it should be.

    Parameters
    ----------
    code, expected
        What was looked at, and what is right.
    found, count
        What is there, where that says more than that it is right; how many.

    Returns
    -------
    Finding
        With nothing to do.
    """
    return Finding(
        code=code, severity=Severity.ALL_RIGHT, expected=expected, found=found or _("just that"), count=count
    )


_ORDER = tuple(Severity)


def is_whole(findings: Iterable[Finding]) -> bool:
    """Return whether nothing is broken; what only needs doing breaks nothing.

    Parameters
    ----------
    findings
        What was found.

    Returns
    -------
    bool
        False when one is broken.
    """
    return all(one.severity is not Severity.BROKEN for one in findings)


def most_pressing_first(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings by how pressing they are; those that press alike stay in their order.

    Parameters
    ----------
    findings
        What was found.

    Returns
    -------
    tuple of Finding
        What is broken first.
    """
    return tuple(sorted(findings, key=lambda one: _ORDER.index(one.severity)))
