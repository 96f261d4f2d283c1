"""Tables of random figures as arrays, and a methodology that scores them: what every bench starts from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
from numpy.typing import NDArray

from adil.rating.frame import Inputs
from adil.rating.methodology import Methodology
from adil.rating.observations import Measured, Observations
from adil.rating.read.methodology import parse_methodology
from adil.rating.units import UnitTable

PERIOD, PREVIOUS = "2026", "2025"
DIGITS = 2
"""Decimal places of the figures, and of the points."""


@dataclass(frozen=True)
class Table:
    """Figures from 0 to 100 with two decimals (as integers), a row a unit; whole weights that sum to 100."""

    scaled: NDArray[np.int64]
    weights: NDArray[np.int64]

    @cached_property
    def values(self) -> NDArray[np.float64]:
        return np.asarray(self.scaled / 10**DIGITS)


@cache
def table(units: int, criteria: int) -> Table:
    chance = np.random.default_rng(2026)
    scaled = chance.integers(0, 10_000, (units, criteria), endpoint=True)
    columns = np.arange(criteria)
    scaled[columns % units, columns] = 0  # so that min-max and the fixed bounds are one and the same job
    scaled[(columns + 1) % units, columns] = 10_000
    shares = chance.multinomial(100 - criteria, np.full(criteria, 1 / criteria)) + 1
    return Table(scaled, shares)


def name(text: str) -> str:
    return f"{{kk: {text}, ru: {text}, en: {text}}}"


def methodology(weights: NDArray[np.int64], rule: str) -> Methodology:
    """A weighted sum of criteria under one rule, rounded half-up to two digits."""
    criteria = "\n".join(
        f"    - {{code: c{i}, name: {name(f'c{i}')}, value: i{i}, max: {weight}, score: {rule}}}"
        for i, weight in enumerate(weights)
    )
    indicators = "\n".join(f"  i{i}: {{name: {name(f'i{i}')}}}" for i in range(len(weights)))
    return parse_methodology(f"""
adil: 1
code: bench
version: "1"
name: {name("bench")}
effective: {{since: 2026-01-01}}
approval: {{body: {name("bench")}}}
rating:
  code: rating
  name: {name("rating")}
  max: {weights.sum()}
  combine: sum
  rounding: {DIGITS}
  children:
{criteria}
robustness: {{weights_of: [rating], spread: 1/4, distribution: uniform}}
indicators:
{indicators}
""")


@cache
def codes(units: int) -> tuple[str, ...]:
    return tuple(f"u{row:07d}" for row in range(units))


@cache
def inputs(units: int, criteria: int, rule: str) -> Inputs:
    """The table as the engine takes it, without any reading of files."""
    figures = table(units, criteria)
    columns = {
        (f"i{i}", PERIOD): Measured(np.ascontiguousarray(figures.scaled[:, i]), DIGITS)
        for i in range(criteria)
    }
    return Inputs(
        methodology(figures.weights, rule), UnitTable(codes(units)), Observations(columns), PERIOD, PREVIOUS
    )
