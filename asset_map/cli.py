"""The services from a terminal: ``asset-map COMMAND``."""

from __future__ import annotations

import gc
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from asset_map import __version__
from asset_map.cli_backup import backup_command, move_command, restore_command
from asset_map.cli_changes import changes_command
from asset_map.cli_check import check_command
from asset_map.cli_coverage import coverage_app
from asset_map.cli_export import export_command
from asset_map.cli_files_taken import note_files
from asset_map.cli_keys import keys_app
from asset_map.cli_languages import languages_app
from asset_map.cli_lists import import_command, imports_app
from asset_map.cli_mapping import mapping_sessions_app
from asset_map.cli_measures import measures_command
from asset_map.cli_neighbourhoods import neighbourhoods_app
from asset_map.cli_options import options_first
from asset_map.cli_people import people_app
from asset_map.cli_place_plan import place_plan_command
from asset_map.cli_privacy import privacy_app
from asset_map.cli_report import report_command
from asset_map.cli_session import ACTOR, AS_OF_HELP, Session, past_day, this_moment, workspace_of
from asset_map.disk import disk_error
from asset_map.domain.dates import local_date
from asset_map.domain.distance import DEFAULT_DISTANCE_M, DistanceKind
from asset_map.domain.protection import Audience
from asset_map.errors import UserError
from asset_map.settings import read_settings

# The heavier rooms are imported inside the commands: `asset-map --help` need not wait for geopandas.

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
geography_app = typer.Typer(no_args_is_help=True, help="Official boundaries, deprivation and postcodes.")
app.add_typer(geography_app, name="geography")
app.add_typer(people_app, name="people")
app.add_typer(keys_app, name="keys")
app.add_typer(imports_app, name="imports")
app.add_typer(languages_app, name="languages")
app.add_typer(neighbourhoods_app, name="neighbourhoods")
app.add_typer(coverage_app, name="coverage")
app.add_typer(mapping_sessions_app, name="session")
app.add_typer(privacy_app, name="privacy")
app.command("import")(import_command)
app.command("measures")(measures_command)
app.command("changes")(changes_command)
app.command("check")(check_command)
app.command("export")(export_command)
app.command("place-plan")(place_plan_command)
app.command("report")(report_command)
app.command("backup")(backup_command)
app.command("restore")(restore_command)
app.command("move")(move_command)


@app.callback()
def start(
    context: typer.Context,
    *,
    home: Annotated[Path | None, typer.Option(help="Folder of the store and the geography.")] = None,
    database: Annotated[str | None, typer.Option(help="Address of a PostgreSQL store.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Record what a neighbourhood has, and see strengths and gaps you can trust.

    --home, --database and --json may stand before or after the command.
    """
    context.obj = Session(read_settings(home, database), as_json)


@app.command()
def version(context: typer.Context) -> None:
    """Print the version."""
    context.obj.say({"version": __version__}, f"Asset Map {__version__}")


@app.command()
def serve(
    context: typer.Context,
    *,
    demo: Annotated[bool, typer.Option("--demo", help="Show the demo town even when an area is set up.")] = False,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port; the next free one is taken when it is busy.")] = 8501,
) -> None:
    """Start the app and print its address."""
    gc.disable()  # until the server stands: nothing of what is imported goes again, and looking for it takes a tenth
    try:
        from asset_map.web.serving import serve as serve_app  # noqa: PLC0415  (only this command needs a server)

        serve_app(context.obj.settings, demo=demo, host=host, port=port, announce=typer.echo)
    finally:
        gc.enable()


@app.command("join")
def join_command(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A table or layer of places.")],
    *,
    out: Annotated[Path, typer.Option(help="File to write; its ending says the format.")],
    deprivation: Annotated[str | None, typer.Option(help="Edition; else the default one.")] = None,
) -> None:
    """Write the same rows with zone and deprivation."""
    from asset_map.services.join import join_file  # noqa: PLC0415

    report = join_file(file, workspace_of(context), out=out, edition_id=deprivation)
    reasons = "".join(f"\n  {n:,} {code}" for code, n in report.unplaced_by_problem.items())
    context.obj.say(
        report, f"{report.rows:,} rows: {report.placed:,} placed, {report.unplaced:,} not placed{reasons}\n{report.out}"
    )


@app.command("assets")
def assets_command(
    context: typer.Context,
    *,
    audience: Annotated[Audience, typer.Option(help="For whom.")] = Audience.PUBLIC,
    search: Annotated[str, typer.Option(help="Words to look for.")] = "",
) -> None:
    """List the assets that an audience sees."""
    from asset_map.services.find import Wanted, find_assets  # noqa: PLC0415

    found = find_assets(
        Wanted(search=search), workspace_of(context), audience=audience, today=local_date(this_moment())
    )
    columns = ["asset_id", "name", "kind", "offers", "zone_code", "postcode", "status", "freshness", "usable"]
    rows: list[dict[str, Any]] = [
        {str(name): None if value != value else value for name, value in row.items()}  # noqa: PLR0124  (missing)
        for row in found[[*columns, "protection"]].to_dict("records")
    ]
    lines = [f"{row['name']}  [{row['kind']}: {', '.join(row['offers'])}]  {row['zone_code'] or ''}" for row in rows]
    context.obj.say({"count": len(rows), "assets": rows}, "\n".join([*lines, f"{len(rows):,} assets"]))


@app.command("map")
def map_command(  # noqa: PLR0913  (options of a command are its parameters)
    context: typer.Context,
    *,
    offer: Annotated[str, typer.Option(help="The offer that is looked for.")],
    out: Annotated[Path, typer.Option(help="File to write, ending in .html.")],
    audience: Annotated[Audience, typer.Option(help="For whom.")] = Audience.PUBLIC,
    deprivation: Annotated[str | None, typer.Option(help="Edition; else the default one.")] = None,
    as_of: Annotated[str, typer.Option(help=AS_OF_HELP)] = "",
    distance: Annotated[int, typer.Option(help="How near is near, in metres.")] = DEFAULT_DISTANCE_M,
    network: Annotated[
        bool, typer.Option("--network", help="Measure along the walking network, not in a straight line.")
    ] = False,
    ranking: Annotated[str, typer.Option(help="overall, income or employment.")] = "overall",
    theme: Annotated[str, typer.Option(help="What to show first: amount, reach, gaps, need_reach …")] = "",
) -> None:
    """Write strengths and gaps as one page that needs no internet."""
    from asset_map.services.look import Question  # noqa: PLC0415
    from asset_map.services.strengths_map import MapQuestion, write_strengths_page  # noqa: PLC0415

    question = Question(offer, audience, local_date(this_moment()), deprivation, known_by=past_day(as_of))
    kind = DistanceKind.WALKING_NETWORK if network else DistanceKind.STRAIGHT_LINE
    asked = MapQuestion(question, distance, kind, ranking, theme)
    report = write_strengths_page(asked, workspace_of(context), out=out)
    context.obj.say(
        report,
        f"{report.out}: {report.zones:,} zones, {report.zones_looked:,} of them looked at, "
        f"{report.usable:,} usable assets, {report.bytes / 1e6:.2f} MB",
    )


@geography_app.command("add")
def geography_add(
    context: typer.Context,
    *,
    boundaries: Annotated[Path | None, typer.Option(help="Zones: zipped shapefile, GeoJSON, GeoPackage…")] = None,
    deprivation: Annotated[list[Path] | None, typer.Option(help="Ranks and deciles: CSV or XLSX.")] = None,
    postcodes: Annotated[list[Path] | None, typer.Option(help="Code-Point Open or Postcode Directory.")] = None,
    lookup: Annotated[list[Path] | None, typer.Option(help="Zones to councils.")] = None,
    council: Annotated[str | None, typer.Option(help="Keep only this council: name or code.")] = None,
    network: Annotated[Path | None, typer.Option(help="Paths to walk: OpenStreetMap, .osm.pbf or .osm.")] = None,
) -> None:
    """Install official files, and paths to measure on foot."""
    from asset_map.services.geography import AreaFiles, add_geography  # noqa: PLC0415

    files = AreaFiles(boundaries, deprivation or (), postcodes or (), lookup or (), council, network)
    report = add_geography(files, context.obj.settings, now=this_moment(), actor=ACTOR, progress=_progress)
    context.obj.say(report, _describe(report))


@geography_app.command("fetch")
def geography_fetch(
    context: typer.Context, area: Annotated[str, typer.Argument(help="A council's name or code, or “scotland”.")]
) -> None:
    """Download the official files and install them."""
    from asset_map.services.geography import fetch_geography  # noqa: PLC0415

    report = fetch_geography(area, context.obj.settings, now=this_moment(), actor=ACTOR, progress=_progress)
    context.obj.say(report, _describe(report))


@geography_app.command("list")
def geography_list(context: typer.Context) -> None:
    """Say what is installed."""
    from asset_map.services.geography import list_geographies  # noqa: PLC0415

    installed = list_geographies(context.obj.settings)
    facts = {"geographies": [asdict(one) for one in installed]}
    nothing = "Nothing is installed. Run “asset-map geography fetch AREA” or “asset-map geography add …”."
    context.obj.say(facts, "\n\n".join(map(_describe, installed)) or nothing)


def _describe(report: Any) -> str:  # noqa: ANN401  (a report of the geography room, imported late)
    from asset_map.services.geography import describe  # noqa: PLC0415

    return describe(report)


def _progress(text: str) -> None:
    typer.echo(text, err=True)


note_files(app)


def run() -> None:
    """Run the command line: a mistake that can be mended is one message and exit code 1."""
    try:
        app(options_first(sys.argv[1:]))
    except UserError as error:
        typer.echo(str(error), err=True)
        sys.exit(1)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except Exception as error:
        told = disk_error(error)
        if told is None:
            raise
        typer.echo(str(told), err=True)
        sys.exit(1)
