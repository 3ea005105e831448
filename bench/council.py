"""What many people of one council do at once, for `bench.killed_writers`, `bench.many_writers` and the tests of both.

The demo town's files are installed as a real area, so that it may lie on PostgreSQL. A write says what it is about to
do, does it through the services, and says what was kept: whoever listens knows what was promised.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image

from asset_map.domain.asset import Asset, AssetDraft
from asset_map.domain.contribution import Contribution, ContributionDraft
from asset_map.domain.coverage import LookDraft
from asset_map.domain.mapping_session import MappingSession, Participant
from asset_map.domain.permission import everything
from asset_map.domain.protection import Audience
from asset_map.services.as_draft import as_draft
from asset_map.services.change import Changed, Conflict, change
from asset_map.services.geography import AreaFiles, add_geography
from asset_map.services.photos import add_photo
from asset_map.services.record import Recorded, record
from asset_map.services.record_looks import LooksRecorded, record_looks
from asset_map.services.sessions.contribute import contribute
from asset_map.services.sessions.joining import join
from asset_map.services.sessions.opening import open_session
from asset_map.services.sessions.prepare import prepare
from asset_map.services.sessions.session_draft import SessionDraft
from asset_map.services.workspace import Workspace, open_workspace
from asset_map.settings import Settings, bundled, read_settings

ME = everything("bench")
STAFF = Audience.STAFF
SHARED = 8
"""Records that everybody changes."""

MOST_TRIES = 200
"""After so many changes of others in between somebody gives up; people would long before."""


@dataclass(frozen=True)
class Council:
    """An area with a session under way.

    Parameters
    ----------
    settings
        Where it is.
    session_id, code
        The session, and the code that phones join with.
    shared
        Ids of the records that everybody changes.
    """

    settings: Settings
    session_id: str
    code: str
    shared: tuple[str, ...]


def make_council(home: Path, database_url: str) -> Council:
    """Install the demo town as a real area, with a few records and an open session.

    Parameters
    ----------
    home, database_url
        Empty ones.

    Returns
    -------
    Council
        Its store is closed.
    """
    settings = read_settings(home, database_url)
    town, now = bundled("data/demo"), moment()
    files = AreaFiles(town / "boundaries.geojson", [town / "deprivation.csv"], [town / "postcodes.csv"])
    add_geography(files, settings, now=now, actor=ME, progress=lambda _: None)
    workspace = open_workspace(settings)
    shared = tuple(f"shared-{number}" for number in range(SHARED))
    for asset_id in shared:
        kept = record(a_draft(asset_id, workspace), workspace, now=now, actor=ME, asset_id=asset_id)
        if not isinstance(kept, Recorded):
            raise TypeError(kept)
    made = prepare(
        SessionDraft(title="Many people", place="A hall", held_on=f"{now:%Y-%m-%d}", glance_first=False),
        workspace,
        now=now,
        actor=ME,
    )
    if not isinstance(made, MappingSession):
        raise TypeError(made)
    session = open_session(made, workspace, now=now, actor=ME)
    workspace.store.close()
    return Council(settings, session.session_id, session.code, shared)


def moment() -> dt.datetime:
    """Return the moment."""
    return dt.datetime.now(dt.UTC)


def a_draft(key: str, workspace: Workspace) -> AssetDraft:
    """Return a record somewhere in the town that can be kept."""
    postcodes = workspace.geography.postcodes.index
    postcode = str(postcodes[sum(key.encode()) % len(postcodes)])
    return AssetDraft(
        name=f"Hall {key}",
        kind="place",
        offers=("meet",),
        postcode=postcode,
        summary=f"Written as {key}",
        capacity="1",
        capacity_unit="people",
    )


def joined(council: Council, workspace: Workspace) -> Participant:
    """Let one more phone into the session."""
    session = workspace.store.mapping_session(council.session_id)
    if session is None:
        raise LookupError(council.session_id)
    return join(session, "en", workspace, now=moment()).participant


def record_one(key: str, workspace: Workspace) -> Asset:
    """Keep a record under an id."""
    kept = record(a_draft(key, workspace), workspace, now=moment(), actor=ME, asset_id=key)
    if not isinstance(kept, Recorded):
        raise TypeError(kept)
    return kept.asset


def count_up(asset_id: str, key: str, workspace: Workspace, *, told: Callable[[], object] = lambda: None) -> Asset:
    """Add one to a number in a record that others change too, as people do: read, type, save; when told, look again."""
    for _try in range(MOST_TRIES):
        stored = workspace.store.asset(asset_id)
        draft = replace(as_draft(stored), capacity=str((stored.capacity or 0) + 1))
        done = change(
            asset_id, version=stored.version, draft=draft, workspace=workspace, now=moment(), actor=ME, reason=key
        )
        if isinstance(done, Changed):
            return done.asset
        if not isinstance(done, Conflict):
            raise TypeError(done)
        told()
    message = f"{asset_id} was changed by others {MOST_TRIES} times in a row."
    raise RuntimeError(message)


def look_one(key: str, workspace: Workspace) -> tuple[int, ...]:
    """Keep that somebody looked."""
    codes = workspace.geography.zones_bng.index
    zone = str(codes[sum(key.encode()) % len(codes)])
    day = f"{moment():%Y-%m-%d}"
    draft = LookDraft(zone_code=zone, offer="meet", result="found", method="walkabout", looked_on=day, looked_by=key)
    done = record_looks([draft], workspace, now=moment(), actor=ME)
    if not isinstance(done, LooksRecorded):
        raise TypeError(done)
    return tuple(done.added)


def say_one(contribution_id: str, words: str, phone: Participant, workspace: Workspace) -> Contribution:
    """Keep what somebody says by phone."""
    draft = ContributionDraft(contribution_id=contribution_id, kind="idea", words=words, place="B2", language="en")
    done = contribute(draft, phone, workspace, now=moment())
    if not isinstance(done, Contribution):
        raise TypeError(done)
    return done


def show_one(asset_id: str, key: str, workspace: Workspace) -> str:
    """Add a photo to a record, and return its id."""
    return add_photo(asset_id, a_photo(key), f"Photo {key}", workspace, now=moment(), actor=ME).photo_id


def a_photo(key: str) -> bytes:
    """Return a JPEG that no other key gives."""
    pixels = np.random.default_rng(sum(256**n * byte for n, byte in enumerate(key.encode()))).integers(
        0, 256, (48, 64, 3), dtype=np.uint8
    )
    out = BytesIO()
    Image.fromarray(pixels).save(out, "JPEG", quality=90)
    return out.getvalue()


def new_key() -> str:
    """Return an id as phones and forms make them up."""
    return uuid.uuid4().hex
