"""Is everything in order? Asking changes nothing, and what cannot be read is a finding too."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from asset_map import __version__
from asset_map.domain.dates import local_date
from asset_map.domain.finding import Finding, FindingCode, Severity, is_whole, most_pressing_first
from asset_map.domain.permission import Actor, audience_for, may_look_after
from asset_map.domain.protection import Audience
from asset_map.errors import GeographyError, StoreError, UserError
from asset_map.geography.catalogue import Catalogue
from asset_map.geography.installed import Geography, open_geography
from asset_map.language import gettext as _
from asset_map.services.classification import the_classification
from asset_map.services.health.area import area_findings, zone_findings
from asset_map.services.health.machine import (
    backup_finding,
    clock_finding,
    disk_findings,
    home_finding,
    permission_finding,
)
from asset_map.services.health.records import placement_findings, record_findings
from asset_map.services.health.store_words import age_finding, whole_findings
from asset_map.services.permitted import asks
from asset_map.services.workspace import the_catalogue
from asset_map.settings import Settings
from asset_map.store import Inspected, Store, inspect_store


@dataclass(frozen=True, kw_only=True)
class HealthReport:
    """What a check found.

    Parameters
    ----------
    whole
        Whether nothing is broken.
    version, checked_at
        Of the software, and when, as ISO 8601.
    findings
        Everything that was looked at, most pressing first.
    """

    whole: bool
    version: str
    checked_at: str
    findings: tuple[Finding, ...]


@asks(may_look_after)
def check_health(settings: Settings, *, now: dt.datetime, actor: Actor) -> HealthReport:
    """Look whether everything is in order.

    Parameters
    ----------
    settings
        Where everything is.
    now, actor
        The moment, with its time zone, and who asks; records are counted that they see.

    Returns
    -------
    HealthReport
        Also of what cannot be read: nothing is raised for it.
    """
    findings = most_pressing_first(_findings(settings, now=now, audience=audience_for(actor)))
    return HealthReport(
        whole=is_whole(findings), version=__version__, checked_at=now.isoformat(timespec="seconds"), findings=findings
    )


def _findings(settings: Settings, *, now: dt.datetime, audience: Audience) -> Iterator[Finding]:
    if not settings.home.is_dir():
        yield _unreadable(
            FindingCode.AREA,
            _("a home folder at {home}").format(home=settings.home),
            _("none"),
            _("Name it with --home DIR, or set an area up with “asset-map geography fetch AREA”."),
        )
        return
    yield home_finding(settings)
    yield permission_finding(settings)
    yield backup_finding(settings, now=now)
    catalogue = the_catalogue()
    geography = None
    try:
        geography = open_geography(settings.geography_folder, catalogue=catalogue)
    except GeographyError as error:
        yield _unreadable(
            FindingCode.AREA, _("an area that can be read"), str(error), _("Set it up again from its official files.")
        )
    else:
        yield from _area(geography, settings, catalogue)
    try:
        inspected = inspect_store(settings.database_url)
    except StoreError as error:
        yield _unreadable(FindingCode.STORE_OPENS, _("a store that can be opened"), str(error), "")
        yield from disk_findings(settings, store_bytes=0)
        return
    yield age_finding(inspected, _place(settings))
    if inspected.store is not None:
        with closing(inspected.store) as store:
            yield from _store(store, inspected, settings, now=now, audience=audience)
            if geography is not None:
                yield from _zones(store, geography, settings, catalogue)


def _zones(store: Store, geography: Geography, settings: Settings, catalogue: Catalogue) -> Iterator[Finding]:
    yield from _careful(FindingCode.KNOWN_ZONES, lambda: zone_findings(store, geography, settings, catalogue))
    yield from _careful(FindingCode.ALL_COUNTED, lambda: placement_findings(store, geography.system.id))


def _place(settings: Settings) -> str:
    return Path(settings.database_url.removeprefix("sqlite:///")).name if "sqlite" in settings.database_url else ""


def _area(geography: Geography | None, settings: Settings, catalogue: Catalogue) -> list[Finding]:
    if geography is None:
        return [
            _unreadable(
                FindingCode.AREA,
                _("an area that is set up"),
                _("none"),
                _("Run “asset-map geography fetch AREA” with a council's name, or “asset-map geography add …”."),
            )
        ]
    return _careful(FindingCode.AREA, lambda: area_findings(geography, settings, catalogue))


def _store(
    store: Store, inspected: Inspected, settings: Settings, *, now: dt.datetime, audience: Audience
) -> Iterator[Finding]:
    yield _writable(store, inspected)
    yield from _careful(FindingCode.STORE_OPENS, lambda: whole_findings(store.troubles()))
    yield from _careful(FindingCode.DISK_SPACE, lambda: disk_findings(settings, store_bytes=store.size_bytes()))
    yield from _careful(FindingCode.CLOCK, lambda: [clock_finding(now=now, last_event_at=store.last_event_at())])

    def _records() -> list[Finding]:
        classification = the_classification(settings)
        return record_findings(store, classification, audience=audience, today=local_date(now))

    yield from _careful(FindingCode.STALE, _records)


def _writable(store: Store, inspected: Inspected) -> Finding:
    expected = _("a store that can be written")
    found, to_do = _("just that"), ""
    if inspected.unchanging:
        found = _("that its disk or folder may only be read")
        to_do = _("Give the right to write, or choose another place. What is kept can be read meanwhile.")
    else:
        try:
            store.check()
        except StoreError as error:
            found = str(error)
    right = found == _("just that")
    severity = Severity.ALL_RIGHT if right else Severity.BROKEN
    return Finding(code=FindingCode.STORE_WRITABLE, severity=severity, expected=expected, found=found, to_do=to_do)


def _careful(code: FindingCode, look: Callable[[], list[Finding]]) -> list[Finding]:
    """Return what is found; what stops the looking is a finding itself, and the others are looked at all the same."""
    try:
        return look()
    except (UserError, OSError) as error:
        told = str(error).rstrip(".")
        return [_unreadable(code, _("what can be looked at"), told, _("Mend this first, and check again."))]


def _unreadable(code: FindingCode, expected: str, found: str, to_do: str) -> Finding:
    return Finding(
        code=code, severity=Severity.BROKEN, expected=expected, found=found.rstrip("."), to_do=to_do, count=1
    )
