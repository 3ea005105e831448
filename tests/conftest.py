"""What several kinds of test need."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

REQUIRE_ALL = os.environ.get("ASSET_MAP_REQUIRE_ALL") == "1"


def skip_or_fail(missing: str) -> None:
    """Skip a test that lacks something, or fail it where everything is required."""
    if REQUIRE_ALL:
        pytest.fail(missing)
    pytest.skip(missing)


@pytest.fixture(scope="session")
def official_data() -> Path:
    """Return the folder of official downloads."""
    folder = os.environ.get("ASSET_MAP_OFFICIAL_DATA", "")
    if not folder or not Path(folder).is_dir():
        skip_or_fail("ASSET_MAP_OFFICIAL_DATA names no folder of official downloads")
    return Path(folder)
