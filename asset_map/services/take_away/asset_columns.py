"""What does each column of a file of assets mean?"""

from __future__ import annotations

from collections.abc import Iterable

from asset_map.exports.export import Column
from asset_map.language import gettext as _
from asset_map.services.field_words import field_words


def asset_columns(names: Iterable[str]) -> tuple[Column, ...]:
    """Return the lines of the data dictionary for columns of assets.

    Parameters
    ----------
    names
        The columns, in order.

    Returns
    -------
    tuple of Column
        One each.

    Raises
    ------
    KeyError
        For a column that nobody has explained: each new one needs its line here.
    """
    titles, meanings = _titles(), _meanings()
    units = {"age_from": _("years"), "age_to": _("years")}
    return tuple(Column(name, titles[name], meanings[name], unit=units.get(name, "")) for name in names)


def _titles() -> dict[str, str]:
    return {
        **field_words(),
        "asset_id": _("Id of the record"),
        "kind_label": _("Kind, in words"),
        "primary_offer": _("First offer"),
        "offer_label": _("First offer, in words"),
        "zone_code": _("Zone code"),
        "zone_name": _("Zone name"),
        "decile": _("Deprivation tenth of its zone"),
        "freshness": _("Freshness"),
        "usable": _("Usable now"),
        "geometry_type": _("Shape"),
        "version": _("Version of the record"),
    }


def _meanings() -> dict[str, str]:
    return {
        "asset_id": _("Permanent; the same in every file, feed and page."),
        "name": _("What it is called."),
        "also_known_as": _("Other names people use."),
        "kind": _("Code: person, association, institution, place, exchange or culture."),
        "kind_label": _("The kind as the map's legend names it."),
        "offers": _("Codes of all it gives, the first one first, semicolons between."),
        "primary_offer": _("Code of what it gives first of all."),
        "offer_label": _("The first offer as screens name it."),
        "summary": _("What it is, in a sentence or two."),
        "own_words": _("What residents call it or said of it, word for word."),
        "own_words_language": _("Code of the language of those words."),
        "story": _("The story people tell of it."),
        "valued": _("What people said that they value, word for word."),
        "could_do": _("What it could do with support, as people said."),
        "accessed": _("Codes: in_person, online, phone, mobile, home_visit; semicolons between."),
        "address": _("Postal address; empty where its place is not shown."),
        "postcode": _("Postcode; empty where its place is not shown."),
        "uprn": _("Unique Property Reference Number; empty where not known or its place is not shown."),
        "zone_code": _("The data zone it lies in; worked out from its place, never typed."),
        "zone_name": _("The name of that zone."),
        "decile": _("Tenth of that zone in the deprivation edition; 1 is most deprived. It says nothing of the asset."),
        "status": _("Code: active, seasonal, at_risk, temporarily_closed, closed or potential."),
        "season_from": _("First month of the season, 1 to 12."),
        "season_to": _("Last month of the season, 1 to 12."),
        "opening_times": _("As they were written."),
        "cost": _("As it was written."),
        "who_for": _("Whom it is for, as it was written."),
        "age_from": _("Youngest age it is for."),
        "age_to": _("Oldest age it is for."),
        "referral": _("Whether somebody has to send you, and who."),
        "languages": _("Languages spoken there."),
        "access_features": _("Each feature that was asked about, with yes or no; what is not named was not asked."),
        "capacity": _("How many it has room for, in the unit beside it."),
        "capacity_unit": _("What the room is counted in."),
        "phone": _("The organisation's telephone."),
        "email": _("The organisation's e-mail."),
        "web": _("Its web page."),
        "protection": _("Who may see its place: public or area; partners also get partners and unmapped."),
        "review_state": _("Where its review stands; others than staff see published records only."),
        "last_checked": _("The day on which somebody last made sure that the record is right."),
        "checked_how": _("Code: visit, phone, email, web, organisation, session or import."),
        "freshness": _("fresh, due (past its check interval) or stale (past twice that); it counts until it is stale."),
        "usable": _("True where it is open or in season, published and not stale: what the measures count."),
        "located_by": _("Code of how its place was found: address, postcode, map, paper_grid or import."),
        "precision": _("How closely its place is known: exact, building, street, area or none."),
        "source": _("Who says so: a session, a connector, an organisation or a list with its name."),
        "licence": _("The terms of that source."),
        "geometry_type": _("point, line or area; empty where no place is known or none may be shown."),
        "recorded_by": _("Who recorded it. For staff."),
        "recorded_at": _("When it was recorded. For staff."),
        "source_id": _("Its key in the list it came from. For staff."),
        "protection_reason": _("Why it is protected. For staff."),
        "protection_set_by": _("Who set the protection. For staff."),
        "review_reason": _("Why the review ended so. For staff."),
        "contact_person": _("A named person, with their consent. For staff."),
        "consent_for": _("What the consent is for. For staff."),
        "consent_wording": _("The words of the consent. For staff."),
        "consent_given_on": _("When consent was given. For staff."),
        "consent_until": _("How long it holds. For staff."),
        "consent_withdrawn_on": _("When it was withdrawn. For staff."),
        "keep_until": _("When the record is to go. For staff."),
        "sent_by": _("Through which link it was sent. For staff."),
        "merged_into": _("The record it was merged into. For staff."),
        "version": _("How often it was changed. For staff."),
    }
