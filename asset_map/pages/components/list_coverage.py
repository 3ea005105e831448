"""Is a list complete? Then it also says where there is nothing; usually it is not."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import streamlit as st

from asset_map.domain.dates import local_date, read_date, written_date
from asset_map.language import gettext as _
from asset_map.language import ngettext
from asset_map.pages.components.as_typed import as_typed
from asset_map.pages.components.list_draft import Desk
from asset_map.pages.components.list_state import choose, key, part, say, stands, typed
from asset_map.pages.components.list_work import Looked
from asset_map.services.lists.request import Claim

NO, YES = "no", "yes"


def coverage_part(looked: Looked, desk: Desk) -> None:
    """Ask whether the list is complete.

    Parameters
    ----------
    looked
        The list, with its plan.
    desk
        Whose.
    """
    claim, scheme = looked.draft.request.claim, desk.workspace.classification
    zones = zone_words(desk)
    said = _("no") if claim is None else _("yes")
    label = _("Is this list complete? · {said}").format(said=said)
    with part("coverage", label, icon=":material/checklist:"):
        st.markdown(
            _(
                "If you say yes, zones without a row count as looked at with nothing there, which draws them as gaps; "
                "if no, they stay as they are: nobody has looked."
            )
        )
        with st.form(key("coverage_form"), border=False):
            st.radio(
                _("Is this list complete?"),
                [NO, YES],
                format_func={NO: _("No, or nobody knows"), YES: _("Yes, for what is chosen here")}.__getitem__,
                key=stands("claim", NO if claim is None else YES),
            )
            st.multiselect(
                _("Complete for"),
                list(scheme.offers),
                format_func=scheme.offer_label,
                key=stands("claim_offers", list(claim.offers) if claim else _offers_of(looked)),
            )
            st.multiselect(
                _("Zones that it covers (none chosen: all)"),
                list(zones),
                format_func=zones.__getitem__,
                key=stands("claim_zones", list(claim.zones) if claim else []),
            )
            st.text_input(
                _("Complete as of"),
                max_chars=30,
                placeholder=written_date(local_date(dt.datetime.now(dt.UTC))),
                help=_("For instance 21/11/2026. When empty, today."),
                key=stands("claim_as_of", claim.as_of if claim else ""),
            )
            st.form_submit_button(_("Use this answer"), icon=":material/check:", on_click=_use, args=(looked, desk))
        if claim is not None and looked.ready.report.looked_none:
            st.markdown(
                ngettext(
                    "{count} zone and offer will count as looked at, with nothing there.",
                    "{count} zones and offers will count as looked at, with nothing there.",
                    looked.ready.report.looked_none,
                )
            )


def _offers_of(looked: Looked) -> list[str]:
    return list(looked.draft.request.offers)


def zone_words(desk: Desk) -> dict[str, str]:
    """Return what people read for each zone.

    Parameters
    ----------
    desk
        Whose area.

    Returns
    -------
    dict
        Names by code, by name; with the code where a name is not the only one.
    """
    names = desk.workspace.geography.zones_bng["zone_name"].astype("str").sort_values()
    often = names.duplicated(keep=False)
    return {
        str(code): f"{name} ({code})" if is_often else str(name)
        for (code, name), is_often in zip(names.items(), often, strict=True)
    }


def _use(looked: Looked, desk: Desk) -> None:
    if typed("claim") == NO:
        choose(desk, replace(looked.draft.request, claim=None))
        return
    offers, as_of = tuple(typed("claim_offers")), str(typed("claim_as_of")).strip()
    if not offers:
        say("error", _("Choose what the list is complete for."))
    elif as_of and read_date(as_of) is None:
        text = _("Expected a date such as 21/11/2026; found “{typed}”. Type it again.")
        say("error", text.format(typed=as_typed(as_of)))
    else:
        claim = Claim(offers=offers, zones=tuple(typed("claim_zones")), as_of=as_of)
        choose(desk, replace(looked.draft.request, claim=claim))
