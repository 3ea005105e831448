"""Taking something away as a file."""

from __future__ import annotations

import re
import tempfile
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from asset_map.errors import UserError
from asset_map.exports.export import Export
from asset_map.exports.files import check_place
from asset_map.exports.formats import FACTS, Format, What
from asset_map.exports.writing import write_export
from asset_map.language import gettext as _
from asset_map.services.take_away.asked import Taken
from asset_map.services.take_away.making import left_out, make_export
from asset_map.services.workspace import Workspace

_NOT_IN_A_NAME = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class ExportReport:
    """What was written.

    Parameters
    ----------
    what, audience, offer, format
        What was asked for.
    rows
        Number of rows of the first layer.
    without_place
        Rows among them that have no place, because none is known or none may be shown.
    layers
        Number of rows of each layer, by its name.
    left_out
        What filters left out, a sentence each.
    bytes
        Size of the file.
    out
        The file.
    """

    what: str
    audience: str
    offer: str
    format: str
    rows: int
    without_place: int
    layers: dict[str, int]
    left_out: tuple[str, ...]
    bytes: int
    out: str


def export_file(taken: Taken, workspace: Workspace, *, out: Path, made_in: Format) -> ExportReport:
    """Write what is taken away.

    Parameters
    ----------
    taken
        What is asked for.
    workspace
        The area.
    out
        The file. It is replaced only when all was written.
    made_in
        The format.

    Returns
    -------
    ExportReport
        The numbers.

    Raises
    ------
    UserError
        When something asked for is not known, the format cannot hold it, or the file cannot be written.
    """
    check_place(out)
    export = export_for(taken, made_in, workspace)
    size = write_export(export, out, made_in)
    first = export.layers[0].rows
    shapes = first.geometry if export.layers[0].has_places else None
    return ExportReport(
        what=taken.what.value,
        audience=taken.question.audience.value,
        offer=taken.question.offer,
        format=made_in.value,
        rows=len(first),
        without_place=0 if shapes is None else int((shapes.isna() | shapes.is_empty).sum()),
        layers={layer.name: len(layer.rows) for layer in export.layers},
        left_out=left_out(taken, workspace),
        bytes=size,
        out=str(out),
    )


def export_bytes(taken: Taken, made_in: Format, workspace: Workspace) -> bytes:
    """Return what is taken away, as the bytes of its file.

    Parameters
    ----------
    taken
        What is asked for.
    made_in
        The format.
    workspace
        The area; it keeps the bytes until a record changes.

    Returns
    -------
    bytes
        The same for the same question to the same records.

    Raises
    ------
    UserError
        When something asked for is not known, or the format cannot hold it.
    """

    def _write() -> bytes:
        with tempfile.TemporaryDirectory(prefix="asset-map-") as folder:
            path = Path(folder) / file_name(taken, made_in, workspace)
            write_export(export_for(taken, made_in, workspace), path, made_in)
            return path.read_bytes()

    return workspace.remember(("export bytes", taken, made_in), _write)


def export_for(taken: Taken, made_in: Format, workspace: Workspace) -> Export:
    """Return what is taken away as a format can hold it.

    Parameters
    ----------
    taken
        What is asked for.
    made_in
        The format.
    workspace
        The area.

    Returns
    -------
    Export
        With one layer only, where the format holds no more.

    Raises
    ------
    UserError
        When something asked for is not known, or the format cannot hold it.
    """
    facts = FACTS[made_in]
    if taken.what is What.EVERYTHING and not facts.holds_layers:
        fitting = ", ".join(name for name, one in FACTS.items() if one.holds_layers)
        expected = _(
            "Expected a format that holds several layers ({fitting}); found {found}. Take one of them, or a layer."
        )
        raise UserError(expected.format(fitting=fitting, found=made_in.value))
    return make_export(taken, workspace, as_tables=not facts.holds_places)


def file_name(taken: Taken, made_in: Format, workspace: Workspace) -> str:
    """Return a name for a file, so that its folder tells files of different questions apart.

    Parameters
    ----------
    taken
        What is asked for.
    made_in
        The format.
    workspace
        The area.

    Returns
    -------
    str
        For instance ``glasgow-city-zones-food-public-2026-11-21.gpkg``.
    """
    question = taken.question
    parts = (
        workspace.geography.area_name,
        taken.neighbourhood_id,
        taken.what.value,
        taken.kind,
        question.offer,
        question.audience.value,
        question.day.isoformat(),
    )
    plain = unicodedata.normalize("NFKD", " ".join(parts)).encode("ascii", "ignore").decode().lower()
    return _NOT_IN_A_NAME.sub("-", plain).strip("-")[:150] + FACTS[made_in].suffix
