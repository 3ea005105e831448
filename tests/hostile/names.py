"""A town in which everything that has a name is called by a hostile one, and the addresses that show it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace

import shapely

from asset_map.domain.asset import Asset, LocatedBy, Precision
from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.contribution import Contribution, ContributionKind, HowPlaced, ReviewResult
from asset_map.domain.links import Link, Relation
from asset_map.domain.mapping_session import MappingSession
from asset_map.domain.neighbourhood import Neighbourhood, NeighbourhoodKind
from asset_map.domain.outcome import Answer, Decision, Outcome
from asset_map.services.sessions.joining import join
from asset_map.services.workspace import Workspace
from asset_map.settings import bundled
from tests.conftest import NOW, TODAY
from tests.fixtures.mapping_sessions import open_session_in
from tests.fixtures.tiny_town.town import SIDE_M, SOUTH_M, WEST_M
from tests.hostile.corpus import NAMES

EVENT = AuditEvent(at=NOW, actor="Morag", action=Action.RECORDED)
COLUMNS = 14
CODES = frozenset({"asset_id", "kind", "merged_into", "own_words_language", "sent_by"})
SOME_SCREENS = ("map_and_list", "asset", "you_said_we_did")
"""Screens that show names in the most ways."""


@dataclass(frozen=True)
class Town:
    """What was called how.

    Parameters
    ----------
    session
        A closed session of a hostile title.
    slip_code
        By which what was said is found.
    asset_ids, neighbourhood_ids
        Of what is on record.
    """

    session: MappingSession
    slip_code: str
    asset_ids: tuple[str, ...]
    neighbourhood_ids: tuple[str, ...]


def fill(workspace: Workspace, names: tuple[str, ...] = NAMES) -> Town:
    """Record hostile names as everything that can be called something, past all that services would refuse."""
    assets = [_asset(number, name, workspace) for number, name in enumerate(names)]
    workspace.store.add_assets(assets, event=EVENT)
    for number, name in enumerate(names[:-1:8]):
        ends = assets[number].asset_id, assets[number + 1].asset_id
        link = Link(
            link_id=f"link{number}", from_id=ends[0], relation=Relation.FUNDS, to_id=ends[1], note=name, added_by=name
        )
        workspace.store.add_link(link, event=EVENT)
    neighbourhoods = [
        Neighbourhood(
            neighbourhood_id=f"place{number}",
            name=name,
            kind=NeighbourhoodKind.DRAWN,
            shape_bng=shapely.to_wkb(shapely.box(WEST_M, SOUTH_M, WEST_M + 2_500, SOUTH_M + 1_500 + number)),
        )
        for number, name in enumerate(names[::9])
    ]
    workspace.store.keep_neighbourhoods(neighbourhoods, event=EVENT)
    session, slip_code = _session(workspace, names)
    ids = tuple(one.neighbourhood_id for one in neighbourhoods)
    return Town(session, slip_code, tuple(one.asset_id for one in assets), ids)


def _asset(number: int, name: str, workspace: Workspace) -> Asset:
    texts = {one for one, field in Asset.__dataclass_fields__.items() if field.type == "str"} - CODES
    row, column = divmod(number, COLUMNS)
    point = shapely.Point(WEST_M + 100 + column * 200, SOUTH_M + 100 + row * 230)
    zone = 1 + int((point.x - WEST_M) // SIDE_M) + 3 * int((point.y - SOUTH_M) // SIDE_M)
    offers = list(workspace.classification.offers)
    kinds = ("place", "institution", "culture")
    return replace(
        _PLAIN,
        **dict.fromkeys(sorted(texts), name),
        asset_id=f"asset{number:03}",
        kind=kinds[number % len(kinds)],
        offers=tuple(dict.fromkeys(("food", offers[number % len(offers)]))),
        geometry_bng=shapely.to_wkb(point),
        zones={"demo": f"DEMO000{zone}"},
    )


_PLAIN = Asset(
    asset_id="",
    name="",
    kind="place",
    offers=("food",),
    geometry_bng=None,
    precision=Precision.EXACT,
    located_by=LocatedBy.MAP,
    zones={},
    recorded_by="Morag",
    recorded_at=NOW,
    last_checked=TODAY,
)


def _session(workspace: Workspace, names: tuple[str, ...]) -> tuple[MappingSession, str]:
    """Hold a session in which everything was said in hostile words, and tell what became of it."""
    opened = open_session_in(workspace)
    title = names[0]
    called = replace(
        opened,
        **dict.fromkeys(("title", "purpose", "promise", "limits", "place", "time_words", "facilitator"), title),
        who_is_missing=title,
        prompts=tuple(replace(one, text=names[2]) for one in opened.prompts),
    )
    session = workspace.store.keep_session(called, event=EVENT)
    phone = join(session, "en", workspace, now=NOW).participant
    for number, name in enumerate(names):
        said = Contribution(
            contribution_id=f"{number:032x}",
            session_id=session.session_id,
            kind=list(ContributionKind)[number % len(ContributionKind)],
            words=name,
            language="en",
            prompt=name,
            offers=("food",),
            geometry_bng=shapely.to_wkb(shapely.Point(WEST_M + 200 + 25 * number, SOUTH_M + 700)),
            how_placed=HowPlaced.POINT,
            place=name,
            zone_code="DEMO0001",
            sheet=name[:20],
            sent_by=phone.participant_id,
            slip_code=phone.slip_code,
            sent_at=NOW,
            glanced_at=NOW if number % 3 else None,
            review=ReviewResult.KEPT if number % 2 else ReviewResult.WAITING,
            review_reason=name,
            may_be_quoted=True,
        )
        workspace.store.keep_contribution(said, event=EVENT)
    answers = itertools.cycle(Answer)
    outcomes = [
        Outcome(
            outcome_id=f"outcome{number}",
            session_id=session.session_id,
            contribution_id=f"{number:032x}",
            answer=next(answers),
            words=name,
            because=name,
            by_when=TODAY,
            said_by=name,
            said_at=NOW,
        )
        for number, name in enumerate(names)
    ]
    workspace.store.add_outcomes(outcomes, event=EVENT)
    decision = Decision(
        decision_id="decision",
        session_id=session.session_id,
        words=names[1],
        reason=names[2],
        decided_on=TODAY,
        noted_by=names[3],
        noted_at=NOW,
    )
    workspace.store.add_decision(decision, event=EVENT)
    return session, phone.slip_code


def plain_addresses(town: Town) -> Iterator[str]:
    """Give every page beside the screens that shows a name; first those with maps."""
    yield from ("/maps/places", "/maps/strengths?offer=food", "/embed/map", "/embed/strengths?offer=food")
    for one in town.neighbourhood_ids[:3]:
        yield from (f"/neighbourhood/{one}", f"/embed/neighbourhood/{one}", f"/neighbourhood/{one}/place-plan")
        yield f"/report/{one}"
    session = f"/mapping/{town.session.session_id}"
    yield from ("/report/area", "/said", f"/said/{town.session.session_id}", f"/slip/{town.slip_code}")
    yield from (f"/j/{town.session.code}", "/session", "/session/add", "/session/mine", "/session/room")
    yield from (f"{session}/{page}" for page in ("room", "glance", "scribe", "print", "report", "report?for=staff"))
    yield f"{session}/ground.svg"
    yield from ("/print/walk?zone=DEMO0001", "/openreferral/services", "/ogc/collections/assets/items", "/export")


def screen_addresses(town: Town, *, every: bool, every_record: bool = False) -> Iterator[str]:
    """Give the screens: all of them, or a few, and that of a record with every record, or with a few."""
    names = sorted(one.stem for one in bundled("asset_map/pages").glob("*.py") if one.stem != "__init__")
    for name in names if every else SOME_SCREENS:
        path = "/" if name == "map_and_list" else f"/{name}"
        known = {
            "asset": [f"?id={one}" for one in (town.asset_ids if every_record else town.asset_ids[:3])],
            "links": [f"?id={town.asset_ids[0]}"],
            "neighbourhoods": [f"?id={town.neighbourhood_ids[0]}", f"?neighbourhood={town.neighbourhood_ids[0]}"],
            "after_session": [f"?session={town.session.session_id}"],
            "you_said_we_did": [f"?session={town.session.session_id}"],
            "mapping_sessions": [f"?session={town.session.session_id}"],
            "walk_a_zone": ["?zone=DEMO0001"],
        }
        yield from (f"{path}{query}" for query in ["", *known.get(name, [])])
