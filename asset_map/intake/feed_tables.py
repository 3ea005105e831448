"""How do the services of a feed become rows: one for each service and place at which it is given?"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

import numpy as np

from asset_map.errors import IntakeError
from asset_map.intake.cells import check_cells, frame_of_records
from asset_map.intake.feed_values import Json
from asset_map.intake.places_table import PlacesTable
from asset_map.intake.readable import check_extent


def has_name_and_sign(record: Json, signs: Collection[str]) -> bool:
    """Return whether a record of a feed is a service as one kind of feed has it.

    Parameters
    ----------
    record
        Whatever the feed lists.
    signs
        Fields that only services of this kind of feed have.

    Returns
    -------
    bool
        True when it has a name and one of the fields.
    """
    return isinstance(record, Mapping) and "name" in record and any(sign in record for sign in signs)


def table_of_feed(
    services: Sequence[Json],
    rows_of: Callable[[Mapping[str, Json]], list[dict[str, str]]],
    *,
    file_name: str,
    why_nowhere: str,
) -> PlacesTable:
    """Return one row for each service and place at which it is given.

    Parameters
    ----------
    services
        As the feed lists them.
    rows_of
        Gives the rows of one service, with ``postcode``, ``latitude`` and ``address`` among their cells.
    file_name
        For messages.
    why_nowhere
        The rest of a sentence that begins “3 services of FILE name no place”.

    Returns
    -------
    PlacesTable
        By the number of the service in the feed, from 1.

    Raises
    ------
    IntakeError
        When no service is listed.
    """
    rows: list[dict[str, str]] = []
    numbers: list[int] = []
    for number, service in enumerate(services, 1):
        of_service = rows_of(service) if isinstance(service, Mapping) else []
        rows += of_service
        numbers += [number] * len(of_service)
    if not rows:
        raise IntakeError(
            f"{file_name} lists no services. Expected services with their places; ask for a page of the feed that "
            "holds some, or for the whole feed."
        )
    check_extent(file_name, rows=len(rows), columns=0)
    frame, row_numbers = frame_of_records(rows), np.array(numbers, dtype=np.int64)
    check_cells(frame, row_numbers=row_numbers, file_name=file_name, row_word="service")
    nowhere = sum(not (row["postcode"] or row["latitude"] or row["address"]) for row in rows)
    notes = (f"{nowhere} services of {file_name} name no place{why_nowhere}",) if nowhere else ()
    return PlacesTable(frame, row_numbers=row_numbers, notes=notes)
