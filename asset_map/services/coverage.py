"""The coverage ledger: what is known of each zone and offer, since when and by whom; and where is to be looked next?"""

from __future__ import annotations

import datetime as dt

import pandas as pd

from asset_map.domain.coverage import CoverageState
from asset_map.domain.protection import OF_WORK, Audience
from asset_map.errors import UserError
from asset_map.measures.coverage import coverage_by_zone_and_offer, newest_looks
from asset_map.measures.look_next import look_next
from asset_map.services.editions import default_edition
from asset_map.services.look import view_assets, view_looks
from asset_map.services.workspace import Workspace

LEDGER_COLUMNS = ("zone_code", "zone_name", "offer", "coverage", "last_looked", "how", "usable")
"""What everybody may know of a zone and an offer."""


def looks_on_record(
    workspace: Workspace, *, audience: Audience, offer: str | None = None, zone: str | None = None
) -> pd.DataFrame:
    """Return every look with who looked, the newest first; for staff only.

    Parameters
    ----------
    workspace
        The area.
    audience
        For whom: the team see nothing of what is protected.
    offer, zone
        Only looks for this, or at this zone.

    Returns
    -------
    pandas.DataFrame
        As `asset_map.store.store.Store.read_looks` gives it for staff, with ``zone_name`` (missing for zones of another
        vintage).
    """
    looks = workspace.store.read_looks(audience, offer=offer)
    if zone is not None:
        looks = looks[looks["zone_code"].eq(zone)]
    named = looks.assign(zone_name=looks["zone_code"].map(workspace.geography.zones_bng["zone_name"]))
    return named.sort_values(["looked_on", "look_id"], ascending=False, ignore_index=True)


def ledger(
    workspace: Workspace,
    *,
    audience: Audience,
    today: dt.date,
    offer: str | None = None,
    known_by: dt.date | None = None,
) -> pd.DataFrame:
    """Return what is known of every zone and offer.

    Parameters
    ----------
    workspace
        The area.
    audience, today
        For whom, and the date on which it is asked and judged by.
    offer
        Only this offer.
    known_by
        A day before today, by which it is judged in place of today; None for what is known now.

    Returns
    -------
    pandas.DataFrame
        One row a zone and offer, by zone: ``zone_code``, ``zone_name``, ``offer``, ``coverage`` (a `CoverageState`),
        ``last_looked`` and ``how`` (missing where nobody looked, as far as the audience may know), ``usable`` (number;
        missing where it is not known); for staff also ``looked_by`` and ``list_name`` of the newest look. May be
        shared between callers: never changed in place.

    Raises
    ------
    UserError
        When the offer is not known.
    """
    table = _all_known(workspace, audience=audience, today=today, known_by=known_by)
    if offer is not None:
        _check_offer(offer, workspace)
        table = table[table["offer"].eq(offer)].reset_index(drop=True)
    if audience not in OF_WORK:
        return table
    looks = view_looks(workspace, audience, known_by=known_by)
    newest = newest_looks(looks, ["zone_code", "offer"], today=known_by or today)
    who = newest[["zone_code", "offer", "looked_by", "list_name"]]
    return table.merge(who, on=["zone_code", "offer"], how="left")


def where_to_look(workspace: Workspace, *, offer: str | None, audience: Audience, today: dt.date) -> pd.DataFrame:
    """Return the zones in which somebody should look next, by the rule of `asset_map.measures.look_next`.

    Parameters
    ----------
    workspace
        The area.
    offer
        What is to be looked for; None for all offers.
    audience, today
        For whom, and the date to judge by.

    Returns
    -------
    pandas.DataFrame
        As `asset_map.measures.look_next.look_next` describes it. Shared between callers: never changed in place.

    Raises
    ------
    UserError
        When the offer is not known.
    """

    def _rank() -> pd.DataFrame:
        table = ledger(workspace, audience=audience, today=today, offer=offer)
        states = table.pivot(index="zone_code", columns="offer", values="coverage")
        zones = workspace.geography.zones_bng[["zone_name", "population"]].reindex(states.index)
        edition = default_edition(workspace.geography)
        ranks = edition.table[["rank", "decile"]] if edition else pd.DataFrame(columns=["rank", "decile"])
        return look_next(states, pd.DataFrame(zones).join(ranks))

    return workspace.remember(("where to look", offer, audience, today), _rank)


def offers_to_look_for(zone: str, workspace: Workspace, *, audience: Audience, today: dt.date) -> dict[str, str]:
    """Return what is known of each offer in one zone.

    Parameters
    ----------
    zone
        The zone's code.
    workspace
        The area.
    audience, today
        For whom, and the date to judge by.

    Returns
    -------
    dict
        A `CoverageState` by offer: first what nobody has looked for, then what was looked for too long ago, then the
        rest; otherwise in the order of the classification.
    """
    table = _all_known(workspace, audience=audience, today=today)
    here = table[table["zone_code"].eq(zone)]
    states = dict(zip(here["offer"], here["coverage"], strict=True))
    first = [CoverageState.NOT_LOOKED.value, CoverageState.OUT_OF_DATE.value]
    order = sorted(states, key=lambda code: first.index(states[code]) if states[code] in first else len(first))
    return {code: states[code] for code in order}


def _all_known(
    workspace: Workspace, *, audience: Audience, today: dt.date, known_by: dt.date | None = None
) -> pd.DataFrame:
    """Return what an audience may know of every zone and offer, in the order of the classification."""

    def _read() -> pd.DataFrame:
        zones, offers = workspace.geography.zones_bng, workspace.classification.offers
        index = pd.MultiIndex.from_product([zones.index, list(offers)], names=["zone_code", "offer"])
        assets = view_assets(workspace, audience, today=today, known_by=known_by)[["zone_code", "offers", "usable"]]
        by_offer = assets.explode("offers").groupby(["zone_code", "offers"])["usable"].agg(["sum", "size"])
        counts = by_offer.reindex(index, fill_value=0).astype("int64")
        days = [one.look_interval_days for one in offers.values()] * len(zones)
        known = coverage_by_zone_and_offer(
            view_looks(workspace, audience, known_by=known_by),
            usable=counts["sum"],
            shown=counts["size"],
            interval_days=pd.Series(days, index=index),
            today=known_by or today,
        )
        sure = known["coverage"].isin([CoverageState.FOUND.value, CoverageState.LOOKED_NONE.value])
        table = known.assign(usable=counts["sum"].astype("Int64").where(sure)).reset_index()
        return table.assign(zone_name=table["zone_code"].map(zones["zone_name"]))[list(LEDGER_COLUMNS)]

    return workspace.remember(("all known", audience, today, known_by), _read)


def _check_offer(offer: str, workspace: Workspace) -> None:
    if offer not in workspace.classification.offers:
        offers = ", ".join(workspace.classification.offers)
        raise UserError(f"There is no offer “{offer}”. Choose one of: {offers}.")
