"""How far each arithmetic reaches: what fits, what a float loses, what stays in doubt."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from adil.rating.exact import Number

FITS = 2**62
"""No intermediate of ``Ratios`` may reach this."""

ROUNDOFF = 2.0**-51
"""Four units of rounding: more than one operation of float64, and more than its ln, exp and pow, loses."""

Mask = NDArray[np.bool_]


class DoesNotFit(Exception):
    """The magnitudes, or the function, do not fit 64-bit integers."""


class Doubt:
    """The rows in which a float with its error bound could not decide."""

    def __init__(self, rows: int) -> None:
        self.mask: Mask = np.zeros(rows, dtype=bool)

    def add(self, mask: Any) -> None:
        self.mask |= mask


class Column(Protocol):
    """What a step may do with a column; both operands come from one arithmetic."""

    def __add__(self, other: Any) -> Any: ...
    def __sub__(self, other: Any) -> Any: ...
    def __mul__(self, other: Any) -> Any: ...
    def __truediv__(self, other: Any) -> Any: ...
    def less(self, other: Any) -> Mask: ...
    def equal(self, other: Any) -> Mask: ...
    def where(self, mask: Mask, other: Any) -> Any: ...
    def clip(self, low: Any, high: Any) -> Any: ...
    def ln(self) -> Any: ...
    def power(self, power: Fraction) -> Any: ...
    def round(self, digits: int) -> Any: ...
    def take(self, rows: Any) -> Any: ...
    def cells(self) -> list[Number]: ...


Bounds = tuple[int, int] | None
"""The least and the greatest of the scaled integers, where they are known beforehand."""


def bounds_of(scaled: NDArray[Any]) -> tuple[int, int]:
    """The least and the greatest; zero of an empty column."""
    return (int(scaled.min()), int(scaled.max())) if scaled.size else (0, 0)
