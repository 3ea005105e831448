"""Photos by their address, and how they are sent: what an audience may see, and when too many bytes are too many."""

from __future__ import annotations

import asyncio
import datetime as dt
import tempfile
import tracemalloc
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from PIL import Image
from starlette import formparsers
from starlette.applications import Starlette
from starlette.testclient import TestClient
from starlette.types import Message, Receive

from asset_map.domain.asset import AssetDraft
from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.protection import Audience, Level
from asset_map.intake.photos import MOST_UPLOADED_BYTES, clean_photo
from asset_map.services.people.entering import enter
from asset_map.services.photos import add_photo, photos_of, remove_photo
from asset_map.services.record import Recorded, record
from asset_map.services.workspace import Workspace
from asset_map.settings import Settings
from asset_map.web.photos import PHOTO_POLICY
from asset_map.web.routes import middleware, routes
from asset_map.web.who import STAFF_COOKIE
from tests.conftest import NOW, TODAY
from tests.fixtures.actors import let_in, somebody
from tests.fixtures.cookies import kept_by_browser
from tests.fixtures.pictures import MAKER, encoded, png_bomb, telling_jpeg

ALT = "The door — naïve ☕"
SENT = {
    "origin": "http://testserver",
    "host": "testserver",
    "content-type": "application/octet-stream",
    "x-photo-alt": quote(ALT),
}
MEGABYTE = 1_000_000


@pytest.fixture
def hall(workspace: Workspace) -> str:
    """Return the id of a public place."""
    draft = AssetDraft(name="Hall", kind="institution", offers=("meet",), postcode="ZZ1 1AA")
    result = record(draft, workspace, now=NOW, actor=somebody("test"))
    assert isinstance(result, Recorded)
    return result.asset.asset_id


@pytest.fixture
def photo_id(workspace: Workspace, hall: str) -> str:
    """Return the id of a photo of the hall."""
    return add_photo(hall, telling_jpeg(), ALT, workspace, now=NOW, actor=somebody("test")).photo_id


@pytest.fixture
def cookie(workspace: Workspace) -> str:
    """Return the cookie of somebody who is signed in, by today's clock, as the routes read it."""
    now = dt.datetime.now(dt.UTC)
    entered = enter(let_in("Morag", workspace, now=now), workspace, now=now)
    assert entered is not None
    return f"{STAFF_COOKIE}={kept_by_browser(STAFF_COOKIE, entered.cookie, workspace)}"


def protect(workspace: Workspace, hall: str, level: Level) -> None:
    """Give a place another protection."""
    event = AuditEvent(at=NOW, actor="test", action=Action.RAISED)
    workspace.store.change_asset(replace(workspace.store.asset(hall), protection=level), event=event)


def test_everybody_is_shown_a_photo_of_a_public_place(client: TestClient, photo_id: str) -> None:
    answer = client.get(f"/photos/{photo_id}")
    assert answer.status_code == 200
    assert answer.content == clean_photo(telling_jpeg()).content
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == PHOTO_POLICY
    assert answer.headers["cache-control"] == "private, no-cache"
    assert answer.headers["vary"] == "cookie"
    assert "set-cookie" not in answer.headers


def test_a_photo_is_sent_again_only_to_whoever_may_still_see_it(
    client: TestClient, workspace: Workspace, hall: str, photo_id: str, cookie: str
) -> None:
    tag = client.get(f"/photos/{photo_id}").headers["etag"]
    again = client.get(f"/photos/{photo_id}", headers={"if-none-match": tag})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert again.headers["cache-control"] == "private, no-cache"
    protect(workspace, hall, Level.AREA)
    assert client.get(f"/photos/{photo_id}", headers={"if-none-match": tag}).status_code == 404
    assert client.get(f"/photos/{photo_id}", headers={"if-none-match": tag, "cookie": cookie}).status_code == 304


@pytest.mark.parametrize("level", [Level.AREA, Level.PARTNERS])
def test_a_protected_photo_looks_as_if_there_were_none(
    client: TestClient, workspace: Workspace, hall: str, photo_id: str, cookie: str, level: Level
) -> None:
    protect(workspace, hall, level)
    hidden, never = client.get(f"/photos/{photo_id}"), client.get("/photos/AAAAAAAAAAAAAAAAAAAAAA")
    assert hidden.status_code == never.status_code == 404
    assert hidden.content == never.content
    assert dict(hidden.headers) == dict(never.headers)
    assert client.get(f"/photos/{photo_id}", headers={"cookie": cookie}).status_code == 200
    wrong = client.get(f"/photos/{photo_id}", headers={"cookie": f"{STAFF_COOKIE}=guess"})
    assert wrong.status_code == 404


def test_a_removed_photo_is_gone(client: TestClient, workspace: Workspace, photo_id: str, cookie: str) -> None:
    remove_photo(photo_id, workspace, now=NOW, actor=somebody("test"))
    assert client.get(f"/photos/{photo_id}", headers={"cookie": cookie}).status_code == 404


@pytest.mark.parametrize("path", ["/photos/", "/photos/a/b", "/photos/of", "/photos/..%2Fx"])
def test_there_is_nothing_else_under_photos(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_store_that_cannot_be_read_is_told_without_its_place(
    client: TestClient, tiny_settings: Settings, photo_id: str
) -> None:
    assert client.get(f"/photos/{photo_id}").status_code == 200
    database = Path(tiny_settings.database_url.removeprefix("sqlite:///"))
    for file in database.parent.glob(f"{database.name}*"):
        file.write_bytes(b"this is no database at all" * 1000)
    answer = client.get(f"/photos/{photo_id}")
    assert answer.status_code == 503
    assert str(database.parent) not in answer.text


def test_staff_send_a_photo_and_it_is_shown(client: TestClient, workspace: Workspace, hall: str, cookie: str) -> None:
    answer = client.post(f"/photos/of/{hall}", content=telling_jpeg(2400, 1800), headers=SENT | {"cookie": cookie})
    assert answer.status_code == 201, answer.text
    (kept,) = photos_of(hall, workspace, audience=Audience.PUBLIC, today=TODAY)
    assert answer.json() == {"photo_id": kept.photo_id}
    assert (kept.alt, kept.width_px) == (ALT, 1600)
    assert workspace.store.history(hall)[-1].event.actor == "Morag"
    shown = client.get(f"/photos/{kept.photo_id}").content
    assert MAKER.encode() not in shown
    assert b"Exif" not in shown


def test_nothing_that_is_sent_touches_the_disk_before_it_is_clean(
    client: TestClient, hall: str, cookie: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def made(*_: object, **__: object) -> None:
        raise AssertionError("a temporary file was made")

    monkeypatch.setattr(formparsers, "SpooledTemporaryFile", made)
    for name in ("SpooledTemporaryFile", "TemporaryFile", "NamedTemporaryFile", "mkstemp"):
        monkeypatch.setattr(tempfile, name, made)
    noise = encoded(Image.effect_noise((1500, 1500), 60), "JPEG", quality=95)
    assert len(noise) > MEGABYTE  # above that, Starlette's forms use the disk
    answer = client.post(f"/photos/of/{hall}", content=noise, headers=SENT | {"cookie": cookie})
    assert answer.status_code == 201, answer.text


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "web page": (lambda: b"<!DOCTYPE html><script>alert(1)</script>", "This is a web page"),
    "bomb": (png_bomb, "30,000 × 30,000 pixels"),
    "nothing": (lambda: b"", "empty"),
    "half a photo": (lambda: telling_jpeg(400, 300)[:2500], "damaged"),
}


@pytest.mark.parametrize(("make", "told"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_no_photo_is_refused_in_one_sentence(
    client: TestClient, workspace: Workspace, hall: str, cookie: str, make: Callable[[], bytes], told: str
) -> None:
    answer = client.post(f"/photos/of/{hall}", content=make(), headers=SENT | {"cookie": cookie})
    assert answer.status_code == 422
    assert answer.headers["content-type"].startswith("text/plain")
    assert told in answer.text
    assert answer.text.count(".") == 1
    assert photos_of(hall, workspace, audience=Audience.STAFF, today=TODAY) == []


def test_a_photo_without_words_is_refused(client: TestClient, hall: str, cookie: str) -> None:
    sent = SENT | {"cookie": cookie}
    for alt in ("", "%20", "IMG_1.jpg"):
        answer = client.post(f"/photos/of/{hall}", content=telling_jpeg(), headers=sent | {"x-photo-alt": alt})
        assert answer.status_code == 422
        assert "people who cannot see" in answer.text


def test_a_photo_of_no_record_is_refused(client: TestClient, cookie: str) -> None:
    answer = client.post("/photos/of/never", content=telling_jpeg(), headers=SENT | {"cookie": cookie})
    assert answer.status_code == 422
    assert "found none" in answer.text


def test_the_public_may_not_send_photos(client: TestClient, workspace: Workspace, hall: str) -> None:
    answer = client.post(f"/photos/of/{hall}", content=telling_jpeg(), headers=SENT)
    assert answer.status_code == 403
    assert "signed in" in answer.text
    assert photos_of(hall, workspace, audience=Audience.STAFF, today=TODAY) == []


@pytest.mark.parametrize("kind", ["image/jpeg", "text/plain", "multipart/form-data; boundary=a", ""])
def test_what_another_site_could_send_is_refused(client: TestClient, hall: str, cookie: str, kind: str) -> None:
    headers = SENT | {"cookie": cookie, "content-type": kind, "origin": "https://example.org"}
    assert client.post(f"/photos/of/{hall}", content=telling_jpeg(), headers=headers).status_code == 403
    asked = client.options(f"/photos/of/{hall}", headers={"origin": "https://example.org", "cookie": cookie})
    assert "access-control-allow-origin" not in asked.headers


class Upload:
    """An upload of 200 MB, of which it is counted how much is taken in.

    Parameters
    ----------
    headers
        Of the request.
    """

    chunk = bytes(64 * 1024)

    def __init__(self, path: str, headers: dict[str, str]) -> None:
        self.taken_bytes = 0
        self.answer: list[Message] = []
        self.scope = {
            "type": "http",
            "http_version": "1.1",
            "method": "POST",
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "root_path": "",
            "query_string": b"",
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        }

    async def receive(self) -> Message:
        self.taken_bytes += len(self.chunk)
        return {"type": "http.request", "body": self.chunk, "more_body": self.taken_bytes < 200 * MEGABYTE}

    async def send(self, message: Message) -> None:
        self.answer.append(message)


def _answer(app: Starlette, upload: Upload, receive: Receive) -> None:
    """Answer in a thread of its own: a test of the browser leaves a loop running in the first one."""
    with ThreadPoolExecutor(1) as threads:
        threads.submit(lambda: asyncio.run(app(upload.scope, receive, upload.send))).result()


@pytest.mark.usefixtures("client")
@pytest.mark.parametrize("announced", ["", str(200 * MEGABYTE), "1000", "much"])
def test_of_200_megabytes_no_more_than_allowed_are_taken_in(hall: str, cookie: str, announced: str) -> None:
    headers = SENT | {"cookie": cookie} | ({"content-length": announced} if announced else {})
    upload = Upload(f"/photos/of/{hall}", headers)
    tracemalloc.start()
    try:
        _answer(Starlette(routes=routes(), middleware=middleware()), upload, upload.receive)
        peak_bytes = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    start, body = upload.answer[0], b"".join(message.get("body", b"") for message in upload.answer[1:]).decode()
    assert start["status"] == 413
    assert "20 MB at most" in body
    assert body.count(".") == 1
    allowed_bytes = 0 if announced == str(200 * MEGABYTE) else MOST_UPLOADED_BYTES + len(upload.chunk)
    assert upload.taken_bytes <= allowed_bytes
    assert peak_bytes < 2.5 * MOST_UPLOADED_BYTES
    assert ("200 MB" in body) == (announced == str(200 * MEGABYTE))


@pytest.mark.usefixtures("client")
def test_a_phone_that_loses_its_network_leaves_nothing_and_no_error(
    workspace: Workspace, hall: str, cookie: str
) -> None:
    upload = Upload(f"/photos/of/{hall}", SENT | {"cookie": cookie})

    async def gone() -> Message:
        return {"type": "http.disconnect"}

    _answer(Starlette(routes=routes(), middleware=middleware()), upload, gone)
    assert upload.answer[0]["status"] == 400
    assert photos_of(hall, workspace, audience=Audience.STAFF, today=TODAY) == []
