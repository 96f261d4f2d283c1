"""Spread a total over units so that the parts are whole numbers and add up to it exactly."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from adil.demo.draw import Whole


def spread(total: int, weights: Whole, *, limits: Whole | None = None) -> Whole:
    """Give back whole parts of ``total`` in proportion to ``weights``: the method of largest remainders.

    **Missing** a weight of 0 gets 0; equal remainders go to the earlier unit.
    With ``limits`` no part passes its limit; what does not fit goes to the units that have room.
    **Errors** ``ValueError`` when there is something to spread and nowhere to put it.

    >>> spread(10, np.array([1, 1, 1])).tolist()
    [4, 3, 3]
    >>> spread(10, np.array([8, 1, 1]), limits=np.array([4, 9, 9])).tolist()
    [4, 3, 3]
    """
    if limits is None:
        return _share_out(total, weights)
    parts = np.zeros_like(weights)
    while left := total - int(parts.sum()):
        room = np.where(parts < limits, weights, 0)
        parts = np.minimum(parts + _share_out(left, room), limits)
    return parts


def _share_out(total: int, weights: Whole) -> Whole:
    whole = int(weights.sum())
    if total == 0:
        return np.zeros_like(weights)
    if total < 0 or whole <= 0 or weights.min() < 0:
        raise ValueError(f"{total} cannot be spread over weights that sum to {whole}")
    if total * int(weights.max()) >= 2**63:
        raise ValueError(f"{total} times the weight {int(weights.max())} does not fit 64 bits")
    parts, remainders = np.divmod(total * weights, whole)
    lucky = np.argsort(-remainders, kind="stable")[: total - int(parts.sum())]
    parts[lucky] += 1
    return parts


def spread_within(
    totals: Whole, weights: Whole, groups: Sequence[slice], *, limits: Whole | None = None
) -> Whole:
    """Spread each total over its own group; the groups stand one after another and cover all ``weights``."""
    parts = [
        spread(int(total), weights[group], limits=None if limits is None else limits[group])
        for total, group in zip(totals, groups, strict=True)
    ]
    return np.concatenate(parts)


def spread_table(rows: Whole, columns: Whole, *, limits: Whole | None = None) -> Whole:
    """Give back a table of whole numbers with these sums of rows and of columns, which have the same total.

    With ``limits`` no cell passes its limit; the largest rows, which have the least room, choose first.

    >>> spread_table(np.array([5, 3]), np.array([6, 2])).tolist()
    [[4, 1], [2, 1]]
    """
    left = columns.copy()
    table = np.empty((len(rows), len(columns)), dtype=np.int64)
    for number in np.argsort(-rows, kind="stable"):
        # What is left sums to at least the row, so there is room for all of it.
        room = left if limits is None else np.minimum(left, limits[number])
        table[number] = spread(int(rows[number]), left, limits=room)
        left -= table[number]
    return table


def take(values: Whole, permille: Whole, groups: Sequence[slice], noise: Whole) -> Whole:
    """Give back a part of ``values``: the given permille of each group, in no unit more than it has."""
    totals = sum_within(values, groups) * permille // 1000
    return spread_within(totals, values * noise, groups, limits=values)


def sum_within(values: Whole, groups: Sequence[slice]) -> Whole:
    """Give back the sum of each group."""
    return np.array([int(values[group].sum()) for group in groups], dtype=np.int64)
