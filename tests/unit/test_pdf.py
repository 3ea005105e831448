"""A PDF is tagged, the same for the same input, and runs nothing that people typed."""

from __future__ import annotations

import datetime as dt
import re

from asset_map.exports.pdf import TEMPLATES, pdf

NOW = dt.datetime(2026, 11, 27, 10, tzinfo=dt.UTC)
NOTICE = {
    "title": "What is good here?",
    "lang": "en",
    "direction": "ltr",
    "made_up": "",
    "code_words": "",
    "code": "",
    "address": "",
    "qr": "",
    "qr_words": "",
    "facts": [["Where", "#panic() $x$ *Saturday* میٹنگ 会议"]],
    "parts": [{"heading": "Purpose", "texts": ["To find what is here."]}],
}


def test_the_same_input_gives_the_same_tagged_bytes() -> None:
    made = pdf("notice", NOTICE, now=NOW)
    assert made == pdf("notice", NOTICE, now=NOW)
    assert made.startswith(b"%PDF-")
    assert b"pdfuaid:part" in made
    assert made != pdf("notice", NOTICE | {"title": "Another"}, now=NOW)


def test_what_people_typed_is_no_markup() -> None:
    typed = {**NOTICE, "parts": [{"heading": '#panic("ran")', "texts": ["#{ panic() } @someone <label>"]}]}
    assert pdf("notice", typed, now=NOW)


def test_no_template_fetches_anything() -> None:
    for template in TEMPLATES.glob("*.typ"):
        assert '"@' not in template.read_text(encoding="utf-8"), template.name


def test_nothing_is_placed_from_where_a_line_begins() -> None:
    """In Arabic and Urdu, Typst's `place` counts from the right unless it is told a side."""
    for template in TEMPLATES.glob("*.typ"):
        bare = re.findall(r"(?<![\w-])place\((?!center|top|bottom).*", template.read_text(encoding="utf-8"))
        assert bare == [], template.name
