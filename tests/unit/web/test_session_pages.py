"""A phone joins a session, adds to it, and reaches nothing else."""

from __future__ import annotations

import datetime as dt
import sys

import pytest
from starlette.testclient import TestClient

from asset_map import language
from asset_map.domain.guessing import MOST_LATELY
from asset_map.domain.mapping_session import MappingSession
from asset_map.services.sessions import contribute
from asset_map.services.sessions.opening import close_session, open_session, replace_code
from asset_map.services.sessions.prepare import prepare
from asset_map.services.sessions.session_draft import SessionDraft
from asset_map.services.workspace import Workspace
from asset_map.web.sessions.who import LANGUAGE_COOKIE, SESSION_COOKIE
from asset_map.web.signed_cookies import opened_cookie
from tests.conftest import NOW
from tests.fixtures.actors import somebody
from tests.fixtures.cookies import kept_by_browser

HOSTILE = "<script>alert(1)</script> \"'&\nsecond line"


@pytest.fixture
def session(workspace: Workspace) -> MappingSession:
    """Return an open session."""
    return _opened(workspace, "In the hall")


def _opened(workspace: Workspace, title: str) -> MappingSession:
    draft = SessionDraft(
        title=title, place="Village hall", held_on="2026-11-27", time_words="2 pm", facilitator="Morag"
    )
    made = prepare(draft, workspace, now=NOW, actor=somebody("Morag"))
    assert isinstance(made, MappingSession), made
    return open_session(made, workspace, now=NOW, actor=somebody("Morag"))


def _entry(number: int = 1, **fields: object) -> dict[str, object]:
    return {"contribution_id": f"{number:032x}", "kind": "story", "words": HOSTILE, "language": "en"} | fields


def _joined(client: TestClient, session: MappingSession) -> None:
    assert client.post(f"/j/{session.code}", data={"language": "en"}).url.path == "/session"


def test_the_notice_comes_first_and_keeps_nothing(
    client: TestClient, session: MappingSession, workspace: Workspace
) -> None:
    answer = client.get("/j", params={"code": session.code.lower()})
    assert session.purpose in answer.text
    assert answer.headers["referrer-policy"] == "same-origin"  # else its own form would be refused as from elsewhere
    assert not client.cookies
    assert workspace.store.participants(session.session_id) == []
    joined = client.post(f"/j/{session.code}", data={"language": "en"}, follow_redirects=False)
    assert (joined.status_code, joined.headers["location"]) == (303, "/session")
    cookie = joined.headers["set-cookie"]
    assert cookie.startswith(f"{SESSION_COOKIE}=")
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie


def test_words_stay_as_said_are_escaped_and_kept_once(
    client: TestClient, session: MappingSession, workspace: Workspace
) -> None:
    _joined(client, session)
    for _ in range(2):
        answer = client.post("/session/contributions", json=_entry())
        assert (answer.status_code, answer.json()["id"]) == (200, f"{1:032x}")
    (kept,) = workspace.store.contributions(session.session_id)
    assert kept.words == HOSTILE
    page = client.get("/session/mine").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_form_without_scripts_adds_takes_back_and_puts_back(
    client: TestClient, session: MappingSession, workspace: Workspace
) -> None:
    _joined(client, session)
    refused = client.post("/session/add", data=_entry(words="", kind="nothing_here"))
    assert refused.status_code == 422
    assert "Please say where you looked." in refused.text
    thanked = client.post("/session/add", data=_entry(listed="A1", place=""))
    assert "Thank you" in thanked.text
    for do, is_back in (("take_back", True), ("put_back", False)):
        client.post("/session/mine", data={"contribution_id": f"{1:032x}", "do": do})
        (kept,) = workspace.store.contributions(session.session_id)
        assert (kept.taken_back_at is not None) is is_back


def test_another_site_changes_nothing(client: TestClient, session: MappingSession, workspace: Workspace) -> None:
    _joined(client, session)
    for headers in ({"origin": "https://elsewhere.example"}, {"sec-fetch-site": "cross-site"}):
        assert client.post(f"/j/{session.code}", headers=headers).status_code == 403
        assert client.post("/session/contributions", json=_entry(), headers=headers).status_code == 403
        for path in ("/session/add", "/session/mine", "/session/language"):
            assert client.post(path, data=_entry(), headers=headers).status_code == 403
    assert workspace.store.contributions(session.session_id) == []
    assert len(workspace.store.participants(session.session_id)) == 1


def test_a_phone_takes_back_nothing_of_another_session(
    client: TestClient, session: MappingSession, workspace: Workspace
) -> None:
    _joined(client, session)
    client.post("/session/contributions", json=_entry())
    client.cookies.clear()
    _joined(client, _opened(workspace, "Elsewhere"))
    taken = client.post("/session/mine", data={"contribution_id": f"{1:032x}", "do": "take_back"})
    assert taken.status_code == 409
    assert "second line" not in taken.text
    assert workspace.store.contributions(session.session_id)[0].taken_back_at is None


def test_a_phone_that_reads_the_code_again_stays_who_it_is_unless_somebody_else_takes_it(
    client: TestClient, session: MappingSession, workspace: Workspace
) -> None:
    _joined(client, session)
    client.post("/session/contributions", json=_entry())
    assert "Somebody else joins on this phone" in client.get(f"/j/{session.code}").text
    _joined(client, session)
    assert "second line" in client.get("/session/mine").text
    client.post(f"/j/{session.code}", data={"language": "en", "anew": "yes"})
    assert "second line" not in client.get("/session/mine").text
    assert len(workspace.store.participants(session.session_id)) == 2


def test_a_phone_whose_session_is_gone_is_told_so_in_the_language_it_read(
    client: TestClient, session: MappingSession, workspace: Workspace
) -> None:
    _joined(client, session)
    now = dt.datetime.now(dt.UTC)
    assert opened_cookie(LANGUAGE_COOKIE, client.cookies[LANGUAGE_COOKIE], workspace, now=now) == "en"
    kept = {SESSION_COOKIE: "of-long-ago", LANGUAGE_COOKIE: "ur"}
    client.cookies = {name: kept_by_browser(name, value, workspace) for name, value in kept.items()}
    page = client.get("/session/mine")
    assert page.status_code == 401
    assert '<html lang="ur" dir="rtl">' in page.text
    assert 'name="code"' in page.text
    client.cookies = {LANGUAGE_COOKIE: kept_by_browser(LANGUAGE_COOKIE, "<b>", workspace)}
    assert '<html lang="en"' in client.get("/session/mine").text


def test_several_squares_are_found_together_and_one_place_by_itself(
    client: TestClient, session: MappingSession
) -> None:
    _joined(client, session)
    several = client.get("/session/places", params={"text": "A1, B1"}).json()
    assert (several["together"], len(several["places"])) == (True, 2)
    assert client.get("/session/places", params={"text": "A1"}).json()["together"] is False
    assert client.get("/session/places", params={"text": ""}).json()["places"] == []


def test_the_form_opens_with_what_was_chosen_on_the_first_page(client: TestClient, session: MappingSession) -> None:
    _joined(client, session)
    page = client.get("/session/add", params={"kind": "idea"}).text
    assert 'value="idea" checked' in page
    assert 'value="asset" checked' in client.get("/session/add", params={"kind": "<b>"}).text


def test_a_closed_session_takes_what_was_begun_and_else_keeps_the_words_in_the_form(
    client: TestClient, session: MappingSession, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    _joined(client, session)
    client.post("/session/contributions", json=_entry())
    now = workspace.store.mapping_session(session.session_id)
    assert now is not None
    close_session(now, workspace, now=NOW, actor=somebody("Morag"))
    assert client.post("/session/contributions", json=_entry()).status_code == 200
    assert "still be sent" in client.get("/session/add").text
    assert "Thank you" in client.post("/session/add", data=_entry(3)).text
    monkeypatch.setattr(contribute, "PHONE_STAYS_IN", dt.timedelta(0))
    refused = client.post("/session/add", data=_entry(2, words="Not to be lost"))
    assert refused.status_code == 403
    assert "Not to be lost" in refused.text
    assert client.get(f"/j/{session.code}").status_code == 404


def test_a_replaced_code_lets_nobody_in_and_nobody_out(
    client: TestClient, session: MappingSession, workspace: Workspace
) -> None:
    _joined(client, session)
    replace_code(session, workspace, now=NOW, actor=somebody("Morag"))
    assert "This code was replaced" in client.get(f"/j/{session.code}").text
    assert client.get("/session").status_code == 200


def test_without_a_cookie_nothing_of_a_session_is_told(client: TestClient, session: MappingSession) -> None:
    for path in ("/session", "/session/add", "/session/mine", "/session/places", "/session/ground.json"):
        answer = client.get(path)
        assert answer.status_code == 401
        assert session.title not in answer.text
    assert client.post("/session/contributions", json=_entry()).status_code == 401


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"words": 1}', b'{"offers": "a"}', b"x" * 300_000])
def test_what_no_page_sends_is_refused(client: TestClient, session: MappingSession, body: bytes) -> None:
    _joined(client, session)
    assert client.post("/session/contributions", content=body).status_code in {400, 422}


def test_guessing_codes_comes_to_an_end(client: TestClient, session: MappingSession) -> None:
    for _ in range(MOST_LATELY):
        assert client.get("/j/AAAAAA").status_code == 404
    assert client.get(f"/j/{session.code}").status_code == 429
    assert client.post(f"/j/{session.code}", data={"language": "en"}).status_code == 429


def test_a_phone_reads_its_language_and_its_words_keep_theirs(client: TestClient, workspace: Workspace) -> None:
    draft = SessionDraft(title="Tea", place="Hall", held_on="2026-11-27", facilitator="Morag", languages=("ur", "pl"))
    made = prepare(draft, workspace, now=NOW, actor=somebody("Morag"))
    assert isinstance(made, MappingSession), made
    session = open_session(made, workspace, now=NOW, actor=somebody("Morag"))
    notice = client.get(f"/j/{session.code}", headers={"accept-language": "ur-PK,en;q=0.5"}).text
    assert '<html lang="ur" dir="rtl">' in notice
    assert "یہ متن مشین نے ترجمہ کیا ہے۔" in notice
    assert session.purpose not in notice  # what every session begins with is translated too
    client.post(f"/j/{session.code}", data={"language": "ur"})
    client.post("/session/contributions", json=_entry(words="Zupa w czwartki", language="pl"))
    (kept,) = workspace.store.contributions(session.session_id)
    assert (kept.words, kept.language) == ("Zupa w czwartki", "pl")
    assert '<p class="words" lang="pl" dir="auto">Zupa w czwartki</p>' in client.get("/session/mine").text
    refused = client.post("/session/contributions", json=_entry(2, words=""))
    assert refused.json()["problems"][0]["message"] == "براہ کرم اپنے الفاظ میں بتائیں۔"


def test_a_language_whose_file_is_gone_leaves_every_page_readable(
    client: TestClient, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = SessionDraft(
        title="Tea", place="Hall", held_on="2026-11-27", languages=("zh_Hans",), glance_first=False, facilitator="Morag"
    )
    made = prepare(draft, workspace, now=NOW, actor=somebody("Morag"))
    assert isinstance(made, MappingSession), made
    session = open_session(made, workspace, now=NOW, actor=somebody("Morag"))
    client.post(f"/j/{session.code}", data={"language": "zh_Hans"})
    client.post("/session/contributions", json=_entry(words="公园里的长椅", language="zh_Hans"))
    all_of_them = language.languages
    only_english = {"en": all_of_them()["en"]}
    for module in [one for name, one in sys.modules.items() if name.startswith("asset_map")]:
        if getattr(module, "languages", None) is all_of_them:
            monkeypatch.setattr(module, "languages", lambda: only_english)
    for path in ("/session", "/session/add", "/session/mine", "/session/room", f"/j/{session.code}"):
        assert client.get(path).status_code == 200, path
    assert '<p class="words" lang="zh-Hans" dir="auto">公园里的长椅</p>' in client.get("/session/room").text
    assert '<html lang="en" dir="ltr">' in client.get("/session").text
