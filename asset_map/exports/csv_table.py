"""CSV that spreadsheets open as it is meant: marked as UTF-8, and with nothing in it that runs as a formula."""

from __future__ import annotations

import codecs
from pathlib import Path

import pyarrow as pa
from pyarrow.csv import CSVWriter, WriteOptions

from asset_map.exports.degrees import with_degrees
from asset_map.exports.export import Export
from asset_map.exports.formulas import guard_formulas
from asset_map.exports.moments import with_written_moments
from asset_map.exports.notes import card_columns

OPTIONS = WriteOptions(eol="\r\n", quoting_style="needed", quoting_header="none")


def write_csv_table(export: Export, path: Path) -> None:
    """Write the first layer as CSV (RFC 4180), every text in quotes.

    Parameters
    ----------
    export
        What is written.
    path
        The file. Points have ``latitude`` and ``longitude`` (degrees, EPSG:4326); how the figures were worked out
        stands in the last columns, the same in each row.
    """
    rows = guard_formulas(with_written_moments(with_degrees(export.layers[0].rows)))
    truths = rows.select_dtypes(["bool", "boolean"]).astype("str")
    card = {name: value for name, value in card_columns(export.card).items() if name not in rows}
    table = pa.Table.from_pandas(rows.assign(**truths), preserve_index=False)
    for name, value in card.items():
        table = table.append_column(name, pa.repeat(value, len(rows)))
    with path.open("wb") as file:
        file.write(codecs.BOM_UTF8)
        with CSVWriter(file, table.schema, write_options=OPTIONS) as out:
            out.write_table(table)
