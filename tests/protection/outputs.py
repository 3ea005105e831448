"""Every way out for the public, found by looking: routes, screens, commands and file formats are asked what they are.

A new route, screen, command or format is in here without being listed. One that needs something this module cannot
give fails its test, and has to be taught here.
"""

from __future__ import annotations

import functools
import inspect
import itertools
import json
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import get_args

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely
from starlette.applications import Starlette
from starlette.datastructures import QueryParams
from starlette.requests import HTTPConnection
from starlette.routing import BaseRoute, Mount, Route
from starlette.testclient import TestClient
from streamlit.components.v2 import manifest_scanner
from streamlit.runtime.state.query_params_proxy import QueryParamsProxy
from streamlit.testing.v1 import AppTest
from typer import Typer
from typer.testing import CliRunner

from asset_map.cli import app as commands
from asset_map.domain import guessing
from asset_map.domain.mapping_grid import grid_over
from asset_map.domain.mapping_session import MappingSession, SessionState
from asset_map.domain.protection import Audience
from asset_map.errors import UserError
from asset_map.exports import pdf
from asset_map.exports.formats import FACTS, Format, What
from asset_map.exports.open_referral.identity import identity
from asset_map.exports.printable import printable
from asset_map.services.current import current_workspace
from asset_map.services.features.collections import COLLECTIONS
from asset_map.services.sessions.pieces import PIECES, Order
from asset_map.services.sessions.print_pack import piece_pdf
from asset_map.services.sessions.report import session_report
from asset_map.services.sessions.report_files import report_json
from asset_map.services.workspace import Workspace
from asset_map.settings import bundled
from asset_map.web import open_referral
from asset_map.web.routes import middleware, routes
from asset_map.web.sessions.report import report_html
from tests.conftest import NOW, TODAY
from tests.fixtures.actors import somebody

Output = tuple[str, bytes]

_PLAINEST = (".csv",)
"""What options that do not change the format are tried in: what is left out differs in records, not in formats."""


@dataclass(frozen=True)
class Guesses:
    """What somebody who wants to know what is hidden would try.

    Parameters
    ----------
    words
        Words, codes and postcodes, for what is asked and typed.
    ids
        Ids, for addresses.
    offer
        A known offer, for what cannot be asked without one.
    zones
        Codes of zones, for pages about a zone or a neighbourhood.
    day
        A day that is past, to look back to.
    """

    words: Sequence[str]
    ids: Sequence[str]
    offer: str
    zones: Sequence[str]
    day: str


def route_outputs(guesses: Guesses, monkeypatch: pytest.MonkeyPatch) -> Iterator[Output]:
    """Ask every route everything that it listens to."""
    asked: set[str] = set()
    for most in ("MOST_LATELY", "MOST_IN_A_DAY", "MOST_OF_ALL_IN_A_DAY"):
        monkeypatch.setattr(guessing, most, 1_000_000)  # what was guessed before is no record

    class Heard(QueryParams):
        def __getitem__(self, name: str) -> str:
            asked.add(name)
            return super().__getitem__(name)

        def get(self, name: str, default: str | None = None) -> str | None:
            asked.add(name)
            return super().get(name, default)

        def __contains__(self, name: object) -> bool:
            asked.add(str(name))
            return super().__contains__(name)

    monkeypatch.setattr(
        HTTPConnection, "query_params", property(lambda request: Heard(request.scope["query_string"].decode()))
    )
    client = TestClient(
        Starlette(routes=routes(), middleware=middleware()), raise_server_exceptions=True, follow_redirects=False
    )
    client.headers["accept-encoding"] = "identity"  # lengths of compressed answers would vary with the moment in them
    with client:  # one event loop, whose threads know the way between systems of coordinates already
        for route in routes():
            yield from _answers_of(client, route, asked, guesses)


def _answers_of(client: TestClient, route: BaseRoute, asked: set[str], guesses: Guesses) -> Iterator[Output]:
    for path in _paths(route, guesses):
        asked.clear()
        yield _answer(client, path, {})
        if _is_asked_elsewhere(path):
            yield _answer(client, path, {"offer": guesses.offer})
            continue
        yield from _asked_everything(client, path, asked, guesses)
        if "POST" in (getattr(route, "methods", None) or ()):
            for value in guesses.words[:2]:
                answer = client.post(path, data={"answer": value, "name": value})
                headers = [one for one in sorted(answer.headers.items()) if one[0] != "set-cookie"]
                yield f"POST {path} {value}", _TOKEN.sub(b"", answer.content) + repr(headers).encode()


def _asked_everything(client: TestClient, path: str, asked: set[str], guesses: Guesses) -> Iterator[Output]:
    known: set[str] = set()
    while asked - known:
        known = set(asked)
        yield _answer(client, path, dict.fromkeys(known, guesses.offer))
    usual = {"offer": guesses.offer} if "offer" in known else {}
    for name, value in itertools.product(sorted(known), guesses.words):
        yield _answer(client, path, usual | {name: value})


def _is_asked_elsewhere(path: str) -> bool:
    """Whether a path of the live layers understands nothing that is not asked of the features of each layer."""
    return path.startswith("/ogc") and (not path.endswith("/items") or "/offers/" in path or "/asset_" in path)


def _paths(route: BaseRoute, guesses: Guesses) -> list[str]:
    if isinstance(route, Mount):  # files that came from npm
        return []
    assert isinstance(route, Route), f"teach this test what a {type(route).__name__} is"
    names = list(route.param_convertors)
    if "feature_id" in names:
        features = [*(("assets", one) for one in guesses.ids[:2]), ("zones", guesses.zones[0])]
        filled = ({"offer": guesses.offer, "collection_id": one, "feature_id": which} for one, which in features)
        return [str(route.url_path_for(route.name, **{name: one[name] for name in names})) for one in filled]
    ids = guesses.ids
    if route.path == "/export/{file}":
        return [str(route.url_path_for(route.name, file=file)) for file in _EXPORTS]
    if route.path.startswith(open_referral.ROOT):
        things = ("service", "service_at_location", "organization")
        ids = [identity(thing, one) for thing, one in itertools.product(things, ids)]
    known = {"neighbourhood_id": guesses.zones, "collection_id": list(COLLECTIONS), "offer": [guesses.offer]}
    values_of = [known.get(name, ids) for name in names]
    filled = (dict(zip(names, values, strict=True)) for values in itertools.product(*values_of))
    return [str(route.url_path_for(route.name, **{n: v.replace("/", "") for n, v in one.items()})) for one in filled]


_OF_ONE_RUN = {"etag", "set-cookie", "last-modified"}
"""Headers that differ between two stores for other reasons than what is hidden."""

_EXPORTS = (
    *(f"{what}{_PLAINEST[0]}" for what in What),
    *(f"{What.ASSETS}{facts.suffix}" for facts in FACTS.values()),
)
"""Every layer and every format once: the commands are asked for all of them, and make them in the same way."""

_MOMENT = re.compile(rb'"timeStamp":"[0-9TZ:-]*",')
"""When an answer was given, which tells nothing of what is in it."""


_TOKEN = re.compile(rb'name="from_here" value="[^"]*"')
"""Made by lot for each form and each store."""


def _answer(client: TestClient, path: str, query: Mapping[str, str]) -> Output:
    answer = client.get(path, params=query)
    headers = [f"{name}: {value}" for name, value in answer.headers.items() if name not in _OF_ONE_RUN]
    return f"GET {path} {dict(query)}", _TOKEN.sub(b"", _MOMENT.sub(b"", answer.content)) + "\n".join(headers).encode()


def screen_outputs(guesses: Guesses, monkeypatch: pytest.MonkeyPatch) -> Iterator[Output]:
    """Run every screen at every address that it understands, and type into every field."""
    asked: set[str] = set()
    # Each run of a screen would look through all installed packages again.
    once = functools.cache(manifest_scanner.scan_component_manifests)
    monkeypatch.setattr(manifest_scanner, "scan_component_manifests", once)
    for name in ("__getitem__", "get", "__contains__"):
        monkeypatch.setattr(QueryParamsProxy, name, _listening(getattr(QueryParamsProxy, name), asked))
    for page in sorted(bundled("asset_map/pages").glob("*.py")):
        if page.name == "__init__.py":
            continue
        asked.clear()
        app = _screen(page, {})
        yield f"screen {page.name}", shown(app)
        if names := sorted(asked):
            for value in [*guesses.words[:2], *guesses.ids]:
                yield f"screen {page.name} at {value}", shown(_screen(page, dict.fromkeys(names, value)))
        for field in (fields := [*app.text_input, *app.text_area]):
            field.set_value(guesses.words[0])
        if fields:
            yield f"screen {page.name} typed {guesses.words[0]}", shown(app.run())


def _listening(method: Callable[..., object], asked: set[str]) -> Callable[..., object]:
    def heard(self: QueryParamsProxy, name: str, *default: str) -> object:
        asked.add(name)
        return method(self, name, *default)

    return heard


def _screen(page: Path, query: Mapping[str, str]) -> AppTest:
    app = AppTest.from_file(str(bundled("app.py")), default_timeout=60)
    if page.stem != "map_and_list":
        app.switch_page(f"asset_map/pages/{page.name}")
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception, (page.name, query, app.exception)
    return app


def shown(app: AppTest) -> bytes:
    """Return everything that a screen sends to a browser."""
    return b"\n".join(_protos(app._tree))


def _protos(node: object) -> Iterator[bytes]:
    if (proto := getattr(node, "proto", None)) is not None:
        yield proto.SerializeToString(deterministic=True)
    for child in (getattr(node, "children", None) or {}).values():
        yield from _protos(child)


def command_outputs(guesses: Guesses, folder: Path, *, suffixes: Sequence[str] = ()) -> Iterator[Output]:
    """Run every command that is made for an audience, for the public, into every format it writes or those given."""
    for words, callback in _commands(commands, ()):
        parameters = inspect.signature(callback, eval_str=True).parameters
        if not {"audience", "public"} & set(parameters):
            continue
        for_public = ["--audience", Audience.PUBLIC.value] if "audience" in parameters else ["--public"]
        name = "-".join(words)
        endings = suffixes or (_suffixes() if "audience" in parameters else [".json"])
        for number, arguments in enumerate(_arguments(parameters, guesses, folder / name, endings)):
            made = CliRunner().invoke(commands, [*words, *arguments, *for_public])
            assert made.exit_code == 0 or isinstance(made.exception, UserError), (name, arguments, made.output)
            title = f"command {name} {number}"
            yield title, made.output.encode().replace(str(folder).encode(), b"FOLDER")
            for file in sorted(folder.glob(f"{name}/*")):
                yield f"{title} {file.suffix}", _content(file)
                file.unlink()


def paper_outputs(_: Guesses, monkeypatch: pytest.MonkeyPatch) -> Iterator[Output]:
    """Print every piece of a session over the whole area, on all its papers; and give what the page was made of."""
    typeset: list[str] = []

    def heard(data: object, folder: Path) -> object:
        typeset.append(json.dumps(data, sort_keys=True))
        return printable(data, folder)

    monkeypatch.setattr(pdf, "printable", heard)
    workspace = current_workspace()
    session = _session_everywhere(workspace)
    for piece in PIECES:
        if piece.gives_codes:  # holds codes made by lot, and nothing of the records
            continue
        for paper in piece.papers:
            order = Order(session=session, paper=paper, now=NOW, today=NOW.date(), actor=somebody("somebody"))
            made = piece_pdf(piece, order, workspace)
            yield f"paper {piece.code} {paper}", made + typeset.pop().encode()
    report = session_report(session, workspace, today=TODAY)
    yield "report of a session", (report_json(report) + report_html(report, workspace, is_file=True)).encode()


def _session_everywhere(workspace: Workspace) -> MappingSession:
    area = shapely.union_all(list(workspace.geography.zones_bng.geometry))
    return MappingSession(
        session_id="session",
        title="Tea and maps",
        purpose="To talk",
        promise="We listen",
        limits="",
        place="The hall",
        held_on=TODAY,
        time_words="2 pm",
        area_name=workspace.geography.area_name,
        neighbourhood_id="",
        area_bng=shapely.to_wkb(area),
        zone_system=workspace.geography.system.id,
        zone_codes=tuple(workspace.geography.zones_bng.index),
        grid=grid_over(*area.bounds),
        offers=tuple(workspace.classification.offers),
        prompts=(),
        languages=("en",),
        who_is_missing="",
        glance_first=True,
        facilitator="Morag",
        state=SessionState.OPEN,
        code="ABCDEF",
        made_by="Morag",
        made_at=NOW,
    )


def _commands(group: Typer, words: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Callable[..., object]]]:
    """Give every command, with the words that it is called by."""
    for command in group.registered_commands:
        assert command.callback is not None
        yield (*words, command.name or command.callback.__name__), command.callback
    for inner in group.registered_groups:
        assert inner.typer_instance is not None
        assert isinstance(inner.name, str), "teach this test what this group is called"
        yield from _commands(inner.typer_instance, (*words, inner.name))


def _arguments(
    parameters: Mapping[str, inspect.Parameter], guesses: Guesses, folder: Path, suffixes: Sequence[str]
) -> Iterator[list[str]]:
    """Give each way to call a command: every format with and without an offer, every other option in one format."""
    folder.mkdir()
    of_choice = {
        "neighbourhood": [["--neighbourhood", zone] for zone in guesses.zones],
        "as_of": [["--as-of", guesses.day]],
        "search": [["--search", value] for value in guesses.words],
        "kind": [["--kind", "place"]],
        "usable": [["--usable"]],
        "made_in": [["--format", "oruk"]],
    }
    needed: list[list[list[str]]] = []
    more: list[list[str]] = []
    for name, parameter in parameters.items():
        option, is_required = f"--{name}", parameter.default is inspect.Parameter.empty
        kind = get_args(parameter.annotation)[0] if get_args(parameter.annotation) else parameter.annotation
        if name == "out":
            needed.append([[option, str(folder / f"out{suffix}")] for suffix in suffixes])
        elif name == "offer":
            needed.append([[option, guesses.offer]] if is_required else [[], [option, guesses.offer]])
        elif name == "neighbourhood" and is_required:
            needed.append([[one] for one in guesses.zones])
        elif name == "session_id":
            needed.append([[one] for one in guesses.ids[:1]])
        elif is_required and isinstance(kind, type) and issubclass(kind, StrEnum):
            needed.append([[one.value] for one in kind])
        else:
            assert not is_required or name == "context", f"teach this test what to say for {name}"
            more += of_choice.get(name, [])
    for told in itertools.product(*needed):
        words = list(itertools.chain(*told))
        is_of_all = "out" in parameters and "offer" in parameters and "--offer" not in words
        if is_of_all and not any(word.endswith(_PLAIN_AND_FULL) for word in words):
            continue
        yield words
        if "out" not in parameters or any(word.endswith((*_PLAINEST, ".html")) for word in words):
            yield from ([*words, *option] for option in more)


def _suffixes() -> list[str]:
    return [*_PLAINEST, *sorted({one.suffix for one in FACTS.values()} - set(_PLAINEST)), ".html", ".pdf"]


_PLAIN_AND_FULL = (".csv", ".gpkg", ".xlsx")
"""What is written of all offers too: the other formats hold nothing that these do not."""


def _content(file: Path) -> bytes:
    """Give the bytes of a file, and what stands in it where they are packed."""
    return b"\n".join([file.read_bytes(), *_unpacked(file)])


def _unpacked(file: Path) -> Iterator[bytes]:
    if zipfile.is_zipfile(file):
        with zipfile.ZipFile(file) as packed:
            yield from (packed.read(one) for one in sorted(packed.namelist()))
    if file.suffix in {one.suffix for one in FACTS.values() if one.holds_places}:
        is_parquet = file.suffix == FACTS[Format.GEOPARQUET].suffix
        layers = [None] if is_parquet else [str(name) for name in pyogrio.list_layers(file)[:, 0]]
        for name in layers:
            frame = gpd.read_parquet(file) if is_parquet else gpd.read_file(file, layer=name)
            yield pd.DataFrame(frame).to_csv().encode()
            if isinstance(frame, gpd.GeoDataFrame) and frame.crs is not None:
                yield from (frame.geometry.to_crs(crs).to_wkt().to_csv().encode() for crs in (27700, 4326))
