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
    services = feed.services(feed.rows)
    whole = {
        "version": VERSION,
        "profile": PROFILE,
        **facts,
        **page_of(services, total=len(services), number=1, per_page=max(1, len(services))),
        "taxonomies": taxonomies_of(feed.scheme),
    }
    path.write_text(json.dumps(whole, ensure_ascii=False, indent=1, allow_nan=False) + "\n", "utf-8")
    return len(services)
