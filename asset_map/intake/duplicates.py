"""Which recorded assets are likely to be the same as one that is being entered?

Two places are likely twins when they lie together (near each other, or at one postcode) and their names are alike.
Branches of a chain have the same name, but do not lie together; practices that share a building lie together, but have
different names.
"""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from asset_map.domain.postcode import postcode_key
from asset_map.intake.likeness import likeness, spread
from asset_map.intake.names import Spellings, Vocabulary, learn_words, spell

NEAR_M = 220.0
"""Further apart than this, in metres, two places are not twins unless they share a postcode: a place is tapped or typed
up to 150 m off, east and north."""

NEAR_COMMON_M = 180.0
"""The same for names whose rarest shared word is common, as the names of chains are."""

NEAR_OTHER_POSTCODE_M = 160.0
"""The same for places whose postcodes differ."""

RARE_WORD = 0.8
"""A word is rare from this weight on: of 1,000 records at most 3 hold it."""

ALIKE = 0.55
"""Names of two places that lie together are alike from here on."""

ALIKE_OTHERWISE = 0.85
"""The same where they have neither an offer nor their kind in common, or where nothing is known of the place of one."""

MOST_HOLDING = 200
"""A word that more records hold than this finds nobody without a place."""

_CANDIDATES_AT_ONCE = 2_000
_PAIRS_AT_ONCE = 250_000
_BITS = 62

TWIN_COLUMNS = ("candidate", "asset_id", "likeness", "distance_m", "same_postcode", "same_offers", "same_kind")


@dataclass(frozen=True)
class KnownPlaces:
    """Recorded assets made ready to be compared with many others.

    Parameters
    ----------
    asset_ids, kinds, postcodes
        Of each asset; postcodes as `asset_map.domain.postcode.postcode_key` writes them, or empty.
    offers
        Of each asset, one bit an offer of ``offer_bits``.
    offer_bits
        Each offer's bit.
    geometry_bng
        Of each asset, metres in EPSG:27700; None where it has no place.
    tree, placed
        The assets that have a place, and their positions.
    by_postcode, by_word
        Positions in order of their postcode; positions of words in order of the word.
    spellings, vocabulary
        Their names.
    """

    asset_ids: NDArray[np.object_]
    kinds: NDArray[np.object_]
    postcodes: NDArray[np.str_]
    offers: NDArray[np.int64]
    offer_bits: dict[str, int]
    geometry_bng: NDArray[np.object_]
    tree: shapely.STRtree
    placed: NDArray[np.intp]
    by_postcode: NDArray[np.intp]
    by_word: NDArray[np.intp]
    spellings: Spellings
    vocabulary: Vocabulary


def prepare(assets: gpd.GeoDataFrame) -> KnownPlaces:
    """Make recorded assets ready.

    Parameters
    ----------
    assets
        EPSG:27700; columns ``asset_id``, ``name``, ``postcode``, ``offers`` (tuples), ``kind`` and, where there are
        any, ``also_known_as``.

    Returns
    -------
    KnownPlaces
        To be kept for as long as the assets stay the same.
    """
    geometry = assets.geometry.to_numpy()
    placed = np.flatnonzero(~(shapely.is_missing(geometry) | shapely.is_empty(geometry)))
    vocabulary = learn_words(assets["name"], _other_names(assets))
    spellings = spell(assets["name"], _other_names(assets), vocabulary)
    offer_bits: dict[str, int] = {}
    for code in {code: None for offers in assets["offers"] for code in offers}:
        offer_bits[code] = 1 << len(offer_bits) % _BITS
    postcodes = _postcodes(assets["postcode"])
    return KnownPlaces(
        asset_ids=assets["asset_id"].to_numpy(dtype=object),
        kinds=assets["kind"].to_numpy(dtype=object),
        postcodes=postcodes,
        offers=_bits(assets["offers"], offer_bits),
        offer_bits=offer_bits,
        geometry_bng=geometry,
        tree=shapely.STRtree(geometry[placed]),
        placed=placed,
        by_postcode=np.argsort(postcodes, kind="stable"),
        by_word=np.argsort(spellings.words, kind="stable"),
        spellings=spellings,
        vocabulary=vocabulary,
    )


def likely_twins(candidates: gpd.GeoDataFrame, known: KnownPlaces) -> pd.DataFrame:
    """Return the recorded assets that are likely to be the same as each candidate.

    Parameters
    ----------
    candidates
        As `prepare` takes them; where there is a column ``asset_id``, an asset is not its own twin.
    known
        The recorded assets.

    Returns
    -------
    pandas.DataFrame
        One row a likely twin: ``candidate`` (label of the candidate's row), ``asset_id``, ``likeness`` of the names
        (0 to 1), ``distance_m`` (NaN where one has no place), ``same_postcode``, ``same_offers`` and ``same_kind``; by
        candidate, the likeliest first.
    """
    parts = [
        _twins_of_some(candidates.iloc[start : start + _CANDIDATES_AT_ONCE], known)
        for start in range(0, len(candidates), _CANDIDATES_AT_ONCE)
    ]
    return pd.concat([_no_twins(), *parts], ignore_index=True) if parts else _no_twins()


def _twins_of_some(candidates: gpd.GeoDataFrame, known: KnownPlaces) -> pd.DataFrame:
    geometry = candidates.geometry.to_numpy()
    spellings = spell(candidates["name"], _other_names(candidates), known.vocabulary)
    postcodes = _postcodes(candidates["postcode"])
    one, other = _worth_comparing(geometry, postcodes, spellings, known)
    if "asset_id" in candidates:
        others = candidates["asset_id"].to_numpy(dtype=object)[one] != known.asset_ids[other]
        one, other = one[others], other[others]
    both_written = (postcodes[one] != "") & (known.postcodes[other] != "")
    offers = _bits(candidates["offers"], known.offer_bits)
    alike, rarest = _likeness(one, other, spellings, known.spellings)
    pairs = pd.DataFrame(
        {
            "one": one,
            "candidate": candidates.index.to_numpy()[one],
            "asset_id": known.asset_ids[other],
            "likeness": alike,
            "rarest": rarest,
            "distance_m": shapely.distance(geometry[one], known.geometry_bng[other]),
            "same_postcode": both_written & (postcodes[one] == known.postcodes[other]),
            "other_postcode": both_written & (postcodes[one] != known.postcodes[other]),
            "same_offers": (offers[one] & known.offers[other]) != 0,
            "same_kind": candidates["kind"].to_numpy(dtype=object)[one] == known.kinds[other],
        }
    )
    twins = pairs[_are_twins(pairs)]
    further_off = twins["distance_m"].fillna(NEAR_M) / NEAR_M
    twins = twins.assign(evidence=twins["likeness"] + 0.1 * twins["same_postcode"] - 0.1 * further_off)
    return twins.sort_values(["one", "evidence", "asset_id"], ascending=[True, False, True])[list(TWIN_COLUMNS)]


def _are_twins(pairs: pd.DataFrame) -> pd.Series:
    distance_m, rare = pairs["distance_m"], pairs["rarest"] >= RARE_WORD
    reach_m = np.where(rare, NEAR_M, NEAR_COMMON_M)
    reach_m = np.where(pairs["other_postcode"], NEAR_OTHER_POSTCODE_M, reach_m)
    together = (distance_m <= reach_m) | pairs["same_postcode"]
    unplaced = distance_m.isna() & ~pairs["other_postcode"] & rare
    of_a_kind = pairs["same_offers"] | pairs["same_kind"]
    least = np.where(together & of_a_kind, ALIKE, ALIKE_OTHERWISE)
    return (together | unplaced) & (pairs["likeness"] >= least)


def _likeness(
    one: NDArray[np.intp], other: NDArray[np.intp], left: Spellings, right: Spellings
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the likeness of the two most alike names of each pair, and what their rarest shared word is worth."""
    many_left, starts_left = _names_of(one, left)
    many_right, starts_right = _names_of(other, right)
    pair, within = spread(many_left * many_right)
    at_left, at_right = np.divmod(within, many_right[pair])
    best_alike, best_rarest = np.zeros(len(one)), np.zeros(len(one))
    for start in range(0, len(pair), _PAIRS_AT_ONCE):
        part = slice(start, start + _PAIRS_AT_ONCE)
        of = pair[part]
        alike, rarest = likeness(left, right, starts_left[of] + at_left[part], starts_right[of] + at_right[part])
        np.maximum.at(best_alike, of, alike)
        np.maximum.at(best_rarest, of, rarest)
    return best_alike, best_rarest


def _names_of(positions: NDArray[np.intp], spellings: Spellings) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    first = np.searchsorted(spellings.owners, positions, side="left")
    return np.searchsorted(spellings.owners, positions, side="right") - first, first


def _worth_comparing(
    geometry: NDArray[np.object_], postcodes: NDArray[np.str_], spellings: Spellings, known: KnownPlaces
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return pairs of positions that lie together, or of which one has no place and which share a rare word."""
    near = known.tree.query(geometry, predicate="dwithin", distance=NEAR_M)
    written = np.flatnonzero(postcodes != "")
    at_postcode = _matches(postcodes[written], known.postcodes, known.by_postcode)
    said, held = _sharing_a_rare_word(spellings, known)
    nowhere = shapely.is_missing(geometry)[said] | shapely.is_missing(known.geometry_bng)[held]
    one = np.concatenate([near[0], written[at_postcode[0]], said[nowhere]])
    other = np.concatenate([known.placed[near[1]], at_postcode[1], held[nowhere]])
    pairs = pd.unique(one * np.int64(max(len(known.asset_ids), 1)) + other)
    return np.divmod(pairs, max(len(known.asset_ids), 1))


def _sharing_a_rare_word(spellings: Spellings, known: KnownPlaces) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    held_by = known.vocabulary.held_by
    familiar = np.flatnonzero(spellings.words < len(held_by))
    rare = familiar[held_by[spellings.words[familiar]] <= MOST_HOLDING]
    said, held = _matches(spellings.words[rare], known.spellings.words, known.by_word)
    return _owners(rare[said], spellings), _owners(held, known.spellings)


def _owners(words: NDArray[np.intp], spellings: Spellings) -> NDArray[np.intp]:
    return spellings.owners[np.searchsorted(spellings.starts, words, side="right") - 1]


def _matches(
    wanted: NDArray[np.generic], among: NDArray[np.generic], in_order: NDArray[np.intp]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the positions of what is wanted and, beside each, of every equal one among others."""
    first = np.searchsorted(among, wanted, side="left", sorter=in_order)
    last = np.searchsorted(among, wanted, side="right", sorter=in_order)
    which, at = spread(last - first)
    return which, in_order[first[which] + at]


def _other_names(assets: pd.DataFrame) -> pd.Series:
    return assets["also_known_as"] if "also_known_as" in assets else pd.Series("", index=assets.index, dtype="str")


def _postcodes(written: pd.Series) -> NDArray[np.str_]:
    texts = written.fillna("").astype("str")
    keys = {text: postcode_key(text) or "" for text in texts.unique()}
    return np.array([keys[text] for text in texts], dtype="<U8")


def _bits(offers: pd.Series, bits: dict[str, int]) -> NDArray[np.int64]:
    """Return one bit for each offer of each asset; those that no recorded asset gives have none."""
    together = {some: sum({bits.get(code, 0) for code in some}) for some in set(offers)}
    return np.array([together[some] for some in offers], dtype=np.int64)


def _no_twins() -> pd.DataFrame:
    kinds = {"candidate": "object", "asset_id": "str", "likeness": "float64", "distance_m": "float64"}
    return pd.DataFrame({name: pd.Series(dtype=kinds.get(name, "bool")) for name in TWIN_COLUMNS})
