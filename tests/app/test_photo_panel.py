"""Photos on a screen: shown, described, removed and put back."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from asset_map.domain.asset import PLACELESS, AssetDraft, ReviewState
from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.photo import MOST_PHOTOS
from asset_map.domain.protection import Audience, Level
from asset_map.services.photos import add_photo, photos_of, removed_photos
from asset_map.services.record import Recorded, record
from asset_map.services.workspace import Workspace
from tests.app.conftest import texts
from tests.conftest import NOW, TODAY
from tests.fixtures.actors import somebody
from tests.fixtures.pictures import encoded, picture

ALT = 'A "red" door & <script>alert(1)</script>'


@pytest.fixture
def hall(workspace: Workspace) -> str:
    """Return the id of a public place."""
    draft = AssetDraft(name="Hall", kind="institution", offers=("meet",), postcode="ZZ1 1AA")
    result = record(draft, workspace, now=NOW, actor=somebody("test"))
    assert isinstance(result, Recorded)
    return result.asset.asset_id


def _add(hall: str, workspace: Workspace, number: int = 0) -> str:
    uploaded = encoded(picture(80 + number), "JPEG")
    return add_photo(hall, uploaded, ALT, workspace, now=NOW, actor=somebody("test")).photo_id


def _screen(asset_id: str, audience: str, panel: bool) -> None:
    from asset_map.domain.protection import Audience  # noqa: PLC0415  # AppTest runs these lines alone
    from asset_map.pages.components.photos import photo_panel, show_photos  # noqa: PLC0415
    from asset_map.services.current import current_workspace  # noqa: PLC0415
    from tests.conftest import NOW  # noqa: PLC0415
    from tests.fixtures.actors import a_person  # noqa: PLC0415

    workspace = current_workspace()
    if panel:
        photo_panel(workspace.store.asset(asset_id), workspace, a_person("Morag", workspace, now=NOW))
    else:
        show_photos(asset_id, workspace, Audience(audience))


def _run(asset_id: str, *, audience: Audience = Audience.PUBLIC, panel: bool = False) -> AppTest:
    arguments = {"asset_id": asset_id, "audience": audience.value, "panel": panel}
    page = AppTest.from_function(_screen, default_timeout=60, kwargs=arguments).run()
    assert not page.exception
    return page


def _pictures(page: AppTest) -> str:
    return "".join(one.proto.body for one in page.get("html"))


def test_a_photo_is_shown_with_its_words_as_they_were_typed(workspace: Workspace, hall: str) -> None:
    photo_id = _add(hall, workspace)
    shown = _pictures(_run(hall))
    escaped = "A &quot;red&quot; door &amp; &lt;script&gt;alert(1)&lt;/script&gt;"
    assert f'<img src="/photos/{photo_id}" alt="{escaped}" width="80" height="60"' in shown
    assert f'<figcaption aria-hidden="true">{escaped}</figcaption>' in shown


def test_where_there_is_no_photo_nothing_is_shown(hall: str) -> None:
    assert len(_run(hall).main.children) == 0


def test_a_screen_for_the_public_names_no_photo_that_it_may_not_see(workspace: Workspace, hall: str) -> None:
    photo_id = _add(hall, workspace)
    event = AuditEvent(at=NOW, actor="test", action=Action.RAISED)
    workspace.store.change_asset(replace(workspace.store.asset(hall), protection=Level.AREA), event=event)
    assert len(_run(hall).main.children) == 0
    assert photo_id in _pictures(_run(hall, audience=Audience.STAFF))


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({}, "Everybody sees"),
        ({"protection": Level.AREA}, "The public does not see"),
        ({"protection": Level.PARTNERS}, "The public does not see"),
        ({"review_state": ReviewState.SUBMITTED}, "Staff alone see"),
        ({"protection": Level.UNMAPPED, **PLACELESS}, "No photos are kept"),
    ],
)
def test_staff_are_told_who_will_see_the_photos(
    workspace: Workspace, hall: str, fields: dict[str, object], told: str
) -> None:
    event = AuditEvent(at=NOW, actor="test", action=Action.RAISED)
    workspace.store.change_asset(replace(workspace.store.asset(hall), **fields), event=event)
    page = _run(hall, panel=True)
    assert told in texts(page)
    assert len(page.get("bidi_component")) == (0 if told == "No photos are kept" else 1)


def test_a_photo_is_removed_and_put_back(workspace: Workspace, hall: str) -> None:
    photo_id = _add(hall, workspace)
    page = _run(hall, panel=True)
    page.button(key=f"photo_remove_{photo_id}").click().run()
    assert photos_of(hall, workspace, audience=Audience.STAFF, today=TODAY) == []
    assert photo_id not in _pictures(page)
    assert ALT in " ".join(one.value for one in page.text)
    page.button(key=f"photo_back_{photo_id}").click().run()
    assert removed_photos(hall, workspace) == []
    assert re.findall(r"/photos/([^\"]+)", _pictures(page)) == [photo_id]
    assert {entry.event.actor for entry in workspace.store.history(hall)[2:]} == {"Morag"}


def test_a_photo_is_described_anew_or_told_why_not(workspace: Workspace, hall: str) -> None:
    photo_id = _add(hall, workspace)
    page = _run(hall, panel=True)
    page.button(key=f"photo_describe_{photo_id}").click().run()
    assert len(workspace.store.history(hall)) == 2  # the same words are no change
    page.text_area(key=f"photo_alt_{photo_id}").input("Photo").run()
    page.button(key=f"photo_describe_{photo_id}").click().run()
    assert "does not tell" in page.error[0].value
    page.text_area(key=f"photo_alt_{photo_id}").input("A green door").run()
    assert len(page.error) == 0
    page.button(key=f"photo_describe_{photo_id}").click().run()
    assert [one.alt for one in photos_of(hall, workspace, audience=Audience.PUBLIC, today=TODAY)] == ["A green door"]


def test_with_six_photos_no_more_is_asked_for(workspace: Workspace, hall: str) -> None:
    for number in range(MOST_PHOTOS):
        _add(hall, workspace, number)
    page = _run(hall, panel=True)
    assert "6 photos are the most" in texts(page)
    assert len(page.get("bidi_component")) == 0
