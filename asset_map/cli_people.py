"""Who may work on the records, from a terminal: ``asset-map people …``."""

from __future__ import annotations

from typing import Annotated

import typer

from asset_map.cli_session import ACTOR, this_moment, workspace_of

people_app = typer.Typer(no_args_is_help=True, help="Who may work on the records, by personal links.")


@people_app.command("invite")
def people_invite(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="As the others know them.")],
    *,
    address: Annotated[str, typer.Option(help="Address of the running app.")] = "http://localhost:8501",
) -> None:
    """Print a personal link; a new one for the same name ends the old one."""
    from asset_map.services.people import invite  # noqa: PLC0415

    link = f"{address.rstrip('/')}/enter/{invite(name, workspace_of(context), now=this_moment(), actor=ACTOR)}"
    context.obj.say({"name": name, "link": link}, f"{name} enters by this link, which is shown only once:\n{link}")


@people_app.command("list")
def people_list(context: typer.Context) -> None:
    """Print who may work on the records."""
    names = [person.name for person in workspace_of(context).store.people()]
    context.obj.say({"people": names}, "\n".join(names) or "Nobody yet. Invite somebody: asset-map people invite NAME")


@people_app.command("permissions")
def people_permissions(context: typer.Context) -> None:
    """Print what each role may do."""
    from asset_map.services.permission_table import permission_table  # noqa: PLC0415

    table = permission_table()
    context.obj.say({"table": table}, table)


@people_app.command("remove")
def people_remove(context: typer.Context, name: Annotated[str, typer.Argument(help="Who.")]) -> None:
    """End somebody's link and sign-ins; what they did stays in the histories."""
    from asset_map.services.people import let_go  # noqa: PLC0415

    person = let_go(name, workspace_of(context), now=this_moment(), actor=ACTOR)
    context.obj.say({"name": person.name}, f"{person.name} can no longer enter.")
