"""Official files arrive whole, or a person is told what to do; the server is real and misbehaves."""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import io
import json
import threading
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import geopandas as gpd
import httpx2 as httpx
import pytest
import shapely

from asset_map.errors import FetchError
from asset_map.geography.fetch import fetch_sources
from asset_map.geography.manifest import Fetched
from asset_map.geography.sources import Kind, Role, Source

NOW = dt.datetime(2026, 3, 1, 9, 30, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(days=7)
PAGE = b"<!DOCTYPE html><html><body>Please log in, or come back later.</body></html>"


class Handler(BaseHTTPRequestHandler):
    """Hands each request to the answer that the test chose for its path."""

    server: Server

    def do_GET(self) -> None:
        self.server.asked.append(Asked(self.path, self.headers.get("Range"), self.headers.get("If-Range")))
        answers = self.server.answers[self.path]
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        answer(self)

    def send(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Keep quiet."""


Answer = Callable[[Handler], None]


@dataclass(frozen=True)
class Asked:
    path: str
    range: str | None = None
    if_range: str | None = None


class Server(ThreadingHTTPServer):
    """Serves made-up official files on this machine."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers: dict[str, list[Answer]] = {}
        self.asked: list[Asked] = []
        self.released = threading.Event()

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server_port}{path}"


def whole(body: bytes, *, tag: str = '"v1"') -> Answer:
    """A good server: it goes on where a download stopped, if the version is still the same."""

    def answer(handler: Handler) -> None:
        wanted = handler.headers.get("Range")
        if wanted and handler.headers.get("If-Range") == tag:
            start = int(wanted.removeprefix("bytes=").removesuffix("-"))
            rest = body[start:]
            handler.send(206, rest, ETag=tag, Content_Range=f"bytes {start}-{len(body) - 1}/{len(body)}")
        else:
            handler.send(200, body, ETag=tag)

    return answer


def plain(status: int, body: bytes = b"", **headers: str) -> Answer:
    return lambda handler: handler.send(status, body, **headers)


def half(body: bytes, **headers: str) -> Answer:
    """The line breaks half-way."""

    def answer(handler: Handler) -> None:
        handler.send_response(200)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body[: len(body) // 2])
        handler.wfile.flush()
        handler.close_connection = True

    return answer


def silent(handler: Handler) -> None:
    """The server begins, then says nothing until the test is over."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.flush()
    handler.server.released.wait(timeout=10)


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield running
        running.released.set()
        running.shutdown()
        thread.join()


def zipped_shapefile(folder: Path) -> bytes:
    """Two zones with the columns of SG_SIMD_2020.shp."""
    zones = gpd.GeoDataFrame(
        {"DataZone": ["S01009758", "S01009759"], "LAName": ["Glasgow City"] * 2, "Rankv2": [5, 6], "Decilev2": [1, 1]},
        geometry=[shapely.box(257_000, 664_000, 258_000, 665_000), shapely.box(258_000, 664_000, 259_000, 665_000)],
        crs=27700,
    )
    folder.mkdir()
    zones.to_file(folder / "SG_SIMD_2020.shp")
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        for member in sorted(folder.iterdir()):
            file.write(member, member.name)
    return archive.getvalue()


def zipped_directory() -> bytes:
    """Postcodes with the columns of the Scottish Postcode Directory."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        rows = "".join(f"G{n} 1AB,{250_000 + n},{660_000 + n},S01009758,\n" for n in range(1, 99))
        header = "Postcode,GridReferenceEasting,GridReferenceNorthing,DataZone2011Code,DateOfDeletion\n"
        file.writestr("SmallUser.csv", header + rows)
    return archive.getvalue()


LOOKUP = b"DZ22_Code,DZ22_Name,LA_Code,LA_Name\nS01019000,Carntyne - 01,S12000049,Glasgow City\n"


@dataclass
class Publisher:
    """Three official files on a server, and what it takes to fetch them into a folder."""

    server: Server
    folder: Path
    bodies: dict[str, bytes]
    sources: list[Source]
    waits_s: list[float] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    def answer(self, path: str, *answers: Answer) -> None:
        self.server.answers[path] = list(answers)

    def fetch(self, *, area: str = "Glasgow City", now: dt.datetime = NOW) -> list[Fetched]:
        return fetch_sources(
            self.sources,
            self.folder,
            area=area,
            now=now,
            progress=self.told.append,
            client_factory=lambda: httpx.Client(timeout=0.3, follow_redirects=True, trust_env=False),
            sleep=self.waits_s.append,
        )

    def refusal(self, **kwargs: str) -> str:
        with pytest.raises(FetchError) as caught:
            self.fetch(**kwargs)
        return str(caught.value)

    def asked(self, path: str) -> list[Asked]:
        return [asked for asked in self.server.asked if asked.path == path]

    def files(self) -> list[str]:
        return sorted(file.name for file in self.folder.iterdir())


@pytest.fixture
def publisher(server: Server, tmp_path: Path) -> Publisher:
    bodies = {
        "/simd.zip": zipped_shapefile(tmp_path / "made"),
        "/lookup.csv": LOOKUP,
        "/postcodes.zip": zipped_directory(),
    }

    def source(path: str, role: Role, kind: Kind) -> Source:
        return Source(
            id=role.value, title=f"Official {role}", url=server.url(path), publisher="Scottish Government",
            licence="Open Government Licence v3.0", attribution="© Crown copyright", role=role, kind=kind,
            file_name=path.removeprefix("/"),
        )  # fmt: skip

    sources = [
        source("/simd.zip", Role.BOUNDARIES, Kind.ZIP),
        source("/lookup.csv", Role.LOOKUP, Kind.CSV),
        source("/postcodes.zip", Role.POSTCODES, Kind.ZIP),
    ]
    server.answers = {path: [whole(body)] for path, body in bodies.items()}
    return Publisher(server, tmp_path / "downloads", bodies, sources)


def test_files_arrive_whole_and_are_noted_with_digest_and_date(publisher: Publisher) -> None:
    fetched = publisher.fetch()
    assert [file.path.read_bytes() for file in fetched] == list(publisher.bodies.values())
    assert [(file.was_here, file.fetched_at) for file in fetched] == [(False, NOW)] * 3
    assert publisher.files() == ["lookup.csv", "manifest.json", "postcodes.zip", "simd.zip"]
    assert gpd.read_file(fetched[0].path)["DataZone"].tolist() == ["S01009758", "S01009759"]
    assert json.loads((publisher.folder / "manifest.json").read_text())["lookup"] == {
        "file_name": "lookup.csv",
        "url": publisher.server.url("/lookup.csv"),
        "sha256": hashlib.sha256(LOOKUP).hexdigest(),
        "size_bytes": len(LOOKUP),
        "fetched_at": "2026-03-01T09:30:00+00:00",
        "licence": "Open Government Licence v3.0",
        "attribution": "© Crown copyright",
    }
    assert publisher.told[0] == f"Downloading Official boundaries from {publisher.server.url('/simd.zip')}"
    assert publisher.waits_s == []


def test_what_is_here_unchanged_is_not_asked_for_again(publisher: Publisher) -> None:
    first = publisher.fetch()
    publisher.server.asked.clear()
    second = publisher.fetch(now=LATER)
    assert publisher.server.asked == []
    assert second == [replace(file, was_here=True) for file in first]


def test_a_changed_file_and_a_new_address_are_downloaded_again(publisher: Publisher) -> None:
    publisher.fetch()
    (publisher.folder / "lookup.csv").write_bytes(LOOKUP[:-10])
    publisher.answer("/2025.zip", whole(publisher.bodies["/postcodes.zip"]))
    publisher.sources[2] = replace(publisher.sources[2], url=publisher.server.url("/2025.zip"))
    publisher.server.asked.clear()
    again = publisher.fetch(now=LATER)
    assert [asked.path for asked in publisher.server.asked] == ["/lookup.csv", "/2025.zip"]
    assert [(file.was_here, file.fetched_at) for file in again] == [(True, NOW), (False, LATER), (False, LATER)]
    assert (publisher.folder / "lookup.csv").read_bytes() == LOOKUP


def test_a_damaged_manifest_only_costs_a_look_at_the_files(publisher: Publisher) -> None:
    publisher.fetch()
    (publisher.folder / "manifest.json").write_text("{")
    assert [file.fetched_at for file in publisher.fetch(now=LATER)] == [LATER] * 3


def test_a_missing_file_is_not_asked_for_twice_and_the_others_are_kept(publisher: Publisher) -> None:
    publisher.answer("/postcodes.zip", plain(404, PAGE))
    message = publisher.refusal()
    assert "postcodes.zip: the server answered 404 Not Found" in message
    assert len(publisher.asked("/postcodes.zip")) == 1
    assert publisher.files() == ["lookup.csv", "manifest.json", "simd.zip"]
    assert publisher.told[-1] == "postcodes.zip: the server answered 404 Not Found"


def test_the_message_says_what_to_fetch_by_hand_and_what_to_run(publisher: Publisher) -> None:
    publisher.answer("/postcodes.zip", plain(403))
    folder = publisher.folder
    assert publisher.refusal().splitlines() == [
        "Expected 3 official files, but 1 did not arrive:",
        "  postcodes.zip: the server answered 403 Forbidden",
        "Download by hand, on any computer that is online, and save:",
        f"  {publisher.server.url('/postcodes.zip')}",
        f"    as {folder}/postcodes.zip",
        "Then run:",
        f"  asset-map geography add --boundaries {folder}/simd.zip --postcodes {folder}/postcodes.zip "
        f"--lookup {folder}/lookup.csv --council 'Glasgow City'",
        "Or run the same fetch again: what has arrived, or was saved there by hand, is used.",
    ]
    assert "--council" not in publisher.refusal(area="Scotland")


def test_offline_all_files_are_listed(publisher: Publisher) -> None:
    publisher.server.server_close()
    message = publisher.refusal()
    assert message.count("the server could not be reached") == 3
    assert all(source.url in message for source in publisher.sources)
    assert publisher.waits_s == [1.0, 2.0, 4.0] * 3


def test_a_file_saved_by_hand_is_used_when_it_is_what_it_should_be(publisher: Publisher) -> None:
    publisher.answer("/postcodes.zip", plain(403))
    publisher.answer("/lookup.csv", plain(403))
    publisher.refusal()
    (publisher.folder / "postcodes.zip").write_bytes(publisher.bodies["/postcodes.zip"])
    (publisher.folder / "lookup.csv").write_bytes(PAGE)
    message = publisher.refusal(now=LATER)
    assert "Expected 3 official files, but 1 did not arrive:\n  lookup.csv: the server answered 403" in message
    (publisher.folder / "lookup.csv").write_bytes(LOOKUP)
    assert [(file.was_here, file.fetched_at) for file in publisher.fetch(now=LATER)] == [
        (True, NOW),
        (True, LATER),
        (True, LATER),
    ]


def test_a_busy_server_is_asked_again_after_a_pause(publisher: Publisher) -> None:
    publisher.answer("/lookup.csv", plain(503), plain(429), whole(LOOKUP))
    publisher.fetch()
    assert publisher.waits_s == [1.0, 2.0]
    publisher.answer("/lookup.csv", plain(500))
    (publisher.folder / "lookup.csv").unlink()
    assert "lookup.csv: the server answered 500 Internal Server Error" in publisher.refusal()
    assert publisher.waits_s == [1.0, 2.0, 1.0, 2.0, 4.0]


def test_a_broken_download_goes_on_where_it_stopped(publisher: Publisher) -> None:
    body = publisher.bodies["/simd.zip"]
    publisher.answer("/simd.zip", half(body, ETag='"v1"'), whole(body))
    assert publisher.fetch()[0].path.read_bytes() == body
    assert publisher.asked("/simd.zip") == [
        Asked("/simd.zip"),
        Asked("/simd.zip", f"bytes={len(body) // 2}-", '"v1"'),
    ]


def test_a_server_may_send_the_rest_in_several_pieces(publisher: Publisher) -> None:
    body = publisher.bodies["/simd.zip"]
    begun, size = len(body) // 2, len(body)
    piece = plain(206, body[begun : begun + 9], ETag='"v1"', Content_Range=f"bytes {begun}-{begun + 8}/{size}")
    publisher.answer("/simd.zip", half(body, ETag='"v1"'), piece, whole(body))
    assert publisher.fetch()[0].path.read_bytes() == body
    assert publisher.asked("/simd.zip")[-1].range == f"bytes={begun + 9}-"


def test_it_goes_on_even_in_a_later_run_and_by_date_where_there_is_no_tag(publisher: Publisher) -> None:
    body, date = publisher.bodies["/simd.zip"], "Sat, 28 Feb 2026 12:00:00 GMT"
    publisher.answer("/simd.zip", half(body, Last_Modified=date, ETag='W/"weak"'), plain(503))
    assert "simd.zip: the server answered 503" in publisher.refusal()
    publisher.answer("/simd.zip", whole(body, tag=date))
    assert publisher.fetch()[0].path.read_bytes() == body
    assert publisher.asked("/simd.zip")[-1] == Asked("/simd.zip", f"bytes={len(body) // 2}-", date)
    assert publisher.files() == ["lookup.csv", "manifest.json", "postcodes.zip", "simd.zip"]


def test_a_version_that_cannot_be_told_from_others_is_started_over(publisher: Publisher) -> None:
    body = publisher.bodies["/simd.zip"]
    publisher.answer("/simd.zip", half(body), whole(body))
    assert publisher.fetch()[0].path.read_bytes() == body
    assert publisher.asked("/simd.zip") == [Asked("/simd.zip")] * 2


def test_a_new_version_replaces_the_half_that_is_here(publisher: Publisher) -> None:
    old, new = publisher.bodies["/simd.zip"], publisher.bodies["/postcodes.zip"]
    publisher.answer("/simd.zip", half(old, ETag='"v1"'), whole(new, tag='"v2"'))
    assert publisher.fetch()[0].path.read_bytes() == new


def test_a_server_that_ignores_ranges_sends_the_whole_file(publisher: Publisher) -> None:
    body = publisher.bodies["/simd.zip"]
    publisher.answer("/simd.zip", half(body, ETag='"v1"'), plain(200, body))
    assert publisher.fetch()[0].path.read_bytes() == body


@pytest.mark.parametrize("answer", [plain(416), plain(206, b"rest", Content_Range="bytes 3-6/7")])
def test_a_range_that_cannot_be_had_is_started_over(publisher: Publisher, answer: Answer) -> None:
    body = publisher.bodies["/simd.zip"]
    publisher.answer("/simd.zip", half(body, ETag='"v1"'), answer, whole(body))
    assert publisher.fetch()[0].path.read_bytes() == body
    assert publisher.asked("/simd.zip")[-1] == Asked("/simd.zip")


def test_a_part_of_another_address_is_not_continued(publisher: Publisher) -> None:
    body = publisher.bodies["/simd.zip"]
    publisher.answer("/simd.zip", half(body, ETag='"v1"'), plain(503))
    publisher.refusal()
    publisher.answer("/moved.zip", whole(body))
    publisher.sources[0] = replace(publisher.sources[0], url=publisher.server.url("/moved.zip"))
    publisher.fetch()
    assert publisher.asked("/moved.zip") == [Asked("/moved.zip")]


def test_a_line_that_always_breaks_is_given_up(publisher: Publisher) -> None:
    publisher.answer("/simd.zip", half(publisher.bodies["/simd.zip"]))
    assert "simd.zip: the connection broke" in publisher.refusal()
    assert len(publisher.asked("/simd.zip")) == 4
    assert "simd.zip" not in publisher.files()


def test_a_silent_server_is_given_up(publisher: Publisher) -> None:
    publisher.answer("/simd.zip", silent)
    assert "simd.zip: the server did not answer in time" in publisher.refusal()


@pytest.mark.parametrize(
    ("path", "body", "reason"),
    [
        ("/simd.zip", PAGE, "a web page arrived in its place"),
        ("/simd.zip", b"\n <html>", "a web page arrived in its place"),
        ("/simd.zip", b"", "not a whole zip file"),
        ("/simd.zip", b"PK\x05\x06" + b"\0" * 18, "the zip file that arrived is empty"),
        ("/lookup.csv", PAGE, "a web page arrived in its place"),
        ("/lookup.csv", b"\xef\xbb\xbf" + PAGE, "a web page arrived in its place"),
        ("/lookup.csv", b'{"error": "no, sorry",\n"code": 1}', "not a table of comma-separated values"),
        ("/lookup.csv", b"DZ22_Code,LA_Code", "not a table of comma-separated values"),
        ("/lookup.csv", b"PK\x03\x04\0\0,\n\0", "not a table of comma-separated values"),
        ("/lookup.csv", b"", "not a table of comma-separated values"),
    ],
)
def test_something_else_in_its_place_is_refused_and_nothing_of_it_kept(
    publisher: Publisher, path: str, body: bytes, reason: str
) -> None:
    publisher.answer(path, plain(200, body))
    assert reason in publisher.refusal()
    assert path.removeprefix("/") not in " ".join(publisher.files())


def test_a_zip_file_cut_off_by_its_publisher_or_damaged_inside_is_refused(publisher: Publisher) -> None:
    body = publisher.bodies["/postcodes.zip"]
    publisher.answer("/postcodes.zip", whole(body[: len(body) // 2]))
    assert "postcodes.zip: what arrived is not a whole zip file" in publisher.refusal()
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w") as file:
        file.writestr("SmallUser.csv", "Postcode,GridReferenceEasting")
    publisher.answer("/postcodes.zip", whole(stored.getvalue().replace(b"Easting", b"Westing")))
    assert "the zip file that arrived is damaged in SmallUser.csv" in publisher.refusal()
    publisher.answer("/postcodes.zip", whole(body[:60] + b"\xff\xff" + body[62:]))
    assert "postcodes.zip: what arrived is not a whole zip file" in publisher.refusal()


def test_a_file_that_is_here_stays_until_a_new_one_has_arrived(publisher: Publisher) -> None:
    publisher.fetch()
    publisher.answer("/2025.zip", plain(200, PAGE))
    publisher.sources[2] = replace(publisher.sources[2], url=publisher.server.url("/2025.zip"))
    publisher.refusal()
    assert (publisher.folder / "postcodes.zip").read_bytes() == publisher.bodies["/postcodes.zip"]


def test_redirects_are_followed_but_not_for_ever(publisher: Publisher) -> None:
    publisher.answer("/old.csv", plain(302, Location="/lookup.csv"))
    publisher.sources[1] = replace(publisher.sources[1], url=publisher.server.url("/old.csv"))
    assert publisher.fetch()[1].path.read_bytes() == LOOKUP
    publisher.answer("/round.csv", plain(302, Location="/round.csv"))
    publisher.sources[1] = replace(publisher.sources[1], url=publisher.server.url("/round.csv"))
    assert "lookup.csv: the connection broke (TooManyRedirects" in publisher.refusal()


def test_an_answer_compressed_unasked_is_read_but_never_continued(publisher: Publisher) -> None:
    packed = gzip.compress(LOOKUP * 400)
    publisher.answer(
        "/lookup.csv",
        half(packed, ETag='"v1"', Content_Encoding="gzip"),
        plain(200, packed, ETag='"v1"', Content_Encoding="gzip"),
    )
    assert publisher.fetch()[1].path.read_bytes() == LOOKUP * 400
    assert publisher.asked("/lookup.csv") == [Asked("/lookup.csv")] * 2


def test_a_folder_that_cannot_be_made_is_named(publisher: Publisher) -> None:
    publisher.folder.write_text("a file, not a folder")
    assert f"it could not be written into {publisher.folder}" in publisher.refusal()


def test_large_files_tell_how_far_they_are(publisher: Publisher) -> None:
    large = b"Postcode,Easting\n" + b"G1 1AB,259000\n" * 900_000
    publisher.answer("/lookup.csv", whole(large))
    publisher.fetch()
    assert [line for line in publisher.told if line.startswith("lookup.csv")] == [
        "lookup.csv: 5 of 13 MB",
        "lookup.csv: 10 of 13 MB",
    ]
