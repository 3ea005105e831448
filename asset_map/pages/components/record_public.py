"""One record as an audience sees it: what it is, where, and everything that is filled in, in groups."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from asset_map.domain.dates import written_date
from asset_map.language import gettext as _
from asset_map.services.field_words import field_words, value_words
from asset_map.services.record import zone_shown_back
from asset_map.services.workspace import Workspace

GROUPS = (
    ("about", ("also_known_as", "own_words", "own_words_language", "story", "valued", "could_do")),
    ("come", (
        "accessed", "address", "postcode", "uprn", "status", "season_from", "season_to", "opening_times", "cost",
    )),
    ("people", (
        "who_for", "age_from", "age_to", "referral", "languages", "access_features", "capacity", "capacity_unit",
    )),
    ("contact", ("phone", "email", "web", "contact_person", "contact_agreed")),
    ("trust", ("last_checked", "checked_how", "source", "licence", "source_id", "recorded_by", "recorded_at")),
    ("protection", (
        "protection", "protection_reason", "protection_set_by", "consent_for", "consent_wording", "consent_given_on",
        "consent_until", "consent_withdrawn_on", "keep_until", "review_state", "review_reason",
    )),
)  # fmt: skip
"""The fields in order; ``name``, ``kind``, ``offers``, ``summary`` and the zone stand above them."""

_STYLE = """<style>
ul.record-what { display: flex; flex-wrap: wrap; gap: 0.4rem 1.2rem; margin: 0; padding: 0; list-style: none; }
ul.record-what li { display: flex; align-items: center; gap: 0.4rem; margin: 0; padding: 0; font-size: 1rem; }
.record-what img { width: 1.4rem; height: 1.4rem; }
.record-group {
  margin: 0.2rem 0 1rem !important; padding: 0 !important; display: grid; gap: 0.25rem 1rem;
  grid-template-columns: minmax(9rem, 13rem) 1fr;
}
.record-group dt { color: #3d4349; }
.record-group dd { margin: 0 !important; padding: 0; white-space: pre-line; overflow-wrap: anywhere; }
.record-summary { white-space: pre-line; max-width: 45rem; }
@media (max-width: 639px) {
  .record-group { grid-template-columns: 1fr; gap: 0; } .record-group dd { margin-bottom: 0.5rem; font-weight: 600; }
}
</style>"""


def show_record(seen: Mapping[str, Any], workspace: Workspace) -> None:
    """Show what an audience sees of a record, under its name.

    Parameters
    ----------
    seen
        Fields by name, as the store gives them for that audience: nothing that they may not see is in here.
    workspace
        The area.
    """
    parts = [_STYLE, _what(seen, workspace), f'<p class="record-summary">{escape(str(seen.get("summary", "")))}</p>']
    parts += [f"<p>{escape(words)}</p>" for words in _where(seen, workspace)]
    st.html("".join(parts))
    labels, heads = field_words(), _group_words()
    for code, fields in GROUPS:
        rows = [(labels[field], _words(field, seen[field], workspace)) for field in fields if field in seen]
        filled = [(label, words) for label, words in rows if words]
        if filled:
            st.subheader(heads[code], anchor=False)
            pairs = "".join(f"<dt>{escape(label)}</dt><dd>{_linked(words)}</dd>" for label, words in filled)
            st.html(f'<dl class="record-group">{pairs}</dl>')


def _what(seen: Mapping[str, Any], workspace: Workspace) -> str:
    scheme = workspace.classification
    kind = scheme.kinds.get(str(seen["kind"]))
    chosen = [kind, *(scheme.offers.get(code) for code in seen["offers"])]
    items = "".join(
        f'<li><img src="/vendor/icons/{escape(one.icon)}.svg" alt="">{escape(one.label)}</li>' for one in chosen if one
    )
    return f'<ul class="record-what">{items}</ul>'


def _where(seen: Mapping[str, Any], workspace: Workspace) -> list[str]:
    zone = seen.get("zone_code")
    if zone is None or pd.isna(zone) or zone not in workspace.geography.zones_bng.index:
        return []
    shown = zone_shown_back(workspace, str(zone))
    words = _("In {zone} ({code})").format(zone=shown.name, code=zone) if shown else ""
    if shown and shown.decile:
        words += _(", decile {decile} of {edition}").format(decile=shown.decile, edition=shown.edition_name)
    return [f"{words}."]


def _words(field: str, value: Any, workspace: Workspace) -> str:  # noqa: ANN401  (any field's value)
    if field == "recorded_at" and not pd.isna(value):
        return written_date(pd.Timestamp(value).tz_convert(None).date())
    if field == "own_words_language":
        language = workspace.classification.languages.get(str(value))
        return language.english if language else str(value)
    return value_words(field, value, workspace.classification)


def _linked(words: str) -> str:
    text = escape(words)
    if words.startswith(("https://", "http://")) and not any(sign in words for sign in " \"'<>"):
        return f'<a href="{text}" rel="noopener noreferrer nofollow" target="_blank">{text}</a>'
    return text


def _group_words() -> dict[str, str]:
    return {
        "about": _("What people say about it"),
        "come": _("Getting there"),
        "people": _("Who it is for"),
        "contact": _("Contact"),
        "trust": _("Where this comes from"),
        "protection": _("Protection, consent and review"),
    }
