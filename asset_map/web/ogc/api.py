"""What can be asked of the service, as OpenAPI 3.0 has it?"""

from __future__ import annotations

from typing import Any

from asset_map import __version__
from asset_map.domain.coverage import CoverageState
from asset_map.domain.distance import DistanceKind
from asset_map.domain.protection import Audience
from asset_map.language import gettext as _
from asset_map.services.features.collections import COLLECTIONS, Collection, titles
from asset_map.services.features.systems import SYSTEMS
from asset_map.services.workspace import Workspace
from asset_map.web.ogc.addresses import GEOJSON, HTML, JSON, OPENAPI, SCHEMA, Addresses
from asset_map.web.ogc.asked import BIGGEST_LIMIT, PAGE_PARAMETERS, USUAL_LIMIT
from asset_map.web.ogc.documents import about, title_of

Document = dict[str, Any]

PROBLEM = "application/problem+json"
TENTHS = 10


def api(workspace: Workspace, audience: Audience, offer: str, to: Addresses) -> Document:
    """Return what can be asked.

    Parameters
    ----------
    workspace
        The area.
    audience
        For whom.
    offer
        The offer that the service is of; empty for all.
    to
        Its addresses.

    Returns
    -------
    dict
        An OpenAPI 3.0 document, ready for JSON.
    """
    paths: Document = {
        "/": {"get": _get("landing", _("The landing page"), "LandingPage", [_ref("f")], more=(HTML,))},
        "/conformance": {"get": _get("conformance", _("Which parts of the standard this keeps to"), "Conformance")},
        "/collections": {"get": _get("collections", _("The layers"), "Collections")},
        "/api": {"get": _get("api", _("This document"), "Object", kind=OPENAPI)},
    }
    for collection in COLLECTIONS.values():
        paths |= _paths_of(collection, offer)
    return {
        "openapi": "3.0.3",
        "info": {
            "title": title_of(workspace, offer),
            "description": about(workspace, audience),
            "version": __version__,
        },
        "servers": [{"url": to.root}],
        "tags": [{"name": name, "description": text} for name, (_title, text) in titles().items()],
        "paths": paths,
        "components": {
            "parameters": {name: one | {"name": name, "in": "query"} for name, one in _parameters(workspace).items()},
            "schemas": _schemas(),
            "responses": {
                "Problem": {
                    "description": _("What was expected, what was found, and what to do"),
                    "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}},
                }
            },
            "securitySchemes": {
                "key": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
                "basic": {"type": "http", "scheme": "basic"},
                "bearer": {"type": "http", "scheme": "bearer"},
            },
        },
        "security": [{}, {"key": []}, {"basic": []}, {"bearer": []}],
    }


def _paths_of(collection: Collection, offer: str) -> Document:
    name, title = collection.name, titles()[collection.name][0]
    question = [_ref(one) for one in collection.question if not (offer and one == "offer")]
    columns = [_filter(one) for one in collection.filters]
    page = [_ref(one) for one in PAGE_PARAMETERS]
    one = {"name": "featureId", "in": "path", "required": True, "schema": {"type": "string"}}
    here = f"/collections/{name}"

    def _asked(way: str, schema: str, parameters: list[Document], kind: str) -> Document:
        return {"get": _get(f"{name}_{way}", title, schema, [*question, *parameters], kind=kind, tag=name)}

    return {
        here: _asked("collection", "Collection", [], JSON),
        f"{here}/schema": _asked("schema", "Object", [], SCHEMA),
        f"{here}/items": _asked("items", "FeatureCollection", [*page, *columns], GEOJSON),
        f"{here}/items/{{featureId}}": _asked("item", "Feature", [one, _ref("crs")], GEOJSON),
    }


def _filter(name: str) -> Document:
    kinds = {"decile": {"type": "integer", "minimum": 1, "maximum": TENTHS}, "usable": {"type": "boolean"}}
    states = {"coverage": {"type": "string", "enum": [one.value for one in CoverageState]}}
    return {
        "name": name,
        "in": "query",
        "required": False,
        "description": _("Only features in which exactly this stands in this column."),
        "schema": (kinds | states).get(name, {"type": "string"}),
        "style": "form",
        "explode": False,
    }


def _parameters(workspace: Workspace) -> Document:
    systems = {"type": "string", "format": "uri", "enum": list(SYSTEMS), "default": next(iter(SYSTEMS))}
    numbers = {"type": "array", "minItems": 4, "maxItems": 6, "items": {"type": "number"}}
    parameters: Document = {
        "f": {"schema": {"type": "string", "enum": ["json", "html"]}, "description": _("In which form.")},
        "offer": {
            "schema": {"type": "string", "enum": list(workspace.classification.offers)},
            "description": _("What is looked for: assets that offer it, or the figures of it."),
        },
        "edition": {"schema": {"type": "string"}, "description": _("A deprivation edition.")},
        "as_of": {
            "schema": {"type": "string", "format": "date"},
            "description": _("A past day: the records as they were known then."),
        },
        "neighbourhood": {
            "schema": {"type": "string"},
            "description": _("Only what lies in this neighbourhood or zone: its id or code."),
        },
        "distance": {"schema": {"type": "string"}, "description": _("How near is near, in metres, such as 800.")},
        "measured": {
            "schema": {"type": "string", "enum": [one.value for one in DistanceKind]},
            "description": _("How distances are measured."),
        },
        "limit": {
            "schema": {"type": "integer", "minimum": 1, "maximum": BIGGEST_LIMIT, "default": USUAL_LIMIT},
            "description": _("How many features at most."),
        },
        "offset": {
            "schema": {"type": "integer", "minimum": 0, "default": 0},
            "description": _("How many features are passed over first."),
        },
        "bbox": {"schema": numbers, "description": _("Only features that touch this box.")},
        "bbox-crs": {"schema": systems, "description": _("The system of the box.")},
        "datetime": {
            "schema": {"type": "string"},
            "description": _(
                "Only features whose day lies here: a day, or two with a slash between, “..” for open. It is the day "
                "of the last check or look; in layers without one, the day that the figures are judged by."
            ),
        },
        "crs": {"schema": systems, "description": _("The system of the shapes in the answer.")},
    }
    usual = {"required": False, "style": "form", "explode": False}
    return {name: usual | one for name, one in parameters.items()}


def _schemas() -> Document:
    links = {"type": "array", "items": {"$ref": "#/components/schemas/Link"}}
    text: Document = {"type": "string"}
    return {
        "Object": {"type": "object"},
        "Link": {
            "type": "object",
            "required": ["href", "rel"],
            "properties": dict.fromkeys(("href", "rel", "type"), text),
        },
        "LandingPage": _object(["links"], {"title": text, "description": text, "links": links}),
        "Conformance": _object(["conformsTo"], {"conformsTo": {"type": "array", "items": text}}),
        "Collection": _object(["id", "links"], {"id": text, "title": text, "description": text, "links": links}),
        "Collections": _object(
            ["links", "collections"],
            {"links": links, "collections": {"type": "array", "items": {"$ref": "#/components/schemas/Collection"}}},
        ),
        "Feature": _object(
            ["type", "id", "geometry", "properties"],
            {
                "type": {"type": "string", "enum": ["Feature"]},
                "id": text,
                "geometry": {"type": "object", "nullable": True},
                "properties": {"type": "object"},
            },
        ),
        "FeatureCollection": _object(
            ["type", "features"],
            {
                "type": {"type": "string", "enum": ["FeatureCollection"]},
                "features": {"type": "array", "items": {"$ref": "#/components/schemas/Feature"}},
                "links": links,
                "timeStamp": {"type": "string", "format": "date-time"},
                "numberMatched": {"type": "integer", "minimum": 0},
                "numberReturned": {"type": "integer", "minimum": 0},
            },
        ),
        "Problem": _object(
            ["title", "status", "detail", "code"],
            {"title": text, "status": {"type": "integer"}, "detail": text, "code": text, "description": text},
        ),
    }


def _object(required: list[str], properties: Document) -> Document:
    return {"type": "object", "required": required, "properties": properties}


def _ref(name: str) -> Document:
    return {"$ref": f"#/components/parameters/{name}"}


def _get(
    operation: str,
    summary: str,
    schema: str,
    parameters: list[Document] | None = None,
    *,
    kind: str = JSON,
    more: tuple[str, ...] = (),
    tag: str = "",
) -> Document:
    content: Document = {kind: {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    content |= {one: {"schema": {"type": "string"}} for one in more}
    problem = {"$ref": "#/components/responses/Problem"}
    said: Document = {
        "operationId": operation,
        "summary": summary,
        "parameters": parameters or [],
        "responses": {
            "200": {"description": summary, "content": content},
            **dict.fromkeys(("400", "401", "404", "503"), problem),
        },
    }
    return said | ({"tags": [tag]} if tag else {})
