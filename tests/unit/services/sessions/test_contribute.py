"""What people say is kept as said, once, where they said; and the room sees no more than it may."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

import pytest
import shapely

from asset_map.domain.contribution import Contribution, HowPlaced
from asset_map.domain.mapping_session import PHONE_STAYS_IN, MappingSession, Participant
from asset_map.domain.problem import ProblemCode
from asset_map.errors import NotAllowedError, UserError
from asset_map.services.sessions import contribute as contributing
from asset_map.services.sessions.contribute import contribute, enter_from_paper, put_back, take_back
from asset_map.services.sessions.ground import ground_of_session
from asset_map.services.sessions.joining import join
from asset_map.services.sessions.opening import close_session, make_slips
from asset_map.services.sessions.places import find_in_session, squares_of
from asset_map.services.sessions.said import NotSent
from asset_map.services.sessions.shown import in_degrees, the_room
from asset_map.services.workspace import Workspace
from tests.conftest import NOW
from tests.fixtures.actors import somebody
from tests.fixtures.mapping_sessions import draft_of_session, new_id, open_session_in, said

TODAY = NOW.date()


@pytest.fixture
def session(tiny: Workspace) -> MappingSession:
    """Open a session."""
    return open_session_in(tiny)


@pytest.fixture
def phone(session: MappingSession, tiny: Workspace) -> Participant:
    """Join it."""
    return join(session, "en", tiny, now=NOW).participant


def _kept(answer: Contribution | NotSent) -> Contribution:
    assert isinstance(answer, Contribution), answer
    return answer


def test_a_square_of_the_grid_lands_in_that_square(
    session: MappingSession, phone: Participant, tiny: Workspace
) -> None:
    for name, outline in squares_of(session.grid):
        found = find_in_session(name, session, tiny, today=TODAY)[0]
        assert found.how_placed is HowPlaced.AROUND
        assert shapely.from_geojson(found.shape).equals_exact(in_degrees(outline), 1e-6)
    kept = _kept(contribute(said(1, place="b 2"), phone, tiny, now=NOW))
    assert kept.geometry_bng is not None
    middle = shapely.from_wkb(kept.geometry_bng).centroid
    assert session.grid.square_at(middle.x, middle.y) == "B2"
    assert kept.words == "Tea on Tuesdays"
    assert kept.slip_code == phone.slip_code


def test_sent_twice_is_kept_once_also_after_the_session_closed(
    session: MappingSession, phone: Participant, tiny: Workspace
) -> None:
    first = contribute(said(1), phone, tiny, now=NOW)
    close_session(session, tiny, now=NOW, actor=somebody("Morag"))
    assert contribute(said(1), phone, tiny, now=NOW) == first
    assert len(tiny.store.contributions(session.session_id)) == 1


def test_what_was_begun_when_a_session_closed_is_still_taken_for_a_while(
    session: MappingSession, phone: Participant, tiny: Workspace
) -> None:
    close_session(session, tiny, now=NOW, actor=somebody("Morag"))
    _kept(contribute(said(2), phone, tiny, now=NOW + PHONE_STAYS_IN))
    with pytest.raises(NotAllowedError, match="closed"):
        contribute(said(3), phone, tiny, now=NOW + PHONE_STAYS_IN + dt.timedelta(seconds=1))


@pytest.mark.parametrize(
    ("draft", "field", "code"),
    [
        (replace(said(1), contribution_id="../x"), "contribution_id", ProblemCode.MALFORMED),
        (replace(said(1), kind="attack"), "kind", ProblemCode.UNKNOWN_CODE),
        (replace(said(1), offers=("gold",)), "offers", ProblemCode.UNKNOWN_CODE),
        (replace(said(1), language="xx"), "language", ProblemCode.UNKNOWN_CODE),
        (replace(said(1), words="x" * 1001), "words", ProblemCode.TOO_LONG),
        (replace(said(1), words="a\x07b"), "words", ProblemCode.NOT_PLAIN_TEXT),
        (replace(said(1), place="Z99"), "place", ProblemCode.NO_PLACE),
        (replace(said(1), kind="idea", words=" "), "words", ProblemCode.MISSING),
        (replace(said(1), kind="nothing_here", place=""), "place", ProblemCode.NO_PLACE),
        (replace(said(1), kind="nothing_here", offers=()), "offers", ProblemCode.MISSING),
        (replace(said(1), about_id=new_id(9)), "about_id", ProblemCode.UNKNOWN_CODE),
        (replace(said(1), shape='{"type":"Point","coordinates":[0,0]}'), "shape", ProblemCode.OUTSIDE_AREA),
        (replace(said(1), shape='{"type":"Point","coordinates":["a"]}'), "shape", ProblemCode.MALFORMED),
    ],
)
def test_what_cannot_be_kept_is_told_beside_its_field(
    draft: contributing.ContributionDraft,
    field: str,
    code: ProblemCode,
    session: MappingSession,
    phone: Participant,
    tiny: Workspace,
) -> None:
    answer = contribute(draft, phone, tiny, now=NOW)
    assert isinstance(answer, NotSent)
    assert (field, code) in {(one.field, one.code) for one in answer.problems}
    assert tiny.store.contributions(session.session_id) == []


def test_points_lines_areas_and_somewhere_around_are_all_kept(
    session: MappingSession, phone: Participant, tiny: Workspace
) -> None:
    west_m, south_m, _, _ = session.grid.bounds_m
    west_m, south_m = west_m + 300, south_m + 300
    shapes = {
        HowPlaced.POINT: shapely.Point(west_m, south_m),
        HowPlaced.LINE: shapely.LineString([(west_m, south_m), (west_m + 200, south_m)]),
        HowPlaced.AREA: shapely.box(west_m, south_m, west_m + 200, south_m + 200),
    }
    for number, (how, shape) in enumerate(shapes.items()):
        draft = replace(said(number), shape=shapely.to_geojson(in_degrees(shape)), place="")
        kept = _kept(contribute(draft, phone, tiny, now=NOW))
        assert kept.how_placed is how
        assert kept.zone_code in session.zone_codes
    around = replace(said(7), shape=shapely.to_geojson(in_degrees(shapes[HowPlaced.AREA])), how_placed="around")
    assert _kept(contribute(around, phone, tiny, now=NOW)).how_placed is HowPlaced.AROUND


@pytest.mark.parametrize(
    ("place", "how", "kept_as", "kind"),
    [
        ("B2", "point", HowPlaced.AROUND, "Polygon"),
        ("B2", "area", HowPlaced.AREA, "Polygon"),
        ("b2, B3 C 3", "area", HowPlaced.AREA, "Polygon"),
        ("B2; C2", "", HowPlaced.AREA, "Polygon"),
        ("B2 D4", "area", HowPlaced.AREA, "MultiPolygon"),
        ("A1\nC3", "line", HowPlaced.LINE, "LineString"),
        ("B2; B2", "line", HowPlaced.AREA, "Polygon"),
    ],
)
def test_words_alone_make_an_area_a_line_or_somewhere_around_here(
    place: str,
    how: str,
    kept_as: HowPlaced,
    kind: str,
    session: MappingSession,
    phone: Participant,
    tiny: Workspace,
) -> None:
    kept = _kept(contribute(replace(said(1), place=place, how_placed=how), phone, tiny, now=NOW))
    assert kept.geometry_bng is not None
    shape = shapely.from_wkb(kept.geometry_bng)
    assert (kept.how_placed, shape.geom_type, shape.is_valid) == (kept_as, kind, True)
    assert kept.place == place


def test_two_places_of_which_one_is_unknown_are_told(
    session: MappingSession, phone: Participant, tiny: Workspace
) -> None:
    answer = contribute(replace(said(1), place="B2; nowhere at all", how_placed="line"), phone, tiny, now=NOW)
    assert isinstance(answer, NotSent)
    assert [one.field for one in answer.problems] == ["place"]


def test_only_who_sent_it_takes_it_back(session: MappingSession, phone: Participant, tiny: Workspace) -> None:
    contribute(said(1), phone, tiny, now=NOW)
    other = join(session, "en", tiny, now=NOW).participant
    with pytest.raises(UserError, match="sent yourself"):
        take_back(new_id(1), other, tiny, now=NOW)
    assert len(the_room(session, tiny).items) == 1
    take_back(new_id(1), phone, tiny, now=NOW)
    assert the_room(session, tiny).items == ()
    put_back(new_id(1), phone, tiny, now=NOW)
    assert len(the_room(session, tiny).items) == 1


def test_the_room_sees_strengths_first_and_nothing_that_it_may_not(
    session: MappingSession, phone: Participant, tiny: Workspace
) -> None:
    west_m, south_m, _, _ = session.grid.bounds_m
    point = shapely.to_geojson(in_degrees(shapely.Point(west_m + 310, south_m + 310)))
    drafts = [
        replace(said(1), kind="nothing_here"),
        replace(said(2), shape=point),
        replace(said(3), shape=point, asset_kind="association"),
        replace(said(4), shape=point, asset_kind="person"),
        replace(said(5), do_not_publish="yes"),
        replace(said(6), words="The women's refuge"),
    ]
    for draft in drafts:
        _kept(contribute(draft, phone, tiny, now=NOW))
    seen = {item.contribution_id: item for item in the_room(session, tiny).items}
    assert set(seen) == {new_id(number) for number in (1, 2, 3, 4)}
    assert next(reversed(seen)) == new_id(1)
    assert seen[new_id(2)].shape == point
    assert json.loads(seen[new_id(3)].shape or "{}")["type"] == "Polygon"
    assert seen[new_id(4)].shape is None
    assert seen[new_id(4)].square == ""
    assert not any(phone.slip_code in repr(item) or phone.participant_id in repr(item) for item in seen.values())


def test_nothing_is_shown_before_a_glance_where_that_was_chosen(tiny: Workspace) -> None:
    from asset_map.services.sessions.opening import open_session  # noqa: PLC0415
    from asset_map.services.sessions.prepare import prepare  # noqa: PLC0415

    made = prepare(replace(draft_of_session(), glance_first=True), tiny, now=NOW, actor=somebody("Morag"))
    assert isinstance(made, MappingSession)
    session = open_session(made, tiny, now=NOW, actor=somebody("Morag"))
    contribute(said(1), join(session, "en", tiny, now=NOW).participant, tiny, now=NOW)
    assert the_room(session, tiny).items == ()


def test_paper_counts_as_a_phone_does(session: MappingSession, tiny: Workspace) -> None:
    slip = make_slips(session, 2, tiny, now=NOW, actor=somebody("Morag"))[0]
    draft = replace(said(1), dot="12", sheet="A1-2", slip_code=f"{slip[:4]}-{slip[4:]}".lower())
    close_session(session, tiny, now=NOW, actor=somebody("Morag"))
    kept = _kept(enter_from_paper(draft, session, tiny, now=NOW, actor=somebody("Iain")))
    assert (kept.dot, kept.sheet, kept.slip_code, kept.entered_by) == (12, "A1-2", slip, "Iain")
    assert enter_from_paper(draft, session, tiny, now=NOW, actor=somebody("Iain")) == kept
    wrong = enter_from_paper(
        replace(said(2), dot="x", slip_code="nonesuch"), session, tiny, now=NOW, actor=somebody("Iain")
    )
    assert isinstance(wrong, NotSent)
    assert {one.field for one in wrong.problems} == {"dot", "slip_code"}


def test_a_phone_that_sends_without_end_is_stopped(
    phone: Participant, tiny: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contributing, "MOST_FROM_ONE_PHONE", 2)
    for number in (1, 2):
        _kept(contribute(said(number), phone, tiny, now=NOW))
    with pytest.raises(NotAllowedError, match="as much as one phone"):
        contribute(said(3), phone, tiny, now=NOW)


def test_the_ground_of_a_session_holds_its_grid(session: MappingSession, tiny: Workspace) -> None:
    ground = json.loads(ground_of_session(session, tiny, today=TODAY))
    assert len(ground["squares"]) == session.grid.columns * session.grid.rows
    west, south, east, north = ground["bounds"]
    assert [one["category"] for one in ground["ground"]] == ["boundary"]  # nothing else is known of this town
    assert {one["name"] for one in ground["streets"]}
    for one in ground["landmarks"]:
        longitude, latitude = one["place"]
        assert west <= longitude <= east
        assert south <= latitude <= north
