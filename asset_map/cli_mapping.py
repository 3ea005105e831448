"""Mapping sessions, from a terminal: ``asset-map session …``."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from asset_map.cli_session import ACTOR, this_moment, workspace_of
from asset_map.domain.dates import local_date, written_date
from asset_map.domain.protection import Audience
from asset_map.errors import UserError

if TYPE_CHECKING:
    from asset_map.domain.mapping_session import MappingSession

mapping_sessions_app = typer.Typer(no_args_is_help=True, help="Mapping sessions: prepare, open and close them.")


class ReportForm(StrEnum):
    """What the report of a session is written as."""

    HTML = "html"
    PDF = "pdf"
    JSON = "json"


SessionId = Annotated[str, typer.Argument(help="As “asset-map session list” prints it.")]


@mapping_sessions_app.command("new")
def session_new(  # noqa: PLR0913  (its options are its parameters)
    context: typer.Context,
    title: Annotated[str, typer.Argument(help="What the session is called on notices.")],
    *,
    place: Annotated[str, typer.Option(help="Where it is held.")],
    on: Annotated[str, typer.Option(help="The date; else today.")] = "",
    time: Annotated[str, typer.Option(help="The time in words, for instance “2 pm to 4 pm”.")] = "",
    neighbourhood: Annotated[str, typer.Option(help="Id of a neighbourhood, or a zone's code; else all.")] = "",
    offer: Annotated[list[str] | None, typer.Option(help="What people are asked about; else everything.")] = None,
    prompt: Annotated[list[str] | None, typer.Option(help="A question to ask; else the usual ones.")] = None,
    language: Annotated[
        list[str] | None, typer.Option(help="Code of a language to read it in besides English, such as ur.")
    ] = None,
    facilitator: Annotated[str, typer.Option(help="Who holds it.")] = "",
    show_at_once: Annotated[bool, typer.Option(help="Show the room everything without a glance first.")] = False,
) -> None:
    """Prepare a session; nobody can join before it is opened."""
    from asset_map.services.sessions.prepare import NotPrepared, prepare  # noqa: PLC0415
    from asset_map.services.sessions.prompts import PROMPTS  # noqa: PLC0415
    from asset_map.services.sessions.session_draft import SessionDraft  # noqa: PLC0415

    draft = SessionDraft(
        title=title,
        place=place,
        held_on=on or local_date(this_moment()).isoformat(),
        time_words=time,
        neighbourhood_id=neighbourhood,
        offers=tuple(offer or ()),
        prompts=tuple(prompt) if prompt else PROMPTS,
        languages=tuple(language or ()),
        facilitator=facilitator,
        glance_first=not show_at_once,
    )
    made = prepare(draft, workspace_of(context), now=this_moment(), actor=ACTOR)
    if isinstance(made, NotPrepared):
        raise UserError("\n".join(f"{problem.field}: {problem.message}" for problem in made.problems))
    context.obj.say(_facts(made), f"Prepared “{made.title}”, with the id {made.session_id}.")


@mapping_sessions_app.command("list")
def session_list(context: typer.Context) -> None:
    """Print every session with its id, the latest first."""
    found = workspace_of(context).store.mapping_sessions()
    context.obj.say({"sessions": [_facts(one) for one in found]}, "\n".join(map(_line, found)) or "No session yet.")


@mapping_sessions_app.command("open")
def session_open(
    context: typer.Context,
    session_id: SessionId,
    *,
    new_code: Annotated[bool, typer.Option(help="Give it a new code; the old one holds no longer.")] = False,
) -> None:
    """Let people join by the session's code."""
    from asset_map.services.sessions.opening import open_session, replace_code  # noqa: PLC0415
    from asset_map.services.sessions.prepare import the_session  # noqa: PLC0415

    workspace = workspace_of(context)
    session = the_session(session_id, workspace)
    if new_code:
        session = replace_code(session, workspace, now=this_moment(), actor=ACTOR)
    opened = open_session(session, workspace, now=this_moment(), actor=ACTOR)
    context.obj.say(_facts(opened), f"“{opened.title}” is open. Its code is {opened.code}.")


@mapping_sessions_app.command("close")
def session_close(context: typer.Context, session_id: SessionId) -> None:
    """Let nobody join or add any longer."""
    from asset_map.services.sessions.opening import close_session  # noqa: PLC0415
    from asset_map.services.sessions.prepare import the_session  # noqa: PLC0415

    workspace = workspace_of(context)
    closed = close_session(the_session(session_id, workspace), workspace, now=this_moment(), actor=ACTOR)
    context.obj.say(_facts(closed), f"“{closed.title}” is closed.")


@mapping_sessions_app.command("print")
def session_print(
    context: typer.Context,
    session_id: SessionId,
    *,
    out: Annotated[Path, typer.Option(help="The folder to write into; it is made when it is not there.")],
    base: Annotated[str, typer.Option(help="Where phones in the room reach this server, for the QR codes.")] = "",
    home_base: Annotated[str, typer.Option(help="Where people reach it from home, for the slips.")] = "",
    copies: Annotated[int, typer.Option(help="How many of each; else as many as is usual.")] = 0,
) -> None:
    """Write everything that a session has on paper as PDFs, in each of its languages."""
    from asset_map.services.sessions.prepare import the_session  # noqa: PLC0415
    from asset_map.services.sessions.print_pack import whole_pack  # noqa: PLC0415

    workspace = workspace_of(context)
    session = the_session(session_id, workspace)
    written = []
    try:
        out.mkdir(parents=True, exist_ok=True)
        pack = whole_pack(
            session,
            workspace,
            copies=copies,
            base=base,
            home_base=home_base,
            now=this_moment(),
            actor=ACTOR,
        )
        for name, made in pack:
            (out / name).write_bytes(made)
            written.append(name)
    except OSError as error:
        raise UserError(f"{out} cannot be written: {error.strerror}. Choose another folder with --out.") from error
    context.obj.say({"out": str(out), "files": written}, f"Wrote {len(written)} PDFs of “{session.title}” to {out}.")


@mapping_sessions_app.command("export")
def session_export(
    context: typer.Context,
    session_id: SessionId,
    *,
    out: Annotated[Path, typer.Option(help="The file to write.")],
    public: Annotated[bool, typer.Option("--public", help="Only what everybody may know.")] = False,
) -> None:
    """Write a session as a record: what was said, decided and done, without slips; docs/session-file.md."""
    from asset_map.services.sessions.prepare import the_session  # noqa: PLC0415
    from asset_map.services.sessions.record_file import record_json  # noqa: PLC0415

    workspace = workspace_of(context)
    session, today = the_session(session_id, workspace), local_date(this_moment())
    made = record_json(session, workspace, audience=Audience.PUBLIC if public else Audience.STAFF, today=today)
    try:
        out.write_text(made, "utf-8")
    except OSError as error:
        raise UserError(f"{out} cannot be written: {error.strerror}. Choose another place with --out.") from error
    kept_safe = "" if public else " It holds what people asked not to publish: keep it safe."
    context.obj.say({"out": str(out), "public": public}, f"Wrote “{session.title}” to {out}.{kept_safe}")


@mapping_sessions_app.command("import")
def session_import(context: typer.Context, file: Annotated[Path, typer.Argument(help="As “export” wrote it.")]) -> None:
    """Take in a session from a file as a closed one; taken in twice, it is there once."""
    from asset_map.services.sessions.record_reading import MOST_BYTES, take_in_record  # noqa: PLC0415

    try:
        with file.open("rb") as opened:
            content = opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise UserError(f"{file} cannot be read: {error.strerror}. Name another file.") from error
    found = take_in_record(content, workspace_of(context), now=this_moment(), actor=ACTOR)
    words = "Took in" if found.is_new else "Nothing to do: here already is"
    context.obj.say(
        _facts(found.session) | {"is_new": found.is_new},
        f"{words} “{found.session.title}”, with the id {found.session.session_id}.",
    )


@mapping_sessions_app.command("report")
def session_report_command(
    context: typer.Context,
    session_id: SessionId,
    *,
    out: Annotated[Path, typer.Option(help="The file to write.")],
    form: Annotated[
        ReportForm | None, typer.Option("--format", help="What to write; else by the ending of the file.")
    ] = None,
    audience: Annotated[Audience, typer.Option(help="For whom; staff for everything.")] = Audience.PUBLIC,
) -> None:
    """Write the report of a session: what was said and where, who took part, and what was decided."""
    from asset_map.services.sessions.prepare import the_session  # noqa: PLC0415
    from asset_map.services.sessions.report import session_report  # noqa: PLC0415
    from asset_map.services.sessions.report_files import report_json, report_pdf  # noqa: PLC0415
    from asset_map.web.sessions.report import report_html  # noqa: PLC0415

    ending = out.suffix.lower().removeprefix(".")
    wanted = form or next((one for one in ReportForm if one.value == ending), None)
    if wanted is None:
        raise UserError(f"Expected a file that ends in .html, .pdf or .json; found “{out.name}”. Or say --format.")
    workspace, now = workspace_of(context), this_moment()
    session = the_session(session_id, workspace)
    report = session_report(session, workspace, audience=audience, today=local_date(now))
    if wanted is ReportForm.PDF:
        made = report_pdf(report, workspace, now=now)
    elif wanted is ReportForm.JSON:
        made = report_json(report).encode()
    else:
        made = report_html(report, workspace, is_file=True).encode()
    try:
        out.write_bytes(made)
    except OSError as error:
        raise UserError(f"{out} cannot be written: {error.strerror}. Choose another place with --out.") from error
    context.obj.say(
        {"out": str(out), "bytes": len(made), "audience": audience.value, "said": report.said},
        f"Wrote the report of “{session.title}” for {audience.value} to {out}.",
    )


def _facts(session: MappingSession) -> dict[str, Any]:
    names = ("session_id", "title", "place", "held_on", "area_name", "state", "code", "zone_codes", "offers")
    return {name: getattr(session, name) for name in names}


def _line(session: MappingSession) -> str:
    code = f", code {session.code}" if session.code else ""
    return f"{session.session_id}  {session.title}  [{written_date(session.held_on)}, {session.state}{code}]"
