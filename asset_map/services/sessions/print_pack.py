"""Everything that a session has on paper, made as PDFs: one piece, or all of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from asset_map.domain.dates import local_date
from asset_map.domain.mapping_session import MappingSession
from asset_map.domain.permission import Actor, may_run_sessions
from asset_map.errors import UserError
from asset_map.language import ENGLISH, read_in
from asset_map.language import gettext as _
from asset_map.services.permitted import asks
from asset_map.services.permitted_places import of_session
from asset_map.services.sessions.pieces import PIECES, Order, Piece
from asset_map.services.workspace import Workspace


def the_piece(code: str) -> Piece:
    """Return a piece.

    Parameters
    ----------
    code
        As it stands in addresses.

    Returns
    -------
    Piece
        That one.

    Raises
    ------
    UserError
        When there is none.
    """
    found = next((one for one in PIECES if one.code == code), None)
    if found is None:
        known = ", ".join(one.code for one in PIECES)
        raise UserError(f"Expected one of the pieces {known}; found “{code[:40]}”. Choose one of them.")
    return found


def piece_pdf(piece: Piece, order: Order, workspace: Workspace) -> bytes:
    """Return a piece as a PDF.

    Parameters
    ----------
    piece
        Which one.
    order
        What is to be printed of it.
    workspace
        The area.

    Returns
    -------
    bytes
        A tagged PDF, in the language that was asked for.

    Raises
    ------
    UserError
        For a paper, number or language that this piece or session does not have.
    """
    if order.paper not in piece.papers:
        raise UserError(
            f"Expected one of the papers {', '.join(piece.papers)}; found “{order.paper[:20]}”. Choose one of them."
        )
    if not 1 <= order.copies <= piece.most:
        raise UserError(f"Expected between 1 and {piece.most}; found {order.copies}. Print again for more.")
    if order.language not in order.session.languages:
        known = ", ".join(order.session.languages)
        raise UserError(f"Expected a language of the session ({known}); found “{order.language[:20]}”. Choose one.")
    with read_in(order.language if piece.for_residents else ENGLISH):
        return piece.make(order, workspace)


@asks(may_run_sessions, of_session("session"))
def whole_pack(
    session: MappingSession,
    workspace: Workspace,
    *,
    copies: int = 0,
    base: str,
    home_base: str = "",
    now: dt.datetime,
    actor: Actor,
) -> Iterator[tuple[str, bytes]]:
    """Make all pieces, on each of their papers and in each language that the session offers.

    Parameters
    ----------
    session, workspace
        The session, and the area.
    copies
        How many of each, or as many as a piece has at most; 0 for as many as is usual.
    base
        Where the server answers phones in the room; empty when that is not known.
    home_base
        Where people reach the server from home, after the session; empty when they do not.
    now, actor
        When, with its time zone, and who.

    Yields
    ------
    tuple of str and bytes
        What each file is called, and the PDF.
    """
    for piece in PIECES:
        spoken = session.languages if piece.for_residents else (ENGLISH,)
        for paper in piece.papers:
            for language in spoken:
                order = Order(
                    session=session,
                    paper=paper,
                    language=language,
                    copies=min(copies, piece.most) if copies > 0 else piece.usual,
                    base=home_base if piece.from_home else base,
                    now=now,
                    today=local_date(now),
                    actor=actor,
                )
                yield file_name(piece, order), piece_pdf(piece, order, workspace)


def file_name(piece: Piece, order: Order) -> str:
    """Return what the file of a piece is called.

    Parameters
    ----------
    piece, order
        The piece, and what is printed of it.

    Returns
    -------
    str
        For instance ``table-sheets-a1-ur.pdf``.
    """
    language = order.language if piece.for_residents else ENGLISH
    return f"{piece.code}-{order.paper}-{language}.pdf"


def words_of(piece: Piece) -> tuple[str, str, str]:
    """Return what is read of a piece.

    Parameters
    ----------
    piece
        Which one.

    Returns
    -------
    tuple of str
        Its title, what it is for, and how many to print, in the language of whoever is reading.
    """
    return _(piece.title), _(piece.what_for), _(piece.how_many)
