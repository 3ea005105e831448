"""Photos of a record: shown to whoever may see them, and looked after by staff."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from html import escape
from urllib.parse import quote

import streamlit as st

from asset_map.domain.asset import Asset, ReviewState
from asset_map.domain.dates import local_date
from asset_map.domain.person import Person
from asset_map.domain.photo import GOOD_ALT, LONGEST_ALT, MOST_PHOTOS, KeptPhoto, alt_problem
from asset_map.domain.protection import EXACT_LEVELS, Audience, Level
from asset_map.errors import UserError
from asset_map.intake.photos import MOST_UPLOADED_BYTES, too_big
from asset_map.language import gettext as _
from asset_map.pages.components import who
from asset_map.pages.components.own_component import own_component, sending_words
from asset_map.services.photos import describe_photo, photos_of, put_photo_back, remove_photo, removed_photos
from asset_map.services.workspace import Workspace

_SENDER = """<form class="photo-sender own-part" novalidate>
<label class="photo-sender-file-label" for=""></label><p class="photo-sender-hint photo-sender-file-hint"></p>
<input class="photo-sender-file" type="file" accept="image/jpeg,image/png,image/webp">
<img class="photo-sender-preview" alt="" hidden>
<label class="photo-sender-alt-label" for=""></label><p class="photo-sender-hint photo-sender-alt-hint"></p>
<textarea class="photo-sender-alt" rows="2"></textarea>
<button class="photo-sender-send main" type="submit"></button>
<p class="sending-note" role="status"></p><p class="photo-sender-problem" role="alert"></p></form>"""
"""A phone turns its HEIC photos into JPEG for a field that takes no HEIC."""

_SENT_SIDE_PX = 2000
"""A little more than is kept, so that the server shrinks last, and better than some browsers do."""

_PROBLEM = "photos_problem"
_SIDE_BY_SIDE = "display:flex;flex-wrap:wrap;gap:1rem;margin:0"
_FIGURE = "margin:0;flex:1 1 14rem"
_WIDEST_REM = 26
_WIDEST_IN_A_LIST_REM = 16
_PICTURE = "display:block;width:100%;height:auto;border-radius:0.4rem;background:#f4f2ee"


def show_photos(asset_id: str, workspace: Workspace, audience: Audience) -> None:
    """Show the photos of a record side by side; nothing where there are none.

    Parameters
    ----------
    asset_id
        The record.
    workspace
        The area.
    audience
        For whom the screen is made.
    """
    if shown := photos_of(asset_id, workspace, audience=audience, today=local_date(who.now())):
        st.html(_pictures(shown, widest_rem=_WIDEST_REM))


def photo_panel(asset: Asset, workspace: Workspace, person: Person) -> None:
    """Let staff add, describe, remove and put back photos of a record.

    Parameters
    ----------
    asset
        The record.
    workspace
        The area.
    person
        Who is signed in.
    """
    st.markdown(_who_sees(asset))
    if (problem := st.session_state.pop(_PROBLEM, None)) is not None:
        st.error(problem, icon=":material/error:")
    if asset.protection is Level.UNMAPPED:
        return
    shown = photos_of(asset.asset_id, workspace, audience=who.audience(workspace), today=local_date(who.now()))
    for photo in shown:
        _one_photo(photo, workspace, person)
    for photo in removed_photos(asset.asset_id, workspace):
        _one_removed(photo, workspace, person)
    if len(shown) < MOST_PHOTOS:
        _sender(asset.asset_id)
    else:
        st.info(_("{count} photos are the most. Remove one to add another.").format(count=MOST_PHOTOS))


def _pictures(shown: Sequence[KeptPhoto], *, widest_rem: int) -> str:
    figures = [
        f'<figure style="{_FIGURE};max-width:{widest_rem}rem">'
        f'<img src="/photos/{quote(photo.photo_id)}" alt="{escape(photo.alt)}" '
        f'width="{photo.width_px}" height="{photo.height_px}" loading="lazy" style="{_PICTURE}">'
        # Screen readers have heard it with the picture.
        f'<figcaption aria-hidden="true">{escape(photo.alt)}</figcaption></figure>'
        for photo in shown
    ]
    return f'<div class="asset-photos" style="{_SIDE_BY_SIDE}">{"".join(figures)}</div>'


def _who_sees(asset: Asset) -> str:
    if asset.protection is Level.UNMAPPED:
        return _("No photos are kept of this record, as they can show where it is.")
    if asset.review_state is not ReviewState.PUBLISHED:
        return _("Staff alone see the photos, as this record is not published.")
    if asset.protection in EXACT_LEVELS[Audience.PUBLIC]:
        return _("Everybody sees the photos of this record.")
    return _("The public does not see the photos, as they can show where it is. Partners and staff see them.")


def _one_photo(photo: KeptPhoto, workspace: Workspace, person: Person) -> None:
    with st.container(border=True):
        st.html(_pictures([photo], widest_rem=_WIDEST_IN_A_LIST_REM))
        with st.container(horizontal=True):
            with st.popover(_("Say it in other words"), icon=":material/edit:"):
                key = f"photo_alt_{photo.photo_id}"
                st.text_area(_("What does it show?"), photo.alt, key=key, max_chars=LONGEST_ALT)
                st.button(
                    _("Keep these words"),
                    type="primary",
                    key=f"photo_describe_{photo.photo_id}",
                    on_click=_do,
                    args=(lambda: _describe(photo, str(st.session_state[key]), workspace, person),),
                )
            st.button(
                _("Remove"),
                icon=":material/delete:",
                key=f"photo_remove_{photo.photo_id}",
                on_click=_do,
                args=(lambda: remove_photo(photo.photo_id, workspace, now=_now(), actor=person),),
            )


def _describe(photo: KeptPhoto, alt: str, workspace: Workspace, person: Person) -> None:
    if alt != photo.alt:
        describe_photo(photo.photo_id, alt, workspace, now=_now(), actor=person)


def _one_removed(photo: KeptPhoto, workspace: Workspace, person: Person) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.text(_("Removed, and seen by nobody: {alt}").format(alt=photo.alt), width="stretch")
        st.button(
            _("Put back"),
            icon=":material/undo:",
            key=f"photo_back_{photo.photo_id}",
            on_click=_do,
            args=(lambda: put_photo_back(photo.photo_id, workspace, now=_now(), actor=person),),
        )


def _do(change: Callable[[], object]) -> None:
    try:
        change()
    except UserError as error:
        st.session_state[_PROBLEM] = str(error)


def _sender(asset_id: str) -> None:
    most_mb = MOST_UPLOADED_BYTES // 10**6
    own_component("photo_sender", _SENDER)(
        key=f"photo_sender_{asset_id}",
        data={
            "address": f"/photos/of/{quote(asset_id, safe='')}",
            "mostBytes": MOST_UPLOADED_BYTES,
            "longestSidePx": _SENT_SIDE_PX,
            "longestAlt": LONGEST_ALT,
            "texts": {
                "file-label": _("Add a photo"),
                "file-hint": _(
                    "JPEG, PNG or WebP, at most {most_mb} MB. Where and when it was taken is not kept. Ask people "
                    "before you show their faces."
                ).format(most_mb=most_mb),
                "alt-label": _("What does it show?"),
                "alt-hint": _("For people who cannot see it. For instance: {example}").format(example=_(GOOD_ALT)),
                "send": _("Add this photo"),
            },
            "words": sending_words()
            | {
                "tooBig": str(too_big(None)),
                "noPhoto": _("Choose a photo first."),
                "noAlt": alt_problem(""),
                "failed": _("The photo did not arrive. It still stands here: send it again in a moment."),
            },
        },
        on_added_change=lambda: None,
    )


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
