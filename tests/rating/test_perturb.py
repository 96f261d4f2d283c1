"""Draws of a rating: what moves, what must not, and how the numbers are told."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adil.rating import DataError, Inputs, compute
from adil.rating.marks import MarkColumn
from adil.rating.methodology import Distribution, Indicator, Kind, Wording
from adil.rating.observations import Measured, Observations
from adil.rating.perturb import Robustness, Share, leave_one_out, perturb, share_text
from adil.rating.perturb.branches import Drawn, grow, revalue
from adil.rating.perturb.left_out import spearman
from adil.rating.perturb.places import find_places, take_seats, totals_rule
from adil.rating.perturb.rescore import moving_criteria
from adil.rating.perturb.run import draw_places, set_up
from adil.rating.perturb.sample import FigureSource, Stream, draw_factors, draw_figures, generator
from adil.rating.perturb.tell import COLUMNS, as_data, table_rows
from adil.rating.reach import find_reach
from adil.rating.read.folder import Choices, find_files, read_folder
from adil.rating.units import UnitTable
from adil.rating.walk import walk
from tests.rating.small import small_inputs
from tests.rating.worlds import Document, document, inputs_of, world_of, worlds

# --- ratings to draw ------------------------------------------------------------------------------

LINEAR = {"rule": "linear", "worst": 0, "best": 100}


def flat(rows: dict[str, tuple[object, ...]], maxima: tuple[int, ...], **more: Any) -> Inputs:
    """A sum of criteria ``c0, c1, ...`` over indicators ``i0, i1, ...``, linear from 0 to 100."""
    criteria = [
        {"code": f"c{i}", "max": top, "value": f"i{i}", "score": LINEAR} for i, top in enumerate(maxima)
    ]
    root = {"code": "r", "max": sum(maxima), "rounding": 2, "children": criteria, **more.pop("root", {})}
    indicators: dict[str, Document] = {f"i{i}": {} for i in range(len(maxima))}
    robustness = {"weights_of": ["r"], "spread": "1/4", "draws": 300, "seed": 5, **more.pop("robustness", {})}
    content = document(root, {**indicators, **more.pop("indicators", {})}, robustness=robustness, **more)
    figures = {unit: {f"i{i}": cell for i, cell in enumerate(row)} for unit, row in rows.items()}
    return inputs_of(world_of(content, figures))


THREE: dict[str, tuple[object, ...]] = {"a": (90, 10, 50), "b": (10, 90, 52), "c": (50, 48, 51)}


@st.composite
def trees(draw: Any) -> Inputs:
    """Two levels, every way of combining that moves, figures of few digits, some of them absent."""
    cell = st.one_of(*[st.integers(1, 100)] * 6, st.sampled_from(["not_applicable", "missing"]))
    method = st.sampled_from(
        ["sum", "mean", "weighted_mean", "geometric_mean", "power_mean", "min", "worst_k"]
    )
    units, groups = draw(st.integers(1, 5)), []
    names = iter(f"i{i}" for i in range(100))
    indicators: dict[str, Document] = {}
    for g in range(draw(st.integers(1, 3))):
        children = []
        for c in range(draw(st.integers(1, 3))):
            name = next(names)
            indicators[name] = {}
            top = draw(st.sampled_from([1, 2, 5, 10]))
            children.append({"code": f"g{g}c{c}", "max": top, "value": name, "score": LINEAR})
        groups.append(_group(draw, f"g{g}", draw(method), children))
    root = _group(draw, "r", draw(method), groups)
    more = {"ranking": {"basis": draw(st.sampled_from(["rounded", "exact"]))}}
    content = document(root, indicators, **more)
    figures = {f"u{i}": {name: draw(cell) for name in indicators} for i in range(units)}
    return inputs_of(world_of(content, figures))


def _group(draw: Any, code: str, method: str, children: list[Document]) -> Document:
    total = sum(child["max"] for child in children)
    combine: Any = method
    if method == "worst_k":
        combine = {"method": "worst_k", "k": draw(st.integers(1, len(children)))}
    if method == "power_mean":
        combine = {"method": "power_mean", "power": draw(st.sampled_from(["2", "-1", "1"]))}
    if method in ("weighted_mean", "geometric_mean"):
        children = [{**child, "weight": draw(st.integers(1, 4))} for child in children]
    rounding = draw(st.sampled_from([{}, {"rounding": 1}, {"rounding": 2}]))
    policy = {"missing": "rescale"} if method in ("geometric_mean", "power_mean") else {}
    return {"code": code, "max": total, "combine": combine, "children": children, **rounding, **policy}


# --- what must not move ---------------------------------------------------------------------------


@given(worlds())
def test_without_spread_and_error_every_draw_is_the_baseline(world: Any) -> None:
    inputs = inputs_of(world)
    rule = replace(inputs.methodology.robustness, spread=Fraction(0), data_error=Fraction(0), draws=4)
    still = replace(inputs, methodology=replace(inputs.methodology, robustness=rule))
    result = _baseline(still)
    if result is None:
        return
    found = perturb(still, baseline=result)
    assert found.units == tuple(sorted(found.units, key=lambda unit: _seat(result, unit)))
    for row, unit in enumerate(found.units):
        assert set(found.in_league[row].tolist()) == {int(result.places[result.row(unit)])}
        assert set(found.overall[row].tolist()) == {int(result.overall[result.row(unit)])}


def _baseline(inputs: Inputs) -> Any:
    try:
        return compute(inputs)
    except DataError:
        return None


def _seat(result: Any, unit: str) -> tuple[Any, ...]:
    row = result.row(unit)
    return result.leagues[row], result.places[row], unit


@given(trees())
def test_moving_by_nothing_gives_the_points_and_places_of_the_baseline(inputs: Inputs) -> None:
    """All is taken through the arithmetic of the draws, with factors of one."""
    result = _baseline(inputs)
    if result is None:
        return
    methodology = inputs.methodology
    seats = take_seats(result)
    every = frozenset(node.code for node, _ in walk(methodology.rating))
    root = grow(result, seats.rows, every)
    points = {branch.node.code: np.tile(branch.points, (2, 1)) for branch in _leaves(root)}
    factors = {
        node.code: np.ones((2, len(node.children))) for node, _ in walk(methodology.rating) if node.children
    }
    values = revalue(root, Drawn(factors, points))
    assert values == pytest.approx(np.broadcast_to(root.points, values.shape), rel=1e-9, abs=1e-9)
    values = np.array(np.broadcast_to(values, (2, len(seats))))
    within, overall = find_places(totals_rule(result, seats).find(values), seats)
    assert within[1].tolist() == result.places[seats.rows].tolist()
    assert overall[0].tolist() == result.overall[seats.rows].tolist()


def _leaves(branch: Any) -> list[Any]:
    return [leaf for child in branch.children for leaf in _leaves(child)] if branch.children else [branch]


def test_a_unit_without_a_place_is_not_drawn() -> None:
    excluding = {"missing": "exclude"}
    inputs = flat({**THREE, "d": (1, 2, "missing")}, (2, 2, 2), root=excluding)
    assert set(perturb(inputs).units) == {"a", "b", "c"}


def test_nothing_to_place_gives_no_line() -> None:
    inputs = flat({"a": (1, "missing"), "b": (1, "missing")}, (2, 2), root={"missing": "exclude"})
    found = perturb(inputs, draws=3)
    assert (found.units, found.every, leave_one_out(inputs)) == ((), (), ())


# --- what moves -----------------------------------------------------------------------------------


@given(
    st.lists(st.integers(0, 20), min_size=1, max_size=6).filter(any),
    st.integers(1, 100),
    st.sampled_from([Distribution.UNIFORM, Distribution.TRIANGULAR]),
)
def test_weights_keep_their_sum_and_their_range(parts: list[int], percent: int, kind: Distribution) -> None:
    given_, spread = np.array(parts) / sum(parts), percent / 100
    factors = draw_factors(given_, spread, kind, 200, generator(1, Stream.WEIGHTS, 0))
    assert factors @ given_ == pytest.approx(1, abs=1e-12)
    assert factors.min() >= 1 - spread - 1e-12
    assert factors.max() <= 1 + spread + 1e-12


def test_dirichlet_is_centred_at_the_weights_and_as_wide_as_the_uniform() -> None:
    weights, spread = np.array([0.5, 0.3, 0.2]), 0.25
    chance = generator(3, Stream.WEIGHTS, 0)
    factors = draw_factors(weights, spread, Distribution.DIRICHLET, 40_000, chance)
    assert factors.mean(axis=0) == pytest.approx(1, abs=0.01)
    assert factors @ weights == pytest.approx(1)
    assert float((factors.var(axis=0) * weights).sum()) == pytest.approx(spread**2 / 3, rel=0.03)


def test_a_weight_of_zero_stays_zero() -> None:
    for kind in Distribution:
        factors = draw_factors(np.array([0.5, 0.0, 0.5]), 0.9, kind, 50, generator(1, Stream.WEIGHTS, 0))
        assert factors[:, 1].tolist() == [1.0] * 50


def test_the_same_seed_gives_the_same_draws_and_another_others() -> None:
    inputs = flat(THREE, (3, 3, 4))
    first, again, other = (as_data(perturb(inputs, seed=seed)) for seed in (1, 1, 2))
    assert first == again
    assert first["units"] != other["units"]


def test_blocks_of_any_size_give_the_same_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    inputs = flat(THREE, (3, 3, 4), robustness={"data_error": "0.2", "draws": 50})
    whole = as_data(perturb(inputs))
    monkeypatch.setattr("adil.rating.perturb.run.CELLS_SCORED", 7)
    assert as_data(perturb(inputs)) == whole


def test_the_order_of_units_changes_nothing() -> None:
    rule = {"data_error": "0.1", "draws": 200}
    ordered = flat(THREE, (3, 3, 4), robustness=rule)
    shuffled = flat({unit: THREE[unit] for unit in ("c", "a", "b")}, (3, 3, 4), robustness=rule)
    assert as_data(perturb(ordered)) == as_data(perturb(shuffled))


def test_places_under_drawn_weights_are_those_of_the_plain_sums() -> None:
    inputs = flat(THREE, (3, 3, 4))
    found = perturb(inputs, draws=400, seed=9)
    result = compute(inputs)
    factors = set_up(result, 400, 9).factors["r"]
    points = np.array([[float(result.nodes[f"c{i}"].points(row)) for row in range(3)] for i in range(3)])
    totals = np.floor((factors @ points) * 100 + 0.5)
    places = 1 + (totals[:, None, :] > totals[:, :, None]).sum(axis=2)
    for row, unit in enumerate(found.units):
        assert sorted(places[:, result.row(unit)].tolist()) == found.overall[row].tolist()


def test_neighbours_are_counted_draw_by_draw() -> None:
    inputs = flat(THREE, (3, 3, 4))
    found = perturb(inputs, draws=400, seed=9)
    trial = set_up(compute(inputs), 400, 9)
    places = np.concatenate([overall for _, _, overall in draw_places(trial, 400)])
    first = found.firmness(found.units[0]).next
    assert first is not None
    assert first.before.count == int((places[:, 0] < places[:, 1]).sum())
    assert first.equal.count == int((places[:, 0] == places[:, 1]).sum())
    assert found.firmness(found.units[-1]).next is None


def test_shares_of_all_places_add_up_and_the_ranges_hold_what_they_say() -> None:
    found = perturb(flat(THREE, (3, 3, 4)), draws=1000)
    for each in found.every:
        spread = each.in_league
        assert sum(one.share.count for one in spread.acceptability) == 1000
        for (low, high), least in ((spread.range_90, 900), (spread.range_95, 950)):
            assert spread.up_to(high).count - spread.up_to(low - 1).count >= least
        assert spread.at(99) == Share(0, 1000)
        assert each.first == spread.at(1)
        assert each.top_three.count == 1000


def test_leagues_are_placed_apart() -> None:
    leagues = [
        {"code": code, "name": {"kk": code, "ru": code, "en": code}, "when": f"i0 {sign} 50"}
        for code, sign in (("I", ">="), ("II", "<"))
    ]
    inputs = flat({**THREE, "d": (20, 60, 60)}, (3, 3, 4), leagues={"list": leagues})
    found = perturb(inputs, draws=200)
    alone = perturb(flat({unit: THREE[unit] for unit in ("a", "c")}, (3, 3, 4)), draws=200)
    assert found.leagues == ("I", "I", "II", "II")
    for unit in ("a", "c"):
        assert found.firmness(unit).in_league == alone.firmness(unit).in_league
        assert found.firmness(unit).in_league != found.firmness(unit).overall
    assert found.firmness(found.units[1]).next is None


def test_equal_units_share_their_place_and_a_tie_break_of_the_baseline_parts_them() -> None:
    rows: dict[str, tuple[object, ...]] = {"a": (50, 50, 7), "b": (50, 50, 9), "c": (10, 10, 8)}
    shared = perturb(flat(rows, (5, 5), indicators={"i2": {}}))
    assert shared.firmness("a").first == shared.firmness("b").first == Share(300, 300)
    tie = {"tie_breaks": [{"name": {"kk": "k", "ru": "r", "en": "e"}, "higher": "i2"}]}
    parted = perturb(flat(rows, (5, 5), indicators={"i2": {}}, ranking=tie))
    assert parted.firmness("b").first == Share(300, 300)
    assert parted.firmness("a").in_league.range_95 == (2, 2)


def test_penalties_stay_as_they_are() -> None:
    case = {"code": "P", "name": {"kk": "k", "ru": "r", "en": "e"}, "effect": "penalty", "times": "i0"}
    rows: dict[str, tuple[object, ...]] = {"a": (1, 60), "b": (0, 55)}
    without = perturb(flat(rows, (5, 5)))
    punished = perturb(flat(rows, (5, 5), adjustments={"cases": [case]}))
    assert without.firmness("a").first == Share(300, 300)
    assert punished.firmness("b").first == Share(300, 300)


# --- figures --------------------------------------------------------------------------------------


def _drawn(kind: Kind, scaled: list[int], digits: int, error: float) -> Measured:
    column = Measured(np.array(scaled), digits)
    source = FigureSource(("i", "2026"), column, error, kind is Kind.COUNT, generator(1, Stream.FIGURES, 0))
    return draw_figures(source, 500, np.arange(len(scaled)))


def test_counts_stay_counts_and_nobody_comes_from_nothing() -> None:
    drawn = _drawn(Kind.COUNT, [0, 1, 200], 0, 0.9)
    zeros, ones, many = drawn.scaled.reshape(500, 3).T
    assert drawn.digits == 0
    assert set(zeros.tolist()) == {0}
    assert set(ones.tolist()) == {1, 2}
    assert 20 <= many.min() < 40
    assert 360 < many.max() <= 380


def test_figures_err_within_their_error_and_keep_their_sign() -> None:
    drawn = _drawn(Kind.NUMBER, [81, -81], 2, 0.01)
    values = drawn.scaled.reshape(500, 2) / 10**drawn.digits
    assert np.abs(values[:, 0] - 0.81).max() <= 0.0081 + 1e-6
    assert len(set(values[:, 0].tolist())) > 50
    assert (values[:, 1] < 0).all()


def test_huge_figures_are_drawn_as_python_integers() -> None:
    column = Measured(np.array([10**25], dtype=object), 0)
    chance = generator(1, Stream.FIGURES, 0)
    source = FigureSource(("i", "2026"), column, 0.5, True, chance)
    drawn = draw_figures(source, 3, np.arange(1))
    assert all(type(number) is int and 5 * 10**24 <= number <= 15 * 10**24 for number in drawn.scaled)


def test_an_error_of_the_figures_moves_only_the_criteria_that_look_at_them() -> None:
    inputs = flat(THREE, (3, 3, 4), robustness={"spread": 0}, indicators={"i1": {"data_error": "0.3"}})
    trial = set_up(compute(inputs), 300, 5)
    assert [node.code for node in trial.rescorer.criteria] == ["c1"]
    assert perturb(inputs).moved.indicators == {"i1": 0.3}
    assert any(each.in_league.range_90[0] < each.in_league.range_90[1] for each in perturb(inputs).every)


def test_a_criterion_moves_with_what_its_figures_are_derived_from() -> None:
    inputs = flat(THREE, (3, 3, 4), indicators={"i2": {"formula": "i0 * 2"}, "i0": {"data_error": "0.1"}})
    sources = set_up(compute(inputs), 5, 5).rescorer.figures
    assert [node.code for node in moving_criteria(inputs.methodology, sources, ())] == ["c0", "c2"]


@pytest.mark.parametrize("rule", ["minmax", "rank", "percentile_rank", "share_of_best"])
def test_points_over_a_pool_are_found_with_the_pool_of_the_draw(rule: str) -> None:
    """An error common to nobody changes the pool too: the best of each draw has the maximum."""
    criteria = [{"code": "c", "max": 10, "value": "x", "score": {"rule": rule}}]
    content = document({"code": "r", "children": criteria}, {"x": {"data_error": "0.2"}})
    inputs = inputs_of(world_of(content, {unit: {"x": 95 + i} for i, unit in enumerate("abcd")}))
    trial = set_up(compute(inputs), 60, 1)
    points = trial.rescorer.draw(60)["c"]
    assert len(np.unique(points.argmax(axis=1))) > 1
    assert points.max(axis=1) == pytest.approx(10 if rule != "percentile_rank" else 8.75)


def test_states_stay_as_in_the_baseline() -> None:
    """A young unit is not asked, whatever its figures would be; missing stays missing."""
    rows: dict[str, tuple[object, ...]] = {"a": (10, "not_applicable"), "b": (20, "missing"), "c": (30, 40)}
    trial = set_up(compute(flat(rows, (5, 5), robustness={"data_error": "0.5"})), 40, 1)
    points = trial.rescorer.draw(40)["c1"]
    order = [trial.baseline.inputs.units.codes[row] for row in trial.seats.rows]
    assert not points[:, order.index("a")].any()
    assert not points[:, order.index("b")].any()
    assert len(set(points[:, order.index("c")].tolist())) > 10


def test_a_figure_just_beyond_the_last_band_gets_its_points() -> None:
    parts = [{"from": -1, "to": 50, "points": 0}, {"from": 50, "to": 100, "points": 10}]
    bands = {"rule": "bands", "edge": "upper", "bands": parts}
    content = document(
        {"code": "r", "children": [{"code": "c", "max": 10, "value": "x", "score": bands}]},
        {"x": {"data_error": "0.05"}},
    )
    inputs = inputs_of(world_of(content, {"a": {"x": 100}, "b": {"x": 40}}))
    assert perturb(inputs, draws=100).firmness("a").first == Share(100, 100)


def test_a_draw_that_cannot_be_scored_says_so() -> None:
    content = document(
        {"code": "r", "children": [{"code": "c", "max": 10, "value": "1 / (x - 1)", "score": LINEAR}]},
        {"x": {"kind": "count", "data_error": "0.9"}},
    )
    inputs = inputs_of(world_of(content, {"a": {"x": 2}, "b": {"x": 3}}))
    with pytest.raises(DataError, match=r"In one of the draws: .*divides by zero") as caught:
        perturb(inputs, draws=50)
    assert "smaller" in caught.value.hint


# --- raters ---------------------------------------------------------------------------------------


def _resampled(inputs: Inputs, **changed: Any) -> Inputs:
    rule = replace(inputs.methodology.robustness, resample_raters=True, spread=Fraction(0), **changed)
    return replace(inputs, methodology=replace(inputs.methodology, robustness=rule))


def test_marks_of_a_unit_are_drawn_from_its_own(tmp_path: Path) -> None:
    inputs = _resampled(small_inputs(tmp_path))
    trial = set_up(compute(inputs), 400, 1)
    order = [inputs.units.codes[row] for row in trial.seats.rows]
    points = dict(zip(order, trial.rescorer.draw(400)["2.1"].T, strict=True))
    assert set(points["A"].tolist()) == {0.0, 1.5, 3.0}  # good and bad, two with replacement
    assert set(points["B"].tolist()) == {3.0}  # good and good
    assert set(points["C"].tolist()) == {0.0}  # one rater only: fewer than the minimum, zero
    assert points["A"].mean() == pytest.approx(1.5, abs=0.2)
    assert perturb(inputs).moved.rubrics == ("2.1",)


def test_the_order_of_marks_changes_nothing(tmp_path: Path) -> None:
    inputs = _resampled(small_inputs(tmp_path))
    column = inputs.marks.columns["2.1"]
    turned = MarkColumn(column.units[::-1], column.raters[::-1], column.anchors[::-1])
    other = replace(inputs, marks=replace(inputs.marks, columns={"2.1": turned}))
    assert as_data(perturb(inputs)) == as_data(perturb(other))


# --- criteria left out ----------------------------------------------------------------------------


def test_a_criterion_left_out_is_a_criterion_that_applies_to_nobody() -> None:
    """The places without it are those of a rating in which it does not apply to anyone."""
    inputs = flat(THREE, (3, 3, 4))
    before = compute(inputs)
    for index, found in enumerate(leave_one_out(inputs)):
        rows = {unit: (*row[:index], "not_applicable", *row[index + 1 :]) for unit, row in THREE.items()}
        after = compute(flat(rows, (3, 3, 4)))
        shifts = np.abs(after.places - before.places)
        assert (found.criterion, found.changed) == (f"c{index}", int((shifts > 0).sum()))
        assert found.largest == shifts.max()
        assert found.correlation == spearman(before.overall, after.overall)


@given(trees())
def test_a_criterion_left_out_of_any_tree_is_one_that_applies_to_nobody(inputs: Inputs) -> None:
    before = _baseline(inputs)
    if before is None or (before.overall == 0).any():
        return
    for found in leave_one_out(inputs, baseline=before):
        (node,) = [node for node, _ in walk(inputs.methodology.rating) if node.code == found.criterion]
        assert node.value is not None
        (name,) = node.value.names()
        after = _baseline(_without(inputs, name.code))
        if after is None or (after.overall == 0).any():
            continue
        assert found.changed == int((after.places != before.places).sum())


def _without(inputs: Inputs, indicator: str) -> Inputs:
    columns = dict(inputs.observations.columns)
    column = columns[indicator, inputs.period]
    columns[indicator, inputs.period] = replace(column, states=np.full(len(column.scaled), 4, dtype=np.uint8))
    return replace(inputs, observations=Observations(columns))


def test_the_only_criterion_cannot_be_left_out() -> None:
    assert leave_one_out(flat({"a": (1,), "b": (2,)}, (5,))) == ()


def test_rank_correlation_counts_shared_places_with_their_mean() -> None:
    # ranks 1, 2.5, 2.5, 4 against 1, 2, 3, 4: Kendall, Rank Correlation Methods, gives 0.949
    assert spearman(np.array([1, 2, 2, 4]), np.array([1, 2, 3, 4])) == pytest.approx(0.9486833)
    assert spearman(np.array([1, 1]), np.array([1, 2])) is None


# --- words ----------------------------------------------------------------------------------------


@given(st.integers(1, 10**6).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
       st.sampled_from(["kk", "ru", "en"]))  # fmt: skip
def test_a_share_is_never_none_and_never_all(counts: tuple[int, int], language: str) -> None:
    count, draws = counts
    text = share_text(count, draws, language)
    if 0 < count < draws:
        figure, error = text.replace("\u00a0", "").replace(",", ".").split("%±")
        assert 0 < float(figure) < 100
        assert float(figure) == pytest.approx(100 * count / draws, abs=1.1 * float(error) + 0.05)
    else:
        assert "%" not in text
    assert not text.startswith("0\u00a0%")


def test_none_and_all_are_told_by_the_rule_of_three() -> None:
    assert [share_text(0, 10_000, language) for language in ("en", "ru")] == [
        "<\u00a03/10,000", "<\u00a03/10\u00a0000"]  # fmt: skip
    assert share_text(1000, 1000, "en") == ">\u00a0997/1,000"
    assert share_text(2, 2, "kk") == "2/2"
    assert Share(0, 1000).range_95 == (0.0, 0.003)
    assert Share(1000, 1000).range_95 == (0.997, 1.0)


@pytest.mark.parametrize(("count", "draws"), [(0, 0), (-1, 5), (6, 5)])
def test_a_share_of_no_draws_is_refused(count: int, draws: int) -> None:
    with pytest.raises(ValueError, match="draws"):
        share_text(count, draws, "en")


def test_the_standard_error_stands_beside_the_share() -> None:
    assert share_text(2500, 10_000, "kk") == "25,0\u00a0%\u00a0±\u00a00,4"
    assert Share(2500, 10_000).standard_error == pytest.approx(math.sqrt(0.25 * 0.75 / 10_000))


# --- the whole ------------------------------------------------------------------------------------


def test_rows_have_a_cell_a_column_and_no_bare_zero() -> None:
    found = perturb(flat(THREE, (3, 3, 4)))
    units = UnitTable(found.units, names={"a": Wording("А", "А", "Ay")})
    for language in ("kk", "ru", "en"):
        rows = table_rows(found, units, language)
        assert {len(row) for row in rows} == {len(COLUMNS)}
        assert not any(cell.startswith(("0\u00a0%", "100\u00a0%")) for row in rows for cell in row)
    assert "Ay" in {row[2] for row in table_rows(found, units, "en")}


def test_the_data_are_plain(tmp_path: Path) -> None:
    inputs = _resampled(small_inputs(tmp_path))
    found = as_data(perturb(inputs), leave_one_out(inputs), find_reach(inputs))
    assert {each["reach"]["sureness"] for each in found["units"]} == {"exact"}
    assert json.loads(json.dumps(found)) == found
    assert list(found) == ["draws", "seed", "moved", "units", "left_out", "agreement"]


def test_progress_is_told_up_to_the_last_draw() -> None:
    told: list[tuple[int, int]] = []
    perturb(flat(THREE, (3, 3, 4)), draws=20, progress=lambda done, all_: told.append((done, all_)))
    assert told[-1] == (20, 20)


@pytest.mark.parametrize(("draws", "what"), [(0, "say nothing"), (2**33, "do not fit")])
def test_draws_that_cannot_be_made_are_refused(draws: int, what: str) -> None:
    with pytest.raises(DataError, match=what):
        perturb(flat(THREE, (3, 3, 4)), draws=draws)


def test_the_human_development_index_is_drawn(tmp_path: Path) -> None:
    """A geometric mean over a mean, with goalposts in logarithms."""
    (tmp_path / "hdi.csv").write_text(
        "iso3,life_expectancy,expected_years_schooling,mean_years_schooling,gni_per_capita_2017ppp\n"
        "CHE,84.255,16.584,13.949,69432.787\nNOR,83.393,18.613,13.113,69189.763\n"
        "ISL,82.815,19.113,13.766,54688.379\n", encoding="utf-8")  # fmt: skip
    folder = Path(__file__).parents[2] / "methodologies" / "hdi" / "2022"
    files = find_files(folder, observations=tmp_path / "hdi.csv")
    inputs = read_folder(files, Choices(wide=True, unit="iso3", period="2022"))
    found = perturb(inputs, draws=500)
    assert isinstance(found, Robustness)
    assert found.units == ("CHE", "NOR", "ISL")
    assert 250 < found.firmness("CHE").first.count < 450
    assert [each.criterion for each in leave_one_out(inputs)] == [
        "health", "expected_schooling", "mean_schooling", "income"]  # fmt: skip


def test_an_indicator_of_its_own_error_overrides_that_of_all() -> None:
    indicators = {"i0": {"data_error": 0}, "i1": {"kind": "yes_no"}}
    rows: dict[str, tuple[object, ...]] = {"a": (1, 1, 3), "b": (2, 0, 4)}
    found = perturb(flat(rows, (1, 1, 1), robustness={"data_error": "0.1"}, indicators=indicators), draws=2)
    assert found.moved.indicators == {"i2": 0.1}
    assert Indicator(Wording("", "", "")).data_error is None
