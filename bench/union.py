"""The union methodology, all of its 40 criteria, leagues, ties and awards, over 20 to 2.8 million units."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from adil.rating import compute
from adil.rating.frame import Inputs
from bench.measure import Row, Subjects, compare
from bench.network import PARTS, network
from bench.scoring import places
from bench.synthetic import PERIOD

QUESTION = "union methodology, {units:,} units"
SIZES = (20, 10_154, 2_800_000)
QUICK_SIZES = (20, 10_154)
GOALS = {2_800_000: "under 20 s and 8 GB"}


def run(quick: bool = False) -> Iterator[Row]:
    for question, units in questions(quick).items():
        found = subjects(question, quick=quick)
        yield from compare(question, found, goal=GOALS.get(units, ""), module=__name__, quick=quick)
        network.cache_clear()


def questions(quick: bool) -> dict[str, int]:
    return {QUESTION.format(units=units): units for units in (QUICK_SIZES if quick else SIZES)}


def subjects(question: str, *, quick: bool) -> Subjects:
    units = questions(quick)[question]
    return {
        "numpy floor": lambda: score_bare(network(units)),
        "adil": lambda: compute(network(units)),
    }


def score_bare(inputs: Inputs) -> NDArray[np.int64]:
    """As many criteria in plain floats, all of them a linear share of a whole; places by the total alone.

    No conditions, missing figures, penalties, leagues, ties or awards: less than the job.
    """
    columns = inputs.observations.columns
    criteria = [*PARTS.items()][:20] * 2
    total = np.zeros(len(inputs.units))
    for code, (whole, worst) in criteria:
        part, base = columns[code, PERIOD].scaled, columns[whole, PERIOD].scaled
        share = part / np.maximum(base, 1)
        total += np.round(np.clip((share - worst) / (1 - worst), 0, 1) * 2.5, 2)
    return places(total.round(2))
