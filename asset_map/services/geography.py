"""Setting up an area: installing official files, fetching them, saying what is installed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from asset_map.domain.dates import written_date
from asset_map.domain.permission import Actor, may_set_up
from asset_map.geography.fetch import fetch_sources
from asset_map.geography.installed import InstallReport, install_geography, installed_geographies
from asset_map.geography.network_file import NetworkReport
from asset_map.geography.sources import WHOLE_COUNTRY, Role, read_sources
from asset_map.services.outlines import outlines_of
from asset_map.services.permitted import asks
from asset_map.services.permitted_places import everywhere
from asset_map.services.workspace import make_home, open_workspace, the_catalogue
from asset_map.settings import Settings


@dataclass(frozen=True)
class AreaFiles:
    """Official files to install.

    Parameters
    ----------
    boundaries
        Zones; None to add to what is installed.
    deprivation, postcodes, lookups
        Tables beside them.
    council
        Keep only this council: name or code.
    network
        An extract of OpenStreetMap, for distances on foot.
    """

    boundaries: Path | None
    deprivation: Sequence[Path] = ()
    postcodes: Sequence[Path] = ()
    lookups: Sequence[Path] = ()
    council: str | None = None
    network: Path | None = None


@asks(may_set_up, everywhere)
def add_geography(
    files: AreaFiles, settings: Settings, *, now: dt.datetime, actor: Actor, progress: Callable[[str], None]
) -> InstallReport:
    """Install official files, and place the assets that are already recorded in the new zones.

    Parameters
    ----------
    files
        What to install.
    settings
        Where to.
    now, actor
        When, and who.
    progress
        Is told what is being done.

    Returns
    -------
    InstallReport
        What is installed now.

    Raises
    ------
    GeographyError
        When a file cannot be used; what was installed before stays.
    """
    with _one_install_at_a_time(settings):
        return _install(files, settings, now=now, actor=actor, progress=progress)


@asks(may_set_up, everywhere)
def fetch_geography(
    area: str, settings: Settings, *, now: dt.datetime, actor: Actor, progress: Callable[[str], None]
) -> InstallReport:
    """Download the official files for an area and install them.

    Parameters
    ----------
    area
        A council's name or code, or "scotland".
    settings
        Where to.
    now, actor
        When, and who.
    progress
        Is told what is being done.

    Returns
    -------
    InstallReport
        What is installed now.

    Raises
    ------
    FetchError
        When a file did not arrive; the message says how to go on by hand.
    """
    sources = [source for source in read_sources(settings.sources_file.read_text("utf-8")) if source.default]
    with _one_install_at_a_time(settings):
        fetched = fetch_sources(sources, settings.downloads_folder, area=area, now=now, progress=progress)
        by_role = {role: tuple(one.path for one in fetched if one.source.role is role) for role in Role}
        files = AreaFiles(
            boundaries=by_role[Role.BOUNDARIES][0],
            deprivation=by_role[Role.DEPRIVATION],
            postcodes=by_role[Role.POSTCODES],
            lookups=by_role[Role.LOOKUP],
            council=None if area.casefold() == WHOLE_COUNTRY else area,
        )
        return _install(files, settings, now=now, actor=actor, progress=progress)


def _one_install_at_a_time(settings: Settings) -> FileLock:
    make_home(settings)
    return FileLock(settings.home / "installing.lock")


def _install(
    files: AreaFiles, settings: Settings, *, now: dt.datetime, actor: Actor, progress: Callable[[str], None]
) -> InstallReport:
    report = install_geography(
        settings.geography_folder,
        catalogue=the_catalogue(),
        boundaries=files.boundaries,
        deprivation=files.deprivation,
        postcodes=files.postcodes,
        lookups=files.lookups,
        council=files.council,
        network=files.network,
        now=now,
        progress=progress,
    )
    progress("Preparing the zones for placing")
    # When this is interrupted, whoever opens the area next places the assets, and whoever asks for a map draws zones.
    workspace = open_workspace(settings, clock=lambda: now, actor=actor)
    workspace.store.close()
    progress("Drawing the zones for maps")
    zones_bng, digest = workspace.geography.zones_bng, workspace.geography.digest
    outlines_of(zones_bng, digest=digest, folder=settings.geography_folder)
    return report


def list_geographies(settings: Settings) -> list[InstallReport]:
    """Return what is installed, the one that is used first.

    Parameters
    ----------
    settings
        Where to look.

    Returns
    -------
    list of InstallReport
        One for each zone system.
    """
    return list(installed_geographies(settings.geography_folder))


def describe(report: InstallReport) -> str:
    """Return what is installed, for people.

    Parameters
    ----------
    report
        Of one zone system.

    Returns
    -------
    str
        A few lines.
    """
    people = "population not known" if report.population is None else f"{report.population:,} people"
    lines = [f"{report.area_name}: {report.zones:,} {report.system_label}, {people}"]
    for edition in report.editions:
        counts = ", ".join(map(str, edition.decile_counts))
        lines.append(f"  {edition.name}: deciles {edition.decile_definition}; zones in deciles 1 to 10: {counts}")
        if edition.zones_without_row:
            lines.append(f"    {len(edition.zones_without_row):,} zones have no row in it")
    left_out = "".join(f", {n:,} left out ({why})" for why, n in report.postcodes_left_out.items())
    lines.append(f"  {report.postcodes:,} postcodes{left_out}")
    if report.repaired_zones:
        lines.append(f"  Outlines mended: {', '.join(report.repaired_zones)}")
    if report.zones_outside_council:
        lines.append(f"  {report.zones_outside_council:,} zones of other councils were left out")
    if report.zones_beyond:
        lines.append(f"  {report.zones_beyond:,} zones just beyond the edge are kept to count the people there")
    lines += _describe_network(report.network)
    lines += [f"  {note}" for note in report.notes]
    return "\n".join(lines)


def _describe_network(network: NetworkReport | None) -> list[str]:
    if network is None:
        return ["  No walking network: distances are measured in a straight line"]
    dated = f", as of {written_date(dt.date.fromisoformat(network.dated))}" if network.dated else ""
    size = f"{network.junctions:,} junctions, {network.length_km:,.0f} km of paths"
    lines = [f"  Walking network from {network.file}{dated}: {size}"]
    if network.attribution:
        lines.append(f"    {network.attribution}")
    if network.left_out_km >= 0.1:
        lines.append(f"    {network.left_out_km:,.1f} km of paths that nothing joins to the others were left out")
    if network.zones_without:
        lines.append(f"    {network.zones_without:,} zones have no path in or near them: the file may not cover them")
    return lines
