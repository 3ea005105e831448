"""Do GDAL's commands and QGIS read the live layers, page by page, and get what files hold?

Needs ``ogrinfo``, ``ogr2ogr`` and QGIS from Debian's packages (``apt-get install --no-install-recommends gdal-bin qgis
python3-qgis``). Run ``python -m bench.live_layers``: the demo town with a line and an area more is served; ``ogrinfo``
lists the layers, ``ogr2ogr`` pages through all of them into a GeoPackage, QGIS reads each one, and features, values and
shapes are compared with the rows that files are written from.
"""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import shapely

from asset_map.domain.asset import AssetDraft
from asset_map.domain.dates import local_date
from asset_map.domain.protection import Audience
from asset_map.services.demo import open_demo
from asset_map.services.features.collections import COLLECTIONS, layer_of
from asset_map.services.look import Question
from asset_map.services.record import record
from asset_map.services.take_away.asked import Taken
from asset_map.services.workspace import Workspace
from asset_map.settings import read_settings
from tests.browser.serving import serve

PAGE_SIZE = "50"
PYTHON_OF_QGIS = "/usr/bin/python3"
NOW = dt.datetime.now(dt.UTC)

READ = """
import sys
from qgis.core import Qgis, QgsApplication, QgsVectorLayer, QgsWkbTypes

app = QgsApplication([], False)
app.initQgis()
print("QGIS", Qgis.QGIS_VERSION)
for name in sys.argv[2:]:
    layer = QgsVectorLayer(f"url='{sys.argv[1]}' typename='{name}' srsname='EPSG:4326' pageSize='50'", name, "OAPIF")
    shape = QgsWkbTypes.displayString(layer.wkbType())
    print(f"{name:18}{sum(1 for _ in layer.getFeatures()):6} features, {len(layer.fields())} columns, {shape}")
del layer
app.exitQgis()
"""


def main() -> None:
    """Serve the demo town and have it read."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        workspace = open_demo(read_settings(home), now=NOW)
        _add_shapes(workspace)
        served = serve(home, port=8670)
        try:
            for path in ("/ogc", "/ogc/offers/food"):
                _read_with_gdal(served.address + path, path.rpartition("/ogc/offers/")[2], Path(folder), workspace)
                _read_with_qgis(served.address + path)
        finally:
            served.stop()


def _add_shapes(workspace: Workspace) -> None:
    west, south, east, north = gpd.GeoSeries(workspace.geography.zones_bng.geometry).to_crs(4326).total_bounds
    x, y = (west + east) / 2, (south + north) / 2
    shapes = {"A path": shapely.LineString([(x, y), (x + 0.002, y)]), "A park": shapely.box(x, y, x + 0.002, y + 0.001)}
    for name, shape in shapes.items():
        draft = AssetDraft(name=name, kind="place", offers=("green",), shape=shapely.to_geojson(shape))
        record(draft, workspace, now=NOW, actor="bench")


def _read_with_gdal(address: str, offer: str, folder: Path, workspace: Workspace) -> None:
    source, file = f"OAPIF:{address}", folder / "read.gpkg"
    print(_said(["ogrinfo", "--version"]))
    print(_said(["ogrinfo", "-q", source]))
    file.unlink(missing_ok=True)
    begun = time.perf_counter()
    _said(["ogr2ogr", "-oo", f"PAGE_SIZE={PAGE_SIZE}", "-lco", "GEOMETRY_NAME=geometry", str(file), source])
    print(f"ogr2ogr read all layers of {address}, {PAGE_SIZE} features a page, in {time.perf_counter() - begun:.1f} s")
    question = Question("" if offer.startswith("/") else offer, Audience.PUBLIC, local_date(NOW))
    for name, collection in COLLECTIONS.items():
        rows = layer_of(collection, Taken(what=collection.what, question=question), workspace)[1].rows
        read = pyogrio.read_dataframe(file, layer=name)
        print(f"{name:18}{len(rows):6} rows, {len(read):6} read, {_differences(rows, read)}")


def _differences(rows: pd.DataFrame, read: pd.DataFrame) -> str:
    if len(rows) != len(read):
        return "NOT ALL OF THEM"
    if not len(rows):  # GDAL gives a layer without features no columns
        return "nothing to compare"
    names = [name for name in rows if name != "geometry" and _texts(rows[name]) != _texts(read[name])]
    apart = 0.0
    if isinstance(rows, gpd.GeoDataFrame) and len(rows):
        there = rows.geometry.notna().to_numpy()
        if list(there) != list(read.geometry.notna()):
            return "OTHER ROWS HAVE A PLACE"
        degrees = rows.geometry.to_crs(4326)[there].to_numpy()
        apart = float(shapely.hausdorff_distance(degrees, read.geometry.to_crs(4326)[there].to_numpy()).max())
    return f"other values in {', '.join(names) or 'no column'}, shapes at most {apart:.1e} degrees apart"


def _texts(column: pd.Series) -> list[str]:
    if str(column.dtype).startswith(("date32", "datetime")):
        column = pd.to_datetime(column).dt.strftime("%Y-%m-%d")
    elif pd.api.types.is_numeric_dtype(column.dtype):
        column = column.astype("Float64").round(9)
    return column.astype("object").where(column.notna(), None).map(str).tolist()


def _read_with_qgis(address: str) -> None:
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "XDG_RUNTIME_DIR": tempfile.gettempdir()}
    print(_said([PYTHON_OF_QGIS, "-c", READ, address, *COLLECTIONS], environment))


def _said(words: Iterable[str], environment: dict[str, str] | None = None) -> str:
    return subprocess.run(list(words), check=True, capture_output=True, text=True, env=environment).stdout.strip()


if __name__ == "__main__":
    main()
