"""One worked example a rule: the figures can be followed with a pencil."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from adil.rating import DataError, compute
from adil.rating.result import Result
from tests.rating.worlds import Document, document, inputs_of, one_criterion, words, world_of

BANDS = [
    {"points": "0", "to": "60"},
    {"points": "4", "from": "60", "to": "80"},
    {"points": "10", "from": "80"},
]


def rate(content: Document, figures: Mapping[str, Mapping[str, object]], **more: Any) -> Result:
    return compute(inputs_of(world_of(content, figures, **more)))


def points(score: Document, values: Mapping[str, object], **more: Any) -> dict[str, str]:
    """The points of each unit on one criterion of at most 10, shown with 4 digits."""
    result = rate(one_criterion(score, **more), {unit: {"x": value} for unit, value in values.items()})
    return {unit: result.nodes["c"].text(row) for row, unit in enumerate(values)}


def test_bands_give_an_edge_to_the_band_that_begins_there() -> None:
    score = {"rule": "bands", "edge": "lower", "bands": BANDS}
    found = points(score, {"a": "59.999", "b": "60", "c": "79.99", "d": "80", "e": "-5"})
    assert found == {"a": "0.0000", "b": "4.0000", "c": "4.0000", "d": "10.0000", "e": "0.0000"}


def test_bands_give_an_edge_to_the_band_that_ends_there() -> None:
    score = {"rule": "bands", "edge": "upper", "bands": BANDS}
    assert points(score, {"a": "60", "b": "60.001", "c": "80"}) == {
        "a": "0.0000",
        "b": "4.0000",
        "c": "4.0000",
    }


def test_bands_may_be_listed_from_the_highest_down() -> None:
    score = {"rule": "bands", "edge": "lower", "bands": BANDS[::-1]}
    assert points(score, {"a": "60", "b": "80"}) == {"a": "4.0000", "b": "10.0000"}


def test_a_value_outside_closed_bands_is_refused() -> None:
    score = {"rule": "bands", "edge": "lower", "bands": [{"points": "1", "from": "0", "to": "5"}]}
    with pytest.raises(DataError, match=r"above all bands: criterion 'c', unit 'a', value 5"):
        points(score, {"a": "5"})
    with pytest.raises(DataError, match=r"below all bands: criterion 'c', unit 'a', value -1 "):
        points(score, {"a": "-1"})


def test_linear_runs_from_worst_to_best() -> None:
    score = {"rule": "linear", "worst": "30", "best": "80"}
    found = points(score, {"a": "30", "b": "42", "c": "80", "d": "95", "e": "0"})
    assert found == {"a": "0.0000", "b": "2.4000", "c": "10.0000", "d": "10.0000", "e": "0.0000"}


def test_linear_where_low_is_better_has_its_worst_above_its_best() -> None:
    assert points({"rule": "linear", "worst": "8", "best": "0"}, {"a": "6", "b": "0"}) == {
        "a": "2.5000",
        "b": "10.0000",
    }


def test_piecewise_joins_its_knots() -> None:
    """The growth of members of the default methodology: -5 -> 0; 0 -> 3; +3 and more -> 5."""
    knots = [{"at": "-5", "points": "0"}, {"at": "0", "points": "3"}, {"at": "3", "points": "5"}]
    found = points(
        {"rule": "piecewise", "knots": knots}, {"a": "-3.04", "b": "0", "c": "1.5", "d": "9", "e": "-7"}
    )
    assert found == {"a": "1.1760", "b": "3.0000", "c": "4.0000", "d": "5.0000", "e": "0.0000"}


def test_logarithmic_gives_equal_points_for_equal_growth() -> None:
    """From 200 to 5000: 1000 is a half of the way in logarithms."""
    score = {"rule": "logarithmic", "worst": "200", "best": "5000"}
    found = points(score, {"a": "1000", "b": "200", "c": "6000", "d": "0", "e": "-3", "f": "1037.7"})
    # ln(1037.7 / 200) / ln(25) = 0.511496...
    expected = {"a": "5.0000", "b": "0.0000", "c": "10.0000", "d": "0.0000", "e": "0.0000", "f": "5.1150"}
    assert found == expected


def test_logarithmic_where_low_is_better_gives_zero_the_maximum() -> None:
    score = {"rule": "logarithmic", "worst": "100", "best": "1"}
    assert points(score, {"a": "10", "b": "0", "c": "100"}) == {"a": "5.0000", "b": "10.0000", "c": "0.0000"}


def test_per_unit_gives_so_much_each_up_to_the_maximum() -> None:
    assert points({"rule": "per_unit", "each": "1/12"}, {"a": "5", "b": "500"}) == {
        "a": "0.4167",
        "b": "10.0000",
    }
    down = {"rule": "per_unit", "each": "-0.5", "start": "2"}
    assert points(down, {"a": "3", "b": "9"}) == {"a": "0.5000", "b": "0.0000"}


def test_goalposts_clip_or_do_not() -> None:
    score = {"rule": "goalposts", "worst": "20", "best": "85"}
    assert points(score, {"a": "62.879", "b": "98"}) == {"a": "6.5968", "b": "10.0000"}
    assert points({**score, "clip": "false"}, {"a": "98", "b": "7"}) == {"a": "12.0000", "b": "-2.0000"}


def test_goalposts_take_logarithms_of_both_ends() -> None:
    """(ln 1335.205733 - ln 100) / (ln 75000 - ln 100) = 0.391488...: Afghanistan's income index."""
    score = {"rule": "goalposts", "worst": "100", "best": "75000", "transform": "ln"}
    assert points(score, {"a": "1335.205733"}) == {"a": "3.9149"}
    with pytest.raises(DataError, match=r"logarithm of zero or less: criterion 'c', unit 'a', value 0 "):
        points(score, {"a": "0"})


def test_minmax_spreads_the_pool() -> None:
    found = points({"rule": "minmax"}, {"a": "10", "b": "15", "c": "30"})
    assert found == {"a": "0.0000", "b": "2.5000", "c": "10.0000"}
    low = points({"rule": "minmax", "better": "low"}, {"a": "10", "b": "15", "c": "30"})
    assert low == {"a": "10.0000", "b": "7.5000", "c": "0.0000"}


def test_zscore_counts_deviations_from_the_mean() -> None:
    """Mean 5, population deviation 2: nine is two deviations up."""
    values = dict(zip("abcdefgh", (2, 4, 4, 4, 5, 5, 7, 9), strict=True))
    found = points({"rule": "zscore", "centre": "5", "spread": "2"}, values)
    assert (found["a"], found["b"], found["e"], found["h"]) == ("2.0000", "4.0000", "5.0000", "9.0000")
    found = points({"rule": "zscore", "centre": "5", "spread": "5", "better": "low"}, values)
    assert (found["a"], found["h"]) == ("10.0000", "0.0000")


def test_rank_shares_the_mean_place_of_equals() -> None:
    found = points({"rule": "rank"}, {"a": "1", "b": "2", "c": "2", "d": "9", "e": "missing"})
    assert found == {"a": "0.0000", "b": "5.0000", "c": "5.0000", "d": "10.0000", "e": "0.0000"}
    assert points({"rule": "rank", "better": "low"}, {"a": "1", "b": "2", "c": "4"})["a"] == "10.0000"
    assert points({"rule": "rank"}, {"a": "7"}) == {"a": "10.0000"}


def test_percentile_rank_counts_the_worse_and_half_of_the_equal() -> None:
    found = points({"rule": "percentile_rank"}, {"a": "1", "b": "2", "c": "2", "d": "9"})
    assert found == {"a": "1.2500", "b": "5.0000", "c": "5.0000", "d": "8.7500"}


def test_share_of_best_is_a_part_of_the_best() -> None:
    assert points({"rule": "share_of_best"}, {"a": "30", "b": "40"}) == {"a": "7.5000", "b": "10.0000"}
    assert points({"rule": "share_of_best", "better": "low"}, {"a": "30", "b": "40"}) == {
        "a": "10.0000",
        "b": "7.5000",
    }


@pytest.mark.parametrize(("better", "value"), [("high", "-1"), ("low", "0")])
def test_share_of_best_refuses_what_has_no_share(better: str, value: str) -> None:
    with pytest.raises(DataError, match=r"criterion 'c', unit 'a', value"):
        points({"rule": "share_of_best", "better": better}, {"a": value, "b": "4"})


@pytest.mark.parametrize("rule", [{"rule": "minmax"}, {"rule": "zscore", "centre": "5", "spread": "2"}])
def test_equal_values_cannot_be_spread(rule: Document) -> None:
    with pytest.raises(DataError, match=r"'c' in the pool 'all' are.*methodology.yaml:\d+.*Use fixed bounds"):
        points(rule, {"a": "3", "b": "3"})


def test_categories_have_their_points() -> None:
    score = {"rule": "categories", "points": {"none": "10", "minor": "6", "gross": "0"}}
    criterion = {"code": "c", "max": "10", "value": "audit", "score": score}
    content = document(
        {"code": "r", "children": [criterion]},
        {"audit": {"kind": "choice", "choices": ["none", "minor", "gross"]}},
    )
    result = rate(content, {"a": {"audit": "minor"}, "b": {"audit": "none"}, "c": {}})
    assert [result.nodes["c"].text(row) for row in range(3)] == ["6.0000", "10.0000", "0.0000"]
    assert result.nodes["c"].state(2).name == "MISSING"


def test_a_word_that_is_no_category_is_refused() -> None:
    score = {"rule": "categories", "points": {"city": "10"}}
    criterion = {"code": "c", "max": "10", "value": "unit.kind", "score": score}
    content = document({"code": "r", "children": [criterion]}, {})
    assert rate(content, {"a": {}}, attributes={"a": {"kind": "city"}}).nodes["c"].text(0) == "10.0000"
    with pytest.raises(DataError, match=r"'village' of unit 'a' is no category of 'c'"):
        rate(content, {"a": {}}, attributes={"a": {"kind": "village"}})


def checklist() -> Document:
    items = [{"indicator": "plan", "points": "2"}, {"indicator": "report", "points": "3"}]
    criterion = {"code": "c", "max": "5", "score": {"rule": "checklist", "items": items}}
    kinds = {"kind": "yes_no"}
    return document({"code": "r", "children": [criterion]}, {"plan": kinds, "report": kinds})


@pytest.mark.parametrize(
    ("plan", "report", "found", "state"),
    [
        ("1", "1", "5.0000", "SCORED"),
        ("1", "0", "2.0000", "SCORED"),
        ("1", "not_applicable", "5.0000", "SCORED"),
        ("0", "not_applicable", "0.0000", "SCORED"),
        ("1", "missing", "0.0000", "MISSING"),
        ("not_applicable", "not_applicable", "0.0000", "NOT_APPLICABLE"),
        ("1", "rejected", "0.0000", "REJECTED"),
    ],
)
def test_a_checklist_gives_points_for_what_is_there(plan: str, report: str, found: str, state: str) -> None:
    result = rate(checklist(), {"a": {"plan": plan, "report": report}, "b": {"plan": "1", "report": "1"}})
    assert (result.nodes["c"].text(0), result.nodes["c"].state(0).name) == (found, state)


def rubric(combine: str, minimum: int = 3) -> Document:
    anchors = [{"mark": str(mark), "points": str(mark), "text": words("Anchor")} for mark in range(11)]
    score = {"rule": "rubric", "anchors": anchors, "combine": combine, "minimum_raters": minimum}
    return document({"code": "r", "children": [{"code": "c", "max": "10", "score": score}]}, {})


@pytest.mark.parametrize(
    ("combine", "marks", "found"),
    [
        ("mean", (3, 4, 4), "3.6667"),
        ("median", (1, 9, 4), "4.0000"),
        ("median", (1, 9, 4, 5), "4.5000"),
        ("drop_extremes", (0, 4, 5, 6, 10), "5.0000"),
        ("drop_extremes", (0, 4, 5, 10), "4.5000"),
        ("drop_extremes", (0, 4, 10), "4.0000"),
        ("drop_extremes", (0, 10, 10, 10, 10, 10), "10.0000"),
    ],
)
def test_a_rubric_combines_its_raters_in_any_order(combine: str, marks: tuple[int, ...], found: str) -> None:
    for ordered in (marks, marks[::-1]):
        rows = [("a", "c", f"rater{index}", str(mark)) for index, mark in enumerate(ordered)]
        result = rate(rubric(combine), {"a": {}}, marks=rows)
        assert result.nodes["c"].text(0) == found


def test_too_few_raters_are_missing() -> None:
    rows = [("a", "c", rater, "9") for rater in "mno"] + [("b", "c", rater, "9") for rater in "mn"]
    result = rate(rubric("mean"), {"a": {}, "b": {}, "none": {}}, marks=rows)
    assert [result.nodes["c"].text(row) for row in range(3)] == ["9.0000", "0.0000", "0.0000"]
    assert [result.nodes["c"].state(row).name for row in range(3)] == ["SCORED", "MISSING", "MISSING"]


@pytest.mark.parametrize("rule", [{"rule": "minmax"}, {"rule": "rank"}, {"rule": "share_of_best"}])
def test_a_pool_may_be_an_attribute(rule: Document) -> None:
    """Each kind is spread by itself."""
    content = one_criterion({**rule, "pool": "kind"})
    figures = {unit: {"x": value} for unit, value in zip("abcd", (1, 2, 10, 20), strict=True)}
    kinds = {
        unit: {"kind": kind} for unit, kind in zip("abcd", ("city", "city", "rural", "rural"), strict=True)
    }
    result = rate(content, figures, attributes=kinds)
    found = [result.nodes["c"].text(row) for row in range(4)]
    assert found[0] == found[2]
    assert found[1] == found[3] == "10.0000"


def test_a_pool_may_be_the_league_and_its_bounds_are_kept() -> None:
    leagues = {"smallest": 1, "list": [
        {"code": "I", "name": words("I"), "when": "x >= 10"},
        {"code": "II", "name": words("II"), "when": "x < 10"},
    ]}  # fmt: skip
    content = {**one_criterion({"rule": "minmax", "pool": "league"}), "leagues": leagues}
    result = rate(content, {unit: {"x": value} for unit, value in zip("abcd", (1, 5, 10, 20), strict=True)})
    assert [result.nodes["c"].text(row) for row in range(4)] == ["0.0000", "10.0000", "0.0000", "10.0000"]
    assert result.bounds == {"c": {"I": {"least": 10, "greatest": 20}, "II": {"least": 1, "greatest": 5}}}


def test_a_pool_over_an_unknown_column_is_refused() -> None:
    with pytest.raises(DataError, match=r"pool is taken over 'colour'.*units"):
        points({"rule": "minmax", "pool": "colour"}, {"a": "1", "b": "2"})


def test_a_constant_value_in_a_pool_is_like_any_other() -> None:
    assert points({"rule": "rank"}, {"a": "1", "b": "2"}, value="ln(5)") == {"a": "5.0000", "b": "5.0000"}
    assert points({"rule": "rank"}, {"a": "1", "b": "2"}, value="3") == {"a": "5.0000", "b": "5.0000"}
    assert points({"rule": "rank"}, {"a": "1", "b": "2"}, value="12 / x") == {"a": "10.0000", "b": "0.0000"}


def test_points_too_large_to_be_shown_are_refused() -> None:
    score = {"rule": "goalposts", "worst": "0", "best": "0.001", "clip": "false"}
    with pytest.raises(DataError, match=r"points of 'c' are too large.*methodology.yaml"):
        points(score, {"a": "1000000000000000"})
