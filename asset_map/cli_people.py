"""Who may work on the records, from a terminal: ``asset-map people …``."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from asset_map.cli_session import ACTOR, Session, this_moment
from asset_map.domain.dates import local_date, written_date
from asset_map.domain.identity import identity_in_words, identity_of_email, identity_of_subject
from asset_map.domain.permission import GIVEN_ROLES, Rights, Role

if TYPE_CHECKING:
    from asset_map.domain.permission import Grant
    from asset_map.domain.person import Person
    from asset_map.services.workspace import Workspace

DAYS = 14
"""As `asset_map.services.people.inviting.INVITATION_DAYS`, which `--help` need not wait for."""

Demo = Annotated[bool, typer.Option("--demo", help="For the demo town, although an area is set up.")]
Name = Annotated[str, typer.Argument(help="As the others know them.")]
Address = Annotated[str, typer.Option(help="Address of the running app.")]
Days = Annotated[int, typer.Option(help="For how many days the link opens, as often as it is needed.")]
Roles = Annotated[
    list[Role] | None,
    typer.Option(help=f"What they are here for, one or several: {', '.join(GIVEN_ROLES)}."),
]
Area = Annotated[str, typer.Option(help="Only in this neighbourhood, by its id or name; else in the whole area.")]
Organisation = Annotated[str, typer.Option(help="For whom they work.")]
OwnRecords = Annotated[bool, typer.Option("--own-records-only", help="Only for records of their organisation.")]
Sees = Annotated[bool, typer.Option("--sees-protected", help="Whether they see protected records as well.")]

people_app = typer.Typer(
    no_args_is_help=True, help="Who may work on the records and do what, by personal links or a provider of sign-in."
)


@people_app.command("invite")
def people_invite(  # noqa: PLR0913  (one option each)
    context: typer.Context,
    name: Name,
    *,
    role: Roles = None,
    area: Area = "",
    organisation: Organisation = "",
    own_records_only: OwnRecords = False,
    sees_protected: Sees = False,
    email: Annotated[str, typer.Option(help="The address by which they sign in (OpenID Connect).")] = "",
    subject: Annotated[str, typer.Option(help="Or the id by which the provider of sign-in knows them.")] = "",
    days: Days = DAYS,
    address: Address = "http://localhost:8501",
    demo: Demo = False,
) -> None:
    """Print a personal link; a new one for the same name ends the old one and its sign-ins.

    Without --role, the first person becomes a steward who sees what is protected, and everybody after that a connector
    of the whole area who does not. Somebody known keeps what they hold.
    """
    from asset_map.services.people.inviting import Invitation, invite  # noqa: PLC0415  (`--help` need not wait for geopandas)

    workspace, now = _served(context, demo=demo), this_moment()
    grants = _grants(role or [], workspace, area, organisation if own_records_only else "")
    rights = Rights(grants=grants, organisation=organisation, sees_protected=sees_protected) if role else None
    if rights is None and (area or organisation or sees_protected):
        raise typer.BadParameter("--area, --organisation and --sees-protected go with --role")
    invitation = Invitation(identity=_identity(email, subject), days=days)
    token = invite(name, workspace, now=now, actor=ACTOR, rights=rights, invitation=invitation)
    _say_link(context, name, token, now + dt.timedelta(days=days), workspace, address=address)


@people_app.command("link")
def people_link(
    context: typer.Context,
    name: Name,
    *,
    sign_out: Annotated[
        bool, typer.Option("--sign-out", help="End their sign-ins too, as for a telephone that was lost.")
    ] = False,
    days: Days = DAYS,
    address: Address = "http://localhost:8501",
    demo: Demo = False,
) -> None:
    """Print a new link for somebody who lost theirs; the old one ends."""
    from asset_map.services.people.stewardship import new_link  # noqa: PLC0415

    workspace, now = _served(context, demo=demo), this_moment()
    token = new_link(name, workspace, now=now, actor=ACTOR, days=days, sign_out=sign_out)
    _say_link(context, name, token, now + dt.timedelta(days=days), workspace, address=address)


@people_app.command("roles")
def people_roles(
    context: typer.Context,
    name: Name,
    *,
    role: Roles = None,
    area: Area = "",
    organisation: Organisation = "",
    own_records_only: OwnRecords = False,
    sees_protected: Sees = False,
    demo: Demo = False,
) -> None:
    """Say anew what somebody may do, in place of all that they held; without --role, nothing."""
    from asset_map.services.people.known import person_named  # noqa: PLC0415
    from asset_map.services.people.stewardship import give_roles  # noqa: PLC0415

    workspace = _served(context, demo=demo)
    grants = _grants(role or [], workspace, area, organisation if own_records_only else "")
    rights = Rights(grants=grants, organisation=organisation, sees_protected=sees_protected)
    before = person_named(name, workspace)
    person = give_roles(name, rights, workspace, now=this_moment(), actor=ACTOR)
    context.obj.say(_facts(person), f"{person.name}: {_held(person)}\nBefore: {_held(before)}")


@people_app.command("list")
def people_list(context: typer.Context, *, demo: Demo = False) -> None:
    """Print who may work on the records, and what they may do."""
    workspace = _served(context, demo=demo)
    people, ways = workspace.store.people(), workspace.store.ways_in(now=this_moment())
    facts = [
        _facts(person)
        | {
            "link_until": ways[person.person_id].link_expires_at,
            "signs_in_as": identity_in_words(ways[person.person_id].identity),
            "browsers": ways[person.person_id].browsers,
        }
        for person in people
    ]
    lines = "\n".join(f"{person.name}: {_held(person)}" for person in people)
    context.obj.say({"people": facts}, lines or "Nobody yet. Invite somebody: asset-map people invite NAME")


@people_app.command("sign-out")
def people_sign_out(context: typer.Context, name: Name, *, demo: Demo = False) -> None:
    """End the sign-ins of somebody in every browser; their link stays."""
    from asset_map.services.people.stewardship import sign_out_everywhere  # noqa: PLC0415

    person = sign_out_everywhere(name, _served(context, demo=demo), now=this_moment(), actor=ACTOR)
    context.obj.say({"name": person.name}, f"{person.name} is signed in nowhere any longer.")


@people_app.command("permissions")
def people_permissions(context: typer.Context) -> None:
    """Print what each role may do."""
    from asset_map.services.people.permission_table import permission_table  # noqa: PLC0415

    table = permission_table()
    context.obj.say({"table": table}, table)


@people_app.command("remove")
def people_remove(
    context: typer.Context,
    name: Name,
    *,
    hand_over_to: Annotated[
        str, typer.Option(help="Who takes over what is open in their name; also for somebody who left before.")
    ] = "",
    demo: Demo = False,
) -> None:
    """End somebody's link and sign-ins; what they did stays in the histories."""
    from asset_map.services.people.known import known_person  # noqa: PLC0415
    from asset_map.services.people.leaving import hand_over, let_go  # noqa: PLC0415
    from asset_map.services.people.leaving_words import left_behind  # noqa: PLC0415

    workspace, now = _served(context, demo=demo), this_moment()
    person = known_person(name, workspace)
    work = workspace.store.open_work(person, now=now)
    if hand_over_to:
        hand_over(name, hand_over_to, workspace, now=now, actor=ACTOR)
    if any(one.person_id == person.person_id for one in workspace.store.people()) or not hand_over_to:
        let_go(name, workspace, now=now, actor=ACTOR)
    words = left_behind(work, person.name, to=hand_over_to)
    context.obj.say(
        {"name": person.name, "left": asdict(work)}, "\n".join([f"{person.name} can no longer enter.", *words])
    )


def _served(context: typer.Context, *, demo: bool) -> Workspace:
    """Open what ``asset-map serve`` would show: before an area is set up, that is the demo town."""
    from asset_map.services.current import open_served  # noqa: PLC0415  (`--help` need not wait for geopandas)

    session: Session = context.obj
    return open_served(session.settings, demo=demo)


def _grants(roles: list[Role], workspace: Workspace, area: str, organisation: str) -> tuple[Grant, ...]:
    from asset_map.services.people.stewardship import grants_of  # noqa: PLC0415

    return grants_of(roles, workspace, area=area, organisation=organisation)


def _identity(email: str, subject: str) -> str | None:
    if email and subject:
        raise typer.BadParameter("either --email or --subject")
    if email:
        return identity_of_email(email)
    return identity_of_subject(subject) if subject else None


def _say_link(
    context: typer.Context, name: str, token: str, ends_at: dt.datetime, workspace: Workspace, *, address: str
) -> None:
    from asset_map.services.people.entering import SIGN_IN_DAYS  # noqa: PLC0415
    from asset_map.services.people.known import person_named  # noqa: PLC0415

    person = person_named(name, workspace)
    link = f"{address.rstrip('/')}/enter/{token}"
    words = (
        f"{person.name} ({_held(person)}) enters by this link until {written_date(local_date(ends_at))}, as often as "
        f"needed; each browser then stays signed in for {SIGN_IN_DAYS} days. It is shown only once, and a new one ends "
        f"it:\n{link}"
    )
    context.obj.say(_facts(person) | {"link": link, "link_until": ends_at}, words)


def _held(person: Person) -> str:
    from asset_map.services.permitted import roles_in_words  # noqa: PLC0415

    seen = "; sees what is protected" if person.sees_protected else ""
    works = f"; works for {person.organisation}" if person.organisation else ""
    return f"{roles_in_words(person)}{works}{seen}"


def _facts(person: Person) -> dict[str, Any]:
    return {
        "name": person.name,
        "organisation": person.organisation,
        "sees_protected": person.sees_protected,
        "roles": [
            {"role": one.role.value, "area": one.neighbourhood_id, "organisation": one.organisation}
            for one in person.grants
        ],
    }
