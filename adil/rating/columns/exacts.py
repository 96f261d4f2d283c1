"""Fractions and real numbers as Python objects."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adil.rating import exact
from adil.rating.columns.limits import FITS, DoesNotFit, Mask
from adil.rating.columns.ratios import Ratios
from adil.rating.exact import Number


@dataclass(frozen=True, slots=True)
class Exacts:
    """An array of ``Fraction`` and ``Real``; a constant is an array of one."""

    objects: NDArray[Any]

    @classmethod
    def of(cls, numbers: Sequence[Number]) -> Exacts:
        objects = np.empty(len(numbers), dtype=object)
        objects[:] = numbers
        return cls(objects)

    def __add__(self, other: Exacts) -> Exacts:
        return Exacts(self.objects + other.objects)

    def __neg__(self) -> Exacts:
        return Exacts(-self.objects)

    def __sub__(self, other: Exacts) -> Exacts:
        return Exacts(self.objects - other.objects)

    def __mul__(self, other: Exacts) -> Exacts:
        return Exacts(self.objects * other.objects)

    def __truediv__(self, other: Exacts) -> Exacts:
        safe = other.objects.copy()
        safe[safe == 0] = Fraction(1)
        return Exacts(self.objects / safe)

    def less(self, other: Exacts) -> Mask:
        return np.asarray(self.objects < other.objects, dtype=bool)

    def equal(self, other: Exacts) -> Mask:
        return np.asarray(self.objects == other.objects, dtype=bool)

    def where(self, mask: Mask, other: Exacts) -> Exacts:
        return Exacts(np.where(mask, self.objects, other.objects))

    def clip(self, low: Exacts, high: Exacts) -> Exacts:
        above = low.where(self.less(low), self)
        return high.where(high.less(above), above)

    def ln(self) -> Exacts:
        return self._each(lambda number: exact.natural_log(number) if number > 0 else Fraction(0))

    def power(self, power: Fraction) -> Exacts:
        return self._each(lambda number: exact.raise_to(number, power))

    def _each(self, function: Callable[[Number], Number]) -> Exacts:
        return Exacts.of([function(number) for number in self.objects])

    def round(self, digits: int) -> Ratios:
        whole = [exact.round_half_up(number, digits) for number in self.objects]
        top = max(map(abs, whole), default=0)
        if top >= FITS:
            raise DoesNotFit
        return Ratios(np.array(whole, dtype=np.int64), 10**digits, -top, top, 10**digits)

    def take(self, rows: Any) -> Exacts:
        return self if len(self.objects) == 1 else Exacts(self.objects[rows])

    def cells(self) -> list[Number]:
        return list(self.objects)

    def floats(self) -> NDArray[np.float64]:
        return np.array([float(number) for number in self.objects], dtype=np.float64)
