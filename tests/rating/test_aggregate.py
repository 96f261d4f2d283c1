"""One worked example a way of combining, and what happens when children do not count."""

from __future__ import annotations

import re
from typing import Any

import pytest

from adil.rating import DataError, compute
from adil.rating.result import Result
from tests.rating.worlds import Document, document, inputs_of, world_of


def group(combine: Document | str, weights: list[str] | None = None, tops: tuple[str, ...] = ("4", "10", "2"),
          **more: Any) -> Document:  # fmt: skip
    """A rating of three criteria ``a b c`` whose points are their values; shown with 4 digits."""
    children: list[Document] = [
        {"code": code, "max": top, "value": code, "score": {"rule": "per_unit", "each": "1"}}
        for code, top in zip("abc", tops, strict=False)
    ]
    for child, weight in zip(children, weights or [], strict=False):
        child["weight"] = weight
    settled = combine if isinstance(combine, dict) else {"method": combine}
    top = {} if settled["method"] == "sum" else {"max": "100"}
    return document(
        {"code": "r", "combine": settled, "children": children, "missing": "rescale", **top, **more},
        {code: {} for code in "abc"},
    )


def rate(content: Document, **figures: object) -> Result:
    return compute(inputs_of(world_of(content, {"u": figures, "other": {"a": 1, "b": 1, "c": 1}})))


def root(content: Document, **figures: object) -> str:
    return rate(content, **figures).nodes["r"].text(0)


SHARES = {"a": "1", "b": "5", "c": "1.5"}
"""Shares of the maxima: 0.25, 0.5, 0.75."""


@pytest.mark.parametrize(
    ("combine", "weights", "points"),
    [
        ("sum", None, "7.5000"),
        ("mean", None, "50.0000"),
        ("weighted_mean", ["1", "2", "5"], "62.5000"),
        # 0.09375 ** (1/3) = 0.454280...
        ("geometric_mean", None, "45.4280"),
        # (0.25 * 0.5**2 * 0.75) ** (1/4) = 0.465302...
        ("geometric_mean", ["1", "2", "1"], "46.5302"),
        # sqrt((0.0625 + 0.25 + 0.5625) / 3) = 0.540061...
        ({"method": "power_mean", "power": "2"}, None, "54.0062"),
        # 3 / (4 + 2 + 4/3) = 0.409090...
        ({"method": "power_mean", "power": "-1"}, None, "40.9091"),
        ({"method": "power_mean", "power": "1"}, ["1", "2", "5"], "62.5000"),
        ("min", None, "25.0000"),
        ({"method": "worst_k", "k": "2"}, None, "37.5000"),
    ],
)
def test_a_group_combines_the_shares_of_its_children(
    combine: Document | str, weights: list[str] | None, points: str
) -> None:
    assert root(group(combine, weights), **SHARES) == points


def test_a_table_looks_up_two_ratings() -> None:
    points = [["0", "30"], ["50", "100"]]
    table = {"rows": ["0", "2"], "columns": ["0", "5"], "points": points}
    content = group({"method": "table", "table": table}, tops=("4", "10"))
    assert root(content, a="1.99", b="4.99") == "0.0000"
    assert root(content, a="1.99", b="5") == "30.0000"
    assert root(content, a="2", b="0") == "50.0000"
    assert root(content, a="4", b="10") == "100.0000"
    # one rating alone: its share
    assert root(content, a="missing", b="4") == "40.0000"


@pytest.mark.parametrize(
    ("combine", "weights", "points"),
    [
        # (1 + 1.5) of 6 possible, of 16
        ("sum", None, "6.6667"),
        ("mean", None, "50.0000"),
        # (0.25 * 1 + 0.75 * 5) / 6
        ("weighted_mean", ["1", "2", "5"], "66.6667"),
        # sqrt(0.25 * 0.75)
        ("geometric_mean", None, "43.3013"),
        ("min", None, "25.0000"),
        ({"method": "worst_k", "k": "3"}, None, "50.0000"),
    ],
)
def test_a_child_that_is_rescaled_takes_its_maximum_with_it(
    combine: Document | str, weights: list[str] | None, points: str
) -> None:
    assert root(group(combine, weights), a="1", b="missing", c="1.5") == points


def test_a_child_that_is_zero_stays_in_the_maximum() -> None:
    assert root(group("sum", missing="zero"), a="1", b="missing", c="1.5") == "2.5000"
    assert root(group("mean", missing="zero"), a="1", b="missing", c="1.5") == "33.3333"


def test_a_group_without_a_child_that_counts_has_no_points() -> None:
    result = rate(group("sum"), a="missing", b="missing", c="not_applicable")
    assert (result.nodes["r"].text(0), result.nodes["r"].state(0).name) == ("0.0000", "MISSING")
    assert (result.places[0], result.overall[0], result.places[1]) == (0, 0, 1)
    result = rate(group("sum"), a="not_applicable", b="not_applicable", c="not_applicable")
    assert result.nodes["r"].state(0).name == "NOT_APPLICABLE"


def test_an_excluded_unit_gets_no_place() -> None:
    result = rate(group("sum", missing="exclude"), a="1", b="missing", c="1")
    assert result.nodes["r"].state(0).name == "EXCLUDED"
    assert result.places.tolist() == [0, 1]


def test_a_refused_gap_names_the_unit_and_the_criterion() -> None:
    with pytest.raises(
        DataError, match=r"'b' has no value for unit 'u'.*\(methodology.yaml:\d+\)\. Complete"
    ):
        rate(group("sum", missing="refuse"), a="1", b="missing", c="1")


@pytest.mark.parametrize("combine", ["geometric_mean", {"method": "power_mean", "power": "-1"}])
def test_a_mean_that_needs_positive_shares_refuses_zero(combine: Document | str) -> None:
    method = "geometric mean" if combine == "geometric_mean" else "power mean"
    with pytest.raises(
        DataError, match=rf"'b' has zero points or less for unit 'u', and 'r' takes a {method}"
    ):
        root(group(combine), a="1", b="0", c="1")


def test_a_weight_of_zero_takes_the_child_out() -> None:
    content = group("geometric_mean", ["1", "0", "1"])
    assert root(content, a="1", b="0", c="1.5") == "43.3013"
    alone = rate(content, a="missing", b="5", c="missing")
    assert alone.nodes["r"].state(0).name == "MISSING"


def test_weights_that_are_long_decimals_are_no_burden() -> None:
    content = group("geometric_mean", ["0.333333", "0.333334", "0.333333"])
    assert root(content, a="2", b="5", c="1") == "50.0000"


def test_floor_and_cap_hold_before_rounding() -> None:
    assert root(group("sum", floor="3", cap="12"), a="1", b="0", c="0") == "3.0000"
    assert root(group("sum", floor="3", cap="12"), a="4", b="10", c="2") == "12.0000"


def test_a_sum_adds_rounded_points_so_that_the_table_adds_up() -> None:
    """Three criteria of 1/3 are 0.33 each, and their sum is 0.99."""
    children = [
        {"code": code, "max": "1", "value": "x / 3", "score": {"rule": "per_unit", "each": "1"}}
        for code in "abc"
    ]
    content = document({"code": "r", "rounding": "2", "children": children}, {"x": {}})
    result = compute(inputs_of(world_of(content, {"u": {"x": 1}})))
    assert [result.nodes[code].text(0) for code in "abcr"] == ["0.33", "0.33", "0.33", "0.99"]


def test_a_rescaled_direction_is_rounded_once_more() -> None:
    """Section 7.2: sum of points / sum of applicable maxima x maximum, then half-up."""
    result = rate(group("sum", rounding="2"), a="1.005", b="not_applicable", c="1")
    # (1.01 + 1) / 6 * 16 = 5.36
    assert result.nodes["a"].text(0) == "1.01"
    assert result.nodes["r"].text(0) == "5.36"


@pytest.mark.parametrize("method", ["sum", "mean", "min"])
def test_weights_that_are_not_used_are_refused(method: str) -> None:
    with pytest.raises(
        Exception, match=re.escape(f"Children of 'r' have weights, which '{method}' does not use")
    ):
        root(group(method, ["1", "2", "3"]), a="1", b="1", c="1")
