"""Numbered dots and the cards that go with them: what a table of people fills in instead of a phone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from asset_map.domain.mapping_session import MappingSession
from asset_map.exports.pdf import pdf
from asset_map.language import gettext as _
from asset_map.maps.vendor_files import VendorFilesMissingError, vendor_file
from asset_map.services.sessions.sheet import heading, table_names
from asset_map.services.workspace import Workspace

DOTS_A_TABLE = 100
"""On one page of A4; more than a table fills in two hours."""


def dots_pdf(session: MappingSession, workspace: Workspace, *, tables: int, now: dt.datetime) -> bytes:
    """Return numbered dots to cut out or to print on stickers.

    Parameters
    ----------
    session, workspace
        The session, and the area.
    tables
        How many tables; each has a page, and the name of its table stands on each of its dots.
    now
        When it is made, with its time zone.

    Returns
    -------
    bytes
        A tagged PDF of A4 pages.
    """
    words = {
        "document_title": _("Numbered dots for {session}").format(session=session.title),
        "what_to_do": _(
            "Cut these out, or print them on sticky paper. Put one on the map for each thing, and write its number on "
            "the card."
        ),
        "names": table_names(tables),
        "dots": DOTS_A_TABLE,
    }
    return pdf("dots", heading(session, workspace) | words, now=now)


def cards_pdf(
    session: MappingSession,
    workspace: Workspace,
    *,
    paper: str,
    cards: int,
    not_for_publishing: bool,
    now: dt.datetime,
) -> bytes:
    """Return cards on which people say what is where.

    Parameters
    ----------
    session, workspace
        The session, and the area.
    paper
        ``a5``, or ``a4`` for two cards beside each other.
    cards
        How many sheets of paper; each has two sides.
    not_for_publishing
        Whether they are those with the red, hatched edge, for what only staff may read.
    now
        When it is made, with its time zone.

    Returns
    -------
    bytes
        A tagged PDF; fronts and backs take turns.
    """
    scheme = workspace.classification
    asked = [scheme.offers[code] for code in session.offers if code in scheme.offers] or list(scheme.offers.values())
    says = (_("Something good here"), _("Nothing here, we looked"), _("An idea"), _("A story"))
    words: dict[str, Any] = {
        "document_title": _("Cards for {session}").format(session=session.title),
        "paper": paper,
        "cards": cards,
        "not_for_publishing": not_for_publishing,
        "heading": _("One card for each thing"),
        "private_words": _("Do not publish"),
        "private_meaning": _(
            "What is on this card is read only by the people who run this session. It is on no map, list or screen "
            "that others see."
        ),
        "side_words": _("Please do not write names of people."),
        "dot_words": _("Number of the dot"),
        # Translators: the number of the table that people sit at
        "where_words": [_("Table"), _("Square, such as C4, or place")],
        "code_words": _("Code on your slip, if you want to hear back:"),
        "say_words": _("What do you want to say?"),
        "says": [{"label": label, "icon": ""} for label in says],
        "kind_words": _("What is it?"),
        "kinds": _pictured((_(kind.label), kind.icon) for kind in scheme.kinds.values()),
        "own_words": _("Say it in your own words"),
        "gives_words": _("What does it give, or what did you look for?"),
        "offers": _pictured((_(offer.label), offer.icon) for offer in asked),
        "more_words": _("More words, or a drawing"),
    }
    return pdf("cards", heading(session, workspace) | words, now=now)


def _pictured(named: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"label": label, "icon": _pictogram(icon)} for label, icon in named]


def _pictogram(icon: str) -> str:
    try:
        return vendor_file(f"icons/{icon}.svg").read_text(encoding="utf-8")
    except VendorFilesMissingError:  # a place that brings its own words may have no pictogram for each
        return ""
