"""What is said of an installed geography?"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from asset_map.geography.geographies import Deprivation, Geography
from asset_map.geography.network_file import NetworkReport

DECILES = range(1, 11)


@dataclass(frozen=True, kw_only=True)
class EditionReport:
    """What an edition holds for the area.

    Parameters
    ----------
    id, name, decile_definition
        Which edition it is and how its deciles are made.
    attribution
        Words to show wherever it is used.
    decile_counts
        Zones of the area in deciles 1 to 10, in that order.
    zones_without_row
        Codes of the area's zones of which the edition says nothing.
    rows_outside
        Rows of the file for zones outside the area.
    """

    id: str
    name: str
    decile_definition: str
    attribution: str
    decile_counts: tuple[int, ...]
    zones_without_row: tuple[str, ...]
    rows_outside: int


@dataclass(frozen=True, kw_only=True)
class SourceFile:
    """A file that was installed from.

    Parameters
    ----------
    role
        ``boundaries``, ``deprivation``, ``postcodes``, ``lookup``, ``network`` or ``context``.
    name
        The file's name, without its folder.
    sha256
        Digest of its bytes.
    """

    role: str
    name: str
    sha256: str


@dataclass(frozen=True, kw_only=True)
class InstallReport:
    """What is installed for one zone system; `dataclasses.asdict` makes it plain data.

    Parameters
    ----------
    area_name, system, system_label, vintage, country, fictional
        Which place and which zones.
    zones, population, population_source, zones_without_population
        How many zones and people, and who counted them; population is None without one.
    editions
        What each edition holds for the area, the default first.
    postcodes, postcodes_left_out
        How many postcodes can be placed, and how many rows were left out, by reason.
    repaired_zones
        Codes of the zones whose outline was mended.
    zones_outside_council
        Zones of the boundary file left out because they lie in other councils, or in none that is known.
    notes
        Sentences on what was guessed, replaced or found to differ.
    sources
        The files installed from.
    attribution
        Words to show wherever the geography is used.
    installed_at
        When, as ISO 8601.
    zones_beyond
        Zones of neighbouring councils that are kept only to count people near the edge.
    network
        The walking network; None without one.
    digest
        As in `Geography`.
    """

    area_name: str
    system: str
    system_label: str
    vintage: str
    country: str
    fictional: bool
    zones: int
    population: int | None
    population_source: str
    zones_without_population: int
    editions: tuple[EditionReport, ...]
    postcodes: int
    postcodes_left_out: Mapping[str, int]
    repaired_zones: tuple[str, ...]
    zones_outside_council: int
    notes: tuple[str, ...]
    sources: tuple[SourceFile, ...]
    attribution: tuple[str, ...]
    installed_at: str
    zones_beyond: int = 0
    network: NetworkReport | None = None
    digest: str = ""


def edition_report(held: Deprivation, *, rows_outside: int) -> EditionReport:
    """Return what an edition holds for an area.

    Parameters
    ----------
    held
        The edition over the area's zones.
    rows_outside
        Rows of its file for zones outside the area.

    Returns
    -------
    EditionReport
        With the zones counted by decile.
    """
    counts = held.table["decile"].value_counts()
    silent = held.table.index[held.table["rank"].isna() & held.table["decile"].isna()]
    return EditionReport(
        id=held.edition.id,
        name=held.edition.name,
        decile_definition=held.edition.decile_definition,
        attribution=held.edition.attribution,
        decile_counts=tuple(int(counts.get(decile, 0)) for decile in DECILES),
        zones_without_row=tuple(silent),
        rows_outside=rows_outside,
    )


def install_report(
    geography: Geography,
    *,
    editions: Sequence[EditionReport],
    postcodes_left_out: Mapping[str, int],
    repaired: Sequence[str],
    outside_council: int,
    notes: Sequence[str],
    sources: Sequence[SourceFile],
    now: dt.datetime,
) -> InstallReport:
    """Return what is said of a geography that is about to be kept.

    Parameters
    ----------
    geography
        The geography.
    editions
        What each edition holds.
    postcodes_left_out
        Rows of the postcode directories that were left out, by reason.
    repaired
        Codes of mended zones, of the area or not.
    outside_council
        Zones left out because they lie in another council.
    notes
        Sentences for people.
    sources
        The files installed from; of one role and name the last counts.
    now
        The time to put down.

    Returns
    -------
    InstallReport
        Without a digest yet.
    """
    system, people = geography.system, geography.zones_bng["population"]
    attribution = [system.attribution, *(edition.attribution for edition in editions)]
    if len(geography.postcodes):
        attribution.append(system.postcode_attribution)
    return InstallReport(
        area_name=geography.area_name,
        system=system.id,
        system_label=system.label,
        vintage=system.vintage,
        country=system.country,
        fictional=system.fictional,
        zones=len(geography.zones_bng),
        population=int(people.sum()) if people.notna().any() else None,
        population_source=geography.population_source,
        zones_without_population=int(people.isna().sum()),
        editions=tuple(editions),
        postcodes=len(geography.postcodes),
        postcodes_left_out=dict(postcodes_left_out),
        repaired_zones=tuple(code for code in repaired if code in geography.zones_bng.index),
        zones_outside_council=outside_council,
        notes=tuple(notes),
        sources=tuple({(source.role, source.name): source for source in sources}.values()),
        attribution=tuple(dict.fromkeys(filter(None, attribution))),
        installed_at=now.isoformat(),
        zones_beyond=0 if geography.beyond_bng is None else len(geography.beyond_bng),
    )


def with_network(report: InstallReport, network: NetworkReport | None) -> InstallReport:
    """Return what is said of a geography and its walking network.

    Parameters
    ----------
    report
        Of the geography.
    network
        What is said of the network; None without one.

    Returns
    -------
    InstallReport
        With the credit that the paths ask for.
    """
    if network is None:
        return report
    words = filter(None, (*report.attribution, network.attribution))
    return replace(report, network=network, attribution=tuple(words))


def source_files(given: Mapping[str, Sequence[Path]]) -> tuple[SourceFile, ...]:
    """Return what identifies the files installed from.

    Parameters
    ----------
    given
        Files by role.

    Returns
    -------
    tuple of SourceFile
        With the digests of their bytes.
    """
    return tuple(
        SourceFile(role=role, name=path.name, sha256=_sha256(path)) for role, paths in given.items() for path in paths
    )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
