"""The picture of a network: boxes and arrows, and names that stay names."""

from __future__ import annotations

import pytest

from asset_map.domain.links import End, Link, Relation, SeenLink
from asset_map.maps.network_picture import network_pictures

WORDS = {relation: relation.value for relation in Relation}


def _link(first: str, second: str, relation: Relation = Relation.RUNS) -> SeenLink:
    ends = [End(asset_id=f"id of {name}", name=name, kind="place") for name in (first, second)]
    link = Link(link_id=first + second, from_id=ends[0].asset_id, relation=relation, to_id=ends[1].asset_id)
    return SeenLink(link=link, first=ends[0], second=ends[1])


def _pictures(*links: SeenLink) -> list[str]:
    return [picture.source for picture in network_pictures(links, WORDS)]


def test_each_asset_is_one_box_and_each_link_one_arrow() -> None:
    (picture,) = _pictures(_link("A", "B"), _link("A", "C", Relation.SHARES_SPACE_WITH))
    assert [line.split(" tooltip")[0].strip() for line in picture.splitlines()[4:-1]] == [
        "1 [label=A",
        "2 [label=B",
        "3 [label=C",
        '1 -> 2 [label=" runs " labeltooltip=" "',
        '1 -> 3 [label=" shares_space_with " dir=none labeltooltip=" "',
    ]
    assert "id of" not in picture


def test_chains_are_drawn_apart_and_downwards_the_longest_first() -> None:
    pictures = _pictures(
        _link("A", "B"), _link("C", "D"), _link("D", "E"), _link("V", "W"), _link("W", "X"), _link("X", "Y")
    )
    assert ["rankdir=TB" in picture for picture in pictures] == [True, True, False]
    assert [name for picture in pictures for name in "ABCDEVWXY" if f"label={name} " in picture] == list("VWXYCDEAB")
    assert _pictures() == []


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ('"><script>alert(1)', r'"\"><script>alert(1)"'),
        ("<b>bold</b>", '"<b>bold</b>"'),
        ("<b>a quite long</b> name</b>", r'"<b>a quite long</b>\nname</b>"'),
        (r"a\Nb\lc\G", r'"a\\Nb\\lc\\G"'),
        ("trailing\\", r'"trailing\\"'),
        ("two\nlines", '"two lines"'),
        ("&lt;b&gt; & co", '"&amp;lt;b&amp;gt; &amp; co"'),
        ("graph", '"graph"'),
        ("", '" "'),
        (
            "A name that goes on and on and on and on and on and on",
            r'"A name that goes on\nand on and on and on\nand on and on"',
        ),
        ("x" * 200, '"' + r"\n".join(["x" * 20, "x" * 20, "…"]) + '"'),
    ],
)
def test_a_name_is_text_and_nothing_else(name: str, label: str) -> None:
    (picture,) = _pictures(_link(name, "Other"))
    assert f"[label={label} tooltip" in picture
