"""What has to stand beside figures that are taken away: how they were worked out, and what each column means."""

from __future__ import annotations

import pandas as pd

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
