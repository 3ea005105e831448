"""How varied are the zones over the offers that were looked for in all of them?"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from asset_map.measures.alike import offers_compared
from asset_map.measures.variety import hill_numbers
from asset_map.services.coverage import ledger
from asset_map.services.look import Question
from asset_map.services.workspace import Workspace


@dataclass(frozen=True)
class Variety:
    """Variety between zones that were looked at alike.

    Parameters
    ----------
    of_zone
        Hill number of order 1, indexed by ``zone_code``; missing in zones that may not be compared.
    offers
        Codes of the offers it is counted over.
    """

    of_zone: pd.Series
    offers: tuple[str, ...]


def variety_alike(question: Question, workspace: Workspace) -> Variety:
    """Return the variety of the zones in which the same offers were looked for.

    Parameters
    ----------
    question
        For whom and as of when; the offer plays no part.
    workspace
        The area.

    Returns
    -------
    Variety
        Shared between callers: never changed in place.
    """
    when = (question.audience, question.today, question.known_by)
    return workspace.remember(("variety alike", *when), lambda: _variety(question, workspace))


def _variety(question: Question, workspace: Workspace) -> Variety:
    known = ledger(workspace, audience=question.audience, today=question.today, known_by=question.known_by)
    usable = known.pivot(index="zone_code", columns="offer", values="usable")
    usable = usable.reindex(index=workspace.geography.zones_bng.index, columns=list(workspace.classification.offers))
    offers = offers_compared(usable.notna())
    counts = usable[list(offers)]
    if not offers:
        return Variety(pd.Series(float("nan"), usable.index, name="variety"), ())
    of_zone = hill_numbers(counts)["q1"].where(counts.notna().all(axis="columns"))
    return Variety(of_zone.rename("variety"), offers)
