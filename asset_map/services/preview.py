"""What will the public see of a draft? The door answers, not the form."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from asset_map.domain.asset import AssetDraft, ReviewState
from asset_map.domain.protection import Audience
from asset_map.language import gettext as _
from asset_map.services.field_words import field_words, value_words
from asset_map.services.making import Maker
from asset_map.services.workspace import Workspace
from asset_map.store import seen_by


@dataclass(frozen=True)
class PublicView:
    """What the public would see of a draft once it is published.

    Parameters
    ----------
    shown
        Whether they would see it at all.
    fields
        Label and words of each field that is shown and filled, in the order of a record.
    place_words
        How closely they would see where it is.
    """

    shown: bool
    fields: tuple[tuple[str, str], ...]
    place_words: str


def public_view(draft: AssetDraft, workspace: Workspace, *, now: dt.datetime) -> PublicView | None:
    """Return what the public would see of a draft.

    Parameters
    ----------
    draft
        As typed so far.
    workspace
        The area.
    now
        The moment, with its time zone.

    Returns
    -------
    PublicView or None
        None while there is something to mend first.
    """
    maker = Maker(workspace.geography, workspace.prepared, workspace.classification, now=now, actor="")
    asset = maker.make([draft])[0].asset
    if asset is None:
        return None
    published = replace(asset, review_state=ReviewState.PUBLISHED)
    seen = seen_by(published, Audience.PUBLIC, zone_system=workspace.geography.system.id)
    if not seen:
        return PublicView(shown=False, fields=(), place_words=_("Nothing of it, and it is in no count."))
    return PublicView(
        shown=True, fields=tuple(shown_fields(seen, workspace)), place_words=_place_words(seen, workspace)
    )


def shown_fields(seen: Mapping[str, Any], workspace: Workspace) -> Iterator[tuple[str, str]]:
    """Yield label and words of each field that is filled, in the order of a record.

    Parameters
    ----------
    seen
        Fields by name, as an audience sees them.
    workspace
        The area.

    Yields
    ------
    tuple of str
        Label, words.
    """
    for name, label in field_words().items():
        if name in seen and (words := value_words(name, seen[name], workspace.classification)):
            yield label, words


def _place_words(seen: Mapping[str, Any], workspace: Workspace) -> str:
    if seen["geometry"] is not None:
        return _("Exactly where it is.")
    if pd.isna(seen["zone_code"]):
        return _("No place at all.")
    name = workspace.geography.zones_bng.at[seen["zone_code"], "zone_name"]
    return _("That it is somewhere in {zone}, not where.").format(zone=name)
