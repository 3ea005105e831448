"""Sheets hold what the public may see, nothing that was said, and are the same for the same input."""

from __future__ import annotations

from dataclasses import replace

import pytest

from asset_map.domain.asset import ReviewState
from asset_map.domain.mapping_session import MappingSession
from asset_map.domain.protection import Level
from asset_map.errors import UserError
from asset_map.exports.pdf import _folder
from asset_map.exports.printable import BOX, printable
from asset_map.services.sessions.contribute import contribute
from asset_map.services.sessions.joining import join
from asset_map.services.sessions.print_pack import whole_pack
from asset_map.services.sessions.room_address import room_address
from asset_map.services.sessions.sheet import drawn_sheet, table_sheets_pdf
from asset_map.services.workspace import Workspace
from tests.conftest import NOW
from tests.fixtures.actors import somebody
from tests.fixtures.kept_records import HALL, keep
from tests.fixtures.mapping_sessions import open_session_in, said

HOSTILE = (
    "W" * 120,
    "#panic() $x$ *b* _i_ @ref <label> \\ ` ] } //",
    "ملتقى الحي السعيد في وسط المدينة",
    "🎉👩‍👩‍👧 தமிழ் \u202e\ufeff\u0000 会议",
)


@pytest.mark.parametrize("words", HOSTILE)
def test_no_words_break_a_piece(tiny: Workspace, words: str) -> None:
    session = open_session_in(tiny)
    hostile = replace(
        session, title=words, place=words, purpose=words * 4, promise=words, limits=words, area_name=words
    )
    made = dict(whole_pack(hostile, tiny, base="http://10.0.0.5:8501", now=NOW, actor=somebody("Morag")))
    assert all(one.startswith(b"%PDF-") and b"pdfuaid:part" in one for one in made.values())


def test_the_same_input_gives_the_same_bytes(tiny: Workspace) -> None:
    session = open_session_in(tiny)
    made = [table_sheets_pdf(session, tiny, copies=2, today=NOW.date(), now=NOW) for _ in range(2)]
    assert made[0] == made[1]


def _words_and_drawing(session: MappingSession, workspace: Workspace) -> str:
    sheet = drawn_sheet(session, workspace, paper="a3", today=NOW.date())
    return " ".join([sheet.drawing, *(f"{one.text} {one.x_mm} {one.y_mm}" for one in sheet.labels)])


def test_only_public_records_are_landmarks(tiny: Workspace) -> None:
    session = open_session_in(tiny)
    before = _words_and_drawing(session, tiny)
    for level in (Level.AREA, Level.PARTNERS):
        keep(tiny, replace(HALL, name="Marker Hall"), protection=level)
    keep(tiny, replace(HALL, name="Marker Hall"), review_state=ReviewState.SUBMITTED)
    assert _words_and_drawing(session, tiny) == before
    keep(tiny, replace(HALL, name="Marker Hall"))
    assert "Marker Hall" in _words_and_drawing(session, tiny)


def test_nothing_that_was_said_is_on_a_sheet(tiny: Workspace) -> None:
    session = open_session_in(tiny)
    before = _words_and_drawing(session, tiny), table_sheets_pdf(session, tiny, today=NOW.date(), now=NOW)
    phone = join(session, "en", tiny, now=NOW).participant
    contribute(said(1, "Marker Hall"), phone, tiny, now=NOW)
    contribute(replace(said(2, "Marker Hall"), do_not_publish="yes"), phone, tiny, now=NOW)
    assert (_words_and_drawing(session, tiny), table_sheets_pdf(session, tiny, today=NOW.date(), now=NOW)) == before


def test_papers_and_numbers_of_sheets_are_those_there_are(tiny: Workspace) -> None:
    session = open_session_in(tiny)
    with pytest.raises(UserError, match="found “a0”"):
        drawn_sheet(session, tiny, paper="a0", today=NOW.date())
    with pytest.raises(UserError, match="found 21"):
        table_sheets_pdf(session, tiny, copies=21, today=NOW.date(), now=NOW)


def test_signs_without_a_typeface_become_a_box() -> None:
    typed = {"a": ["Tea 🎉", "ملتقى 会议 Łódź", "\x00\x1b\ufeffx\u2028y"], "n": 3}
    assert printable(typed, _folder()) == {"a": [f"Tea {BOX}", "ملتقى 会议 Łódź", "x y"], "n": 3}


@pytest.mark.parametrize("here", ["http://localhost:8501/", "http://127.0.0.1:8501", "http://[::1]:8501/"])
def test_a_laptop_that_calls_itself_localhost_is_called_by_its_number(here: str) -> None:
    assert "localhost" not in room_address(here)
    assert "127.0.0.1" not in room_address(here)


def test_an_address_that_others_can_open_stays() -> None:
    assert room_address("http://192.168.0.10:8501/x") == "http://192.168.0.10:8501"
