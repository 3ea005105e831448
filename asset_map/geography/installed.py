"""How is official geography installed, added to, opened and listed?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import geopandas as gpd

from asset_map.geography.assembling import (
    assemble_editions,
    assemble_zones,
    name_area,
    published_populations,
    read_context,
)
from asset_map.geography.catalogue import Catalogue
from asset_map.geography.deprivation import read_deprivation
from asset_map.geography.geographies import Deprivation, Geography
from asset_map.geography.lookups import read_lookups
from asset_map.geography.network_file import InstalledNetwork, read_network
from asset_map.geography.postcodes import read_postcodes
from asset_map.geography.reports import (
    EditionReport,
    InstallReport,
    SourceFile,
    install_report,
    source_files,
    with_network,
)
from asset_map.geography.starting import Start, start_from_file, start_from_installed
from asset_map.geography.storage import installed_geographies, open_geography, save_geography
from asset_map.geography.zone_tables import zone_facts

__all__ = [
    "Deprivation",
    "EditionReport",
    "Geography",
    "InstallReport",
    "SourceFile",
    "install_geography",
    "installed_geographies",
    "open_geography",
]


def install_geography(  # noqa: PLR0913  # one name for each kind of file, as the command line has them
    folder: Path,
    *,
    catalogue: Catalogue,
    boundaries: Path | None,
    deprivation: Sequence[Path] = (),
    postcodes: Sequence[Path] = (),
    lookups: Sequence[Path] = (),
    council: str | None = None,
    area_name: str | None = None,
    context: Path | None = None,
    network: Path | None = None,
    now: dt.datetime,
    progress: Callable[[str], None],
) -> InstallReport:
    """Install official geography, or add to what is installed.

    Boundaries start the geography of their zone system afresh. Without boundaries, what is given is added to the
    geography that the deprivation files fit, or else to the one listed first; of an edition given again, the new file
    counts alone.

    Parameters
    ----------
    folder
        The folder of the installed geography; made when missing. An interrupted install leaves it as it was.
    catalogue
        The known zone systems and editions.
    boundaries
        A file of zones, see `read_boundaries`; None when one is installed.
    deprivation
        Tables of deprivation; where boundaries and tables give the same edition, later tables win and what differs is
        noted.
    postcodes
        Postcode directories; together they replace those installed.
    lookups
        Lookups of zones to councils and intermediate zones; one of another vintage only tells a council's name.
    council
        Name or code of the one council to keep.
    area_name
        What to call the area; by default its council or country.
    context
        Streets, water and the like to draw below.
    network
        An extract of OpenStreetMap with the paths for measuring on foot, see `read_network`. One installed before stays
        while it covers every zone.
    now
        The time to put down.
    progress
        Is told what is being done.

    Returns
    -------
    InstallReport
        What is now installed.

    Raises
    ------
    VintageMismatchError
        A table is keyed by other zones than the boundaries.
    GeographyError
        A file cannot be used, or there are neither boundaries nor an installed geography.
    """
    if boundaries is not None:
        progress(f"Reading {boundaries.name}")
        start = start_from_file(boundaries, folder, catalogue=catalogue)
    else:
        start = start_from_installed(folder, deprivation, catalogue=catalogue)
    tables = list(start.tables)
    for path in _announced(deprivation, progress):
        tables.extend(read_deprivation(path, catalogue=catalogue, system=start.system))
    looked_up = read_lookups(_announced(lookups, progress), catalogue=catalogue, system=start.system, council=council)
    council = looked_up.council
    facts = [start.facts, *looked_up.facts, *(zone_facts(table.keyed) for table in tables)]
    populations = [*published_populations(tables), *start.populations]
    area = assemble_zones(start.shapes_bng, facts, populations, council=council, beyond=start.beyond)
    editions = assemble_editions(tables, start.editions, area.zones_bng.index, catalogue=catalogue)
    directory = read_postcodes(*_announced(postcodes, progress)) if postcodes else start.postcodes
    on_foot, network_notes = _walking_network(network, start, area.zones_bng, catalogue=catalogue, progress=progress)
    former_name = None if council else start.area_name
    geography = Geography(
        area_name=area_name or former_name or name_area(area.zones_bng, start.system, council or start.called),
        system=start.system,
        zones_bng=area.zones_bng,
        population_source=area.population_source,
        editions=editions.held,
        postcodes=directory.table,
        context_bng=read_context(context) if context else start.context_bng,
        beyond_bng=area.beyond_bng,
        network=on_foot.network if on_foot else None,
    )
    given = {
        "boundaries": [boundaries] if boundaries else [],
        "deprivation": deprivation,
        "postcodes": postcodes,
        "lookup": lookups,
        "network": [network] if network else [],
        "context": [context] if context else [],
    }
    progress(f"Keeping {len(area.zones_bng):,} zones of {geography.area_name}")
    report = install_report(
        geography,
        editions=editions.reports,
        postcodes_left_out=directory.left_out,
        repaired=start.repaired,
        outside_council=area.outside_council,
        notes=(*start.notes, *looked_up.notes, *editions.notes, *network_notes),
        sources=(*_sources_still_used(start, on_foot), *source_files(given)),
        now=now,
    )
    return save_geography(folder, geography, with_network(report, on_foot.report if on_foot else None))


def _walking_network(
    path: Path | None,
    start: Start,
    zones_bng: gpd.GeoDataFrame,
    *,
    catalogue: Catalogue,
    progress: Callable[[str], None],
) -> tuple[InstalledNetwork | None, tuple[str, ...]]:
    """Return the network that is given, or the one installed before, and what there is to say."""
    if path is not None:
        progress(f"Reading {path.name}")
        return read_network(path, zones_bng, rules=catalogue.walking, progress=progress), ()
    former = start.former_network
    if former is not None and not zones_bng.index.isin(former.zones).all():
        note = f"The walking network ({former.report.file}) does not cover all of the new area and was left out."
        return None, (f"{note} Add it again with --network.",)
    return former, ()


def _sources_still_used(start: Start, on_foot: InstalledNetwork | None) -> Iterator[SourceFile]:
    kept = on_foot is not None and on_foot is start.former_network
    return (source for source in start.sources if kept or source.role != "network")


def _announced(paths: Sequence[Path], progress: Callable[[str], None]) -> Iterator[Path]:
    for path in paths:
        progress(f"Reading {path.name}")
        yield path
