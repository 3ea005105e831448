"""Is the area as it was set up, and is something newer known of it?"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from asset_map.domain.finding import Finding, FindingCode, Severity, all_right
from asset_map.geography.catalogue import Catalogue
from asset_map.geography.installed import Geography
from asset_map.geography.manifest import noted_elsewhere
from asset_map.geography.sources import read_sources
from asset_map.language import gettext as _
from asset_map.services.workspace import placed_by_now
from asset_map.settings import Settings
from asset_map.store import Store


def area_findings(geography: Geography, settings: Settings, catalogue: Catalogue) -> list[Finding]:
    """Return what is said of the installed boundaries and tables.

    Parameters
    ----------
    geography
        As installed.
    settings
        Where it is.
    catalogue
        What the project knows.

    Returns
    -------
    list of Finding
        None of them is broken: an older edition goes on being right about its own year.
    """
    named = all_right(
        FindingCode.AREA,
        _("an area that is set up"),
        found=f"{geography.area_name}, {geography.system.label}",
        count=len(geography.zones_bng),
    )
    return [named, _editions(geography, catalogue), _downloads(settings)]


def _editions(geography: Geography, catalogue: Catalogue) -> Finding:
    country = geography.system.country
    known = [
        edition
        for edition in catalogue.editions.values()
        if edition.year is not None and catalogue.systems[edition.zone_system].country == country
    ]
    here = [held.edition for held in geography.editions.values()]
    newest_here = max((one.year for one in here if one.year is not None), default=None)
    newer = [one for one in known if newest_here is not None and one.year is not None and one.year > newest_here]
    expected = _("the newest edition of deprivation that this software knows")
    if not newer:
        found = ", ".join(one.name for one in here) or _("no deprivation at all, as nothing was added")
        return all_right(FindingCode.EDITIONS, expected, found=found)
    return Finding(
        code=FindingCode.EDITIONS,
        severity=Severity.NEEDS_DOING,
        expected=expected,
        found=_("an older one, while {newer} is known").format(newer=", ".join(one.name for one in newer)),
        to_do=_("Fetch the area again, or add the newer files with “asset-map geography add”."),
        count=len(newer),
        examples=tuple(one.id for one in newer[:3]),
    )


def _downloads(settings: Settings) -> Finding:
    expected = _("official files from the addresses that are known now")
    known = read_sources(settings.sources_file.read_text("utf-8"))
    older = noted_elsewhere(known, settings.downloads_folder)
    if not older:
        return all_right(FindingCode.DOWNLOADS, expected)
    return Finding(
        code=FindingCode.DOWNLOADS,
        severity=Severity.NEEDS_DOING,
        expected=expected,
        found=_("an earlier release of {titles}").format(titles="; ".join(one.title for one in older)),
        to_do=_("Fetch the area again with “asset-map geography fetch AREA”."),
        count=len(older),
        examples=tuple(one.id for one in older[:3]),
    )


def zone_findings(store: Store, geography: Geography, settings: Settings, catalogue: Catalogue) -> list[Finding]:
    """Return what is said of the zones that records lie in.

    Parameters
    ----------
    store, geography, settings, catalogue
        The records, the area, where it is, and what the project knows.

    Returns
    -------
    list of Finding
        Broken where a record lies in a zone of which nobody knows.
    """
    in_use = store.zones_in_use()
    unknown = {
        code: records
        for system in {system for system, _code in in_use}
        for code, records in _unknown(system, in_use, geography, catalogue)
    }
    known = Finding(
        code=FindingCode.KNOWN_ZONES,
        severity=Severity.BROKEN if unknown else Severity.ALL_RIGHT,
        expected=_("records in zones that are known"),
        found=_("{count} in others").format(count=f"{sum(unknown.values()):,}") if unknown else _("just that"),
        to_do=_("Set the area up again from its official files: every record is then placed anew.") if unknown else "",
        count=sum(unknown.values()),
        examples=tuple(sorted(unknown)[:3]),
    )
    placed = geography.fictional or placed_by_now(settings, geography, store)  # the demo town places its own
    anew = Finding(
        code=FindingCode.PLACED_ANEW,
        severity=Severity.ALL_RIGHT if placed else Severity.NEEDS_DOING,
        expected=_("records placed in the zones that are installed now"),
        found=_("just that") if placed else _("that they were last placed by others"),
        to_do="" if placed else _("Start the app, or run any other command: it places them anew."),
    )
    return [known, anew]


def _unknown(
    system: str, in_use: dict[tuple[str, str], int], geography: Geography, catalogue: Catalogue
) -> Iterable[tuple[str, int]]:
    codes = pd.Series([code for one, code in in_use if one == system], dtype="str")
    if system == geography.system.id:
        right = codes.isin(geography.zones_bng.index)
    else:
        described = catalogue.systems.get(system)
        right = codes.notna() if described is None else described.holds(codes)
    return [(str(code), in_use[system, code]) for code in codes[~right]]
