"""Everything that is asked for in words, and every address: with texts that nobody should send."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import quote_from_bytes

import pytest
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from asset_map.domain.protection import Audience
from asset_map.services import guessing
from asset_map.services.current import DEMO_VARIABLE
from asset_map.services.find import Wanted, find_assets
from asset_map.services.find_neighbourhoods import find_neighbourhoods
from asset_map.services.map_address import map_question_in_address
from asset_map.services.open_referral_asked import asked_in_address
from asset_map.services.sessions.answers import slip_story
from asset_map.services.sessions.joining import session_to_join
from asset_map.services.sessions.places import places_in_words
from asset_map.services.take_away.asked import PARAMETERS, taken_in_address
from asset_map.services.typed_place import find_place
from asset_map.services.workspace import Workspace
from asset_map.web.routes import middleware, routes
from tests.conftest import TODAY
from tests.hostile.corpus import CANARY, hostile_texts
from tests.hostile.counting import Tried, try_many

QUERY = (
    *PARAMETERS, "search", "zone", "freshness", "status", "access", "lang", "code", "text", "bbox", "bbox-crs",
    "crs", "limit", "offset", "datetime", "f", "page", "per_page", "minimum_age", "maximum_age", "day",
    "start_time", "end_time", "postcode", "proximity", "taxonomy_id", "taxonomy_term_id", "organization_id", "full",
    "id", "session", "framed", "ranking", "sent", "prompt", "for", "large", "paper", "copies", "language", "base",
    "since", "theme", "piece", "q", "neighbourhood_id", "public", "decile", "coverage", "usable", "name",
)  # fmt: skip
HEADERS = (
    "if-none-match", "if-modified-since", "range", "if-range", "authorization", "x-api-key", "accept-language",
    "cookie", "accept", "content-type", "origin", "referer", "x-forwarded-for", "x-forwarded-proto", "x-photo-alt",
    "host",
)  # fmt: skip
FIELDS = (
    "answer", "name", "words", "kind", "place", "contribution_id", "do", "language", "shape", "how_placed",
    "offers", "listed", "do_not_publish", "prompt", "anew", "code", "dot", "sheet", "slip_code", "about_id",
    "token", "csrf", "opening_times", "phone", "summary", "entries", "text",
)  # fmt: skip

Asking = Callable[[str, Workspace], object]


def _address(text: str) -> dict[str, str]:
    """Return what a text would ask for as every parameter of an address."""
    return dict.fromkeys(PARAMETERS, text)


READS: Mapping[str, Asking] = {
    "search": lambda text, town: find_assets(Wanted(search=text), town, audience=Audience.PUBLIC, today=TODAY),
    "a filter": lambda text, town: find_assets(Wanted(zone=text), town, audience=Audience.PUBLIC, today=TODAY),
    "a place": lambda text, town: find_place(text, town, audience=Audience.PUBLIC, today=TODAY),
    "a neighbourhood": find_neighbourhoods,
    "the code of a session": session_to_join,
    "a slip": lambda text, town: slip_story(text, town, today=TODAY),
    "an export": lambda text, _: taken_in_address(text, _address(text), audience=Audience.PUBLIC, today=TODAY),
    "a parameter": lambda text, _: taken_in_address(
        "assets", {PARAMETERS[len(text) % len(PARAMETERS)]: text}, audience=Audience.PUBLIC, today=TODAY
    ),
    "a map": lambda text, _: map_question_in_address(dict.fromkeys(QUERY, text), today=TODAY),
    "a feed": lambda text, _: asked_in_address(dict.fromkeys(QUERY, text)),
    "places of a session": lambda text, town: [
        places_in_words(text, one.grid) for one in town.store.mapping_sessions()
    ],
}


def try_reads(workspace: Workspace, tried: Tried, inputs: int, *, number: int = 0) -> None:
    """Ask for texts, one way after another."""
    texts, ways = hostile_texts(), list(READS.items())

    def try_one(data: st.DataObject) -> None:
        name, ask = data.draw(st.sampled_from(ways))
        text = data.draw(texts)
        with tried.one(f"asking for {name}", text):
            ask(text, workspace)

    try_many(try_one, inputs, number=number)


@contextmanager
def served(workspace: Workspace) -> Iterator[Starlette]:
    """Serve a workspace in this process; codes may be guessed as often as one likes."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("ASSET_MAP_HOME", str(workspace.settings.home))
        patched.setenv("ASSET_MAP_DATABASE_URL", workspace.settings.database_url)
        patched.setenv(DEMO_VARIABLE, "0")
        patched.setattr(guessing, "may_try", lambda *_, **__: True)
        yield Starlette(routes=routes(), middleware=middleware())


@dataclass(frozen=True)
class Sender:
    """Somebody who asks.

    Parameters
    ----------
    name, client
        Who, and with which cookies.
    """

    name: str
    client: TestClient


def try_addresses(senders: list[Sender], tried: Tried, inputs: int, *, number: int = 0) -> None:
    """Ask every address with every method, with texts in the path, behind it, in headers and in what is sent."""
    texts = hostile_texts()
    known = [one for one in routes() if isinstance(one, Route)]

    def try_one(data: st.DataObject) -> None:
        route, sender = data.draw(st.sampled_from(known)), data.draw(st.sampled_from(senders))
        told: list[str] = []

        def drawn() -> str:
            told.append(data.draw(texts)[:3_000])
            return told[-1]

        path = _path(route, [drawn() for _ in route.param_convertors])
        query = {name: drawn() for name in data.draw(st.lists(st.sampled_from(QUERY), max_size=3, unique=True))}
        headers = {
            name: drawn().encode("utf-8", "replace").translate(None, b"\r\n\x00")
            for name in data.draw(st.lists(st.sampled_from(HEADERS), max_size=1))
        }
        method = data.draw(st.sampled_from(sorted(route.methods or {"GET"})))
        sent = {}
        if method == "POST":
            fields = {name: drawn() for name in data.draw(st.lists(st.sampled_from(FIELDS), max_size=6, unique=True))}
            sent = data.draw(
                st.sampled_from([_form(fields), _json(fields), {"content": drawn().encode("utf-8", "replace")}])
            )
        name = f"{method} {route.path} by {sender.name}"
        with tried.one(name, told) as ended:
            asked = "&".join(f"{key}={_quoted(value)}" for key, value in query.items())
            answer = sender.client.request(method, f"{path}?{asked}", headers=headers | sent.pop("headers", {}), **sent)
            ended("an answer" if answer.status_code < 400 else "a refusal")
            for what in _wrong(answer.status_code, answer.headers, answer.text if _is_text(answer) else "", told):
                tried.fault(f"{name}: {what}", repr((query, headers, told)))

    try_many(try_one, inputs, number=number)


def _path(route: Route, values: list[str]) -> str:
    path = route.path
    for name, value in zip(route.param_convertors, values, strict=True):
        for written in (f"{{{name}}}", f"{{{name}:path}}"):
            path = path.replace(written, _quoted(value[:500]))
    return path


def _quoted(text: str) -> str:
    return quote_from_bytes(text.encode("utf-8", "surrogatepass"), safe="")


def _form(fields: dict[str, str]) -> dict[str, object]:
    body = "&".join(f"{name}={_quoted(value)}" for name, value in fields.items())
    return {"content": body.encode(), "headers": {"content-type": "application/x-www-form-urlencoded"}}


def _json(fields: dict[str, str]) -> dict[str, object]:
    return {"content": json.dumps(fields).encode(), "headers": {"content-type": "application/json"}}


def _is_text(answer: object) -> bool:
    kind = getattr(answer, "headers", {}).get("content-type", "")
    return kind.startswith(("text/", "application/json", "application/geo+json", "application/problem+json"))


def _wrong(status: int, headers: Mapping[str, str], text: str, told: list[str]) -> Iterator[str]:
    if status >= 500:
        yield f"status {status}"
    if "Traceback (most recent" in text or 'File "/' in text:
        yield "shows how it is made"
    if "x-evil" in headers or headers.get("set-cookie", "").startswith("x=1"):
        yield "a header that was sent to it"
    if CANARY in headers.get("location", "").split("?", 1)[0].removeprefix("/"):
        yield "leads to another host"
    if headers.get("content-type", "").startswith("text/html"):
        echoed = [one for one in told if "<" in one and one.strip(" <") and one in text]
        if echoed:
            yield f"gives back as it was sent: {echoed[0][:60]!r}"
