"""Where is what is being reviewed, among the rest that waits? For staff."""

from __future__ import annotations

from collections.abc import Sequence

import shapely

from asset_map.domain.contribution import Contribution
from asset_map.domain.mapping_session import MappingSession
from asset_map.language import gettext as _
from asset_map.maps import palette
from asset_map.maps.drawing import DECIMALS
from asset_map.maps.layer import DrawnPoints, Layer, LegendClass, Table, Theme
from asset_map.maps.picture import zones_svg
from asset_map.services.map_pages import drawn, setting_of
from asset_map.services.sessions.shown import in_degrees
from asset_map.services.workspace import Workspace

PICTURE_PX = 480


def review_picture(
    now: Contribution, waiting: Sequence[Contribution], session: MappingSession, workspace: Workspace
) -> str:
    """Draw the place of a contribution, and those of the others that wait.

    Parameters
    ----------
    now
        What is in hand.
    waiting
        Everything that waits.
    session
        Around its zones a line is drawn.
    workspace
        The area.

    Returns
    -------
    str
        An ``<svg>`` element; empty for what has no place, and when the zones of the session are no longer those of
        the area.
    """
    zones = drawn(workspace)[0]
    inside = [code for code in session.zone_codes if code in zones.codes]
    if now.geometry_bng is None or session.zone_system != workspace.geography.system.id or not inside:
        return ""
    others = [one for one in waiting if one.contribution_id != now.contribution_id and one.geometry_bng is not None]
    in_order = [*others, now]  # what is in hand lies on top
    words = tuple((one.words or _("(without words)"),) for one in in_order)
    layer = Layer(
        title=session.title,
        subtitle=session.area_name,
        setting=setting_of(workspace, (), framed=True),
        zones=zones,
        zone_table=Table((_("Zone"),), tuple((code,) for code in zones.codes)),
        themes=(
            Theme(
                "zones",
                _("Zones"),
                "",
                (LegendClass(_("Data zone"), palette.FAINT_ZONE), LegendClass(_("Its zone"), palette.SEQUENTIAL[0])),
                tuple(int(code == now.zone_code) for code in zones.codes),
            ),
        ),
        points=DrawnPoints(
            table=Table((_("Words"),), words),
            positions=tuple(_position(one) for one in in_order),
            groups=(LegendClass(_("Waits"), palette.POINT), LegendClass(_("This one"), palette.MORE)),
            group_of_point=(*(0 for _one in others), 1),
        ),
    )
    return zones_svg(
        layer,
        "zones",
        width_px=PICTURE_PX,
        title=_("Where this is (red, in the coloured zone), and what else waits (dark)"),
        highlighted=inside,
        closer=True,
        places={},
    )


def _position(contribution: Contribution) -> tuple[float, float]:
    shape = in_degrees(shapely.from_wkb(contribution.geometry_bng or b""))
    longitude, latitude = shapely.get_coordinates(shapely.point_on_surface(shape))[0].round(DECIMALS)
    return float(latitude), float(longitude)
