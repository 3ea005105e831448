"""What do people in Inverfable have, and where has anybody looked?"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

COLUMNS = [
    "name",
    "kind",
    "offer",
    "latitude",
    "longitude",
    "postcode",
    "address",
    "summary",
    "status",
    "opening_times",
    "cost",
    "who_for",
    "phone",
    "email",
    "web",
    "protection",
    "review_state",
    "last_checked_days_ago",
    "source_id",
    "story",
    "own_words",
    "own_words_language",
]
"""The columns of ``assets.csv``, in order."""
WORDS = ("summary", "opening_times", "cost", "who_for", "story", "own_words", "own_words_language")
"""The columns that an entry gives as they are."""
LEANINGS = {"deprived": 1.2, "even": 0.0, "affluent": -1.2}
"""How steeply the chance of a zone rises with its deprivation."""
STARTING_LEVELS = {"person": "unmapped", "association": "area"}
CONTACTS = {"institution": "phone email web", "association": "email", "exchange": "phone web", "place": "phone"}
LASTING_KINDS = {"place", "culture"}
"""Kinds that are checked every two years; the others every year."""
AGES_DAYS = ((4, 350), (380, 710), (750, 1300))
"""Days since the last check of what is checked every year: fresh, due, stale."""
AGE_SHARES = (0.68, 0.21, 0.11)


def make_assets(
    entries: Sequence[Mapping[str, Any]],
    *,
    zones_bng: gpd.GeoDataFrame,
    postcodes_bng: gpd.GeoDataFrame,
    named_bng: gpd.GeoDataFrame,
    decile: NDArray[np.int64],
    rng: np.random.Generator,
) -> gpd.GeoDataFrame:
    """Make the records, each beside a postcode of its zone.

    Parameters
    ----------
    entries
        The entries of ``assets.toml``.
    zones_bng
        Columns ``zone_code``, ``neighbourhood`` and polygons in EPSG:27700.
    postcodes_bng
        Columns ``postcode``, ``zone_code``, ``street`` and points in EPSG:27700.
    named_bng
        Column ``name`` and shapes in EPSG:27700 that an entry may be ``at``.
    decile
        Deprivation decile of each zone, 1 for the most deprived.
    rng
        Where records lie, how to reach them and when they were checked.

    Returns
    -------
    GeoDataFrame
        The columns of ``assets.csv`` but for latitude and longitude, ``zone_code``, and points in EPSG:27700 (none
        for records that have no place).
    """
    wanted = [(entry, place) for entry in entries for place in entry.get("in", [None])]
    homes = postcodes_bng.merge(zones_bng[["zone_code", "neighbourhood"]].assign(decile=decile), on="zone_code")
    middles = named_bng.drop_duplicates("name").assign(geometry=lambda named: named.representative_point())
    landmarks = middles.sjoin(zones_bng[["zone_code", "geometry"]]).set_index("name")
    taken: set[int] = set()
    rows = []
    for number, (entry, place) in enumerate(wanted, start=1):
        spot = None
        if entry.get("protection", STARTING_LEVELS.get(entry["kind"])) != "unmapped":
            spot = _spot(entry, place, homes=homes, landmarks=landmarks, taken=taken, rng=rng)
            taken.add(spot["home"])
        rows.append(_record(entry, place, spot, number=number, rng=rng))
    return gpd.GeoDataFrame(rows, geometry="geometry", crs=zones_bng.crs)


def _spot(
    entry: Mapping[str, Any],
    place: str | None,
    *,
    homes: gpd.GeoDataFrame,
    landmarks: gpd.GeoDataFrame,
    taken: set[int],
    rng: np.random.Generator,
) -> dict[str, Any]:
    if "at" in entry:
        point, zone_code = landmarks.loc[entry["at"], ["geometry", "zone_code"]]
        home = int(homes.distance(point).where(homes["zone_code"] == zone_code).idxmin())
        return _address(homes, home) | {"geometry": point}
    deprived = (5.5 - homes["decile"].to_numpy()) / 3
    chance = np.exp(LEANINGS[entry.get("lean", "even")] * deprived)
    if place is not None:
        chance = chance * (homes["neighbourhood"] == place).to_numpy()
    chance[list(taken)] = 0
    home = int(rng.choice(len(homes), p=chance / chance.sum()))
    point = shapely.transform(homes.geometry[home], lambda kerb: kerb + rng.uniform(-4, 4, 2))
    return _address(homes, home) | {"geometry": point}


def _address(homes: gpd.GeoDataFrame, home: int) -> dict[str, Any]:
    row = homes.iloc[home]
    return {"home": home, "postcode": row["postcode"], "street": row["street"], "zone_code": row["zone_code"]}


def _record(
    entry: Mapping[str, Any],
    place: str | None,
    spot: Mapping[str, Any] | None,
    *,
    number: int,
    rng: np.random.Generator,
) -> dict[str, Any]:
    street = "" if spot is None else spot["street"]
    name = entry["name"].format(place=place, street=street)
    house_number = rng.integers(1, 90)
    record = {
        "name": name,
        "kind": entry["kind"],
        "offer": entry["offer"],
        "postcode": "" if spot is None else spot["postcode"],
        "address": "" if spot is None else f"{house_number} {street}, Inverfable",
        "status": entry.get("status", "active"),
        "protection": entry.get("protection", STARTING_LEVELS.get(entry["kind"], "public")),
        "review_state": entry.get("review_state", "published"),
        "last_checked_days_ago": _age_days(entry["kind"], rng=rng),
        "source_id": f"DEMO-{number:03d}",
        "zone_code": "" if spot is None else spot["zone_code"],
        "geometry": None if spot is None else spot["geometry"],
    }
    words = {column: entry.get(column, "") for column in WORDS}
    return record | words | _contact(name, entry.get("contact", CONTACTS.get(entry["kind"], "")), number=number)


def _contact(name: str, wanted: str, *, number: int) -> dict[str, str]:
    """Return telephone numbers that Ofcom keeps for drama, and names under ``.example`` (RFC 2606)."""
    domain = re.sub(r"[^a-z0-9]+", "-", name.lower().replace("'", "")).strip("-")
    exchange = "0141 496 0{:03d}" if number % 2 else "01632 960{:03d}"
    ways = {
        "phone": {"phone": exchange.format(number)},
        "email": {"email": f"hello@{domain}.example"},
        "connector": {"email": "connector@inverfable.example"},
        "web": {"web": f"https://{domain}.example"},
    }
    contact = {"phone": "", "email": "", "web": ""}
    for way in wanted.split():
        contact |= ways[way]
    return contact


def _age_days(kind: str, *, rng: np.random.Generator) -> int:
    low, high = AGES_DAYS[rng.choice(len(AGES_DAYS), p=AGE_SHARES)]
    return int(rng.integers(low, high)) * (2 if kind in LASTING_KINDS else 1)
