"""What is asked when a list is taken in?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from asset_map.domain.classification import Classification
from asset_map.domain.dates import read_date
from asset_map.errors import IntakeError
from asset_map.intake.place_readings import Reading


class Doubtful(StrEnum):
    """What is done with a row whose point and postcode lie apart."""

    POINT = "point"
    POSTCODE = "postcode"
    LEAVE_OUT = "leave_out"


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A list says that it is complete: where it has no row, there is nothing.

    Parameters
    ----------
    offers
        For what it is complete.
    zones
        Codes of the zones that it covers; empty for all zones of the area.
    as_of
        The date that it is true for, as typed.
    """

    offers: tuple[str, ...]
    zones: tuple[str, ...] = ()
    as_of: str = ""


@dataclass(frozen=True, kw_only=True)
class ImportRequest:
    """What is taken in, and what its rows mean where they do not say so themselves.

    Parameters
    ----------
    path
        The file.
    part
        The sheet or layer of it; empty for the first that holds rows.
    kind, offers
        For rows without their own.
    source, licence
        The list's name and licence; the file's name when no source is given.
    last_checked
        The date the list is true for, for rows without their own; the day of import when empty.
    match
        Field by column, where the names do not tell; an empty field leaves a column out.
    values
        Kind (or empty) and offers by value of the column of categories.
    reading
        How the coordinates are to be read, when not as their columns are named.
    name_from
        A column that rows without a name borrow theirs from; empty for none.
    doubtful
        What is done with rows whose point and postcode lie apart.
    without_wrong_fields
        Whether rows are taken in without an optional field that is wrong in them, such as a web address.
    outside
        Whether rows further than 1,200 m outside the area are taken in too.
    corrections
        What people typed in place of a cell: text by field, by number of the row.
    take, leave
        Numbers of rows that are taken in though they look like twins, and of rows that are left out.
    claim
        What the list is complete for; None when nothing is said, which is the usual.
    """

    path: Path
    part: str = ""
    kind: str = ""
    offers: tuple[str, ...] = ()
    source: str = ""
    licence: str = ""
    last_checked: str = ""
    match: Mapping[str, str] | None = None
    values: Mapping[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    reading: Reading = Reading.AS_GIVEN
    name_from: str = ""
    doubtful: Doubtful = Doubtful.POINT
    without_wrong_fields: bool = False
    outside: bool = False
    corrections: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    take: frozenset[int] = frozenset()
    leave: frozenset[int] = frozenset()
    claim: Claim | None = None

    @property
    def list_name(self) -> str:
        """How the list is called."""
        return self.source.strip() or self.path.name


KEPT_SETTINGS = (
    "part", "kind", "offers", "source", "licence", "match", "values", "reading", "name_from", "doubtful",
    "without_wrong_fields",
)  # fmt: skip
"""What is the same for the next edition of a list, and is kept under a name."""


def settings_of(request: ImportRequest) -> dict[str, Any]:
    """Return what is kept of a request under a name, as JSON.

    Parameters
    ----------
    request
        What was asked.

    Returns
    -------
    dict
        By the names of `KEPT_SETTINGS`.
    """
    whole = asdict(request)
    kept = {name: whole[name] for name in KEPT_SETTINGS}
    return kept | {
        "offers": list(request.offers),
        "match": dict(request.match or {}),
        "values": {value: [kind, list(offers)] for value, (kind, offers) in request.values.items()},
        "reading": request.reading.value,
        "doubtful": request.doubtful.value,
    }


def with_settings(request: ImportRequest, settings: Mapping[str, Any]) -> ImportRequest:
    """Return a request with what was kept under a name; what the request says itself goes before.

    Parameters
    ----------
    request
        What is asked.
    settings
        As `settings_of` gave them.

    Returns
    -------
    ImportRequest
        Both together.
    """
    kept = {name: value for name, value in settings.items() if name in KEPT_SETTINGS}
    kept |= {
        "offers": tuple(kept.get("offers", ())),
        "values": {value: (kind, tuple(offers)) for value, (kind, offers) in kept.get("values", {}).items()},
        "reading": Reading(kept.get("reading", Reading.AS_GIVEN)),
        "doubtful": Doubtful(kept.get("doubtful", Doubtful.POINT)),
    }
    plain = ImportRequest(path=request.path)
    said = {name: getattr(request, name) for name in kept if getattr(request, name) != getattr(plain, name)}
    for name in ("match", "values"):
        said[name] = dict(kept.get(name) or {}) | dict(getattr(request, name) or {})
    return replace(request, **kept | said)


def check_request(request: ImportRequest, scheme: Classification) -> None:
    """Refuse what is asked for all rows of a list when it is not known, before anything is read.

    Parameters
    ----------
    request
        What is asked.
    scheme
        Kinds and offers.

    Raises
    ------
    IntakeError
        For an unknown kind, offer or date.
    """
    kinds = [request.kind, *(kind for kind, _ in request.values.values())]
    if unknown := [kind for kind in kinds if kind and kind not in scheme.kinds]:
        raise IntakeError(f"There is no kind “{unknown[0]}”. Choose one of: {', '.join(scheme.kinds)}.")
    claimed = request.claim.offers if request.claim else ()
    offers = [*request.offers, *claimed, *(offer for _, offers in request.values.values() for offer in offers)]
    if unknown := [offer for offer in offers if offer not in scheme.offers]:
        raise IntakeError(f"There is no offer “{unknown[0]}”. Choose one of: {', '.join(scheme.offers)}.")
    for typed in (request.last_checked, request.claim.as_of if request.claim else ""):
        if typed and read_date(typed) is None:
            raise IntakeError(f"Expected a date such as 2026-11-21 or 21/11/2026; found “{typed}”.")


def check_rows_named(request: ImportRequest, row_numbers: Iterable[int]) -> None:
    """Refuse numbers of rows that the file does not have: somebody meant another row.

    Parameters
    ----------
    request
        What is asked.
    row_numbers
        Of each row, as people find it in the file.

    Raises
    ------
    IntakeError
        With the numbers that are not there.
    """
    named = request.take | request.leave | request.corrections.keys()
    if named and (unknown := sorted(named - set(row_numbers))):
        raise IntakeError(
            f"Expected numbers of rows of {request.path.name}; found {', '.join(map(str, unknown[:5]))}, which it does "
            "not have. The report tells the number of each row."
        )
