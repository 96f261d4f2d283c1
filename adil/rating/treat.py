"""Outliers: values that alone decide a scale are moved to the next one, or all are put on a log scale."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from adil.rating import exact
from adil.rating.columns import Exacts, Mask
from adil.rating.exact import Number
from adil.rating.methodology import Treat, Treatment
from adil.rating.pools import as_exacts, greatest, least, mean


@dataclass(frozen=True)
class Moved:
    """One value that a treatment changed."""

    node: str
    unit: str
    before: Number
    after: Number


def is_outlying(numbers: list[Number], rule: Treat) -> bool:
    """Whether skewness (either way) and kurtosis both pass the limits of the rule.

    Moments of the population; kurtosis is 3 for a normal distribution. Decided exactly, since
    skewness squared and kurtosis are ratios of sums. Fewer than 3 values, or equal ones: no.
    """
    centre = mean(numbers)
    second, third, fourth = (_moment(numbers, centre, power) for power in (2, 3, 4))
    if len(numbers) < 3 or exact.compare(second, 0) == 0:
        return False
    is_skewed = exact.compare(third * third, rule.skewness**2 * second * second * second) > 0
    return is_skewed and exact.compare(fourth, rule.kurtosis * second * second) > 0


def _moment(numbers: list[Number], centre: Number, power: int) -> Number:
    total: Number = Fraction(0)
    for number in numbers:
        step: Number = Fraction(1)
        for _ in range(power):
            step = step * (number - centre)
        total = total + step
    return total / Fraction(len(numbers))


def treat(column: Any, valid: Mask, rule: Treat, node: str, units: list[str]) -> tuple[Any, list[Moved]]:
    """The column after treatment, and what moved. A column without outliers comes back as it is."""
    exacts = as_exacts(column)
    rows = np.flatnonzero(valid)
    numbers = list(exacts.objects[rows])
    if not numbers or not is_outlying(numbers, rule):
        return column, []
    treated = _winsorise(numbers, rule) if rule.method is Treatment.WINSORISE else _shift_and_log(numbers)
    objects = exacts.objects.copy()
    objects[rows] = treated
    moved = [
        Moved(node, units[row], before, after)
        for row, before, after in zip(rows, numbers, treated, strict=True)
        if exact.compare(before, after) != 0
    ]
    return Exacts(objects), moved


def _winsorise(numbers: list[Number], rule: Treat) -> list[Number]:
    """The most extreme value is set to the next one, again and again, at most ``most_moved`` values."""
    treated = list(numbers)
    while is_outlying(treated, rule):
        centre = mean(treated)
        skews_up = exact.compare(_moment(treated, centre, 3), 0) > 0
        extreme = greatest(treated) if skews_up else least(treated)
        rest = [number for number in treated if exact.compare(number, extreme) != 0]
        next_one = greatest(rest) if skews_up else least(rest)
        changed = [next_one if exact.compare(number, extreme) == 0 else number for number in treated]
        if sum(exact.compare(a, b) != 0 for a, b in zip(numbers, changed, strict=True)) > rule.most_moved:
            break
        treated = changed
    return treated


def _shift_and_log(numbers: list[Number]) -> list[Number]:
    """``ln(value - least + (greatest - least) / 100)``."""
    low, high = least(numbers), greatest(numbers)
    shift = (high - low) / Fraction(100)
    return [exact.natural_log(number - low + shift) for number in numbers]
