"""What does the service say of itself: landing page, conformance, and collections?"""

from __future__ import annotations

from collections.abc import Iterable

from asset_map.domain.protection import Audience
from asset_map.language import gettext as _
from asset_map.services.features.collections import Collection, bounds_of, titles
from asset_map.services.features.systems import NATIONAL_GRID, SYSTEMS, degrees_of
from asset_map.services.map_pages import banner
from asset_map.services.take_away.asked import Taken
from asset_map.services.workspace import Workspace
from asset_map.web.ogc.addresses import GEOJSON, HTML, JSON, OPENAPI, SCHEMA, Addresses, Link, link

CONFORMS_TO = (
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
)


def title_of(workspace: Workspace, offer: str) -> str:
    """Return what the service is called.

    Parameters
    ----------
    workspace
        The area.
    offer
        The offer that it is of; empty for all.

    Returns
    -------
    str
        For people.
    """
    area = workspace.geography.area_name
    if offer:
        label = workspace.classification.offers[offer].label
        return _("Asset Map of {area}: {offer}").format(area=area, offer=label)
    return _("Asset Map of {area}").format(area=area)


def about(workspace: Workspace, audience: Audience) -> str:
    """Return what has to be known of all layers.

    Parameters
    ----------
    workspace
        The area.
    audience
        For whom.

    Returns
    -------
    str
        Some sentences.
    """
    told = (
        banner(workspace),
        _("What neighbourhoods have, and what is known of it, as it is on record now."),
        _("Only “looked, none” is a gap. “Not looked” means that nobody has looked: there may be something."),
        _("What is protected is not in here: no row, no count and no distance tells of it.")
        if audience is Audience.PUBLIC
        else _("This holds places that the public may not know. Do not publish it or pass it on."),
        workspace.attribution,
    )
    return " ".join(one for one in told if one)


def landing(workspace: Workspace, audience: Audience, offer: str, to: Addresses) -> dict[str, object]:
    """Return the landing page for programs.

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
        Ready for JSON.
    """
    return {
        "title": title_of(workspace, offer),
        "description": about(workspace, audience),
        "attribution": workspace.attribution,
        "links": [
            link(to.of(), "self", JSON, _("This document")),
            link(to.of(more={"f": "html"}), "alternate", HTML, _("This document as a page")),
            link(to.of("api"), "service-desc", OPENAPI, _("What can be asked, for programs")),
            link(to.of(more={"f": "html"}), "service-doc", HTML, _("What can be asked, for people")),
            link(to.of("conformance"), "conformance", JSON, _("Which parts of the standard this keeps to")),
            link(to.of("collections"), "data", JSON, _("The layers")),
        ],
    }


def collections(takens: Iterable[tuple[Collection, Taken]], workspace: Workspace, to: Addresses) -> dict[str, object]:
    """Return the list of layers.

    Parameters
    ----------
    takens
        Each layer with what is asked of it.
    workspace
        The area.
    to
        The addresses of the service.

    Returns
    -------
    dict
        Ready for JSON.
    """
    return {
        "links": [link(to.of("collections"), "self", JSON, _("This document"))],
        "crs": list(SYSTEMS),
        "collections": [described(one, taken, workspace, to) for one, taken in takens],
    }


def described(collection: Collection, taken: Taken, workspace: Workspace, to: Addresses) -> dict[str, object]:
    """Return what a layer is.

    Parameters
    ----------
    collection
        The layer.
    taken
        What is asked of it.
    workspace
        The area.
    to
        The addresses of the service.

    Returns
    -------
    dict
        Ready for JSON.
    """
    title, description = titles()[collection.name]
    bounds_bng = bounds_of(collection, taken, workspace)
    extent = {"spatial": {"bbox": [list(degrees_of(bounds_bng))]}} if bounds_bng else {}
    return {
        "id": collection.name,
        "title": title,
        "description": description,
        "attribution": workspace.attribution,
        "itemType": "feature",
        "extent": extent,
        "crs": list(SYSTEMS),
        "storageCrs": NATIONAL_GRID.uri,
        "links": _links_of(collection, to),
    }


def _links_of(collection: Collection, to: Addresses) -> list[Link]:
    here = ("collections", collection.name)
    return [
        link(to.of(*here), "self", JSON, _("This document")),
        link(to.of(*here, "items"), "items", GEOJSON, _("The features")),
        link(to.of(*here, "schema"), "describedby", SCHEMA, _("What each column means")),
    ]
