"""Which kinds of asset are there, and what do assets offer?

The scheme is a data file: another place can bring its own.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from asset_map.domain.protection import Level


@dataclass(frozen=True)
class Kind:
    """One kind of asset in the scheme.

    Parameters
    ----------
    code
        The permanent code.
    label, meaning
        What people read.
    icon
        Name of a pictogram.
    placements
        Where it may be placed: any of ``point``, ``line``, ``area``; empty when never on a map.
    starting_level
        The protection it starts with.
    check_interval_days
        After so many days a record of this kind is due to be checked again.
    """

    code: str
    label: str
    meaning: str
    icon: str
    placements: frozenset[str]
    starting_level: Level
    check_interval_days: int


@dataclass(frozen=True)
class Offer:
    """One thing that assets give.

    Parameters
    ----------
    code
        The permanent code.
    label, meaning
        What people read.
    icon
        Name of a pictogram.
    look_interval_days
        After so many days "we looked and found none" is out of date.
    crosswalk
        Counterparts in other schemes, by the scheme's name.
    """

    code: str
    label: str
    meaning: str
    icon: str
    look_interval_days: int
    crosswalk: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Classification:
    """A versioned scheme of kinds and offers.

    Parameters
    ----------
    version
        The scheme's own version.
    kinds, offers
        In the order in which they are shown.
    sensitive_words
        Words in a name or summary that make a record start at ``partners``.
    """

    version: str
    kinds: Mapping[str, Kind]
    offers: Mapping[str, Offer]
    sensitive_words: tuple[str, ...]


def read_classification(text: str) -> Classification:
    """Read a scheme from the text of its TOML file.

    Parameters
    ----------
    text
        The whole file.

    Returns
    -------
    Classification
        The scheme, in the file's order.
    """
    scheme = tomllib.loads(text)
    return Classification(
        version=scheme["version"],
        kinds={entry["code"]: _kind(entry) for entry in scheme["kind"]},
        offers={entry["code"]: _offer(entry) for entry in scheme["offer"]},
        sensitive_words=tuple(scheme["sensitive_words"]),
    )


def _kind(entry: Mapping[str, Any]) -> Kind:
    return Kind(
        code=entry["code"],
        label=entry["label"],
        meaning=entry["meaning"],
        icon=entry["icon"],
        placements=frozenset(entry["placements"]),
        starting_level=Level(entry["starting_level"]),
        check_interval_days=entry["check_interval_days"],
    )


def _offer(entry: Mapping[str, Any]) -> Offer:
    return Offer(
        code=entry["code"],
        label=entry["label"],
        meaning=entry["meaning"],
        icon=entry["icon"],
        look_interval_days=entry["look_interval_days"],
        crosswalk={scheme: tuple(terms) for scheme, terms in entry.get("crosswalk", {}).items()},
    )
