"""From drafts to assets: the one way in, for a form, a file, a feed or a slip of paper."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from asset_map.domain.asset import Asset, AssetDraft, LocatedBy, Precision, Status
from asset_map.domain.classification import Classification
from asset_map.domain.dates import local_date
from asset_map.domain.postcode import postcode_key, written_postcode
from asset_map.domain.problem import Problem, ProblemCode
from asset_map.domain.protection import Level, lowest_level, starting_level
from asset_map.domain.validation import check_words, read_date
from asset_map.geography.installed import Geography
from asset_map.geography.locating import LOCATING_COLUMNS, describe_problem, locate
from asset_map.geography.placing import PreparedZones

EDGE_M = 1200.0
"""Assets up to 1,200 m beyond the area's edge count for the zones near it (domain rules, "Measures")."""


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
    """

    geography: Geography
    prepared: PreparedZones
    classification: Classification
    now: dt.datetime
    actor: str
    new_id: Callable[[], str] = lambda: uuid.uuid4().hex

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
        table = pd.DataFrame(
            {field: [getattr(draft, field) for draft in drafts] for field in LOCATING_COLUMNS}, dtype="str"
        )
        located = locate(table, prepared=self.prepared, postcodes=self.geography.postcodes)
        near = self._near_the_area(located)
        geometry = shapely.to_wkb(shapely.points(located["x_m"], located["y_m"]))
        places = zip(located.itertuples(index=False), near, geometry, strict=True)
        return [
            self._one(draft, place, is_near=bool(is_near), point=point)
            for draft, (place, is_near, point) in zip(drafts, places, strict=True)
        ]

    def _near_the_area(self, located: pd.DataFrame) -> np.ndarray:
        near = np.zeros(len(located), dtype=bool)
        outside = np.flatnonzero(located["problem"].eq(ProblemCode.OUTSIDE_AREA.value))
        if len(outside):
            points = gpd.points_from_xy(located["x_m"].iloc[outside], located["y_m"].iloc[outside])
            found, _ = self.geography.zones_bng.sindex.nearest(points, max_distance=EDGE_M, return_all=False)
            near[outside[found]] = True
        return near

    def _one(self, draft: AssetDraft, place: tuple[object, ...], *, is_near: bool, point: bytes) -> Made:
        problems = list(check_words(draft, self.classification, today=local_date(self.now)))
        level = None if problems else self._level(draft)
        if level is not None:
            problems += self._too_low(draft, level)
        needs_place = level is not Level.UNMAPPED and self._may_be_placed(draft)
        problem_code = str(place.problem)  # type: ignore[attr-defined]  # a named tuple of pandas
        if needs_place and problem_code and not is_near:
            problems.append(describe_problem(ProblemCode(problem_code), draft))
        if problems or level is None:
            return Made(draft, None, tuple(problems))
        return Made(draft, self._asset(draft, place, level, point if needs_place else None))

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

    def _asset(self, draft: AssetDraft, place: tuple[object, ...], level: Level, point: bytes | None) -> Asset:
        # Beyond the area's edge a row counts as not placed, so what was typed tells how its point was found.
        by_coordinates = draft.latitude or draft.longitude or draft.easting or draft.northing
        by_postcode = place.placed_by == "postcode" or not by_coordinates  # type: ignore[attr-defined]  # pandas
        zone_code = place.zone_code  # type: ignore[attr-defined]  # a named tuple of pandas
        key = postcode_key(draft.postcode)
        located_by = LocatedBy.POSTCODE if by_postcode else LocatedBy(draft.located_by or LocatedBy.IMPORT)
        precision = Precision.STREET if by_postcode else Precision.EXACT
        placed = point is not None
        return Asset(
            asset_id=self.new_id(),
            name=draft.name.strip(),
            kind=draft.kind,
            offers=tuple(dict.fromkeys(draft.offers)),
            summary=draft.summary.strip(),
            geometry_bng=point,
            precision=precision if placed else Precision.NONE,
            located_by=located_by if placed else None,
            address=draft.address.strip() if placed else "",
            postcode=(written_postcode(key) if key else draft.postcode.strip()) if placed else "",
            zones={self.geography.system.id: str(zone_code)} if placed and isinstance(zone_code, str) else {},
            status=Status(draft.status or Status.ACTIVE),
            opening_times=draft.opening_times,
            cost=draft.cost,
            who_for=draft.who_for,
            phone=draft.phone,
            email=draft.email,
            web=draft.web,
            protection=level,
            source=draft.source,
            source_id=draft.source_id,
            licence=draft.licence,
            recorded_by=self.actor,
            recorded_at=self.now,
            last_checked=read_date(draft.last_checked) or local_date(self.now),
        )
