"""Prizes, the Grand Prix and nominations, of units that are eligible for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adil.rating.columns import DoesNotFit, Mask, Precise
from adil.rating.methodology import Nomination
from adil.rating.pools import count_places, highest, in_turn, number_words
from adil.rating.rank import Standing
from adil.rating.result import NodePoints, Winner


def prize_places(
    places: NDArray[np.int64], leagues: Sequence[str], eligible: Mask, most: int
) -> NDArray[np.int64]:
    """1, 2, 3 for the best eligible units of each league; 0 for the others. Shared places share prizes."""
    rows, numbers = np.flatnonzero(eligible & (places > 0)), number_words(leagues)[1]
    rows = rows[np.argsort(in_turn([numbers[rows], places[rows]]))]
    prizes = np.zeros(len(places), dtype=np.int64)
    prizes[rows] = count_places(places[rows], numbers[rows])
    return np.where(prizes <= most, prizes, 0)


def grand_prix(overall: NDArray[np.int64], eligible: Mask) -> NDArray[np.intp]:
    """The row of the eligible unit with the best place among all, or of those that share it."""
    rows = np.flatnonzero(eligible & (overall > 0))
    return rows[overall[rows] == overall[rows].min()] if rows.size else rows


def nominate(
    standing: Standing, overall: NDArray[np.int64], eligible: Mask, winners: NDArray[np.intp]
) -> dict[str, tuple[Winner, ...]]:
    """The winners of each nomination, in the order of the list.

    A unit that has a nomination leaves the later ones to others if only one is allowed; the
    overall winners (``winners``: their rows) take none unless the methodology says so.
    Ties: the better place among all wins; equal places share.
    """
    methodology, codes = standing.inputs.methodology, standing.inputs.units.codes
    free, found = eligible & (overall > 0), dict[str, tuple[Winner, ...]]()
    if not methodology.awards.winner_takes_nominations:
        free[winners] = False
    for nomination in methodology.nominations:
        rows, by = _best(nomination, standing, overall, free)
        found[nomination.code] = tuple(Winner(codes[row], by) for row in rows)
        if methodology.awards.one_nomination_per_unit:
            free[rows] = False
    return found


def _best(
    nomination: Nomination, standing: Standing, overall: NDArray[np.int64], free: Mask
) -> tuple[NDArray[np.intp], Any]:
    """The rows of the best, and what they are the best by."""
    try:
        column, rows = _candidates(nomination, standing, free)
        rows = highest(column, rows) if rows.size else rows
    except DoesNotFit:
        return _best(nomination, replace(standing, arithmetic=Precise()), overall, free)
    if not rows.size:
        return rows, None
    return rows[overall[rows] == overall[rows].min()], column.take(rows[:1]).cells()[0]


def _candidates(nomination: Nomination, standing: Standing, free: Mask) -> tuple[Any, NDArray[np.intp]]:
    """What is compared (a formula's value, or a share of the maxima that count), and who takes part."""
    zero = standing.arithmetic.constant(0)
    if nomination.by is not None:
        column, takes_part = standing.numbers_here(nomination.by)
    else:
        column, takes_part = _share([standing.nodes[code] for code in nomination.nodes], standing)
    takes_part = takes_part & free & zero.less(column)
    if nomination.minimum_share is not None:
        takes_part &= ~column.less(standing.arithmetic.constant(nomination.minimum_share))
    return column, np.flatnonzero(takes_part)


def _share(parts: list[NodePoints], standing: Standing) -> tuple[Any, Mask]:
    """Points over maximum of the nodes that count, and where one does."""
    points = [_counted(standing.node("points", part.node.code).column, part, standing) for part in parts]
    maxima = [_counted(standing.arithmetic.constant(part.node.max or 0), part, standing) for part in parts]
    total, top = (reduce(lambda left, right: left + right, columns) for columns in (points, maxima))
    is_known = np.broadcast_to(standing.arithmetic.constant(0).less(top), standing.rows)
    return total / top, is_known


def _counted(column: Any, part: NodePoints, standing: Standing) -> Any:
    return column if part.out is None else standing.arithmetic.constant(0).where(part.out, column)
