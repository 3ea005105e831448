"""Recording who looked for what, where, how and when, with what result; and taking back what was a mistake."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.coverage import Look, LookDraft, LookMethod, LookResult
from asset_map.domain.dates import local_date, read_date
from asset_map.domain.look_checks import look_problems
from asset_map.domain.permission import Actor, audience_for, may_look
from asset_map.domain.problem import Problem
from asset_map.domain.protection import Audience
from asset_map.errors import UserError
from asset_map.services.look import view_assets
from asset_map.services.permitted import asks
from asset_map.services.permitted_places import of_looks
from asset_map.services.workspace import Workspace


@dataclass(frozen=True)
class Contradiction:
    """A look found none where staff have something usable on record.

    Parameters
    ----------
    zone_code, offer
        Where and for what.
    names
        Names of what is there, by id; protected records too, so for staff only.
    """

    zone_code: str
    offer: str
    names: Mapping[str, str]


@dataclass(frozen=True)
class LooksRecorded:
    """Looks were kept.

    Parameters
    ----------
    added
        By id; without those that were on record already with all that is said of them.
    already
        How many were.
    contradictions
        Where what was kept says otherwise than the records do.
    """

    added: Mapping[int, Look]
    already: int
    contradictions: tuple[Contradiction, ...]


@dataclass(frozen=True)
class LooksRefused:
    """Nothing was kept.

    Parameters
    ----------
    problems
        Everything that is to be mended first.
    """

    problems: tuple[Problem, ...]


@asks(may_look, of_looks("drafts"))
def record_looks(
    drafts: Sequence[LookDraft], workspace: Workspace, *, now: dt.datetime, actor: Actor
) -> LooksRecorded | LooksRefused:
    """Keep looks, or say everything that is wrong with them; to do so twice keeps them once.

    Parameters
    ----------
    drafts
        As typed.
    workspace
        The area.
    now, actor
        When, and who types them in.

    Returns
    -------
    LooksRecorded or LooksRefused
        What was kept, with what it contradicts; or the problems beside their fields.
    """
    today = local_date(now)
    typed = [_tidy(draft, actor) for draft in drafts]
    zones, offers = workspace.geography.zones_bng.index, workspace.classification.offers
    problems = [problem for draft in typed for problem in look_problems(draft, zones=zones, offers=offers, today=today)]
    if problems:
        return LooksRefused(tuple(dict.fromkeys(_with_vintage(problem, workspace) for problem in problems)))
    looks = list(dict.fromkeys(map(_look, typed)))
    event = AuditEvent(at=now, actor=actor.name, action=Action.LOOKED)
    added = workspace.store.add_looks_once(looks, event=event)
    return LooksRecorded(
        added, len(looks) - len(added), contradictions(typed, workspace, audience=audience_for(actor), today=today)
    )


@asks(may_look, of_looks("kept"))
def take_back_looks(kept: Mapping[int, Look], workspace: Workspace, *, now: dt.datetime, actor: Actor) -> None:
    """Take looks back that were entered by mistake; the audit keeps what they said.

    Parameters
    ----------
    kept
        The looks as they were kept, by id.
    workspace
        The area.
    now, actor
        When, and who.

    Raises
    ------
    UserError
        When one was taken back meanwhile, or a list says it; nothing is changed.
    """
    workspace.store.remove_looks(kept, event=AuditEvent(at=now, actor=actor.name, action=Action.UNDONE))


def contradictions(
    drafts: Iterable[LookDraft], workspace: Workspace, *, audience: Audience, today: dt.date
) -> tuple[Contradiction, ...]:
    """Return where looks found none although something usable is on record; for staff only.

    Parameters
    ----------
    drafts
        The looks.
    workspace
        The area.
    audience
        For whom: the team see nothing of what is protected.
    today
        The date to judge by.

    Returns
    -------
    tuple of Contradiction
        In the order of the looks.
    """
    none_there = [draft for draft in drafts if draft.result == LookResult.NONE.value]
    found = ((draft, _usable_names(draft.zone_code, draft.offer, workspace, audience, today)) for draft in none_there)
    return tuple(Contradiction(draft.zone_code, draft.offer, names) for draft, names in found if names)


def not_on_the_map(
    looks: Iterable[Look], workspace: Workspace, *, audience: Audience, today: dt.date
) -> tuple[Look, ...]:
    """Return the looks that found something of which no usable record is kept; for staff only.

    Parameters
    ----------
    looks
        The looks.
    workspace
        The area.
    audience
        For whom: the team see nothing of what is protected.
    today
        The date to judge by.

    Returns
    -------
    tuple of Look
        In the order given.
    """
    found = (look for look in looks if look.result is LookResult.FOUND)
    return tuple(look for look in found if not _usable_names(look.zone_code, look.offer, workspace, audience, today))


def kept_look(look_id: int, workspace: Workspace) -> dict[int, Look]:
    """Return one look, to be taken back; for staff only.

    Parameters
    ----------
    look_id
        Its number, as `looks_on_record` gives it.
    workspace
        The area.

    Returns
    -------
    dict
        The look by its number.

    Raises
    ------
    UserError
        When there is none with this number.
    """
    looks = workspace.store.read_looks(Audience.STAFF)
    found = looks[looks["look_id"].eq(look_id)].to_dict("records")
    if not found:
        raise UserError(f"Expected the number of a look; found {look_id}. “asset-map coverage list” prints them.")
    row = {str(name): value for name, value in found[0].items()}
    fields = {name: row[name] for name in Look.__dataclass_fields__}
    typed = {
        "result": LookResult(row["result"]),
        "method": LookMethod(row["method"]),
        "looked_on": row["looked_on"].date(),
    }
    return {look_id: Look(**fields | typed)}


def _tidy(draft: LookDraft, actor: Actor) -> LookDraft:
    tidy = {name: " ".join(str(value).split()) for name, value in vars(draft).items()}
    return replace(draft, **tidy | {"looked_by": tidy["looked_by"] or actor.name})


def _look(draft: LookDraft) -> Look:
    looked_on = read_date(draft.looked_on)
    if looked_on is None:
        msg = f"Expected a draft that was checked; found the date {draft.looked_on}."
        raise ValueError(msg)
    return Look(
        zone_code=draft.zone_code,
        offer=draft.offer,
        result=LookResult(draft.result),
        method=LookMethod(draft.method),
        looked_on=looked_on,
        looked_by=draft.looked_by,
    )


def _with_vintage(problem: Problem, workspace: Workspace) -> Problem:
    """Say of which zones a code is, where it is of others than those that are installed."""
    if problem.field != "zone_code":
        return problem
    own = workspace.geography.system
    code = pd.Series([problem.value], dtype="str")
    other = next((one for one in workspace.catalogue.systems.values() if one.id != own.id and one.holds(code)[0]), None)
    found = f", which is of {other.label}" if other else ""
    return replace(
        problem,
        message=f"Expected the code of a zone of {workspace.geography.area_name}, {own.label}; found "
        f"“{problem.value}”{found}. “asset-map export zones --out FILE” lists them.",
    )


def _usable_names(zone: str, offer: str, workspace: Workspace, audience: Audience, today: dt.date) -> dict[str, str]:
    assets = view_assets(workspace, audience, today=today)
    here = assets[assets["zone_code"].eq(zone) & assets["usable"]]
    gives = here[here["offers"].map(lambda offers: offer in offers).astype(bool)]
    return dict(zip(gives["asset_id"], gives["name"], strict=True))
