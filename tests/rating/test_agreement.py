"""Agreement of raters against the published tables."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adil.rating.agreement import Agreement, Intraclass, Level, agree, intraclass, krippendorff_alpha
from tests.rating.small import small_inputs

NONE = np.nan

# Krippendorff 2011, Computing Krippendorff's Alpha-Reliability, section C: 4 observers, 12 units.
KRIPPENDORFF = np.array([
    [1, 2, 3, 3, 2, 1, 4, 1, 2, NONE, NONE, NONE],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NONE, 3],
    [NONE, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NONE],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NONE],
]).T  # fmt: skip

# Shrout, Fleiss 1979, table 2: 6 subjects, 4 judges.
SHROUT_FLEISS = np.array([
    [9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7],
], dtype=float)  # fmt: skip


@pytest.mark.parametrize(
    ("level", "alpha"), [(Level.NOMINAL, 0.743), (Level.ORDINAL, 0.815), (Level.INTERVAL, 0.849)]
)
def test_alpha_is_that_of_the_published_table(level: Level, alpha: float) -> None:
    found = krippendorff_alpha(KRIPPENDORFF, level)
    assert found is not None
    assert round(found, 3) == alpha


def test_intraclass_correlations_are_those_of_the_published_table() -> None:
    found = intraclass(SHROUT_FLEISS)
    values = (found.icc_1, found.icc_2, found.icc_3, found.icc_1_k, found.icc_2_k, found.icc_3_k)
    assert [round(value, 2) for value in values if value is not None] == [0.17, 0.29, 0.71, 0.44, 0.62, 0.91]


def test_alpha_of_two_raters_is_that_of_the_published_binary_example() -> None:
    # Krippendorff 2011, section A: two observers, ten units, 0.095.
    table = np.array([[0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]], dtype=float).T
    found = krippendorff_alpha(table, Level.NOMINAL)
    assert found is not None
    assert round(found, 3) == 0.095


@pytest.mark.parametrize("level", list(Level))
def test_full_agreement_is_one(level: Level) -> None:
    assert krippendorff_alpha(np.array([[1.0, 1.0], [3.0, 3.0], [2.0, 2.0]]), level) == 1


@pytest.mark.parametrize("table", [[[2.0, 2.0], [2.0, 2.0]], [[1.0, NONE], [NONE, 2.0]], [[NONE, NONE]]])
def test_alpha_says_nothing_where_marks_do_not_vary_or_do_not_meet(table: list[list[float]]) -> None:
    assert krippendorff_alpha(np.array(table), Level.INTERVAL) is None


def test_intraclass_says_nothing_of_one_unit_or_equal_marks() -> None:
    assert intraclass(np.array([[1.0, 2.0, 3.0]])) == Intraclass()
    assert intraclass(np.full((3, 2), 4.0)) == Intraclass()


def test_missing_marks_leave_the_one_way_correlation_only() -> None:
    table = SHROUT_FLEISS.copy()
    table[0, 0] = NONE
    found = intraclass(table)
    assert found.icc_1 is not None
    assert found == Intraclass(icc_1=found.icc_1)


@given(st.lists(st.lists(st.integers(0, 4), min_size=3, max_size=3), min_size=2, max_size=6))
def test_order_of_units_and_raters_changes_nothing(rows: list[list[int]]) -> None:
    table = np.array(rows, dtype=float)
    shuffled = np.random.default_rng(1).permutation(table[:, [2, 0, 1]])
    for level in Level:
        assert krippendorff_alpha(shuffled, level) == pytest.approx(krippendorff_alpha(table, level))


def test_agreement_of_a_rating_counts_its_marks(tmp_path: Path) -> None:
    (found,) = agree(small_inputs(tmp_path))
    assert (found.criterion, found.units, found.raters, found.marks) == ("2.1", 2, 2, 5)
    # A is marked good and bad, B good and good; C by one rater only, which agrees with nothing.
    assert isinstance(found, Agreement)
    assert found.alpha[Level.NOMINAL] == pytest.approx(0)
