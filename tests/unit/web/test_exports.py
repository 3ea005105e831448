"""What can be taken away, at addresses that stay: for everybody, for partners with a key, and not twice for nothing."""

from __future__ import annotations

import base64
import datetime as dt
import gzip
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from asset_map.domain import guessing
from asset_map.domain.asset import AssetDraft
from asset_map.domain.dates import local_date
from asset_map.domain.protection import Audience
from asset_map.exports.formats import FACTS, Format, What
from asset_map.services.current import DEMO_VARIABLE
from asset_map.services.look import Question
from asset_map.services.partner_keys import new_key, withdraw_key
from asset_map.services.record import Recorded, record
from asset_map.services.take_away.asked import Taken
from asset_map.services.take_away.file import export_file
from asset_map.services.take_away.kept_files import KeptFiles
from asset_map.services.workspace import Workspace, open_workspace
from asset_map.settings import read_settings
from asset_map.web.routes import middleware, routes
from asset_map.web.who import STAFF_COOKIE
from tests.conftest import NOW
from tests.fixtures.actors import somebody
from tests.fixtures.tiny_town.town import SIDE_M, SOUTH_M, WEST_M

RECORDS: tuple[dict[str, Any], ...] = (
    {"name": "Soup kitchen", "kind": "place", "offers": ("food",)},
    {"name": "Food bank", "kind": "institution", "offers": ("food",), "protection": "partners"},
    {"name": "Refuge", "kind": "institution", "offers": ("safety",), "protection": "unmapped"},
)
LONG = {"summary": "Soup and a kettle. " * 80}


def keep(workspace: Workspace, number: int, **fields: Any) -> str:  # noqa: ANN401
    place = {"easting": str(WEST_M + (0.2 + 0.1 * number) * SIDE_M), "northing": str(SOUTH_M + 0.5 * SIDE_M)}
    made = record(AssetDraft(**(place | fields)), workspace, now=NOW, actor=somebody("Morag"))
    assert isinstance(made, Recorded), made
    return made.asset.asset_id


@pytest.fixture(scope="module")
def town(tiny_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """Open a workspace with a record for everybody, one for partners and one for staff."""
    database = tmp_path_factory.mktemp("exports") / "exports.db"
    workspace = open_workspace(read_settings(tiny_home, f"sqlite:///{database}"))
    for number, fields in enumerate(RECORDS):
        keep(workspace, number, **(LONG | fields))
    yield workspace
    workspace.store.close()


@pytest.fixture(scope="module")
def key(town: Workspace) -> str:
    """Return the key of a partner."""
    return new_key("The health board", town, now=NOW, actor=somebody("Morag"))


@pytest.fixture
def web(town: Workspace, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """Return a program that takes files away; what it gets is as it was sent."""
    monkeypatch.setenv("ASSET_MAP_HOME", str(town.settings.home))
    monkeypatch.setenv("ASSET_MAP_DATABASE_URL", town.settings.database_url)
    monkeypatch.setenv(DEMO_VARIABLE, "0")
    with TestClient(
        Starlette(routes=routes(), middleware=middleware()),
        base_url="https://map.example",
        headers={"accept-encoding": "identity"},
    ) as client:
        yield client


def written(town: Workspace, folder: Path, audience: Audience, made_in: Format, **asked: Any) -> bytes:  # noqa: ANN401
    """Return what the command writes."""
    today = local_date(dt.datetime.now(dt.UTC))
    taken = Taken(what=What.ASSETS, question=Question(asked.pop("offer", ""), audience, today), **asked)
    out = folder / f"{audience}{FACTS[made_in].suffix}"
    export_file(taken, town, out=out, made_in=made_in)
    return out.read_bytes()


def basic(key: str) -> dict[str, str]:
    return {"authorization": f"Basic {base64.b64encode(f'anybody:{key}'.encode()).decode()}"}


def test_every_format_is_listed_and_is_what_the_command_writes(
    web: TestClient, town: Workspace, tmp_path: Path
) -> None:
    told = web.get("/export").json()
    assert {what: len(formats) for what, formats in told["layers"].items()} == {
        what.value: sum(facts.holds_layers for facts in FACTS.values()) if what is What.EVERYTHING else len(FACTS)
        for what in What
    }
    for made_in, file in told["layers"]["assets"].items():
        answer = web.get(file["address"])
        assert answer.status_code == 200, answer.text
        assert answer.content == written(town, tmp_path, Audience.PUBLIC, Format(made_in)), made_in
        assert answer.headers["content-type"] == file["media_type"]
        assert int(answer.headers["content-length"]) == len(answer.content)
        ending = FACTS[Format(made_in)].suffix
        assert answer.headers["content-disposition"].startswith('attachment; filename="zones-assets-public-')
        assert answer.headers["content-disposition"].endswith(f'{ending}"')
        assert answer.headers["access-control-allow-origin"] == "*"
    for address in ("coverage.csv?offer=food", "everything.xlsx", "zones.csv?distance=400,800&neighbourhood=DEMO0001"):
        assert web.get(f"/export/{address}").status_code == 200, address


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("assets.csv?offer=gold", 400, "gold"),
        ("assets.csv?colour=red", 400, "found “colour”"),
        ("assets.csv?key=assetmap_secret", 400, "found “key”"),
        ("assets.csv?as_of=yesterday", 400, "2026-01-31"),
        ("zones.csv?distance=near", 400, "whole metres"),
        ("zones.csv?kind=place", 400, "hold none"),
        ("everything.csv", 400, "several layers"),
        ("assets.csv?neighbourhood=nowhere", 400, "found none under this address"),
        ("assets.doc", 404, "ending in one of .gpkg"),
        ("people.csv", 404, "one of assets, zones"),
        ("a/b", 404, "nothing at this address"),
    ],
)
def test_what_is_not_there_is_said_in_a_sentence(web: TestClient, address: str, status: int, words: str) -> None:
    answer = web.get(f"/export/{address}")
    assert (answer.status_code, words in answer.text) == (status, True), answer.text
    assert answer.headers["content-type"].startswith("text/plain")
    assert "assetmap_secret" not in answer.text


def test_nothing_is_sent_twice_and_parts_are_sent_alone(web: TestClient, town: Workspace) -> None:
    whole = web.get("/export/assets.geojson")
    tag, moment = whole.headers["etag"], whole.headers["last-modified"]
    for sent in ({"if-none-match": tag}, {"if-none-match": f'"x", W/{tag}'}, {"if-modified-since": moment}):
        answer = web.get("/export/assets.geojson", headers=sent)
        assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", tag), sent
        assert "Authorization" in answer.headers["vary"]
    older = {"if-modified-since": "Sat, 21 Nov 2020 12:00:00 GMT"}
    for sent in ({"if-none-match": '"x"', "if-modified-since": moment}, older, {"if-modified-since": "soon"}):
        assert web.get("/export/assets.geojson", headers=sent).status_code == 200, sent
    head = web.head("/export/assets.geojson")
    assert (head.content, head.headers["content-length"]) == (b"", str(len(whole.content)))
    assert head.headers["etag"] == tag
    part = web.get("/export/assets.geojson", headers={"range": "bytes=10-19", "if-range": tag})
    assert (part.status_code, part.content) == (206, whole.content[10:20])

    hidden = keep(town, 5, name="Another refuge", kind="institution", offers=("safety",), protection="unmapped")
    again = web.get("/export/assets.geojson", headers={"if-none-match": tag})
    assert (again.status_code, again.headers["last-modified"]) == (304, moment), "it tells that something was hidden"
    shown = keep(town, 6, name="Library", kind="institution", offers=("learn",))
    changed = web.get("/export/assets.geojson", headers={"if-none-match": tag})
    assert (changed.status_code, shown in changed.text, hidden in changed.text) == (200, True, False)
    assert web.get("/export/assets.geojson", headers={"if-modified-since": moment}).content == changed.content


def test_a_key_opens_what_partners_may_see_and_nothing_more(
    web: TestClient, town: Workspace, key: str, tmp_path: Path
) -> None:
    expected = written(town, tmp_path, Audience.PARTNERS, Format.CSV)
    assert b"Food bank" in expected
    assert b"Refuge" not in expected
    public = web.get("/export/assets.csv")
    assert b"Food bank" not in public.content
    bearer, own = {"authorization": f"bearer {key}"}, {"x-api-key": key}
    for sent in (basic(key), bearer, own, own | {"authorization": "Negotiate of-a-proxy"}):
        answer = web.get("/export/assets.csv", headers={**sent, "accept-encoding": "gzip"})
        assert (answer.status_code, answer.content) == (200, expected), sent
        assert answer.headers["cache-control"] == "private, no-cache"
        assert {"Authorization", "X-API-Key"} <= {one.strip() for one in answer.headers["vary"].split(",")}
        assert "access-control-allow-origin" not in answer.headers
        assert "content-encoding" not in answer.headers
        assert web.get("/export/assets.csv", headers={**sent, "if-none-match": public.headers["etag"]}).content
    assert web.get("/export", headers=own).json()["audience"] == "partners"
    cookie = {"cookie": f"{STAFF_COOKIE}={key}"}
    assert web.get("/export/assets.csv", headers=cookie).content == public.content


def test_a_key_that_does_not_hold_opens_nothing_not_even_what_is_public(
    web: TestClient, town: Workspace, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = new_key("A charity", town, now=NOW, actor=somebody("Morag"))
    assert web.get("/export/zones.csv", headers=basic(gone)).status_code == 200
    withdraw_key("A charity", town, now=NOW, actor=somebody("Morag"))
    wrong = (
        basic(gone),
        basic("guess"),
        {"authorization": "Basic é".encode()},
        {"x-api-key": ""},
        {"x-api-key": key[:-1]},
    )
    for sent in wrong:
        for path in ("/export/zones.csv", "/export"):
            answer = web.get(path, headers=sent)
            assert (answer.status_code, answer.text.startswith("Expected a key that holds")) == (401, True), sent
            assert answer.headers["www-authenticate"].startswith("Basic realm=")
            assert answer.headers["cache-control"] == "no-store"
    monkeypatch.setattr(guessing, "MOST_LATELY", 2 * len(wrong))
    refused = web.get("/export/zones.csv", headers=basic("guess"))
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "600")
    assert web.get("/export/zones.csv", headers=basic(key)).status_code == 200  # nobody guesses 256 bits
    assert web.get("/export/zones.csv").status_code == 200


def test_public_text_is_compressed_and_what_is_for_somebody_is_not(web: TestClient, key: str) -> None:
    plain = web.get("/export/assets.geojson")
    assert "Accept-Encoding" in plain.headers["vary"]
    with web.stream("GET", "/export/assets.geojson", headers={"accept-encoding": "br, gzip;q=0.5"}) as answer:
        sent = b"".join(answer.iter_raw())
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["etag"] == f"W/{plain.headers['etag']}"
    assert len(sent) < len(plain.content) / 2
    assert gzip.decompress(sent) == plain.content
    assert answer.headers["vary"] == plain.headers["vary"] == "Authorization, X-API-Key, Accept-Encoding"
    known = {"accept-encoding": "gzip", "if-none-match": answer.headers["etag"]}
    assert web.get("/export/assets.geojson", headers=known).status_code == 304
    strengths = web.get("/maps/strengths?offer=food", headers={"accept-encoding": "gzip"})
    assert strengths.headers["content-encoding"] == "gzip"
    known["if-none-match"] = strengths.headers["etag"]
    assert web.get("/maps/strengths?offer=food", headers=known).status_code == 304
    as_it_is: list[tuple[str, dict[str, str]]] = [
        ("assets.gpkg", {"accept-encoding": "gzip"}),
        ("assets.xlsx", {"accept-encoding": "gzip"}),
        ("assets.geojson", {"accept-encoding": "gzip;q=0, *"}),
        ("assets.geojson", {"accept-encoding": "gzip", "range": "bytes=0-1999"}),
        ("assets.geojson", {"accept-encoding": "gzip", "x-api-key": key}),
        ("assets.geojson", {"accept-encoding": "gzip", "cookie": f"a=b; {STAFF_COOKIE}=c"}),
    ]
    for file, headers in as_it_is:
        assert "content-encoding" not in web.get(f"/export/{file}", headers=headers).headers, (file, headers)


def test_who_asks_at_the_same_time_waits_for_one_file_which_goes_with_the_last_who_holds_it() -> None:
    files, begun, go_on, made = KeptFiles(most_bytes=100), threading.Event(), threading.Event(), []

    def write(path: Path) -> str:
        begun.set()
        assert go_on.wait(10)
        made.append(path)
        path.write_bytes(b"x" * 60)
        return "file.csv"

    got: list[Any] = []
    asking = [threading.Thread(target=lambda: got.append(files.get("a", 1, write, now=NOW))) for _ in range(3)]
    for one in asking:
        one.start()
    assert begun.wait(10)
    assert files.find("a", 1) is None
    go_on.set()
    for one in asking:
        one.join(10)
    assert (len(made), len({id(one) for one in got})) == (1, 1)
    first = got[0]
    got.clear()
    later = NOW + dt.timedelta(hours=1)
    second = files.get("a", 2, write, now=later)  # 120 bytes: the first is let go, and still held here
    assert (second.since, second.digest) == (NOW, first.digest)
    assert (files.find("a", 1), first.path.exists()) == (None, True)
    path = first.path
    del first
    assert not path.exists()
    assert files.find("a", 2) is second
    files.clear()
    assert (files.find("a", 2), second.path.parent.exists()) == (None, False)
    assert files.get("a", 2, write, now=later).path.exists()


def test_files_are_made_again_when_the_machine_tidied_their_folder_away() -> None:
    files = KeptFiles(most_bytes=1000)

    def write(path: Path) -> str:
        path.write_bytes(b"rows")
        return "a.csv"

    gone = files.get("a", 1, write, now=NOW)
    shutil.rmtree(gone.path.parent)
    assert files.find("a", 1) is None
    again = files.get("a", 1, write, now=NOW + dt.timedelta(hours=1))
    assert (again.path.read_bytes(), again.since, again.digest) == (b"rows", NOW, gone.digest)
    files.clear()
