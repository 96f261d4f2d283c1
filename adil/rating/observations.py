"""Observations: the value of an indicator for a unit and a period, with status and source."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adil.rating.columns import bounds_of
from adil.rating.formula.evaluate import State, States

STATUSES: dict[str, State] = {
    "reported": State.SCORED,
    "verified": State.SCORED,
    "missing": State.MISSING,
    "not_applicable": State.NOT_APPLICABLE,
    "rejected": State.REJECTED,
}
"""Words of the status column. ``rejected``: proved false, so the criterion gets no points."""


@dataclass(frozen=True, slots=True)
class Note:
    """What is known about one figure besides its value."""

    status: str
    source: str = ""
    as_of: str = ""
    reported: str = ""
    """The figure as it was reported, where a verified one took its place."""
    is_invented: bool = False


@dataclass(frozen=True)
class Measured:
    """A figure a unit: ``scaled / 10**digits`` where the state is ``SCORED``."""

    scaled: NDArray[Any]
    digits: int
    states: States = None

    @cached_property
    def bounds(self) -> tuple[int, int]:
        return bounds_of(self.scaled)

    def take(self, rows: Any) -> Measured:
        states = None if self.states is None else self.states[rows]
        return Measured(self.scaled[rows], self.digits, states)


@dataclass(frozen=True)
class Observations:
    """A column an indicator and period, in the order of the table of units."""

    columns: Mapping[tuple[str, str], Measured]
    notes: Mapping[tuple[str, str, str], Note] = field(default_factory=dict)
    unknown_indicators: tuple[str, ...] = ()

    @property
    def periods(self) -> list[str]:
        return sorted({period for _, period in self.columns})


def measured(values: list[tuple[int, int] | None], states: list[int]) -> Measured:
    """A column of parsed decimals (integer and places) over one power of ten.

    64-bit integers where they fit, Python integers where they do not.
    """
    digits = max((value[1] for value in values if value), default=0)
    scaled = [value[0] * 10 ** (digits - value[1]) if value else 1 for value in values]
    fits = all(-(2**62) < number < 2**62 for number in scaled)
    column = np.array(scaled, dtype=np.int64 if fits else object)
    flags = np.array(states, dtype=np.uint8)
    return Measured(column, digits, flags if flags.any() else None)


PERIOD = re.compile(r"([1-9]\d{3})(?:-(?:H([12])|Q([1-4])|(0[1-9]|1[0-2])(?:-(\d{2}))?))?\Z", re.ASCII)


def period_end(period: str) -> date:
    """The first day after a period: 2020, 2020-H1, 2020-Q3, 2020-07 or a day. ``ValueError`` if it is none.

    >>> period_end("2020-H1")
    datetime.date(2020, 7, 1)
    """
    match = PERIOD.match(period)
    if match is None:
        raise ValueError(period)
    year, half, quarter, month, day = (int(part) if part else 0 for part in match.groups())
    if day:
        return date(year, month, day) + timedelta(days=1)
    last = 6 * half or 3 * quarter or month or 12
    return date(year + last // 12, last % 12 + 1, 1)


def previous_period(period: str) -> str:
    """The same period a year earlier.

    >>> previous_period("2020-H1")
    '2019-H1'
    """
    if PERIOD.match(period) is None:
        raise ValueError(period)
    return f"{int(period[:4]) - 1:04d}{period[4:]}"
