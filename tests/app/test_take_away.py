"""The screen “Take away”: what is in a file before it is downloaded, for whom, and how to make it again."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from asset_map.cli import app as commands
from asset_map.domain.asset import AssetDraft
from asset_map.domain.protection import Audience
from asset_map.exports.formats import Format, What
from asset_map.pages.components import take_away_file
from asset_map.pages.components.page import today
from asset_map.services.look import Question
from asset_map.services.record import Recorded, record
from asset_map.services.take_away.asked import Taken
from asset_map.services.take_away.command_line import command_of
from asset_map.services.take_away.file import export_bytes
from asset_map.services.take_away.format_words import formats_for
from asset_map.services.workspace import Workspace
from asset_map.settings import Settings
from asset_map.web.routes import routes
from tests.app.conftest import SignIn, run_screen, texts
from tests.conftest import NOW
from tests.fixtures.actors import somebody


@pytest.fixture
def kitchens(workspace: Workspace) -> Workspace:
    """Return a town with a public kitchen, a park, and a refuge that partners alone may know of."""
    for draft in (
        AssetDraft(name="Soup kitchen", kind="institution", offers=("food",), postcode="ZZ1 1AA"),
        AssetDraft(name="Green park", kind="place", offers=("green",), postcode="ZZ1 1AB"),
        AssetDraft(
            name="Refuge kitchen", kind="institution", offers=("food",), postcode="ZZ1 1AA",
            protection="partners",
        ),
    ):  # fmt: skip
        assert isinstance(record(draft, workspace, now=NOW, actor=somebody("test")), Recorded)
    return workspace


def said(page: AppTest) -> str:
    return texts(page).replace("\\", "")


def codes(page: AppTest) -> list[str]:
    return [one.value for one in page.code]


@pytest.mark.usefixtures("kitchens")
def test_rows_size_audience_and_ways_to_make_it_again_stand_before_the_download() -> None:
    page = run_screen("take_away")
    assert not page.exception
    assert "2 rows, " in said(page)
    assert "For the public: nothing in it is protected" in said(page)
    [button] = page.get("download_button")
    assert button.proto.label.startswith("Download (")
    assert codes(page)[0].endswith("/export/assets.gpkg")
    assert codes(page)[1].startswith("asset-map export assets --out zones-assets-public-")
    assert len(page.radio[0].options) == len(Format)
    assert not page.get("segmented_control")  # for whom: staff alone may choose


@pytest.mark.usefixtures("kitchens")
def test_what_filters_leave_out_is_said_and_stands_in_the_address() -> None:
    page = run_screen("take_away", offer="food", format="csv", kind="institution", usable="yes")
    assert "1 row, " in said(page)
    assert len(page.warning) >= 1
    assert codes(page)[0].endswith("/export/assets.csv?offer=food&kind=institution&usable=yes")
    page.selectbox(key="choose_what").set_value("zones").run()
    assert codes(page)[0].endswith("/export/zones.csv?offer=food")  # kinds choose among assets alone
    assert page.query_params["what"] == "zones"


@pytest.mark.usefixtures("kitchens")
def test_everything_is_offered_in_formats_that_hold_it_with_the_rows_of_each_layer() -> None:
    page = run_screen("take_away", what="everything", format="csv", distance="400", as_of="tomorrow")
    assert not page.exception
    assert len(page.radio[0].options) == len(formats_for(What.EVERYTHING))
    assert codes(page)[0].endswith("/export/everything.gpkg?distance=400,600,800,1200")
    table = "".join(str(one.proto.body) for one in page.get("html"))
    assert '<th scope="row">Neighbourhoods</th>' in table
    assert any("Expected" in one.value for one in page.warning)  # the day


@pytest.mark.usefixtures("kitchens")
def test_staff_choose_for_whom_and_are_told_what_it_holds(sign_in: SignIn) -> None:
    sign_in("Morag")
    page = run_screen("take_away")
    assert "2 rows, " in said(page)
    page.segmented_control(key="take_away_audience").set_value("partners").run()
    assert "3 rows, " in said(page)
    assert "Do not publish or pass it on" in said(page)
    assert "--audience partners" in codes(page)[1]
    page.segmented_control(key="take_away_audience").set_value("staff").run()
    assert "Keep it among staff" in said(page)
    assert not any("/export/" in one for one in codes(page))  # no address gives what staff alone may see


@pytest.mark.usefixtures("kitchens")
def test_the_size_of_what_is_large_is_told_when_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(take_away_file, "MADE_AT_ONCE_CELLS", 1)
    page = run_screen("take_away", format="geojson")
    assert page.get("download_button")[0].proto.label == "Download"
    page.button(key="take_away_size").click().run()
    assert page.get("download_button")[0].proto.label.endswith("kB)")


@pytest.mark.usefixtures("kitchens")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, 'src="/embed/map"'),
        ({"embed_what": "strengths", "embed_offer": "green"}, "/embed/strengths?offer=green"),
        ({"embed_what": "profile"}, "/embed/neighbourhood/zones-tiny-town"),
    ],
)
def test_lines_for_another_web_page_are_given(query: dict[str, str], found: str) -> None:
    page = run_screen("take_away", own_page="yes")
    for name, value in query.items():
        page.selectbox(key=f"choose_{name}").set_value(value).run()
    lines = next(one for one in codes(page) if one.startswith("<iframe"))
    assert found in lines
    assert "title=" in lines


def test_every_address_on_the_screen_is_answered_and_the_file_is_the_one_that_was_shown(kitchens: Workspace) -> None:
    page = run_screen("take_away", offer="food", format="geojson", live="yes", services="yes", own_page="yes")
    addresses = [one for one in codes(page) if one.startswith("/")]
    assert [one.split("?")[0] for one in addresses] == [
        "/export/assets.geojson", "/ogc/offers/food", "/openreferral", "/embed/map",
    ]  # fmt: skip
    with TestClient(Starlette(routes=routes())) as client:
        answers = [client.get(one) for one in addresses]
    assert {one.status_code for one in answers} == {200}
    shown = Taken(what=What.ASSETS, question=Question("food", Audience.PUBLIC, today()))
    assert answers[0].content == export_bytes(shown, Format.GEOJSON, kitchens)


def test_the_command_writes_the_same_bytes(kitchens: Workspace, served: Settings, tmp_path: Path) -> None:
    taken = Taken(
        what=What.ASSETS,
        question=Question("food", Audience.PARTNERS, today()),
        distances_m=(400, 800),
        neighbourhood_id="zones-tiny-town",
        kind="institution",
        usable_only=True,
    )
    words = shlex.split(command_of(taken, Format.GEOJSON, kitchens))
    out = tmp_path / words.pop()
    ran = CliRunner().invoke(commands, ["--home", str(served.home), *words[1:], str(out)])
    assert ran.exit_code == 0, ran.output
    assert out.read_bytes() == export_bytes(taken, Format.GEOJSON, kitchens)
    assert b"Refuge kitchen" in out.read_bytes()


@pytest.mark.usefixtures("kitchens")
def test_reports_are_of_what_was_chosen() -> None:
    page = run_screen("take_away", reports="yes", offer="food", neighbourhood="zones-tiny-town")
    addresses = [one.proto.url for one in page.get("link_button")]
    assert addresses == [
        "/report/zones-tiny-town?offer=food",
        "/report/zones-tiny-town.pdf?offer=food",
        "/neighbourhood/zones-tiny-town/place-plan",
        "/neighbourhood/zones-tiny-town/place-plan.pdf",
    ]
    page = run_screen("take_away", reports="yes")
    assert [one.proto.url for one in page.get("link_button")] == ["/report/area", "/report/area.pdf"]
