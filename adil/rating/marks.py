"""Marks: raters' scores of units on the rubric criteria, as positions among the written anchors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import lcm
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adil.rating.columns import Ratios
from adil.rating.formula.evaluate import State, States
from adil.rating.methodology import Combination, Rubric


@dataclass(frozen=True)
class MarkColumn:
    """The marks of one criterion, a row a mark: unit, rater and anchor by their positions."""

    units: NDArray[np.intp]
    raters: NDArray[np.intp]
    anchors: NDArray[np.intp]
    comments: tuple[str, ...] = ()


@dataclass(frozen=True)
class Marks:
    """A column of marks for each criterion. Raters are codes; no person is named."""

    raters: tuple[str, ...] = ()
    columns: Mapping[str, MarkColumn] = field(default_factory=dict)

    def take(self, rows: NDArray[np.intp], count: int) -> Marks:
        """The marks of some of ``count`` units, which are numbered anew in the order given."""
        numbers = np.full(count, -1, dtype=np.intp)
        numbers[rows] = np.arange(len(rows))
        return Marks(self.raters, {code: _take(column, numbers) for code, column in self.columns.items()})


def _take(marks: MarkColumn, numbers: NDArray[np.intp]) -> MarkColumn:
    kept = np.flatnonzero(numbers[marks.units] >= 0)
    comments = tuple(marks.comments[row] for row in kept.tolist()) if marks.comments else ()
    return MarkColumn(numbers[marks.units[kept]], marks.raters[kept], marks.anchors[kept], comments)


def combine_marks(marks: MarkColumn | None, rubric: Rubric, units: int) -> tuple[Ratios, States]:
    """The combined points of each unit.

    Missing: fewer raters than the rubric's minimum. The order of marks does not matter.
    """
    scale = lcm(*(anchor.points.denominator for anchor in rubric.anchors))
    if marks is None or not len(marks.units):
        return Ratios.constant(0), np.full(units, State.MISSING, dtype=np.uint8)
    steps = np.array([int(anchor.points * scale) for anchor in rubric.anchors], dtype=np.int64)
    counts = np.bincount(marks.units, minlength=units)
    num, den = COMBINATIONS[rubric.combine](marks.units, steps[marks.anchors], counts)
    few = counts < rubric.minimum_raters
    num, den = np.where(few, 0, num), np.where(few, 1, den)
    top, bottom = int(np.abs(num).max()), int(den.max())
    states = np.where(few, State.MISSING, State.SCORED).astype(np.uint8)
    return Ratios(num, den * scale, -top, top, bottom * scale), states if few.any() else None


Parts = tuple[NDArray[Any], NDArray[Any]]
"""Numerators and denominators, a row a unit."""


def _mean(units: NDArray[np.intp], points: NDArray[np.int64], counts: NDArray[Any]) -> Parts:
    """Sums of whole points are exact in float64, since they stay far below 2 ** 53."""
    return _sums(units, points, counts), np.maximum(counts, 1)


def _sums(units: NDArray[np.intp], points: NDArray[np.int64], counts: NDArray[Any]) -> NDArray[np.int64]:
    return np.bincount(units, weights=points, minlength=len(counts)).astype(np.int64)


def _median(units: NDArray[np.intp], points: NDArray[np.int64], counts: NDArray[Any]) -> Parts:
    ordered, starts = _ordered(units, points, counts)
    low, high = starts + np.maximum(counts - 1, 0) // 2, starts + counts // 2
    last = len(points) - 1
    num = ordered[np.minimum(low, last)] + ordered[np.minimum(high, last)]
    return num, np.full(len(counts), 2)


def _ordered(
    units: NDArray[np.intp], points: NDArray[np.int64], counts: NDArray[Any]
) -> tuple[NDArray[np.int64], NDArray[np.intp]]:
    """The points by unit from low to high, and where each unit begins."""
    return points[np.lexsort((points, units))], np.cumsum(counts) - counts


def _drop_extremes(units: NDArray[np.intp], points: NDArray[np.int64], counts: NDArray[Any]) -> Parts:
    """Five and more: without one lowest and one highest. Three or four: the median. Fewer: the mean."""
    ordered, starts = _ordered(units, points, counts)
    sums, last = _sums(units, points, counts), len(points) - 1
    ends = ordered[np.minimum(starts, last)] + ordered[np.clip(starts + counts - 1, 0, last)]
    middle, two = _median(units, points, counts)
    num = np.where(counts >= 5, sums - ends, np.where(counts >= 3, middle, sums))
    den = np.where(counts >= 5, counts - 2, np.where(counts >= 3, two, counts))
    return num, np.maximum(den, 1)


COMBINATIONS = {
    Combination.MEAN: _mean,
    Combination.MEDIAN: _median,
    Combination.DROP_EXTREMES: _drop_extremes,
}
