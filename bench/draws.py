"""1,000 draws of the weights: places in every draw, for 10,000 units x 50 criteria and for 51 x 49 (ASEM)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adil.rating.perturb import perturb
from bench.measure import Row, Subjects, compare
from bench.synthetic import Table, inputs, table

QUESTION = "{draws:,} weight draws, {units:,} x {criteria}"
GOALS = {10_000: "within 2x of the floor, 10x ahead of the better peer"}
SIZES = ((10_000, 50), (51, 49))
RULE = "{rule: minmax}"
SPREAD = 0.25

PART = 20
"""The peers draw one by one, so one draw of twenty is enough to know their time."""


def run(quick: bool = False) -> Iterator[Row]:
    for question, (_, units, _) in questions(quick).items():
        goal = GOALS.get(units, "")
        found = subjects(question, quick=quick)
        parts = {name: PART for name in found if "of 20" in name}
        yield from compare(question, found, goal=goal, module=__name__, parts=parts, quick=quick)


def questions(quick: bool) -> dict[str, tuple[int, int, int]]:
    """Draws, units and criteria of each question."""
    sizes = [
        (100 if quick else 1_000, units // 10 if quick and units > 51 else units, n) for units, n in SIZES
    ]
    return {
        QUESTION.format(draws=draws, units=units, criteria=n): (draws, units, n) for draws, units, n in sizes
    }


def subjects(question: str, *, quick: bool) -> Subjects:
    draws, units, criteria = questions(quick)[question]
    figures = table(units, criteria)
    return {
        "numpy floor": lambda: draw_bare(figures, draws),
        "adil": lambda: perturb(inputs(units, criteria, RULE), draws=draws, seed=1),
        "scikit-criteria, 1 draw of 20": lambda: draw_by_skcriteria(figures, draws // PART),
        "pymcdm, 1 draw of 20": lambda: draw_by_pymcdm(figures, draws // PART),
    }


def draw_weights(figures: Table, draws: int) -> NDArray[np.float64]:
    """Draws x criteria, summing to 1."""
    steps = np.random.default_rng(1).uniform(1 - SPREAD, 1 + SPREAD, (draws, len(figures.weights)))
    weights = figures.weights * steps
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))


def share(figures: Table) -> NDArray[np.float64]:
    low, high = figures.values.min(axis=0), figures.values.max(axis=0)
    return np.asarray((figures.values - low) / (high - low))


def draw_bare(figures: Table, draws: int) -> NDArray[np.uint16]:
    """One product of matrices, totals rounded to two digits, and one sort a draw; ties as they fall."""
    totals = (-100 * draw_weights(figures, draws) @ share(figures).T).round(2)
    places = np.empty(totals.shape, dtype=np.uint16)
    np.put_along_axis(places, np.argsort(totals, axis=1), np.arange(1, totals.shape[1] + 1), axis=1)
    return places


def draw_by_skcriteria(figures: Table, draws: int) -> Any:
    from skcriteria import mkdm
    from skcriteria.agg.simple import WeightedSumModel

    model, one = WeightedSumModel(), share(figures)
    objectives = [max] * one.shape[1]
    return [
        model.evaluate(mkdm(one, objectives, weights=weights)).rank_
        for weights in draw_weights(figures, draws)
    ]


def draw_by_pymcdm(figures: Table, draws: int) -> Any:
    from pymcdm.helpers import rrankdata
    from pymcdm.methods import WSM

    model, one = WSM(as_it_is), share(figures)
    types = np.ones(one.shape[1])
    return [
        rrankdata(model(one, weights, types, validation=False)) for weights in draw_weights(figures, draws)
    ]


def as_it_is(column: NDArray[np.float64], cost: bool = False) -> NDArray[np.float64]:
    """No normalisation, since the shares are normalised once for all draws."""
    return column
