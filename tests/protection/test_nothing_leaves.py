"""Ten protected records with markers: the public gets the same bytes with them as without them, by every way out.

Two stores hold the same public records. The second also holds ten that are protected: eight of which the public may
know nothing, and two of which it may know the zone; in the first store these two lie elsewhere in that zone.
"""

from __future__ import annotations

import datetime as dt
import itertools
import shutil
import struct
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import pandas as pd
import pytest
import shapely
from pyproj import Transformer

from asset_map.domain.asset import PLACELESS, Asset, LocatedBy, Precision, ReviewState
from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.coverage import Look, LookMethod, LookResult
from asset_map.domain.links import Relation
from asset_map.domain.neighbourhood import Neighbourhood, NeighbourhoodKind
from asset_map.domain.protection import Audience, Level
from asset_map.pages.components import asset_form, who
from asset_map.services import check_links, links, photos, protect, word_codes
from asset_map.services.current import DEMO_VARIABLE
from asset_map.services.workspace import Workspace, open_workspace
from asset_map.settings import read_settings
from asset_map.store import reading
from tests.conftest import NOW, TODAY
from tests.fixtures.actors import somebody
from tests.fixtures.pictures import telling_jpeg
from tests.protection.outputs import (
    Guesses,
    Output,
    command_outputs,
    paper_outputs,
    route_outputs,
    screen_outputs,
)

MARKER = "zqxmarker"
HIDDEN_ZONE = "DEMO0006"
HIDDEN_POSTCODE = "ZZ9 9QX"
AREA_ZONE = "DEMO0002"
CUTTING = "by-the-burn"
HIDDEN_PLACES_BNG = [(42_111.375 + 37.25 * number, 641_222.625 + 41.5 * number) for number in range(8)]
AREA_PLACES_BNG = [(41_333.125, 640_444.875), (41_555.375, 640_666.625)]
EVENT = AuditEvent(at=NOW, actor="test", action=Action.RECORDED)


def _texts(number: int) -> dict[str, str]:
    words = {
        name: f"{MARKER}{number} {name}" for name, field in Asset.__dataclass_fields__.items() if field.type == "str"
    }
    return words | {"kind": "place", "asset_id": f"{MARKER}{number}", "postcode": HIDDEN_POSTCODE, "merged_into": ""}


def _asset(point_bng: tuple[float, float], zone: str, **fields: object) -> Asset:
    plain = Asset(
        asset_id="",
        name="",
        kind="place",
        offers=("food", "safety"),
        geometry_bng=shapely.to_wkb(shapely.Point(point_bng)),
        precision=Precision.EXACT,
        located_by=LocatedBy.MAP,
        zones={"demo": zone},
        recorded_by="",
        recorded_at=NOW,
        last_checked=TODAY,
    )
    return replace(plain, **fields)


KINDS = ("place", "institution")
"""Land and buildings are not in every feed, services are."""


def hidden_records() -> list[Asset]:
    """Return the eight of which the public may know nothing."""
    states = [state for state in ReviewState if state is not ReviewState.PUBLISHED]
    protected = [
        {"protection": Level.PARTNERS},
        {"protection": Level.PARTNERS, "contact_agreed": True},
        {"protection": Level.UNMAPPED, **PLACELESS, "located_by": None, "precision": Precision.NONE},
        *({"review_state": state} for state in states),
    ]
    places = iter(HIDDEN_PLACES_BNG)
    return [
        _asset(next(places), HIDDEN_ZONE, **_texts(number) | {"kind": KINDS[number % 2]} | fields)
        for number, fields in enumerate(protected, start=1)
    ]


def area_records(*, marked: bool) -> list[Asset]:
    """Return the two of which the public may know the zone, with markers where it may not look, or without."""
    inside = {"protection": Level.AREA, "kind": "association"}
    secret = {
        name: value for name, value in _texts(9).items() if name in {"address", "postcode", "uprn", "recorded_by"}
    }
    secret |= {"protection_reason": f"{MARKER}9 reason", "contact_person": f"{MARKER}9 person", "source_id": ""}
    words = {"address": "1 Plain Street", "postcode": "ZZ1 1AB", "recorded_by": "somebody"}
    places = AREA_PLACES_BNG if marked else [(41_700.0, 640_200.0), (41_200.0, 640_800.0)]
    return [
        _asset(
            place,
            AREA_ZONE,
            asset_id=f"area{number}",
            name=f"Walking group {number}",
            **inside | (secret if marked else words),
        )
        for number, place in enumerate(places)
    ]


def public_records() -> list[Asset]:
    """Return records that everybody may see."""
    return [
        _asset((40_500.0, 640_500.0), "DEMO0001", asset_id="open1", name="Soup kitchen", postcode="ZZ1 1AA"),
        _asset(
            (41_500.0, 641_500.0),
            "DEMO0005",
            asset_id="open2",
            name="Food bank",
            kind="institution",
            summary="Open to all",
        ),
    ]


def older_looks() -> list[Look]:
    """Return looks that everybody may know of: a list said of these zones that nothing is there."""
    return [
        Look(
            zone_code=zone,
            offer="food",
            result=LookResult.NONE,
            method=LookMethod.DESK,
            looked_on=TODAY - dt.timedelta(days=90),
            looked_by="somebody",
        )
        for zone in ("DEMO0003", "DEMO0004", HIDDEN_ZONE)
    ]


def looks() -> list[Look]:
    """Return a look that would tell that something is hidden, itself or by the going of an older one."""
    plain = Look(
        zone_code=HIDDEN_ZONE,
        offer="food",
        result=LookResult.FOUND,
        method=LookMethod.WALKABOUT,
        looked_on=TODAY - dt.timedelta(days=3),
        looked_by=MARKER,
    )
    return [plain]


def cutting() -> Neighbourhood:
    """Return a neighbourhood whose outline goes between where the area records lie with markers and without."""
    outline = shapely.box(40_000, 640_000, 41_600, 640_700)
    return Neighbourhood(
        neighbourhood_id=CUTTING, name="By the burn", kind=NeighbourhoodKind.DRAWN, shape_bng=shapely.to_wkb(outline)
    )


Pair = tuple[Workspace, Workspace]
"""The store without the protected records, and the one with them."""


@pytest.fixture(scope="session")
def twins(tiny_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """Fill the two stores."""
    opened = []
    for name in ("without", "with"):
        home = tmp_path_factory.mktemp(name) / "home"
        shutil.copytree(tiny_home, home)
        workspace = open_workspace(read_settings(home, f"sqlite:///{home / 'asset-map.db'}"))
        workspace.store.add_assets([*public_records(), *area_records(marked=name == "with")], event=EVENT)
        workspace.store.add_looks(older_looks(), event=EVENT)
        workspace.store.keep_neighbourhoods([cutting()], event=EVENT)
        if name == "with":
            workspace.store.add_assets(hidden_records(), event=EVENT)
            workspace.store.add_looks(looks(), event=EVENT)
            _add_what_hangs_on_them(workspace)
            _add_what_was_open(workspace)
        opened.append(workspace)
    yield opened[0], opened[1]
    for workspace in opened:
        workspace.store.close()


def _add_what_hangs_on_them(workspace: Workspace) -> None:
    """Give protected records photos, links to a public one, a proposal, an organisation's link and a mapping."""
    for asset_id in (f"{MARKER}1", f"{MARKER}4", "area0"):
        photos.add_photo(asset_id, telling_jpeg(), f"{MARKER} door", workspace, now=NOW, actor=somebody(MARKER))
    links.link("open1", Relation.FUNDS, f"{MARKER}1", workspace, note=MARKER, now=NOW, actor=somebody(MARKER))
    links.link(f"{MARKER}2", Relation.RUNS, "open2", workspace, note=MARKER, now=NOW, actor=somebody(MARKER))
    protect.propose_lowering(
        f"{MARKER}1", Level.AREA, reason=MARKER, workspace=workspace, now=NOW, actor=somebody(MARKER)
    )
    check_links.make_check_link(f"{MARKER}1", workspace=workspace, now=NOW, actor=somebody(MARKER))
    arts = word_codes.Codes(offers=("arts",))
    plan = word_codes.plan_mapping([f"{MARKER}2"], arts, workspace)
    word_codes.apply_mapping(plan, arts, workspace, reason=MARKER, now=NOW, actor=somebody(MARKER))


def _add_what_was_open(workspace: Workspace) -> None:
    """Have a record that was public once, and move one of which the public may know the zone inside that zone."""
    raised = _asset((42_400.5, 641_300.25), HIDDEN_ZONE, **_texts(11))
    # The first of all records: nobody may be told that records began that day.
    workspace.store.add_assets([raised], event=replace(EVENT, at=NOW - dt.timedelta(days=3)))
    seen = replace(looks()[0], offer="safety", looked_on=TODAY)
    workspace.store.add_looks([seen], event=EVENT)
    hidden = replace(workspace.store.asset(raised.asset_id), protection=Level.PARTNERS)
    group = workspace.store.asset("area0")
    moved = replace(group, geometry_bng=shapely.to_wkb(shapely.Point(41_250.625, 640_750.375)))
    for asset in (hidden, moved):
        workspace.store.change_asset(asset, event=replace(EVENT, at=NOW + dt.timedelta(days=2), action=Action.CHANGED))


@pytest.fixture
def guesses(twins: Pair) -> Guesses:
    """Return what somebody would try who wants to know what is hidden, even if they had seen the ids."""
    ids = [
        photo.photo_id
        for asset_id in (f"{MARKER}1", "area0")
        for photo in photos.photos_of(asset_id, twins[1], audience=Audience.STAFF, today=TODAY)
    ]
    words = [MARKER, HIDDEN_POSTCODE, HIDDEN_ZONE, "safety"]
    return Guesses(
        words,
        [f"{MARKER}1", "area0", *ids],
        "food",
        [HIDDEN_ZONE, AREA_ZONE, CUTTING, "zones-tiny-town"],
        str(TODAY + dt.timedelta(days=1)),
    )


def _look_at(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSET_MAP_HOME", str(workspace.settings.home))
    monkeypatch.setenv("ASSET_MAP_DATABASE_URL", workspace.settings.database_url)
    monkeypatch.setenv(DEMO_VARIABLE, "0")
    monkeypatch.setattr(asset_form, "owner", lambda: "")
    monkeypatch.setattr(who, "staff_cookie", lambda: "")
    # Every command would open the area and measure it anew.
    monkeypatch.setattr("asset_map.services.workspace.open_workspace", lambda _: workspace)
    numbers = itertools.count()  # screens give their forms random ids; these are the same in both stores
    monkeypatch.setattr(uuid, "uuid4", lambda: uuid.UUID(int=next(numbers)))


def _secrets() -> list[bytes]:
    """Return what no byte of an output may hold, in the spellings that outputs use."""
    degrees = Transformer.from_crs(27700, 4326, always_xy=True)
    secrets = [MARKER.encode(), HIDDEN_POSTCODE.encode(), HIDDEN_POSTCODE.replace(" ", "").encode()]
    for x, y in [*HIDDEN_PLACES_BNG, *AREA_PLACES_BNG, (42_400.5, 641_300.25), (41_250.625, 640_750.375)]:
        longitude, latitude = degrees.transform(x, y)
        secrets += [f"{number:.3f}".encode() for number in (x, y)]
        secrets += [f"{number:.5f}"[:-1].encode() for number in (longitude, latitude)]
        secrets += [struct.pack("<d", number) for number in (x, y)]
    return secrets


def _compare(without: list[Output], with_hidden: list[Output]) -> None:
    assert len(without) > 5
    secrets = _secrets()
    told = [
        (name, secret)
        for name, data in with_hidden
        for secret in secrets
        if secret.lower() in data.lower() and secret.lower() not in name.lower().encode()
    ]
    assert told == []
    plain = dict(without)
    assert [name for name, _ in without] == [name for name, _ in with_hidden]
    assert [name for name, data in with_hidden if data != plain[name]] == []


def _outputs(workspace: Workspace, find: Callable[[pytest.MonkeyPatch], Iterator[Output]]) -> list[Output]:
    with pytest.MonkeyPatch.context() as patched:
        _look_at(workspace, patched)
        return list(find(patched))


def _in_files(
    guesses: Guesses, folder: Path, *, suffixes: Sequence[str] = ()
) -> Callable[[pytest.MonkeyPatch], Iterator[Output]]:
    folder.mkdir()
    return lambda _: command_outputs(guesses, folder, suffixes=suffixes)


@pytest.mark.parametrize("find", [route_outputs, screen_outputs], ids=["route", "screen"])
def test_no_route_and_no_screen_tells(
    twins: Pair,
    guesses: Guesses,
    find: Callable[[Guesses, pytest.MonkeyPatch], Iterator[Output]],
    caplog: pytest.LogCaptureFixture,
) -> None:
    _compare(*(_outputs(workspace, partial(find, guesses)) for workspace in twins))
    assert MARKER not in caplog.text


def test_no_paper_tells(twins: Pair, guesses: Guesses, caplog: pytest.LogCaptureFixture) -> None:
    _compare(*(_outputs(workspace, partial(paper_outputs, guesses)) for workspace in twins))
    assert MARKER not in caplog.text


def test_no_command_and_no_file_tells(
    twins: Pair, guesses: Guesses, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folders = [tmp_path / "without", tmp_path / "with"]
    _compare(
        *(_outputs(workspace, _in_files(guesses, folder)) for workspace, folder in zip(twins, folders, strict=True))
    )
    assert MARKER not in caplog.text


ENOUGH = 20
"""Outputs that are looked at to see whether an open door is noticed."""


def test_a_door_that_stands_open_is_noticed(
    twins: Pair, guesses: Guesses, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def open_door(assets: pd.DataFrame, _: Audience) -> pd.DataFrame:
        return assets.drop(columns="contact_agreed")

    for workspace in twins:
        workspace.memory.clear()
    monkeypatch.setattr(reading, "for_audience", open_door)
    outputs = []
    for workspace, name in zip(twins, ("without", "with"), strict=True):
        find = _in_files(guesses, tmp_path / name, suffixes=[".csv"])
        with pytest.MonkeyPatch.context() as patched:
            _look_at(workspace, patched)
            outputs.append(list(itertools.islice(find(patched), ENOUGH)))
    for workspace in twins:
        workspace.memory.clear()
    with pytest.raises(AssertionError, match=MARKER):
        _compare(*outputs)
