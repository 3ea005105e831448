"""What changed between two days, from a terminal: ``asset-map changes``."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from asset_map.cli_session import past_day, this_moment, workspace_of
from asset_map.domain.dates import local_date, written_date
from asset_map.domain.protection import Audience

if TYPE_CHECKING:
    from asset_map.services.then_and_now import ThenAndNow

MOST_TOLD = 40
"""More lines than so many fill the screen; --json prints all."""


def changes_command(
    context: typer.Context,
    *,
    since: Annotated[str, typer.Option(help="The earlier day; else a year ago.")] = "",
    until: Annotated[str, typer.Option(help="The later day; else now.")] = "",
    offer: Annotated[str, typer.Option(help="Only this offer.")] = "",
    neighbourhood: Annotated[
        str, typer.Option(help="Only this one, by the id that “asset-map neighbourhoods list” prints.")
    ] = "",
    audience: Annotated[Audience, typer.Option(help="For whom.")] = Audience.PUBLIC,
) -> None:
    """Say what was added, what is gone and what else changed between two days."""
    from asset_map.services.look import past_note  # noqa: PLC0415  (`--help` need not wait for geopandas)
    from asset_map.services.then_and_now import TwoDays, a_year_before, then_and_now  # noqa: PLC0415

    today = local_date(this_moment())
    asked = TwoDays(
        audience,
        today,
        past_day(since) or a_year_before(past_day(until) or today),
        until=past_day(until),
        offer=offer,
        neighbourhood_id=neighbourhood,
    )
    found, note = then_and_now(asked, workspace_of(context)), past_note(audience)
    facts = {
        "then": found.then,
        "now": found.now,
        "audience": audience.value,
        "figures": [asdict(figure) for figure in found.figures],
        "assets": found.assets.astype("object").where(found.assets.notna(), None).to_dict("records"),
        "zones": found.zones.to_dict("records"),
        "note": note,
    }
    context.obj.say(facts, "\n".join([*_in_words(found), note]))


def _in_words(found: ThenAndNow) -> list[str]:
    from asset_map.services.change_words import (  # noqa: PLC0415
        change_words,
        coverage_state_words,
        figure_values,
        figure_words,
    )

    names, changes, states = figure_words(), change_words(), coverage_state_words()
    lines = [f"From {written_date(found.then)} to {written_date(found.now)}:"]
    lines += [f"  {names[one.code]}: {' → '.join(figure_values(one))}" for one in found.figures]
    told = [f"  {changes[one['change']]}: {one['name']}" for one in found.assets.to_dict("records")]
    told += [
        f"  {one['zone_name']}, {one['offer']}: {states[one['coverage_then']]} → {states[one['coverage_now']]}"
        for one in found.zones.to_dict("records")
    ]
    if len(told) > MOST_TOLD:
        told = [*told[:MOST_TOLD], f"  and {len(told) - MOST_TOLD:,} more: --json prints all"]
    return lines + told
