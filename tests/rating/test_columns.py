"""The three arithmetics of a column: integers that are exact, floats that know their error, fractions."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adil.rating import exact
from adil.rating.columns import FITS, Bounded, DoesNotFit, Exacts, Floats, Precise, Ratios, Whole
from adil.rating.exact import Real

Operation = Callable[[Any, Any], Any]

OPERATIONS: dict[str, Operation] = {
    "add": lambda left, right: left + right,
    "subtract": lambda left, right: left - right,
    "multiply": lambda left, right: left * right,
    "divide": lambda left, right: left / right,
    "negative": lambda left, _: -left,
    "where": lambda left, right: left.where(np.array([True, False, True]), right),
}

scaled_integers = st.one_of(
    st.integers(-50, 50),
    st.integers(-(10**6), 10**6),
    st.integers(-(10**18), 10**18),
    st.sampled_from([0, 1, 2**53 + 1]),
)


@st.composite
def columns(draw: Any, digits: int | None = None) -> tuple[np.ndarray[Any, Any], int]:
    """Three cells over one power of ten."""
    numbers = draw(st.lists(scaled_integers, min_size=3, max_size=3))
    return np.array(numbers, dtype=np.int64), draw(st.integers(0, 18)) if digits is None else digits


constants = st.fractions(-1000, 1000, max_denominator=1000)


def fractions_of(column: Any) -> list[Fraction]:
    cells = column.cells()
    return [Fraction(cell) for cell in (cells * 3 if len(cells) == 1 else cells)]


def assert_encloses(floats: Floats, exactly: Exacts) -> None:
    """Every true number lies within the error of its float, in the rows without doubt."""
    cells = exactly.cells()
    values = np.broadcast_to(floats.value, 3)
    errors = np.broadcast_to(floats.error, 3)
    for row, number in enumerate(cells * 3 if len(cells) == 1 else cells):
        if not floats.doubt.mask[row]:
            assert np.isfinite(values[row])
            assert np.isfinite(errors[row])
            low, high = (
                Fraction(values[row]) - Fraction(errors[row]),
                Fraction(values[row]) + Fraction(errors[row]),
            )
            assert exact.compare(number, low) >= 0
            assert exact.compare(number, high) <= 0


@pytest.mark.parametrize("name", OPERATIONS)
@settings(max_examples=60)
@given(left=columns(), right=columns())
def test_an_operation_gives_the_same_in_integers_and_fractions(name: str, left: Any, right: Any) -> None:
    operation = OPERATIONS[name]
    precise = operation(Precise().measured(*left), Precise().measured(*right))
    try:
        whole = operation(Whole().measured(*left), Whole().measured(*right))
    except DoesNotFit:
        return
    keep = right[0] != 0 if name == "divide" else np.array([True, True, True])
    assert [cell for cell, kept in zip(whole.cells(), keep, strict=True) if kept] == [
        cell for cell, kept in zip(precise.cells(), keep, strict=True) if kept
    ]
    assert all(whole.low <= top <= whole.high for top in np.atleast_1d(whole.num).tolist())
    assert int(np.max(whole.den)) <= whole.bottom
    assert max(-whole.low, whole.high, whole.bottom) < FITS


@pytest.mark.parametrize("name", OPERATIONS)
@settings(max_examples=60)
@given(left=columns(), right=columns())
def test_the_error_of_an_operation_encloses_the_true_number(name: str, left: Any, right: Any) -> None:
    if name == "divide" and not right[0].all():
        return
    bounded, operation = Bounded(3), OPERATIONS[name]
    floats = operation(bounded.measured(*left), bounded.measured(*right))
    assert_encloses(floats, operation(Precise().measured(*left), Precise().measured(*right)))


@settings(max_examples=100)
@given(columns(), constants, constants, constants)
def test_a_chain_of_operations_is_the_same_in_all_three(
    column: Any, offset: Fraction, factor: Fraction, end: Fraction
) -> None:
    def chain(arithmetic: Any) -> Any:
        moved = arithmetic.measured(*column) - arithmetic.constant(offset)
        scaled = moved * arithmetic.constant(factor) / arithmetic.constant(Fraction(7, 3))
        low, high = sorted((Fraction(0), end))
        return scaled.clip(arithmetic.constant(low), arithmetic.constant(high))

    precise = chain(Precise())
    assert_encloses(chain(Bounded(3)), precise)
    with suppress(DoesNotFit):
        assert fractions_of(chain(Whole())) == fractions_of(precise)


@settings(max_examples=100)
@given(columns(), st.integers(0, 6), st.integers(1, 12))
def test_rounding_is_half_away_from_zero_or_in_doubt(column: Any, digits: int, divisor: int) -> None:
    exactly = fractions_of(Precise().measured(*column))
    expected = [exact.round_half_up(number / divisor, digits) for number in exactly]
    try:
        whole = (Whole().measured(*column) / Whole().constant(divisor)).round(digits)
        assert np.atleast_1d(whole.num).tolist() == expected
    except DoesNotFit:
        pass
    bounded = Bounded(3)
    if max(map(abs, expected)) < 2**62:
        floats = (bounded.measured(*column) / bounded.constant(divisor)).round(digits)
        decided = ~bounded.doubt.mask
        assert floats.num[decided].tolist() == np.array(expected, dtype=object)[decided].tolist()


@settings(max_examples=100)
@given(columns(digits=2), columns(digits=2), constants)
def test_comparisons_agree_or_are_in_doubt(left: Any, right: Any, constant: Fraction) -> None:
    def compare(arithmetic: Any) -> list[Any]:
        first, second = arithmetic.measured(*left), arithmetic.measured(*right)
        edge = arithmetic.constant(constant)
        return [first.less(second), first.equal(second), first.less(edge), edge.less(second)]

    bounded = Bounded(3)
    expected, floats = compare(Precise()), compare(bounded)
    decided = ~bounded.doubt.mask
    for wanted, found in zip(expected, floats, strict=True):
        assert found[decided].tolist() == wanted[decided].tolist()
    with suppress(DoesNotFit):
        assert [mask.tolist() for mask in compare(Whole())] == [mask.tolist() for mask in expected]


@settings(max_examples=60)
@given(
    st.lists(st.integers(1, 10**18), min_size=3, max_size=3),
    st.integers(0, 15),
    st.sampled_from([Fraction(1, 2), Fraction(2), Fraction(-1), Fraction(3, 2), Fraction(1, 3)]),
)
def test_logarithms_and_powers_enclose_the_true_number(
    numbers: list[int], digits: int, power: Fraction
) -> None:
    scaled, bounded = np.array(numbers, dtype=np.int64), Bounded(3)
    floats, precise = bounded.measured(scaled, digits), Precise().measured(scaled, digits)
    assert_encloses(floats.ln(), precise.ln())
    assert_encloses(floats.power(power), precise.power(power))


def test_a_difference_that_floats_cannot_see_is_in_doubt() -> None:
    bounded = Bounded(1)
    left = bounded.measured(np.array([3 * 10**17 + 1], dtype=np.int64), 18)
    assert not left.less(bounded.constant(Fraction(3, 10))).any()
    assert bounded.doubt.mask.all()


def test_an_exact_zero_stays_exact() -> None:
    """Else every unit without a criterion would be in doubt, and large tables slow."""
    bounded = Bounded(1)
    zero = bounded.measured(np.array([0], dtype=np.int64), 3) * bounded.constant(Fraction(1, 3))
    assert not bounded.constant(0).less(zero / bounded.constant(Fraction(7, 10))).any()
    assert not bounded.doubt.mask.any()


def test_integers_that_could_overflow_are_refused() -> None:
    column = Whole().measured(np.array([10**15], dtype=np.int64), 0)
    with pytest.raises(DoesNotFit):
        column * column
    with pytest.raises(DoesNotFit):
        Whole().constant(2**62)
    with pytest.raises(DoesNotFit):
        Whole().numbers([exact.natural_log(Fraction(2))])


def test_a_constant_over_a_column_is_a_column() -> None:
    column = Whole().measured(np.array([2, 4, 5], dtype=np.int64), 0)
    inverse = Whole().constant(1) / column
    assert inverse.cells() == [Fraction(1, 2), Fraction(1, 4), Fraction(1, 5)]
    assert (Whole().constant(3) / inverse).cells() == [6, 12, 15]
    assert inverse.take([1]).cells() == [Fraction(1, 4)]


def test_a_power_of_ten_beyond_64_bits_is_exact() -> None:
    scaled = np.array([10**30 + 1, 10**30], dtype=object)
    column = Precise().measured(scaled, 30)
    assert column.cells() == [1 + Fraction(1, 10**30), 1]
    assert isinstance(Exacts.of([Fraction(1), exact.natural_log(Fraction(2))]).cells()[1], Real)
    assert isinstance(Ratios.constant(Fraction(1, 3)), Ratios)
