"""How does text that people typed reach a page without becoming part of it?

One function for each context. Pages hold such text as data only, and show it with ``textContent``.
"""

from __future__ import annotations

import html
import json
import re
from typing import Any

_SCRIPT_ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}
_TEMPLATE_OPENING = re.compile(r"\{(?=[{%#])")


def html_text(text: str) -> str:
    """Escape text that stands between HTML tags or in a quoted attribute.

    Parameters
    ----------
    text
        Text as people typed it.

    Returns
    -------
    str
        The same text in HTML; an opening of a Jinja tag is written as entities too, because Folium reads what it
        has rendered as a template once more.
    """
    return html.escape(text, quote=True).replace("{", "&#123;").replace("}", "&#125;").replace("`", "&#96;")


def script_json(value: Any) -> str:  # noqa: ANN401  # whatever JSON can hold
    r"""Write a value as JSON that may stand inside a ``<script type="application/json">``.

    Parameters
    ----------
    value
        Dictionaries, lists, tuples, text, numbers, booleans and None.

    Returns
    -------
    str
        Compact JSON without ``<``, ``>``, ``&``, U+2028, U+2029 or the opening of a Jinja tag: these stand as
        ``\uXXXX``, which JSON reads as the same signs. A brace before a brace occurs only inside text.
    """
    compact = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return _TEMPLATE_OPENING.sub(r"\\u007b", compact.translate(_SCRIPT_ESCAPES))


def inline_script(code: str) -> str:
    """Check program text of our own or of a library before it is written between ``<script>`` tags.

    Parameters
    ----------
    code
        JavaScript from the vendor folder; never anything people typed.

    Returns
    -------
    str
        The same program.

    Raises
    ------
    ValueError
        When the program would end its script element early.
    """
    if re.search(r"</script|<!--", code, flags=re.IGNORECASE):
        msg = "A script to be written into a page holds '</script' or '<!--', which would end it early."
        raise ValueError(msg)
    return code
