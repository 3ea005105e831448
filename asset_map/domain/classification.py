"""Which kinds of asset are there, what do assets offer, and which words mark what is to be protected?

The scheme is a data file: another place can bring its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from asset_map.domain.classification_file import checked_scheme
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
    crosswalk
        Counterparts in other schemes, by the scheme's name.
    """

    code: str
    label: str
    meaning: str
    icon: str
    placements: frozenset[str]
    starting_level: Level
    check_interval_days: int
    crosswalk: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


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
class AccessFeature:
    """Something that decides whether a person can come in and take part; asked about one by one.

    Parameters
    ----------
    code
        The permanent code.
    label, question
        What people read in a list, and what they are asked.
    """

    code: str
    label: str
    question: str


@dataclass(frozen=True)
class Language:
    """A language in which people's own words are kept.

    Parameters
    ----------
    code
        Its BCP 47 code.
    name
        Its name in itself.
    english
        Its English name.
    """

    code: str
    name: str
    english: str


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
        Words in any free text that make a record start at ``partners``; those that begin with a minus sign are
        harmless phrases that hold such a word.
    access_features, languages
        In the order in which they are shown.
    """

    version: str
    kinds: Mapping[str, Kind]
    offers: Mapping[str, Offer]
    sensitive_words: tuple[str, ...]
    access_features: Mapping[str, AccessFeature] = field(default_factory=dict)
    languages: Mapping[str, Language] = field(default_factory=dict)

    def kind_label(self, code: str) -> str:
        """Return what people read for a kind.

        Parameters
        ----------
        code
            A code of a record, which an older scheme may have given it.

        Returns
        -------
        str
            Its label; the code itself where this scheme has no such kind.
        """
        return self.kinds[code].label if code in self.kinds else code

    def offer_label(self, code: str) -> str:
        """Return what people read for an offer.

        Parameters
        ----------
        code
            A code of a record, which an older scheme may have given it.

        Returns
        -------
        str
            Its label; the code itself where this scheme has no such offer.
        """
        return self.offers[code].label if code in self.offers else code


def read_classification(text: str, name: str = "classification.toml") -> Classification:
    """Read a scheme from the text of its TOML file.

    Parameters
    ----------
    text
        The whole file.
    name
        The file's name, for messages.

    Returns
    -------
    Classification
        The scheme, in the file's order.

    Raises
    ------
    UserError
        When the file is no such scheme, naming all that is to be mended.
    """
    scheme = checked_scheme(text, name)
    return Classification(
        version=scheme["version"],
        kinds={entry["code"]: _kind(entry) for entry in scheme["kind"]},
        offers={entry["code"]: _offer(entry) for entry in scheme["offer"]},
        sensitive_words=tuple(scheme.get("sensitive_words", ())),
        access_features={entry["code"]: AccessFeature(**entry) for entry in scheme.get("access_feature", ())},
        languages={entry["code"]: Language(**entry) for entry in scheme.get("language", ())},
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
        crosswalk=_crosswalk(entry),
    )


def _offer(entry: Mapping[str, Any]) -> Offer:
    return Offer(
        code=entry["code"],
        label=entry["label"],
        meaning=entry["meaning"],
        icon=entry["icon"],
        look_interval_days=entry["look_interval_days"],
        crosswalk=_crosswalk(entry),
    )


def _crosswalk(entry: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    return {scheme: tuple(terms) for scheme, terms in entry.get("crosswalk", {}).items()}
