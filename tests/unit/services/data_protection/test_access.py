"""Somebody is told everything that is kept about them, and nothing about anybody else."""

from __future__ import annotations

import datetime as dt
import io
import json
import time
import zipfile

import pytest
from typer.testing import CliRunner

from asset_map.cli import app as commands
from asset_map.domain.consent import Purpose
from asset_map.domain.held import Held
from asset_map.errors import UserError
from asset_map.services.data_protection.access import SOMEBODY_ELSE, access_file, tell
from asset_map.services.data_protection.consenting import note_consent
from asset_map.services.data_protection.document import impact_document, kept_about_people
from asset_map.services.data_protection.erasing import KnownAs
from asset_map.services.data_protection.page_words import document_json, document_words, public_words
from asset_map.services.data_protection.words import held_words, table_words
from asset_map.services.sessions.contribute import contribute
from asset_map.services.sessions.joining import join
from asset_map.services.workspace import Workspace
from asset_map.store.described import DESCRIBED
from tests.conftest import NOW, TODAY
from tests.fixtures.actors import somebody
from tests.fixtures.kept_records import HALL, keep
from tests.fixtures.mapping_sessions import open_session_in, said

EFFIE = somebody("Effie")


def unpacked(content: bytes) -> tuple[str, dict[str, object]]:
    """Return the page and the data of the file."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        page, data = (packed.read(name).decode() for name in sorted(packed.namelist()))
    return page, json.loads(data)


def test_somebody_is_told_what_is_kept_and_of_nobody_else(tiny: Workspace) -> None:
    text = "Ask Isa Brown or Ewan Gray, ewan@example.org, 0141 555 0199; or isa@example.org"
    keep(tiny, HALL, summary=text, contact_person="Isa Brown", consent_for="Her name", phone="0141 555 0101")
    keep(tiny, HALL, name="Other hall", contact_person="Ewan Gray", consent_for="His name")
    consented = keep(tiny, HALL, name="Third hall")
    note_consent(
        consented.asset_id, tiny, person="Isa Brown", purpose=Purpose.WORDS, wording="May we keep it?", given_on=TODAY,
        now=NOW, actor=somebody("Isa Brown"),
    )  # fmt: skip
    session = open_session_in(tiny)
    phone = join(session, "en", tiny, now=NOW).participant
    contribute(said(1, "Tea & <b>cake</b>"), phone, tiny, now=NOW)
    known = KnownAs(names=("Isa Brown",), emails=("isa@example.org",), slip_codes=(phone.slip_code,))
    page, data = unpacked(access_file(tell(known, tiny, now=NOW, actor=EFFIE)))
    for shown in (page, json.dumps(data)):
        assert "Isa Brown" in shown
        assert "isa@example.org" in shown
        assert not [other for other in ("Ewan", "ewan@", "0199", "Other hall", "Morag") if other in shown]
    assert SOMEBODY_ELSE in page
    assert "Tea &amp; &lt;b&gt;cake" in page
    assert [one["words"] for one in data["said"]] == ["Tea & <b>cake</b>"]  # type: ignore[index,attr-defined]
    assert {one["purpose"] for one in data["agreed_to"]} == {"contact", "words"}  # type: ignore[index,attr-defined]
    assert [one["action"] for one in data["did"]] == ["consent_noted"]  # type: ignore[index,attr-defined]
    assert "<script" not in page


@pytest.mark.parametrize("between", [287, 301, 350, 399])
def test_half_a_name_at_the_edge_of_a_long_text_is_not_told(tiny: Workspace, between: int) -> None:
    words = "blether " * 100
    text = f"Margaret Baxter {words[:between]} Isa Brown {words[:between]} Margaret Baxter"
    keep(tiny, HALL, summary=text)
    keep(tiny, HALL, name="Other hall", contact_person="Margaret Baxter", consent_for="Her name")
    page, _ = unpacked(access_file(tell(KnownAs(names=("Isa Brown",)), tiny, now=NOW, actor=EFFIE)))
    assert "Isa Brown" in page
    assert not [part for part in ("Margaret", "garet", "Baxter", "axter", "Marga") if part in page]


def test_whom_nothing_is_kept_about_is_told_so(tiny: Workspace) -> None:
    page, data = unpacked(access_file(tell(KnownAs(names=("Una Reid",)), tiny, now=NOW, actor=EFFIE)))
    assert "Nowhere." in page
    assert (data["named_in"], data["said"], data["did"]) == ([], [], [])
    with pytest.raises(UserError, match="Expected a name"):
        tell(KnownAs(), tiny, now=NOW, actor=EFFIE)


def test_the_page_for_everybody_says_the_same_whatever_is_on_record(tiny: Workspace) -> None:
    before = public_words("Tiny town")
    keep(tiny, HALL)
    assert public_words("Tiny town") == before
    assert all(one.rows is None for one in kept_about_people())
    told = {one.table for one in kept_about_people()}
    assert {"assets", "people", "contributions", "audit_events", "consents"} <= told


def test_the_document_tells_of_every_table_with_its_rows(tiny: Workspace) -> None:
    keep(tiny, HALL)
    document = impact_document(tiny, now=NOW, actor=EFFIE)
    assert {one.table for one in document.tables} == set(DESCRIBED)
    assert next(one.rows for one in document.tables if one.table == "assets") == 1
    assert "assets" in document_json(document)
    assert document_words(document)["without"]


def test_everything_that_is_kept_has_words() -> None:
    assert all(table_words(table).how_long for table in DESCRIBED)
    assert all(held_words(held).who_sees for held in Held)


def test_the_commands_say_before_what_they_do(tiny: Workspace) -> None:
    keep(tiny, HALL, contact_person="Isa Brown", consent_for="Her name")
    place = ["--home", str(tiny.settings.home), "--database", tiny.settings.database_url]

    def run(*words: str) -> str:
        told = CliRunner().invoke(commands, [*place, "privacy", *words])
        assert told.exit_code == 0, told.output
        return told.output

    assert "Nothing was erased" in run("erase", "--name", "Isa Brown")
    assert tiny.store.asset(tiny.store.consents()[0].asset_id).contact_person == "Isa Brown"
    out = tiny.settings.home / "isa.zip"
    assert "named in" in run("access", "--name", "Isa Brown", "--out", str(out))
    assert out.is_file()
    out.unlink()
    assert "Isa Brown" in run("consents")
    assert "Erased from" in run("erase", "--name", "Isa Brown", "--reason", "Asked for", "--yes")
    assert "Asked for" in run("erasures")
    assert "privacy access" in run("files")
    assert "It would be done" in run("act", "--dry-run")
    assert "nothing that was deleted" in run("clean")
    assert "0 erasures" in run("again")
    wrong = CliRunner().invoke(commands, [*place, "privacy", "again", str(out)])
    assert isinstance(wrong.exception, UserError)
    assert "found no such file" in str(wrong.exception)
    document = tiny.settings.home / "kept.html"
    run("document", "--out", str(document))
    assert "<h1>Data protection" in document.read_text("utf-8")


def test_days_are_those_of_where_the_server_stands(tiny: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Europe/London")
    time.tzset()
    try:
        after_midnight = dt.datetime(2026, 6, 30, 23, 30, tzinfo=dt.UTC)
        keep(tiny, HALL, contact_person="Isa Brown", consent_for="Her name")
        told = tell(KnownAs(names=("Isa Brown",)), tiny, now=after_midnight, actor=EFFIE)
        document = document_words(impact_document(tiny, now=after_midnight, actor=EFFIE))
    finally:
        monkeypatch.undo()
        time.tzset()
    assert told.facts["told_on"] == "2026-07-01"
    assert "1 July 2026" in str(document["texts"])
