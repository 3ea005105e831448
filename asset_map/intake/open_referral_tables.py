"""Which services do the tables of an Open Referral feed hold? HSDS is also given out as CSV files in a zip."""

from __future__ import annotations

import csv
import io
import zipfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath

from asset_map.errors import IntakeError
from asset_map.intake.open_referral import table_of_services
from asset_map.intake.places_table import PlacesTable
from asset_map.intake.readable import MOST_ROWS, check_extent

_TABLES = {
    "service": ("service", "services"),
    "location": ("location", "locations"),
    "service_at_location": ("service_at_location", "service_at_locations"),
    "address": ("address", "addresses", "physical_address", "physical_addresses"),
    "phone": ("phone", "phones"),
    "schedule": ("schedule", "schedules", "regular_schedule", "regular_schedules"),
    "organization": ("organization", "organizations"),
    "attribute": ("attribute", "attributes"),
    "taxonomy_term": ("taxonomy_term", "taxonomy_terms"),
    "language": ("language", "languages"),
    "cost_option": ("cost_option", "cost_options"),
    "accessibility": ("accessibility",),
}
"""Names under which feeds keep each table."""

_INSIDE_SERVICE = {"phones": "phone", "schedules": "schedule", "languages": "language", "cost_options": "cost_option"}
_INSIDE_LOCATION = {
    "addresses": "address",
    "phones": "phone",
    "schedules": "schedule",
    "accessibility": "accessibility",
}

Rows = Sequence[Mapping[str, object]]


def holds_open_referral(members: Sequence[str]) -> bool:
    """Return whether a zip holds the tables of an Open Referral feed.

    Parameters
    ----------
    members
        Names of the files in it.

    Returns
    -------
    bool
        True when one of them is the table of services, or of places of services.
    """
    stems = {PurePosixPath(name).stem.lower() for name in members if name.lower().endswith(".csv")}
    return bool(stems & {*_TABLES["service"], *_TABLES["service_at_location"]})


def read_open_referral_tables(path: Path, members: Sequence[str]) -> PlacesTable:
    """Read the services of a zip of tables.

    Parameters
    ----------
    path
        The zip, whose members were checked.
    members
        Names of the files in it.

    Returns
    -------
    PlacesTable
        One row for each service and place at which it is given, by the number of the service.

    Raises
    ------
    IntakeError
        When there is no table of services, or a table is no CSV in UTF-8.
    """
    with zipfile.ZipFile(path) as archive:
        tables = {table: _table(archive, table, members, path.name) for table in _TABLES}
    if not tables["service"]:
        raise IntakeError(
            f"{path.name} holds no services: expected a services.csv with rows beside its other tables. Ask for the "
            "whole feed."
        )
    return table_of_services(_nested(tables), path.name)


def _table(archive: zipfile.ZipFile, table: str, members: Sequence[str], file_name: str) -> Rows:
    wanted = {f"{name}.csv" for name in _TABLES[table]}
    member = next((name for name in members if PurePosixPath(name).name.lower() in wanted), None)
    if member is None:
        return []
    with archive.open(member) as content:
        reader = csv.DictReader(io.TextIOWrapper(content, encoding="utf-8-sig", newline=""))
        rows: list[Mapping[str, object]] = []
        try:
            for row in reader:
                rows.append(row)
                if len(rows) > MOST_ROWS:
                    check_extent(f"{member} in {file_name}", rows=len(rows), columns=0)
        except (UnicodeDecodeError, csv.Error) as error:
            raise IntakeError(
                f"{member} in {file_name} cannot be read as a table ({error}). Expected CSV in UTF-8."
            ) from error
    return rows


def _nested(tables: Mapping[str, Rows]) -> list[dict[str, object]]:
    """Put into each service what belongs to it, as the feed in JSON has it."""
    terms = {row.get("id"): row for row in tables["taxonomy_term"]}
    organisations = {row.get("id"): row for row in tables["organization"]}
    attributes = [{**row, "taxonomy_term": terms.get(row.get("taxonomy_term_id"))} for row in tables["attribute"]]
    attributes_of = _grouped(attributes, "link_id")
    by_service = {table: _grouped(rows, "service_id") for table, rows in tables.items()}
    by_location = {table: _grouped(rows, "location_id") for table, rows in tables.items()}
    by_link = {table: _grouped(rows, "service_at_location_id") for table, rows in tables.items()}
    locations = {
        row.get("id"): {**row, **{key: by_location[table][row.get("id")] for key, table in _INSIDE_LOCATION.items()}}
        for row in tables["location"]
    }
    return [
        {
            **service,
            **{key: by_service[table][service.get("id")] for key, table in _INSIDE_SERVICE.items()},
            "organization": organisations.get(service.get("organization_id")),
            "attributes": attributes_of[service.get("id")],
            "service_at_locations": [
                {
                    **link,
                    "location": locations.get(link.get("location_id")),
                    "phones": by_link["phone"][link.get("id")],
                    "schedules": by_link["schedule"][link.get("id")],
                }
                for link in by_service["service_at_location"][service.get("id")]
            ],
        }
        for service in tables["service"]
    ]


def _grouped(rows: Rows, key: str) -> defaultdict[object, list[Mapping[str, object]]]:
    groups: defaultdict[object, list[Mapping[str, object]]] = defaultdict(list)
    for row in rows:
        if row.get(key):
            groups[row[key]].append(row)
    return groups
