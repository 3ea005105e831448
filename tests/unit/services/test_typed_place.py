"""One box takes a postcode, a grid reference, coordinates or words, and says in plain words when it finds nothing."""

from __future__ import annotations

import dataclasses
import math

import geopandas as gpd
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from asset_map.domain.asset import AssetDraft, LocatedBy
from asset_map.domain.protection import Audience
from asset_map.errors import PlaceNotFoundError
from asset_map.geography.coordinates import degrees_to_metres
from asset_map.services.record import Recorded, record
from asset_map.services.typed_place import FoundPlace, find_place
from asset_map.services.workspace import Workspace
from tests.conftest import NOW, TODAY
from tests.fixtures.actors import somebody
from tests.fixtures.tiny_town.town import SOUTH_M, WEST_M


def at(x_km: float, y_km: float) -> tuple[float, float]:
    return WEST_M + x_km * 1000, SOUTH_M + y_km * 1000


def line(*corners_km: tuple[float, float]) -> shapely.LineString:
    return shapely.LineString([at(*corner) for corner in corners_km])


GROUND = [
    ("Mill Road", "street", line((0.2, 0.2), (0.8, 0.2))),
    ("Mill Road", "street", line((0.8, 0.2), (0.8, 0.4))),
    ("Mill Road", "main_street", line((2.2, 1.8), (2.6, 1.8))),
    ("Hill Road", "street", line((1.2, 0.2), (1.8, 0.2))),
    ("St Fable's Street", "street", line((1.2, 0.6), (1.2, 0.9))),
    ("Café Brae", "street", line((1.5, 0.6), (1.5, 0.9))),
    ("Kelpie Green", "park", shapely.box(*at(2.2, 0.2), *at(2.6, 0.6))),
    ("Far Street", "street", line((9.0, 0.5), (9.5, 0.5))),
    (None, "building", shapely.box(*at(0.1, 0.1), *at(0.11, 0.11))),
]


@pytest.fixture
def town(tiny: Workspace) -> Workspace:
    """Return the tiny town with some streets and a park."""
    names, categories, shapes = zip(*GROUND, strict=True)
    context = gpd.GeoDataFrame({"name": names, "category": categories}, geometry=list(shapes), crs=27700)
    geography = dataclasses.replace(tiny.geography, context_bng=context, digest="with streets")
    return dataclasses.replace(tiny, geography=geography)


def add(workspace: Workspace, name: str, x_km: float, y_km: float, **fields: str) -> None:
    easting, northing = at(x_km, y_km)
    draft = AssetDraft(
        **({"name": name, "kind": "institution"} | fields),
        offers=("meet",),
        easting=str(easting),
        northing=str(northing),
    )
    outcome = record(draft, workspace, now=NOW, actor=somebody("test"))
    assert isinstance(outcome, Recorded), outcome


def find(text: str, workspace: Workspace, audience: Audience = Audience.PUBLIC) -> tuple[FoundPlace, ...]:
    return find_place(text, workspace, audience=audience, today=TODAY)


def labels(text: str, workspace: Workspace, audience: Audience = Audience.PUBLIC) -> list[str]:
    return [found.label for found in find(text, workspace, audience)]


def refusal(text: str, workspace: Workspace, audience: Audience = Audience.PUBLIC) -> str:
    with pytest.raises(PlaceNotFoundError) as refused:
        find(text, workspace, audience)
    return str(refused.value)


def metres(found: FoundPlace) -> tuple[float, float]:
    easting, northing = degrees_to_metres().transform(found.longitude, found.latitude)
    return round(easting - WEST_M), round(northing - SOUTH_M)


@pytest.mark.parametrize("typed", ["ZZ1 1AA", "zz11aa", " zZ1  1 Aa "])
def test_a_postcode_however_spelled(town: Workspace, typed: str) -> None:
    (found,) = find(typed, town)
    assert (found.label, found.located_by, found.precise_to_m) == ("ZZ1 1AA", LocatedBy.POSTCODE, 100)
    assert metres(found) == (500, 500)


@pytest.mark.parametrize(
    ("typed", "place", "half_side_m"),
    [("NQ 40 40", (500, 500), 500), ("nq415400", (1550, 50), 50), ("NQ 41234 40567", (1234, 567), 0.5)],
)
def test_a_grid_reference_gives_the_middle_of_its_square(
    town: Workspace, typed: str, place: tuple[float, float], half_side_m: float
) -> None:
    (found,) = find(typed, town)
    assert (found.located_by, found.precise_to_m) == (LocatedBy.PAPER_GRID, half_side_m)
    assert metres(found) == pytest.approx(place, abs=1)
    assert found.label.startswith("Grid square NQ ")


@pytest.mark.parametrize("typed", ["40500, 640600", "40500 640600", "40500;640600.0"])
def test_easting_and_northing(town: Workspace, typed: str) -> None:
    (found,) = find(typed, town)
    assert found.located_by is LocatedBy.PAPER_GRID
    assert metres(found) == (500, 600)
    assert found.precise_to_m == 0.5


def test_latitude_and_longitude_are_as_precise_as_their_digits(town: Workspace) -> None:
    (middle,) = find("ZZ1 1AA", town)
    for decimals in (3, 5):
        typed = f"{middle.latitude:.{decimals}f}, {middle.longitude:.{decimals}f}"
        (found,) = find(typed, town)
        assert found.located_by is LocatedBy.MAP
        assert found.precise_to_m == pytest.approx(0.5 * 111_320 / 10**decimals)
        assert math.dist(metres(found), (500, 500)) <= found.precise_to_m * 1.5
    westward = f"{middle.latitude:.5f}°N {-middle.longitude:.5f}° w"
    assert metres(find(westward, town)[0]) == pytest.approx((500, 500), abs=2)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Type where it is"),
        ("ZZ9 9ZZ", "ZZ9 9ZZ is not in the list of postcodes"),
        ("NS 59 67", "“Grid square NS 59 67” lies outside"),
        ("259016, 667022", "lies outside"),
        ("55.86, -4.25", "lies outside"),
        ("-7.70, 55.52", "looks swapped"),
        ("55.86, 200", "between -180 and 180 degrees"),
        ("0, 0", "zero usually means that nobody knew"),
        ("900000, 667022", "between 1,000 and 700,000 metres"),
        ("Atlantis", "Nothing here is called “Atlantis”. Try a street without the number"),
        ("Far Street", "Nothing here is called “Far Street”"),
        ("C4", "Nothing here is called “C4”"),
        ("12", "Nothing here is called “12”"),
        ("?!", "Nothing here is called “?!”"),
    ],
)
def test_what_leads_nowhere_is_said_in_words(town: Workspace, typed: str, words: str) -> None:
    message = refusal(typed, town)
    assert words in message
    assert message.endswith(".")


def test_a_place_counts_up_to_1200_m_beyond_the_edge(town: Workspace) -> None:
    assert metres(find("44199, 640500", town)[0]) == (4199, 500)
    assert "outside" in refusal("44201, 640500", town)


def test_without_postcodes_the_other_ways_are_named(town: Workspace) -> None:
    bare = dataclasses.replace(town.geography, postcodes=town.geography.postcodes.iloc[:0], digest="bare")
    assert "No postcodes are installed here" in refusal("ZZ1 1AA", dataclasses.replace(town, geography=bare))


def test_a_street_is_found_without_its_house_and_says_so(town: Workspace) -> None:
    plain = find("hill rd", town)
    assert [found.label for found in plain] == ["Hill Road (street)"]
    (numbered,) = find("12a Hill Road", town)
    assert numbered.label == "Hill Road (street, not the house)"
    assert (numbered.latitude, numbered.longitude) == (plain[0].latitude, plain[0].longitude)
    assert metres(numbered) == (1500, 200)
    assert numbered.precise_to_m == pytest.approx(300)


def test_two_streets_of_one_name_are_two_places_and_two_pieces_are_one(town: Workspace) -> None:
    first, second = find("Mill Road", town)
    assert [first.label, second.label] == ["Mill Road (street)"] * 2
    assert sorted(metres(found)[0] for found in (first, second)) == [pytest.approx(600, abs=1), 2400]


@pytest.mark.parametrize(
    "typed", ["st fables st", "ST. FABLE’S STREET", "Saint Fable's Street", "st fable's stret", "fable's st"]
)
def test_capitals_accents_short_forms_and_slips_do_not_matter(town: Workspace, typed: str) -> None:
    assert labels(typed, town)[0] == "St Fable's Street (street)"
    assert labels("cafe brae", town) == ["Café Brae (street)"]


def test_a_zone_is_somewhere_in_it(town: Workspace) -> None:
    found = find("Tiny Town - 03", town)
    assert found[0].label == "Somewhere in Tiny Town - 03"
    assert metres(found[0]) == (2500, 500)
    assert found[0].precise_to_m == pytest.approx(500 * math.sqrt(2), abs=1)
    assert labels("DEMO0005", town) == ["Somewhere in Tiny Town - 05"]
    assert len(labels("tiny town", town)) == 6


def test_assets_and_their_addresses_are_found_and_the_very_house_comes_first(town: Workspace) -> None:
    add(town, "Puffin Library", 0.3, 0.21, address="12 Mill Road, Tiny Town")
    add(town, "Chip shop", 0.6, 0.21, address="14 Mill Road, Tiny Town")
    assert labels("puffin lib", town) == ["Puffin Library (12 Mill Road, Tiny Town)"]
    found = labels("12 Mill Rd", town)
    assert found[0] == "12 Mill Road, Tiny Town (Puffin Library)"
    assert found.count("Mill Road (street, not the house)") == 2
    assert not any("Chip shop" in label for label in found)


def test_an_asset_on_a_landmark_of_its_name_is_one_place(town: Workspace) -> None:
    add(town, "Kelpie Green", 2.41, 0.41, kind="place")
    assert labels("kelpie green", town) == ["Kelpie Green"]


def test_a_postcode_among_words_comes_first(town: Workspace) -> None:
    assert labels("3 Hill Road, ZZ1 1AB", town) == ["ZZ1 1AB", "Hill Road (street, not the house)"]
    assert labels("3 Hill Road, ZZ9 9ZZ", town) == ["Hill Road (street, not the house)"]


@pytest.mark.parametrize("level", ["area", "partners", "unmapped"])
def test_what_is_protected_leads_the_public_nowhere(town: Workspace, level: str) -> None:
    add(town, "Xyzzy house", 0.3, 0.7, address="5 Xyzzy Yard", protection=level)
    assert "Nothing here" in refusal("xyzzy house", town)
    assert "Nothing here" in refusal("5 Xyzzy Yard", town)
    if level != "unmapped":
        assert labels("xyzzy house", town, Audience.STAFF) == ["Xyzzy house (5 Xyzzy Yard)"]


def test_at_most_eight_are_offered(town: Workspace) -> None:
    for number in range(12):
        add(town, f"Bench {number}", 0.3 + number / 4, 0.3, kind="place")
    assert len(find("bench", town)) == 8


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=40) | st.from_regex(r"\A[A-Za-z0-9 ,.'/-]{1,40}\Z"))
def test_whatever_is_typed_there_is_a_place_in_the_area_or_a_refusal(town: Workspace, text: str) -> None:
    try:
        found = find(text, town)
    except PlaceNotFoundError:
        return
    assert 1 <= len(found) <= 8
    for one in found:
        x_m, y_m = metres(one)
        assert -1201 <= x_m <= 4201
        assert -1201 <= y_m <= 3201
        assert one.precise_to_m > 0
