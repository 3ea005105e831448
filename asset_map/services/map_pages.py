"""Maps as whole pages: the same page on the screen, by its address, and as a file."""

from __future__ import annotations

import json
from collections.abc import Callable

from asset_map import __version__
from asset_map.domain.dates import written_date
from asset_map.domain.protection import Audience
from asset_map.language import gettext as _
from asset_map.maps.drawing import DrawnContext, DrawnZones, drawn_context
from asset_map.maps.folium_page import change_of_page, folium_page
from asset_map.maps.layer import Layer, Setting
from asset_map.maps.places import places_layer
from asset_map.services.field_words import status_words
from asset_map.services.find import Wanted, find_assets
from asset_map.services.look import Question
from asset_map.services.outlines import outlines_of
from asset_map.services.workspace import Workspace

AUDIENCE_WORDS = {
    Audience.PUBLIC: "the public",
    Audience.PARTNERS: "partners: holds protected records, not to be passed on",
    Audience.TEAM: "the team: holds what is not published yet, not to be passed on",
    Audience.STAFF: "staff: holds protected records, not to be passed on",
}


def places_page(
    wanted: Wanted, question: Question, workspace: Workspace, *, framed: bool = False, whole_page: str = ""
) -> str:
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
    whole_page
        Address of the screen that shows the same, where it stands in another server's page.

    Returns
    -------
    str
        HTML.
    """
    return _kept(
        ("places page", wanted, question, framed, whole_page),
        lambda: folium_page(_places(wanted, question, workspace, framed=framed), files="served", whole_page=whole_page),
        workspace,
        searched=bool(wanted.search),
    )


def places_change(wanted: Wanted, question: Question, workspace: Workspace, *, framed: bool) -> str:
    """Return what a page of assets that is open already needs to show those that fit something else.

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
        JSON, as `change_of_page` makes it.
    """
    return _kept(
        ("places change", wanted, question, framed),
        lambda: change_of_page(_places(wanted, question, workspace, framed=framed)),
        workspace,
        searched=bool(wanted.search),
    )


def _kept(key: tuple[object, ...], draw: Callable[[], str], workspace: Workspace, *, searched: bool) -> str:
    # What people search for is without end, and hardly the same twice.
    return draw() if searched else workspace.remember(key, draw)


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
        zones, context = drawn(workspace)
        both = {"zones": json.loads(zones.geojson), "context": json.loads(context.geojson) if context else None}
        return json.dumps(both)

    return workspace.remember(("ground",), _write, follows_store=False)


def drawn(workspace: Workspace) -> tuple[DrawnZones, DrawnContext | None]:
    """Return the zones as they are drawn, and what lies under them.

    Parameters
    ----------
    workspace
        The area.

    Returns
    -------
    tuple
        Drawn zones, and streets, parks and water where there are any. Made once for each geography.
    """

    def _draw() -> tuple[DrawnZones, DrawnContext | None]:
        geography = workspace.geography
        context = None if geography.context_bng is None else drawn_context(geography.context_bng)
        folder = workspace.settings.geography_folder
        return outlines_of(geography.zones_bng, digest=geography.digest, folder=folder), context

    return workspace.remember(("drawn",), _draw, follows_store=False)


def _places(wanted: Wanted, question: Question, workspace: Workspace, *, framed: bool) -> Layer:
    return places_layer(
        drawn(workspace)[0],
        workspace.geography.zones_bng["zone_name"],
        title=_("What is here"),
        setting=setting_of(workspace, _card(question, workspace), framed=framed),
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


def setting_of(
    workspace: Workspace, run_card: tuple[tuple[str, str], ...], *, framed: bool, edition_name: str = ""
) -> Setting:
    """Return what stands around a map of this area.

    Parameters
    ----------
    workspace
        The area.
    run_card
        What the map was made from and how, as label and value.
    framed
        Whether it stands in a screen that carries the banner of a made-up town already.
    edition_name
        The deprivation edition, where the map is of one.

    Returns
    -------
    Setting
        With names, credits and the ground.
    """
    return Setting(
        area_name=workspace.geography.area_name,
        edition_name=edition_name,
        banner="" if framed else banner(workspace),
        attribution=workspace.attribution,
        run_card=run_card,
        context=drawn(workspace)[1],
    )


def _card(question: Question, workspace: Workspace) -> tuple[tuple[str, str], ...]:
    return (
        (_("As of"), written_date(question.day)),
        (_("For"), _(AUDIENCE_WORDS[question.audience])),
        (_("Zones"), workspace.geography.system.label),
        (_("Made with"), f"Asset Map {__version__}"),
    )
