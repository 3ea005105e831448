"""What does the report of an area say, on the page and on paper alike?"""

from __future__ import annotations

import datetime as dt

import pandas as pd

from asset_map.domain.coverage import CoverageState
from asset_map.domain.dates import written_date
from asset_map.exports.pdf import pdf
from asset_map.language import gettext as _
from asset_map.language import ngettext
from asset_map.maps.picture_legend import swatch
from asset_map.measures.small_numbers import TOTAL
from asset_map.services.figure_words import people_words, share_words
from asset_map.services.map_pages import banner
from asset_map.services.profile import OfferHere
from asset_map.services.report_pack import WHOLE_AREA, OfferInFull, ReportMap, ReportPack
from asset_map.services.workspace import Workspace

NAMES_TOLD = 4


def report_words(pack: ReportPack, workspace: Workspace) -> dict[str, object]:
    """Return everything that stands in a report.

    Parameters
    ----------
    pack
        What is reported.
    workspace
        The area, for the banner of a made-up town and the credits.

    Returns
    -------
    dict
        Ready for a template or for JSON.
    """
    told, area = pack.told, workspace.geography.area_name
    return {
        "title": told.neighbourhood.name,
        "over": _("Report of an area") if pack.is_whole else _("Report of a neighbourhood · {area}").format(area=area),
        "banner": banner(workspace),
        "lead": _lead(pack),
        "as_of": _("As of {day}, for the public.").format(day=written_date(told.card.as_of)),
        "page": _("The same as a page, which is easier with a screen reader: /report/{which} on the server.").format(
            which=told.neighbourhood.neighbourhood_id or WHOLE_AREA
        ),
        "headings": _headings(area),
        "picture": told.picture,
        "picture_words": _(
            "Dots: what can be used now and may be shown on a map. Heavy line: the area of this report."
        ),
        "strong": [_strong(one, is_whole=pack.is_whole) for one in told.offers if one.assets],
        "missing": [_missing(one) for one in sorted(told.offers, key=lambda one: -one.looked_none) if one.looked_none],
        "coverage": [_coverage(one) for one in told.offers],
        "people": _people(pack),
        "edition": told.edition,
        "in_full": [_in_full(one) for one in pack.in_full],
        "card": [row for row in told.card.rows() if row[1] not in told.card.notes],
        "notes": _notes(pack),
        "cite": _("Asset Map, {title}, as of {day}, made with version {version}.").format(
            title=told.neighbourhood.name, day=written_date(told.card.as_of), version=told.card.software_version
        ),
        "attribution": workspace.attribution,
    }


def report_pdf(pack: ReportPack, workspace: Workspace) -> bytes:
    """Return a report on A4 pages; the same records give the same bytes on the same day.

    Parameters
    ----------
    pack
        What is reported.
    workspace
        The area.

    Returns
    -------
    bytes
        A tagged PDF (PDF/UA-1), made without anything from the internet.
    """
    made = dt.datetime.combine(pack.told.card.as_of, dt.time(), dt.UTC)
    return pdf("report_pack", report_words(pack, workspace), now=made)


def _lead(pack: ReportPack) -> str:
    told = pack.told
    strong = sum(bool(one.assets) for one in told.offers)
    things = ngettext("{count} place or group can be used", "{count} places and groups can be used", told.usable)
    words = _(
        "{people} people live here, in {zones}. {things}; they give {found} of {all} things that people look for."
    )
    return words.format(
        people=people_words(told.people[TOTAL]),
        zones=ngettext("{count} data zone", "{count} data zones", len(told.zone_names)),
        things=things,
        found=strong,
        all=len(told.offers),
    )


def _notes(pack: ReportPack) -> list[str]:
    """Return what has to be known, once; what holds for one offer only says of which."""
    shared = (
        [note for note in pack.in_full[0].notes if all(note in one.notes for one in pack.in_full)]
        if pack.in_full
        else []
    )
    own = [f"{one.here.label}: {note}" for one in pack.in_full for note in one.notes if note not in shared]
    known = set(pack.told.card.notes)
    return list(dict.fromkeys([*pack.told.card.notes, *(note for note in shared if note not in known), *own]))


def _strong(one: OfferHere, *, is_whole: bool) -> dict[str, str]:
    names = [end.name for end in one.assets[:NAMES_TOLD]]
    more = len(one.assets) - len(names)
    return {
        "label": one.label,
        "count": str(len(one.assets)),
        "names": ", ".join(names) + (_(" and {count} more").format(count=more) if more else ""),
        "here": share_words(one.share_here),
        "area": "" if is_whole else share_words(one.share_area),
    }


def _missing(one: OfferHere) -> dict[str, str]:
    people = round(one.people_without) if pd.notna(one.people_without) else pd.NA
    return {
        "label": one.label,
        "zones": _("{none} of {all}").format(none=one.looked_none, all=sum(one.zones.values())),
        "people": people_words(people),
    }


def _coverage(one: OfferHere) -> dict[str, str]:
    zones = one.zones
    found, none = zones[CoverageState.FOUND.value], zones[CoverageState.LOOKED_NONE.value]
    return {
        "label": one.label,
        "looked": _("{looked} of {all}").format(
            looked=sum(zones.values()) - zones[CoverageState.NOT_LOOKED.value], all=sum(zones.values())
        ),
        "found": str(found),
        "none": str(none),
        "out_of_date": str(zones[CoverageState.OUT_OF_DATE.value]),
        "not_looked": str(zones[CoverageState.NOT_LOOKED.value]),
    }


def _people(pack: ReportPack) -> list[dict[str, str]]:
    people = pack.told.people
    if not pack.told.edition:
        return []
    rows = []
    for decile in range(11):
        if decile in people.index:
            label = str(decile) if decile else _("not ranked")
            rows.append({"decile": label, "people": people_words(people[decile])})
    return rows


def _in_full(one: OfferInFull) -> dict[str, object]:
    return {"label": one.here.label, "fair": list(one.fair), "maps": [_map(drawn) for drawn in one.maps]}


def _map(drawn: ReportMap) -> dict[str, object]:
    key = f"{drawn.prefix}-key"
    return {
        "title": drawn.title,
        "note": drawn.note,
        "picture": drawn.picture,
        "legend": [
            {
                "swatch": swatch(entry, position, key).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1),
                "label": entry.label,
                "zones": ngettext("{count} zone", "{count} zones", count),
            }
            for entry, count, position in drawn.legend
        ],
    }


def _headings(area: str) -> dict[str, str]:
    return {
        "where": _("Where"),
        "strong": _("What is strong here"),
        "strong_lead": _(
            "Within 800 m: share of the people here who live so near to one that can be used now, in a straight line, "
            "which is shorter than any walk. A dash: none that may be shown on a map."
        ),
        "strong_none": _("Nothing that can be used now is on record here yet."),
        "missing": _("Looked for, and none there"),
        "missing_lead": _("The only gaps: somebody looked there, lately enough, and found none."),
        "missing_none": _("Nobody has looked and found none, lately enough."),
        "coverage": _("Who has looked where"),
        "coverage_lead": _(
            "Where nobody has looked there may be something. Where somebody looked long ago it has to be checked again."
        ),
        "in_full": _("In full: {offer}"),
        "fair": _("Over deprivation, in all of {area}").format(area=area),
        "people": _("Who lives here"),
        "people_lead": _("Tenths of the deprivation edition; 1 is most deprived. A rank of areas, not of people."),
        "method": _("How this was worked out"),
        "before": _("Before you use a figure"),
        "cite": _("How to name it"),
        "offer": _("What people look for"),
        "here": _("Here"),
        "within": _("Within 800 m"),
        "area": _("In all"),
        "names": _("Such as"),
        "zones": _("Zones"),
        "people_without": _("People there"),
        "looked": _("Looked at"),
        "found": _("Found"),
        "none": _("None"),
        "out_of_date": _("Long ago"),
        "not_looked": _("Not yet"),
        "decile": _("Tenth"),
        "count": _("People"),
    }
