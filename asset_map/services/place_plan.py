"""What can a community body take into a Local Place Plan from what is on record of its area?

For the public only. The proposals are the community's own: nothing here proposes anything.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Mapping
from dataclasses import dataclass

import geopandas as gpd

from asset_map.domain.dates import written_date
from asset_map.domain.neighbourhood import Neighbourhood
from asset_map.domain.protection import Audience
from asset_map.language import gettext as _
from asset_map.maps.picture import zones_svg
from asset_map.maps.places import places_layer
from asset_map.services.field_words import status_words
from asset_map.services.inside import inside_of
from asset_map.services.look import view_assets
from asset_map.services.map_pages import drawn, setting_of
from asset_map.services.profile import Profile, profile
from asset_map.services.then_and_now import a_year_before
from asset_map.services.workspace import Workspace

PICTURE_PX = 400
"""As wide as a phone, so that numbers can be read there."""

LAND = "place"
"""The kind that is land, a building, or a green or blue space; of other kinds those count that people spoke of."""

GONE = ("closed",)
"""What is listed no longer."""


@dataclass(frozen=True)
class PlaceThatMatters:
    """Land or a building that people may call significant.

    Parameters
    ----------
    number
        Stands on the map.
    asset_id, name, kind, status
        Which record, and words for its kind and status.
    where
        Its address and zone, as far as they are known.
    valued, could_do, story, own_words
        What people said, word for word; empty where nobody said anything.
    checked
        When somebody last made sure of it, in words; empty where nobody did.
    source
        Who says so.
    """

    number: int
    asset_id: str
    name: str
    kind: str
    status: str
    where: str
    valued: str
    could_do: str
    story: str
    own_words: str
    checked: str
    source: str

    @property
    def is_told_of(self) -> bool:
        """Whether people said what they value about it, or what it could do.

        Returns
        -------
        bool
            True for what stands first.
        """
        return bool(self.valued or self.could_do or self.story or self.own_words)


@dataclass(frozen=True)
class Requirement:
    """One thing that a Local Place Plan needs.

    Parameters
    ----------
    needed
        What, in plain words.
    law
        Where it is asked for.
    here
        What of it is in this pack; empty for nothing.
    to_do
        What the community body still has to do.
    """

    needed: str
    law: str
    here: str
    to_do: str


@dataclass(frozen=True)
class PlacePlanPack:
    """What is on record for a Local Place Plan.

    Parameters
    ----------
    neighbourhood
        The area.
    told
        Its profile: strengths, gaps, coverage and how they were worked out.
    places
        Land and buildings, those that people spoke of first.
    picture
        Where they are, numbered, as an SVG element.
    requirements
        What such a plan needs, and what of it is here.
    """

    neighbourhood: Neighbourhood
    told: Profile
    places: tuple[PlaceThatMatters, ...]
    picture: str
    requirements: tuple[Requirement, ...]


def place_plan(neighbourhood: Neighbourhood, workspace: Workspace, *, today: dt.date) -> PlacePlanPack:
    """Return what is on record for a Local Place Plan of a neighbourhood.

    Parameters
    ----------
    neighbourhood
        Any.
    workspace
        The area.
    today
        The date to judge by.

    Returns
    -------
    PlacePlanPack
        Shared between callers: never changed in place.
    """
    return workspace.remember(
        ("place plan", neighbourhood, today), lambda: _place_plan(neighbourhood, workspace, today=today)
    )


def requirements(count: int) -> tuple[Requirement, ...]:
    """Return what a Local Place Plan needs.

    Parameters
    ----------
    count
        How many pieces of land and buildings are listed here.

    Returns
    -------
    tuple of Requirement
        After schedule 19 of the Town and Country Planning (Scotland) Act 1997, the Local Place Plans Regulations 2021
        (SSI 2021/353) and Planning Circular 1/2022.
    """
    act, rules = _("1997 Act, schedule 19"), _("2021 Regulations, regulation {number}")
    return (
        Requirement(
            _("Say which community body made the plan"),
            rules.format(number=3),
            "",
            _("Name the community council or community-controlled body, and show that it is one."),
        ),
        Requirement(
            _("A statement of proposals for developing or using land"),
            rules.format(number=3),
            _("What people value, what places could do, and what is missing: to build proposals on."),
            _("Write the proposals. This pack proposes nothing."),
        ),
        Requirement(
            _("A map of the land that the plan is about"),
            rules.format(number=3),
            _("A map of the area with land and buildings numbered; also as a layer for QGIS."),
            _("Draw the boundary you decide on, and where your proposals are."),
        ),
        Requirement(
            _("Land and buildings that matter to the area (you may list them)"),
            act,
            _("{count} listed, with what people said of them.").format(count=count),
            _("Choose among them, add what is missing, and say why each matters."),
        ),
        Requirement(
            _("Regard to the National Planning Framework, the Local Development Plan and any locality plan"),
            act,
            "",
            _("Read them, and say in a statement what should change in the Local Development Plan and why."),
        ),
        Requirement(
            _("A notice to councillors and to community councils in and beside the area"),
            rules.format(number=4),
            "",
            _("Send the proposed plan with the notice; give at least 28 days for answers."),
        ),
        Requirement(
            _("How much support there is, and how you know"),
            rules.format(number=5),
            _("Where people looked and when; what sessions heard is under “You said, we did”."),
            _("Ask widely, say who was not there, and tell what they said of the proposals."),
        ),
    )


def _place_plan(neighbourhood: Neighbourhood, workspace: Workspace, *, today: dt.date) -> PlacePlanPack:
    told = profile(neighbourhood, workspace, today=today, since=a_year_before(today))
    assets = _land(neighbourhood, workspace, today=today)
    places = tuple(_place(number, row, workspace) for number, row in enumerate(assets.to_dict("records"), start=1))
    return PlacePlanPack(
        neighbourhood=neighbourhood,
        told=told,
        places=places,
        picture=_picture(assets, places, neighbourhood, workspace),
        requirements=requirements(len(places)),
    )


def _land(neighbourhood: Neighbourhood, workspace: Workspace, *, today: dt.date) -> gpd.GeoDataFrame:
    """Return the assets that are land or buildings, and those whose place people spoke of."""
    assets = inside_of(neighbourhood, workspace).assets(view_assets(workspace, Audience.PUBLIC, today=today))
    assets = assets[assets.geometry.notna() & ~assets.geometry.is_empty & ~assets["status"].isin(GONE)]
    spoken_of = (assets[["valued", "could_do", "story", "own_words"]] != "").any(axis="columns")
    chosen = assets.assign(is_told_of=spoken_of)[assets["kind"].eq(LAND) | spoken_of]
    return chosen.sort_values(["is_told_of", "name", "asset_id"], ascending=[False, True, True])


def _place(number: int, row: Mapping[Hashable, object], workspace: Workspace) -> PlaceThatMatters:
    checked = row["last_checked"]
    where = (str(row[name]) for name in ("address", "postcode", "zone_name") if row[name])
    return PlaceThatMatters(
        number=number,
        asset_id=str(row["asset_id"]),
        name=str(row["name"]),
        kind=workspace.classification.kinds[str(row["kind"])].label,
        status=status_words()[str(row["status"])],
        where=", ".join(where),
        valued=str(row["valued"]),
        could_do=str(row["could_do"]),
        story=str(row["story"]),
        own_words=str(row["own_words"]),
        checked=written_date(checked.date()) if isinstance(checked, dt.datetime) and checked == checked else "",  # noqa: PLR0124
        source=str(row["source"]),
    )


def _picture(
    assets: gpd.GeoDataFrame, places: tuple[PlaceThatMatters, ...], neighbourhood: Neighbourhood, workspace: Workspace
) -> str:
    layer = places_layer(
        drawn(workspace)[0],
        workspace.geography.zones_bng["zone_name"],
        title=neighbourhood.name,
        setting=setting_of(workspace, (), framed=True),
        assets=assets,
        classification=workspace.classification,
        status_words=status_words(),
    )
    return zones_svg(
        layer,
        "zones",
        title=_("Land and buildings in {name}, by their numbers in the list").format(name=neighbourhood.name),
        width_px=PICTURE_PX,
        highlighted=list(inside_of(neighbourhood, workspace).zones),
        closer=True,
        places={one.asset_id: str(one.number) for one in places},
    )
