"""Each piece has the pages it says, slips have codes of their own, and the slip to tick has none."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest

from asset_map.domain.mapping_session import MappingSession, Prompt
from asset_map.language import languages
from asset_map.services.sessions.kit import kit
from asset_map.services.sessions.pieces import PIECES, Order
from asset_map.services.sessions.print_pack import piece_pdf, the_piece
from asset_map.services.sessions.return_slips import slips_of_codes_pdf, tick_slips_pdf
from asset_map.services.workspace import Workspace
from tests.conftest import NOW
from tests.fixtures.actors import somebody
from tests.fixtures.audit import audit_rows
from tests.fixtures.mapping_sessions import open_session_in


def printed(code: str, session: MappingSession, workspace: Workspace, **changes: object) -> bytes:
    """Return a piece as it is usually printed."""
    piece = the_piece(code)
    order = Order(
        session=session,
        paper=piece.papers[0],
        base="http://10.0.0.5:8501",
        now=NOW,
        today=NOW.date(),
        actor=somebody("Morag"),
    )
    return piece_pdf(piece, replace(order, **changes), workspace)


def pages(made: bytes) -> int:
    """Return how many pages a PDF has."""
    return max(int(count) for count in re.findall(rb"/Count (\d+)", made))


@pytest.mark.parametrize(
    ("code", "copies", "expected"),
    [
        ("notice", 1, 1),
        ("kit", 1, 1),
        ("table-sheets", 3, 3),
        ("dots", 3, 3),
        ("cards", 2, 4),
        ("red-edge-cards", 2, 4),
        ("return-slips", 8, 1),
        ("return-slips", 9, 2),
        ("tick-slips", 1, 1),
    ],
)
def test_a_piece_has_its_pages(tiny: Workspace, code: str, copies: int, expected: int) -> None:
    assert pages(printed(code, open_session_in(tiny), tiny, copies=copies)) == expected


@pytest.mark.parametrize("piece", [one for one in PIECES if len(one.papers) > 1], ids=lambda one: one.code)
def test_every_paper_of_a_piece_is_made(tiny: Workspace, piece: object) -> None:
    session = open_session_in(tiny)
    made = {paper: printed(piece.code, session, tiny, paper=paper) for paper in piece.papers}  # type: ignore[attr-defined]
    assert len(set(made.values())) == len(made)


def test_a_kind_without_pictogram_is_printed_in_words(tiny: Workspace) -> None:
    scheme = tiny.classification
    kinds = {code: replace(kind, icon="nonesuch") for code, kind in scheme.kinds.items()}
    unpictured = replace(tiny, classification=replace(scheme, kinds=kinds))
    session = open_session_in(tiny)
    assert printed("cards", session, unpictured) != printed("cards", session, tiny)


@pytest.mark.parametrize("count", [0, 1, 12])
def test_questions_stand_in_the_margins_however_many_there_are(tiny: Workspace, count: int) -> None:
    asked = tuple(Prompt(theme="", text=f"{number} Who helps here? " * 20) for number in range(count))
    assert pages(printed("table-sheets", replace(open_session_in(tiny), prompts=asked), tiny)) == 1


def test_every_slip_has_a_new_code_and_printing_is_kept_without_them(tiny: Workspace) -> None:
    session = open_session_in(tiny)
    before = len(audit_rows(tiny))
    assert printed("return-slips", session, tiny, copies=3) != printed("return-slips", session, tiny, copies=3)
    events = audit_rows(tiny)[before:]
    assert [event.action for event in events] == ["printed", "printed"]


def test_slips_of_the_same_codes_are_the_same(tiny: Workspace) -> None:
    session = open_session_in(tiny)
    made = [
        slips_of_codes_pdf(session, tiny, codes=("ABCDEFGH", "JKLMNPQR"), base=base, now=NOW)
        for base in ("https://map.example.org", "https://map.example.org/", "")
    ]
    assert made[0] == made[1] != made[2]


def test_the_slip_to_tick_holds_no_code_whatever(tiny: Workspace) -> None:
    session = open_session_in(tiny)
    other = replace(session, code="ZZZZZZ", session_id="another", made_at=NOW + dt.timedelta(days=1))
    assert tick_slips_pdf(session, tiny, paper="a5", now=NOW) == tick_slips_pdf(other, tiny, paper="a5", now=NOW)
    assert printed("tick-slips", session, tiny) == printed("tick-slips", session, tiny, base="http://other")


def test_pieces_of_the_same_input_are_the_same(tiny: Workspace) -> None:
    session = open_session_in(tiny)
    for piece in PIECES:
        if not piece.gives_codes:
            assert printed(piece.code, session, tiny) == printed(piece.code, session, tiny), piece.code


def test_pieces_for_residents_are_made_in_every_language_there_is(tiny: Workspace) -> None:
    session = replace(open_session_in(tiny), languages=tuple(languages()))
    for piece in PIECES:
        for language in session.languages if piece.for_residents else ():
            assert printed(piece.code, session, tiny, language=language).startswith(b"%PDF-"), (piece.code, language)


def test_the_kit_counts_for_those_who_are_expected(tiny: Workspace) -> None:
    session = replace(open_session_in(tiny), languages=("en", "xx"), who_is_missing="Young men")
    items = {one.code: one for one in kit(session, people=13)}
    assert (items["table-sheets"].how_many, items["cards"].how_many, items["notice"].how_many) == ("3", "65", "4")
    assert "Young men" in items["missing"].what
    assert {piece.code for piece in PIECES} - {"kit"} <= set(items)
    assert len(items) == len(kit(session))
