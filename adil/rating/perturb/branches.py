"""The tree of a rating in floats: what stands still is taken from the baseline, what moves is found again.

The ways of combining are those of ``aggregate``, for many draws at once. Where nothing moves the
points of the baseline are used as they are, rounded as the methodology says.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adil.rating.columns import Mask, Whole
from adil.rating.finish import Scored
from adil.rating.formula import State
from adil.rating.frame import Frame
from adil.rating.methodology import Mean, Node
from adil.rating.pools import Pools
from adil.rating.result import Result
from adil.rating.score import score
from adil.rating.weigh import weights

Floats = NDArray[np.float64]

SNAP = 1e-7
"""What lies so little below a half, in units of the last digit, is that half: float noise is far smaller."""

TINY = 1e-300

NOTHING = 1e-12
"""A sum of weights below this is none."""


@dataclass(frozen=True)
class Branch:
    """A node with its points in the baseline, for the ranked units in their order.

    ``out``: where it is taken out of its parent's maximum. ``empty``: where it has no points.
    ``weights``: of the children in the methodology, which sum to 1. ``moves``: whether anything in or
    below it differs from draw to draw.
    """

    node: Node
    points: Floats
    out: Mask | None
    empty: Mask | None
    children: tuple[Branch, ...] = ()
    weights: Floats = field(default_factory=lambda: np.ones(0))
    moves: bool = False


@dataclass(frozen=True)
class Drawn:
    """Some draws: factors of weights by group, points by criterion; a row a draw."""

    factors: Mapping[str, Floats] = field(default_factory=dict)
    points: Mapping[str, Floats] = field(default_factory=dict)


def grow(result: Result, columns: NDArray[np.intp], moving: frozenset[str]) -> Branch:
    """The tree of the rating with its points before anything moves.

    ``columns``: the rows of the units that are wanted, in the order that is wanted.
    ``moving``: the codes of groups and criteria that differ from draw to draw.
    """
    points = _points(result)

    def build(node: Node) -> Branch:
        children = tuple(build(child) for child in node.children)
        found = result.nodes[node.code]
        return Branch(
            node=node,
            points=points[node.code][columns],
            out=None if found.out is None else _if_any(found.out[columns]),
            empty=None if found.states is None else _if_any(_has_none(found.states[columns])),
            children=children,
            weights=np.array([float(weight) for weight in weights(node)]) if children else np.ones(0),
            moves=node.code in moving or any(child.moves for child in children),
        )

    return build(result.inputs.methodology.rating)


def _points(result: Result) -> dict[str, Floats]:
    """The points of every node as they go up to the parent: those shown, if all nodes are rounded."""
    if all(found.node.rounding is not None for found in result.nodes.values()):
        return {code: found.scaled / 10.0**found.digits for code, found in result.nodes.items()}
    inputs, points = result.inputs, dict[str, Floats]()

    def record(node: Node, scored: Scored, frame: Frame) -> None:
        points[node.code] = np.broadcast_to(scored.column.floats(), frame.rows)

    score(inputs.methodology.rating, Frame(inputs, Whole()), Pools(inputs.units, result.leagues), record)
    return points


def _if_any(mask: Mask) -> Mask | None:
    return mask if mask.any() else None


def _has_none(states: NDArray[np.uint8]) -> Mask:
    return np.asarray((states != State.SCORED) & (states != State.IMPUTED))


def revalue(branch: Branch, drawn: Drawn) -> Floats:
    """The points of a node in every draw.

    Shape: draws x units; one row if nothing in it moves.
    """
    if not branch.moves:
        return branch.points[None, :]
    if not branch.children:
        return drawn.points[branch.node.code]
    factors = drawn.factors.get(branch.node.code)
    values = [revalue(child, drawn) for child in branch.children]
    return _finish(branch, METHODS[_method(branch.node)](branch, values, factors))


def _method(node: Node) -> Mean:
    is_plain = node.combine.method is Mean.POWER_MEAN and node.combine.power == 1
    return Mean.MEAN if is_plain else node.combine.method


def _finish(branch: Branch, values: Floats) -> Floats:
    """Floor, cap, rounding; no points where the baseline has none."""
    node = branch.node
    if node.floor is not None:
        np.maximum(values, float(node.floor), out=values)
    if node.cap is not None:
        np.minimum(values, float(node.cap), out=values)
    if branch.empty is not None:
        values[:, branch.empty] = 0.0
    if node.rounding is not None:
        round_in_place(values, node.rounding.digits)
        values /= 10.0**node.rounding.digits
    return values


def round_in_place(values: Floats, digits: int) -> None:
    """The values times ``10**digits``, rounded half-up (halves away from zero), in their own place.

    >>> values = np.array([0.125, 2.675, -0.125]); round_in_place(values, 2); values.tolist()
    [13.0, 268.0, -13.0]
    """
    values *= 10.0**digits
    if values.size and values.min() < 0:
        values[:] = np.copysign(np.floor(np.abs(values) + (0.5 + SNAP)), values)
        return
    values += 0.5 + SNAP
    np.floor(values, out=values)


# --- sums and means -------------------------------------------------------------------------------


def _linear(branch: Branch, values: list[Floats], factors: Floats | None) -> Floats:
    """Sums and arithmetic means: factors times weights times shares, over the weights that count."""
    given, top = branch.weights, float(branch.node.max or 0)
    if branch.node.combine.method is Mean.SUM:
        scale = np.ones(len(given))
    else:
        scale = np.array(
            [
                weight * top / float(child.node.max or 1)
                for weight, child in zip(given, branch.children, strict=True)
            ]
        )
    total = _mix(branch, values, _of_draws(factors, given) * scale)
    return _rescale(branch, total, factors, given)


def _of_draws(factors: Floats | None, given: Floats) -> Floats:
    return np.ones((1, len(given))) if factors is None else factors


def _mix(branch: Branch, values: list[Floats], parts: Floats) -> Floats:
    """The sum of the values of the children, each times its part; children that are out add nothing."""
    live = [_live(child, value) for child, value in zip(branch.children, values, strict=True)]
    still = [i for i, value in enumerate(live) if len(value) == 1 and len(parts) > 1]
    terms = [parts[:, i, None] * value for i, value in enumerate(live) if i not in still]
    if still:
        terms.append(parts[:, still] @ np.concatenate([live[i] for i in still]))
    return reduce(lambda left, right: left + right, terms)


def _live(child: Branch, value: Floats) -> Floats:
    return value if child.out is None else np.where(child.out, 0.0, value)


def _rescale(branch: Branch, total: Floats, factors: Floats | None, given: Floats) -> Floats:
    """The total over the sum of the weights that count, where some do not."""
    gone = [i for i, child in enumerate(branch.children) if child.out is not None]
    if not gone:
        return total
    outs = np.array([branch.children[i].out for i in gone], dtype=np.float64)
    counted = 1 - (_of_draws(factors, given) * given)[:, gone] @ outs
    return np.divide(
        total, counted, out=np.zeros(np.broadcast_shapes(total.shape, counted.shape)), where=counted > NOTHING
    )


# --- other means ----------------------------------------------------------------------------------


def _geometric(branch: Branch, values: list[Floats], factors: Floats | None) -> Floats:
    """A share of zero or less, which only an error of the figures can make, gives zero."""
    logs = [np.log(np.maximum(share, TINY)) for share in _shares(branch, values)]
    return np.asarray(np.exp(_weighted(branch, logs, factors)) * float(branch.node.max or 0))


def _power(branch: Branch, values: list[Floats], factors: Floats | None) -> Floats:
    power = float(branch.node.combine.power or 1)
    with np.errstate(over="ignore", divide="ignore"):
        raised = [np.maximum(share, TINY if power < 0 else 0.0) ** power for share in _shares(branch, values)]
        mean = _weighted(branch, raised, factors)
        return np.asarray(
            np.where(mean > 0, mean, 0.0 if power > 0 else np.inf) ** (1 / power)
            * float(branch.node.max or 0)
        )


def _shares(branch: Branch, values: list[Floats]) -> list[Floats]:
    return [value / float(child.node.max or 1) for value, child in zip(values, branch.children, strict=True)]


def _weighted(branch: Branch, numbers: list[Floats], factors: Floats | None) -> Floats:
    given = branch.weights
    total = _mix(branch, numbers, _of_draws(factors, given) * given)
    return _rescale(branch, total, factors, given)


def _worst(branch: Branch, values: list[Floats], _: Floats | None) -> Floats:
    """The mean of the lowest shares, of as many as count."""
    k = 1 if branch.node.combine.method is Mean.MIN else branch.node.combine.k or 1
    shares = [
        share if child.out is None else np.where(child.out, np.inf, share)
        for share, child in zip(_shares(branch, values), branch.children, strict=True)
    ]
    lowest = np.sort(np.stack(np.broadcast_arrays(*shares)), axis=0)[:k]
    counts = np.isfinite(lowest)
    total = np.where(counts, lowest, 0.0).sum(axis=0)
    return np.asarray(total / np.maximum(counts.sum(axis=0), 1) * float(branch.node.max or 0))


def _table(branch: Branch, values: list[Floats], factors: Floats | None) -> Floats:
    """Points by two ratings; where one does not count the other's share is taken."""
    table = branch.node.combine.table
    assert table is not None
    row, column = _step(values[0], table.rows), _step(values[1], table.columns)
    points = np.array([[float(worth) for worth in line] for line in table.points])[row, column]
    outs = [child.out for child in branch.children if child.out is not None]
    if not outs:
        return points
    return np.where(np.logical_or.reduce(outs), _linear(branch, values, factors), points)


def _step(value: Floats, edges: tuple[Any, ...]) -> NDArray[np.intp]:
    reached = np.array([float(edge) for edge in edges[1:]])
    return np.searchsorted(reached, value + SNAP * 1e-3, side="right")


METHODS: dict[Mean, Callable[[Branch, list[Floats], Floats | None], Floats]] = {
    Mean.SUM: _linear,
    Mean.MEAN: _linear,
    Mean.WEIGHTED_MEAN: _linear,
    Mean.GEOMETRIC_MEAN: _geometric,
    Mean.POWER_MEAN: _power,
    Mean.MIN: _worst,
    Mean.WORST_K: _worst,
    Mean.TABLE: _table,
}
