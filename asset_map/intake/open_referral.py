"""Which services does an Open Referral feed hold, and where? Open Referral UK 1 and 3, and HSDS 3."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from asset_map.domain.asset import Accessed, Status
from asset_map.intake.feed_tables import has_name_and_sign, table_of_feed
from asset_map.intake.feed_values import Json, joined, records_of, text_of
from asset_map.intake.places_table import PlacesTable

_STATUS = {
    "active": Status.ACTIVE,
    "inactive": Status.CLOSED,
    "defunct": Status.CLOSED,
    "temporarily closed": Status.TEMPORARILY_CLOSED,
}
_SIGNS = (
    "service_at_locations", "service_areas", "schedules", "organization", "organization_id", "attributes",
    "eligibility_description", "assured_date", "service_taxonomys", "fees_description", "cost_options",
)  # fmt: skip
_VIRTUAL = "virtual"
_POSTAL = "postal"
_ISO_DATE_LETTERS = 10

_OWN = "asset_map"
_OWN_FIELDS = (
    "kind", "offer", "status", "protection", "opening_times", "cost", "accessed", "access_features", "season_from",
    "season_to", "capacity", "capacity_unit", "own_words", "own_words_language", "story", "valued", "could_do",
)  # fmt: skip
"""What Asset Map's own feed says beside the standard; it goes before what the standard says less exactly."""


def is_service(record: Json) -> bool:
    """Return whether a record of a feed is a service as Open Referral has it.

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


def table_of_services(services: Sequence[Json], file_name: str) -> PlacesTable:
    """Return one row for each service and place at which it is given.

    Parameters
    ----------
    services
        With their places, addresses, phones, schedules and terms inside.
    file_name
        For messages.

    Returns
    -------
    PlacesTable
        By the number of the service in the feed, from 1.

    Raises
    ------
    IntakeError
        When no service is listed.
    """
    why = ". Some feeds tell places only where each service is asked for by itself."
    return table_of_feed(services, _rows_of, file_name=file_name, why_nowhere=why)


def _rows_of(service: Mapping[str, Json]) -> list[dict[str, str]]:
    links = records_of(service, "service_at_locations") or [
        {"location": location} for location in records_of(service, "locations", "location")
    ]
    # Where letters go is no place, as long as there is another.
    visited = [link for link in links if text_of(link.get("location"), "location_type") != _POSTAL] or links
    base = _of_service(service)
    if not visited:
        return [base | _of_place({}, service) | _said_by_asset_map(service)]
    rows = [base | _of_place(link, service) for link in visited]
    if len(rows) > 1:
        for place, (row, link) in enumerate(zip(rows, visited, strict=True), 1):
            own = text_of(link.get("location"), "id") or text_of(link, "location_id", "id") or str(place)
            row["source_id"] = f"{base['source_id']}/{own}"
    said = _said_by_asset_map(service)
    return [row | said for row in rows]


def _said_by_asset_map(service: Mapping[str, Json]) -> dict[str, str]:
    said = next(iter(records_of(service, _OWN)), None)
    if said is None:
        return {}
    own = {field: text for field in _OWN_FIELDS if (text := text_of(said, field))}
    return own | {"web": text_of(service, "url")}  # there, the page of who runs it is not that of the service


def _of_service(service: Mapping[str, Json]) -> dict[str, str]:
    organisation = next(iter(records_of(service, "organization")), {})
    status = text_of(service, "status")
    eligibility = next(iter(records_of(service, "eligibilitys")), {})
    ages = {"age_from": "minimum_age", "age_to": "maximum_age"}
    contacts = [contact for contact in records_of(service, "contacts") if not text_of(contact, "name")]
    return {
        "source_id": text_of(service, "id"),
        "name": text_of(service, "name"),
        "also_known_as": text_of(service, "alternate_name"),
        "category": joined(_terms(service), ";"),
        "summary": text_of(service, "description"),
        "status": str(_STATUS.get(status.casefold(), status)),
        "web": text_of(service, "url") or text_of(organisation, "website", "url"),
        "email": text_of(service, "email") or joined([text_of(one, "email") for one in contacts], ", "),
        "cost": text_of(service, "fees_description", "fees") or joined(_costs(service), "; "),
        "who_for": text_of(service, "eligibility_description") or text_of(eligibility, "eligibility"),
        **{field: text_of(service, key) or text_of(eligibility, key) for field, key in ages.items()},
        "referral": text_of(service, "application_process"),
        "languages": joined([text_of(one, "name", "language") for one in records_of(service, "languages")], ", "),
        "last_checked": text_of(service, "assured_date")[:_ISO_DATE_LETTERS],
        "organisation": text_of(organisation, "name"),
        "last_modified": text_of(service, "last_modified"),
    }


def _of_place(link: Mapping[str, Json], service: Mapping[str, Json]) -> dict[str, str]:
    location = next(iter(records_of(link, "location")), {})
    organisation = next(iter(records_of(service, "organization")), {})
    address = next(iter(records_of(location, "addresses", "physical_addresses")), {})
    lines = ("address_1", "address_2", "city", "region", "state_province")
    phones = next(
        (found for holder in (link, location, service, organisation) if (found := _phones(holder))),
        "",
    )
    hours = next((found for holder in (link, location, service) if (found := _hours(holder))), "")
    by_uprn = "uprn" in text_of(location, "external_identifier_type").casefold()
    return {
        "place": text_of(location, "name"),
        "address": joined([text_of(address, line) for line in lines], ", "),
        "postcode": text_of(address, "postal_code"),
        "latitude": text_of(location, "latitude"),
        "longitude": text_of(location, "longitude"),
        "uprn": text_of(location, "external_identifier") if by_uprn else "",
        "phone": phones,
        "opening_times": hours,
        "accessed": str(Accessed.ONLINE) if text_of(location, "location_type") == _VIRTUAL else "",
        "accessibility": joined(
            [text_of(one, "description", "accessibility") for one in records_of(location, "accessibility")], "; "
        ),
    }


def _terms(service: Mapping[str, Json]) -> list[str]:
    terms = [one for attribute in records_of(service, "attributes") for one in records_of(attribute, "taxonomy_term")]
    terms += [one for link in records_of(service, "service_taxonomys") for one in records_of(link, "taxonomy")]
    return [text_of(term, "name", "code").replace(";", ",") for term in terms]


def _costs(service: Mapping[str, Json]) -> list[str]:
    costs = records_of(service, "cost_options")
    parts = ("option", "amount", "currency", "amount_description")
    return [" ".join(filter(None, (text_of(cost, part) for part in parts))) for cost in costs]


def _phones(holder: Mapping[str, Json]) -> str:
    """Return numbers of the service; not those of a named person."""
    unnamed = [contact for contact in records_of(holder, "contacts") if not text_of(contact, "name")]
    phones = records_of(holder, "phones") or [phone for one in unnamed for phone in records_of(one, "phones")]
    return joined([text_of(phone, "number") for phone in phones], ", ")


def _hours(holder: Mapping[str, Json]) -> str:
    return joined([_hour(one) for one in records_of(holder, "schedules", "regular_schedules")], "; ")


def _hour(schedule: Mapping[str, Json]) -> str:
    days = text_of(schedule, "byday", "weekday", "bymonthday")
    hours = "–".join(filter(None, (text_of(schedule, "opens_at"), text_of(schedule, "closes_at"))))
    return joined([" ".join(filter(None, (days, hours))), text_of(schedule, "description")], ", ")
