"""What is in the feed? The services of an area, made one by one as they are asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from asset_map.domain.classification import Classification
from asset_map.exports.open_referral.identity import Entry, identity
from asset_map.exports.open_referral.service import Record, organisation_of, service_of
from asset_map.exports.open_referral.terms import CROSSWALK

SERVICE_OBJECTS: Final = frozenset({"service", "organization"})
"""A kind is in the feed when the classification names one of these as its counterpart."""

_DECIMALS: Final = 7


@dataclass(frozen=True, eq=False)
class Feed:
    """Services and who runs them, for one audience on one day.

    Parameters
    ----------
    rows
        The records that are services, by the id of the service, in the order of the feed; ``location_link_id`` is empty
        where no place may be told.
    organisations
        The records of who runs them, by the id of the organisation.
    scheme
        Kinds, offers, access features and languages.
    as_of
        The day.
    """

    rows: pd.DataFrame
    organisations: pd.DataFrame
    scheme: Classification
    as_of: dt.date

    def services(self, rows: pd.DataFrame) -> list[Entry]:
        """Return services with all that belongs to them.

        Parameters
        ----------
        rows
            Some of ``rows``.

        Returns
        -------
        list of dict
            In their order.
        """
        runners = self.organisations.loc[rows["organisation_id"]]
        return [
            service_of(row, runner, self.scheme, month=self.as_of.month)
            for row, runner in zip(_records(rows), _records(runners), strict=True)
        ]

    def organisation_entries(self, rows: pd.DataFrame) -> list[Entry]:
        """Return organisations, each with the ids of its services.

        Parameters
        ----------
        rows
            Some of ``organisations``.

        Returns
        -------
        list of dict
            In their order.
        """
        run = self.rows[["organisation_id", "name"]]
        named = run[run["organisation_id"].isin(rows.index)]
        services: dict[str, list[Entry]] = {}
        for service_id, organisation_id, name in named.itertuples():
            services.setdefault(organisation_id, []).append({"id": service_id, "name": name})
        return [
            {**organisation_of(row), "services": services[str(key)]}
            for key, row in zip(rows.index, _records(rows), strict=True)
        ]


def feed_of(assets: gpd.GeoDataFrame, run_by: Mapping[str, str], scheme: Classification, *, as_of: dt.date) -> Feed:
    """Return the feed of some records.

    Parameters
    ----------
    assets
        What an audience sees, EPSG:27700; see `asset_map.services.look.view_assets`.
    run_by
        The id of the record that runs another, by that other's id, as the audience may know.
    scheme
        Kinds, offers, access features and languages.
    as_of
        The day to judge by.

    Returns
    -------
    Feed
        Of the records that are in use or were, give something, and are of a kind that is a service or an organisation.
    """
    kinds = {code for code, kind in scheme.kinds.items() if SERVICE_OBJECTS & set(kind.crosswalk.get(CROSSWALK, ()))}
    gives = np.fromiter((bool(offers) for offers in assets["offers"]), dtype=bool, count=len(assets))
    is_kind = assets["kind"].isin(kinds).to_numpy()
    rows = _with_degrees(assets[is_kind & gives])
    whole = pd.DataFrame(assets.drop(columns="geometry"))
    known = set(whole.loc[is_kind, "asset_id"])
    runner = [run_by[one] if run_by.get(one) in known else one for one in rows["asset_id"]]
    has_place = rows["latitude"].notna() | rows["address"].ne("") | rows["postcode"].ne("")
    links = [
        identity("service_at_location", one) if has else ""
        for one, has in zip(rows["asset_id"], has_place, strict=True)
    ]
    rows = rows.assign(organisation_id=[identity("organization", one) for one in runner], location_link_id=links)
    organisations = whole[whole["asset_id"].isin(runner)]
    return Feed(
        rows=rows.set_index(pd.Index([identity("service", one) for one in rows["asset_id"]], dtype="object")),
        organisations=organisations.set_index(
            pd.Index([identity("organization", one) for one in organisations["asset_id"]], dtype="object")
        ),
        scheme=scheme,
        as_of=as_of,
    )


def _records(rows: pd.DataFrame) -> list[Record]:
    columns = [rows[name].to_numpy(dtype=object).tolist() for name in rows]
    return [dict(zip(map(str, rows.columns), cells, strict=True)) for cells in zip(*columns, strict=True)]


def _with_degrees(assets: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the table with the point of each, or a point on its line or in its area."""
    points = assets.geometry.representative_point()
    degrees = points.to_crs(4326)

    def rounded(values: pd.Series[float]) -> npt.NDArray[np.float64]:
        return np.round(values.to_numpy(dtype=np.float64), _DECIMALS)

    return pd.DataFrame(assets.drop(columns="geometry")).assign(
        latitude=rounded(degrees.y),
        longitude=rounded(degrees.x),
        easting_m=points.x.to_numpy(),
        northing_m=points.y.to_numpy(),
    )
