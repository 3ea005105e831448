"""How unequal is a value between people, and how much of that lies between groups of zones?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import scipy

from asset_map.measures.ranking import Floats


@dataclass(frozen=True)
class Theil:
    """Theil's T and its two parts: one number each, or one for each resample.

    Parameters
    ----------
    total
        All the inequality between zones, weighted by people.
    within
        What lies between zones of one group.
    between
        What lies between groups. ``within`` + ``between`` = ``total``.
    """

    total: Floats
    within: Floats
    between: Floats


def theil(value: pd.Series, people: pd.Series, group: pd.Series) -> Theil:
    """Return Theil's T of a value over people, split by groups of zones.

    Parameters
    ----------
    value
        Of each zone, for each resident alike (any unit, from 0 up); missing where it is not known.
    people
        Residents of each zone (number), on the same index.
    group
        The tenth or fifth of each zone, on the same index. Zones without one, without a value or without people are
        left out of all three numbers.

    Returns
    -------
    Theil
        T = Σ p (a/μ) ln(a/μ) with p the share of people and μ the mean over people; 0 where all have the same, at most
        ln(all people / people who have any). Not a number where nobody has any.

    Raises
    ------
    ValueError
        A value is below 0.

    Notes
    -----
    Theil (1967), Economics and Information Theory; Shorrocks (1980), Econometrica 48, for the split. The index has no
    direction: it does not tell who has more.
    """
    known = value.notna() & people.notna() & group.notna()
    codes, _ = pd.factorize(group[known], sort=True)
    return theil_of_people(
        value[known].to_numpy(dtype=np.float64), people[known].to_numpy(dtype=np.float64), group=np.asarray(codes)
    )


def theil_of_people(value: Floats, people: Floats, *, group: np.ndarray) -> Theil:
    """Return Theil's T for one number of people in each zone, or for each of many resamples at once.

    Parameters
    ----------
    value
        Of each zone (from 0 up, none missing).
    people
        Residents of each zone; the zones are the last axis, before it there may be resamples.
    group
        Whole number from 0 up of the group of each zone.

    Returns
    -------
    Theil
        As `theil` gives it.

    Raises
    ------
    ValueError
        A value is below 0.
    """
    if (value < 0).any():
        msg = f"Theil's index needs values from 0 up, not {value.min():g}"
        raise ValueError(msg)
    belongs = (group[:, None] == np.arange(group.max(initial=-1) + 1)).astype(np.float64)
    residents = people @ belongs
    amount = people @ (value[:, None] * belongs)
    spread = people @ (scipy.special.xlogy(value, value)[:, None] * belongs)
    all_amount, all_people = amount.sum(axis=-1, keepdims=True), residents.sum(axis=-1, keepdims=True)
    any_there = all_amount > 0
    share = np.divide(amount, all_amount, out=np.full_like(amount, np.nan), where=any_there)
    mean = np.divide(amount, residents, out=np.zeros_like(amount), where=residents > 0)
    all_mean = np.divide(all_amount, all_people, out=np.ones_like(all_amount), where=any_there)
    total = _ratio(spread.sum(axis=-1), all_amount[..., 0]) - np.log(all_mean[..., 0])
    between = (scipy.special.xlogy(share, mean) - share * np.log(all_mean)).sum(axis=-1)
    inside = np.divide(spread, amount, out=np.zeros_like(amount), where=amount > 0) - _log_or_zero(mean)
    within = np.where(any_there[..., 0], (share * inside).sum(axis=-1), np.nan)
    return Theil(total=total, within=within, between=np.where(any_there[..., 0], between, np.nan))


def _ratio(part: Floats, whole: Floats) -> Floats:
    ratio: Floats = np.divide(part, whole, out=np.full(np.shape(whole), np.nan), where=np.asarray(whole) > 0)
    return ratio


def _log_or_zero(numbers: Floats) -> Floats:
    logs: Floats = np.log(numbers, out=np.zeros_like(numbers), where=numbers > 0)
    return logs
