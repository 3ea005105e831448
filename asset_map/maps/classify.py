"""Into which classes do the values of a map fall?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Classes:
    """Values sorted into classes.

    Parameters
    ----------
    labels
        The lowest and highest value in each class, in words, for instance ``0.71 to 1.02``.
    class_of_value
        Position of each value's class.
    """

    labels: tuple[str, ...]
    class_of_value: NDArray[np.intp]


def quantile_classes(values: NDArray[np.float64], *, count: int = 5) -> Classes:
    """Sort values into classes that hold about equally many of them.

    Parameters
    ----------
    values
        Numbers, none missing.
    count
        How many classes at most; equal values always fall into one class, so there may be fewer.

    Returns
    -------
    Classes
        No class is empty; without values there is no class.
    """
    if not values.size:
        return Classes((), np.empty(0, dtype=np.intp))
    shares = np.arange(1, count + 1) / count
    highest = np.unique(np.quantile(values, shares, method="inverted_cdf"))
    class_of_value = np.searchsorted(highest, values, side="left")
    lowest = [float(values[class_of_value == position].min()) for position in range(highest.size)]
    return Classes(_labels(lowest, highest.tolist()), class_of_value)


def _labels(lowest: list[float], highest: list[float]) -> tuple[str, ...]:
    for decimals in (1, 2, 3):
        labels = tuple(_label(low, high, decimals) for low, high in zip(lowest, highest, strict=True))
        if all(f"{high:.{decimals}f}" != f"{low:.{decimals}f}" for high, low in zip(highest, lowest[1:], strict=False)):
            break
    return labels


def _label(low: float, high: float, decimals: int) -> str:
    start, end = f"{low:,.{decimals}f}", f"{high:,.{decimals}f}"
    return start if start == end else f"{start} to {end}"
