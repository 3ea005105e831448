"""Joining any table or layer of places to data zones and deprivation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd

from asset_map.exports.files import TABLE_SUFFIXES, write_layer, write_rows
from asset_map.geography.installed import Deprivation
from asset_map.geography.locating import LOCATING_COLUMNS, locate
from asset_map.intake.drafts import fields_of
from asset_map.intake.tables import read_places
from asset_map.services.editions import chosen_edition
from asset_map.services.workspace import Workspace


@dataclass(frozen=True)
class JoinReport:
    """What became of the rows: ``rows`` = ``placed`` + ``unplaced``.

    Parameters
    ----------
    rows, placed, unplaced
        Numbers of rows.
    unplaced_by_problem
        Numbers of unplaced rows by the code of why.
    edition, vintage
        What they were joined to.
    out
        The file that was written.
    """

    rows: int
    placed: int
    unplaced: int
    unplaced_by_problem: dict[str, int]
    edition: str
    vintage: str
    out: str


def join_file(path: Path, workspace: Workspace, *, out: Path, edition_id: str | None = None) -> JoinReport:
    """Write the same rows in the same order with their zone and deprivation.

    Parameters
    ----------
    path
        A table or layer of places.
    workspace
        The area.
    out
        The file to write; its ending says the format.
    edition_id
        A deprivation edition; else the default one.

    Returns
    -------
    JoinReport
        Every row accounted for. A column of theirs that is called like one of the new ones is kept as ``…_given``.

    Raises
    ------
    UserError
        When the file cannot be read, or there is no such edition.
    """
    table = read_places(path)
    fields = fields_of(table).reindex(columns=list(LOCATING_COLUMNS), fill_value="")
    located = locate(fields, prepared=workspace.prepared, postcodes=workspace.geography.postcodes)
    edition = chosen_edition(workspace.geography, edition_id)
    facts = _facts(located, workspace, edition)
    points = gpd.GeoSeries(gpd.points_from_xy(located["x_m"], located["y_m"], crs=27700))
    as_table = out.suffix.lower() in TABLE_SUFFIXES
    if as_table and table.geometry_bng is not None:
        degrees = points.to_crs(4326)
        facts = facts.assign(latitude=degrees.y.round(7), longitude=degrees.x.round(7))
    joined = pd.concat([_given(table.rows, apart_from=[str(name) for name in facts]), facts], axis=1)
    if as_table:
        write_rows(joined, out)
    else:
        geometry = points if table.geometry_bng is None else table.geometry_bng.reset_index(drop=True)
        write_layer(gpd.GeoDataFrame(joined, geometry=geometry, crs=27700), out)
    unplaced = located["problem"].ne("")
    return JoinReport(
        rows=len(joined),
        placed=int((~unplaced).sum()),
        unplaced=int(unplaced.sum()),
        unplaced_by_problem={
            str(code): int(n) for code, n in located.loc[unplaced, "problem"].value_counts().sort_index().items()
        },
        edition=edition.edition.name if edition else "",
        vintage=workspace.geography.system.vintage,
        out=str(out),
    )


def _given(rows: pd.DataFrame, *, apart_from: Sequence[str]) -> pd.DataFrame:
    """Keep the rows' own columns apart from those that are added, whatever they are called."""
    taken = {*rows.columns, *apart_from}
    names = {}
    for column in [name for name in apart_from if name in rows]:
        name = f"{column}_given"
        while name in taken:
            name = f"{name}_given"
        taken.add(name)
        names[column] = name
    return rows.rename(columns=names)


def _facts(located: pd.DataFrame, workspace: Workspace, edition: Deprivation | None) -> pd.DataFrame:
    zone_code = located["zone_code"]
    placed = zone_code.notna()
    facts = pd.DataFrame(index=located.index)
    facts["zone_code"] = zone_code.where(placed, "")
    facts["zone_name"] = zone_code.map(workspace.geography.zones_bng["zone_name"]).where(placed, "")
    facts["zone_vintage"] = pd.Series(workspace.geography.system.vintage, index=located.index).where(placed, "")
    name = edition.edition.name if edition else ""
    facts["deprivation_edition"] = pd.Series(name, index=located.index).where(placed, "")
    for column in ("rank", "decile"):
        values = edition.table[column].astype("float64") if edition else pd.Series(dtype="float64")
        facts[f"deprivation_{column}"] = _whole_where_possible(zone_code.map(values).astype("float64"))
    facts["placed_by"] = located["placed_by"]
    facts["problem"] = located["problem"]
    return facts


def _whole_where_possible(numbers: pd.Series) -> pd.Series:
    """Ranks are whole numbers, but for ties that end in .5."""
    return numbers.astype("Float64" if (numbers % 1 > 0).any() else "Int64")
