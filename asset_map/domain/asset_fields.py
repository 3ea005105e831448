"""Which fields of an asset come from the words of its draft, and how are they written back as words?

The place, the protection level, the source and everything that the store keeps about a record come from elsewhere.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from asset_map.domain.asset import Accessed, Asset, AssetDraft, CheckedHow, Status
from asset_map.domain.dates import read_date
from asset_map.domain.months import read_month
from asset_map.domain.typed import NO, YES, is_yes, read_feature, read_number

SAME_WORDS = (
    "name", "kind", "summary", "opening_times", "cost", "who_for", "phone", "email", "web", "also_known_as", "story",
    "own_words", "own_words_language", "valued", "could_do", "referral", "languages", "capacity_unit", "uprn",
    "contact_person", "consent_for", "consent_wording", "protection_reason",
)  # fmt: skip
"""Fields that are text in both."""

NUMBERS = ("age_from", "age_to", "capacity")
MONTHS = ("season_from", "season_to")
DATES = ("consent_given_on", "consent_until", "consent_withdrawn_on", "keep_until")


def asset_fields(draft: AssetDraft) -> dict[str, Any]:
    """Return every field of an asset that comes from the words of a draft.

    Parameters
    ----------
    draft
        A draft in which `asset_map.domain.validation.check_words` finds nothing wrong.

    Returns
    -------
    dict
        By the names of `Asset`, typed as it takes them; outer blanks are gone. A record that is kept without a place
        must not keep the ``uprn``: whoever makes the asset blanks it together with the address.
    """
    return {
        **{field: getattr(draft, field).strip() for field in SAME_WORDS},
        **{field: read_number(getattr(draft, field)) for field in NUMBERS},
        **{field: read_month(getattr(draft, field)) for field in MONTHS},
        **{field: read_date(getattr(draft, field)) for field in DATES},
        "offers": tuple(dict.fromkeys(draft.offers)),
        "status": Status(draft.status or Status.ACTIVE),
        "checked_how": CheckedHow(draft.checked_how) if draft.checked_how else None,
        "accessed": tuple(Accessed(code) for code in dict.fromkeys(draft.accessed)),
        "access_features": dict(read_feature(feature) for feature in draft.access_features),
        "contact_agreed": is_yes(draft.contact_agreed),
    }


def draft_fields(asset: Asset) -> dict[str, Any]:
    """Return the words of a draft that would give the same fields again.

    Parameters
    ----------
    asset
        As it is kept.

    Returns
    -------
    dict
        By the names of `AssetDraft`, all text or tuples of text; the fields of `asset_fields`.
    """
    return {
        **{field: getattr(asset, field) for field in SAME_WORDS},
        **{field: _number_words(getattr(asset, field)) for field in (*NUMBERS, *MONTHS)},
        **{field: _date_words(getattr(asset, field)) for field in DATES},
        "offers": asset.offers,
        "status": asset.status.value,
        "checked_how": asset.checked_how.value if asset.checked_how else "",
        "accessed": tuple(code.value for code in asset.accessed),
        "access_features": feature_words(asset.access_features),
        "contact_agreed": YES if asset.contact_agreed else "",
    }


def feature_words(features: Mapping[str, bool]) -> tuple[str, ...]:
    """Return access features as a draft holds them.

    Parameters
    ----------
    features
        Whether it has each, by code.

    Returns
    -------
    tuple of str
        For instance ``("step_free=yes",)``.
    """
    return tuple(f"{code}={YES if has else NO}" for code, has in features.items())


def _number_words(number: int | None) -> str:
    return "" if number is None else str(number)


def _date_words(date: dt.date | None) -> str:
    return "" if date is None else date.isoformat()
