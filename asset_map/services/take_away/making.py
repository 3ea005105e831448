"""What is in a file, and what has to be known before it is used?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from asset_map import __version__
from asset_map.domain.coverage import CoverageState
from asset_map.domain.dates import written_date
from asset_map.domain.protection import Audience
from asset_map.domain.run_card import RunCard
from asset_map.exports.export import Export, ExportLayer
from asset_map.exports.formats import What
from asset_map.language import gettext as _
from asset_map.language import ngettext
from asset_map.services.coverage import ledger
from asset_map.services.editions import chosen_edition
from asset_map.services.look import past_note
from asset_map.services.map_pages import banner
from asset_map.services.measure import measure
from asset_map.services.neighbourhoods import area_of
from asset_map.services.take_away.areas import neighbourhoods_layer
from asset_map.services.take_away.asked import Taken, check_asked
from asset_map.services.take_away.assets import assets_layer, assets_left_out, offer_of
from asset_map.services.take_away.coverage import coverage_layer, coverage_table
from asset_map.services.take_away.zones import in_neighbourhood, reach_layer, zones_layer
from asset_map.services.workspace import Workspace

MEASURED = frozenset({What.REACH, What.EVERYTHING})
"""What holds distances whether or not an offer is named; zones do where one is."""


def make_export(taken: Taken, workspace: Workspace, *, as_tables: bool = False) -> Export:
    """Return what is taken away, for one audience.

    Parameters
    ----------
    taken
        What is asked for.
    workspace
        The area.
    as_tables
        Whether the format holds no geometry: coverage is then a row a zone and offer.

    Returns
    -------
    Export
        Shared between callers: never changed in place.

    Raises
    ------
    UserError
        When something asked for is not known, or does not go together.
    """
    check_asked(taken)
    return workspace.remember(("export", taken, as_tables), lambda: _make(taken, workspace, as_tables=as_tables))


def left_out(taken: Taken, workspace: Workspace) -> tuple[str, ...]:
    """Say what is not in a file, of what its audience may see.

    Parameters
    ----------
    taken
        What is asked for.
    workspace
        The area.

    Returns
    -------
    tuple of str
        A sentence each.

    Raises
    ------
    UserError
        When something asked for is not known, or does not go together.
    """
    check_asked(taken)
    told = assets_left_out(taken, workspace) if taken.what in {What.ASSETS, What.EVERYTHING} else ()
    zones = workspace.geography.zones_bng
    kept = len(in_neighbourhood(zones, taken, workspace))
    if taken.what not in {What.ASSETS, What.NEIGHBOURHOODS} and kept < len(zones):
        words = _("{left} of {all} zones lie elsewhere and are left out.")
        told = (*told, words.format(left=f"{len(zones) - kept:,}", all=f"{len(zones):,}"))
    return told


def _make(taken: Taken, workspace: Workspace, *, as_tables: bool) -> Export:
    if taken.question.offer:
        offer_of(taken.question.offer, workspace)
    layers = _layers(taken, workspace, as_tables=as_tables)
    title = _title(taken, workspace)
    card = _card(taken, workspace)
    fictional = banner(workspace)
    abstract = _("{title}, from Asset Map, as of {day}.").format(title=title, day=written_date(taken.question.day))
    return Export(
        title=title,
        abstract=" ".join(part for part in (fictional, abstract) if part),
        layers=layers,
        card=card,
        caveats=_caveats(taken, workspace),
        attribution=workspace.attribution,
        licence=_(
            "Boundaries, people and ranks: on the terms of those who publish them, named in the credits. "
            "Assets: each on the terms in its column “licence”."
        ),
        keywords=("community assets", "asset map", workspace.geography.area_name, *(layer.name for layer in layers)),
    )


def _layers(taken: Taken, workspace: Workspace, *, as_tables: bool) -> tuple[ExportLayer, ...]:
    makers: dict[What, tuple[Callable[[Taken, Workspace], ExportLayer], ...]] = {
        What.ASSETS: (assets_layer,),
        What.ZONES: (zones_layer,),
        What.REACH: (reach_layer,),
        What.COVERAGE: (coverage_table,) if as_tables else (coverage_layer, coverage_table),
        What.NEIGHBOURHOODS: (neighbourhoods_layer,),
        What.EVERYTHING: (
            assets_layer,
            zones_layer,
            reach_layer,
            coverage_layer,
            coverage_table,
            neighbourhoods_layer,
        ),
    }
    return tuple(make(taken, workspace) for make in makers[taken.what])


def _title(taken: Taken, workspace: Workspace) -> str:
    words = {
        What.ASSETS: _("assets"),
        What.ZONES: _("zones"),
        What.REACH: _("reach"),
        What.COVERAGE: _("coverage"),
        What.NEIGHBOURHOODS: _("neighbourhoods"),
        What.EVERYTHING: _("assets, zones, reach, coverage and neighbourhoods"),
    }
    place = workspace.geography.area_name
    if taken.neighbourhood_id:
        place = f"{area_of(taken.neighbourhood_id, workspace).name}, {place}"
    offer = f" ({offer_of(taken.question.offer, workspace)})" if taken.question.offer else ""
    return f"{place}: {words[taken.what]}{offer}"


def _card(taken: Taken, workspace: Workspace) -> RunCard:
    question, geography = taken.question, workspace.geography
    has_distances = taken.what in MEASURED or (taken.what is What.ZONES and question.offer)
    offer = question.offer or next(iter(workspace.classification.offers))
    measured = replace(taken, question=replace(question, offer=offer)).measured
    if has_distances:
        card = measure(measured, workspace).run_card
        return replace(card, offer=question.offer, coverage=_looked(taken, workspace))
    edition = chosen_edition(geography, question.edition_id)
    return RunCard(
        offer=question.offer,
        audience=question.audience,
        as_of=question.day,
        known_by=question.known_by,
        edition=edition.edition.name if edition else "",
        decile_definition=edition.edition.decile_definition if edition else "",
        boundary_vintage=geography.system.vintage,
        population_source=geography.population_source,
        coverage=_looked(taken, workspace),
        notes=() if question.known_by is None else (past_note(question.audience),),
        software_version=__version__,
    )


def _looked(taken: Taken, workspace: Workspace) -> str:
    question = taken.question
    known = ledger(
        workspace,
        audience=question.audience,
        today=question.today,
        offer=question.offer or None,
        known_by=question.known_by,
    )
    looked, zones = int(known["coverage"].ne(CoverageState.NOT_LOOKED.value).sum()), len(workspace.geography.zones_bng)
    if question.offer:
        return _("{looked} of {zones} zones looked at").format(looked=f"{looked:,}", zones=f"{zones:,}")
    words = _("{looked} of {all} looks that {zones} and {offers} offers take")
    return words.format(
        looked=f"{looked:,}",
        all=f"{len(known):,}",
        zones=ngettext("{count} zone", "{count} zones", zones),
        offers=len(workspace.classification.offers),
    )


def _caveats(taken: Taken, workspace: Workspace) -> tuple[str, ...]:
    told = [
        banner(workspace),
        *left_out(taken, workspace),
        _("Only “looked, none” is a gap. “Not looked” means that nobody has looked: there may be something."),
        _("“Deprived, and few dots” is no gap either: what is near differs from one offer to another."),
    ]
    if taken.question.audience is Audience.PUBLIC:
        told.append(_("What is protected is not in here: no row, no count and no distance tells of it."))
    if taken.question.audience is Audience.PARTNERS:
        told.append(_("This holds places that the public may not know. Do not publish it or pass it on."))
    if taken.question.audience is Audience.TEAM:
        told.append(_("This holds what is not published yet, and names. Keep it among staff."))
    if taken.question.audience is Audience.STAFF:
        told.append(_("This holds everything on record, protected places and names too. Keep it among staff."))
    if taken.what is not What.ASSETS and chosen_edition(workspace.geography, taken.question.edition_id) is not None:
        told.append(_("Ranks and tenths are an order of areas, not of people: never average or multiply them."))
    return tuple(one for one in told if one)
