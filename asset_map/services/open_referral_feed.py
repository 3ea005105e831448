"""What of an area is published as Open Referral UK?"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from asset_map.domain.links import Relation
from asset_map.domain.protection import Audience
from asset_map.exports.files import write_whole
from asset_map.exports.formats import What
from asset_map.exports.open_referral.feed import Feed, feed_of
from asset_map.exports.open_referral.identity import Entry, without_nothing
from asset_map.exports.open_referral.page import write_feed
from asset_map.services.look import Question, view_assets
from asset_map.services.map_pages import banner
from asset_map.services.take_away.asked import Taken
from asset_map.services.take_away.making import make_export
from asset_map.services.workspace import Workspace


def open_referral_feed(workspace: Workspace, *, today: dt.date) -> Feed:
    """Return the feed of what is published and public.

    Parameters
    ----------
    workspace
        The area.
    today
        The day to judge by.

    Returns
    -------
    Feed
        Shared between callers: never changed in place.
    """
    return workspace.remember(("open referral", today), lambda: _feed(workspace, today))


def _feed(workspace: Workspace, today: dt.date) -> Feed:
    links = workspace.store.links(Audience.PUBLIC)
    runs = [one for one in links if one.link.relation is Relation.RUNS]
    by_name = sorted(runs, key=lambda one: (one.first.name, one.first.asset_id), reverse=True)
    run_by = {one.second.asset_id: one.first.asset_id for one in by_name}
    assets = view_assets(workspace, Audience.PUBLIC, today=today)
    return feed_of(assets, run_by, workspace.classification, as_of=today)


def write_open_referral(workspace: Workspace, *, today: dt.date, out: Path) -> int:
    """Write everything that the feed holds into one file.

    Parameters
    ----------
    workspace
        The area.
    today
        The day to judge by.
    out
        The file. It is replaced only when all was written.

    Returns
    -------
    int
        How many services it holds.

    Raises
    ------
    UserError
        When nothing can be written there.
    """
    feed = open_referral_feed(workspace, today=today)
    facts = facts_of(workspace, today=today)
    write_whole(out, lambda part: write_feed(feed, part, facts=facts))
    return len(feed.rows)


def facts_of(workspace: Workspace, *, today: dt.date) -> Entry:
    """Return what has to be known of the feed.

    Parameters
    ----------
    workspace
        The area.
    today
        The day to judge by.

    Returns
    -------
    dict
        Of where it is, on which terms, what it leaves out, and the run card.
    """
    taken = Taken(what=What.ASSETS, question=Question("", Audience.PUBLIC, today))
    card = make_export(taken, workspace).card
    return without_nothing(
        {
            "area": workspace.geography.area_name,
            "licence": "Each service on the terms of its list, in asset_map.licence; where that is empty, ask first.",
            "attribution": workspace.attribution,
            "caveats": list(caveats_of(workspace)),
            "run_card": card.facts(),
        }
    )


def caveats_of(workspace: Workspace) -> tuple[str, ...]:
    """Say what has to be known before the feed is used.

    Parameters
    ----------
    workspace
        The area.

    Returns
    -------
    tuple of str
        A sentence each.
    """
    told = (
        banner(workspace),
        "Only what is published and may be known to everybody is in here.",
        "Land and buildings, stories and festivals are no services.",
        "What is known by its data zone alone has no location.",
    )
    return tuple(text for text in told if text)
