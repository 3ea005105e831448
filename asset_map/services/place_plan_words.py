"""What does a Local Place Plan pack say, on the page and on paper alike?"""

from __future__ import annotations

import datetime as dt

from asset_map.domain.dates import written_date
from asset_map.exports.pdf import pdf
from asset_map.language import gettext as _
from asset_map.services.map_pages import banner
from asset_map.services.place_plan import PlacePlanPack, PlaceThatMatters
from asset_map.services.workspace import Workspace


def place_plan_words(pack: PlacePlanPack, workspace: Workspace) -> dict[str, object]:
    """Return everything that stands in a pack.

    Parameters
    ----------
    pack
        What is on record.
    workspace
        The area, for the banner of a made-up town and the credits.

    Returns
    -------
    dict
        Ready for a template or for JSON.
    """
    told = pack.told
    missing = [one for one in told.offers if one.looked_none]
    to_ask = [one for one in told.offers if one.to_ask]
    strong = [one for one in told.offers if one.assets]
    return {
        "title": pack.neighbourhood.name,
        "over": _("For a Local Place Plan · {area}").format(area=workspace.geography.area_name),
        "banner": banner(workspace),
        "lead": _(
            "What is on record of this area that a community body can use to write its own Local Place Plan. It is not "
            "such a plan, and it proposes nothing: that is for the people who live here."
        ),
        "as_of": _("As of {day}.").format(day=written_date(told.card.as_of)),
        "page": _(
            "The same as a page, which is easier with a screen reader: /neighbourhood/{which}/place-plan on the server."
        ).format(which=pack.neighbourhood.neighbourhood_id),
        "headings": _headings(),
        "picture": pack.picture,
        "picture_words": _("Numbers: land and buildings in the list. Heavy line: the zones of the area."),
        "zones": ", ".join(told.zone_names),
        "places": [_place(one) for one in pack.places],
        "strong": [(one.label, len(one.assets), [end.name for end in one.assets[:3]]) for one in strong],
        "missing": [(one.label, one.looked_none, sum(one.zones.values())) for one in missing],
        "to_ask": [one.label for one in to_ask],
        "requirements": [
            {"needed": one.needed, "law": one.law, "here": one.here or _("nothing"), "to_do": one.to_do}
            for one in pack.requirements
        ],
        "card": [row for row in told.card.rows() if row[1] not in told.card.notes],
        "notes": list(told.card.notes),
        "attribution": workspace.attribution,
    }


def place_plan_pdf(pack: PlacePlanPack, workspace: Workspace) -> bytes:
    """Return a pack on A4 pages; the same records give the same bytes on the same day.

    Parameters
    ----------
    pack
        What is on record.
    workspace
        The area.

    Returns
    -------
    bytes
        A tagged PDF (PDF/UA-1), made without anything from the internet.
    """
    made = dt.datetime.combine(pack.told.card.as_of, dt.time(), dt.UTC)
    return pdf("place_plan", place_plan_words(pack, workspace), now=made)


def _place(one: PlaceThatMatters) -> dict[str, object]:
    said = [
        (_("People value"), one.valued),
        (_("It could"), one.could_do),
        (_("In people’s own words"), one.own_words),
        (_("Story"), one.story),
    ]
    facts = (one.kind, one.status, one.where)
    trust = (one.source, _("last checked {day}").format(day=one.checked) if one.checked else _("never checked"))
    return {
        "number": one.number,
        "id": one.asset_id,
        "name": one.name,
        "facts": " · ".join(part for part in facts if part),
        "said": [(label, words) for label, words in said if words],
        "trust": " · ".join(part for part in trust if part),
    }


def _headings() -> dict[str, str]:
    return {
        "area": _("The area"),
        "places": _("Land and buildings that may matter"),
        "places_lead": _(
            "Land, buildings and open spaces on record whose place may be shown to everyone, and other places that "
            "people spoke of. Those with people’s words come first. What is protected is not listed."
        ),
        "places_none": _("None is on record here yet. That does not say that there is none."),
        "nothing_said": _("Nobody has said yet what they value about it."),
        "strong": _("What is strong here"),
        "strong_none": _("Nothing that can be used now is on record here yet."),
        "missing": _("Looked for, and none there"),
        "missing_lead": _("Only where somebody looked, lately enough. These may be worth a proposal."),
        "missing_none": _("Nobody has looked and found none, lately enough."),
        "to_ask": _("Not known yet"),
        "to_ask_lead": _("Nobody has looked in all zones, or too long ago. There may be some: ask before you propose."),
        "needed": _("What a Local Place Plan needs"),
        "needed_lead": _(
            "In short, after the Town and Country Planning (Scotland) Act 1997, the Local Place Plans Regulations 2021 "
            "and Planning Circular 1/2022. It is no legal advice: ask your planning authority."
        ),
        "need": _("A plan needs"),
        "law": _("Asked for by"),
        "here": _("In this pack"),
        "to_do": _("For you to do"),
        "offer": _("What people look for"),
        "count": _("How many"),
        "such_as": _("Such as"),
        "zones_none": _("Zones with none"),
        "zones": _("Zones"),
        "method": _("How this was worked out"),
        "decide": _("What we propose (for the community body to write)"),
    }
