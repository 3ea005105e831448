"""Made-up lists, as long as wanted, with places about real postcodes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

SEED = 2026


def made_up(postcodes: Path, rows: int) -> pd.DataFrame:
    """Return a list of twelve columns whose places lie within 60 m of a postcode.

    Parameters
    ----------
    postcodes
        Code-Point Open as Parquet.
    rows
        How many rows.

    Returns
    -------
    pandas.DataFrame
        The same for the same number.
    """
    rng = np.random.default_rng(SEED)
    known = pd.read_parquet(postcodes)
    known = known[known["eastings"].gt(0)]
    there = known.iloc[rng.integers(0, len(known), rows)].reset_index(drop=True)
    number = pd.Series(range(rows)).astype("str")
    return pd.DataFrame(
        {
            "id": "A" + number,
            "name": "Hall " + number,
            "kind": rng.choice(["place", "institution", "association", "exchange", "culture"], rows),
            "offer": rng.choice(["meet", "food", "green", "health", "play;sport", "arts"], rows),
            "easting": there["eastings"] + rng.integers(-60, 60, rows),
            "northing": there["northings"] + rng.integers(-60, 60, rows),
            "postcode": there["postcode"],
            "address": number + " High Street, Glasgow",
            "summary": "A place where people of the neighbourhood meet every week, with tea and talk.",
            "phone": "0141 496 0000",
            "web": "https://example.org/" + number,
            "opening_times": "Mo-Fr 09:00-17:00",
        }
    )
