"""Where did people speak of, as a picture of the zones?"""

from __future__ import annotations

import itertools
from collections.abc import Mapping

from asset_map.domain.mapping_session import MappingSession
from asset_map.language import gettext as _
from asset_map.maps import palette
from asset_map.maps.layer import Layer, LegendClass, Table, Theme
from asset_map.maps.picture import zones_svg
from asset_map.services.map_pages import drawn, setting_of
from asset_map.services.workspace import Workspace

PICTURE_PX = 640
FROM = (1, 3, 6, 12)
"""The least number of things said in each class; a handful tells little of the difference between zones."""


def said_classes() -> tuple[LegendClass, ...]:
    """Return the lines of the legend.

    Returns
    -------
    tuple of LegendClass
        None first, then few to many.
    """
    ranges = [_("{low} to {high} things").format(low=low, high=high - 1) for low, high in itertools.pairwise(FROM)]
    labels = (*ranges, _("{low} or more things").format(low=FROM[-1]))
    colours = palette.SEQUENTIAL[: len(labels)]
    told = (LegendClass(label, colour) for label, colour in zip(labels, colours, strict=True))
    return (LegendClass(_("Nothing told here"), palette.FAINT_ZONE), *told)


def said_picture(spoken_of: Mapping[str, int], session: MappingSession, workspace: Workspace) -> str:
    """Draw the zones of a session by how much was said of them.

    Parameters
    ----------
    spoken_of
        How many things the report tells of each zone, by code.
    session
        Around its zones a line is drawn.
    workspace
        The area.

    Returns
    -------
    str
        An ``<svg>`` element with each zone's number on it; empty when the zones of the session are no longer those of
        the area.
    """
    zones = drawn(workspace)[0]
    inside = [code for code in session.zone_codes if code in zones.codes]
    if session.zone_system != workspace.geography.system.id or not inside:
        return ""
    classes = said_classes()
    theme = Theme(
        theme_id="said",
        title=_("Things said"),
        note="",
        classes=classes,
        class_of_zone=tuple(sum(spoken_of.get(code, 0) >= least for least in FROM) for code in zones.codes),
    )
    names = workspace.geography.zones_bng["zone_name"]
    rows = tuple((str(names[code]), str(spoken_of.get(code, 0))) for code in zones.codes)
    layer = Layer(
        title=session.title,
        subtitle=session.area_name,
        setting=setting_of(workspace, (), framed=True),
        zones=zones,
        zone_table=Table((_("Zone"), _("Things said")), rows),
        themes=(theme,),
    )
    return zones_svg(
        layer,
        "said",
        title=_("Where people spoke of, by zone"),
        width_px=PICTURE_PX,
        highlighted=inside,
        closer=True,
        labels={code: str(count) for code, count in spoken_of.items() if code in zones.codes},
    )
