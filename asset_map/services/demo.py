"""The demo town: fictional, made from the files in ``data/demo``, with a store of its own."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
from filelock import FileLock

from asset_map.domain.asset import Asset, AssetDraft, ReviewState
from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.coverage import Look, LookMethod, LookResult
from asset_map.domain.links import Link, Relation
from asset_map.domain.permission import Grant, Rights, Role, everything
from asset_map.geography.catalogue import Catalogue
from asset_map.geography.installed import Geography, install_geography, open_geography
from asset_map.intake.drafts import drafts_from, fields_of
from asset_map.intake.tables import PlacesTable, read_places
from asset_map.services.demo_sessions import add_demo_sessions
from asset_map.services.making import Maker
from asset_map.services.people.inviting import Invitation, invite
from asset_map.services.people.known import DEMO_PEOPLE, demo_token
from asset_map.services.workspace import Workspace, assemble, make_home, the_catalogue
from asset_map.settings import Settings, bundled

TOWN_NAME = "Inverfable"
ACTOR = everything("demo")
DEMO_ROLES = (Role.CONNECTOR, Role.FACILITATOR, Role.PLANNER, Role.REVIEWER)
"""What anybody may try; a steward could set up a real area, and is let in by who starts the server."""

SOURCE = "The demo town's own list (fictional)"


def open_demo(settings: Settings, *, now: dt.datetime) -> Workspace:
    """Open the demo town, making it first when it is not there.

    Parameters
    ----------
    settings
        The town lives in a folder of its own in this home, with a SQLite store of its own: what is tried out there
        never mixes with real records.
    now
        The time; the town's dates are counted back from it.

    Returns
    -------
    Workspace
        The fictional town.
    """
    home = settings.home / "demo"
    database_url = f"sqlite:///{home / 'asset-map.db'}"
    demo = replace(settings, home=home, database_url=database_url, classification_file=None)
    catalogue = the_catalogue()
    make_home(demo)
    with FileLock(home / "making.lock"):
        geography = open_geography(demo.geography_folder, catalogue=catalogue)
        if geography is None or geography.network is None:
            geography = _install(demo, catalogue, now=now)
        workspace = assemble(demo, geography, catalogue)
        _fill(workspace, now=now)
        add_demo_sessions(workspace, now=now, actor=ACTOR)
        _let_in(workspace, now=now)
    return workspace


def _install(settings: Settings, catalogue: Catalogue, *, now: dt.datetime) -> Geography:
    town = bundled("data/demo")
    # The town's streets are no more from OpenStreetMap than the town is: they need no credit.
    walking = replace(catalogue.walking, attribution="") if catalogue.walking else None
    install_geography(
        settings.geography_folder,
        catalogue=replace(catalogue, walking=walking),
        boundaries=town / "boundaries.geojson",
        deprivation=[town / "deprivation.csv"],
        postcodes=[town / "postcodes.csv"],
        area_name=TOWN_NAME,
        context=town / "streets.geojson",
        network=town / "paths.osm",
        now=now,
        progress=lambda _: None,
    )
    geography = open_geography(settings.geography_folder, catalogue=catalogue)
    if geography is None:
        raise RuntimeError("The demo town was installed and cannot be opened.")
    return geography


def _fill(workspace: Workspace, *, now: dt.datetime) -> None:
    """Record the town's assets, looks and links, whichever of them is not there yet."""
    town = bundled("data/demo")
    if workspace.store.version() == 0:
        assets = _assets(town / "assets.csv", workspace, now=now)
        workspace.store.add_assets(assets, event=AuditEvent(at=now, actor=ACTOR.name, action=Action.IMPORTED))
    if workspace.store.version() == 1:
        looks = _looks(town / "coverage.csv", today=now.date())
        workspace.store.add_looks(looks, event=AuditEvent(at=now, actor=ACTOR.name, action=Action.LOOKED))
    if workspace.store.version() == 2:
        links = _links(town / "links.csv", workspace)
        workspace.store.add_links(links, event=AuditEvent(at=now, actor=ACTOR.name, action=Action.LINKED))


def _let_in(workspace: Workspace, *, now: dt.datetime) -> None:
    """Let anybody try the screens of staff as one of two made-up connectors: nothing in this town is real."""
    rights = Rights(grants=tuple(Grant(role=role) for role in DEMO_ROLES), sees_protected=True)
    known = {person.name: person.grants for person in workspace.store.people()}
    for name in DEMO_PEOPLE:
        if workspace.store.who_left(name) is None and set(known.get(name, ())) != set(rights.grants):
            freely = Invitation(days=None, keep_signed_in=True, token=demo_token(name))
            invite(name, workspace, now=now, actor=ACTOR, rights=rights, invitation=freely)


def _assets(path: Path, workspace: Workspace, *, now: dt.datetime) -> list[Asset]:
    table = read_places(path)
    drafts = _drafts(table, today=now.date())
    maker = Maker(
        workspace.geography,
        workspace.prepared,
        workspace.classification,
        now=now,
        actor=ACTOR.name,
        new_id=_repeatable_ids(),
    )
    assets = []
    for made, row in zip(maker.make(drafts), table.rows.to_dict("records"), strict=True):
        if made.asset is None:
            raise RuntimeError(f"The demo town has a record that cannot be kept: {made.draft.name}: {made.problems}")
        words = {column: row[column] for column in ("story", "own_words", "own_words_language")}
        assets.append(replace(made.asset, review_state=ReviewState(row["review_state"]), **words))
    return assets


def _drafts(table: PlacesTable, *, today: dt.date) -> list[AssetDraft]:
    days_ago = pd.to_timedelta(table.rows["last_checked_days_ago"].astype("int64"), unit="D")
    checked = (pd.Timestamp(today) - days_ago).dt.strftime("%Y-%m-%d")
    fields = fields_of(PlacesTable(table.rows.assign(last_checked=checked)))
    source = {"source": SOURCE, "licence": "None needed: all of it is made up"}
    return drafts_from(fields, defaults=source)


def _looks(path: Path, *, today: dt.date) -> list[Look]:
    return [
        Look(
            zone_code=row["zone_code"],
            offer=row["offer"],
            result=LookResult(row["result"]),
            method=LookMethod(row["method"]),
            looked_on=today - dt.timedelta(days=int(row["looked_days_ago"])),
            looked_by=row["looked_by"],
        )
        for row in read_places(path).rows.to_dict("records")
    ]


def _links(path: Path, workspace: Workspace) -> list[Link]:
    asset_id = workspace.store.source_keys(SOURCE)
    new_id = _repeatable_ids()
    return [
        Link(
            link_id=new_id(),
            from_id=asset_id[row["from_source_id"]],
            relation=Relation(row["relation"]),
            to_id=asset_id[row["to_source_id"]],
            note=row["note"],
        )
        for row in read_places(path).rows.to_dict("records")
    ]


def _repeatable_ids() -> Callable[[], str]:
    numbers = iter(range(1, 100_000))
    return lambda: uuid.uuid5(uuid.NAMESPACE_URL, f"demo-town/{next(numbers)}").hex
