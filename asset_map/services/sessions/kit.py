"""What does a facilitator take along to a session, and how much of it?"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from dataclasses import dataclass

from asset_map.domain.mapping_session import MappingSession
from asset_map.exports.pdf import pdf
from asset_map.language import ENGLISH, languages, ngettext
from asset_map.language import gettext as _
from asset_map.services.sessions.sheet import heading
from asset_map.services.workspace import Workspace

USUAL_PEOPLE = 40
"""As many as a hall holds; a facilitator who expects fewer takes fewer."""

AT_A_TABLE = 6
CARDS_EACH = 5


@dataclass(frozen=True, kw_only=True)
class KitItem:
    """Something to take along.

    Parameters
    ----------
    code
        Stable, for lists that are ticked; the code of a piece of the print pack where it is one.
    group
        Under which heading it stands.
    what, why
        What it is, and why it is needed where that is not plain; the latter may be empty.
    how_many
        A number in words; may be empty.
    """

    code: str
    group: str
    what: str
    why: str = ""
    how_many: str = ""


def kit(session: MappingSession, *, people: int = USUAL_PEOPLE) -> tuple[KitItem, ...]:
    """Return the checklist of a session.

    Parameters
    ----------
    session
        Which one; its languages decide how many notices and whether somebody interprets.
    people
        How many are expected.

    Returns
    -------
    tuple of KitItem
        Group by group, in the language of whoever is reading.
    """
    return (*_on_paper(session, people), *_for_the_room(session), *_for_the_laptop(session), *_before(session))


def kit_pdf(session: MappingSession, workspace: Workspace, *, now: dt.datetime) -> bytes:
    """Return the checklist to print.

    Parameters
    ----------
    session, workspace
        The session, and the area.
    now
        When it is made, with its time zone.

    Returns
    -------
    bytes
        A tagged PDF of A4 pages.
    """
    items = kit(session)
    groups = dict.fromkeys(one.group for one in items)
    words = {
        "document_title": _("Kit for {session}").format(session=session.title),
        "groups": [
            {
                "title": group,
                "items": [
                    {"what": one.what, "why": one.why, "how_many": one.how_many} for one in items if one.group == group
                ],
            }
            for group in groups
        ],
    }
    return pdf("kit", heading(session, workspace) | words, now=now)


def _on_paper(session: MappingSession, people: int) -> Iterator[KitItem]:
    group, tables = _("On paper"), math.ceil(people / AT_A_TABLE)
    spoken = len(session.languages)

    def _item(code: str, what: str, count: int, why: str = "") -> KitItem:
        return KitItem(code=code, group=group, what=what, why=why, how_many=f"{count:,}")

    yield _item("table-sheets", _("Table sheets"), tables, _("One for each table of five or six people."))
    yield _item("dots", _("Pages of numbered dots"), tables)
    yield _item("cards", _("Cards"), CARDS_EACH * people)
    yield _item("red-edge-cards", _("Cards with a red edge"), people, _("For what is not to be published."))
    yield _item("return-slips", _("Slips with a code"), people, _("One for each person who wants to hear back."))
    yield _item("tick-slips", _("Slips to tick, without a code"), people, _("They go into a box of their own."))
    yield _item("notice", _("Notices"), 2 * spoken, _("Two in each language of the session."))


def _for_the_room(session: MappingSession) -> Iterator[KitItem]:
    group = _("For the room")
    yield KitItem(code="pens", group=group, what=_("Thick pens in two colours, and scissors for the dots"))
    yield KitItem(code="tape", group=group, what=_("Tape that comes off walls, and glue sticks"))
    yield KitItem(code="box", group=group, what=_("A closed box for the slips to tick"), how_many="1")
    yield KitItem(
        code="folder",
        group=group,
        what=_("A folder that closes, for cards with a red edge"),
        why=_("Nobody else reads them on the way home."),
        how_many="1",
    )
    yield KitItem(code="food", group=group, what=_("Tea, water, and something that everybody can eat"))
    yield KitItem(code="glasses", group=group, what=_("Reading glasses and a magnifier"))
    if spoken := [languages()[code].name for code in session.languages if code != ENGLISH and code in languages()]:
        what = _("Somebody who interprets: {languages}").format(languages=", ".join(spoken))
        yield KitItem(code="interpreter", group=group, what=what)


def _for_the_laptop(session: MappingSession) -> Iterator[KitItem]:
    group = _("For phones")
    yield KitItem(code="laptop", group=group, what=_("The laptop with Asset Map, its charger, and an extension lead"))
    yield KitItem(
        code="router",
        group=group,
        what=_("A router or a phone that makes a network of its own"),
        why=_("It needs no internet. Try the QR code with one phone before people come."),
    )
    yield KitItem(code="projector", group=group, what=_("A projector and its cable, or a large screen"))
    if session.code:
        yield KitItem(code="code", group=group, what=_("The code: {code}").format(code=session.code))


def _before(session: MappingSession) -> Iterator[KitItem]:
    group = _("Before people come")
    yield KitItem(code="step-free", group=group, what=_("The way in and the toilets work for wheelchairs and prams"))
    yield KitItem(code="backup", group=group, what=_("A copy of the records is made"))
    count = len(session.prompts)
    if count:
        asked = ngettext(
            "Your {count} question stands in the margin of each table sheet",
            "Your {count} questions stand in the margins of each table sheet",
            count,
        )
        yield KitItem(code="prompts", group=group, what=asked)
    if session.who_is_missing:
        yield KitItem(
            code="missing", group=group, what=_("Whom to bring in: {people}").format(people=session.who_is_missing)
        )
    yield KitItem(code="alone", group=group, what=_("Somebody sits with people who come alone or do not write"))
