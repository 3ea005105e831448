"""Looking back is no way round protection: what may not be shown both then and now is in no output of the past."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import shapely
from starlette.applications import Starlette
from starlette.testclient import TestClient
from typer.testing import CliRunner

from asset_map.cli import app as commands
from asset_map.domain.asset import Asset, Precision, ReviewState
from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.protection import Level
from asset_map.services.current import DEMO_VARIABLE
from asset_map.services.workspace import Workspace, open_workspace
from asset_map.settings import Settings
from asset_map.web.routes import middleware, routes
from tests.fixtures.tiny_town.town import SIDE_M, SOUTH_M, WEST_M

MARKER = "zqxmarker"
NOW = dt.datetime.now(dt.UTC)
THEN = NOW - dt.timedelta(days=60)
SINCE = NOW - dt.timedelta(days=30)
LOOKED_BACK_TO = f"{THEN + dt.timedelta(days=2):%Y-%m-%d}"


def _asset(asset_id: str, x: float, y: float, **fields: object) -> Asset:
    point = shapely.Point(WEST_M + x * SIDE_M + 37.125, SOUTH_M + y * SIDE_M + 41.375)
    column, row = int(x), int(y)
    plain = Asset(
        asset_id=asset_id,
        name=asset_id,
        kind="place",
        offers=("food",),
        geometry_bng=shapely.to_wkb(point),
        precision=Precision.EXACT,
        zones={"demo": f"DEMO000{1 + column + 3 * row}"},
        recorded_by="Morag",
        recorded_at=THEN,
        last_checked=THEN.date(),
    )
    return replace(plain, **fields)


CHANGES: dict[str, tuple[dict[str, object], dict[str, object]]] = {
    "raised": ({}, {"protection": Level.PARTNERS}),
    "lowered": ({"protection": Level.PARTNERS}, {"protection": Level.PUBLIC}),
    "withdrawn": ({}, {"review_state": ReviewState.ARCHIVED}),
    "published": ({"review_state": ReviewState.SUBMITTED}, {"review_state": ReviewState.PUBLISHED}),
    "expired": ({}, {"keep_until": (NOW - dt.timedelta(days=2)).date()}),
    "reworded": ({"summary": MARKER, "phone": MARKER}, {"summary": "", "phone": ""}),
}
"""What a record was, and what it became: what the public may know of it is nothing, or for the last no old word."""


@pytest.fixture
def served(tiny_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    """Serve the tiny town with a public record in it."""
    monkeypatch.setenv("ASSET_MAP_HOME", str(tiny_settings.home))
    monkeypatch.setenv("ASSET_MAP_DATABASE_URL", tiny_settings.database_url)
    monkeypatch.setenv(DEMO_VARIABLE, "0")
    workspace = open_workspace(tiny_settings)
    workspace.store.add_assets([_asset("Kitchen", 0.25, 0.25)], event=_event(THEN))
    yield workspace
    workspace.store.close()


def _event(at: dt.datetime) -> AuditEvent:
    return AuditEvent(at=at, actor="Morag", second_actor="Iain", action=Action.CHANGED)


def _outputs(workspace: Workspace, folder: Path, *, says_now: bool) -> dict[str, bytes]:
    """Return all that the public gets of a day in the past, and, where the present is alike, of what changed since."""
    out = {}
    asked = {
        "assets.csv": ["export", "assets"],
        "coverage.csv": ["export", "coverage"],
        "measures.csv": ["measures", "--offer", "food"],
        "map.html": ["map", "--offer", "food"],
    }
    for name, words in asked.items():
        file = folder / name
        made = CliRunner().invoke(commands, [*words, "--out", str(file), "--as-of", LOOKED_BACK_TO])
        assert made.exit_code == 0, made.output
        out[name] = file.read_bytes()
    with TestClient(Starlette(routes=routes(), middleware=middleware())) as client:
        for name in ("assets.csv", "coverage.csv"):
            out[f"address of {name}"] = client.get(f"/export/{name}?as_of={LOOKED_BACK_TO}").content
            assert out[f"address of {name}"] == out[name]
        if says_now:
            out["changes"] = CliRunner().invoke(commands, ["changes", "--since", LOOKED_BACK_TO]).output.encode()
            out["profile"] = client.get(f"/neighbourhood/DEMO0002?since={LOOKED_BACK_TO}").content
    return out


@pytest.mark.parametrize("change", list(CHANGES))
def test_nothing_of_the_past_tells_what_may_not_be_shown_then_and_now(
    served: Workspace, tmp_path: Path, change: str
) -> None:
    before, after = CHANGES[change]
    is_known_now = change in {"lowered", "published", "reworded"}
    without = {} if change == "reworded" else _outputs(served, tmp_path, says_now=not is_known_now)
    marked = _asset(f"{MARKER}1" if change != "reworded" else "Baths", 1.25, 0.25, **before)
    served.store.add_assets([marked], event=_event(THEN))
    kept = served.store.asset(marked.asset_id)
    served.store.change_asset(replace(kept, **after), event=_event(SINCE))
    served.memory.clear()
    told = _outputs(served, tmp_path, says_now=True)
    if not is_known_now:
        assert [name for name, data in told.items() if MARKER.encode() in data] == []
        assert told == without
    elif change == "reworded":
        assert [name for name, data in told.items() if MARKER.encode() in data] == []
        assert b"Baths" in told["assets.csv"]
    else:
        of_the_past = {name: told[name] for name in without}
        assert [name for name, data in of_the_past.items() if MARKER.encode() in data] == []
        assert of_the_past == without
