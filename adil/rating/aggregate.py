"""The points of a group from those of its children: one function a way of combining.

All but ``sum`` work on shares (points over maximum), so children of different maxima can meet.
Children that are taken out of the maximum (``out``) do not count, and the rest is scaled up.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import reduce
from math import lcm
from typing import Any

import numpy as np

from adil.rating.columns import DoesNotFit, Exacts, Mask, Ratios
from adil.rating.errors import DataError
from adil.rating.exact import Real, exponential, natural_log, raise_to
from adil.rating.formula import State
from adil.rating.formula.evaluate import States
from adil.rating.frame import Frame
from adil.rating.methodology import Mean, Node
from adil.rating.weigh import weights

HIGHEST_DEGREE = 120
"""Up to this root a geometric mean is tried as one root of a fraction, which finds the rational ones."""

WEIGHTED = (Mean.WEIGHTED_MEAN, Mean.GEOMETRIC_MEAN, Mean.POWER_MEAN)


def combine(node: Node, frame: Frame, children: list[Any]) -> tuple[Any, States]:
    """The group's points before caps and rounding, and the state of each row.

    Missing: a row without any child left is missing if one of them is, else not applicable. A row
    with an excluded child is excluded. A child of weight 0 is as if it were not there.
    """
    if node.combine.method in WEIGHTED and any(part.weight == 0 for part in node.children):
        pairs = zip(node.children, children, strict=True)
        kept = [(part, child) for part, child in pairs if part.weight != 0]
        node = replace(node, children=tuple(part for part, _ in kept))
        children = [child for _, child in kept]
    return COMBINATIONS[node.combine.method](node, frame, children), _states(frame, children)


def _states(frame: Frame, children: list[Any]) -> States:
    if all(child.states is None for child in children):
        return None
    every = [np.zeros(frame.rows, np.uint8) if child.states is None else child.states for child in children]
    excluded = reduce(np.logical_or, (states == State.EXCLUDED for states in every))
    gone = reduce(np.logical_and, (_out(child, frame) for child in children))
    missing = reduce(np.logical_or, (states == State.MISSING for states in every))
    states = np.where(gone, np.where(missing, State.MISSING, State.NOT_APPLICABLE), State.SCORED)
    states = np.where(excluded, State.EXCLUDED, states).astype(np.uint8)
    return states if states.any() else None


def _out(child: Any, frame: Frame) -> Mask:
    return np.zeros(frame.rows, dtype=bool) if child.out is None else child.out


def _is_whole(children: list[Any]) -> bool:
    """Whether every child counts in every row."""
    return all(child.out is None for child in children)


def _sum(node: Node, frame: Frame, children: list[Any]) -> Any:
    """The sum of points; where children are out: sum / sum of the maxima that count * maximum."""
    total = reduce(lambda left, right: left + right, (child.column for child in children))
    if _is_whole(children):
        return total
    maxima = [child.max or Fraction(0) for child in node.children]
    counted = _counted(maxima, frame, children)
    return total * frame.arithmetic.constant(node.max or 0) / counted


def _counted(parts: list[Fraction], frame: Frame, children: list[Any]) -> Any:
    """For each row the sum of the parts of the children that count."""
    scale = lcm(*(part.denominator for part in parts))
    counted = np.zeros(frame.rows, dtype=np.int64)
    for part, child in zip(parts, children, strict=True):
        counted += np.where(_out(child, frame), 0, int(part * scale))
    whole = Ratios(counted, scale, 0, int(sum(parts) * scale), scale)
    return frame.arithmetic.adopt(whole)


def _shares(node: Node, frame: Frame, children: list[Any]) -> list[Any]:
    """Points over maximum of each child."""
    return [
        child.column / frame.arithmetic.constant(part.max or 1)
        for part, child in zip(node.children, children, strict=True)
    ]


def _mean(node: Node, frame: Frame, children: list[Any]) -> Any:
    """The weighted arithmetic mean of the shares, times the maximum."""
    return _weighted(node, frame, children, _shares(node, frame, children)) * frame.arithmetic.constant(
        node.max or 0
    )


def _weighted(node: Node, frame: Frame, children: list[Any], numbers: list[Any]) -> Any:
    """The weighted mean of numbers over the children that count."""
    zero, parts = frame.arithmetic.constant(0), list(weights(node))
    terms = []
    for number, weight, child in zip(numbers, parts, children, strict=True):
        term = number * frame.arithmetic.constant(weight)
        terms.append(term if child.out is None else zero.where(child.out, term))
    total = reduce(lambda left, right: left + right, terms)
    return total if _is_whole(children) else total / _counted(parts, frame, children)


def _geometric_mean(node: Node, frame: Frame, children: list[Any]) -> Any:
    """The weighted geometric mean of the shares, times the maximum.

    Errors: ``DataError`` where a share is zero or less.
    """
    shares = _shares(node, frame, children)
    _refuse_not_positive(node, frame, children, shares)
    if isinstance(shares[0], Ratios):
        raise DoesNotFit
    if isinstance(shares[0], Exacts):
        return _exact_geometric_mean(node, frame, children, shares)
    one, zero = frame.arithmetic.constant(1), frame.arithmetic.constant(0)
    safe = [one.where(~zero.less(share), share) for share in shares]
    logs = [share.ln() for share in safe]
    return _exp(_weighted(node, frame, children, logs)) * frame.arithmetic.constant(node.max or 0)


def _exp(floats: Any) -> Any:
    value = np.exp(floats.value)
    floats.doubt.add(floats.error > 1)
    relative = np.expm1(np.minimum(floats.error, 1.0)) + 2.0**-50
    return type(floats)(value, value * relative * (1 + 1e-9), floats.doubt)


def _exact_geometric_mean(node: Node, frame: Frame, children: list[Any], shares: list[Exacts]) -> Exacts:
    parts, results = weights(node), []
    for row in range(frame.rows):
        live = [
            (share.objects[row % len(share.objects)], weight)
            for share, weight, child in zip(shares, parts, children, strict=True)
            if child.out is None or not child.out[row]
        ]
        total = sum((weight for _, weight in live), start=Fraction(0))
        results.append(
            _product_of_powers([(base, weight / total) for base, weight in live]) * (node.max or 0)
        )
    return Exacts.of(results)


def _product_of_powers(terms: list[tuple[Any, Fraction]]) -> Any:
    """The product of bases to rational powers, with one root at the end so that exact roots stay exact."""
    if any(base <= 0 for base, _ in terms):
        return Fraction(0)  # such a row has no points, or was refused before
    degree = lcm(*(power.denominator for _, power in terms)) if terms else 1
    if degree > HIGHEST_DEGREE or any(isinstance(base, Real) for base, _ in terms):
        logs = [natural_log(base) * power for base, power in terms]
        return exponential(reduce(lambda left, right: left + right, logs))
    product: Any = Fraction(1)
    for base, power in terms:
        for _ in range(int(power * degree)):
            product = product * base
    return raise_to(product, Fraction(1, degree))


def _refuse_not_positive(node: Node, frame: Frame, children: list[Any], shares: list[Any]) -> None:
    zero = frame.arithmetic.constant(0)
    bad = [~zero.less(share) for share in shares]
    _refuse(node, frame, children, bad, "zero points or less", "above 0")


def _refuse_negative(node: Node, frame: Frame, children: list[Any], shares: list[Any]) -> None:
    zero = frame.arithmetic.constant(0)
    _refuse(node, frame, children, [share.less(zero) for share in shares], "points below zero", "of 0")


def _refuse(node: Node, frame: Frame, children: list[Any], bad: list[Mask], what: str, floor: str) -> None:
    """An error that names the first unit and child whose points the mean cannot take."""
    mean = node.combine.method.replace("_", " ")
    excluded = [child.states == State.EXCLUDED for child in children if child.states is not None]
    taken = ~reduce(np.logical_or, excluded, np.zeros(frame.rows, dtype=bool))
    for part, child, mask in zip(node.children, children, bad, strict=True):
        refused = np.broadcast_to(mask, frame.rows) & taken & ~_out(child, frame)
        if refused.any():
            raise DataError(
                f"'{part.code}' has {what} for unit '{frame.codes[int(np.argmax(refused))]}', "
                f"and '{node.code}' takes a {mean} of it",
                where=node.where,
                hint=f"Give '{part.code}' a floor {floor}, or combine by another mean.",
            )


def _power_mean(node: Node, frame: Frame, children: list[Any]) -> Any:
    """``(mean of share ** power) ** (1 / power)``, times the maximum."""
    power = node.combine.power or Fraction(1)
    if power == 1:
        return _mean(node, frame, children)
    shares = _shares(node, frame, children)
    if isinstance(shares[0], Ratios):
        raise DoesNotFit
    if power < 0:
        _refuse_not_positive(node, frame, children, shares)
    else:
        _refuse_negative(node, frame, children, shares)
    raised = [_power(share, power, frame) for share in shares]
    mean = _weighted(node, frame, children, raised)
    return _power(mean, 1 / power, frame) * frame.arithmetic.constant(node.max or 0)


def _power(column: Any, power: Fraction, frame: Frame) -> Any:
    """The power of a share; zero stays zero."""
    zero, one = frame.arithmetic.constant(0), frame.arithmetic.constant(1)
    positive = np.broadcast_to(zero.less(column), frame.rows)
    return one.where(~positive, column).power(power).where(positive, zero)


def _min(node: Node, frame: Frame, children: list[Any]) -> Any:
    return _worst(node, frame, children, 1)


def _worst_k(node: Node, frame: Frame, children: list[Any]) -> Any:
    return _worst(node, frame, children, node.combine.k or 1)


def _worst(node: Node, frame: Frame, children: list[Any], k: int) -> Any:
    """The mean of the ``k`` lowest shares (of as many as count), times the maximum."""
    zero = frame.arithmetic.constant(0)
    rest = list(zip(_shares(node, frame, children), (_out(child, frame) for child in children), strict=True))
    total, counted = zero, np.zeros(frame.rows, dtype=np.int64)
    for _ in range(k):
        (lowest, is_out), rest = _take_lowest(rest)
        total = total + zero.where(is_out, lowest)
        counted = counted + ~is_out
    return total * frame.arithmetic.constant(node.max or 0) / frame.arithmetic.measured(counted, 0)


Shares = list[tuple[Any, Mask]]
"""Columns of shares, each with the rows in which it does not count."""


def _take_lowest(columns: Shares) -> tuple[tuple[Any, Mask], Shares]:
    """The lowest of each row that counts, and the others."""
    (lowest, is_out), rest = columns[0], []
    for column, column_out in columns[1:]:
        is_lower = ~column_out & (is_out | column.less(lowest))
        rest.append((lowest.where(is_lower, column), np.where(is_lower, is_out, column_out)))
        lowest, is_out = column.where(is_lower, lowest), np.where(is_lower, column_out, is_out)
    return (lowest, is_out), rest


def _table(node: Node, frame: Frame, children: list[Any]) -> Any:
    """Points by two ratings; where one of them does not count the other's share is taken."""
    table = node.combine.table
    assert table is not None
    row, column = (
        _step(child.column, edges, frame)
        for child, edges in zip(children, (table.rows, table.columns), strict=True)
    )
    points = frame.arithmetic.constant(0)
    for i, line in enumerate(table.points):
        for j, worth in enumerate(line):
            points = frame.arithmetic.constant(worth).where((row == i) & (column == j), points)
    if _is_whole(children):
        return points
    one_left = _out(children[0], frame) | _out(children[1], frame)
    return _mean(node, frame, children).where(one_left, points)


def _step(column: Any, edges: tuple[Fraction, ...], frame: Frame) -> Any:
    """The position of the last edge that is reached; below the first edge, the first."""
    reached = [~column.less(frame.arithmetic.constant(edge)) for edge in edges[1:]]
    return np.broadcast_to(sum((mask.astype(np.int64) for mask in reached), start=np.int64(0)), frame.rows)


COMBINATIONS: dict[Mean, Callable[[Node, Frame, list[Any]], Any]] = {
    Mean.SUM: _sum,
    Mean.MEAN: _mean,
    Mean.WEIGHTED_MEAN: _mean,
    Mean.GEOMETRIC_MEAN: _geometric_mean,
    Mean.POWER_MEAN: _power_mean,
    Mean.MIN: _min,
    Mean.WORST_K: _worst_k,
    Mean.TABLE: _table,
}
