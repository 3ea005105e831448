"""Colours that stand on one map can be told apart by everyone, the three kinds of colour blindness included.

Colour blindness is simulated as a whole (severity 1.0) after Machado, Oliveira and Fernandes 2009, "A
physiologically-based model for simulation of color vision deficiency", doi:10.1109/TVCG.2009.113; distances are
CIE 1976 ΔE*ab under D65, of which about 2.3 can just be seen when colours lie side by side (Mahy 1994).
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from numpy.typing import NDArray

from asset_map.maps import palette

SIGHT = {
    "all colours": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
WHITE = np.array([0.95047, 1.0, 1.08883])

WIDE = 20.0
"""For colours that are looked up in a legend across the map."""

STEP = 6.0
"""For neighbours on a scale of one lightness, whose order is read rather than their names."""

DRAWN_KINDS = [colour for kind, colour in palette.KINDS.items() if kind != "person"]


def lab(colour: str, sight: str) -> NDArray[np.float64]:
    """Return a colour as it is seen, in CIE L*a*b*."""
    srgb = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    seen = np.clip(SIGHT[sight] @ linear, 0, 1)
    xyz = TO_XYZ @ seen / WHITE
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def apart(first: str, second: str, sight: str) -> float:
    return float(np.linalg.norm(lab(first, sight) - lab(second, sight)))


def test_distances_are_those_of_cie() -> None:
    assert apart("#000000", "#ffffff", "all colours") == pytest.approx(100, abs=0.01)
    assert lab("#ff0000", "all colours") == pytest.approx([53.24, 80.09, 67.20], abs=0.05)
    assert apart("#ff0000", "#968a00", "protanopia") < apart("#ff0000", "#968a00", "all colours") / 2


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize(
    ("colours", "least"),
    [
        pytest.param(palette.NEED_REACH, WIDE, id="need and reach"),
        pytest.param(palette.SEQUENTIAL, WIDE / 2, id="few to many"),
        pytest.param(palette.LOOKED_AGO, WIDE / 2, id="looks"),
        pytest.param((palette.STRENGTH, palette.GAP, palette.OUT_OF_DATE), WIDE, id="strengths and gaps"),
        pytest.param((*palette.SEQUENTIAL, palette.NOT_LOOKED), WIDE / 2, id="few to many, beside not looked"),
        pytest.param((*palette.NEED_REACH[:6], palette.NOT_LOOKED), WIDE / 2, id="need, beside not looked"),
        pytest.param(DRAWN_KINDS, WIDE / 2, id="kinds that may stand on a map"),
        pytest.param(palette.DECILES, STEP, id="deciles"),
    ],
)
def test_colours_of_one_map_are_apart(colours: tuple[str, ...], least: float, sight: str) -> None:
    worst = min((apart(first, second, sight), first, second) for first, second in combinations(colours, 2))
    assert worst[0] >= least, worst


@pytest.mark.parametrize("colours", [palette.SEQUENTIAL, palette.LOOKED_AGO, palette.DECILES])
@pytest.mark.parametrize("sight", SIGHT)
def test_scales_become_steadily_darker_or_lighter(colours: tuple[str, ...], sight: str) -> None:
    steps = np.diff([lab(colour, sight)[0] for colour in colours])
    assert (steps > 0).all() or (steps < 0).all()


@pytest.mark.parametrize("sight", SIGHT)
def test_need_and_reach_darken_with_deprivation_and_with_lack_of_reach(sight: str) -> None:
    lightness = np.array([lab(colour, sight)[0] for colour in palette.NEED_REACH]).reshape(3, 3)
    assert (np.diff(lightness, axis=0) > 0).all()  # the first row is the most deprived third
    assert (np.diff(lightness, axis=1) < 0).all()  # the last column has the fewest within reach
