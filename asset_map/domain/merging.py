"""What does a record gain when another one of the same thing is merged into it?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from asset_map.domain.asset import Asset, Precision, ReviewState, without_place
from asset_map.domain.protection import Level

_ALONE = (
    "summary", "story", "opening_times", "cost", "who_for", "phone", "email", "web", "valued", "could_do", "accessed",
    "referral", "languages", "address", "postcode", "uprn", "keep_until",
)  # fmt: skip

TOGETHER: Mapping[str, tuple[str, ...]] = {
    **{name: (name,) for name in _ALONE},
    "geometry_bng": ("geometry_bng", "precision", "located_by", "zones"),
    "own_words": ("own_words", "own_words_language"),
    "season_from": ("season_from", "season_to"),
    "age_from": ("age_from", "age_to"),
    "capacity": ("capacity", "capacity_unit"),
    "last_checked": ("last_checked", "checked_how"),
    "contact_person": (
        "contact_person", "consent_for", "consent_wording", "consent_given_on", "consent_until", "consent_withdrawn_on",
    ),
}  # fmt: skip
"""Fields that fill empty ones, each with those that mean nothing without it."""

ADDED = ("name", "offers", "access_features")
"""Fields that add to what stands there: another name, further offers, what was asked about access."""

_ADDS_TO = {"name": "also_known_as"}

PLACE_FIELDS = frozenset({"geometry_bng", "address", "postcode", "uprn"})
"""Fields that tell where it is."""


@dataclass(frozen=True, kw_only=True)
class KeptSource:
    """Where a record, or one that was merged into it, comes from.

    Parameters
    ----------
    from_asset_id
        The record that brought the source.
    source, source_id, licence
        The list it comes from, its key there, and that list's licence.
    recorded_by, recorded_at
        Who and when.
    """

    from_asset_id: str
    source: str
    source_id: str
    licence: str
    recorded_by: str
    recorded_at: dt.datetime


def stronger(one: Level, other: Level) -> Level:
    """Return the level that protects more.

    Parameters
    ----------
    one, other
        Two levels.

    Returns
    -------
    Level
        Merging never lowers a protection, so this is what the kept record gets.
    """
    return max(one, other, key=lambda level: level.strength)


def fillers(kept: Asset, other: Asset) -> tuple[str, ...]:
    """Return the fields in which a record gains something when another one is merged into it.

    Parameters
    ----------
    kept, other
        The record that stays, and the one that is merged into it.

    Returns
    -------
    tuple of str
        Names of fields that can be taken: empty ones that the other fills, and those that it adds to. Nothing that
        tells a place where the merged record may not have one.
    """
    may_be_placed = stronger(kept.protection, other.protection) is not Level.UNMAPPED
    filled = [
        name
        for name, fields in TOGETHER.items()
        # How a place was found may still be told where the place itself is not kept.
        if _stands(other, name)
        and not any(_stands(kept, field) for field in fields[: 1 if name in PLACE_FIELDS else None])
    ]
    added = [name for name in ADDED if _with_added(kept, other, name) != kept]
    return tuple(name for name in (*added, *filled) if may_be_placed or name not in PLACE_FIELDS)


def merged(kept: Asset, other: Asset, take: Collection[str]) -> Asset:
    """Return a record with what it takes from another one.

    Parameters
    ----------
    kept, other
        The record that stays, and the one that is merged into it.
    take
        Names of fields, out of `fillers`.

    Returns
    -------
    Asset
        All else stands as it stood, but for the protection: it is the stronger of both.
    """
    values: dict[str, Any] = {
        field: getattr(other, field) for name in TOGETHER if name in take for field in TOGETHER[name]
    }
    asset = replace(kept, **values)
    for name in ADDED:
        if name in take:
            asset = _with_added(asset, other, name)
    return _protected(asset, other)


def merged_away(other: Asset, kept: Asset, *, reason: str) -> Asset:
    """Return a record as it is once it is merged into another one.

    Parameters
    ----------
    other, kept
        The record that is merged away, and the one that stays.
    reason
        Why.

    Returns
    -------
    Asset
        Archived, with all its words; without its place where the record that stays may have none, as it would tell the
        same place.
    """
    away = replace(other, review_state=ReviewState.ARCHIVED, review_reason=reason, merged_into=kept.asset_id)
    return _protected(away, kept) if kept.protection is Level.UNMAPPED else away


def parted(now: Asset, before: Asset, after: Asset, taken: Collection[str]) -> Asset:
    """Return a record without what it took from another one, but for what somebody has changed since.

    Parameters
    ----------
    now
        As it is kept.
    before, after
        As it was before and after the merge.
    taken
        The fields that it took.

    Returns
    -------
    Asset
        With the protection of now: a merge that is undone lowers none.
    """
    fields = [field for name in taken for field in TOGETHER.get(name, (_ADDS_TO.get(name, name),))]
    unchanged = [field for field in fields if getattr(now, field) == getattr(after, field)]
    return replace(now, **{field: getattr(before, field) for field in unchanged})


def _protected(asset: Asset, other: Asset) -> Asset:
    level = stronger(asset.protection, other.protection)
    if level is asset.protection:
        return asset
    protected = replace(
        asset,
        protection=level,
        protection_reason=other.protection_reason,
        protection_set_by=other.protection_set_by,
    )
    return without_place(protected) if level is Level.UNMAPPED else protected


def _stands(asset: Asset, field: str) -> bool:
    value = getattr(asset, field)
    return value is not Precision.NONE and value is not None and value not in ("", (), {})


def _with_added(asset: Asset, other: Asset, name: str) -> Asset:
    if name == "offers":
        return replace(asset, offers=tuple(dict.fromkeys((*asset.offers, *other.offers))))
    if name == "access_features":
        return replace(asset, access_features={**other.access_features, **asset.access_features})
    said = {one.strip().casefold() for one in (asset.name, *asset.also_known_as.split(";"))}
    names = [asset.also_known_as] if asset.also_known_as.strip() else []
    for another in (other.name, *other.also_known_as.split(";")):
        if another.strip() and another.strip().casefold() not in said:
            names.append(another.strip())
            said.add(another.strip().casefold())
    return replace(asset, also_known_as="; ".join(names))
