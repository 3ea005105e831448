"""Which rows of a list are looked at, each once, and by which key and digest is each known?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from asset_map.domain.problem import Problem, ProblemCode
from asset_map.services.lists import places
from asset_map.services.lists.keys import OF_THE_PLACE, digests_of, keys_of
from asset_map.services.lists.report import Fate
from asset_map.services.lists.request import Doubtful, ImportRequest


@dataclass(frozen=True, eq=False)
class DistinctRows:
    """The rows that differ.

    Parameters
    ----------
    at, numbers
        Their positions, from 0, and their numbers in the file.
    fields
        What they say; the key stands in ``source_id``.
    keys, digests
        By which a row is known again, and whether it still says the same.
    has_own_key
        Whether the list gives the key.
    is_dated
        Whether a row says itself when it was true.
    """

    at: Sequence[int]
    numbers: Sequence[int]
    fields: pd.DataFrame
    keys: Sequence[str]
    digests: Sequence[str]
    has_own_key: Sequence[bool]
    is_dated: Sequence[bool]

    @cached_property
    def digests_without_place(self) -> Sequence[str]:
        """The digests of all that the rows say but where they are."""
        return digests_of(self.fields, without=OF_THE_PLACE)


def distinct_rows(
    fields: pd.DataFrame,
    compared: places.Compared,
    request: ImportRequest,
    fates: Sequence[Fate],
    *,
    row_numbers: NDArray[np.int64],
) -> DistinctRows:
    """Return the rows to be looked at: each once, without those that somebody leaves out.

    Parameters
    ----------
    fields
        Columns by field, all text.
    compared
        How points and postcodes compare.
    request
        What is asked.
    fates
        Of every row; those that are left out here are told why.
    row_numbers
        Of each row, as people find it in the file.

    Returns
    -------
    DistinctRows
        In the order of the file.
    """
    index = fields.index
    numbers = pd.Series(row_numbers, index=index)
    left = numbers.isin(request.leave)
    apart = ~left & ~numbers.isin(request.take) & pd.Series(compared.doubtful, index=index)
    apart &= request.doubtful is Doubtful.LEAVE_OUT
    _refuse(fates, left, "You chose to leave this row out.")
    _refuse(fates, apart, "Left out, because its point and its postcode lie apart.")
    fields = _kept(_for_all(places.settled(fields, compared, doubtful=request.doubtful), request), ~(left | apart))
    numbers = numbers[fields.index]
    digests = pd.Series(digests_of(fields), index=fields.index, dtype="str")
    own_ids = fields["source_id"] if "source_id" in fields else pd.Series("", index=fields.index, dtype="str")
    is_first = _first_of_each(digests, own_ids, numbers, fields["name"], fates)
    fields, own_ids, digests = _kept(fields, is_first), own_ids[is_first], digests[is_first]
    keys = keys_of(own_ids, digests.tolist())
    dated = fields["last_checked"].ne("") if "last_checked" in fields else own_ids.ne(own_ids)
    return DistinctRows(
        at=fields.index.tolist(),
        numbers=numbers[is_first].tolist(),
        fields=fields.assign(source_id=keys),
        keys=keys.tolist(),
        digests=digests.tolist(),
        has_own_key=keys.eq(own_ids).tolist(),
        is_dated=dated.tolist(),
    )


def _for_all(fields: pd.DataFrame, request: ImportRequest) -> pd.DataFrame:
    """Fill in the kind and the offers of rows that do not say them."""
    for name, value in (("kind", request.kind), ("offer", ";".join(request.offers))):
        said = fields[name] if name in fields else pd.Series("", index=fields.index, dtype="str")
        fields = fields.assign(**{name: said.mask(said.eq(""), value)})
    return fields


def _kept(fields: pd.DataFrame, rows: pd.Series) -> pd.DataFrame:
    # Choosing rows copies every cell, which in a long list is much of the memory.
    return fields if rows.all() else fields[rows]


def _first_of_each(
    digests: pd.Series, own_ids: pd.Series, numbers: pd.Series, names: pd.Series, fates: Sequence[Fate]
) -> pd.Series:
    """Return which rows stand there for the first time; the others are told so."""
    rows = pd.DataFrame({"digest": digests, "own": own_ids, "number": numbers, "name": names})
    repeated = rows.duplicated(["digest", "own"])
    if repeated.any():
        rows["first"] = rows.groupby(["digest", "own"])["number"].transform("first")
        for at, first, name in rows.loc[repeated, ["first", "name"]].itertuples(name=None):
            message = f"Expected each row once; row {first} says the same. Nothing is lost."
            fates[at].problems = (Problem(ProblemCode.REPEATED, "name", name, message),)
    return ~repeated


def _refuse(fates: Sequence[Fate], rows: pd.Series, message: str) -> None:
    for at in rows.index[rows]:
        fates[at].problems = (Problem(ProblemCode.LEFT_OUT, "name", "", message),)
