"""CSV that spreadsheets open as it is meant: marked as UTF-8, and with nothing in it that runs as a formula."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from asset_map.exports.degrees import with_degrees
from asset_map.exports.export import Export
from asset_map.exports.files import write_csv
from asset_map.exports.formulas import guard_formulas
from asset_map.exports.moments import with_written_moments
from asset_map.exports.notes import card_columns


def write_csv_table(export: Export, path: Path) -> None:
    """Write the first layer as CSV (RFC 4180).

    Parameters
    ----------
    export
        What is written.
    path
        The file. Points have ``latitude`` and ``longitude`` (degrees, EPSG:4326); how the figures were worked out
        stands in the last columns, the same in each row.
    """
    rows = with_written_moments(with_degrees(export.layers[0].rows))
    card = {name: value for name, value in card_columns(export.card).items() if name not in rows}
    write_csv(guard_formulas(pd.DataFrame(rows).assign(**card)), path)
