"""At which address does the browser see this server?"""

from __future__ import annotations

from urllib.parse import urlsplit

import streamlit as st


def here() -> str:
    """Return the address of this server, as the browser knows it.

    Returns
    -------
    str
        Without a path; empty where there is no browser.
    """
    parts = urlsplit(st.context.url or "")
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
