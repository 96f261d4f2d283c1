"""A value becomes points from 0 to the criterion's maximum: one function a rule.

A rule takes the column of values, its own specification and a ``View``; it gives a column of
points in the same arithmetic. Bounds run from worst to best; the data are never negated.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np

from adil.rating import exact
from adil.rating.columns import Arithmetic, DoesNotFit, Exacts, Mask, Ratios
from adil.rating.errors import DataError
from adil.rating.exact import Number, plain_text
from adil.rating.frame import Frame
from adil.rating.methodology import (
    Bands,
    Better,
    Edge,
    Goalposts,
    Linear,
    Logarithmic,
    MinMax,
    Node,
    PercentileRank,
    PerUnit,
    Piecewise,
    Policy,
    Pool,
    Rank,
    ShareOfBest,
    Transform,
    ZScore,
)
from adil.rating.pools import Groups, Pools, deviation, extremes, mean, order, split


@dataclass(frozen=True)
class Whole:
    """A criterion's values over all units, and which of them are values."""

    column: Any
    valid: Mask


@dataclass(frozen=True)
class View:
    """What a rule may look at besides the values: the node, the units, and their pools."""

    node: Node
    frame: Frame
    pools: Pools
    valid: Mask
    whole: Whole | None = None

    @property
    def arithmetic(self) -> Arithmetic:
        return self.frame.arithmetic

    def constant(self, number: Number) -> Any:
        return self.arithmetic.constant(number)

    def gather(self, of_pool: Sequence[Number], groups: Groups) -> Any:
        """For each row the number of its pool."""
        if len(of_pool) == 1:
            return self.constant(of_pool[0])
        return self.arithmetic.numbers([of_pool[group] for group in groups.index[self.frame.chosen]])

    def refuse(self, bad: Mask, column: Any, what: str, hint: str) -> None:
        """An error that names the first unit and value that cannot be scored."""
        bad = np.broadcast_to(bad, self.frame.rows) & self.valid
        if bad.any():
            row = int(np.argmax(bad))
            value = plain_text(column.take([row]).cells()[0]) if not hasattr(column, "error") else "its value"
            raise DataError(
                f"{what}: criterion '{self.node.code}', unit '{self.frame.codes[row]}', value {value}",
                where=self.node.where,
                hint=hint,
            )


def score_linear(column: Any, score: Linear | Goalposts, view: View) -> Any:
    """``max * (value - worst) / (best - worst)``, kept between 0 and the maximum."""
    share = _between(column, view.constant(score.worst), view.constant(score.best))
    return _clip(share, view) * view.constant(_max(view))


def _between(column: Any, worst: Any, best: Any) -> Any:
    return (column - worst) / (best - worst)


def _clip(share: Any, view: View) -> Any:
    return share.clip(view.constant(0), view.constant(1))


def _max(view: View) -> Fraction:
    assert view.node.max is not None
    return view.node.max


def score_bands(column: Any, score: Bands, view: View) -> Any:
    """The points of the band that owns the value; the edge's owner is as declared."""
    bands = sorted(score.bands, key=lambda band: (band.above is not None, band.above or 0))
    _refuse_outside(column, bands, score.edge, view)
    points = view.constant(bands[0].points)
    for band in bands[1:]:
        assert band.above is not None
        points = view.constant(band.points).where(_reaches(column, band.above, score.edge, view), points)
    return points


def _reaches(column: Any, edge: Fraction, owner: Edge, view: View) -> Mask:
    bound = view.constant(edge)
    reaches: Mask = ~column.less(bound) if owner is Edge.LOWER else bound.less(column)
    return reaches


def _refuse_outside(column: Any, bands: Sequence[Any], owner: Edge, view: View) -> None:
    hint = "Give the first or the last band an open end."
    if bands[0].above is not None:
        below = ~_reaches(column, bands[0].above, owner, view)
        view.refuse(below, column, "A value lies below all bands", hint)
    if bands[-1].to is not None:
        above = _reaches(column, bands[-1].to, owner, view)
        view.refuse(above, column, "A value lies above all bands", hint)


def score_piecewise(column: Any, score: Piecewise, view: View) -> Any:
    """Straight lines between the knots, flat beyond the first and the last."""
    points = view.constant(score.knots[0].points)
    for left, right in pairwise(score.knots):
        slope = (right.points - left.points) / (right.at - left.at)
        line = (column - view.constant(left.at)) * view.constant(slope) + view.constant(left.points)
        points = line.where(~column.less(view.constant(left.at)), points)
    last = score.knots[-1]
    return view.constant(last.points).where(~column.less(view.constant(last.at)), points)


def score_logarithmic(column: Any, score: Logarithmic, view: View) -> Any:
    """``max * ln(value / worst) / ln(best / worst)``, clipped.

    A value of 0 or below is beyond every positive one: 0 points, or the maximum where low is better.
    """
    positive = np.broadcast_to(view.constant(0).less(column), view.frame.rows)
    safe = column.where(positive, view.constant(1))
    points = _clip(_log_share(safe, score.worst, score.best, view), view) * view.constant(_max(view))
    return points.where(positive, view.constant(0 if score.worst < score.best else _max(view)))


def _log_share(column: Any, worst: Fraction, best: Fraction, view: View) -> Any:
    if isinstance(column, Ratios):
        raise DoesNotFit
    if isinstance(column, Exacts):
        return Exacts.of([_exact_log_share(number, worst, best) for number in column.objects])
    return (column / view.constant(worst)).ln() / view.constant(exact.natural_log(best / worst))


def _exact_log_share(number: Number, worst: Fraction, best: Fraction) -> Number:
    if isinstance(number, exact.Real):
        ratio: Number = exact.natural_log(number / worst) / exact.natural_log(best / worst)
        return ratio
    return exact.log_ratio(Fraction(number) / worst, best / worst)


def score_per_unit(column: Any, score: PerUnit, view: View) -> Any:
    """``start + each * value``, kept between 0 and the maximum."""
    points = column * view.constant(score.each) + view.constant(score.start)
    return points.clip(view.constant(0), view.constant(_max(view)))


def score_goalposts(column: Any, score: Goalposts, view: View) -> Any:
    """As linear, after the transform; beyond the goalposts only if ``clip`` is off."""
    if score.transform is Transform.LN:
        positive = np.broadcast_to(view.constant(0).less(column), view.frame.rows)
        view.refuse(
            ~positive, column, "The logarithm of zero or less", "Check the figure, or use another rule."
        )
        share = _log_share(column.where(positive, view.constant(1)), score.worst, score.best, view)
    else:
        share = _between(column, view.constant(score.worst), view.constant(score.best))
    return (_clip(share, view) if score.clip else share) * view.constant(_max(view))


# --- over a pool ----------------------------------------------------------------------------------


def _found(view: View, what: str, find: Callable[[Any, Mask, Groups], Any]) -> Any:
    """Something about the pools of this criterion, found once and kept for the result."""
    assert view.whole is not None
    whole, groups = view.whole, _groups(view)
    return view.pools.once((what, view.node.code), lambda: find(whole.column, whole.valid, groups))


def _groups(view: View) -> Groups:
    pool: Pool = getattr(view.node.score, "pool", Pool())
    return view.pools.groups(pool)


def _bounds(view: View) -> tuple[list[Number], list[Number]]:
    """The least and greatest value of each pool; 0 and 1 for a pool without any."""
    found = _found(view, "bounds", extremes)
    return [pair[0] if pair else Fraction(0) for pair in found], [
        pair[1] if pair else Fraction(1) for pair in found
    ]


def score_minmax(column: Any, score: MinMax, view: View) -> Any:
    """From 0 at the worst of the pool to the maximum at the best."""
    low, high = _bounds(view)
    groups = _groups(view)
    for label, least, greatest in zip(groups.labels, low, high, strict=True):
        if exact.compare(least, greatest) == 0:
            raise DataError(
                f"All values of '{view.node.code}' in the pool '{label}' are {plain_text(least)}, "
                "so min-max cannot spread them",
                where=view.node.where,
                hint="Use fixed bounds (linear), or take the criterion out.",
            )
    ends = (low, high) if score.better is Better.HIGH else (high, low)
    share = _between(column, view.gather(ends[0], groups), view.gather(ends[1], groups))
    return _clip(share, view) * view.constant(_max(view))


def score_zscore(column: Any, score: ZScore, view: View) -> Any:
    """``centre + spread * (value - mean) / deviation`` (of the population), kept within the maximum."""
    groups = _groups(view)
    found = _found(view, "moments", _moments)
    for label, moments in zip(groups.labels, found, strict=True):
        if moments is not None and exact.compare(moments[1], 0) == 0:
            raise DataError(
                f"All values of '{view.node.code}' in the pool '{label}' are equal, so they have no z-score",
                where=view.node.where,
                hint="Use fixed bounds (linear), or take the criterion out.",
            )
    centres = [moments[0] if moments else Fraction(0) for moments in found]
    spreads = [moments[1] if moments else Fraction(1) for moments in found]
    sign = 1 if score.better is Better.HIGH else -1
    steps = (column - view.gather(centres, groups)) / view.gather(spreads, groups)
    points = steps * view.constant(sign * score.spread) + view.constant(score.centre)
    return points.clip(view.constant(0), view.constant(_max(view)))


def _moments(column: Any, valid: Mask, groups: Groups) -> list[tuple[Number, Number] | None]:
    return [(mean(found), deviation(found)) if found else None for found in split(column, valid, groups)]


def score_rank(column: Any, score: Rank, view: View) -> Any:
    """The best of the pool gets the maximum, the last 0; equals share the mean of their places.

    A pool of one unit gets the maximum.
    """
    below, equal, size = _positions(view, score.better)
    # with mean places: (units below + half of the other equals) of the other units
    num = 2 * below + equal - 1
    den = np.where(size > 1, 2 * (size - 1), 1)
    return _shares(np.where(size > 1, num, 1), den, view)


def score_percentile_rank(column: Any, score: PercentileRank, view: View) -> Any:
    """The share of the pool that is worse, plus half of those that are equal."""
    below, equal, size = _positions(view, score.better)
    return _shares(2 * below + equal, 2 * size, view)


def _shares(num: Any, den: Any, view: View) -> Any:
    bottom = int(den.max(initial=1))
    ratios = Ratios(num[view.frame.chosen], den[view.frame.chosen], 0, 2 * bottom, bottom)
    return view.arithmetic.adopt(ratios) * view.constant(_max(view))


def _positions(view: View, better: Better) -> tuple[Any, Any, Any]:
    """For each unit of all: how many of its pool are worse, how many equal, how many there are."""

    def find(column: Any, valid: Mask, groups: Groups) -> tuple[Any, Any, Any]:
        codes = order(column) if better is Better.HIGH else -order(column)
        below, equal, size = (np.ones(len(valid), dtype=np.int64) for _ in range(3))
        for group in range(len(groups.labels)):
            rows = np.flatnonzero(valid & (groups.index == group))
            ordered = np.sort(codes[rows])
            first = np.searchsorted(ordered, codes[rows], side="left")
            below[rows], size[rows] = first, len(rows)
            equal[rows] = np.searchsorted(ordered, codes[rows], side="right") - first
        return below, equal, size

    return _found(view, "positions", find)  # type: ignore[no-any-return]


def score_share_of_best(column: Any, score: ShareOfBest, view: View) -> Any:
    """``value / best`` of the pool, or ``best / value`` where low is better."""
    low, high = _bounds(view)
    groups = _groups(view)
    is_high = score.better is Better.HIGH
    hint = "Share of the best needs positive figures; use min-max or fixed bounds."
    if is_high:
        bad = column.less(view.constant(0)) | np.array([exact.compare(best, 0) <= 0 for best in high]).any()
        view.refuse(bad, column, "A value below zero, or a best of zero", hint)
        share = column / view.gather(high, groups)
    else:
        view.refuse(~view.constant(0).less(column), column, "A value of zero or less", hint)
        share = view.gather(low, groups) / column
    return _clip(share, view) * view.constant(_max(view))


RULES: dict[type, Callable[[Any, Any, View], Any]] = {
    Linear: score_linear,
    Bands: score_bands,
    Piecewise: score_piecewise,
    Logarithmic: score_logarithmic,
    PerUnit: score_per_unit,
    Goalposts: score_goalposts,
    MinMax: score_minmax,
    ZScore: score_zscore,
    Rank: score_rank,
    PercentileRank: score_percentile_rank,
    ShareOfBest: score_share_of_best,
}
"""Rules over one number. Categories, check-lists and rubrics give points in ``criterion``."""

OVER_POOL = (MinMax, ZScore, Rank, PercentileRank, ShareOfBest)


def needs_pool(node: Node) -> bool:
    """Whether the points of a unit depend on the values of others."""
    is_imputed = node.impute is not None or (node.missing is Policy.IMPUTE and not node.children)
    return isinstance(node.score, OVER_POOL) or node.treat is not None or is_imputed
