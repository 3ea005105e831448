"""What becomes of one thing that was said: a record, part of one, kept as said, or not used."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from asset_map.domain.asset import AssetDraft
from asset_map.domain.contribution import Contribution, ContributionKind
from asset_map.domain.mapping_session import MappingSession
from asset_map.domain.person import Person
from asset_map.domain.protection import Level
from asset_map.errors import UserError
from asset_map.language import gettext as _
from asset_map.pages.components import who
from asset_map.pages.components.after_fields import (
    chosen_offers,
    do_button,
    key_of,
    may_be_quoted,
    offers_field,
    quoting_field,
    typed,
)
from asset_map.pages.components.as_typed import as_typed
from asset_map.pages.components.choices import distinct
from asset_map.pages.components.page import today
from asset_map.pages.components.record_words import level_words
from asset_map.pages.components.twins import twin_words
from asset_map.services.find import Wanted, find_assets
from asset_map.services.sessions.review import LONGEST_REASON, do_not_use, is_held_back, keep_as_said
from asset_map.services.sessions.review_drafts import draft_of
from asset_map.services.sessions.review_records import (
    Addition,
    InRecord,
    NotInRecord,
    WordsTo,
    add_to_record,
    make_record,
    twins_of,
)
from asset_map.services.sessions.suggest import suggested_kind
from asset_map.services.twins import Twin
from asset_map.services.workspace import Workspace

RECORD, ADD, KEEP, NOT_USED = "record", "add", "keep", "not_used"
MOST_FOUND = 8


def forms(now: Contribution, session: MappingSession, workspace: Workspace, person: Person) -> None:
    """Show what can become of a contribution.

    Parameters
    ----------
    now, session
        What was said, and where.
    workspace, person
        The area, and who reviews.
    """
    ways = {
        RECORD: (_("Make a record"), _record_form),
        ADD: (_("Add to a record"), _add_form),
        KEEP: (_("Keep as said"), _keep_form),
        NOT_USED: (_("Do not use"), _not_used_form),
    }
    if now.kind is ContributionKind.NOTHING_HERE:
        ways = {code: way for code, way in ways.items() if code in {KEEP, NOT_USED}}
    usual = RECORD if now.kind is ContributionKind.ASSET else KEEP
    chosen = st.segmented_control(
        _("What becomes of it?"),
        list(ways),
        default=usual,
        required=True,
        format_func=lambda code: ways[code][0],
        key=key_of(now, "way"),
    )
    ways[str(chosen or usual)][1](now, session, workspace, person)


def _record_form(now: Contribution, session: MappingSession, workspace: Workspace, person: Person) -> None:
    scheme = workspace.classification
    draft = draft_of(now, session, workspace)
    st.text_input(_("Name of the record"), value=draft.name, key=key_of(now, "name"), max_chars=200)
    named = replace(draft, name=typed(now, "name"))
    twins = twins_of(named, workspace, audience=who.audience(workspace), today=today())
    if twins:
        _twins(twins, now)
    kinds = ["", *scheme.kinds]
    kind = suggested_kind(now, workspace)
    st.selectbox(
        _("Kind"),
        kinds,
        index=kinds.index(kind) if kind in kinds else 0,
        format_func=lambda code: scheme.kind_label(code) or _("Choose a kind"),
        key=key_of(now, "kind"),
    )
    offers_field(now, workspace, _("What it offers, the main thing first"))
    if now.geometry_bng is None:
        st.text_input(
            _("Where is it? A square of the grid, a postcode or a landmark"), key=key_of(now, "place"), max_chars=200
        )
    levels = ["", *(level.value for level in Level)]
    st.selectbox(
        _("Protection"),
        levels,
        index=levels.index(draft.protection),
        format_func=lambda code: level_words(Level(code)) if code else _("As usual for its kind and words"),
        key=key_of(now, "protection"),
    )
    quoting_field(now)
    do_button(_("Make the record"), now, partial(_make, now, named, session, workspace, person))


def _twins(twins: tuple[Twin, ...], now: Contribution) -> None:
    with st.container(border=True, key="after_twins"):
        st.markdown(f"**{_('Is it one of these?')}** {_('Then add to it instead.')}")
        for twin in twins:
            st.button(
                f"{as_typed(twin.name)}: {as_typed(twin_words(twin))}",
                key=key_of(now, f"twin_{twin.asset_id}"),
                icon=":material/merge:",
                on_click=_add_to_twin,
                args=(now, twin.asset_id),
                width="stretch",
            )


def _add_to_twin(now: Contribution, asset_id: str) -> None:
    st.session_state[key_of(now, "way")] = ADD
    st.session_state[key_of(now, "twin")] = asset_id


def _add_form(now: Contribution, session: MappingSession, workspace: Workspace, person: Person) -> None:
    options = _candidates(now, session, workspace)
    if not options:
        st.info(_("No record is like it. Type a word of its name above."), icon=":material/search_off:")
        return
    asked = st.session_state.get(key_of(now, "twin"), "")
    ids = list(options)
    chosen = st.radio(
        _("Which record?"),
        ids,
        index=ids.index(asked) if asked in options else 0,
        format_func=lambda code: as_typed(options[code]),
        key=f"{key_of(now, 'to')}_{'_'.join(ids)}",
    )
    fields = {
        WordsTo.OWN_WORDS: _("To what residents call it"),
        WordsTo.VALUED: _("To what people value about it"),
        WordsTo.STORY: _("To its story"),
        WordsTo.COULD_DO: _("To what it could do with support"),
        WordsTo.NOWHERE: _("Nowhere: the record says it already"),
    }
    usual = WordsTo.NOWHERE if is_held_back(now) or not now.words else WordsTo.VALUED
    st.selectbox(
        _("Where do the words go?"),
        list(fields),
        index=list(fields).index(usual),
        format_func=fields.__getitem__,
        key=key_of(now, "words_to"),
    )
    offers_field(now, workspace, _("Offers to add"))
    st.checkbox(_("It shows that the record is still right"), value=True, key=key_of(now, "right"))
    quoting_field(now)
    asset = workspace.store.asset(chosen)
    add = partial(_add, now, chosen, asset.version, session, workspace, person)
    do_button(_("Add to “{name}”").format(name=as_typed(asset.name)), now, add)


def _candidates(now: Contribution, session: MappingSession, workspace: Workspace) -> dict[str, str]:
    search = st.text_input(_("Find a record by its name"), key=key_of(now, "search"), max_chars=100)
    draft = draft_of(now, session, workspace)
    named = replace(draft, name=st.session_state.get(key_of(now, "name"), "") or draft.name)
    options = {
        twin.asset_id: f"{twin.name} ({twin_words(twin)})"
        for twin in twins_of(named, workspace, audience=who.audience(workspace), today=today())
    }
    if search.strip():
        found = find_assets(Wanted(search=search.strip()), workspace, audience=who.audience(workspace), today=today())
        for row in found.head(MOST_FOUND).to_dict("records"):
            where = row["address"] or row["zone_name"]
            options.setdefault(row["asset_id"], f"{row['name']} ({where})" if isinstance(where, str) else row["name"])
    return distinct(options)


def _keep_form(now: Contribution, _session: MappingSession, workspace: Workspace, person: Person) -> None:
    if now.kind is ContributionKind.NOTHING_HERE:
        st.markdown(_("It is no record: it counts as a look when you write the coverage."))
    else:
        st.markdown(_("It stays as it was said, and stands in the report. No record is made."))
    st.text_input(_("Why? (optional)"), key=key_of(now, "keep_why"), max_chars=LONGEST_REASON)
    quoting_field(now)
    do_button(_("Keep it as said"), now, partial(_keep, now, workspace, person))


def _not_used_form(now: Contribution, _session: MappingSession, workspace: Workspace, person: Person) -> None:
    st.markdown(_("It counts nowhere, and stays on record with the reason."))
    st.text_input(
        _("Why is it not used?"),
        key=key_of(now, "not_why"),
        max_chars=LONGEST_REASON,
        placeholder=_("For instance: said twice"),
    )
    do_button(_("Do not use it"), now, partial(_refuse, now, workspace, person))


def _make(now: Contribution, named: AssetDraft, session: MappingSession, workspace: Workspace, person: Person) -> str:
    draft = replace(
        named,
        name=typed(now, "name"),
        kind=typed(now, "kind"),
        offers=chosen_offers(now),
        protection=typed(now, "protection"),
    )
    made = make_record(
        now,
        draft,
        session,
        workspace,
        now=who.now(),
        actor=person,
        may_be_quoted=may_be_quoted(now),
        place=typed(now, "place"),
    )
    return _("“{name}” is a record now.").format(name=as_typed(_of(made).asset.name))


def _add(
    now: Contribution, asset_id: str, version: int, session: MappingSession, workspace: Workspace, person: Person
) -> str:
    addition = Addition(
        asset_id=asset_id,
        version=version,
        words_to=WordsTo(st.session_state[key_of(now, "words_to")]),
        offers=chosen_offers(now),
        is_still_right=bool(st.session_state[key_of(now, "right")]),
    )
    added = add_to_record(
        now, addition, session, workspace, now=who.now(), actor=person, may_be_quoted=may_be_quoted(now)
    )
    return _("Added to “{name}”.").format(name=as_typed(_of(added).asset.name))


def _keep(now: Contribution, workspace: Workspace, person: Person) -> str:
    keep_as_said(
        now,
        workspace,
        now=who.now(),
        actor=person,
        reason=typed(now, "keep_why"),
        may_be_quoted=may_be_quoted(now),
    )
    return _("Kept as said.")


def _refuse(now: Contribution, workspace: Workspace, person: Person) -> str:
    do_not_use(now, workspace, now=who.now(), actor=person, reason=typed(now, "not_why"))
    return _("It is not used.")


def _of(outcome: InRecord | NotInRecord) -> InRecord:
    if isinstance(outcome, NotInRecord):
        raise UserError(" ".join(dict.fromkeys(problem.message for problem in outcome.problems)))
    return outcome
