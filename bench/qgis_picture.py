"""What do QGIS and GDAL make of the exported GeoPackage, beside the app's own map? Pictures to be looked at.

Needs QGIS from Debian's packages (``apt-get install --no-install-recommends qgis python3-qgis``). Run
``python -m bench.qgis_picture FOLDER``: the demo town is exported, GDAL's own validation of GeoPackages reads it whole,
``/usr/bin/python3`` opens it with nothing but its usual style, says what it found, and draws each layer and style into
FOLDER; the app's own picture of each theme stands beside it as a page.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import subprocess
import tempfile
from pathlib import Path

from asset_map.domain.protection import Audience
from asset_map.exports.formats import Format, What
from asset_map.maps.picture import zones_svg
from asset_map.maps.picture_legend import legend_html
from asset_map.services.demo import open_demo
from asset_map.services.look import Question
from asset_map.services.strengths_map import MapQuestion, strengths_layer_of
from asset_map.services.take_away.asked import Taken
from asset_map.services.take_away.file import export_file
from asset_map.settings import read_settings

PYTHON_OF_QGIS = "/usr/bin/python3"

VALIDATION = "osgeo_utils.samples.validate_gpkg"
"""In Debian's python3-gdal, which comes with QGIS."""

DRAW = """
import json, os, sys
from pathlib import Path
from qgis.core import QgsApplication, QgsMapRendererParallelJob, QgsMapSettings, QgsVectorLayer
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor
from qgis.PyQt.QtXml import QDomDocument

file, folder = sys.argv[1], Path(sys.argv[2])
app = QgsApplication([], False)
app.initQgis()
told = {}
for name in ("assets", "zones", "reach", "coverage", "neighbourhoods"):
    layer = QgsVectorLayer(f"{file}|layername={name}", name, "ogr")
    usual = layer.renderer()
    own, ids, names, *_ = layer.listStylesInDatabase()
    styles = [("usual", None), *list(zip(names, ids))[:own]]
    told[name] = {
        "valid": layer.isValid(), "rows": layer.featureCount(), "renderer": usual.type(), "styles": names[:own],
        "legend": [one.label() for one in usual.categories()] if usual.type() == "categorizedSymbol" else [],
        "title": layer.metadata().title(), "licence": layer.metadata().licenses(),
        "alias": {one.name(): layer.attributeAlias(at) for at, one in enumerate(layer.fields())},
        "names_a_row_by": layer.displayExpression(),
    }
    for number, (style, style_id) in enumerate(styles):
        if style_id is not None:
            document = QDomDocument()
            document.setContent(layer.getStyleFromDatabase(style_id)[0])
            layer.importNamedStyle(document)
        settings = QgsMapSettings()
        settings.setLayers([layer])
        settings.setBackgroundColor(QColor("white"))
        settings.setOutputSize(QSize(900, 700))
        settings.setDestinationCrs(layer.crs())
        extent = layer.extent()
        extent.scale(1.05)
        settings.setExtent(extent)
        job = QgsMapRendererParallelJob(settings)
        job.start()
        job.waitForFinished()
        plain = "".join(sign if sign.isalnum() else "-" for sign in style)
        job.renderedImage().save(str(folder / f"qgis-{name}-{number}-{plain}.png"))
print(json.dumps(told), flush=True)
os._exit(0)  # QGIS 3.22 falls over its own layers when it ends
"""


def main() -> None:
    """Draw both, and say what QGIS found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where the pictures go")
    parser.add_argument("--offer", default="food")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    now = dt.datetime.now(dt.UTC)
    with tempfile.TemporaryDirectory() as home:
        workspace = open_demo(read_settings(Path(home), None), now=now)
        question = Question(asked.offer, Audience.PUBLIC, now.date())
        file = asked.folder / "everything.gpkg"
        taken = Taken(what=What.EVERYTHING, question=question)
        export_file(taken, workspace, out=file, made_in=Format.GEOPACKAGE)
        drawn = strengths_layer_of(MapQuestion(question), workspace)
        for theme in drawn.themes:
            picture = zones_svg(drawn, theme.theme_id, title=theme.title, width_px=900)
            page = f"<!doctype html><meta charset=utf-8>{picture}{legend_html(drawn, theme.theme_id)}"
            (asked.folder / f"app-{theme.theme_id}.html").write_text(page, "utf-8")
        workspace.store.close()
    valid = subprocess.run(
        [PYTHON_OF_QGIS, "-m", VALIDATION, "-k", str(file)], capture_output=True, check=False, text=True
    )
    print("GDAL's validation:", valid.stdout + valid.stderr or "nothing found wrong")
    script = asked.folder / "draw.py"
    script.write_text(DRAW, "utf-8")
    made = subprocess.run(
        [PYTHON_OF_QGIS, str(script), str(file), str(asked.folder)],
        env={"PATH": os.environ["PATH"], "QT_QPA_PLATFORM": "offscreen", "HOME": str(asked.folder)},
        capture_output=True,
        check=True,
        text=True,
    )
    for name, told in json.loads(made.stdout.strip().splitlines()[-1]).items():
        print(name, json.dumps(told, ensure_ascii=False))


if __name__ == "__main__":
    main()
