"""Every point opens into figures, formula, rule and source."""

from __future__ import annotations

from pathlib import Path

import pytest

from adil.rating import DataError
from adil.rating.explain import Figure, explain, explain_all
from adil.rating.tell import tell
from adil.rating.words import NO_BREAK
from tests.rating.small import small_result


def figure(tmp_path: Path, unit: str, node: str, indicator: str, period: str = "2025") -> Figure:
    explained = explain(small_result(tmp_path), unit, node)
    (found,) = [part for part in explained.figures if (part.indicator, part.period) == (indicator, period)]
    return found


def test_criterion_shows_formula_with_numbers_value_band_and_points(tmp_path: Path) -> None:
    explained = explain(small_result(tmp_path), "B", "1.1")
    assert (explained.formula, explained.with_numbers, explained.value, explained.band, explained.points) == (
        "members / employees * 100", "899 ÷ 1000 × 100", "89.900", "[60; 90)", "3.00",
    )  # fmt: skip


def test_verified_figure_shows_what_was_reported_and_where_it_was_checked(tmp_path: Path) -> None:
    found = figure(tmp_path, "A", "1.1", "members")
    assert (found.value, found.status, found.reported, found.source, found.as_of, found.form, found.row) == (
        "900", "verified", "920", "check 4", "2026-02-01", "F1", "r03",
    )  # fmt: skip


def test_one_more_member_lifts_a_unit_over_the_edge_of_the_band(tmp_path: Path) -> None:
    assert figure(tmp_path, "B", "1.1", "members").one_more == "3"


def test_one_more_employee_drops_a_unit_that_stands_on_the_edge(tmp_path: Path) -> None:
    assert figure(tmp_path, "A", "1.1", "employees").one_more == "-3"


def test_one_more_is_given_before_rounding(tmp_path: Path) -> None:
    # 4 points over ten per cent; one of 870 members is 100/870 per cent
    assert figure(tmp_path, "B", "1.2", "members").one_more == "0.045977"


def test_one_more_in_a_pool_moves_the_bounds_too(tmp_path: Path) -> None:
    # C stands in the middle of 50..100: one more is 5/50; B is the best and stays at the maximum
    assert figure(tmp_path, "C", "2.2", "training").one_more == "0.1"
    assert figure(tmp_path, "B", "2.2", "training").one_more == "0"


def test_bounds_of_the_pool_are_shown(tmp_path: Path) -> None:
    assert explain(small_result(tmp_path), "C", "2.2").bounds == (
        ("least", "50.000"),
        ("greatest", "100.000"),
    )


def test_missing_figure_is_named(tmp_path: Path) -> None:
    explained = explain(small_result(tmp_path), "C", "1.2")
    assert (explained.status, explained.lacking, explained.points, explained.value) == (
        "missing", ("members",), "0.00", "",
    )  # fmt: skip


def test_not_applicable_names_its_condition(tmp_path: Path) -> None:
    explained = explain(small_result(tmp_path), "B", "1.3")
    assert (explained.status, explained.condition) == ("not_applicable", "students > 0")


def test_group_lists_its_parts_and_which_of_them_count(tmp_path: Path) -> None:
    parts = explain(small_result(tmp_path), "B", "D1").parts
    assert [(part.code, part.points, part.max, part.counts) for part in parts] == [
        ("1.1", "3.00", "6", True),
        ("1.2", "3.33", "4", True),
        ("1.3", "0.00", "2", False),
    ]


def test_marks_are_shown_with_their_anchors(tmp_path: Path) -> None:
    marks = explain(small_result(tmp_path), "A", "2.1").marks
    assert [(mark.rater, mark.mark, mark.points, mark.text.en, mark.comment) for mark in marks] == [
        ("R1", "good", "3", "good en", "well kept"),
        ("R2", "bad", "0", "bad en", ""),
    ]


def test_too_few_raters_is_missing(tmp_path: Path) -> None:
    assert explain(small_result(tmp_path), "C", "2.1").status == "missing"


def test_default_is_told_apart_from_a_report(tmp_path: Path) -> None:
    result = small_result(tmp_path)
    assert result.adjusted.penalties.tolist() == [0, 200, 0]


def test_every_node_of_every_unit_is_explained_once(tmp_path: Path) -> None:
    result = small_result(tmp_path)
    pairs = [(explained.unit, explained.node) for explained in explain_all(result)]
    assert pairs == [(unit, node) for unit in "ABC" for node in result.nodes]


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("kk", "1.1. coverage kk: 3 балл (ең жоғарысы 6)"),
        ("ru", "1.1. coverage ru: 3 балла (наибольшее 6)"),
        ("en", "1.1. coverage en: 3 points of 6"),
    ],
)
def test_text_speaks_the_language(tmp_path: Path, language: str, line: str) -> None:
    result = small_result(tmp_path)
    told = tell(explain(result, "B", "1.1"), result.nodes["1.1"].node, language)
    assert told.splitlines()[0].replace(NO_BREAK, " ") == line


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_explanation_can_be_told(tmp_path: Path, language: str) -> None:
    result = small_result(tmp_path)
    for explained in explain_all(result):
        told = tell(explained, result.nodes[explained.node].node, language)
        assert explained.name.in_language(language) in told
        assert "{" not in told


def test_unknown_unit_and_node_are_refused_with_what_there_is(tmp_path: Path) -> None:
    result = small_result(tmp_path)
    with pytest.raises(DataError, match=r"There is no unit 'X'.*A, B, C"):
        explain(result, "X")
    with pytest.raises(DataError, match=r"There is no criterion or direction '9'.*rating, D1"):
        explain(result, "A", "9")
