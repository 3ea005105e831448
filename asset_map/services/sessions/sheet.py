"""The table sheets of a session: its area on large paper, with the grid of the screen and room to write."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import asdict
from typing import Any

import shapely

from asset_map.domain.dates import written_date
from asset_map.domain.mapping_session import MappingSession
from asset_map.domain.postcode import written_postcode
from asset_map.errors import UserError
from asset_map.exports.pdf import pdf
from asset_map.language import gettext as _
from asset_map.language import listed, reading
from asset_map.maps.sheet_ground import SheetGround
from asset_map.maps.table_sheet import EDGE_MM, PAPERS_MM, TableSheet, table_sheet
from asset_map.services.map_pages import banner
from asset_map.services.neighbourhoods import neighbourhoods
from asset_map.services.sessions.landmarks import landmarks
from asset_map.services.sessions.opening import join_address
from asset_map.services.workspace import Workspace

MOST_SHEETS = 20
"""Tables that a hall has; more copies are printed by printing again."""


def drawn_sheet(session: MappingSession, workspace: Workspace, *, paper: str, today: dt.date) -> TableSheet:
    """Return the sheet of a session, drawn of what the public may see.

    Parameters
    ----------
    session
        Whose area and grid are drawn; nothing that was said in it is on the sheet.
    workspace
        The area.
    paper
        ``a1``, ``a2`` or ``a3``.
    today
        As of when landmarks are usable.

    Returns
    -------
    TableSheet
        Remembered while the records and the geography stay.

    Raises
    ------
    UserError
        For another paper.
    """
    if paper not in PAPERS_MM:
        raise UserError(f"Expected one of the papers {', '.join(PAPERS_MM)}; found “{paper[:20]}”. Choose one of them.")

    def _draw() -> TableSheet:
        return table_sheet(
            session.grid, shapely.from_wkb(session.area_bng), ground_of_session(session, workspace, today), paper=paper
        )

    return workspace.remember(("table sheet", session.area_bng, session.grid, paper, today), _draw)


def table_sheets_pdf(
    session: MappingSession,
    workspace: Workspace,
    *,
    paper: str = "a3",
    copies: int = 1,
    base: str = "",
    today: dt.date,
    now: dt.datetime,
) -> bytes:
    """Return table sheets in the language of whoever is reading.

    Parameters
    ----------
    session, workspace
        The session, and the area.
    paper
        ``a1``, ``a2`` or ``a3``.
    copies
        How many tables; each has a sheet with a name of its own, by which it is typed in.
    base
        Where the server answers phones in the room; empty for sheets without a QR code.
    today, now
        As of when landmarks are usable, and when it is made, with its time zone.

    Returns
    -------
    bytes
        A tagged PDF with a page for each table.

    Raises
    ------
    UserError
        For another paper, or more sheets than a hall has tables.
    """
    if not 1 <= copies <= MOST_SHEETS:
        raise UserError(f"Expected between 1 and {MOST_SHEETS} sheets; found {copies}. Print again for more.")
    sheet = drawn_sheet(session, workspace, paper=paper, today=today)
    asked = [_(prompt.text) for prompt in session.prompts] or [_("Room to write")]
    side_m = f"{session.grid.side_m:,.0f}"
    data = (
        heading(session, workspace)
        | how_to_join(session, base)
        | {
            "sheet": asdict(sheet) | {"edge_mm": EDGE_MM, "bar_mm": sheet.bar_m / sheet.metres_per_mm},
            "names": table_names(copies),
            "map_words": _("Map of {area} under a grid. Letters name the columns, numbers the rows.").format(
                area=session.area_name
            ),
            "bar_words": f"{sheet.bar_m:,} m",
            "scale_words": _("Scale 1:{number}").format(number=f"{sheet.scale:,}"),
            "square_words": _("Each square is {metres} m wide.").format(metres=side_m),
            "what_to_do": _("Put a numbered dot where it is. Write what it is beside the map, or on a card."),
            "left_margin": asked[: (len(asked) + 1) // 2],
            "right_margin": asked[(len(asked) + 1) // 2 :] or [_("Room to write")],
            "credits": workspace.attribution,
        }
    )
    return pdf("table_sheet", data, now=now)


def table_names(tables: int) -> list[str]:
    """Return what tables are called on sheets, dots and the scribe's page.

    Parameters
    ----------
    tables
        How many.

    Returns
    -------
    list of str
        From 1.
    """
    # Translators: a table that people sit at
    return [_("Table {number}").format(number=number) for number in range(1, tables + 1)]


def heading(session: MappingSession, workspace: Workspace) -> dict[str, Any]:
    """Return what every piece says of its session.

    Parameters
    ----------
    session, workspace
        The session, and the area.

    Returns
    -------
    dict
        ``title``, ``when`` (place, date and time), ``made_up``, ``machine_made``, ``lang`` and ``direction``.
    """
    return {
        "title": session.title,
        "when": listed((session.place, written_date(session.held_on), session.time_words)),
        "made_up": banner(workspace),
        "machine_made": _(
            "A machine translated this text, and it may have mistakes. Nobody who speaks this language has checked it "
            "yet."
        )
        if reading().needs_native_reader
        else "",
        "lang": reading().tag,
        "direction": reading().direction,
    }


def how_to_join(session: MappingSession, base: str) -> dict[str, str]:
    """Return how phones join, for paper.

    Parameters
    ----------
    session
        Which one.
    base
        Where the server answers phones in the room; empty when that is not known.

    Returns
    -------
    dict
        ``code``, ``code_words``, ``address``, ``qr`` (SVG) and ``qr_words``; empty texts where there is none.
    """
    address = join_address(session, base) if session.code and base else ""
    return {
        "code": session.code,
        "code_words": _("Join with your phone. The code is:") if session.code else "",
        "address": address,
        "qr": qr_svg(address) if address else "",
        "qr_words": _("QR code that opens {address}").format(address=address) if address else "",
    }


def qr_svg(address: str) -> str:
    """Return an address as a QR code.

    Parameters
    ----------
    address
        What a phone opens.

    Returns
    -------
    str
        SVG.
    """
    import segno  # noqa: PLC0415 # it takes long to load, and few pages need it

    drawing = io.BytesIO()
    segno.make(address, error="m", micro=False).save(drawing, kind="svg", border=2, svgclass=None, lineclass=None)
    return drawing.getvalue().decode()


def ground_of_session(session: MappingSession, workspace: Workspace, today: dt.date) -> SheetGround:
    """Return what lies under the grid of a session, as the public may see it.

    Parameters
    ----------
    session, workspace
        The session, and the area.
    today
        As of when landmarks are usable.

    Returns
    -------
    SheetGround
        EPSG:27700; nothing that was said in the session.
    """
    geography = workspace.geography
    beyond = () if geography.beyond_bng is None else geography.beyond_bng.geometry
    together = neighbourhoods(workspace)
    return SheetGround(
        zones_bng=(*geography.zones_bng.geometry, *beyond),
        context_bng=geography.context_bng,
        paths_bng=None if geography.network is None else geography.network.paths_bng,
        neighbourhoods=[
            (name, shapely.union_all(list(geography.zones_bng.geometry[list(codes)])))
            for name, codes in together.items()
        ],
        landmarks=landmarks(workspace, today),
        postcodes=_postcodes(session, workspace) if geography.context_bng is None else (),
    )


def _postcodes(session: MappingSession, workspace: Workspace) -> list[tuple[str, shapely.Point]]:
    """Return the postcodes on the sheet, in their order."""
    west_m, south_m, east_m, north_m = session.grid.bounds_m
    beyond_m, points = 8 * session.grid.side_m, workspace.geography.postcodes.sort_index()
    east, north = points["easting_m"].astype("float64"), points["northing_m"].astype("float64")
    near = east.between(west_m - beyond_m, east_m + beyond_m) & north.between(south_m - beyond_m, north_m + beyond_m)
    return [
        (written_postcode(postcode), shapely.Point(x, y))
        for postcode, x, y in zip(points.index[near], east[near], north[near], strict=True)
    ]
