"""Places in many draws at once: one sort of whole numbers a draw, ties as the methodology has them."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adil.rating.methodology import Basis, Methodology
from adil.rating.perturb.branches import Floats, round_in_place
from adil.rating.pools import order
from adil.rating.rank import Standing
from adil.rating.result import Result

Integers = NDArray[np.int64]

EXACT_PARTS = 10**12
"""Unrounded totals closer than this part of the largest are equal."""


@dataclass(frozen=True)
class Seats:
    """The ranked units in the order of league and place, and what decides between equal totals.

    ``rows``: their rows in the table of units. ``leagues``: the first column of each league, and the
    end. ``seats``: a number a column, lower for who wins a tie; ``columns``: the column of each seat;
    ``ties``: by seat, equal where a place is shared.
    """

    rows: NDArray[np.intp]
    leagues: tuple[int, ...]
    seats: Integers
    columns: NDArray[np.intp]
    ties: Integers

    @cached_property
    def has_ties_broken(self) -> bool:
        """Whether some tie is broken before a place is shared."""
        return bool((self.ties[1:] != self.ties[:-1]).any())

    @cached_property
    def is_in_order(self) -> bool:
        """Whether the seats are the columns themselves."""
        return bool((self.columns[1:] > self.columns[:-1]).all())

    @property
    def small(self) -> type[np.unsignedinteger[Any]]:
        """The smallest kind of whole number that holds a place."""
        return np.uint16 if len(self.rows) < 2**16 else np.uint32

    def __len__(self) -> int:
        return len(self.rows)


def take_seats(result: Result) -> Seats:
    """The seats of the ranked units. Tie-breaks are decided by the values of the baseline."""
    ranked = np.flatnonzero(result.overall > 0)
    leagues, codes = np.array(result.leagues), np.array(result.inputs.units.codes)
    rows = ranked[np.lexsort((codes[ranked], result.places[ranked], leagues[ranked]))]
    starts = [i for i in range(len(rows)) if i == 0 or leagues[rows[i]] != leagues[rows[i - 1]]]
    worse = tie_order(result)[rows]
    by_tie = np.argsort(worse, kind="stable")
    seats = np.empty(len(rows), dtype=np.int64)
    seats[by_tie] = np.arange(len(rows))
    return Seats(rows, (*starts, len(rows)), seats, by_tie, worse[by_tie])


def tie_order(result: Result) -> Integers:
    """A whole number a unit by the chain of tie-breaks: lower wins, equal is a shared place."""
    inputs, root = result.inputs, result.nodes[result.inputs.methodology.rating.code]
    ranked = np.ones(len(inputs.units), bool) if root.states is None else root.states == 0
    standing = Standing(
        inputs, dict(result.nodes), result.adjusted, result.total, result.digits, ranked, result.categories
    )
    keys = []
    for tie in inputs.methodology.ranking.tie_breaks:
        column, known = standing.numbers(tie.higher or tie.lower)  # type: ignore[arg-type]
        numbers = np.broadcast_to(order(column), len(inputs.units))
        worst = np.iinfo(np.int64).max
        keys.append(np.where(known, -numbers if tie.higher is not None else numbers, worst))
    if not keys:
        return np.zeros(len(inputs.units), dtype=np.int64)
    return np.unique(np.stack(keys), axis=1, return_inverse=True)[1].ravel().astype(np.int64)


# --- totals ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Totals:
    """How the points of the root become the whole numbers that are compared."""

    steps: Floats
    """Bonuses less penalties; these and the limits in units of the last digit."""
    digits: int
    low: float
    high: float
    parts: float = 0.0
    """Unrounded totals are compared in so many parts of that unit; 0: rounded ones are compared."""

    def find(self, points: Floats) -> Integers:
        """The totals of each draw as whole numbers, the higher the better. Changes its input."""
        if self.parts:
            points *= 10.0**self.digits
        else:
            round_in_place(points, self.digits)
        points += self.steps
        if np.isfinite(self.low) or np.isfinite(self.high):
            np.clip(points, self.low, self.high, out=points)
        if self.parts:
            points *= self.parts
            np.rint(points, out=points)
        return points.astype(np.int64)


def totals_rule(result: Result, seats: Seats) -> Totals:
    """The rule of the methodology, with the penalties and bonuses of the baseline."""
    methodology, digits = result.inputs.methodology, result.digits
    steps = (result.adjusted.bonuses - result.adjusted.penalties)[seats.rows].astype(np.float64)
    is_exact = methodology.ranking.basis is Basis.EXACT
    low, high = limits(methodology, digits)
    return Totals(
        steps,
        digits,
        -np.inf if low is None else float(low),
        np.inf if high is None else float(high),
        parts=_parts(result) if is_exact else 0.0,
    )


def limits(methodology: Methodology, digits: int) -> tuple[Fraction | None, Fraction | None]:
    """Floor and cap of the total in units of the last digit; whole ones where rounded totals are compared."""
    rule = methodology.adjustments
    scaled = [None if end is None else end * 10**digits for end in (rule.total_floor, rule.total_cap)]
    if methodology.ranking.basis is Basis.ROUNDED:
        scaled = [None if end is None else Fraction(int(end)) for end in scaled]
    return scaled[0], scaled[1]


def _parts(result: Result) -> float:
    """A power of ten by which the largest total stays below ``EXACT_PARTS``."""
    adjusted = (result.adjusted.bonuses + result.adjusted.penalties).max(initial=0)
    largest = float(result.inputs.methodology.rating.max or 1) * 10**result.digits + float(adjusted)
    return float(10.0 ** np.floor(np.log10(EXACT_PARTS / largest)))


# --- places ---------------------------------------------------------------------------------------


Places = NDArray[np.unsignedinteger[Any]]


def find_places(totals: Integers, seats: Seats) -> tuple[Places, Places]:
    """Places within leagues and among all: draws x units each; one array twice if there is one league.

    Ties: decided by the seats; a place that stays shared is followed by a gap: 1, 2, 2, 4.
    """
    bits = max(len(seats) - 1, 1).bit_length()
    keys = np.subtract(totals.max(initial=0), totals, out=totals)
    keys <<= bits
    keys |= seats.seats
    overall = np.empty(keys.shape, dtype=seats.small)
    if len(seats.leagues) <= 2:
        _place(keys, bits, seats, overall)
        return overall, overall
    within = np.empty(keys.shape, dtype=seats.small)
    for start, stop in zip(seats.leagues[:-1], seats.leagues[1:], strict=True):
        _place(keys[:, start:stop].copy(), bits, seats, within)
    _place(keys, bits, seats, overall)
    return within, overall


def _place(keys: Integers, bits: int, seats: Seats, places: Places) -> None:
    """Write the places of some units: their keys hold what they lack to the best total, and their seat."""
    keys.sort(axis=1)
    sitting = keys & ((1 << bits) - 1)
    keys >>= bits
    is_shared = keys[:, 1:] == keys[:, :-1]
    if seats.has_ties_broken:
        ties = seats.ties[sitting]
        is_shared &= ties[:, 1:] == ties[:, :-1]
    found = np.ones(keys.shape, dtype=places.dtype)
    np.multiply(~is_shared, np.arange(2, keys.shape[1] + 1, dtype=places.dtype), out=found[:, 1:])
    np.maximum.accumulate(found, axis=1, out=found)
    columns = sitting if seats.is_in_order else seats.columns[sitting]
    np.put_along_axis(places, columns, found, axis=1)
