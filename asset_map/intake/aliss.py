"""Which services does an answer of ALISS hold, and where? ALISS is a directory of health and wellbeing in Scotland."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from asset_map.intake.feed_tables import has_name_and_sign, table_of_feed
from asset_map.intake.feed_values import Json, joined, records_of, text_of
from asset_map.intake.places_table import PlacesTable

_SIGNS = ("organisation", "aliss_url", "formatted_address")


def is_aliss(record: Json) -> bool:
    """Return whether a record of a feed is a service as ALISS has it.

    Parameters
    ----------
    record
        Whatever the feed lists.

    Returns
    -------
    bool
        True when it has a name and a field that only such services have.
    """
    return has_name_and_sign(record, _SIGNS)


def table_of_aliss(services: Sequence[Json], file_name: str) -> PlacesTable:
    """Return one row for each service and place at which it is given.

    Parameters
    ----------
    services
        As ALISS lists them.
    file_name
        For messages.

    Returns
    -------
    PlacesTable
        By the number of the service in the answer, from 1.

    Raises
    ------
    IntakeError
        When no service is listed.
    """
    return table_of_feed(services, _rows_of, file_name=file_name, why_nowhere=", only the areas they serve.")


def _rows_of(service: Mapping[str, Json]) -> list[dict[str, str]]:
    organisation = next(iter(records_of(service, "organisation")), {})
    base = {
        "source_id": text_of(service, "id"),
        "name": text_of(service, "name"),
        "category": joined([text_of(one, "name").replace(";", ",") for one in records_of(service, "categories")], ";"),
        "summary": text_of(service, "description"),
        "phone": text_of(service, "phone"),
        "email": text_of(service, "email"),
        "web": text_of(service, "url", "aliss_url"),
        "organisation": text_of(organisation, "name") or text_of(service, "organisation", "organisation_name"),
        "service_areas": joined([text_of(one, "name") for one in records_of(service, "service_areas")], "; "),
        "last_updated": text_of(service, "last_updated"),
    }
    places = records_of(service, "locations", "location") or [service]
    rows = [base | _of_place(place) for place in places]
    if len(rows) > 1:
        for number, (row, place) in enumerate(zip(rows, places, strict=True), 1):
            row["source_id"] = f"{base['source_id']}/{text_of(place, 'id') or number}"
    return rows


def _of_place(place: Mapping[str, Json]) -> dict[str, str]:
    parts = [text_of(place, key) for key in ("name", "street_address", "locality", "region")]
    return {
        "address": text_of(place, "formatted_address") or ("" if "description" in place else joined(parts, ", ")),
        "postcode": text_of(place, "postal_code"),
        "latitude": text_of(place, "latitude"),
        "longitude": text_of(place, "longitude"),
    }
