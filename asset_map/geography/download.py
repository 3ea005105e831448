"""How does one file arrive whole over a bad line?

Pooch was considered: it wants digests that the publishers do not give, and starts a broken download over.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import httpx2 as httpx

from asset_map import __version__
from asset_map.errors import FetchError

CONNECT_TIMEOUT_S = 10.0
READ_TIMEOUT_S = 30.0
"""Slow lines pause for seconds; a server that is silent for longer is not going to answer."""

WAITS_S = (1.0, 2.0, 4.0)
"""Pauses before the second, third and fourth attempt."""

PASSING_STATUSES = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Answers that may be different a moment later."""


class _InterruptedError(Exception):
    """The download may go on where it stopped, or be tried again."""


def open_client() -> httpx.Client:
    """Return the client that downloads official files: it waits, but not for ever, and follows redirects.

    Returns
    -------
    httpx.Client
        To be closed by the caller.
    """
    return httpx.Client(
        timeout=httpx.Timeout(READ_TIMEOUT_S, connect=CONNECT_TIMEOUT_S),
        follow_redirects=True,
        headers={"User-Agent": f"asset-map/{__version__}"},
    )


def download(
    url: str,
    part: Path,
    *,
    client: httpx.Client,
    sleep: Callable[[float], None],
    received: Callable[[int, int | None], None],
) -> None:
    """Download a file, going on where an earlier attempt stopped.

    Parameters
    ----------
    url
        Where it is.
    part
        The file to write; what it holds already is kept when the server still has the same version.
    client
        With its time-outs.
    sleep
        Waits between attempts, in seconds.
    received
        Is told the bytes that are here and the bytes of the whole file, where known.

    Raises
    ------
    FetchError
        When it did not arrive; the message is the reason in plain words, to be put after the file's name.
    """
    for wait_s in (*WAITS_S, None):
        try:
            _receive(url, part, client, received)
        except (httpx.TransportError, _InterruptedError) as error:
            if wait_s is None:
                raise FetchError(_reason(error)) from error
            sleep(wait_s)
        except httpx.HTTPError as error:
            raise FetchError(_reason(error)) from error
        else:
            return


def forget(part: Path) -> None:
    """Remove what is left of a download.

    Parameters
    ----------
    part
        The file that was being written.
    """
    part.unlink(missing_ok=True)
    _version_file(part).unlink(missing_ok=True)


def _receive(url: str, part: Path, client: httpx.Client, received: Callable[[int, int | None], None]) -> None:
    # Compressed answers could neither be counted nor continued.
    headers = {"Accept-Encoding": "identity"} | _continue_headers(url, part)
    with client.stream("GET", url, headers=headers) as response:
        here = _bytes_kept(response, part)
        whole = _whole_size(response)
        with part.open("ab" if here else "wb") as file:
            # Only now, when nothing of an older version is left in the part.
            _note_version(url, part, response)
            for chunk in response.iter_bytes():
                file.write(chunk)
                here += len(chunk)
                received(here, whole)
    if whole is not None and here != whole:
        raise _InterruptedError(f"{here:,} of {whole:,} bytes arrived")


def _continue_headers(url: str, part: Path) -> dict[str, str]:
    """Ask for the rest, if the server still has the version that was begun."""
    try:
        begun = json.loads(_version_file(part).read_text(encoding="utf-8"))
        size = part.stat().st_size
    except (OSError, ValueError):
        return {}
    if begun.get("url") != url or not begun.get("version") or size == 0:
        return {}
    return {"Range": f"bytes={size}-", "If-Range": begun["version"]}


def _bytes_kept(response: httpx.Response, part: Path) -> int:
    """Return how many bytes of the part the answer goes on from."""
    status = response.status_code
    if status == httpx.codes.OK:
        return 0
    if status == httpx.codes.PARTIAL_CONTENT:
        size = part.stat().st_size
        if re.match(rf"bytes {size}-", response.headers.get("Content-Range", "")):
            return size
    if status in {httpx.codes.PARTIAL_CONTENT, httpx.codes.RANGE_NOT_SATISFIABLE}:
        forget(part)
        raise _InterruptedError("the server could not go on where the download stopped")
    answer = f"the server answered {status} {response.reason_phrase}".strip()
    if status in PASSING_STATUSES:
        raise _InterruptedError(answer)
    raise FetchError(answer)


def _whole_size(response: httpx.Response) -> int | None:
    if _is_compressed(response):
        return None
    # The end of "bytes 500-999/2000": a server may send less than the rest.
    whole = response.headers.get("Content-Range", "").rpartition("/")[2] or response.headers.get("Content-Length", "")
    return int(whole) if whole.isdigit() else None


def _note_version(url: str, part: Path, response: httpx.Response) -> None:
    """Keep what tells this version from others, for `_continue_headers`."""
    tag = response.headers.get("ETag", "")
    # A weak tag may be shared by versions that differ in their bytes.
    version = tag if tag and not tag.startswith("W/") else response.headers.get("Last-Modified", "")
    if _is_compressed(response):
        version = ""
    _version_file(part).write_text(json.dumps({"url": url, "version": version}), encoding="utf-8")


def _is_compressed(response: httpx.Response) -> bool:
    return bool(response.headers.get("Content-Encoding", "identity") != "identity")


def _version_file(part: Path) -> Path:
    return part.with_name(f"{part.name}.json")


def _reason(error: Exception) -> str:
    if isinstance(error, _InterruptedError):
        return str(error)
    if isinstance(error, httpx.TimeoutException):
        return "the server did not answer in time"
    if isinstance(error, httpx.ConnectError):
        return "the server could not be reached"
    return f"the connection broke ({type(error).__name__}: {error})"
