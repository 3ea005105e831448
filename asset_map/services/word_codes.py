"""How are codes given to people's own words, for many records at once, and taken back?

The words are never changed: only kinds and offers are, with a reason.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import shapely

from asset_map.domain.asset import Asset, without_place
from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.permission import Actor, may_map_words
from asset_map.domain.protection import Level
from asset_map.domain.word_mapping import CodesBefore, WordMapping
from asset_map.errors import UserError
from asset_map.language import gettext as _
from asset_map.services.permitted import asks
from asset_map.services.permitted_places import of_mapped_words
from asset_map.services.workspace import Workspace

LONGEST_REASON = 500


@dataclass(frozen=True, kw_only=True)
class Codes:
    """Codes to give to records.

    Parameters
    ----------
    offers
        The primary one first; may be empty when only the kind is given.
    kind
        Empty to leave kinds as they are.
    replaces
        Whether the offers take the place of those that a record has, or come beside them.
    """

    offers: tuple[str, ...] = ()
    kind: str = ""
    replaces: bool = False


@dataclass(frozen=True)
class MappingPlan:
    """What giving codes to records would do.

    Parameters
    ----------
    changed
        Each record that would change: as it is, and as it would be.
    unfit
        Records that the kind does not fit, because an outline of theirs cannot stay; they are left alone.
    """

    changed: tuple[tuple[Asset, Asset], ...]
    unfit: tuple[Asset, ...]

    @property
    def losing_their_place(self) -> tuple[Asset, ...]:
        """The records whose place would be forgotten for good."""
        return tuple(
            before for before, after in self.changed if before.geometry_bng is not None and after.geometry_bng is None
        )

    @property
    def protected_more(self) -> tuple[Asset, ...]:
        """The records that would be protected more; taking the mapping back leaves them so."""
        return tuple(before for before, after in self.changed if before.protection is not after.protection)


@dataclass(frozen=True)
class Undone:
    """What became of the records of a mapping that was taken back.

    Parameters
    ----------
    put_back
        Names of records that have their codes of before.
    left_alone
        Names of records that were changed since, or are gone.
    """

    put_back: tuple[str, ...]
    left_alone: tuple[str, ...]


def plan_mapping(asset_ids: Sequence[str], codes: Codes, workspace: Workspace) -> MappingPlan:
    """Return what giving codes to records would do; nothing is kept.

    Parameters
    ----------
    asset_ids
        The records.
    codes
        What they are given.
    workspace
        The area.

    Returns
    -------
    MappingPlan
        A new kind that starts better protected raises the protection; it is never lowered.

    Raises
    ------
    UserError
        For codes that the scheme does not have, or none.
    """
    _check_codes(codes, workspace)
    changed, unfit = [], []
    for asset in _records(asset_ids, workspace):
        if not _fits(asset, codes.kind, workspace):
            unfit.append(asset)
            continue
        after = _with_codes(asset, codes, workspace)
        if (after.offers, after.kind) != (asset.offers, asset.kind):
            changed.append((asset, after))
    return MappingPlan(tuple(changed), tuple(unfit))


@asks(may_map_words, of_mapped_words)
def apply_mapping(
    plan: MappingPlan, codes: Codes, workspace: Workspace, *, reason: str, now: dt.datetime, actor: Actor
) -> WordMapping:
    """Give codes to records as planned.

    Parameters
    ----------
    plan, codes
        As `plan_mapping` made it, and for which codes.
    workspace
        The area.
    reason, now, actor
        Why, when, and who.

    Returns
    -------
    WordMapping
        As it is kept, with what each record had before.

    Raises
    ------
    UserError
        Without a reason, or when nothing would change.
    ConflictError
        When a record was changed since it was planned; nothing is kept.
    """
    reason = _checked_reason(reason)
    if not plan.changed:
        raise UserError(_("Expected records that these codes change; found none. Choose other records or codes."))
    mapping = WordMapping(
        mapping_id=uuid.uuid4().hex,
        offers=codes.offers,
        kind=codes.kind,
        replaced=codes.replaces,
        reason=reason,
        mapped_by=actor.name,
        mapped_at=now,
        records={
            before.asset_id: CodesBefore(offers=before.offers, kind=before.kind, version_after=before.version + 1)
            for before, _after in plan.changed
        },
    )
    event = AuditEvent(at=now, actor=actor.name, action=Action.MAPPED, reason=reason)
    after = [_explained(before, after, reason=reason, actor=actor) for before, after in plan.changed]
    workspace.store.map_words(mapping, after, event=event)
    return mapping


@asks(may_map_words, of_mapped_words)
def undo_mapping(mapping_id: str, workspace: Workspace, *, now: dt.datetime, actor: Actor) -> Undone:
    """Put back the codes that records had before a mapping, where nobody has changed them since.

    A protection that the mapping raised stays raised, and a place that it forgot is gone: to open up a record takes two
    people.

    Parameters
    ----------
    mapping_id
        Which mapping.
    workspace
        The area.
    now, actor
        When, and who.

    Returns
    -------
    Undone
        What was put back, and what was left alone.

    Raises
    ------
    ConflictError
        When it was taken back already, or a record was changed in this moment; nothing is kept.
    """
    mapping = workspace.store.word_mapping(mapping_id)
    kept = {asset.asset_id: asset for asset in _records(mapping.records, workspace)}
    unchanged = [asset for asset_id, asset in kept.items() if asset.version == mapping.records[asset_id].version_after]
    restored = [
        replace(asset, offers=mapping.records[asset.asset_id].offers, kind=mapping.records[asset.asset_id].kind)
        for asset in unchanged
    ]
    event = AuditEvent(
        at=now, actor=actor.name, action=Action.UNDONE, reason=f"Codes put back; given for: {mapping.reason}"
    )
    workspace.store.undo_word_mapping(mapping_id, restored, event=event)
    put_back = {asset.asset_id for asset in restored}
    return Undone(
        tuple(kept[asset_id].name for asset_id in mapping.records if asset_id in put_back),
        tuple(
            kept[asset_id].name if asset_id in kept else asset_id
            for asset_id in mapping.records
            if asset_id not in put_back
        ),
    )


def _records(asset_ids: Iterable[str], workspace: Workspace) -> list[Asset]:
    """Return those records that are still there."""
    found = (workspace.store.find_asset(asset_id) for asset_id in asset_ids)
    return [asset for asset in found if asset is not None]


def _check_codes(codes: Codes, workspace: Workspace) -> None:
    scheme = workspace.classification
    if not codes.offers and (codes.replaces or not codes.kind):
        raise UserError(_("Expected at least one offer; found none. Choose what the words stand for."))
    for code in codes.offers:
        if code not in scheme.offers:
            raise UserError(_("Expected offers of the scheme; found “{code}”. Choose again.").format(code=code))
    if codes.kind and codes.kind not in scheme.kinds:
        raise UserError(_("Expected a kind of the scheme; found “{code}”. Choose again.").format(code=codes.kind))


def _checked_reason(reason: str) -> str:
    reason = reason.strip()
    if not 0 < len(reason) <= LONGEST_REASON:
        raise UserError(
            _(
                "Expected a reason of 1 to {most} characters; found {count}. Say why these words mean these codes."
            ).format(most=LONGEST_REASON, count=len(reason))
        )
    return reason


def _fits(asset: Asset, kind: str, workspace: Workspace) -> bool:
    if not kind or kind == asset.kind or asset.geometry_bng is None:
        return True
    placements = workspace.classification.kinds[kind].placements
    shape = shapely.from_wkb(asset.geometry_bng).geom_type
    placed_as = "line" if "Line" in shape else "area" if "Polygon" in shape else "point"
    return not placements or placed_as in placements


def _with_codes(asset: Asset, codes: Codes, workspace: Workspace) -> Asset:
    offers = codes.offers if codes.replaces else tuple(dict.fromkeys((*asset.offers, *codes.offers)))
    after = replace(asset, offers=offers)
    if not codes.kind or codes.kind == asset.kind:
        return after
    kind = workspace.classification.kinds[codes.kind]
    level = max(asset.protection, kind.starting_level, key=lambda one: one.strength)
    after = replace(after, kind=kind.code, protection=level)
    return after if kind.placements and level is not Level.UNMAPPED else without_place(after)


def _explained(before: Asset, after: Asset, *, reason: str, actor: Actor) -> Asset:
    if after.protection is before.protection:
        return after
    return replace(after, protection_set_by=actor.name, protection_reason=reason)
