"""What does a facilitator need to know before a session: who has not been heard, and how the area lies?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from asset_map.domain.coverage import CoverageState
from asset_map.domain.protection import Audience
from asset_map.language import gettext as _
from asset_map.maps import palette
from asset_map.maps.layer import Layer, LegendClass, Table, Theme
from asset_map.maps.picture import zones_svg
from asset_map.services.coverage import ledger
from asset_map.services.map_pages import drawn, setting_of
from asset_map.services.workspace import Workspace

PICTURE_PX = 560
UNHEARD = (CoverageState.NOT_LOOKED.value, CoverageState.OUT_OF_DATE.value)


@dataclass(frozen=True, kw_only=True)
class NotHeard:
    """What the coverage says of an area before a session.

    Parameters
    ----------
    zones
        How many zones the area has.
    zones_unheard
        Names of zones in which nobody has looked for anything yet, or only too long ago.
    offers_unheard
        Codes of offers for which nobody has looked in at least half of the zones, or only too long ago, and in how
        many; most first.
    """

    zones: int
    zones_unheard: tuple[str, ...]
    offers_unheard: tuple[tuple[str, int], ...]


def not_heard(
    zone_codes: Sequence[str], offers: Sequence[str], workspace: Workspace, *, audience: Audience, today: dt.date
) -> NotHeard:
    """Return where and for what nobody has looked, so that a session may ask there.

    Parameters
    ----------
    zone_codes
        Zones of the area.
    offers
        What the session asks about.
    workspace
        The area.
    audience
        For whom: the team see nothing of what is protected.
    today
        To judge by.

    Returns
    -------
    NotHeard
        For staff. It tells where nobody looked, not who lives there.
    """
    known = ledger(workspace, audience=audience, today=today)
    here = known[known["zone_code"].isin(list(zone_codes)) & known["offer"].isin(list(offers))]
    unheard = here.assign(unheard=here["coverage"].isin(UNHEARD))
    by_zone = unheard.groupby("zone_code", sort=False)["unheard"].all()
    names = workspace.geography.zones_bng["zone_name"]
    by_offer = unheard.groupby("offer", sort=False)["unheard"].sum()
    at_least = max(1, len(by_zone) / 2)
    most = by_offer[by_offer >= at_least].sort_values(ascending=False, kind="stable")
    return NotHeard(
        zones=len(by_zone),
        zones_unheard=tuple(sorted(str(names[code]) for code in by_zone.index[by_zone])),
        offers_unheard=tuple((str(code), int(count)) for code, count in most.items()),
    )


def area_picture(zone_codes: Sequence[str], name: str, workspace: Workspace) -> str:
    """Draw the zones of an area among their neighbours.

    Parameters
    ----------
    zone_codes
        Zones of the area.
    name
        What it is called.
    workspace
        The area that is set up.

    Returns
    -------
    str
        An ``<svg>`` element; empty without a zone.
    """
    zones = drawn(workspace)[0]
    inside = [code for code in zone_codes if code in zones.codes]
    if not inside:
        return ""
    names = workspace.geography.zones_bng["zone_name"]
    layer = Layer(
        title=name,
        subtitle=workspace.geography.area_name,
        setting=setting_of(workspace, (), framed=True),
        zones=zones,
        zone_table=Table((_("Zone"),), tuple((str(names[code]),) for code in zones.codes)),
        themes=(
            Theme(
                theme_id="area",
                title=_("The area of the session"),
                note="",
                classes=(
                    LegendClass(_("Next to it"), palette.FAINT_ZONE),
                    LegendClass(_("In the session"), palette.SEQUENTIAL[1]),
                ),
                class_of_zone=tuple(int(code in inside) for code in zones.codes),
            ),
        ),
    )
    title = _("{name} and the places next to it").format(name=name)
    return zones_svg(layer, "area", title=title, width_px=PICTURE_PX, highlighted=inside, closer=True)
