"""From drafts to assets: the one way in, for a form, a file, a feed or a slip of paper."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from asset_map.domain.asset import Asset, AssetDraft, Precision, ReviewState
from asset_map.domain.asset_fields import asset_fields
from asset_map.domain.classification import Classification
from asset_map.domain.dates import local_date, read_date
from asset_map.domain.postcode import postcode_key, written_postcode
from asset_map.domain.problem import Problem, ProblemCode
from asset_map.domain.protection import Level, lowest_level, starting_level
from asset_map.domain.validation import check_words
from asset_map.geography.installed import Geography
from asset_map.geography.placing import PreparedZones
from asset_map.services.whereabouts import Whereabouts, whereabouts_of


@dataclass(frozen=True)
class Made:
    """What became of one draft.

    Parameters
    ----------
    draft
        As it came in.
    asset
        The asset, or None where there are problems.
    problems
        Everything that is wrong.
    """

    draft: AssetDraft
    asset: Asset | None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Maker:
    """Turns drafts into assets for one area.

    Parameters
    ----------
    geography, prepared
        The installed area and its zones made ready for placing.
    classification
        Kinds and offers.
    now, actor
        Who records, and when.
    new_id
        Gives an opaque id; the demo town passes a repeatable one.
    review_state
        Where what is made stands; what people send without an account begins as ``submitted``.
    sent_by
        Knows again who sent it without an account; empty for everybody else.
    anywhere
        Whether what lies further than 1,200 m beyond the area's edge is made too.
    """

    geography: Geography
    prepared: PreparedZones
    classification: Classification
    now: dt.datetime
    actor: str
    new_id: Callable[[], str] = lambda: uuid.uuid4().hex
    review_state: ReviewState = ReviewState.PUBLISHED
    sent_by: str = ""
    anywhere: bool = False

    def make(self, drafts: Sequence[AssetDraft]) -> list[Made]:
        """Locate and check drafts, and make the assets of those without a problem.

        Parameters
        ----------
        drafts
            As typed.

        Returns
        -------
        list of Made
            One for each draft, in order.
        """
        found = whereabouts_of(
            drafts,
            geography=self.geography,
            prepared=self.prepared,
            classification=self.classification,
            anywhere=self.anywhere,
        )
        today = local_date(self.now)
        return [self._one(draft, where, today) for draft, where in zip(drafts, found, strict=True)]

    def _one(self, draft: AssetDraft, where: Whereabouts, today: dt.date) -> Made:
        problems = list(check_words(draft, self.classification, today=today))
        level = None if problems else self._level(draft)
        if level is not None and draft.protection:
            problems += self._too_low(draft, level)
        needs_place = level is not Level.UNMAPPED and self._may_be_placed(draft)
        if needs_place and where.problem is not None:
            problems.append(where.problem)
        if problems or level is None:
            return Made(draft, None, tuple(problems))
        return Made(draft, self._asset(draft, level, where if needs_place else None, today))

    def _may_be_placed(self, draft: AssetDraft) -> bool:
        kind = self.classification.kinds.get(draft.kind)
        return kind is None or bool(kind.placements)

    def _level(self, draft: AssetDraft) -> Level:
        if draft.protection:
            return Level(draft.protection)
        kind = self.classification.kinds[draft.kind]
        return starting_level(kind.starting_level, draft.words, self.classification.sensitive_words)

    def _too_low(self, draft: AssetDraft, level: Level) -> Iterator[Problem]:
        kind = self.classification.kinds[draft.kind]
        lowest = lowest_level(kind.starting_level, draft.words, self.classification.sensitive_words)
        if level.strength < lowest.strength:
            message = (
                f"Expected the protection “{lowest}” or stronger, because this is about a person, a home or a place of "
                f"safety; found “{level}”. Leave it as usual: a second person can lower it afterwards, with a reason."
            )
            yield Problem(ProblemCode.NEEDS_SECOND_PERSON, "protection", level.value, message)

    def _asset(self, draft: AssetDraft, level: Level, where: Whereabouts | None, today: dt.date) -> Asset:
        fields = asset_fields(draft)
        key = postcode_key(draft.postcode)
        if where is None:
            fields["uprn"] = ""  # it would tell the place
        return Asset(
            **fields,
            asset_id=self.new_id(),
            geometry_bng=where.geometry_bng if where else None,
            precision=where.precision if where else Precision.NONE,
            located_by=where.located_by if where else None,
            address=draft.address.strip() if where else "",
            postcode=(written_postcode(key) if key else draft.postcode.strip()) if where else "",
            zones=_zones(self.geography.system.id, where.zone_code) if where and where.zone_code else {},
            protection=level,
            review_state=self.review_state,
            source=draft.source,
            source_id=draft.source_id,
            licence=draft.licence,
            recorded_by=self.actor,
            recorded_at=self.now,
            last_checked=read_date(draft.last_checked) or today,
            sent_by=self.sent_by,
        )


@lru_cache(maxsize=10_000)
def _zones(system_id: str, zone_code: str) -> Mapping[str, str]:
    """Return the zone of an asset; the many assets of one zone share it."""
    return {system_id: zone_code}
