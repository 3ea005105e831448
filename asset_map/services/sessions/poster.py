"""“You said, we did” for walls and messages: a poster, the same in large print, and a short text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from asset_map.domain.dates import written_date
from asset_map.domain.outcome import Answer, PromiseState
from asset_map.exports.pdf import pdf
from asset_map.language import apart, languages
from asset_map.language import gettext as _
from asset_map.services.sessions.answers import Became, SessionStory, answer_words, promise_words
from asset_map.services.sessions.sheet import heading, qr_svg
from asset_map.services.workspace import Workspace


def poster_pdf(
    story: SessionStory, workspace: Workspace, *, is_large: bool, base: str, today: dt.date, now: dt.datetime
) -> bytes:
    """Return the poster of a session in the language of whoever is reading.

    Parameters
    ----------
    story
        What the public may read of the session: a poster hangs where everybody sees it.
    workspace
        The area.
    is_large
        Whether everything is in large print, of 18 points and more.
    base
        Where people reach the server; empty for a poster without a QR code.
    today, now
        The day it tells of, and when it is made, with its time zone.

    Returns
    -------
    bytes
        A tagged PDF of A4 pages.
    """
    address = said_address(story, base)
    words = {
        "document_title": _("You said, we did"),
        "when": written_date(story.session.held_on),
        "area": story.session.area_name,
        "is_large": is_large,
        "you_said": _("You said"),
        "why": _("Why"),
        "parts": [
            {"code": answer.value, "heading": words, "items": [_item(one) for one in story.of(answer)]}
            for answer, words in answer_words().items()
            if story.of(answer)
        ],
        "nothing": "" if story.became else _("Nothing is told yet of what was done."),
        "decided": _("What was decided"),
        "decisions": [{"words": one.words, "reason": one.reason} for one in story.decisions],
        "qr": qr_svg(address) if address else "",
        "qr_words": _("QR code that opens {address}").format(address=address),
        "address": address,
        "more": _("Find out what became of what you said"),
        "slip_address": f"{base.rstrip('/')}/slip" if base else "",
        "as_of": _("Told on {date}").format(date=apart(written_date(today))),
    }
    return pdf("said_poster", heading(story.session, workspace) | words, now=now)


def short_text(story: SessionStory, *, base: str) -> str:
    """Return what became of a session in a few lines, to be sent on.

    Parameters
    ----------
    story
        What the public may read of it.
    base
        Where people reach the server; empty for no address.

    Returns
    -------
    str
        Plain text that ends in a line break.
    """
    lines = [_("You said, we did"), f"{story.session.title}, {written_date(story.session.held_on)}"]
    for answer, words in answer_words().items():
        if story.of(answer):
            lines += ["", words, *(f"- {' '.join(_sentences(one))}" for one in story.of(answer))]
    if not story.became:
        lines += ["", _("Nothing is told yet of what was done.")]
    if address := said_address(story, base):
        lines += ["", address]
    return "\n".join(lines) + "\n"


def said_address(story: SessionStory, base: str) -> str:
    """Return where everybody reads what became of a session.

    Parameters
    ----------
    story
        Of the session.
    base
        Where people reach the server; may be empty.

    Returns
    -------
    str
        Empty without a base.
    """
    return f"{base.rstrip('/')}/said/{story.session.session_id}" if base else ""


def _item(one: Became) -> dict[str, str | bool]:
    spoken = languages().get(one.language)
    return {
        "quote": one.quote,
        "language": (spoken.tag if spoken else one.language or "en").split("-")[0],
        "words": one.now.words,
        "because": one.now.because,
        "by": _("By {date}").format(date=apart(written_date(one.now.by_when))) if one.now.by_when else "",
        "late": one.promise is PromiseState.LATE,
        "state": promise_words()[one.promise] if one.promise and one.now.answer is not Answer.DID_NOT else "",
    }


def _sentences(one: Became) -> Iterator[str]:
    for text in (one.now.words, one.now.because):
        if plain := " ".join(text.split()):
            yield plain if plain[-1] in ".?…。۔؟" else f"{plain}."
    if one.now.by_when is not None:
        yield f"{_('By {date}').format(date=written_date(one.now.by_when))}."
    if one.promise is PromiseState.LATE:
        yield f"{promise_words()[one.promise]}."
