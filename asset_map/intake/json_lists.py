"""Which kind of list is a JSON file? GeoJSON, OpenStreetMap, Open Referral, ALISS, or a plain list of records."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import numpy as np

from asset_map.errors import IntakeError
from asset_map.intake.aliss import is_aliss, table_of_aliss
from asset_map.intake.cells import check_cells, frame_of_records
from asset_map.intake.feed_values import Json, text_of
from asset_map.intake.layer_files import check_start
from asset_map.intake.layers import read_places_layer
from asset_map.intake.open_referral import is_service, table_of_services
from asset_map.intake.overpass import read_overpass
from asset_map.intake.places_table import PlacesTable
from asset_map.intake.readable import check_extent

JSON_SUFFIXES = (".json", ".geojson", ".jsonl", ".ndjson", ".geojsonl", ".geojsons")
LARGEST_FEED_BYTES = 100_000_000
"""A feed is held in memory at ten times its size; layers are not."""

_START_BYTES = 1 << 16
_IS_LAYER = re.compile(
    rb'"type"\s*:\s*"(?:FeatureCollection|Feature|Topology|(?:Multi)?(?:Point|LineString|Polygon)|GeometryCollection)"'
)
_IS_OVERPASS = re.compile(rb'"generator"\s*:\s*"Overpass')
_LISTS = ("contents", "content", "services", "data", "results", "items", "records")
"""Keys under which feeds keep the records of a page."""

_ERRORS = ("error", "errors", "detail", "message", "title", "status")


def read_json_list(path: Path, *, part: str = "", osm_tags: Collection[str] = ()) -> PlacesTable:
    """Read whichever list a JSON file is.

    Parameters
    ----------
    path
        The file.
    part
        For a layer.
    osm_tags
        For an answer of Overpass.

    Returns
    -------
    PlacesTable
        Its rows.

    Raises
    ------
    IntakeError
        When it is cut off, or no list of places.
    """
    with path.open("rb") as file:
        start = file.read(_START_BYTES)
    if _IS_LAYER.search(start) and not _IS_OVERPASS.search(start):
        check_start(start, ".json", path.name)
        return read_places_layer(path, part=part)
    content = _parsed(path)
    if isinstance(content, Mapping):
        if isinstance(content.get("features"), list):
            check_start(start, ".json", path.name)
            return read_places_layer(path, part=part)
        if isinstance(content.get("elements"), list):
            return read_overpass(content, path.name, osm_tags=osm_tags)
    return _table_of_feed(content, path.name)


def _parsed(path: Path) -> Json:
    if path.stat().st_size > LARGEST_FEED_BYTES:
        raise IntakeError(
            f"{path.name} is larger than a feed can be: expected at most {LARGEST_FEED_BYTES // 10**6} MB. Ask for a "
            "smaller area or in pages; an extract of OpenStreetMap is better taken as .osm.pbf."
        )
    raw = path.read_bytes()
    try:
        return json.loads(raw, parse_constant=lambda _: None)
    except UnicodeDecodeError as error:
        raise IntakeError(f"{path.name} is not JSON in UTF-8: it holds broken letters. Download it again.") from error
    except json.JSONDecodeError as error:
        cut = "it breaks off" if not error.doc[error.pos :].strip() else "it does not go on as JSON"
        raise IntakeError(
            f"{path.name} is not whole JSON: in line {error.lineno} {cut} ({error.msg}). Download it again."
        ) from error
    except (RecursionError, ValueError) as error:
        raise IntakeError(f"{path.name} is JSON that no list of places is ({error}). Download it again.") from error


def _table_of_feed(content: Json, file_name: str) -> PlacesTable:
    records = _records(content, file_name)
    if any(map(is_aliss, records)):
        return table_of_aliss(records, file_name)
    if any(map(is_service, records)):
        return table_of_services(records, file_name)
    if any(isinstance(record, Mapping) and _is_plain_place(record) for record in records):
        return _table_of_records(records, file_name)
    raise _no_list(file_name, "records that are no places" if records else "an empty list")


def _is_plain_place(record: Mapping[str, Json]) -> bool:
    return any(str(key).casefold() in {"name", "title"} for key in record)


def _records(content: Json, file_name: str) -> Sequence[Json]:
    if isinstance(content, list):
        return content
    if not isinstance(content, Mapping):
        raise _no_list(file_name, "a single value")
    for key in _LISTS:
        if isinstance(content.get(key), list):
            if not content[key]:
                raise IntakeError(
                    f"{file_name} lists no services: “{key}” is empty. Ask for a page of the feed that holds some."
                )
            return list(content[key])
    if is_aliss(content) or is_service(content):
        return [content]
    said = text_of(content, *_ERRORS)
    raise _no_list(file_name, f"an answer that says “{said[:200]}”" if said else "an object without a list")


def _no_list(file_name: str, found: str) -> IntakeError:
    return IntakeError(
        f"{file_name} is no list of places: expected GeoJSON, an answer of Overpass or ALISS, or an Open Referral "
        f"feed; found {found}. Download it again, or export the list as CSV."
    )


def _table_of_records(records: Sequence[Json], file_name: str) -> PlacesTable:
    """Take plain records as rows; what is nested in them is kept as JSON."""
    check_extent(file_name, rows=len(records), columns=0)
    rows = [
        {str(key): _cell(record, key) for key in record} if isinstance(record, Mapping) else {} for record in records
    ]
    kept = [number for number, row in enumerate(rows) if any(row.values())]
    frame = frame_of_records([rows[number] for number in kept])
    check_extent(file_name, rows=0, columns=len(frame.columns))
    numbers = np.array(kept, dtype=np.int64) + 1
    check_cells(frame, row_numbers=numbers, file_name=file_name, row_word="record")
    return PlacesTable(frame, row_numbers=numbers)


def _cell(record: Mapping[str, Json], key: str) -> str:
    value = record[key]
    if isinstance(value, (Mapping, list)):
        return json.dumps(value, ensure_ascii=False) if value else ""
    return text_of(record, key)
