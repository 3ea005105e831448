"""The list of all records: for staff alone, with what waits first, and filters in the address."""

from __future__ import annotations

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from asset_map.domain.asset import ReviewState
from asset_map.domain.protection import Level
from asset_map.errors import StoreError
from asset_map.services.protect import propose_lowering
from asset_map.services.workspace import Workspace
from asset_map.store import Store
from tests.app.conftest import SignIn, run_screen, texts
from tests.conftest import NOW
from tests.fixtures.actors import somebody
from tests.fixtures.kept_records import HALL, keep


def _names(page: AppTest) -> list[str]:
    links = [link for link in page.get("page_link") if "id=" in link.proto.query_string]
    return [link.proto.label.replace("\\", "") for link in links]


@pytest.fixture
def filled(workspace: Workspace) -> Workspace:
    """Keep four records, two of which wait."""
    keep(workspace, replace(HALL, name="Open hall"))
    keep(workspace, replace(HALL, name="Sent hall"), review_state=ReviewState.SUBMITTED)
    secret = keep(workspace, replace(HALL, name="Secret hall"), protection=Level.PARTNERS)
    keep(workspace, replace(HALL, name="Arts *hall*", offers=("arts",)))
    propose_lowering(
        secret.asset_id, Level.PUBLIC, reason="Agreed", workspace=workspace, now=NOW, actor=somebody("Morag")
    )
    return workspace


@pytest.mark.usefixtures("filled")
def test_nobody_but_staff_sees_a_record_or_a_number() -> None:
    page = run_screen("records", waits="any", search="hall")
    assert not page.exception
    assert "This screen is for staff" in texts(page)
    assert _names(page) == []


@pytest.mark.usefixtures("filled")
def test_signing_out_that_fails_is_said_in_words(sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    sign_in("Morag")
    page = run_screen("records")

    def full(*_: object, **__: object) -> None:
        raise StoreError("The disk is full.")

    with monkeypatch.context() as patched:
        patched.setattr(Store, "sign_out", full)
        page.button(key="sign_out").click().run()
    assert not page.exception
    assert "Nothing was changed. The disk is full" in texts(page).replace("\\", "")
    page.run()
    assert "The disk is full" not in texts(page)
    assert not any("hall" in str(one.value) for one in [*page.markdown, *page.subheader, *page.pills])


@pytest.mark.usefixtures("workspace")
def test_an_empty_store_is_said_in_words(sign_in: SignIn) -> None:
    sign_in("Morag")
    page = run_screen("records")
    assert not page.exception
    assert "Nothing waits to be decided." in texts(page)
    assert "Nothing fits." in texts(page)


@pytest.mark.usefixtures("filled")
def test_what_waits_comes_first_and_leads_to_the_record(sign_in: SignIn) -> None:
    sign_in("Morag")
    page = run_screen("records")
    assert not page.exception
    assert _names(page) == ["Secret hall", "Sent hall", "Arts *hall*", "Open hall"]
    assert page.subheader[0].value == "4 records"
    assert "**Waits for review**" in texts(page)
    assert "Sign out, Morag" in [button.label for button in page.button]


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"waits": "review"}, ["Sent hall"]),
        ({"waits": "me"}, ["Sent hall"]),
        ({"waits": "second_person"}, ["Secret hall"]),
        ({"waits": "any"}, ["Secret hall", "Sent hall"]),
        ({"waits": "nonsense"}, ["Secret hall", "Sent hall", "Arts *hall*", "Open hall"]),
        ({"offer": "arts"}, ["Arts *hall*"]),
        ({"protection": "partners"}, ["Secret hall"]),
        ({"review_state": "submitted"}, ["Sent hall"]),
        ({"recorded_by": "Iain"}, ["Secret hall", "Sent hall", "Arts *hall*", "Open hall"]),
        ({"search": "open"}, ["Open hall"]),
        ({"search": "nothing like it"}, []),
    ],
)
def test_the_filters_stand_in_the_address(sign_in: SignIn, query: dict[str, str], names: list[str]) -> None:
    sign_in("Morag")
    page = run_screen("records", **query)
    assert not page.exception
    assert _names(page) == names


def test_a_long_list_comes_in_pages(workspace: Workspace, sign_in: SignIn) -> None:
    for number in range(27):
        keep(workspace, replace(HALL, name=f"Hall {number:02d}"))
    sign_in("Morag")
    page = run_screen("records")
    assert _names(page) == [f"Hall {number:02d}" for number in range(25)]
    next(button for button in page.button if button.label == "Next").click().run()
    assert _names(page) == ["Hall 25", "Hall 26"]
    assert page.query_params["page"] == "2"
    page.selectbox(key="choose_kind").set_value("place").run()
    assert _names(page)[0] == "Hall 00"
    assert _names(run_screen("records", page="99")) == ["Hall 25", "Hall 26"]
    assert len(_names(run_screen("records", page="-1"))) == 25


@pytest.mark.usefixtures("filled")
def test_who_signs_out_sees_nothing_more(sign_in: SignIn) -> None:
    sign_in("Morag")
    page = run_screen("records")
    page.button(key="sign_out").click().run()
    assert "This screen is for staff" in texts(page)
    assert _names(page) == []
