"""The versions that a record went through, read from what the audit keeps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from asset_map.domain.asset import Asset
from asset_map.domain.audit import AuditEvent
from asset_map.store import RecordedEvent
from asset_map.store.records import asset_from_json, next_fields


@dataclass(frozen=True)
class KeptVersion:
    """A record as it was after something was done to it.

    Parameters
    ----------
    event
        Who did what, when and why.
    before, after
        The record before and after it; None before it was recorded. The two are alike where something beside the
        record was written, such as a photo.
    """

    event: AuditEvent
    before: Asset | None
    after: Asset


def versions_of(history: Sequence[RecordedEvent]) -> tuple[KeptVersion, ...]:
    """Return every version that a record went through.

    Parameters
    ----------
    history
        What was done to it, oldest first.

    Returns
    -------
    tuple of KeptVersion
        Oldest first.
    """
    versions: list[KeptVersion] = []
    fields: dict[str, Any] = {}
    for recorded in history:
        before = asset_from_json(fields) if fields else None
        fields = next_fields(fields, recorded.after or {})
        versions.append(KeptVersion(recorded.event, before, asset_from_json(fields)))
    return tuple(versions)


def version_of(versions: Sequence[KeptVersion], number: int) -> Asset | None:
    """Return a record as it was at one version.

    Parameters
    ----------
    versions
        As `versions_of` gives them.
    number
        The number of the version.

    Returns
    -------
    Asset or None
        None when it never had that number.
    """
    return next((one.after for one in versions if one.after.version == number), None)
