"""What does the projector show around what was said: the map with its numbers, and how to join?"""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import shapely

from asset_map.domain.mapping_session import MappingSession, SessionState
from asset_map.maps.room_map import RoomMark, on_screen, placed_marks, room_ground_svg
from asset_map.services.sessions.opening import join_address
from asset_map.services.sessions.sheet import ground_of_session, qr_svg
from asset_map.services.sessions.shown import RoomItem, in_metres
from asset_map.services.workspace import Workspace


@dataclass(frozen=True, kw_only=True)
class HowToJoin:
    """How phones in the room join.

    Parameters
    ----------
    code
        To be typed.
    address
        What the QR code opens; empty where it is not known by which address phones reach the server.
    typed
        The same without the code, as people type it.
    qr
        The QR code as an address of an image; empty without an address.
    """

    code: str
    address: str
    typed: str
    qr: str


def how_phones_join(session: MappingSession, base: str) -> HowToJoin | None:
    """Return how phones join.

    Parameters
    ----------
    session
        Which one.
    base
        Where the server answers phones in the room; empty when that is not known.

    Returns
    -------
    HowToJoin or None
        None while nobody can join.
    """
    if session.state is not SessionState.OPEN or not session.code:
        return None
    if not base:
        return HowToJoin(code=session.code, address="", typed="", qr="")
    address = join_address(session, base)
    drawn = base64.b64encode(qr_svg(address).encode()).decode()
    typed = address.removeprefix("http://").removeprefix("https://").removesuffix(f"/{session.code}")
    return HowToJoin(code=session.code, address=address, typed=typed, qr=f"data:image/svg+xml;base64,{drawn}")


def ground_picture(session: MappingSession, workspace: Workspace, *, today: dt.date) -> str:
    """Return the map under the numbers.

    Parameters
    ----------
    session
        Whose area and grid are drawn; nothing that was said in it is drawn here.
    workspace
        The area.
    today
        As of when landmarks are usable.

    Returns
    -------
    str
        SVG; remembered while the records and the geography stay.
    """

    def _draw() -> str:
        ground = ground_of_session(session, workspace, today)
        return room_ground_svg(session.grid, shapely.from_wkb(session.area_bng), ground)

    return workspace.remember(("room ground", session.area_bng, session.grid, today), _draw)


def ground_size(session: MappingSession) -> tuple[float, float]:
    """Return the size of the map, in the units of its marks.

    Parameters
    ----------
    session
        Whose.

    Returns
    -------
    tuple of float
        Width and height.
    """
    at = on_screen(session.grid)
    return at.width_mm, at.height_mm


def marks_of(items: Sequence[RoomItem], session: MappingSession) -> tuple[RoomMark, ...]:
    """Return the numbers on the map.

    Parameters
    ----------
    items
        What the room sees.
    session
        Where it was said.

    Returns
    -------
    tuple of RoomMark
        Only of what the room sees with a place, where the room sees it.
    """
    shapes = [(one.room_number, in_metres(shapely.from_geojson(one.shape))) for one in items if one.shape]
    return placed_marks(shapes, session.grid)
