"""Likely twins on the screens: asked about while adding, merged and parted again on a record's page."""

from __future__ import annotations

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from asset_map.domain.asset import Asset, AssetDraft
from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.protection import Level
from asset_map.pages.components.as_typed import as_typed
from asset_map.services.record import Recorded, record
from asset_map.services.workspace import Workspace
from tests.app.conftest import SignIn, run_screen, texts
from tests.conftest import NOW
from tests.fixtures.actors import somebody

HALL = AssetDraft(name="Ladywell *Hall*", kind="institution", offers=("meet",), postcode="ZZ1 1AA")


def _keep(draft: AssetDraft, workspace: Workspace) -> Asset:
    result = record(draft, workspace, now=NOW, actor=somebody("Morag"))
    assert isinstance(result, Recorded)
    return result.asset


def _page(asset: Asset) -> AppTest:
    page = run_screen("asset", id=asset.asset_id, panel="twins")
    assert not page.exception
    return page


@pytest.fixture
def hall(workspace: Workspace) -> Asset:
    """Return a record."""
    return _keep(HALL, workspace)


@pytest.fixture
def again(hall: Asset, workspace: Workspace) -> Asset:
    """Return a second record of it."""
    return _keep(replace(HALL, name="The Ladywell Hall", cost="£2 <b>", offers=("meet", "food")), workspace)


def test_nothing_alike_is_said_in_words(hall: Asset, sign_in: SignIn) -> None:
    sign_in("Morag")
    page = _page(hall)
    assert "No other record looks like the same thing" in texts(page)
    assert "merge" not in [button.key for button in page.button]


def test_two_records_are_merged_and_parted_again(
    hall: Asset, again: Asset, workspace: Workspace, sign_in: SignIn
) -> None:
    sign_in("Morag")
    page = _page(hall)
    page.radio(key=f"merge_with_{hall.asset_id}").set_value(again.asset_id).run()
    assert not page.exception
    table = next(str(html.value) for html in page.get("html") if "Where the two differ" in str(html.value))
    assert "£2 &lt;b&gt;" in table
    assert "ZZ1 1AA" not in table
    assert "The same in both: Kind, Postcode" in texts(page)
    assert {box.label for box in page.checkbox} >= {
        as_typed("What it costs: £2 <b>"),
        as_typed("Also known as: The Ladywell Hall"),
    }
    page.button(key="merge").click().run()
    assert "Expected a reason" in texts(page)
    assert workspace.store.asset(again.asset_id).merged_into == ""
    page.text_input(key="merge_reason").set_value("Same door").run()
    page.button(key="merge").click().run()
    assert not page.exception
    kept = workspace.store.asset(hall.asset_id)
    assert (kept.cost, kept.offers, kept.also_known_as) == ("£2 <b>", ("meet", "food"), "The Ladywell Hall")
    assert workspace.store.asset(again.asset_id).merged_into == hall.asset_id
    assert "Merged: “The Ladywell Hall” is now part of “Ladywell \\*Hall\\*”" in texts(page)
    assert any("This record was made of more than one" in str(html.value) for html in page.get("html"))
    away = _page(again)
    away.button(key="part").click().run()
    assert not away.exception
    assert "are two records again" in texts(away)
    assert workspace.store.asset(again.asset_id) == replace(again, version=3)


def test_the_other_record_may_stay_instead(hall: Asset, again: Asset, workspace: Workspace, sign_in: SignIn) -> None:
    sign_in("Morag")
    page = _page(hall)
    page.radio(key=f"merge_with_{hall.asset_id}").set_value(again.asset_id).run()
    page.radio(key=f"merge_stays_{again.asset_id}").set_value(again.asset_id).run()
    page.text_input(key="merge_reason").set_value("Same door").run()
    page.button(key="merge").click().run()
    assert not page.exception
    assert workspace.store.asset(hall.asset_id).merged_into == again.asset_id


def test_another_record_is_found_by_its_name(hall: Asset, workspace: Workspace, sign_in: SignIn) -> None:
    far = _keep(replace(HALL, name="Institute", postcode="ZZ1 1AB"), workspace)
    sign_in("Morag")
    page = _page(hall)
    page.text_input(key="merge_search").set_value("institute").run()
    assert page.radio(key=f"merge_with_{hall.asset_id}").options == [as_typed("Institute (Tiny Town - 05)")]
    assert far.name == "Institute"


def test_what_protection_becomes_is_said_before(
    hall: Asset, again: Asset, workspace: Workspace, sign_in: SignIn
) -> None:
    event = AuditEvent(at=NOW, actor="Morag", action=Action.RAISED)
    workspace.store.change_asset(replace(again, protection=Level.PARTNERS), event=event)
    sign_in("Morag")
    page = _page(hall)
    page.radio(key=f"merge_with_{hall.asset_id}").set_value(again.asset_id).run()
    assert "Only partners may see it" in texts(page)


def test_a_change_since_the_screen_was_drawn_is_a_conflict(
    hall: Asset, again: Asset, workspace: Workspace, sign_in: SignIn
) -> None:
    sign_in("Morag")
    page = _page(hall)
    page.radio(key=f"merge_with_{hall.asset_id}").set_value(again.asset_id).run()
    page.text_input(key="merge_reason").set_value("Same door").run()
    event = AuditEvent(at=NOW, actor="Iain", action=Action.CHANGED)
    workspace.store.change_asset(replace(again, cost="£3"), event=event)
    page.button(key="merge").click().run()
    assert "somebody else saved it meanwhile" in texts(page)
    assert workspace.store.asset(again.asset_id).merged_into == ""


def _added_again() -> None:
    from asset_map.domain.asset import AssetDraft  # noqa: PLC0415  # AppTest runs these lines alone
    from asset_map.domain.protection import Audience  # noqa: PLC0415
    from asset_map.pages.components import twins as shown  # noqa: PLC0415
    from asset_map.pages.components.page import today  # noqa: PLC0415
    from asset_map.services.current import current_workspace  # noqa: PLC0415
    from asset_map.services.twins import likely_twins  # noqa: PLC0415

    def link(page: str, *, label: str, icon: str, query_params: dict[str, str]) -> None:
        shown.st.markdown(f"{label} → {query_params['id']}")

    shown.st.page_link = link  # a screen of a test has no other screens to link to
    draft = AssetDraft(name="Ladywell Hall", offers=("meet",), postcode="ZZ1 1AA")
    shown.show_twins(likely_twins(draft, current_workspace(), audience=Audience.PUBLIC, today=today()))


def test_the_notice_tells_names_as_they_were_typed_and_goes_when_it_is_another_one(
    hall: Asset, again: Asset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("streamlit.page_link", None)
    app = AppTest.from_function(_added_again, default_timeout=60).run()
    assert not app.exception
    words = texts(app)
    assert "Is it one of these?" in words
    assert f"Ladywell \\*Hall\\* → {hall.asset_id}" in words
    where_and_why = "Tiny Town - 01: the same name, at the same spot, the same postcode, it gives the same"
    assert as_typed(where_and_why) in words
    app.button(key="twins_no").click().run()
    assert "Is it one of these?" not in texts(app)
