"""Everything that a session has on paper: which pieces there are, what each is for, and the PDF of each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from asset_map.domain.dates import local_date
from asset_map.domain.mapping_session import MappingSession
from asset_map.errors import UserError
from asset_map.language import ENGLISH, read_in
from asset_map.language import gettext as _
from asset_map.services.sessions.cards import cards_pdf, dots_pdf
from asset_map.services.sessions.kit import kit_pdf
from asset_map.services.sessions.notice import notice_pdf
from asset_map.services.sessions.return_slips import return_slips_pdf, tick_slips_pdf
from asset_map.services.sessions.sheet import table_sheets_pdf
from asset_map.services.workspace import Workspace


@dataclass(frozen=True, kw_only=True)
class Order:
    """What is to be printed of a piece.

    Parameters
    ----------
    session
        Of which session.
    paper
        A paper of the piece.
    language
        Code of a language that the session offers.
    copies
        How many: sheets, cards or slips, each with a name, number or code of its own where it has one.
    base
        Where the server answers phones in the room, or people at home for what they take there; empty when that is
        not known.
    now, today
        When it is made, with its time zone; and the date of that here.
    actor
        Who prints.
    """

    session: MappingSession
    paper: str
    language: str = ENGLISH
    copies: int = 1
    base: str = ""
    now: dt.datetime
    today: dt.date
    actor: str


@dataclass(frozen=True, kw_only=True)
class Piece:
    """Something to print.

    Parameters
    ----------
    code
        As it stands in addresses and names of files.
    title, what_for, how_many
        What it is called, what it is for, and how many a session needs; in English, to be read through the catalogue.
    papers
        The papers that it comes on, the usual one first.
    usual
        How many are made when nobody says how many.
    most
        How many are made at once at most.
    make
        Makes its PDF, in the language of whoever is reading.
    gives_codes
        Whether printing it keeps new codes, so that it is not done by only looking.
    for_residents
        Whether residents read it, in any language of the session.
    from_home
        Whether its address is opened from home, after the laptop has left the hall.
    """

    code: str
    title: str
    what_for: str
    how_many: str
    papers: tuple[str, ...]
    usual: int = 1
    most: int = 1
    make: Callable[[Order, Workspace], bytes]
    gives_codes: bool = False
    for_residents: bool = True
    from_home: bool = False


def _mark(text: str) -> str:
    """Mark a text for the catalogue; it is translated where it is read."""
    return text


def _table_sheets(order: Order, workspace: Workspace) -> bytes:
    return table_sheets_pdf(
        order.session,
        workspace,
        paper=order.paper,
        copies=order.copies,
        base=order.base,
        today=order.today,
        now=order.now,
    )


def _notice(order: Order, workspace: Workspace) -> bytes:
    return notice_pdf(order.session, workspace, base=order.base, now=order.now)


def _dots(order: Order, workspace: Workspace) -> bytes:
    return dots_pdf(order.session, workspace, tables=order.copies, now=order.now)


def _cards(order: Order, workspace: Workspace) -> bytes:
    return cards_pdf(
        order.session,
        workspace,
        paper=order.paper,
        cards=order.copies,
        not_for_publishing=False,
        now=order.now,
    )


def _red_cards(order: Order, workspace: Workspace) -> bytes:
    return cards_pdf(
        order.session,
        workspace,
        paper=order.paper,
        cards=order.copies,
        not_for_publishing=True,
        now=order.now,
    )


def _return_slips(order: Order, workspace: Workspace) -> bytes:
    return return_slips_pdf(
        order.session, workspace, count=order.copies, base=order.base, now=order.now, actor=order.actor
    )


def _tick_slips(order: Order, workspace: Workspace) -> bytes:
    return tick_slips_pdf(order.session, workspace, paper=order.paper, now=order.now)


def _kit(order: Order, workspace: Workspace) -> bytes:
    return kit_pdf(order.session, workspace, now=order.now)


PIECES: tuple[Piece, ...] = (
    Piece(
        code="kit",
        title=_mark("Kit checklist"),
        what_for=_mark("What to take along and what to see to before people come."),
        how_many=_mark("1 for you."),
        papers=("a4",),
        make=_kit,
        for_residents=False,
    ),
    Piece(
        code="notice",
        title=_mark("Notice"),
        what_for=_mark("Says what the session is for, what is promised and what is kept. Hang it up, and read it out."),
        how_many=_mark("2 in each language."),
        papers=("a4",),
        make=_notice,
    ),
    Piece(
        code="table-sheets",
        title=_mark("Table sheets"),
        what_for=_mark("The map of the area with its grid, and room to write beside it."),
        how_many=_mark("1 for each table of five or six people."),
        papers=("a1", "a2", "a3"),
        usual=4,
        most=20,
        make=_table_sheets,
    ),
    Piece(
        code="dots",
        title=_mark("Numbered dots"),
        what_for=_mark("Mark where something is on a table sheet. The number leads to the card that says what it is."),
        how_many=_mark("1 page for each table: 100 dots with the table's name on them."),
        papers=("a4",),
        usual=4,
        most=20,
        make=_dots,
    ),
    Piece(
        code="cards",
        title=_mark("Cards"),
        what_for=_mark("One for each thing that somebody says, with pictograms to tick. Print them on both sides."),
        how_many=_mark("5 for each person. A4 holds two cards, to be cut."),
        papers=("a5", "a4"),
        usual=1,
        most=200,
        make=_cards,
    ),
    Piece(
        code="red-edge-cards",
        title=_mark("Cards with a red edge: do not publish"),
        what_for=_mark("For what only the people who run the session may read, such as a place where people are safe."),
        how_many=_mark("1 for each person. The edge is hatched too, and says so in words, so that grey paper is fine."),
        papers=("a5", "a4"),
        usual=1,
        most=200,
        make=_red_cards,
    ),
    Piece(
        code="return-slips",
        title=_mark("Slips with a code"),
        what_for=_mark("People take one home, and find out by its code what became of what they said."),
        how_many=_mark("1 for each person. Each print has new codes, so print each page once."),
        papers=("a4",),
        usual=40,
        most=200,
        make=_return_slips,
        gives_codes=True,
        from_home=True,
    ),
    Piece(
        code="tick-slips",
        title=_mark("Slips to tick, without a code"),
        what_for=_mark("Say who took part, by broad group. Nothing leads from them to anybody or to what was said."),
        how_many=_mark("1 for each person. A4 holds two, to be cut."),
        papers=("a5", "a4"),
        make=_tick_slips,
    ),
)
"""In the order in which a session needs them."""


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


def whole_pack(
    session: MappingSession,
    workspace: Workspace,
    *,
    copies: int = 0,
    base: str,
    home_base: str = "",
    now: dt.datetime,
    actor: str,
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
