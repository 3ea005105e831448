"""The report of a session as a file: JSON for other programs, PDF for paper."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict
from typing import Any

from asset_map.domain.turnout import SMALLEST_SHOWN
from asset_map.exports.pdf import pdf
from asset_map.language import gettext as _
from asset_map.services.map_pages import banner
from asset_map.services.sessions.report_parts import SessionReport
from asset_map.services.sessions.report_picture import said_classes
from asset_map.services.workspace import Workspace

FORMAT = 1
"""Raised when a name in the JSON changes or goes."""


def report_json(report: SessionReport) -> str:
    """Return a report for other programs.

    Parameters
    ----------
    report
        As `asset_map.services.sessions.report.session_report` gives it.

    Returns
    -------
    str
        JSON: what the page says, without the picture. A number that is not given is null.
    """
    told = {name: value for name, value in asdict(report).items() if name != "picture"}
    turnout = {
        "is_counted": report.turnout.is_counted,
        "people": report.turnout.people,
        "smallest_group_given": SMALLEST_SHOWN,
        "questions": [
            {
                "code": one.code,
                "text": one.text,
                "groups": [{"label": label, "people": people} for label, people in one.groups],
            }
            for one in report.turnout.questions
        ],
    }
    told |= {
        "format": FORMAT,
        "turnout": turnout,
        "kinds": [{"label": label, "said": said} for label, said in report.kinds],
        "absent": [{"question": text, "groups": list(labels)} for text, labels in report.absent],
        "decisions": [{"words": words, "reason": reason, "on": on} for words, reason, on in report.decisions],
        "views": [[first.contribution_id, second.contribution_id] for first, second in report.views],
    }
    return json.dumps(told, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def report_pdf(report: SessionReport, workspace: Workspace, *, now: dt.datetime) -> bytes:
    """Return a report on A4 pages.

    Parameters
    ----------
    report
        As `asset_map.services.sessions.report.session_report` gives it.
    workspace
        The area, for the banner of a made-up town and the credits.
    now
        When it is made, with its time zone.

    Returns
    -------
    bytes
        A tagged PDF, made without anything from the internet.
    """
    data: dict[str, Any] = json.loads(report_json(report)) | {
        "picture": report.picture,
        "legend": [{"label": one.label, "colour": one.colour} for one in said_classes()],
        "banner": banner(workspace),
        "attribution": workspace.attribution,
        "picture_words": _("The zones of the session, with the number of things said of each."),
        "keep_safe": keep_safe(report),
        "not_given": _("not given"),
        "views": [[vars(first), vars(second)] for first, second in report.views],
        "headings": headings(report),
        "columns": {
            "good": _("Good here"),
            "ideas": _("Ideas"),
            "none": _("Looked, nothing there"),
            "zone": _("Zone"),
            "offer": _("What people look for"),
            "squares": _("Squares"),
            "group": _("Group"),
            "people": _("People"),
            "found": _("Found"),
            "too_long_ago": _("Looked too long ago"),
            "not_looked": _("Not looked yet"),
        },
    }
    return pdf("session_report", data, now=now)


def keep_safe(report: SessionReport) -> str:
    """Return what has to be heeded with a report.

    Parameters
    ----------
    report
        Any.

    Returns
    -------
    str
        For a report that holds what the public may not see; empty for all others.
    """
    return _("For staff: holds what people asked not to publish. Not to be passed on.") if report.is_for_staff else ""


def headings(report: SessionReport) -> dict[str, str]:
    """Return the headings and leads of a report, the same on the page and on paper.

    Parameters
    ----------
    report
        Any.

    Returns
    -------
    dict
        By the name of the part.
    """
    people = report.turnout.people
    who = _("{people} people took part.").format(people=people) if people is not None else ""
    if report.turnout.is_counted and people is None:
        who = _("Fewer than {least} people took part, so nothing more is given.").format(least=SMALLEST_SHOWN)
    if not report.turnout.is_counted:
        who = _("Nobody has counted yet who took part.")
    lives = _("How many people live in the zones of this session is not known here.")
    if report.residents is not None:
        lives = _("{people} people live in the zones of this session.").format(people=f"{report.residents:,}")
    return {
        "report": _("Report of the mapping session"),
        "said": _("What people said"),
        "where": _("Where"),
        "words": _("In people's own words"),
        "views": _("Two views of one thing"),
        "who": _("Who took part"),
        "who_lead": who,
        "absent": _("Who was not there"),
        "absent_lead": _("Nobody ticked these groups. They may have been there and ticked nothing."),
        "absent_none": _("Every group that may be given was ticked by somebody."),
        "absent_unknown": _("Without counts by group nobody can say who was not there."),
        "lives": lives,
        "compare": _(
            "How many residents belong to each group is not in these records, so nobody can say here whether a group "
            "was there as much as it lives here."
        ),
        "missing": _("Whom the facilitator knew to be missing"),
        "asked": _("What was asked"),
        "decided": _("What was decided"),
        "decided_none": _("No decision is noted."),
        "promised": _("What was done, and what is promised"),
        "promised_none": _("Nothing is told yet of what was done."),
        "looked": _("What is known of these zones now"),
        "looked_lead": _("Of {zones} zones. Where nobody has looked, nothing is known, and nothing is missing.").format(
            zones=report.looked_zones
        ),
        "looked_none": _("Nobody has looked in these zones yet, as far as this report may say."),
        "quiet": _("Zones of which nothing is told here"),
        "without_zone": _("Without a zone"),
        "method": _("How this was counted"),
        "purpose": _("What it was for"),
        "promise": _("What was promised"),
        "limits": _("What it could not do"),
    }
