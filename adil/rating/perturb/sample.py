"""What moves in a draw: weights, figures, and which marks were given.

Every source of chance has its own stream of PCG64, so that the same seed gives the same draws
whatever else moves and however the draws are cut into blocks. Units are taken in the order of their
codes, so that the order of the rows of a table changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.random import PCG64, Generator, SeedSequence
from numpy.typing import NDArray

from adil.rating.frame import Inputs
from adil.rating.marks import MarkColumn
from adil.rating.methodology import Distribution, Indicator, Kind, Mean, Methodology, Node, Rubric
from adil.rating.observations import Measured
from adil.rating.walk import walk
from adil.rating.weigh import weights

Floats = NDArray[np.float64]

EXTRA_DIGITS = 4
"""A moved figure that is no count keeps so many decimal places more than the recorded one."""


class Stream(IntEnum):
    WEIGHTS = 0
    FIGURES = 1
    RATERS = 2


def generator(seed: int, stream: Stream, number: int) -> Generator:
    """The source of chance for one group, one column of figures, or the marks of one rubric."""
    return Generator(PCG64(SeedSequence((seed % 2**64, int(stream), number))))


# --- weights --------------------------------------------------------------------------------------


def moving_groups(methodology: Methodology) -> dict[str, Node]:
    """The groups whose weights move: named, combined by weights, with two children or more that have some."""
    rule = methodology.robustness
    if rule.spread == 0:
        return {}
    named = [node for node, _ in walk(methodology.rating) if node.code in rule.weights_of]
    return {node.code: node for node in named if _may_move(node)}


def _may_move(node: Node) -> bool:
    is_weighted = node.combine.method not in (Mean.MIN, Mean.WORST_K)
    return is_weighted and bool(node.children) and sum(weight > 0 for weight in weights(node)) > 1


def draw_weights(methodology: Methodology, draws: int, seed: int) -> dict[str, Floats]:
    """For each moving group what a child's weight is multiplied by.

    Shape: draws x children, in the order of the file. The weights of a group keep their sum.
    """
    rule, moving = methodology.robustness, moving_groups(methodology)
    found = {}
    for number, (node, _) in enumerate(walk(methodology.rating)):
        if node.code in moving:
            chance = generator(seed, Stream.WEIGHTS, number)
            given = np.array([float(weight) for weight in weights(node)])
            found[node.code] = draw_factors(given, float(rule.spread), rule.distribution, draws, chance)
    return found


def draw_factors(
    given: Floats, spread: float, distribution: Distribution, draws: int, chance: Generator
) -> Floats:
    """Factors of weights that sum to 1, before and after. A weight of zero stays zero.

    Shape: draws x weights.
    Source: Saisana, Saltelli, Tarantola 2005; OECD/JRC handbook 2008, step 7.
    """
    factors = np.ones((draws, len(given)))
    live = given > 0
    if spread == 0 or live.sum() < 2:
        return factors
    if distribution is Distribution.DIRICHLET:
        factors[:, live] = _dirichlet(given[live], spread, draws, chance)
    else:
        steps = _steps(distribution, spread, (draws, int(live.sum())), chance)
        factors[:, live] = 1 + keep_sum(steps, given[live], spread)
    return factors


def _steps(distribution: Distribution, spread: float, shape: tuple[int, int], chance: Generator) -> Floats:
    if distribution is Distribution.TRIANGULAR:
        return chance.triangular(-spread, 0.0, spread, shape)
    return chance.uniform(-spread, spread, shape)


def keep_sum(steps: Floats, given: Floats, spread: float) -> Floats:
    """Relative steps within the spread, corrected so that the weights keep their sum.

    Too much in all is taken from each weight in proportion to its distance from its lower end, too
    little is given in proportion to the distance from the upper end. So no weight leaves its range,
    which dividing by the new sum would not guarantee.

    >>> keep_sum(np.array([[0.5, 0.5, -0.5]]), np.array([0.4, 0.4, 0.2]), 0.5).round(4).tolist()
    [[0.125, 0.125, -0.5]]
    """
    excess = (steps @ given)[:, None]
    ends = np.where(excess > 0, -spread, spread)
    return np.asarray((steps - ends) * (spread / (spread + np.abs(excess))) + ends)


def _dirichlet(given: Floats, spread: float, draws: int, chance: Generator) -> Floats:
    """Centred at the weights, and on the whole as wide as the uniform distribution of that spread.

    The concentration makes the mean of the squared relative steps, each counted by its weight, equal
    to ``spread**2 / 3``.
    """
    concentration = 3 * (len(given) - 1) / spread**2 - 1
    return np.asarray(chance.dirichlet(concentration * given, draws) / given)


# --- figures --------------------------------------------------------------------------------------

Key = tuple[str, str]
"""Indicator and period."""


def error_of(indicator: Indicator, methodology: Methodology) -> Fraction:
    """By how much a figure may be wrong, as a share of it; derived figures err by what they are made of."""
    if indicator.formula is not None or indicator.kind not in (Kind.COUNT, Kind.NUMBER):
        return Fraction(0)
    return methodology.robustness.data_error if indicator.data_error is None else indicator.data_error


@dataclass(frozen=True)
class FigureSource:
    """One column of figures that may be wrong, and its source of chance."""

    key: Key
    column: Measured
    error: float
    is_count: bool
    chance: Generator


def figure_sources(inputs: Inputs, seed: int) -> tuple[FigureSource, ...]:
    """The columns of this and the previous period whose indicators may be wrong."""
    indicators = inputs.methodology.indicators
    found = []
    for number, (code, indicator) in enumerate(indicators.items()):
        error = error_of(indicator, inputs.methodology)
        for offset, period in enumerate((inputs.period, inputs.previous)):
            column = inputs.observations.columns.get((code, period))
            if error > 0 and column is not None:
                chance = generator(seed, Stream.FIGURES, 2 * number + offset)
                is_count = indicator.kind is Kind.COUNT
                found.append(FigureSource((code, period), column, float(error), is_count, chance))
    return tuple(found)


def draw_figures(source: FigureSource, draws: int, by_code: NDArray[np.intp]) -> Measured:
    """The column in every draw: draws x units, one draw after another.

    A figure may be wrong by up to ``error`` of itself either way, all values alike (uniform). A count
    stays a whole number; zero stays zero and what is more than zero stays so.
    ``by_code``: the rows of the units in the order of their codes.
    """
    column, units = source.column, len(by_code)
    steps = np.empty((draws, units))
    steps[:, by_code] = source.chance.uniform(-source.error, source.error, (draws, units))
    digits = 0 if source.is_count else column.digits + EXTRA_DIGITS
    given = column.scaled.astype(np.float64) * 10.0 ** (digits - column.digits)
    size = np.maximum(np.rint(np.abs(given) * (1 + steps)), given != 0)
    states = None if column.states is None else np.tile(column.states, draws)
    return Measured(_integers(np.sign(given) * size).ravel(), digits, states)


def _integers(numbers: Floats) -> NDArray[Any]:
    if np.abs(numbers).max(initial=0) < 2**62:
        return numbers.astype(np.int64)
    whole = np.empty(numbers.shape, dtype=object)
    whole.ravel()[:] = [int(number) for number in numbers.ravel()]
    return whole


# --- raters ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class MarkSource:
    """The marks of one rubric in the order of unit and rater codes, and their source of chance."""

    code: str
    units: NDArray[np.intp]
    anchors: NDArray[np.intp]
    starts: NDArray[np.intp]
    counts: NDArray[np.intp]
    chance: Generator


def mark_sources(inputs: Inputs, seed: int) -> tuple[MarkSource, ...]:
    """The rubrics whose marks are drawn again."""
    if not inputs.methodology.robustness.resample_raters:
        return ()
    found = []
    for number, (node, _) in enumerate(walk(inputs.methodology.rating)):
        marks = inputs.marks.columns.get(node.code)
        if isinstance(node.score, Rubric) and marks is not None and len(marks.units):
            found.append(_mark_source(node.code, marks, inputs, generator(seed, Stream.RATERS, number)))
    return tuple(found)


def _mark_source(code: str, marks: MarkColumn, inputs: Inputs, chance: Generator) -> MarkSource:
    units = np.array(inputs.units.codes)[marks.units]
    raters = np.array(inputs.marks.raters)[marks.raters]
    sorting = np.lexsort((raters, units))
    ordered = marks.units[sorting]
    is_new = np.append(True, ordered[1:] != ordered[:-1])
    starts = np.flatnonzero(is_new)
    group = np.cumsum(is_new) - 1
    counts = np.diff(np.append(starts, len(ordered)))
    return MarkSource(code, ordered, marks.anchors[sorting], starts[group], counts[group], chance)


def draw_marks(source: MarkSource, draws: int) -> NDArray[np.intp]:
    """Of each unit as many marks as it has, drawn from its own with replacement (bootstrap).

    Shape: draws x marks, as positions among the anchors.
    Source: Efron 1979.
    """
    steps = source.chance.random((draws, len(source.units)))
    return source.anchors[source.starts + (steps * source.counts).astype(np.intp)]
