"""Penalties and bonuses: points for each case, under their caps."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adil.rating.columns import DoesNotFit, Precise, Whole
from adil.rating.exact import round_half_up
from adil.rating.formula import State, evaluate
from adil.rating.frame import Frame, Inputs
from adil.rating.methodology import Adjustment, Effect


@dataclass(frozen=True)
class Adjusted:
    """Points of each case and unit, and the sums after their caps, all times ``10**digits``."""

    cases: dict[str, NDArray[np.int64]]
    penalties: NDArray[np.int64]
    bonuses: NDArray[np.int64]
    digits: int


def adjust(inputs: Inputs, digits: int) -> Adjusted:
    """The penalties and bonuses of every unit.

    Units: points, not negative; ``effect`` says whether they are taken off or added.
    Missing: no case on record is no case.
    """
    rule = inputs.methodology.adjustments
    cases = {case.code: _points(case, inputs, digits) for case in rule.cases}

    def total(effect: Effect, cap: Fraction | None) -> NDArray[np.int64]:
        parts = [cases[case.code] for case in rule.cases if case.effect is effect]
        points = np.sum(parts, axis=0) if parts else np.zeros(len(inputs.units), dtype=np.int64)
        return points if cap is None else np.minimum(points, round_half_up(cap, digits))

    penalties = total(Effect.PENALTY, rule.penalties_cap)
    return Adjusted(cases, penalties, total(Effect.BONUS, rule.bonuses_cap), digits)


def _points(case: Adjustment, inputs: Inputs, digits: int) -> NDArray[np.int64]:
    try:
        return _points_in(case, Frame(inputs, Whole()), digits)
    except DoesNotFit:
        return _points_in(case, Frame(inputs, Precise()), digits)


def _points_in(case: Adjustment, frame: Frame, digits: int) -> NDArray[np.int64]:
    cells = evaluate(case.times, frame)
    zero = frame.arithmetic.constant(0)
    points: Any = cells.column * frame.arithmetic.constant(case.each)
    points = zero.where(points.less(zero), points)
    if case.cap is not None:
        cap = frame.arithmetic.constant(case.cap)
        points = cap.where(cap.less(points), points)
    rounded = np.broadcast_to(np.asarray(points.round(digits).num, dtype=np.int64), frame.rows)
    return rounded.copy() if cells.states is None else np.where(cells.states == State.SCORED, rounded, 0)
