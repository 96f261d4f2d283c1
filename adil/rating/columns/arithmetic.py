"""The makers of columns, one for each arithmetic."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from adil.rating import exact
from adil.rating.columns.exacts import Exacts
from adil.rating.columns.floats import Floats
from adil.rating.columns.limits import ROUNDOFF, Bounds, DoesNotFit, Doubt
from adil.rating.columns.ratios import Ratios
from adil.rating.exact import Number


class Arithmetic(Protocol):
    """Makes the columns of one arithmetic."""

    def constant(self, number: Number) -> Any: ...
    def measured(self, scaled: NDArray[Any], digits: int, bounds: Bounds = None) -> Any: ...
    def numbers(self, numbers: Sequence[Number]) -> Any: ...
    def adopt(self, column: Any) -> Any: ...


class Whole:
    """64-bit integers; ``DoesNotFit`` where they could overflow or would not be exact."""

    def constant(self, number: Number) -> Ratios:
        return Ratios.constant(number)

    def measured(self, scaled: NDArray[Any], digits: int, bounds: Bounds = None) -> Ratios:
        return Ratios.measured(scaled, digits, bounds)

    def numbers(self, numbers: Sequence[Number]) -> Ratios:
        return Ratios.of(numbers)

    def adopt(self, column: Any) -> Ratios:
        if not isinstance(column, Ratios):
            raise DoesNotFit
        return column


class Bounded:
    """float64 with error bounds and shared doubt."""

    def __init__(self, rows: int) -> None:
        self.doubt = Doubt(rows)

    def constant(self, number: Number) -> Floats:
        value = float(number)
        is_exact = not isinstance(number, exact.Real) and Fraction(value) == number
        return Floats(value, 0.0 if is_exact else abs(value) * ROUNDOFF, self.doubt)

    def measured(self, scaled: NDArray[Any], digits: int, bounds: Bounds = None) -> Floats:
        value = scaled.astype(np.float64) / 10**digits
        exact_cells = (digits == 0) & (np.abs(value) < 2**53)
        return Floats(value, np.where(exact_cells, 0.0, np.abs(value) * ROUNDOFF), self.doubt)

    def numbers(self, numbers: Sequence[Number]) -> Floats:
        value = np.array([float(number) for number in numbers], dtype=np.float64)
        return Floats(value, np.abs(value) * ROUNDOFF, self.doubt)

    def adopt(self, column: Any) -> Floats:
        if isinstance(column, Floats):
            return Floats(column.value, column.error, self.doubt)
        value = column.floats()
        value = value[0] if len(value) == 1 else value
        return Floats(value, np.abs(value) * ROUNDOFF, self.doubt)


class Precise:
    """Fractions and reals: the exact evaluator."""

    def constant(self, number: Number) -> Exacts:
        return Exacts.of([Fraction(number) if isinstance(number, int) else number])

    def measured(self, scaled: NDArray[Any], digits: int, bounds: Bounds = None) -> Exacts:
        return Exacts.of([Fraction(number, 10**digits) for number in scaled.tolist()])

    def numbers(self, numbers: Sequence[Number]) -> Exacts:
        return Exacts.of(numbers)

    def adopt(self, column: Any) -> Exacts:
        return column if isinstance(column, Exacts) else Exacts.of(column.cells())
