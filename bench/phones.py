"""Phones of residents and the projector's page, as they ask the server: run by ``bench.sessions`` in its network.

A phone does what its pages do: it reads the notice, joins, loads what the page loads, sends each entry under an id that
it made up, tries again after a lost line (first after half a second, at most after ten), and asks every ten seconds
whether there is news. The projector asks every second, and notes when it first shows each entry.
"""

from __future__ import annotations

import argparse
import gzip
import http.client
import json
import re
import secrets
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import numpy as np

from bench.browsers import be_a_browser
from bench.hall import SAYING_UNTIL, Log

TIMEOUT_S = 10.0
SHORTEST_WAIT_S, LONGEST_WAIT_S = 0.5, 10.0
PHONE_ASKS_EVERY_S, PROJECTOR_ASKS_EVERY_S = 10.0, 1.0
LOADED = re.compile(r'(?:href|src)="(/[^"]+\.(?:css|js|svg))"')
SHOWN = re.compile(r'name="contribution_id" value="([0-9a-f]{32})"')


@dataclass
class Asker:
    """A browser: one connection, its cookies, and its own address in the room.

    Parameters
    ----------
    host, port
        Of the server.
    own_address
        By which the server knows it apart.
    cookies
        By name.
    """

    host: str
    port: int
    own_address: str
    cookies: dict[str, str] = field(default_factory=dict)
    _line: http.client.HTTPConnection | None = None

    def ask(
        self, method: str, path: str, *, form: dict[str, str] | None = None, entry: object = None
    ) -> tuple[int, bytes]:
        """Return the status and the bytes of an answer.

        Raises
        ------
        OSError, http.client.HTTPException
            When the line is cut.
        """
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"cookie": cookie, "accept-encoding": "gzip", "sec-fetch-site": "same-origin"}
        body = None
        if form is not None:
            headers["content-type"], body = "application/x-www-form-urlencoded", urlencode(form)
        elif entry is not None:
            headers["content-type"], body = "application/json", json.dumps(entry)
        if self._line is None:
            self._line = self._new_line()
        try:
            self._line.request(method, path, body, headers)
            answer = self._line.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException):
            self._line.close()
            self._line = None
            raise
        for given in answer.headers.get_all("set-cookie") or []:
            name, _, value = given.partition(";")[0].partition("=")
            self.cookies[name] = value
        is_packed = answer.headers.get("content-encoding") == "gzip"
        return answer.status, gzip.decompress(content) if is_packed else content

    def close(self) -> None:
        """Let go of the connection; it is opened again when something is asked."""
        if self._line is not None:
            self._line.close()
            self._line = None

    def _new_line(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection(self.host, self.port, timeout=TIMEOUT_S, source_address=(self.own_address, 0))

    def until_answered(self, method: str, path: str, **what: object) -> tuple[int, bytes]:
        """Ask again and again until the server answers, as the outbox of the pages does."""
        wait_s = SHORTEST_WAIT_S
        while True:
            try:
                status, content = self.ask(method, path, **what)  # type: ignore[arg-type]
            except (OSError, http.client.HTTPException):
                status, content = 503, b""
            if status < 500:
                return status, content
            time.sleep(wait_s)
            wait_s = min(wait_s * 2, LONGEST_WAIT_S)


def main() -> None:
    """Be a hall full of phones until the time is over, and write down what happened."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--code", required=True)
    parser.add_argument("--session", required=True)
    parser.add_argument("--enter", required=True)
    parser.add_argument("--phones", type=int, required=True)
    parser.add_argument("--entries", type=int, required=True)
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--addresses", required=True, help="the first three numbers of the addresses, with a dot")
    parser.add_argument("--browsers", type=int, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    log = Log()
    ends_s = time.time() + options.seconds
    addresses = [f"{options.addresses}{100 + number}" for number in range(options.phones + 1)]
    projector = Asker(options.host, options.port, addresses.pop())
    threads = [threading.Thread(target=_project, args=(projector, options.session, options.enter, ends_s, log))]
    for number, address in enumerate(addresses):
        asker = Asker(options.host, options.port, address)
        threads.append(
            threading.Thread(target=_be_a_phone, args=(asker, options.code, number, options.entries, ends_s, log))
        )
    base = f"http://{options.host}:{options.port}"
    for number in range(options.browsers):
        arguments = (base, options.code, number, options.entries, ends_s, log)
        threads.append(threading.Thread(target=be_a_browser, args=arguments))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    options.out.write_text(json.dumps(vars(log)))


def _be_a_phone(asker: Asker, code: str, number: int, entries: int, ends_s: float, log: Log) -> None:
    chance = np.random.default_rng(number)  # the same hall each time
    begins_s = time.time()
    time.sleep(chance.uniform(0, 10))  # people do not join in the same second
    asker.until_answered("GET", f"/j/{code}")
    asker.until_answered("POST", f"/j/{code}", form={"language": "en"})
    for page in ("/session", "/session/add"):
        _, content = asker.until_answered("GET", page)
        for path in dict.fromkeys(LOADED.findall(content.decode())):
            asker.until_answered("GET", path)
    asker.until_answered("GET", "/session/ground.json")
    log.joined += 1
    lasts_s = (ends_s - begins_s) * SAYING_UNTIL
    moments = sorted(begins_s + chance.uniform(12, max(lasts_s, 13)) for _ in range(entries))
    seen, asks_s = b"", time.time()
    while time.time() < ends_s or moments:
        if moments and time.time() >= moments[0]:
            moments.pop(0)
            _say(asker, number, entries - len(moments), log)
        elif time.time() >= asks_s:
            asks_s = time.time() + PHONE_ASKS_EVERY_S
            _, news = asker.until_answered("GET", "/session/news")
            if news != seen:
                seen = news
                asker.until_answered("GET", "/session/room")
        time.sleep(0.05)


def _say(asker: Asker, number: int, which: int, log: Log) -> None:
    contribution_id = secrets.token_hex(16)
    entry = {
        "contribution_id": contribution_id,
        "kind": ("asset", "idea", "story")[which % 3],
        "words": f"Phone {number} says thing {which}",
        "language": "en",
        "place": f"{'ABC'[number % 3]}{which % 3 + 1}",
        "offers": ["meet"] if which % 3 == 0 else [],
    }
    log.pressed_s[contribution_id] = time.time()
    status, content = asker.until_answered("POST", "/session/contributions", entry=entry)
    if status == 200:
        log.thanked_s[contribution_id] = time.time()
    else:
        log.refused.append(f"{status}: {content.decode()[:200]}")


def _project(asker: Asker, session_id: str, enter: str, ends_s: float, log: Log) -> None:
    asker.until_answered("GET", f"/enter/{enter}")
    seen = b""
    while time.time() < ends_s:
        try:
            _, news = asker.ask("GET", f"/mapping/{session_id}/news")
            if news != seen:
                status, page = asker.ask("GET", f"/mapping/{session_id}/room")
                if status == 200:
                    seen = news
                    now_s = time.time()
                    for contribution_id in SHOWN.findall(page.decode()):
                        log.shown_s.setdefault(contribution_id, now_s)
        except (OSError, http.client.HTTPException):
            pass  # as the page does: asked again in a second
        time.sleep(PROJECTOR_ASKS_EVERY_S)


if __name__ == "__main__":
    main()
