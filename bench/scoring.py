"""10,000 units by 50 criteria: min-max, points rounded to two digits, weighted sum, places."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adil.rating import compute
from bench.measure import Row, Subjects, compare
from bench.synthetic import inputs, table

QUESTION = "scoring {units:,} x 50"
GOAL = "within 3x of the floor, ahead of both peers"


def run(quick: bool = False) -> Iterator[Row]:
    question = QUESTION.format(units=size(quick))
    yield from compare(
        question, subjects(question, quick=quick), goal="" if quick else GOAL, module=__name__, quick=quick
    )


def size(quick: bool) -> int:
    return 1_000 if quick else 10_000


def subjects(question: str, *, quick: bool) -> Subjects:
    units = size(quick)
    return {
        "numpy floor": lambda: score_bare(units),
        "adil, min-max": lambda: compute(inputs(units, 50, "{rule: minmax}")),
        "adil, fixed bounds": lambda: compute(inputs(units, 50, "{rule: linear, worst: 0, best: 100}")),
        "scikit-criteria": lambda: score_by_skcriteria(units),
        "pymcdm": lambda: score_by_pymcdm(units),
    }


def score_bare(units: int) -> NDArray[np.int64]:
    """The same job in plain floats, half-way cases as they fall."""
    figures = table(units, 50)
    values = figures.values
    low, high = values.min(axis=0), values.max(axis=0)
    shares = np.clip((values - low) / (high - low), 0, 1)
    return places(np.round(shares * figures.weights, 2).sum(axis=1).round(2))


def places(totals: NDArray[np.float64]) -> NDArray[np.int64]:
    """1 for the best; equal totals share a place and the next is skipped."""
    ascending = np.sort(totals)
    return len(totals) - np.searchsorted(ascending, totals, side="right") + 1


def score_by_skcriteria(units: int) -> Any:
    from skcriteria import mkdm
    from skcriteria.agg.simple import WeightedSumModel
    from skcriteria.preprocessing.scalers import MinMaxScaler

    figures = table(units, 50)
    decision = mkdm(figures.values, [max] * 50, weights=figures.weights / 100)
    return WeightedSumModel().evaluate(MinMaxScaler(target="matrix").transform(decision)).rank_


def score_by_pymcdm(units: int) -> Any:
    from pymcdm.helpers import rrankdata
    from pymcdm.methods import WSM
    from pymcdm.normalizations import minmax_normalization

    figures = table(units, 50)
    model = WSM(minmax_normalization)
    return rrankdata(model(figures.values, figures.weights / 100, np.ones(50), validation=False))
