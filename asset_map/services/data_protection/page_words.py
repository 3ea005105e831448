"""The page about data protection in words: for everybody, and in full for the organisation's own assessment."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from asset_map.domain.dates import local_date, written_date
from asset_map.language import gettext as _
from asset_map.language import ngettext
from asset_map.services.data_protection.document import Document, kept_about_people
from asset_map.services.data_protection.keep_until import GRACE_DAYS


def public_words(area: str) -> dict[str, Any]:
    """Return the page for everybody.

    Parameters
    ----------
    area
        Of which area.

    Returns
    -------
    dict
        What the template is filled with; no count, and nothing of any record.
    """
    return {
        "title": _("Data protection"),
        "texts": [
            _(
                "Asset Map keeps what a neighbourhood has, so that people find it and build on it. It is about places, "
                "groups and services. This page says what it keeps about people in {area}; it is made from what is "
                "really stored."
            ).format(area=area),
            _(
                "Nobody needs an account, a name or an e-mail address to look, to send a record or to take part in a "
                "session. Nothing is counted or followed, nothing comes from other companies' computers."
            ),
        ],
        "summary": [],
        "tables": kept_about_people(),
        "without": (),
        "after": [
            (_("Your rights"), _rights()),
            (_("Cookies"), _cookies()),
        ],
    }


def document_words(document: Document) -> dict[str, Any]:
    """Return the document for the organisation.

    Parameters
    ----------
    document
        What is kept.

    Returns
    -------
    dict
        What the template is filled with.
    """
    told = ", ".join(f"{audience} {count:,}" for audience, count in document.files.items())
    return {
        "title": _("Data protection: what Asset Map keeps"),
        "texts": [
            _("For the assessment of the impact on data protection by the organisation that runs it."),
            _("{area}, {day}. Made from what is really stored.").format(
                area=document.area, day=written_date(local_date(document.written_at))
            ),
        ],
        "summary": [
            _("{held} consents hold, {ended} were taken back or ended.").format(
                held=document.consents_held, ended=document.consents_ended
            ),
            _("Files that were taken away, by audience: {files}.").format(files=told),
            ngettext("{count} erasure.", "{count} erasures.", len(document.erasures)),
        ],
        "tables": tuple(one for one in document.tables if one.kinds),
        "without": tuple(one for one in document.tables if not one.kinds),
        "after": [
            (_("Risks, and what is done about them"), _risks()),
            (_("What the organisation has to decide and add"), _to_add()),
            (_("Rights of people"), _rights()),
            (
                _("What was erased"),
                [
                    f"{written_date(local_date(one.erased_at))}: {one.kind}, {sum(one.found.values()):,} "
                    f"({one.erased_by}): {one.reason}"
                    for one in document.erasures
                ]
                or [_("Nothing yet.")],
            ),
        ],
    }


def document_json(document: Document) -> str:
    """Return the document as data.

    Parameters
    ----------
    document
        What is kept.

    Returns
    -------
    str
        JSON.
    """
    facts = asdict(document)
    facts["erasures"] = [
        {name: value for name, value in one.items() if name != "known_by"} for one in facts["erasures"]
    ]
    return json.dumps(facts, default=str, ensure_ascii=False, indent=1)


def _rights() -> list[str]:
    return [
        _("To know: whoever runs Asset Map here gives you everything that is kept about you as one file."),
        _("To correct: tell them, or use the link of your organisation."),
        _("To be erased: from records, photos, history, half-typed forms, lists, sessions and the search at once."),
        _("To take back what you agreed to: what rests on it is hidden from everybody at once, and forgotten."),
        _("What you said in a session: the code on your slip shows it to you, and lets you take it back."),
        _("To complain: the Information Commissioner's Office, ico.org.uk."),
    ]


def _cookies() -> list[str]:
    return [
        _("One that knows your browser again, so that a half-typed form is not lost: 180 days."),
        _("In a session, one that lets your phone add to it. For staff, one that keeps them signed in: 30 days."),
        _("None for statistics or advertising."),
    ]


def _risks() -> list[str]:
    return [
        _("A refuge or a home is found: such records are not in anything made for the public, no count tells of them."),
        _("Somebody is named in free text: names are looked for when text is typed and lists are taken in."),
        _(
            "A record outlives its purpose: its date archives it on the day after, and erases it {days} days later; "
            "what is about a person is erased on the day after."
        ).format(days=GRACE_DAYS),
        _("A file leaves and lives on: every file that is taken away is noted, and can be called back."),
        _("A backup brings somebody back: what was erased is erased again when an older backup is put back."),
        _("A device is lost: pages keep nothing on phones but a half-typed form; staff links can be ended at once."),
    ]


def _to_add() -> list[str]:
    return [
        _("The lawful basis for each purpose, and who the controller and the processors are (who hosts the server)."),
        _("Backups and archives of the database server, which Asset Map does not reach, and how long they are kept."),
        _("Who holds which role, and how leavers are handed over."),
        _("How people are told: this page for everybody is at /data-protection."),
    ]
