"""The review of a session: one thing that was said at a time, with where it is, and what becomes of it."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from functools import partial
from html import escape

import streamlit as st

from asset_map.domain.contribution import Channel, Contribution, ReviewResult
from asset_map.domain.mapping_session import MappingSession
from asset_map.domain.person import Person
from asset_map.language import gettext as _
from asset_map.language import ngettext
from asset_map.pages.components import who
from asset_map.pages.components.after_forms import forms
from asset_map.pages.components.as_typed import as_typed
from asset_map.pages.components.choices import language_words
from asset_map.pages.components.page import page
from asset_map.pages.components.told import do
from asset_map.services.find import whole_record
from asset_map.services.sessions.putting_back import put_back
from asset_map.services.sessions.report_words import became_words, said_words
from asset_map.services.sessions.review_picture import review_picture
from asset_map.services.sessions.review_queue import review_queue, reviewed, said_alike, taken_back_since
from asset_map.services.workspace import Workspace

LONGEST_LABEL = 60
SHOWN_REVIEWED = 20
MOST_ALIKE = 5


def review_part(session: MappingSession, workspace: Workspace, person: Person) -> None:
    """Show what waits for review, one at a time, and what was reviewed.

    Parameters
    ----------
    session
        Whose.
    workspace, person
        The area, and who reviews.
    """
    waiting, done = review_queue(session, workspace), reviewed(session, workspace)
    _taken_back(taken_back_since(session, workspace), workspace, person)
    if waiting:
        total = len(waiting) + len(done)
        st.progress(len(done) / total, text=_("{done} of {all} reviewed").format(done=len(done), all=total))
        _one(_choose(waiting), waiting, session, workspace, person)
    elif done:
        st.success(
            _("Everything that was said is reviewed. Next: write the coverage, and make the report."),
            icon=":material/check_circle:",
        )
    else:
        st.info(
            _("Nothing was said in this session yet, or it was taken back. What is on paper is typed in first."),
            icon=":material/forum:",
        )
    if done:
        _reviewed(done, workspace, person)


def _choose(waiting: Sequence[Contribution]) -> Contribution:
    by_id = {one.contribution_id: one for one in waiting}
    places = {contribution_id: place for place, contribution_id in enumerate(by_id, start=1)}
    if st.session_state.get("after_now") not in by_id:
        st.session_state["after_now"] = waiting[0].contribution_id
    label = ngettext("{count} waits for review", "{count} wait for review", len(waiting))
    chosen = st.selectbox(
        label,
        list(by_id),
        format_func=lambda code: f"{places[code]}. {_short(by_id[code])}",
        key="after_now",
        help=_("They come one after the other; choose another one to look at it first."),
    )
    return by_id[chosen]


def _one(
    now: Contribution,
    waiting: Sequence[Contribution],
    session: MappingSession,
    workspace: Workspace,
    person: Person,
) -> None:
    picture = review_picture(now, waiting, session, workspace)
    words, where = st.columns([3, 2]) if picture else (st.container(), st.container())
    with words:
        _card(now, session, workspace)
        _alike(said_alike(now, waiting))
    if picture:
        source = f"data:image/svg+xml;base64,{base64.b64encode(picture.encode()).decode()}"
        alt = escape(_("Where this is (red, in the coloured zone), and what else waits (dark)"))
        where.html(f'<img class="after-picture" src="{source}" alt="{alt}">')  # a screen shows no SVG by itself
        where.caption(
            _("Red, in the coloured zone: where this is. Dark: what else waits. The list above names them all.")
        )
    forms(now, session, workspace, person)


def _card(now: Contribution, session: MappingSession, workspace: Workspace) -> None:
    languages = language_words(workspace.classification)
    tag = now.language.replace("_", "-")
    with st.container(key="after_said", gap="small"):
        st.markdown(f"**{said_words()[now.kind]}**")
        words = escape(now.words or _("(without words)"))
        st.html(f'<p class="said-words" lang="{escape(tag)}" dir="auto">{words}</p>')
        if now.language != "en":
            st.caption(_("In {language}").format(language=as_typed(languages.get(tag, tag))))
        for line in _facts(now, session, workspace):
            st.markdown(line)


def _alike(others: Sequence[Contribution]) -> None:
    """Name what may say the same, so that the reviewer adds it to the record that this one becomes."""
    if not others:
        return
    st.markdown(ngettext("{count} more may say the same:", "{count} more may say the same:", len(others)))
    for one in others[:MOST_ALIKE]:
        st.button(
            as_typed(_short(one)),
            key=f"after_alike_{one.contribution_id}",
            icon=":material/content_copy:",
            on_click=_look_at,
            args=(one.contribution_id,),
        )


def _look_at(contribution_id: str) -> None:
    st.session_state["after_now"] = contribution_id


def _facts(now: Contribution, session: MappingSession, workspace: Workspace) -> list[str]:
    offers = ", ".join(workspace.classification.offer_label(code) for code in now.offers)
    zone = str(workspace.geography.zones_bng["zone_name"].get(now.zone_code, now.zone_code))
    about = workspace.store.contribution(now.about_id) if now.about_id else None
    matters = workspace.store.matters(session.session_id).get(now.contribution_id, 0)
    told = [
        (_("Answers: {text}"), now.prompt),
        (_("Offers: {text}"), offers),
        (_("Where: {text}"), ", ".join(filter(None, (now.place, zone)))),
        (_("Another view of: “{text}”"), about.words if about is not None and about.taken_back_at is None else ""),
    ]
    lines = [sentence.format(text=as_typed(text)) for sentence, text in told if text]
    if now.channel is Channel.PAPER:
        sheet, dot = as_typed(now.sheet) or "–", str(now.dot or "–")
        lines.append(_("From paper: sheet {sheet}, dot {dot}").format(sheet=sheet, dot=dot))
    if matters:
        lines.append(ngettext("It matters to {count} person.", "It matters to {count} people.", matters))
    if now.do_not_publish:
        lines.append(f":material/visibility_off: **{_('Not to be published. A record of it is for partners only.')}**")
    if now.hidden_at is not None:
        lines.append(f":material/visibility_off: **{_('Hidden from the room by the facilitator.')}**")
    return lines


def _taken_back(gone: Sequence[Contribution], workspace: Workspace, person: Person) -> None:
    for one in gone:
        with st.container(border=True):
            st.warning(
                _("“{words}” was taken back by whoever said it, and still stands in a record.").format(
                    words=as_typed(_short(one))
                ),
                icon=":material/undo:",
            )
            st.button(
                _("Take it out of the record"),
                key=f"after_out_{one.contribution_id}",
                on_click=do,
                args=(partial(_put_back, one, workspace, person),),
            )
            _record_link(one, workspace, person, place="out")


def _reviewed(done: Sequence[Contribution], workspace: Workspace, person: Person) -> None:
    label = ngettext("{count} reviewed", "{count} reviewed", len(done))
    with st.expander(label, icon=":material/task_alt:", key="after_done"):
        shown = int(st.session_state.get("after_shown", SHOWN_REVIEWED))
        for one in done[:shown]:
            with st.container(key=f"after_done_{one.contribution_id}", gap="small"):
                asset = whole_record(one.asset_id, workspace, actor=person)
                became = became_words(one, asset.name if asset else "")
                st.markdown(f"**{as_typed(_short(one))}**  \n{as_typed(became)} · {as_typed(one.reviewed_by)}")
                if one.review is not ReviewResult.WAITING:
                    st.button(
                        _("Put it back into the queue"),
                        key=f"after_back_{one.contribution_id}",
                        icon=":material/undo:",
                        on_click=do,
                        args=(partial(_put_back, one, workspace, person),),
                    )
                _record_link(one, workspace, person, place="done")
        if len(done) > shown:
            st.button(_("Show more"), key="after_more", on_click=_show_more, args=(shown,))


def _show_more(shown: int) -> None:
    st.session_state["after_shown"] = shown + SHOWN_REVIEWED


def _record_link(one: Contribution, workspace: Workspace, person: Person, *, place: str) -> None:
    if whole_record(one.asset_id, workspace, actor=person) is not None:
        with st.container(key=f"after_link_{place}_{one.contribution_id}"):
            st.page_link(
                page("asset"),
                label=_("Open the record"),
                icon=":material/arrow_forward:",
                query_params={"id": one.asset_id},
            )


def _put_back(one: Contribution, workspace: Workspace, person: Person) -> str:
    undone = put_back(one, workspace, now=who.now(), actor=person)
    if one.taken_back_at is None:
        st.session_state["after_now"] = one.contribution_id
    if undone.left is not None:
        seen = whole_record(undone.left.asset_id, workspace, actor=person)
        name = f"“{as_typed(seen.name)}”" if seen else _("that it stood in")
        text = _("It waits for review again. The record {name} was changed since, so it stays as it is: look at it.")
        return text.format(name=name)
    if one.taken_back_at is not None:
        return _("It stands in no record any longer.")
    return _("It waits for review again.")


def _short(one: Contribution) -> str:
    words = one.words or said_words()[one.kind]
    first = words.strip().splitlines()[0]
    return first if len(first) <= LONGEST_LABEL else f"{first[:LONGEST_LABEL].rsplit(' ', 1)[0]}…"
