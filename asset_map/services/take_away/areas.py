"""Neighbourhoods as a layer: their outline, their people and what is known inside."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from asset_map.domain.coverage import CoverageState
from asset_map.domain.neighbourhood import Neighbourhood
from asset_map.exports.export import ExportLayer
from asset_map.language import gettext as _
from asset_map.measures.small_numbers import too_small
from asset_map.services.coverage import ledger
from asset_map.services.inside import Inside, inside_of
from asset_map.services.look import assets_of, with_offer
from asset_map.services.neighbourhoods import area_of, neighbourhoods_of
from asset_map.services.residents import residents_of
from asset_map.services.take_away.asked import Taken
from asset_map.services.take_away.zone_columns import zone_columns
from asset_map.services.take_away.zones import constants
from asset_map.services.workspace import Workspace


def neighbourhoods_layer(taken: Taken, workspace: Workspace) -> ExportLayer:
    """Return the neighbourhoods of the area.

    Parameters
    ----------
    taken
        What is asked for; without an offer, assets of all are counted.
    workspace
        The area.

    Returns
    -------
    ExportLayer
        A row a neighbourhood, EPSG:27700. Neighbourhoods may lie in each other, so their figures are never to be added.

    Raises
    ------
    UserError
        When something asked for is not known.
    """
    named = (area_of(taken.neighbourhood_id, workspace),) if taken.neighbourhood_id else neighbourhoods_of(workspace)
    question = taken.question
    seen = assets_of(question, workspace)
    seen = with_offer(seen, question.offer) if question.offer else seen
    known = ledger(
        workspace,
        audience=question.audience,
        today=question.today,
        offer=question.offer or None,
        known_by=question.known_by,
    )
    states = known.pivot(index="zone_code", columns="offer", values="coverage")
    people = residents_of(workspace)["people"].to_numpy()
    facts, outlines = [], []
    for one in named:
        inside = inside_of(one, workspace)
        assets = inside.assets(seen)
        here, count = states.loc[inside.zones], people[inside.has].sum()
        usable = assets[assets["usable"]]
        facts.append(
            {
                "neighbourhood_id": one.neighbourhood_id,
                "name": one.name,
                "kind": one.kind.value,
                "zones": len(inside.zones),
                "people": None if too_small(count) else round(count),
                "on_record": len(assets),
                "usable_inside": len(usable),
                "offers_found": usable["offers"].explode().nunique(),
                "looks_made": int((here != CoverageState.NOT_LOOKED.value).to_numpy().sum()),
                "looks_of": here.size,
                "looked_none": int((here == CoverageState.LOOKED_NONE.value).to_numpy().sum()),
                "source": one.source,
                "licence": one.licence,
            }
        )
        outlines.append(_outline(one, inside, workspace))
    table = pd.DataFrame(facts, columns=_COLUMNS).astype({"people": "Int64"})
    rows = gpd.GeoDataFrame(table.assign(**constants(taken, workspace)), geometry=outlines, crs=27700)
    return ExportLayer(
        name="neighbourhoods",
        title=_("Neighbourhoods"),
        description=_("Named sets of zones and drawn areas. They may lie in each other: never add their figures up."),
        rows=rows,
        columns=zone_columns(rows.columns.drop("geometry"), workspace),
        label="name",
    )


_COLUMNS = [
    "neighbourhood_id", "name", "kind", "zones", "people", "on_record", "usable_inside", "offers_found", "looks_made",
    "looks_of", "looked_none", "source", "licence",
]  # fmt: skip


def _outline(one: Neighbourhood, inside: Inside, workspace: Workspace) -> shapely.Geometry:
    if one.shape_bng is not None:
        return shapely.from_wkb(one.shape_bng)
    zones_bng = workspace.geography.zones_bng

    def _together() -> shapely.Geometry:
        outlines = zones_bng.geometry.array[zones_bng.index.get_indexer(inside.shares.index)]
        return shapely.union_all(np.asarray(outlines))

    return workspace.remember(("outline", one), _together, follows_store=False)
