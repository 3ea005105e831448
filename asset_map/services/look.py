"""Looking at an area: its assets and its zones, for one audience, as of today or as they were known on a past day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from asset_map.domain.coverage import CoverageState
from asset_map.domain.protection import Audience
from asset_map.errors import UserError
from asset_map.language import gettext as _
from asset_map.measures.counts import count_by_zone, per_1000
from asset_map.measures.coverage import coverage_by_zone, last_looked
from asset_map.measures.deciles import by_decile
from asset_map.measures.usable import freshness_of, usable_now
from asset_map.services.editions import chosen_edition, default_edition
from asset_map.services.workspace import Workspace, zones_of_shapes
from asset_map.store import KnownBy


@dataclass(frozen=True)
class Question:
    """What is asked of an area.

    Parameters
    ----------
    offer
        The offer that is looked for.
    audience
        For whom the answer is made; protection is applied for them.
    today
        The date on which it is asked.
    edition_id
        A deprivation edition; None for the default one.
    known_by
        A day before today: the records are taken as they were known at its end, and judged by it, in the zones of
        today. None for what is known now.
    """

    offer: str
    audience: Audience
    today: dt.date
    edition_id: str | None = None
    known_by: dt.date | None = None

    @property
    def day(self) -> dt.date:
        """The date to judge by."""
        return self.known_by or self.today


@dataclass(frozen=True)
class ZoneAnswer:
    """Strengths and gaps of one offer.

    Parameters
    ----------
    zones
        One row a zone, indexed by ``zone_code``: ``zone_name``, ``population``, ``rank``, ``decile``, ``usable``
        (number; missing where it is not known), ``per_1000`` (missing likewise), ``coverage`` (a `CoverageState`),
        ``last_looked`` and ``how`` (when and how somebody last looked; missing where nobody did).
    deciles
        The same summed by decile, as `asset_map.measures.deciles.by_decile` gives it.
    zones_looked
        How many zones were looked at: found, looked and none, or out of date.
    usable, shown
        Usable assets in zones, and all assets of the offer that the audience sees.
    edition_name, decile_definition, vintage
        What the deciles are.
    """

    zones: pd.DataFrame
    deciles: pd.DataFrame
    zones_looked: int
    usable: int
    shown: int
    edition_name: str
    decile_definition: str
    vintage: str


def view_assets(
    workspace: Workspace, audience: Audience, *, today: dt.date, known_by: dt.date | None = None
) -> gpd.GeoDataFrame:
    """Return the assets an audience sees, with their freshness.

    Parameters
    ----------
    workspace
        The area.
    audience
        For whom.
    today
        The date on which it is asked, and the one to judge by.
    known_by
        A day before today, by which it is judged in place of today; None for what is known now.

    Returns
    -------
    geopandas.GeoDataFrame
        As the store gives them (EPSG:27700), with ``freshness``, ``usable``, ``zone_name`` and ``decile``. Shared
        between callers: never changed in place.
    """
    return workspace.remember(
        ("assets", audience, today, known_by), lambda: _read_assets(workspace, audience, today, known_by)
    )


def _read_assets(
    workspace: Workspace, audience: Audience, today: dt.date, known_by: dt.date | None
) -> gpd.GeoDataFrame:
    geography, day = workspace.geography, known_by or today
    past = _known_by(known_by, workspace)
    assets = workspace.store.read_assets(audience, zone_system=geography.system.id, known_by=past)
    if audience is not Audience.STAFF:
        # What is to go by now is not shown by looking back either.
        to_go = assets["asset_id"].isin(workspace.store.past_keep_until(today))
        assets = assets[~to_go].reset_index(drop=True)
    assets["freshness"] = freshness_of(assets, workspace.classification.kinds, today=day)
    assets["usable"] = usable_now(assets, today=day)
    assets["zone_name"] = assets["zone_code"].map(geography.zones_bng["zone_name"])
    edition = default_edition(geography)
    deciles = edition.table["decile"] if edition else pd.Series(dtype="Int64")
    assets["decile"] = assets["zone_code"].map(deciles).astype("Int64")
    return assets


def assets_of(question: Question, workspace: Workspace) -> gpd.GeoDataFrame:
    """Return the assets that a question is about, whatever they offer.

    Parameters
    ----------
    question
        For whom and as of when.
    workspace
        The area.

    Returns
    -------
    geopandas.GeoDataFrame
        As `view_assets` gives them.
    """
    return view_assets(workspace, question.audience, today=question.today, known_by=question.known_by)


def offered_assets(question: Question, workspace: Workspace) -> gpd.GeoDataFrame:
    """Return the assets that give what a question is about, as their primary offer or beside others.

    Parameters
    ----------
    question
        For whom, as of when, and which offer.
    workspace
        The area.

    Returns
    -------
    geopandas.GeoDataFrame
        As `view_assets` gives them. Shared between callers: never changed in place.
    """
    return workspace.remember(
        ("offered assets", question), lambda: with_offer(assets_of(question, workspace), question.offer)
    )


def view_looks(workspace: Workspace, audience: Audience, *, known_by: dt.date | None = None) -> pd.DataFrame:
    """Return the looks that an audience may know of.

    Parameters
    ----------
    workspace
        The area.
    audience
        For whom.
    known_by
        A day that is past; None for what is known now.

    Returns
    -------
    pandas.DataFrame
        As the store gives them. Shared between callers: never changed in place.
    """
    past = _known_by(known_by, workspace)
    return workspace.remember(
        ("looks", audience, known_by), lambda: workspace.store.read_looks(audience, known_by=past)
    )


def _known_by(day: dt.date | None, workspace: Workspace) -> KnownBy | None:
    if day is None:
        return None
    return KnownBy(
        day, workspace.geography.system.id, lambda shapes: zones_of_shapes(shapely.from_wkb(shapes), workspace)
    )


def with_offer(assets: gpd.GeoDataFrame, offer: str) -> gpd.GeoDataFrame:
    """Return the assets that offer one thing, as their primary offer or beside others.

    Parameters
    ----------
    assets
        With the column ``offers``, a tuple of codes in each row.
    offer
        A code.

    Returns
    -------
    geopandas.GeoDataFrame
        Those rows.
    """
    return assets[np.fromiter((offer in offers for offers in assets["offers"]), dtype=bool, count=len(assets))]


def answer(question: Question, workspace: Workspace) -> ZoneAnswer:
    """Return strengths and gaps of one offer in every zone.

    Parameters
    ----------
    question
        What is asked, for whom and as of when.
    workspace
        The area.

    Returns
    -------
    ZoneAnswer
        Shared between callers: never changed in place.

    Raises
    ------
    UserError
        When the offer or the edition is not known.
    """
    if question.offer not in workspace.classification.offers:
        offers = ", ".join(workspace.classification.offers)
        raise UserError(f"There is no offer “{question.offer}”. Choose one of: {offers}.")
    return workspace.remember(("answer", question), lambda: _answer(question, workspace))


def _answer(question: Question, workspace: Workspace) -> ZoneAnswer:
    geography = workspace.geography
    edition = chosen_edition(geography, question.edition_id)
    assets = offered_assets(question, workspace)
    codes = geography.zones_bng.index
    shown = count_by_zone(assets["zone_code"], codes)
    usable = count_by_zone(assets.loc[assets["usable"], "zone_code"], codes).rename("usable")
    looks = view_looks(workspace, question.audience, known_by=question.known_by)
    looks = looks[looks["offer"] == question.offer]
    interval_days = workspace.classification.offers[question.offer].look_interval_days
    coverage = coverage_by_zone(looks, usable=usable, shown=shown, interval_days=interval_days, today=question.day)
    zones = geography.zones_bng[["zone_name", "population"]].copy()
    table = edition.table.reindex(codes) if edition else pd.DataFrame(index=codes)
    zones["rank"] = table["rank"] if edition else pd.Series(float("nan"), index=codes)
    zones["decile"] = (table["decile"] if edition else pd.Series(pd.NA, index=codes)).astype("Int64")
    # Where nobody looked, or looked too long ago, no asset on record does not mean none.
    known = coverage.isin([CoverageState.FOUND.value, CoverageState.LOOKED_NONE.value])
    found = usable.astype("Int64").where(known)
    rate = per_1000(usable, zones["population"]).where(known)
    measures = pd.DataFrame(zones).join([found, rate, coverage, last_looked(looks, coverage, today=question.day)])
    return ZoneAnswer(
        zones=measures,
        deciles=by_decile(measures),
        zones_looked=int(coverage.ne(CoverageState.NOT_LOOKED.value).sum()),
        usable=int(usable.sum()),
        shown=len(assets),
        edition_name=edition.edition.name if edition else "",
        decile_definition=edition.edition.decile_definition if edition else "",
        vintage=geography.system.vintage,
    )


def past_note(audience: Audience) -> str:
    """Return what has to be known of figures of a past day.

    Parameters
    ----------
    audience
        For whom they are made.

    Returns
    -------
    str
        For people, in their language.
    """
    today = _("Records are as they were known that day, in the zones and with the people and ranks of today.")
    if audience is Audience.STAFF:
        return today
    return today + " " + _("What may not be shown now is left out of the past too, so the past can look emptier.")
