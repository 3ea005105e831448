"""Maps as whole pages: the same page on the screen, by its address, and as a file."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from asset_map import __version__
from asset_map.domain.dates import written_date
from asset_map.domain.protection import Audience
from asset_map.errors import UserError
from asset_map.exports.files import write_text
from asset_map.language import gettext as _
from asset_map.maps.drawing import DrawnContext, DrawnZones, drawn_context, drawn_zones
from asset_map.maps.folium_page import folium_page
from asset_map.maps.layer import Layer, Setting
from asset_map.maps.places import places_layer
from asset_map.maps.strengths import strengths_layer
from asset_map.services.field_words import status_words
from asset_map.services.find import Wanted, find_assets
from asset_map.services.look import Question, ZoneAnswer, answer, assets_of, past_note, with_offer
from asset_map.services.workspace import Workspace

AUDIENCE_WORDS = {
    Audience.PUBLIC: "the public",
    Audience.PARTNERS: "partners: holds protected records, not to be passed on",
    Audience.STAFF: "staff: holds protected records, not to be passed on",
}


@dataclass(frozen=True)
class MapReport:
    """What a map file holds.

    Parameters
    ----------
    out, bytes
        The file and its size.
    zones, zones_looked
        Zones drawn, and how many of them were looked at.
    usable, shown
        Usable assets in the zones; all assets of the offer that the audience sees.
    audience, offer, edition
        What was asked for.
    """

    out: str
    bytes: int
    zones: int
    zones_looked: int
    usable: int
    shown: int
    audience: str
    offer: str
    edition: str


def strengths_page(
    question: Question, workspace: Workspace, *, files: Literal["inlined", "served"], framed: bool = False
) -> str:
    """Return strengths and gaps of one offer as a page.

    Parameters
    ----------
    question
        What is asked, for whom and as of when.
    workspace
        The area.
    files
        ``inlined`` for one file that needs nothing else, ``served`` for a page on this server.
    framed
        Whether it stands in a screen that carries the banner of a made-up town already.

    Returns
    -------
    str
        HTML.
    """
    return workspace.remember(
        ("strengths page", question, files, framed),
        lambda: folium_page(_strengths(question, workspace, framed=framed), files=files),
    )


def write_strengths_page(question: Question, workspace: Workspace, *, out: Path) -> MapReport:
    """Write strengths and gaps of one offer as one file that needs no internet.

    Parameters
    ----------
    question
        What is asked, for whom and as of when.
    workspace
        The area.
    out
        The file, ending in ``.html``.

    Returns
    -------
    MapReport
        What is in it.

    Raises
    ------
    UserError
        When the name does not end in ``.html`` or the file cannot be written.
    """
    if out.suffix.lower() not in {".html", ".htm"}:
        raise UserError(f"Expected a file ending in .html; found “{out.name}”. A map is a web page.")
    result = answer(question, workspace)
    html = strengths_page(question, workspace, files="inlined")
    size = write_text(html, out)
    return MapReport(
        out=str(out),
        bytes=size,
        zones=len(result.zones),
        zones_looked=result.zones_looked,
        usable=result.usable,
        shown=result.shown,
        audience=question.audience.value,
        offer=question.offer,
        edition=result.edition_name,
    )


def places_page(wanted: Wanted, question: Question, workspace: Workspace, *, framed: bool = False) -> str:
    """Return the assets that fit what is wanted as a page on this server.

    Parameters
    ----------
    wanted
        What is looked for.
    question
        For whom and as of when.
    workspace
        The area.
    framed
        Whether it stands in a screen that carries the banner of a made-up town already.

    Returns
    -------
    str
        HTML.
    """

    def _draw() -> str:
        return folium_page(_places(wanted, question, workspace, framed=framed), files="served")

    # What people search for is without end, and hardly the same twice.
    return _draw() if wanted.search else workspace.remember(("places page", wanted, question, framed), _draw)


def ground(workspace: Workspace) -> str:
    """Return what lies under the map that people tap on: zones, streets, water.

    Parameters
    ----------
    workspace
        The area.

    Returns
    -------
    str
        JSON with two GeoJSON feature collections (EPSG:4326): ``zones`` and ``context`` (or null).
    """

    def _write() -> str:
        zones, context = _drawn(workspace)
        drawn = {"zones": json.loads(zones.geojson), "context": json.loads(context.geojson) if context else None}
        return json.dumps(drawn)

    return workspace.remember(("ground",), _write, follows_store=False)


def _drawn(workspace: Workspace) -> tuple[DrawnZones, DrawnContext | None]:
    def draw() -> tuple[DrawnZones, DrawnContext | None]:
        geography = workspace.geography
        context = None if geography.context_bng is None else drawn_context(geography.context_bng)
        return drawn_zones(geography.zones_bng), context

    return workspace.remember(("drawn",), draw, follows_store=False)


def _strengths(question: Question, workspace: Workspace, *, framed: bool) -> Layer:
    result = answer(question, workspace)
    assets = with_offer(assets_of(question, workspace), question.offer)
    return strengths_layer(
        _drawn(workspace)[0],
        result.zones,
        offer_label=workspace.classification.offers[question.offer].label,
        setting=_setting(question, workspace, result, framed=framed),
        assets=assets[assets["usable"]],
        classification=workspace.classification,
        status_words=status_words(),
    )


def _places(wanted: Wanted, question: Question, workspace: Workspace, *, framed: bool) -> Layer:
    return places_layer(
        _drawn(workspace)[0],
        workspace.geography.zones_bng["zone_name"],
        title=_("What is here"),
        setting=_setting(question, workspace, None, framed=framed),
        assets=find_assets(wanted, workspace, audience=question.audience, today=question.today),
        classification=workspace.classification,
        status_words=status_words(),
    )


def banner(workspace: Workspace) -> str:
    """Return the line that every screen of a fictional town carries.

    Parameters
    ----------
    workspace
        The area.

    Returns
    -------
    str
        Empty for a real area.
    """
    if not workspace.geography.fictional:
        return ""
    text = _("{town} is a made-up town for trying Asset Map. Nothing here is real.")
    return text.format(town=workspace.geography.area_name)


def _setting(question: Question, workspace: Workspace, result: ZoneAnswer | None, *, framed: bool) -> Setting:
    geography = workspace.geography
    card = [
        (_("As of"), written_date(question.day)),
        (_("For"), _(AUDIENCE_WORDS[question.audience])),
        (_("Zones"), f"{geography.system.label}"),
    ]
    if result is not None:
        count = _("{looked} of {zones} zones looked at").format(looked=result.zones_looked, zones=len(result.zones))
        card += [
            (_("Coverage"), count),
            (_("Usable"), _("open, published and checked within twice the interval of its kind")),
        ]
        if result.edition_name:
            card.append((_("Deprivation"), f"{result.edition_name}, {result.decile_definition}"))
    if question.known_by is not None:
        card.append((_("Looking back"), past_note(question.audience)))
    card.append((_("Made with"), f"Asset Map {__version__}"))
    return Setting(
        area_name=geography.area_name,
        edition_name=result.edition_name if result else "",
        banner="" if framed else banner(workspace),
        attribution=workspace.attribution,
        run_card=tuple(card),
        context=_drawn(workspace)[1],
    )
