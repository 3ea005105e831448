"""How do boundaries, deprivation tables and lookups become the zones of one area?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from asset_map.errors import GeographyError
from asset_map.geography.catalogue import Catalogue, Edition, ZoneSystem
from asset_map.geography.councils import zones_of_council
from asset_map.geography.deprivation import EditionTable, combine
from asset_map.geography.edge import near_area
from asset_map.geography.geographies import Deprivation
from asset_map.geography.reports import EditionReport, edition_report
from asset_map.geography.vector_files import BNG, read_layer
from asset_map.geography.zone_tables import FACTS


@dataclass(frozen=True)
class Population:
    """People by zone, and who counted them.

    Parameters
    ----------
    people
        Int64, index ``zone_code``.
    source
        What is counted, by whom, and the file.
    """

    people: pd.Series[Any]
    source: str


@dataclass(frozen=True)
class AreaZones:
    """The zones of one area.

    Parameters
    ----------
    zones_bng, beyond_bng
        As in `Geography`.
    population_source
        As in `Geography`.
    outside_council
        How many zones were left out because they lie in another council, or in none that is known.
    """

    zones_bng: gpd.GeoDataFrame
    beyond_bng: gpd.GeoDataFrame | None
    population_source: str
    outside_council: int


@dataclass(frozen=True)
class AreaEditions:
    """The editions of one area.

    Parameters
    ----------
    held
        Deprivation by edition id, the newest first.
    reports
        What each holds, in the same order.
    notes
        A sentence for each file that disagrees with the one used.
    """

    held: Mapping[str, Deprivation]
    reports: tuple[EditionReport, ...]
    notes: tuple[str, ...]


def assemble_zones(
    shapes_bng: gpd.GeoSeries,
    facts: Sequence[pd.DataFrame],
    populations: Sequence[Population],
    *,
    council: str | None,
    beyond: pd.Index[str] | None = None,
) -> AreaZones:
    """Put shapes, names, councils and people together, for one council or for all.

    Parameters
    ----------
    shapes_bng
        Polygons, EPSG:27700; index ``zone_code``, sorted.
    facts
        What files say of zones, see `zone_facts`; earlier ones win.
    populations
        Populations, the preferred one first; the first that knows anybody in the area is used, never a mixture.
    council
        Name or code of the council to keep; None keeps all zones.
    beyond
        Codes of zones that lay beyond the area's edge before, and cannot become part of it.

    Returns
    -------
    AreaZones
        A zone without a name is called by its code.

    Raises
    ------
    GeographyError
        No zone lies in that council.
    """
    known = _combined(facts, shapes_bng.index)
    inside = pd.Series(data=True, index=shapes_bng.index)
    if beyond is not None:
        inside[beyond] = False
    kept = inside.copy()
    if council:
        kept[inside] = zones_of_council(known[inside], council)
    people, source = _population(populations, shapes_bng.index, shapes_bng.index[kept])
    zones_bng = _zones_bng(shapes_bng[kept], known[kept], people[kept])
    beyond_bng = _zones_bng(shapes_bng[~kept], known[~kept], people[~kept])
    beyond_bng = beyond_bng[near_area(np.asarray(beyond_bng.geometry.array, dtype=object), zones_bng)]
    return AreaZones(
        zones_bng=zones_bng,
        beyond_bng=beyond_bng if len(beyond_bng) else None,
        population_source=source,
        outside_council=int((inside & ~kept).sum()),
    )


def _zones_bng(shapes_bng: pd.Series[Any], known: pd.DataFrame, people: pd.Series[Any]) -> gpd.GeoDataFrame:
    codes = pd.Series(shapes_bng.index, index=shapes_bng.index, dtype="string")
    larger_areas = known.drop(columns="zone_name", errors="ignore").dropna(axis="columns", how="all")
    names = known["zone_name"].fillna(codes) if "zone_name" in known else codes
    table = pd.DataFrame({"zone_name": names, "population": people}).join(larger_areas)
    return gpd.GeoDataFrame(table, geometry=shapes_bng.to_numpy(), crs=BNG)


def published_populations(tables: Sequence[EditionTable]) -> list[Population]:
    """Return the populations published with editions.

    Parameters
    ----------
    tables
        Editions as the files give them.

    Returns
    -------
    list of Population
        Those of later tables first; tables without people are passed over.
    """
    return [
        Population(table.table["population"], f"{table.edition.population.label} ({table.keyed.source})")
        for table in reversed(tables)
        if table.edition.population is not None and table.table["population"].notna().any()
    ]


def assemble_editions(
    tables: Sequence[EditionTable],
    former: Mapping[str, tuple[Deprivation, EditionReport]],
    zones: pd.Index[str],
    *,
    catalogue: Catalogue,
) -> AreaEditions:
    """Bring editions to the zones of an area.

    Parameters
    ----------
    tables
        Editions as the files give them; of one edition the later ones win.
    former
        Editions installed before, by id; kept unless a file gives them again.
    zones
        Zone codes of the area.
    catalogue
        Says which of two editions of one year comes first.

    Returns
    -------
    AreaEditions
        The newest edition first.

    Raises
    ------
    GeographyError
        An edition has no row for any zone of the area.
    """
    by_id: dict[str, list[EditionTable]] = {}
    for given in tables:
        by_id.setdefault(given.edition.id, []).append(given)
    held: dict[str, Deprivation] = {}
    reports: list[EditionReport] = []
    notes: list[str] = []
    for edition in _newest_first({*by_id, *former}, catalogue):
        if edition.id in by_id:
            table, differences = combine([_within(one, zones) for one in by_id[edition.id]])
            rows_outside = _rows_outside(by_id[edition.id], zones)
            notes.extend(differences)
        else:
            table, rows_outside = former[edition.id][0].table, former[edition.id][1].rows_outside
        if table.index.intersection(zones).empty:
            message = f"{by_id[edition.id][-1].keyed.source} has no row of {edition.name} for any zone of the area."
            raise GeographyError(f"{message} Use the table of the whole country, or of this area.")
        held[edition.id] = Deprivation(edition, table.reindex(zones))
        reports.append(edition_report(held[edition.id], rows_outside=rows_outside))
    return AreaEditions(held, tuple(reports), tuple(notes))


def name_area(zones_bng: gpd.GeoDataFrame, system: ZoneSystem, otherwise: str) -> str:
    """Return what to call an area that was given no name.

    Parameters
    ----------
    zones_bng
        Its zones.
    system
        Their zone system.
    otherwise
        The name to fall back on: the council asked for, or the file's name.

    Returns
    -------
    str
        Its council, when all zones lie in one; its country, when all zones are there.
    """
    if "council_name" in zones_bng and zones_bng["council_name"].nunique(dropna=False) == 1:
        return str(zones_bng["council_name"].iloc[0])
    return system.country if len(zones_bng) == system.expected_count else otherwise


def read_context(path: Path) -> gpd.GeoDataFrame:
    """Read streets, water and the like to draw below the zones.

    Parameters
    ----------
    path
        A file that `read_layer` can read; its columns ``name`` and ``category`` are kept.

    Returns
    -------
    geopandas.GeoDataFrame
        ``name`` and ``category``, blank where the file has none, and geometry in EPSG:27700.
    """
    layer_bng = read_layer(path)
    for column in ("name", "category"):
        layer_bng[column] = layer_bng[column].astype("string").fillna("") if column in layer_bng else ""
    return gpd.GeoDataFrame(layer_bng[["name", "category"]], geometry=layer_bng.geometry.to_numpy(), crs=BNG)


def _combined(facts: Sequence[pd.DataFrame], zones: pd.Index[str]) -> pd.DataFrame:
    combined = pd.DataFrame(index=zones)
    for part in facts:
        combined = combined.combine_first(part.reindex(zones))
    return combined[[fact for fact in FACTS if fact in combined]].astype("string")


def _population(
    populations: Sequence[Population], zones: pd.Index[str], area: pd.Index[str]
) -> tuple[pd.Series[Any], str]:
    for population in populations:
        if population.people.reindex(area).notna().any():
            return population.people.reindex(zones), population.source
    return pd.Series(pd.NA, index=zones, dtype="Int64"), ""


def _newest_first(edition_ids: set[str], catalogue: Catalogue) -> list[Edition]:
    known = [edition for edition in catalogue.editions.values() if edition.id in edition_ids]
    return sorted(known, key=lambda edition: -(edition.year or 0))


def _within(table: EditionTable, zones: pd.Index[str]) -> EditionTable:
    return EditionTable(table.edition, table.table.loc[table.table.index.intersection(zones)], table.keyed)


def _rows_outside(tables: Sequence[EditionTable], zones: pd.Index[str]) -> int:
    rows = tables[0].table.index
    for table in tables[1:]:
        rows = rows.union(table.table.index)
    return len(rows.difference(zones))
