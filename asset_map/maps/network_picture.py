"""How is a network of linked assets drawn? As descriptions in the language of Graphviz, which the browser lays out.

Assets that are linked in chains are drawn from top to bottom, each chain for itself; all others together, from left to
right: so that no picture becomes much wider than a screen.
"""

from __future__ import annotations

import textwrap
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import graphviz

from asset_map.domain.links import End, Relation, SeenLink

LINE_LENGTH = 20
MOST_LINES = 3

_INK, _PAPER, _BOX, _LINE = "#0b0d10", "#ffffff", "#e7eff2", "#5b6670"
_FONT = {"fontname": "Atkinson Hyperlegible", "fontcolor": _INK}
_GRAPH = {"bgcolor": _PAPER, "ranksep": "0.3", "nodesep": "0.15", "margin": "0.05"}
_NODE = _FONT | {
    "shape": "box", "style": "rounded,filled", "fillcolor": _BOX, "color": _LINE, "fontsize": "11.5",
    "margin": "0.1,0.06", "height": "0.3",
}  # fmt: skip
_EDGE = _FONT | {"color": _LINE, "fontsize": "10.5", "arrowsize": "0.7"}


def network_pictures(links: Sequence[SeenLink], words: Mapping[Relation, str]) -> list[graphviz.Digraph]:
    """Return the pictures of a network.

    Parameters
    ----------
    links
        What is drawn; for one audience.
    words
        What stands on the arrow of each relation.

    Returns
    -------
    list of graphviz.Digraph
        Boxes with the names of the assets, and arrows between them; what is mutual has no arrowhead.
    """
    groups = _groups(links)
    chains = sorted((group for group in groups if _is_chain(group)), key=len, reverse=True)
    others = [one for group in groups if not _is_chain(group) for one in group]
    pictures = [_drawn(chain, words, direction="TB") for chain in chains]
    return pictures + ([_drawn(others, words, direction="LR")] if others else [])


def _groups(links: Iterable[SeenLink]) -> list[list[SeenLink]]:
    """Return the links in groups that no link joins."""
    groups: list[tuple[set[End], list[SeenLink]]] = []
    for one in links:
        ends, joined = {one.first, one.second}, [one]
        for group in [group for group in groups if group[0] & ends]:
            groups.remove(group)
            ends, joined = ends | group[0], [*group[1], *joined]
        groups.append((ends, joined))
    return [group for _ends, group in groups]


def _is_chain(group: Iterable[SeenLink]) -> bool:
    sides = defaultdict(set)
    for one in group:
        sides[one.first].add("first")
        sides[one.second].add("second")
    return any(len(side) > 1 for side in sides.values())


def _drawn(links: Sequence[SeenLink], words: Mapping[Relation, str], *, direction: str) -> graphviz.Digraph:
    graph = graphviz.Digraph(graph_attr=_GRAPH | {"rankdir": direction}, node_attr=_NODE, edge_attr=_EDGE)
    ends = sorted({end for one in links for end in (one.first, one.second)}, key=lambda end: (end.name, end.asset_id))
    # Numbers stand for the assets: the browser keeps these names in the picture too.
    number = {end: str(position) for position, end in enumerate(ends, start=1)}
    for end in ends:
        graph.node(number[end], label=_label(end), tooltip=" ")
    for one in links:
        head = {"dir": "none"} if one.link.relation.is_mutual else {}
        said = _plain(f" {words[one.link.relation]} ")
        graph.edge(number[one.first], number[one.second], label=said, tooltip=" ", labeltooltip=" ", **head)
    return graph


def _label(end: End) -> str:
    lines = textwrap.wrap(end.name, LINE_LENGTH, max_lines=MOST_LINES, placeholder=" …") or [" "]
    # Put together, lines could look like a tag again.
    label: str = graphviz.nohtml(r"\n".join(_plain(line) for line in lines))
    return label


def _plain(text: str) -> str:
    """Return a text as Graphviz shows it: nothing in it is an entity, an escape or a tag."""
    plain: str = graphviz.escape(text.replace("&", "&amp;"))
    return plain
