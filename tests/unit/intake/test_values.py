"""Values of a list lead to kinds and offers by the scheme's own words and by those of other schemes."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from asset_map.domain.classification import Classification, read_classification
from asset_map.intake.cell_texts import values_in
from asset_map.intake.scheme_words import OTHER_WORDS, plain_words, scheme_words
from asset_map.intake.values import suggest_for_list, suggest_values
from asset_map.settings import bundled

SCHEME = read_classification(bundled("data/classification/classification.toml").read_text("utf-8"))


def _meaning(value: str, scheme: Classification = SCHEME) -> tuple[str, tuple[str, ...], str]:
    (found,) = suggest_values(pd.Series([value], dtype="str"), scheme)
    return found.kind, found.offers, found.reason


@pytest.mark.parametrize(
    ("value", "kind", "offers", "reason"),
    [
        ("food", "", ("food",), "what it offers: Food"),
        ("Getting online", "", ("digital",), "what it offers: Getting online"),
        ("Groups", "association", (), "kind: Groups"),
        ("place", "place", (), "kind: Places"),
        ("amenity=library", "institution", ("learn",), "OpenStreetMap: amenity=library"),
        ("Library", "institution", ("learn",), "OpenStreetMap: amenity=library"),
        ("LIBRARIES", "institution", ("learn",), "OpenStreetMap: amenity=library"),
        ("place_of_worship", "institution", ("faith",), "OpenStreetMap: amenity=place_of_worship"),
        ("Community Center", "institution", ("meet",), "OpenStreetMap: amenity=community_centre"),
        ("Café", "institution", ("food", "meet"), "OpenStreetMap: amenity=cafe"),
        ("Parks", "place", ("green",), "OpenStreetMap: leisure=park"),
        ("shop=bakery", "exchange", (), "OpenStreetMap: shop=*"),
        ("GP practices", "institution", ("health",), "OpenStreetMap: amenity=doctors"),
        ("Maternity Hospital", "institution", ("health",), "“hospital” in it (OpenStreetMap: amenity=hospital)"),
        ("Clinics (Inc. Day Hospitals)", "institution", ("health",), "OpenStreetMap: amenity=clinic"),
        ("Food Pantry", "institution", ("food",), None),
        ("Mental Health Care", "", ("mind",), "Open Referral: Mental Health Care"),
        ("Natural spaces", "", ("green",), "Place Standard: Natural spaces"),
        ("Associations", "association", (), None),
        ("Comunity centre", "institution", ("meet",), None),
        ("Recreation", "", ("play", "sport", "arts"), None),
        ("Car park", "", (), ""),
        ("Repair cafes", "", (), ""),
        ("Charity", "", (), ""),
        ("Facilities and services", "", (), ""),
        ("Something else", "", (), ""),
        ("Park Lane", "", (), ""),
        ("yes", "", (), ""),
    ],
)
def test_a_value_leads_to_what_it_means(value: str, kind: str, offers: tuple[str, ...], reason: str | None) -> None:
    found = _meaning(value)
    assert found[:2] == (kind, offers)
    assert found[2] == reason or (reason is None and found[2])


def test_values_are_counted_by_rows_the_most_frequent_first() -> None:
    cells = pd.Series(["Library", "Library; Café", " Café | Library;Library", "", "Zoo", " "], dtype="str")
    assert [(match.value, match.rows) for match in suggest_values(cells, SCHEME)] == [
        ("Library", 3),
        ("Café", 2),
        ("Zoo", 1),
    ]


def test_a_scheme_without_counterparts_is_known_by_its_own_words() -> None:
    text = Path(bundled("data/classification/classification.toml")).read_text("utf-8")
    kinds = text.split("[[kind]]")[1].split("[kind.crosswalk]")[0]
    offers = text.split("[[offer]]")[1].split("[offer.crosswalk]")[0]
    own = read_classification(f'format = 1\nversion = "x"\n[[kind]]{kinds}\n[[offer]]{offers}')
    assert _meaning("Food", own)[1] == ("food",)
    assert _meaning("Library", own) == ("", (), "")


def test_other_words_lead_to_tags_that_the_scheme_has() -> None:
    tags = scheme_words(SCHEME).exact
    assert [tag for tag in OTHER_WORDS if plain_words(tag) not in tags] == []


@pytest.mark.parametrize(
    ("name", "kind", "offers"),
    [
        ("nhsggc_dentists_2020-07.csv", "institution", ("health",)),
        ("nhsggc_gps_2020-07.csv", "institution", ("health",)),
        ("nhsggc_shclinics_2020-07.csv", "institution", ("health",)),
        ("points_scotland_hospitals24.json", "institution", ("health",)),
        ("warm_spaces_scotland_2026-08.csv", "institution", ("meet",)),
        ("GlasgowParks.geojson", "place", ("green",)),
        ("Play parks 2026.xlsx", "place", ("play",)),
        ("toy-libraries.csv", "institution", ("play",)),
        ("food.csv", "", ("food",)),
        ("car_parks.csv", "", ()),
        ("our work at home.csv", "", ()),
        ("export (3).csv", "", ()),
        ("", "", ()),
    ],
)
def test_the_name_of_a_list_tells_what_is_in_it(name: str, kind: str, offers: tuple[str, ...]) -> None:
    found = suggest_for_list(name, SCHEME)
    assert (found.kind, found.offers) == (kind, offers)
    assert bool(found.reason) == bool(kind or offers)


@given(cells=st.lists(st.text(alphabet="ab ;|", max_size=8), max_size=12))
def test_every_value_is_counted_once_for_each_row(cells: list[str]) -> None:
    found = suggest_values(pd.Series(cells, dtype="str"), SCHEME)
    assert {match.value: match.rows for match in found} == {
        value: sum(value in values_in(cell) for cell in cells) for cell in cells for value in values_in(cell)
    }
