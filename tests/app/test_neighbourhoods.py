"""The screen of neighbourhoods: anybody finds one and its link; staff add, rename and remove."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from asset_map.pages.components import neighbourhood_work
from asset_map.pages.components.place_picker import DrawnShape
from asset_map.services.adding_neighbourhoods import NeighbourhoodFile, add_neighbourhoods
from asset_map.services.workspace import Workspace
from tests.app.conftest import SignIn, run_screen, texts
from tests.conftest import NOW
from tests.fixtures.actors import somebody
from tests.fixtures.outlines import degrees_of
from tests.unit.services.test_neighbourhoods import a_box


@pytest.fixture
def river(workspace: Workspace) -> Workspace:
    """Return a town with a neighbourhood of two zones."""
    path = workspace.settings.home / "places.csv"
    path.write_text("thriving_place,zone\nRiver & <b>Shore</b>,DEMO0001\nRiver & <b>Shore</b>,DEMO0002\n", "utf-8")
    add_neighbourhoods(NeighbourhoodFile(path=path), workspace, now=NOW, actor=somebody("test"))
    return workspace


def listed(page: AppTest) -> str:
    return "".join(str(one.proto.body) for one in page.get("html"))


def test_anybody_finds_a_neighbourhood_and_its_link(river: Workspace) -> None:
    page = run_screen("neighbourhoods")
    assert not page.exception
    assert 'href="/neighbourhood/river-b-shore-b"' in listed(page)
    assert "River &amp; &lt;b&gt;Shore&lt;/b&gt;</a>" in listed(page)
    assert page.selectbox(key="neighbourhood_link").options == [
        "River & <b>Shore</b> (Thriving Place)", "Tiny Town (Neighbourhood)",
    ]  # fmt: skip
    assert page.code[0].value.endswith("/neighbourhood/river-b-shore-b")
    assert "Add and change neighbourhoods" not in texts(page)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("shore", ["river-b-shore-b"]),
        ("town 03", ["DEMO0003"]),
        ("demo0006", ["DEMO0006"]),
        ("zz11aa", ["river-b-shore-b", "zones-tiny-town", "DEMO0001"]),
        ("zz1 1ab", ["zones-tiny-town", "DEMO0005"]),
    ],
)
def test_a_name_a_code_or_a_postcode_leads_there(river: Workspace, typed: str, found: list[str]) -> None:
    page = run_screen("neighbourhoods", find=typed)
    hrefs = [part.split('"')[0] for part in listed(page).split('href="/neighbourhood/')[1:]]
    assert hrefs == found


@pytest.mark.parametrize(("typed", "said"), [("ZZ9 9ZZ", "not in the list of postcodes"), ("Atlantis", "Try a part")])
def test_what_is_not_found_is_said(river: Workspace, typed: str, said: str) -> None:
    page = run_screen("neighbourhoods", find=typed)
    assert said in texts(page)
    assert not page.code


def test_staff_rename_and_remove(river: Workspace, sign_in: SignIn) -> None:
    sign_in("Morag")
    page = run_screen("neighbourhoods")
    page.text_input(key="neighbourhood_rename_river-b-shore-b").set_value("Quay").run()
    page.button(key="neighbourhood_rename").click().run()
    assert "It is now called Quay" in texts(page)
    assert [one.name for one in river.store.neighbourhoods()] == ["Quay"]
    page.button(key="neighbourhood_remove").click().run()
    assert "Quay was removed" in texts(page)
    assert river.store.neighbourhoods() == []
    assert "None was added yet." in texts(page)


def test_staff_keep_what_they_drew(workspace: Workspace, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    sign_in("Morag")
    outline = DrawnShape(degrees_of(a_box(0, 0, 1, 1)))
    monkeypatch.setattr(neighbourhood_work, "place_picker", lambda *_, on_answer, **__: on_answer(outline))
    page = run_screen("neighbourhoods")
    page.button(key="neighbourhood_keep").click().run()
    assert "Nothing was changed. Expected a name" in texts(page).replace("\\", "")
    page.text_input(key="neighbourhood_name").set_value("The Shore").run()
    page.text_input(key="neighbourhood_source").set_value("Residents").run()
    page.button(key="neighbourhood_keep").click().run()
    assert "The Shore was added" in texts(page)
    [kept] = workspace.store.neighbourhoods()
    assert (kept.name, kept.source) == ("The Shore", "Residents")
