"""Saving what was ticked for a zone: once, however often the button is tapped, and not against the records unasked."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from asset_map.domain.coverage import Look, LookResult
from asset_map.domain.dates import read_date, written_date
from asset_map.errors import UserError
from asset_map.language import gettext as _
from asset_map.language import ngettext
from asset_map.pages.components import walk_draft, who
from asset_map.pages.components.as_typed import as_typed
from asset_map.pages.components.page import page, today
from asset_map.pages.components.walk_draft import Walk
from asset_map.services.coverage_words import method_words
from asset_map.services.record_looks import (
    Contradiction,
    LooksRefused,
    contradictions,
    not_on_the_map,
    record_looks,
    take_back_looks,
)

_one_at_a_time = threading.Lock()
"""Streamlit begins with a second tap while the first is under way; it is to find that nothing is left to save."""


@dataclass(frozen=True)
class Saved:
    """What became of the last tap.

    Parameters
    ----------
    words
        What is said of it.
    ticked
        What was ticked after it: with another tick it is said no longer.
    is_done
        Whether it was done as it was asked.
    added
        What can be taken back.
    missing
        What was found and is not on the map, as offers.
    """

    words: str
    ticked: Mapping[str, str]
    is_done: bool = True
    added: Mapping[int, Look] | None = None
    missing: tuple[str, ...] = ()


def save_bar(walk: Walk) -> None:
    """Show the button that saves, what it contradicts, and what became of it; it stays at the lower edge.

    Parameters
    ----------
    walk
        Who walks where.
    """
    ticked = walk_draft.answers(walk)
    against: tuple[Contradiction, ...] = st.session_state.get(walk.key("_against"), ())
    # A tick that was changed meanwhile contradicts nothing any more.
    against = tuple(one for one in against if ticked.get(one.offer) == LookResult.NONE.value)
    with st.container(key="walk_bar", gap="small"):
        saved: Saved | None = st.session_state.get(walk.key("_saved"))
        if saved is not None and saved.ticked == ticked:
            _what_became(walk, saved)
        else:
            st.session_state.pop(walk.key("_saved"), None)
        if against:
            _contradicts(against, walk)
        label = f"{ngettext('Save {count} answer', 'Save {count} answers', len(ticked))} · {_how_and_when(walk)}"
        st.button(
            _("Save all the same") if against else label if ticked else _("Tick what you looked for, then save"),
            type="primary",
            icon=":material/check:",
            key="walk_save",
            disabled=not ticked,
            on_click=_save,
            args=(walk, tuple(one.offer for one in against)),
            width="stretch",
        )


def _how_and_when(walk: Walk) -> str:
    how, day = method_words()[walk_draft.how(walk)].lower(), read_date(walk_draft.looked_on(walk))
    return f"{how}, {written_date(day)}" if day else how


def _contradicts(against: tuple[Contradiction, ...], walk: Walk) -> None:
    lines = [_("Not saved yet. You ticked “none”, but there is something on record:")]
    for one in against:
        label = as_typed(walk.workspace.classification.offer_label(one.offer))
        names = ", ".join(as_typed(name) for name in one.names.values())
        lines.append(f"- **{label}**: {names}")
    lines.append("")
    lines.append(_("If it has closed, say so on its record; if you did not see it, tick “Not looked”."))
    st.warning("\n".join(lines), icon=":material/error:")
    with st.container(horizontal=True, gap="small"):
        records = {asset_id: name for one in against for asset_id, name in one.names.items()}
        for asset_id, name in records.items():
            st.page_link(page("asset"), label=as_typed(name), icon=":material/edit:", query_params={"id": asset_id})


def _save(walk: Walk, agreed: tuple[str, ...]) -> None:
    with _one_at_a_time:
        drafts = walk_draft.drafts(walk)
        if not drafts:  # a second tap came while the first one was under way
            return
        st.session_state.pop(walk.key("_against"), None)
        before: Saved | None = st.session_state.pop(walk.key("_saved"), None)
        try:
            against = contradictions(drafts, walk.workspace, audience=who.audience(walk.workspace), today=today())
            if any(one.offer not in agreed for one in against):
                st.session_state[walk.key("_against")] = against
                return
            outcome = record_looks(drafts, walk.workspace, now=who.now(), actor=walk.person)
            if isinstance(outcome, LooksRefused):
                words = " ".join([_("Not saved."), *(problem.message for problem in outcome.problems)])
                st.session_state[walk.key("_saved")] = Saved(words, walk_draft.answers(walk), is_done=False)
                return
            missing = not_on_the_map(
                outcome.added.values(), walk.workspace, audience=who.audience(walk.workspace), today=today()
            )
            words = _words(len(outcome.added), outcome.already)
            saved = Saved(words, {}, added=outcome.added, missing=tuple(look.offer for look in missing))
            # A second tap may bring the ticks of the first along, which is no news.
            is_said = before and not outcome.added and _ticks_of(before.added or {}) == walk_draft.answers(walk)
            st.session_state[walk.key("_saved")] = before if is_said else saved
            walk_draft.clear(walk)
        except UserError as error:
            words = _("Not saved, but kept as a draft: try again.")
            st.session_state[walk.key("_saved")] = Saved(f"{words} {error}", walk_draft.answers(walk), is_done=False)


def _ticks_of(added: Mapping[int, Look]) -> dict[str, str]:
    return {look.offer: look.result.value for look in added.values()}


def _words(added: int, already: int) -> str:
    words = ngettext("Saved {count} answer.", "Saved {count} answers.", added) if added else ""
    again = ngettext("{count} was on record already.", "{count} were on record already.", already) if already else ""
    return f"{words} {again}".strip()


def _what_became(walk: Walk, saved: Saved) -> None:
    (st.success if saved.is_done else st.error)(as_typed(saved.words))
    if saved.missing:
        labels = ", ".join(as_typed(walk.workspace.classification.offer_label(offer)) for offer in saved.missing)
        st.markdown(_("Found, but not on the map yet: **{offers}**. It counts once it is added.").format(offers=labels))
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        if saved.missing:
            st.page_link(page("add_an_asset"), label=_("Add an asset"), icon=":material/add_location:")
        if saved.added:
            st.button(_("Undo"), icon=":material/undo:", key="walk_undo", on_click=_take_back, args=(walk, saved.added))
            first = next(iter(saved.added.values())).offer
            asked = {"offer": first}
            st.page_link(page("strengths_and_gaps"), label=_("See the map"), icon=":material/map:", query_params=asked)


def _take_back(walk: Walk, added: Mapping[int, Look]) -> None:
    try:
        take_back_looks(added, walk.workspace, now=who.now(), actor=walk.person)
    except UserError as error:
        st.session_state[walk.key("_saved")] = Saved(str(error), walk_draft.answers(walk), is_done=False)
        return
    ticked = _ticks_of(added)
    walk_draft.put(walk, ticked)
    st.session_state[walk.key("_saved")] = Saved(_("Taken back. Your ticks stand here again."), ticked)
