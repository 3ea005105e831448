"""What has to stand beside figures that are taken away: how they were worked out, and what each column means."""

from __future__ import annotations

from typing import Any

import pandas as pd

from asset_map.domain.run_card import RunCard
from asset_map.exports.export import Export
from asset_map.language import gettext as _

ABOUT_COLUMNS = ("what", "value")
DICTIONARY_COLUMNS = ("layer", "column", "title", "meaning", "unit", "source")


def about_rows(export: Export) -> pd.DataFrame:
    """Return what a file is, how it was worked out and what to know before it is used.

    Parameters
    ----------
    export
        What is taken away.

    Returns
    -------
    pandas.DataFrame
        Texts: ``what`` and ``value``; a caveat a row, and the run card with its notes.
    """
    card = export.card
    first = [(_("Title"), export.title), (_("What this is"), export.abstract)]
    layers = [(layer.title, layer.description) for layer in export.layers]
    facts = list(card.rows())
    if not card.distances_m:
        facts.insert(-len(card.notes) or len(facts), (_("Distances"), _("none measured here")))
    caveats = [(_("Before you use it"), caveat) for caveat in export.caveats]
    last = [(_("Licence"), export.licence), (_("Credits"), export.attribution)]
    rows = [row for row in (*first, *layers, *facts, *caveats, *last) if row[1]]
    return pd.DataFrame(rows, columns=list(ABOUT_COLUMNS), dtype="str")


def facts_of(export: Export) -> dict[str, Any]:
    """Return the same for programs.

    Parameters
    ----------
    export
        What is taken away.

    Returns
    -------
    dict
        Ready for JSON: ``title``, ``abstract``, ``run_card`` (as `RunCard.facts` gives it), ``caveats``, ``licence``,
        ``attribution``, and the data dictionary of the first layer as ``columns``.
    """
    first = export.layers[0]
    return {
        "title": export.title,
        "abstract": export.abstract,
        "run_card": export.card.facts(),
        "caveats": list(export.caveats),
        "licence": export.licence,
        "attribution": export.attribution,
        "columns": {one.name: {"title": one.title, "meaning": one.meaning, "unit": one.unit} for one in first.columns},
    }


def card_columns(card: RunCard) -> dict[str, str]:
    """Return the run card as columns for formats that hold nothing else.

    Parameters
    ----------
    card
        How figures were worked out.

    Returns
    -------
    dict
        Texts by column, the same for each row.
    """
    return {
        "audience": card.audience.value,
        "as_of": card.as_of.isoformat(),
        "deprivation_edition": card.edition,
        "decile_definition": card.decile_definition,
        "zone_vintage": card.boundary_vintage,
        "distances_m": ";".join(map(str, card.distances_m)),
        "coverage_known": card.coverage,
        "software_version": card.software_version,
    }


def dictionary_rows(export: Export) -> pd.DataFrame:
    """Return the data dictionary.

    Parameters
    ----------
    export
        What is taken away.

    Returns
    -------
    pandas.DataFrame
        Texts: ``layer``, ``column``, ``title``, ``meaning``, ``unit``, ``source``; a row a column of each layer.
    """
    rows = [
        (layer.name, one.name, one.title, one.meaning, one.unit, one.source)
        for layer in export.layers
        for one in layer.columns
    ]
    return pd.DataFrame(rows, columns=list(DICTIONARY_COLUMNS), dtype="str")
