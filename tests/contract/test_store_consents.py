"""What rests on a consent is gone at once when it is taken back: from the record, its history, forms and photos."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from sqlalchemy import Engine

from asset_map.domain.asset import ReviewState
from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.consent import Consent, Purpose, holds
from asset_map.domain.photo import Photo
from asset_map.domain.protection import Audience, Level
from asset_map.store import Store
from asset_map.store.forgetting import edit_form
from tests.conftest import TODAY
from tests.contract.store_records import CHANGING, MORNING, RECORDING, plain_asset
from tests.fixtures.marked_store import everything_in

DAY = MORNING.date()
TAKING_BACK = AuditEvent(at=MORNING, actor="Effie", action=Action.CONSENT_WITHDRAWN, reason="Asked for")
NOTING = AuditEvent(at=MORNING, actor="Effie", action=Action.CONSENT_NOTED)


def a_consent(**fields: object) -> Consent:
    """Return a consent to words being kept, and other fields where they are given."""
    plain = Consent(
        consent_id="c1", asset_id="a", person="Isa Brown", purpose=Purpose.WORDS, noted_at=MORNING, noted_by="Effie",
        wording="May we keep what you said?", rests_on=("own_words", "story"), given_on=DAY,
    )  # fmt: skip
    return replace(plain, **fields)  # type: ignore[arg-type]  # fields of the consent


def everything(tables: Engine) -> str:
    """Return all that the tables hold."""
    with tables.connect() as connection:
        return everything_in(connection)


def test_a_contact_person_has_a_consent_of_their_own(store: Store, tables: Engine) -> None:
    named = plain_asset("a", contact_person="Isa Brown", consent_for="Her name", consent_given_on=DAY)
    store.add_asset(named, event=RECORDING)
    [noted] = store.consents("a")
    assert (noted.person, noted.purpose, noted.wording, noted.given_on) == (
        "Isa Brown", Purpose.CONTACT, "Her name", DAY,
    )  # fmt: skip
    later = store.change_asset(replace(store.asset("a"), consent_until=DAY), event=CHANGING)
    assert [one.until for one in store.consents("a")] == [DAY]
    other = replace(later, contact_person="Ewan Gray", summary="Ask Isa Brown")
    store.change_asset(other, event=CHANGING)
    assert [(one.person, one.withdrawn_on is None) for one in store.consents()] == [("", False), ("Ewan Gray", True)]
    gone = replace(store.asset("a"), contact_person="", consent_for="", consent_withdrawn_on=DAY)
    store.change_asset(gone, event=CHANGING)
    assert "Ewan Gray" not in everything(tables)
    assert [one.person for one in store.consents("a")] == ["", ""]
    assert "Ask Isa Brown" in store.asset("a").summary  # she took nothing back


def test_words_that_were_given_are_gone_when_taken_back(store: Store, tables: Engine) -> None:
    store.add_asset(plain_asset("a", own_words="A guid blether", story="Wash house"), event=RECORDING)
    store.change_asset(replace(store.asset("a"), story="A wash house once", summary="Isa Brown knows"), event=CHANGING)
    store.save_draft("somebody", edit_form("a"), {"story": "A wash house once", "name": "Hall"}, at=MORNING)
    store.note_consent(a_consent(), event=NOTING)
    assert store.search(Audience.PUBLIC, "blether") == ["a"]
    taken = store.withdraw_consent("c1", on=DAY, event=TAKING_BACK)
    assert taken.person == "Isa Brown"
    left = everything(tables)
    assert not [word for word in ("blether", "ash house", "Isa Brown") if word in left]
    assert store.asset("a").version == 4
    assert store.search(Audience.STAFF, "blether") == []
    [noted] = store.consents("a")
    assert (noted.person, noted.withdrawn_on, noted.wording) == ("", DAY, "May we keep what you said?")
    assert not holds(noted, today=DAY)


def test_a_photo_and_a_shown_contact_go_too(store: Store, tables: Engine) -> None:
    store.add_asset(plain_asset("a", phone="0141 000 0000", contact_agreed=True), event=RECORDING)
    photo = Photo(content=b"pixels of somebody", media_type="image/jpeg", width_px=1, height_px=1)
    store.add_photo(photo, photo_id="p1", asset_id="a", alt="Somebody at the door", at_most=5, event=CHANGING)
    store.note_consent(a_consent(purpose=Purpose.PHOTO, rests_on=("photo:p1",)), event=NOTING)
    shown = a_consent(consent_id="c2", purpose=Purpose.SHOWN, rests_on=("phone",), person="Una")
    store.note_consent(shown, event=NOTING)
    for consent_id in ("c1", "c2"):
        store.withdraw_consent(consent_id, on=DAY, event=TAKING_BACK)
    assert store.photos("a", Audience.STAFF, today=TODAY) == []
    left = everything(tables)
    assert not [word for word in ("pixels of", "at the door", "0141", "Isa Brown") if word in left]
    kept = store.asset("a")
    assert (kept.phone, kept.contact_agreed, kept.protection) == ("", False, Level.PUBLIC)


def test_what_a_merged_record_handed_on_goes_from_the_one_that_took_it(store: Store, tables: Engine) -> None:
    store.add_assets(
        [plain_asset("kept", valued="A door that is open"), plain_asset("a", story="Wash house", valued="Nothing")],
        event=RECORDING,
    )
    photo = Photo(content=b"pixels of somebody", media_type="image/jpeg", width_px=1, height_px=1)
    store.add_photo(photo, photo_id="p1", asset_id="a", alt="Somebody at the door", at_most=5, event=CHANGING)
    rests_on = ("story", "valued", "photo:p1")
    store.note_consent(a_consent(person="", rests_on=rests_on), event=NOTING)
    kept = replace(store.asset("kept"), story="Wash house")
    away = replace(store.asset("a"), review_state=ReviewState.ARCHIVED, review_reason="Same", merged_into="kept")
    store.merge_assets(kept, away, taken=["story"], kept_event=CHANGING, other_event=CHANGING)
    assert store.search(Audience.PUBLIC, "wash") == ["kept"]
    store.withdraw_consent("c1", on=DAY, event=TAKING_BACK)
    left = everything(tables)
    assert not [word for word in ("Wash house", "pixels of", "at the door") if word in left]
    assert store.asset("kept").valued == "A door that is open"  # this was never hers
    assert store.search(Audience.STAFF, "wash") == []


def test_a_consent_holds_until_its_last_day() -> None:
    ended = a_consent(until=DAY)
    assert holds(ended, today=DAY)
    assert not holds(ended, today=DAY + dt.timedelta(days=1))
    assert holds(a_consent(), today=DAY)
