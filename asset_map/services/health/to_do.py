"""What needs doing today, for who looks after Asset Map? Quick enough to be asked at every tap."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from asset_map.domain.dates import local_date, written_date
from asset_map.domain.finding import Finding, FindingCode, Severity, all_right, most_pressing_first
from asset_map.domain.permission import Actor, audience_for, may_look_after
from asset_map.domain.protection import Audience
from asset_map.language import gettext as _
from asset_map.language import ngettext
from asset_map.services.daily_jobs import daily_jobs
from asset_map.services.daily_work import state_of_job
from asset_map.services.health.area import area_findings, zone_findings
from asset_map.services.health.daily import DAILY_CHECK
from asset_map.services.health.machine import backup_finding, disk_findings, home_finding, permission_finding
from asset_map.services.health.records import placement_findings, record_findings
from asset_map.services.permitted import asks
from asset_map.services.workspace import Workspace

NOT_SEEN_DAYS = 365
"""Who has not signed in for a year has most likely moved on, and their link still opens protected records."""

EXPIRING_DAYS = 14
"""Long enough to reach somebody who works a day a week."""

NAMES = 5
"""How many people are named; the others are counted."""


@asks(may_look_after)
def to_do(workspace: Workspace, *, now: dt.datetime, actor: Actor) -> tuple[Finding, ...]:
    """Return what needs doing, and what was looked at beside it, most pressing first.

    Parameters
    ----------
    workspace
        The area.
    now
        The moment, with its time zone.
    actor
        Who asks; records are counted that they see.

    Returns
    -------
    tuple of Finding
        What depends on records is worked out once for each state of the store; room, rights and backups are looked at
        each time. Damage takes longer to look for: `asset_map.services.health.checking.check_health` does.
    """
    today, audience = local_date(now), audience_for(actor)
    kept = workspace.remember(("to do", today, audience), lambda: _of_records(workspace, today, audience))
    settings = workspace.settings
    machine = [
        home_finding(settings),
        *disk_findings(settings, store_bytes=workspace.store.size_bytes()),
        backup_finding(settings, now=now),
        *_days_work(workspace),
        permission_finding(settings),
        _links_expiring(workspace, now),
        _not_seen(workspace, now),
    ]
    return most_pressing_first([*machine, *kept])


def _of_records(workspace: Workspace, today: dt.date, audience: Audience) -> tuple[Finding, ...]:
    store, settings, geography = workspace.store, workspace.settings, workspace.geography
    said = store.contributions_waiting()
    left_open = store.sessions_left_open(today)
    return (
        _counted(
            FindingCode.SESSIONS_OPEN,
            left_open,
            _("no session that can still be joined after its day"),
            ngettext("{count} left open", "{count} left open", left_open),
            _("Close it when everybody has gone."),
        ),
        _counted(
            FindingCode.SAID_WAITING,
            said,
            _("nothing said in sessions that waits for review"),
            ngettext("{count} thing that waits", "{count} things that wait", said),
            _("Make records of what was said, so that people hear what became of it."),
        ),
        *record_findings(store, workspace.classification, audience=audience, today=today),
        *(one for one in placement_findings(store, geography.system.id) if audience is Audience.STAFF),
        *zone_findings(store, geography, settings, workspace.catalogue),
        *area_findings(geography, settings, workspace.catalogue),
    )


def _not_seen(workspace: Workspace, now: dt.datetime) -> Finding:
    names = workspace.store.not_signed_in_since(now - dt.timedelta(days=NOT_SEEN_DAYS))
    return _counted(
        FindingCode.NOT_SEEN,
        len(names),
        _("people who have signed in within a year"),
        _named(_("{count} who have not: {names}"), names),
        _("Ask them whether they still need to, and end the links of those who do not."),
    )


def _days_work(workspace: Workspace) -> list[Finding]:
    """Return what is said of each work that is done once a day by itself."""
    findings = []
    for job in daily_jobs():
        state = state_of_job(job, workspace)
        expected = _("that this is done every day by itself: {work}").format(work=_(job.title))
        if state.failure is None:
            findings.append(all_right(FindingCode.DAILY_WORK, expected))
            continue
        day, why = written_date(state.failure.day), state.failure.words.rstrip(".")
        findings.append(
            Finding(
                code=FindingCode.DAILY_WORK,
                severity=Severity.BROKEN if job is DAILY_CHECK else Severity.NEEDS_DOING,
                expected=expected,
                found=_("that it could not be done on {day}: {why}").format(day=day, why=why),
                to_do=_("Mend what it says. It is tried again within the hour."),
                count=1,
            )
        )
    return findings


def _links_expiring(workspace: Workspace, now: dt.datetime) -> Finding:
    names = workspace.store.links_expiring(now + dt.timedelta(days=EXPIRING_DAYS))
    return _counted(
        FindingCode.LINKS_EXPIRING,
        len(names),
        _("personal links that open for two weeks more"),
        _named(_("{count} that do not: {names}"), names),
        _("Make new links for those who still need one."),
    )


def _named(words: str, names: Sequence[str]) -> str:
    shown = ", ".join(names[:NAMES]) + (" …" if len(names) > NAMES else "")
    return words.replace("{names}", shown.replace("{", "(").replace("}", ")"))


def _counted(code: FindingCode, count: int, expected: str, found: str, to_do_then: str) -> Finding:
    if not count:
        return all_right(code, expected)
    return Finding(
        code=code,
        severity=Severity.NEEDS_DOING,
        expected=expected,
        found=found.format(count=f"{count:,}"),
        to_do=to_do_then,
        count=count,
    )
