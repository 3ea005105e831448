"""By which ranking of deprivation are zones put in order?"""

from __future__ import annotations

import pandas as pd

from asset_map.errors import UserError
from asset_map.geography.installed import Deprivation
from asset_map.language import gettext as _
from asset_map.services.editions import chosen_edition
from asset_map.services.workspace import Workspace

OVERALL = "overall"
ACCESS = "access"

_PREFIX = "rank_"


def rankings_held(workspace: Workspace, edition_id: str | None = None) -> tuple[str, ...]:
    """Return the rankings that an edition gives.

    Parameters
    ----------
    workspace
        The area.
    edition_id
        A deprivation edition; None for the default one.

    Returns
    -------
    tuple of str
        `OVERALL` and the domains with any rank, such as ``income``; empty without an edition.

    Raises
    ------
    UserError
        When there is no such edition here.
    """
    edition = chosen_edition(workspace.geography, edition_id)
    return _held(edition) if edition else ()


def ranks_of(workspace: Workspace, ranking: str, edition_id: str | None = None) -> pd.Series:
    """Return the rank of each zone in one ranking.

    Parameters
    ----------
    workspace
        The area.
    ranking
        `OVERALL` or a domain.
    edition_id
        A deprivation edition; None for the default one.

    Returns
    -------
    pandas.Series
        ``rank``, 1 = most deprived, indexed by the area's zones; missing where a zone has none.

    Raises
    ------
    UserError
        When no edition is installed, or it does not give this ranking.
    """
    edition = chosen_edition(workspace.geography, edition_id)
    if edition is None:
        raise UserError(
            _(
                "Comparing over deprivation needs a deprivation edition, and none is installed here. Add one with "
                "“asset-map geography add --deprivation FILE”."
            )
        )
    held = _held(edition)
    if ranking not in held:
        message = _("{edition} gives no ranking “{ranking}”. Choose one of: {held}.")
        raise UserError(message.format(edition=edition.edition.name, ranking=ranking, held=", ".join(held)))
    column = "rank" if ranking == OVERALL else _PREFIX + ranking
    return edition.table[column].reindex(workspace.geography.zones_bng.index).rename("rank")


def ranking_words(ranking: str) -> str:
    """Return what a ranking is called.

    Parameters
    ----------
    ranking
        `OVERALL` or a domain.

    Returns
    -------
    str
        In the reader's language, in small letters.
    """
    words = {
        OVERALL: _("overall deprivation"),
        "income": _("income"),
        "employment": _("employment"),
        "health": _("health"),
        "education": _("education"),
        ACCESS: _("access to services"),
        "crime": _("crime"),
        "housing": _("housing"),
    }
    return words.get(ranking, ranking.replace("_", " "))


def _held(edition: Deprivation) -> tuple[str, ...]:
    table = edition.table
    domains = [column for column in table if str(column).startswith(_PREFIX) and table[column].notna().any()]
    overall = [OVERALL] if table["rank"].notna().any() else []
    return (*overall, *(str(column).removeprefix(_PREFIX) for column in domains))
