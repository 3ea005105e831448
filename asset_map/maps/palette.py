"""Which colours mean what? Those that stand on one map can be told apart with any common kind of colour blindness."""

from __future__ import annotations

SEQUENTIAL = ("#c7e9b4", "#7fcdbb", "#41b6c4", "#1d91c0", "#225ea8")
"""Few to many: ColorBrewer YlGnBu without its palest steps, which would pass for white."""

DECILES = (
    "#2e3b6b",
    "#43527d",
    "#586887",
    "#707e8d",
    "#899291",
    "#a2a591",
    "#bbb98f",
    "#d2cb8c",
    "#e6dd95",
    "#f6f0b6",
)
"""First to last tenth: ten steps of one lightness scale after cividis (Nuñez, Anderton and Renslow 2018)."""

NEED_REACH = (
    *("#6a5acd", "#664774", "#62341a"),
    *("#aea6dc", "#a8827c", "#a15f1c"),
    *("#f3f1ea", "#eabe84", "#e08a1e"),
)
"""Two ways at once: violet with deprivation (first row), orange with lack of reach (last column), dark with both."""

LOOKED_AGO = ("#3f6f3a", "#7fa35f", "#b9c98c", "#e4e3c0")
"""From a recent look to one long ago."""

STRENGTH = "#2f938a"
GAP = "#e8924f"
NOTHING_FOUND = "#ffffff"
OUT_OF_DATE = "#d3dcdf"
NOT_LOOKED = "#ebecec"
NO_PEOPLE = "#f3ead9"
FAINT_ZONE = "#f1f3f2"

POINT = "#1b2a33"
MORE = "#b5004f"
"""What is not there yet."""

KINDS = {
    "association": "#aa4499",
    "institution": "#332288",
    "place": "#117733",
    "exchange": "#b8860b",
    "culture": "#882255",
    "person": "#555555",
}
"""Kinds of asset, after Paul Tol's muted scheme."""
