"""Many draws of a rating, each with other weights, figures and marks within what is allowed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from adil.rating.agreement import agree
from adil.rating.compute import compute
from adil.rating.errors import DataError
from adil.rating.frame import Inputs
from adil.rating.perturb.branches import Branch, Drawn, Floats, grow, revalue
from adil.rating.perturb.firmness import Moved, Robustness
from adil.rating.perturb.places import Places, Seats, Totals, find_places, take_seats, totals_rule
from adil.rating.perturb.rescore import Rescorer, moving_criteria
from adil.rating.perturb.sample import draw_weights, figure_sources, mark_sources
from adil.rating.result import Result

CELLS = 1 << 21
"""Draws times units placed in one block."""

CELLS_SORTED = 1 << 17
"""The same while places are found: so many stay in the processor's cache."""

CELLS_SCORED = 1 << 18
"""The same where criteria are scored again, each with columns of its own."""

MOST_CELLS = 1 << 32
"""Draws times units in all: their places are kept, two or four bytes each."""

Progress = Callable[[int, int], None]


def perturb(
    inputs: Inputs,
    *,
    draws: int | None = None,
    seed: int | None = None,
    progress: Progress | None = None,
    baseline: Result | None = None,
) -> Robustness:
    """How firm the places are, over draws of weights, figures and marks as ``robustness`` allows.

    States, penalties, bonuses and tie-breaks stay as in the baseline; so do points that nothing
    moves. ``draws`` and ``seed`` take the place of those of the methodology. ``progress`` is told how
    many of the draws are done.

    Missing: a unit without a place in the baseline has none in any draw.
    Errors: ``DataError`` as ``compute``, without a draw, and where the places would not fit in memory.
    """
    rule = inputs.methodology.robustness
    draws = rule.draws if draws is None else draws
    seed = rule.seed if seed is None else seed
    _refuse_size(draws, len(inputs.units))
    baseline = baseline or compute(inputs)
    trial = set_up(baseline, draws, seed)
    return _collect(trial, draws, seed, progress)


@dataclass(frozen=True)
class Trial:
    """A rating made ready to be drawn many times."""

    baseline: Result
    root: Branch
    seats: Seats
    totals: Totals
    factors: Mapping[str, Floats]
    rescorer: Rescorer


def set_up(baseline: Result, draws: int, seed: int) -> Trial:
    """The tree of the ranked units, the weights of every draw, and the criteria to score again."""
    inputs, methodology = baseline.inputs, baseline.inputs.methodology
    seats = take_seats(baseline)
    factors = draw_weights(methodology, draws, seed)
    figures, marks = figure_sources(inputs, seed), mark_sources(inputs, seed)
    criteria = moving_criteria(methodology, figures, marks)
    moving = frozenset(factors) | {node.code for node in criteria}
    root = grow(baseline, seats.rows, moving)
    rescorer = Rescorer(baseline, figures, marks, criteria, seats.rows)
    return Trial(baseline, root, seats, totals_rule(baseline, seats), factors, rescorer)


def _refuse_size(draws: int, units: int) -> None:
    if draws < 1:
        raise DataError(f"{draws} draws say nothing", where="robustness", hint="Ask for 1,000 or more.")
    if draws * units > MOST_CELLS:
        raise DataError(
            f"{draws} draws of {units} units do not fit in memory", where="robustness",
            hint=f"Ask for at most {MOST_CELLS // max(units, 1)} draws.",
        )  # fmt: skip


def draw_places(trial: Trial, draws: int) -> Iterator[tuple[slice, Places, Places]]:
    """Block by block the places within leagues and among all: draws x units."""
    cells = CELLS_SCORED if trial.rescorer.criteria else CELLS
    size = max(1, cells // max(1, len(trial.baseline.inputs.units)))
    for start in range(0, draws, size):
        block = slice(start, min(start + size, draws))
        yield block, *(_drawn_places(trial, block) if trial.root.moves else _same_places(trial, block))


def _drawn_places(trial: Trial, block: slice) -> tuple[Places, Places]:
    count = block.stop - block.start
    points = trial.rescorer.draw(count) if trial.rescorer.criteria else {}
    drawn = Drawn({code: factors[block] for code, factors in trial.factors.items()}, points)
    values = np.array(np.broadcast_to(revalue(trial.root, drawn), (count, len(trial.seats))))
    rows = max(1, CELLS_SORTED // max(1, len(trial.seats)))
    parts = [
        find_places(trial.totals.find(values[start : start + rows]), trial.seats)
        for start in range(0, count, rows)
    ]
    overall = np.concatenate([part[1] for part in parts])
    is_one_league = len(trial.seats.leagues) <= 2
    return (overall if is_one_league else np.concatenate([part[0] for part in parts])), overall


def _same_places(trial: Trial, block: slice) -> tuple[Places, Places]:
    """Where nothing moves the places are those of the baseline, whatever floats would say."""
    seats, result = trial.seats, trial.baseline
    within, overall = (
        np.tile(_of(places, seats).astype(seats.small), (block.stop - block.start, 1))
        for places in (result.places, result.overall)
    )
    return within, overall


def _collect(trial: Trial, draws: int, seed: int, progress: Progress | None) -> Robustness:
    seats, result = trial.seats, trial.baseline
    units, is_one_league = len(seats), len(seats.leagues) <= 2
    overall = np.empty((units, draws), dtype=seats.small)
    within = overall if is_one_league else np.empty_like(overall)
    before, equal = np.zeros(max(units - 1, 0), dtype=np.int64), np.zeros(max(units - 1, 0), dtype=np.int64)
    for block, in_league, among_all in draw_places(trial, draws):
        overall[:, block] = among_all.T
        if not is_one_league:
            within[:, block] = in_league.T
        before += (in_league[:, :-1] < in_league[:, 1:]).sum(axis=0)
        equal += (in_league[:, :-1] == in_league[:, 1:]).sum(axis=0)
        if progress is not None:
            progress(block.stop, draws)
    for places in (overall,) if is_one_league else (overall, within):
        places.sort(axis=1, kind="stable")
    codes = [result.inputs.units.codes[row] for row in seats.rows]
    return Robustness(
        units=tuple(codes),
        leagues=tuple(result.leagues[row] for row in seats.rows),
        places=_of(result.places, seats),
        overall_places=_of(result.overall, seats),
        in_league=within,
        overall=overall,
        before=before,
        equal=equal,
        draws=draws,
        seed=seed,
        moved=_moved(trial),
        agreement=agree(result.inputs),
        rows={code: row for row, code in enumerate(codes)},
    )


def _of(column: NDArray[np.int64], seats: Seats) -> NDArray[np.int64]:
    return column[seats.rows]


def _moved(trial: Trial) -> Moved:
    rule = trial.baseline.inputs.methodology.robustness
    errors = {source.key[0]: source.error for source in trial.rescorer.figures}
    rubrics = tuple(source.code for source in trial.rescorer.marks)
    return Moved(tuple(trial.factors), float(rule.spread), rule.distribution.value, errors, rubrics)
