"""Figures of a past day, and what changed between two days, as staff and the public may know it."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

import pytest

from asset_map.cli_session import past_day
from asset_map.domain.asset import Asset, AssetDraft, CheckedHow, Status
from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.coverage import Look, LookMethod, LookResult
from asset_map.domain.protection import Audience, Level
from asset_map.errors import UserError
from asset_map.services.keep_true import closed_for_good
from asset_map.services.look import Question, answer, view_assets
from asset_map.services.measure import MeasureQuestion, measure
from asset_map.services.record import Recorded, record
from asset_map.services.strengths_map import MapQuestion, strengths_page
from asset_map.services.then_and_now import TwoDays, a_year_before, then_and_now
from asset_map.services.workspace import Workspace
from asset_map.settings import Settings
from tests.conftest import TODAY
from tests.fixtures.actors import somebody
from tests.fixtures.tiny_town.town import SIDE_M, SOUTH_M, WEST_M
from tests.unit.test_cli import call

RECORDED = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
THEN = dt.date(2026, 6, 1)
SINCE = dt.datetime(2026, 9, 1, 12, tzinfo=dt.UTC)
PUBLIC, STAFF = Audience.PUBLIC, Audience.STAFF


def kept(workspace: Workspace, name: str, x: float, y: float, *, at: dt.datetime = RECORDED, **said: str) -> Asset:
    place = {"easting": str(WEST_M + x * SIDE_M), "northing": str(SOUTH_M + y * SIDE_M)}
    draft = AssetDraft(name=name, kind="place", offers=("food",), source=name, last_checked=str(at.date()), **place)
    made = record(replace(draft, **said), workspace, now=at, actor=somebody("Morag"))
    assert isinstance(made, Recorded), made
    return made.asset


def changed(workspace: Workspace, asset: Asset, **fields: object) -> None:
    event = AuditEvent(at=SINCE, actor="Iain", action=Action.CHANGED, second_actor="Morag")
    workspace.store.change_asset(replace(workspace.store.asset(asset.asset_id), **fields), event=event)


def looked(workspace: Workspace, zone: str, result: LookResult, at: dt.datetime) -> None:
    look = Look(
        zone_code=zone, offer="food", result=result, method=LookMethod.DESK, looked_on=at.date(), looked_by="Morag"
    )
    workspace.store.add_looks([look], event=AuditEvent(at=at, actor="Morag", action=Action.LOOKED))


@pytest.fixture
def lived(tiny: Workspace) -> Workspace:
    """Return a town in which things happened on 1 March and on 1 September."""
    kept(tiny, "Stays", 0.5, 0.5)
    closes = kept(tiny, "Closes", 1.5, 0.5)
    closed_for_good(
        closes.asset_id, how=CheckedHow.VISIT, workspace=tiny, now=SINCE, actor=somebody("Morag"), seen_version=1
    )
    changed(tiny, kept(tiny, "Hides", 2.5, 0.5), protection=Level.PARTNERS)
    changed(tiny, kept(tiny, "Shows", 0.5, 1.5), protection=Level.PUBLIC)
    changed(tiny, kept(tiny, "Shaky", 0.6, 0.6), status=Status.AT_RISK)
    kept(tiny, "New", 1.5, 1.5, at=SINCE)
    looked(tiny, "DEMO0006", LookResult.NONE, RECORDED)
    looked(tiny, "DEMO0006", LookResult.FOUND, SINCE)
    looked(tiny, "DEMO0002", LookResult.NONE, SINCE)
    return tiny


def test_the_past_is_judged_by_its_own_day(lived: Workspace) -> None:
    then = answer(Question("food", STAFF, TODAY, known_by=THEN), lived).zones
    assert then["usable"].fillna(-1).tolist() == [2, 1, 1, 1, -1, 0]
    assert then["coverage"].tolist() == ["found"] * 4 + ["not_looked", "looked_none"]
    now = answer(Question("food", STAFF, TODAY), lived).zones
    assert now["coverage"].tolist() == ["found", "looked_none", "found", "found", "found", "not_looked"]
    # Five years on what is on record now is stale; then it was not.
    late = TODAY.replace(year=TODAY.year + 5)
    assert answer(Question("food", STAFF, late), lived).usable == 0
    assert answer(Question("food", STAFF, late, known_by=THEN), lived).usable == 5


def test_the_public_sees_of_the_past_what_it_may_see_now_too(lived: Workspace) -> None:
    then = view_assets(lived, PUBLIC, today=TODAY, known_by=THEN)
    assert set(then["name"]) == {"Stays", "Closes", "Shaky", "Shows"}
    assert answer(Question("food", PUBLIC, TODAY, known_by=THEN), lived).zones["coverage"].tolist() == [
        "found", "found", "not_looked", "found", "not_looked", "looked_none",
    ]  # fmt: skip


def test_measures_and_maps_say_that_they_look_back(lived: Workspace) -> None:
    question = Question("food", PUBLIC, TODAY, known_by=THEN)
    past = measure(MeasureQuestion(question, (800,)), lived)
    assert past.zones.loc["DEMO0002", "within_800m"] > 0
    assert (
        measure(MeasureQuestion(replace(question, known_by=None), (800,)), lived).zones.loc["DEMO0002", "usable"] == 0
    )
    card = dict(past.run_card.rows())
    assert (card["As of"], card["As it was known on"]) == ("1 June 2026", "1 June 2026")
    assert any("left out of the past too" in note for note in past.run_card.notes)
    assert "1 June 2026" in (page := strengths_page(MapQuestion(question), lived, files="inlined"))
    assert "left out of the past too" in page


def test_what_is_to_go_by_now_is_in_no_past_of_the_public(tiny: Workspace) -> None:
    changed(tiny, kept(tiny, "Short", 0.5, 0.5), keep_until=TODAY - dt.timedelta(days=1))
    assert view_assets(tiny, PUBLIC, today=TODAY, known_by=THEN).empty
    assert len(view_assets(tiny, STAFF, today=TODAY, known_by=THEN)) == 1


def test_what_changed_for_staff(lived: Workspace) -> None:
    found = then_and_now(TwoDays(STAFF, TODAY, THEN, offer="food"), lived)
    assert dict(zip(found.assets["name"], found.assets["change"], strict=True)) == {
        "Closes": "no_longer_usable",
        "New": "added",
        "Shaky": "other_status",
    }
    assert found.zones.drop(columns="zone_name").to_numpy().tolist() == [
        ["food", "DEMO0002", "found", "looked_none"],
        ["food", "DEMO0005", "not_looked", "found"],
        ["food", "DEMO0006", "looked_none", "not_looked"],
    ]
    figures = {figure.code: (figure.then, figure.now) for figure in found.figures}
    share = figures.pop("share_within_800m")
    assert figures == {
        "on_record": (5, 6),
        "usable": (5, 5),
        "found": (4, 4),
        "looked_none": (1, 1),
        "out_of_date": (0, 0),
        "not_looked": (1, 1),
    }
    assert 0 < share[1] < share[0] <= 1


def test_what_changed_for_the_public_does_not_tell_of_protection(lived: Workspace) -> None:
    found = then_and_now(TwoDays(PUBLIC, TODAY, THEN), lived)
    assert "Hides" not in str(found)
    assert set(found.assets["name"]) == {"Closes", "New", "Shaky"}
    assert "DEMO0003" not in set(found.zones["zone_code"])


def test_changes_of_one_neighbourhood_and_until_a_day(lived: Workspace) -> None:
    found = then_and_now(TwoDays(STAFF, TODAY, THEN, neighbourhood_id="DEMO0001"), lived)
    assert found.assets["name"].tolist() == ["Shaky"]
    assert found.zones.empty
    until = then_and_now(TwoDays(STAFF, TODAY, THEN, until=dt.date(2026, 7, 1), offer="food"), lived)
    assert until.now == dt.date(2026, 7, 1)
    assert until.assets.empty
    assert until.zones.empty
    assert all(figure.then == figure.now for figure in until.figures)


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (TwoDays(PUBLIC, TODAY, TODAY), "in order"),
        (TwoDays(PUBLIC, TODAY, THEN, until=THEN), "in order"),
        (TwoDays(PUBLIC, TODAY, THEN, until=TODAY + dt.timedelta(days=1)), "in order"),
        (TwoDays(PUBLIC, TODAY, THEN, offer="foof"), "no offer"),
        (TwoDays(PUBLIC, TODAY, THEN, neighbourhood_id="nowhere"), "found none"),
    ],
)
def test_what_cannot_be_compared_is_refused(tiny: Workspace, asked: TwoDays, why: str) -> None:
    with pytest.raises(UserError, match=why):
        then_and_now(asked, tiny)


def test_days_of_the_terminal() -> None:
    assert a_year_before(dt.date(2028, 2, 29)) == dt.date(2027, 2, 28)
    assert past_day("") is None
    assert past_day("31/01/2020") == dt.date(2020, 1, 31)
    for text in ("2999-01-01", "last week"):
        with pytest.raises(UserError, match="a day that is past"):
            past_day(text)


def test_the_terminal_tells_what_changed(
    lived: Workspace, tiny_settings: Settings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    home = ["--home", str(tiny_settings.home), "--since", "2026-06-01", "--until", "2026-10-01", "--offer", "food"]
    code, out, _ = call(capsys, monkeypatch, "changes", *home)
    assert code == 0
    assert "From 1 June 2026 to 1 October 2026:" in out
    assert "  New on record: New\n" in out
    assert "found → looked, and none there" in out
    told = json.loads(call(capsys, monkeypatch, "changes", *home, "--json")[1])
    assert {one["name"] for one in told["assets"]} == {"Closes", "New", "Shaky"}
    out_file = tiny_settings.home / "past.csv"
    call(
        capsys, monkeypatch, "measures", *home[:2], "--offer", "food", "--as-of", "1 June 2026", "--out", str(out_file)
    )
    assert "2026-06-01" in out_file.read_text("utf-8")
