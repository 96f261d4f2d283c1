"""Best and worst place over all allowed weights: against enumeration where it is complete, and draws."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adil.rating import Inputs, compute
from adil.rating.exact import round_half_up
from adil.rating.perturb import perturb
from adil.rating.reach import Among, Effort, Reach, Sureness, find_reach
from adil.rating.reach.extremes import base_masses, greatest, greatest_ratio
from adil.rating.reach.form import Form, Group, NotLinear, form_of
from adil.rating.reach.solver import allowed_near
from adil.rating.result import Result
from tests.rating.test_perturb import LINEAR, THREE, flat
from tests.rating.worlds import Document, document, inputs_of, world_of

# --- ratings --------------------------------------------------------------------------------------

Rows = dict[str, tuple[object, ...]]


@st.composite
def ratings(draw: Any, most_units: int = 5, most_criteria: int = 4, *, absent: bool = False) -> Inputs:
    """A sum of few criteria, totals rounded to few digits or not at all, ties broken or shared."""
    maxima = tuple(draw(st.lists(st.integers(1, 5), min_size=2, max_size=most_criteria)))
    cell: st.SearchStrategy[object] = st.integers(0, 20).map(lambda n: 5 * n)
    other = st.one_of(*[cell] * 6, st.just("not_applicable")) if absent else cell
    others = range(1, draw(st.integers(2, most_units)))
    rows = {"u0": tuple(draw(cell) for _ in maxima)}
    rows |= {f"u{i}": tuple(draw(other) for _ in maxima) for i in others}
    basis = draw(st.sampled_from(["rounded", "exact"]))
    ties = [{"name": {"kk": "k", "ru": "r", "en": "e"}, "higher": "i0"}] if draw(st.booleans()) else []
    rounding = {"rounding": draw(st.integers(0, 1))} if basis == "rounded" else {}
    robustness = {"spread": draw(st.sampled_from(["1/10", "1/4", "3/5", "1"])), "draws": 200}
    ranking = {"basis": basis, "tie_breaks": ties}
    content = flat_document(maxima, ranking=ranking, root=rounding, rule=robustness)
    figures = {unit: {f"i{i}": value for i, value in enumerate(row)} for unit, row in rows.items()}
    return inputs_of(world_of(content, figures))


def flat_document(maxima: tuple[int, ...], *, root: Document, rule: Document, **more: Any) -> Document:
    criteria = [
        {"code": f"c{i}", "max": top, "value": f"i{i}", "score": LINEAR} for i, top in enumerate(maxima)
    ]
    return document(
        {"code": "r", "max": sum(maxima), "children": criteria, **root},
        {f"i{i}": {} for i in range(len(maxima))},
        robustness={"weights_of": ["r"], **rule},
        **more,
    )


# --- the place at given weights, from the definition ----------------------------------------------


def places_at(result: Result, weights: list[Fraction]) -> list[int]:
    """Of every unit in a flat sum, in fractions: rescaled, rounded, ties by the first criterion."""
    methodology = result.inputs.methodology
    children = methodology.rating.children
    digits = methodology.rating.rounding.digits if methodology.rating.rounding else methodology.value_digits
    is_rounded = methodology.rating.rounding is not None or methodology.ranking.basis.value == "rounded"
    keys = []
    for row in range(len(result.inputs.units)):
        total = counted = Fraction(0)
        for child, weight in zip(children, weights, strict=True):
            points = result.nodes[child.code]
            if points.counts(row):
                # points have four digits or fewer here, so those shown are exact
                total += weight * points.points(row) / (child.max or 1)
                counted += weight
        total = total / counted * (methodology.rating.max or 0) if counted else Fraction(0)
        compared: Any = round_half_up(total, digits) if is_rounded else total
        tie = 0
        if methodology.ranking.tie_breaks:
            column = result.inputs.observations.columns["i0", result.inputs.period]
            known = column.states is None or column.states[row] == 0
            tie = int(column.scaled[row]) if known else -1
        keys.append((compared, tie))
    return [1 + sum(other > key for other in keys) for key in keys]


def allowed(result: Result) -> tuple[list[Fraction], Fraction]:
    rating = result.inputs.methodology.rating
    weights = [(child.max or Fraction(0)) / (rating.max or Fraction(1)) for child in rating.children]
    return weights, result.inputs.methodology.robustness.spread


def every_place_of_two(result: Result) -> Iterator[list[int]]:
    """With two criteria the weights lie on a line: the places where one can change, and between."""
    (first, _), spread = allowed(result)
    reach = min(first, 1 - first) * spread
    low, high = first - reach, first + reach
    methodology = result.inputs.methodology
    digits = methodology.rating.rounding.digits if methodology.rating.rounding else methodology.value_digits
    lines = []
    for row in range(len(result.inputs.units)):
        at = [result.nodes[child.code].points(row) / (child.max or 1) * (methodology.rating.max or 0)
              for child in methodology.rating.children]  # fmt: skip
        lines.append((at[1], at[0] - at[1]))  # total = constant + slope * first weight
    breaks = {low, high}
    for constant, slope in lines:
        if slope and methodology.rating.rounding:
            ends = sorted((constant + slope * low, constant + slope * high))
            first_mark = round_half_up(ends[0], digits) - 1
            for mark in range(first_mark, round_half_up(ends[1], digits) + 2):
                breaks.add((Fraction(2 * mark + 1, 2 * 10**digits) - constant) / slope)
    for constant, slope in lines:
        for other_constant, other_slope in lines:
            if slope != other_slope:
                breaks.add((other_constant - constant) / (slope - other_slope))
    points = sorted(point for point in breaks if low <= point <= high)
    for point in points + [(left + right) / 2 for left, right in pairwise(points)]:
        yield places_at(result, [point, 1 - point])


# --- against enumeration --------------------------------------------------------------------------


@given(ratings(most_criteria=2))
def test_reach_of_two_criteria_is_that_of_complete_enumeration(inputs: Inputs) -> None:
    result = compute(inputs)
    every = list(every_place_of_two(result))
    for found in find_reach(inputs, baseline=result):
        row = result.row(found.unit)
        places = [places[row] for places in every]
        best, worst = found.best, found.worst
        assert best is not None
        assert worst is not None
        assert best.place <= min(places) == best.reached
        assert worst.place >= max(places) == worst.reached
        assert found.sureness is Sureness.EXACT or "very edge" in found.reason


@given(ratings(absent=True), st.integers(0, 2**32))
def test_no_allowed_weights_give_a_place_beyond_the_reach(inputs: Inputs, seed: int) -> None:
    """Vertices and points inside, each computed from the definition."""
    result = compute(inputs)
    reach = find_reach(inputs, baseline=result)
    for weights in some_weights(result, seed):
        places = places_at(result, weights)
        for found in reach:
            if found.best is not None and found.worst is not None and (result.overall > 0).all():
                assert found.best.place <= places[result.row(found.unit)] <= found.worst.place


def some_weights(result: Result, seed: int) -> Iterator[list[Fraction]]:
    """Allowed weights at random: corners of the box brought to the sum, and points inside."""
    given_, spread = allowed(result)
    chance = np.random.default_rng(seed)
    group = Group("r", tuple(map(str, given_)), tuple(given_), spread, tuple(range(len(given_))))
    for _ in range(10):
        order = chance.permutation(len(given_)).astype(float)[None, :]
        corner = greatest(group, order)[1][0]
        yield list(allowed_near(tuple(corner), group))
        shares = np.array([float(weight) for weight in given_]) * (
            1 + float(spread) * chance.uniform(-1, 1, len(given_))
        )
        yield list(allowed_near(tuple(shares), group))


@given(ratings(absent=True))
def test_the_weights_given_reach_the_place(inputs: Inputs) -> None:
    result = compute(inputs)
    given_, spread = allowed(result)
    if (result.overall == 0).any():
        return
    for found in find_reach(inputs, baseline=result):
        for end in (found.best, found.worst):
            if end is None:
                continue
            weights = [end.weights[child.code] for child in inputs.methodology.rating.children]
            assert sum(weights) == 1
            assert all(
                abs(weight - given) <= spread * given for weight, given in zip(weights, given_, strict=True)
            )
            assert places_at(result, weights)[result.row(found.unit)] == end.reached


@given(ratings())
def test_places_of_draws_lie_within_the_reach(inputs: Inputs) -> None:
    result = compute(inputs)
    drawn = perturb(inputs, baseline=result)
    for found in find_reach(inputs, baseline=result):
        places = drawn.in_league[drawn.rows[found.unit]]
        assert found.best is not None
        assert found.worst is not None
        assert found.best.place <= places[0]
        assert places[-1] <= found.worst.place


@given(ratings())
@settings(max_examples=50)
def test_without_parts_that_do_not_apply_all_but_edges_is_exact(inputs: Inputs) -> None:
    for found in find_reach(inputs):
        assert found.sureness is Sureness.EXACT or "very edge" in found.reason


@given(ratings(absent=True))
@settings(max_examples=50)
def test_the_order_of_units_changes_nothing(inputs: Inputs) -> None:
    turned = list(range(len(inputs.units)))[::-1]
    columns = {key: column.take(turned) for key, column in inputs.observations.columns.items()}
    other = replace(
        inputs,
        units=replace(inputs.units, codes=inputs.units.codes[::-1]),
        observations=replace(inputs.observations, columns=columns),
    )
    assert _ends(find_reach(inputs)) == _ends(find_reach(other))


def _ends(found: tuple[Reach, ...]) -> list[tuple[Any, ...]]:
    return [
        (each.unit, each.sureness, *((end.place, end.reached) for end in (each.best, each.worst) if end))
        for each in found
    ]


# --- single cases ---------------------------------------------------------------------------------


def test_without_spread_there_is_one_place() -> None:
    inputs = flat(THREE, (3, 3, 4), robustness={"spread": 0})
    result = compute(inputs)
    for found in find_reach(inputs):
        place = int(result.places[result.row(found.unit)])
        assert found.best is not None
        assert (found.place, found.best.reached, found.best.place) == (place, place, place)
        assert found.worst is not None
        assert found.worst.place == place
        assert not found.best.by_solver


def test_the_solver_sees_that_two_leads_cannot_be_had_together() -> None:
    """Each rival can be beaten at some weights, but those that beat one lose to the other."""
    rows: Rows = {"u": (50, 50), "a": (61, 40), "b": (40, 61)}
    inputs = flat(rows, (5, 5), robustness={"spread": "1/2"}, root={"rounding": 2})
    (found,) = [each for each in find_reach(inputs) if each.unit == "u"]
    assert found.best is not None
    assert (found.best.place, found.best.reached, found.best.by_solver) == (2, 2, True)


def test_leagues_and_all_are_asked_apart() -> None:
    leagues = [{"code": code, "name": {"kk": code, "ru": code, "en": code}, "when": f"i0 {sign} 50"}
               for code, sign in (("I", ">="), ("II", "<"))]  # fmt: skip
    inputs = flat({**THREE, "d": (20, 60, 60)}, (3, 3, 4), leagues={"list": leagues})
    in_league = find_reach(inputs)
    overall = find_reach(inputs, among=Among.ALL, units=["b"])
    assert [each.league for each in in_league] == ["I", "I", "II", "II"]
    assert max(each.worst.place for each in in_league if each.worst) == 2
    assert [each.unit for each in overall] == ["b"]


def nested(method: str, **more: Any) -> Inputs:
    """Two directions of two criteria, weights of the rating and of the first direction moving."""
    groups = [
        {
            "code": f"D{g}",
            "max": 10,
            "combine": method,
            "children": [
                {"code": f"D{g}.{c}", "max": 5, "value": f"i{2 * g + c}", "score": LINEAR} for c in range(2)
            ],
        }
        for g in range(2)
    ]
    content = document(
        {"code": "r", "max": 20, "children": groups, **more},
        {f"i{i}": {} for i in range(4)},
        robustness={"weights_of": ["r", "D0"], "spread": "1/2", "draws": 500},
    )
    rows = {"a": (90, 10, 50, 45), "b": (10, 90, 52, 50), "c": (50, 48, 51, 49), "d": (48, 50, 49, 52)}
    figures = {unit: {f"i{i}": cell for i, cell in enumerate(row)} for unit, row in rows.items()}
    return inputs_of(world_of(content, figures))


@pytest.mark.parametrize("method", ["sum", "mean"])
def test_weights_may_move_on_two_levels(method: str) -> None:
    inputs = nested(method)
    drawn = perturb(inputs)
    for found in find_reach(inputs):
        places = drawn.in_league[drawn.rows[found.unit]]
        assert found.sureness is Sureness.EXACT
        assert found.best is not None
        assert found.worst is not None
        assert found.best.place <= places[0] <= places[-1] <= found.worst.place
        assert set(found.best.weights) == {"D0", "D1", "D0.0", "D0.1"}
        assert found.best.weights["D0.0"] + found.best.weights["D0.1"] == 1


@pytest.mark.parametrize(
    ("inputs", "why"),
    [
        (nested("geometric_mean"), "'D0' is combined by geometric_mean"),
        (nested("sum", rounding=2), "'D0' is rounded below the total"),
        (nested("sum", cap=15), "'r' has a cap or a floor"),
    ],
)
def test_what_is_not_linear_is_said(inputs: Inputs, why: str) -> None:
    with pytest.raises(NotLinear, match=why):
        form_of(compute(inputs))
    for found in find_reach(inputs):
        assert (found.sureness, found.best, found.worst, found.reason) == (
            Sureness.NOT_AVAILABLE, None, None, why)  # fmt: skip


def test_rivals_with_other_parts_that_apply_leave_bounds() -> None:
    rows: Rows = {"a": (90, 10, 50), "b": (10, 90, "not_applicable"), "c": (50, 48, 51)}
    inputs = flat(rows, (3, 3, 4), robustness={"spread": "1/2"})
    found = {each.unit: each for each in find_reach(inputs)}
    assert found["c"].sureness is Sureness.BOUNDS
    assert "do not apply" in found["c"].reason
    assert found["c"].best is not None
    assert not found["c"].best.is_proved or not found["c"].worst.is_proved  # type: ignore[union-attr]


def test_the_same_parts_out_for_all_are_no_hindrance() -> None:
    rows: Rows = {unit: (*row, "not_applicable") for unit, row in THREE.items()}
    inputs = flat(rows, (3, 3, 4, 2), robustness={"spread": "1/2"})
    drawn = perturb(inputs)
    for found in find_reach(inputs):
        assert found.sureness is Sureness.EXACT
        places = drawn.in_league[drawn.rows[found.unit]]
        assert found.best is not None
        assert found.worst is not None
        assert (found.best.place, found.worst.place) == (places[0], places[-1])


def test_without_effort_there_are_bounds_that_hold() -> None:
    rows: Rows = {"u": (50, 50), "a": (61, 40), "b": (40, 61)}
    inputs = flat(rows, (5, 5), robustness={"spread": "1/2"})
    (found,) = [each for each in find_reach(inputs, effort=Effort(most_open=0)) if each.unit == "u"]
    assert found.best is not None
    assert (found.best.place, found.best.reached, found.sureness) == (1, 2, Sureness.BOUNDS)
    assert "effort" in found.reason


def test_unrounded_logarithms_are_never_called_proved() -> None:
    score = {"rule": "logarithmic", "worst": 1, "best": 100}
    criteria = [{"code": f"c{i}", "max": 5, "value": f"i{i}", "score": score} for i in range(2)]
    content = document(
        {"code": "r", "children": criteria}, {"i0": {}, "i1": {}}, robustness={"weights_of": ["r"]}
    )
    figures = {"a": {"i0": 7, "i1": 30}, "b": {"i0": 31, "i1": 6}}
    for found in find_reach(inputs_of(world_of(content, figures))):
        assert found.sureness is Sureness.BOUNDS
        assert "logarithms" in found.reason


@pytest.mark.parametrize("basis", ["rounded", "exact"])
def test_limits_of_the_total_are_kept(basis: str) -> None:
    rows: Rows = {"a": (90, 90), "b": (80, 85), "c": (10, 20)}
    root = {"rounding": 2} if basis == "rounded" else {}
    more = {"ranking": {"basis": basis}, "adjustments": {"cases": [], "total_cap": 5}}
    content = flat_document((5, 5), root=root, rule={"spread": "1/4", "draws": 50}, **more)
    figures = {unit: {f"i{i}": cell for i, cell in enumerate(row)} for unit, row in rows.items()}
    inputs = inputs_of(world_of(content, figures))
    assert perturb(inputs).firmness("b").first.count == 50
    found = {each.unit: each for each in find_reach(inputs)}
    assert found["b"].place == 1
    assert found["a"].best is not None
    assert found["b"].worst is not None
    assert (found["a"].best.place, found["b"].worst.place) == (1, 1)  # both stand at the limit
    assert found["c"].worst is not None
    assert found["c"].worst.place == 3


def test_progress_is_told() -> None:
    told: list[tuple[int, int]] = []
    find_reach(flat(THREE, (3, 3, 4)), progress=lambda done, all_: told.append((done, all_)))
    assert told == [(1, 3), (2, 3), (3, 3)]


# --- the closed form ------------------------------------------------------------------------------


def test_the_greatest_total_fills_the_best_parts_first() -> None:
    weights = (Fraction(1, 2), Fraction(1, 4), Fraction(1, 4))
    group = Group("r", ("a", "b", "c"), weights, Fraction(1, 2), (0, 1, 2))
    values = np.array([[Fraction(1), Fraction(4), Fraction(2)]], dtype=object)
    total, masses = greatest(group, values)
    # lower ends 1/4, 1/8, 1/8; the rest of 1/2 goes to b (1/4), then to c (1/4)
    assert masses[0].tolist() == [Fraction(1, 4), Fraction(3, 8), Fraction(3, 8)]
    assert total[0] == Fraction(1, 4) + Fraction(3, 2) + Fraction(3, 4)


def test_the_greatest_ratio_is_found_in_fractions() -> None:
    group = Group("r", ("a", "b", "c"), (Fraction(1, 3),) * 3, Fraction(1, 2), (0, 1, 2))
    live = np.array([True, True, False])
    values = np.array([[Fraction(3), Fraction(1), Fraction(0)]], dtype=object)
    ratio, masses = greatest_ratio(group, values, live)
    # a at its upper end, b at its lower: (3 * 1/2 + 1 * 1/6) / (2/3)
    assert ratio[0] == Fraction(5, 2)
    assert sum(masses[0]) == 1


def test_masses_of_the_methodology_are_its_weights() -> None:
    form: Form = form_of(compute(flat(THREE, (3, 3, 4))))
    assert base_masses(form).tolist() == [Fraction(3, 10), Fraction(3, 10), Fraction(2, 5)]
