"""How firm places are: the result of many draws, as plain data with its Monte Carlo error."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adil.rating.agreement import Agreement
from adil.rating.perturb.words import share_text


@dataclass(frozen=True, slots=True)
class Share:
    """In how many of the draws something was so.

    >>> Share(250, 1000).share, round(Share(250, 1000).standard_error, 4)
    (0.25, 0.0137)
    """

    count: int
    draws: int

    @property
    def share(self) -> float:
        return self.count / self.draws

    @property
    def standard_error(self) -> float:
        """``sqrt(p (1 - p) / draws)``; it says nothing at 0 and 1, where the rule of three does."""
        return sqrt(self.share * (1 - self.share) / self.draws)

    @property
    def range_95(self) -> tuple[float, float]:
        """Where the true share lies with 95 % confidence; of none and all by the rule of three."""
        unseen = min(1.0, 3 / self.draws)
        if self.count in (0, self.draws):
            return (0.0, unseen) if self.count == 0 else (1 - unseen, 1.0)
        width = 1.96 * self.standard_error
        return max(0.0, self.share - width), min(1.0, self.share + width)

    def text(self, language: str) -> str:
        return share_text(self.count, self.draws, language)


@dataclass(frozen=True)
class PlaceShare:
    """How often a unit took a place."""

    place: int
    share: Share


@dataclass(frozen=True)
class Spread:
    """The places of one unit in one table over all draws."""

    place: int
    """In the baseline."""
    median: int
    range_90: tuple[int, int]
    range_95: tuple[int, int]
    acceptability: tuple[PlaceShare, ...]
    """Every place that was taken at least once, best first."""
    draws: int

    def at(self, place: int) -> Share:
        """How often that place was taken."""
        return next((each.share for each in self.acceptability if each.place == place), Share(0, self.draws))

    def up_to(self, place: int) -> Share:
        """How often that place or a better one was taken."""
        return Share(sum(each.share.count for each in self.acceptability if each.place <= place), self.draws)


@dataclass(frozen=True)
class Neighbour:
    """The next unit of the league, and how often the draws kept the order."""

    unit: str
    before: Share
    equal: Share


@dataclass(frozen=True)
class Firmness:
    """One unit: its places in its league and among all."""

    unit: str
    league: str
    in_league: Spread
    overall: Spread
    next: Neighbour | None

    @property
    def first(self) -> Share:
        """How often it is first in its league."""
        return self.in_league.up_to(1)

    @property
    def top_three(self) -> Share:
        """How often it is among the first three of its league."""
        return self.in_league.up_to(3)


@dataclass(frozen=True)
class Moved:
    """What differed from draw to draw."""

    groups: tuple[str, ...]
    spread: float
    distribution: str
    indicators: dict[str, float]
    rubrics: tuple[str, ...]
    """Of the figures that may be wrong, by how much; of the rubrics, whose marks were drawn again."""


@dataclass(frozen=True)
class Robustness:
    """The draws of a rating. Units stand by league and place; a unit without a place is not there.

    ``in_league`` and ``overall``: the places of each unit over the draws, sorted, a row a unit.
    """

    units: tuple[str, ...]
    leagues: tuple[str, ...]
    places: NDArray[np.int64]
    overall_places: NDArray[np.int64]
    in_league: NDArray[Any]
    overall: NDArray[Any]
    before: NDArray[np.int64]
    equal: NDArray[np.int64]
    draws: int
    seed: int
    moved: Moved
    agreement: tuple[Agreement, ...] = ()
    rows: dict[str, int] = field(default_factory=dict)

    def firmness(self, unit: str) -> Firmness:
        """All about one unit. Errors: ``KeyError`` for a unit without a place."""
        row = self.rows[unit]
        return Firmness(
            unit,
            self.leagues[row],
            spread_of(self.in_league[row], int(self.places[row])),
            spread_of(self.overall[row], int(self.overall_places[row])),
            self._neighbour(row),
        )

    @cached_property
    def every(self) -> tuple[Firmness, ...]:
        """All about every unit, by league and place."""
        return tuple(self.firmness(unit) for unit in self.units)

    def _neighbour(self, row: int) -> Neighbour | None:
        if row + 1 == len(self.units) or self.leagues[row + 1] != self.leagues[row]:
            return None
        before, equal = Share(int(self.before[row]), self.draws), Share(int(self.equal[row]), self.draws)
        return Neighbour(self.units[row + 1], before, equal)


def spread_of(ordered: NDArray[Any], place: int) -> Spread:
    """The summary of one unit's places, sorted.

    The ranges leave out at most 5 % (2.5 %) of the draws at either end, so at least 90 % (95 %) of the
    draws lie within. Of two middle places the better is the median.
    """
    draws = len(ordered)
    found, counts = np.unique(ordered, return_counts=True)
    return Spread(
        place=place,
        median=int(ordered[(draws - 1) // 2]),
        range_90=_range(ordered, draws // 20),
        range_95=_range(ordered, draws // 40),
        acceptability=tuple(
            PlaceShare(int(each), Share(int(count), draws)) for each, count in zip(found, counts, strict=True)
        ),
        draws=draws,
    )


def _range(ordered: NDArray[Any], left_out: int) -> tuple[int, int]:
    return int(ordered[left_out]), int(ordered[len(ordered) - 1 - left_out])
