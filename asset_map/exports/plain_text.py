"""Which signs of a text can a workbook or an XML document not hold?"""

from __future__ import annotations

import re
from typing import Final

NOT_IN_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""All that XML 1.0 does not name as a character (clause 2.2): one of them makes the whole document unreadable."""


def for_xml(text: str) -> str:
    """Return a text without what no XML document can hold.

    Parameters
    ----------
    text
        Any, also a whole document.

    Returns
    -------
    str
        The same without control characters (tabs and line breaks stay), lone surrogates, U+FFFE and U+FFFF.
    """
    return NOT_IN_XML.sub("", text)
