"""How long does it take to take in a long list, and how much memory does it need?

Run ``python -m bench.lists`` with ``ASSET_MAP_OFFICIAL_DATA`` naming the folder of official downloads. Glasgow is
installed with the postcodes of all Scotland; a made-up list goes in by the command, in a process of its own. Seconds of
the processor are told beside those of the clock, as other work may go on.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

GLASGOW = "S12000049"
SEED = 2026
FILES = {
    "--boundaries": "glasgow-simd-2020v2.geojson",
    "--deprivation": "simd2020_withinds.csv",
    "--postcodes": "codepoint_open_scotland_2020-08.parquet",
}


def main() -> None:
    """Run the benchmark and print one line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000, help="rows of the list")
    rows = parser.parse_args().rows
    data = Path(os.environ["ASSET_MAP_OFFICIAL_DATA"])
    with tempfile.TemporaryDirectory() as folder:
        home, path = Path(folder, "home"), Path(folder, "list.csv")
        command = [sys.executable, "-m", "asset_map", "--home", str(home)]
        files = [word for option, name in FILES.items() for word in (option, str(data / name))]
        subprocess.run([*command, "geography", "add", *files], check=True, capture_output=True)
        made_up(data / FILES["--postcodes"], rows).to_csv(path, index=False)
        began_s = time.perf_counter()
        importing = subprocess.Popen(
            [*command, "import", str(path)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        _, code, used = os.wait4(importing.pid, 0)
        took_s = time.perf_counter() - began_s
    if code:
        sys.exit(f"The list of {rows:,} rows was not taken in.")
    processor_s, memory_mb = used.ru_utime + used.ru_stime, used.ru_maxrss * 1024 / 1e6
    print(f"{rows:,} rows: {took_s:.1f} s, {processor_s:.1f} s of the processor, {memory_mb:.0f} MB at most")


def made_up(postcodes: Path, rows: int, *, council: str = GLASGOW) -> pd.DataFrame:
    """Return a list of twelve columns whose places lie within 60 m of a postcode.

    Parameters
    ----------
    postcodes
        Code-Point Open as Parquet.
    rows
        How many rows.
    council
        Code of the council whose postcodes are taken; empty for all.

    Returns
    -------
    pandas.DataFrame
        The same for the same number.
    """
    rng = np.random.default_rng(SEED)
    known = pd.read_parquet(postcodes)
    known = known[known["eastings"].gt(0) & (known["admin_district_code"].eq(council) | (not council))]
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


if __name__ == "__main__":
    main()
