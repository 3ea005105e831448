"""What is known of an area and its zones?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from asset_map.geography.catalogue import Edition, ZoneSystem
from asset_map.geography.network import WalkingNetwork


@dataclass(frozen=True)
class Deprivation:
    """One edition over the zones of an area.

    Parameters
    ----------
    edition
        The edition, with its decile definition.
    table
        On the index of the zones; ``rank`` (float64, ties end in .5), ``decile`` (Int64, 1 = most deprived),
        ``population`` (Int64) and ``rank_{domain}`` (float64) for each domain given. Missing is missing, never zero.
    """

    edition: Edition
    table: pd.DataFrame


@dataclass(frozen=True, kw_only=True)
class Geography:
    """The zones of an area with all that is known of them.

    Parameters
    ----------
    area_name
        What the area is called.
    system
        The zone system of its zones.
    zones_bng
        Index ``zone_code``, sorted; ``zone_name``, ``population`` (Int64), ``council_name`` and other larger areas
        where known, and ``geometry`` in full detail, EPSG:27700.
    population_source
        What the population counts, by whom, and the file it comes from; empty without one.
    editions
        Deprivation by edition id, the default first.
    postcodes
        Index ``postcode`` (letters and digits), with ``easting_m`` and ``northing_m``, EPSG:27700; may be empty.
    context_bng
        Streets, water and the like to draw below, ``name`` and ``category``, EPSG:27700; None without any.
    beyond_bng
        Zones of neighbouring councils with a part at most 1,200 m beyond the area's edge, with the columns of
        ``zones_bng``: their people count as demand near the edge, and they are in no map, list or total. None where the
        boundaries hold no such zones.
    network
        Paths for measuring distances on foot; None without any.
    digest
        SHA-256 over everything installed: it changes when anything changes. Empty until it is saved.
    """

    area_name: str
    system: ZoneSystem
    zones_bng: gpd.GeoDataFrame
    population_source: str
    editions: Mapping[str, Deprivation]
    postcodes: pd.DataFrame
    context_bng: gpd.GeoDataFrame | None = None
    beyond_bng: gpd.GeoDataFrame | None = None
    network: WalkingNetwork | None = None
    digest: str = ""

    @property
    def fictional(self) -> bool:
        """Whether the place is made up."""
        return self.system.fictional

    @property
    def default_edition(self) -> str | None:
        """Id of the newest edition; of two of one year, the one the catalogue names first. None without any."""
        return next(iter(self.editions), None)
