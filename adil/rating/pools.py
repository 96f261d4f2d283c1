"""Pools: the units that a bound, a mean or an order is taken over, and what is found there.

Everything here is exact and is found once, over all units, however the units are then cut up.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cmp_to_key
from itertools import pairwise
from threading import RLock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adil.rating import exact
from adil.rating.columns import FITS, ROUNDOFF, Exacts, Mask, Ratios, bounds_of
from adil.rating.errors import DataError
from adil.rating.exact import Number
from adil.rating.methodology import Pool, Statistic
from adil.rating.units import UnitTable


@dataclass(frozen=True)
class Groups:
    """The pools of one kind: their labels, and for each unit the number of its pool."""

    labels: tuple[str, ...]
    index: NDArray[np.intp]


@dataclass
class Pools:
    """The leagues of the units, and a place to keep what was found over all of them."""

    units: UnitTable
    leagues: tuple[str, ...]
    found: dict[Any, Any] = field(default_factory=dict)
    lock: RLock = field(default_factory=RLock, repr=False, compare=False)

    def once(self, key: Any, find: Callable[[], Any]) -> Any:
        """What ``find`` gives, found the first time and kept; of two threads one finds, the other waits."""
        if key not in self.found:
            with self.lock:
                if key not in self.found:
                    self.found[key] = find()
        return self.found[key]

    def groups(self, pool: Pool) -> Groups:
        """Which pool each unit is in."""
        return self.once(("groups", pool.over), lambda: self._groups(pool.over))  # type: ignore[no-any-return]

    def _groups(self, over: str) -> Groups:
        if over == "all":
            return Groups(("all",), np.zeros(len(self.units), dtype=np.intp))
        words = self.leagues if over == "league" else self.units.attributes.get(over)
        if words is None:
            raise DataError(
                f"A pool is taken over '{over}', but the table of units has no such column",
                where="units",
                hint="Use 'all', 'league', or a column of units.csv.",
            )
        return Groups(*number_words(words))


def number_words(words: Sequence[str]) -> tuple[tuple[str, ...], NDArray[np.intp]]:
    """The different words in order, and for each row the number of its word.

    >>> number_words(("b", "a", "b"))[0]
    ('a', 'b')
    """
    labels = tuple(sorted(set(words)))
    numbers = {label: number for number, label in enumerate(labels)}
    return labels, np.fromiter(map(numbers.__getitem__, words), dtype=np.intp, count=len(words))


def extremes(column: Any, valid: Mask, groups: Groups) -> list[tuple[Number, Number] | None]:
    """The least and the greatest value of each pool; nothing for a pool without a value."""
    if len(groups.labels) == 1 and isinstance(column, Ratios) and isinstance(column.den, int):
        num = column.num if valid.all() else column.num[valid]
        if not num.size:
            return [None]
        return [(Fraction(int(num.min()), column.den), Fraction(int(num.max()), column.den))]
    return [(least(found), greatest(found)) if found else None for found in split(column, valid, groups)]


def split(column: Any, valid: Mask, groups: Groups) -> list[list[Number]]:
    """The values of each pool."""
    values: list[list[Number]] = [[] for _ in groups.labels]
    for number, is_valid, group in zip(column.cells(), valid.tolist(), groups.index.tolist(), strict=True):
        if is_valid:
            values[group].append(number)
    return values


def least(numbers: Sequence[Number]) -> Number:
    return min(numbers, key=cmp_to_key(exact.compare))


def greatest(numbers: Sequence[Number]) -> Number:
    return max(numbers, key=cmp_to_key(exact.compare))


def mean(numbers: Sequence[Number]) -> Number:
    total: Number = sum(numbers[1:], start=numbers[0])
    return total / Fraction(len(numbers))


def median(numbers: Sequence[Number]) -> Number:
    """The middle value, or the mean of the two in the middle."""
    ordered = sorted(numbers, key=cmp_to_key(exact.compare))
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else mean(ordered[middle - 1 : middle + 1])


STATISTICS: dict[Statistic, Callable[[Sequence[Number]], Number]] = {
    Statistic.MEAN: mean,
    Statistic.MEDIAN: median,
}


def deviation(numbers: Sequence[Number]) -> Number:
    """The standard deviation of the population."""
    centre = mean(numbers)
    squares = [(number - centre) * (number - centre) for number in numbers]
    return exact.raise_to(mean(squares), Fraction(1, 2))


def order(column: Any) -> NDArray[np.int64]:
    """A whole number a row that stands in the order of the values: equal where they are equal."""
    if isinstance(column, Ratios) and isinstance(column.den, int):
        return np.asarray(column.num, dtype=np.int64)
    ranks = _order_ratios(column) if isinstance(column, Ratios) else None
    return _order_numbers(column.cells()) if ranks is None else ranks


def _order_ratios(column: Ratios) -> NDArray[np.int64] | None:
    """The order that floats give, if it is proved right; nothing if floats cannot tell some values apart."""
    num, den = np.broadcast_arrays(column.num, column.den)
    shared = np.gcd(num, den)
    num, den = num // shared, den // shared
    sorting = np.lexsort((num, den, num / den))
    num, den, values = num[sorting], den[sorting], (num / den)[sorting]
    is_new = (num[1:] != num[:-1]) | (den[1:] != den[:-1])
    reach = (np.abs(values[1:]) + np.abs(values[:-1])) * ROUNDOFF
    if (is_new & (np.diff(values) <= reach)).any():
        return None
    ranks = np.zeros(len(num), dtype=np.int64)
    ranks[sorting[1:]] = np.cumsum(is_new)
    return ranks


def _order_numbers(numbers: Sequence[Number]) -> NDArray[np.int64]:
    ordered = sorted(range(len(numbers)), key=lambda row: cmp_to_key(exact.compare)(numbers[row]))
    ranks, rank = np.zeros(len(numbers), dtype=np.int64), 0
    for before, row in pairwise(ordered):
        rank += exact.compare(numbers[before], numbers[row]) != 0
        ranks[row] = rank
    return ranks


def in_turn(keys: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    """One whole number a row in the order of the first key, where that is equal of the second, and so on."""
    together, width = np.zeros(len(keys[0]), dtype=np.int64), 1
    for key in keys:
        low, high = bounds_of(key)
        if width * (high - low + 1) >= FITS:
            together, key = (np.unique(part, return_inverse=True)[1] for part in (together, key))
            width, (low, high) = len(together), bounds_of(key)
        together = together * (high - low + 1) + (key - low)
        width *= high - low + 1
    return together


def starts(column: NDArray[Any]) -> Mask:
    """Where a sorted column differs from the row before."""
    return np.append(True, column[1:] != column[:-1]) if len(column) else np.zeros(0, dtype=bool)


def count_places(compared: NDArray[Any], leagues: NDArray[np.intp]) -> NDArray[np.int64]:
    """1, 2, 2, 4 for each league, of rows that are sorted by league and within it best first."""
    new_league, index = starts(leagues), np.arange(len(compared))
    start = np.maximum.accumulate(np.where(new_league, index, 0))
    return np.maximum.accumulate(np.where(new_league | starts(compared), index, 0)) - start + 1


def highest(column: Any, rows: NDArray[np.intp]) -> NDArray[np.intp]:
    """Of these rows those with the greatest value: floats find it, an exact comparison decides."""
    values = column.take(rows)
    floats = values.floats()
    best = values.take([int(np.argmax(floats))])
    while (higher := np.flatnonzero(best.less(values))).size:
        best = values.take(higher[[int(np.argmax(floats[higher]))]])
    return np.asarray(rows[np.broadcast_to(values.equal(best), len(rows))])


def as_exacts(column: Any) -> Exacts:
    return column if isinstance(column, Exacts) else Exacts.of(column.cells())
