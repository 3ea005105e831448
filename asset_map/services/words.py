"""What do residents call things, in their own words, and which codes do those records have?"""

from __future__ import annotations

import collections
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from asset_map.domain.asset import ReviewState
from asset_map.domain.protection import Audience
from asset_map.services.workspace import Workspace

_ASCII_SIGNS = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, kw_only=True)
class RecordOfWords:
    """One record with residents' own words.

    Parameters
    ----------
    asset_id, name, where
        Which record, and its address or zone, which tells records of one name apart.
    words, language
        Its own words as they were written, and the code of their language.
    kind, offers
        The codes that it has now.
    """

    asset_id: str
    name: str
    where: str
    words: str
    language: str
    kind: str
    offers: tuple[str, ...]


@dataclass(frozen=True)
class WordGroup:
    """Records whose own words are the same but for capitals, accents and signs.

    Parameters
    ----------
    words
        The words as most of them write them.
    records
        The records, by name.
    """

    words: str
    records: tuple[RecordOfWords, ...]

    @property
    def codes(self) -> dict[tuple[str, tuple[str, ...]], int]:
        """How many records have which kind and offers, the most frequent first."""
        return dict(collections.Counter((record.kind, record.offers) for record in self.records).most_common())


def own_words(workspace: Workspace, *, audience: Audience) -> list[WordGroup]:
    """Return residents' own words with the records they stand in, for staff.

    Parameters
    ----------
    workspace
        The area.
    audience
        For whom: the team see nothing of what is protected.

    Returns
    -------
    list of WordGroup
        The words of most records first, then by the alphabet. Archived records are left out.
    """
    assets = workspace.store.read_assets(audience, zone_system=workspace.geography.system.id)
    said = assets[assets["own_words"].str.strip().ne("") & assets["review_state"].ne(ReviewState.ARCHIVED.value)]
    groups: dict[str, list[RecordOfWords]] = collections.defaultdict(list)
    for row in said.to_dict("records"):
        groups[folded(row["own_words"])].append(
            RecordOfWords(
                asset_id=row["asset_id"],
                name=row["name"],
                where=row["address"] or ("" if pd.isna(row["zone_code"]) else row["zone_code"]),
                words=row["own_words"],
                language=row["own_words_language"],
                kind=row["kind"],
                offers=tuple(row["offers"]),
            )
        )
    ordered = sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
    return [WordGroup(_most_frequent(records), tuple(records)) for _key, records in ordered]


def folded(words: str) -> str:
    """Return words as they are compared: without capitals, accents and signs.

    Parameters
    ----------
    words
        As somebody wrote them.

    Returns
    -------
    str
        Words that are the same have the same; words of signs alone are kept as they are.
    """
    if words.isascii():
        return " ".join(_ASCII_SIGNS.sub(" ", words.replace("'", "").lower()).split()) or words.strip()
    apart = unicodedata.normalize("NFKD", words.casefold().replace("’", "").replace("'", ""))
    letters = "".join(
        sign if sign.isalnum() else " " for sign in apart if not (unicodedata.combining(sign) and sign < "\u0370")
    )
    return " ".join(letters.split()) or words.strip()


def _most_frequent(records: Sequence[RecordOfWords]) -> str:
    return collections.Counter(record.words.strip() for record in records).most_common(1)[0][0]
