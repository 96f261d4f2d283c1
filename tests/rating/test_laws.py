"""What must hold for every methodology, whatever the order, the names, the units of measure and the luck."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from adil.rating import Inputs, RatingError, compute
from adil.rating.compute import CHUNK
from adil.rating.methodology import Mean
from adil.rating.observations import Measured
from adil.rating.result import Result
from tests.rating.oracle import SCORED, World
from tests.rating.worlds import Document, document, inputs_of, one_criterion, parse, world_of, worlds

values = st.integers(-10_000, 10_000).map(lambda number: Fraction(number, 100))
several = st.lists(values, min_size=2, max_size=8)


def rated(world: World) -> Result:
    """The result; worlds that are refused say nothing here."""
    try:
        return compute(inputs_of(world))
    except RatingError:
        assume(False)
        raise


def rate(content: Document, figures: dict[str, dict[str, object]]) -> Result:
    return compute(inputs_of(world_of(content, figures)))


def points(content: Document, numbers: list[Fraction]) -> list[str]:
    """The points of one criterion for a unit a number."""
    result = rate(content, {f"u{row}": {"x": number} for row, number in enumerate(numbers)})
    return [result.nodes["c"].text(row) for row in range(len(numbers))]


def row_of(result: Result, row: int) -> tuple[Any, ...]:
    """All that a result says of one unit."""
    nodes = {code: (node.text(row), node.state(row), node.counts(row)) for code, node in result.nodes.items()}
    places = int(result.places[row]), int(result.overall[row]), int(result.prizes[row])
    return nodes, result.total_text(row), result.leagues[row], result.categories[row], places


# --- order, names, equality -----------------------------------------------------------------------


@settings(max_examples=60)
@given(worlds(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(world: World, random: Any) -> None:
    shuffled = list(world.units)
    random.shuffle(shuffled)
    marks = list(world.marks)
    random.shuffle(marks)
    observations = dict(random.sample(list(world.observations.items()), len(world.observations)))
    first = rated(world)
    second = compute(inputs_of(replace(world, units=tuple(shuffled), marks=marks, observations=observations)))
    for unit in world.units:
        assert row_of(first, first.row(unit)) == row_of(second, second.row(unit))
    assert first.inputs_fingerprint == second.inputs_fingerprint
    assert first.fingerprint == second.fingerprint


@settings(max_examples=40)
@given(worlds())
def test_the_names_of_units_change_nothing(world: World) -> None:
    """Reversed alphabetical order, other lengths, Kazakh letters."""
    new = {unit: f"{'Ә' * (9 - index)}ұйым" for index, unit in enumerate(world.units)}
    renamed = replace(
        world,
        units=tuple(new.values()),
        observations={
            (new[unit], code, period): cell for (unit, code, period), cell in world.observations.items()
        },
        marks=[(new[unit], code, rater, mark) for unit, code, rater, mark in world.marks],
        attributes={new[unit]: row for unit, row in world.attributes.items()},
        since={new[unit]: day for unit, day in world.since.items()},
    )
    first, second = rated(world), compute(inputs_of(renamed))
    assert [row_of(first, row) for row in range(len(new))] == [row_of(second, row) for row in range(len(new))]


@settings(max_examples=40)
@given(worlds(most_units=4))
def test_a_twin_has_the_points_and_the_place_of_its_double(world: World) -> None:
    original = world.units[0]
    twin = replace(
        world,
        units=(*world.units, "twin"),
        observations={
            **world.observations,
            **{
                ("twin", code, period): cell
                for (unit, code, period), cell in world.observations.items()
                if unit == original
            },
        },
        marks=[
            *world.marks,
            *(("twin", code, rater, mark) for unit, code, rater, mark in world.marks if unit == original),
        ],
        attributes={**world.attributes, "twin": world.attributes[original]},
        since={**world.since, "twin": world.since[original]},
    )
    result = rated(twin)
    assert row_of(result, 0) == row_of(result, result.row("twin"))


@settings(max_examples=40)
@given(worlds())
def test_sums_add_up_to_the_printed_digit(world: World) -> None:
    """Where every child counts and is rounded, the group's line is the sum of the lines above it."""
    result = rated(world)
    for code, group in result.nodes.items():
        node = group.node
        if (
            node.combine.method is not Mean.SUM
            or not node.children
            or node.cap is not None
            or node.floor is not None
        ):
            continue
        children = [result.nodes[child.code] for child in node.children]
        if any(child.node.rounding is None for child in children):
            continue
        if node.rounding is not None and any(child.digits > node.rounding.digits for child in children):
            continue
        for row in range(len(world.units)):
            if (
                all(child.counts(row) for child in children)
                and group.state(row).name == "SCORED"
                and group.digits >= 4
            ):
                assert group.points(row) == sum(child.points(row) for child in children), code


def test_equal_numbers_written_differently_have_equal_fingerprints() -> None:
    content = one_criterion({"rule": "linear", "worst": "0", "best": "10"})
    base = inputs_of(world_of(content, {"a": {"x": 2}, "b": {"x": "missing"}}))
    states = base.observations.columns["x", "2026"].states
    finer = Measured(np.array([200, 1], dtype=np.int64), 2, states)
    huge = Measured(np.array([2 * 10**25, 7], dtype=object), 25, states)
    prints = set()
    for column in (base.observations.columns["x", "2026"], finer, huge):
        inputs = replace(base, observations=replace(base.observations, columns={("x", "2026"): column}))
        result = compute(inputs)
        prints.add((result.inputs_fingerprint, result.fingerprint))
    assert len(prints) == 1


def test_a_changed_figure_changes_the_fingerprint() -> None:
    content = one_criterion({"rule": "linear", "worst": "0", "best": "10"})
    prints = {
        rate(content, {"a": {"x": number}, "b": {"x": 9}}).inputs_fingerprint
        for number in ("1", "1.5", "missing", "not_applicable")
    }
    assert len(prints) == 4


def test_a_large_table_is_rated_in_blocks_without_a_seam() -> None:
    """Seven kinds of units one after the other, in more than one block of rows."""
    children = [
        {"code": "a", "max": "3", "value": "x / y", "floor": "0.01",
         "score": {"rule": "logarithmic", "worst": "1/8", "best": "64"}, "missing": "rescale"},
        {"code": "b", "max": "5", "value": "x", "floor": "0.01", "score": {"rule": "rank"}},
    ]  # fmt: skip
    content = document(
        {"code": "r", "max": "10", "combine": "geometric_mean", "children": children}, {"x": {}, "y": {}}
    )
    kinds: list[dict[str, object]] = [{"x": number, "y": 3} for number in (1, 2, 3, 24, 192, 7)]
    kinds.append({"x": 5})
    figures = {f"u{number}": kinds[number % 7] for number in range(CHUNK // 7 * 7 + 7)}
    result = rate(content, figures)
    assert [result.nodes["a"].text(row) for row in (0, 2, 3, 4)] == ["0.4717", "1.0000", "2.0000", "3.0000"]
    for points_of in result.nodes.values():
        assert (points_of.scaled.reshape(-1, 7) == points_of.scaled[:7]).all()
    assert len(set(result.places.tolist())) == 7


# --- more of a good thing -------------------------------------------------------------------------

BANDS = [
    {"points": "0", "to": "10"},
    {"points": "3", "from": "10", "to": "20"},
    {"points": "10", "from": "20"},
]
KNOTS = [{"at": "-5", "points": "0"}, {"at": "0", "points": "3"}, {"at": "3", "points": "10"}]
RISING: list[Document] = [
    {"rule": "bands", "edge": "lower", "bands": BANDS},
    {"rule": "bands", "edge": "upper", "bands": BANDS},
    {"rule": "linear", "worst": "-20", "best": "31"},
    {"rule": "piecewise", "knots": KNOTS},
    {"rule": "logarithmic", "worst": "2", "best": "77"},
    {"rule": "per_unit", "each": "1/7"},
    {"rule": "goalposts", "worst": "3", "best": "9", "clip": "false"},
    {"rule": "minmax"},
    {"rule": "zscore", "centre": "5", "spread": "7/3"},
    {"rule": "rank"},
    {"rule": "percentile_rank"},
]
FALLING: list[Document] = [
    {"rule": "linear", "worst": "31", "best": "-20"},
    {"rule": "logarithmic", "worst": "77", "best": "2"},
    {"rule": "per_unit", "each": "-1/7", "start": "10"},
    {"rule": "minmax", "better": "low"},
    {"rule": "zscore", "centre": "5", "spread": "7/3", "better": "low"},
    {"rule": "rank", "better": "low"},
    {"rule": "percentile_rank", "better": "low"},
]


@pytest.mark.parametrize("score", RISING + FALLING, ids=str)
@settings(max_examples=15)
@given(several)
def test_more_of_a_good_thing_never_lowers_points(score: Document, numbers: list[Fraction]) -> None:
    assume(len(set(numbers)) > 1)
    found = points(one_criterion(score), numbers)
    ordered = sorted(zip(numbers, map(Fraction, found), strict=True), reverse=score in FALLING)
    assert [second for _, second in ordered] == sorted(second for _, second in ordered)


@settings(max_examples=60)
@given(several, st.integers(0, 7), values.map(abs))
def test_one_that_rises_alone_does_not_fall_back(numbers: list[Fraction], which: int, step: Fraction) -> None:
    """In place as well as in points, under fixed bounds."""
    content = one_criterion({"rule": "linear", "worst": "-100", "best": "100"})
    row = which % len(numbers)
    before = rate(content, {f"u{n}": {"x": number} for n, number in enumerate(numbers)})
    higher = [number + step if n == row else number for n, number in enumerate(numbers)]
    after = rate(content, {f"u{n}": {"x": number} for n, number in enumerate(higher)})
    assert after.total[row] >= before.total[row]
    assert after.places[row] <= before.places[row]


# --- units of measure -----------------------------------------------------------------------------

SCALES = st.sampled_from([Fraction(1000), Fraction(1, 1000), Fraction(7), Fraction(1, 8)])


@settings(max_examples=40)
@given(several, SCALES)
def test_thousands_with_bounds_in_thousands_give_the_same_points(
    numbers: list[Fraction], scale: Fraction
) -> None:
    for rule, worst, best in (("linear", "-20", "30"), ("logarithmic", "2", "50"), ("goalposts", "9", "1")):
        plain = {"rule": rule, "worst": worst, "best": best}
        scaled = {"rule": rule, "worst": str(Fraction(worst) * scale), "best": str(Fraction(best) * scale)}
        assert points(one_criterion(plain), numbers) == points(
            one_criterion(scaled), [number * scale for number in numbers]
        )


@pytest.mark.parametrize("rule", ["minmax", "zscore", "rank", "percentile_rank"])
@settings(max_examples=20)
@given(several, SCALES, values)
def test_pool_rules_know_neither_scale_nor_origin(
    rule: str, numbers: list[Fraction], scale: Fraction, shift: Fraction
) -> None:
    assume(len(set(numbers)) > 1)
    more = {"centre": "5", "spread": "2"} if rule == "zscore" else {}
    content = one_criterion({"rule": rule, **more})
    assert points(content, numbers) == points(content, [number * scale + shift for number in numbers])


@settings(max_examples=30)
@given(several)
def test_low_is_high_of_the_opposite(numbers: list[Fraction]) -> None:
    assume(len(set(numbers)) > 1)
    for rule in ("minmax", "rank", "percentile_rank"):
        low = points(one_criterion({"rule": rule, "better": "low"}), numbers)
        assert low == points(one_criterion({"rule": rule}), [-number for number in numbers])


@settings(max_examples=40)
@given(several)
def test_places_are_one_more_than_the_better_ones(numbers: list[Fraction]) -> None:
    content = one_criterion({"rule": "linear", "worst": "-100", "best": "100"})
    content["rating"]["rounding"] = "2"
    result = rate(content, {f"u{row}": {"x": number} for row, number in enumerate(numbers)})
    totals = result.total.tolist()
    assert result.places.tolist() == [1 + sum(other > total for other in totals) for total in totals]


# --- weights --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "combine", ["weighted_mean", "geometric_mean", {"method": "power_mean", "power": "1/2"}]
)
@settings(max_examples=20)
@given(st.lists(st.integers(1, 1000), min_size=3, max_size=3))
def test_a_weight_of_zero_is_as_good_as_absence(combine: Any, numbers: list[int]) -> None:
    def group(*weights: str) -> str:
        children = [
            {"code": code, "max": "7", "value": code, "weight": weight,
             "score": {"rule": "linear", "worst": "0", "best": "1000"}}
            for code, weight in zip("abc", weights, strict=False)
        ]  # fmt: skip
        content = document(
            {"code": "r", "max": "10", "combine": combine, "children": children}, {c: {} for c in "abc"}
        )
        return rate(content, {"u": dict(zip("abc", numbers, strict=True))}).nodes["r"].text(0)

    assert group("1", "2", "0") == group("1", "2")
    assert group("3", "6", "0") == group("1/3", "2/3")


@settings(max_examples=20)
@given(several)
def test_weights_do_not_matter_where_all_shares_are_equal(numbers: list[Fraction]) -> None:
    weights = [abs(number) + 1 for number in numbers]
    for combine in ("weighted_mean", "geometric_mean", {"method": "power_mean", "power": "2"}):
        children = [
            {"code": f"c{row}", "max": str(row + 1), "value": f"x * {row + 1}", "weight": str(weight),
             "score": {"rule": "per_unit", "each": "1"}}
            for row, weight in enumerate(weights)
        ]  # fmt: skip
        content = document({"code": "r", "max": "8", "combine": combine, "children": children}, {"x": {}})
        assert rate(content, {"u": {"x": "0.5"}}).nodes["r"].text(0) == "4.0000"


# --- rejected -------------------------------------------------------------------------------------


@settings(max_examples=30)
@given(worlds(most_units=2))
def test_a_rejected_figure_gives_its_criterion_no_points(world: World) -> None:
    """Whatever the policy: proved false is not missing."""
    spoiled = {
        key: ("rejected", Fraction(0)) if cell[0] == SCORED and key[0] == world.units[0] else cell
        for key, cell in world.observations.items()
    }
    result = rated(replace(world, observations=spoiled))
    for node in result.nodes.values():
        if node.state(0).name == "REJECTED":
            assert node.points(0) == 0
            assert node.counts(0)


def test_inputs_are_not_changed() -> None:
    content = one_criterion({"rule": "minmax"}, missing="impute", treat={"method": "winsorise"})
    inputs: Inputs = inputs_of(world_of(content, {"a": {"x": 1}, "b": {"x": 5}, "c": {}}))
    before = inputs.observations.columns["x", "2026"].scaled.copy()
    compute(inputs)
    assert (inputs.observations.columns["x", "2026"].scaled == before).all()
    assert parse(content).fingerprint == inputs.methodology.fingerprint
