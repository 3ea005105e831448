"""How does something become a PDF: tagged, made offline, and the same bytes whenever its input is the same?"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import typst

from asset_map.exports.printable import printable
from asset_map.maps.vendor_files import vendor_file

TEMPLATES = Path(__file__).parent / "templates"
"""Each template is a file ``NAME.typ``; none imports a package, so nothing is fetched."""

STANDARD: Final = "ua-1"
"""PDF/UA-1, for screen readers: a document without title, or a picture without alternative text, is refused."""


def pdf(template: str, data: Mapping[str, Any], *, now: dt.datetime) -> bytes:
    """Return a PDF.

    Parameters
    ----------
    template
        Name of a template, for instance ``notice``.
    data
        What it shows, as JSON can hold it. The template reads it as values and never as markup, so that nothing that
        people typed can change the page. Signs that no typeface here has, such as emoji, are printed as an empty box:
        PDF/UA refuses a page that would leave them out.
    now
        When it is made, with its time zone; stands in the file, nowhere on the page.

    Returns
    -------
    bytes
        The file.
    """
    compiler = typst.Compiler(TEMPLATES / f"{template}.typ", root=TEMPLATES, font_paths=_fonts())
    made = compiler.compile(
        format="pdf",
        sys_inputs={"data": json.dumps(printable(data, _folder()), ensure_ascii=False, sort_keys=True)},
        pdf_standards=[STANDARD],
        timestamp=int(now.timestamp()),
    )
    if not isinstance(made, bytes):
        msg = f"expected one PDF from the template {template}, found {type(made).__name__}"
        raise TypeError(msg)
    return made


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(_folder())])


def _folder() -> Path:
    return vendor_file("fonts/AtkinsonHyperlegible_400Regular.ttf").parent
