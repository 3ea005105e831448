"""What was ticked for a zone and not saved yet? Kept on the server, so that a phone that sleeps loses nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import streamlit as st

from asset_map.domain.coverage import LookDraft, LookMethod
from asset_map.domain.dates import read_date
from asset_map.domain.person import Person
from asset_map.pages.components import who
from asset_map.pages.components.page import today
from asset_map.services.workspace import Workspace

NOT_LOOKED = "not"
"""The answer that stands for every offer until somebody says otherwise."""


@dataclass(frozen=True)
class Walk:
    """Who walks which zone.

    Parameters
    ----------
    zone
        The zone's code.
    workspace, person
        The area, and who is signed in.
    """

    zone: str
    workspace: Workspace
    person: Person

    @property
    def form(self) -> str:
        """The name of the draft."""
        return f"walk_{self.zone}"

    def key(self, field: str) -> str:
        """Return Streamlit's key of a field.

        Parameters
        ----------
        field
            An offer's code, or ``how``, ``on`` or ``by``, each with an underscore in front.

        Returns
        -------
        str
            Another one for each zone.
        """
        return f"walk_{self.zone}_{field}"


def begin(walk: Walk) -> bool:
    """Put what was ticked before into the form.

    Parameters
    ----------
    walk
        Who walks where.

    Returns
    -------
    bool
        Whether there was anything, the first time in a visit.
    """
    kept = walk.workspace.store.draft(walk.person.person_id, walk.form) or {}
    is_first = walk.key("_begun") not in st.session_state
    st.session_state[walk.key("_begun")] = True
    for offer in walk.workspace.classification.offers:
        # Streamlit forgets what stands in a widget that is not shown; setting the value makes it stay.
        st.session_state[walk.key(offer)] = st.session_state.get(walk.key(offer), str(kept.get(offer, NOT_LOOKED)))
    looked_on = read_date(str(kept.get("_on", ""))) or today()
    first = {
        "_how": str(kept.get("_how", LookMethod.WALKABOUT.value)),
        "_on": min(looked_on, today()),
        "_by": str(kept.get("_by", walk.person.name)),
    }
    for field, value in first.items():
        st.session_state[walk.key(field)] = st.session_state.get(walk.key(field), value)
    return is_first and bool(kept)


def keep(walk: Walk) -> None:
    """Keep what stands in the form, when it has changed; nothing is kept where nothing is ticked.

    Parameters
    ----------
    walk
        Who walks where.
    """
    owner, store = walk.person.person_id, walk.workspace.store
    ticked = answers(walk)
    typed = ticked | {"_how": how(walk), "_on": looked_on(walk), "_by": looked_by(walk)} if ticked else {}
    if typed == (store.draft(owner, walk.form) or {}):
        return
    if typed:
        store.save_draft(owner, walk.form, typed, at=who.now())
    else:
        store.delete_draft(owner, walk.form)


def clear(walk: Walk) -> None:
    """Take every tick away, and forget the draft.

    Parameters
    ----------
    walk
        Who walks where.
    """
    put(walk, {})
    walk.workspace.store.delete_draft(walk.person.person_id, walk.form)


def put(walk: Walk, ticked: dict[str, str]) -> None:
    """Put answers into the form, in place of all that stand there.

    Parameters
    ----------
    walk
        Who walks where.
    ticked
        Answers by offer.
    """
    for offer in walk.workspace.classification.offers:
        st.session_state[walk.key(offer)] = ticked.get(offer, NOT_LOOKED)


def answers(walk: Walk) -> dict[str, str]:
    """Return what was ticked.

    Parameters
    ----------
    walk
        Who walks where.

    Returns
    -------
    dict
        Codes of `asset_map.domain.coverage.LookResult` by offer, without what was not looked for.
    """
    said = {offer: st.session_state.get(walk.key(offer)) for offer in walk.workspace.classification.offers}
    return {offer: str(answer) for offer, answer in said.items() if answer not in (None, NOT_LOOKED)}


def drafts(walk: Walk) -> list[LookDraft]:
    """Return what was ticked as looks.

    Parameters
    ----------
    walk
        Who walks where.

    Returns
    -------
    list of LookDraft
        One for each answer.
    """
    return [
        LookDraft(
            zone_code=walk.zone,
            offer=offer,
            result=result,
            method=how(walk),
            looked_on=looked_on(walk),
            looked_by=looked_by(walk),
        )
        for offer, result in answers(walk).items()
    ]


def how(walk: Walk) -> str:
    """Return how somebody looked.

    Parameters
    ----------
    walk
        Who walks where.

    Returns
    -------
    str
        A code of `LookMethod`.
    """
    return str(st.session_state.get(walk.key("_how")) or LookMethod.WALKABOUT.value)


def looked_on(walk: Walk) -> str:
    """Return the date of the look.

    Parameters
    ----------
    walk
        Who walks where.

    Returns
    -------
    str
        In the ISO form; empty when none is given.
    """
    given = st.session_state.get(walk.key("_on"))
    return given.isoformat() if isinstance(given, dt.date) else ""


def looked_by(walk: Walk) -> str:
    """Return who looked.

    Parameters
    ----------
    walk
        Who walks where.

    Returns
    -------
    str
        As typed.
    """
    return str(st.session_state.get(walk.key("_by")) or "")
