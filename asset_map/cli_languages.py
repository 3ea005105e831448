"""The files of the languages, from a terminal: ``asset-map languages …``."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from asset_map.cli_session import this_moment
from asset_map.errors import UserError

if TYPE_CHECKING:
    from asset_map.services.catalogues import CatalogueState

languages_app = typer.Typer(no_args_is_help=True, help="The languages that residents may choose, and their files.")


@languages_app.command("check")
def languages_check(context: typer.Context) -> None:
    """Print what is missing or wrong in the file of each language; fails when something is."""
    from asset_map.services.catalogues import codes_of_files, state_of  # noqa: PLC0415

    states = [state_of(code) for code in codes_of_files()]
    context.obj.say({"languages": [asdict(one) for one in states]}, "\n".join(map(_words, states)))
    if not all(one.complete for one in states):
        raise UserError("Not every language is complete. Write what is missing into its file in data/languages.")


@languages_app.command("update")
def languages_update(
    context: typer.Context,
    codes: Annotated[list[str] | None, typer.Argument(help="Codes like uk or pt_BR; else every file.")] = None,
) -> None:
    """Write new texts into the files of languages, still to be translated; a new code begins a new file."""
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415

    from asset_map.services.catalogues import bring_up_to_date, codes_of_files  # noqa: PLC0415

    for code in codes or ():
        try:
            Locale.parse(code)
        except (ValueError, UnknownLocaleError) as error:
            raise UserError(f"Expected the code of a language, like uk or pt_BR; found “{code}”.") from error
    written = [str(bring_up_to_date(code, now=this_moment())) for code in codes or codes_of_files()]
    context.obj.say({"written": written}, "\n".join(f"Wrote {path}." for path in written))


def _words(state: CatalogueState) -> str:
    lines = [f"{state.code}: complete" if state.complete else f"{state.code}:"]
    lines += [f"  {state.unreadable}"] if state.unreadable else []
    lines += [f"  missing: {text}" for text in state.missing]
    lines += [f"  wrong: {text}" for text in state.wrong]
    lines += [f"  no longer read: {text}" for text in state.left_over]
    return "\n".join(lines)
