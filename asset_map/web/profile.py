"""The profile of a neighbourhood as a page of its own: for a phone, for paper, and with scripts off."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from urllib.parse import quote

import pandas as pd
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from asset_map.domain.coverage import CoverageState
from asset_map.domain.dates import local_date, read_date, written_date
from asset_map.domain.links import SeenLink
from asset_map.domain.neighbourhood import NeighbourhoodKind
from asset_map.errors import StoreError, UserError
from asset_map.language import gettext as _
from asset_map.language import ngettext
from asset_map.measures.small_numbers import TOTAL
from asset_map.services.change_words import change_words
from asset_map.services.current import current_workspace
from asset_map.services.figure_words import people_words, share_words
from asset_map.services.links import relation_words
from asset_map.services.map_pages import banner
from asset_map.services.neighbourhood_words import kind_words
from asset_map.services.neighbourhoods import area_of
from asset_map.services.profile import OfferHere, Profile, profile
from asset_map.services.then_and_now import a_year_before
from asset_map.services.workspace import Workspace
from asset_map.web.conditional import has_tag
from asset_map.web.plain_page import HEADERS, page_text, plain_page

PROFILE_HEADERS = {**HEADERS, "cache-control": "no-cache"}
"""A browser keeps the page and asks each time whether it still holds."""

NAMES_TOLD = 6
"""How many names stand beside an offer on the screen."""

ON_PAPER = 2
"""How many of them stand there on paper, so that the page fits one sheet."""

FEW_OFFERS = 12
NAMED_OF_MANY = 6
"""With more offers than so many, the first few have one name each on paper, and the others none."""

GAPS_ON_PAPER = 10

LINKS_TOLD, LINKS_ON_PAPER = 40, 5
CHANGES_TOLD, CHANGES_ON_PAPER = 40, 5


@dataclass(frozen=True)
class StrongRow:
    """One offer that something gives here.

    Parameters
    ----------
    label, count
        The offer, and how many usable assets give it.
    names
        The first of them: id and name.
    more
        How many others there are.
    here, area
        Shares of people within reach, here and in the whole area, in words.
    """

    label: str
    count: int
    names: tuple[tuple[str, str], ...]
    more: int
    here: str
    area: str


def profile_routes() -> list[BaseRoute]:
    """Return the routes of profiles.

    Returns
    -------
    list of starlette.routing.BaseRoute
        One for every neighbourhood and zone.
    """
    return [Route("/neighbourhood/{neighbourhood_id}", neighbourhood_profile)]


async def neighbourhood_profile(request: Request) -> Response:
    """Answer with the profile of a neighbourhood, for the public.

    Parameters
    ----------
    request
        Names it in its path, and in ``since`` the day from which changes are told; else a year ago.

    Returns
    -------
    starlette.responses.Response
        A page without scripts; 404 where there is no such neighbourhood.
    """
    return await run_in_threadpool(lambda: _answer(request))


def _answer(request: Request) -> Response:
    fictional = ""
    try:
        workspace = current_workspace()
        fictional = banner(workspace)
        text = profile_page(request, workspace)
    except StoreError:
        text = _("The records cannot be reached just now. Try again in a minute.")
        return plain_page("plain.html", {"title": _("Not now"), "texts": [text], "banner": ""}, status_code=503)
    except UserError as error:
        words = {"title": _("No such neighbourhood"), "texts": [str(error)], "banner": fictional}
        return plain_page("plain.html", words, status_code=404)
    tag = f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
    headers = {**PROFILE_HEADERS, "etag": tag}
    if has_tag(request, tag):
        return Response(status_code=304, headers=headers)
    return HTMLResponse(text, headers=headers)


def profile_page(request: Request, workspace: Workspace, *, is_embedded: bool = False) -> str:
    """Return the profile that a request asks for, for the public.

    Parameters
    ----------
    request
        Names the neighbourhood in its path, and in ``since`` the day from which changes are told; else a year ago.
    workspace
        The area.
    is_embedded
        Whether it stands in another server's page: what it links to then opens beside that page.

    Returns
    -------
    str
        HTML.

    Raises
    ------
    UserError
        When there is no such neighbourhood.
    """
    today = local_date(dt.datetime.now(dt.UTC))
    neighbourhood = area_of(request.path_params["neighbourhood_id"], workspace)
    since = _since(request.query_params.get("since", ""), today)
    path = f"/neighbourhood/{quote(neighbourhood.neighbourhood_id, safe='')}"
    address = str(request.url.replace(path=path, query="", fragment=""))

    def _write() -> str:
        told = profile(neighbourhood, workspace, today=today, since=since)
        return _page(told, workspace, address, is_embedded=is_embedded)

    return workspace.remember(("profile page", neighbourhood, today, since, address, is_embedded), _write)


def _since(text: str, today: dt.date) -> dt.date:
    day = read_date(text)
    return day if day is not None and day < today else a_year_before(today)


def _page(told: Profile, workspace: Workspace, address: str, *, is_embedded: bool) -> str:
    strong = [one for one in told.offers if one.assets]
    missing = sorted((one for one in told.offers if one.looked_none), key=_gap_order)
    words = {
        "title": told.neighbourhood.name,
        "kind": kind_words()[told.neighbourhood.kind],
        "area": workspace.geography.area_name,
        "banner": banner(workspace),
        "address": address,
        "is_embedded": is_embedded,
        "as_of": written_date(told.card.as_of),
        "lead": _lead(told),
        "picture": told.picture,
        "zones": told.zone_names,
        "zones_cut": told.zones_cut,
        "has_outline": told.neighbourhood.shape_bng is not None,
        "strong_lead": _strong_lead(told, strong),
        "strong": [_strong_row(one) for one in strong],
        "near": [_strong_row(one) for one in told.offers if not one.assets and one.share_here > 0],
        "links": [_link(one) for one in told.links[:LINKS_TOLD]],
        "links_more": max(0, len(told.links) - LINKS_TOLD),
        "missing": [_missing(one) for one in missing],
        "is_one_zone": len(told.zone_names) == 1,
        **_ask(told),
        "people": _people(told),
        "edition": told.edition,
        "decile_definition": told.decile_definition,
        **_changes(told),
        "card": [row for row in told.card.rows() if row[1] not in told.card.notes],
        "notes": told.card.notes,
        "attribution": workspace.attribution,
        "source": told.neighbourhood.source,
        "licence": told.neighbourhood.licence,
        "names_on_paper": ON_PAPER if len(strong) <= FEW_OFFERS else 1,
        "named_on_paper": FEW_OFFERS if len(strong) <= FEW_OFFERS else NAMED_OF_MANY,
        "gaps_on_paper": GAPS_ON_PAPER,
        "links_on_paper": LINKS_ON_PAPER,
        "changes_on_paper": CHANGES_ON_PAPER,
    }
    return page_text("profile.html", words)


def _lead(told: Profile) -> str:
    zones = ngettext("{count} data zone", "{count} data zones", len(told.zone_names))
    if pd.notna(told.people[TOTAL]) and told.people[TOTAL] == 0:
        return _("Nobody is counted as living here.")
    people = people_words(told.people[TOTAL])
    if told.neighbourhood.kind is NeighbourhoodKind.ZONE:
        return _("{people} people live here.").format(people=people)
    return _("{people} people live here, in {zones}.").format(people=people, zones=zones)


def _strong_lead(told: Profile, strong: list[OfferHere]) -> str:
    if not strong:
        return _("Nothing that can be used now is on record here yet.")
    things = ngettext("{count} place or group can be used", "{count} places and groups can be used", told.usable)
    return _("{things}. Between them they give {found} of {all} things that people look for.").format(
        things=things, found=len(strong), all=len(told.offers)
    )


def _strong_row(one: OfferHere) -> StrongRow:
    return StrongRow(
        label=one.label,
        count=len(one.assets),
        names=tuple((end.asset_id, end.name) for end in one.assets[:NAMES_TOLD]),
        more=max(0, len(one.assets) - NAMES_TOLD),
        here=share_words(one.share_here),
        area=share_words(one.share_area),
    )


def _link(one: SeenLink) -> dict[str, object]:
    words = relation_words()[one.link.relation][0]
    return {"first": one.first, "words": words, "second": one.second, "note": one.link.note}


def _gap_order(one: OfferHere) -> tuple[bool, int, str]:
    return bool(one.assets), -one.looked_none, one.label


def _missing(one: OfferHere) -> dict[str, str]:
    all_zones = sum(one.zones.values())
    zones = _("all {all}") if one.looked_none == all_zones else _("{none} of {all}")
    return {
        "label": one.label,
        "zones": zones.format(none=one.looked_none, all=all_zones),
        "people": people_words(round(one.people_without) if pd.notna(one.people_without) else pd.NA),
        "elsewhere": str(len(one.assets)) if one.assets else _("no"),
    }


def _ask(told: Profile) -> dict[str, object]:
    """Return the offers that nobody has looked for anywhere here, and those looked for in part, by how many zones."""
    open_ones = [one for one in told.offers if one.to_ask]
    nowhere = [one for one in open_ones if one.zones[CoverageState.NOT_LOOKED.value] == sum(one.zones.values())]
    partly: dict[int, list[str]] = {}
    for one in sorted(open_ones, key=lambda one: (-one.to_ask, one.label)):
        if one not in nowhere:
            partly.setdefault(one.to_ask, []).append(one.label)
    zones = _("{open} of {all} zones")
    return {
        "ask_nowhere": sorted(one.label for one in nowhere),
        "ask_partly": [
            (zones.format(open=count, all=len(told.zone_names)), labels) for count, labels in partly.items()
        ],
    }


def _people(told: Profile) -> list[dict[str, str]]:
    if not told.edition:
        return []
    total = told.people[TOTAL]
    rows = []
    for decile in range(11):
        if decile not in told.people.index:
            continue
        count = told.people[decile]
        share = "–" if pd.isna(count) or pd.isna(total) or not total else f"{count / total:.0%}"
        label = str(decile) if decile else _("not ranked")
        rows.append({"decile": label, "people": "–" if pd.isna(count) else f"{count:,}", "share": share})
    return rows


def _changes(told: Profile) -> dict[str, object]:
    changes, words = told.changes, change_words()
    if changes is None:
        return {"since": "", "since_iso": "", "figures": [], "changes": [], "changes_more": 0}
    figures = {figure.code: (int(figure.then), int(figure.now)) for figure in changes.figures}
    looked = (_looked(figures, 0), _looked(figures, 1))
    rows = [
        {"name": one["name"], "id": one["asset_id"], "change": words[one["change"]]}
        for one in changes.assets.to_dict("records")
    ]
    return {
        "since": written_date(changes.then),
        "since_iso": changes.then.isoformat(),
        "figures": [
            (_("Places and groups that can be used"), *figures["usable"]),
            (_("Zones and offers looked at"), *looked),
            (_("Zones and offers looked at, and none there"), *figures["looked_none"]),
        ],
        "changes": rows[:CHANGES_TOLD],
        "changes_more": max(0, len(rows) - CHANGES_TOLD),
    }


def _looked(figures: dict[str, tuple[int, int]], which: int) -> int:
    return sum(figures[state][which] for state in ("found", "looked_none", "out_of_date"))
