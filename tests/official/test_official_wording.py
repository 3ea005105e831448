"""How often do the names on official lists raise a false alarm?"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from asset_map.domain.asset import AssetDraft
from asset_map.services.wording import warnings_for
from asset_map.services.workspace import Workspace

pytestmark = pytest.mark.official

LISTS = {
    "nhsggc_gps_2020-07.csv": "Name",
    "nhsggc_dentists_2020-07.csv": "Name",
    "nhsggc_opticians_2020-07.csv": "Name",
    "nhsggc_hospitals_2020-07.csv": "Name",
    "nhsggc_shclinics_2020-07.csv": "Name",
    "warm_spaces_scotland_2026-08.csv": "title",
}
MOST_ALARMS = 0.03
"""Share of names with a warning; here even a true one is a bother, for a shop that bears its owner's name."""


def test_few_names_of_services_raise_an_alarm(official_data: Path, tiny: Workspace) -> None:
    names = sorted(
        {
            name
            for file, column in LISTS.items()
            for name in pd.read_csv(official_data / file, dtype=str, keep_default_na=False)[column]
        }
    )
    warned = [name for name in names if warnings_for(AssetDraft(name=name), tiny)]
    print(f"{len(warned)} of {len(names)} names raise a warning ({len(warned) / len(names):.1%}): {'; '.join(warned)}")  # noqa: T201
    assert len(names) > 1000
    assert "12 Melfort Avenue" in " ".join(warned)  # an address in a name is found
    assert len(warned) / len(names) <= MOST_ALARMS
