"""What does the room see of what was said?"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from asset_map.domain.contribution import Contribution, ContributionKind, RoomPlace, room_place, room_sees
from asset_map.domain.mapping_session import MappingSession
from asset_map.domain.protection import Audience, Level, starting_level
from asset_map.geography.coordinates import degrees_to_metres, shapes_in_degrees
from asset_map.services.workspace import Workspace

DECIMALS = 6

STRENGTHS_FIRST = (
    ContributionKind.ASSET,
    ContributionKind.STORY,
    ContributionKind.IDEA,
    ContributionKind.NOTHING_HERE,
)


@dataclass(frozen=True, kw_only=True)
class RoomItem:
    """One thing that was said, as the room sees it: without who said it.

    Parameters
    ----------
    contribution_id
        By which it is hidden, or said to matter.
    kind, words, language
        What it is, as said, and in which language.
    asset_kind, offers
        Codes of the vocabulary.
    square
        The square of the grid it is in; empty beside the grid and without a place.
    shape
        GeoJSON geometry in degrees, EPSG:4326, as finely as the room may see it; None without a place.
    matters
        To how many it matters.
    about_id
        The contribution it is another view of; empty for none.
    number
        Of its last change.
    room_number
        By which people in the room point to it, on the list and on the map: it counts from 1 in the order in which the
        room came to see things. 0 beside a room.
    """

    contribution_id: str
    kind: ContributionKind
    words: str
    language: str
    asset_kind: str
    offers: tuple[str, ...]
    square: str
    shape: str | None
    matters: int
    about_id: str
    number: int
    room_number: int = 0


@dataclass(frozen=True)
class Room:
    """What a room sees.

    Parameters
    ----------
    items
        Strengths first, then the latest first.
    mark
        Another one when the room sees something else, and only then: numbers that count everything that was said would
        tell how much is hidden.
    """

    items: tuple[RoomItem, ...]
    mark: str


def level_of(contribution: Contribution, workspace: Workspace) -> Level:
    """Return the protection that a record of a contribution would start with.

    Parameters
    ----------
    contribution
        What was said.
    workspace
        The area.

    Returns
    -------
    Level
        By its kind and its words; ``area`` where nobody said what kind of asset it is.
    """
    scheme = workspace.classification
    kind = scheme.kinds.get(contribution.asset_kind)
    is_place = contribution.kind is not ContributionKind.ASSET
    start = kind.starting_level if kind else (Level.PUBLIC if is_place else Level.AREA)
    return starting_level(start, (contribution.words, contribution.place), scheme.sensitive_words)


def the_room(session: MappingSession, workspace: Workspace) -> Room:
    """Return what the room sees.

    Parameters
    ----------
    session
        Whose.
    workspace
        The area.

    Returns
    -------
    Room
        Nothing that is hidden, taken back, not for publishing, or still to be looked at; and nothing that became a
        record of which the public may know nothing.
    """
    records = workspace.store.records_seen(session.session_id, Audience.PUBLIC)
    news = workspace.store.news(session.session_id)
    key = ("room", session.session_id, session.version, news, tuple(sorted(records.items())))
    return workspace.remember(key, lambda: _seen(session, records, workspace), follows_store=False)


def _mark(items: Sequence[RoomItem]) -> str:
    told = [replace(one, number=0) for one in items]
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def public_level(contribution: Contribution, records: Mapping[str, Level], workspace: Workspace) -> Level | None:
    """Return how far something that was said is protected: by what it is, and by what became of it.

    Parameters
    ----------
    contribution
        What was said.
    records
        The level of each record that the public may know of, by id.
    workspace
        The area.

    Returns
    -------
    Level or None
        None where it became a record of which the public may know nothing.
    """
    level = level_of(contribution, workspace)
    if not contribution.asset_id:
        return level
    if contribution.asset_id not in records:
        return None
    return max(level, records[contribution.asset_id], key=lambda one: one.strength)


def item_of(contribution: Contribution, session: MappingSession, workspace: Workspace, *, matters: int = 0) -> RoomItem:
    """Return a contribution as a room would see it; whether it may is another question.

    Parameters
    ----------
    contribution, session
        What was said, and where.
    workspace
        The area.
    matters
        To how many it matters.

    Returns
    -------
    RoomItem
        With its place no finer than the room may see it.
    """
    return _item(contribution, session, level_of(contribution, workspace), matters=matters)


def _item(
    contribution: Contribution, session: MappingSession, level: Level, *, matters: int, room_number: int = 0
) -> RoomItem:
    square, shape = _place(contribution, session, level)
    return RoomItem(
        contribution_id=contribution.contribution_id,
        kind=contribution.kind,
        words=contribution.words,
        language=contribution.language,
        asset_kind=contribution.asset_kind,
        offers=contribution.offers,
        square=square,
        shape=shape,
        matters=matters,
        about_id=contribution.about_id,
        number=contribution.number,
        room_number=room_number,
    )


def square_of(contribution: Contribution, session: MappingSession) -> str:
    """Return the square of the grid that a contribution lies in, for whoever sent it.

    Parameters
    ----------
    contribution, session
        What was said, and where.

    Returns
    -------
    str
        For instance ``C4``; empty beside the grid and without a place.
    """
    if contribution.geometry_bng is None:
        return ""
    point = shapely.point_on_surface(shapely.from_wkb(contribution.geometry_bng))
    return session.grid.square_at(point.x, point.y) or ""


def _seen(session: MappingSession, records: Mapping[str, Level], workspace: Workspace) -> Room:
    said = [(one, public_level(one, records, workspace)) for one in workspace.store.contributions(session.session_id)]
    matters = workspace.store.matters(session.session_id)
    seen = [
        (one, level)
        for one, level in said
        if level is not None and room_sees(one, glance_first=session.glance_first, level=level)
    ]
    arrived = sorted((one for one, _ in seen), key=lambda one: (one.glanced_at or one.sent_at, one.contribution_id))
    numbers = {one.contribution_id: number for number, one in enumerate(arrived, start=1)}
    seen.sort(key=lambda one: (STRENGTHS_FIRST.index(one[0].kind), -_seconds(one[0].sent_at), one[0].contribution_id))
    items = tuple(
        _item(
            one,
            session,
            level,
            matters=matters.get(one.contribution_id, 0),
            room_number=numbers[one.contribution_id],
        )
        for one, level in seen
    )
    return Room(items, _mark(items))


def _seconds(moment: dt.datetime) -> float:
    return moment.timestamp()


def _place(contribution: Contribution, session: MappingSession, level: Level) -> tuple[str, str | None]:
    fineness = room_place(contribution, level)
    if contribution.geometry_bng is None or fineness is RoomPlace.NONE:
        return "", None
    shape = shapely.from_wkb(contribution.geometry_bng)
    point = shapely.point_on_surface(shape)
    square = session.grid.square_at(point.x, point.y) or ""
    if fineness is RoomPlace.SQUARE:
        bounds_m = session.grid.square_bounds_m(square)
        if bounds_m is None:
            return "", None
        shape = shapely.box(*bounds_m)
    return square, _drawn(shapely.to_wkb(shape))


@lru_cache(maxsize=10_000)  # all that a room sees is put together again whenever something new is said
def _drawn(shape_bng: bytes) -> str:
    return shapely.to_geojson(in_degrees(shapely.from_wkb(shape_bng)))


def in_degrees(shape_bng: BaseGeometry) -> BaseGeometry:
    """Return a shape as browsers draw it.

    Parameters
    ----------
    shape_bng
        In metres, EPSG:27700.

    Returns
    -------
    shapely.geometry.base.BaseGeometry
        In degrees, EPSG:4326, to a tenth of a metre.
    """
    return shapes_in_degrees(shape_bng, decimals=DECIMALS)


def in_metres(shape: BaseGeometry) -> BaseGeometry:
    """Return a shape that a browser sent, as it is kept.

    Parameters
    ----------
    shape
        In degrees, EPSG:4326.

    Returns
    -------
    shapely.geometry.base.BaseGeometry
        In metres, EPSG:27700.
    """
    transformer = degrees_to_metres()
    return shapely.transform(shape, lambda corners: np.column_stack(transformer.transform(*corners.T)))
