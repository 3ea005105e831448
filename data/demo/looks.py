"""Where in Inverfable has anybody looked, for what, and with what result?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

LOOKED_SHARE = {
    "food": 0.9,
    "green": 0.7,
    "meet": 0.65,
    "health": 0.6,
    "play": 0.5,
    "youth": 0.5,
    "arts": 0.45,
    "older": 0.35,
    "money": 0.3,
    "travel": 0.2,
}
"""Share of zones that somebody has looked at."""
LOOKERS = {
    "walkabout": "Connector, Tuesday walkabout",
    "session": "Mapping session, Mercat Hall",
    "desk": "Connector, desk search",
    "import": "Town directory, 2025 edition",
}
METHOD_SHARES = (0.45, 0.25, 0.2, 0.1)
COMPLETE_LISTS = {"health": ("Health board's list of services", 60)}
"""Whose list is complete for all zones, and how many days ago."""
RECENT_DAYS, LONG_AGO_DAYS = (6, 340), (750, 1100)
LONG_AGO_SHARE = 0.18
UNSEEN = {"closed", "potential", "temporarily_closed"}


def make_coverage(zone_codes: Sequence[str], assets: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Make a ledger that agrees with the records: nobody found nothing where something public lies.

    Parameters
    ----------
    zone_codes
        Every zone.
    assets
        Columns ``zone_code``, ``offer`` (codes joined by ``;``), ``status``, ``protection`` and ``review_state``.
    rng
        Who looked where and when.

    Returns
    -------
    DataFrame
        Columns ``zone_code``, ``offer``, ``result``, ``method``, ``looked_days_ago``, ``looked_by``.
    """
    known = assets[(assets["review_state"] == "published") & (assets["protection"].isin(["public", "area"]))]
    known = known[~known["status"].isin(UNSEEN)]
    offered = known.assign(offer=known["offer"].str.split(";")).explode("offer")
    there = set(zip(offered["zone_code"], offered["offer"], strict=True))
    ledgers = {offer: _ledger(offer, share, zone_codes, there, rng) for offer, share in LOOKED_SHARE.items()}
    for offer, (name, days_ago) in COMPLETE_LISTS.items():
        ledgers[offer] = _complete_list(offer, name, days_ago, zone_codes, there)
    return pd.concat(ledgers.values(), ignore_index=True)


def _complete_list(
    offer: str, name: str, days_ago: int, zone_codes: Sequence[str], there: set[tuple[str, str]]
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "zone_code": zone_codes,
            "offer": offer,
            "result": ["found" if (zone, offer) in there else "none" for zone in zone_codes],
            "method": "import",
            "looked_days_ago": days_ago,
            "looked_by": name,
        }
    )


def _ledger(
    offer: str, share: float, zone_codes: Sequence[str], there: set[tuple[str, str]], rng: np.random.Generator
) -> pd.DataFrame:
    looked = np.sort(rng.choice(np.array(zone_codes), size=round(share * len(zone_codes)), replace=False))
    long_ago = rng.random(len(looked)) < LONG_AGO_SHARE
    methods = rng.choice(list(LOOKERS), size=len(looked), p=METHOD_SHARES)
    days = np.where(long_ago, rng.integers(*LONG_AGO_DAYS, len(looked)), rng.integers(*RECENT_DAYS, len(looked)))
    return pd.DataFrame(
        {
            "zone_code": looked,
            "offer": offer,
            "result": ["found" if (zone, offer) in there else "none" for zone in looked],
            "method": methods,
            "looked_days_ago": days,
            "looked_by": [LOOKERS[method] for method in methods],
        }
    )
