"""Dates act: archived the day after, erased a month later; what is about a person goes at once. All is said before."""

from __future__ import annotations

import datetime as dt

from asset_map.domain.asset import AssetDraft, ReviewState
from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.consent import Purpose
from asset_map.services.daily_jobs import daily_jobs
from asset_map.services.data_protection.consenting import note_consent
from asset_map.services.data_protection.keep_until import (
    GRACE_DAYS,
    act_on_keep_until,
    do_what_dates_bring,
    in_words,
    plan_keep_until,
)
from asset_map.services.workspace import Workspace
from tests.conftest import NOW, TODAY
from tests.fixtures.actors import somebody
from tests.fixtures.audit import audit_rows
from tests.fixtures.kept_records import HALL, keep

EFFIE = somebody("Effie")


def days(number: int) -> dt.datetime:
    """Return the moment so many days later."""
    return NOW + dt.timedelta(days=number)


def test_a_place_is_archived_the_day_after_and_erased_a_month_later(tiny: Workspace) -> None:
    kept = keep(tiny, HALL, keep_until=TODAY)
    assert in_words(act_on_keep_until(tiny, now=NOW, actor=EFFIE)).startswith("Past their date: 0 records archived, 0")
    plan = plan_keep_until(tiny, now=days(1), actor=EFFIE)
    assert [one.name for one in plan.to_archive] == ["Hall"]
    assert [one.erased_on for one in plan.coming] == [TODAY + dt.timedelta(days=1 + GRACE_DAYS)]
    assert tiny.store.asset(kept.asset_id).review_state is not ReviewState.ARCHIVED  # saying it changes nothing
    act_on_keep_until(tiny, now=days(1), actor=EFFIE)
    assert tiny.store.asset(kept.asset_id).review_state is ReviewState.ARCHIVED
    act_on_keep_until(tiny, now=days(GRACE_DAYS), actor=EFFIE)
    assert tiny.store.find_asset(kept.asset_id) is not None
    words = do_what_dates_bring(tiny, days(1 + GRACE_DAYS))
    assert tiny.store.find_asset(kept.asset_id) is None
    assert "1 erased" in words
    assert "Hall" not in words
    [note] = tiny.store.erasures()
    assert (note.kind, note.found["assets"]) == ("keep_until", 1)
    erased = [row for row in audit_rows(tiny) if row.action == Action.ERASED]
    assert [row.subject_kind for row in erased] == ["erasure"]


def test_what_is_about_a_person_is_erased_the_day_after(tiny: Workspace) -> None:
    person = AssetDraft(name="Tells stories", kind="person", offers=("arts",))
    kept = keep(tiny, person, keep_until=TODAY)
    assert [one.asset_id for one in plan_keep_until(tiny, now=days(1), actor=EFFIE).to_erase] == [kept.asset_id]
    act_on_keep_until(tiny, now=days(1), actor=EFFIE)
    assert tiny.store.find_asset(kept.asset_id) is None


def test_what_rests_on_a_consent_that_ended_goes(tiny: Workspace) -> None:
    kept = keep(tiny, HALL, own_words="A guid blether")
    other = keep(tiny, HALL, name="Other hall")
    for asset_id, purpose in ((kept.asset_id, Purpose.WORDS), (other.asset_id, Purpose.RECORD)):
        note_consent(
            asset_id, tiny, person="Isa Brown", purpose=purpose, wording="May we?", given_on=TODAY, until=TODAY,
            now=NOW, actor=EFFIE,
        )  # fmt: skip
    act_on_keep_until(tiny, now=NOW, actor=EFFIE)
    assert tiny.store.asset(kept.asset_id).own_words == "A guid blether"
    act_on_keep_until(tiny, now=days(1), actor=EFFIE)
    assert tiny.store.asset(kept.asset_id).own_words == ""
    assert tiny.store.find_asset(other.asset_id) is None
    assert [(one.person, one.withdrawn_on is None) for one in tiny.store.consents()] == [("", False)]


def test_what_is_left_over_is_let_go_of(tiny: Workspace) -> None:
    tiny.store.save_draft("somebody", "add", {"name": "Half"}, at=NOW)
    act_on_keep_until(tiny, now=days(90), actor=EFFIE)
    assert tiny.store.draft("somebody", "add") is not None
    act_on_keep_until(tiny, now=days(91), actor=EFFIE)
    assert tiny.store.draft("somebody", "add") is None


def test_it_is_part_of_the_day_s_work() -> None:
    assert "keep_until" in {job.name for job in daily_jobs()}


def test_a_date_that_was_mended_in_time_keeps_the_record(tiny: Workspace) -> None:
    kept = keep(tiny, HALL, keep_until=TODAY)
    act_on_keep_until(tiny, now=days(1), actor=EFFIE)
    archived = tiny.store.asset(kept.asset_id)
    event = AuditEvent(at=days(2), actor="Effie", action=Action.CHANGED)
    from dataclasses import replace  # noqa: PLC0415

    tiny.store.change_asset(replace(archived, keep_until=None, review_state=ReviewState.PUBLISHED), event=event)
    act_on_keep_until(tiny, now=days(90), actor=EFFIE)
    assert tiny.store.find_asset(kept.asset_id) is not None
