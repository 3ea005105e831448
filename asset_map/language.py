"""Which words does a person read? Every text on a screen passes through here.

A language is a file ``data/languages/CODE.po``: adding one adds a language. A text without a translation stays in
English.
"""

from __future__ import annotations

import gettext as _gettext
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO

from babel import Locale, UnknownLocaleError
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from asset_map.settings import bundled

DEFAULT_LANGUAGE = "en_GB"
language: ContextVar[str] = ContextVar("language", default=DEFAULT_LANGUAGE)

ENGLISH = "en"
"""Code of the language that the texts in the code are written in."""


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
    found = [_described(path.stem) for path in bundled("data/languages").glob("*.po")]
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
    for asked in accepted.split(","):
        tag = asked.partition(";")[0].strip().casefold()
        likely = [tag, tag.partition("-")[0], "zh-hans" if tag in {"zh", "zh-cn", "zh-sg"} else ""]
        if code := next((known[one] for one in likely if one in known), None):
            return code
    return ENGLISH


def _described(code: str) -> Language:
    try:
        locale = Locale.parse(code)
    except (ValueError, UnknownLocaleError) as error:
        msg = f"data/languages/{code}.po: expected a file named like gd.po or zh_Hans.po"
        raise ValueError(msg) from error
    header = _catalogue(code).info().get("x-native-reader", "")
    return Language(
        code,
        (locale.get_display_name(code) or code).capitalize(),
        is_right_to_left=locale.text_direction == "rtl",
        needs_native_reader=not header,
    )


@lru_cache(maxsize=32)
def _catalogue(code: str) -> _gettext.NullTranslations:
    path = bundled("data/languages") / f"{code}.po"
    if not path.is_file():
        return _gettext.NullTranslations()
    compiled = BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=code, abort_invalid=True))
    compiled.seek(0)
    return _gettext.GNUTranslations(compiled)
