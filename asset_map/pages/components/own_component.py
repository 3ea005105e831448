"""How is one of our own parts of a screen put together from its files?"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from asset_map.language import gettext as _
from asset_map.maps.vendor_files import vendor_file

if TYPE_CHECKING:
    from streamlit.components.v2.types import ComponentRenderer

_FOLDER = Path(__file__).parent


@lru_cache(maxsize=16)
def own_component(name: str, html: str, *, vendor_styles: tuple[str, ...] = ()) -> ComponentRenderer:
    """Register a part of a screen once: its page text, its style and script beside this file, and how it sends.

    Parameters
    ----------
    name
        Name of ``NAME.css`` and ``NAME.js`` in this folder.
    html
        What it starts as; a script fills in the words.
    vendor_styles
        Styles from the vendor folder that it needs as well.

    Returns
    -------
    ComponentRenderer
        Puts it on a screen.
    """
    styles = [vendor_file(path).read_text("utf-8") for path in vendor_styles]
    css = "\n".join([*styles, _text("sending.css"), _text(f"{name}.css")])
    js = f"{_text('sending.js')}\n{_text(f'{name}.js')}"
    return st.components.v2.component(f"asset_map_{name}", html=html, css=css, js=js, isolate_styles=False)


def sending_words() -> dict[str, str]:
    """Return what a part says while it sends.

    Returns
    -------
    dict
        Words by the name the scripts know them by.
    """
    return {
        "working": _("Working…"),
        "waiting": _("No connection just now. This is sent as soon as there is one."),
    }


def _text(name: str) -> str:
    return (_FOLDER / name).read_text("utf-8")
