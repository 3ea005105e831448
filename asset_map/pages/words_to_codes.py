"""Words to codes: which kinds and offers do residents' own words stand for? For many records at once."""

from __future__ import annotations

import streamlit as st

from asset_map.domain.asset import Asset
from asset_map.domain.classification import Classification
from asset_map.domain.permission import Actor, may_map_words
from asset_map.errors import UserError
from asset_map.language import gettext as _
from asset_map.language import ngettext
from asset_map.pages.components import who
from asset_map.pages.components.as_typed import as_typed
from asset_map.pages.components.choices import language_words
from asset_map.pages.components.page import close_page, open_page, run_screen
from asset_map.pages.components.past_mappings import past_mappings
from asset_map.services.word_codes import LONGEST_REASON, Codes, MappingPlan, apply_mapping, plan_mapping
from asset_map.services.words import RecordOfWords, WordGroup, folded, own_words
from asset_map.services.workspace import Workspace

SHOWN_AT_FIRST = 25
ADD, REPLACE = "add", "replace"


def show() -> None:
    """Show the screen."""
    workspace = open_page(
        _("Words to codes"),
        intro=_("What residents say stays as they said it. Here you choose which kinds and offers it stands for."),
    )
    person = who.staff_only(workspace, may_map_words)
    if person is not None:
        for say, said in ((st.success, "words_done"), (st.error, "words_failure")):
            if text := st.session_state.pop(said, ""):
                say(text)
        groups = own_words(workspace, audience=who.audience(workspace))
        if groups:
            chosen = _choose_words(groups, workspace.classification)
            _give_codes(chosen, workspace, actor=person)
        else:
            st.info(_("No record has own words yet. Add them on a record, under “What people say about it”."))
        past_mappings(workspace, actor=person)
    close_page(workspace)


def _choose_words(groups: list[WordGroup], classification: Classification) -> list[WordGroup]:
    st.subheader(_("1. Choose words"), anchor=False)
    asked = folded(st.text_input(_("Find words"), key="words_search", max_chars=100)) if len(groups) > 1 else ""
    fitting = [group for group in groups if asked in folded(group.words)]
    shown = int(st.session_state.get("words_shown", SHOWN_AT_FIRST))
    chosen = [group for group in fitting[:shown] if _word_choice(group, classification)]
    if len(fitting) > shown:
        st.button(_("Show more words"), icon=":material/expand_more:", on_click=_show_more, args=(shown,))
    if not fitting:
        st.info(_("No words like these. Take some letters away."), icon=":material/search_off:")
    return chosen


def _show_more(shown: int) -> None:
    st.session_state["words_shown"] = shown + SHOWN_AT_FIRST


def _word_choice(group: WordGroup, classification: Classification) -> bool:
    count = ngettext("{count} record", "{count} records", len(group.records))
    languages = language_words(classification)
    codes = {record.language for record in group.records if record.language}
    said_in = ", ".join(sorted(languages.get(code, code) for code in codes))
    now = "; ".join(
        f"{as_typed(_code_words(kind, offers, classification))} ({number})"
        for (kind, offers), number in group.codes.items()
    )
    with st.container(gap=None):
        chosen = st.checkbox(f"**“{as_typed(group.words)}”** · {count}", key=f"words_{folded(group.words)}")
        st.caption(" · ".join(part for part in (as_typed(said_in), now) if part))
    return chosen


def _code_words(kind: str, offers: tuple[str, ...], classification: Classification) -> str:
    return f"{classification.kind_label(kind)}: {', '.join(map(classification.offer_label, offers))}"


def _give_codes(chosen: list[WordGroup], workspace: Workspace, *, actor: Actor) -> None:
    st.subheader(_("2. Choose what they stand for"), anchor=False)
    if not chosen:
        st.markdown(_("Choose words first."))
        return
    asset_ids = _choose_records(chosen)
    codes = _choose_codes(workspace.classification)
    reason = st.text_input(_("Why do these words stand for this?"), key="words_reason", max_chars=LONGEST_REASON)
    if not asset_ids or not (codes.offers or codes.kind):
        st.markdown(_("Choose at least one record, and an offer or a kind."))
        return
    try:
        plan = plan_mapping(asset_ids, codes, workspace)
    except UserError as error:
        st.error(str(error))
        return
    agreed = _what_would_change(plan)
    st.button(
        ngettext("Change {count} record", "Change {count} records", len(plan.changed)),
        type="primary",
        icon=":material/check:",
        disabled=not plan.changed or not agreed,
        on_click=_apply,
        args=(plan, codes, workspace, reason, actor),
    )


def _choose_records(chosen: list[WordGroup]) -> list[str]:
    records = _labels([record for group in chosen for record in group.records])
    return st.multiselect(
        _("Records"),
        list(records),
        default=list(records),
        format_func=records.__getitem__,
        help=_("Take out those for which the words mean something else."),
        key=f"words_records_{'|'.join(folded(group.words) for group in chosen)}",
    )


def _labels(records: list[RecordOfWords]) -> dict[str, str]:
    # A browser knows what is chosen by its label alone, so no two may be the same.
    labels: dict[str, str] = {}
    for record in records:
        label = ", ".join(part for part in (record.name, record.where) if part)
        same = sum(one == label or one.startswith(f"{label} (") for one in labels.values())
        labels[record.asset_id] = f"{label} ({same + 1})" if same else label
    return labels


def _choose_codes(classification: Classification) -> Codes:
    offers = st.pills(
        _("Offers"),
        list(classification.offers),
        format_func=classification.offer_label,
        selection_mode="multi",
        key="words_offers",
    )
    ways = {ADD: _("Add them to what a record has"), REPLACE: _("Put them in place of what a record has")}
    way = st.radio(_("How"), list(ways), format_func=ways.__getitem__, horizontal=True, key="words_way")
    kind = st.selectbox(
        _("Kind"),
        ["", *classification.kinds],
        format_func=lambda code: classification.kind_label(code) or _("Leave kinds as they are"),
        key="words_kind",
    )
    return Codes(offers=tuple(offers), kind=kind, replaces=way == REPLACE and bool(offers))


def _what_would_change(plan: MappingPlan) -> bool:
    """Say what the codes would do beside the codes; return whether a loss is agreed to."""
    if not plan.changed:
        st.info(_("These records have these codes already."))
    if plan.unfit:
        unfit = _("Left alone, because their line or outline does not fit this kind: {names}.")
        st.info(unfit.format(names=_names(plan.unfit)))
    more = [asset for asset in plan.protected_more if asset not in plan.losing_their_place]
    if more:
        st.warning(_("Protected more from then on, as this kind is: {names}.").format(names=_names(more)))
    if not plan.losing_their_place:
        return True
    lost = _("Never put on a map: where these are, and their photos, would be forgotten for good: {names}.")
    st.warning(lost.format(names=_names(plan.losing_their_place)), icon=":material/warning:")
    return st.checkbox(_("Forget where they are. It cannot be taken back."), key="words_forget")


def _names(assets: tuple[Asset, ...] | list[Asset]) -> str:
    return ", ".join(as_typed(asset.name) for asset in assets)


def _apply(plan: MappingPlan, codes: Codes, workspace: Workspace, reason: str, actor: Actor) -> None:
    try:
        mapping = apply_mapping(plan, codes, workspace, reason=reason, now=who.now(), actor=actor)
    except UserError as error:
        st.session_state["words_failure"] = str(error)
        return
    _empty()
    st.session_state["words_done"] = ngettext(
        "{count} record has its new codes.", "{count} records have their new codes.", len(mapping.records)
    )


def _empty() -> None:
    # Setting a value empties what stands on the screen; deleting it would leave it there.
    answers = {"words_reason": "", "words_kind": "", "words_way": ADD, "words_offers": []}
    ticked = {str(name): False for name, value in st.session_state.items() if value is True}
    own = {name: value for name, value in ticked.items() if name.startswith("words_")}
    for name, value in (answers | own).items():
        st.session_state[name] = value


run_screen(show)
