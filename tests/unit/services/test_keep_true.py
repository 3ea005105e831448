"""Keeping records true: what is listed and how pressing it is, one tap, and taking it back."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from asset_map.domain.asset import Asset, CheckedHow, ReviewState, Status
from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.protection import Audience, Level
from asset_map.services.keep_true import closed_for_good, still_right, undo
from asset_map.services.look import view_assets
from asset_map.services.to_check import CheckFilters, Escalation, escalation, to_check
from asset_map.services.workspace import Workspace
from tests.conftest import NOW, TODAY
from tests.fixtures.actors import somebody

RECORDING = AuditEvent(at=NOW, actor="Morag", action=Action.RECORDED)
ALL = CheckFilters()


def _asset(asset_id: str, /, age_days: int | None = 0, **fields: object) -> Asset:
    """Return a published institution, which is to be checked every 365 days."""
    checked = None if age_days is None else TODAY - dt.timedelta(days=age_days)
    plain = Asset(
        asset_id=asset_id,
        name=f"Place {asset_id}",
        kind="institution",
        offers=("meet",),
        zones={"demo": "DEMO0001"},
        recorded_by="Morag",
        recorded_at=NOW,
        last_checked=checked,
    )
    return replace(plain, **fields)


def _keep(workspace: Workspace, *assets: Asset) -> None:
    system = workspace.geography.system.id
    placed = [replace(asset, zones={system: "DEMO0001"} if asset.zones else {}) for asset in assets]
    workspace.store.add_assets(placed, event=RECORDING)


def _listed(workspace: Workspace, filters: CheckFilters = ALL, today: dt.date = TODAY) -> list[tuple[str, str]]:
    found = to_check(workspace, audience=Audience.STAFF, today=today, filters=filters)
    return list(zip(found["asset_id"], found["check_state"], strict=True))


def test_what_is_to_be_checked_comes_most_pressing_first(tiny: Workspace) -> None:
    _keep(
        tiny,
        _asset("fresh", 334),
        _asset("soon due", 335),
        _asset("due", 366),
        _asset("due longer", 547),
        _asset("soon stale", 548),
        _asset("stale", 731),
        _asset("stale longer", 900),
        _asset("never", None),
        _asset("kept too long", 10, keep_until=TODAY - dt.timedelta(days=1)),
    )
    assert _listed(tiny) == [
        ("never", "stale"),
        ("stale longer", "stale"),
        ("stale", "stale"),
        ("kept too long", "past_keeping"),
        ("soon stale", "soon_stale"),
        ("due longer", "due"),
        ("due", "due"),
        ("soon due", "soon_due"),
    ]


def test_the_next_due_date_follows_the_interval_of_the_kind(tiny: Workspace) -> None:
    _keep(tiny, _asset("a", 366), _asset("place", 731, kind="place"), _asset("never", None))
    found = to_check(tiny, audience=Audience.STAFF, today=TODAY, filters=ALL).set_index("asset_id")["next_due"]
    yesterday = TODAY - dt.timedelta(days=1)
    assert found["a"].date() == yesterday
    assert found["place"].date() == yesterday
    assert found.isna()["never"]


def test_only_what_is_shown_and_not_closed_for_good_is_to_be_checked(tiny: Workspace) -> None:
    _keep(
        tiny,
        _asset("closed for now", 900, status=Status.TEMPORARILY_CLOSED),
        _asset("closed", 900, status=Status.CLOSED),
        _asset("idea", 900, status=Status.POTENTIAL),
        _asset("waits", 900, review_state=ReviewState.SUBMITTED),
        _asset("archived", 900, review_state=ReviewState.ARCHIVED),
        _asset("refuge", 900, protection=Level.PARTNERS),
    )
    assert {asset_id for asset_id, _ in _listed(tiny)} == {"closed for now", "refuge"}


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (CheckFilters(zone="DEMO0001"), {"a", "b"}),
        (CheckFilters(kind="place"), {"b"}),
        (CheckFilters(offer="food"), {"c"}),
        (CheckFilters(state="stale"), {"a", "b"}),
        (CheckFilters(state="stale", offer="food"), set()),
    ],
)
def test_filters_narrow_the_list(tiny: Workspace, filters: CheckFilters, expected: set[str]) -> None:
    _keep(tiny, _asset("a", 900), _asset("b", 2000, kind="place"), _asset("c", 400, offers=("meet", "food"), zones={}))
    assert {asset_id for asset_id, _ in _listed(tiny, filters)} == expected


def test_escalation_counts_and_says_what_presses(tiny: Workspace) -> None:
    assert escalation(tiny, TODAY, audience=Audience.STAFF).words == ""
    _keep(tiny, *[_asset(f"due {number}", 400) for number in range(4)], _asset("late", 600), _asset("soon", 340))
    assert escalation(tiny, TODAY, audience=Audience.STAFF) == Escalation(
        soon_due=1, due=4, soon_stale=1, stale=0, past_keeping=0
    )
    assert escalation(tiny, TODAY, audience=Audience.STAFF).words == "5 due"
    _keep(tiny, _asset("stale", 800), _asset("kept", 0, keep_until=dt.date(2026, 1, 1)))
    assert escalation(tiny, TODAY, audience=Audience.STAFF).words == "5 due, 2 no longer count"


def test_still_right_makes_records_count_again_with_an_event_each(tiny: Workspace) -> None:
    _keep(tiny, _asset("a", 900), _asset("b", 400))
    checked = still_right(
        ["a", "b"],
        how=CheckedHow.PHONE,
        workspace=tiny,
        now=NOW,
        actor=somebody("Iain"),
        seen_versions={"a": 1, "b": 1},
    )
    assert [asset.asset_id for asset in checked.after] == ["a", "b"]
    assert _listed(tiny) == []
    assert view_assets(tiny, Audience.STAFF, today=TODAY)["usable"].tolist() == [True, True]
    for asset_id in ("a", "b"):
        kept, event = tiny.store.asset(asset_id), tiny.store.history(asset_id)[-1].event
        assert (kept.last_checked, kept.checked_how) == (TODAY, CheckedHow.PHONE)
        assert (event.actor, event.action) == ("Iain", Action.CHECKED)


def test_still_right_is_not_said_of_what_nobody_saw(tiny: Workspace) -> None:
    _keep(tiny, _asset("a", 900))
    moved = replace(tiny.store.asset("a"), phone="01632 960000")
    changed = tiny.store.change_asset(moved, event=replace(RECORDING, action=Action.CHANGED))
    checked = still_right(
        ["a"], how=CheckedHow.VISIT, workspace=tiny, now=NOW, actor=somebody("Iain"), seen_versions={"a": 1}
    )
    assert (checked.after, checked.left) == ((), (changed,))
    assert tiny.store.asset("a") == changed


def test_closed_stays_on_record_and_counts_no_longer(tiny: Workspace) -> None:
    _keep(tiny, _asset("a", 400))
    closed_for_good("a", how=CheckedHow.VISIT, workspace=tiny, now=NOW, actor=somebody("Iain"), seen_version=1)
    kept = tiny.store.asset("a")
    assert (kept.status, kept.last_checked, kept.checked_how) == (Status.CLOSED, TODAY, CheckedHow.VISIT)
    assert _listed(tiny) == []
    assert tiny.store.history("a")[-1].event.reason == "It has closed"


@pytest.mark.parametrize("finding", ["still_right", "closed"])
def test_a_tap_can_be_taken_back(tiny: Workspace, finding: str) -> None:
    _keep(tiny, _asset("a", 400, status=Status.SEASONAL, checked_how=CheckedHow.SESSION))
    before = tiny.store.asset("a")
    if finding == "closed":
        checked = closed_for_good(
            "a", how=CheckedHow.VISIT, workspace=tiny, now=NOW, actor=somebody("Iain"), seen_version=1
        )
    else:
        checked = still_right(
            ["a"], how=CheckedHow.VISIT, workspace=tiny, now=NOW, actor=somebody("Iain"), seen_versions={"a": 1}
        )
    assert tiny.store.asset("a") != before
    undone = undo(checked, workspace=tiny, now=NOW, actor=somebody("Iain"))
    assert undone.left == ()
    assert tiny.store.asset("a") == replace(before, version=3)
    assert tiny.store.history("a")[-1].event.action is Action.UNDONE


def test_taking_back_leaves_what_somebody_changed_since(tiny: Workspace) -> None:
    _keep(tiny, _asset("a", 400))
    checked = still_right(
        ["a"], how=CheckedHow.VISIT, workspace=tiny, now=NOW, actor=somebody("Iain"), seen_versions={"a": 1}
    )
    moved = replace(tiny.store.asset("a"), phone="01632 960000")
    changed = tiny.store.change_asset(moved, event=replace(RECORDING, action=Action.CHANGED))
    undone = undo(checked, workspace=tiny, now=NOW, actor=somebody("Iain"))
    assert (undone.after, undone.left) == ((), (changed,))
    assert tiny.store.asset("a") == changed


def test_what_may_not_be_kept_is_shown_to_staff_only_and_never_counts(tiny: Workspace) -> None:
    _keep(tiny, _asset("ended", keep_until=TODAY - dt.timedelta(days=1)), _asset("kept", keep_until=TODAY))
    staff = view_assets(tiny, Audience.STAFF, today=TODAY).set_index("asset_id")["usable"]
    assert staff.to_dict() == {"ended": False, "kept": True}
    for audience in (Audience.PUBLIC, Audience.PARTNERS):
        seen = view_assets(tiny, audience, today=TODAY)
        assert (seen["asset_id"].tolist(), seen.index.tolist()) == (["kept"], [0])


def test_something_seasonal_counts_in_its_season(tiny: Workspace) -> None:
    _keep(tiny, _asset("lido", status=Status.SEASONAL, season_from=5, season_to=9))
    for audience in (Audience.STAFF, Audience.PUBLIC):
        months = [(NOW + dt.timedelta(days=days)).date() for days in (0, 170)]
        usable = [view_assets(tiny, audience, today=day)["usable"].tolist() for day in months]
        assert usable == [[False], [True]]
