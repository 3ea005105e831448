"""Real lists of assets go in through the command and through the screen, and every number told of them is right.

The numbers are counted a second time here, from the files alone, with plain pandas and geopandas.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from asset_map.domain.protection import Audience
from asset_map.pages.components.list_draft import Desk, kept_list, lay_down
from asset_map.pages.components.list_work import Kept, Looked, look, take_in
from asset_map.services.geography import AreaFiles, add_geography
from asset_map.services.import_assets import ImportPlan, ImportRequest, plan_import
from asset_map.services.lists.flags import Flag
from asset_map.services.workspace import Workspace, open_workspace
from asset_map.settings import read_settings
from tests.conftest import NOW
from tests.fixtures.actors import a_person, somebody
from tests.unit.test_cli import call

pytestmark = pytest.mark.official

DENTISTS = "nhsggc_dentists_2020-07.csv"
GPS = "nhsggc_gps_2020-07.csv"
HOSPITALS = "nhsggc_hospitals_2020-07.csv"
OPTICIANS = "nhsggc_opticians_2020-07.csv"
CLINICS = "nhsggc_shclinics_2020-07.csv"
WARM_SPACES = "warm_spaces_scotland_2026-08.csv"
HOSPITALS_IN_METRES = "points_scotland_hospitals24.json"

OUTSIDE_M, FAR_M, AT_POSTCODE_M = 1_200.0, 500.0, 3.0
POSTCODE = re.compile(r"\b([A-Z]{1,2}[0-9][0-9A-Z]?)\s*([0-9][A-Z]{2})\b", re.IGNORECASE)
NO_VALUE = "<Null>"
"""What stands in the hospitals' file where there is nothing."""

AT_THE_LATEST_S = 60.0


@dataclass(frozen=True)
class Numbers:
    """What is right for one list beside Glasgow: counted by `_counted`, except for what is said of ``by_eye``.

    ``by_eye`` holds flags and refusals that no count gives: each was looked up in the file.
    """

    rows: int
    in_glasgow: int
    added: int
    refused: Mapping[str, int]
    flagged: Mapping[str, int]
    by_eye: Mapping[str, int] = field(default_factory=dict)


NUMBERS = {
    DENTISTS: Numbers(
        273,
        159,
        193,
        # One dentist in Newton Mearns has opening times in place of a web address.
        {"malformed": 1, "outside_area": 79},
        {"postcode_not_known": 1, "at_postcode_point": 268, "shares_its_point": 18},
        # Two pairs in one street: Shawlands (Dental Care, Cross Dental Practice), Linwood (Dental Care, Smile).
        {"looks_like": 4},
    ),
    GPS: Numbers(
        235,
        143,
        172,
        {"outside_area": 63},
        {"at_postcode_point": 231, "shares_its_point": 119, "same_name_and_point": 1},
        # Both practices of Eastwood Health & Care Centre.
        {"looks_like": 2},
    ),
    HOSPITALS: Numbers(20, 13, 14, {"outside_area": 6}, {"at_postcode_point": 20, "shares_its_point": 4}),
    OPTICIANS: Numbers(
        148,
        87,
        105,
        {"outside_area": 43},
        {"postcode_not_known": 2, "other_zone_than_postcode": 1, "at_postcode_point": 143, "shares_its_point": 25},
        # “Vision Express” and “Vision Express Uk Ltd, T/A Tesco Opticians”, both at G53 6QR.
        {"looks_like": 2},
    ),
    CLINICS: Numbers(24, 14, 18, {"outside_area": 6}, {"at_postcode_point": 22, "shares_its_point": 18}),
    WARM_SPACES: Numbers(
        581,
        57,
        62,
        # Of the fourteen repeats one lies near Glasgow: Cardonald Care Home stands there twice. One space in Appin has
        # a description of 2,601 characters.
        {"outside_area": 517, "same_as_another_row": 1, "too_long": 1},
        {
            "postcode_from_address": 494,
            "no_postcode": 87,
            "postcode_not_known": 6,
            "far_from_postcode": 16,
            "other_zone_than_postcode": 8,
            "at_postcode_point": 229,
            "shares_its_point": 79,
            "same_name_and_point": 14,
        },
        # Stobhill Care Home stands there twice, 239 m apart.
        {"looks_like": 2},
    ),
    HOSPITALS_IN_METRES: Numbers(
        309,
        38,
        42,
        {"outside_area": 267},
        {
            "no_postcode": 2,
            "postcode_not_known": 17,
            "far_from_postcode": 14,
            "other_zone_than_postcode": 2,
            "at_postcode_point": 96,
            "shares_its_point": 32,
        },
        # Two parts of the Queen Elizabeth University Hospital, two of Gartnavel Royal.
        {"looks_like": 4},
    ),
}


def _open(home: Path, database: Path) -> Workspace:
    return open_workspace(read_settings(home, f"sqlite:///{database}"))


@pytest.fixture(scope="module")
def glasgow_home(official_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install Glasgow with the postcodes of all Scotland."""
    return _installed(official_data, "glasgow-simd-2020v2.geojson", tmp_path_factory.mktemp("glasgow"))


@pytest.fixture
def glasgow(glasgow_home: Path, tmp_path: Path) -> Iterator[Workspace]:
    """Open Glasgow with an empty store."""
    workspace = _open(glasgow_home, tmp_path / "own.db")
    yield workspace
    workspace.store.close()


@pytest.fixture(scope="module")
def scotland(official_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """Install all Scotland with simplified boundaries; nothing is stored there."""
    home = _installed(official_data, "scotland_dz2011_simplified.fgb", tmp_path_factory.mktemp("scotland"))
    workspace = _open(home, home / "own.db")
    yield workspace
    workspace.store.close()


def _installed(official_data: Path, boundaries: str, home: Path) -> Path:
    files = AreaFiles(
        official_data / boundaries,
        [official_data / "simd2020_withinds.csv"],
        [official_data / "codepoint_open_scotland_2020-08.parquet"],
    )
    add_geography(files, read_settings(home), now=NOW, actor=somebody("test"), progress=lambda _: None)
    return home


@dataclass(frozen=True, eq=False)
class Area:
    """Glasgow and the postcodes of Scotland as the files give them, EPSG:27700."""

    zones: gpd.GeoDataFrame
    postcodes: pd.DataFrame

    def zone_of(self, points: gpd.GeoSeries) -> pd.Series:
        """Return the code of the zone of each point; empty text outside."""
        joined = gpd.sjoin(gpd.GeoDataFrame(geometry=points), self.zones, predicate="intersects")
        return joined["datazone"].groupby(level=0).min().reindex(points.index).fillna("")


@pytest.fixture(scope="module")
def area(official_data: Path) -> Area:
    """Read Glasgow and the postcodes without the program."""
    zones = gpd.read_file(official_data / "glasgow-simd-2020v2.geojson").to_crs(27700)[["datazone", "geometry"]]
    zones["geometry"] = zones.make_valid()
    postcodes = pd.read_parquet(official_data / "codepoint_open_scotland_2020-08.parquet")
    postcodes = postcodes[postcodes["PQ"] < 90]  # the others have no position
    return Area(zones, postcodes.set_index(postcodes["postcode"].str.replace(" ", ""))[["eastings", "northings"]])


def _original(path: Path) -> gpd.GeoDataFrame:
    """Return a list with its points (EPSG:27700), read without the program."""
    if path.suffix == ".json":
        layer = gpd.read_file(path)
        columns = layer.columns.drop("geometry")
        texts = layer[columns].astype("str").replace({NO_VALUE: "", "None": "", "nan": ""})
        return gpd.GeoDataFrame(texts.rename(columns={"sitename": "name"}), geometry=layer.geometry, crs=27700)
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    table = table.rename(columns={"Name": "name", "title": "name", "Postcode": "postcode"})
    points = gpd.GeoSeries.from_xy(table["longitude"].astype(float), table["latitude"].astype(float), crs=4326)
    return gpd.GeoDataFrame(table, geometry=points.to_crs(27700))


def _in_address(address: str, *, which: int) -> str:
    found = POSTCODE.findall(address)
    return "".join(found[which]).upper() if found else ""


def _counted(path: Path, area: Area, *, which: int = -1) -> pd.DataFrame:
    """Return what can be counted of each row; of several postcodes in an address the last is taken, or ``which``."""
    rows = _original(path)
    points = rows.geometry
    own = rows["postcode"].str.replace(r"\s", "", regex=True).str.upper()
    within = rows["address"].map(lambda text: _in_address(text, which=which)) if "address" in rows else own
    key = own.mask(own.eq(""), within)
    there = area.postcodes.reindex(key).set_index(rows.index)
    apart_m = np.hypot(points.x - there["eastings"], points.y - there["northings"])
    zone = area.zone_of(points)
    zone_there = area.zone_of(gpd.GeoSeries.from_xy(there["eastings"], there["northings"], crs=27700))
    spot = pd.DataFrame({"name": rows["name"], "x": points.x.round(), "y": points.y.round()})
    return pd.DataFrame(
        {
            "name": rows["name"],
            "in_glasgow": zone.ne(""),
            "near": points.distance(shapely.union_all(area.zones.geometry.to_numpy())) <= OUTSIDE_M,
            "apart_m": apart_m,
            "has_both": zone.ne("") & apart_m.notna(),
            "postcode_from_address": own.eq("") & within.ne(""),
            "no_postcode": key.eq(""),
            "postcode_not_known": key.ne("") & apart_m.isna(),
            "far_from_postcode": apart_m > FAR_M,
            "other_zone_than_postcode": zone.ne("") & zone_there.ne("") & zone.ne(zone_there),
            "at_postcode_point": apart_m <= AT_POSTCODE_M,
            "shares_its_point": spot.duplicated(["x", "y"], keep=False),
            "same_name_and_point": spot.duplicated(),
        }
    )


@pytest.mark.parametrize("name", NUMBERS)
def test_the_numbers_are_those_that_are_counted_by_hand(official_data: Path, area: Area, name: str) -> None:
    counted, numbers = _counted(official_data / name, area), NUMBERS[name]
    flags = [flag.value for flag in Flag if flag.value in counted]
    assert {flag: counted[flag].sum() for flag in flags if counted[flag].any()} == numbers.flagged
    assert (len(counted), counted["in_glasgow"].sum()) == (numbers.rows, numbers.in_glasgow)
    assert numbers.added + sum(numbers.refused.values()) == numbers.rows
    assert counted["near"].sum() == numbers.added + numbers.refused.get("same_as_another_row", 0)


def _command(path: Path, workspace: Workspace, *more: str) -> list[str]:
    settings = workspace.settings
    one_choice = ["--kind", "institution", "--offer", "health"]
    where = ["--home", str(settings.home), "--database", settings.database_url]
    return ["import", str(path), *one_choice, *where, "--json", *more]


@pytest.mark.parametrize("name", NUMBERS)
def test_a_list_goes_in_through_the_command_and_its_report_is_right(
    glasgow: Workspace,
    official_data: Path,
    area: Area,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    name: str,
) -> None:
    numbers, out = NUMBERS[name], tmp_path / "report.csv"
    code, printed, told = call(capsys, monkeypatch, *_command(official_data / name, glasgow, "--report", str(out)))
    assert code == 0, told
    report = json.loads(printed)
    assert (report["rows"], report["added"], report["updated"], report["unchanged"]) == (
        numbers.rows,
        numbers.added,
        0,
        0,
    )
    assert report["refused_by_problem"] == numbers.refused
    assert report["flagged"] == {**numbers.flagged, **numbers.by_eye}
    assert (report["suggestion"], report["stored"]) == ("", True)
    _check_row_by_row(pd.read_csv(out, dtype=str, keep_default_na=False), _counted(official_data / name, area), numbers)
    code, printed, told = call(capsys, monkeypatch, *_command(official_data / name, glasgow))
    assert code == 0, told
    again = json.loads(printed)
    assert (again["added"], again["updated"], again["unchanged"]) == (0, 0, numbers.added)
    assert again["refused_by_problem"] == numbers.refused
    assert (again["vanished"], len(_stored(glasgow))) == (0, numbers.added)


def _check_row_by_row(written: pd.DataFrame, counted: pd.DataFrame, numbers: Numbers) -> None:
    """Compare each row, not only how many there are."""
    assert len(written) == numbers.rows
    twin = written["import_problem"].str.startswith("same_as_another_row:")
    assert written["import_result"].eq("added").tolist() == (counted["near"] & ~twin).tolist()
    assert not (twin & ~counted["near"]).any()
    for flag in numbers.flagged:
        is_told = written["import_problem"].str.contains(rf"(?:^|\| ){flag}: ")
        assert counted["name"][is_told].tolist() == counted["name"][counted[flag]].tolist(), flag


def _stored(workspace: Workspace) -> gpd.GeoDataFrame:
    return workspace.store.read_assets(Audience.STAFF, zone_system=workspace.geography.system.id)


@pytest.mark.parametrize("name", NUMBERS)
def test_a_list_goes_in_through_the_screen_with_at_most_one_choice(
    glasgow: Workspace, official_data: Path, name: str
) -> None:
    numbers, desk = NUMBERS[name], Desk(glasgow, a_person("Morag", glasgow, now=NOW))
    looked = _looked((official_data / name).read_bytes(), name, desk)
    if name == HOSPITALS_IN_METRES:
        # 74 hospitals have no type, one has “Acute Hospital, Education Centre & Residences”: whoever takes the list in
        # says once what they are, or leaves them out. Two lie in Glasgow: New Victoria Hospital, Rowanbank Clinic.
        assert (looked.problem, looked.ready.report.added) == ("", numbers.added - 2)
        assert looked.ready.report.refused_by_problem["missing"] == 75
        request = replace(looked.draft.request, kind="institution", offers=("health",))
        looked = look(replace(looked.draft, request=request), desk, read=looked.read, tell=lambda _doing, _done: None)
    assert looked.problem == ""
    assert looked.ready.report.refused_by_problem == numbers.refused
    assert looked.ready.report.flagged == {**numbers.flagged, **numbers.by_eye}
    assert len(_stored(glasgow)) == 0
    kept = _kept(looked, desk)
    assert (kept.report.added, kept.report.stored) == (numbers.added, True)
    assert len(_stored(glasgow)) == numbers.added
    again = _looked((official_data / name).read_bytes(), name, desk)
    assert again.ready.report.added == 0


def _looked(content: bytes, name: str, desk: Desk) -> Looked:
    lay_down(content, name, desk)
    draft = kept_list(desk)
    assert draft is not None
    return look(draft, desk, read=None, tell=lambda _doing, _done: None)


def _kept(looked: Looked, desk: Desk) -> Kept:
    job = take_in(looked, desk)
    assert job.wait(AT_THE_LATEST_S)
    kept = job.result()
    assert isinstance(kept, Kept)
    return kept


def _planned(path: Path, workspace: Workspace) -> ImportPlan:
    request = ImportRequest(path=path, kind="institution", offers=("health",))
    return plan_import(request, workspace, now=NOW, actor=somebody("test"))


def _told(plan: ImportPlan, flag: Flag) -> dict[int, str]:
    return {at: one.message for at, fate in enumerate(plan.fates) for one in fate.flags if one.flag is flag}


def test_repeated_warm_spaces_are_taken_once(scotland: Workspace, official_data: Path) -> None:
    """A space that stands there twice, with the same title at the same point to the last digit, is kept once."""
    table = pd.read_csv(official_data / WARM_SPACES, dtype=str, keep_default_na=False)
    spot = ["title", "longitude", "latitude"]
    plan = _planned(official_data / WARM_SPACES, scotland)
    assert table.duplicated(spot).sum() == 14
    assert sorted(_told(plan, Flag.SAME_NAME_AND_POINT)) == np.flatnonzero(table.duplicated(spot)).tolist()
    # The fullest of each is taken. In Appin the first is too long to be kept, and the second is taken.
    assert plan.report.refused_by_problem == {"same_as_another_row": 13, "too_long": 1}
    assert plan.report.added == 581 - 14 == len(table.drop_duplicates(spot))
    taken = table[plan.annotated["import_result"].eq("added").to_numpy()]
    assert not taken.duplicated(spot).any()
    assert set(map(tuple, taken[spot].to_numpy())) == set(map(tuple, table[spot].to_numpy()))


def test_warm_spaces_far_from_their_postcode_are_told_with_the_distance(
    glasgow: Workspace, official_data: Path, area: Area
) -> None:
    counted = _counted(official_data / WARM_SPACES, area)
    messages = _told(_planned(official_data / WARM_SPACES, glasgow), Flag.FAR_FROM_POSTCODE)
    told_m = {at: int(re.sub(r"\D", "", text.split(" m apart")[0])) for at, text in messages.items()}
    assert told_m == counted["apart_m"][counted["far_from_postcode"]].round().astype(int).to_dict()
    # Ten lie over 1 km away. An eleventh names two postcodes in its address, “AB42 1TH AB42 3PJ”: its point is that of
    # the first, and 2.6 km from the last, which is the one that is read.
    by_first = _counted(official_data / WARM_SPACES, area, which=0)["apart_m"]
    over_1_km = {counted.loc[at, "name"] for at, metres in told_m.items() if metres > 1_000}
    assert (by_first > 1_000).sum() == 10
    assert over_1_km == {*counted.loc[by_first > 1_000, "name"], "Apex Church Community Cafe"}


def test_eight_warm_spaces_of_glasgow_have_their_postcode_in_another_zone(
    glasgow: Workspace, official_data: Path, area: Area
) -> None:
    counted = _counted(official_data / WARM_SPACES, area)
    plan = _planned(official_data / WARM_SPACES, glasgow)
    told = _told(plan, Flag.OTHER_ZONE_THAN_POSTCODE)
    assert counted["has_both"].sum() == 53
    assert sorted(told) == np.flatnonzero(counted["other_zone_than_postcode"]).tolist()
    assert len(told) == 8
    assert counted.loc[list(told), "in_glasgow"].all()


def test_two_spaces_of_essex_are_outside_glasgow_and_have_no_postcode_in_scotland(
    glasgow: Workspace, scotland: Workspace, official_data: Path
) -> None:
    """Nothing in the two rows says Essex but their words; that no postcode bears their points out is all to be known.

    They were placed near Moffat by whoever gathered them. One has “-, -” for an address, the other none.
    """
    table = pd.read_csv(official_data / WARM_SPACES, dtype=str, keep_default_na=False)
    essex = np.flatnonzero(table["_source"].isin(["braintree_council", "chelmsford_connects"])).tolist()
    assert table.loc[essex, "address"].tolist() == ["-, -", ""]
    assert table.loc[essex, ["postcode", "loc_pcd"]].eq("").all(axis=None)
    in_glasgow = _planned(official_data / WARM_SPACES, glasgow)
    for at in essex:
        assert [problem.code.value for problem in in_glasgow.fates[at].problems] == ["outside_area"]
    in_scotland = _planned(official_data / WARM_SPACES, scotland)
    for at in essex:
        fate = in_scotland.fates[at]
        assert (fate.result.value, [one.flag for one in fate.flags]) == ("added", [Flag.NO_POSTCODE])


def test_no_branch_of_a_chain_is_taken_for_another(scotland: Workspace, official_data: Path) -> None:
    """70 opticians have 18 names between them, so that 52 bear a name that stands above; no two of them share a point.

    Where all of Scotland is installed nothing lies outside, so that each must be added.
    """
    table = pd.read_csv(official_data / OPTICIANS, dtype=str, keep_default_na=False)
    assert table["Name"].duplicated(keep=False).sum() == 70
    assert table["Name"].duplicated().sum() == 52
    assert table.duplicated(["Name", "longitude", "latitude"]).sum() == 0
    plan = _planned(official_data / OPTICIANS, scotland)
    assert (plan.report.added, plan.report.refused) == (148, 0)
    assert sorted(asset.name for asset, _ in plan.added) == sorted(table["Name"])
    alike = table.loc[sorted(_told(plan, Flag.LOOKS_LIKE)), ["Name", "Postcode"]]
    assert alike.to_numpy().tolist() == [["Vision Express", "G53 6QR"], ["Vision Express Uk Ltd", "G53 6QR"]]


def test_two_practices_in_one_health_centre_are_both_kept(scotland: Workspace, official_data: Path) -> None:
    plan = _planned(official_data / GPS, scotland)
    assert (plan.report.added, plan.report.refused) == (235, 0)
    both = [asset for asset, _ in plan.added if asset.name == "Eastwood Health & Care Centre"]
    assert sorted(asset.web for asset in both) == [
        "https://www.clarkstonmedical.co.uk/",
        "https://www.giffnockmedicalcentre.co.uk/index.aspx",
    ]


def test_points_of_postcodes_are_kept_as_no_finer_than_that(
    glasgow: Workspace, official_data: Path, area: Area
) -> None:
    counted = _counted(official_data / GPS, area)
    located_by = pd.Series([asset.located_by.value for asset, _ in _planned(official_data / GPS, glasgow).added])
    at_postcode = counted.loc[counted["near"], "at_postcode_point"]
    assert located_by.value_counts()["postcode"] == at_postcode.sum()
    assert (located_by != "postcode").sum() == (~at_postcode).sum()


def test_hospitals_in_metres_stand_where_their_columns_say(glasgow: Workspace, official_data: Path) -> None:
    plan = _planned(official_data / HOSPITALS_IN_METRES, glasgow)
    spots = {
        asset.name: shapely.get_coordinates(shapely.from_wkb(asset.geometry_bng))[0].tolist() for asset, _ in plan.added
    }
    # As columns x and y of the file have them, read there by eye.
    assert spots["Glasgow Royal Infirmary"] == [260_185, 665_688]
    assert spots["Glasgow Dental Hospital"] == [258_322, 665_974]
    assert spots["Lightburn Hospital"] == [264_560, 665_171]
    columns = _original(official_data / HOSPITALS_IN_METRES).set_index("sitecode")[["x", "y"]].astype(float)
    for asset, _ in plan.added:
        assert spots[asset.name] == pytest.approx(columns.loc[asset.source_id].tolist(), abs=0.01)
