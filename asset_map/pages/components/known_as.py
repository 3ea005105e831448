"""What is somebody known by? The same fields for erasing and for telling."""

from __future__ import annotations

import re

import streamlit as st

from asset_map.language import gettext as _
from asset_map.services.data_protection.erasing import KnownAs

_APART = re.compile(r"[;\n]+")


def known_as_fields(prefix: str) -> KnownAs:
    """Show the fields in a form, and return what was typed.

    Parameters
    ----------
    prefix
        Keeps the fields of two forms apart.

    Returns
    -------
    KnownAs
        Empty while nothing is typed.
    """
    several = _("Several with “;” between.")
    names = st.text_input(_("Name"), key=f"{prefix}_names", help=several, placeholder="Isa Brown; Mrs I. Brown")
    left, right = st.columns(2)
    emails = left.text_input(_("E-mail address"), key=f"{prefix}_emails", help=several)
    phones = right.text_input(_("Telephone number"), key=f"{prefix}_phones", help=several)
    slips = st.text_input(_("Code of a slip from a session"), key=f"{prefix}_slips", help=several)
    return KnownAs(names=_apart(names), emails=_apart(emails), phones=_apart(phones), slip_codes=_apart(slips))


def _apart(typed: str) -> tuple[str, ...]:
    return tuple(one for text in _APART.split(typed) if (one := text.strip()))
