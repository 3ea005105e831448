"""On Glasgow, inequality indices equal an independent implementation, and the figures in docs/methods.md are these."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.spatial import cKDTree

from asset_map.domain.protection import Audience
from asset_map.measures.comparison import Verdict
from asset_map.measures.inequality import concentration_index, erreygers, relative_index, slope_index
from asset_map.measures.intervals import bootstrap
from asset_map.measures.ranking import fifths
from asset_map.measures.siting import thinned
from asset_map.measures.theil import theil
from asset_map.services.does_it_hold import does_it_hold
from asset_map.services.fairness import Fairness, fairness
from asset_map.services.geography import AreaFiles, add_geography
from asset_map.services.import_assets import ImportRequest, plan_import, store_import
from asset_map.services.lists.request import Claim
from asset_map.services.look import Question
from asset_map.services.measure import MeasureQuestion, measure
from asset_map.services.rankings import ranks_of
from asset_map.services.what_if import best_sites
from asset_map.services.workspace import Workspace, open_workspace
from asset_map.settings import read_settings
from tests.conftest import NOW, TODAY
from tests.fixtures.actors import somebody

pytestmark = pytest.mark.official

LISTS = {
    "GP practices": "nhsggc_gps_2020-07.csv",
    "Dentists": "nhsggc_dentists_2020-07.csv",
    "Opticians": "nhsggc_opticians_2020-07.csv",
}
METHODS = Path(__file__).parents[2] / "docs" / "methods.md"
ASKED = MeasureQuestion(Question("health", Audience.PUBLIC, TODAY))


@pytest.fixture(scope="module")
def home(official_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install Glasgow with its postcodes and intermediate zones."""
    folder = tmp_path_factory.mktemp("glasgow")
    files = AreaFiles(
        official_data / "glasgow-simd-2020v2.geojson",
        [official_data / "simd2020_withinds.csv"],
        [official_data / "codepoint_open_g_2020-08.csv"],
        [official_data / "lookup_dz2011_iz2011_council2020.csv"],
    )
    add_geography(files, read_settings(folder), now=NOW, actor=somebody("test"), progress=lambda _: None)
    return folder


@pytest.fixture(scope="module")
def glasgow(official_data: Path, home: Path) -> Iterator[dict[str, Workspace]]:
    """Open Glasgow once for each list, with nothing but that list in it, taken as complete."""
    opened = {}
    for name, file in LISTS.items():
        workspace = open_workspace(read_settings(home, f"sqlite:///{home / file}.db"))
        request = ImportRequest(
            path=official_data / file, kind="institution", offers=("health",), claim=Claim(offers=("health",))
        )
        if name == "Dentists":
            # One dentist in Newton Mearns has opening times in place of a web address.
            request = replace(request, corrections={137: {"web": ""}})
        store_import(
            plan_import(request, workspace, now=NOW, actor=somebody("test")), workspace, now=NOW, actor=somebody("test")
        )
        opened[name] = workspace
    yield opened
    for workspace in opened.values():
        workspace.store.close()


@dataclass(frozen=True)
class Peer:
    """Every index a second time, from its definition for people in a row, zone by zone and without arrays."""

    rows: list[tuple[float, float, float]]
    """Rank, people and share of each rank, the most deprived first; zones of one rank put together."""

    @classmethod
    def of(cls, value: pd.Series, people: pd.Series, rank: pd.Series) -> Peer:
        together: dict[float, list[float]] = {}
        for number, count, share in zip(rank, people, value, strict=True):
            if not math.isnan(number) and count > 0:
                sums = together.setdefault(number, [0.0, 0.0])
                sums[0] += count
                sums[1] += count * share
        return cls([(number, n, amount / n) for number, (n, amount) in sorted(together.items())])

    @property
    def total(self) -> float:
        return math.fsum(n for _, n, _ in self.rows)

    @property
    def mean(self) -> float:
        return math.fsum(n * share for _, n, share in self.rows) / self.total

    def concentration(self) -> float:
        """By the area under the concentration curve, as Fuller and Lury (1977) sum it; no covariance, no ranks."""
        people, amount, terms = 0.0, 0.0, []
        for _, n, share in self.rows:
            further, more = people + n / self.total, amount + n * share / (self.total * self.mean)
            terms.append(people * more - further * amount)
            people, amount = further, more
        return math.fsum(terms)

    def slope(self) -> float:
        """By weighted least squares on the middle of each rank's range, solved by LAPACK."""
        middles, before = [], 0.0
        for _, n, _ in self.rows:
            middles.append((before + n / 2) / self.total)
            before += n
        root = np.sqrt([n for _, n, _ in self.rows])
        line = np.column_stack([root, root * middles])
        return float(np.linalg.lstsq(line, root * [share for *_, share in self.rows])[0][1])


def _theil(pairs: list[tuple[float, float]]) -> tuple[float, float, float]:
    """Return amount, people and Theil's T of pairs of people and share, by shares of both."""
    people, amount = math.fsum(n for n, _ in pairs), math.fsum(n * share for n, share in pairs)
    parts = [(n * share / amount, n / people) for n, share in pairs if share > 0]
    return amount, people, math.fsum(of * math.log(of / part) for of, part in parts)


def _frame(workspace: Workspace, ranking: str) -> pd.DataFrame:
    zones = measure(ASKED, workspace).zones.copy()
    zones["rank"] = ranks_of(workspace, ranking)
    assert (zones["coverage"].isin(["found", "looked_none"])).all()
    return zones[zones["population"] > 0].astype({"population": "float64"})


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("ranking", ["overall", "income", "employment"])
def test_indices_equal_an_independent_implementation(glasgow: dict[str, Workspace], name: str, ranking: str) -> None:
    zones = _frame(glasgow[name], ranking)
    for distance_m in (400, 800):
        value, people, rank = zones[f"share_within_{distance_m}m"], zones["population"], zones["rank"]
        peer = Peer.of(value, people, rank)
        arrays = value.to_numpy(), people.to_numpy(), rank.to_numpy()
        assert float(concentration_index(*arrays)) == pytest.approx(peer.concentration(), rel=1e-9)
        assert float(erreygers(*arrays)) == pytest.approx(4 * peer.mean * peer.concentration(), rel=1e-9)
        assert float(slope_index(*arrays)) == pytest.approx(peer.slope(), rel=1e-9)
        assert float(relative_index(*arrays)) == pytest.approx(peer.slope() / peer.mean, rel=1e-9)
        parts = theil(value, people, zones["decile"])
        amount, count, total = _theil(list(zip(people, value, strict=True)))
        pairs = [zones["decile"] == decile for decile in range(1, 11)]
        deciles = [_theil(list(zip(people[one], value[one], strict=True))) for one in pairs]
        within = math.fsum(some / amount * inside for some, _, inside in deciles)
        between = math.fsum(some / amount * math.log(some / amount / (n / count)) for some, n, _ in deciles)
        assert float(parts.total) == pytest.approx(total, rel=1e-9)
        assert float(parts.within) == pytest.approx(within, rel=1e-9)
        assert float(parts.between) == pytest.approx(between, rel=1e-9)


def test_fifths_are_those_of_people_counted_one_by_one(glasgow: dict[str, Workspace]) -> None:
    zones = _frame(glasgow["GP practices"], "overall").sort_values("rank")
    assert zones["rank"].is_unique
    line = np.repeat(np.arange(len(zones)), zones["population"].astype(int))
    middles = np.searchsorted(line, np.arange(len(zones))) + zones["population"].to_numpy() / 2
    expected = np.ceil(5 * middles / len(line)).astype(int)
    assert fifths(zones["rank"], zones["population"]).tolist() == expected.tolist()
    assert np.abs(zones["population"].groupby(expected).sum() / len(line) - 0.2).max() < 0.002


def test_an_interval_equals_one_drawn_zone_by_zone(glasgow: dict[str, Workspace]) -> None:
    zones = _frame(glasgow["GP practices"], "income")
    columns = [zones[name] for name in ("share_within_800m", "population", "rank")]
    found = bootstrap(
        *(column.to_numpy() for column in columns),
        statistic=concentration_index,
        rng=np.random.default_rng(9),
        times=25,
    )
    drawn = np.random.default_rng(9).integers(len(zones), size=(25, len(zones)))
    values = [Peer.of(*(column.iloc[row] for column in columns)).concentration() for row in drawn]
    assert (found.low, found.high) == pytest.approx(tuple(np.percentile(values, [2.5, 97.5])), rel=1e-9)


def written(name: str, result: Fairness) -> str:
    """Return the row of the table in docs/methods.md."""
    comparison, indices = result.comparison, result.indices
    shares = [f"{100 * one:.1f}" for one in comparison.by_fifth["share"]]
    difference = comparison.difference
    bounds = [f"{100 * one:+.1f}" for one in (difference.estimate, difference.low, difference.high)]
    index = [f"{one:+.3f}" for one in indices.loc["concentration_index", ["estimate", "low", "high"]]]
    cells = [name, result.ranking, *shares, f"{bounds[0]} ({bounds[1]} to {bounds[2]})"]
    return f"| {' | '.join(cells)} | {index[0]} ({index[1]} to {index[2]}) | {result.verdict.replace('_', ' ')} |"


@pytest.mark.parametrize("name", LISTS)
def test_the_figures_that_are_set_beside_what_is_published(glasgow: dict[str, Workspace], name: str) -> None:
    methods = METHODS.read_text("utf-8")
    for ranking in ("overall", "income"):
        row = written(name, fairness(ASKED, glasgow[name], ranking=ranking))
        assert row in methods, row
    held = does_it_hold(ASKED, glasgow[name])
    counts = held.table["verdict"].value_counts()
    row = " | ".join([name, *(str(counts.get(verdict.value, 0)) for verdict in Verdict), held.holds.replace("_", " ")])
    assert f"| {row} |" in methods, row


def test_the_best_place_in_glasgow_is_the_best_of_all_candidates(glasgow: dict[str, Workspace]) -> None:
    workspace, distance_m = glasgow["Opticians"], 800
    one, three = best_sites(ASKED, workspace), best_sites(ASKED, workspace, count=3)
    assert one.places["zone_code"].isin(workspace.geography.zones_bng.index).all()
    assert three.places["zone_code"].isin(workspace.geography.zones_bng.index).all()
    # A second time without matrices: the people of the first fifth who lack one, near each candidate.
    points = measure(ASKED, workspace).points
    ranks = ranks_of(workspace, "overall")
    fifth = points["zone_code"].map(fifths(ranks, workspace.geography.zones_bng["population"]))
    lacking = points[fifth.eq(1) & (points["nearest_m"] > distance_m)]
    candidates = points.iloc[thinned(points["x_m"].to_numpy(), points["y_m"].to_numpy())]
    near = cKDTree(lacking[["x_m", "y_m"]]).query_ball_point(candidates[["x_m", "y_m"]], distance_m)
    people = lacking["people"].to_numpy()
    most = max(math.fsum(people[some]) for some in near)
    assert one.places["new_most_deprived"].tolist() == [round(most)]
    assert three.places["new_most_deprived"].sum() > 2 * most
