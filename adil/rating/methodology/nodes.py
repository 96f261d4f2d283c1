"""The tree of nodes: criteria that are scored, groups that combine them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from adil.rating.formula import Formula
from adil.rating.methodology.scores import Pool, Score
from adil.rating.methodology.wording import Wording


class Policy(StrEnum):
    """What happens to a node that is missing or not applicable."""

    RESCALE = "rescale"
    """Its maximum is taken out and the rest is scaled up to the parent's maximum."""
    ZERO = "zero"
    IMPUTE = "impute"
    """Its value is taken from the pool, by ``impute``."""
    EXCLUDE = "exclude"
    """The unit gets no place."""
    REFUSE = "refuse"
    """The rating stops with an error that names unit and criterion."""


class Statistic(StrEnum):
    MEAN = "mean"
    MEDIAN = "median"


@dataclass(frozen=True)
class Rounding:
    """Half-up (halves away from zero) to that many digits."""

    digits: int


class Mean(StrEnum):
    """How the children of a node combine; all but ``sum`` work on shares (points / maximum)."""

    SUM = "sum"
    MEAN = "mean"
    WEIGHTED_MEAN = "weighted_mean"
    GEOMETRIC_MEAN = "geometric_mean"
    POWER_MEAN = "power_mean"
    MIN = "min"
    WORST_K = "worst_k"
    TABLE = "table"


@dataclass(frozen=True)
class Table:
    """Points by two ratings: the first child picks the row, the second the column.

    ``rows`` and ``columns`` are the lower edges in points of the children, worst to best.
    """

    rows: tuple[Fraction, ...]
    columns: tuple[Fraction, ...]
    points: tuple[tuple[Fraction, ...], ...]


@dataclass(frozen=True)
class Combine:
    method: Mean = Mean.SUM
    power: Fraction | None = None
    k: int | None = None
    table: Table | None = None


@dataclass(frozen=True)
class MinimumBase:
    """Below that base the value says too little."""

    indicator: str
    at_least: Fraction
    otherwise: str = "not_applicable"


@dataclass(frozen=True)
class Impute:
    """A missing value is the statistic of the pool's values."""

    pool: Pool = Pool()
    statistic: Statistic = Statistic.MEDIAN


class Treatment(StrEnum):
    WINSORISE = "winsorise"
    LOG_SHIFT = "log_shift"


@dataclass(frozen=True)
class Treat:
    """Outliers, if skewness and kurtosis both pass the limits: move, at most so many values; or logs."""

    method: Treatment
    most_moved: int = 5
    skewness: Fraction = Fraction(2)
    kurtosis: Fraction = Fraction(7, 2)


@dataclass(frozen=True)
class Node:
    """A criterion (it has a ``score``) or a group (it has ``children``).

    What is left out of ``missing``, ``not_applicable`` and ``rounding`` is as in the parent.
    """

    code: str
    name: Wording
    max: Fraction | None = None
    weight: Fraction | None = None
    note: Wording | None = None
    # group
    children: tuple[Node, ...] = ()
    combine: Combine = Combine()
    # criterion
    value: Formula | None = None
    unit: str | None = None
    score: Score | None = None
    applies_when: Formula | None = None
    zero_when: Formula | None = None
    minimum_base: MinimumBase | None = None
    minimum_age_months: int | None = None
    treat: Treat | None = None
    impute: Impute | None = None
    # both
    missing: Policy | None = None
    not_applicable: Policy | None = None
    rounding: Rounding | None = None
    cap: Fraction | None = None
    floor: Fraction | None = None
    where: str = ""
