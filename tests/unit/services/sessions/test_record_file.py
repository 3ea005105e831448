"""A session is written to a file without what leads to a person, and opened elsewhere once, or its fault is named."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import shapely

from asset_map.domain.contribution import ContributionDraft, ReviewResult
from asset_map.domain.mapping_session import MappingSession, Participant, SessionState
from asset_map.domain.protection import Audience
from asset_map.errors import UserError
from asset_map.services.sessions.answers import session_story
from asset_map.services.sessions.contribute import contribute, take_back
from asset_map.services.sessions.coverage import session_coverage
from asset_map.services.sessions.joining import join
from asset_map.services.sessions.outcomes import OutcomeDraft, decide, let_be_quoted, tell
from asset_map.services.sessions.record_file import record_json
from asset_map.services.sessions.record_reading import take_in_record
from asset_map.services.sessions.report import session_report
from asset_map.services.sessions.turnout import TurnoutDraft, enter_turnout
from asset_map.services.workspace import Workspace, open_workspace
from asset_map.settings import read_settings
from asset_map.web.sessions.report import report_html
from tests.conftest import NOW, TODAY
from tests.fixtures.actors import somebody
from tests.fixtures.kept_records import LATER
from tests.fixtures.mapping_sessions import new_id, open_session_in, said

MARKER = "zqxmarker"


@pytest.fixture
def session(tiny: Workspace) -> MappingSession:
    """Return a session with two views, something not to be published, something taken back, and answers."""
    session = open_session_in(tiny)
    phone = join(session, "en", tiny, now=NOW).participant
    _say(said(1, "چائے"), phone, tiny, language="ur")
    _say(said(2, "No tea"), phone, tiny, about_id=new_id(1), kind="idea")
    _say(said(3, MARKER), phone, tiny, do_not_publish="yes")
    _say(said(4, "gone again"), phone, tiny)
    take_back(new_id(4), phone, tiny, now=NOW)
    first = tiny.store.contribution(new_id(1))
    assert first is not None
    let_be_quoted(first, tiny, may_be_quoted=True, now=NOW, actor=somebody("Effie"))
    soon = (TODAY + dt.timedelta(days=9)).isoformat()
    tell(
        [new_id(1)],
        OutcomeDraft(answer="will", words="Tea", by_when=soon),
        session,
        tiny,
        now=NOW,
        actor=somebody("Effie"),
    )
    tell([new_id(1)], OutcomeDraft(answer="did", words="Tea"), session, tiny, now=LATER, actor=somebody("Effie"))
    tell([new_id(3)], OutcomeDraft(answer="did", words=MARKER), session, tiny, now=LATER, actor=somebody("Effie"))
    decide("Tea first", "All said so", "", session, tiny, now=LATER, actor=somebody("Effie"))
    enter_turnout(TurnoutDraft(people="7", counts={}), session, tiny, now=LATER, actor=somebody("Effie"))
    return session


@pytest.fixture
def elsewhere(tiny_home: Path, tmp_path: Path) -> Iterator[Workspace]:
    """Open another store."""
    home = tmp_path / "elsewhere"
    shutil.copytree(tiny_home, home)
    workspace = open_workspace(read_settings(home, f"sqlite:///{home / 'asset-map.db'}"))
    yield workspace
    workspace.store.close()


def _say(draft: ContributionDraft, phone: Participant, tiny: Workspace, **fields: str) -> None:
    contribute(replace(draft, **fields), phone, tiny, now=NOW)  # type: ignore[arg-type]


def _file(session: MappingSession, tiny: Workspace, audience: Audience = Audience.STAFF) -> str:
    return record_json(session, tiny, audience=audience, today=TODAY)


def test_nothing_in_the_file_leads_to_a_person(session: MappingSession, tiny: Workspace) -> None:
    text = _file(session, tiny)
    phones = tiny.store.participants(session.session_id)
    for secret in (*tiny.store.slip_codes(session.session_id), *(one.participant_id for one in phones), "gone again"):
        assert secret not in text
    assert not {"sent_by", "slip_code", "sent_at", "code"} & set(json.loads(text)["contributions"][0])
    assert json.loads(text)["turnout"] == {"people": None, "questions": []}


def test_it_opens_elsewhere_once_with_everything_in_it(
    session: MappingSession, tiny: Workspace, elsewhere: Workspace
) -> None:
    content = _file(session, tiny).encode()
    opened = take_in_record(content, elsewhere, now=LATER, actor=somebody("Morag"))
    version = elsewhere.store.version()
    again = take_in_record(content, elsewhere, now=LATER, actor=somebody("Morag"))
    assert (opened.is_new, again.is_new) == (True, False)
    assert elsewhere.store.version() == version
    kept = elsewhere.store.mapping_session(session.session_id)
    assert kept is not None
    assert (kept.state, kept.code, kept.grid, kept.prompts) == (SessionState.CLOSED, "", session.grid, session.prompts)
    here = elsewhere.store.contributions(session.session_id)
    assert [(one.words, one.language, one.do_not_publish) for one in here] == [
        ("No tea", "en", False),
        (MARKER, "en", True),
        ("چائے", "ur", False),
    ]
    assert here[0].about_id == new_id(1)
    assert {(one.slip_code, one.sent_by) for one in here} == {("", "")}
    story = session_story(kept, elsewhere, today=TODAY)
    [became] = story.became
    # Whoever opens a file decides what of it is quoted.
    assert (became.quote, len(became.earlier), len(story.decisions)) == ("", 1, 1)
    assert json.loads(_file(kept, elsewhere))["outcomes"] == json.loads(content)["outcomes"]
    assert take_in_record(content, tiny, now=LATER, actor=somebody("Morag")).is_new is False


def test_what_the_public_may_not_know_here_is_hidden_where_the_file_is_opened(
    session: MappingSession, tiny: Workspace, elsewhere: Workspace
) -> None:
    phone = join(session, "pl", tiny, now=NOW).participant
    _say(said(5, "A women's refuge"), phone, tiny)
    _say(said(6, "Pierogi"), phone, tiny, language="pl")
    content = _file(session, tiny)
    hidden = {one["contribution_id"] for one in json.loads(content)["contributions"] if one["is_hidden"]}
    assert hidden == {new_id(3), new_id(5)}
    take_in_record(content.encode(), elsewhere, now=LATER, actor=somebody("Morag"))
    opened = elsewhere.store.mapping_session(session.session_id)
    assert opened is not None
    kept = elsewhere.store.contributions(session.session_id)
    assert {one.contribution_id for one in kept if one.hidden_at is not None} == hidden
    assert {one.review for one in kept} == {ReviewResult.WAITING}
    assert not any(one.may_be_quoted for one in kept)
    public = json.loads(_file(opened, elsewhere, Audience.PUBLIC))["contributions"]
    assert not hidden & {one["contribution_id"] for one in public}
    assert {one["language"] for one in public} == {""}


def test_the_public_form_holds_what_everybody_may_know(
    session: MappingSession, tiny: Workspace, elsewhere: Workspace
) -> None:
    text = _file(session, tiny, Audience.PUBLIC)
    for secret in (MARKER, "No tea", "Morag", "Effie", new_id(3)):
        assert secret not in text
    made = json.loads(text)
    assert [one["words"] for one in made["contributions"]] == ["", "چائے"]
    assert {one["shape"] for one in made["contributions"]} == {None}
    opened = take_in_record(text.encode(), elsewhere, now=LATER, actor=somebody("Morag"))
    assert len(elsewhere.store.contributions(opened.session.session_id)) == 2


def _set(*path: str | int, value: object) -> Callable[[dict[str, Any]], object]:
    def change(record: Any) -> None:  # noqa: ANN401  (any part of the file)
        for part in path[:-1]:
            record = record[part]
        record[path[-1]] = value

    return change


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (_set("format", value="photos"), "format"),
        (_set("version", value=2), "version"),
        (_set("session", "held_on", value="2026-13-01"), "session.held_on"),
        (_set("session", "held_on", value="0001-01-01"), "session.held_on"),
        (_set("session", "session_id", value="../../etc"), "session.session_id"),
        (_set("session", "area", value={"type": "Point", "coordinates": [0, 0]}), "session.area"),
        (_set("session", "area", value={"type": "Polygon", "coordinates": "x"}), "session.area"),
        (_set("session", "grid", "side_m", value=0), "session.grid.side_m"),
        (_set("contributions", 1, "kind", value="asset; DROP"), r"contributions\[1\].kind"),
        (_set("contributions", 0, "words", value="x" * 1001), r"contributions\[0\].words"),
        (_set("contributions", 0, "words", value="x\0"), r"contributions\[0\].words"),
        (_set("contributions", 0, "shape", value={"type": "Point"}), r"contributions\[0\].shape"),
        (_set("contributions", 0, "contribution_id", value=new_id(1)), r"contributions\[2\].contribution_id"),
        (_set("contributions", 0, "about_id", value=new_id(9)), r"contributions\[0\].about_id"),
        (_set("contributions", 0, "may_be_quoted", value="yes"), r"contributions\[0\].may_be_quoted"),
        (_set("outcomes", 0, "contribution_id", value=new_id(9)), r"outcomes\[0\].contribution_id"),
        (_set("outcomes", 0, "by_when", value="soon"), r"outcomes\[0\].by_when"),
        (_set("decisions", 0, "reason", value=None), r"decisions\[0\].reason"),
        (lambda record: record.pop("outcomes"), "the file itself"),
    ],
)
def test_a_fault_is_named_and_nothing_is_kept(
    change: Callable[[dict[str, Any]], object],
    named: str,
    session: MappingSession,
    tiny: Workspace,
    elsewhere: Workspace,
) -> None:
    record = json.loads(_file(session, tiny))
    change(record)
    with pytest.raises(UserError, match=f"found in {named}: "):
        take_in_record(json.dumps(record).encode(), elsewhere, now=LATER, actor=somebody("Morag"))
    assert elsewhere.store.mapping_sessions() == []


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"PK\x03\x04", b"[" * 100_000, b'{"version": NaN}'])
def test_what_is_no_such_file_is_refused(content: bytes, elsewhere: Workspace) -> None:
    with pytest.raises(UserError, match="Expected the file of a session"):
        take_in_record(content, elsewhere, now=LATER, actor=somebody("Morag"))


def test_an_outline_whose_rounded_corners_cross_is_mended(
    session: MappingSession, tiny: Workspace, elsewhere: Workspace
) -> None:
    record = json.loads(_file(session, tiny))
    corners = record["session"]["area"]["coordinates"]
    ring = corners[0] if record["session"]["area"]["type"] == "Polygon" else corners[0][0]
    ring.insert(2, ring[0])
    ring.insert(2, [ring[0][0] + 0.000_001, ring[0][1]])
    opened = take_in_record(json.dumps(record).encode(), elsewhere, now=LATER, actor=somebody("Morag"))
    kept, before = shapely.from_wkb(opened.session.area_bng), shapely.from_wkb(session.area_bng)
    assert kept.is_valid
    assert kept.area > 0.4 * before.area


@pytest.mark.parametrize("number", ["1e400", "-1e400", "1e30"])
def test_a_place_beyond_every_number_is_refused(
    number: str, session: MappingSession, tiny: Workspace, elsewhere: Workspace
) -> None:
    record = json.loads(_file(session, tiny))
    record["contributions"][0]["shape"] = {"type": "Point", "coordinates": ["NUMBER", 55.5]}
    text = json.dumps(record).replace('"NUMBER"', number)
    with pytest.raises(UserError, match=r"contributions\[0\].shape"):
        take_in_record(text.encode(), elsewhere, now=LATER, actor=somebody("Morag"))


def test_quoting_what_is_held_back_is_not_taken_from_a_file(
    session: MappingSession, tiny: Workspace, elsewhere: Workspace
) -> None:
    record = json.loads(_file(session, tiny))
    for one in record["contributions"]:
        one |= {"may_be_quoted": True, "is_hidden": True}
    opened = take_in_record(json.dumps(record).encode(), elsewhere, now=LATER, actor=somebody("Morag"))
    assert not any(one.may_be_quoted for one in elsewhere.store.contributions(opened.session.session_id))
    assert session_story(opened.session, elsewhere, today=TODAY).became == ()


def test_a_session_of_a_place_with_other_zones_and_words_can_be_read_here(
    session: MappingSession, tiny: Workspace, elsewhere: Workspace
) -> None:
    record = json.loads(_file(session, tiny))
    record["session"] |= {"zone_system": "other", "zone_codes": ["X1"], "offers": ["gold"], "languages": ["tlh"]}
    for one in record["contributions"]:
        one |= {"zone_code": "X1", "offers": ["gold"], "asset_kind": "castle", "language": "tlh"}
    opened = take_in_record(json.dumps(record).encode(), elsewhere, now=LATER, actor=somebody("Morag"))
    assert (opened.session.zone_codes, opened.session.languages) == ((), ("tlh",))
    for audience in (Audience.STAFF, Audience.PUBLIC):
        report = session_report(opened.session, elsewhere, audience=audience, today=TODAY)
        assert report_html(report, elsewhere)
        assert _file(opened.session, elsewhere, audience)
    with pytest.raises(UserError, match="other zones"):
        session_coverage(opened.session, elsewhere)
