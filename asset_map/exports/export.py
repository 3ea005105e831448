"""What is taken away? Made once by a service; each format writes the same `Export`, so they cannot disagree."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from asset_map.domain.run_card import RunCard
from asset_map.maps.layer import LegendClass


@dataclass(frozen=True)
class Column:
    """One line of a data dictionary.

    Parameters
    ----------
    name
        The column's name in files.
    title
        What people call it.
    meaning
        What stands in it, in one or two sentences.
    unit
        For instance ``m`` or ``people``; empty where it has none.
    source
        Where it comes from; empty for what this tool worked out or people recorded.
    """

    name: str
    title: str
    meaning: str
    unit: str = ""
    source: str = ""


@dataclass(frozen=True)
class ClassStyle:
    """One way of colouring a layer, as the app's own map does.

    Parameters
    ----------
    name
        What people choose it by.
    column
        The column that says the class of each row.
    classes
        The lines of the legend, in order; a row of none of them is not drawn.
    note
        What has to be known to read it.
    codes
        What stands in the column for each class; empty where it is the label of the class.
    """

    name: str
    column: str
    classes: tuple[LegendClass, ...]
    note: str = ""
    codes: tuple[str, ...] = ()

    @property
    def values(self) -> tuple[str, ...]:
        """What stands in the column for each class, in the order of ``classes``.

        Returns
        -------
        tuple of str
            Codes, or labels.
        """
        return self.codes or tuple(one.label for one in self.classes)


@dataclass(frozen=True, eq=False)
class ExportLayer:
    """One layer or table.

    Parameters
    ----------
    name
        Its name in files, lower case.
    title, description
        What it is, for people.
    rows
        What is written, in this order: a GeoDataFrame in EPSG:27700 (points, lines and areas; missing where a row has
        no place), or a table without geometry. Days are ``date32[day][pyarrow]``, moments ``datetime64[us, UTC]``;
        lists are text with semicolons between.
    columns
        Every column but the geometry, in order.
    label
        The column that names a row; empty where none does.
    styles
        The ways of colouring it, the one that it opens with first.
    """

    name: str
    title: str
    description: str
    rows: pd.DataFrame | gpd.GeoDataFrame
    columns: tuple[Column, ...]
    label: str = ""
    styles: tuple[ClassStyle, ...] = ()

    @property
    def has_places(self) -> bool:
        """Whether it is a layer, and no table.

        Returns
        -------
        bool
            False for a table without geometry.
        """
        return isinstance(self.rows, gpd.GeoDataFrame)


@dataclass(frozen=True, eq=False)
class Export:
    """Everything that is written into one file.

    Parameters
    ----------
    title, abstract
        What it is and of where, for people.
    layers
        The layers and tables, the main one first. Formats that hold one layer only write the first.
    card
        How all of it was worked out. Its date ``as_of`` is the date of the file, so that the same question to the same
        records gives the same bytes.
    caveats
        What has to be known before a figure is used, a sentence each.
    attribution
        The credits that the sources of boundaries and data ask for.
    licence
        On which terms it may be used.
    keywords
        Words to find it by in a catalogue.
    """

    title: str
    abstract: str
    layers: tuple[ExportLayer, ...]
    card: RunCard
    caveats: tuple[str, ...] = ()
    attribution: str = ""
    licence: str = ""
    keywords: tuple[str, ...] = ()
