"""Missing values taken from the pool, and marked as such."""

from __future__ import annotations

from typing import Any

import numpy as np

from adil.rating.columns import Exacts, Mask
from adil.rating.formula import State
from adil.rating.formula.evaluate import States
from adil.rating.methodology import Impute
from adil.rating.pools import STATISTICS, Pools, as_exacts, split


def impute(column: Any, states: States, zero: Mask | None, rule: Impute, pools: Pools) -> tuple[Any, States]:
    """The column with each missing value replaced by the mean or median of the unit's pool.

    ``zero``: the rows that get no points by rule; they have no value that others could take.
    Missing: a value stays missing if no unit of its pool has one.
    """
    if states is None or not (states == State.MISSING).any():
        return column, states
    groups, exacts = pools.groups(rule.pool), as_exacts(column)
    valid = states == State.SCORED if zero is None else (states == State.SCORED) & ~zero
    pooled = split(exacts, valid, groups)
    found = [STATISTICS[rule.statistic](values) if values else None for values in pooled]
    numbers, new_states = exacts.objects.copy(), states.copy()
    for row in np.flatnonzero(states == State.MISSING):
        statistic = found[groups.index[row]]
        if statistic is not None:
            numbers[row], new_states[row] = statistic, State.IMPUTED
    return Exacts(numbers), new_states
