"""What would somebody report of an area: strengths, reach, gaps, who looked, and whether it is fair, with its doubt?

For the public only, so that the report can be passed on.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from asset_map.domain.neighbourhood import Neighbourhood, NeighbourhoodKind
from asset_map.domain.protection import Audience
from asset_map.maps.layer import LegendClass
from asset_map.maps.picture import picture_prefix, theme_of, zones_svg
from asset_map.services.fairness import fairness
from asset_map.services.inside import inside_of
from asset_map.services.look import Question
from asset_map.services.measure import MeasureQuestion
from asset_map.services.neighbourhoods import area_of
from asset_map.services.profile import OfferHere, Profile, profile
from asset_map.services.rankings import OVERALL, rankings_held
from asset_map.services.strengths_map import MapQuestion, strengths_layer_of
from asset_map.services.take_away.assets import offer_of
from asset_map.services.then_and_now import a_year_before
from asset_map.services.workspace import Workspace

WHOLE_AREA = "area"
"""Stands in the address of the report of everything."""

INCOME = "income"
"""The ranking beside the overall one, which holds access to services itself."""

MAPS = ("gaps", "reach")
"""The themes that are drawn of each offer told of in full."""

MOST_IN_FULL = 3
"""How many offers have maps where none was chosen."""

PICTURE_PX = 640


@dataclass(frozen=True)
class ReportMap:
    """One map as a picture.

    Parameters
    ----------
    title, note
        What it shows, and what has to be known to read it.
    picture
        An SVG element that says in words what it shows.
    legend
        The classes that some zone is in, how many zones, and the position that the picture's patterns are named by.
    prefix
        What ids of the picture begin with.
    """

    title: str
    note: str
    picture: str
    legend: tuple[tuple[LegendClass, int, int], ...]
    prefix: str


@dataclass(frozen=True)
class OfferInFull:
    """One offer with its maps.

    Parameters
    ----------
    here
        Its figures.
    fair
        What can be said of it over deprivation in the whole area, overall and by income; empty without ranks.
    notes
        What has to be said beside that.
    maps
        Where it is, is not, and is not known.
    """

    here: OfferHere
    fair: tuple[str, ...]
    notes: tuple[str, ...]
    maps: tuple[ReportMap, ...]


@dataclass(frozen=True)
class ReportPack:
    """Everything that a report says.

    Parameters
    ----------
    told
        Figures of all offers, people, links and how they were worked out.
    is_whole
        Whether it is of the whole area.
    in_full
        The offers that have maps.
    """

    told: Profile
    is_whole: bool
    in_full: tuple[OfferInFull, ...]


def report_pack(neighbourhood_id: str, workspace: Workspace, *, today: dt.date, offer: str = "") -> ReportPack:
    """Return what is reported of an area.

    Parameters
    ----------
    neighbourhood_id
        A neighbourhood or zone, or `WHOLE_AREA`.
    workspace
        The area.
    today
        The date to judge by.
    offer
        The offer that is told of in full; empty for those of which most zones were looked at and have none.

    Returns
    -------
    ReportPack
        Shared between callers: never changed in place.

    Raises
    ------
    UserError
        When there is no such neighbourhood or offer.
    """
    is_whole = neighbourhood_id == WHOLE_AREA
    neighbourhood = whole_area(workspace) if is_whole else area_of(neighbourhood_id, workspace)
    if offer:
        offer_of(offer, workspace)
    return workspace.remember(
        ("report pack", neighbourhood, today, offer),
        lambda: _report(neighbourhood, workspace, today=today, offer=offer, is_whole=is_whole),
    )


def whole_area(workspace: Workspace) -> Neighbourhood:
    """Return the whole area as a neighbourhood.

    Parameters
    ----------
    workspace
        The area.

    Returns
    -------
    Neighbourhood
        Made of all zones; without an id, as it is none of the neighbourhoods.
    """
    geography = workspace.geography
    return Neighbourhood(
        neighbourhood_id="",
        name=geography.area_name,
        kind=NeighbourhoodKind.NAMED,
        zone_system=geography.system.id,
        zone_codes=tuple(sorted(map(str, geography.zones_bng.index))),
    )


def _report(
    neighbourhood: Neighbourhood, workspace: Workspace, *, today: dt.date, offer: str, is_whole: bool
) -> ReportPack:
    told = profile(neighbourhood, workspace, today=today, since=a_year_before(today))
    by_gaps = sorted((one for one in told.offers if one.looked_none), key=lambda one: (-one.looked_none, one.label))
    chosen = [one for one in told.offers if one.code == offer] if offer else by_gaps[:MOST_IN_FULL]
    around = () if is_whole else tuple(inside_of(neighbourhood, workspace).zones)
    in_full = tuple(_in_full(one, workspace, today=today, around=around) for one in chosen)
    return ReportPack(told, is_whole, in_full)


def _in_full(one: OfferHere, workspace: Workspace, *, today: dt.date, around: tuple[str, ...]) -> OfferInFull:
    question = Question(one.code, Audience.PUBLIC, today)
    rankings = [ranking for ranking in (OVERALL, INCOME) if ranking in rankings_held(workspace)]
    compared = [fairness(MeasureQuestion(question), workspace, ranking=ranking) for ranking in rankings]
    layer = strengths_layer_of(MapQuestion(question), workspace, framed=True)
    known = {theme.theme_id for theme in layer.themes}
    maps = []
    for theme_id in MAPS:
        if theme_id not in known:
            continue
        theme = theme_of(layer, theme_id)
        title = f"{one.label}: {theme.title}"
        picture = zones_svg(layer, theme_id, width_px=PICTURE_PX, title=title, highlighted=around, closer=bool(around))
        counts = zip(theme.classes, theme.zones_in_class, range(len(theme.classes)), strict=True)
        legend = tuple((entry, count, position) for entry, count, position in counts if count)
        maps.append(ReportMap(title, theme.note, picture, legend, picture_prefix(layer, theme)))
    notes = dict.fromkeys(note for found in compared for note in found.run_card.notes)
    return OfferInFull(one, tuple(found.sentence for found in compared), tuple(notes), tuple(maps))
