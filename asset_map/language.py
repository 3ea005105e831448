"""Which words does a person read? Every text on a screen passes through here.

Catalogues are looked for in ``data/languages``; a text without a translation stays in English.
"""

from __future__ import annotations

import gettext as _gettext
from contextvars import ContextVar
from functools import lru_cache

from asset_map.settings import bundled

DEFAULT_LANGUAGE = "en_GB"
language: ContextVar[str] = ContextVar("language", default=DEFAULT_LANGUAGE)


@lru_cache(maxsize=32)
def _catalogue(code: str) -> _gettext.NullTranslations:
    return _gettext.translation("asset_map", bundled("data/languages"), [code], fallback=True)


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
    return _catalogue(language.get()).gettext(text)


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
