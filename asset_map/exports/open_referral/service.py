"""How does a record stand in the feed as a service, with its organisation, its place and when it is open?"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd

from asset_map.domain.asset import Status
from asset_map.domain.asset_fields import feature_words
from asset_map.domain.classification import Classification
from asset_map.domain.freshness import in_season
from asset_map.exports.open_referral.identity import OWN, Entry, identity, without_nothing
from asset_map.exports.open_referral.opening import read_opening_times
from asset_map.exports.open_referral.terms import attributes_of

OWN_TEXTS: Final = (
    "kind", "status", "protection", "opening_times", "cost", "own_words", "own_words_language", "story", "valued",
    "could_do", "season_from", "season_to", "capacity", "capacity_unit", "source", "licence",
)  # fmt: skip

SERVED: Final = {
    Status.ACTIVE: "active",
    Status.AT_RISK: "active",
    Status.TEMPORARILY_CLOSED: "temporarily closed",
    Status.CLOSED: "defunct",
    Status.POTENTIAL: "inactive",
}
"""The status words of the standard; something seasonal is ``active`` in season and else ``temporarily closed``."""

_SEVERAL: Final = ("schedules", "service_at_locations", "languages", "cost_options", "contacts", "phones", "attributes")
"""Parts of a service that are lists: a page of many leaves them out unless it is asked for in full."""

_POUNDS: Final = re.compile(r"£(\d+(?:\.\d{1,2})?)")
_COUNTRY: Final = "GB"

Record = Mapping[str, Any]
"""A row of assets as an audience sees them, with ``latitude`` and ``longitude`` (degrees, EPSG:4326)."""


def service_of(asset: Record, organisation: Record, scheme: Classification, *, month: int) -> Entry:
    """Return a service with all that belongs to it.

    Parameters
    ----------
    asset
        The record.
    organisation
        The record of who runs it: often the same.
    scheme
        Kinds, offers, access features and languages.
    month
        1 to 12; something seasonal is open in some months only.

    Returns
    -------
    dict
        As HSDS 3 and its British profile have it.
    """
    service_id = identity("service", asset["asset_id"])
    phones = _phones(asset["phone"], service_id)
    return without_nothing(
        {
            "id": service_id,
            "organization_id": identity("organization", organisation["asset_id"]),
            "name": asset["name"],
            "alternate_name": asset["also_known_as"],
            "description": asset["summary"],
            "url": asset["web"],
            "email": asset["email"],
            "status": served_status(asset, month=month),
            "fees": asset["cost"],
            "fees_description": asset["cost"],
            "application_process": asset["referral"],
            "eligibility_description": asset["who_for"],
            "minimum_age": _number(asset["age_from"]),
            "maximum_age": _number(asset["age_to"]),
            "assured_date": None if pd.isna(asset["last_checked"]) else asset["last_checked"].date().isoformat(),
            "organization": organisation_of(organisation),
            "schedules": _schedules(asset["opening_times"], service_id),
            "service_at_locations": _places(asset, service_id, scheme),
            "languages": _languages(asset["languages"], service_id, scheme),
            "cost_options": _costs(asset["cost"], service_id),
            "contacts": [{"id": identity("contact", service_id), "service_id": service_id, "phones": phones}]
            if phones
            else [],
            "phones": phones,
            "attributes": attributes_of(service_id, asset["kind"], asset["offers"], scheme),
            OWN: _own(asset),
        }
    )


def in_short(service: Entry) -> Entry:
    """Return a service as a page of many shows it.

    Parameters
    ----------
    service
        The whole of it.

    Returns
    -------
    dict
        Without its lists; its organisation stays.
    """
    return {key: value for key, value in service.items() if key not in (*_SEVERAL, OWN)}


def organisation_of(record: Record) -> Entry:
    """Return the organisation that a record stands for.

    Parameters
    ----------
    record
        The record of who runs a service.

    Returns
    -------
    dict
        With its name as its description where it has no summary: the standard asks for one.
    """
    return without_nothing(
        {
            "id": identity("organization", record["asset_id"]),
            "name": record["name"],
            "description": record["summary"] or record["name"],
            "email": record["email"],
            "website": record["web"],
        }
    )


def served_status(asset: Record, *, month: int) -> str:
    """Return the status of a service in the words of the standard.

    Parameters
    ----------
    asset
        The record.
    month
        1 to 12.

    Returns
    -------
    str
        ``active``, ``inactive``, ``defunct`` or ``temporarily closed``.
    """
    status = Status(asset["status"] or Status.ACTIVE)
    if status is Status.SEASONAL:
        is_open = in_season(_number(asset["season_from"]), _number(asset["season_to"]), month=month)
        return "active" if is_open else "temporarily closed"
    return SERVED[status]


def _schedules(words: str, service_id: str) -> list[Entry]:
    """Return opening times by day; in words alone where they cannot be read as a whole. Times are local."""
    openings = read_opening_times(words)
    if not openings:
        described = {"id": identity("schedule", service_id, "0"), "service_id": service_id, "description": words}
        return [described] if words else []
    return [
        without_nothing(
            {
                "id": identity("schedule", service_id, str(number)),
                "service_id": service_id,
                "freq": opening.frequency,
                "byday": ",".join(opening.days),
                "opens_at": opening.opens,
                "closes_at": opening.closes,
            }
        )
        for number, opening in enumerate(openings)
    ]


def _places(asset: Record, service_id: str, scheme: Classification) -> list[Entry]:
    """Return the place, where its coordinates or its address may be told."""
    has_point = not pd.isna(asset["latitude"])
    location_id = identity("location", asset["asset_id"])
    address = _address(asset, location_id)
    if not has_point and not address:
        return []
    location = without_nothing(
        {
            "id": location_id,
            "location_type": "physical",
            "name": asset["name"],
            "latitude": asset["latitude"] if has_point else None,
            "longitude": asset["longitude"] if has_point else None,
            "external_identifier": asset["uprn"],
            "external_identifier_type": "UPRN" if asset["uprn"] else "",
            "addresses": address,
            "accessibility": _access(asset["access_features"], location_id, scheme),
        }
    )
    link_id = identity("service_at_location", asset["asset_id"])
    return [{"id": link_id, "service_id": service_id, "location_id": location_id, "location": location}]


def _address(asset: Record, location_id: str) -> list[Entry]:
    """Return the address; its last part stands for the town, and what is not known is an empty text, as all are due."""
    if not asset["address"] and not asset["postcode"]:
        return []
    street, _, town = asset["address"].rpartition(", ")
    return [
        {
            "id": identity("address", location_id),
            "location_id": location_id,
            "address_1": street or town,
            "city": town if street else "",
            "state_province": "",
            "postal_code": asset["postcode"],
            "country": _COUNTRY,
            "address_type": "physical",
        }
    ]


def _access(features: Mapping[str, bool], location_id: str, scheme: Classification) -> list[Entry]:
    entries = []
    for code, has in features.items():
        label = scheme.access_features[code].label if code in scheme.access_features else code
        words = f"{label}: {'yes' if has else 'no'}"
        entry = {"location_id": location_id, "description": words, "accessibility": words}
        entries.append({"id": identity("accessibility", location_id, code), **entry})
    return entries


def _languages(words: str, service_id: str, scheme: Classification) -> list[Entry]:
    names = _parts(words)
    if not names:
        return []
    codes = {
        name.casefold(): code for code, one in scheme.languages.items() for name in (one.name, one.english, one.code)
    }
    return [
        without_nothing(
            {
                "id": identity("language", service_id, name),
                "service_id": service_id,
                "name": name,
                "code": codes.get(name.casefold()),
            }
        )
        for name in names
    ]


def _costs(words: str, service_id: str) -> list[Entry]:
    """Return the cost, as an amount too where the words say nothing else."""
    if not words:
        return []
    pounds = _POUNDS.fullmatch(words)
    amount = float(pounds[1]) if pounds else 0 if words.casefold() == "free" else None
    cost = {"id": identity("cost_option", service_id), "service_id": service_id, "amount": amount}
    return [without_nothing({**cost, "currency": "GBP" if amount else "", "amount_description": words})]


def _phones(words: str, service_id: str) -> list[Entry]:
    return [
        {"id": identity("phone", service_id, number), "service_id": service_id, "number": number}
        for number in _parts(words)
    ]


def _parts(words: str) -> Sequence[str]:
    return tuple(dict.fromkeys(part for text in re.split("[,;]", words) if (part := text.strip())))


def _own(asset: Record) -> Entry:
    texts = {name: "" if pd.isna(asset[name]) else str(asset[name]) for name in OWN_TEXTS}
    return without_nothing(
        {
            **texts,
            "offer": ";".join(asset["offers"]),
            "accessed": ";".join(map(str, asset["accessed"])),
            "access_features": ";".join(feature_words(asset["access_features"])),
        }
    )


def _number(value: Any) -> int | None:  # noqa: ANN401  (a whole number or any of the ways to say that there is none)
    return None if pd.isna(value) else int(value)
