"""Scores: a value becomes points from 0 to the node's maximum."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from adil.rating.methodology.wording import Wording


class Better(StrEnum):
    HIGH = "high"
    LOW = "low"


class Edge(StrEnum):
    """Which band owns the value on the edge between two bands."""

    LOWER = "lower"
    """The band that starts there: from <= value < to."""
    UPPER = "upper"
    """The band that ends there: from < value <= to."""


class Transform(StrEnum):
    NONE = "none"
    LN = "ln"


@dataclass(frozen=True)
class Pool:
    """The units that a pool-based bound is taken over: everyone, the league, or an attribute."""

    over: str = "all"


@dataclass(frozen=True)
class Band:
    points: Fraction
    above: Fraction | None = field(default=None, metadata={"key": "from"})
    to: Fraction | None = None


@dataclass(frozen=True)
class Bands:
    edge: Edge
    bands: tuple[Band, ...]


@dataclass(frozen=True)
class Linear:
    worst: Fraction
    best: Fraction


@dataclass(frozen=True)
class Knot:
    at: Fraction
    points: Fraction


@dataclass(frozen=True)
class Piecewise:
    knots: tuple[Knot, ...]


@dataclass(frozen=True)
class Logarithmic:
    worst: Fraction
    best: Fraction


@dataclass(frozen=True)
class PerUnit:
    """``start + each * value``, kept between 0 and the maximum."""

    each: Fraction
    start: Fraction = Fraction(0)


@dataclass(frozen=True)
class Categories:
    points: dict[str, Fraction]


@dataclass(frozen=True)
class Item:
    indicator: str
    points: Fraction
    name: Wording | None = None


@dataclass(frozen=True)
class Checklist:
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Goalposts:
    worst: Fraction
    best: Fraction
    transform: Transform = Transform.NONE
    clip: bool = True


@dataclass(frozen=True)
class MinMax:
    pool: Pool = Pool()
    better: Better = Better.HIGH


@dataclass(frozen=True)
class ZScore:
    """``centre + spread * (value - mean) / deviation``, kept between 0 and the maximum."""

    centre: Fraction
    spread: Fraction
    pool: Pool = Pool()
    better: Better = Better.HIGH


@dataclass(frozen=True)
class Rank:
    """Best of the pool gets the maximum, last gets 0; equal values share the mean place."""

    pool: Pool = Pool()
    better: Better = Better.HIGH


@dataclass(frozen=True)
class PercentileRank:
    """The share of the pool that is worse, plus half of what is equal (the unit itself included)."""

    pool: Pool = Pool()
    better: Better = Better.HIGH


@dataclass(frozen=True)
class ShareOfBest:
    pool: Pool = Pool()
    better: Better = Better.HIGH


class Combination(StrEnum):
    """How the marks of several raters become one."""

    MEAN = "mean"
    MEDIAN = "median"
    DROP_EXTREMES = "drop_extremes"
    """Without one highest and one lowest mark, then the mean; with three or four, the median."""


@dataclass(frozen=True)
class Anchor:
    mark: str
    points: Fraction
    text: Wording


@dataclass(frozen=True)
class Rubric:
    """Marks of raters against written anchors. Fewer raters than the minimum: missing."""

    anchors: tuple[Anchor, ...]
    combine: Combination
    minimum_raters: int


Score = (
    Bands | Linear | Piecewise | Logarithmic | PerUnit | Categories | Checklist | Goalposts
    | MinMax | ZScore | Rank | PercentileRank | ShareOfBest | Rubric
)  # fmt: skip

SCORES: dict[str, type] = {
    "bands": Bands,
    "linear": Linear,
    "piecewise": Piecewise,
    "logarithmic": Logarithmic,
    "per_unit": PerUnit,
    "categories": Categories,
    "checklist": Checklist,
    "goalposts": Goalposts,
    "minmax": MinMax,
    "zscore": ZScore,
    "rank": Rank,
    "percentile_rank": PercentileRank,
    "share_of_best": ShareOfBest,
    "rubric": Rubric,
}
