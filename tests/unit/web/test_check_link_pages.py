"""The page of an organisation's own record, asked as a browser without scripts asks."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from asset_map.domain.asset import Asset, AssetDraft, CheckedHow
from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.check_link import ANSWERS_PER_LINK, LinkAnswer
from asset_map.domain.dates import local_date
from asset_map.domain.protection import Level
from asset_map.errors import StoreError
from asset_map.services.check_links import links_of, make_check_link, revoke
from asset_map.services.record import Recorded, record
from asset_map.services.workspace import Workspace
from asset_map.store import Store
from tests.fixtures.actors import somebody

NOW = dt.datetime.now(dt.UTC)
CLOSED = "This link does not open anything, or does so no longer. Ask whoever sent it to you for a new one."
SCRIPT = "<script>alert('x')</script>{{ 7*7 }}"


def _library(workspace: Workspace, **fields: object) -> Asset:
    draft = AssetDraft(
        name="Library",
        kind="institution",
        offers=("learn",),
        postcode="ZZ1 1AA",
        address="1 High Street",
        summary="Warm and dry",
        phone="01632 960001",
    )
    saved = record(replace(draft, **fields), workspace, now=NOW, actor=somebody("Morag who records"))
    assert isinstance(saved, Recorded), saved
    return saved.asset


def _link(asset: Asset, workspace: Workspace) -> str:
    return f"/check/{make_check_link(asset.asset_id, workspace=workspace, now=NOW, actor=somebody('Morag'))}"


def _sent(answer: str = "still_right", seen: int = 1, /, **words: str) -> dict[str, str]:
    return {"answer": answer, "seen": str(seen), **words}


def test_reading_changes_nothing_however_often(client: TestClient, workspace: Workspace) -> None:
    asset = _library(workspace)
    link = _link(asset, workspace)
    before = workspace.store.version()
    for _ in range(3):
        assert client.get(link).status_code == 200
        assert client.head(link).status_code == 200
    assert client.get(f"{link}?answer=still_right&seen=1").status_code == 200
    assert workspace.store.version() == before


def test_the_page_keeps_itself_private_and_runs_nothing(client: TestClient, workspace: Workspace) -> None:
    answer = client.get(_link(_library(workspace), workspace))
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'self'; font-src 'self'; form-action 'self'")
    assert "script" not in policy
    assert "<script" not in answer.text
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == "no-store"
    assert "noindex" in answer.headers["x-robots-tag"]
    assert "set-cookie" not in answer.headers
    for sheet in re.findall(r'href="(/[^"]+\.css)"', answer.text):
        assert client.get(sheet).headers["content-type"].startswith("text/css")


def test_still_right_is_kept_and_said_when_the_page_is_read_again(client: TestClient, workspace: Workspace) -> None:
    asset = _library(workspace, last_checked="2024-01-01")
    link = _link(asset, workspace)
    answer = client.post(link, data=_sent(), follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, link)
    assert "set-cookie" not in answer.headers
    kept = workspace.store.asset(asset.asset_id)
    assert (kept.last_checked, kept.checked_how) == (local_date(dt.datetime.now(dt.UTC)), CheckedHow.ORGANISATION)
    again = client.get(link)
    assert "you said that everything is still right" in again.text
    assert "set-cookie" not in again.headers


def test_an_answer_can_be_corrected(client: TestClient, workspace: Workspace) -> None:
    asset = _library(workspace)
    link = _link(asset, workspace)
    for answer, words in (("changed", {"phone": "01632 960002"}), ("gone", {"message": "Closed"})):
        assert client.post(link, data=_sent(answer, **words)).status_code == 200
    assert [each.reason for each in workspace.store.proposals(asset_id=asset.asset_id)] == ["Closed"]
    assert links_of(asset.asset_id, workspace)[0].answer is LinkAnswer.GONE


def test_hostile_words_stay_words(client: TestClient, workspace: Workspace) -> None:
    asset = _library(workspace, name=SCRIPT, summary=SCRIPT)
    link = _link(asset, workspace)
    page = client.get(link).text
    assert "<script" not in page
    assert page.count("&lt;script&gt;") >= 3
    assert "{{ 7*7 }}" in page
    refused = client.post(link, data=_sent("changed", phone=SCRIPT, email='"><b>no', message="</textarea><b>"))
    assert refused.status_code == 422
    assert "<b>" not in refused.text
    assert "<script" not in refused.text


def test_what_was_typed_stays_beside_what_is_wrong_with_it(client: TestClient, workspace: Workspace) -> None:
    asset = _library(workspace)
    link = _link(asset, workspace)
    refused = client.post(link, data=_sent("changed", email="nobody", opening_times="Every day"))
    assert refused.status_code == 422
    assert "Every day" in refused.text
    assert 'aria-describedby="changed-email-problem"' in refused.text
    assert 'href="#changed-email"' in refused.text
    assert workspace.store.proposals(asset_id=asset.asset_id) == []


@pytest.mark.parametrize(
    ("level", "shown", "hidden"),
    [
        (Level.PUBLIC, ["1 High Street", "ZZ1 1AA", "Tiny Town - 01", "Warm and dry"], []),
        (Level.AREA, ["Tiny Town - 01", "Warm and dry"], ["High Street", "ZZ1"]),
        (Level.PARTNERS, [], ["High Street", "ZZ1", "Tiny Town - 01", "DEMO0001", "Warm and dry", "Services"]),
        (Level.UNMAPPED, [], ["High Street", "ZZ1", "Tiny Town - 01", "DEMO0001", "Warm and dry", "Services"]),
    ],
)
def test_the_page_tells_what_the_level_lets_it(
    client: TestClient, workspace: Workspace, level: Level, shown: list[str], hidden: list[str]
) -> None:
    asset = _library(workspace, protection=level.value, protection_reason="Asked for", status="active")
    link = _link(asset, workspace)
    page = client.get(link).text
    refused = client.post(link, data=_sent("changed", email="nobody")).text
    for text in (page, refused):
        for words in [*shown, "Library", "01632 960001"]:
            assert words in text
        for words in [*hidden, "Morag who records", "Asked for", asset.asset_id]:
            assert words not in text
    assert ('name="address"' in page) is (level is Level.PUBLIC)


def test_the_page_follows_a_level_that_is_raised(client: TestClient, workspace: Workspace) -> None:
    asset = _library(workspace)
    link = _link(asset, workspace)
    assert "1 High Street" in client.get(link).text
    raised = replace(asset, protection=Level.PARTNERS)
    workspace.store.change_asset(raised, event=AuditEvent(at=NOW, actor="Iain", action=Action.RAISED))
    assert "High Street" not in client.get(link).text
    assert client.post(link, data=_sent("changed", 2, address="3 Elsewhere")).status_code == 422


def test_every_link_that_opens_nothing_says_the_same(client: TestClient, workspace: Workspace) -> None:
    asset = _library(workspace)
    revoked = _link(asset, workspace)
    revoke(links_of(asset.asset_id, workspace)[0].link_id, workspace=workspace, now=NOW, actor=somebody("Iain"))
    made_then = dt.datetime.now(dt.UTC) - dt.timedelta(days=61)
    expired = f"/check/{make_check_link(asset.asset_id, workspace=workspace, now=made_then, actor=somebody('Morag'))}"
    answers = [client.get(path) for path in (revoked, expired, "/check/unknown", "/check/a/b", "/check/%00")]
    answers += [client.post(path, data=_sent()) for path in (revoked, expired, "/check/unknown")]
    assert {(answer.status_code, answer.text) for answer in answers} == {(404, answers[0].text)}
    assert CLOSED in answers[0].text
    assert all("set-cookie" not in answer.headers for answer in answers)
    assert workspace.store.asset(asset.asset_id) == asset


def test_an_answer_to_an_older_page_is_asked_for_again(client: TestClient, workspace: Workspace) -> None:
    asset = _library(workspace)
    link = _link(asset, workspace)
    changed = replace(asset, phone="01632 960009")
    workspace.store.change_asset(changed, event=AuditEvent(at=NOW, actor="Iain", action=Action.CHANGED))
    answer = client.post(link, data=_sent())
    assert answer.status_code == 409
    assert "was changed while this page was open" in answer.text
    assert "01632 960009" in answer.text
    assert client.post(link, data=_sent("still_right", 2)).status_code == 200


def test_a_long_answer_is_refused(client: TestClient, workspace: Workspace) -> None:
    asset = _library(workspace)
    link = _link(asset, workspace)
    fits = {"message": "x" * (64 * 1024 - 200)}
    assert client.post(link, data=_sent("gone", **fits)).status_code == 422
    assert client.post(link, data=_sent("gone", message="x" * 64 * 1024)).status_code == 413
    assert client.post(link, content=(b"x" * 1024 for _ in range(200))).status_code == 413
    assert workspace.store.proposals(asset_id=asset.asset_id) == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"answer=still_right",
        b"answer=something&seen=1",
        b"answer=still_right&seen=one",
        b"\xff\xfe",
        b"&".join(b"a%d=1" % number for number in range(100)),
    ],
)
def test_an_answer_that_is_none_is_refused(client: TestClient, workspace: Workspace, body: bytes) -> None:
    asset = _library(workspace)
    assert client.post(_link(asset, workspace), content=body).status_code == 400
    assert workspace.store.asset(asset.asset_id) == asset


def test_one_link_cannot_flood_the_queue(client: TestClient, workspace: Workspace) -> None:
    link = _link(_library(workspace), workspace)
    sent = [_sent("gone", message=str(number)) for number in range(ANSWERS_PER_LINK + 1)]
    statuses = [client.post(link, data=one, follow_redirects=False).status_code for one in sent]
    assert statuses == [*[303] * ANSWERS_PER_LINK, 429]


def test_a_store_that_cannot_be_used_is_said_without_a_word_of_it(
    client: TestClient, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    asset = _library(workspace)
    link = _link(asset, workspace)

    def fail(*_: object, **__: object) -> None:
        raise StoreError("The disk /secret/place is full.")

    monkeypatch.setattr(Store, "answer_check_link", fail)
    sent = client.post(link, data=_sent())
    monkeypatch.setattr(Store, "held_record", fail)
    for answer in (sent, client.get(link)):
        assert answer.status_code == 503
        assert "/secret/place" not in answer.text
    assert workspace.store.asset(asset.asset_id) == asset


def test_other_pages_still_get_their_cookie(client: TestClient) -> None:
    assert "set-cookie" in client.get("/").headers
