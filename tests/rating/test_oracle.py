"""The engine against the naive evaluator, on random methodologies and figures that hurt."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings

from adil.rating import RatingError, compute
from adil.rating.columns import Precise, Whole
from adil.rating.exact import number_text
from adil.rating.finish import Scored
from adil.rating.formula import State
from adil.rating.frame import Frame
from adil.rating.methodology import Node
from adil.rating.pools import Pools
from adil.rating.rank import assign_leagues
from adil.rating.result import Result
from adil.rating.score import score
from tests.rating import oracle
from tests.rating.oracle import Refused, World
from tests.rating.worlds import inputs_of, worlds

Table = Mapping[tuple[str, str], tuple[str, str]]


def table_of(result: Result) -> Table:
    """For each unit and node its points as text, and its state."""
    units = enumerate(result.inputs.units.codes)
    return {
        (unit, code): (points.text(row), points.state(row).name.lower())
        for row, unit in units
        for code, points in result.nodes.items()
    }


def totals_of(result: Result) -> Mapping[str, Fraction]:
    return {
        unit: Fraction(int(result.total[row]), 10**result.digits)
        for row, unit in enumerate(result.inputs.units.codes)
    }


@settings(max_examples=150)
@given(worlds())
def test_every_point_of_every_node_is_that_of_the_oracle(world: World) -> None:
    try:
        expected = oracle.table(world)
    except Refused:
        with pytest.raises(RatingError):
            compute(inputs_of(world))
        return
    result = compute(inputs_of(world))
    assert table_of(result) == expected
    assert totals_of(result) == oracle.totals(world)


@settings(max_examples=60)
@given(worlds())
def test_exact_arithmetic_everywhere_gives_the_same_points(world: World) -> None:
    """No digit depends on the arithmetic that found it."""
    inputs = inputs_of(world)
    try:
        result = compute(inputs)
    except RatingError:
        return
    exactly: dict[tuple[str, str], tuple[str, str]] = {}

    def record(node: Node, scored: Scored, frame: Frame) -> None:
        digits = result.nodes[node.code].digits
        numbers = scored.column.cells()
        for row, unit in enumerate(frame.codes):
            number = numbers[row % len(numbers)]
            state = State.SCORED if scored.states is None else State(int(scored.states[row]))
            exactly[unit, node.code] = number_text(number, digits), state.name.lower()

    pools = Pools(inputs.units, assign_leagues(inputs))
    score(inputs.methodology.rating, Frame(inputs, Precise()), pools, record)
    assert table_of(result) == exactly


@settings(max_examples=30)
@given(worlds())
def test_bounds_that_decide_nothing_give_the_same_points(world: World) -> None:
    """One unit at a time, with the pools of all: the rows that are in doubt are evaluated alone."""
    inputs = inputs_of(world)
    try:
        expected = table_of(compute(inputs))
    except RatingError:
        return
    pools = Pools(inputs.units, assign_leagues(inputs))
    for row, unit in enumerate(world.units):
        alone = score(inputs.methodology.rating, Frame(inputs, Whole(), np.array([row])), pools)
        state = State.SCORED if alone.states is None else State(int(alone.states[0]))
        assert expected[unit, "r"][1] == state.name.lower()
