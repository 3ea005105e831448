"""The report of a session: what was said and where, who took part and who was not there, and what was decided.

It is made for the public unless it is asked for staff. What it tells is chosen once, in `report_public`; nothing is
left out later.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence

from asset_map.domain.contribution import ContributionKind, ReviewResult
from asset_map.domain.coverage import CoverageState
from asset_map.domain.dates import written_date
from asset_map.domain.mapping_session import MappingSession
from asset_map.domain.outcome import Answer, promise_state, threads
from asset_map.domain.protection import OF_WORK, Audience
from asset_map.language import gettext as _
from asset_map.language import languages
from asset_map.measures.small_numbers import too_small
from asset_map.services.coverage import ledger
from asset_map.services.sessions.answers import answer_words, promise_words
from asset_map.services.sessions.report_parts import OfferLooked, OfferSaid, Promise, SaidItem, SessionReport, ZoneSaid
from asset_map.services.sessions.report_picture import said_picture
from asset_map.services.sessions.report_public import Told, told_to
from asset_map.services.sessions.report_words import became_words, how_counted, said_words
from asset_map.services.sessions.shown import STRENGTHS_FIRST
from asset_map.services.sessions.turnout import shown_turnout
from asset_map.services.workspace import Workspace


def session_report(
    session: MappingSession, workspace: Workspace, *, audience: Audience = Audience.PUBLIC, today: dt.date
) -> SessionReport:
    """Return the report of a session.

    Parameters
    ----------
    session
        Which one.
    workspace
        The area.
    audience
        For whom it is made.
    today
        The date to judge by.

    Returns
    -------
    SessionReport
        For the public, the same whether or not there is something that it may not tell.
    """
    is_for_staff = audience in OF_WORK
    told = sorted(told_to(audience, session, workspace, today=today), key=lambda one: _order(one, workspace))
    matters = workspace.store.matters(session.session_id) if is_for_staff else {}
    quoted = [one for one in told if one.has_words and one.contribution.words]
    items = [_item(one, workspace, matters, is_for_staff=is_for_staff) for one in quoted]
    turnout = shown_turnout(session, workspace)
    said = [one.contribution for one in told]
    waiting = sum(one.review is ReviewResult.WAITING for one in said)
    spoken_of = Counter(one.zone_code for one in told if one.zone_code)
    zone_names = workspace.geography.zones_bng["zone_name"]
    return SessionReport(
        session_id=session.session_id,
        title=session.title,
        when=", ".join(filter(None, (session.place, written_date(session.held_on), session.time_words))),
        area="" if session.area_name == session.place else session.area_name,
        purpose=session.purpose,
        promise=session.promise,
        limits=session.limits,
        prompts=tuple(one.text for one in session.prompts),
        languages=tuple(languages()[code].name for code in session.languages if code in languages()),
        is_for_staff=is_for_staff,
        facilitator=session.facilitator if is_for_staff else "",
        who_is_missing=session.who_is_missing if is_for_staff else "",
        said=len(told),
        kinds=tuple((words, sum(one.kind is kind for one in said)) for kind, words in said_words().items()),
        offers=tuple(_offers(told, workspace)),
        zones=tuple(_zones(told, workspace)),
        without_zone=sum(not one.zone_code for one in told),
        quiet_zones=tuple(str(zone_names.get(code, code)) for code in session.zone_codes if code not in spoken_of),
        items=tuple(items),
        views=tuple(_views(told, items)),
        turnout=turnout,
        absent=tuple((one.text, one.absent) for one in turnout.questions if one.absent),
        residents=_residents(session, workspace),
        decisions=tuple(
            (one.words, one.reason, written_date(one.decided_on))
            for one in workspace.store.decisions(session.session_id)
        ),
        promises=tuple(_promises(told, session, workspace, today=today)),
        looked=tuple(_looked(session, workspace, audience=audience, today=today)),
        looked_zones=len(session.zone_codes),
        method=how_counted(said, turnout, waiting=waiting, is_for_staff=is_for_staff),
        picture=said_picture(spoken_of, session, workspace),
        as_of=written_date(today),
    )


def _order(told: Told, workspace: Workspace) -> tuple[int, str, str, str]:
    one = told.contribution
    zone_name = str(workspace.geography.zones_bng["zone_name"].get(told.zone_code, told.zone_code))
    return STRENGTHS_FIRST.index(one.kind), zone_name or "~", one.words.casefold(), one.contribution_id


def _counts(of_one: Sequence[Told]) -> tuple[int, int, int]:
    kinds = Counter(one.contribution.kind for one in of_one)
    good = kinds[ContributionKind.ASSET] + kinds[ContributionKind.STORY]
    return good, kinds[ContributionKind.IDEA], kinds[ContributionKind.NOTHING_HERE]


def _offers(told: Sequence[Told], workspace: Workspace) -> Iterator[OfferSaid]:
    rows = []
    for code, offer in workspace.classification.offers.items():
        if of_offer := [one for one in told if code in one.contribution.offers]:
            rows.append(OfferSaid(offer.label, *_counts(of_offer)))
    yield from sorted(rows, key=lambda one: (-one.good, -one.ideas, one.label))


def _zones(told: Sequence[Told], workspace: Workspace) -> Iterator[ZoneSaid]:
    names = workspace.geography.zones_bng["zone_name"]
    rows = []
    for code in {one.zone_code for one in told if one.zone_code}:
        here = [one for one in told if one.zone_code == code]
        squares = sorted({one.square for one in here if one.square}, key=lambda one: (one[0], int(one[1:])))
        rows.append(ZoneSaid(code, str(names.get(code, code)), *_counts(here), tuple(squares)))
    yield from sorted(rows, key=lambda one: (-one.good, -one.ideas, one.name))


def _item(told: Told, workspace: Workspace, matters: dict[str, int], *, is_for_staff: bool) -> SaidItem:
    one = told.contribution
    offers = workspace.classification.offers
    zone = str(workspace.geography.zones_bng["zone_name"].get(told.zone_code, told.zone_code))
    square = _("square {square}").format(square=told.square) if told.square else ""
    return SaidItem(
        contribution_id=one.contribution_id,
        kind=said_words()[one.kind],
        offers=tuple(offers[code].label for code in one.offers if code in offers),
        words=one.words,
        language=one.language.replace("_", "-"),
        where=", ".join(filter(None, (zone, square))),
        matters=matters.get(one.contribution_id, 0) if is_for_staff else None,
        became=became_words(one, told.record_name) if is_for_staff else told.record_name,
    )


def _views(told: Sequence[Told], items: Sequence[SaidItem]) -> Iterator[tuple[SaidItem, SaidItem]]:
    by_id = {one.contribution_id: one for one in items}
    for one in told:
        said, about = one.contribution.contribution_id, one.contribution.about_id
        if said in by_id and about in by_id:
            yield by_id[about], by_id[said]


def _residents(session: MappingSession, workspace: Workspace) -> int | None:
    people = workspace.geography.zones_bng["population"].reindex(list(session.zone_codes))
    if people.isna().any() or too_small(float(people.sum())):
        return None
    return int(people.sum())


def _promises(
    told: Sequence[Told], session: MappingSession, workspace: Workspace, *, today: dt.date
) -> Iterator[Promise]:
    known = {one.contribution.contribution_id for one in told} | {""}
    every = threads(workspace.store.outcomes(session.session_id)).items()
    kept = [line for (_session, contribution_id, _words), line in every if contribution_id in known]
    order = list(Answer)
    for line in sorted(kept, key=lambda line: (order.index(line[-1].answer), line[-1].words)):
        latest, state = line[-1], promise_state(line, today=today)
        by_when = "" if latest.by_when is None else written_date(latest.by_when)
        answer = answer_words()[latest.answer] if state is None else promise_words()[state]
        yield Promise(answer, latest.words, latest.because, by_when)


def _looked(
    session: MappingSession, workspace: Workspace, *, audience: Audience, today: dt.date
) -> Iterator[OfferLooked]:
    table = ledger(workspace, audience=audience, today=today)
    here = table[table["zone_code"].isin(session.zone_codes)]
    for code in session.offers:
        offer = workspace.classification.offers.get(code)
        states = here.loc[here["offer"].eq(code), "coverage"].value_counts()
        counts = [int(states.get(state.value, 0)) for state in CoverageState]
        if offer is not None and any(counts[:-1]):
            yield OfferLooked(offer.label, *counts)
