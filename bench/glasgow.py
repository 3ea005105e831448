"""Glasgow from the official downloads, with made-up assets: the area that works in a browser are measured on."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd

from asset_map.domain.classification import read_classification
from asset_map.geography.coordinates import degrees_to_metres
from asset_map.services.workspace import open_workspace
from asset_map.settings import bundled, read_settings
from bench.frame.work import official
from bench.servers import AppServer

SEED = 2020
FAR_M = 150.0
"""Metres by which assets are set apart from the postcode they are near, so that no two are taken for one."""

FILES = {
    "--boundaries": "glasgow-simd-2020v2.geojson",
    "--deprivation": "simd2020_withinds.csv",
    "--postcodes": "codepoint_open_g_2020-08.csv",
    "--lookup": "lookup_dz2011_iz2011_council2020.csv",
}


def set_up_glasgow(home: Path, *, assets: int) -> None:
    """Install Glasgow and take in a list of assets, complete for every offer.

    Parameters
    ----------
    home
        A folder; made when missing.
    assets
        How many.
    """
    home.mkdir(parents=True, exist_ok=True)
    command(home, "geography", "add", *(word for name, file in FILES.items() for word in (name, str(official(file)))))
    rows = made_up_assets(home, assets)
    table = home / "assets.csv"
    rows.to_csv(table, index=False)
    complete = [word for offer in sorted(set(rows["offer"])) for word in ("--complete-for", offer)]
    command(home, "import", str(table), "--source", "Made up", "--licence", "CC0-1.0", *complete)


def made_up_assets(home: Path, number: int) -> pd.DataFrame:
    """Return assets near random postcodes of the area, in every offer.

    Parameters
    ----------
    home
        With the geography.
    number
        How many.

    Returns
    -------
    pandas.DataFrame
        As the app takes in lists.
    """
    offers = list(read_classification(bundled("data/classification/classification.toml").read_text("utf-8")).offers)
    rng = np.random.default_rng(SEED)
    postcodes = pd.concat([pd.read_parquet(file) for file in home.rglob("postcodes*.parquet")])
    area = open_workspace(read_settings(home))
    chosen = postcodes.iloc[rng.integers(0, len(postcodes), 3 * number)]
    x_m, y_m = (
        chosen[name].to_numpy() + rng.uniform(-FAR_M, FAR_M, len(chosen)) for name in ("easting_m", "northing_m")
    )
    inside = np.flatnonzero(area.prepared.place(x_m, y_m) >= 0)[:number]
    area.store.close()
    if len(inside) < number:
        message = f"Expected {number} places inside the area; found {len(inside)}."
        raise ValueError(message)
    longitude, latitude = degrees_to_metres().transform(x_m[inside], y_m[inside], direction="INVERSE")
    return pd.DataFrame(
        {
            "name": [f"Place {n}" for n in range(number)],
            "kind": "institution",
            "offer": rng.choice(offers, number),
            "latitude": np.round(latitude, 6),
            "longitude": np.round(longitude, 6),
            "summary": [f"Open to all, run by group {n % 997}" for n in range(number)],
            "source_id": [f"made-up-{n}" for n in range(number)],
        }
    )


def command(home: Path, *words: str) -> None:
    """Run one command of the app.

    Parameters
    ----------
    home
        Its home.
    *words
        What follows ``asset-map``.
    """
    line = [sys.executable, "-m", "asset_map", "--home", str(home), *words]
    done = subprocess.run(line, capture_output=True, text=True, check=False, env=os.environ)
    if done.returncode:
        sys.exit(f"asset-map {words[0]} failed:\n{done.stderr}")


def served(home: Path, *, port: int) -> AppServer:
    """Start the app on a home.

    Parameters
    ----------
    home
        With an area.
    port
        Where it listens; the next free one when it is busy.

    Returns
    -------
    AppServer
        It answers; to be stopped.
    """
    return AppServer(read_settings(home), port)
