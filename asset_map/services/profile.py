"""What would somebody tell of a neighbourhood on one page: what is strong here, what is missing, what changed?

For the public only, so that the page can be passed on by its address.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from asset_map import __version__
from asset_map.domain.coverage import CoverageState
from asset_map.domain.dates import local_date
from asset_map.domain.distance import DEFAULT_DISTANCE_M
from asset_map.domain.links import End, SeenLink
from asset_map.domain.neighbourhood import Neighbourhood
from asset_map.domain.protection import Audience
from asset_map.domain.run_card import RunCard
from asset_map.geography.distances import StraightLine
from asset_map.geography.residents import BY_CENTROID
from asset_map.language import gettext as _
from asset_map.language import ngettext
from asset_map.maps.picture import zones_svg
from asset_map.maps.places import places_layer
from asset_map.measures.small_numbers import TOTAL, suppress, too_small
from asset_map.services.coverage import ledger
from asset_map.services.editions import default_edition
from asset_map.services.field_words import status_words
from asset_map.services.inside import Inside, inside_of
from asset_map.services.look import Question, view_assets, with_offer
from asset_map.services.map_pages import drawn, setting_of
from asset_map.services.measure import MeasureQuestion, measure, measured_assets
from asset_map.services.residents import residents_of
from asset_map.services.then_and_now import ThenAndNow, TwoDays, then_and_now
from asset_map.services.workspace import Workspace

PUBLIC = Audience.PUBLIC

PICTURE_PX = 400
"""As wide as a phone, so that lines and dots are drawn for it."""


@dataclass(frozen=True)
class OfferHere:
    """One offer in a neighbourhood.

    Parameters
    ----------
    code, label
        Which offer.
    assets
        Usable assets inside that give it, the most valued first.
    share_here, share_area
        Share of the people of the neighbourhood and of the whole area, 0 to 1, with a usable asset within 800 m in a
        straight line; missing where nobody lives or too few to be told of, or where nothing is on record in the whole
        area.
    zones
        How many zones are in each state of coverage, by code.
    people_without
        People inside who live in zones that were looked at and have none; missing where they, or all others inside,
        are too few to be shown.
    """

    code: str
    label: str
    assets: tuple[End, ...]
    share_here: float
    share_area: float
    zones: dict[str, int]
    people_without: float

    @property
    def looked_none(self) -> int:
        """How many zones were looked at and have none: the only gaps."""
        return self.zones[CoverageState.LOOKED_NONE.value]

    @property
    def to_ask(self) -> int:
        """How many zones nobody has looked at, or too long ago."""
        return self.zones[CoverageState.NOT_LOOKED.value] + self.zones[CoverageState.OUT_OF_DATE.value]


@dataclass(frozen=True)
class Profile:
    """A neighbourhood on one page, as the public may see it.

    Parameters
    ----------
    neighbourhood
        Which one.
    zone_names
        Names of the zones that it is looked at by.
    zones_cut
        How many zones lie only partly inside.
    people
        By ``decile`` (1 to 10; 0 where none is known) and `TOTAL`; missing where too few to be shown.
    people_area
        How many people the whole area has.
    edition, decile_definition
        What the deciles are; empty without an edition.
    offers
        Every offer, those with the most usable assets first.
    usable, on_record
        How many assets inside are usable, and how many are on record.
    links
        Links with at least one end inside.
    picture
        Where it is and what is there, as an SVG element.
    changes
        What changed since a day, or since records began; None when they begin today.
    card
        How all of it was worked out.
    """

    neighbourhood: Neighbourhood
    zone_names: tuple[str, ...]
    zones_cut: int
    people: pd.Series[int]
    people_area: int
    edition: str
    decile_definition: str
    offers: tuple[OfferHere, ...]
    usable: int
    on_record: int
    links: tuple[SeenLink, ...]
    picture: str
    changes: ThenAndNow | None
    card: RunCard


def profile(neighbourhood: Neighbourhood, workspace: Workspace, *, today: dt.date, since: dt.date) -> Profile:
    """Return the profile of a neighbourhood.

    Parameters
    ----------
    neighbourhood
        Any.
    workspace
        The area.
    today
        The date to judge by.
    since
        The day from which changes are told.

    Returns
    -------
    Profile
        Shared between callers: never changed in place.

    Raises
    ------
    UserError
        When the day is not past.
    """
    return workspace.remember(
        ("profile", neighbourhood, today, since), lambda: _profile(neighbourhood, workspace, today=today, since=since)
    )


def _profile(neighbourhood: Neighbourhood, workspace: Workspace, *, today: dt.date, since: dt.date) -> Profile:
    inside = inside_of(neighbourhood, workspace)
    seen = view_assets(workspace, PUBLIC, today=today)
    assets = inside.assets(seen)
    links = _links(seen, assets, workspace)
    offers = _offers(assets[assets["usable"]], links, inside, workspace, today=today)
    edition = default_edition(workspace.geography)
    names = workspace.geography.zones_bng["zone_name"]
    return Profile(
        neighbourhood=neighbourhood,
        zone_names=tuple(sorted(names[inside.zones].astype(str))),
        zones_cut=int((inside.shares < 1).sum()),
        people=_people(inside, workspace),
        people_area=int(workspace.geography.zones_bng["population"].sum()),
        edition=edition.edition.name if edition else "",
        decile_definition=edition.edition.decile_definition if edition else "",
        offers=offers,
        usable=int(assets["usable"].sum()),
        on_record=len(assets),
        links=links,
        picture=_picture(assets[assets["usable"]], inside, workspace),
        changes=_changes(neighbourhood, workspace, today=today, since=since),
        card=_card(offers, inside, workspace, today=today),
    )


def _offers(
    usable: gpd.GeoDataFrame, links: tuple[SeenLink, ...], inside: Inside, workspace: Workspace, *, today: dt.date
) -> tuple[OfferHere, ...]:
    within = _within(workspace, today)
    known = ledger(workspace, audience=PUBLIC, today=today).set_index(["offer", "zone_code"])["coverage"]
    residents = residents_of(workspace)
    people = residents["people"].to_numpy()
    in_area = residents["zone_code"].notna().to_numpy()
    linked = pd.Series(
        [end.asset_id for link in links for end in (link.first, link.second)], dtype="str"
    ).value_counts()
    found = []
    for code, offer in workspace.classification.offers.items():
        coverage = known.loc[code].loc[inside.zones]
        without = coverage.index[coverage == CoverageState.LOOKED_NONE.value]
        there = people[inside.has & residents["zone_code"].isin(without).to_numpy()].sum()
        others = people[inside.has].sum() - there  # the total stands beside it
        is_anywhere = bool(within[code].any())
        found.append(
            OfferHere(
                code=code,
                label=offer.label,
                assets=_most_valued_first(with_offer(usable, code), linked),
                share_here=_share(within[code].to_numpy(), people, inside.has) if is_anywhere else float("nan"),
                share_area=_share(within[code].to_numpy(), people, in_area) if is_anywhere else float("nan"),
                zones={state.value: int((coverage == state.value).sum()) for state in CoverageState},
                people_without=float("nan") if too_small(there) or too_small(others) else float(there),
            )
        )
    return tuple(sorted(found, key=lambda one: (-len(one.assets), one.label)))


def _within(workspace: Workspace, today: dt.date) -> pd.DataFrame:
    """Return for each place where people live whether each offer is within 800 m, by its code."""

    def _measure() -> pd.DataFrame:
        residents, straight = residents_of(workspace), StraightLine()
        x_m, y_m = residents["x_m"].to_numpy(), residents["y_m"].to_numpy()
        within = {}
        for code in workspace.classification.offers:
            assets = measured_assets(Question(code, PUBLIC, today), workspace)
            places = np.asarray(assets.geometry.array, dtype=object)
            within[code] = straight.count_within(x_m, y_m, places, (DEFAULT_DISTANCE_M,))[:, 0] > 0
        return pd.DataFrame(within, index=residents.index)

    return workspace.remember(("within reach", today), _measure)


def _share(within: NDArray[np.bool_], people: NDArray[np.float64], which: NDArray[np.bool_]) -> float:
    total = people[which].sum()
    return float(people[which & within].sum() / total) if total > 0 and not too_small(total) else float("nan")


def _most_valued_first(assets: gpd.GeoDataFrame, linked: pd.Series[int]) -> tuple[End, ...]:
    """Return assets in order: first what people said they value, then what is linked most, then by name."""
    ordered = assets.assign(
        is_valued=assets["valued"].fillna("").ne(""), links=assets["asset_id"].map(linked).fillna(0).astype("int64")
    ).sort_values(["is_valued", "links", "name", "asset_id"], ascending=[False, False, True, True])
    rows = ordered[["asset_id", "name", "kind"]].to_dict("records")
    return tuple(End(asset_id=row["asset_id"], name=row["name"], kind=row["kind"]) for row in rows)


def _links(seen: gpd.GeoDataFrame, inside: gpd.GeoDataFrame, workspace: Workspace) -> tuple[SeenLink, ...]:
    known, here = set(seen["asset_id"]), set(inside["asset_id"])
    ends = [(one, {one.first.asset_id, one.second.asset_id}) for one in workspace.store.links(PUBLIC)]
    return tuple(one for one, both in ends if both <= known and both & here)


def _changes(
    neighbourhood: Neighbourhood, workspace: Workspace, *, today: dt.date, since: dt.date
) -> ThenAndNow | None:
    """Return what changed; before records began there is nothing to compare with, and all would be new."""
    began_at = workspace.store.began_at(PUBLIC)
    began = today if began_at is None else local_date(began_at)
    if max(since, began) >= today:
        return None
    asked = TwoDays(PUBLIC, today, max(since, began), neighbourhood_id=neighbourhood.neighbourhood_id)
    return then_and_now(asked, workspace)


def _people(inside: Inside, workspace: Workspace) -> pd.Series[int]:
    residents = residents_of(workspace)[inside.has]
    edition = default_edition(workspace.geography)
    deciles = edition.table["decile"] if edition else pd.Series(dtype="Int64")
    of_decile = residents["zone_code"].map(deciles).astype("Int64").fillna(0).astype("int64")
    counts = residents.groupby(of_decile.rename("decile"))["people"].sum().to_frame(TOTAL + " of decile")
    return suppress(counts).counts.iloc[:, 0]


def _picture(usable: gpd.GeoDataFrame, inside: Inside, workspace: Workspace) -> str:
    layer = places_layer(
        drawn(workspace)[0],
        workspace.geography.zones_bng["zone_name"],
        title=inside.neighbourhood.name,
        setting=setting_of(workspace, (), framed=True),
        assets=usable,
        classification=workspace.classification,
        status_words=status_words(),
    )
    return zones_svg(
        layer,
        "zones",
        title=_("Where {name} is, and what is there").format(name=inside.neighbourhood.name),
        width_px=PICTURE_PX,
        highlighted=list(inside.zones),
        closer=True,
        places={},
    )


def _card(offers: tuple[OfferHere, ...], inside: Inside, workspace: Workspace, *, today: dt.date) -> RunCard:
    first = MeasureQuestion(Question(offers[0].code, PUBLIC, today), (DEFAULT_DISTANCE_M,))
    looked = sum(sum(one.zones.values()) - one.zones[CoverageState.NOT_LOOKED.value] for one in offers)
    coverage = _("{looked} of {all} looks that {zones} and {offers} offers take").format(
        looked=f"{looked:,}",
        all=f"{len(offers) * len(inside.zones):,}",
        zones=ngettext("{count} zone", "{count} zones", len(inside.zones)),
        offers=len(offers),
    )
    of_measure = measure(first, workspace).run_card
    notes = (*of_measure.notes, *_notes(inside, workspace))
    return replace(of_measure, offer="", coverage=coverage, notes=notes, software_version=__version__)


def _notes(inside: Inside, workspace: Workspace) -> list[str]:
    notes = [_("Numbers of people under 10 are not shown, nor others that would tell them.")]
    if inside.neighbourhood.shape_bng is not None:
        notes.append(
            _(
                "People are counted at the points where they are taken to live, so a zone that the outline cuts counts "
                "in part. What is known of a zone counts here when most of its people live inside."
            )
        )
        notes.append(
            _("What is shown by its zone only counts here when nearly all people of that zone live inside the outline.")
        )
    if (residents_of(workspace)["placed_by"].to_numpy()[inside.has] == BY_CENTROID).any():
        notes.append(_("Some people here are placed at the middle of their zone, because no postcode lies in it."))
    return notes
