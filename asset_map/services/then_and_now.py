"""What changed between two days, for one offer or in one neighbourhood, as far as an audience may know it?"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from enum import StrEnum

import geopandas as gpd
import numpy as np
import pandas as pd

from asset_map.domain.coverage import CoverageState
from asset_map.domain.distance import DEFAULT_DISTANCE_M
from asset_map.domain.protection import Audience
from asset_map.errors import UserError
from asset_map.measures.reach import within_column
from asset_map.services.coverage import ledger
from asset_map.services.inside import Inside, inside_of
from asset_map.services.look import Question, assets_of, with_offer
from asset_map.services.measure import MeasureQuestion, measure
from asset_map.services.neighbourhoods import area_of
from asset_map.services.workspace import Workspace


class AssetChange(StrEnum):
    """What became of an asset between two days, as an audience may see it."""

    ADDED = "added"
    GONE = "gone"
    NO_LONGER_USABLE = "no_longer_usable"
    USABLE_AGAIN = "usable_again"
    OTHER_STATUS = "other_status"


@dataclass(frozen=True)
class TwoDays:
    """What is compared.

    Parameters
    ----------
    audience
        For whom.
    today
        The date on which it is asked.
    since
        The earlier day; what was known at its end.
    until
        The later day; None for now.
    offer
        Only this offer; empty for all.
    neighbourhood_id
        Only what is in this neighbourhood; empty for the whole area.
    """

    audience: Audience
    today: dt.date
    since: dt.date
    until: dt.date | None = None
    offer: str = ""
    neighbourhood_id: str = ""


@dataclass(frozen=True)
class Figure:
    """One figure on two days.

    Parameters
    ----------
    code
        ``on_record`` and ``usable`` (assets), ``found``, ``looked_none``, ``out_of_date`` and ``not_looked`` (zones and
        offers in that state of coverage), or ``share_within_800m`` (of people, 0 to 1).
    then, now
        Its values; missing where it cannot be told.
    """

    code: str
    then: float
    now: float


@dataclass(frozen=True)
class ThenAndNow:
    """What changed between two days.

    Parameters
    ----------
    then, now
        The days.
    assets
        One row for each asset that changed, by name: ``asset_id``, ``name``, ``offers``, ``zone_code``, ``change`` (an
        `AssetChange`), ``status_then``, ``status_now`` (missing where it is not on record).
    zones
        One row for each zone and offer whose state of coverage changed: ``offer``, ``zone_code``, ``zone_name``,
        ``coverage_then``, ``coverage_now``.
    figures
        Then and now, side by side.
    """

    then: dt.date
    now: dt.date
    assets: pd.DataFrame
    zones: pd.DataFrame
    figures: tuple[Figure, ...]


def then_and_now(asked: TwoDays, workspace: Workspace) -> ThenAndNow:
    """Return what changed between two days.

    Parameters
    ----------
    asked
        The days, for whom, and what of.
    workspace
        The area; its zones and people are those of today on both days.

    Returns
    -------
    ThenAndNow
        Shared between callers: never changed in place.

    Raises
    ------
    UserError
        When the days are not in order, or the offer or the neighbourhood is not known.
    """
    if not asked.since < (asked.until or asked.today) <= asked.today:
        raise UserError(
            f"Expected two days in order, none of them to come; found {asked.since} and {asked.until or asked.today}. "
            "Choose an earlier day to begin with."
        )
    if asked.offer and asked.offer not in workspace.classification.offers:
        offers = ", ".join(workspace.classification.offers)
        raise UserError(f"There is no offer “{asked.offer}”. Choose one of: {offers}.")
    return workspace.remember(("then and now", asked), lambda: _compare(asked, workspace))


def a_year_before(day: dt.date) -> dt.date:
    """Return the same day of the year before; 28 February for a 29th.

    Parameters
    ----------
    day
        Any date.

    Returns
    -------
    datetime.date
        A year earlier.
    """
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28 if is_leap_day else day.day)


def _compare(asked: TwoDays, workspace: Workspace) -> ThenAndNow:
    inside = inside_of(area_of(asked.neighbourhood_id, workspace), workspace) if asked.neighbourhood_id else None
    now = Question(asked.offer, asked.audience, asked.today, known_by=asked.until)
    then = replace(now, known_by=asked.since)
    assets = [_assets(question, inside, workspace) for question in (then, now)]
    coverage = [_coverage(question, inside, workspace) for question in (then, now)]
    figures = [
        Figure("on_record", *(float(len(frame)) for frame in assets)),
        Figure("usable", *(float(frame["usable"].sum()) for frame in assets)),
        *(Figure(state.value, *(float((one == state.value).sum()) for one in coverage)) for state in CoverageState),
    ]
    if asked.offer:
        shares = [_share_within(question, inside, workspace) for question in (then, now)]
        figures.append(Figure(f"share_within_{DEFAULT_DISTANCE_M}m", *shares))
    return ThenAndNow(
        then=asked.since,
        now=asked.until or asked.today,
        assets=_changed_assets(*assets),
        zones=_changed_zones(*coverage, names=workspace.geography.zones_bng["zone_name"]),
        figures=tuple(figures),
    )


def _assets(question: Question, inside: Inside | None, workspace: Workspace) -> gpd.GeoDataFrame:
    assets = assets_of(question, workspace)
    if question.offer:
        assets = with_offer(assets, question.offer)
    return assets if inside is None else inside.assets(assets)


def _coverage(question: Question, inside: Inside | None, workspace: Workspace) -> pd.Series[str]:
    """Return the state of coverage by offer and zone."""
    known = ledger(
        workspace,
        audience=question.audience,
        today=question.today,
        offer=question.offer or None,
        known_by=question.known_by,
    )
    states = known.set_index(["offer", "zone_code"])["coverage"]
    return states if inside is None else states[states.index.get_level_values("zone_code").isin(inside.zones)]


def _share_within(question: Question, inside: Inside | None, workspace: Workspace) -> float:
    points = measure(MeasureQuestion(question, (DEFAULT_DISTANCE_M,)), workspace).points
    points = points[points["zone_code"].notna() if inside is None else inside.has]
    people = points["people"].to_numpy()
    within = points[within_column(DEFAULT_DISTANCE_M)].to_numpy() > 0
    return float(people[within].sum() / people.sum()) if people.sum() > 0 else float("nan")


def _changed_assets(then: gpd.GeoDataFrame, now: gpd.GeoDataFrame) -> pd.DataFrame:
    columns = ["name", "offers", "zone_code", "status", "usable"]
    before, after = (frame.set_index("asset_id")[columns] for frame in (then, now))
    ids = before.index.union(after.index)
    was, stands = ids.isin(before.index), ids.isin(after.index)
    before, after = before.reindex(ids), after.reindex(ids)
    usable_then, usable_now = (frame["usable"].eq(True).to_numpy() for frame in (before, after))
    other_status = (before["status"].fillna("") != after["status"].fillna("")).to_numpy()
    change = np.select(
        [~was, ~stands, usable_then & ~usable_now, ~usable_then & usable_now, other_status],
        [
            AssetChange.ADDED.value,
            AssetChange.GONE.value,
            AssetChange.NO_LONGER_USABLE.value,
            AssetChange.USABLE_AGAIN.value,
            AssetChange.OTHER_STATUS.value,
        ],
        default="",
    )
    newest = after.where(pd.Series(stands, index=ids), before)
    changed = pd.DataFrame(
        {
            "name": newest["name"],
            "offers": newest["offers"],
            "zone_code": newest["zone_code"],
            "change": change,
            "status_then": before["status"],
            "status_now": after["status"],
        }
    )
    changed = changed[changed["change"] != ""].rename_axis("asset_id").reset_index()
    return changed.sort_values(["name", "asset_id"], ignore_index=True)


def _changed_zones(then: pd.Series[str], now: pd.Series[str], *, names: pd.Series[str]) -> pd.DataFrame:
    both = pd.DataFrame({"coverage_then": then, "coverage_now": now})
    changed = both[both["coverage_then"] != both["coverage_now"]].reset_index()
    changed.insert(2, "zone_name", changed["zone_code"].map(names))
    return changed
