"""The list of official files is complete, and the command to install them can be pasted."""

from __future__ import annotations

from pathlib import Path

import pytest

from asset_map.geography.download import open_client
from asset_map.geography.sources import Kind, Role, Source, add_command, read_sources
from asset_map.settings import bundled


@pytest.fixture(scope="module")
def sources() -> tuple[Source, ...]:
    return read_sources(bundled("data/sources.toml").read_text(encoding="utf-8"))


def test_what_is_downloaded_is_enough_to_install_an_area(sources: tuple[Source, ...]) -> None:
    assert [(source.role, source.kind) for source in sources if source.default] == [
        (Role.BOUNDARIES, Kind.ZIP),
        (Role.LOOKUP, Kind.CSV),
        (Role.POSTCODES, Kind.ZIP),
    ]
    assert [source.id for source in sources if not source.default] == [
        "data-zones-2022",
        "simd-2020v2-population-weighted",
    ]


def test_every_entry_is_its_own_and_says_its_terms(sources: tuple[Source, ...]) -> None:
    for names in ([source.id for source in sources], [source.file_name for source in sources]):
        assert len(set(names)) == len(names)
    for source in sources:
        assert source.url.startswith("https://")
        assert Path(source.file_name).suffix == f".{source.kind.value}"
        assert Path(source.file_name).name == source.file_name
        assert source.licence == "Open Government Licence v3.0"
        assert "licensed under the Open Government Licence v3.0" in source.attribution
        assert source.title
        assert source.publisher


def test_a_mistake_in_the_list_is_an_error() -> None:
    entry = '[[source]]\nid = "a"\ntitle = "A"\nurl = "u"\npublisher = "P"\nlicence = "L"\nattribution = "A"\n'
    with pytest.raises(ValueError, match="'map' is not a valid Role"):
        read_sources(entry + 'role = "map"\nkind = "zip"\nfile_name = "a.zip"\n')
    with pytest.raises(TypeError, match="file_name"):
        read_sources(entry + 'role = "lookup"\nkind = "csv"\n')


def test_the_command_quotes_what_a_shell_would_split(sources: tuple[Source, ...]) -> None:
    chosen = [source for source in sources if source.default]
    assert add_command(chosen, Path("/my files"), area="Argyll and Bute") == (
        "asset-map geography add --boundaries '/my files/SG_SIMD_2020.zip' "
        "--postcodes '/my files/SPD_PostcodeIndex_Cut_24_1_CSV.zip' "
        "--lookup '/my files/DataZone2022lookup.csv' --council 'Argyll and Bute'"
    )
    assert add_command(chosen, Path("/d"), area="scotland").endswith("--lookup /d/DataZone2022lookup.csv")
    assert "--deprivation /d/simd2020v2_22062020.csv --postcodes" in add_command(sources, Path("/d"), area="S12000049")


def test_the_official_client_gives_up_on_silence_and_follows_redirects() -> None:
    with open_client() as client:
        assert (client.timeout.connect, client.timeout.read) == (10.0, 30.0)
        assert client.follow_redirects
        assert client.headers["User-Agent"].startswith("asset-map/")
