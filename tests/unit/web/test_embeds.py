"""Maps and profiles that stand in other pages: who may hold them, what they carry, and where they lead."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from asset_map.domain.asset import AssetDraft
from asset_map.services.embeds import Embed, iframe, places_embed, profile_embed, strengths_embed
from asset_map.services.neighbourhoods import neighbourhoods_of
from asset_map.services.record import Recorded, record
from asset_map.services.workspace import Workspace
from tests.conftest import NOW
from tests.fixtures.actors import somebody

EMBEDS = {
    "/embed/map?kind=institution": "/?kind=institution",
    "/embed/strengths?offer=food&distance=400&theme=coverage": "/strengths_and_gaps?offer=food&amp;distance=400",
    "/embed/neighbourhood/zones-tiny-town": "http://testserver/neighbourhood/zones-tiny-town",
}


@pytest.mark.usefixtures("workspace")
@pytest.mark.parametrize(("path", "whole"), EMBEDS.items())
def test_any_page_may_hold_it_and_nobody_is_known_by_it(client: TestClient, path: str, whole: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert "frame-ancestors *" in answer.headers["content-security-policy"]
    assert "set-cookie" not in answer.headers
    assert re.findall(r'<a href="([^"]*)"[^>]*rel="noopener">Open in Asset Map', answer.text) == [whole]
    assert "made-up town" in answer.text
    again = client.get(path, headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "frame-ancestors *" in again.headers["content-security-policy"]


@pytest.mark.usefixtures("workspace")
@pytest.mark.parametrize(
    "path", ["/maps/places", "/maps/strengths?offer=food", "/neighbourhood/zones-tiny-town", "/", "/healthz"]
)
def test_nothing_else_stands_in_other_pages(client: TestClient, path: str) -> None:
    policy = client.get(path).headers["content-security-policy"]
    assert "frame-ancestors 'none'" in policy or "frame-ancestors 'self'" in policy
    assert "Open in Asset Map" not in client.get(path).text


@pytest.mark.usefixtures("workspace")
@pytest.mark.parametrize("path", ["/embed/strengths?offer=nonsense", "/embed/neighbourhood/nowhere", "/embed/else"])
def test_what_cannot_be_shown_is_said_inside_the_frame(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "This cannot be shown" in answer.text
    assert "frame-ancestors *" in answer.headers["content-security-policy"]
    assert "set-cookie" not in answer.headers


def test_a_profile_holds_no_form_and_its_links_open_beside_the_page(workspace: Workspace, client: TestClient) -> None:
    draft = AssetDraft(name="Soup kitchen", kind="institution", offers=("food",), postcode="ZZ1 1AA")
    assert isinstance(record(draft, workspace, now=NOW, actor=somebody("test")), Recorded)
    text = client.get("/embed/neighbourhood/zones-tiny-town").text
    assert "Soup kitchen" in text
    assert "<form" not in text
    assert '<base target="_blank">' in text


def test_the_lines_to_paste_lead_to_what_is_served(workspace: Workspace, client: TestClient) -> None:
    embeds = (
        places_embed(workspace, kind="place", offer="food"),
        strengths_embed(workspace, "food"),
        *map(profile_embed, neighbourhoods_of(workspace)),
    )
    assert len({one.title for one in embeds}) == len(embeds)
    for one in embeds:
        assert client.get(one.path).status_code == 200
    lines = iframe(Embed('A "quoted" <b>title</b>', "/embed/map?kind=place&offer=food"), "https://map.example")
    assert 'src="https://map.example/embed/map?kind=place&amp;offer=food"' in lines
    assert 'title="A &quot;quoted&quot; &lt;b&gt;title&lt;/b&gt;"' in lines
