"""Keys for partners, from a terminal: ``asset-map keys …``."""

from __future__ import annotations

from typing import Annotated

import typer

from asset_map.cli_session import ACTOR, this_moment, workspace_of
from asset_map.domain.dates import local_date, written_date

keys_app = typer.Typer(no_args_is_help=True, help="Keys by which partner organisations read what is shared with them.")


@keys_app.command("new")
def keys_new(
    context: typer.Context, name: Annotated[str, typer.Argument(help="The organisation that it is for.")]
) -> None:
    """Print a new key, once: it opens what partners may see, and nothing more."""
    from asset_map.services.partner_keys import new_key  # noqa: PLC0415

    name = " ".join(name.split())
    key = new_key(name, workspace_of(context), now=this_moment(), actor=ACTOR)
    told = (
        f"{name} reads what is shared with partners by this key, which is shown only once:\n{key}\n"
        "It is sent as the password of any user, as a bearer token or in the header X-API-Key, never in an address."
    )
    context.obj.say({"name": name, "key": key}, told)


@keys_app.command("list")
def keys_list(context: typer.Context) -> None:
    """Print which keys were given, and which of them still hold."""
    keys = workspace_of(context).store.partner_keys()
    facts = [
        {
            "name": one.name,
            "made_at": one.made_at.isoformat(),
            "made_by": one.made_by,
            "withdrawn_at": one.withdrawn_at.isoformat() if one.withdrawn_at else None,
        }
        for one in keys
    ]
    lines = [
        f"{one.name}: given {written_date(local_date(one.made_at))}"
        + (f", withdrawn {written_date(local_date(one.withdrawn_at))}" if one.withdrawn_at else "")
        for one in keys
    ]
    context.obj.say({"keys": facts}, "\n".join(lines) or "None yet. Give one: asset-map keys new NAME")


@keys_app.command("withdraw")
def keys_withdraw(context: typer.Context, name: Annotated[str, typer.Argument(help="Whose.")]) -> None:
    """Let a key open nothing any longer."""
    from asset_map.services.partner_keys import withdraw_key  # noqa: PLC0415

    key = withdraw_key(name, workspace_of(context), now=this_moment(), actor=ACTOR)
    context.obj.say({"name": key.name}, f"The key of {key.name} opens nothing any longer.")
