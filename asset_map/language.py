"""Which words does a person read? Every text on a screen passes through here.

A language is a file ``data/languages/CODE.po``: adding one adds a language. A text without a translation stays in
English, and so does everything where a file cannot be read. ``docs/languages.md`` says how to add one.
"""

from __future__ import annotations

import gettext as _gettext
import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache, reduce
from io import BytesIO
from unicodedata import bidirectional

from babel import Locale, UnknownLocaleError
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

from asset_map.settings import bundled

DEFAULT_LANGUAGE = "en_GB"
language: ContextVar[str] = ContextVar("language", default=DEFAULT_LANGUAGE)

ENGLISH = "en"
"""Code of the language that the texts in the code are written in."""

SPOKEN_AS = {"zh": "zh-hans", "zh-cn": "zh-hans", "zh-sg": "zh-hans", "zh-my": "zh-hans"}
"""Tags of browsers whose readers read a language under another tag."""

READER = "language-team"
READ_BY = "read by "
"""The header of a file that says who read it, and how it begins once a native reader did: any other machine made it."""

_FIRST_STRONG, _END = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"


@dataclass(frozen=True)
class Language:
    """A language that residents may choose.

    Parameters
    ----------
    code
        For instance ``ur`` or ``zh_Hans``; the name of its file.
    name
        What its readers call it.
    is_right_to_left
        Whether it is written from the right.
    needs_native_reader
        Whether a machine made its texts, and nobody who grew up with it has read them yet.
    """

    code: str
    name: str
    is_right_to_left: bool
    needs_native_reader: bool

    @property
    def tag(self) -> str:
        """Say its code as HTML writes it, for instance ``zh-Hans``."""
        return self.code.replace("_", "-")

    @property
    def direction(self) -> str:
        """Say ``rtl`` or ``ltr``, as HTML does."""
        return "rtl" if self.is_right_to_left else "ltr"


def gettext(text: str) -> str:
    """Return a text in the language of whoever is reading.

    Parameters
    ----------
    text
        The English text.

    Returns
    -------
    str
        Its translation, or the English text.
    """
    return _catalogue(language.get()).gettext(text) if text else ""


def to_translate(text: str) -> str:
    """Mark a text that is translated where it is shown, and not where it is written.

    Parameters
    ----------
    text
        The English text.

    Returns
    -------
    str
        The same.
    """
    return text


def apart(text: str) -> str:
    """Keep a name, a code or a number from being mixed up with a text that runs the other way.

    Parameters
    ----------
    text
        What is filled into a text.

    Returns
    -------
    str
        Between the marks of Unicode for this where the text or the reader's language runs from the right; else the
        same.
    """
    turns = reading().is_right_to_left or any(bidirectional(sign) in {"R", "AL"} for sign in text)
    return f"{_FIRST_STRONG}{text}{_END}" if text and turns else text


def listed(words: Iterable[str]) -> str:
    """Return words one after the other, with the comma of the reader's language.

    Parameters
    ----------
    words
        Names, dates and the like; empty ones are left out.

    Returns
    -------
    str
        Each is kept apart, whichever way it runs.
    """
    # Translators: the comma between the items of a list
    pair = gettext("{first}, {second}")
    kept = [apart(one) for one in words if one]
    return reduce(lambda first, second: pair.format(first=first, second=second), kept) if kept else ""


def ngettext(one: str, many: str, count: int) -> str:
    """Return the form of a text that goes with a number.

    Parameters
    ----------
    one, many
        The English texts for one and for any other number.
    count
        The number.

    Returns
    -------
    str
        The translated form, with ``{count}`` filled in.
    """
    return _catalogue(language.get()).ngettext(one, many, count).format(count=f"{count:,}")


@lru_cache(maxsize=1)
def languages() -> dict[str, Language]:
    """Return the languages that residents may choose.

    Returns
    -------
    dict
        By code; English first, the others by what their readers call them.
    """
    folder = bundled("data/languages")
    found = [one for path in folder.glob("*.po") if (one := _described(path.stem)) is not None]
    english = Language(ENGLISH, "English", is_right_to_left=False, needs_native_reader=False)
    return {one.code: one for one in (english, *sorted(found, key=lambda one: one.name.casefold()))}


def reading() -> Language:
    """Return the language of whoever is reading.

    Returns
    -------
    Language
        English where there is no file for theirs.
    """
    return languages().get(language.get(), languages()[ENGLISH])


@contextmanager
def read_in(code: str) -> Iterator[None]:
    """Give texts in a language for a while.

    Parameters
    ----------
    code
        Of a language; a code without a file gives English.
    """
    before = language.set(code if code in languages() and code != ENGLISH else DEFAULT_LANGUAGE)
    try:
        yield
    finally:
        language.reset(before)


def preferred_language(accepted: str) -> str:
    """Return the language that a browser asks for.

    Parameters
    ----------
    accepted
        The header ``Accept-Language``, best first.

    Returns
    -------
    str
        A code of `languages`; English where none of them is among those asked for.
    """
    known = {one.tag.casefold(): code for code, one in languages().items()}
    known |= {alias: known[tag] for alias, tag in SPOKEN_AS.items() if tag in known}
    for tag in _best_first(accepted):
        parts = tag.split("-")
        likely = ["-".join(parts[:length]) for length in range(len(parts), 0, -1)]
        if likely[0] != "zh" and likely[-1] == "zh":
            likely.pop()  # a reader of traditional signs has asked for something else
        if code := next((known[one] for one in likely if one in known), None):
            return code
    return ENGLISH


def _best_first(accepted: str) -> list[str]:
    """Return the tags of a header that are wanted at all, the most wanted first."""
    weighed = []
    for asked in accepted.split(","):
        tag, _separator, weight = asked.partition(";")
        try:
            wanted = float(weight.strip().removeprefix("q=") or 1)
        except ValueError:
            wanted = 1.0
        weighed.append((wanted, tag.strip().casefold()))
    return [tag for wanted, tag in sorted(weighed, key=lambda one: -one[0]) if wanted > 0 and tag]


def what_is_wrong(code: str) -> str:
    """Return why the file of a language cannot be read.

    Parameters
    ----------
    code
        Of a language: the name of its file.

    Returns
    -------
    str
        What was expected, what was found and what to do; empty for a file that is read.
    """
    return _read(code)[1]


def _described(code: str) -> Language | None:
    if what_is_wrong(code):
        return None
    locale = Locale.parse(code)
    reader = _catalogue(code).info().get(READER, "")
    return Language(
        code,
        (locale.get_display_name(code) or code).capitalize(),
        is_right_to_left=locale.text_direction == "rtl",
        needs_native_reader=not reader.casefold().startswith(READ_BY),
    )


def _catalogue(code: str) -> _gettext.NullTranslations:
    return _read(code)[0]


@lru_cache(maxsize=64)
def _read(code: str) -> tuple[_gettext.NullTranslations, str]:
    """Return the texts of a language and, where its file cannot be read, why; it is said once in the log."""
    path = bundled("data/languages") / f"{code}.po"
    if not path.is_file():
        return _gettext.NullTranslations(), ""
    try:
        Locale.parse(code)
        compiled = BytesIO()
        with path.open("rb") as file:
            write_mo(compiled, read_po(file, locale=code, abort_invalid=True))
        compiled.seek(0)
        return _gettext.GNUTranslations(compiled), ""
    except UnknownLocaleError:
        problem = "Expected a file named after a language, like gd.po or zh_Hans.po; found another name. Rename it."
    except (PoFileError, ValueError, OSError) as error:
        problem = f"Expected a catalogue as gettext writes it; found something else ({error}). Mend it or take it away."
    problem = f"{path}: {problem} Until then this language is not offered."
    logging.getLogger(__name__).warning(problem)
    return _gettext.NullTranslations(), problem
