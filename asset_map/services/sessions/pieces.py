"""Which pieces does a session have on paper, and what is each for?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from asset_map.domain.mapping_session import MappingSession
from asset_map.domain.permission import Actor
from asset_map.language import ENGLISH
from asset_map.language import to_translate as _
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
    actor: Actor


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
        title=_("Kit checklist"),
        what_for=_("What to take along and what to see to before people come."),
        how_many=_("1 for you."),
        papers=("a4",),
        make=_kit,
        for_residents=False,
    ),
    Piece(
        code="notice",
        title=_("Notice"),
        what_for=_("Says what the session is for, what is promised and what is kept. Hang it up, and read it out."),
        how_many=_("2 in each language."),
        papers=("a4",),
        make=_notice,
    ),
    Piece(
        code="table-sheets",
        title=_("Table sheets"),
        what_for=_("The map of the area with its grid, and room to write beside it."),
        how_many=_("1 for each table of five or six people. Print them at 100 %; a copy shop prints A1 and A2."),
        papers=("a1", "a2", "a3"),
        usual=4,
        most=20,
        make=_table_sheets,
    ),
    Piece(
        code="dots",
        title=_("Numbered dots"),
        what_for=_("Mark where something is on a table sheet. The number leads to the card that says what it is."),
        how_many=_("1 page for each table: 100 dots with the table's name on them."),
        papers=("a4",),
        usual=4,
        most=20,
        make=_dots,
    ),
    Piece(
        code="cards",
        title=_("Cards"),
        what_for=_("One for each thing that somebody says, with pictograms to tick. Print them on both sides."),
        how_many=_("5 for each person. A4 holds two cards, to be cut."),
        papers=("a5", "a4"),
        usual=1,
        most=200,
        make=_cards,
    ),
    Piece(
        code="red-edge-cards",
        title=_("Cards with a red edge: do not publish"),
        what_for=_("For what only the people who run the session may read, such as a place where people are safe."),
        how_many=_("1 for each person. The edge is hatched too, and says so in words, so that grey paper is fine."),
        papers=("a5", "a4"),
        usual=1,
        most=200,
        make=_red_cards,
    ),
    Piece(
        code="return-slips",
        title=_("Slips with a code"),
        what_for=_("People take one home, and find out by its code what became of what they said."),
        how_many=_("1 for each person. Each print has new codes, so print each page once."),
        papers=("a4",),
        usual=40,
        most=200,
        make=_return_slips,
        gives_codes=True,
        from_home=True,
    ),
    Piece(
        code="tick-slips",
        title=_("Slips to tick, without a code"),
        what_for=_("Say who took part, by broad group. Nothing leads from them to anybody or to what was said."),
        how_many=_("1 for each person. A4 holds two, to be cut."),
        papers=("a5", "a4"),
        make=_tick_slips,
    ),
)
"""In the order in which a session needs them."""
