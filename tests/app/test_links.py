"""Links: staff add and take them away on a record's page; everybody sees those of which they see both ends."""

from __future__ import annotations

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from asset_map.domain.asset import AssetDraft
from asset_map.domain.audit import Action, AuditEvent
from asset_map.domain.links import Relation
from asset_map.domain.protection import Audience, Level
from asset_map.services.links import link, links_of
from asset_map.services.record import Recorded, record
from asset_map.services.workspace import Workspace
from tests.app.conftest import SignIn, run_screen, texts
from tests.conftest import NOW
from tests.fixtures.actors import somebody


def _keep(workspace: Workspace, name: str, kind: str = "institution", postcode: str = "ZZ1 1AA") -> str:
    draft = AssetDraft(name=name, kind=kind, offers=("meet",), postcode=postcode)
    kept = record(draft, workspace, now=NOW, actor=somebody("test"))
    assert isinstance(kept, Recorded), kept
    return kept.asset.asset_id


def _said(asset_id: str, workspace: Workspace) -> list[str]:
    return [
        f"{tie.words} {tie.other.name} {tie.note}".strip()
        for tie in links_of(asset_id, workspace, audience=Audience.STAFF)
    ]


def _to_records(page: AppTest) -> list[str]:
    links = [one.proto for one in page.get("page_link")]
    return [link.query_string for link in links if link.page == "asset"]


def _in_words(page: AppTest) -> str:
    return "\n".join(str(one.value) for one in page.get("html"))


def test_staff_link_two_records_and_take_the_link_away_and_back(workspace: Workspace, sign_in: SignIn) -> None:
    hall, club = _keep(workspace, "Hall", "place"), _keep(workspace, "Choir *of* all")
    _keep(workspace, "Bench")
    sign_in("Morag")
    page = run_screen("asset", id=hall, panel="links")
    page.text_input(key=f"link_search_{hall}").set_value("nothing like it").run()
    assert "No other record holds these words." in texts(page)
    page.text_input(key=f"link_search_{hall}").set_value("choir").run()
    assert page.radio(key=f"link_other_{hall}").options == [r"Choir \*of\* all (Services)"]
    how = page.selectbox(key=f"link_how_{hall}")
    assert how.options[:3] == ["Hall runs Choir *of* all", "Choir *of* all runs Hall", "Hall meets at Choir *of* all"]
    assert "This is unusual" in texts(page)
    how.select_index(1).run()
    assert "This is unusual" not in texts(page)
    page.text_input(key=f"link_note_{hall}").set_value("since May").run()
    page.button(key=f"link_add_{hall}").click().run()
    assert not page.exception
    assert _said(hall, workspace) == ["is run by Choir *of* all since May"]
    assert _said(club, workspace) == ["runs Hall since May"]
    assert f"id={club}" in _to_records(page)
    assert page.text_input(key=f"link_search_{hall}").value == ""
    taking = next(button for button in page.button if str(button.key).startswith("unlink_"))
    taking.click().run()
    assert _said(hall, workspace) == []
    page.button(key=f"link_back_{hall}").click().run()
    assert _said(hall, workspace) == ["is run by Choir *of* all since May"]
    assert "The link was taken away." not in texts(page)
    assert [one.event.action for one in workspace.store.history(club)][1:] == [
        Action.LINKED, Action.UNLINKED, Action.LINKED,
    ]  # fmt: skip


def test_what_cannot_be_linked_is_said_in_words(workspace: Workspace, sign_in: SignIn) -> None:
    hall, club = _keep(workspace, "Hall", "place"), _keep(workspace, "Club")
    link(hall, Relation.RUNS, club, workspace, now=NOW, actor=somebody("test"))
    sign_in("Morag")
    page = run_screen("asset", id=hall, panel="links")
    page.text_input(key=f"link_search_{hall}").set_value("club").run()
    page.button(key=f"link_add_{hall}").click().run()
    assert "linked like this already" in texts(page)


@pytest.fixture
def protected(workspace: Workspace) -> str:
    """Link a hall with a club, and a refuge, which is for partners only, with both."""
    hall, club = _keep(workspace, "Hall", "place"), _keep(workspace, "Club <b>", postcode="ZZ1 1AB")
    refuge = workspace.store.asset(_keep(workspace, "Xyzzy refuge"))
    event = AuditEvent(at=NOW, actor="test", action=Action.RAISED)
    workspace.store.change_asset(replace(refuge, protection=Level.PARTNERS), event=event)
    link(club, Relation.RUNS, hall, workspace, note="<i>since</i> May", now=NOW, actor=somebody("test"))
    for other in (hall, club):
        link(refuge.asset_id, Relation.FUNDS, other, workspace, now=NOW, actor=somebody("test"))
    return hall


def test_the_record_shows_its_links_to_the_public(workspace: Workspace, protected: str) -> None:
    page = run_screen("asset", id=protected)
    assert "Linked with" in texts(page)
    assert "Is run by" in texts(page)
    assert "Xyzzy" not in texts(page) + _in_words(page)
    assert len(_to_records(page)) == 1


def test_the_network_of_the_public_and_of_staff(workspace: Workspace, protected: str, sign_in: SignIn) -> None:
    page = run_screen("links")
    assert not page.exception
    words = _in_words(page)
    assert "Club &lt;b&gt;</a> runs <a" in words
    assert "&lt;i&gt;since&lt;/i&gt; May" in words
    assert "1 link between 2 records" in texts(page)
    pictures = [one.proto.spec for one in page.get("graphviz_chart")]
    assert len(pictures) == 1
    assert "Xyzzy" not in words + texts(page) + "".join(pictures)
    sign_in("Morag")
    page = run_screen("links")
    assert "Xyzzy" not in _in_words(page)
    page.toggle(key="links_for_staff").set_value(True).run()
    assert _in_words(page).count("Xyzzy refuge") == 2
    assert "3 links between 3 records" in texts(page)


def test_a_neighbourhood_without_links_says_so(workspace: Workspace) -> None:
    page = run_screen("links")
    assert "No links are known here yet." in texts(page)
    assert page.selectbox(key="choose_where").options == ["Everywhere", "Tiny Town"]
