"""How far raters agree: Krippendorff's alpha and the intraclass correlations. Information, never a gate.

With five raters and five units alpha may be anywhere from 0.2 to 0.9 by chance alone, so a number
here says where to talk, not whom to blame.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from adil.rating.frame import Inputs
from adil.rating.marks import MarkColumn
from adil.rating.methodology import Rubric
from adil.rating.walk import walk

Floats = NDArray[np.float64]


class Level(StrEnum):
    """What the distance of two marks is taken from."""

    NOMINAL = "nominal"
    """Same or not."""
    ORDINAL = "ordinal"
    """How many marks lie between them."""
    INTERVAL = "interval"
    """The difference of their points."""


@dataclass(frozen=True)
class Intraclass:
    """Intraclass correlations, named as by Shrout and Fleiss; nothing where one cannot be told.

    ``icc_1``: each unit has its own raters. ``icc_2``: the same raters for all, drawn from many;
    ``icc_3``: these raters only. ``_k``: of the mean of all raters instead of one rater.
    """

    icc_1: float | None = None
    icc_1_k: float | None = None
    icc_2: float | None = None
    icc_2_k: float | None = None
    icc_3: float | None = None
    icc_3_k: float | None = None


@dataclass(frozen=True)
class Agreement:
    """Of one rubric: how many marks there are, and how far they agree.

    ``units``: those with two marks or more, since one mark agrees with nothing. ``alpha``: nothing
    where all marks are equal, or where no unit has two.
    """

    criterion: str
    units: int
    raters: int
    marks: int
    alpha: dict[Level, float | None]
    intraclass: Intraclass


def agree(inputs: Inputs) -> tuple[Agreement, ...]:
    """The agreement of the raters of every rubric that has marks, in the order of the file."""
    found = []
    for node, _ in walk(inputs.methodology.rating):
        marks = inputs.marks.columns.get(node.code)
        if isinstance(node.score, Rubric) and marks is not None and len(marks.units):
            found.append(_agree(node.code, node.score, marks))
    return tuple(found)


def _agree(criterion: str, rubric: Rubric, marks: MarkColumn) -> Agreement:
    points = np.array([float(anchor.points) for anchor in rubric.anchors])
    table = table_of_marks(marks.units, marks.raters, points[marks.anchors])
    paired = (~np.isnan(table)).sum(axis=1) >= 2
    return Agreement(
        criterion=criterion,
        units=int(paired.sum()),
        raters=table.shape[1],
        marks=len(marks.units),
        alpha={level: krippendorff_alpha(table, level) for level in Level},
        intraclass=intraclass(table),
    )


def table_of_marks(units: NDArray[np.intp], raters: NDArray[np.intp], points: Floats) -> Floats:
    """Units x raters; not a number where a rater did not mark a unit."""
    row_codes, rows = np.unique(units, return_inverse=True)
    column_codes, columns = np.unique(raters, return_inverse=True)
    table = np.full((len(row_codes), len(column_codes)), np.nan)
    table[rows, columns] = points
    return table


# --- Krippendorff ---------------------------------------------------------------------------------


def krippendorff_alpha(table: Floats, level: Level) -> float | None:
    """1: all agree; 0: as by chance; below 0: worse than chance.

    Shape: units x raters, not a number where a mark is missing.
    Missing: units with fewer than two marks are left out; nothing if no marks are left, or if all
    marks are equal.
    Source: Krippendorff 2011, Computing Krippendorff's Alpha-Reliability, section D.
    """
    values = np.unique(table[~np.isnan(table)])
    counts = np.stack([(table == value).sum(axis=1) for value in values], axis=1) if values.size else None
    if counts is None:
        return None
    counts = counts[counts.sum(axis=1) >= 2].astype(np.float64)
    together = _coincidences(counts)
    totals = together.sum(axis=1)
    distance = DISTANCES[level](values, totals)
    expected = (np.outer(totals, totals) * distance).sum()
    if expected == 0:
        return None
    return float(1 - (totals.sum() - 1) * (together * distance).sum() / expected)


def _coincidences(counts: Floats) -> Floats:
    """How often two values meet in a unit, each pair counted by 1 / (marks of the unit - 1)."""
    weight = 1 / (counts.sum(axis=1) - 1)
    return np.asarray((counts * weight[:, None]).T @ counts - np.diag(weight @ counts))


def _nominal(values: Floats, _: Floats) -> Floats:
    return 1.0 - np.eye(len(values))


def _ordinal(values: Floats, totals: Floats) -> Floats:
    """The number of marks from one value to the other, half of the marks at both ends left out; squared."""
    middle = np.cumsum(totals) - totals / 2
    return np.asarray(np.subtract.outer(middle, middle) ** 2)


def _interval(values: Floats, _: Floats) -> Floats:
    return np.asarray(np.subtract.outer(values, values) ** 2)


DISTANCES: dict[Level, Callable[[Floats, Floats], Floats]] = {
    Level.NOMINAL: _nominal,
    Level.ORDINAL: _ordinal,
    Level.INTERVAL: _interval,
}


# --- intraclass correlation -----------------------------------------------------------------------


def intraclass(table: Floats) -> Intraclass:
    """The six intraclass correlations of Shrout and Fleiss.

    Shape: units x raters, not a number where a mark is missing.
    Missing: where marks are missing only ``icc_1`` can be told; units without two marks are left out.
    Nothing with fewer than two units, or where marks do not vary.
    Source: Shrout, Fleiss 1979; with unequal numbers of marks Donner 1986.
    """
    table = table[(~np.isnan(table)).sum(axis=1) >= 2]
    if len(table) < 2:
        return Intraclass()
    one_way = _one_way(table)
    return one_way if np.isnan(table).any() else _two_way(table, one_way)


def _one_way(table: Floats) -> Intraclass:
    counts = (~np.isnan(table)).sum(axis=1)
    means, grand = np.nanmean(table, axis=1), np.nanmean(table)
    units, marks = len(table), int(counts.sum())
    between = float((counts * (means - grand) ** 2).sum()) / (units - 1)
    within = float(np.nansum((table - means[:, None]) ** 2)) / (marks - units)
    size = (marks - float((counts**2).sum()) / marks) / (units - 1)
    return Intraclass(
        icc_1=_ratio(between - within, between + (size - 1) * within),
        icc_1_k=_ratio(between - within, between) if (counts == counts[0]).all() else None,
    )


def _two_way(table: Floats, one_way: Intraclass) -> Intraclass:
    units, raters = table.shape
    grand, by_unit, by_rater = table.mean(), table.mean(axis=1), table.mean(axis=0)
    rows = float(raters * ((by_unit - grand) ** 2).sum()) / (units - 1)
    columns = float(units * ((by_rater - grand) ** 2).sum()) / (raters - 1)
    rest = table - by_unit[:, None] - by_rater + grand
    error = float((rest**2).sum()) / ((units - 1) * (raters - 1))
    return Intraclass(
        icc_1=one_way.icc_1,
        icc_1_k=one_way.icc_1_k,
        icc_2=_ratio(rows - error, rows + (raters - 1) * error + raters * (columns - error) / units),
        icc_2_k=_ratio(rows - error, rows + (columns - error) / units),
        icc_3=_ratio(rows - error, rows + (raters - 1) * error),
        icc_3_k=_ratio(rows - error, rows),
    )


def _ratio(top: float, bottom: float) -> float | None:
    return top / bottom if abs(bottom) > 1e-12 else None
