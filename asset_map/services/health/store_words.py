"""What is said of a store that does or does not hold together?"""

from __future__ import annotations

from collections.abc import Sequence

from asset_map.domain.finding import Finding, FindingCode, Severity, all_right
from asset_map.language import gettext as _
from asset_map.store import Age, Inspected, Trouble


def trouble_finding(trouble: Trouble) -> Finding:
    """Return what is said of something that does not hold.

    Parameters
    ----------
    trouble
        As the store found it.

    Returns
    -------
    Finding
        It is broken.
    """
    expected, found, to_do = _words(trouble.code)
    return Finding(
        code=trouble.code,
        severity=Severity.BROKEN,
        expected=expected,
        found=found.format(count=f"{trouble.count:,}"),
        to_do=to_do,
        count=trouble.count,
        examples=trouble.examples,
    )


def whole_findings(troubles: Sequence[Trouble]) -> list[Finding]:
    """Return what is said of everything that was looked at in a store.

    Parameters
    ----------
    troubles
        What does not hold.

    Returns
    -------
    list of Finding
        One for each thing that was looked at, right or not.
    """
    wrong = {trouble.code: trouble_finding(trouble) for trouble in troubles}
    right = [code for code in _CODES if code not in wrong]
    return [
        *wrong.values(),
        *(all_right(code, _words(code)[0]) for code in right),
    ]


_CODES = (
    FindingCode.DATABASE_WHOLE,
    FindingCode.REFERENCES,
    FindingCode.HISTORIES,
    FindingCode.SEARCH,
    FindingCode.SEARCH_INDEX,
    FindingCode.UNMAPPED_PLACES,
    FindingCode.CODES,
    FindingCode.READABLE_JSON,
    FindingCode.READABLE_SHAPES,
    FindingCode.PHOTOS,
    FindingCode.IMPORT_COUNTS,
    FindingCode.IMPORT_REFERENCES,
    FindingCode.MERGED_RECORDS,
    FindingCode.SESSION_REFERENCES,
)


def _words(code: FindingCode) -> tuple[str, str, str]:
    """Return what is expected, what was found otherwise, and what to do then."""
    put_back = _("Stop the app, keep a copy of the store as it is, and put back the newest backup.")
    report = _("Keep a copy of the store as it is, and report this as a mistake of the software with these ids.")
    return {
        FindingCode.DATABASE_WHOLE: (_("a database without damage"), _("{count} damaged places in it"), put_back),
        FindingCode.REFERENCES: (
            _("every row that another one points at"),
            _("{count} rows that point at nothing"),
            put_back,
        ),
        FindingCode.HISTORIES: (
            _("for every record the history of how it came about"),
            _("{count} records without one"),
            report,
        ),
        FindingCode.SEARCH: (
            _("every record among the words that are searched"),
            _("{count} records that no search finds"),
            _("Save each of them once more, or take the store through a backup and back."),
        ),
        FindingCode.SEARCH_INDEX: (
            _("an index of words that is like its records"),
            _("{count} entries that are in one and not in the other"),
            put_back,
        ),
        FindingCode.UNMAPPED_PLACES: (
            _("no place of records of which none may be kept"),
            _("{count} places that are kept"),
            _("Open each of these records, and set its protection to “not on any map” once more."),
        ),
        FindingCode.CODES: (
            _("states, statuses and levels that this software knows"),
            _("{count} records with others"),
            _("Install the newest version of the software, or put back the newest backup."),
        ),
        FindingCode.READABLE_JSON: (_("lists and objects that can be read"), _("{count} that cannot"), put_back),
        FindingCode.READABLE_SHAPES: (
            _("points, lines and areas that can be read"),
            _("{count} that cannot"),
            put_back,
        ),
        FindingCode.PHOTOS: (
            _("photos that are bit for bit as they were added"),
            _("{count} that have changed"),
            _("Remove them from their records and add them once more, or put back the newest backup."),
        ),
        FindingCode.IMPORT_COUNTS: (
            _("lists whose rows are those added, updated, unchanged and refused"),
            _("{count} lists that do not add up"),
            report,
        ),
        FindingCode.IMPORT_REFERENCES: (
            _("rows that came with a list that is known"),
            _("{count} rows of lists that nobody knows"),
            report,
        ),
        FindingCode.MERGED_RECORDS: (
            _("records that were merged into others that are there"),
            _("{count} whose other record is gone"),
            report,
        ),
        FindingCode.SESSION_REFERENCES: (
            _("sessions, and what was said in them, that point at what is there"),
            _("{count} that point at nothing"),
            report,
        ),
    }[code]


def age_finding(inspected: Inspected, place: str) -> Finding:
    """Return what is said of the age of a store's tables.

    Parameters
    ----------
    inspected
        The store.
    place
        Where it is, for people.

    Returns
    -------
    Finding
        All right when they are as this software expects them.
    """
    severity = Severity.BROKEN
    expected, found, to_do = _("tables as this version of the software has them"), _("just that"), ""
    if inspected.age is Age.CURRENT:
        severity = Severity.ALL_RIGHT
    elif inspected.age is Age.OLDER:
        severity, found = Severity.NEEDS_DOING, _("older ones")
        to_do = _("Make a backup, and start the app: it brings them up to date.")
    elif inspected.age is Age.NEWER:
        found = _("newer ones")
        to_do = _("Install the newer version of the software, or put back a backup from before the update.")
    else:
        found = _("a database without a store at {place}").format(place=place)
        to_do = _("Check the home folder and the address of the database, or put back a backup.")
    return Finding(
        code=FindingCode.SCHEMA_REVISION,
        severity=severity,
        expected=expected,
        found=found,
        to_do=to_do,
        examples=(inspected.revision,) if inspected.revision else (),
    )
