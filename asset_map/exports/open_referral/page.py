"""How is a long list given out in pages, and the whole of it in one file?"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from asset_map.exports.open_referral.feed import Feed
from asset_map.exports.open_referral.identity import Entry
from asset_map.exports.open_referral.terms import taxonomies_of

VERSION: Final = "HSDS-UK-3.0"
PROFILE: Final = "https://github.com/OpenReferralUK/uk-profile/blob/main/docs/index.md"

_AT_ONCE: Final = 1000
"""So many services are held in memory while a file is written."""


def page_of(contents: Sequence[Entry], *, total: int, number: int, per_page: int) -> Entry:
    """Return one page of a list.

    Parameters
    ----------
    contents
        What stands on it.
    total
        How many there are on all pages.
    number
        Its number, from 1.
    per_page
        How many a full page holds.

    Returns
    -------
    dict
        As the standard has it; an empty list has one page.
    """
    pages = max(1, -(-total // per_page))
    return {
        "total_items": total,
        "total_pages": pages,
        "page_number": number,
        "size": len(contents),
        "first_page": number == 1,
        "last_page": number >= pages,
        "empty": not contents,
        "contents": list(contents),
    }


def write_feed(feed: Feed, path: Path, *, facts: Entry) -> int:
    """Write all services into one file.

    Parameters
    ----------
    feed
        What is published.
    path
        The file to write.
    facts
        What has to be known of it: licence, credits, version.

    Returns
    -------
    int
        How many services it holds.
    """
    total = len(feed.rows)
    page = page_of((), total=total, number=1, per_page=max(1, total)) | {"size": total, "empty": not total}
    del page["contents"]
    head = {"version": VERSION, "profile": PROFILE, **facts, **page, "taxonomies": taxonomies_of(feed.scheme)}
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(_written(head).removesuffix("}") + ',"contents":[')
        for start in range(0, total, _AT_ONCE):
            lines = map(_written, feed.services(feed.rows.iloc[start : start + _AT_ONCE]))
            file.write(("," if start else "") + "\n" + ",\n".join(lines))
        file.write("\n]}\n")
    return total


def _written(entry: Entry) -> str:
    return json.dumps(entry, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
