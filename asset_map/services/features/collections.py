"""Which layers can be read live, and by what are their features told apart and chosen?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import shapely

from asset_map.exports.degrees import SHAPE
from asset_map.exports.export import Export, ExportLayer
from asset_map.exports.formats import What
from asset_map.language import gettext as _
from asset_map.services.neighbourhoods import neighbourhoods_of
from asset_map.services.take_away.asked import Taken
from asset_map.services.take_away.making import make_export
from asset_map.services.workspace import Workspace

QUESTION = ("offer", "edition", "as_of", "neighbourhood")
MEASURED = (*QUESTION, "distance", "measured")

LEDGER: Final = "coverage_ledger"

TIME_COLUMNS = ("last_checked", "last_looked", "as_of")
"""What ``datetime`` chooses by: the first of these that a layer has."""


@dataclass(frozen=True)
class Collection:
    """A layer that can be read live; it has the name and the rows of the layer in files.

    Parameters
    ----------
    name
        Its name.
    what
        What is taken away to get it.
    identity
        The columns that tell its rows apart.
    question
        What may be asked: parameters of `asset_map.services.take_away.asked.taken_in_address`.
    filters
        The columns by whose values rows may be chosen.
    layer
        The layer of files that its rows are of, where that has another name.
    geometry_type
        Only rows of this kind of shape; empty for all.
    """

    name: str
    what: What
    identity: tuple[str, ...]
    question: tuple[str, ...]
    filters: tuple[str, ...]
    layer: str = ""
    geometry_type: str = ""


SHAPES_IN_ORDER = ("point", "line", "area", "")
"""QGIS takes what it meets first for the kind of the whole layer, and most assets are points."""

ASSETS: Final = Collection(
    "assets",
    What.ASSETS,
    ("asset_id",),
    QUESTION,
    ("kind", "primary_offer", "status", "freshness", "usable", "zone_code", "decile", "geometry_type"),
)

COLLECTIONS: Final = {
    one.name: one
    for one in (
        ASSETS,
        replace(ASSETS, name="asset_points", layer="assets", geometry_type="point"),
        replace(ASSETS, name="asset_lines", layer="assets", geometry_type="line"),
        replace(ASSETS, name="asset_areas", layer="assets", geometry_type="area"),
        Collection("zones", What.ZONES, ("zone_code",), MEASURED, ("zone_code", "decile", "coverage")),
        Collection("reach", What.REACH, ("zone_code",), MEASURED, ("zone_code", "decile", "coverage")),
        Collection("coverage", What.COVERAGE, ("zone_code",), QUESTION, ("zone_code", "decile", "coverage")),
        Collection(
            LEDGER,
            What.COVERAGE,
            ("zone_code", "offer"),
            QUESTION,
            ("zone_code", "decile", "coverage", "how"),
        ),
        Collection("neighbourhoods", What.NEIGHBOURHOODS, ("neighbourhood_id",), QUESTION, ("kind", "name")),
    )
}
"""All of them, by name. Programs that show one kind of shape a layer find each kind in a layer of its own."""


def layer_of(collection: Collection, taken: Taken, workspace: Workspace) -> tuple[Export, ExportLayer]:
    """Return the layer of a collection, as it stands in files.

    Parameters
    ----------
    collection
        Which.
    taken
        What is asked for.
    workspace
        The area.

    Returns
    -------
    Export
        What the layer is part of, with the run card. Shared between callers: never changed in place.
    ExportLayer
        The layer; assets with points first, then lines, areas, and those without a place.

    Raises
    ------
    UserError
        When something asked for is not known.
    """
    export = make_export(taken, workspace)
    layer = next(layer for layer in export.layers if layer.name == (collection.layer or collection.name))
    if collection.geometry_type:
        alike = layer.rows[SHAPE].eq(collection.geometry_type)
        layer = replace(layer, name=collection.name, title=titles()[collection.name][0], rows=layer.rows[alike])
    elif SHAPE in layer.rows:
        order = layer.rows[SHAPE].map(SHAPES_IN_ORDER.index).to_numpy().argsort(kind="stable")
        layer = replace(layer, rows=layer.rows.iloc[order])
    return export, layer


def bounds_of(collection: Collection, taken: Taken, workspace: Workspace) -> tuple[float, float, float, float] | None:
    """Return where the features of a collection lie, without working out their figures.

    Parameters
    ----------
    collection
        Which.
    taken
        What is asked for.
    workspace
        The area.

    Returns
    -------
    tuple of float
        West, south, east and north, EPSG:27700; for assets those of the ones with a place, and else at least the
        whole area. None where nothing has a place.
    """
    if collection.name == LEDGER:
        return None
    if collection.what is What.ASSETS:
        shapes = layer_of(collection, taken, workspace)[1].rows.geometry.to_numpy()
    else:
        drawn = [one.shape_bng for one in neighbourhoods_of(workspace) if one.shape_bng is not None]
        zones = workspace.geography.zones_bng.geometry.to_numpy()
        shapes = np.concatenate([zones, shapely.from_wkb(np.array(drawn, dtype=object))])
    placed = shapes[~(shapely.is_missing(shapes) | shapely.is_empty(shapes))]
    if not len(placed):
        return None
    west, south, east, north = map(float, shapely.total_bounds(placed))
    return (west, south, east, north)


def titles() -> Mapping[str, tuple[str, str]]:
    """Return what each collection is, in words.

    Returns
    -------
    Mapping
        Title and description, by name.
    """
    return {
        "assets": (
            _("Assets"),
            _(
                "What is here: groups, services, places, exchanges and culture, with everything on record that may be "
                "shown. Rows without a geometry have no exact place, or none that may be shown."
            ),
        ),
        "asset_points": (_("Assets that are points"), _("Those of the assets that are points: most of them.")),
        "asset_lines": (_("Assets that are lines"), _("Those of the assets that are lines, such as a path.")),
        "asset_areas": (_("Assets that are areas"), _("Those of the assets that are areas, such as a park.")),
        "zones": (
            _("Zones"),
            _("Data zones with their people and ranks; of one offer, with strengths and gaps as the map shows them."),
        ),
        "reach": (_("Reach"), _("How near the people of each zone live to an asset that can be used now.")),
        "coverage": (
            _("Coverage"),
            _("Where somebody has looked, and with what result. Only “looked, none” is a gap."),
        ),
        LEDGER: (
            _("Coverage ledger"),
            _("A row a zone and offer, without geometry: the result, when somebody last looked, and how."),
        ),
        "neighbourhoods": (
            _("Neighbourhoods"),
            _("Named sets of zones and drawn areas. They may lie in each other: never add their figures up."),
        ),
    }
