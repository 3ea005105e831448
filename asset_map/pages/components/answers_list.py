"""What was said, with what became of each; two views of one thing stand beside each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from html import escape

import streamlit as st

from asset_map.domain.contribution import Contribution
from asset_map.domain.dates import local_date, written_date
from asset_map.domain.mapping_session import MappingSession
from asset_map.domain.outcome import Outcome, PromiseState, promise_state, threads
from asset_map.domain.person import Person
from asset_map.language import gettext as _
from asset_map.language import ngettext
from asset_map.pages.components import who
from asset_map.pages.components.as_typed import as_typed
from asset_map.pages.components.told import do
from asset_map.services.sessions.answers import answer_words, promise_words
from asset_map.services.sessions.outcomes import let_be_quoted
from asset_map.services.workspace import Workspace

SHOWN = 30


def list_part(session: MappingSession, workspace: Workspace, person: Person) -> None:
    """Show what was said, and what became of it.

    Parameters
    ----------
    session
        Whose.
    workspace, person
        The area, and who looks.
    """
    told: dict[str, list[Sequence[Outcome]]] = {}
    for (_session_id, about, _words), every in threads(workspace.store.outcomes(session.session_id)).items():
        told.setdefault(about, []).append(every)
    for of_all in told.get("", []):
        with st.container(border=True):
            st.markdown(f"**{_('The session as a whole')}**")
            _lines(of_all)
    _late(told)
    rows = _rows(workspace.store.contributions(session.session_id))
    if not rows:
        st.info(_("Nothing was said in this session yet."), icon=":material/forum:")
        return
    silent = sum(one.contribution_id not in told for row in rows for one in row)
    if silent:
        st.markdown(ngettext("Of {count} thing nothing is told yet.", "Of {count} things nothing is told yet.", silent))
        if st.toggle(_("Only those of which nothing is told yet"), key="answers_silent"):
            rows = [row for row in rows if any(one.contribution_id not in told for one in row)]
    shown = int(st.session_state.get("answers_shown", SHOWN))
    for row in rows[:shown]:
        if len(row) > 1:
            st.markdown(f"**{_('Two views of one thing')}**")
        for column, one in zip(st.columns(min(len(row), 2)) * len(row), row, strict=False):
            with column.container(border=True, key=f"answers_said_{one.contribution_id}", gap="small"):
                _one(one, told.get(one.contribution_id, []), workspace, person)
    if len(rows) > shown:
        st.button(_("Show more"), key="answers_more", on_click=_show_more, args=(shown,))


def _late(told: Mapping[str, Sequence[Sequence[Outcome]]]) -> None:
    today = local_date(who.now())
    states = [promise_state(every, today=today) for of_one in told.values() for every in of_one]
    if late := states.count(PromiseState.LATE):
        st.warning(
            ngettext(
                "{count} promise is late. Tell people how it stands.",
                "{count} promises are late. Tell people how they stand.",
                late,
            ),
            icon=":material/schedule:",
        )


def _rows(said: Sequence[Contribution]) -> list[list[Contribution]]:
    """Return what was said in the order it was said, other views of a thing behind it."""
    in_order = sorted(said, key=lambda one: (one.sent_at, one.contribution_id))
    known = {one.contribution_id for one in said}
    rows = {one.contribution_id: [one] for one in in_order if one.about_id not in known}
    for one in in_order:
        if one.contribution_id not in rows:
            rows.setdefault(one.about_id, []).append(one)
    return list(rows.values())


def _one(one: Contribution, told: Sequence[Sequence[Outcome]], workspace: Workspace, person: Person) -> None:
    tag = escape(one.language.replace("_", "-"))
    st.html(f'<p class="said-words" lang="{tag}" dir="auto">{escape(one.words or _("(without words)"))}</p>')
    for every in told:
        _lines(every)
    held_back = {
        _("Not to be published: only its slip tells what became of it."): one.do_not_publish,
        _("Hidden from the room: only its slip tells what became of it."): one.hidden_at is not None,
        _("Taken back by whoever said it."): one.taken_back_at is not None,
    }
    for words, is_so in held_back.items():
        if is_so:
            st.markdown(f":material/visibility_off: {words}")
    if any(held_back.values()):
        return
    st.button(
        _("Its words may be quoted: take that back") if one.may_be_quoted else _("Let its words be quoted"),
        key=f"answers_quote_{one.contribution_id}",
        icon=":material/check_box:" if one.may_be_quoted else ":material/check_box_outline_blank:",
        on_click=do,
        args=(partial(_quote, one, workspace, person),),
    )


def _lines(every: Sequence[Outcome]) -> None:
    state = promise_state(every, today=local_date(who.now()))
    for place, one in enumerate(reversed(every)):
        by_when = "" if one.by_when is None else _("By {date}").format(date=written_date(one.by_when))
        facts = (as_typed(one.words), as_typed(one.because), by_when)
        words = f"**{answer_words()[one.answer]}** · {' · '.join(filter(None, facts))}"
        if place:
            st.caption(_("Before: {words}").format(words=words))
        else:
            st.markdown(words)
            if state is not None:
                st.caption(promise_words()[state])
        st.caption(_("{name}, {date}").format(name=as_typed(one.said_by), date=written_date(local_date(one.said_at))))


def _quote(seen: Contribution, workspace: Workspace, person: Person) -> str:
    kept = let_be_quoted(seen, workspace, may_be_quoted=not seen.may_be_quoted, now=who.now(), actor=person)
    if kept.may_be_quoted:
        return _("Its words may stand on the page for everybody and on the poster.")
    return _("Its words are quoted no longer.")


def _show_more(shown: int) -> None:
    st.session_state["answers_shown"] = shown + SHOWN
