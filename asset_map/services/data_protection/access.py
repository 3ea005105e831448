"""What is kept about somebody, as one file for them: a page and the same as data, without other people's data."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import zipfile
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment

from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.dates import local_date
from asset_map.domain.held import Held
from asset_map.domain.permission import Actor, may_erase
from asset_map.domain.sought import Sought, sought_texts
from asset_map.language import gettext as _
from asset_map.services.data_protection.erasing import KnownAs, asked_for
from asset_map.services.data_protection.words import held_words, table_words
from asset_map.services.permitted import asks
from asset_map.services.permitted_places import everywhere
from asset_map.services.workspace import Workspace
from asset_map.store.described import DESCRIBED
from asset_map.store.telling import Deed
from asset_map.store.traces import Trace

AROUND = 300
"""Letters of a text that are told on each side of somebody's name."""

EDGE = 60
"""So many more are read on each side, and left out again once others are covered: addresses and numbers are shorter."""

SOMEBODY_ELSE = "[somebody else]"

_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_NUMBER = re.compile(r"(?<!\w)\+?\(?\d[\d ().-]{8,}\d(?!\w)")

_ZIPPED_AT = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, kw_only=True)
class Told:
    """What is kept about somebody.

    Parameters
    ----------
    facts
        As data: what they are known by, where they are named, what they said, agreed to and did.
    """

    facts: dict[str, Any]


@asks(may_erase, everywhere)
def tell(known: KnownAs, workspace: Workspace, *, now: dt.datetime, actor: Actor) -> Told:
    """Return everything that is kept about somebody.

    Parameters
    ----------
    known
        What they are known by.
    workspace
        The area.
    now, actor
        When, and who asks for them; that it was done is kept, and not for whom.

    Returns
    -------
    Told
        Names, addresses and numbers of others are covered.
    """
    asked = asked_for(known)
    people = [name for name in workspace.store.names_of_people() if not asked.sought.is_in(name)]
    others = sought_texts(people)
    edge = max([EDGE, *map(len, people)])
    found = workspace.store.find_to_erase(asked, around=AROUND + edge)
    names = workspace.store.assets(sorted({trace.asset_id for trace in found.traces if trace.asset_id}))
    said = workspace.store.said_with_slips(asked.slip_codes)
    facts: dict[str, Any] = {
        "known_as": {
            "names": list(known.names),
            "emails": list(known.emails),
            "phones": list(known.phones),
            "slip_codes": list(asked.slip_codes),
        },
        "told_on": local_date(now).isoformat(),
        "area": workspace.geography.area_name,
        "named_in": [
            _named(trace, names[trace.asset_id].name if trace.asset_id in names else "")
            | {"words": "" if _tells_who_did(trace) else _inner(covered(trace.excerpt, others, asked.sought), edge)}
            for trace in found.traces
            if trace.column and not _is_said(trace, bool(said))
        ],
        "said": [
            {"words": one.words, "said_at": one.sent_at.isoformat(), "place": one.place, "review": one.review.value}
            for one in said
        ],
        "agreed_to": [
            {
                "purpose": one.purpose.value,
                "wording": one.wording,
                "given_on": None if one.given_on is None else one.given_on.isoformat(),
                "until": None if one.until is None else one.until.isoformat(),
            }
            for one in workspace.store.consents()
            if asked.sought.is_in(one.person)
        ],
        "did": [_did(deed) for deed in workspace.store.deeds_of(asked.sought)],
        "shown_to": sorted(audience.value for audience in found.shown.audiences),
    }
    workspace.store.note_told(event=AuditEvent(at=now, actor=actor.name, action=Action.TOLD))
    return Told(facts=facts)


def access_file(told: Told) -> bytes:
    """Return what is kept about somebody as one file.

    Parameters
    ----------
    told
        As `tell` returns it.

    Returns
    -------
    bytes
        A ZIP file with a page and the same as JSON.
    """
    packed = io.BytesIO()
    data = json.dumps(told.facts, ensure_ascii=False, indent=1)
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as files:
        for name, content in (
            ("what-is-kept-about-you.html", access_page(told)),
            ("what-is-kept-about-you.json", data),
        ):
            files.writestr(zipfile.ZipInfo(name, _ZIPPED_AT), content)
    return packed.getvalue()


def access_page(told: Told) -> str:
    """Return what is kept about somebody as a page of its own.

    Parameters
    ----------
    told
        As `tell` returns it.

    Returns
    -------
    str
        HTML without script, with everything escaped.
    """
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.globals.update({"_": _})
    return environment.from_string(_PAGE).render(told=told.facts)


def _is_said(trace: Trace, is_told_whole: bool) -> bool:
    return is_told_whole and trace.table == "contributions"


def _named(trace: Trace, record: str) -> dict[str, str]:
    held = DESCRIBED[trace.table].held()[trace.column]
    return {"where": table_words(trace.table).title, "what": held_words(held).what, "record": record}


def _tells_who_did(trace: Trace) -> bool:
    return DESCRIBED[trace.table].held()[trace.column] is Held.WHO_DID


def _inner(excerpt: str, edge: int) -> str:
    """Return an excerpt without its edges where it was cut: half a name there is not known for one."""
    if excerpt.startswith("…"):
        excerpt = f"…{excerpt[1 + edge :].partition(' ')[2]}"
    if excerpt.endswith("…"):
        excerpt = f"{excerpt[: -1 - edge].rpartition(' ')[0]}…"
    return excerpt


def covered(text: str, others: Sought, own: Sought) -> str:
    """Return a text without the names, addresses and numbers of others.

    Parameters
    ----------
    text
        In which somebody is named.
    others
        Names of people that are known.
    own
        Whoever asks.

    Returns
    -------
    str
        People of whom nobody knows that they are people stay in it: it is to be read before it is handed over.
    """
    text = others.without(text, SOMEBODY_ELSE)
    for pattern in (_ADDRESS, _NUMBER):
        text = pattern.sub(lambda found: found[0] if own.is_in(found[0]) else SOMEBODY_ELSE, text)
    return text


def _did(deed: Deed) -> dict[str, str]:
    return {"at": deed.at.isoformat(), "action": deed.action, "kind_of_thing": deed.subject_kind}


_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ _("What is kept about you") }}</title>
<style>
body { font: 1rem/1.5 sans-serif; max-width: 48rem; margin: 2rem auto; padding: 0 1rem; color: #1b1f23; }
table { border-collapse: collapse; width: 100%; } th, td { border: 1px solid #8a8f94; padding: 0.4rem; text-align: left;
vertical-align: top; overflow-wrap: anywhere; }
</style>
</head>
<body>
<main>
<h1>{{ _("What is kept about you") }}</h1>
<p>{{ _("From Asset Map for {area}, on {day}.").format(area=told.area, day=told.told_on) }}
{{ _("Names, addresses and numbers of other people are covered.") }}</p>
<h2>{{ _("Looked for") }}</h2>
<ul>
{% for kind, values in told.known_as.items() %}{% for value in values %}
<li>{{ value }}</li>
{% endfor %}{% endfor %}
</ul>
<h2>{{ _("Where you are named") }}</h2>
{% if told.named_in %}
<table>
<tr><th scope="col">{{ _("Where") }}</th><th scope="col">{{ _("What it is") }}</th>
<th scope="col">{{ _("Record") }}</th>
<th scope="col">{{ _("The words") }}</th></tr>
{% for one in told.named_in %}
<tr><td>{{ one.where }}</td><td>{{ one.what }}</td><td>{{ one.record }}</td><td>{{ one.words }}</td></tr>
{% endfor %}
</table>
{% else %}
<p>{{ _("Nowhere.") }}</p>
{% endif %}
<h2>{{ _("What you said in sessions") }}</h2>
{% if told.said %}
<ul>
{% for one in told.said %}
<li>“{{ one.words }}” {{ one.place }} ({{ one.said_at[:10] }})</li>
{% endfor %}
</ul>
{% else %}
<p>{{ _("Nothing that is known to be from you. Whoever has a slip finds it by its code.") }}</p>
{% endif %}
<h2>{{ _("What you agreed to") }}</h2>
{% if told.agreed_to %}
<ul>
{% for one in told.agreed_to %}
<li>“{{ one.wording }}” ({{ one.given_on or "–" }} – {{ one.until or "…" }})</li>
{% endfor %}
</ul>
{% else %}
<p>{{ _("Nothing.") }}</p>
{% endif %}
<h2>{{ _("What you did here") }}</h2>
{% if told.did %}
<ul>
{% for one in told.did %}
<li>{{ one.at[:16].replace("T", " ") }}: {{ one.action }} ({{ one.kind_of_thing }})</li>
{% endfor %}
</ul>
{% else %}
<p>{{ _("Nothing that is known to be from you.") }}</p>
{% endif %}
<h2>{{ _("Your rights") }}</h2>
<p>{{ _("You can have this corrected or erased, and take back what you agreed to: tell whoever gave you this file. "
"You can complain to the Information Commissioner's Office, ico.org.uk.") }}</p>
</main>
</body>
</html>
"""
