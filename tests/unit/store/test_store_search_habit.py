"""No write of a record passes the search index by: a new one is noticed here."""

from __future__ import annotations

import re
from pathlib import Path

import asset_map.store

WRITE = re.compile(
    r"\b(insert_many(?=\(connection, assets,)|insert(?=\(assets\))|update(?=\(assets\))|delete(?=\(assets\)))"
)
FOLDER = Path(asset_map.store.__file__).parent


def test_assets_are_written_where_they_are_indexed() -> None:
    writes = {
        file.name: WRITE.findall(text) for file in FOLDER.glob("*.py") if WRITE.search(text := file.read_text("utf-8"))
    }
    # To place a record anew, or to take another key for its row, changes nothing that is searched; what goes takes its
    # words along. Who sent a record is not searched; what erasing and taking a
    # consent back change is indexed in `store.erasures` and `store.consents`.
    assert writes == {
        "assets.py": ["insert_many", "update", "delete"],
        "consents.py": ["update"],
        "erasing_said.py": ["update"],
        "forgetting.py": ["update"],
        "zones.py": ["update"],
    }
    assert (FOLDER / "assets.py").read_text("utf-8").count("index_assets(connection") == 1
    assert (FOLDER / "assets.py").read_text("utf-8").count("put_in_index(connection") == 1
    assert (FOLDER / "assets.py").read_text("utf-8").count("insert_many(connection, asset_search") == 1
