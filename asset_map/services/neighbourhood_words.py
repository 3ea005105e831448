"""What do people read about a neighbourhood?"""

from __future__ import annotations

from asset_map.domain.neighbourhood import NeighbourhoodKind
from asset_map.language import gettext as _


def kind_words() -> dict[NeighbourhoodKind, str]:
    """Return what people read for each kind of neighbourhood.

    Returns
    -------
    dict
        In the reader's language.
    """
    return {
        NeighbourhoodKind.THRIVING_PLACE: _("Thriving Place"),
        NeighbourhoodKind.WARD: _("Ward"),
        NeighbourhoodKind.NAMED: _("Neighbourhood"),
        NeighbourhoodKind.DRAWN: _("Drawn on the map"),
        NeighbourhoodKind.INTERMEDIATE_ZONE: _("Intermediate zone"),
        NeighbourhoodKind.ZONES_OF_ONE_NAME: _("Neighbourhood"),
        NeighbourhoodKind.ZONE: _("Data zone"),
    }
