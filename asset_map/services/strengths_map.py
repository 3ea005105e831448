"""Strengths and gaps of one offer on a map: the same page on the screen, by its address, and as a file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import pandas as pd

from asset_map.domain.distance import DEFAULT_DISTANCE_M, DISTANCES_M, DistanceKind
from asset_map.errors import UserError
from asset_map.exports.files import write_text
from asset_map.language import gettext as _
from asset_map.maps.folium_page import change_of_page, folium_page
from asset_map.maps.layer import Layer
from asset_map.maps.more_places import with_more_places
from asset_map.maps.strengths import strengths_layer
from asset_map.maps.themes.terms import Terms
from asset_map.measures.reach import share_column
from asset_map.services.editions import chosen_edition
from asset_map.services.fairness import zones_with_assets_not_placed
from asset_map.services.field_words import status_words
from asset_map.services.look import Question, offered_assets
from asset_map.services.map_pages import drawn, setting_of
from asset_map.services.measure import MeasureQuestion, ZoneMeasures, measure
from asset_map.services.rankings import OVERALL, ranking_words, ranks_of
from asset_map.services.variety_alike import Variety, variety_alike
from asset_map.services.workspace import Workspace

NEVER_FIRST = "deprivation"
"""The theme that is off until somebody chooses it on the map."""


@dataclass(frozen=True)
class MapQuestion:
    """What is asked of a map of strengths and gaps.

    Parameters
    ----------
    question
        The offer, for whom and as of when.
    distance_m
        How near is near, in metres.
    distance_kind
        How distances are measured.
    ranking
        What zones are ranked by.
    theme
        The theme that is shown first; the first of the map when empty.
    more
        Latitude and longitude, EPSG:4326, of places that are not there yet.
    """

    question: Question
    distance_m: int = DEFAULT_DISTANCE_M
    distance_kind: DistanceKind = DistanceKind.STRAIGHT_LINE
    ranking: str = OVERALL
    theme: str = ""
    more: tuple[tuple[float, float], ...] = ()

    @property
    def measured(self) -> MeasureQuestion:
        """The question to the measures; the distances that are offered are measured together, once."""
        distances_m = tuple(sorted({*DISTANCES_M, self.distance_m}))
        return MeasureQuestion(self.question, distances_m, self.distance_kind)


@dataclass(frozen=True)
class MapReport:
    """What a map file holds.

    Parameters
    ----------
    out, bytes
        The file and its size.
    zones, zones_looked
        Zones drawn, and how many of them were looked at.
    usable, shown
        Usable assets in the zones; all assets of the offer that the audience sees.
    audience, offer, edition
        What was asked for.
    themes
        The ways in which the zones can be coloured, the one that is shown first at the front.
    """

    out: str
    bytes: int
    zones: int
    zones_looked: int
    usable: int
    shown: int
    audience: str
    offer: str
    edition: str
    themes: tuple[str, ...]


def strengths_page(
    asked: MapQuestion,
    workspace: Workspace,
    *,
    files: Literal["inlined", "served"],
    framed: bool = False,
    whole_page: str = "",
) -> str:
    """Return strengths and gaps of one offer as a page.

    Parameters
    ----------
    asked
        What is asked.
    workspace
        The area.
    files
        ``inlined`` for one file that needs nothing else, ``served`` for a page on this server.
    framed
        Whether it stands in a screen that carries the banner of a made-up town already.
    whole_page
        Address of the screen that shows the same, where it stands in another server's page.

    Returns
    -------
    str
        HTML.

    Raises
    ------
    UserError
        When something asked for is not known.
    """
    return workspace.remember(
        ("strengths page", asked, files, framed, whole_page),
        lambda: folium_page(strengths_layer_of(asked, workspace, framed=framed), files=files, whole_page=whole_page),
    )


def strengths_change(asked: MapQuestion, workspace: Workspace, *, framed: bool) -> str:
    """Return what a page of strengths and gaps that is open already needs to show another question.

    Parameters
    ----------
    asked
        What is asked.
    workspace
        The area.
    framed
        Whether it stands in a screen that carries the banner of a made-up town already.

    Returns
    -------
    str
        JSON, as `change_of_page` makes it.

    Raises
    ------
    UserError
        When something asked for is not known.
    """
    return workspace.remember(
        ("strengths change", asked, framed),
        lambda: change_of_page(strengths_layer_of(asked, workspace, framed=framed)),
    )


def strengths_layer_of(asked: MapQuestion, workspace: Workspace, *, framed: bool = False) -> Layer:
    """Return what is drawn of strengths and gaps of one offer, for pages and pictures alike.

    Parameters
    ----------
    asked
        What is asked.
    workspace
        The area.
    framed
        Whether it stands in a screen that carries the banner of a made-up town already.

    Returns
    -------
    Layer
        As `strengths_layer` makes it.

    Raises
    ------
    UserError
        When something asked for is not known, or there is no such theme here.
    """
    question = asked.question
    measured = measure(asked.measured, workspace)
    assets = offered_assets(question, workspace)
    compared = variety_alike(question, workspace)
    run_card = replace(measured.run_card, ranking=asked.ranking, distances_m=(asked.distance_m,))
    layer = strengths_layer(
        drawn(workspace)[0],
        _rows(asked, measured, compared, workspace),
        offer_label=workspace.classification.offers[question.offer].label,
        setting=setting_of(workspace, run_card.rows(), framed=framed, edition_name=measured.answer.edition_name),
        assets=assets[assets["usable"]],
        classification=workspace.classification,
        status_words=status_words(),
        terms=Terms(
            asked.distance_m,
            asked.distance_kind,
            ranking_words(asked.ranking),
            question.day,
            offers_compared=tuple(workspace.classification.offers[offer].label for offer in compared.offers),
        ),
    )
    is_circle = asked.distance_kind is DistanceKind.STRAIGHT_LINE
    layer = with_more_places(layer, asked.more, circle_m=float(asked.distance_m) if is_circle else None)
    return replace(layer, opens_with=_checked(asked.theme, layer)) if asked.theme else layer


def write_strengths_page(asked: MapQuestion, workspace: Workspace, *, out: Path) -> MapReport:
    """Write strengths and gaps of one offer as one file that needs no internet.

    Parameters
    ----------
    asked
        What is asked.
    workspace
        The area.
    out
        The file, ending in ``.html``.

    Returns
    -------
    MapReport
        What is in it.

    Raises
    ------
    UserError
        When the name does not end in ``.html``, the file cannot be written, or something asked for is not known.
    """
    if out.suffix.lower() not in {".html", ".htm"}:
        raise UserError(f"Expected a file ending in .html; found “{out.name}”. A map is a web page.")
    result = measure(asked.measured, workspace).answer
    layer = strengths_layer_of(asked, workspace)
    size = write_text(folium_page(layer, files="inlined"), out)
    themes = [theme.theme_id for theme in layer.themes]
    return MapReport(
        out=str(out),
        bytes=size,
        zones=len(result.zones),
        zones_looked=result.zones_looked,
        usable=result.usable,
        shown=result.shown,
        audience=asked.question.audience.value,
        offer=asked.question.offer,
        edition=result.edition_name,
        themes=tuple(sorted(themes, key=lambda theme: theme != (asked.theme or themes[0]))),
    )


def _rows(asked: MapQuestion, measured: ZoneMeasures, compared: Variety, workspace: Workspace) -> pd.DataFrame:
    zones = measured.zones
    edition_id = asked.question.edition_id
    has_ranks = asked.ranking != OVERALL or chosen_edition(workspace.geography, edition_id) is not None
    return zones.assign(
        rank=ranks_of(workspace, asked.ranking, edition_id) if has_ranks else float("nan"),
        share_within=zones[share_column(asked.distance_m)],
        variety=compared.of_zone,
        not_placed=zones_with_assets_not_placed(asked.measured, measured, workspace),
    )


def _checked(theme: str, layer: Layer) -> str:
    known = [one.theme_id for one in layer.themes if one.theme_id != NEVER_FIRST]
    if theme not in known:
        expected = _("Expected one of the themes {known}; found “{found}”. Others can be chosen on the map.")
        raise UserError(expected.format(known=", ".join(known), found=theme))
    return theme
