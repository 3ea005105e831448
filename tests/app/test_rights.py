"""Screens show staff what their rights open, and no more."""

from __future__ import annotations

import pytest

from asset_map.domain.permission import Grant, Rights, Role
from asset_map.domain.protection import Level
from asset_map.pages.components import who
from asset_map.services.people.entering import enter
from asset_map.services.people.inviting import invite
from asset_map.services.workspace import Workspace
from tests.app.conftest import run_screen, texts
from tests.conftest import NOW
from tests.fixtures.actors import somebody
from tests.fixtures.kept_records import keep

MARKER = "Zqxmarker refuge"
FOR_STAFF = (
    "records", "keep_records_true", "walk_a_zone", "mapping_sessions", "after_session", "you_said_we_did",
    "words_to_codes", "take_in_a_list", "links", "map_and_list", "add_an_asset", "strengths_and_gaps", "take_away",
    "neighbourhoods", "set_up_your_area", "people",
)  # fmt: skip


def _come_in(workspace: Workspace, monkeypatch: pytest.MonkeyPatch, *roles: Role, sees: bool) -> None:
    now = who.now()
    rights = Rights(grants=tuple(Grant(role=role) for role in roles), sees_protected=sees)
    token = invite("Isa", workspace, now=now, actor=somebody("test"), rights=rights)
    entered = enter(token, workspace, now=now)
    assert entered is not None
    monkeypatch.setattr(who, "staff_cookie", lambda: entered.cookie)


def _refuge(workspace: Workspace) -> str:
    kept = keep(
        workspace, name=MARKER, own_words=MARKER, protection=Level.PARTNERS, protection_reason="A refuge", version=1
    )
    return kept.asset_id


@pytest.mark.parametrize("screen", FOR_STAFF)
def test_staff_without_the_right_meet_no_protected_record(
    screen: str, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    _refuge(workspace)
    _come_in(workspace, monkeypatch, Role.CONNECTOR, Role.FACILITATOR, Role.REVIEWER, sees=False)
    page = run_screen(screen)
    assert not page.exception
    assert MARKER not in texts(page) + repr(page.dataframe) + repr([one.options for one in page.selectbox])


def test_the_page_of_a_protected_record_is_that_of_none(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    asset_id = _refuge(workspace)
    _come_in(workspace, monkeypatch, Role.CONNECTOR, sees=False)
    refused = texts(run_screen("asset", id=asset_id))
    assert refused.replace(asset_id, "") == texts(run_screen("asset", id="none")).replace("none", "")
    _come_in(workspace, monkeypatch, Role.CONNECTOR, sees=True)
    assert MARKER in texts(run_screen("asset", id=asset_id))


@pytest.mark.parametrize(
    ("screen", "role"),
    [
        ("records", Role.PLANNER),
        ("keep_records_true", Role.PLANNER),
        ("mapping_sessions", Role.CONNECTOR),
        ("after_session", Role.REVIEWER),
        ("you_said_we_did", Role.PLANNER),
        ("words_to_codes", Role.FACILITATOR),
        ("take_in_a_list", Role.REVIEWER),
        ("walk_a_zone", Role.REVIEWER),
        ("people", Role.CONNECTOR),
    ],
)
def test_a_screen_says_whom_to_ask_for_a_right_that_is_missing(
    screen: str, role: Role, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    invite("Agnes", workspace, now=NOW, actor=somebody("test"), rights=Rights(grants=(Grant(role=Role.STEWARD),)))
    _come_in(workspace, monkeypatch, role, sees=True)
    shown = texts(run_screen(screen))
    assert f"You are here as: {role}" in shown
    assert "Ask one of them: Agnes" in shown
