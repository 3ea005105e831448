"""Which texts do residents read, and does the file of every language have them all?"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_file
from babel.messages.pofile import read_po, write_po

from asset_map import __version__
from asset_map.language import what_is_wrong
from asset_map.settings import bundled

_PACKAGE = Path(__file__).parents[1]

FOR_RESIDENTS = (
    "language.py",
    "web/sessions/*.py",
    "web/templates/session/*.html",
    "services/sessions/*.py",
    "services/typed_place.py",
    "domain/turnout.py",
)
"""Where texts stand that residents read. A new file in these places counts as one of them until it is named below."""

FOR_STAFF = (
    "services/sessions/coverage.py",
    "services/sessions/getting_ready.py",
    "services/sessions/kit.py",
    "services/sessions/paper*.py",
    "services/sessions/pieces.py",
    "services/sessions/print_pack.py",
    "services/sessions/read_back.py",
    "services/sessions/report*.py",
    "services/sessions/review*.py",
    "services/sessions/turnout.py",
    "web/sessions/glance.py",
    "web/sessions/printing.py",
    "web/sessions/report.py",
    "web/sessions/room.py",
    "web/sessions/scribe*.py",
    "web/sessions/staff.py",
    "web/templates/session/glance.html",
    "web/templates/session/print.html",
    "web/templates/session/report.html",
    "web/templates/session/room.html",
    "web/templates/session/scribe*.html",
)
"""Among those places, what only staff read: it stays in English."""

BORROWED = {
    "services/map_pages.py": ("{town} is a made-up town for trying Asset Map. Nothing here is real.",),
    "web/from_here.py": ("This was sent from another site. Load the page again.",),
}
"""Texts for residents that stand in files where the others are for staff."""

LABELS = ("kind", "offer")
"""What of the classification residents read: its labels; their meanings are told to translators."""

KEYWORDS = DEFAULT_KEYWORDS | {"to_translate": None}
COMMENTS = ("Translators:",)
NO_LINE = 0
"""Files do not say the line of a text: it would change with every edit above it."""

JINJA = {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}

NOBODY_YET = "nobody yet (machine-made: needs a native reader)"
"""What stands in the header of a file until it says ``read by`` and a name."""

_PLACEHOLDER = re.compile(r"\{[a-z_]*\}")
_MARKUP = re.compile(r"<[^>]*>|&[a-z]+;|\n")


@dataclass(frozen=True)
class CatalogueState:
    """What is to be done about the file of a language.

    Parameters
    ----------
    code
        The language.
    unreadable
        Why the file cannot be read; empty otherwise.
    missing
        English texts without a translation.
    wrong
        Translations that would not work, with why.
    left_over
        English texts that nobody reads any longer.
    """

    code: str
    unreadable: str = ""
    missing: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()
    left_over: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether residents who choose this language read all of it in this language."""
        return not (self.unreadable or self.missing or self.wrong)


def texts_for_residents() -> Catalog:
    """Collect every text that residents read.

    Returns
    -------
    babel.messages.catalog.Catalog
        Without translations; each text with the files it stands in and what translators should know.
    """
    found = Catalog(project="Asset Map", charset="utf-8", fuzzy=False)
    for path in _files():
        name = path.relative_to(_PACKAGE).as_posix()
        for _line, text, comments, _context in _texts_in(path):
            found.add(text, locations=[(f"asset_map/{name}", NO_LINE)], auto_comments=_without_tag(comments))
    for name, borrowed in BORROWED.items():
        for _line, text, comments, _context in _texts_in(_PACKAGE / name):
            if text in borrowed:
                found.add(text, locations=[(f"asset_map/{name}", NO_LINE)], auto_comments=_without_tag(comments))
    classification = "data/classification/classification.toml"
    with bundled(classification).open("rb") as file:
        scheme = tomllib.load(file)
    for table in LABELS:
        for row in scheme[table]:
            found.add(row["label"], locations=[(classification, NO_LINE)], auto_comments=[row["meaning"]])
    return found


def state_of(code: str) -> CatalogueState:
    """Say what is to be done about the file of a language.

    Parameters
    ----------
    code
        The name of its file.

    Returns
    -------
    CatalogueState
        What is missing, wrong or no longer read, by the English texts.
    """
    if problem := what_is_wrong(code):
        return CatalogueState(code, unreadable=problem)
    wanted, held = texts_for_residents(), _held(code)
    missing, wrong = [], []
    for text in _messages(wanted):
        has = held.get(text.id)
        if has is None or has.fuzzy or not all(_forms(has)):
            missing.append(_english(text))
        else:
            wrong += [f"{_english(text)}: {why}" for why in _faults(text, has, held.num_plurals)]
    left_over = [_english(one) for one in _messages(held) if wanted.get(one.id) is None]
    return CatalogueState(code, "", tuple(missing), tuple(wrong), tuple(left_over))


def bring_up_to_date(code: str, *, now: dt.datetime) -> Path:
    """Write new texts into the file of a language, and begin the file of a new one.

    Parameters
    ----------
    code
        For instance ``uk``; the name of its file.
    now
        When, for the header of a file that is begun.

    Returns
    -------
    pathlib.Path
        The file. Texts that nobody reads any longer are taken out; translations that are there stay as they are.
    """
    path = bundled("data/languages") / f"{code}.po"
    held = _held(code) if path.is_file() else _begun(code, now)
    began = held.creation_date
    held.update(texts_for_residents(), no_fuzzy_matching=True)
    held.obsolete.clear()
    held.creation_date = began
    path.parent.mkdir(exist_ok=True)
    with path.open("wb") as file:
        write_po(file, held, width=120, sort_by_file=False, include_lineno=False)
    return path


def codes_of_files() -> tuple[str, ...]:
    """Return the languages that there are files of.

    Returns
    -------
    tuple of str
        Also those whose file cannot be read.
    """
    return tuple(sorted(path.stem for path in bundled("data/languages").glob("*.po")))


def _files() -> Iterator[Path]:
    for pattern in FOR_RESIDENTS:
        for path in sorted(_PACKAGE.glob(pattern)):
            name = path.relative_to(_PACKAGE).as_posix()
            if not any(fnmatch(name, one) for one in FOR_STAFF):
                yield path


def _texts_in(path: Path) -> Iterable[tuple[int, str | tuple[str, ...], list[str], str | None]]:
    is_template = path.suffix == ".html"
    return extract_from_file(
        "jinja2.ext:babel_extract" if is_template else "python",
        path,
        keywords=KEYWORDS,
        comment_tags=COMMENTS,
        options=JINJA if is_template else None,
    )


def _without_tag(comments: list[str]) -> list[str]:
    return [" ".join(" ".join(comments).removeprefix(COMMENTS[0]).split())] if comments else []


def _held(code: str) -> Catalog:
    with (bundled("data/languages") / f"{code}.po").open("rb") as file:
        return read_po(file, locale=code, abort_invalid=True)


def _begun(code: str, now: dt.datetime) -> Catalog:
    return Catalog(
        locale=code,
        header_comment=f"# {Locale.parse(code).english_name} texts of Asset Map for residents. docs/languages.md\n#",
        project="Asset Map",
        version=__version__,
        copyright_holder="The Asset Map developers",
        msgid_bugs_address="none",
        creation_date=now,
        revision_date=now,
        last_translator="a machine",
        language_team=NOBODY_YET,
        fuzzy=False,
    )


def _messages(catalogue: Catalog) -> Iterator[Message]:
    return (one for one in catalogue if one.id)


def _english(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _forms(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ("",))


def _faults(text: Message, has: Message, plurals: int) -> Iterator[str]:
    english = _forms_of_id(text)
    forms = _forms(has)
    if len(forms) != (plurals if len(english) > 1 else 1):
        yield f"expected {plurals} forms for numbers; found {len(forms)}"
    for form in forms:
        for pattern, words in ((_PLACEHOLDER, "placeholders"), (_MARKUP, "markup")):
            expected, found = (sorted(set(pattern.findall(one))) for one in (english[-1], form))
            if expected != found:
                yield f"expected the {words} {expected}; found {found}"
        if form != form.strip():
            yield "expected no blanks around it; found some"


def _forms_of_id(text: Message) -> tuple[str, ...]:
    return (text.id,) if isinstance(text.id, str) else tuple(text.id)
