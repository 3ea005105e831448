"""Which addresses does the feed have, and what may be asked at each? As an OpenAPI document."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from asset_map.exports.open_referral.identity import Entry
from asset_map.exports.open_referral.page import VERSION

SCHEMAS: Final = "https://raw.githubusercontent.com/OpenReferralUK/uk-profile/main/schema/"

_PARAMETERS: Final = {
    "page": ("integer", "Number of the page, from 1."),
    "per_page": ("integer", "How many a page holds: 50 unless asked otherwise, 500 at most."),
    "full": ("boolean", "Whether each service comes with its lists."),
    "search": ("string", "Words to look for."),
    "taxonomy_term_id": ("string", "Only services that this term describes."),
    "taxonomy_id": ("string", "Only services that a term of this taxonomy describes."),
    "organization_id": ("string", "Only services of this organisation."),
    "minimum_age": ("integer", "Only services whose minimum age is at least this."),
    "maximum_age": ("integer", "Only services whose maximum age is at most this."),
    "day": ("string", "Only services open on this day: MO, TU, WE, TH, FR, SA or SU."),
    "start_time": ("string", "Only services that open not before this local time, HH:MM."),
    "end_time": ("string", "Only services that close not after this local time, HH:MM."),
    "postcode": ("string", "Only services near this postcode."),
    "proximity": ("integer", "How near, in metres in a straight line: 800 unless asked otherwise."),
}
_PAGED: Final = ("page", "per_page")
_OF_SERVICES: Final = tuple(_PARAMETERS)

_PATHS: Final = {
    "/": ("About this feed", (), ""),
    "/services": ("Services, page by page", _OF_SERVICES, "compiled/service_list.json"),
    "/services/{id}": ("One service with all that belongs to it", (), "compiled/service.json"),
    "/service_at_locations": (
        "Places of services, page by page", _OF_SERVICES, "compiled/service_at_location_list.json",
    ),
    "/service_at_locations/{id}": ("One service at its place", (), "compiled/service_at_location.json"),
    "/organizations": ("Organisations, page by page", (*_PAGED, "search"), "compiled/organization.json"),
    "/organizations/{id}": ("One organisation and its services", (), "compiled/organization.json"),
    "/taxonomies": ("Taxonomies, page by page", _PAGED, "taxonomy.json"),
    "/taxonomies/{id}": ("One taxonomy with its terms", (), "taxonomy.json"),
    "/taxonomy_terms": ("Terms, page by page", (*_PAGED, "taxonomy_id"), "taxonomy_term.json"),
    "/taxonomy_terms/{id}": ("One term", (), "taxonomy_term.json"),
}  # fmt: skip

_PAGE: Final = {
    "type": "object",
    "required": [
        "total_items", "total_pages", "page_number", "size", "first_page", "last_page", "empty", "contents",
    ],
    "properties": {
        **{key: {"type": "integer"} for key in ("total_items", "total_pages", "page_number", "size")},
        **{key: {"type": "boolean"} for key in ("first_page", "last_page", "empty")},
        "contents": {"type": "array"},
    },
}  # fmt: skip


def api_document(stub: str, *, caveats: Sequence[str]) -> Entry:
    """Return the description of the feed that programs read.

    Parameters
    ----------
    stub
        The address below which all others lie.
    caveats
        What has to be known before it is used, a sentence each.

    Returns
    -------
    dict
        OpenAPI 3.1, with the schemas of the British profile by their addresses.
    """
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Open Referral UK feed of Asset Map",
            "version": VERSION,
            "description": " ".join(caveats),
            "license": {"name": "Each service on the terms of its list"},
        },
        "servers": [{"url": stub}],
        "paths": {path: {"get": _operation(path)} for path in _PATHS},
        "components": {"schemas": {"Page": _PAGE}},
    }


def _operation(path: str) -> Entry:
    summary, names, schema = _PATHS[path]
    named = [_parameter(name, *_PARAMETERS[name]) for name in names]
    if "{id}" in path:
        named.append({"name": "id", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}})
    one: Entry = {"$ref": SCHEMAS + schema} if schema else {"type": "object"}
    is_list = "page" in names
    content: Entry = (
        {
            "allOf": [{"$ref": "#/components/schemas/Page"}],
            "properties": {"contents": {"type": "array", "items": one}},
        }
        if is_list
        else one
    )
    answers = {"200": {"description": summary, "content": {"application/json": {"schema": content}}}}
    if names:
        answers["400"] = {"description": "A value that cannot be read, and what was expected"}
    if "{id}" in path:
        answers["404"] = {"description": "There is no such thing in the feed"}
    return {
        "summary": summary,
        "operationId": "get" + "".join(part.strip("{}").title() for part in path.replace("_", "/").split("/")),
        "parameters": named,
        "responses": answers,
    }


def _parameter(name: str, kind: str, meaning: str) -> Entry:
    return {"name": name, "in": "query", "description": meaning, "schema": {"type": kind}}
