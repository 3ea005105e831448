"""Data protection from a terminal: ``asset-map privacy …``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from asset_map.cli_session import ACTOR, this_moment, workspace_of
from asset_map.errors import UserError

if TYPE_CHECKING:
    from asset_map.services.data_protection.erasing import Erased, KnownAs, Looked

privacy_app = typer.Typer(
    no_args_is_help=True, help="Consent, dates that act, erasing, and what is kept about somebody."
)

NAMES = typer.Option("--name", help="A name, as it is written; may be given several times.")
EMAILS = typer.Option("--email", help="An e-mail address.")
PHONES = typer.Option("--phone", help="A telephone number.")
SLIPS = typer.Option("--slip", help="The code of a slip from a session.")

SHOWN = 40
"""Places that are printed one by one."""


@privacy_app.command("erase")
def privacy_erase(  # noqa: PLR0913  (options of a command are its parameters)
    context: typer.Context,
    *,
    name: Annotated[list[str] | None, NAMES] = None,
    email: Annotated[list[str] | None, EMAILS] = None,
    phone: Annotated[list[str] | None, PHONES] = None,
    slip: Annotated[list[str] | None, SLIPS] = None,
    record: Annotated[str, typer.Option(help="The id of a record, in place of a person.")] = "",
    alone: Annotated[
        bool, typer.Option("--alone", help="Only where the name stands alone, as others have it.")
    ] = False,
    with_records: Annotated[
        bool, typer.Option("--with-records", help="The records too that were made of what the slips said.")
    ] = False,
    reason: Annotated[str, typer.Option(help="Why, without a name; it is kept.")] = "",
    delete_backups: Annotated[bool, typer.Option("--delete-backups", help="The backups in the home too.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Erase. Without it, only what would go is shown.")] = False,
) -> None:
    """Show where somebody or a record stands; with --yes, erase it everywhere for good."""
    from asset_map.services.data_protection.erasing import (  # noqa: PLC0415  (`--help` need not wait for geopandas)
        erase,
        look_for_person,
        look_for_record,
    )

    workspace = workspace_of(context)
    if record:
        looked = look_for_record(record, workspace, actor=ACTOR)
    else:
        known = _known(name, email, phone, slip, alone=alone, with_records=with_records)
        looked = look_for_person(known, workspace, actor=ACTOR)
    if not yes:
        context.obj.say(_facts(looked), _in_words(looked))
        return
    erased = erase(
        looked.asked, workspace, reason=reason, now=this_moment(), actor=ACTOR, delete_backups=delete_backups
    )
    context.obj.say(_facts_after(erased), _after_in_words(erased))


@privacy_app.command("access")
def privacy_access(
    context: typer.Context,
    *,
    out: Annotated[Path, typer.Option(help="File to write, ending in .zip.")],
    name: Annotated[list[str] | None, NAMES] = None,
    email: Annotated[list[str] | None, EMAILS] = None,
    phone: Annotated[list[str] | None, PHONES] = None,
    slip: Annotated[list[str] | None, SLIPS] = None,
) -> None:
    """Write everything that is kept about somebody, for them, without other people's data."""
    from asset_map.exports.files import check_place, write_whole  # noqa: PLC0415
    from asset_map.services.data_protection.access import access_file, tell  # noqa: PLC0415

    check_place(out)
    told = tell(_known(name, email, phone, slip), workspace_of(context), now=this_moment(), actor=ACTOR)
    content = access_file(told)
    write_whole(out, lambda part: part.write_bytes(content))
    counted = {part: len(told.facts[part]) for part in ("named_in", "said", "agreed_to", "did")}
    context.obj.say(
        counted | {"out": str(out)},
        f"{out}: named in {counted['named_in']:,} places, said {counted['said']:,} things, agreed to "
        f"{counted['agreed_to']:,}, did {counted['did']:,}. Read it before you hand it over: people whom nobody has on "
        "record as people may still be named in it.",
    )


@privacy_app.command("act")
def privacy_act(
    context: typer.Context,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")] = False,
) -> None:
    """Archive and erase what is past its date; done by itself once a day."""
    from asset_map.services.data_protection.keep_until import (  # noqa: PLC0415
        act_on_keep_until,
        in_words,
        plan_keep_until,
    )

    do = plan_keep_until if dry_run else act_on_keep_until
    plan = do(workspace_of(context), now=this_moment(), actor=ACTOR)
    lines = [f"  archived: {one.name} ({one.asset_id}), kept until {one.keep_until}" for one in plan.to_archive]
    lines += [f"  erased: {one.asset_id}, kept until {one.keep_until}" for one in plan.to_erase]
    lines += [f"  on {one.erased_on} erased: {one.name} ({one.asset_id})" for one in plan.coming]
    head = "It would be done: " if dry_run else ""
    context.obj.say(plan, "\n".join([head + in_words(plan), *lines]))


@privacy_app.command("withdraw")
def privacy_withdraw(
    context: typer.Context, consent: Annotated[str, typer.Argument(help="The id of the consent.")]
) -> None:
    """Take a consent back: what rests on it is gone at once."""
    from asset_map.services.data_protection.consenting import withdraw_consent  # noqa: PLC0415

    taken = withdraw_consent(consent, workspace_of(context), now=this_moment(), actor=ACTOR)
    facts = {"consent": consent, "record": taken.asset_id, "purpose": taken.purpose.value}
    context.obj.say(facts, f"Taken back; what rested on it in the record {taken.asset_id} is gone.")


@privacy_app.command("consents")
def privacy_consents(context: typer.Context) -> None:
    """Print who agreed to what."""
    consents = workspace_of(context).store.consents()
    lines = [
        f"{one.consent_id}  {one.asset_id}  {one.purpose}  {one.person or '(taken back)'}  {one.given_on} – {one.until}"
        for one in consents
    ]
    facts = [vars(one) for one in consents]
    context.obj.say({"consents": facts}, "\n".join(lines) or "Nobody has agreed to anything yet.")


@privacy_app.command("files")
def privacy_files(
    context: typer.Context,
    erasure: Annotated[str, typer.Argument(help="The id of an erasure; else all files are printed.")] = "",
) -> None:
    """Print which files were taken away, or those that could hold what was erased."""
    from asset_map.domain.protection import Audience  # noqa: PLC0415
    from asset_map.services.data_protection.files_taken import files_that_could_hold  # noqa: PLC0415

    workspace = workspace_of(context)
    if erasure:
        note = next((one for one in workspace.store.erasures() if one.erasure_id == erasure), None)
        if note is None:
            raise UserError(f"Expected the id of an erasure; found “{erasure}”. See: asset-map privacy erasures")
        files = files_that_could_hold(note, workspace)
    else:
        files = workspace.store.files_made(since=None, audiences=list(Audience))
    lines = [f"{one.made_at:%Y-%m-%d %H:%M}  {one.audience}  {one.what}  {one.made_by}" for one in files]
    context.obj.say({"files": [vars(one) for one in files]}, "\n".join(lines) or "No file was taken away.")


@privacy_app.command("erasures")
def privacy_erasures(context: typer.Context) -> None:
    """Print what was erased, when, by whom and why; not who."""
    notes = workspace_of(context).store.erasures()
    lines = [f"{one.erasure_id}  {one.erased_at:%Y-%m-%d}  {one.kind}  {one.erased_by}: {one.reason}" for one in notes]
    facts = [{name: value for name, value in vars(one).items() if name != "known_by"} for one in notes]
    context.obj.say({"erasures": facts}, "\n".join(lines) or "Nothing was erased yet.")


@privacy_app.command("again")
def privacy_again(
    context: typer.Context,
    file: Annotated[Path | None, typer.Argument(help="The list erased.json; else the one in the home.")] = None,
) -> None:
    """After an older backup was put back: erase again what was erased since."""
    from asset_map.services.data_protection.erased_list import (  # noqa: PLC0415
        erase_what_came_back,
        list_file,
        write_erased_list,
    )

    workspace = workspace_of(context)
    if file is not None and not file.is_file():
        raise UserError(f"Expected the list of what was erased in {file}; found no such file. Name erased.json.")
    listed = file or list_file(workspace.settings)
    done = erase_what_came_back(workspace.store, listed, now=this_moment(), actor=ACTOR.name)
    write_erased_list(workspace.store, workspace.settings)
    context.obj.say({"erased_again": done}, f"{done:,} erasures were done again.")


@privacy_app.command("clean")
def privacy_clean(context: typer.Context) -> None:
    """Write the files of the database anew, without what was deleted."""
    left = workspace_of(context).store.clean()
    context.obj.say({"still_to_do": left}, left or "The files of the database hold nothing that was deleted.")


@privacy_app.command("document")
def privacy_document(
    context: typer.Context,
    *,
    out: Annotated[Path, typer.Option(help="File to write, ending in .html or .json.")],
) -> None:
    """Write what is kept, why, how long and who sees it, for the organisation's own assessment."""
    from asset_map.exports.files import check_place, write_whole  # noqa: PLC0415
    from asset_map.services.data_protection.document import impact_document  # noqa: PLC0415
    from asset_map.services.data_protection.page_words import document_json, document_words  # noqa: PLC0415
    from asset_map.web.plain_page import page_text  # noqa: PLC0415

    check_place(out)
    if out.suffix.lower() not in {".html", ".json"}:
        raise UserError(f"Expected a file that ends in .html or .json; found “{out.name}”. Change the ending.")
    document = impact_document(workspace_of(context), now=this_moment(), actor=ACTOR)
    is_json = out.suffix.lower() == ".json"
    words = document_words(document) | {"banner": ""}
    text = document_json(document) if is_json else page_text("data_protection.html", words)
    write_whole(out, lambda part: part.write_text(text, "utf-8"))
    context.obj.say({"out": str(out), "tables": len(document.tables)}, f"{out}: {len(document.tables)} tables")


def _known(
    name: list[str] | None,
    email: list[str] | None,
    phone: list[str] | None,
    slip: list[str] | None,
    *,
    alone: bool = False,
    with_records: bool = False,
) -> KnownAs:
    from asset_map.services.data_protection.erasing import KnownAs  # noqa: PLC0415

    return KnownAs(
        names=tuple(name or ()),
        emails=tuple(email or ()),
        phones=tuple(phone or ()),
        slip_codes=tuple(slip or ()),
        is_alone=alone,
        with_records=with_records,
    )


def _facts(looked: Looked) -> dict[str, object]:
    return {
        "erased": False,
        "places": [vars(trace) for trace in looked.found.traces],
        "records": dict(looked.record_names),
        "records_from_slips": dict(looked.from_slips),
        "backups": [str(one) for one in looked.backups],
    }


def _facts_after(erased: Erased) -> dict[str, object]:
    return {
        "erased": True,
        "erasure": erased.note.erasure_id,
        "found": dict(erased.note.found),
        "files_to_call_back": [vars(one) for one in erased.files],
        "backups_left": [str(one) for one in erased.backups_left],
        "backups_deleted": [str(one) for one in erased.backups_deleted],
        "still_to_do": erased.still_to_do,
    }


def _in_words(looked: Looked) -> str:
    traces = looked.found.traces
    lines = [f"Found in {len(traces):,} places: {_counted(trace.table for trace in traces)}"]
    lines += [
        f"  {trace.table}.{trace.column}  {trace.asset_id}  {trace.excerpt}{'  (is left)' if trace.is_kept else ''}"
        for trace in traces[:SHOWN]
    ]
    if len(traces) > SHOWN:
        lines.append(f"  and {len(traces) - SHOWN:,} more; --json gives all")
    lines += [f"A record that goes whole: {name} ({one})" for one, name in looked.record_names.items()]
    lines += [
        f"A record made of what the slips said: {name} ({one}). It loses those words; with --with-records it goes."
        for one, name in looked.from_slips.items()
        if one not in looked.record_names
    ]
    lines += [f"A backup that may hold it: {one}" for one in looked.backups]
    lines.append("Nothing was erased. Say --reason and --yes to erase it for good.")
    return "\n".join(lines)


def _after_in_words(erased: Erased) -> str:
    lines = [f"Erased from {sum(erased.note.found.values()):,} places: {_of_counts(erased.note.found)}"]
    lines.append(f"The note: asset-map privacy erasures ({erased.note.erasure_id})")
    if erased.files:
        lines.append(f"{len(erased.files):,} files were taken away that could hold it. Call them back:")
        lines += [
            f"  {one.made_at:%Y-%m-%d}  {one.audience}  {one.what}  {one.made_by}" for one in erased.files[:SHOWN]
        ]
    lines += [f"A backup from before: {one}. It is rid of the same when it is put back." for one in erased.backups_left]
    lines += [f"Deleted: {one}" for one in erased.backups_deleted]
    lines += [erased.still_to_do] if erased.still_to_do else []
    return "\n".join(lines)


def _counted(tables: Iterable[str]) -> str:
    return _of_counts(Counter(tables))


def _of_counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{table} {count:,}" for table, count in sorted(counts.items())) or "nothing"
