"""Lists that already exist, from a terminal: ``asset-map import FILE`` and ``asset-map imports …``."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from asset_map.cli_session import ACTOR, this_moment, workspace_of

if TYPE_CHECKING:
    from asset_map.domain.list_import import ListImport
    from asset_map.services.import_assets import ImportPlan, ImportReport

imports_app = typer.Typer(no_args_is_help=True, help="Lists that were taken in.")

MOST_TOLD = 20
"""More names than so many fill the screen."""

_MANY = "may be repeated"


def import_command(  # noqa: PLR0913  (its options are its parameters)
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A table, a layer or a feed of assets.")],
    *,
    kind: Annotated[str, typer.Option(help="Kind of rows that do not say.")] = "",
    offer: Annotated[list[str] | None, typer.Option(help=f"Offer of rows that do not say; {_MANY}.")] = None,
    source: Annotated[str, typer.Option(help="What the list is called: the same for each edition of it.")] = "",
    licence: Annotated[str, typer.Option(help="The list's licence.")] = "",
    checked_on: Annotated[str, typer.Option(help="Date the list is true for; else today.")] = "",
    match: Annotated[
        list[str] | None, typer.Option(help=f"COLUMN=FIELD, or COLUMN:VALUE=KIND;OFFER for a category; {_MANY}.")
    ] = None,
    part: Annotated[str, typer.Option(help="The sheet or layer to read.")] = "",
    read_as: Annotated[str, typer.Option(help="How to read coordinates, as the report suggests.")] = "as_given",
    name_from: Annotated[str, typer.Option(help="Column that rows without a name borrow theirs from.")] = "",
    doubtful: Annotated[
        str, typer.Option(help="Where point and postcode lie apart: point, postcode or leave_out.")
    ] = "point",
    outside: Annotated[
        bool, typer.Option("--outside", help="Take in rows further than 1,200 m outside the area.")
    ] = False,
    without_wrong_fields: Annotated[
        bool,
        typer.Option(
            "--without-wrong-fields",
            help="Take in rows without an optional field that is wrong in them, such as a web address.",
        ),
    ] = False,
    take: Annotated[list[int] | None, typer.Option(help=f"Row to take though it looks like a twin; {_MANY}.")] = None,
    leave: Annotated[list[int] | None, typer.Option(help=f"Row to leave out; {_MANY}.")] = None,
    complete_for: Annotated[
        list[str] | None,
        typer.Option(
            help=f"Offer that the list is complete for: zones without a row are kept as looked, none; {_MANY}."
        ),
    ] = None,
    complete_zone: Annotated[
        list[str] | None, typer.Option(help=f"Zone it is complete for; else all; {_MANY}.")
    ] = None,
    mapping: Annotated[str, typer.Option(help="Read it as lists of this saved name were read.")] = "",
    save_mapping: Annotated[str, typer.Option(help="Keep under this name how the list is read.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Report only; store nothing.")] = False,
    report: Annotated[Path | None, typer.Option(help="Write the rows with what became of each.")] = None,
) -> None:
    """Take in a list of assets; nothing is stored unless all of it can be."""
    from asset_map.intake.place_readings import Reading  # noqa: PLC0415
    from asset_map.services.import_assets import plan_import, store_import  # noqa: PLC0415
    from asset_map.services.lists import mappings  # noqa: PLC0415
    from asset_map.services.lists.asked import read_choice, read_matches  # noqa: PLC0415
    from asset_map.services.lists.many_rows import spare_memory  # noqa: PLC0415
    from asset_map.services.lists.request import Claim, Doubtful, ImportRequest  # noqa: PLC0415

    if wrong := [pair for pair in match or [] if "=" not in pair]:
        raise typer.BadParameter(f"expected COLUMN=FIELD; found {', '.join(wrong)}", param_hint="--match")
    if complete_zone and not complete_for:
        raise typer.BadParameter("expected --complete-for OFFER beside it", param_hint="--complete-zone")
    spare_memory()
    workspace, now = workspace_of(context), this_moment()
    asked = read_matches(match or [], workspace.classification)
    request = ImportRequest(
        path=file,
        part=part,
        kind=kind,
        offers=tuple(offer or ()),
        source=source,
        licence=licence,
        last_checked=checked_on,
        match=asked.columns,
        values=asked.values,
        reading=read_choice(read_as, Reading, "--read-as"),
        name_from=name_from,
        doubtful=read_choice(doubtful, Doubtful, "--doubtful"),
        without_wrong_fields=without_wrong_fields,
        outside=outside,
        take=frozenset(take or ()),
        leave=frozenset(leave or ()),
        claim=Claim(offers=tuple(complete_for), zones=tuple(complete_zone or ()), as_of=checked_on)
        if complete_for
        else None,
    )
    if mapping:
        request = mappings.with_mapping(request, mapping, workspace)
    if report is not None:
        _check_report(report)
    progress = _Progress()
    plan = plan_import(request, workspace, now=now, actor=ACTOR, progress=progress)
    if report is not None:
        _write_report(plan, report)
    outcome = plan.report
    if not dry_run:
        outcome = store_import(plan, workspace, now=now, actor=ACTOR, progress=progress)
        if save_mapping:
            columns = list(plan.read.table.rows.columns)
            mappings.save_mapping(save_mapping, columns, request, workspace, now=now, actor=ACTOR)
    facts = asdict(outcome) | {"vanished_names": list(plan.vanished.values()), "import_id": plan.record.import_id}
    facts |= {
        "columns": [asdict(match) for match in plan.understood.columns],
        "values": [asdict(match) for match in plan.understood.values],
    }
    how_read = f"{_how_read(plan)}\n" if dry_run else ""
    context.obj.say(facts, how_read + _in_words(outcome, plan, is_told=report is not None))


def _check_report(report: Path) -> None:
    from asset_map.exports.files import check_table_path  # noqa: PLC0415  (workbooks take memory that a long list needs)

    check_table_path(report)


def _write_report(plan: ImportPlan, report: Path) -> None:
    from asset_map.exports.files import write_rows  # noqa: PLC0415

    write_rows(plan.annotated, report)


class _Progress:
    """Says on the error stream how far it is."""

    def __init__(self) -> None:
        self.last = ""

    def __call__(self, doing: str, done: float) -> None:
        words = f"{doing} … {done:.0%}" if doing == "Storing" else f"{doing} …"
        if words != self.last:
            self.last = words
            typer.echo(words, err=True)


def _how_read(plan: ImportPlan) -> str:
    """Say which column is taken for what, and which word for which kind and offers: change it with ``--match``."""
    understood = plan.understood
    lines = ["Columns:"]
    for match in understood.columns:
        why = f"  ({match.reason})" if match.reason else ""
        lines.append(f"  {match.column} = {match.field or 'left out'}{why}")
    lines += ["Words of the category:"] if understood.values else []
    for value in understood.values[:MOST_TOLD]:
        codes = ";".join(filter(None, (value.kind, *value.offers))) or "nothing yet"
        lines.append(f"  {value.value}, {value.rows:,} rows = {codes}")
    if len(understood.values) > MOST_TOLD:
        lines.append(f"  and {len(understood.values) - MOST_TOLD:,} more: see them with --json")
    return "\n".join(lines)


def _in_words(outcome: ImportReport, plan: ImportPlan, *, is_told: bool) -> str:
    would = "" if outcome.stored else "would be "
    lines = [
        f"{outcome.rows:,} rows: {outcome.added:,} {would}added, {outcome.updated:,} {would}updated, "
        f"{outcome.unchanged:,} unchanged, {outcome.refused:,} left out",
        *(f"  {count:,} left out: {code}" for code, count in outcome.refused_by_problem.items()),
        *_without_wrong_fields(plan),
        *(f"  {count:,} to know: {code}" for code, count in outcome.flagged.items()),
    ]
    if outcome.looked_none:
        lines.append(f"{outcome.looked_none:,} zones {would}kept as looked at, and nothing there.")
    if plan.vanished:
        names = list(plan.vanished.values())
        more = f" and {len(names) - MOST_TOLD:,} more" if len(names) > MOST_TOLD else ""
        lines.append(f"{len(names):,} records are in the list no more, and stay: {', '.join(names[:MOST_TOLD])}{more}")
    lines += [f"Note: {note}" for note in outcome.notes]
    if outcome.suggestion:
        lines.append(f"Look at this first: {outcome.suggestion}{plan.how_to_use_suggestion}")
    if not is_told and (outcome.refused or outcome.flagged):
        lines.append("See every row with --report FILE.")
    return "\n".join(lines)


def _without_wrong_fields(plan: ImportPlan) -> list[str]:
    from asset_map.services.lists.wrong_fields import rows_that_could_do_without  # noqa: PLC0415

    could_be = rows_that_could_do_without(plan.fates)
    return (
        [f"  {could_be:,} of these could go in without the field that is wrong: --without-wrong-fields"]
        if could_be
        else []
    )


@imports_app.command("list")
def imports_list(context: typer.Context) -> None:
    """Print the lists that were taken in, the newest first."""
    from asset_map.services.lists.undo import past_imports  # noqa: PLC0415

    imports = past_imports(workspace_of(context))
    lines = [_line(one) for one in imports]
    context.obj.say({"imports": [asdict(one) for one in imports]}, "\n".join(lines) or "No list was taken in yet.")


def _line(one: ListImport) -> str:
    undone = f", taken back by {one.undone_by}" if one.undone_at else ""
    return (
        f"{one.import_id}  {one.imported_at:%d/%m/%Y}  {one.source} ({one.file_name}): {one.added:,} added, "
        f"{one.updated:,} updated{undone}"
    )


@imports_app.command("undo")
def imports_undo(
    context: typer.Context,
    import_id: Annotated[str, typer.Argument(help="As “asset-map imports list” prints it.")],
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen; change nothing.")] = False,
) -> None:
    """Take a list back as a whole; what people have changed since stays."""
    from asset_map.services.lists.undo import plan_undo, undo_import  # noqa: PLC0415

    workspace = workspace_of(context)
    plan = plan_undo(import_id, workspace)
    if not dry_run:
        undo_import(plan, workspace, now=this_moment(), actor=ACTOR)
    facts = {
        "import_id": import_id,
        "removed": len(plan.removed),
        "restored": len(plan.restored),
        "left_alone": list(plan.left_alone.values()),
        "undone": not dry_run,
    }
    would = "would be " if dry_run else ""
    stay = f"\nChanged since, and left as they are: {', '.join(plan.left_alone.values())}" if plan.left_alone else ""
    context.obj.say(
        facts, f"{len(plan.removed):,} records {would}removed, {len(plan.restored):,} {would}put back{stay}"
    )
