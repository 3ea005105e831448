"""In which words does the feed sort services? Our kinds and offers, with what other schemes call them beside each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from asset_map.domain.classification import Classification, Kind, Offer
from asset_map.exports.open_referral.identity import OWN, Entry, identity, without_nothing

KINDS, OFFERS = "kinds", "offers"
CROSSWALK: Final = "open_referral"
"""The name of the standard in the crosswalks of the classification."""

_NAMES: Final = {KINDS: "Kinds of asset", OFFERS: "Offers of assets"}
_MEANINGS: Final = {
    KINDS: "What a strength of a neighbourhood is, after asset-based community development.",
    OFFERS: "What a strength of a neighbourhood gives to people.",
}


def taxonomies_of(scheme: Classification) -> tuple[Entry, ...]:
    """Return the taxonomies that the feed uses.

    Parameters
    ----------
    scheme
        The kinds and offers that there are.

    Returns
    -------
    tuple of dict
        Of kinds and of offers, each with its terms.
    """
    terms = terms_of(scheme)
    return tuple(
        {
            "id": identity("taxonomy", code),
            "name": name,
            "description": _MEANINGS[code],
            "version": scheme.version,
            "taxonomy_terms": [term for term in terms if term["taxonomy_id"] == identity("taxonomy", code)],
        }
        for code, name in _NAMES.items()
    )


def terms_of(scheme: Classification) -> tuple[Entry, ...]:
    """Return every term of every taxonomy that the feed uses.

    Parameters
    ----------
    scheme
        The kinds and offers that there are.

    Returns
    -------
    tuple of dict
        In the order of the scheme. Each has its words as ``name``, which HSDS asks for, and as ``term``, which the
        British profile asks for. Its counterparts in other schemes stand beside it: an offer comes near to several
        terms of Open Eligibility, so that none of them may be said of each service that gives it.
    """
    return tuple(
        {**_term(taxonomy, one), **_counterparts(one.crosswalk)}
        for taxonomy, codes in ((KINDS, scheme.kinds), (OFFERS, scheme.offers))
        for one in codes.values()
    )


def attributes_of(service_id: str, kind: str, offers: Sequence[str], scheme: Classification) -> list[Entry]:
    """Return the links from a service to the terms that describe it.

    Parameters
    ----------
    service_id
        The service.
    kind, offers
        Codes of its record; one that the scheme does not hold is left out.
    scheme
        The kinds and offers that there are.

    Returns
    -------
    list of dict
        Its kind and its offers, each with the term in it.
    """
    terms = [_term(KINDS, scheme.kinds[kind])] if kind in scheme.kinds else []
    terms += [_term(OFFERS, scheme.offers[code]) for code in offers if code in scheme.offers]
    return [
        {
            "id": identity("attribute", service_id, term["id"]),
            "link_id": service_id,
            "link_entity": "service",
            "taxonomy_term_id": term["id"],
            "link_type": "service_type",
            "taxonomy_term": term,
        }
        for term in terms
    ]


def _counterparts(crosswalk: Mapping[str, Sequence[str]]) -> Entry:
    return without_nothing({OWN: {scheme: list(words) for scheme, words in crosswalk.items() if words}})


def _term(taxonomy: str, one: Kind | Offer) -> Entry:
    return {
        "id": identity("taxonomy_term", taxonomy, one.code),
        "code": one.code,
        "name": one.label,
        "term": one.label,
        "description": one.meaning,
        "taxonomy": _NAMES[taxonomy],
        "taxonomy_id": identity("taxonomy", taxonomy),
        "language": "en",
    }
