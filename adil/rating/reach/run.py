"""The best and worst place that a unit can reach over all allowed weights."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adil.rating.compute import compute
from adil.rating.exact import round_half_up
from adil.rating.frame import Inputs
from adil.rating.reach.duel import Outcome, Span, outcomes, spans
from adil.rating.reach.extremes import base_masses, greatest_ratio, totals_at
from adil.rating.reach.form import Form, NotLinear, form_of, shares_of
from adil.rating.reach.solver import MARGIN, Effort, Question, ask, masses_of
from adil.rating.result import Result

Progress = Callable[[int, int], None]
Masses = NDArray[Any]


class Among(StrEnum):
    """Which table a place is taken in."""

    LEAGUE = "league"
    ALL = "all"


class Sureness(StrEnum):
    """What is known of best and worst place."""

    EXACT = "exact"
    """Both are reached at weights that were checked in fractions, and nothing beyond is possible."""
    BOUNDS = "bounds"
    """Nothing beyond is possible, but whether they are reached is open."""
    NOT_AVAILABLE = "not available"
    """The total is no linear form of the weights, so only draws can tell."""


@dataclass(frozen=True)
class End:
    """One end of the reach.

    ``place``: no allowed weights give a place beyond it. ``reached``: the most extreme place that was
    reached, and ``weights`` a choice that does, by code of the child, as a share of its group; both
    checked in fractions. ``by_solver``: that nothing lies beyond was found by the solver, in floats,
    and not by the closed form alone.
    """

    place: int
    reached: int
    weights: dict[str, Fraction]
    by_solver: bool
    is_proved: bool
    """Whether the end is reached, and that was checked in fractions."""
    is_settled: bool
    """Whether closed form or solver came to an end; a gap that is left then is at an edge."""


@dataclass(frozen=True)
class Reach:
    """The reach of one unit; ``place`` is that of the baseline. Without ends nothing is known."""

    unit: str
    league: str
    place: int
    best: End | None
    worst: End | None
    reason: str = ""
    """Why nothing is known, or only bounds."""

    @property
    def sureness(self) -> Sureness:
        if self.best is None or self.worst is None:
            return Sureness.NOT_AVAILABLE
        return Sureness.EXACT if self.best.is_proved and self.worst.is_proved else Sureness.BOUNDS


def find_reach(
    inputs: Inputs,
    *,
    among: Among = Among.LEAGUE,
    units: Sequence[str] | None = None,
    effort: Effort = Effort(),  # noqa: B008 - it is frozen
    progress: Progress | None = None,
    baseline: Result | None = None,
) -> tuple[Reach, ...]:
    """The best and worst place of each unit over the weights within ``spread``, figures as they are.

    Shape: one line a unit with a place, by league and place; or those of ``units`` only.
    Missing: a tree that is not linear in the weights gives lines that say so.
    Errors: as ``compute``; ``KeyError`` for an unknown unit.
    Source: Charnes, Cooper 1962 (totals that are ratios); HiGHS for the mixed-integer programs.
    """
    result = baseline or compute(inputs)
    rows = _wanted(result, units)
    places = result.places if among is Among.LEAGUE else result.overall
    try:
        form = form_of(result)
    except NotLinear as reason:
        return tuple(_unknown(result, row, int(places[row]), str(reason)) for row in rows)
    search = Search(result, form, spans(form), among, effort)
    found = []
    for done, row in enumerate(rows, start=1):
        found.append(search.reach(row, int(places[row])))
        if progress is not None:
            progress(done, len(rows))
    return tuple(found)


def _wanted(result: Result, units: Sequence[str] | None) -> list[int]:
    codes = result.inputs.units.codes
    chosen = range(len(codes)) if units is None else [result.row(unit) for unit in units]
    ranked = [row for row in chosen if result.overall[row] > 0]
    return sorted(ranked, key=lambda row: (result.leagues[row], result.places[row], codes[row]))


def _unknown(result: Result, row: int, place: int, reason: str) -> Reach:
    return Reach(result.inputs.units.codes[row], result.leagues[row], place, None, None, reason)


@dataclass(frozen=True)
class Duels:
    """A unit, its rivals, and how each stands to it."""

    unit: int
    rivals: NDArray[np.intp]
    wins: NDArray[np.bool_]
    outcomes: NDArray[np.int64]

    def those(self, *outcomes: Outcome) -> NDArray[np.intp]:
        return self.rivals[np.isin(self.outcomes, outcomes)]

    def count(self, outcome: Outcome) -> int:
        return int((self.outcomes == outcome).sum())


@dataclass(frozen=True)
class Search:
    """What the search for every unit shares."""

    result: Result
    form: Form
    span: Span
    among: Among
    effort: Effort
    base: Masses = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "base", base_masses(self.form))

    def reach(self, row: int, place: int) -> Reach:
        unit = int(np.searchsorted(self.form.rows, row))
        if not self.form.is_linear[unit]:
            reason = "parts of it do not apply, and its total is no linear form"
            return _unknown(self.result, row, place, reason)
        duels = self._duels(unit)
        best, worst = self._end(duels, most=False), self._end(duels, most=True)
        units, leagues = self.result.inputs.units, self.result.leagues
        reason = self._why(duels, best, worst)
        return Reach(units.codes[row], leagues[row], place, best, worst, reason)

    def _duels(self, unit: int) -> Duels:
        leagues = np.array(self.result.leagues)[self.form.rows]
        is_rival = np.arange(len(self.form.rows)) != unit
        if self.among is Among.LEAGUE:
            is_rival &= leagues == leagues[unit]
        rivals = np.flatnonzero(is_rival)
        wins = self.form.ties[rivals] < self.form.ties[unit]
        return Duels(unit, rivals, wins, outcomes(self.form, self.span, unit, rivals))

    def _why(self, duels: Duels, best: End, worst: End) -> str:
        if best.is_proved and worst.is_proved:
            return ""
        if not self.form.is_exact:
            return "points are unrounded logarithms or roots, so nothing could be checked in fractions"
        if duels.count(Outcome.UNKNOWN):
            return "rivals have other parts that do not apply, or a limit of the total binds"
        if best.is_settled and worst.is_settled:
            return "only weights at the very edge of a rounding or a tie could go beyond"
        return "the solver has not settled it within its effort"

    def _end(self, duels: Duels, *, most: bool) -> End:
        """One end: closed form and weights that are easily found; the solver only if they leave a gap."""
        always, open_ones = duels.count(Outcome.ALWAYS), duels.count(Outcome.OPEN)
        unknown = duels.count(Outcome.UNKNOWN) if most else 0
        bound = 1 + always + ((open_ones + unknown) if most else 0)
        reached, masses = self._best_of(duels, self._candidates(duels, most=most), most=most)
        by_solver, is_settled = False, reached == bound
        if reached != bound and 0 < open_ones <= self.effort.most_open:
            solved = self._solve(duels, masses, 1 + always + unknown, most=most)
            if solved is not None:
                by_solver, is_settled, (bound, reached, masses) = True, solved[0], solved[1:]
        bound = max(bound, reached) if most else min(bound, reached)
        is_proved = bound == reached and self.form.is_exact
        return End(bound, reached, shares_of(self.form.root, masses), by_solver, is_proved, is_settled)

    def _solve(
        self, duels: Duels, masses: Masses, offset: int, *, most: bool
    ) -> tuple[bool, int, int, Masses] | None:
        """Whether the solver came to an end, the bound, and the most extreme place reached and where.

        If its weights do not reach the bound, it is asked again to keep away from all edges.
        """
        question, tried = self._question(duels), [masses]
        answer = ask(question, self.effort, most=most)
        if answer is None:
            return None
        bound, is_settled = offset + answer.bound, answer.is_settled
        for margin in (0.0, MARGIN):
            if margin:
                answer = ask(question, self.effort, most=most, margin=margin)
            if answer is not None and answer.shares is not None:
                tried.append(masses_of(self.form, answer.shares))
            reached, masses = self._best_of(duels, tried, most=most)
            if reached == bound:
                break
        return is_settled, bound, reached, masses

    def _question(self, duels: Duels) -> Question:
        is_open = duels.outcomes == Outcome.OPEN
        rivals = duels.rivals[is_open]
        form, live = self.form, self.form.live[duels.unit]
        gaps = form.floats[rivals] - form.floats[duels.unit]
        steps = form.steps[rivals] - form.steps[duels.unit]
        most = greatest_ratio(form.root, gaps, live)[0] * form.scale + steps
        least = -greatest_ratio(form.root, -gaps, live)[0] * form.scale + steps
        span = float(self.span.low[duels.unit]), float(self.span.high[duels.unit])
        return Question(form, duels.unit, rivals, duels.wins[is_open], most, least, span)

    # -- weights that are worth trying -------------------------------------------------------------

    def _candidates(self, duels: Duels, *, most: bool) -> list[Masses]:
        """The weights of the methodology, and of those that favour or harm the unit the most promising."""
        form = self.form
        rivals = duels.those(Outcome.OPEN, Outcome.UNKNOWN)
        if not rivals.size:
            return [self.base]
        gaps = form.values[duels.unit] - form.values[rivals]
        gaps = np.concatenate([gaps, gaps.sum(axis=0)[None, :]])
        gaps = -gaps if most else gaps
        live = form.live[duels.unit]
        near = greatest_ratio(form.root, gaps.astype(np.float64), live)[1]
        counts = self._before(duels, near)
        best = int(np.argmax(counts) if most else np.argmin(counts))
        return [greatest_ratio(form.root, gaps[best : best + 1], live)[1][0], self.base]

    def _before(self, duels: Duels, masses: NDArray[np.float64]) -> NDArray[np.int64]:
        """In floats, how many rivals stand before the unit at each row of masses."""
        totals = totals_at(self.form, masses)
        compared = np.floor(totals + 0.5) if self.form.is_rounded else totals
        mine, theirs = compared[:, [duels.unit]], compared[:, duels.rivals]
        return np.asarray(((theirs > mine) | ((theirs == mine) & duels.wins)).sum(axis=1))

    def _best_of(self, duels: Duels, tried: Sequence[Masses], *, most: bool) -> tuple[int, Masses]:
        """The most extreme place among the given weights, found in fractions."""
        places = [(place_at(self.form, masses, duels), -index) for index, masses in enumerate(tried)]
        place, index = max(places) if most else min((place, -index) for place, index in places)
        return place, tried[abs(index)]


def place_at(form: Form, masses: Masses, duels: Duels) -> int:
    """The exact place of a unit at given weights, rounding, limits and ties as in the rating."""
    rows = np.append(duels.rivals, duels.unit)
    totals = list(_totals(form, masses, rows))
    mine = totals.pop()
    before = sum(
        total > mine or (total == mine and bool(wins)) for total, wins in zip(totals, duels.wins, strict=True)
    )
    return 1 + before


def _totals(form: Form, masses: Masses, rows: NDArray[np.intp]) -> Iterator[Fraction]:
    for row in rows.tolist():
        counted = sum((mass for mass, live in zip(masses, form.live[row], strict=True) if live), Fraction(0))
        total = sum((mass * value for mass, value in zip(masses, form.values[row], strict=True)), Fraction(0))
        exact = total / counted * form.scale if counted else Fraction(0)
        compared = Fraction(round_half_up(exact, 0)) if form.is_rounded else exact
        compared += int(form.steps[row])
        compared = compared if form.low is None else max(compared, form.low)
        yield compared if form.high is None else min(compared, form.high)
