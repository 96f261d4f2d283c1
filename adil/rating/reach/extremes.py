"""The least and greatest of linear forms over the weights that are allowed, in closed form.

Each group of weights is a box cut by one sum, so the greatest value is found as in the fractional
knapsack: every weight at its lower end, then what is left goes to the best parts first. The same
lines run in floats and in fractions.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adil.rating.columns import Mask
from adil.rating.reach.form import Form, Group

Numbers = NDArray[Any]
"""Floats, or fractions as objects."""

MOST_STEPS = 40


def greatest(group: Group, values: Numbers) -> tuple[Numbers, Numbers]:
    """For each row of leaf values the greatest weighted sum, and the masses of the leaves that give it.

    Shape: rows x leaves in; rows, and rows x leaves out.
    Source: Dantzig 1957 (fractional knapsack).
    """
    columns, masses = [], []
    for part in group.parts:
        best, mass = _leaf(part, values) if isinstance(part, int) else greatest(part, values)
        columns.append(best)
        masses.append(mass)
    worth = np.stack(columns, axis=1)
    shares = _fill(worth, group)
    total = (shares * worth).sum(axis=1)
    return total, np.add.reduce([shares[:, i, None] * mass for i, mass in enumerate(masses)])


def _leaf(leaf: int, values: Numbers) -> tuple[Numbers, Numbers]:
    mass = np.zeros(values.shape, dtype=values.dtype)
    mass[:, leaf] = 1
    return values[:, leaf], mass


def _fill(worth: Numbers, group: Group) -> Numbers:
    """Every weight at its lower end, and the rest to the parts of the greatest worth."""
    kind = worth.dtype
    given, spread = np.array(group.weights, dtype=object).astype(kind), group.spread
    spread_of_kind: Any = spread if kind.hasobject else float(spread)
    order = np.argsort(-worth, axis=1, kind="stable")
    room = (2 * spread_of_kind * given)[order]
    before = np.cumsum(room, axis=1) - room
    filled = np.minimum(np.maximum(spread_of_kind - before, 0), room)
    shares = np.empty(worth.shape, dtype=kind)
    np.put_along_axis(shares, order, filled, axis=1)
    return np.asarray(shares + given * (1 - spread_of_kind))


def greatest_ratio(group: Group, values: Numbers, live: Mask) -> tuple[Numbers, Numbers]:
    """The greatest of weighted sum over the mass that counts, for rows with one pattern of live leaves.

    Source: Dinkelbach 1967.
    """
    best, masses = greatest(group, values)
    if live.all() or not len(values):
        return best, masses
    counts = live.astype(np.int64).astype(values.dtype)
    ratio = best / (masses * counts).sum(axis=1)
    for _ in range(MOST_STEPS):
        _, masses = greatest(group, values - ratio[:, None] * counts)
        better = (masses * values).sum(axis=1) / (masses * counts).sum(axis=1)
        if not (better > ratio).any():
            break
        ratio = np.where(better > ratio, better, ratio)
    return ratio, masses


def totals_at(form: Form, masses: Numbers) -> Numbers:
    """The totals of all units at each row of masses, in what is compared, before any rounding.

    Shape: rows x units. In fractions if the masses are.
    Missing: where nothing counts has any weight, a total is zero.
    """
    is_exact = masses.dtype == object
    values: Any = form.values if is_exact else form.floats
    live: Any = form.live.astype(object if is_exact else np.float64)
    counted = masses @ live.T
    safe = np.where(counted > 0, counted, 1)
    return np.asarray((masses @ values.T) / safe * form.scale + form.steps)


def base_masses(form: Form) -> NDArray[Any]:
    """The masses of the leaves at the weights of the methodology, as fractions."""
    masses = np.zeros(form.values.shape[1], dtype=object)

    def go(group: Group, mass: Fraction) -> None:
        for part, weight in zip(group.parts, group.weights, strict=True):
            if isinstance(part, int):
                masses[part] = mass * weight
            else:
                go(part, mass * weight)

    go(form.root, Fraction(1))
    return masses
