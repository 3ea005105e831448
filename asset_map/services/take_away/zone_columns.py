"""What does each column of a file of zones or neighbourhoods mean?"""

from __future__ import annotations

import re
from collections.abc import Iterable

from asset_map.exports.export import Column
from asset_map.language import gettext as _
from asset_map.services.editions import chosen_edition
from asset_map.services.workspace import Workspace

_WITHIN = re.compile(r"within_(\d+)m")
_SHARE = re.compile(r"share_within_(\d+)m")
_RANK = re.compile(r"rank_(\w+)|(\w+)_rank")


def zone_columns(names: Iterable[str], workspace: Workspace, *, edition_id: str | None = None) -> tuple[Column, ...]:
    """Return the lines of the data dictionary for columns of zones and neighbourhoods.

    Parameters
    ----------
    names
        The columns, in order. ``OFFER_NAME`` stands for what ``NAME`` is of that offer.
    workspace
        The area.
    edition_id
        The deprivation edition that ranks come from.

    Returns
    -------
    tuple of Column
        One each; of what official files hold beside the usual columns, with their source alone.
    """
    edition = chosen_edition(workspace.geography, edition_id)
    sources = {
        _OF_EDITION: edition.edition.name if edition else "",
        _OF_PEOPLE: workspace.geography.population_source,
        _OF_ZONES: workspace.geography.system.publisher,
    }
    return tuple(_column(name, workspace, sources) for name in names)


_OF_EDITION, _OF_PEOPLE, _OF_ZONES = "edition", "people", "zones"


def _column(name: str, workspace: Workspace, sources: dict[str, str]) -> Column:
    known = _known().get(name) or _patterned(name)
    if known is not None:
        title, meaning, unit, source = known
        return Column(name, title, meaning, unit, sources.get(source, ""))
    offer, _between, rest = name.partition("_")
    if rest and offer in workspace.classification.offers:
        of_offer, label = _column(rest, workspace, sources), workspace.classification.offers[offer].label
        return Column(name, f"{label}: {of_offer.title}", of_offer.meaning, of_offer.unit, of_offer.source)
    if offer == "coverage" and rest in workspace.classification.offers:
        state = _column("coverage", workspace, sources)
        return Column(name, f"{workspace.classification.offers[rest].label}: {state.title}", state.meaning)
    title = name.replace("_", " ").capitalize()
    is_of_zones = name in workspace.geography.zones_bng
    return Column(name, title, _("As its source gives it."), source=sources[_OF_ZONES if is_of_zones else _OF_EDITION])


def _patterned(name: str) -> tuple[str, str, str, str] | None:
    if found := _SHARE.fullmatch(name):
        title = _("Share of people within {distance} m").format(distance=found[1])
        return title, _("Share of the zone's people, 0 to 1, with at least one usable asset so near."), "", ""
    if found := _WITHIN.fullmatch(name):
        title = _("Number within {distance} m").format(distance=found[1])
        return title, _("Usable assets so near, as a mean over the zone's people."), _("assets a person"), ""
    if name.startswith("class_"):
        meaning = _("The class of the app's own map, in the words of its legend; the layer's style colours by it.")
        return _("Map class: {theme}").format(theme=name.removeprefix("class_").replace("_", " ")), meaning, "", ""
    if found := _RANK.fullmatch(name):
        domain = (found[1] or found[2]).replace("_", " ")
        meaning = _("Rank of the zone in this domain; 1 is most deprived. A rank is an order: never average it.")
        return _("Rank: {domain}").format(domain=domain), meaning, "", _OF_EDITION
    return None


def _known() -> dict[str, tuple[str, str, str, str]]:
    return {
        "zone_code": (_("Zone code"), _("Official code of the data zone."), "", _OF_ZONES),
        "zone_name": (_("Zone name"), _("Official name of the data zone."), "", _OF_ZONES),
        "population": (_("People"), _("People who live in the zone."), _("people"), _OF_PEOPLE),
        "rank": (
            _("Deprivation rank"),
            _("1 is most deprived. A rank is an order: never average or multiply it."),
            "",
            _OF_EDITION,
        ),
        "decile": (_("Deprivation tenth"), _("1 is most deprived, 10 least."), "", _OF_EDITION),
        "usable": (
            _("Usable now"),
            _("Assets that can be used now; empty where nobody has looked, or too long ago: empty is not none."),
            _("assets"),
            "",
        ),
        "per_1000": (
            _("Per 1,000 people"),
            _("Usable assets for each 1,000 people of the zone; empty where it is not known."),
            _("assets per 1,000 people"),
            "",
        ),
        "coverage": (
            _("What is known"),
            _("found, looked_none (a gap: somebody looked and there is none), out_of_date, or not_looked (no gap)."),
            "",
            "",
        ),
        "last_looked": (_("Last looked"), _("The day on which somebody last looked for it here."), "", ""),
        "how": (_("How"), _("How they looked: session, walkabout, desk or import."), "", ""),
        "looked_by": (_("Looked by"), _("Who looked. For staff."), "", ""),
        "list_name": (_("List"), _("The list that says so. For staff."), "", ""),
        "nearest_m": (_("Distance to the nearest"), _("As a mean over the zone's people."), "m", ""),
        "access_per_1000": (
            _("Room per 1,000 people"),
            _("Room within reach for each 1,000 people who could use it, where capacity is on record."),
            "",
            "",
        ),
        "near_edge": (
            _("Near the edge"),
            _("True where people live so near the area's edge that what they can reach may lie beyond it."),
            "",
            "",
        ),
        "placed_by": (_("People placed by"), _("postcodes, or centroid where the zone has none."), "", ""),
        "distance_kind": (_("Distances"), _("straight_line or walking_network."), "", ""),
        "offer": (_("Offer"), _("Code of what is looked for."), "", ""),
        "deprivation_edition": (_("Deprivation edition"), _("Where rank and tenth come from."), "", _OF_EDITION),
        "decile_definition": (_("Tenths of"), _("What the tenths are tenths of: zones or people."), "", _OF_EDITION),
        "audience": (_("Made for"), _("public, partners or staff: what others may not see is not in here."), "", ""),
        "as_of": (_("As of"), _("The day that the figures are judged by."), "", ""),
        "zone_vintage": (
            _("Boundaries of"),
            _("Vintage of the zones; codes of others do not join."),
            "",
            _OF_ZONES,
        ),
        "software_version": (_("Software"), _("The version of Asset Map that worked it out."), "", ""),
        "council_code": (_("Council code"), _("The council that the zone is in."), "", _OF_ZONES),
        "council_name": (_("Council"), _("The council that the zone is in."), "", _OF_ZONES),
        "intermediate_zone_code": (
            _("Intermediate zone code"),
            _("The larger zone that it is part of."),
            "",
            _OF_ZONES,
        ),
        "intermediate_zone_name": (_("Intermediate zone"), _("The larger zone that it is part of."), "", _OF_ZONES),
        "neighbourhood_id": (_("Id"), _("Permanent; stands in the address of its profile."), "", ""),
        "name": (_("Name"), _("What people call it."), "", ""),
        "kind": (
            _("Kind"),
            _("How it came to be one: thriving_place, ward, named, drawn, intermediate_zone or zones_of_one_name."),
            "",
            "",
        ),
        "zones": (_("Zones"), _("How many zones it is looked at by: those most of whose people live inside."), "", ""),
        "people": (_("People"), _("People who live inside; empty where they are fewer than 10."), "", _OF_PEOPLE),
        "on_record": (_("On record"), _("Assets inside that this audience sees."), _("assets"), ""),
        "usable_inside": (_("Usable now"), _("Assets inside that can be used now."), _("assets"), ""),
        "offers_found": (_("Offers found"), _("How many different offers usable assets inside give."), "", ""),
        "looks_made": (
            _("Looked at"),
            _("How many of its zones and offers somebody has looked at; with an offer, how many of its zones."),
            "",
            "",
        ),
        "looks_of": (_("Out of"), _("How many zones and offers there are to look at inside."), "", ""),
        "looked_none": (
            _("Looked, none"),
            _("How many of them were looked at and have none: the only gaps."),
            "",
            "",
        ),
        "source": (_("Source"), _("Who says that this is a neighbourhood."), "", ""),
        "licence": (_("Licence"), _("The terms of that source."), "", ""),
    }
