"""Which deprivation edition is meant?"""

from __future__ import annotations

from asset_map.errors import UserError
from asset_map.geography.installed import Deprivation, Geography


def chosen_edition(geography: Geography, edition_id: str | None) -> Deprivation | None:
    """Return the deprivation edition that was asked for.

    Parameters
    ----------
    geography
        The area.
    edition_id
        Its id or name; None for the default edition.

    Returns
    -------
    Deprivation or None
        None when none was asked for and none is installed.

    Raises
    ------
    UserError
        When there is no such edition here.
    """
    if edition_id is None:
        return default_edition(geography)
    for one in geography.editions.values():
        if edition_id.casefold() in {one.edition.id.casefold(), one.edition.name.casefold()}:
            return one
    installed = ", ".join(geography.editions) or "none"
    raise UserError(f"There is no deprivation edition “{edition_id}” here. Installed: {installed}.")


def default_edition(geography: Geography) -> Deprivation | None:
    """Return the deprivation edition that is used when none is named.

    Parameters
    ----------
    geography
        The area.

    Returns
    -------
    Deprivation or None
        None when none is installed.
    """
    return None if geography.default_edition is None else geography.editions[geography.default_edition]
