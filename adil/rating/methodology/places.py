"""What comes after the points: adjustments, places, leagues, categories, awards, robustness."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from adil.rating.formula import Formula
from adil.rating.methodology.indicators import Source
from adil.rating.methodology.wording import Wording


class Effect(StrEnum):
    PENALTY = "penalty"
    BONUS = "bonus"


@dataclass(frozen=True)
class Adjustment:
    """``each`` points for every case counted by ``times``, at most ``cap`` points."""

    code: str
    name: Wording
    effect: Effect
    times: Formula
    each: Fraction = Fraction(1)
    cap: Fraction | None = None
    source: Source | None = None
    where: str = ""


@dataclass(frozen=True)
class Disqualification:
    code: str
    name: Wording
    when: Formula


@dataclass(frozen=True)
class Adjustments:
    """Penalties are taken off and bonuses added to the root's points, each under its cap."""

    cases: tuple[Adjustment, ...] = ()
    penalties_cap: Fraction | None = None
    bonuses_cap: Fraction | None = None
    total_floor: Fraction | None = None
    total_cap: Fraction | None = None
    disqualify: tuple[Disqualification, ...] = ()


class Basis(StrEnum):
    ROUNDED = "rounded"
    EXACT = "exact"


@dataclass(frozen=True)
class TieBreak:
    """One of the two: who has more, or who has less, comes first."""

    name: Wording
    higher: Formula | None = None
    lower: Formula | None = None
    where: str = ""


@dataclass(frozen=True)
class Ranking:
    """Places: which total is compared, and what decides between equals; in the end a shared place."""

    basis: Basis = Basis.ROUNDED
    digits: int | None = None
    tie_breaks: tuple[TieBreak, ...] = ()


@dataclass(frozen=True)
class League:
    """The first league whose ``when`` holds is the unit's; a short league joins another."""

    code: str
    name: Wording
    when: Formula
    joins: str | None = None
    where: str = ""


@dataclass(frozen=True)
class Leagues:
    list: tuple[League, ...]
    smallest: int = 1


@dataclass(frozen=True)
class Condition:
    """A condition for prizes, with the words that say which."""

    code: str
    name: Wording
    when: Formula


@dataclass(frozen=True)
class FloorCondition:
    """Every applicable child of ``of`` must reach that share of its maximum, else ``otherwise``."""

    of: str
    share: Fraction
    otherwise: str


@dataclass(frozen=True)
class Category:
    """Categories stand best to worst; a unit gets the first whose ``at_least`` it reaches."""

    code: str
    name: Wording
    at_least: Fraction | None = None
    floor: FloorCondition | None = None
    where: str = ""


@dataclass(frozen=True)
class Nomination:
    """Best in the named nodes (share of their applicable maximum), or by a formula over the results.

    Of equals the better total wins; if that is equal too, the nomination is shared.
    """

    code: str
    name: Wording
    nodes: tuple[str, ...] = ()
    by: Formula | None = None
    minimum_share: Fraction | None = None
    where: str = ""


@dataclass(frozen=True)
class Awards:
    """``places`` of each league get prizes; the highest total of all the Grand Prix."""

    places: int = 3
    grand_prix: Wording | None = None
    one_nomination_per_unit: bool = True
    winner_takes_nominations: bool = False


class Distribution(StrEnum):
    UNIFORM = "uniform"
    TRIANGULAR = "triangular"
    DIRICHLET = "dirichlet"


@dataclass(frozen=True)
class Robustness:
    """What may move, and how far, when the firmness of places is asked for.

    ``weights_of``: the groups whose children's weights move, each within ``spread`` of its value
    (0.25: a quarter up or down). ``data_error``: relative error of every indicator that names none.
    """

    weights_of: tuple[str, ...] = ()
    spread: Fraction = Fraction(1, 4)
    distribution: Distribution = Distribution.UNIFORM
    data_error: Fraction = Fraction(0)
    resample_raters: bool = False
    draws: int = 10_000
    seed: int = 1
    where: str = ""
