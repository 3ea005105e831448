"""Lists to print and take along: what is to be checked is for staff, as it holds protected records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from asset_map.domain.dates import local_date, written_date
from asset_map.domain.permission import audience_for, may_check
from asset_map.domain.protection import Audience, Level
from asset_map.errors import UserError
from asset_map.language import gettext as _
from asset_map.language import ngettext
from asset_map.services.check_words import check_state_words, checked_words, where_words
from asset_map.services.current import current_workspace
from asset_map.services.map_pages import banner
from asset_map.services.to_check import CheckFilters, to_check
from asset_map.services.workspace import Workspace
from asset_map.web.plain_page import plain_page
from asset_map.web.walk_sheets import walk_sheet_routes
from asset_map.web.who import signed_in

MOST_PRINTED = 500
"""How many records one list holds: about sixty sheets of paper, and more than a round of visits."""


@dataclass(frozen=True)
class PrintedRow:
    """One record on the list.

    Parameters
    ----------
    name, where
        What it is called and where it is.
    contact
        How to reach it, each way a text.
    checked, state
        When and how it was last checked, and how pressing it is.
    protected
        What to heed; empty for a public record.
    """

    name: str
    where: str
    contact: tuple[str, ...]
    checked: str
    state: str
    protected: str


def printing_routes() -> list[BaseRoute]:
    """Return the routes of lists to print.

    Returns
    -------
    list of starlette.routing.BaseRoute
        Every other address below ``/print/`` is answered as the lists for staff are for the public.
    """
    return [Route("/print/to-check", print_to_check), *walk_sheet_routes(), Route("/print/{rest:path}", _nothing_here)]


async def print_to_check(request: Request) -> Response:
    """Answer with the records that are to be checked, to print.

    Parameters
    ----------
    request
        Asks with the filters of the screen.

    Returns
    -------
    starlette.responses.Response
        For whoever is not signed in, a page that holds no record, with 404.
    """
    return await run_in_threadpool(lambda: _for_staff(request))


async def _nothing_here(_: Request) -> Response:
    return _staff_only()


def _for_staff(request: Request) -> Response:
    try:
        person = signed_in(request)
        if person is None or not may_check(person):
            return _staff_only()
        return _list(request, current_workspace(), audience_for(person))
    except UserError:
        text = _("The records cannot be reached just now. Try again in a minute.")
        return plain_page("plain.html", {"title": _("Not now"), "texts": [text], "banner": ""}, status_code=503)


def _staff_only() -> Response:
    texts = [_("This list is for staff, because it holds protected records. Open your personal link first.")]
    words = {"title": _("For staff only"), "texts": texts, "banner": ""}
    return plain_page("plain.html", words, status_code=404)


def _list(request: Request, workspace: Workspace, audience: Audience) -> Response:
    asked = request.query_params
    filters = CheckFilters(asked.get("zone", ""), asked.get("kind", ""), asked.get("offer", ""), asked.get("state", ""))
    today = local_date(dt.datetime.now(dt.UTC))
    found = to_check(workspace, audience=audience, today=today, filters=filters)
    rows = [_row(record) for record in found.head(MOST_PRINTED).to_dict("records")]
    area, day = workspace.geography.area_name, written_date(today)
    has_protected = any(row.protected for row in rows)
    running = _("To check in {area}, {date}").format(area=area, date=day)
    keep_safe = _("Holds protected records: not to be passed on")
    words = {
        "title": _("To check in {area}").format(area=area),
        "banner": banner(workspace),
        "made": f"{day}. {_how_many(len(found))}",
        "narrowed": _narrowed(filters, workspace),
        "protected": f"{keep_safe}. {_('Keep this list with you, and shred it afterwards.')}" if has_protected else "",
        "running": f"{running}. {keep_safe}." if has_protected else f"{running}.",
        "rows": rows,
    }
    return plain_page("to_check.html", words)


def _how_many(count: int) -> str:
    if count > MOST_PRINTED:
        return _("The {printed} most pressing of {count:,} records.").format(printed=MOST_PRINTED, count=count)
    return ngettext("{count} record, most pressing first.", "{count} records, most pressing first.", count)


def _narrowed(filters: CheckFilters, workspace: Workspace) -> str:
    classification = workspace.classification
    zone_names = workspace.geography.zones_bng["zone_name"]
    kind, offer = classification.kinds.get(filters.kind), classification.offers.get(filters.offer)
    chosen = [
        str(zone_names.get(filters.zone, filters.zone)),
        kind.label if kind else filters.kind,
        offer.label if offer else filters.offer,
        check_state_words().get(filters.state, filters.state),
    ]
    named = [one for one in chosen if one]
    return _("Only: {filters}.").format(filters=", ".join(named)) if named else ""


def _row(record: dict[Hashable, Any]) -> PrintedRow:
    level = Level(record["protection"])
    return PrintedRow(
        name=record["name"],
        where=where_words(record),
        contact=tuple(record[way] for way in ("phone", "email", "web") if record[way]),
        checked=checked_words(record),
        state=check_state_words()[record["check_state"]],
        protected="" if level is Level.PUBLIC else _("Protected: not to be passed on"),
    )
