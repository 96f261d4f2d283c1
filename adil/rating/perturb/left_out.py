"""The rating without one criterion, for each criterion in turn: which places hang on it alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from adil.rating.columns import Mask
from adil.rating.compute import compute
from adil.rating.frame import Inputs
from adil.rating.perturb.branches import Branch, Drawn, grow, revalue
from adil.rating.perturb.places import Seats, Totals, find_places, take_seats, totals_rule
from adil.rating.result import Result


@dataclass(frozen=True)
class LeftOut:
    """What the rating without a criterion changes in the places within leagues.

    ``changed``: how many units get another place. ``largest``: the largest shift, and whose it is
    (of several the first by code). ``correlation``: of the places among all with the baseline's
    (Spearman's rho); nothing where all places are shared.
    """

    criterion: str
    changed: int
    units: int
    largest: int
    unit: str
    correlation: float | None


def leave_one_out(inputs: Inputs, *, baseline: Result | None = None) -> tuple[LeftOut, ...]:
    """One line a criterion, in the order of the file.

    A criterion left out is treated as not applicable to anyone: its maximum is taken out and the rest
    is scaled up; a group without anything left is taken out in the same way. Tie-breaks are decided by
    the values of the baseline. The only criterion of a rating has no line.
    Errors: as ``compute``.
    """
    result = baseline or compute(inputs)
    seats = take_seats(result)
    if not len(seats):
        return ()
    root, totals = grow(result, seats.rows, frozenset()), totals_rule(result, seats)
    codes = [inputs.units.codes[row] for row in seats.rows]
    before = result.places[seats.rows], result.overall[seats.rows]
    return tuple(
        _compare(code, before, _places(without, totals, seats), codes)
        for code, without in _without_each(root)
        if without.out is None or not without.out.all()
    )


def _without_each(branch: Branch) -> Iterator[tuple[str, Branch]]:
    """Every criterion below, with the branch as it is without it."""
    if not branch.children:
        yield branch.node.code, _take_out(branch)
        return
    for index, child in enumerate(branch.children):
        for code, part in _without_each(child):
            children = (*branch.children[:index], part, *branch.children[index + 1 :])
            yield code, _settle(branch, children)


def _take_out(branch: Branch) -> Branch:
    everywhere = np.ones(len(branch.points), dtype=bool)
    return replace(branch, points=np.zeros(len(branch.points)), out=everywhere, empty=everywhere)


def _settle(branch: Branch, children: tuple[Branch, ...]) -> Branch:
    """The branch with other children; out and empty where none of them is left that was there before."""
    emptied = _all_out(children) & ~_all_out(branch.children)
    if not emptied.any():
        return replace(branch, children=children, moves=True)
    out = emptied if branch.out is None else branch.out | emptied
    empty = emptied if branch.empty is None else branch.empty | emptied
    return replace(branch, children=children, out=out, empty=empty, moves=True)


def _all_out(children: tuple[Branch, ...]) -> Mask:
    size = len(children[0].points)
    outs = [np.zeros(size, bool) if child.out is None else child.out for child in children]
    return np.asarray(np.logical_and.reduce(outs))


Pair = tuple[NDArray[np.int64], NDArray[np.int64]]


def _places(root: Branch, totals: Totals, seats: Seats) -> Pair:
    """Places within leagues and among all."""
    within, overall = find_places(totals.find(np.array(revalue(root, Drawn()))), seats)
    return within[0].astype(np.int64), overall[0].astype(np.int64)


def _compare(code: str, before: Pair, after: Pair, codes: list[str]) -> LeftOut:
    shifts = np.abs(after[0] - before[0])
    largest = int(shifts.max())
    unit = min((codes[i] for i in np.flatnonzero(shifts == largest)), default="") if largest else ""
    return LeftOut(code, int((shifts > 0).sum()), len(shifts), largest, unit, spearman(before[1], after[1]))


def spearman(left: NDArray[np.int64], right: NDArray[np.int64]) -> float | None:
    """Spearman's rank correlation of two lists of places (1, 2, 2, 4); a shared place counts with its mean.

    Missing: nothing if all places of a list are equal.

    >>> spearman(np.array([1, 2, 3]), np.array([3, 2, 1]))
    -1.0
    """
    first, second = (ranks - ranks.mean() for ranks in (_mean_ranks(left), _mean_ranks(right)))
    size = float(np.sqrt((first @ first) * (second @ second)))
    return max(-1.0, min(1.0, float(first @ second) / size)) if size else None


def _mean_ranks(places: NDArray[np.int64]) -> NDArray[np.float64]:
    return np.asarray(places + (np.bincount(places)[places] - 1) / 2)
