"""Features of a layer, a page at a time or one alone."""

from __future__ import annotations

import numpy as np

from asset_map.exports.export import Export
from asset_map.exports.notes import facts_of
from asset_map.language import gettext as _
from asset_map.services.features.choosing import fitting, ids_of
from asset_map.services.features.collections import Collection, layer_of
from asset_map.services.features.written import schema_of, written
from asset_map.web.ogc.addresses import GEOJSON, JSON, SCHEMA, Link, link
from asset_map.web.ogc.answers import Asked, Made, NothingHereError, as_json
from asset_map.web.ogc.asked import PAGE_PARAMETERS, Page, check_known, page_asked, taken_asked


def items(asked: Asked, collection: Collection) -> Made:
    """Return a page of features.

    Parameters
    ----------
    asked
        The request.
    collection
        The layer.

    Returns
    -------
    Made
        A GeoJSON FeatureCollection.

    Raises
    ------
    UserError
        When something cannot be asked.
    """
    check_known(asked.parameters, (*collection.question, *PAGE_PARAMETERS, *collection.filters))
    taken = taken_asked(collection, asked.parameters, asked.offer, audience=asked.audience, today=asked.today)
    page = page_asked(collection, asked.parameters)
    export, layer = layer_of(collection, taken, asked.workspace)
    positions = fitting(layer, page.wanted, taken, asked.workspace)
    shown = positions[page.offset : page.offset + page.limit]
    head: dict[str, object] = {
        "type": "FeatureCollection",
        "numberMatched": len(positions),
        "numberReturned": len(shown),
        "links": _links(asked, collection, page, matched=len(positions)),
        "asset_map": _facts(export),
    }
    features = ",".join(written(layer, shown, collection, page.system))
    text = f'{as_json(head)[:-1]},"features":[{features}]}}'
    return Made(text, GEOJSON, {"content-crs": f"<{page.system.uri}>"}, is_stamped=True)


def item(asked: Asked, collection: Collection, feature_id: str) -> Made:
    """Return one feature.

    Parameters
    ----------
    asked
        The request.
    collection
        The layer.
    feature_id
        The feature.

    Returns
    -------
    Made
        A GeoJSON Feature.

    Raises
    ------
    NothingHereError
        When there is none of this id, or none that this audience may see: the same words for both.
    UserError
        When something cannot be asked.
    """
    check_known(asked.parameters, (*collection.question, "crs"))
    taken = taken_asked(collection, asked.parameters, asked.offer, audience=asked.audience, today=asked.today)
    system = page_asked(collection, {"crs": asked.parameters.get("crs", "")}).system
    export, layer = layer_of(collection, taken, asked.workspace)
    positions = np.flatnonzero(ids_of(layer.rows, collection).eq(feature_id).to_numpy())
    if not len(positions):
        raise NothingHereError(_("There is no feature “{found}” in this layer.").format(found=feature_id[:80]))
    here = ("collections", collection.name)
    links = [
        link(asked.to.of(*here, "items", feature_id, more=_given(asked, ("crs",))), "self", GEOJSON, _("This feature")),
        link(asked.to.of(*here), "collection", JSON, _("Its layer")),
    ]
    more = as_json({"links": links, "asset_map": _facts(export)})
    text = f"{written(layer, positions[:1], collection, system)[0][:-1]},{more[1:]}"
    return Made(text, GEOJSON, {"content-crs": f"<{system.uri}>"})


def schema(asked: Asked, collection: Collection) -> Made:
    """Return what stands in each feature of a layer.

    Parameters
    ----------
    asked
        The request.
    collection
        The layer.

    Returns
    -------
    Made
        A JSON Schema.

    Raises
    ------
    UserError
        When something cannot be asked.
    """
    check_known(asked.parameters, collection.question)
    taken = taken_asked(collection, asked.parameters, asked.offer, audience=asked.audience, today=asked.today)
    described = schema_of(layer_of(collection, taken, asked.workspace)[1])
    return Made(as_json({"$id": asked.to.of("collections", collection.name, "schema"), **described}), SCHEMA)


def _links(asked: Asked, collection: Collection, page: Page, *, matched: int) -> list[Link]:
    here = ("collections", collection.name)
    given = _given(asked, (*PAGE_PARAMETERS, *collection.filters))
    links = [
        link(asked.to.of(*here, "items", more=given), "self", GEOJSON, _("This page")),
        link(asked.to.of(*here), "collection", JSON, _("Its layer")),
    ]
    size = {"limit": str(page.limit)}
    if page.offset + page.limit < matched:
        after = given | size | {"offset": str(page.offset + page.limit)}
        links.append(link(asked.to.of(*here, "items", more=after), "next", GEOJSON, _("The next page")))
    if page.offset > 0:
        before = given | size | {"offset": str(max(0, page.offset - page.limit))}
        links.append(link(asked.to.of(*here, "items", more=before), "prev", GEOJSON, _("The page before")))
    return links


def _given(asked: Asked, names: tuple[str, ...]) -> dict[str, str]:
    return {name: asked.parameters.get(name, "") for name in names}


def _facts(export: Export) -> dict[str, object]:
    return {name: value for name, value in facts_of(export).items() if name != "columns"}
