"""Missing, not applicable, zero by rule, rejected, imputed and treated are six different things."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from adil.rating import DataError, compute
from adil.rating.result import Result
from tests.rating.worlds import document, inputs_of, one_criterion, words, world_of

LINEAR = {"rule": "linear", "worst": "0", "best": "10"}


def rate(figures: Mapping[str, Mapping[str, object]], score: Any = LINEAR, **more: Any) -> Result:
    """A criterion ``c`` beside ``d``, which everyone has."""
    outside = {key: more.pop(key) for key in ("since", "attributes") if key in more}
    content = one_criterion(score, **more)
    content["rating"]["children"].append(
        {"code": "d", "name": words("d"), "max": "10", "value": "z", "score": LINEAR, "missing": "zero"}
    )
    content["indicators"]["z"] = {"name": words("z")}
    full = {unit: {"z": "5", **row} for unit, row in figures.items()}
    return compute(inputs_of(world_of(content, full, **outside)))


def cell(result: Result, row: int = 0) -> tuple[str, str, str]:
    """Points and state of the criterion, and the points of the root."""
    points = result.nodes["c"]
    return points.text(row), points.state(row).name, result.nodes["r"].text(row)


@pytest.mark.parametrize(
    ("figure", "policy", "expected"),
    [
        ("4", {}, ("4.0000", "SCORED", "9.0000")),
        ("missing", {}, ("0.0000", "MISSING", "5.0000")),
        ("missing", {"missing": "rescale"}, ("0.0000", "MISSING", "10.0000")),
        ("not_applicable", {}, ("0.0000", "NOT_APPLICABLE", "10.0000")),
        ("not_applicable", {"not_applicable": "zero"}, ("0.0000", "NOT_APPLICABLE", "5.0000")),
        ("rejected", {"missing": "rescale"}, ("0.0000", "REJECTED", "5.0000")),
    ],
)
def test_what_stands_in_a_cell_decides_the_points(
    figure: str, policy: Any, expected: tuple[str, ...]
) -> None:
    assert cell(rate({"a": {"x": figure}}, **policy)) == expected


def test_no_record_is_missing_and_a_default_is_not() -> None:
    assert cell(rate({"a": {}, "b": {"x": 1}})) == ("0.0000", "MISSING", "5.0000")
    content = one_criterion(LINEAR)
    content["indicators"]["x"]["default"] = "3"
    result = compute(inputs_of(world_of(content, {"a": {}, "b": {"x": "missing"}, "c": {"x": 4}})))
    assert [result.nodes["c"].text(row) for row in range(3)] == ["3.0000", "0.0000", "4.0000"]
    assert result.nodes["c"].state(1).name == "MISSING"


def test_a_criterion_that_does_not_apply_is_not_missing() -> None:
    """Not applicable is decided first, whatever else is unknown."""
    result = rate({"a": {"y": 0}, "b": {"x": 4, "y": 1}, "c": {"x": 4}}, applies_when="y > 0")
    assert cell(result, 0)[1] == "NOT_APPLICABLE"
    assert cell(result, 1)[1] == "SCORED"
    assert cell(result, 2)[1] == "MISSING"


def test_zero_by_rule_needs_no_value() -> None:
    """Replies of 6.2: no points if there were violations and no reply."""
    result = rate({"a": {"y": 0}, "b": {"x": 4, "y": 1}}, zero_when="y = 0")
    assert cell(result, 0) == ("0.0000", "SCORED", "5.0000")
    assert cell(result, 1) == ("4.0000", "SCORED", "9.0000")


def test_a_small_base_says_too_little() -> None:
    base = {"indicator": "y", "at_least": "3"}
    figures = {"a": {"x": 4, "y": 2}, "b": {"x": 4, "y": 3}, "c": {"x": 4}}
    result = rate(figures, minimum_base=base)
    assert [cell(result, row)[1] for row in range(3)] == ["NOT_APPLICABLE", "SCORED", "MISSING"]
    result = rate(figures, minimum_base={**base, "otherwise": "missing"})
    assert cell(result, 0)[1] == "MISSING"


@pytest.mark.parametrize(
    ("since", "state"),
    [
        (date(2026, 1, 1), "SCORED"),
        (date(2026, 1, 2), "NOT_APPLICABLE"),
        (date(2030, 1, 1), "NOT_APPLICABLE"),
        (None, "SCORED"),
    ],
)
def test_a_young_unit_is_left_in_peace(since: date | None, state: str) -> None:
    founded = {} if since is None else {"a": since}
    assert cell(rate({"a": {"x": 4}}, minimum_age_months="12", since=founded))[1] == state


def test_the_age_is_a_number_in_formulas() -> None:
    result = rate({"a": {"x": 1}}, value="unit.age_months / 6", since={"a": date(2024, 7, 15)})
    assert cell(result)[0] == "4.8333"  # 29 whole months


def test_division_by_zero_where_the_criterion_applies_is_refused() -> None:
    with pytest.raises(
        DataError, match=r"'c' divides by zero.*unit 'b': x / y \* 100, where x = 3, y = 0 \("
    ):
        rate({"a": {"x": 3, "y": 2}, "b": {"x": 3, "y": 0}}, value="x / y * 100")
    assert cell(rate({"b": {"x": 3, "y": 0}}, value="x / y", applies_when="y > 0"))[1] == "NOT_APPLICABLE"
    assert cell(rate({"b": {"x": 3, "y": 0}}, value="x / y", zero_when="y = 0"))[1] == "SCORED"
    assert cell(rate({"b": {"x": 3, "y": 0}}, value="if(y > 0, x / y, 7)"))[0] == "7.0000"


def test_a_condition_that_divides_by_zero_is_named() -> None:
    with pytest.raises(DataError, match=r"unit 'a': x / y > 1, where x = 3, y = 0 \("):
        rate({"a": {"x": 3, "y": 0}}, applies_when="x / y > 1")


def test_a_tiny_divisor_that_floats_take_for_zero_is_no_zero() -> None:
    """10**15 + 0.3 less 10**15 + 0.2 is one tenth; float64 sees an eighth, and at 10**17 nothing."""
    big = 10**17
    figures = {"a": {"x": f"{big}.3", "y": f"{big}.2"}}
    assert cell(rate(figures, value="1 / (x - y)"))[0] == "10.0000"
    assert cell(rate(figures, value="(x - y) * 10"))[0] == "1.0000"
    assert cell(rate(figures, value="x / x", applies_when="x > y"))[1] == "SCORED"
    assert cell(rate(figures, value="x / x", applies_when="y > x"))[1] == "NOT_APPLICABLE"


# --- imputation -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "points"),
    [
        ({}, "3.0000"),
        ({"impute": {"statistic": "mean"}}, "4.6667"),
        ({"impute": {"statistic": "median", "pool": "kind"}}, "9.0000"),
    ],
)
def test_a_missing_value_is_taken_from_the_pool(rule: Any, points: str) -> None:
    figures: dict[str, dict[str, object]] = {
        "a": {},
        "b": {"x": 2},
        "c": {"x": 3},
        "d": {"x": 9},
        "e": {"x": "rejected"},
        "f": {"x": 1, "y": 1},
    }
    kinds = {unit: {"kind": "one" if unit in "ad" else "two"} for unit in figures}
    result = rate(figures, missing="impute", zero_when="y = 1", attributes=kinds, **rule)
    assert cell(result)[:2] == (points, "IMPUTED")
    assert cell(result, 4)[1] == "REJECTED"


def test_without_a_value_in_the_pool_the_value_stays_missing() -> None:
    kinds = {"a": {"kind": "one"}, "b": {"kind": "two"}}
    result = rate({"a": {}, "b": {"x": 2}}, missing="impute", impute={"pool": "kind"}, attributes=kinds)
    assert cell(result)[1] == "MISSING"


# --- treatment ------------------------------------------------------------------------------------

OUTLIERS = {f"u{n}": {"x": value} for n, value in enumerate((1, 2, 3, 4, 5, 6, 7, 8, 9, 1000))}


def test_an_outlier_is_moved_to_the_next_value_and_told() -> None:
    result = rate(OUTLIERS, {"rule": "minmax"}, treat={"method": "winsorise"})
    assert [result.nodes["c"].text(row) for row in (0, 8, 9)] == ["0.0000", "10.0000", "10.0000"]
    (moved,) = result.moved
    assert (moved.node, moved.unit, moved.before, moved.after) == ("c", "u9", 1000, 9)


def test_no_more_values_are_moved_than_allowed() -> None:
    twice = {**OUTLIERS, "u10": {"x": 1000}}
    result = rate(
        twice, {"rule": "minmax"}, treat={"method": "winsorise", "most_moved": "1", "kurtosis": "1"}
    )
    assert result.moved == ()


def test_a_logarithm_brings_an_outlier_nearer_and_keeps_the_order() -> None:
    result = rate(OUTLIERS, {"rule": "minmax"}, treat={"method": "log_shift"})
    points = [Fraction(result.nodes["c"].text(row)) for row in range(10)]
    assert points == sorted(points)
    # ln((8 + 9.99) / 9.99) / ln(101), where 9.99 is a hundredth of the spread
    assert result.nodes["c"].text(8) == "1.2746"
    assert len(result.moved) == 10


def test_values_without_outliers_stay_as_they_are() -> None:
    figures = {f"u{n}": {"x": n} for n in range(8)}
    assert rate(figures, {"rule": "minmax"}, treat={"method": "winsorise"}).moved == ()


def test_three_valued_conditions() -> None:
    """One false decides `and`, one true decides `or`; only what stays open is missing."""
    figures = {"a": {"x": 5}}
    assert cell(rate(figures, applies_when="y > 1 and x < 3"))[1] == "NOT_APPLICABLE"
    assert cell(rate(figures, applies_when="y > 1 or x > 3"))[1] == "SCORED"
    assert cell(rate(figures, applies_when="y > 1 and x > 3"))[1] == "MISSING"
    assert cell(rate(figures, applies_when="not known(y)"))[1] == "SCORED"
    assert cell(rate(figures, value="if(known(y), y, x)"))[0] == "5.0000"


def test_a_constant_that_is_not_set_is_missing() -> None:
    content = one_criterion(LINEAR, value="x / norm")
    content["constants"] = {"norm": {"name": words("Norm")}}
    result = compute(inputs_of(world_of(content, {"a": {"x": 5}})))
    assert result.nodes["c"].state(0).name == "MISSING"
    content["constants"]["norm"]["value"] = "2"
    assert compute(inputs_of(world_of(content, {"a": {"x": 5}}))).nodes["c"].text(0) == "2.5000"


def test_last_year_is_another_period() -> None:
    figures = {"a": {"x": "103", "x@previous": "100"}}
    assert cell(rate(figures, value="(x - x@previous) / x@previous * 100"))[0] == "3.0000"
    assert cell(rate({"a": {"x": "103"}}, value="x - x@previous"))[1] == "MISSING"


def test_a_derived_indicator_is_worked_out_for_either_year() -> None:
    content = document(
        {
            "code": "r",
            "children": [{"code": "c", "max": "10", "value": "both - both@previous", "score": LINEAR}],
        },
        {"x": {}, "y": {}, "both": {"formula": "x + y"}},
    )
    result = compute(inputs_of(world_of(content, {"a": {"x": 5, "y": 4, "x@previous": 1, "y@previous": 2}})))
    assert result.nodes["c"].text(0) == "6.0000"
