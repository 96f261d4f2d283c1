"""A rating as a linear form of the weights that move, in exact numbers, where it is one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adil.rating.columns import Mask, Precise
from adil.rating.exact import Real
from adil.rating.frame import Frame
from adil.rating.methodology import Basis, Mean, Node
from adil.rating.perturb.places import Integers, limits, tie_order
from adil.rating.perturb.sample import moving_groups
from adil.rating.pools import Pools
from adil.rating.result import Result
from adil.rating.score import score
from adil.rating.weigh import weights

Exact = NDArray[Any]
"""An array of fractions."""

LINEAR = (Mean.SUM, Mean.MEAN, Mean.WEIGHTED_MEAN)


class NotLinear(Exception):
    """The total is no linear form of the weights; says why."""


@dataclass(frozen=True)
class Group:
    """A group of the tree with something that moves in it.

    ``parts``: groups, or the positions of leaves, which are nodes in which nothing moves. The weights
    of the parts sum to 1; each may move by ``spread`` of itself.
    """

    code: str
    codes: tuple[str, ...]
    weights: tuple[Fraction, ...]
    spread: Fraction
    parts: tuple[Group | int, ...]

    def leaves(self) -> list[int]:
        """The positions of the leaves below."""
        return [leaf for part in self.parts for leaf in ([part] if isinstance(part, int) else part.leaves())]


@dataclass(frozen=True)
class Form:
    """``total = sum of mass * value over the leaves / sum of the mass of those that count``, a row a unit.

    The mass of a leaf is the product of the weights above it. ``values``: units x leaves, in points of
    the root. ``live``: whether a leaf counts. ``is_linear``: not where a part deeper than the root's
    children is out, since there the total is a ratio of products.
    ``steps``: bonuses less penalties. ``scale``: how many units of what is compared a point has;
    ``is_rounded``: whether whole ones are compared. ``low`` and ``high``: limits of the total.
    ``ties``: lower wins a tie. ``is_exact``: whether all values are rational.
    """

    root: Group
    rows: NDArray[np.intp]
    values: Exact
    live: Mask
    is_linear: Mask
    steps: Integers
    scale: int
    is_rounded: bool
    low: Fraction | None
    high: Fraction | None
    ties: Integers
    is_exact: bool

    @cached_property
    def floats(self) -> NDArray[np.float64]:
        return self.values.astype(np.float64)


def form_of(result: Result) -> Form:
    """The form of a rating.

    Errors: ``NotLinear`` where a mean other than sum and arithmetic mean, a cap, a floor or a rounding
    stands over weights that move.
    """
    methodology, rows = result.inputs.methodology, np.flatnonzero(result.overall > 0)
    moving = frozenset(moving_groups(methodology))
    builder = _Builder(result, rows, moving, [], [], np.ones(len(rows), dtype=bool))
    root = builder.build(methodology.rating)
    scale, is_rounded = _comparison(result)
    low, high = limits(methodology, result.digits)
    values = np.empty((len(rows), len(builder.values)), dtype=object)
    for position, column in enumerate(builder.values):
        values[:, position] = column
    return Form(
        root=root,
        rows=rows,
        values=np.vectorize(_rational, otypes=[object])(values) if values.size else values,
        live=np.stack(builder.live, axis=1),
        is_linear=builder.is_linear & _keeps_weight(root, np.stack(builder.live, axis=1)),
        steps=(result.adjusted.bonuses - result.adjusted.penalties)[rows],
        scale=scale,
        is_rounded=is_rounded,
        low=low,
        high=high,
        ties=tie_order(result)[rows],
        is_exact=not any(isinstance(value, Real) for value in values.ravel()),
    )


def _keeps_weight(root: Group, live: Mask) -> Mask:
    """Where what counts cannot lose all its weight, which would leave a total of nothing over nothing."""
    return np.asarray(live.all(axis=1) | (root.spread < 1))


def _rational(value: Any) -> Fraction:
    return Fraction(float(value)) if isinstance(value, Real) else Fraction(value)


def _comparison(result: Result) -> tuple[int, bool]:
    """The units of the last digit that is compared, and whether whole ones are."""
    methodology, digits = result.inputs.methodology, result.digits
    root = methodology.rating
    if root.rounding is not None and root.rounding.digits != digits:
        raise NotLinear(f"'{root.code}' is rounded twice")
    return 10**digits, root.rounding is not None or methodology.ranking.basis is Basis.ROUNDED


@dataclass
class _Builder:
    """Goes down the tree as far as something moves."""

    result: Result
    rows: NDArray[np.intp]
    moving: frozenset[str]
    values: list[Exact]
    live: list[Mask]
    is_linear: Mask

    def build(self, root: Node) -> Group:
        if not self._moves(root):
            leaf = self._leaf(root, Fraction(1), np.ones(len(self.rows), dtype=bool))
            return Group("", (root.code,), (Fraction(1),), Fraction(0), (leaf,))
        return self._group(root, Fraction(1), None)

    def _moves(self, node: Node) -> bool:
        return node.code in self.moving or any(self._moves(child) for child in node.children)

    def _group(self, node: Node, factor: Fraction, live: Mask | None) -> Group:
        """``factor``: points of the root for a point of this node. ``live``: of the root's child above."""
        _refuse_not_linear(node, is_root=live is None)
        given = weights(node)
        parts: list[Group | int] = []
        for child, weight in zip(node.children, given, strict=True):
            counts = self._counts(child)
            if live is not None:
                self.is_linear &= counts | ~live
            per_point = factor * _worth(node, child, weight)
            below = counts if live is None else live
            go = self._group if self._moves(child) else self._leaf
            parts.append(go(child, per_point, below))
        spread = self.result.inputs.methodology.robustness.spread if node.code in self.moving else Fraction(0)
        return Group(node.code, tuple(child.code for child in node.children), given, spread, tuple(parts))

    def _counts(self, node: Node) -> Mask:
        out = self.result.nodes[node.code].out
        return np.ones(len(self.rows), dtype=bool) if out is None else ~out[self.rows]

    def _leaf(self, node: Node, factor: Fraction, live: Mask) -> int:
        column = self._points(node) * factor
        column[~live] = Fraction(0)
        self.values.append(column)
        self.live.append(live)
        return len(self.values) - 1

    def _points(self, node: Node) -> Exact:
        """The exact points of a node in which nothing moves."""
        points = self.result.nodes[node.code]
        if node.rounding is not None:
            column: list[Any] = [points.points(row) for row in self.rows]
        else:
            pools = Pools(self.result.inputs.units, self.result.leagues)
            cells = score(node, Frame(self.result.inputs, Precise()), pools).column.cells()
            column = [cells[row if len(cells) > 1 else 0] for row in self.rows]
        found = np.empty(len(column), dtype=object)
        found[:] = column
        return found


def _worth(node: Node, child: Node, weight: Fraction) -> Fraction:
    """What a child's point is worth in points of the node, before it is multiplied by the weight."""
    if node.combine.method is Mean.SUM:
        return 1 / weight
    return (node.max or Fraction(0)) / (child.max or Fraction(1))


def _refuse_not_linear(node: Node, *, is_root: bool) -> None:
    is_power_of_one = node.combine.method is Mean.POWER_MEAN and node.combine.power == 1
    if node.combine.method not in LINEAR and not is_power_of_one:
        raise NotLinear(f"'{node.code}' is combined by {node.combine.method.value}")
    if node.cap is not None or node.floor is not None:
        raise NotLinear(f"'{node.code}' has a cap or a floor")
    if node.rounding is not None and not is_root:
        raise NotLinear(f"'{node.code}' is rounded below the total")


def shares_of(group: Group, masses: Mapping[int, Fraction] | Exact) -> dict[str, Fraction]:
    """The weight of each part in its group, of all groups that move, from the masses of the leaves."""
    of_parts = [_mass(part, masses) for part in group.parts]
    whole = sum(of_parts, start=Fraction(0))
    shares = [mass / whole if whole else weight for mass, weight in zip(of_parts, group.weights, strict=True)]
    found = dict(zip(group.codes, shares, strict=True)) if group.spread else {}
    for part in group.parts:
        if not isinstance(part, int):
            found |= shares_of(part, masses)
    return found


def _mass(part: Group | int, masses: Mapping[int, Fraction] | Exact) -> Fraction:
    leaves = [part] if isinstance(part, int) else part.leaves()
    return sum((masses[leaf] for leaf in leaves), start=Fraction(0))
