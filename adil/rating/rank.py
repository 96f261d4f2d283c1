"""Places: leagues, order, ties, categories and conditions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adil.rating.adjust import Adjusted
from adil.rating.columns import Arithmetic, DoesNotFit, Mask, Precise, Whole
from adil.rating.exact import round_half_up
from adil.rating.formula import Cells, Formula, State, Texts, evaluate, evaluate_truth
from adil.rating.formula.parse import Name
from adil.rating.frame import Frame, Inputs
from adil.rating.methodology import Leagues, Methodology, Node, TieBreak
from adil.rating.pools import count_places, in_turn, number_words, order, starts
from adil.rating.result import NodePoints


@dataclass(frozen=True)
class Standing:
    """What is known when places are given: the scope of formulas over results."""

    inputs: Inputs
    nodes: dict[str, NodePoints]
    adjusted: Adjusted
    total: NDArray[np.int64]
    digits: int
    ranked: Mask
    categories: tuple[str, ...] = ()
    arithmetic: Arithmetic = Whole()  # noqa: RUF009 - it has no state

    @property
    def rows(self) -> int:
        return len(self.inputs.units)

    @property
    def frame(self) -> Frame:
        return Frame(self.inputs, self.arithmetic)

    def name(self, name: Name) -> Cells | Texts:
        if name.code == "category":
            return Texts(np.array(self.categories, dtype=object))
        amounts = {
            "total": (self.total, self.digits),
            "penalties": (self.adjusted.penalties, self.adjusted.digits),
            "bonuses": (self.adjusted.bonuses, self.adjusted.digits),
        }
        if name.code in amounts:
            return Cells(self.arithmetic.measured(*amounts[name.code]))
        return self.frame.name(name)

    def attribute(self, name: str) -> Cells | Texts:
        return self.frame.attribute(name)

    def node(self, function: str, code: str) -> Cells:
        """``points('D1')``, or ``share('D1')``: points over maximum."""
        points = self.nodes[code]
        column = self.arithmetic.measured(points.scaled, points.digits)
        if function == "share":
            column = column / self.arithmetic.constant(points.node.max or 1)
        states = None if points.states is None else np.where(_has_points(points), 0, points.states)
        return Cells(column, None if states is None else states.astype(np.uint8))

    def numbers(self, formula: Formula) -> tuple[Any, Mask]:
        """The exact values of a formula over the results, and where they are known."""
        try:
            return self.numbers_here(formula)
        except DoesNotFit:
            return replace(self, arithmetic=Precise()).numbers_here(formula)

    def numbers_here(self, formula: Formula) -> tuple[Any, Mask]:
        """As ``numbers``, in this arithmetic or not at all."""
        cells = evaluate(formula, self)
        known = np.ones(self.rows, bool) if cells.states is None else cells.states == State.SCORED
        return cells.column, known


def where_holds(formula: Formula, scope: Frame | Standing) -> Mask:
    """Where a condition is known to be true."""
    try:
        truth = evaluate_truth(formula, scope)
    except DoesNotFit:
        truth = evaluate_truth(formula, replace(scope, arithmetic=Precise()))
    return truth.mask if truth.states is None else truth.mask & (truth.states == State.SCORED)


def _has_points(points: NodePoints) -> Any:
    return (points.states == State.SCORED) | (points.states == State.IMPUTED)


# --- leagues --------------------------------------------------------------------------------------


def assign_leagues(inputs: Inputs) -> tuple[str, ...]:
    """The code of each unit's league; empty where no league takes it, or where there are none.

    A league with fewer units than ``smallest`` joins the one it names, in the order of the list.
    """
    leagues = inputs.methodology.leagues
    if leagues is None:
        return ("",) * len(inputs.units)
    index = np.full(len(inputs.units), -1, dtype=np.intp)
    for position, league in enumerate(leagues.list):
        index[where_holds(league.when, Frame(inputs, Whole())) & (index < 0)] = position
    codes = np.array([*(league.code for league in leagues.list), ""], dtype=object)
    return tuple(codes[_join_short(index, leagues)].tolist())


def _join_short(index: NDArray[np.intp], leagues: Leagues) -> NDArray[np.intp]:
    codes = [league.code for league in leagues.list]
    for position, league in enumerate(leagues.list):
        size = np.count_nonzero(index == position)
        if league.joins is not None and 0 < size < leagues.smallest:
            index = np.where(index == position, codes.index(league.joins), index)
    return index


# --- order ----------------------------------------------------------------------------------------


def place(
    standing: Standing, totals: NDArray[np.int64], leagues: Sequence[str]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Places within leagues, places among all, and the number of the tie-break that decided.

    ``totals``: a whole number a unit in the order of what is compared.
    Ties: after the last tie-break a place is shared and the next ones are skipped: 1, 2, 2, 4.
    Missing: a unit without points gets place 0; an unknown tie-break value is the worst.
    """
    keys = [totals, *(_tie_key(tie, standing) for tie in standing.inputs.methodology.ranking.tie_breaks)]
    rows = np.flatnonzero(standing.ranked)
    keys, numbers = [key[rows] for key in keys], number_words(leagues)[1][rows]
    together = in_turn(keys)
    best_first = np.argsort(together)[::-1]
    by_league = best_first[np.argsort(numbers[best_first], kind="stable")]
    within, overall, breaks = np.zeros((3, standing.rows), dtype=np.int64)
    overall[rows[best_first]] = count_places(together[best_first], np.zeros_like(numbers))
    within[rows[by_league]] = count_places(together[by_league], numbers[by_league])
    breaks[rows[by_league]] = _breaks([key[by_league] for key in keys], numbers[by_league])
    return within, overall, breaks


def _tie_key(tie: TieBreak, standing: Standing) -> NDArray[np.int64]:
    """A whole number a unit: the higher, the better; unknown is the worst."""
    formula = tie.higher or tie.lower
    assert formula is not None
    column, known = standing.numbers(formula)
    codes = np.broadcast_to(order(column), standing.rows)
    codes = codes if tie.higher is not None else -codes
    return np.where(known, codes, codes.min() - 1)


def _breaks(keys: list[NDArray[np.int64]], leagues: NDArray[np.intp]) -> NDArray[np.int64]:
    """Which key parts each row from its equals by total, 0 if it has none; -1 for a shared place."""
    shared = len(keys)
    parts = [starts(key) | starts(leagues) for key in keys]
    above = np.argmax([*parts, np.ones(len(leagues), dtype=bool)], axis=0)
    below = np.append(above[1:], 0)
    decided = np.where(above > 0, above, below)
    decided[(above == shared) | (below == shared)] = -1
    return decided


# --- categories and conditions --------------------------------------------------------------------


def categorise(standing: Standing) -> tuple[str, ...]:
    """The category of each unit; empty for a unit without points, or where there are none."""
    methodology = standing.inputs.methodology
    found, is_open = np.full(standing.rows, "", dtype=object), standing.ranked.copy()
    scale = 10**standing.digits
    for category in methodology.categories:
        reaches = is_open.copy()
        if category.at_least is not None:
            reaches &= standing.total * category.at_least.denominator >= category.at_least.numerator * scale
        is_open &= ~reaches
        found[reaches] = category.code
        if category.floor is not None:
            reaches &= ~_holds_floor(category.floor.of, category.floor.share, standing)
            found[reaches] = category.floor.otherwise
    return tuple(found.tolist())


def _holds_floor(group: str, share: Fraction, standing: Standing) -> Mask:
    """Whether every child of the group that counts reaches the share of its maximum."""
    holds = np.ones(standing.rows, dtype=bool)
    for child in standing.nodes[group].node.children:
        points = standing.nodes[child.code]
        needed = share * (child.max or 0) * 10**points.digits
        reaches = points.scaled * needed.denominator >= needed.numerator
        holds &= reaches if points.out is None else reaches | points.out
    return holds


def failed_conditions(
    standing: Standing, conditions: Sequence[Any], *, when: bool
) -> tuple[tuple[str, ...], ...]:
    """For each unit the codes of the conditions whose truth is not ``when``."""
    pattern = np.zeros(standing.rows, dtype=np.int64 if len(conditions) < 63 else object)
    for condition in conditions:
        pattern = 2 * pattern + (where_holds(condition.when, standing) != when)
    patterns = pattern.tolist()
    failed = {each: _codes_of(each, conditions) for each in set(patterns)}
    return tuple(map(failed.__getitem__, patterns))


def _codes_of(pattern: int, conditions: Sequence[Any]) -> tuple[str, ...]:
    """The codes of the conditions whose binary digit is 1, the last condition's digit being the last."""
    bits = f"{pattern:0{len(conditions)}b}"
    return tuple(condition.code for condition, bit in zip(conditions, bits, strict=False) if bit == "1")


def totals_of(
    root: NodePoints, adjusted: Adjusted, methodology: Methodology, digits: int
) -> NDArray[np.int64]:
    """The root's points with bonuses added and penalties taken off, within floor and cap."""
    total = root.scaled * 10 ** (digits - root.digits) + (adjusted.bonuses - adjusted.penalties)
    rule = methodology.adjustments
    if rule.total_floor is not None:
        total = np.maximum(total, round_half_up(rule.total_floor, digits))
    if rule.total_cap is not None:
        total = np.minimum(total, round_half_up(rule.total_cap, digits))
    return np.asarray(total, dtype=np.int64)


def digits_of(root: Node, methodology: Methodology) -> int:
    """To how many digits totals are rounded and shown."""
    if methodology.ranking.digits is not None:
        return methodology.ranking.digits
    return root.rounding.digits if root.rounding else methodology.value_digits
