"""One try of every service that writes: what it needs first, and the write itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace

import shapely
from sqlalchemy import text

from asset_map.domain.asset import AssetDraft, CheckedHow, ReviewState
from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.check_link import LinkAnswer
from asset_map.domain.consent import Consent, Purpose
from asset_map.domain.contribution import Contribution
from asset_map.domain.coverage import LookDraft
from asset_map.domain.links import Relation
from asset_map.domain.mapping_session import MappingSession
from asset_map.domain.paper_entry import PaperDraft
from asset_map.domain.permission import VISITOR, Actor, Rights, everything
from asset_map.domain.proposal import Proposal, ProposalKind
from asset_map.domain.protection import Audience, Level
from asset_map.domain.sought import sought
from asset_map.services import (
    adding_neighbourhoods,
    change,
    check_links,
    history,
    import_assets,
    keep_true,
    links,
    merge,
    neighbourhoods,
    partner_keys,
    photos,
    proposed,
    protect,
    record,
    record_looks,
    review,
    sent,
    word_codes,
    workspace,
)
from asset_map.services.as_draft import as_draft
from asset_map.services.data_protection import access, consenting, erased_list, erasing, keep_until
from asset_map.services.lists import mappings, undo
from asset_map.services.people import entering, inviting, known, leaving, stewardship
from asset_map.services.sessions import (
    contribute,
    joining,
    matters,
    opening,
    paper,
    paper_list,
    prepare,
    putting_back,
    return_slips,
    review_records,
    room,
    turnout,
)
from asset_map.services.sessions import coverage as session_coverage
from asset_map.services.sessions import outcomes as session_outcomes
from asset_map.services.sessions import review as session_review
from asset_map.services.sessions.record_file import record_json
from asset_map.services.sessions.record_reading import take_in_record
from asset_map.services.sessions.review_drafts import draft_of
from asset_map.services.workspace import Workspace
from asset_map.store.erasures import ToErase
from tests.conftest import NOW, TODAY
from tests.fixtures.actors import let_in, somebody
from tests.fixtures.kept_records import HALL, LATER, keep
from tests.fixtures.mapping_sessions import draft_of_session, new_id, open_session_in, said
from tests.fixtures.outlines import degrees_of
from tests.fixtures.pictures import telling_jpeg
from tests.fixtures.tiny_town.town import SOUTH_M, WEST_M

ME = "Effie"
_ACTING: ContextVar[Actor | None] = ContextVar("acting", default=None)


def me() -> Actor:
    """Return who does the writes that are tried: somebody who may, unless `acting_as` says otherwise."""
    return _ACTING.get() or everything(ME)


@contextmanager
def acting_as(actor: Actor) -> Iterator[None]:
    """Let somebody else do the writes."""
    token = _ACTING.set(actor)
    try:
        yield
    finally:
        _ACTING.reset(token)


@dataclass(frozen=True, kw_only=True)
class Written:
    """A write that is ready to be done.

    Parameters
    ----------
    write
        Does it.
    actor
        Whose name the audit must hold.
    subjects
        Ids of which the audit must tell.
    changes_records
        Whether the store counts it as a change of records.
    """

    write: Callable[[], object]
    actor: str = ME
    subjects: frozenset[str] = field(default_factory=frozenset)
    changes_records: bool = True


Scenario = Callable[[Workspace], Written]
SCENARIOS: dict[str, Scenario] = {}


def _of(name: str) -> Callable[[Scenario], Scenario]:
    def remember(scenario: Scenario) -> Scenario:
        SCENARIOS[name] = scenario
        return scenario

    return remember


def _about(write: Callable[[], object], actor: str = ME) -> Written:
    """Return a write about something that is no record itself: a proposal, a link for an organisation, a person."""
    return Written(write=write, actor=actor)


def _on(asset_ids: set[str] | str, write: Callable[[], object], actor: str = ME) -> Written:
    subjects = frozenset({asset_ids} if isinstance(asset_ids, str) else asset_ids)
    return Written(write=write, actor=actor, subjects=subjects)


@_of("record.record")
def _record(tiny: Workspace) -> Written:
    return _on("a", lambda: record.record(HALL, tiny, now=NOW, actor=me(), asset_id="a"))


@_of("change.change")
def _change(tiny: Workspace) -> Written:
    kept = keep(tiny)
    draft = replace(as_draft(kept), cost="Free")
    return _on(
        kept.asset_id,
        lambda: change.change(
            kept.asset_id,
            version=1,
            draft=draft,
            workspace=tiny,
            now=LATER,
            actor=me(),
            reason="Somebody said so",
        ),
    )


@_of("import_assets.store_import")
def _import(tiny: Workspace) -> Written:
    path = tiny.settings.home / "list.csv"
    path.write_text("name,kind,offer,postcode\nHall,place,meet,ZZ1 1AA\n", "utf-8")
    plan = import_assets.plan_import(import_assets.ImportRequest(path=path), tiny, now=NOW, actor=me())
    ids = {asset.asset_id for asset, _ in plan.added}
    assert len(ids) == 1
    ids.add(plan.record.import_id)
    return _on(ids, lambda: import_assets.store_import(plan, tiny, now=NOW, actor=me()))


@_of("lists.undo.undo_import")
def _undo_import(tiny: Workspace) -> Written:
    _import(tiny).write()
    [record] = undo.past_imports(tiny)
    plan = undo.plan_undo(record.import_id, tiny)
    ids = {asset.asset_id for asset in plan.removed} | {record.import_id}
    return _on(ids, lambda: undo.undo_import(plan, tiny, now=LATER, actor=me()))


@_of("lists.mappings.save_mapping")
def _save_mapping(tiny: Workspace) -> Written:
    request = import_assets.ImportRequest(path=tiny.settings.home / "list.csv", kind="place")
    return _on("Halls", lambda: mappings.save_mapping("Halls", ["name"], request, tiny, now=NOW, actor=me()))


@_of("lists.mappings.forget_mapping")
def _forget_mapping(tiny: Workspace) -> Written:
    _save_mapping(tiny).write()
    return _on("Halls", lambda: mappings.forget_mapping("Halls", tiny, now=LATER, actor=me()))


@_of("workspace.place_again")
def _place_again(tiny: Workspace) -> Written:
    kept = keep(tiny, zones={"demo": "DEMO0006"})
    return _on(kept.asset_id, lambda: workspace.place_again(tiny, now=LATER, actor=me()))


@_of("review.decide")
def _decide(tiny: Workspace) -> Written:
    kept = keep(tiny, review_state=ReviewState.SUBMITTED)
    return _on(
        kept.asset_id,
        lambda: review.decide(
            kept.asset_id,
            version=kept.version,
            state=ReviewState.PUBLISHED,
            reason="",
            workspace=tiny,
            now=LATER,
            actor=me(),
        ),
    )


@_of("review.archive")
def _archive(tiny: Workspace) -> Written:
    kept = keep(tiny)
    return _on(
        kept.asset_id,
        lambda: review.archive(
            kept.asset_id, version=kept.version, reason="It has closed", workspace=tiny, now=LATER, actor=me()
        ),
    )


@_of("sent.answer_question")
def _answer_question(tiny: Workspace) -> Written:
    browser = "a browser's cookie"
    record.record(HALL, tiny, now=NOW, actor=VISITOR, sent_by=sent.known_again(browser), asset_id="a")
    review.decide(
        "a",
        version=1,
        state=ReviewState.NEEDS_INFORMATION,
        reason="When is it open?",
        workspace=tiny,
        now=LATER,
        actor=somebody("Morag"),
    )
    draft = replace(HALL, opening_times="Tuesdays")
    return _on(
        "a",
        lambda: sent.answer_question("a", browser=browser, draft=draft, words="", workspace=tiny, now=LATER),
        actor=VISITOR.name,
    )


@_of("history.undo")
def _undo(tiny: Workspace) -> Written:
    kept = keep(tiny, cost="Free")
    return _on(
        kept.asset_id,
        lambda: history.undo(kept.asset_id, version=kept.version, workspace=tiny, now=LATER, actor=me()),
    )


@_of("history.restore")
def _restore(tiny: Workspace) -> Written:
    kept = keep(tiny, cost="Free")
    return _on(
        kept.asset_id,
        lambda: history.restore(
            kept.asset_id, to_version=1, version=kept.version, workspace=tiny, now=LATER, actor=me()
        ),
    )


@_of("protect.raise_protection")
def _raise(tiny: Workspace) -> Written:
    kept = keep(tiny)
    return _on(
        kept.asset_id,
        lambda: protect.raise_protection(
            kept.asset_id, Level.PARTNERS, version=1, reason="Asked for", workspace=tiny, now=LATER, actor=me()
        ),
    )


def _proposal(tiny: Workspace) -> Proposal:
    kept = keep(tiny, protection=Level.PARTNERS)
    return protect.propose_lowering(
        kept.asset_id,
        Level.PUBLIC,
        reason="It is in the phone book",
        workspace=tiny,
        now=LATER,
        actor=somebody("Morag"),
    )


@_of("protect.propose_lowering")
def _propose(tiny: Workspace) -> Written:
    kept = keep(tiny, protection=Level.PARTNERS)
    return _about(
        lambda: protect.propose_lowering(
            kept.asset_id, Level.PUBLIC, reason="It is in the phone book", workspace=tiny, now=LATER, actor=me()
        ),
    )


@_of("protect.agree")
def _agree(tiny: Workspace) -> Written:
    proposal = _proposal(tiny)
    return _on(
        proposal.asset_id,
        lambda: protect.agree(
            proposal.proposal_id, version=proposal.asset_version, workspace=tiny, now=LATER, actor=me()
        ),
    )


@_of("protect.decline")
def _decline(tiny: Workspace) -> Written:
    proposal = _proposal(tiny)
    return _about(
        lambda: protect.decline(proposal.proposal_id, reason="Not yet", workspace=tiny, now=LATER, actor=me()),
    )


@_of("protect.withdraw")
def _withdraw(tiny: Workspace) -> Written:
    proposal = _proposal(tiny)

    def write() -> None:
        own = replace(me(), name=proposal.proposed_by)
        protect.withdraw(proposal.proposal_id, workspace=tiny, now=LATER, actor=own)

    return Written(write=write, actor=proposal.proposed_by)


@_of("proposed.accept")
def _accept(tiny: Workspace) -> Written:
    kept = keep(tiny)
    proposal = Proposal(
        proposal_id="p",
        asset_id=kept.asset_id,
        asset_version=1,
        kind=ProposalKind.UPDATE,
        fields={"cost": "Free"},
        reason="",
        proposed_by="an organisation",
        proposed_at=NOW,
    )
    tiny.store.add_proposal(proposal, event=AuditEvent(at=NOW, actor="an organisation", action=Action.PROPOSED))
    return _on(kept.asset_id, lambda: proposed.accept("p", version=1, workspace=tiny, now=LATER, actor=me()))


@_of("keep_true.still_right")
def _still_right(tiny: Workspace) -> Written:
    kept = keep(tiny)
    return _on(kept.asset_id, lambda: _check(kept.asset_id, tiny))


def _check(asset_id: str, tiny: Workspace) -> keep_true.Checked:
    return keep_true.still_right(
        [asset_id], how=CheckedHow.VISIT, workspace=tiny, now=LATER, actor=me(), seen_versions={asset_id: 1}
    )


@_of("keep_true.undo")
def _undo_check(tiny: Workspace) -> Written:
    kept = keep(tiny)
    checked = _check(kept.asset_id, tiny)
    return _on(kept.asset_id, lambda: keep_true.undo(checked, workspace=tiny, now=LATER, actor=me()))


@_of("keep_true.closed_for_good")
def _closed(tiny: Workspace) -> Written:
    kept = keep(tiny)
    return _on(
        kept.asset_id,
        lambda: keep_true.closed_for_good(
            kept.asset_id, how=CheckedHow.VISIT, workspace=tiny, now=LATER, actor=me(), seen_version=1
        ),
    )


@_of("check_links.make_check_link")
def _make_check_link(tiny: Workspace) -> Written:
    kept = keep(tiny)
    return _about(lambda: check_links.make_check_link(kept.asset_id, workspace=tiny, now=LATER, actor=me()))


@_of("check_links.revoke")
def _revoke(tiny: Workspace) -> Written:
    kept = keep(tiny)
    check_links.make_check_link(kept.asset_id, workspace=tiny, now=NOW, actor=somebody("Morag"))
    (made,) = check_links.links_of(kept.asset_id, tiny)
    return _about(lambda: check_links.revoke(made.link_id, workspace=tiny, now=LATER, actor=me()))


@_of("check_links.answer")
def _answer_link(tiny: Workspace) -> Written:
    kept = keep(tiny)
    token = check_links.make_check_link(kept.asset_id, workspace=tiny, now=NOW, actor=somebody("Morag"))
    held = check_links.open_link(token, tiny, now=LATER)
    assert held is not None
    return _about(
        lambda: check_links.answer(
            held, LinkAnswer.CHANGED, {"cost": "Free"}, seen_version=held.version, workspace=tiny, now=LATER
        ),
        actor=check_links.ORGANISATION,
    )


def _two(tiny: Workspace) -> tuple[str, str]:
    other = AssetDraft(
        name="The Hall",
        kind="place",
        offers=("meet",),
        easting=str(WEST_M + 500),
        northing=str(SOUTH_M + 500),
        source="connector",
    )
    return keep(tiny).asset_id, keep(tiny, other).asset_id


@_of("merge.merge")
def _merge(tiny: Workspace) -> Written:
    first, second = _two(tiny)
    return _on({first, second}, lambda: _merged(first, second, tiny, actor=me()))


def _merged(first: str, second: str, tiny: Workspace, *, actor: Actor) -> merge.Merged:
    kept, other = tiny.store.asset(first), tiny.store.asset(second)
    return merge.merge(kept, other, reason="The same hall", workspace=tiny, now=LATER, actor=actor)


@_of("merge.undo_merge")
def _undo_merge(tiny: Workspace) -> Written:
    first, second = _two(tiny)
    _merged(first, second, tiny, actor=somebody("Morag"))
    return _on({first, second}, lambda: merge.undo_merge(second, workspace=tiny, now=LATER, actor=me()))


@_of("links.link")
def _link(tiny: Workspace) -> Written:
    first, second = _two(tiny)
    return _on({first, second}, lambda: links.link(first, Relation.FUNDS, second, tiny, now=LATER, actor=me()))


@_of("links.unlink")
def _unlink(tiny: Workspace) -> Written:
    first, second = _two(tiny)
    made = links.link(first, Relation.FUNDS, second, tiny, now=NOW, actor=somebody("Morag"))
    return _on({first, second}, lambda: links.unlink(made.link_id, tiny, now=LATER, actor=me()))


@_of("links.put_back")
def _put_link_back(tiny: Workspace) -> Written:
    first, second = _two(tiny)
    made = links.link(first, Relation.FUNDS, second, tiny, now=NOW, actor=somebody("Morag"))
    taken = links.unlink(made.link_id, tiny, now=LATER, actor=somebody("Morag"))
    return _on({first, second}, lambda: links.put_back(taken, tiny, now=LATER, actor=me()))


def _photo(tiny: Workspace, *, actor: Actor | None = None) -> photos.KeptPhoto:
    return photos.add_photo(
        "a", telling_jpeg(), "A hall with a red door", tiny, now=NOW, actor=actor or somebody("Morag")
    )


@_of("photos.add_photo")
def _add_photo(tiny: Workspace) -> Written:
    record.record(HALL, tiny, now=NOW, actor=somebody("Morag"), asset_id="a")
    return _on("a", lambda: _photo(tiny, actor=me()))


@_of("photos.describe_photo")
def _describe_photo(tiny: Workspace) -> Written:
    record.record(HALL, tiny, now=NOW, actor=somebody("Morag"), asset_id="a")
    photo = _photo(tiny)
    return _on(
        "a",
        lambda: photos.describe_photo(photo.photo_id, "A hall with a blue door", tiny, now=LATER, actor=me()),
    )


@_of("photos.remove_photo")
def _remove_photo(tiny: Workspace) -> Written:
    record.record(HALL, tiny, now=NOW, actor=somebody("Morag"), asset_id="a")
    photo = _photo(tiny)
    return _on("a", lambda: photos.remove_photo(photo.photo_id, tiny, now=LATER, actor=me()))


@_of("photos.put_photo_back")
def _put_photo_back(tiny: Workspace) -> Written:
    record.record(HALL, tiny, now=NOW, actor=somebody("Morag"), asset_id="a")
    photo = _photo(tiny)
    photos.remove_photo(photo.photo_id, tiny, now=LATER, actor=somebody("Morag"))
    return _on("a", lambda: photos.put_photo_back(photo.photo_id, tiny, now=LATER, actor=me()))


def _look(tiny: Workspace, *, actor: Actor | None = None) -> record_looks.LooksRecorded:
    draft = LookDraft(zone_code="DEMO0001", offer="food", result="none", method="walkabout", looked_on="20/11/2026")
    outcome = record_looks.record_looks([draft], tiny, now=NOW, actor=actor or somebody("Morag"))
    assert isinstance(outcome, record_looks.LooksRecorded)
    return outcome


@_of("record_looks.record_looks")
def _record_looks(tiny: Workspace) -> Written:
    return _on("1", lambda: _look(tiny, actor=me()))


@_of("record_looks.take_back_looks")
def _take_back_looks(tiny: Workspace) -> Written:
    kept = _look(tiny).added
    return _on(
        {str(look_id) for look_id in kept},
        lambda: record_looks.take_back_looks(kept, tiny, now=LATER, actor=me()),
    )


HOME = word_codes.Codes(offers=("home",))


@_of("word_codes.apply_mapping")
def _apply_mapping(tiny: Workspace) -> Written:
    kept = keep(tiny, own_words="the steamie")
    plan = word_codes.plan_mapping([kept.asset_id], HOME, tiny)
    return _on(
        kept.asset_id,
        lambda: word_codes.apply_mapping(plan, HOME, tiny, reason="It washes", now=LATER, actor=me()),
    )


@_of("word_codes.undo_mapping")
def _undo_mapping(tiny: Workspace) -> Written:
    kept = keep(tiny, own_words="the steamie")
    plan = word_codes.plan_mapping([kept.asset_id], HOME, tiny)
    made = word_codes.apply_mapping(plan, HOME, tiny, reason="It washes", now=LATER, actor=somebody("Morag"))
    return _on(kept.asset_id, lambda: word_codes.undo_mapping(made.mapping_id, tiny, now=LATER, actor=me()))


@_of("adding_neighbourhoods.add_neighbourhoods")
def _add_neighbourhoods(tiny: Workspace) -> Written:
    path = tiny.settings.home / "places.csv"
    path.write_text("neighbourhood,zone\nRiverside,DEMO0001\nRiverside,DEMO0002\n", "utf-8")
    given = adding_neighbourhoods.NeighbourhoodFile(path=path)
    return _on("riverside", lambda: adding_neighbourhoods.add_neighbourhoods(given, tiny, now=NOW, actor=me()))


@_of("adding_neighbourhoods.draw_neighbourhood")
def _draw_neighbourhood(tiny: Workspace) -> Written:
    outline = degrees_of(shapely.box(WEST_M + 100, SOUTH_M + 100, WEST_M + 900, SOUTH_M + 900))
    return _on(
        "riverside",
        lambda: adding_neighbourhoods.draw_neighbourhood("Riverside", outline, tiny, now=NOW, actor=me()),
    )


@_of("neighbourhoods.rename_neighbourhood")
def _rename_neighbourhood(tiny: Workspace) -> Written:
    _add_neighbourhoods(tiny).write()
    return _on(
        "riverside",
        lambda: neighbourhoods.rename_neighbourhood("riverside", "Shore", tiny, now=LATER, actor=me()),
    )


@_of("neighbourhoods.remove_neighbourhood")
def _remove_neighbourhood(tiny: Workspace) -> Written:
    _add_neighbourhoods(tiny).write()
    return _on("riverside", lambda: neighbourhoods.remove_neighbourhood("riverside", tiny, now=LATER, actor=me()))


@_of("people.inviting.invite")
def _invite(tiny: Workspace) -> Written:
    return _about(lambda: inviting.invite("Iain", tiny, now=NOW, actor=me()))


@_of("people.inviting.entrance")
def _entrance(tiny: Workspace) -> Written:
    return Written(write=lambda: inviting.entrance(tiny, now=NOW), actor=inviting.STARTED_BY.name)


@_of("people.entering.enter")
def _enter(tiny: Workspace) -> Written:
    token = let_in(ME, tiny, now=NOW)
    return Written(write=lambda: entering.enter(token, tiny, now=NOW), changes_records=False)


@_of("people.entering.leave")
def _leave(tiny: Workspace) -> Written:
    entered = entering.enter(let_in(ME, tiny, now=NOW), tiny, now=NOW)
    assert entered is not None
    return Written(write=lambda: entering.leave(entered.cookie, tiny, now=NOW), changes_records=False)


@_of("people.entering.sign_in")
def _sign_in(tiny: Workspace) -> Written:
    let_in(ME, tiny, now=NOW)
    person = known.person_named(ME, tiny)
    return Written(write=lambda: entering.sign_in(person, tiny, now=NOW), changes_records=False)


@_of("people.entering.enter_as")
def _enter_as(tiny: Workspace) -> Written:
    let_in(ME, tiny, now=NOW, identity="subject:1")
    return Written(write=lambda: entering.enter_as(["subject:1"], tiny, now=NOW), changes_records=False)


@_of("people.stewardship.new_link")
def _new_link(tiny: Workspace) -> Written:
    let_in("Iain", tiny, now=NOW)
    return Written(write=lambda: stewardship.new_link("Iain", tiny, now=NOW, actor=me()))


@_of("people.stewardship.sign_out_everywhere")
def _sign_out_everywhere(tiny: Workspace) -> Written:
    let_in("Iain", tiny, now=NOW)
    return Written(
        write=lambda: stewardship.sign_out_everywhere("Iain", tiny, now=NOW, actor=me()), changes_records=False
    )


@_of("people.stewardship.give_roles")
def _give_roles(tiny: Workspace) -> Written:
    let_in("Morag", tiny, now=NOW)
    let_in("Iain", tiny, now=NOW)
    return Written(write=lambda: stewardship.give_roles("Iain", Rights(), tiny, now=NOW, actor=me()))


@_of("people.leaving.hand_over")
def _hand_over(tiny: Workspace) -> Written:
    let_in("Morag", tiny, now=NOW)
    let_in("Iain", tiny, now=NOW)
    draft = replace(draft_of_session(), facilitator="Iain")
    made = prepare.prepare(draft, tiny, now=NOW, actor=somebody("Iain"))
    assert not isinstance(made, prepare.NotPrepared)
    return _on(made.session_id, lambda: leaving.hand_over("Iain", "Morag", tiny, now=LATER, actor=me()))


@_of("people.leaving.let_go")
def _let_go(tiny: Workspace) -> Written:
    let_in("Morag", tiny, now=NOW)
    let_in("Iain", tiny, now=NOW)
    return Written(write=lambda: leaving.let_go("Iain", tiny, now=NOW, actor=me()))


@_of("partner_keys.new_key")
def _new_key(tiny: Workspace) -> Written:
    return _about(lambda: partner_keys.new_key("The health board", tiny, now=NOW, actor=me()))


@_of("partner_keys.withdraw_key")
def _withdraw_key(tiny: Workspace) -> Written:
    partner_keys.new_key("The health board", tiny, now=NOW, actor=somebody("Morag"))
    return _about(lambda: partner_keys.withdraw_key("The health board", tiny, now=LATER, actor=me()))


@_of("sessions.prepare.prepare")
def _prepare_session(tiny: Workspace) -> Written:
    return Written(write=lambda: prepare.prepare(draft_of_session(), tiny, now=NOW, actor=me()))


@_of("sessions.prepare.change_session")
def _change_session(tiny: Workspace) -> Written:
    session, draft = open_session_in(tiny), replace(draft_of_session(), title="Another title")
    return _on(session.session_id, lambda: prepare.change_session(session, draft, tiny, now=LATER, actor=me()))


@_of("sessions.opening.open_session")
def _open_session(tiny: Workspace) -> Written:
    made = prepare.prepare(draft_of_session(), tiny, now=NOW, actor=somebody("Morag"))
    assert not isinstance(made, prepare.NotPrepared)
    return _on(made.session_id, lambda: opening.open_session(made, tiny, now=LATER, actor=me()))


@_of("sessions.opening.close_session")
def _close_session(tiny: Workspace) -> Written:
    session = open_session_in(tiny)
    return _on(session.session_id, lambda: opening.close_session(session, tiny, now=LATER, actor=me()))


@_of("sessions.opening.replace_code")
def _replace_code(tiny: Workspace) -> Written:
    session = open_session_in(tiny)
    return _on(session.session_id, lambda: opening.replace_code(session, tiny, now=LATER, actor=me()))


@_of("sessions.opening.make_slips")
def _make_slips(tiny: Workspace) -> Written:
    session = open_session_in(tiny)
    return _in_session(
        session.session_id,
        lambda: opening.make_slips(session, 3, tiny, now=LATER, actor=me()),
        actor=ME,
    )


@_of("sessions.return_slips.return_slips_pdf")
def _return_slips_pdf(tiny: Workspace) -> Written:
    session = open_session_in(tiny)
    return _in_session(
        session.session_id,
        lambda: return_slips.return_slips_pdf(session, tiny, count=3, base="", now=LATER, actor=me()),
        actor=ME,
    )


@_of("sessions.joining.join")
def _join(tiny: Workspace) -> Written:
    session = open_session_in(tiny)
    return _in_session(session.session_id, lambda: joining.join(session, "en", tiny, now=LATER))


@_of("sessions.joining.read_other_language")
def _read_other_language(tiny: Workspace) -> Written:
    session = open_session_in(tiny)
    participant = joining.join(session, "en", tiny, now=NOW).participant
    return _in_session(
        session.session_id, lambda: joining.read_other_language(participant, "en", session, tiny, now=LATER)
    )


def _to_review(tiny: Workspace) -> tuple[MappingSession, Contribution]:
    session = open_session_in(tiny)
    seen = contribute.contribute(said(1), joining.join(session, "en", tiny, now=NOW).participant, tiny, now=NOW)
    assert isinstance(seen, Contribution)
    return session, seen


@_of("sessions.review.mark")
def _mark(tiny: Workspace) -> Written:
    _session, seen = _to_review(tiny)
    fields = {"review_reason": "", "may_be_quoted": True}
    return _in_session(new_id(1), lambda: session_review.mark(seen, fields, tiny, now=LATER, actor=me()), actor=ME)


@_of("sessions.review.keep_as_said")
def _keep_as_said(tiny: Workspace) -> Written:
    _session, seen = _to_review(tiny)
    return _in_session(new_id(1), lambda: session_review.keep_as_said(seen, tiny, now=LATER, actor=me()), actor=ME)


@_of("sessions.review.do_not_use")
def _do_not_use(tiny: Workspace) -> Written:
    _session, seen = _to_review(tiny)
    return _in_session(
        new_id(1),
        lambda: session_review.do_not_use(seen, tiny, now=LATER, actor=me(), reason="Said twice"),
        actor=ME,
    )


@_of("sessions.putting_back.put_back")
def _put_back_into_the_queue(tiny: Workspace) -> Written:
    _session, seen = _to_review(tiny)
    kept = session_review.keep_as_said(seen, tiny, now=NOW, actor=somebody("Morag"))
    return _in_session(new_id(1), lambda: putting_back.put_back(kept, tiny, now=LATER, actor=me()), actor=ME)


@_of("sessions.review_records.make_record")
def _make_record(tiny: Workspace) -> Written:
    session, seen = _to_review(tiny)
    draft = draft_of(seen, session, tiny)
    return _on(new_id(1), lambda: review_records.make_record(seen, draft, session, tiny, now=LATER, actor=me()))


@_of("sessions.review_records.add_to_record")
def _add_to_record(tiny: Workspace) -> Written:
    session, seen = _to_review(tiny)
    kept = keep(tiny)
    addition = review_records.Addition(asset_id=kept.asset_id, version=1, words_to=review_records.WordsTo.VALUED)
    return _on(
        {new_id(1), kept.asset_id},
        lambda: review_records.add_to_record(seen, addition, session, tiny, now=LATER, actor=me()),
    )


@_of("sessions.outcomes.tell")
def _tell(tiny: Workspace) -> Written:
    session, seen = _to_review(tiny)
    draft = session_outcomes.OutcomeDraft(answer="did", words="Bought it")
    told = [seen.contribution_id]
    return _on(session.session_id, lambda: session_outcomes.tell(told, draft, session, tiny, now=LATER, actor=me()))


@_of("sessions.outcomes.let_be_quoted")
def _let_be_quoted(tiny: Workspace) -> Written:
    _session, seen = _to_review(tiny)
    return _in_session(
        new_id(1),
        lambda: session_outcomes.let_be_quoted(seen, tiny, may_be_quoted=True, now=LATER, actor=me()),
        actor=ME,
    )


@_of("sessions.outcomes.decide")
def _decide(tiny: Workspace) -> Written:
    session, _seen = _to_review(tiny)
    return _on(
        session.session_id,
        lambda: session_outcomes.decide("Tea first", "All said so", "", session, tiny, now=LATER, actor=me()),
    )


@_of("sessions.record_reading.take_in_record")
def _take_in_record(tiny: Workspace) -> Written:
    session, _seen = _to_review(tiny)
    text = record_json(session, tiny, audience=Audience.STAFF, today=TODAY)
    other = text.replace(session.session_id, "f" * 32).replace(new_id(1), "e" * 32)
    return _on("f" * 32, lambda: take_in_record(other.encode(), tiny, now=LATER, actor=me()))


@_of("sessions.coverage.write_coverage")
def _write_coverage(tiny: Workspace) -> Written:
    session, _seen = _to_review(tiny)
    [looked] = session_coverage.session_coverage(session, tiny).spoken_of
    return _about(lambda: session_coverage.write_coverage(session, [looked], tiny, now=LATER, actor=me()))


@_of("sessions.coverage.take_back_coverage")
def _take_back_coverage(tiny: Workspace) -> Written:
    session, _seen = _to_review(tiny)
    looked = session_coverage.session_coverage(session, tiny).spoken_of
    session_coverage.write_coverage(session, looked, tiny, now=NOW, actor=somebody("Morag"))
    return _about(lambda: session_coverage.take_back_coverage(session, tiny, now=LATER, actor=me()))


@_of("sessions.turnout.enter_turnout")
def _enter_turnout(tiny: Workspace) -> Written:
    session = open_session_in(tiny)
    draft = turnout.TurnoutDraft(people="12", counts={"caring": {"yes": "4"}})
    return _on(session.session_id, lambda: turnout.enter_turnout(draft, session, tiny, now=LATER, actor=me()))


@_of("sessions.contribute.contribute")
def _contribute(tiny: Workspace) -> Written:
    participant = joining.join(open_session_in(tiny), "en", tiny, now=NOW).participant
    return _in_session(new_id(1), lambda: contribute.contribute(said(1), participant, tiny, now=LATER))


@_of("sessions.contribute.enter_from_paper")
def _enter_from_paper(tiny: Workspace) -> Written:
    session = open_session_in(tiny)
    return _in_session(
        new_id(1),
        lambda: contribute.enter_from_paper(said(1), session, tiny, now=LATER, actor=me()),
        actor=ME,
    )


def _typed_in(tiny: Workspace) -> MappingSession:
    session = open_session_in(tiny)
    paper.enter(PaperDraft(**vars(said(1))), session, tiny, now=NOW, actor=somebody("Morag"))
    return session


@_of("sessions.paper.enter")
def _enter_entry(tiny: Workspace) -> Written:
    session, draft = open_session_in(tiny), PaperDraft(**vars(said(1)))
    return _in_session(new_id(1), lambda: paper.enter(draft, session, tiny, now=LATER, actor=me()), actor=ME)


@_of("sessions.paper.correct")
def _correct_entry(tiny: Workspace) -> Written:
    session = _typed_in(tiny)
    [entry] = paper_list.entries(session, tiny)
    draft = PaperDraft(**vars(said(1, words="Tea at noon")))
    return _in_session(
        new_id(1),
        lambda: paper.correct(draft, entry.typed, session, tiny, now=LATER, actor=me()),
        actor=ME,
    )


@_of("sessions.paper.take_back")
def _take_back_entry(tiny: Workspace) -> Written:
    session = _typed_in(tiny)
    return _in_session(new_id(1), lambda: paper.take_back(new_id(1), session, tiny, now=LATER, actor=me()), actor=ME)


@_of("sessions.paper.put_back")
def _put_back_entry(tiny: Workspace) -> Written:
    session = _typed_in(tiny)
    paper.take_back(new_id(1), session, tiny, now=NOW, actor=somebody("Morag"))
    return _in_session(new_id(1), lambda: paper.put_back(new_id(1), session, tiny, now=LATER, actor=me()), actor=ME)


@_of("sessions.contribute.take_back")
def _take_back(tiny: Workspace) -> Written:
    participant = joining.join(open_session_in(tiny), "en", tiny, now=NOW).participant
    contribute.contribute(said(1), participant, tiny, now=NOW)
    return _in_session(new_id(1), lambda: contribute.take_back(new_id(1), participant, tiny, now=LATER))


@_of("sessions.contribute.put_back")
def _put_back(tiny: Workspace) -> Written:
    participant = joining.join(open_session_in(tiny), "en", tiny, now=NOW).participant
    contribute.contribute(said(1), participant, tiny, now=NOW)
    contribute.take_back(new_id(1), participant, tiny, now=NOW)
    return _in_session(new_id(1), lambda: contribute.put_back(new_id(1), participant, tiny, now=LATER))


@_of("sessions.matters.this_matters")
def _this_matters(tiny: Workspace) -> Written:
    participant = joining.join(open_session_in(tiny), "en", tiny, now=NOW).participant
    contribute.contribute(said(1), participant, tiny, now=NOW)
    return _in_session(new_id(1), lambda: matters.this_matters(new_id(1), participant, tiny, now=LATER))


@_of("sessions.matters.no_longer_matters")
def _no_longer_matters(tiny: Workspace) -> Written:
    participant = joining.join(open_session_in(tiny), "en", tiny, now=NOW).participant
    contribute.contribute(said(1), participant, tiny, now=NOW)
    matters.this_matters(new_id(1), participant, tiny, now=NOW)
    return _in_session(new_id(1), lambda: matters.no_longer_matters(new_id(1), participant, tiny, now=LATER))


@_of("sessions.room.show")
def _show(tiny: Workspace) -> Written:
    session = open_session_in(tiny)
    contribute.contribute(said(1), joining.join(session, "en", tiny, now=NOW).participant, tiny, now=NOW)
    return _in_session(new_id(1), lambda: room.show(new_id(1), session, tiny, now=LATER, actor=me()), actor=ME)


@_of("sessions.room.hide")
def _hide(tiny: Workspace) -> Written:
    session = open_session_in(tiny)
    contribute.contribute(said(1), joining.join(session, "en", tiny, now=NOW).participant, tiny, now=NOW)
    return _in_session(new_id(1), lambda: room.hide(new_id(1), session, tiny, now=LATER, actor=me()), actor=ME)


def _in_session(subject: str, write: Callable[[], object], *, actor: str = joining.A_RESIDENT) -> Written:
    """Return a write that changes no record of the map."""
    return Written(write=write, subjects=frozenset({subject}), actor=actor, changes_records=False)


@_of("data_protection.erasing.erase")
def _erase(tiny: Workspace) -> Written:
    kept = keep(tiny, summary="Ask Isa Brown")  # a record that goes takes its history along: nothing would be added
    looked = erasing.look_for_person(erasing.KnownAs(names=("Isa Brown",)), tiny, actor=somebody("Morag"))
    return _on(kept.asset_id, lambda: erasing.erase(looked.asked, tiny, reason="Asked for", now=LATER, actor=me()))


@_of("data_protection.erasing.erase_for_good")
def _erase_for_good(tiny: Workspace) -> Written:
    keep(tiny, summary="Ask Isa Brown")
    asked = ToErase(kind="consent", sought=sought(names=["Isa Brown"]))
    event = AuditEvent(at=LATER, actor=ME, action=Action.ERASED)
    return _about(lambda: erasing.erase_for_good(asked, tiny, event=event))


@_of("data_protection.erased_list.erase_what_came_back")
def _erase_what_came_back(tiny: Workspace) -> Written:
    kept = keep(tiny)
    event = AuditEvent(at=LATER, actor="Morag", action=Action.ERASED)
    erasing.erase_for_good(ToErase(kind="record", asset_ids=(kept.asset_id,)), tiny, event=event)
    with tiny.store._changing() as connection:
        connection.execute(text("DELETE FROM erasures"))
    file = erased_list.list_file(tiny.settings)
    return _about(lambda: erased_list.erase_what_came_back(tiny.store, file, now=LATER, actor=ME))


def _past_its_date(tiny: Workspace) -> str:
    return keep(tiny, keep_until=TODAY - dt.timedelta(days=1)).asset_id


@_of("data_protection.keep_until.act_on_keep_until")
def _act_on_keep_until(tiny: Workspace) -> Written:
    return _on(_past_its_date(tiny), lambda: keep_until.act_on_keep_until(tiny, now=LATER, actor=me()))


@_of("data_protection.keep_until.do_what_dates_bring")
def _do_what_dates_bring(tiny: Workspace) -> Written:
    asset_id = _past_its_date(tiny)
    return _on(asset_id, lambda: keep_until.do_what_dates_bring(tiny, LATER), keep_until.BY_ITSELF.name)


def _consented(tiny: Workspace, actor: Actor) -> Consent:
    return consenting.note_consent(
        keep(tiny).asset_id,
        tiny,
        person="Isa",
        purpose=Purpose.WORDS,
        wording="May we keep what you said?",
        given_on=TODAY,
        now=NOW,
        actor=actor,
    )


@_of("data_protection.consenting.note_consent")
def _note_consent(tiny: Workspace) -> Written:
    kept = keep(tiny)
    return _about(
        lambda: consenting.note_consent(
            kept.asset_id,
            tiny,
            person="Isa",
            purpose=Purpose.WORDS,
            wording="May we keep what you said?",
            given_on=TODAY,
            now=NOW,
            actor=me(),
        )
    )


@_of("data_protection.consenting.withdraw_consent")
def _withdraw_consent(tiny: Workspace) -> Written:
    consent = _consented(tiny, somebody("Morag"))
    return _on(
        consent.asset_id,
        lambda: consenting.withdraw_consent(consent.consent_id, tiny, now=LATER, actor=me()),
    )


@_of("data_protection.access.tell")
def _tell(tiny: Workspace) -> Written:
    known = erasing.KnownAs(names=("Isa Brown",))
    return Written(write=lambda: access.tell(known, tiny, now=LATER, actor=me()), changes_records=False)
