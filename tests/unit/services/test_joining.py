"""Joining a file to the zones keeps all that the file says."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from asset_map.services.join import join_file
from asset_map.services.workspace import Workspace


def test_columns_called_like_the_new_ones_are_kept(tiny: Workspace, tmp_path: Path) -> None:
    rows = {"postcode": ["ZZ1 1AA"], "problem": ["damp"], "zone_name": ["North"], "zone_name_given": ["N"]}
    pd.DataFrame(rows).to_csv(tmp_path / "in.csv", index=False)
    join_file(tmp_path / "in.csv", tiny, out=tmp_path / "out.csv")
    joined = pd.read_csv(tmp_path / "out.csv", keep_default_na=False)
    kept = joined[["problem_given", "zone_name_given_given", "zone_name_given", "problem"]]
    assert kept.to_numpy().tolist() == [["damp", "North", "N", ""]]
    assert joined.columns.is_unique


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_layer_joined_to_a_table_keeps_its_places(tiny: Workspace, tmp_path: Path, ending: str) -> None:
    points = tiny.geography.zones_bng.geometry.representative_point().to_crs(4326).reset_index(drop=True)
    gpd.GeoDataFrame({"name": list("abcdef")}, geometry=points).to_file(tmp_path / "in.geojson")
    join_file(tmp_path / "in.geojson", tiny, out=tmp_path / f"out.{ending}")
    out = tmp_path / f"out.{ending}"
    joined = pd.read_csv(out) if ending == "csv" else pd.read_excel(out, engine="openpyxl")
    assert joined["latitude"].tolist() == pytest.approx(points.y.tolist(), abs=1e-6)
    assert joined["longitude"].tolist() == pytest.approx(points.x.tolist(), abs=1e-6)
