"""Everything else about an asset, in groups that open: all but name, kind, offers, place and protection."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from asset_map.domain.classification import Classification
from asset_map.domain.problem import Problem
from asset_map.domain.typed import read_feature
from asset_map.domain.validation import LONGEST, LONGEST_OTHER
from asset_map.language import gettext as _
from asset_map.pages.components.choices import feature_answer_words, language_words, month_words, yes_no_words
from asset_map.services.current import current_workspace
from asset_map.services.field_words import accessed_words, checked_how_words, field_words, status_words

Key = Callable[[str], str]
"""Gives Streamlit's key of a field."""

LIST_FIELDS = ("accessed", "access_features")
GROUPS = (
    ("said", ("summary", "also_known_as", "own_words", "own_words_language", "story", "valued", "could_do")),
    ("way", ("accessed", "address", "uprn")),
    ("open", ("status", "season_from", "season_to", "opening_times", "cost")),
    ("people", ("who_for", "age_from", "age_to", "referral", "languages", "capacity", "capacity_unit")),
    ("access", ("access_features",)),
    ("contact", ("phone", "email", "web", "contact_person", "contact_agreed")),
    ("checked", ("last_checked", "checked_how")),
    ("consent", (
        "protection_reason", "consent_for", "consent_wording", "consent_given_on", "consent_until",
        "consent_withdrawn_on", "keep_until",
    )),
)  # fmt: skip
"""The groups and their fields, in order; each field stands in one of them."""

LONG_TEXTS = frozenset({"summary", "own_words", "story", "valued", "could_do", "consent_wording"})
SIDE_BY_SIDE = ({"season_from", "season_to"}, {"age_from", "age_to"}, {"capacity", "capacity_unit"})


@dataclass(frozen=True)
class _Form:
    """What the parts of the form need to draw themselves."""

    key: Key
    problems: Sequence[Problem]
    classification: Classification
    labels: dict[str, str]
    helps: dict[str, str]


def details(problems: Sequence[Problem], *, key: Key) -> None:
    """Show the fields of every group, each with what is wrong beside it.

    Parameters
    ----------
    problems
        What is to be mended; groups with a problem stand open.
    key
        Gives Streamlit's key of a field. What stands there already is shown; texts are kept as texts, ``accessed`` and
        ``access_features`` as lists, all as `asset_map.domain.asset.AssetDraft` has them.
    """
    form = _Form(key, problems, current_workspace().classification, dict(field_words()), _helps())
    wrong = {problem.field for problem in problems}
    for code, fields in GROUPS:
        with st.expander(_group_words()[code], expanded=not wrong.isdisjoint(fields)):
            if code == "said":
                st.caption(_("Write what people say as they say it. Their own words are never changed."))
            _draw(fields, form)


def details_of_state(key: Key) -> dict[str, Any]:
    """Return what stands in the fields.

    Parameters
    ----------
    key
        Gives Streamlit's key of a field.

    Returns
    -------
    dict
        By the names of `asset_map.domain.asset.AssetDraft`: texts, and tuples for lists.
    """
    fields = [field for _code, group in GROUPS for field in group]
    texts = {field: str(st.session_state.get(key(field)) or "") for field in fields if field not in LIST_FIELDS}
    lists = {field: tuple(str(code) for code in st.session_state.get(key(field)) or ()) for field in LIST_FIELDS}
    return texts | lists


def _draw(fields: tuple[str, ...], form: _Form) -> None:
    left = list(fields)
    while left:
        row = next((set(pair) for pair in SIDE_BY_SIDE if left[0] in pair), {left[0]})
        together = [field for field in left if field in row]
        if len(together) > 1:
            for column, field in zip(st.columns(len(together)), together, strict=True):
                with column:
                    _field(field, form)
        else:
            _field(together[0], form)
        left = [field for field in left if field not in row]


def _field(field: str, form: _Form) -> None:
    if field == "access_features":
        _features(form)
    elif field == "accessed":
        _several(field, accessed_words(), form)
    elif (words := _choices(field, form.classification)) is not None:
        _one_of(field, words, form)
    else:
        _text(field, form)
    for problem in form.problems:
        if problem.field == field:
            st.error(problem.message)


def _choices(field: str, classification: Classification) -> dict[str, str] | None:
    if field in {"season_from", "season_to"}:
        return month_words()
    words = {
        "status": status_words,
        "checked_how": checked_how_words,
        "own_words_language": lambda: language_words(classification),
        "contact_agreed": yes_no_words,
    }.get(field)
    return words() if words else None


def _text(field: str, form: _Form) -> None:
    shared: dict[str, Any] = {"key": form.key(field), "help": form.helps.get(field)}
    most = LONGEST.get(field, LONGEST_OTHER)
    if field in LONG_TEXTS:
        st.text_area(form.labels[field], max_chars=most, **shared)
    else:
        st.text_input(form.labels[field], max_chars=most, **shared)


def _one_of(field: str, words: dict[str, str], form: _Form) -> None:
    # A code that the scheme no longer has stays what it is until somebody chooses another.
    kept = str(st.session_state.get(form.key(field)) or "")
    nothing = {"season_from": _("No season"), "season_to": _("No season"), "contact_agreed": _("Not asked")}.get(
        field, _("Not known")
    )
    options = [*([] if field == "status" else [""]), *words]
    if kept and kept not in options:
        options.append(kept)
    st.selectbox(
        form.labels[field],
        options,
        format_func=lambda code: words.get(code, code or nothing),
        key=form.key(field),
        help=form.helps.get(field),
    )


def _several(field: str, words: dict[str, str], form: _Form) -> None:
    kept = [str(code) for code in st.session_state.get(form.key(field)) or ()]
    st.session_state[form.key(field)] = kept
    options = [*words, *(code for code in kept if code not in words)]
    st.pills(
        form.labels[field],
        options,
        format_func=lambda code: words.get(code, code),
        selection_mode="multi",
        key=form.key(field),
        help=form.helps.get(field),
    )


def _features(form: _Form) -> None:
    st.markdown(_("Ask about each by itself. What was not asked is never shown as “no”."))
    answers = _answers(form.key)
    features = form.classification.access_features
    for code in [*features, *(code for code in answers if code not in features)]:
        own_key = form.key(f"access_features_{code}")
        st.session_state[own_key] = answers.get(code, "")
        words = feature_answer_words()
        st.radio(
            features[code].question if code in features else code,
            list(words),
            format_func=words.__getitem__,
            horizontal=True,
            key=own_key,
            on_change=_answer,
            args=(code, own_key, form.key),
        )


def _answers(key: Key) -> dict[str, str]:
    features = [read_feature(str(feature)) for feature in st.session_state.get(key("access_features")) or ()]
    return {code: "yes" if has else "no" for code, has in features}


def _answer(code: str, own_key: str, key: Key) -> None:
    answers = _answers(key) | {code: str(st.session_state[own_key])}
    st.session_state[key("access_features")] = [f"{one}={answer}" for one, answer in answers.items() if answer]


def _group_words() -> dict[str, str]:
    return {
        "said": _("What people say about it"),
        "way": _("How to get there"),
        "open": _("Opening and cost"),
        "people": _("Who it is for"),
        "access": _("Access"),
        "contact": _("Contact"),
        "checked": _("When was it checked"),
        "consent": _("Protection and consent"),
    }


def _helps() -> dict[str, str]:
    return {
        "own_words": _("What residents call it and say about it, word for word, in their own language."),
        "also_known_as": _("Other names, with a semicolon between them."),
        "address": _("As people write it. For a protected record it is shown to nobody but staff and partners."),
        "uprn": _("The number that councils give a building; 1 to 12 digits. Leave it out if you do not know it."),
        "opening_times": _("For instance: Tuesdays 10 to 12, not in July."),
        "referral": _("Just turn up, ask first, or sent by somebody such as a GP."),
        "languages": _("Languages that people speak or sign there."),
        "capacity": _("How many at once. Say of what beside it: places, seats, plots."),
        "phone": _("The organisation's number, not somebody's own."),
        "email": _("A shared mailbox is best: it stays when people move on."),
        "web": _("Begins with https://"),
        "contact_person": _(
            "Only with their consent: say under “Protection and consent” what they agreed to and when."
        ),
        "contact_agreed": _("For what is never put on a map: may its name and contact be shown to everybody?"),
        "last_checked": _("Leave it empty for today. Otherwise like 21/11/2026."),
        "consent_for": _("For instance: their name and number may be shown to partners."),
        "consent_wording": _("The words that they were asked in."),
        "consent_given_on": _("Like 21/11/2026."),
        "consent_until": _("Like 21/11/2027. Leave it empty when no end was agreed."),
        "consent_withdrawn_on": _("If they took it back. Then take their name out."),
        "keep_until": _("After this day the record is to go."),
    }
