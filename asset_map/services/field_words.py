"""What do people read for each field of an asset, and for what stands in it?"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Mapping
from typing import Any

import pandas as pd

from asset_map.domain.classification import Classification
from asset_map.domain.dates import written_date
from asset_map.language import gettext as _


def field_words() -> Mapping[str, str]:
    """Return what people read for each field, in the order of a record.

    Returns
    -------
    mapping
        Words by the field's name.
    """
    return {
        "name": _("Name"),
        "also_known_as": _("Also known as"),
        "kind": _("Kind"),
        "offers": _("What it offers"),
        "summary": _("What people should know"),
        "own_words": _("In people's own words"),
        "own_words_language": _("Language of those words"),
        "story": _("Story"),
        "valued": _("What people value about it"),
        "could_do": _("What it could do with support"),
        "accessed": _("How people get to it"),
        "address": _("Address"),
        "postcode": _("Postcode"),
        "uprn": _("Property number (UPRN)"),
        "status": _("Is it open?"),
        "season_from": _("Season begins"),
        "season_to": _("Season ends"),
        "opening_times": _("Opening times"),
        "cost": _("What it costs"),
        "who_for": _("Who it is for"),
        "age_from": _("From age"),
        "age_to": _("Up to age"),
        "referral": _("How to join"),
        "languages": _("Languages spoken"),
        "access_features": _("Access"),
        "capacity": _("Room for"),
        "capacity_unit": _("Counted in"),
        "phone": _("Phone"),
        "email": _("E-mail"),
        "web": _("Web page"),
        "contact_person": _("Contact person"),
        "contact_agreed": _("Public contact agreed"),
        "last_checked": _("Last checked"),
        "checked_how": _("How it was checked"),
        "source": _("Source"),
        "licence": _("Licence"),
        "protection": _("Who may see it"),
        "protection_reason": _("Why it is protected"),
        "protection_set_by": _("Protection set by"),
        "consent_for": _("Consent for"),
        "consent_wording": _("Words of the consent"),
        "consent_given_on": _("Consent given on"),
        "consent_until": _("Consent until"),
        "consent_withdrawn_on": _("Consent withdrawn on"),
        "keep_until": _("Keep until"),
        "review_state": _("Review"),
        "review_reason": _("Reason of the review"),
        "geometry_bng": _("Place on the map"),
        "precision": _("How closely the place is known"),
        "located_by": _("How the place was found"),
        "zones": _("Zone"),
        "recorded_by": _("Recorded by"),
        "recorded_at": _("Recorded on"),
        "source_id": _("Key in its source"),
        "sent_by": _("Sent by"),
        "merged_into": _("Merged into"),
    }


def status_words() -> dict[str, str]:
    """Return what people read for each status.

    Returns
    -------
    dict
        Words by code.
    """
    return {
        "active": _("Open"),
        "seasonal": _("Open part of the year"),
        "at_risk": _("Open, but at risk"),
        "temporarily_closed": _("Closed for now"),
        "closed": _("Closed"),
        "potential": _("Could become something"),
    }


def protection_words() -> dict[str, str]:
    """Return what people read for each level of protection.

    Returns
    -------
    dict
        Words by code.
    """
    return {
        "public": _("Everyone may see where it is"),
        "area": _("Everyone may see which area it is in, not where"),
        "partners": _("Only partners may see it"),
        "unmapped": _("Never on a map; no place is kept"),
    }


def review_words() -> dict[str, str]:
    """Return what people read for each state of review.

    Returns
    -------
    dict
        Words by code.
    """
    return {
        "draft": _("Draft"),
        "submitted": _("Waits for review"),
        "needs_information": _("A question was asked"),
        "published": _("Published"),
        "not_published": _("Not published"),
        "archived": _("Archived"),
    }


def checked_how_words() -> dict[str, str]:
    """Return what people read for each way to check a record.

    Returns
    -------
    dict
        Words by code.
    """
    return {
        "visit": _("Somebody went there"),
        "phone": _("By phone"),
        "email": _("By e-mail"),
        "web": _("On its web page"),
        "organisation": _("The organisation said so"),
        "session": _("In a mapping session"),
        "import": _("It came in a list"),
    }


def accessed_words() -> dict[str, str]:
    """Return what people read for each way to get at what an asset gives.

    Returns
    -------
    dict
        Words by code.
    """
    return {
        "in_person": _("In person"),
        "online": _("Online"),
        "phone": _("By phone"),
        "mobile": _("It comes round (van, bus)"),
        "home_visit": _("At home"),
    }


def _place_words() -> dict[str, str]:
    return {
        "exact": _("Exactly"),
        "building": _("To the building"),
        "street": _("To the street"),
        "area": _("To the area"),
        "none": "",
        "address": _("By its address"),
        "postcode": _("By its postcode"),
        "map": _("On the map"),
        "paper_grid": _("By a grid reference"),
        "import": _("From a list"),
    }


def value_words(field: str, value: Any, classification: Classification) -> str:  # noqa: ANN401  (any field's value)
    """Return what people read for what stands in a field.

    Parameters
    ----------
    field
        The field's name.
    value
        As an asset or a frame of assets holds it.
    classification
        The kinds, offers and access features.

    Returns
    -------
    str
        Empty for nothing; a code that is not known any longer as it is.
    """
    if isinstance(value, tuple):
        return ", ".join(_code_words(field, str(code), classification) for code in value)
    if isinstance(value, Mapping):
        return "; ".join(_feature_words(field, code, has, classification) for code, has in value.items())
    if value is None or pd.isna(value) or value == "":
        return ""
    if isinstance(value, bool | bytes):
        return _("yes") if value else _("no")
    return written_date(value) if isinstance(value, dt.date) else _code_words(field, str(value), classification)


def _feature_words(field: str, code: str, value: object, classification: Classification) -> str:
    if field != "access_features":
        return str(value)
    return f"{_code_words(field, code, classification)}: {_('yes') if value else _('no')}"


def _code_words(field: str, code: str, classification: Classification) -> str:
    labels: Mapping[str, Mapping[str, Any]] = {
        "kind": classification.kinds,
        "offers": classification.offers,
        "access_features": classification.access_features,
    }
    if field in labels:
        known = labels[field].get(code)
        return code if known is None else str(known.label)
    if field in {"season_from", "season_to"}:
        return calendar.month_name[int(code)]
    words = {
        "status": status_words,
        "protection": protection_words,
        "review_state": review_words,
        "checked_how": checked_how_words,
        "accessed": accessed_words,
        "precision": _place_words,
        "located_by": _place_words,
    }.get(field)
    return code if words is None else words().get(code, code)
