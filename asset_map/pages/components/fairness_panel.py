"""Do the most deprived have it as near as anyone else, and does that hold? The tables below the sentence."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from asset_map.language import gettext as _
from asset_map.language import ngettext
from asset_map.measures.comparison import Verdict
from asset_map.measures.small_numbers import suppress
from asset_map.pages.components.as_typed import as_typed
from asset_map.pages.components.lazily import opened
from asset_map.pages.components.table import plain_table
from asset_map.services.borders import Borders, borders_words
from asset_map.services.does_it_hold import does_it_hold
from asset_map.services.fairness import Fairness, fairness
from asset_map.services.fairness_words import percent
from asset_map.services.rankings import ranking_words
from asset_map.services.strengths_map import MapQuestion
from asset_map.services.workspace import Workspace


def compared(asked: MapQuestion, workspace: Workspace) -> Fairness | None:
    """Return the comparison over deprivation.

    Parameters
    ----------
    asked
        What is asked.
    workspace
        The area.

    Returns
    -------
    Fairness or None
        None in an area without any deprivation edition.
    """
    if not workspace.geography.editions:
        return None
    return fairness(asked.measured, workspace, ranking=asked.ranking, distance_m=asked.distance_m)


def show_fifths(found: Fairness | None) -> None:
    """Show who has it near by fifth of residents, and the indices.

    Parameters
    ----------
    found
        The comparison; None in an area without any deprivation edition.
    """
    st.subheader(_("Who has it near?"), anchor=False)
    if found is None:
        st.info(_("No deprivation edition is installed, so residents cannot be compared over deprivation."))
        return
    fifths = found.comparison.by_fifth
    names = {1: _("1, most deprived"), 5: _("5, least deprived")}
    people = suppress(fifths[["people"]]).counts.loc[fifths.index, "people"]
    plain_table(
        pd.DataFrame(
            {
                _("Fifth of residents"): [names.get(number, str(number)) for number in fifths.index],
                _("Residents"): [_("not shown") if pd.isna(number) else f"{number:,}" for number in people],
                _("Live where it is known"): fifths["looked_at"].map(_share),
                _("Within {distance} m").format(distance=f"{found.distance_m:,}"): fifths["share"].map(_share),
                _("95 % interval"): _intervals(fifths["low"].map(_share), fifths["high"].map(_share)),
            }
        ),
        caption=_("Shares are of those residents who live where somebody has looked, by {ranking}.").format(
            ranking=ranking_words(found.ranking)
        ),
    )
    told = found.verdict is not Verdict.TOO_LITTLE_LOOKED_AT
    if not told:
        st.caption(_("Too little has been looked at to compare the fifths with each other."))
    with st.expander(_("Indices, and what to know of them"), icon=":material/functions:"):
        if told:
            plain_table(_indices(found), caption=_("With 95 % intervals"))
        st.markdown("\n".join(f"- {as_typed(note)}" for note in found.run_card.notes))


def show_whether_it_holds(asked: MapQuestion, workspace: Workspace) -> None:
    """Show the same conclusion at other distances, by other rankings and with other borders.

    Parameters
    ----------
    asked
        What is asked.
    workspace
        The area.
    """
    if not workspace.geography.editions:
        return
    label = _("Does it hold? Other distances, rankings and borders")
    with opened(label, name="holds", icon=":material/rule:") as is_open:
        if not is_open:
            return
        held = does_it_hold(asked.measured, workspace, ranking=asked.ranking, distance_m=asked.distance_m)
        st.markdown(as_typed(held.sentence))
        caption = ngettext("One way to ask", "{count} ways to ask; the first is the one above", len(held.table))
        plain_table(_ways(held.table), caption=caption)


def _ways(table: pd.DataFrame) -> pd.DataFrame:
    verdicts = {
        Verdict.NO_DIFFERENCE: _("No clear difference"),
        Verdict.FAVOURS_DEPRIVED: _("The most deprived have more"),
        Verdict.FAVOURS_AFFLUENT: _("The most deprived have less"),
        Verdict.TOO_LITTLE_LOOKED_AT: _("Too little looked at"),
    }
    return pd.DataFrame(
        {
            _("Areas"): table["borders"].map(lambda code: borders_words(Borders(code)).capitalize()),
            _("Ranking"): table["ranking"].map(lambda code: ranking_words(code).capitalize()),
            _("Within"): table["distance_m"].map("{:,} m".format),
            _("Most deprived fifth"): table["share_most_deprived"].map(_share),
            _("Others"): table["share_others"].map(_share),
            _("Difference in points, 95 % interval"): _intervals(table["low"].map(_points), table["high"].map(_points)),
            _("Says"): table["verdict"].map(lambda code: verdicts[Verdict(code)]),
        }
    )


def _indices(found: Fairness) -> pd.DataFrame:
    words = {
        "concentration_index": _("Concentration index"),
        "erreygers": _("The same, corrected for shares (Erreygers)"),
        "slope_index": _("Slope index of inequality"),
        "relative_index": _("Relative index of inequality"),
        "theil": _("Theil, in all"),
        "theil_within": _("Theil, within fifths"),
        "theil_between": _("Theil, between fifths"),
    }
    table = found.indices
    return pd.DataFrame(
        {
            _("Index"): table.index.map(words),
            _("Estimate"): table["estimate"].map(_index),
            _("95 % interval"): _intervals(table["low"].map(_index), table["high"].map(_index)),
        }
    )


def _intervals(low: pd.Series, high: pd.Series) -> list[str]:
    words = _("{low} to {high}")
    return ["–" if "–" in pair else words.format(low=pair[0], high=pair[1]) for pair in zip(low, high, strict=True)]


def _index(value: float) -> str:
    return "–" if pd.isna(value) else f"{value:+.3f}".replace("-", "−")


def _share(value: float) -> str:
    return "–" if pd.isna(value) else percent(value)


def _points(value: float) -> str:
    return "–" if pd.isna(value) else f"{100 * value:+.0f}".replace("-", "−")
