"""Records for the tests of the store; also for the processes that they start."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import shapely

from asset_map.domain.asset import Accessed, Asset, CheckedHow, LocatedBy, Precision, ReviewState, Status
from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.coverage import Look, LookMethod, LookResult
from asset_map.domain.list_import import ListImport
from asset_map.domain.protection import Level

MORNING = dt.datetime(2026, 3, 1, 9, 30, 15, 123456, tzinfo=dt.UTC)
SYSTEM = "datazone2011"
POINT_BNG = shapely.Point(259_000.125, 667_000.5)

RECORDING = AuditEvent(at=MORNING, actor="Morag", action=Action.RECORDED)
CHANGING = AuditEvent(at=MORNING + dt.timedelta(hours=1), actor="Iain", action=Action.CHANGED, reason="It moved")
LOOKING = AuditEvent(at=MORNING, actor="Morag", action=Action.LOOKED)

FULL_ASSET = Asset(
    asset_id="full",
    name="Ruchill Community Café",
    kind="place",
    offers=("meet", "food", "arts"),
    summary="Soup, and a piano",
    geometry_bng=shapely.to_wkb(POINT_BNG),
    precision=Precision.BUILDING,
    located_by=LocatedBy.MAP,
    address="1 Shakespeare Street",
    postcode="G20 8TH",
    zones={SYSTEM: "S01010206", "datazone2022": "S01013482"},
    status=Status.AT_RISK,
    opening_times="Tuesdays",
    cost="Free",
    who_for="Everybody",
    phone="0141 000 0000",
    email="hello@example.org",
    web="https://example.org",
    contact_agreed=True,
    protection=Level.AREA,
    protection_reason="Asked for by the organiser",
    review_state=ReviewState.NEEDS_INFORMATION,
    review_reason="Opening times unclear",
    source="A walk",
    source_id="walk-7",
    licence="OGL v3",
    recorded_by="Morag",
    recorded_at=dt.datetime(2026, 2, 3, 4, 5, 6, 789, tzinfo=dt.timezone(dt.timedelta(hours=1))),
    last_checked=dt.date(2026, 1, 31),
    checked_how=CheckedHow.PHONE,
    also_known_as="The wee café",
    story="It was a wash house once",
    own_words="a guid blether",
    own_words_language="sco",
    valued="The welcome",
    could_do="A ramp",
    accessed=(Accessed.IN_PERSON, Accessed.PHONE),
    access_features={"step_free": True, "hearing_loop": False},
    season_from=4,
    season_to=9,
    age_from=16,
    age_to=99,
    referral="Come along",
    languages="English, Polish",
    capacity=30,
    capacity_unit="people",
    uprn="906700000001",
    contact_person="Isa",
    consent_for="Her name as a contact",
    consent_wording="You may write my name down",
    consent_given_on=dt.date(2026, 1, 30),
    consent_until=dt.date(2028, 1, 30),
    consent_withdrawn_on=dt.date(2026, 2, 1),
    keep_until=dt.date(2030, 1, 1),
    protection_set_by="Iain",
    sent_by="a browser",
    merged_into="another",
)


def plain_asset(asset_id: str, /, **fields: object) -> Asset:
    """Return a published public place with a point and a zone, and other fields where they are given."""
    plain = Asset(
        asset_id=asset_id,
        name=f"Place {asset_id}",
        kind="place",
        offers=("meet",),
        geometry_bng=shapely.to_wkb(POINT_BNG),
        zones={SYSTEM: "S01010206"},
        recorded_by="Morag",
        recorded_at=MORNING,
    )
    return replace(plain, **fields)


def plain_look(zone_code: str, /, **fields: object) -> Look:
    """Return a look that found none, and other fields where they are given."""
    plain = Look(
        zone_code=zone_code,
        offer="meet",
        result=LookResult.NONE,
        method=LookMethod.WALKABOUT,
        looked_on=dt.date(2026, 3, 1),
        looked_by="Morag",
    )
    return replace(plain, **fields)


def an_import(**fields: object) -> ListImport:
    """Return a list of halls that was taken in; its numbers are to be given."""
    plain = ListImport(
        import_id="i1",
        file_name="halls.csv",
        sha256="ab" * 32,
        source="Halls",
        licence="OGL v3",
        list_date=None,
        imported_at=MORNING,
        actor="Morag",
        rows=0,
        added=0,
        updated=0,
        unchanged=0,
        refused=0,
    )
    return replace(plain, **fields)  # type: ignore[arg-type]  # fields of the import
