"""Where do zones with much or with little lie together? Folded away, and never without its warning."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from asset_map.language import gettext as _
from asset_map.measures.clusters import Cluster
from asset_map.pages.components.lazily import opened
from asset_map.pages.components.table import plain_table
from asset_map.services.clusters import clusters
from asset_map.services.strengths_map import MapQuestion
from asset_map.services.workspace import Workspace


def show_clusters(asked: MapQuestion, workspace: Workspace) -> None:
    """Show clusters of reach, when somebody opens them.

    Parameters
    ----------
    asked
        What is asked.
    workspace
        The area.
    """
    with opened(_("Clusters, to be read with care"), name="clusters", icon=":material/scatter_plot:") as is_open:
        if not is_open:
            return
        moran, gi_star = clusters(asked, workspace)
        st.warning(_(moran.warning), icon=":material/warning:")
        words = _words()
        counts = pd.DataFrame(
            {
                _("Local Moran’s I"): moran.zones["cluster"].value_counts(),
                _("Gi*"): gi_star.zones["cluster"].value_counts(),
            }
        ).reindex([one.value for one in words])
        counts = counts.fillna(0).astype("int64").reset_index(drop=True)
        counts.insert(0, _("Zones that are"), list(words.values()))
        explained = _(
            "Share of residents within {distance} m, among zones that were looked at; {times} permutations, false "
            "discoveries kept to 5 %."
        )
        plain_table(counts, caption=explained.format(distance=f"{asked.distance_m:,}", times=f"{moran.permutations:,}"))
        st.dataframe(
            pd.DataFrame(
                {
                    _("Zone"): workspace.geography.zones_bng["zone_name"],
                    _("Local Moran’s I"): moran.zones["cluster"].map(lambda code: words[Cluster(code)]),
                    _("Gi*"): gi_star.zones["cluster"].map(lambda code: words[Cluster(code)]),
                }
            ),
            hide_index=True,
        )


def _words() -> dict[Cluster, str]:
    return {
        Cluster.MUCH: _("part of a group with much"),
        Cluster.LITTLE: _("part of a group with little"),
        Cluster.MUCH_AMONG_LITTLE: _("much, among others with little"),
        Cluster.LITTLE_AMONG_MUCH: _("little, among others with much"),
        Cluster.CHANCE: _("as chance would have it"),
        Cluster.ISLAND: _("without neighbours that were looked at"),
        Cluster.NOT_KNOWN: _("not known"),
    }
