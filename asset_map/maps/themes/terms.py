"""In what terms are the figures of a map to be read: how far is near, how was it measured, and as of when?"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from asset_map.domain.distance import DistanceKind
from asset_map.language import gettext as _


@dataclass(frozen=True)
class Terms:
    """What the figures of a map depend on, beside offer and area.

    Parameters
    ----------
    distance_m
        How far counts as near, in metres.
    distance_kind
        How distances were measured.
    ranking
        What zones are ranked by, as people call it, for instance income deprivation; empty for the overall rank.
    as_of
        The date that ages are counted back from; None where no ages are shown.
    offers_compared
        The offers, as people call them, that variety is counted over: in each zone compared, all were looked for.
    """

    distance_m: int
    distance_kind: DistanceKind = DistanceKind.STRAIGHT_LINE
    ranking: str = ""
    as_of: dt.date | None = None
    offers_compared: tuple[str, ...] = ()

    def residents_within(self) -> str:
        """Say what is shared out.

        Returns
        -------
        str
            For instance ``Residents within 800 m``.
        """
        return _("Residents within {distance} m").format(distance=f"{self.distance_m:,}")

    def distance_words(self) -> str:
        """Say how distances were measured.

        Returns
        -------
        str
            One sentence. A straight line is never called a walk.
        """
        if self.distance_kind is DistanceKind.WALKING_NETWORK:
            return _("Distances follow the paths and streets of the walking network.")
        return _("Distances are straight lines; the way on foot is longer.")
