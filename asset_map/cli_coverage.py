"""Who looked where, from a terminal: ``asset-map coverage …``."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from asset_map.cli_session import ACTOR, this_moment, workspace_of
from asset_map.domain.coverage import LookDraft, LookMethod, LookResult
from asset_map.domain.dates import local_date
from asset_map.domain.protection import Audience
from asset_map.errors import UserError

if TYPE_CHECKING:
    import pandas as pd

    from asset_map.services.record_looks import LooksRecorded

coverage_app = typer.Typer(no_args_is_help=True, help="Who looked where, for what, and what came of it.")


class How(StrEnum):
    """The ways to look that people type in."""

    WALKABOUT = LookMethod.WALKABOUT.value
    SESSION = LookMethod.SESSION.value
    DESK = LookMethod.DESK.value


@coverage_app.command("add")
def coverage_add(
    context: typer.Context,
    *,
    zone: Annotated[list[str], typer.Option(help="Code of the zone; may be repeated.")],
    offer: Annotated[list[str], typer.Option(help="What was looked for; may be repeated.")],
    result: Annotated[LookResult, typer.Option(help="What came of it.")],
    how: Annotated[How, typer.Option(help="How somebody looked.")],
    on: Annotated[str, typer.Option(help="Date of the look.")],
    by: Annotated[str, typer.Option(help="Who looked.")] = "",
) -> None:
    """Record that somebody looked; the same look twice is kept once."""
    from asset_map.services.record_looks import LooksRefused, record_looks  # noqa: PLC0415

    workspace = workspace_of(context)
    drafts = [
        LookDraft(zone_code=one, offer=what, result=result.value, method=how.value, looked_on=on, looked_by=by)
        for one in zone
        for what in offer
    ]
    outcome = record_looks(drafts, workspace, now=this_moment(), actor=ACTOR)
    if isinstance(outcome, LooksRefused):
        raise UserError("\n".join(["Nothing was recorded.", *(problem.message for problem in outcome.problems)]))
    facts = {
        "added": len(outcome.added),
        "already": outcome.already,
        "look_ids": list(outcome.added),
        "contradictions": [
            {"zone_code": one.zone_code, "offer": one.offer, "on_record": list(one.names.values())}
            for one in outcome.contradictions
        ],
    }
    context.obj.say(facts, _recorded_words(outcome))


def _recorded_words(outcome: LooksRecorded) -> str:
    lines = [f"{len(outcome.added):,} looks recorded, {outcome.already:,} were on record already"]
    for one in outcome.contradictions:
        names = ", ".join(f"“{name}”" for name in one.names.values())
        lines.append(
            f"Look at this: none of {one.offer} in {one.zone_code}, where {names} can be used. If that has closed, say "
            "so on its record; if the look was a mistake, take it back with “asset-map coverage undo”."
        )
    return "\n".join(lines)


@coverage_app.command("undo")
def coverage_undo(
    context: typer.Context,
    look_id: Annotated[int, typer.Argument(help="Number of the look, as “asset-map coverage list” prints it.")],
) -> None:
    """Take back a look that was entered by mistake."""
    from asset_map.services.record_looks import kept_look, take_back_looks  # noqa: PLC0415

    workspace = workspace_of(context)
    kept = kept_look(look_id, workspace)
    take_back_looks(kept, workspace, now=this_moment(), actor=ACTOR)
    (look,) = kept.values()
    context.obj.say(
        {"look_id": look_id, "zone_code": look.zone_code, "offer": look.offer},
        f"Taken back: {look.offer} in {look.zone_code} on {look.looked_on}",
    )


@coverage_app.command("list")
def coverage_list(
    context: typer.Context,
    *,
    offer: Annotated[str, typer.Option(help="Only this offer.")] = "",
    zone: Annotated[str, typer.Option(help="Only this zone.")] = "",
) -> None:
    """Print every look with who looked, the newest first; for staff, as it tells where protected records are."""
    from asset_map.services.coverage import looks_on_record  # noqa: PLC0415
    from asset_map.services.coverage_words import look_words  # noqa: PLC0415

    looks = looks_on_record(workspace_of(context), audience=Audience.STAFF, offer=offer or None, zone=zone or None)
    looks = looks.assign(looked_on=looks["looked_on"].dt.strftime("%Y-%m-%d"))
    rows = _rows(looks)
    lines = [f"{row['look_id']:>6}  {row['zone_code']}  {row['offer']}  {look_words(row)}" for row in rows]
    facts = {"count": len(rows), "looks": rows}
    context.obj.say(facts, "\n".join([*lines, f"{len(rows):,} looks"]))


@coverage_app.command("next")
def coverage_next(
    context: typer.Context,
    *,
    offer: Annotated[str, typer.Option(help="What is to be looked for; else everything.")] = "",
    audience: Annotated[Audience, typer.Option(help="For whom.")] = Audience.PUBLIC,
    most: Annotated[int, typer.Option(help="How many zones are printed.", min=1)] = 20,
) -> None:
    """Print where to look next: most people, least looked at, most deprived first."""
    from asset_map.services.coverage import where_to_look  # noqa: PLC0415
    from asset_map.services.coverage_words import rule_words, why_words  # noqa: PLC0415

    workspace = workspace_of(context)
    ranked = where_to_look(workspace, offer=offer or None, audience=audience, today=local_date(this_moment()))
    rule = rule_words(ranked, offer_label=workspace.classification.offer_label(offer) if offer else "")
    rows = _rows(ranked.head(most).reset_index(names="zone_code"))
    lines = [f"{row['place']:>4}  {row['zone_code']}  {row['zone_name']}: {why_words(row)}" for row in rows]
    facts = {"zones_to_look_at": len(ranked), "rule": rule, "zones": rows}
    told = f"{len(ranked):,} zones to look at. {rule}" if len(ranked) else "This was looked for everywhere, and lately."
    context.obj.say(facts, "\n".join([*lines, told]))


def _rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return rows for JSON, which knows no missing number."""
    whole = table.astype(object).where(table.notna(), None).to_dict("records")
    return [{str(name): value for name, value in row.items()} for row in whole]
