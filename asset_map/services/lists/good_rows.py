"""Which rows of a list can be kept, and what is made of each?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from asset_map.domain.asset import Asset, CheckedHow
from asset_map.domain.dates import read_date
from asset_map.domain.problem import Problem, ProblemCode
from asset_map.intake.drafts import drafts_from
from asset_map.services.lists.distinct import DistinctRows
from asset_map.services.lists.flags import Flag, Flagged
from asset_map.services.lists.report import Fate
from asset_map.services.lists.request import ImportRequest
from asset_map.services.lists.sorting import GoodRow
from asset_map.services.lists.wrong_fields import made_without_wrong_fields
from asset_map.services.making import Maker
from asset_map.services.workspace import Workspace

ROWS_AT_ONCE = 5_000
"""So many rows are made between two words on how far it is."""


def good_rows(
    rows: DistinctRows,
    fates: Sequence[Fate],
    request: ImportRequest,
    workspace: Workspace,
    *,
    now: dt.datetime,
    actor: str,
    made_so_far: Callable[[float], None],
) -> list[GoodRow]:
    """Return the rows that can be kept; the others are told why not.

    Parameters
    ----------
    rows
        Those that differ.
    fates
        Of every row of the file, by position.
    request
        What is asked.
    workspace
        The area.
    now, actor
        When, and who.
    made_so_far
        Is told which part of the rows is made; what it raises stops the work.

    Returns
    -------
    list of GoodRow
        In the order of the file.
    """
    maker = Maker(
        workspace.geography,
        workspace.prepared,
        workspace.classification,
        now=now,
        actor=actor,
        anywhere=request.outside,
    )
    defaults = {
        "last_checked": request.last_checked,
        "checked_how": CheckedHow.IMPORT.value,
        "source": request.list_name,
        "licence": request.licence,
    }
    placements = {code: kind.placements for code, kind in workspace.classification.kinds.items()}
    good: dict[str, GoodRow] = {}
    for start in range(0, len(rows.at), ROWS_AT_ONCE):
        made_so_far(start / len(rows.at))
        part = rows.fields.iloc[start : start + ROWS_AT_ONCE]
        made_rows = maker.make(drafts_from(part, defaults=defaults, placements=placements))
        left_out: Mapping[int, list[Flagged]] = {}
        if request.without_wrong_fields:
            made_rows, left_out = made_without_wrong_fields(made_rows, maker)
        for position, made in enumerate(made_rows, start):
            fate = fates[rows.at[position]]
            fate.flags += left_out.get(position - start, [])
            if made.asset is None:
                fate.problems = made.problems
                continue
            asset = _with_a_key_that_tells_no_place(made.asset, rows, position)
            if asset.source_id in good:
                message = "Expected each row once; another row differs only in its place, which is not kept for it."
                fate.problems = (Problem(ProblemCode.REPEATED, "name", asset.name, message),)
                continue
            if asset.geometry_bng is not None and not asset.zones and request.outside:
                fate.flags.append(Flagged(Flag.OUTSIDE_AREA, "Lies in none of the area's zones."))
            good[asset.source_id] = _good_row(asset, rows, position, request)
    return list(good.values())


def _with_a_key_that_tells_no_place(asset: Asset, rows: DistinctRows, position: int) -> Asset:
    if asset.geometry_bng is not None or rows.has_own_key[position]:
        return asset
    # Whoever guesses a place could check it by the digest of the row.
    made_of_all, made_of_the_rest = rows.digests[position], rows.digests_without_place[position]
    return replace(asset, source_id=rows.keys[position].removesuffix(made_of_all) + made_of_the_rest)


def _good_row(asset: Asset, rows: DistinctRows, position: int, request: ImportRequest) -> GoodRow:
    is_dated = rows.is_dated[position]
    return GoodRow(
        at=rows.at[position],
        number=rows.numbers[position],
        asset=asset,
        digest=rows.digests[position],
        list_date=asset.last_checked if is_dated else read_date(request.last_checked),
        is_dated=is_dated,
        is_asked_for=rows.numbers[position] in request.take,
    )
