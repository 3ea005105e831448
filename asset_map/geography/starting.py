"""What does an install start from: a boundary file, or what is installed already?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from asset_map.errors import GeographyError
from asset_map.geography.assembling import Population
from asset_map.geography.boundaries import read_boundaries
from asset_map.geography.catalogue import Catalogue, ZoneSystem
from asset_map.geography.deprivation import EditionTable, editions_in, population_in, read_zone_tables
from asset_map.geography.geographies import Deprivation, Geography
from asset_map.geography.network_file import InstalledNetwork
from asset_map.geography.postcodes import Postcodes
from asset_map.geography.reports import EditionReport, InstallReport, SourceFile
from asset_map.geography.storage import installed_geographies, open_geography
from asset_map.geography.zone_tables import FACTS, zone_facts

CORNERS_OF_FULL_DETAIL = 50
"""Glasgow's data zones of 2011 have 83 corners on average in full detail, and 38 in the generalised file."""

ENOUGH_ZONES_TO_TELL = 100


def _no_postcodes() -> Postcodes:
    index = pd.Index([], name="postcode", dtype="str")
    return Postcodes(pd.DataFrame({"easting_m": [], "northing_m": []}, index=index, dtype="float64"), {})


@dataclass(frozen=True, kw_only=True)
class Start:
    """Everything known before the other files are read.

    Parameters
    ----------
    system, shapes_bng
        The zones: their system, and valid polygons in EPSG:27700 with the index ``zone_code``, sorted.
    facts
        What is known of them besides, see `zone_facts`.
    populations
        Populations to fall back on, the preferred one first.
    called
        A name for the area to fall back on.
    area_name
        What it was called before, if that was more than its file's name; kept unless another name is asked for.
    tables
        Editions in the boundary file's own columns.
    editions
        Editions installed before, by id.
    postcodes, context_bng, sources
        Installed before.
    beyond
        Codes of those zones that lie beyond the area's edge.
    former_network
        A walking network installed before; its file stands among the sources.
    repaired
        Codes of mended zones.
    notes
        Sentences for people.
    """

    system: ZoneSystem
    shapes_bng: gpd.GeoSeries
    facts: pd.DataFrame
    populations: tuple[Population, ...]
    called: str
    area_name: str | None = None
    tables: tuple[EditionTable, ...] = ()
    editions: Mapping[str, tuple[Deprivation, EditionReport]] = field(default_factory=dict)
    postcodes: Postcodes = field(default_factory=_no_postcodes)
    context_bng: gpd.GeoDataFrame | None = None
    beyond: pd.Index[str] | None = None
    former_network: InstalledNetwork | None = None
    sources: tuple[SourceFile, ...] = ()
    repaired: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def start_from_file(path: Path, folder: Path, *, catalogue: Catalogue) -> Start:
    """Start afresh from a boundary file.

    Parameters
    ----------
    path
        The boundary file.
    folder
        The folder of the installed geography, looked at to say what will be replaced.
    catalogue
        The known zone systems and editions.

    Returns
    -------
    Start
        With the editions and people that stand in the file's own columns.
    """
    notes: list[str] = []
    boundaries = read_boundaries(path, catalogue=catalogue, note=notes.append)
    keyed = boundaries.attributes
    people = population_in(keyed, keyed.system.populations)
    former = next((one for one in installed_geographies(folder) if one.system == keyed.system.id), None)
    if former is not None:
        notes.append(f"The former geography of {former.system_label} ({former.area_name}) was replaced.")
    notes += _looks_generalised(boundaries.shapes_bng, path.name)
    return Start(
        system=keyed.system,
        shapes_bng=boundaries.shapes_bng,
        facts=zone_facts(keyed),
        populations=(Population(people[0], f"{people[1]} ({path.name})"),) if people else (),
        called=path.stem,
        tables=editions_in(keyed, catalogue),
        former_network=_former_network(folder, former, catalogue) if former else None,
        sources=tuple(source for source in former.sources if source.role == "network") if former else (),
        repaired=boundaries.repaired,
        notes=tuple(notes),
    )


def _former_network(folder: Path, former: InstallReport, catalogue: Catalogue) -> InstalledNetwork | None:
    """Return the walking network that boundaries given anew may keep; None too when what is installed is damaged."""
    if former.network is None:
        return None
    try:
        geography = open_geography(folder, catalogue=catalogue, system=former.system)
    except GeographyError:
        return None
    return network_installed(geography, former) if geography else None


def network_installed(geography: Geography, report: InstallReport) -> InstalledNetwork | None:
    """Return the walking network of an installed geography with what is said of it.

    Parameters
    ----------
    geography
        As it is installed.
    report
        What is said of it.

    Returns
    -------
    InstalledNetwork or None
        None without one.
    """
    if geography.network is None or report.network is None:
        return None
    return InstalledNetwork(geography.network, report.network, geography.zones_bng.index)


def _looks_generalised(shapes_bng: gpd.GeoSeries, name: str) -> list[str]:
    corners = shapely.get_num_coordinates(shapes_bng.to_numpy()).mean()
    if len(shapes_bng) < ENOUGH_ZONES_TO_TELL or corners >= CORNERS_OF_FULL_DETAIL:
        return []
    return [
        f"{name} looks generalised: its zones have {corners:.0f} corners on average, where full detail has about 80. "
        "Places near an edge may get the wrong zone: use the full-detail boundaries."
    ]


def start_from_installed(folder: Path, deprivation: Sequence[Path], *, catalogue: Catalogue) -> Start:
    """Start from what is installed, to add to it.

    Parameters
    ----------
    folder
        The folder of the installed geography.
    deprivation
        Tables to be added: where several geographies are installed, they tell which is meant.
    catalogue
        The known zone systems and editions.

    Returns
    -------
    Start
        With everything installed before.

    Raises
    ------
    GeographyError
        Nothing is installed.
    """
    installed = installed_geographies(folder)
    report = _meant(installed, deprivation, catalogue)
    geography = open_geography(folder, catalogue=catalogue, system=report.system) if report else None
    if report is None or geography is None:
        raise GeographyError("No geography is installed to add to. Give a file of boundaries too, with --boundaries.")
    beyond_bng = geography.beyond_bng
    zones_bng = geography.zones_bng
    if beyond_bng is not None:
        zones_bng = gpd.GeoDataFrame(pd.concat([zones_bng, beyond_bng]).sort_index(), crs=zones_bng.crs)
    stems = {Path(source.name).stem for source in report.sources if source.role == "boundaries"}
    facts = pd.DataFrame(zones_bng[[fact for fact in FACTS if fact in zones_bng]])
    return Start(
        system=geography.system,
        shapes_bng=zones_bng.geometry,
        facts=facts.assign(zone_name=facts["zone_name"].mask(facts["zone_name"] == facts.index)),
        populations=(Population(zones_bng["population"], geography.population_source),),
        area_name=geography.area_name if geography.area_name not in stems else None,
        called=geography.area_name,
        editions={edition.id: (geography.editions[edition.id], edition) for edition in report.editions},
        postcodes=Postcodes(geography.postcodes, report.postcodes_left_out),
        context_bng=geography.context_bng,
        beyond=None if beyond_bng is None else beyond_bng.index,
        former_network=network_installed(geography, report),
        sources=report.sources,
        repaired=report.repaired_zones,
        notes=report.notes,
    )


def _meant(
    installed: Sequence[InstallReport], deprivation: Sequence[Path], catalogue: Catalogue
) -> InstallReport | None:
    by_system = {report.system: report for report in installed}
    if len(by_system) > 1:
        for path in deprivation:
            for reading in (reading for table in read_zone_tables(path, catalogue=catalogue) for reading in table):
                if reading.system.id in by_system:
                    return by_system[reading.system.id]
    return next(iter(installed), None)
