"""A methodology: what is measured, and how it becomes points, places and awards.

These classes are the language of ``methodology.yaml``: a class is a mapping, a field is a key.
``read`` fills them from the file, ``check`` proves that they make sense together, and
``docs/methodology.md`` explains each with an example that runs.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from adil.rating.methodology.header import Approval, Effective, Supersedes
from adil.rating.methodology.indicators import Constant, Indicator, Kind, OverTime, OverTree, Source
from adil.rating.methodology.nodes import (
    Combine,
    Impute,
    Mean,
    MinimumBase,
    Node,
    Policy,
    Rounding,
    Statistic,
    Table,
    Treat,
    Treatment,
)
from adil.rating.methodology.places import (
    Adjustment,
    Adjustments,
    Awards,
    Basis,
    Category,
    Condition,
    Disqualification,
    Distribution,
    Effect,
    FloorCondition,
    League,
    Leagues,
    Nomination,
    Ranking,
    Robustness,
    TieBreak,
)
from adil.rating.methodology.scores import (
    SCORES,
    Anchor,
    Band,
    Bands,
    Better,
    Categories,
    Checklist,
    Combination,
    Edge,
    Goalposts,
    Item,
    Knot,
    Linear,
    Logarithmic,
    MinMax,
    PercentileRank,
    PerUnit,
    Piecewise,
    Pool,
    Rank,
    Rubric,
    Score,
    ShareOfBest,
    Transform,
    ZScore,
)
from adil.rating.methodology.wording import LANGUAGES, Wording


@dataclass(frozen=True)
class Methodology:
    """The whole file."""

    adil: int
    code: str
    version: str
    name: Wording
    effective: Effective
    approval: Approval
    indicators: dict[str, Indicator]
    rating: Node
    supersedes: Supersedes | None = None
    data_licence: str | None = None
    value_digits: int = 4
    constants: dict[str, Constant] = field(default_factory=dict)
    adjustments: Adjustments = Adjustments()
    ranking: Ranking = Ranking()
    leagues: Leagues | None = None
    eligibility: tuple[Condition, ...] = ()
    categories: tuple[Category, ...] = ()
    nominations: tuple[Nomination, ...] = ()
    awards: Awards = Awards()
    robustness: Robustness = Robustness()
    where: str = ""
    fingerprint: str = ""


__all__ = [
    "LANGUAGES",
    "SCORES",
    "Adjustment",
    "Adjustments",
    "Anchor",
    "Approval",
    "Awards",
    "Band",
    "Bands",
    "Basis",
    "Better",
    "Categories",
    "Category",
    "Checklist",
    "Combination",
    "Combine",
    "Condition",
    "Constant",
    "Disqualification",
    "Distribution",
    "Edge",
    "Effect",
    "Effective",
    "FloorCondition",
    "Goalposts",
    "Impute",
    "Indicator",
    "Item",
    "Kind",
    "Knot",
    "League",
    "Leagues",
    "Linear",
    "Logarithmic",
    "Mean",
    "Methodology",
    "MinMax",
    "MinimumBase",
    "Node",
    "Nomination",
    "OverTime",
    "OverTree",
    "PerUnit",
    "PercentileRank",
    "Piecewise",
    "Policy",
    "Pool",
    "Rank",
    "Ranking",
    "Robustness",
    "Rounding",
    "Rubric",
    "Score",
    "ShareOfBest",
    "Source",
    "Statistic",
    "Supersedes",
    "Table",
    "TieBreak",
    "Transform",
    "Treat",
    "Treatment",
    "Wording",
    "ZScore",
]
